//! Mentions: a number with what it counts and what became of it.

mod fate;
mod implied;
mod thing;

use super::grammar::rises;
use super::lexicon::{Meaning, meaning_of};
use super::sentence::Sentence;
use super::{ClaimFlag, ClaimKind, Unit, spot};
use crate::numbers::{Quantity, clean, quantity_at};
use crate::words::Token;
use crate::{Said, Span};
use model::{Count, Qualifier};
use std::ops::Range;

/// A number with what it counts.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub count: Count,
    /// Tokens from the number to the end of what it counts.
    pub tokens: Range<usize>,
    pub sentence: usize,
    pub kind: ClaimKind,
    pub unit: Unit,
    pub about: Option<Said>,
    pub places: Vec<Said>,
    pub is_each: bool,
    /// "Of which", "including": it lies within the number before.
    pub is_within: bool,
    /// "Another", "also": it comes on top of the number before.
    pub is_more: bool,
    /// "In all": it is a total itself.
    pub is_total: bool,
    pub is_beyond: bool,
    pub flags: Vec<ClaimFlag>,
}

/// A number before it is known what became of it.
struct Number {
    quantity: Quantity,
    /// Unit, first token after its words, whose.
    thing: Option<Thing>,
    is_within: bool,
}

#[derive(Clone)]
struct Thing {
    unit: Unit,
    end: usize,
    about: Option<Said>,
    /// The kind that the thing's own words tell: "12 killed", "45 launched drones".
    kind: Option<ClaimKind>,
}

/// What the sentences before leave to a number that stands alone.
#[derive(Clone, Copy, Default)]
struct Before {
    unit: Option<Unit>,
    kind: Option<ClaimKind>,
    /// Sentences since the last mention.
    sentences_ago: usize,
    /// A heading that ends in a colon told the kind.
    is_heading: bool,
    /// A number of weapons that were used, for "all of them".
    last: Option<u32>,
}

/// Finds all mentions, in the order of the text.
pub(super) fn mentions(text: &str, tokens: &[Token], sentences: &[Sentence]) -> Vec<Mention> {
    let meanings: Vec<Option<Meaning>> = tokens.iter().map(|token| if token.is_word() { meaning_of(&token.plain) } else { None }).collect();
    let mut all: Vec<Mention> = Vec::new();
    let mut before = Before::default();
    for (index, sentence) in sentences.iter().enumerate() {
        let reader = Reader { text, tokens, meanings: &meanings, range: sentence.tokens.clone(), index, is_item: sentence.is_item };
        let found = reader.mentions(&before);
        reader.carry(&mut before, &found);
        all.extend(found);
    }
    all
}

/// Reads one sentence.
struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    meanings: &'t [Option<Meaning>],
    range: Range<usize>,
    index: usize,
    is_item: bool,
}

