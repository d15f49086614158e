//! What somebody says, as a number with its speaker, its subject, its window and its definition.

use crate::{Count, Instant, PartyId, When};
use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Launched, fired, sent.
    Launched,
    /// Shot down or destroyed.
    Destroyed,
    /// Lost on the way, did not reach a target.
    NotReached,
    /// Struck a place.
    Struck,
    /// Killed people.
    Killed,
    /// Injured people.
    Injured,
    /// Violations of an agreement.
    Violations,
    /// Explosions, inside violations.
    Explosions,
    /// Units delivered, let in, offloaded: the definition says which.
    Delivered,
    /// Weapons counted.
    Weapons,
    /// Complaints filed.
    Complaints,
}

/// One number that a speaker gave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Claim {
    /// Whose acts or losses it counts, if a party.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<PartyId>,
    /// As of when the speaker said it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub as_of: Option<Instant>,
    /// How many.
    pub count: Count,
    /// True if the number is a running total since the start of the window.
    pub cumulative: bool,
    /// Exactly what was counted, in the source's words: part of the figure, never averaged across.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub definition: Option<String>,
    /// What is counted.
    pub measure: Measure,
    /// Who says so: a person, body or party, as the source names it.
    pub speaker: String,
    /// The time it covers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub window: Option<When>,
}
