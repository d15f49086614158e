//! Claims in words: how many of what, what became of them, who says so, where and when.
//!
//! Text -> sentences -> mentions (a number with what it counts) -> claims with their parts. Every
//! claim is a proposal with its span; what the words do not say is left out.

mod find;
pub(crate) mod grammar;
mod group;
mod lexicon;
mod plausible;
mod sentence;
mod spot;
mod window;

#[cfg(test)]
mod tests;

use crate::{Said, Span};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use model::{Count, Measure, When};
use serde::Serialize;

/// What is claimed of the things that were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// Launched, fired, used in an attack.
    Launched,
    /// Shot down, intercepted, destroyed.
    Destroyed,
    /// Suppressed, lost on the way, did not reach an aim.
    NotReached,
    /// Struck something; or places that were struck.
    Struck,
    /// Places where fragments fell.
    Fell,
    /// Damaged and not destroyed.
    Damaged,
    /// Killed people.
    Killed,
    /// Injured people.
    Injured,
    /// Killed and injured people together, or losses that are not told apart.
    Casualties,
    /// Missing people.
    Missing,
    /// Captured people.
    Captured,
    /// Rescued or evacuated people.
    Rescued,
    /// Violations of an agreement.
    Violations,
    /// Explosions.
    Explosions,
    /// Attacks, shellings, strikes.
    Attacks,
}

impl ClaimKind {
    /// What the model counts under this name.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Launched => Measure::Launched,
            Self::Destroyed => Measure::Destroyed,
            Self::NotReached => Measure::NotReached,
            Self::Struck => Measure::Struck,
            Self::Fell => Measure::Fell,
            Self::Damaged => Measure::Damaged,
            Self::Killed => Measure::Killed,
            Self::Injured => Measure::Injured,
            Self::Casualties => Measure::Casualties,
            Self::Missing => Measure::Missing,
            Self::Captured => Measure::Captured,
            Self::Rescued => Measure::Rescued,
            Self::Violations => Measure::Violations,
            Self::Explosions => Measure::Explosions,
            Self::Attacks => Measure::Attacks,
        }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Unmanned aircraft.
    Uav,
    /// Guided missiles.
    Missile,
    /// Unguided rockets.
    Rocket,
    /// Bombs.
    Bomb,
    /// Shells and rounds.
    Shell,
    /// People.
    Person,
    /// Vehicles, guns, launchers.
    Vehicle,
    /// Boats and ships.
    Vessel,
    /// Manned aircraft.
    Aircraft,
    /// Aims in the air of several sorts together.
    AirTarget,
    /// Violations.
    Violation,
    /// Explosions.
    Explosion,
    /// Attacks.
    Attack,
    /// Places.
    Location,
    /// Buildings.
    Building,
}

impl Unit {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Uav => "uav",
            Self::Missile => "missile",
            Self::Rocket => "rocket",
            Self::Bomb => "bomb",
            Self::Shell => "shell",
            Self::Person => "person",
            Self::Vehicle => "vehicle",
            Self::Vessel => "vessel",
            Self::Aircraft => "aircraft",
            Self::AirTarget => "air_target",
            Self::Violation => "violation",
            Self::Explosion => "explosion",
            Self::Attack => "attack",
            Self::Location => "location",
            Self::Building => "building",
        }
    }
}

/// What is known of a text beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Told<'t> {
    /// When it was published, civil date and time in `zone`; without it no clock time becomes a moment.
    pub day: Option<Date>,
    /// The clock time of publication, where known.
    pub clock: Option<Time>,
    /// The zone of the publication time and of clock times that name none; a tz database name.
    pub zone: Option<&'t str>,
    /// Who speaks where the words name nobody.
    pub speaker: Option<&'t str>,
}

impl Told<'_> {
    pub(crate) fn time_zone(&self) -> TimeZone {
        self.zone.and_then(|name| model::time::zone_of(name).ok()).unwrap_or(TimeZone::UTC)
    }
}

/// The time that a claim covers, as its words say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The words.
    pub said: Said,
    /// First clock time, where one is given.
    pub from: Option<Time>,
    /// Last clock time, where one is given.
    pub to: Option<Time>,
    /// The zone that the words name, a tz database name.
    pub zone: Option<String>,
    /// The interval, where the publication date and the words give one.
    pub when: Option<When>,
}