impl Reader<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).filter(|_| self.range.contains(&at))
    }

    fn meaning(&self, at: usize) -> Option<Meaning> {
        self.meanings.get(at).copied().flatten().filter(|_| self.range.contains(&at))
    }

    fn before(&self, at: usize) -> Option<&Token> {
        at.checked_sub(1).and_then(|before| self.token(before))
    }

    fn mentions(&self, before: &Before) -> Vec<Mention> {
        let numbers = self.numbers();
        let mut found: Vec<Mention> = Vec::new();
        let mut context = *before;
        for (at, number) in numbers.iter().enumerate() {
            let next = numbers.get(at + 1).map_or(self.range.end, |next| next.quantity.from);
            let last_end = at.checked_sub(1).and_then(|last| numbers.get(last)).map_or(self.range.start, Number::end);
            if let Some(mention) = self.mention(&numbers, number, (last_end, next), &context) {
                (context.unit, context.kind, context.sentences_ago) = (Some(mention.unit), Some(mention.kind), 0);
                found.push(mention);
            }
        }
        if found.is_empty() {
            found.extend(self.implied(before));
        }
        found.extend(self.denials(&found));
        found.sort_by_key(|mention| mention.tokens.start);
        found
    }

    /// What the next sentences may refer to.
    fn carry(&self, before: &mut Before, found: &[Mention]) {
        if let Some(last) = found.iter().rev().find(|mention| !mention.flags.contains(&ClaimFlag::Denied)) {
            let is_launch = last.kind == ClaimKind::Launched;
            let heading = before.is_heading.then_some(before.kind).flatten();
            *before = Before {
                unit: Some(last.unit),
                kind: heading.or(Some(last.kind)),
                sentences_ago: 0,
                is_heading: before.is_heading,
                last: last.count.hi.filter(|_| is_launch && last.count.lo == last.count.hi),
            };
        } else {
            before.sentences_ago += 1;
        }
        if self.range.clone().rev().find_map(|at| self.token(at)).is_some_and(|token| token.is_mark(":"))
            && let Some(kind) = self.range.clone().rev().find_map(|at| self.kind_of(at, Unit::Vehicle))
        {
            (before.kind, before.is_heading, before.sentences_ago) = (Some(kind), true, 0);
        }
    }

    fn numbers(&self) -> Vec<Number> {
        let (mut numbers, mut at) = (Vec::new(), self.range.start);
        while at < self.range.end {
            let Some(mut quantity) = quantity_at(self.text, self.tokens, at).filter(|quantity| quantity.to <= self.range.end) else {
                at += 1;
                continue;
            };
            let next = quantity.to;
            if self.is_counting(at, &mut quantity) {
                let within = self.within_after(quantity.to);
                let thing = self.thing_after(&quantity, within.unwrap_or(quantity.to)).or_else(|| self.thing_before(&quantity));
                let is_within = within.is_some() || self.is_within_before(quantity.from);
                at = thing.as_ref().map_or(quantity.to, |thing| thing.end.max(quantity.to));
                numbers.push(Number { quantity, thing, is_within });
            } else {
                at = next;
            }
        }
        self.shares(numbers)
    }

    /// `45 of 60 drones`: the first number counts them, the second is what it is a share of.
    fn shares(&self, mut numbers: Vec<Number>) -> Vec<Number> {
        let mut at = 0;
        while at + 1 < numbers.len() {
            let (Some(one), Some(two)) = (numbers.get(at), numbers.get(at + 1)) else { break };
            let is_of = self.token(one.quantity.to).is_some_and(|token| matches!(token.plain.as_str(), "of" | "из" | "з" | "із"));
            let thing = two.thing.clone().filter(|_| is_of && one.thing.is_none() && two.quantity.from == one.quantity.to + 1);
            if let (Some(thing), Some(one)) = (thing, numbers.get_mut(at)) {
                one.thing = Some(thing);
                numbers.remove(at + 1);
            }
            at += 1;
        }
        numbers
    }

    fn said(&self, range: Range<usize>) -> Option<Said> {
        let all = self.tokens.get(range)?;
        let span = Span::new(all.first()?.start, all.last()?.end);
        Some(Said { text: clean(span.of(self.text)?), span: Some(span) })
    }

    fn mention(&self, numbers: &[Number], number: &Number, (last_end, next): (usize, usize), before: &Before) -> Option<Mention> {
        let quantity = &number.quantity;
        let thing = number.thing.clone().or_else(|| self.inherited(number, before)).or_else(|| self.shared(numbers, number))?;
        let end = thing.end.max(quantity.to);
        let kind = self.kind(numbers, number, &thing, before)?;
        let unit = if thing.unit == Unit::Vehicle && kind == ClaimKind::Casualties { Unit::Person } else { thing.unit };
        let mut places = spot::after(self.text, self.tokens, end, next.min(self.range.end));
        if places.is_empty() {
            places = spot::before(self.text, self.tokens, last_end.min(quantity.from), quantity.from);
        }
        let mut flags = Vec::new();
        if self.is_odd(quantity.from..end) {
            flags.push(ClaimFlag::OddLetters);
        }
        flags.extend(self.stance(quantity.from, &kind));
        Some(Mention {
            count: self.count(quantity),
            tokens: quantity.from..end,
            sentence: self.index,
            kind,
            unit,
            about: thing.about,
            places,
            is_each: quantity.is_each,
            is_within: number.is_within,
            is_more: self.is_more(quantity.from),
            is_total: self.is_total(quantity.from),
            is_beyond: quantity.is_beyond,
            flags,
        })
    }

    /// "Rose from 5 to 12" is 12.
    fn count(&self, quantity: &Quantity) -> Count {
        let tells_rise = |at: usize| self.token(at).is_some_and(|token| rises(&token.plain));
        let has_risen = (quantity.from.saturating_sub(3)..quantity.from).any(tells_rise);
        let first = self.tokens.get(quantity.from).map_or("", |token| token.plain.as_str());
        match (quantity.count.qualifier, quantity.count.hi) {
            (Qualifier::Between, Some(hi)) if has_risen && matches!(first, "from" | "з" | "с" | "від" | "от") => {
                Count::of(Qualifier::Exact, hi, &quantity.count.text)
            }
            (Qualifier::UpTo, Some(n)) if has_risen && matches!(first, "до") => Count::of(Qualifier::Exact, n, &quantity.count.text),
            _ => quantity.count.clone(),
        }
    }

    fn is_odd(&self, range: Range<usize>) -> bool {
        self.tokens.get(range).is_some_and(|all| all.iter().any(|token| token.oddity.is_odd()))
    }
}

impl Number {
    fn end(&self) -> usize {
        self.thing.as_ref().map_or(self.quantity.to, |thing| thing.end.max(self.quantity.to))
    }
}
