//! A vote on a draft, and how it is counted.

use super::rules::{Commission, QuorumOf, Rule};
use crate::Deadline;
use model::Digest;
use model::case::Choice;
use serde::Serialize;
use std::collections::BTreeMap;

/// A vote that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Poll {
    /// The entry of the draft.
    pub draft: u64,
    /// The entry that opened it.
    pub opened: u64,
    /// Until when.
    pub deadline: Deadline,
    /// Every vote that was cast, by member, oldest first: the last one counts.
    pub cast: BTreeMap<String, Vec<Cast>>,
}

/// A vote that somebody cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cast {
    /// By which entry.
    pub leaf: u64,
    /// How.
    pub choice: Choice,
    /// Why.
    pub reason: String,
    /// A dissent or separate opinion, in the vault.
    pub dissent: Option<Digest>,
}

/// Somebody who sits on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sitting {
    /// Who.
    pub person: String,
    /// What the vote weighs.
    pub weight: u32,
    /// Whether as the alternate.
    pub is_alternate: bool,
}

/// A vote that was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The entry by which it was closed: an act of the chair, or a tick.
    pub leaf: u64,
    /// The entry of the draft.
    pub draft: u64,
    /// For it.
    pub yes_n: usize,
    /// Against it.
    pub no_n: usize,
    /// Neither.
    pub abstain_n: usize,
    /// Seats of which the quorum was counted.
    pub seats_n: usize,
    /// What came out.
    pub result: Counted,
    /// Whether the chair's vote decided.
    pub is_by_chair: bool,
    /// Every vote that was cast; the last one of each member counts.
    pub cast: BTreeMap<String, Vec<Cast>>,
    /// Members whose votes do not count: they no longer sat when the vote was closed.
    pub set_aside: Vec<String>,
}

/// What came out of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// The draft was carried.
    Carried,
    /// It was not.
    NotCarried,
    /// Too few took part.
    NoQuorum,
}

impl Poll {
    /// Counts the votes of those who sit on the case now.
    pub fn count(self, leaf: u64, sitting: &[Sitting], chair: Option<&str>, rules: &Commission) -> Tally {
        let votes: Vec<(&Sitting, Choice)> =
            sitting.iter().filter_map(|one| Some((one, self.cast.get(&one.person)?.last()?.choice))).collect();
        let n = |wanted: Choice| votes.iter().filter(|(_, choice)| *choice == wanted).count();
        let (yes_n, no_n, abstain_n) = (n(Choice::Yes), n(Choice::No), n(Choice::Abstain));
        let seats_n = match rules.quorum_of {
            QuorumOf::All => rules.seats.len(),
            QuorumOf::Sitting => sitting.len(),
        };
        let chairs = votes.iter().find(|(one, _)| Some(one.person.as_str()) == chair).map(|(_, choice)| *choice);
        let is_tie = matches!(rules.rule, Rule::Majority) && yes_n == no_n && yes_n > 0;
        let is_by_chair = rules.casting_vote && is_tie && chairs == Some(Choice::Yes);
        let has_quorum = !votes.is_empty() && is_share(votes.len() as u64, seats_n as u64, rules.quorum_percent);
        let weight = |all: &mut dyn Iterator<Item = &Sitting>| all.map(|one| u64::from(one.weight)).sum::<u64>();
        let yes_weight = weight(&mut votes.iter().filter(|(_, choice)| *choice == Choice::Yes).map(|(one, _)| *one));
        let carried = match rules.rule {
            Rule::Majority => yes_n > no_n || is_by_chair,
            Rule::TwoThirds => yes_n > 0 && yes_n * 3 >= (yes_n + no_n) * 2,
            Rule::Qualified(percent) => yes_n > 0 && is_share(yes_n as u64, (yes_n + no_n) as u64, percent),
            Rule::Consensus => yes_n > 0 && no_n == 0,
            Rule::ConsensusMinus(n) => yes_n > 0 && no_n as u64 <= u64::from(n),
            Rule::Weighted(percent) => yes_weight > 0 && is_share(yes_weight, weight(&mut sitting.iter()), percent),
            Rule::Chair => chairs == Some(Choice::Yes),
        };
        let result = match (has_quorum, carried) {
            (false, _) => Counted::NoQuorum,
            (true, true) => Counted::Carried,
            (true, false) => Counted::NotCarried,
        };
        let set_aside = self.cast.keys().filter(|person| !sitting.iter().any(|one| one.person == **person)).cloned().collect();
        let is_by_chair = is_by_chair && result == Counted::Carried;
        Tally { leaf, draft: self.draft, yes_n, no_n, abstain_n, seats_n, result, is_by_chair, cast: self.cast, set_aside }
    }
}

/// Whether a part is at least so many percent of the whole.
const fn is_share(part: u64, whole: u64, percent: u32) -> bool {
    part.saturating_mul(100) >= whole.saturating_mul(percent as u64)
}
