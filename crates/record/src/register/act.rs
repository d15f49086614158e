//! Judging one signed act at its position, and taking it into the register.

use super::sign::message_of;
use super::{ActFault, BondFault, Judged, KeyFault, Register, SignedBy, alike, bonds, keys};
use crate::dsse::SIGNATURES_MAX;
use crate::key::{PublicKey, SIGNATURE_BYTES};
use crate::rules::{Need, need};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::act::DECLARED_TYPE;
use model::{Act, Digest, Key, KeyId, KeyKind, Role, Signed};
use std::collections::BTreeSet;

/// Who signed: keys of the register, and keys that come with the act itself.
struct Signatures {
    by: Vec<SignedBy>,
    incoming: BTreeSet<KeyId>,
}

impl Register {
    /// Judges an act and, if it counts, takes it into the register.
    ///
    /// # Errors
    /// Why it does not count; the register stays as it was.
    pub fn take(&mut self, leaf: u64, signed: &Signed) -> Result<Judged, ActFault> {
        if let Some(after) = self.last.filter(|last| *last >= leaf) {
            return Err(ActFault::Order { leaf, after });
        }
        let judged = self.judge(leaf, signed)?;
        self.last = Some(leaf);
        self.taken.insert(digest_of(signed)?, leaf);
        match &signed.declared.act {
            Act::Found { keys, threshold } => {
                self.log = signed.declared.log.clone().map(|log| (log, leaf));
                self.threshold = *threshold;
                keys.iter().for_each(|key| self.put(leaf, key, None));
            }
            Act::AddKey { key } => self.put(leaf, key, None),
            Act::RotateKey { old, public } => {
                if let Some(holding) = self.holdings.get(old) {
                    let key = Key { public: public.clone(), ..holding.key.clone() };
                    self.put(leaf, &key, Some(*old));
                }
                self.end(leaf, *old);
            }
            Act::RevokeKey { compromised_since, key, reason } => self.revoke(leaf, *key, *compromised_since, reason),
            Act::AdoptAgreement { .. }
            | Act::AdoptGazetteer { .. }
            | Act::AdoptMission { .. }
            | Act::AdoptPolicy { .. }
            | Act::AdoptProcedure { .. }
            | Act::Case(_)
            | Act::ClaimLog { .. }
            | Act::Commitment(_)
            | Act::ConfirmErasure { .. }
            | Act::Decide { .. }
            | Act::Leave { .. }
            | Act::Merge { .. }
            | Act::OrderErasure { .. }
            | Act::Release(_)
            | Act::Tick { .. }
            | Act::Split { .. }
            | Act::Unbind { .. }
            | Act::Verify(_) => {}
        }
        Ok(judged)
    }

