//! What may have happened: the hypotheses that are weighed against each other.

use model::PartyId;
use serde::{Serialize, Serializer};
use std::fmt;

/// One of them. Whether fire was permitted is the terms' question, not one of fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hypothesis {
    /// Fire of a party.
    Fire(PartyId),
    /// Fire of a party on its own side, to be blamed on another.
    Staged(PartyId),
    /// Fire of somebody who is no party.
    Third,
    /// Something of a party's own went off or fell short.
    Accident(PartyId),
    /// Nothing happened, or something else than fire.
    NotAnEvent,
}

impl Hypothesis {
    /// All of a case, in the order of its parties.
    pub fn all(parties: &[PartyId]) -> Vec<Self> {
        let each = |make: fn(PartyId) -> Self| parties.iter().cloned().map(make).collect::<Vec<_>>();
        [each(Self::Fire), each(Self::Staged), vec![Self::Third], each(Self::Accident), vec![Self::NotAnEvent]].concat()
    }

    /// Whose doing it would be.
    pub const fn party(&self) -> Option<&PartyId> {
        match self {
            Self::Fire(party) | Self::Staged(party) | Self::Accident(party) => Some(party),
            Self::Third | Self::NotAnEvent => None,
        }
    }

    /// Reads its word, such as `fire:north`, `staged:north`, `accident:north`, `third`.
    pub fn from_word(word: &str, parties: &[PartyId]) -> Option<Self> {
        Self::all(parties).into_iter().find(|one| one.to_string() == word)
    }

    /// In words for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::Fire(party) => format!("fire of {party}"),
            Self::Staged(party) => format!("staged by {party} on its own side"),
            Self::Third => "a third force".into(),
            Self::Accident(party) => format!("an accident of {party}"),
            Self::NotAnEvent => "no such event".into(),
        }
    }
}

impl fmt::Display for Hypothesis {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fire(party) => write!(out, "fire:{party}"),
            Self::Staged(party) => write!(out, "staged:{party}"),
            Self::Third => out.write_str("third"),
            Self::Accident(party) => write!(out, "accident:{party}"),
            Self::NotAnEvent => out.write_str("not_an_event"),
        }
    }
}

impl Serialize for Hypothesis {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
