//! What people do to verify what was reported: the acts; wire format 1.

use serde::{Deserialize, Serialize};

/// A step of verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifyAct {
    /// What was reported is not pursued, and why; nothing is deleted.
    SetAside {
        /// Why.
        reason: String,
        /// The incident or observation, by its id.
        subject: String,
    },
}

impl VerifyAct {
    /// What it is about: the id of an incident or observation.
    pub fn subject(&self) -> &str {
        match self {
            Self::SetAside { subject, .. } => subject,
        }
    }
}