    /// Judges an act at its position, whether it was taken already or not. Doubt that arose later shows.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn judge(&self, leaf: u64, signed: &Signed) -> Result<Judged, ActFault> {
        if signed.payload_type != DECLARED_TYPE {
            return Err(ActFault::Type(signed.payload_type.chars().take(100).collect()));
        }
        self.check_place(leaf, signed)?;
        let signatures = self.check_signatures(leaf, signed)?;
        self.check_content(leaf, &signed.declared.act)?;
        self.check_need(leaf, &signed.declared.act, &signatures)?;
        if !signatures.by.iter().any(|one| one.person == signed.declared.by) {
            return Err(ActFault::By(signed.declared.by.clone()));
        }
        Ok(Judged { by: signatures.by })
    }

    /// The right log, a register to judge by, and not a replay.
    fn check_place(&self, leaf: u64, signed: &Signed) -> Result<(), ActFault> {
        let found = signed.declared.log.clone().unwrap_or_default();
        match (&self.log, &signed.declared.act) {
            (None, Act::Found { .. }) if !found.is_empty() => {}
            (None, _) => return Err(ActFault::NoRegister),
            (Some((_, at)), Act::Found { .. }) if *at != leaf => return Err(ActFault::Founded(*at)),
            (Some((log, _)), _) if *log != found => return Err(ActFault::Log { found, expected: log.clone() }),
            (Some(_), _) => {}
        }
        match self.taken.get(&digest_of(signed)?) {
            Some(first) if *first != leaf => Err(ActFault::Replayed(*first)),
            _ => Ok(()),
        }
    }

    /// Every signature must hold and be by a key that stands, or by one that comes with the act.
    fn check_signatures(&self, leaf: u64, signed: &Signed) -> Result<Signatures, ActFault> {
        let n = signed.signatures.len();
        if n == 0 || n > SIGNATURES_MAX {
            return Err(ActFault::Signatures(n));
        }
        let message = message_of(signed)?;
        let coming = incoming(&signed.declared.act);
        let mut found = Signatures { by: Vec::new(), incoming: BTreeSet::new() };
        for signature in &signed.signatures {
            let fault = || ActFault::Signature(signature.keyid.chars().take(40).collect());
            let sig = STANDARD.decode(&signature.sig).ok().filter(|sig| sig.len() == SIGNATURE_BYTES).ok_or_else(fault)?;
            if let Some(key) = coming.iter().find(|key| key.has_signed(&message, &sig)) {
                found.incoming.insert(key.id());
                continue;
            }
            let id = self.signer_of(&signature.keyid, &message, &sig).ok_or_else(fault)?;
            let one = self.standing_signer(leaf, id)?;
            if !found.by.contains(&one) {
                found.by.push(one);
            }
        }
        if let Act::Found { keys, .. } = &signed.declared.act {
            found.by.extend(keys.iter().filter(|key| found.incoming.contains(&key.id())).map(|key| SignedBy::of(key, false)));
        }
        Ok(found)
    }

    /// The key that made a signature; the hint is tried first and never believed.
    fn signer_of(&self, hint: &str, message: &[u8], sig: &[u8]) -> Option<KeyId> {
        let has_signed =
            |id: &KeyId| self.holdings.get(id).and_then(super::Holding::public).is_some_and(|key| key.has_signed(message, sig));
        let hinted = hint.parse().ok().filter(has_signed);
        hinted.or_else(|| self.holdings.keys().find(|id| has_signed(id)).copied())
    }

    fn standing_signer(&self, leaf: u64, id: KeyId) -> Result<SignedBy, ActFault> {
        let holding = self.holdings.get(&id).ok_or(KeyFault::Unknown(id))?;
        let person = holding.key.person.clone();
        if holding.added >= leaf {
            return Err(ActFault::NotYet { key: id, person, added: holding.added });
        }
        match holding.ended.filter(|ended| leaf > *ended) {
            Some(ended) => Err(ActFault::Ended { key: id, person, ended }),
            None => Ok(SignedBy::of(&holding.key, holding.is_doubtful_at(leaf))),
        }
    }

    fn check_content(&self, leaf: u64, act: &Act) -> Result<(), ActFault> {
        match act {
            Act::Found { keys, threshold } => self.check_founding(leaf, keys, *threshold)?,
            Act::AddKey { key } => self.check_key(leaf, key)?,
            Act::RevokeKey { key, compromised_since, .. } => self.check_end(leaf, *key, *compromised_since)?,
            Act::RotateKey { old, public } => {
                let holding = self.holdings.get(old).filter(|holding| holding.stands_at(leaf)).ok_or(KeyFault::Unknown(*old))?;
                keys::check_public(holding.key.kind, public)?;
                let new = KeyId::of(public);
                if self.holdings.get(&new).is_some_and(|holding| holding.added != leaf) || new == *old {
                    return Err(KeyFault::Twice(new).into());
                }
            }
            Act::AdoptAgreement { .. }
            | Act::AdoptGazetteer { .. }
            | Act::AdoptMission { .. }
            | Act::AdoptPolicy { .. }
            | Act::AdoptProcedure { .. }
            | Act::Case(_)
            | Act::ClaimLog { .. }
            | Act::Commitment(_)
            | Act::ConfirmErasure { .. }
            | Act::Decide { .. }
            | Act::OrderErasure { .. }
            | Act::Release(_)
            | Act::Tick { .. }
            | Act::Verify(_) => {}
            Act::Leave { reason, .. } => bonds::check_reason(reason)?,
            Act::Merge { groups, reason } | Act::Split { groups, reason } => bonds::check(groups, reason)?,
            Act::Unbind { act, log, reason } => {
                bonds::check_reason(reason)?;
                if log.is_none() && *act >= leaf {
                    return Err(BondFault::Ahead(*act).into());
                }
            }
        }
        Ok(())
    }

    /// Whether the signatures are enough, counted in people.
    fn check_need(&self, leaf: u64, act: &Act, signatures: &Signatures) -> Result<(), ActFault> {
        let wanted = need(act);
        let roots =
            people(signatures.by.iter().filter(|one| one.kind == KeyKind::Root)) >= usize::try_from(self.threshold).unwrap_or(usize::MAX);
        let holds = |id: KeyId| signatures.by.iter().any(|one| one.key == id);
        let enough = match (wanted, act) {
            (Need::EveryRoot, Act::Found { keys, .. }) => keys.iter().all(|key| signatures.incoming.contains(&key.id())),
            (Need::HolderAndNew, Act::RotateKey { old, .. }) => {
                let is_root = self.holdings.get(old).is_some_and(|holding| holding.key.kind == KeyKind::Root && holding.stands_at(leaf));
                let signs = self.holdings.get(old).is_some_and(|holding| holding.key.kind.signs_acts());
                if is_root || !signs { roots } else { holds(*old) }
            }
            (Need::RootsOrHolder, Act::RevokeKey { key, compromised_since: None, .. }) => roots || holds(*key),
            (Need::Officers { role, people_n, bodies_n }, _) => {
                let able = || signatures.by.iter().filter(|one| one.kind == KeyKind::Officer && one.roles.contains(&role));
                let bodies = able().filter_map(|one| one.body.as_deref()).map(alike).collect::<BTreeSet<_>>().len();
                people(able()) >= people_n && (bodies_n < 2 || bodies >= bodies_n)
            }
            (Need::OneOf(roles), _) => signatures.by.iter().any(|one| is_officer_with(one, roles)),
            (Need::Party, _) => signatures.by.iter().any(|one| one.kind == KeyKind::Party),
            (Need::PartyOr(roles), _) => signatures.by.iter().any(|one| one.kind == KeyKind::Party || is_officer_with(one, roles)),
            (Need::Node, _) => signatures.by.iter().any(|one| one.kind == KeyKind::Node),
            (Need::Roots | Need::RootsAndNew | Need::RootsOrHolder, _) => roots,
            (Need::EveryRoot | Need::HolderAndNew, _) => false,
        };
        if !enough {
            return Err(ActFault::Missing { act: act.word(), need: wanted, have: have(signatures) });
        }
        match incoming(act).into_iter().find(|key| !signatures.incoming.contains(&key.id())) {
            Some(key) => Err(ActFault::NotOwn(key.id())),
            None => Ok(()),
        }
    }
}

