//! Who could have seen what, when: without it a zero means nothing.

use crate::observation::Passage;
use crate::{CoverageId, Digest, Sense, SourceId, When};
use serde::{Deserialize, Serialize};

/// What became of a planned observation. Source: DOMAIN 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverageState {
    /// Observed as planned.
    Observed,
    /// Observed in part or badly.
    Degraded,
    /// Access denied.
    Denied,
    /// Delayed.
    Delayed,
    /// Lost: no power, jammed, broken.
    Lost,
}

/// One station or patrol over one stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Why it fell short, as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<String>,
    /// The way back to the bytes.
    pub from: Passage,
    /// Its id.
    pub id: CoverageId,
    /// Minutes observed.
    pub observed_min: u32,
    /// Minutes planned.
    pub planned_min: u32,
    /// Which region or zone it watches, as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub region: Option<String>,
    /// How it perceives.
    pub sense: Sense,
    /// Which of the mission's sources.
    pub source: SourceId,
    /// What became of it.
    pub state: CoverageState,
    /// Station, camera or patrol.
    pub station: String,
    /// The time planned.
    pub time: When,
}

impl Coverage {
    /// Derives the id from source, station and time.
    pub fn derive_id(source: &SourceId, station: &str, time: &When) -> CoverageId {
        let (from, to) = (time.from.ms().to_be_bytes(), time.to.ms().to_be_bytes());
        CoverageId::from_digest(&Digest::tagged("coverage", &[source.0.as_bytes(), station.as_bytes(), &from, &to]))
    }
}
