//! Which texts go back to which: relations from later to earlier ones, and the origins that they leave.
//!
//! ```text
//! Telling (a text, its source and time) -> numbered words          words, corpus
//!   -> earlier texts that share phrases of five words              phrases, holders
//!   -> stretches that both have, word by word                      chain
//!   -> relations with direction, spans and dependence              relation; ties (pictures, devices, series, citations)
//!   -> one parent for each text, origins, n_eff                    forest
//! copying: does one source copy another's errors?   corroborate: what origins together say of a claim
//! ```
//!
//! Containment, not likeness: a page that carries a whole article carries it, however much else it holds. Time and memory
//! grow with the words; every list has a bound, and a text that runs into one is marked, never dropped.

mod chain;
mod copying;
mod corpus;
mod corroborate;
mod credit;
mod forest;
mod holders;
pub mod method;
mod phrases;
mod relation;
pub mod reports;
mod ties;
mod trace;
mod words;

pub use copying::Agreement;
pub use corroborate::{Corroboration, Interest, Word, corroborate};
pub use credit::credits;
pub use forest::{Group, Standing, n_eff_e3};
pub use method::Limits;
pub use relation::{Relation, RelationKind, Scope, SharedSpan, ToldBy};
pub use ties::{Point, plain_name};
pub use trace::{Traced, trace};

use model::Instant;

/// One publication of a story, as far as its origin goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Telling<'a> {
    /// Who published it; empty = not known, and then it is a source by itself.
    pub source: &'a str,
    /// When; absent = not known, and then it counts as told after all others, in the order given.
    pub published: Option<Published>,
    /// Its own text: without menus, comments and beginnings of other stories, as far as they can be told.
    pub text: &'a str,
    /// Whether its source has it at first hand: own staff on the scene, own sensor, own pictures.
    pub first_hand: bool,
    /// Whom it names as where it has it from: agency lines, "according to X".
    pub credits: &'a [&'a str],
    /// Perceptual hashes of its pictures.
    pub images: &'a [u64],
    /// The device that made it; empty = none or not known.
    pub device: &'a str,
    /// What it says of running counts.
    pub points: &'a [Point<'a>],
}

/// When something was published, as exactly as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    /// At the earliest.
    pub from: Instant,
    /// At the latest.
    pub to: Instant,
}

impl Published {
    /// At a moment.
    pub const fn at(moment: Instant) -> Self {
        Self { from: moment, to: moment }
    }
}

impl Telling<'_> {
    /// Whether the times show that it was told after another.
    fn is_after(&self, other: &Self) -> bool {
        self.published.zip(other.published).is_some_and(|(own, other)| own.from > other.to)
    }
}
