//! Judging a checkpoint by a policy: who signed, who cosigned when, and what is missing.

use super::{Octets, Policy, PolicyWitness, Rule};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{Note, NoteError, Verifier, Vkey, check_signatures};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a policy makes of a checkpoint that one of its logs has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What the log states.
    pub checkpoint: Checkpoint,
    /// The log keys of the policy that signed it; at least one.
    pub log_keys: Vec<Vkey>,
    /// The witnesses of the policy that cosigned it with a time, in the policy's order.
    pub cosigned: Vec<Cosigned>,
    /// Whether they are enough.
    pub quorum: QuorumState,
}

/// One witness's cosignature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's name within the policy.
    pub witness: Octets,
    /// Its key's name: keys of one name are one operator's.
    pub key_name: String,
    /// When it saw this tree as the largest, seconds since 1970; the earliest of several.
    pub unix_s: u64,
    /// Whether the quorum can count on it.
    pub in_quorum: bool,
}

/// Whether enough witnesses have cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuorumState {
    /// The policy asks for none.
    NotAsked,
    /// Enough.
    Met,
    /// Not enough, and what is missing.
    Missing(Shortfall),
}

/// What is missing for a rule to be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// This witness.
    Witness(Octets),
    /// Members of this group.
    Group {
        /// Its name.
        name: Octets,
        /// Members that are there.
        have: usize,
        /// Members that there must be.
        least: usize,
        /// Those that are not there.
        missing: Vec<Self>,
    },
}

/// Why a policy does not accept a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JudgeError {
    /// It is no checkpoint, or a signature on it is wrong.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The policy knows no log of this name.
    #[error("log `{0}` is not in the policy: a `log` line with its key is expected")]
    UnknownLog(String),
    /// No key that the policy gives for the log has signed.
    #[error("log `{0}` has not signed: a signature by one of its keys in the policy is expected")]
    Unsigned(String),
}

impl Policy {
    /// Judges a checkpoint: the signature of a log of the policy is required, the quorum is
    /// reported. A wrong signature by any key of the policy spoils the whole note; a cosignature
    /// without a time counts for nothing; several by one key count once.
    ///
    /// # Errors
    /// [`JudgeError`]; the checkpoint then means nothing.
    pub fn judge(&self, checkpoint: &[u8]) -> Result<Judgement, JudgeError> {
        let note = Note::read(checkpoint).map_err(CheckpointError::Note)?;
        let checkpoint = Checkpoint::read_text(note.unverified_text())?;
        let log_keys = self.log_keys_of(&note, &checkpoint.log_name)?;
        let cosigned = self.cosigned_of(&note).map_err(CheckpointError::Note)?;
        let quorum = self.quorum_state(&cosigned);
        Ok(Judgement { checkpoint, log_keys, cosigned, quorum })
    }

    fn log_keys_of(&self, note: &Note, log_name: &str) -> Result<Vec<Vkey>, JudgeError> {
        let known: Vec<Verifier> = self.logs.iter().map(|log| &log.key).filter(|key| key.name() == log_name).cloned().collect();
        if known.is_empty() {
            return Err(JudgeError::UnknownLog(log_name.to_owned()));
        }
        let checked = check_signatures(note, &known).map_err(CheckpointError::Note)?;
        let signed: BTreeSet<_> = checked.into_iter().filter_map(|(_, signer)| Some(signer?.vkey())).collect();
        if signed.is_empty() {
            return Err(JudgeError::Unsigned(log_name.to_owned()));
        }
        Ok(signed.into_iter().collect())
    }

    fn cosigned_of(&self, note: &Note) -> Result<Vec<Cosigned>, NoteError> {
        let known: Vec<Verifier> = self.witnesses.iter().map(|witness| witness.key.clone()).collect();
        let mut times: BTreeMap<(&str, u32), u64> = BTreeMap::new();
        for (signature, signer) in check_signatures(note, &known)? {
            if let Some(signer) = signer
                && let Some(unix_s) = signer.cosigned_unix_s(&signature.bytes)
            {
                times.entry((&signature.name, signature.id)).and_modify(|time| *time = unix_s.min(*time)).or_insert(unix_s);
            }
        }
        let cosigned = |witness: &PolicyWitness| {
            let unix_s = times.get(&(witness.key.name(), witness.key.id()))?;
            let key_name = witness.key.name().to_owned();
            let in_quorum = self.is_in_quorum(&witness.name);
            Some(Cosigned { witness: witness.name.clone(), key_name, unix_s: *unix_s, in_quorum })
        };
        Ok(self.witnesses.iter().filter_map(cosigned).collect())
    }

