//! What leaves the mission's own hands: audiences, classes of place, and what a release says; wire format 1.
//!
//! A release is an act. What is shown to the public stands in its leaf, so that anyone can hold
//! an export against the log. How coarse and how late a class is shown is mission data
//! ([`ReleasePolicy`]); the rules are in the crate `release`.

use crate::{Digest, Instant, Kind, PartyId, PublicId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// For whom something is released.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// The body that decides cases.
    Commission,
    /// One party.
    Party(PartyId),
    /// Everybody.
    Public,
}

/// Text that names no audience.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not an audience: `public`, `commission` or `party:` and a party's id is expected")]
pub struct NoAudience(String);

impl fmt::Display for Audience {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commission => out.write_str("commission"),
            Self::Party(party) => write!(out, "party:{party}"),
            Self::Public => out.write_str("public"),
        }
    }
}

impl FromStr for Audience {
    type Err = NoAudience;

    fn from_str(text: &str) -> Result<Self, NoAudience> {
        let fault = || NoAudience(text.chars().take(80).collect());
        match text {
            "commission" => Ok(Self::Commission),
            "public" => Ok(Self::Public),
            _ => {
                let id = text.strip_prefix("party:").ok_or_else(fault)?;
                let is_id = !id.is_empty() && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
                if is_id { Ok(Self::Party(PartyId(id.into()))) } else { Err(fault()) }
            }
        }
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a place would give away, hence how coarse it is shown. Source: INTEGRITY section 14, METHOD 13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Where people were hurt or killed.
    Casualty,
    /// Where people live: damage, craters.
    Dwelling,
    /// An event in the open: explosions, bursts, heat.
    Event,
    /// Where fire came from.
    FireOrigin,
    /// Where weapons, positions or people under arms are.
    Forces,
    /// What keeps a society going: power, water, fuel.
    Infrastructure,
    /// Where the mission's own people or instruments are.
    Patrol,
    /// An object that the parties agreed to name in public.
    PublicObject,
}

impl Class {
    /// All classes, in the order of their names.
    pub const ALL: [Self; 8] = [
        Self::Casualty,
        Self::Dwelling,
        Self::Event,
        Self::FireOrigin,
        Self::Forces,
        Self::Infrastructure,
        Self::Patrol,
        Self::PublicObject,
    ];

    /// Its name, as it is written in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Casualty => "casualty",
            Self::Dwelling => "dwelling",
            Self::Event => "event",
            Self::FireOrigin => "fire_origin",
            Self::Forces => "forces",
            Self::Infrastructure => "infrastructure",
            Self::Patrol => "patrol",
            Self::PublicObject => "public_object",
        }
    }

    /// Reads the name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// A release: what is shown, to whom, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// To whom.
    pub audience: Audience,
    /// Which version of which incident, readable with the mission's release key only: base64url.
    pub basis: String,
    /// Why, in the words of who proposed it. It stands in the log in clear.
    pub reason: String,
    /// What is shown.
    pub shown: Shown,
}

/// What a release shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// To everybody: exactly this.
    Clear(PublicIncident),
    /// To one audience: a keyed digest of what its file says, so that the file can be held against the log.
    Committed(Digest),
}

/// What everybody may know of an incident.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PublicIncident {
    /// What its place would give away, hence how coarse it is.
    pub class: Class,
    /// Its public name: the same in every release of this class, unlinkable to any other.
    pub id: PublicId,
    /// What happened.
    pub kind: Kind,
    /// Where; absent = not shown.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<PublicPlace>,
    /// When.
    pub time: Window,
}

/// Where, as everybody may know it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicPlace {
    /// Somewhere in a cell of the public grid.
    Cell(Cell),
    /// At an agreed public object.
    Object(PublicObject),
}

/// A cell of the public grid, edges in 1e-7 degree; west and south edges belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// Eastern edge.
    pub east_e7: i32,
    /// How often the smallest cell was doubled, 0 to 12.
    pub level: u32,
    /// Northern edge.
    pub north_e7: i32,
    /// Southern edge.
    pub south_e7: i32,
    /// Western edge.
    pub west_e7: i32,
}

/// When, as everybody may know it: from one whole hour to another, UTC; `to` is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Its beginning.
    pub from: Instant,
    /// Its end.
    pub to: Instant,
}

/// An object that the parties agreed to name in public.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicObject {
    /// Latitude, 1e-7 degree.
    pub lat_e7: i32,
    /// Longitude, 1e-7 degree.
    pub lon_e7: i32,
    /// Its agreed name.
    pub name: String,
    /// An incident whose centre lies within so many metres is shown at the object.
    pub reach_m: u32,
}

/// What `mission.toml` says of releases; what it does not say has documented defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasePolicy {
    /// Rules of classes that differ from the defaults.
    #[serde(default, rename = "class", skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassRule>,
    /// Agreed public objects.
    #[serde(default, rename = "object", skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<PublicObject>,
    /// Where how many people live.
    #[serde(default, rename = "settlement", skip_serializing_if = "Vec::is_empty")]
    pub settlements: Vec<Settlement>,
}

/// How coarse and how late a class is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Least area of a cell, square kilometres.
    #[serde(default)]
    pub area_km2_min: u32,
    /// Time is shown in steps of so many hours: 1, 6 or 24.
    pub bucket_h: u32,
    /// Which class.
    pub class: Class,
    /// Hours after the end of the shown time before which nothing is released.
    pub delay_h: u32,
    /// Least edge of a cell, metres.
    pub edge_m_min: u32,
    /// Least number of people living in a cell; above 0 it needs settlements.
    #[serde(default)]
    pub people_n_min: u32,
}

/// So many people live here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// Latitude, 1e-7 degree.
    pub lat_e7: i32,
    /// Longitude, 1e-7 degree.
    pub lon_e7: i32,
    /// How many.
    pub people_n: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences_read_back_and_a_wrong_one_says_what_would_be_right() {
        for text in ["public", "commission", "party:p1"] {
            assert_eq!(text.parse::<Audience>().map(|audience| audience.to_string()), Ok(text.into()));
        }
        for text in ["", "party:", "party:P1", "everybody", "Public"] {
            assert_eq!(
                text.parse::<Audience>().map_err(|fault| fault.to_string()),
                Err(format!("`{text}` is not an audience: `public`, `commission` or `party:` and a party's id is expected"))
            );
        }
    }

    #[test]
    fn every_class_is_listed_and_its_word_is_the_wire_word() {
        for class in Class::ALL {
            assert_eq!(serde_json::to_string(&class).ok(), Some(format!("\"{class}\"")));
            assert_eq!(Class::from_word(class.word()), Some(class));
        }
    }
}
