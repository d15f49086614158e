//! What is asked of another log's checkpoint besides its signature: the quorum of a policy file, if one is given.

use crate::fault::Fault;
use ledger::policy::Policy;
use std::fs;
use std::path::Path;
use store::copy::{Mirror, PullFault, Pulled, Source};

/// Greatest policy file, bytes. Source: assumed; 32 witnesses need about 100 kB with their ML-DSA keys.
const POLICY_BYTES_MAX: u64 = 1 << 20;

/// A policy, or none.
#[derive(Default)]
pub struct Quorum {
    policy: Option<Policy>,
}

impl Quorum {
    /// Reads a policy file, if one is named.
    pub fn read(path: Option<&Path>) -> Result<Self, Fault> {
        let Some(path) = path else { return Ok(Self::default()) };
        let refused = |cause: String| Fault::Input(format!("{}: {cause}", path.display()));
        let bytes_n = fs::metadata(path).map_err(|cause| refused(cause.to_string()))?.len();
        if bytes_n > POLICY_BYTES_MAX {
            return Err(refused(format!("{bytes_n} bytes; a policy has at most {POLICY_BYTES_MAX}")));
        }
        let bytes = fs::read(path).map_err(|cause| refused(cause.to_string()))?;
        let policy = Policy::read(&bytes).map_err(|fault| refused(fault.to_string()))?;
        Ok(Self { policy: Some(policy) })
    }

    /// Takes a log as far as the policy accepts it: with one, up to the newest cosigned checkpoint.
    pub fn pull(&self, mirror: &Mirror, source: &dyn Source) -> Result<Pulled, PullFault> {
        mirror.pull_log(source, self.policy.is_some(), &|note| self.accepts(note))
    }

    fn accepts(&self, note: &[u8]) -> Result<(), String> {
        let Some(policy) = &self.policy else { return Ok(()) };
        let judged = policy.judge(note).map_err(|fault| fault.to_string())?;
        if judged.quorum.is_met() { Ok(()) } else { Err(format!("the quorum of the policy is not met: {}", judged.quorum)) }
    }
}
