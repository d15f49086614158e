//! One thing that somebody or something reported, with its own doubt and the way back to its bytes.

use crate::{
    Claim, Count, Deed, Determination, Digest, Kind, ObservationId, PartyId, Place, PlacePrecision, Sense, SourceId, Weapon, WeaponStatus,
    When,
};
use serde::{Deserialize, Serialize};

/// One report of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Who acted, where the source says so; a claim, not a finding.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actor: Option<PartyId>,
    /// What was made of its cause: `hostile`, `live_fire_exercise`, `demining`, `hunting`, ... or absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<String>,
    /// Numbers that somebody gave, each with its speaker.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub claims: Vec<Claim>,
    /// How many of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<Count>,
    /// For documents and statements: what somebody did by it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deed: Option<Deed>,
    /// What the observer made of the direction of fire.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub determination: Option<Determination>,
    /// Direction of flight, two of the 16 winds in lower case, such as `w-e`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub flight: Option<String>,
    /// The way back to the bytes.
    pub from: Passage,
    /// Its id, derived from content.
    pub id: ObservationId,
    /// The source's own id of the row: a later row with the same key is a new version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
    /// What was observed.
    pub kind: Kind,
    /// Where, with its doubt; absent = not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
    /// The place in the source's words, with its control label as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place_name: Option<String>,
    /// How exactly the source knew the place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place_precision: Option<PlacePrecision>,
    /// For `restriction`: what the source says of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub restriction: Option<Restriction>,
    /// How it was perceived.
    pub sense: Sense,
    /// Its place in a stated sequence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sequence: Option<Sequence>,
    /// Which of the mission's sources reported it.
    pub source: SourceId,
    /// Station, patrol, camera, author: who in the source perceived or said it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speaker: Option<String>,
    /// For weapons: where it stands with regard to withdrawal, as the source says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<WeaponStatus>,
    /// What was hit or aimed at, as a class such as `hospital`, where the source says so; a claim.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub target: Option<String>,
    /// The source's words, at most 2,000 characters; the rest stays in the artifact.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// When, with its precision and zone.
    pub time: When,
    /// What weapon.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub weapon: Option<Weapon>,
}

/// Where in an artifact something stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Passage {
    /// The artifact's digest.
    pub artifact: Digest,
    /// The file inside an archive.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub entry: Option<String>,
    /// Line where it starts in the decoded text, from 1; for GeoJSON the feature's number.
    pub line: u32,
}

/// Order that the source states; it carries the who-started question and survives every step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sequence {
    /// Which block of the source.
    pub block: String,
    /// Place in the block, from 1; absent = the source gives no inner order.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ordinal: Option<u32>,
}

/// A restriction of freedom of movement. Source: DOMAIN 1.6.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Restriction {
    /// Who restricted, as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by_whom: Option<String>,
    /// The reason given, quoted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason_quoted: Option<String>,
    /// What kind.
    #[serde(rename = "type")]
    pub form: RestrictionType,
}

/// Kinds of restriction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestrictionType {
    /// Passage or access denied.
    Denied,
    /// Delayed.
    Delayed,
    /// Allowed under a condition.
    Conditional,
    /// Anything else.
    Other,
}
