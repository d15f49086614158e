//! A mission as data: its parties, sources, time zone and rules; nothing of it is in code.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A party's id in the mission's data, such as `p1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(pub String);

impl fmt::Display for PartyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A source's id in the mission's data, such as `patrols`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub String);

impl fmt::Display for SourceId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What `mission.toml` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    /// True for exercises and demonstrations; shown on every page.
    #[serde(default)]
    pub fictional: bool,
    /// The mission's name.
    pub name: String,
    /// The parties, in the order in which they are shown.
    #[serde(default, rename = "party")]
    pub parties: Vec<Party>,
    /// How coarse and how late what is released.
    #[serde(default)]
    pub release: crate::ReleasePolicy,
    /// When a reporting day ends, local time HH:MM; 24:00 = midnight.
    #[serde(default = "midnight")]
    pub report_ends: String,
    /// The sources.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
    /// Where the map opens.
    #[serde(default)]
    pub view: Option<View>,
    /// The mission's time zone, a tz database name.
    pub zone: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

fn midnight() -> String {
    "24:00".into()
}

/// A party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Hue on the page, degrees 0 to 359.
    #[serde(default)]
    pub hue: u32,
    /// Its id.
    pub id: PartyId,
    /// Its name, as the mission writes it.
    pub name: String,
}

/// A source of reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// True if it reports about nobody: a satellite, a sensor. Its rows are then sealed by the batch
    /// and can be erased only together.
    #[serde(default, skip_serializing_if = "is_false")]
    pub machine: bool,
    /// Its name.
    pub name: String,
    /// The party it belongs to or is controlled by, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyId>,
    /// Kinds of observation that it can report; empty = not said, any. Nothing is refused by it: it
    /// lets a check say which clauses nobody could ever show broken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<crate::Kind>,
    /// Its time zone, if not the mission's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// Where the map opens: coordinates in 1e-7 degree, zoom in 1/10 level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Latitude.
    pub lat_e7: i32,
    /// Longitude.
    pub lon_e7: i32,
    /// Zoom, 0 to 220.
    pub zoom_e1: u32,
}

/// What is wrong in a mission's data.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MissionFault {
    /// The zone is unknown.
    #[error("zone `{0}` is not a time zone such as Europe/Paris or UTC")]
    Zone(String),
    /// An id stands twice.
    #[error("{what} `{id}` stands twice: ids are unique")]
    Twice {
        /// Party or source.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// An id that is no id.
    #[error("{what} id `{id}` has other characters than a-z, 0-9 and _")]
    Id {
        /// Party or source.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// A source names a party that is not there.
    #[error("source `{id}` names the party `{party}`, which the mission does not have")]
    Party {
        /// The source.
        id: String,
        /// The party.
        party: String,
    },
    /// The end of the reporting day is no time.
    #[error("report_ends `{0}` is not a local time from 00:01 to 24:00")]
    ReportEnds(String),
}

impl Mission {
    /// Checks ids, references, zone and the end of the reporting day.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), MissionFault> {
        let zones = self.sources.iter().filter_map(|source| source.zone.as_ref()).chain([&self.zone]);
        for zone in zones {
            crate::time::zone_of(zone).map_err(|_| MissionFault::Zone(zone.clone()))?;
        }
        check_ids("party", self.parties.iter().map(|party| party.id.0.as_str()))?;
        check_ids("source", self.sources.iter().map(|source| source.id.0.as_str()))?;
        for source in &self.sources {
            if let Some(party) = source.party.as_ref().filter(|party| self.party(party).is_none()) {
                return Err(MissionFault::Party { id: source.id.0.clone(), party: party.0.clone() });
            }
        }
        self.report_ends_min().map(|_| ())
    }

    /// The party with an id.
    pub fn party(&self, id: &PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == *id)
    }

    /// The source with an id.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }

    /// When a reporting day ends, minutes after its local midnight, 1 to 1440.
    ///
    /// # Errors
    /// If it is no time.
    pub fn report_ends_min(&self) -> Result<u32, MissionFault> {
        let fault = || MissionFault::ReportEnds(self.report_ends.clone());
        let (hours, minutes) = self.report_ends.split_once(':').ok_or_else(fault)?;
        let (hours, minutes): (u32, u32) = (hours.parse().map_err(|_| fault())?, minutes.parse().map_err(|_| fault())?);
        let sum = hours * 60 + minutes;
        if minutes < 60 && (1..=1440).contains(&sum) { Ok(sum) } else { Err(fault()) }
    }
}

fn check_ids<'a>(what: &'static str, ids: impl Iterator<Item = &'a str>) -> Result<(), MissionFault> {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        if id.is_empty() || !id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')) {
            return Err(MissionFault::Id { what, id: id.into() });
        }
        if !seen.insert(id) {
            return Err(MissionFault::Twice { what, id: id.into() });
        }
    }
    Ok(())
}
