//! The key register: who holds which key from which entry to which; a fold over signed acts in log order.
//!
//! An act counts if the signatures under it hold, are by keys that stand at its position, and are
//! enough for it ([`crate::rules`]). What does not count stays in the log and changes nothing here.
//! A key that came at entry n counts from n+1; one that ended at entry n counts up to n. The fold
//! keeps what ended, so that an older act can be judged again at its own position.

mod act;
mod bonds;
mod fault;
mod keys;
mod sign;

pub use bonds::{OBSERVATIONS_N_MAX, REASON_CHARS_MAX};
pub use fault::{ActFault, BondFault, KeyFault};
pub use sign::{new_act, sign_act};

use crate::key::PublicKey;
pub(crate) use model::act::alike;
use model::{Digest, Key, KeyId, KeyKind, PartyId, Role};
use std::collections::{BTreeMap, BTreeSet};

/// Most root keys with which a register begins.
pub const ROOTS_MAX: usize = 16;

/// The register as it stands after some entries.
#[derive(Clone, Debug, Default)]
pub struct Register {
    log: Option<(String, u64)>,
    threshold: u32,
    holdings: BTreeMap<KeyId, Holding>,
    taken: BTreeMap<Digest, u64>,
    last: Option<u64>,
}

/// A key with its time in the register.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The key.
    pub key: Key,
    /// The entry by which it came.
    pub added: u64,
    /// The entry by which it ended.
    pub ended: Option<u64>,
    /// What it signed from this entry on is in doubt.
    pub compromised_since: Option<u64>,
    /// Why it was revoked.
    pub reason: Option<String>,
    /// The key that it replaced.
    pub replaces: Option<KeyId>,
    public: Option<PublicKey>,
}

impl Holding {
    /// Whether the key counts at an entry.
    pub fn stands_at(&self, leaf: u64) -> bool {
        self.added < leaf && self.ended.is_none_or(|ended| leaf <= ended)
    }

    /// Whether what it signed at an entry is in doubt.
    pub fn is_doubtful_at(&self, leaf: u64) -> bool {
        self.compromised_since.is_some_and(|since| since <= leaf)
    }

    /// The key that its signatures are checked with; absent for logs, witnesses and mirrors.
    pub const fn public(&self) -> Option<&PublicKey> {
        self.public.as_ref()
    }
}

/// Who signed an act that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The signatures, by key.
    pub by: Vec<SignedBy>,
}

impl Judged {
    /// The people, each once, in words.
    pub fn people(&self) -> String {
        let people: BTreeSet<&str> = self.by.iter().map(|one| one.person.as_str()).collect();
        people.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// Whether a signature under it is in doubt: its key was revoked as compromised since before.
    pub fn is_doubtful(&self) -> bool {
        self.by.iter().any(|one| one.is_doubtful)
    }
}

/// One signature that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    /// The key.
    pub key: KeyId,
    /// What it is for.
    pub kind: KeyKind,
    /// Whose it is.
    pub person: String,
    /// The body that its holder answers to.
    pub body: Option<String>,
    /// The party that it speaks for.
    pub party: Option<PartyId>,
    /// What its holder may do.
    pub roles: Vec<Role>,
    /// Whether the key was revoked later as compromised since before this act.
    pub is_doubtful: bool,
}

impl SignedBy {
    pub(crate) fn of(key: &Key, is_doubtful: bool) -> Self {
        let Key { body, kind, party, person, roles, .. } = key.clone();
        Self { key: key.id(), kind, person, body, party, roles, is_doubtful }
    }
}

impl Register {
    /// Name of the log, as the founding act gives it; absent before there is one.
    pub fn log(&self) -> Option<&str> {
        self.log.as_ref().map(|(name, _)| name.as_str())
    }

    /// The entry that founded the register.
    pub fn founded(&self) -> Option<u64> {
        self.log.as_ref().map(|(_, leaf)| *leaf)
    }

    /// How many holders of root keys it takes to change the register.
    pub const fn threshold(&self) -> u32 {
        self.threshold
    }

    /// Every key that is or was in it, by id.
    pub fn holdings(&self) -> impl Iterator<Item = (&KeyId, &Holding)> {
        self.holdings.iter()
    }

    /// A key by its id, standing or ended.
    pub fn holding(&self, id: &KeyId) -> Option<&Holding> {
        self.holdings.get(id)
    }

    /// Keys that stand at an entry.
    pub fn standing(&self, leaf: u64) -> impl Iterator<Item = (&KeyId, &Holding)> {
        self.holdings.iter().filter(move |(_, holding)| holding.stands_at(leaf))
    }

    /// Different people with root keys that stand at an entry.
    fn root_people(&self, leaf: u64, without: &[KeyId]) -> usize {
        let roots = self.standing(leaf).filter(|(id, holding)| holding.key.kind == KeyKind::Root && !without.contains(id));
        roots.map(|(_, holding)| alike(&holding.key.person)).collect::<BTreeSet<_>>().len()
    }
}
