//! What no number states: one by the grammar, all of those before, nobody.

use super::{Before, Mention, Reader};
use crate::claims::grammar::{is_cyrillic, is_plural_verb, is_singular, is_singular_verb};
use crate::claims::lexicon::{Meaning, is_adjective};
use crate::claims::{ClaimFlag, ClaimKind, Unit, spot};
use model::{Count, Qualifier};

/// How far from a thing the verb may stand that counts it as one, tokens.
const VERB_TOKENS: usize = 9;

impl Reader<'_> {
    /// One that the grammar alone counts: "a drone was shot down", "БПЛА уничтожен"; or all of those before.
    pub(super) fn implied(&self, before: &Before) -> Option<Mention> {
        for at in self.range.clone() {
            let Some(Meaning::Unit(unit)) = self.meaning(at) else { continue };
            let Some(token) = self.token(at).filter(|token| token.is_word()) else { continue };
            let Some(verb) = self.verb_near(at, unit) else { continue };
            let noun = self.noun_end(at);
            let head = self.token(noun - 1).map_or("", |token| token.plain.as_str());
            let verb_word = self.token(verb).map_or("", |token| token.plain.as_str());
            let is_one = (is_singular(&token.plain) || is_singular(head))
                && (is_singular_verb(verb_word) || (self.has_article(at) && !is_cyrillic(&token.plain)));
            let n = if is_one {
                Some(1)
            } else if is_plural_verb(verb_word) {
                before.last.filter(|_| before.unit == Some(unit) && before.sentences_ago <= 1)
            } else {
                None
            };
            let Some(n) = n.filter(|_| !self.is_negated(verb)) else { continue };
            let kind = self.kind_of(verb, unit).or_else(|| self.kind_of(verb + 1, unit))?;
            let start = self.phrase_start(at);
            let text = self.said(start..noun).map_or_else(String::new, |said| said.text);
            let end = noun.max(verb + 1);
            return Some(Mention {
                count: Count::of(Qualifier::Exact, n, &text),
                tokens: start..noun,
                sentence: self.index,
                kind,
                unit,
                about: None,
                places: spot::after(self.text, self.tokens, end, self.range.end),
                is_each: false,
                is_within: false,
                is_more: false,
                is_total: false,
                is_beyond: false,
                flags: [ClaimFlag::Implied].into_iter().chain(self.stance(start, &kind)).collect(),
            });
        }
        None
    }

    /// The verb that tells what became of a unit, near it and in its clause.
    pub(super) fn verb_near(&self, at: usize, unit: Unit) -> Option<usize> {
        let clause = |range: &mut dyn Iterator<Item = usize>| {
            range.take_while(|at| self.token(*at).is_some_and(|token| !token.is_mark(",;.:()"))).find(|at| {
                self.kind_of(*at, unit).is_some_and(|kind| kind != ClaimKind::Launched && self.meaning(*at) != Some(Meaning::Attack))
            })
        };
        let after = clause(&mut (at + 1..(at + VERB_TOKENS).min(self.range.end)));
        let before = clause(&mut (at.saturating_sub(VERB_TOKENS).max(self.range.start)..at).rev());
        match (before, after) {
            (Some(before), Some(after)) if at - before > after - at => Some(after),
            (before, after) => before.or(after),
        }
    }

    /// The end of "беспилотный летательный аппарат".
    pub(super) fn noun_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        while self.token(end - 1).is_some_and(|token| is_adjective(&token.plain))
            && self.token(end).is_some_and(|token| {
                token.is_word() && is_cyrillic(&token.plain) && self.meaning(end).is_none_or(|meaning| matches!(meaning, Meaning::Unit(_)))
            })
        {
            end += 1;
        }
        end
    }

    pub(super) fn phrase_start(&self, at: usize) -> usize {
        let mut start = at;
        while start > self.range.start
            && self
                .before(start)
                .is_some_and(|token| token.is_word() && (is_adjective(&token.plain) || matches!(token.plain.as_str(), "a" | "an")))
            && self.meaning(start - 1).is_none()
        {
            start -= 1;
        }
        start
    }

    pub(super) fn has_article(&self, at: usize) -> bool {
        (1..=3)
            .any(|back| at.checked_sub(back).and_then(|at| self.token(at)).is_some_and(|token| matches!(token.plain.as_str(), "a" | "an")))
    }

    /// "No casualties", "пострадавших нет", "обійшлося без постраждалих".
    pub(super) fn denials(&self, found: &[Mention]) -> Vec<Mention> {
        let mut denied = Vec::new();
        for at in self.range.clone() {
            let Some(Meaning::Fate(kind)) = self.meaning(at) else { continue };
            if found.iter().any(|mention| mention.tokens.contains(&at)) {
                continue;
            }
            let says = |at: usize| {
                self.token(at).is_some_and(|token| matches!(token.plain.as_str(), "нет" | "немає" | "нема" | "отсутствуют" | "відсутні"))
            };
            let after = (at + 1..at + 5).find(|next| says(*next));
            let before = (1..=3).filter_map(|back| at.checked_sub(back)).find(|at| {
                self.token(*at)
                    .is_some_and(|token| matches!(token.plain.as_str(), "без" | "нет" | "немає" | "without" | "никто" | "ніхто" | "nobody"))
            });
            let nobody = (1..=4)
                .filter_map(|back| at.checked_sub(back))
                .find(|at| self.token(*at).is_some_and(|token| token.is("no")) && self.token(*at + 1).is_some_and(|token| token.is("one")));
            let Some(word) = after.or(before).or(nobody) else { continue };
            let range = at.min(word)..at.max(word) + 1;
            let words = self.said(range.clone()).map_or_else(String::new, |said| said.text);
            denied.push(Mention {
                count: Count::of(Qualifier::Exact, 0, &words),
                tokens: range,
                sentence: self.index,
                kind,
                unit: Unit::Person,
                about: None,
                places: Vec::new(),
                is_each: false,
                is_within: false,
                is_more: false,
                is_total: false,
                is_beyond: false,
                flags: Vec::new(),
            });
        }
        denied
    }
}
