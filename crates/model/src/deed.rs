//! Deeds: what somebody did on paper or by word, and what terms ask for besides events.

use serde::{Deserialize, Serialize};

/// What a report says was done: an order, a notice, a list, a sanction. The report's `actor` did it, its `time` says when.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Deed {
    /// What it is about, as written: a clause, an area, a list, an incident's id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<String>,
    /// What was done.
    pub kind: DeedKind,
    /// To whom, as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<String>,
}

/// What was done. Source: DOMAIN 4.1, column "evaluator needs" (decision 0015).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeedKind {
    /// Taken over: only what is accepted counts as handed in.
    Acceptance,
    /// The agreed mechanism was tried.
    Attempt,
    /// Mines or ordnance cleared.
    Clearance,
    /// What was due is done, says who did it.
    Completion,
    /// Somebody confirms that it is so.
    Confirmation,
    /// An order against what was agreed, public or secret.
    CounterOrder,
    /// An exercise was declared.
    Exercise,
    /// A term was prolonged.
    Extension,
    /// A flight was announced.
    FlightPlan,
    /// Persons, bodies or arms were handed over.
    Handover,
    /// A list or an inventory was delivered, or agreed on.
    List,
    /// Where somebody was at that time: a reference that moves.
    Location,
    /// Means of verification were put at disposal.
    Means,
    /// Somebody was told.
    Notice,
    /// Somebody denies that it is so.
    Objection,
    /// Something was offered; an offer is no delivery.
    Offer,
    /// A road, crossing or station was opened.
    Opening,
    /// An order was given.
    Order,
    /// A plan was handed over.
    Plan,
    /// A reason for a restriction was examined and holds.
    ReasonConfirmed,
    /// A reason for a restriction was examined and does not hold.
    ReasonRejected,
    /// A party declares itself free of an obligation.
    Release,
    /// Somebody was punished for an act.
    Sanction,
    /// What is due was begun.
    Start,
}

impl DeedKind {
    /// All kinds, in the order of the list.
    pub const ALL: [Self; 24] = [
        Self::Acceptance,
        Self::Attempt,
        Self::Clearance,
        Self::Completion,
        Self::Confirmation,
        Self::CounterOrder,
        Self::Exercise,
        Self::Extension,
        Self::FlightPlan,
        Self::Handover,
        Self::List,
        Self::Location,
        Self::Means,
        Self::Notice,
        Self::Objection,
        Self::Offer,
        Self::Opening,
        Self::Order,
        Self::Plan,
        Self::ReasonConfirmed,
        Self::ReasonRejected,
        Self::Release,
        Self::Sanction,
        Self::Start,
    ];

    /// The wire words, in the order of the list.
    pub const WORDS: [&'static str; 24] = {
        let mut words = [""; 24];
        let mut at = 0;
        #[expect(clippy::indexing_slicing, reason = "both have 24 places, checked when compiled")]
        while at < words.len() {
            words[at] = Self::ALL[at].word();
            at += 1;
        }
        words
    };

    /// The wire word, such as `counter_order`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Acceptance => "acceptance",
            Self::Attempt => "attempt",
            Self::Clearance => "clearance",
            Self::Completion => "completion",
            Self::Confirmation => "confirmation",
            Self::CounterOrder => "counter_order",
            Self::Exercise => "exercise",
            Self::Extension => "extension",
            Self::FlightPlan => "flight_plan",
            Self::Handover => "handover",
            Self::List => "list",
            Self::Location => "location",
            Self::Means => "means",
            Self::Notice => "notice",
            Self::Objection => "objection",
            Self::Offer => "offer",
            Self::Opening => "opening",
            Self::Order => "order",
            Self::Plan => "plan",
            Self::ReasonConfirmed => "reason_confirmed",
            Self::ReasonRejected => "reason_rejected",
            Self::Release => "release",
            Self::Sanction => "sanction",
            Self::Start => "start",
        }
    }

    /// Reads the wire word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl std::fmt::Display for DeedKind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_is_listed_and_its_word_is_the_wire_word() {
        for (kind, word) in DeedKind::ALL.into_iter().zip(DeedKind::WORDS) {
            assert_eq!(serde_json::to_string(&kind).ok(), Some(format!("\"{word}\"")));
            assert_eq!(DeedKind::from_word(word), Some(kind));
        }
    }
}
