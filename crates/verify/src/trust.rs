//! What the reader trusts: logs, witnesses and quorum by a policy, and the roots of time-stamp authorities.

use crate::times::{StampFault, read_roots};
use ledger::policy::{Policy, PolicyError};

/// What is trusted. Always from the reader, never from the bundle.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Logs, witnesses, quorum.
    pub policy: Policy,
    /// Root certificates of time-stamp authorities, DER.
    pub roots: Vec<Vec<u8>>,
}

/// Why what the reader gave cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustFault {
    /// The policy is none.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A root file is none.
    #[error("time-stamp roots: {0}")]
    Roots(#[from] StampFault),
}

impl Trust {
    /// Reads a C2SP tlog-policy and PEM files of root certificates.
    ///
    /// # Errors
    /// [`TrustFault`] with its place.
    pub fn read(policy: &[u8], roots: &[Vec<u8>]) -> Result<Self, TrustFault> {
        let policy = Policy::read(policy)?;
        let roots = roots.iter().map(|pem| read_roots(pem)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { policy, roots: roots.concat() })
    }

    /// How many dishonest witnesses the quorum bears: one fewer than a fork needs.
    pub fn dishonest(&self) -> usize {
        self.policy.forks_need().saturating_sub(1)
    }
}
