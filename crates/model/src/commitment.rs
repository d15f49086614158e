//! What somebody promised, and how far it binds: the acts; wire format 1.

use serde::{Deserialize, Serialize};

/// A step of a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentAct {
    /// A promise is seen in a text or heard in public.
    Announce {
        /// The commitment's name, unique in the mission.
        commitment: String,
        /// What is promised, in own words.
        what: String,
    },
}

impl CommitmentAct {
    /// The commitment.
    pub fn subject(&self) -> &str {
        match self {
            Self::Announce { commitment, .. } => commitment,
        }
    }
}
