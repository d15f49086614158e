//! Why a signed act does not count.

use crate::key::NoKey;
use crate::rules::Need;
use model::{KeyId, ObservationId};

/// Why a signed act does not count at its position. It stays in the log and has no effect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActFault {
    /// The signature is for something else.
    #[error("the payload type is `{0}`; a signed act has `{expected}`", expected = model::act::DECLARED_TYPE)]
    Type(String),
    /// It cannot be written as it was signed.
    #[error("it cannot be written in the record's profile: {0}")]
    Unwritable(String),
    /// It was signed for another log, or for none.
    #[error("it was signed for the log `{found}`; this is `{expected}`")]
    Log {
        /// Log in the act.
        found: String,
        /// This log.
        expected: String,
    },
    /// There is no register to judge it by.
    #[error("this log has no key register yet: its first signed act founds one")]
    NoRegister,
    /// A second register.
    #[error("the key register was founded at entry {0}; a log has one")]
    Founded(u64),
    /// The same signed act again.
    #[error("the same signed act stands at entry {0} already: a replay")]
    Replayed(u64),
    /// An entry before one that was applied already.
    #[error("entry {leaf} was offered after entry {after}: acts are taken in the order of the log")]
    Order {
        /// The position offered.
        leaf: u64,
        /// The last one taken.
        after: u64,
    },
    /// Nobody signed it, or too many.
    #[error("it has {0} signatures; between 1 and 32 are expected")]
    Signatures(usize),
    /// A signature that is none.
    #[error(
        "the signature marked `{0}` is by no key of the register, or not of this act: it was altered, taken from another act, or made with an unknown key"
    )]
    Signature(String),
    /// A key that came later.
    #[error("{key} of {person} signed it, but came into the register only at entry {added}")]
    NotYet {
        /// The key.
        key: KeyId,
        /// Its holder.
        person: String,
        /// When it came.
        added: u64,
    },
    /// A key that was revoked or replaced before.
    #[error("{key} of {person} signed it, but ended at entry {ended}")]
    Ended {
        /// The key.
        key: KeyId,
        /// Its holder.
        person: String,
        /// When it ended.
        ended: u64,
    },
    /// Signatures are missing.
    #[error("`{act}` needs the signatures of {need}; it has {have}")]
    Missing {
        /// The act.
        act: &'static str,
        /// What it needs.
        need: Need,
        /// Who signed.
        have: String,
    },
    /// The new key did not sign.
    #[error("the new key {0} did not sign it: its holder must show that it is theirs")]
    NotOwn(KeyId),
    /// Somebody else's name stands on it.
    #[error("it says that `{0}` does it, who did not sign it")]
    By(String),
    /// A key that cannot come into the register.
    #[error("{0}")]
    Key(#[from] KeyFault),
    /// A merge, split or the like that settles nothing.
    #[error("{0}")]
    Bond(#[from] BondFault),
}

/// Why a merge, split, leave or unbind cannot count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BondFault {
    /// Too few groups.
    #[error("it names {0} groups of observations; two or more are expected, each with at least one")]
    Groups(usize),
    /// Too many observations for one leaf.
    #[error("it names {0} observations; at most {max} are expected", max = super::bonds::OBSERVATIONS_N_MAX)]
    Many(usize),
    /// In two groups, or twice in one.
    #[error("{0} is named twice; each observation is in one group")]
    Twice(ObservationId),
    /// No reason.
    #[error("it gives no reason; one line of at most {max} characters is expected", max = super::bonds::REASON_CHARS_MAX)]
    Reason,
    /// An entry that is not there yet.
    #[error("entry {0} comes after it; an act that stands before it is expected")]
    Ahead(u64),
}

/// Why a key cannot come into the register, or leave it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Known already, perhaps ended: a key comes once.
    #[error("{0} is or was in the register already: make a new key")]
    Twice(KeyId),
    /// Not there.
    #[error("{0} is not in the register, or ended before")]
    Unknown(KeyId),
    /// No public key.
    #[error(transparent)]
    Public(#[from] NoKey),
    /// No verifier key.
    #[error("a {kind} key is written as a C2SP verifier key: {cause}")]
    Verifier {
        /// The key's kind.
        kind: &'static str,
        /// What is wrong.
        cause: String,
    },
    /// A name that could be mistaken for another.
    #[error("`{0}` is no name of a person or body: 1 to 100 characters, no control characters, single spaces inside only")]
    Name(String),
    /// Almost the name of somebody else.
    #[error(
        "`{name}` differs from `{known}`, who is in the register, only in case or spaces: write it the same way, or choose another name"
    )]
    Alike {
        /// The name given.
        name: String,
        /// The name known.
        known: String,
    },
    /// One person, two bodies.
    #[error("`{person}` is of {known} by another key: one person is of one body")]
    Body {
        /// The person.
        person: String,
        /// The body known.
        known: String,
    },
    /// Roles where none belong, or not in order.
    #[error("roles belong to officer keys, each once, in the order of the alphabet")]
    Roles,
    /// A party key without a party, or a party where none belongs.
    #[error("a party key names its party; a device key may; other keys do not")]
    Party,
    /// A threshold that cannot be reached, or means nothing.
    #[error("the threshold is {threshold}, with {people_n} holders of root keys: it must be between 1 and their number")]
    Threshold {
        /// As stated.
        threshold: u32,
        /// Different people with root keys.
        people_n: usize,
    },
    /// Only root keys found a register.
    #[error("a register begins with 1 to {max} root keys", max = super::ROOTS_MAX)]
    Roots,
    /// Compromised in the future.
    #[error("it says compromised since entry {since}, but stands at entry {leaf} itself")]
    Since {
        /// As stated.
        since: u64,
        /// Position of the act.
        leaf: u64,
    },
    /// Too few would be left.
    #[error("{key} cannot go: {left_n} holders of root keys would be left, and {threshold} are needed. Rotate it instead")]
    TooFewRoots {
        /// The key.
        key: KeyId,
        /// Holders that would be left.
        left_n: usize,
        /// Holders that are needed.
        threshold: u32,
    },
}
