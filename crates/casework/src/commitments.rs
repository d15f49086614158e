//! The register of commitments: what was promised and how far it binds, a fold over acts.

use crate::{Procedure, Standing};
use model::CommitmentAct;
use std::collections::BTreeMap;

/// Why a step of a commitment changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitmentFault {
    /// The name is taken.
    #[error("the commitment `{0}` was announced already: another name is expected")]
    Known(String),
}

/// The register.
#[derive(Clone, Debug, Default)]
pub struct Commitments {
    all: BTreeMap<String, String>,
}

impl Commitments {
    /// Takes a step.
    ///
    /// # Errors
    /// Why it changes nothing.
    pub fn take(&mut self, _procedure: &Procedure, step: &CommitmentAct, _standing: &Standing<'_>) -> Result<(), CommitmentFault> {
        match step {
            CommitmentAct::Announce { commitment, what } => {
                if self.all.contains_key(commitment) {
                    return Err(CommitmentFault::Known(commitment.clone()));
                }
                self.all.insert(commitment.clone(), what.clone());
            }
        }
        Ok(())
    }

    /// What was promised under a name.
    pub fn what(&self, commitment: &str) -> Option<&str> {
        self.all.get(commitment).map(String::as_str)
    }
}
