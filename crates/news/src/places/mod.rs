//! Places in a text: names of a gazetteer in any case, which of their bearers is meant, and how sure that is.
//!
//! Text -> words with hashes -> longest names -> candidates weighed by size, regions named in the text and
//! nearness to the other places -> geometry. Several candidates are an answer; so is none.

mod around;
mod choose;
mod context;
mod forms;
mod gazetteer;
mod index;
mod scan;

#[cfg(test)]
mod tests;

use crate::{Oddity, Said};
use model::{Place, PlacePrecision, Position};
use serde::Serialize;

pub use gazetteer::{Gazetteer, NoGazetteer, Toponym, read_gazetteer};
pub use index::Index;

/// A place that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id in the gazetteer.
    pub id: String,
    /// Its main name.
    pub name: String,
    /// The names of what it lies in, nearest first.
    pub within: Vec<String>,
    /// Country code, where stated.
    pub country: String,
    /// Chance that it is meant, ppm; those of a mention sum to [`PlaceMention::chance_ppm`].
    pub chance_ppm: u32,
    /// Its centre, where known.
    pub position: Option<Position>,
    /// The centre is that of the district around it.
    pub is_rough: bool,
    /// How exactly the words tell the place.
    pub precision: PlacePrecision,
}

/// What was made of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The first candidate, with a chance of at least [`crate::method::DECIDED_PPM`].
    Decided,
    /// No candidate reaches that: all of them stand.
    Open,
    /// More likely no place at all.
    Unlikely,
}

/// How the words put something to the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// In or at it.
    At,
    /// Near it.
    Near,
    /// So far from it, in a direction or not.
    From,
    /// The direction of a front called after it.
    Direction,
}

/// How the words put something to the place, with the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What it is.
    pub kind: RelationKind,
    /// Distance, metres: least and greatest.
    pub distance_m: Option<(u32, u32)>,
    /// Bearing from the place, clockwise from true north, 1/1000 degree.
    pub bearing_mdeg: Option<u32>,
    /// The words.
    pub said: Option<Said>,
}

/// A place that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMention {
    /// The name as written.
    pub said: Said,
    /// Who may be meant, the likeliest first; at most [`crate::method::CANDIDATES_MAX`].
    pub candidates: Vec<Candidate>,
    /// Chance that a place is meant at all, ppm.
    pub chance_ppm: u32,
    /// What was made of it.
    pub choice: Choice,
    /// How the words put something to the place.
    pub relation: Relation,
    /// Where that is; `None` if it cannot be told.
    pub place: Option<Place>,
    /// Look-alike letters or unseen characters within the name.
    pub oddity: Oddity,
}

/// Reads the places of a text, in its order, at most [`crate::method::CLAIMS_MAX`].
pub fn read_places(text: &str, index: &Index) -> Vec<PlaceMention> {
    let words = scan::scan(text);
    let found = context::find(text, &words, index);
    choose::choose(text, index, found)
}

/// How many names of a gazetteer stand in a text, without weighing them: what the speed of matching is measured by.
pub fn count_names(text: &str, index: &Index) -> usize {
    context::hits(text, &scan::scan(text), index).len()
}
