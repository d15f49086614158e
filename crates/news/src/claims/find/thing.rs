//! What a number counts: the words after it, before it, or what the number before it counted.

use super::{Before, Number, Reader, Thing};
use crate::claims::grammar::{is_and, is_auxiliary, is_cyrillic, is_measure, passes};
use crate::claims::lexicon::{Meaning, is_adjective, is_sort};
use crate::claims::{ClaimKind, Unit};
use crate::numbers::{Quantity, quantity_at};
use crate::words::{Class, Token};

/// Longest phrase between a number and what it counts, tokens.
const THING_TOKENS: usize = 9;
/// How far before its number a thing may stand, tokens.
const BEFORE_TOKENS: usize = 8;
/// How far before its number a fate may stand, tokens: "the death toll rose to 12".
const FATE_TOKENS: usize = 5;
/// How many sentences a thing that was counted is remembered for.
pub(super) const MEMORY_SENTENCES: usize = 3;

impl Reader<'_> {
    /// Whether a number counts anything: no time, date, name, share, ordinal or measure.
    pub(super) fn is_counting(&self, at: usize, quantity: &mut Quantity) -> bool {
        let joined = self.before(at).filter(|_| self.tokens.get(at).is_some_and(|token| !token.is_apart));
        if joined.is_some_and(|token| token.is_mark("-\u{2011}+.:/\u{2116}#") || token.is_word() || token.is_mark("+")) {
            return false;
        }
        if self.before(quantity.from).is_some_and(|token| token.is_mark("\u{2116}#+")) {
            return false;
        }
        // `no one`, `not one`, `ни один`: nobody is counted.
        let is_none = self.before(quantity.from).is_some_and(|token| matches!(token.plain.as_str(), "no" | "not" | "ни" | "ні"));
        if is_none && quantity.to == quantity.from + 1 && self.token(quantity.from).is_some_and(|token| !token.is_digits()) {
            return false;
        }
        let (next, after) = (self.token(quantity.to), self.token(quantity.to + 1));
        let Some(next) = next else { return true };
        if !next.is_apart && next.is_mark(":./") && after.is_some_and(|token| token.is_digits() && !token.is_apart) {
            return false;
        }
        if !next.is_apart && next.is_mark("-\u{2011}") && after.is_some_and(|token| token.is_word() && !token.is_apart) {
            // `76-ти`: the ending of a cardinal; `14-й`, `152-мм` count nothing.
            let is_ending = after.is_some_and(|token| matches!(token.plain.as_str(), "ти" | "ма" | "мя" | "х" | "ю" | "ми" | "ть" | "ох"));
            quantity.to += if is_ending { 2 } else { 0 };
            return is_ending;
        }
        let is_measure = |token: &Token| token.is_mark("%$\u{20ac}\u{b0}") || (token.is_word() && is_measure(&token.plain));
        let is_year = self
            .tokens
            .get(at)
            .is_some_and(|token| token.is_digits() && token.plain.len() == 4 && (1900..=2100).contains(&quantity.count.lo.unwrap_or(0)));
        let is_year_alone = is_year && !next.is_word();
        !is_measure(next) && !is_year_alone
    }

    /// `80 из них`, `20 of which`: the first token after those words.
    pub(super) fn within_after(&self, to: usize) -> Option<usize> {
        let first = self.token(to)?;
        let second = self.token(to + 1)?;
        let is_of = matches!(first.plain.as_str(), "из" | "з" | "із" | "of");
        let is_them = matches!(second.plain.as_str(), "них" | "которых" | "яких" | "котрих" | "them" | "which" | "whom" | "those");
        (is_of && is_them).then_some(to + 2)
    }

    /// `из них 80`, `в том числе 80`, `including 80`.
    pub(super) fn is_within_before(&self, from: usize) -> bool {
        let back = |n: usize| from.checked_sub(n).and_then(|at| self.token(at)).map_or("", |token| token.plain.as_str());
        let (first, second, third) = (back(1), back(2), back(3));
        let is_them = matches!(first, "них" | "которых" | "яких" | "котрих" | "them" | "which" | "whom");
        (is_them && matches!(second, "из" | "з" | "із" | "of"))
            || matches!(first, "including" | "включая" | "включно" | "включаючи" | "зокрема" | "числе" | "числі")
            || (matches!(second, "including" | "числе" | "числі" | "зокрема") && !third.is_empty())
    }

    /// What is counted, after its number.
    pub(super) fn thing_after(&self, quantity: &Quantity, from: usize) -> Option<Thing> {
        let mut thing: Option<Thing> = None;
        let (mut about, mut kind) = (None, None);
        let mut at = from;
        for _ in 0..THING_TOKENS {
            let Some(token) = self.token(at) else { break };
            match (token.class, self.meaning(at)) {
                (Class::Mark(c), _) if "\u{ab}\u{bb}\"\u{201c}\u{201d}\u{201e}[]".contains(c) => {}
                (Class::Mark('-' | '\u{2011}'), _) if !token.is_apart => {}
                (Class::Mark('('), _) if self.token(at + 1).is_some_and(|next| next.class == Class::Link) => at += 2,
                (Class::Mark(_) | Class::Link | Class::Line | Class::Digits, _) => break,
                (Class::Word, Some(Meaning::Unit(unit))) => {
                    let keeps = matches!(
                        (thing.as_ref().map(|thing| thing.unit), unit),
                        (Some(Unit::Rocket), Unit::Shell | Unit::Missile) | (Some(Unit::Person), _)
                    );
                    let unit = thing.as_ref().filter(|_| keeps).map_or(unit, |thing| thing.unit);
                    thing = Some(Thing { unit, end: at + 1, about: about.clone(), kind });
                }
                (Class::Word, Some(Meaning::Fate(fate))) if thing.is_none() => {
                    let is_last = !self.leads_on(at + 1);
                    kind = Some(fate);
                    if is_last {
                        thing = Some(Thing { unit: Unit::Person, end: at + 1, about: about.clone(), kind });
                        break;
                    }
                }
                (Class::Word, Some(Meaning::Attack)) if thing.is_none() && !is_adjective(&token.plain) => {
                    thing = Some(Thing { unit: Unit::Attack, end: at + 1, about: about.clone(), kind: None });
                }
                (Class::Word, Some(Meaning::Kind(found))) if thing.is_none() && is_adjective(&token.plain) && self.leads_on(at + 1) => {
                    kind = Some(found)
                }
                (
                    Class::Word,
                    Some(
                        Meaning::Preposition
                        | Meaning::Reach
                        | Meaning::Lost
                        | Meaning::Losses
                        | Meaning::Kind(_)
                        | Meaning::Fate(_)
                        | Meaning::Attack,
                    ),
                ) => break,
                (Class::Word, None) if is_and(&token.plain) || quantity_at(self.text, self.tokens, at).is_some() => break,
                (Class::Word, None) if thing.is_some() => {
                    let is_noun_of = self.before(at).is_some_and(|last| is_adjective(&last.plain)) || is_adjective(&token.plain);
                    if !is_noun_of || !is_cyrillic(&token.plain) {
                        break;
                    }
                    if let Some(thing) = thing.as_mut().filter(|_| !is_adjective(&token.plain)) {
                        thing.end = at + 1;
                    }
                }
                (Class::Word, None) if is_cyrillic(&token.plain) => {
                    if !is_adjective(&token.plain) && !passes(&token.plain) {
                        break;
                    }
                    if about.is_none() && is_adjective(&token.plain) && !is_sort(&token.plain) {
                        about = self.said(at..at + 1);
                    }
                }
                (Class::Word, None) if is_auxiliary(&token.plain) => break,
                (Class::Word, None) => {
                    if token.is_capital && about.is_none() {
                        about = self.said(at..at + 1);
                    }
                }
            }
            at += 1;
        }
        thing.filter(|thing| thing.end > quantity.to || thing.unit == Unit::Person)
    }

    /// Whether words up to something that can be counted follow.
    pub(super) fn leads_on(&self, from: usize) -> bool {
        for at in from..from + 4 {
            match (self.token(at).map(|token| token.class), self.meaning(at)) {
                (Some(Class::Word), Some(Meaning::Unit(_))) => return true,
                (Some(Class::Word), None)
                    if self
                        .token(at)
                        .is_some_and(|token| is_adjective(&token.plain) || (!is_cyrillic(&token.plain) && !is_auxiliary(&token.plain))) => {
                }
                _ => return false,
            }
        }
        false
    }

    /// `дронов - 45`, `БпЛА: 14`.
    pub(super) fn thing_before(&self, quantity: &Quantity) -> Option<Thing> {
        let mark = self.before(quantity.from)?;
        if !mark.is_mark(":-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}") || !self.tokens.get(quantity.from)?.is_apart {
            return None;
        }
        let start = quantity.from.saturating_sub(BEFORE_TOKENS).max(self.range.start);
        for at in (start..quantity.from - 1).rev() {
            if self.token(at).is_some_and(|token| token.is_mark(",;.:") || token.is_digits()) {
                return None;
            }
            match self.meaning(at) {
                Some(Meaning::Unit(unit)) => return Some(Thing { unit, end: quantity.to, about: None, kind: None }),
                Some(Meaning::Fate(kind)) => return Some(Thing { unit: Unit::Person, end: quantity.to, about: None, kind: Some(kind) }),
                Some(Meaning::Kind(_) | Meaning::Losses | Meaning::Lost) => return None,
                Some(Meaning::Preposition | Meaning::Reach | Meaning::Attack) | None => {}
            }
        }
        None
    }

    /// What a number counts that names nothing: what the number before it counted, or people whose fate stands beside it.
    pub(super) fn inherited(&self, number: &Number, before: &Before) -> Option<Thing> {
        let (from, to) = (number.quantity.from, number.quantity.to);
        let person = |kind| Some(Thing { unit: Unit::Person, end: to, about: None, kind: Some(kind) });
        let stands_alone = self.token(to).is_none_or(|next| {
            !next.is_word()
                || self.meaning(to).is_some()
                || is_auxiliary(&next.plain)
                || matches!(next.plain.as_str(), "and" | "и" | "та" | "і")
        });
        for back in 1..=FATE_TOKENS {
            let at = from.checked_sub(back)?;
            match self.meaning(at) {
                Some(Meaning::Fate(kind)) if stands_alone => return person(kind),
                Some(Meaning::Kind(ClaimKind::Killed)) if stands_alone && back == 1 => return person(ClaimKind::Killed),
                _ if self.token(at).is_none_or(|token| token.is_mark(",;.()") || token.is_digits()) => break,
                _ => {}
            }
        }
        let unit = before.unit.filter(|_| before.sentences_ago <= MEMORY_SENTENCES)?;
        let marks_list = self.token(to).is_some_and(|next| {
            next.is_mark("-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{ad}")
                || matches!(next.plain.as_str(), "над" | "over")
                || matches!(self.meaning(to), Some(Meaning::Kind(_) | Meaning::Lost))
        });
        let next_verb = self.token(to).is_some_and(|next| is_auxiliary(&next.plain))
            && (to..to + 4)
                .any(|at| self.is_down(at) || matches!(self.meaning(at), Some(Meaning::Kind(_) | Meaning::Fate(_) | Meaning::Lost)));
        let after_verb =
            from.checked_sub(1).is_some_and(|at| matches!(self.meaning(at), Some(Meaning::Kind(_))) || self.is_down(at)) && stands_alone;
        let is_listed = number.quantity.is_each || number.is_within || (self.is_item && marks_list);
        (marks_list || next_verb || after_verb || is_listed).then_some(Thing { unit, end: to, about: None, kind: None })
    }

    /// `уничтожены пять и перехвачены три аппарата`: both count the same.
    pub(super) fn shared(&self, numbers: &[Number], number: &Number) -> Option<Thing> {
        let to = number.quantity.to;
        let is_told = matches!(self.meaning(number.quantity.from.checked_sub(1)?), Some(Meaning::Kind(_)));
        let next = numbers.iter().find(|next| next.quantity.from > to && next.quantity.from <= to + 3)?;
        let thing = next.thing.as_ref().filter(|_| is_told && self.token(to).is_some_and(|token| is_and(&token.plain)))?;
        Some(Thing { unit: thing.unit, end: to, about: thing.about.clone(), kind: None })
    }
}
