//! Cases before a commission: the acts; wire format 1.

use serde::{Deserialize, Serialize};

/// A step in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseAct {
    /// Somebody asks the commission to look at something.
    Submit {
        /// The case's name, unique in the mission.
        case: String,
        /// What it is about, in a sentence.
        title: String,
    },
}

impl CaseAct {
    /// The case.
    pub fn subject(&self) -> &str {
        match self {
            Self::Submit { case, .. } => case,
        }
    }
}
