//! `[commission]` and `[remedies]` of the rules of procedure: who sits, how they decide, what can be ordered.

use crate::ProcedureFault;
use model::PartyId;
use model::case::Standard;
use serde::Deserialize;
use std::collections::BTreeSet;

/// `[commission]`. Without seats no case can be opened.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Commission {
    /// Who sits.
    pub seats: Vec<Seat>,
    /// Who presides: the first of them who sits on the case.
    pub chairs: Vec<String>,
    /// How a draft is carried.
    pub rule: Rule,
    /// Whether the chair's vote decides when votes are equal.
    pub casting_vote: bool,
    /// How many of the seats must take part, percent; abstaining is taking part.
    pub quorum_percent: u32,
    /// Of which seats that is counted.
    pub quorum_of: QuorumOf,
    /// Whose seats stay empty because it is their own matter.
    pub own_matter: OwnMatter,
    /// What becomes of a case when a party that it names leaves the mechanism.
    pub on_quit: OnQuit,
    /// The least standard of proof by which a party is found responsible.
    pub standard: Standard,
}

impl Default for Commission {
    fn default() -> Self {
        Self {
            seats: Vec::new(),
            chairs: Vec::new(),
            rule: Rule::Majority,
            casting_vote: false,
            quorum_percent: 51,
            quorum_of: QuorumOf::All,
            own_matter: OwnMatter::NamedAndComplainant,
            on_quit: OnQuit::GoOn,
            standard: Standard::ReasonableGrounds,
        }
    }
}

/// A seat.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Who sits there, as the key register calls them.
    pub member: String,
    /// Who sits there when the member does not.
    #[serde(default)]
    pub alternate: Option<String>,
    /// The party that nominated them.
    #[serde(default)]
    pub party: Option<PartyId>,
    /// What a vote weighs, under the rule `weighted`.
    #[serde(default = "one")]
    pub weight: u32,
}

const fn one() -> u32 {
    1
}

/// How a draft is carried. Abstentions count for neither side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// More for it than against it.
    Majority,
    /// At least two thirds of those for or against it.
    TwoThirds,
    /// At least so many percent of those for or against it.
    Qualified(u32),
    /// Nobody against it.
    Consensus,
    /// At most so many against it.
    ConsensusMinus(u32),
    /// At least so many percent of the weight of all who sit on the case.
    Weighted(u32),
    /// The chair is for it.
    Chair,
}

/// Of which seats a quorum is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuorumOf {
    /// Of all seats of the commission.
    All,
    /// Of those that are filled in this case.
    Sitting,
}

/// Whose seats stay empty in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnMatter {
    /// Those of the parties named in it.
    Named,
    /// Those of the parties named in it and of the one that brought it.
    NamedAndComplainant,
    /// Nobody's.
    Allowed,
}

/// What becomes of a case when a party that it names leaves the mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnQuit {
    /// It goes on without it.
    GoOn,
    /// It is suspended until the head of mission resumes it.
    Suspend,
}

/// `[remedies]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Remedies {
    /// What can be ordered, mildest first; each step is what follows when the one before was not met.
    pub ladder: Vec<String>,
}

/// Source: DOMAIN 2.4.
const LADDER: [&str; 8] = [
    "note",
    "clarification",
    "call_to_cease",
    "corrective_act",
    "discipline_report",
    "repair_or_compensation",
    "guarantors_informed",
    "outside_referral",
];

impl Default for Remedies {
    fn default() -> Self {
        Self { ladder: LADDER.map(Into::into).to_vec() }
    }
}

impl Commission {
    /// Whether the rules make sense.
    pub(crate) fn check(&self) -> Result<(), ProcedureFault> {
        let mut seen = BTreeSet::new();
        for seat in &self.seats {
            for person in [Some(&seat.member), seat.alternate.as_ref()].into_iter().flatten() {
                if person.trim().is_empty() {
                    return Err(ProcedureFault::of("[commission] seats: a name is empty".into()));
                }
                if !seen.insert(person) {
                    return Err(ProcedureFault::of(format!("[commission] seats: `{person}` stands twice; one person has one seat")));
                }
            }
        }
        if let Some(chair) = self.chairs.iter().find(|chair| !seen.contains(chair)) {
            return Err(ProcedureFault::of(format!("[commission] chairs: `{chair}` has no seat")));
        }
        let percents = [("quorum_percent", Some(self.quorum_percent)), ("rule", self.rule.percent())];
        match percents.into_iter().find(|(_, percent)| percent.is_some_and(|percent| !(1..=100).contains(&percent))) {
            Some((name, percent)) => {
                Err(ProcedureFault::of(format!("[commission] {name}: `{}` is no share; 1 to 100 is expected", percent.unwrap_or_default())))
            }
            None => Ok(()),
        }
    }
}

impl Rule {
    const fn percent(self) -> Option<u32> {
        match self {
            Self::Qualified(percent) | Self::Weighted(percent) => Some(percent),
            Self::Majority | Self::TwoThirds | Self::Consensus | Self::ConsensusMinus(_) | Self::Chair => None,
        }
    }
}

impl Remedies {
    /// The step that follows one, if there is one.
    pub fn after(&self, step: &str) -> Option<&str> {
        let at = self.ladder.iter().position(|rung| rung == step)?;
        self.ladder.get(at + 1).map(String::as_str)
    }

    /// Whether a step comes after another one.
    pub fn is_after(&self, step: &str, before: &str) -> bool {
        let at = |word: &str| self.ladder.iter().position(|rung| rung == word);
        matches!((at(step), at(before)), (Some(step), Some(before)) if step > before)
    }
}