/// A part of a claim: so many of it here, or of this type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How many; in each of the places, if `is_each`.
    pub count: Count,
    /// Where its number stands, with what it counts.
    pub span: Span,
    /// The places it names, as written.
    pub places: Vec<Said>,
    /// So many in each of the places.
    pub is_each: bool,
}

impl Part {
    /// How many in all its places.
    pub fn total(&self) -> (u64, Option<u64>) {
        let times = if self.is_each { u64::try_from(self.places.len().max(1)).unwrap_or(1) } else { 1 };
        (u64::from(self.count.lo.unwrap_or(0)) * times, self.count.hi.map(|hi| u64::from(hi) * times))
    }
}

/// How the parts of a claim stand to its total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sum {
    /// No parts are named.
    NoParts,
    /// The parts make the total.
    Equal,
    /// The parts make less, and the text breaks off within them.
    CutOff,
    /// The parts make less.
    Less,
    /// The parts make more.
    More,
}

/// What a reader of a claim should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimFlag {
    /// No total is stated: the count is the sum of the parts.
    Summed,
    /// No number is stated: the grammar says one, or "all" refers to a number before it.
    Implied,
    /// The words deny it.
    Denied,
    /// A later figure replaces this one: "earlier, 5 had been reported".
    Earlier,
    /// The words correct an earlier figure.
    Correction,
    /// A running total.
    Cumulative,
    /// The text repeats posts of its day.
    Digest,
    /// Far more than such words can stand for; never to be counted.
    Implausible,
    /// Look-alike letters or unseen characters within the words.
    OddLetters,
    /// The words say so of what may be or may have been.
    Supposed,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What became of what is counted.
    pub kind: ClaimKind,
    /// What is counted.
    pub unit: Unit,
    /// How many.
    pub count: Count,
    /// The number with what it counts.
    pub span: Span,
    /// The sentence.
    pub sentence: Span,
    /// Whose: the adjective between number and thing, as written.
    pub about: Option<Said>,
    /// Who says so.
    pub speaker: Option<Said>,
    /// The places it names, as written.
    pub places: Vec<Said>,
    /// The time it covers.
    pub window: Option<Window>,
    /// Its parts, by place or type.
    pub parts: Vec<Part>,
    /// How the parts stand to the count.
    pub sum: Sum,
    /// Where the text says the same once more.
    pub repeats: Vec<Span>,
    /// What to know, in order, each once.
    pub flags: Vec<ClaimFlag>,
}

impl Claim {
    /// Whether the claim may be counted as its speaker's figure: stated, not denied, replaced, supposed or implausible.
    pub fn is_figure(&self) -> bool {
        !self.flags.iter().any(|flag| match flag {
            ClaimFlag::Denied | ClaimFlag::Earlier | ClaimFlag::Implausible | ClaimFlag::Supposed => true,
            ClaimFlag::Summed
            | ClaimFlag::Implied
            | ClaimFlag::Correction
            | ClaimFlag::Cumulative
            | ClaimFlag::Digest
            | ClaimFlag::OddLetters => false,
        })
    }
}

/// The sentences of a text, as ranges of its tokens.
pub(crate) fn sentences_of(tokens: &[crate::words::Token]) -> Vec<std::ops::Range<usize>> {
    sentence::sentences(tokens).into_iter().map(|sentence| sentence.tokens).collect()
}

/// Reads the claims of a text, in its order, at most [`crate::method::CLAIMS_MAX`].
pub fn read_claims(text: &str, told: &Told<'_>) -> Vec<Claim> {
    let tokens = crate::words::tokens(text);
    let sentences = sentence::sentences(&tokens);
    let mentions = find::mentions(text, &tokens, &sentences);
    let windows = window::windows(text, &tokens, &sentences, told);
    let timed: Vec<usize> = windows.iter().map(|found| found.index).collect();
    let mut claims = group::claims(text, &tokens, &sentences, mentions, &timed);
    let is_digest = sentence::is_digest(&tokens);
    for claim in &mut claims {
        claim.window = window::of(&windows, claim.sentence);
        claim.speaker = crate::quotes::speaker_of(text, &tokens, claim.sentence)
            .or_else(|| told.speaker.map(|name| Said { text: name.into(), span: None }));
        plausible::flag(claim, is_digest);
    }
    claims
}
