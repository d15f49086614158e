//! What somebody says, as a number with its speaker, its subject, its window and its definition.

use crate::{Count, Instant, PartyId, When};
use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Launched, fired, sent.
    Launched,
    /// Shot down or destroyed.
    Destroyed,
    /// Lost on the way, did not reach a target.
    NotReached,
    /// Struck a place.
    Struck,
    /// Killed people.
    Killed,
    /// Injured people.
    Injured,
    /// Violations of an agreement.
    Violations,
    /// Explosions, inside violations.
    Explosions,
    /// Units delivered, let in, offloaded: the definition says which.
    Delivered,
    /// Weapons counted.
    Weapons,
    /// Complaints filed.
    Complaints,
    /// Still on their way when it was said.
    StillFlying,
    /// Places where fragments fell.
    Fell,
    /// Damaged and not destroyed.
    Damaged,
    /// Killed and injured people together.
    Casualties,
    /// Missing people.
    Missing,
    /// Captured people.
    Captured,
    /// Rescued or evacuated people.
    Rescued,
    /// Attacks, shellings, strikes.
    Attacks,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 19] = [
        Self::Launched,
        Self::Destroyed,
        Self::NotReached,
        Self::Struck,
        Self::Killed,
        Self::Injured,
        Self::Violations,
        Self::Explosions,
        Self::Delivered,
        Self::Weapons,
        Self::Complaints,
        Self::StillFlying,
        Self::Fell,
        Self::Damaged,
        Self::Casualties,
        Self::Missing,
        Self::Captured,
        Self::Rescued,
        Self::Attacks,
    ];

    /// The wire word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Launched => "launched",
            Self::Destroyed => "destroyed",
            Self::NotReached => "not_reached",
            Self::Struck => "struck",
            Self::Killed => "killed",
            Self::Injured => "injured",
            Self::Violations => "violations",
            Self::Explosions => "explosions",
            Self::Delivered => "delivered",
            Self::Weapons => "weapons",
            Self::Complaints => "complaints",
            Self::StillFlying => "still_flying",
            Self::Fell => "fell",
            Self::Damaged => "damaged",
            Self::Casualties => "casualties",
            Self::Missing => "missing",
            Self::Captured => "captured",
            Self::Rescued => "rescued",
            Self::Attacks => "attacks",
        }
    }
}

/// One number that a speaker gave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Claim {
    /// Whose acts or losses it counts, if a party.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<PartyId>,
    /// As of when the speaker said it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub as_of: Option<Instant>,
    /// How many.
    pub count: Count,
    /// True if the number is a running total since the start of the window.
    pub cumulative: bool,
    /// Exactly what was counted, in the source's words: part of the figure, never averaged across.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub definition: Option<String>,
    /// What is counted.
    pub measure: Measure,
    /// Who says so: a person, body or party, as the source names it.
    pub speaker: String,
    /// The time it covers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub window: Option<When>,
}

/// The whole inside of which a definition says that it lies: `heavy weapons, inside the shellings` gives `shellings`. Others may lie inside
/// it as well, and overlap.
pub fn inside(definition: &str) -> Option<&str> {
    whole_behind(definition, "inside ")
}

/// The whole of which a definition says that it is one part beside others: `region a, part of the strikes` gives `strikes`.
pub fn part_of(definition: &str) -> Option<&str> {
    whole_behind(definition, "part of ")
}

fn whole_behind<'d>(definition: &'d str, words: &str) -> Option<&'d str> {
    let at = definition.find(words)?;
    let is_word = definition.get(..at).is_some_and(|before| before.is_empty() || before.ends_with([' ', ',', '(']));
    let whole = definition.get(at + words.len()..)?.trim().trim_end_matches(')');
    let whole = whole.strip_prefix("the ").unwrap_or(whole).trim();
    (is_word && !whole.is_empty()).then_some(whole)
}

#[test]
fn every_measure_is_written_as_its_word() {
    for measure in Measure::ALL {
        assert_eq!(serde_json::to_value(measure).unwrap(), measure.word());
    }
}

#[test]
fn a_definition_may_name_its_whole() {
    assert_eq!(inside("heavy weapons, inside the shellings"), Some("shellings"));
    assert_eq!(inside("children (inside killed)"), Some("killed"));
    assert_eq!(inside("strikes that came from inside"), None);
    assert_eq!((inside("all violations"), part_of("all violations")), (None, None));
    assert_eq!(part_of("region a, part of the strikes"), Some("strikes"));
}
