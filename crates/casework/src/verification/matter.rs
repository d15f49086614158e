//! A matter: what people did about one observation, incident or finding.

use super::eyes::Actor;
use super::round::Round;
use crate::Standing;
use model::{Adoption, Digest, Instant, SourceId, VerifyAct};
use std::collections::BTreeSet;

/// What people did about one subject, in the order of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matter {
    /// Rounds of grading; the first is round 1.
    pub rounds: Vec<Round>,
    /// Who confirmed which version.
    pub confirmed: Vec<Confirmed>,
    /// What became of it; the last one counts.
    pub settled: Vec<Settled>,
    /// Who did it, as panels said; the last one counts.
    pub adopted: Vec<Adopted>,
    /// Present while it is set aside.
    pub set_aside: Option<Aside>,
    /// Present while something is missing.
    pub returned: Option<Returned>,
    /// Who is to see to it.
    pub assigned: Option<Assigned>,
    /// Who looks at it.
    pub lock: Option<Lock>,
    /// What was said about it.
    pub comments: Vec<Comment>,
    /// Every step that counted.
    pub history: Vec<Event>,
    /// What shares reports with it and was worked on.
    pub kin: BTreeSet<String>,
}

/// A confirmation: of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Its entry.
    pub leaf: u64,
    /// When, as they say.
    pub at: Instant,
    /// Who.
    pub by: Vec<Actor>,
    /// Of which version.
    pub version: Digest,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Its entry.
    pub leaf: u64,
    /// When, as they say.
    pub at: Instant,
    /// Who settled it.
    pub by: Vec<Actor>,
    /// Whether it happened as reported.
    pub happened: bool,
    /// Sources of the evidence.
    pub rests_on: Vec<SourceId>,
    /// By what evidence.
    pub reason: String,
}

/// An attribution that a panel adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Its entry.
    pub leaf: u64,
    /// When, as they say.
    pub at: Instant,
    /// The panel.
    pub by: Vec<Actor>,
    /// What it adopted.
    pub adoption: Adoption,
}

/// Why it is not pursued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Its entry.
    pub leaf: u64,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Its entry.
    pub leaf: u64,
    /// When, as they say.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The fields.
    pub missing: Vec<String>,
}

/// Who is to see to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The person.
    pub to: String,
    /// Who says so.
    pub by: String,
    /// Until when.
    pub due: Option<Instant>,
}

/// Being looked at: a courtesy between people, no right. It ends by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Who.
    pub by: String,
    /// Until when.
    pub until: Instant,
}

/// A word about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its entry.
    pub leaf: u64,
    /// When, as they say.
    pub at: Instant,
    /// Whose.
    pub by: String,
    /// The words.
    pub text: String,
}

/// A step that counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its entry.
    pub leaf: u64,
    /// When, as its author says.
    pub at: Instant,
    /// Who signed it.
    pub by: Vec<String>,
    /// Its name in the record, such as `confirm`.
    pub what: &'static str,
}

impl Event {
    pub(super) fn of(step: &VerifyAct, standing: &Standing<'_>) -> Self {
        let mut by: Vec<String> = standing.by.iter().map(|one| one.person.clone()).collect();
        by.sort();
        by.dedup();
        Self { leaf: standing.leaf, at: standing.at, by, what: step.word() }
    }
}

impl Matter {
    /// The last round that has ended, with its grades.
    pub fn last_graded(&self) -> Option<&Round> {
        self.rounds.iter().rev().find(|round| round.has_ended())
    }

    /// How many people graded it in the last round that has ended.
    pub fn graded_n(&self) -> usize {
        self.last_graded().map_or(0, |round| round.given.len())
    }

    /// The round that is open, or that comes next, from 1.
    pub fn round_now(&self) -> u32 {
        let ended = self.rounds.iter().filter(|round| round.has_ended()).count();
        u32::try_from(ended).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// What became of it, as the last settlement says.
    pub fn outcome(&self) -> Option<&Settled> {
        self.settled.last()
    }

    /// Who looks at it at a moment.
    pub fn looked_at_by(&self, at: Instant) -> Option<&Lock> {
        self.lock.as_ref().filter(|lock| lock.until > at)
    }
}