    fn quorum_state(&self, cosigned: &[Cosigned]) -> QuorumState {
        let Some(rule) = &self.quorum else { return QuorumState::NotAsked };
        let names: BTreeSet<Octets> = cosigned.iter().map(|one| one.witness.clone()).collect();
        shortfall(rule, &names).map_or(QuorumState::Met, QuorumState::Missing)
    }
}

/// What the rule misses; `None` when it is met.
fn shortfall(rule: &Rule, cosigned: &BTreeSet<Octets>) -> Option<Shortfall> {
    if rule.is_met(cosigned) {
        return None;
    }
    Some(match rule {
        Rule::Witness(name) => Shortfall::Witness(name.clone()),
        Rule::Group(group) => {
            let missing: Vec<_> = group.members.iter().filter_map(|member| shortfall(member, cosigned)).collect();
            Shortfall::Group { name: group.name.clone(), have: group.members.len() - missing.len(), least: group.least, missing }
        }
    })
}

impl QuorumState {
    /// Whether nothing is missing.
    pub const fn is_met(&self) -> bool {
        matches!(self, Self::NotAsked | Self::Met)
    }
}

impl Judgement {
    /// When every entry of this checkpoint existed at the latest, seconds since 1970, if at most
    /// `dishonest` witnesses of the quorum lie: the (dishonest + 1)-th smallest cosignature time.
    ///
    /// `None` when fewer operators have cosigned. Source: INTEGRITY handbook section 11.
    pub fn existed_by_unix_s(&self, dishonest: usize) -> Option<u64> {
        let mut times: Vec<u64> = self.operator_times(u64::min).into_values().collect();
        times.sort_unstable();
        times.get(dishonest).copied()
    }

    /// Until when no honest witness had seen any entry that this checkpoint does *not* hold,
    /// seconds since 1970: the (dishonest + 1)-th largest cosignature time. Ask it of the last
    /// cosigned checkpoint without the entry.
    ///
    /// `None` when fewer operators have cosigned. Source: INTEGRITY handbook section 11.
    pub fn unseen_before_unix_s(&self, dishonest: usize) -> Option<u64> {
        let mut times: Vec<u64> = self.operator_times(u64::max).into_values().collect();
        times.sort_unstable_by(|one, other| other.cmp(one));
        times.get(dishonest).copied()
    }

    /// One time per operator of the quorum: keys of one name are one operator's.
    fn operator_times(&self, of_two: fn(u64, u64) -> u64) -> BTreeMap<&str, u64> {
        let mut times = BTreeMap::new();
        for one in self.cosigned.iter().filter(|one| one.in_quorum) {
            let time = times.entry(one.key_name.as_str()).or_insert(one.unix_s);
            *time = of_two(*time, one.unix_s);
        }
        times
    }
}

/// One clause a person can act on: "`guarantors` has 2 of 3; missing: `G3`, `G4`".
impl fmt::Display for Shortfall {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, have, least, missing) = match self {
            Self::Witness(name) => return write!(out, "`{name}`"),
            Self::Group { name, have, least, missing } => (name, have, least, missing),
        };
        write!(out, "`{name}` has {have} of {least}; missing: ")?;
        for (at, one) in missing.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            match one {
                Self::Witness(_) => write!(out, "{comma}{one}")?,
                Self::Group { .. } => write!(out, "{comma}({one})")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for QuorumState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked => out.write_str("no quorum is asked for"),
            Self::Met => out.write_str("quorum met"),
            Self::Missing(shortfall) => write!(out, "quorum not met: {shortfall}"),
        }
    }
}
