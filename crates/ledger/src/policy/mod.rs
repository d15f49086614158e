//! Trust policies: which logs and witnesses somebody trusts, and how many of them are enough.
//!
//! Source: C2SP tlog-policy, read as octets. A policy always comes from the one who checks,
//! never from the one who is checked.

mod judge;
mod octets;
mod read;
mod rule;

pub use judge::{Cosigned, JudgeError, Judgement, QuorumState, Shortfall};
pub use octets::Octets;
pub use read::{GROUPS_MAX, LOGS_MAX, POLICY_BYTES_MAX, PolicyError, PolicyFault, WITNESSES_MAX};
pub use rule::{Group, Rule};

use crate::note::Verifier;

/// Who is trusted, and what is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(self) logs: Vec<PolicyLog>,
    pub(self) witnesses: Vec<PolicyWitness>,
    pub(self) groups: Vec<Group>,
    pub(self) quorum: Option<Rule>,
}

/// A log key that is trusted: its name is the log's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyLog {
    /// The log's key.
    pub key: Verifier,
    /// Where it can be reached, as the policy writes it.
    pub url: Option<Octets>,
}

/// A witness that is known, in the quorum or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyWitness {
    /// Its name within the policy. The key has a name of its own.
    pub name: Octets,
    /// Its key, always of a cosignature type.
    pub key: Verifier,
    /// Where it can be asked: the submission prefix of the witness protocol.
    pub url: Option<Octets>,
}

impl Policy {
    /// The trusted log keys, in the file's order.
    pub fn logs(&self) -> &[PolicyLog] {
        &self.logs
    }

    /// All known witnesses, in the file's order.
    pub fn witnesses(&self) -> &[PolicyWitness] {
        &self.witnesses
    }

    /// All groups, in the file's order. One that the quorum does not lead to informs only.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What is enough; `None` for `quorum none`.
    pub const fn quorum(&self) -> Option<&Rule> {
        self.quorum.as_ref()
    }

    /// Whether the quorum can count on this witness. One outside it detects and is shown, and
    /// holds no veto.
    pub fn is_in_quorum(&self, witness: &Octets) -> bool {
        self.quorum.as_ref().is_some_and(|rule| rule.names(witness))
    }

    /// Fewest dishonest witnesses that, together with the log's operator, can make two quorums
    /// for two different trees. 0: the quorum stops no fork at all.
    ///
    /// For k of n it is 2k - n. Members of one `any` group that share a key name are one
    /// operator's keys and count as one witness. Source: INTEGRITY handbook section 8.
    pub fn forks_need(&self) -> usize {
        self.quorum.as_ref().map_or(0, |rule| rule.forks_need(&self.witnesses))
    }
}
