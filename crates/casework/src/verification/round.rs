//! A round of grading: sealed first, opened when all are sealed, so that no grader has seen another's grade.

use super::eyes::Actor;
use model::{Digest, Grade, Instant};

/// Most rounds on one subject.
pub const ROUNDS_MAX: usize = 9;
/// Most people who grade in one round.
pub const GRADERS_MAX: usize = 15;

/// A round of grading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Who was called; empty = whoever comes first.
    pub called: Vec<String>,
    /// Grades that were given, sealed.
    pub seals: Vec<Seal>,
    /// Grades that were opened.
    pub given: Vec<Given>,
    /// How many grades it takes if nobody was called.
    pub wanted_n: usize,
    /// Whether it was closed to further seals by word.
    pub is_closed: bool,
    /// Whether it was ended by word, without the grades that were never opened.
    pub is_ended: bool,
}

/// A sealed grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Its entry.
    pub leaf: u64,
    /// Whose.
    pub by: Actor,
    /// The seal.
    pub seal: Digest,
}

/// An opened grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its entry.
    pub leaf: u64,
    /// When, as they say.
    pub at: Instant,
    /// Whose.
    pub by: Actor,
    /// The grade.
    pub grade: Grade,
}

impl Round {
    /// Whether it takes no more seals: then, and not before, grades are opened.
    pub fn is_sealed(&self) -> bool {
        self.is_closed || self.seals.len() >= self.full_n()
    }

    /// Whether all its grades are open, or were given up.
    pub fn has_ended(&self) -> bool {
        self.is_ended || (self.is_sealed() && !self.seals.is_empty() && self.given.len() == self.seals.len())
    }

    fn full_n(&self) -> usize {
        if self.called.is_empty() { self.wanted_n.max(1) } else { self.called.len() }
    }

    /// Whose grades it waits for before any is opened, in words.
    pub fn missing(&self) -> String {
        if self.called.is_empty() {
            return format!("{} more people", self.full_n().saturating_sub(self.seals.len()));
        }
        let sealed = |name: &String| self.seals.iter().any(|seal| model::act::alike(&seal.by.person) == model::act::alike(name));
        self.called.iter().filter(|name| !sealed(name)).cloned().collect::<Vec<_>>().join(", ")
    }

    /// Who sealed a grade and did not open it.
    pub fn unopened(&self) -> impl Iterator<Item = &Seal> {
        self.seals.iter().filter(|seal| !self.given.iter().any(|given| given.by.person == seal.by.person))
    }
}
