//! What a commission orders: actor, act, place, quantity, deadline and test; wire format 1.

use crate::{DeedKind, Kind, PartyId, WeaponClass};
use serde::{Deserialize, Serialize};

/// An order of a commission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What is to be done, in a sentence.
    pub act: String,
    /// Who is to do it.
    pub actor: PartyId,
    /// Where.
    pub place: String,
    /// How much of what, in words; absent where nothing is counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quantity: Option<String>,
    /// Its name in the case.
    pub remedy: String,
    /// Which step of the ladder it is.
    pub step: String,
    /// How it is seen whether it was done.
    pub test: Test,
    /// Within how many hours of the decision.
    pub within_h: u32,
}

/// How it is seen whether an order was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// In the hours after the deadline at most so many are observed in a zone, and the zone is observed.
    CountAtMost {
        /// A weapon class; absent = any.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        class: Option<WeaponClass>,
        /// What is counted.
        kind: Kind,
        /// How many there may be.
        n: u32,
        /// For how long, hours.
        window_h: u32,
        /// The zone, as the mission calls the layer.
        zone: String,
    },
    /// A report that something was done is there: a list, a handover, a sanction.
    Document {
        /// What was done.
        deed: DeedKind,
    },
    /// People decide.
    Manual {
        /// What they are to look at.
        question: String,
    },
    /// At least one observation of a kind in a zone, since the decision.
    Seen {
        /// What is seen.
        kind: Kind,
        /// The zone, as the mission calls the layer.
        zone: String,
    },
}

/// What came out of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Met,
    /// It was not done.
    NotMet,
    /// It cannot be known.
    Undetermined,
}
