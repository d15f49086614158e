//! The docket: cases before the commission, a fold over acts.

use crate::{Procedure, Standing};
use model::{CaseAct, Instant};
use std::collections::BTreeMap;

/// Why a step in a case changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseFault {
    /// The name is taken.
    #[error("the case `{0}` was submitted already: another name is expected")]
    Known(String),
}

/// The cases.
#[derive(Clone, Debug, Default)]
pub struct Docket {
    cases: BTreeMap<String, String>,
}

impl Docket {
    /// Takes a step.
    ///
    /// # Errors
    /// Why it changes nothing.
    pub fn take(&mut self, _procedure: &Procedure, step: &CaseAct, _standing: &Standing<'_>) -> Result<(), CaseFault> {
        match step {
            CaseAct::Submit { case, title } => {
                if self.cases.contains_key(case) {
                    return Err(CaseFault::Known(case.clone()));
                }
                self.cases.insert(case.clone(), title.clone());
            }
        }
        Ok(())
    }

    /// Goes on with the settled time.
    pub const fn tick(&mut self, _now: Instant, _leaf: u64) {}

    /// The title of a case.
    pub fn title(&self, case: &str) -> Option<&str> {
        self.cases.get(case).map(String::as_str)
    }
}
