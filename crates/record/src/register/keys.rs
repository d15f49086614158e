//! Whether a key may come into the register, and what happens to it there.

use super::{Holding, KeyFault, ROOTS_MAX, Register, alike};
use crate::key::PublicKey;
use ledger::note::Vkey;
use model::{Key, KeyId, KeyKind};
use std::collections::BTreeSet;

const NAME_CHARS_MAX: usize = 100;

impl Register {
    /// Checks the keys with which a register begins.
    pub(super) fn check_founding(&self, leaf: u64, keys: &[Key], threshold: u32) -> Result<(), KeyFault> {
        let people: BTreeSet<String> = keys.iter().map(|key| alike(&key.person)).collect();
        let ids: BTreeSet<KeyId> = keys.iter().map(Key::id).collect();
        if keys.is_empty() || keys.len() > ROOTS_MAX || ids.len() != keys.len() || keys.iter().any(|key| key.kind != KeyKind::Root) {
            return Err(KeyFault::Roots);
        }
        if threshold == 0 || usize::try_from(threshold).unwrap_or(usize::MAX) > people.len() {
            return Err(KeyFault::Threshold { threshold, people_n: people.len() });
        }
        keys.iter().try_for_each(|key| self.check_key(leaf, key))
    }

    /// Checks a key that is to come at an entry.
    pub(super) fn check_key(&self, leaf: u64, key: &Key) -> Result<(), KeyFault> {
        check_form(key)?;
        if self.holdings.get(&key.id()).is_some_and(|holding| holding.added != leaf) {
            return Err(KeyFault::Twice(key.id()));
        }
        for (_, known) in self.holdings.iter().filter(|(_, known)| alike(&known.key.person) == alike(&key.person)) {
            if known.key.person != key.person {
                return Err(KeyFault::Alike { name: key.person.clone(), known: known.key.person.clone() });
            }
            if known.key.body != key.body {
                let known = known.key.body.clone().map_or_else(|| "no body".into(), |body| format!("`{body}`"));
                return Err(KeyFault::Body { person: key.person.clone(), known });
            }
        }
        let bodies = self.holdings.values().filter_map(|known| known.key.body.as_ref());
        let (Some(body), mut bodies) = (&key.body, bodies) else { return Ok(()) };
        match bodies.find(|known| alike(known) == alike(body) && *known != body) {
            Some(known) => Err(KeyFault::Alike { name: body.clone(), known: known.clone() }),
            None => Ok(()),
        }
    }

    /// Checks that a key may go at an entry: it stands, and enough holders of root keys are left.
    pub(super) fn check_end(&self, leaf: u64, id: KeyId, since: Option<u64>) -> Result<(), KeyFault> {
        let holding = self.holdings.get(&id).filter(|holding| holding.added < leaf).ok_or(KeyFault::Unknown(id))?;
        if let Some(since) = since.filter(|since| *since > leaf) {
            return Err(KeyFault::Since { since, leaf });
        }
        let left_n = self.root_people(leaf, &self.lineage(leaf, id, since));
        if holding.key.kind == KeyKind::Root && left_n < usize::try_from(self.threshold).unwrap_or(usize::MAX) {
            return Err(KeyFault::TooFewRoots { key: id, left_n, threshold: self.threshold });
        }
        Ok(())
    }

    pub(super) fn put(&mut self, leaf: u64, key: &Key, replaces: Option<KeyId>) {
        let public = if key.kind.signs_acts() { PublicKey::read(&key.public).ok() } else { None };
        let holding = Holding { key: key.clone(), added: leaf, ended: None, compromised_since: None, reason: None, replaces, public };
        self.holdings.insert(key.id(), holding);
    }

    pub(super) fn end(&mut self, leaf: u64, id: KeyId) {
        if let Some(holding) = self.holdings.get_mut(&id) {
            holding.ended = Some(holding.ended.map_or(leaf, |ended| ended.min(leaf)));
        }
    }

    /// Ends a key; if it was compromised, also the keys that a thief may have put in its place.
    pub(super) fn revoke(&mut self, leaf: u64, id: KeyId, since: Option<u64>, reason: &str) {
        for id in self.lineage(leaf, id, since) {
            self.end(leaf, id);
            let Some(holding) = self.holdings.get_mut(&id) else { continue };
            holding.reason = Some(reason.into());
            holding.compromised_since = match (holding.compromised_since, since) {
                (Some(known), Some(since)) => Some(known.min(since)),
                (known, since) => known.or(since),
            };
        }
    }

    /// A key and, if it was compromised, those that replaced it since, one after another.
    fn lineage(&self, leaf: u64, id: KeyId, since: Option<u64>) -> Vec<KeyId> {
        let mut keys = vec![id];
        let heir_of = |id: KeyId| self.holdings.iter().find(|(_, heir)| heir.replaces == Some(id) && heir.added < leaf);
        let mut last = id;
        while let Some((heir, holding)) = heir_of(last).filter(|_| keys.len() <= self.holdings.len()) {
            if since.is_none_or(|since| holding.added < since) {
                break;
            }
            keys.push(*heir);
            last = *heir;
        }
        keys
    }
}

fn check_form(key: &Key) -> Result<(), KeyFault> {
    for name in [Some(&key.person), key.body.as_ref()].into_iter().flatten() {
        let is_plain = !name.chars().any(char::is_control) && name.split_whitespace().collect::<Vec<_>>().join(" ") == *name;
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || !is_plain {
            return Err(KeyFault::Name(name.chars().take(NAME_CHARS_MAX).collect()));
        }
    }
    let in_order = key.roles.is_sorted_by(|a, b| a < b);
    if !in_order || (!key.roles.is_empty() && key.kind != KeyKind::Officer) {
        return Err(KeyFault::Roles);
    }
    let party_is_right = match key.kind {
        KeyKind::Party => key.party.is_some(),
        KeyKind::Device => true,
        KeyKind::Log | KeyKind::Mirror | KeyKind::Node | KeyKind::Officer | KeyKind::Root | KeyKind::Witness => key.party.is_none(),
    };
    if !party_is_right {
        return Err(KeyFault::Party);
    }
    check_public(key.kind, &key.public)
}

/// Checks that a public half is written as its kind is.
pub(super) fn check_public(kind: KeyKind, public: &str) -> Result<(), KeyFault> {
    if kind.signs_acts() {
        return Ok(PublicKey::read(public).map(|_| ())?);
    }
    let verifier = |cause: String| KeyFault::Verifier { kind: kind.word(), cause };
    let vkey: Vkey = public.parse().map_err(|cause: ledger::note::KeyError| verifier(cause.to_string()))?;
    if vkey.to_string() == public { Ok(()) } else { Err(verifier("it is not written in its shortest form".into())) }
}
