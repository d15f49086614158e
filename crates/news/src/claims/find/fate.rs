//! What became of what is counted, and how the sentence stands to it.

use super::{Before, Number, Reader, Thing};
use crate::claims::grammar::supposes;
use crate::claims::lexicon::Meaning;
use crate::claims::{ClaimFlag, ClaimKind, Unit};
use crate::words::Class;

/// How far before its number the word for a total may stand, tokens.
const TOTAL_TOKENS: usize = 12;

impl Reader<'_> {
    /// "shot down"
    pub(super) fn is_down(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.is("down"))
            && self.before(at).is_some_and(|token| matches!(token.plain.as_str(), "shot" | "shoot" | "brought" | "shooting"))
    }

    pub(super) fn kind(&self, numbers: &[Number], number: &Number, thing: &Thing, before: &Before) -> Option<ClaimKind> {
        match thing.unit {
            Unit::Violation => return Some(ClaimKind::Violations),
            Unit::Explosion => return Some(ClaimKind::Explosions),
            Unit::Attack => return Some(ClaimKind::Attacks),
            _ => {}
        }
        if let Some(kind) = thing.kind {
            return compatible(kind, thing.unit);
        }
        let told = self.range.clone().filter_map(|at| Some((at, self.kind_of(at, thing.unit)?)));
        let near = told.filter_map(|(at, kind)| Some((self.cost(numbers, number, thing, at)?, kind)));
        let nearest = near.min_by_key(|(cost, _)| *cost).map(|(_, kind)| kind);
        let may_inherit = (number.thing.is_none() || number.quantity.is_each || self.is_item || number.is_within || before.is_heading)
            && before.sentences_ago <= super::thing::MEMORY_SENTENCES;
        nearest.or_else(|| before.kind.filter(|_| may_inherit).and_then(|kind| compatible(kind, thing.unit)))
    }

    /// How far a word stands from a number: tokens, and more for what parts clauses and for other numbers between them.
    pub(super) fn cost(&self, numbers: &[Number], number: &Number, thing: &Thing, at: usize) -> Option<usize> {
        let (from, to) = (number.quantity.from, thing.end.max(number.quantity.to));
        let between = if at < from {
            at + 1..from
        } else if at >= to {
            to..at
        } else {
            return None;
        };
        let marks: usize = between
            .clone()
            .filter_map(|at| self.token(at))
            .map(|token| match token.class {
                Class::Mark(';' | ':' | '(' | ')') => 5,
                Class::Mark(',') => 3,
                _ => 0,
            })
            .sum();
        let others = numbers.iter().filter(|other| other.quantity.from != from && between.contains(&other.quantity.from)).count();
        Some(between.len() + marks + 4 * others + usize::from(at >= to))
    }

    /// The kind that a word tells of a unit, if it can.
    pub(super) fn kind_of(&self, at: usize, unit: Unit) -> Option<ClaimKind> {
        if self.is_down(at) {
            return compatible(ClaimKind::Destroyed, unit);
        }
        let is_weapon = matches!(unit, Unit::Uav | Unit::Missile | Unit::Rocket | Unit::Bomb | Unit::Shell | Unit::AirTarget);
        match self.meaning(at)? {
            Meaning::Kind(kind) | Meaning::Fate(kind) => compatible(kind, unit),
            Meaning::Attack if is_weapon => Some(ClaimKind::Launched),
            Meaning::Attack if matches!(unit, Unit::Location | Unit::Building) => Some(ClaimKind::Struck),
            Meaning::Reach if is_weapon && self.is_negated(at) => Some(ClaimKind::NotReached),
            Meaning::Lost if is_weapon => Some(ClaimKind::NotReached),
            Meaning::Lost | Meaning::Losses if unit == Unit::Person => Some(ClaimKind::Casualties),
            Meaning::Lost | Meaning::Losses => compatible(ClaimKind::Destroyed, unit),
            Meaning::Attack | Meaning::Reach | Meaning::Unit(_) | Meaning::Preposition => None,
        }
    }

    pub(super) fn is_negated(&self, at: usize) -> bool {
        let denies = |back: usize| {
            at.checked_sub(back)
                .and_then(|at| self.token(at))
                .is_some_and(|token| matches!(token.plain.as_str(), "не" | "not" | "never" | "failed" | "didnt" | "wasnt" | "werent"))
        };
        denies(1) || denies(2)
    }

    /// What the sentence says of its own standing: denied, supposed, earlier, correcting, cumulative.
    pub(super) fn stance(&self, from: usize, kind: &ClaimKind) -> Vec<ClaimFlag> {
        let words: Vec<(usize, &str)> = self
            .range
            .clone()
            .filter_map(|at| Some((at, self.token(at)?)).filter(|(_, token)| token.is_word()).map(|(at, token)| (at, token.plain.as_str())))
            .collect();
        let has = |stems: &[&str]| words.iter().any(|(at, word)| *at < from && stems.iter().any(|stem| word.starts_with(stem)));
        let anywhere = |stems: &[&str]| words.iter().any(|(_, word)| stems.iter().any(|stem| word.starts_with(stem)));
        let mut flags = Vec::new();
        let nearest_verb = words
            .iter()
            .rev()
            .find(|(at, _)| *at < from && from - *at <= 4 && self.kind_of(*at, Unit::Vehicle).is_some())
            .map(|(at, _)| *at);
        if *kind != ClaimKind::NotReached && nearest_verb.is_some_and(|at| self.is_negated(at)) {
            flags.push(ClaimFlag::Denied);
        }
        if has(&["ранее", "раніше", "earlier", "previously", "initially"])
            && has(&["сообщ", "повідом", "report", "said", "stated", "говор"])
        {
            flags.push(ClaimFlag::Earlier);
        }
        if anywhere(&["уточн", "исправл", "виправ", "скориг", "correct", "revis"]) {
            flags.push(ClaimFlag::Correction);
        }
        let since = self.range.clone().any(|at| {
            let pair =
                (self.token(at).map_or("", |token| token.plain.as_str()), self.token(at + 1).map_or("", |token| token.plain.as_str()));
            matches!(
                pair,
                ("с", "начала")
                    | ("з", "початку")
                    | ("since", "the")
                    | ("from", "the")
                    | ("загальні", "бойові")
                    | ("нарастающим", "итогом")
            )
        });
        if since {
            flags.push(ClaimFlag::Cumulative);
        }
        let supposes =
            words.iter().any(|(at, word)| *at < from && self.token(*at).is_some_and(|token| !token.is_capital) && supposes(word));
        if supposes {
            flags.push(ClaimFlag::Supposed);
        }
        flags
    }

    pub(super) fn is_more(&self, from: usize) -> bool {
        let back = |n: usize| from.checked_sub(n).and_then(|at| self.token(at)).map_or("", |token| token.plain.as_str());
        [back(1), back(2)]
            .iter()
            .any(|word| matches!(*word, "еще" | "ще" | "another" | "additional" | "further" | "додатково" | "дополнительно" | "also"))
    }

    /// `всего 55`, "a total of 55".
    pub(super) fn is_total(&self, from: usize) -> bool {
        let start = from.saturating_sub(TOTAL_TOKENS).max(self.range.start);
        (start..from).any(|at| {
            let next = self.token(at + 1).map_or("", |token| token.plain.as_str());
            match self.token(at).map_or("", |token| token.plain.as_str()) {
                "всего" | "всього" | "загалом" | "итого" | "total" | "altogether" => true,
                "общей" => next == "сложности",
                "in" => next == "all",
                _ => false,
            }
        })
    }
}