/// Keys that come with an act and can sign it themselves. Keys of logs, witnesses and mirrors
/// sign notes only: their holders show elsewhere that they have them.
fn incoming(act: &Act) -> Vec<PublicKey> {
    let texts: Vec<&str> = match act {
        Act::Found { keys, .. } => keys.iter().map(|key| key.public.as_str()).collect(),
        Act::AddKey { key } if key.kind.signs_acts() => vec![&key.public],
        Act::RotateKey { public, .. } => vec![public],
        Act::AddKey { .. }
        | Act::AdoptAgreement { .. }
        | Act::AdoptGazetteer { .. }
        | Act::AdoptMission { .. }
        | Act::AdoptPolicy { .. }
        | Act::AdoptProcedure { .. }
        | Act::Case(_)
        | Act::ClaimLog { .. }
        | Act::Commitment(_)
        | Act::ConfirmErasure { .. }
        | Act::Decide { .. }
        | Act::Leave { .. }
        | Act::Merge { .. }
        | Act::OrderErasure { .. }
        | Act::Release(_)
        | Act::RevokeKey { .. }
        | Act::Tick { .. }
        | Act::Split { .. }
        | Act::Unbind { .. }
        | Act::Verify(_) => Vec::new(),
    };
    texts.into_iter().filter_map(|text| PublicKey::read(text).ok()).collect()
}

fn is_officer_with(one: &SignedBy, roles: &[Role]) -> bool {
    one.kind == KeyKind::Officer && one.roles.iter().any(|role| roles.contains(role))
}

fn people<'a>(signatures: impl Iterator<Item = &'a SignedBy>) -> usize {
    signatures.map(|one| alike(&one.person)).collect::<BTreeSet<_>>().len()
}

fn have(signatures: &Signatures) -> String {
    let mut have: Vec<String> = signatures.by.iter().map(|one| format!("{} ({} key)", one.person, one.kind.word())).collect();
    have.extend(signatures.incoming.iter().map(|key| format!("the new key {key}")));
    if have.is_empty() { "none".into() } else { have.join(", ") }
}

fn digest_of(signed: &Signed) -> Result<Digest, ActFault> {
    Ok(Digest::of(&message_of(signed)?))
}
