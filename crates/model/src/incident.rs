//! One event as the fusion sees it: which observations are about it, how surely, and what else they could be.

use crate::{IncidentId, Kind, ObservationId, Place, SourceId, When};
use serde::{Deserialize, Serialize};

/// An event, as a set of observations; one version of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Where a member could belong instead, likeliest first; at most 3 for each member.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub alternatives: Vec<Alternative>,
    /// What people settled about its members and what the evidence says to it, in order of log and entry.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub bonds: Vec<Bond>,
    /// True if the piece was too large for the exact search and the partition is less certain.
    pub crowded: bool,
    /// Named after its smallest member.
    pub id: IncidentId,
    /// The commonest kind of its members; ties go to the smaller word.
    pub kind: Kind,
    /// The observations, in order of id; empty once it has been dissolved into others.
    pub members: Vec<Member>,
    /// Present if the incident no longer stands: which incidents its members went to.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub moved_to: Vec<IncidentId>,
    /// Groups of members that may be one voice: an upper bound on the number of independent origins.
    pub origins: Vec<Origin>,
    /// Where, from all members together; absent = not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
    /// When, from all members together.
    pub time: When,
}

/// An observation in an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Member {
    /// How likely it belongs here rather than to the best alternative or alone, ppm.
    pub chance_ppm: u32,
    /// Which.
    pub observation: ObservationId,
}

/// Another incident a member could belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Alternative {
    /// That incident.
    pub incident: IncidentId,
    /// Mean log-odds of the member with that incident's members, 1/1000 nat.
    pub log_odds_mnat: i32,
    /// The member.
    pub observation: ObservationId,
}

/// Members that may be one voice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The observations.
    pub members: Vec<ObservationId>,
    /// The source they share.
    pub source: SourceId,
}

/// An act by which somebody settled what is one event, as it bears on an incident.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bond {
    /// Its entry.
    pub act: u64,
    /// The log in which it stands.
    pub log: String,
    /// Mean log-odds of the pairs between its groups that are there, as the method weighs them without it, 1/1000
    /// nat; an excluded pair counts the method's floor. Absent = no such pair is there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub log_odds_mnat: Option<i32>,
    /// What was settled.
    pub verb: BondVerb,
}

/// What an act settles about groups of observations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BondVerb {
    /// They are one event.
    Merge,
    /// They are not.
    Split,
}

impl BondVerb {
    /// Its name, as it is written in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Split => "split",
        }
    }
}

impl Bond {
    /// Whether the evidence as it stands speaks against what was settled.
    pub const fn is_against_evidence(&self) -> bool {
        match (self.verb, self.log_odds_mnat) {
            (BondVerb::Merge, Some(mnat)) => mnat < 0,
            (BondVerb::Split, Some(mnat)) => mnat > 0,
            (_, None) => false,
        }
    }
}
