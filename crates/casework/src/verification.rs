//! What was verified, and by whom: a fold over acts.

use crate::{Procedure, Standing};
use model::VerifyAct;
use std::collections::BTreeMap;

/// Why a step of verification changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyFault {
    /// Set aside without a word.
    #[error("{0} is set aside without a reason: say why in a sentence")]
    NoReason(String),
}

/// What was verified.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    set_aside: BTreeMap<String, String>,
}

impl Verification {
    /// Takes a step.
    ///
    /// # Errors
    /// Why it changes nothing.
    pub fn take(&mut self, _procedure: &Procedure, step: &VerifyAct, _standing: &Standing<'_>) -> Result<(), VerifyFault> {
        match step {
            VerifyAct::SetAside { reason, subject } => {
                if reason.trim().is_empty() {
                    return Err(VerifyFault::NoReason(subject.clone()));
                }
                self.set_aside.insert(subject.clone(), reason.clone());
            }
        }
        Ok(())
    }

    /// Why something is set aside, if it is.
    pub fn set_aside(&self, subject: &str) -> Option<&str> {
        self.set_aside.get(subject).map(String::as_str)
    }
}