/// What may be said of a unit: people are killed, weapons are launched.
fn compatible(kind: ClaimKind, unit: Unit) -> Option<ClaimKind> {
    let is_weapon = matches!(unit, Unit::Uav | Unit::Missile | Unit::Rocket | Unit::Bomb | Unit::Shell | Unit::AirTarget);
    match (kind, unit) {
        (ClaimKind::Destroyed, Unit::Person) => Some(ClaimKind::Killed),
        (ClaimKind::Killed | ClaimKind::Injured | ClaimKind::Casualties | ClaimKind::Missing | ClaimKind::Rescued, Unit::Person) => {
            Some(kind)
        }
        (ClaimKind::Captured, Unit::Person | Unit::Vehicle) => Some(kind),
        (ClaimKind::Launched, _) => is_weapon.then_some(kind),
        (ClaimKind::NotReached, _) => is_weapon.then_some(kind),
        (ClaimKind::Fell, Unit::Location) => Some(kind),
        (ClaimKind::Fell, _) => is_weapon.then_some(kind),
        (ClaimKind::Damaged, Unit::Vehicle | Unit::Vessel | Unit::Aircraft | Unit::Building | Unit::Location) => Some(kind),
        (ClaimKind::Destroyed | ClaimKind::Struck, Unit::Violation | Unit::Explosion | Unit::Attack) => None,
        (ClaimKind::Struck, Unit::Person) => None,
        (ClaimKind::Destroyed, Unit::Location) => Some(ClaimKind::Struck),
        (ClaimKind::Destroyed | ClaimKind::Struck, _) => Some(kind),
        _ => None,
    }
}
