//! Sentences and list items of a text, as ranges of tokens.

use super::grammar::is_one_of;
use crate::words::{Class, Token};
use std::ops::Range;

/// A sentence or list item.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub tokens: Range<usize>,
    /// Begins with a list mark.
    pub is_item: bool,
}

/// Longest sentence, tokens; a longer one is cut, so that the work grows with the length of a text alone.
const SENTENCE_TOKENS_MAX: usize = 400;

/// Words after which a point does not end a sentence.
const ABBREVIATED: &str = "г т н п с м д св ст ім им тыс тис млн млрд обл р рр гг см км мск прим др mr mrs ms dr gen col lt st no approx vs jan feb mar \
     apr aug sept oct nov dec u a";

/// Whether a character begins an item of a list, or sets pieces of a post apart.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(c, '\u{2022}' | '\u{2023}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{b7}' | '#')
}

/// Cuts tokens into sentences; none is empty.
pub(super) fn sentences(tokens: &[Token]) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    let (mut start, mut is_item) = (0, false);
    for (at, token) in tokens.iter().enumerate() {
        let is_bullet = matches!(token.class, Class::Mark(c) if is_bullet(c));
        let ends = match token.class {
            Class::Line => true,
            Class::Mark('!' | '?' | '\u{2026}') => true,
            Class::Mark('.') => is_stop(tokens, at),
            _ => is_bullet || at - start >= SENTENCE_TOKENS_MAX,
        };
        if !ends {
            continue;
        }
        let end = if matches!(token.class, Class::Mark('.' | '!' | '?' | '\u{2026}')) { at + 1 } else { at };
        if start < end {
            found.push(Sentence { tokens: start..end, is_item });
        }
        let is_kept = is_bullet || matches!(token.class, Class::Line | Class::Mark('.' | '!' | '?' | '\u{2026}'));
        (start, is_item) = if is_kept { (at + 1, is_bullet) } else { (at, false) };
    }
    if start < tokens.len() {
        found.push(Sentence { tokens: start..tokens.len(), is_item });
    }
    for sentence in &mut found {
        sentence.is_item |= is_dashed(tokens, sentence);
    }
    found
}

/// `- 5 над ...` at the beginning of a line.
fn is_dashed(tokens: &[Token], sentence: &Sentence) -> bool {
    let first = tokens.get(sentence.tokens.start);
    let is_first_of_line =
        sentence.tokens.start.checked_sub(1).and_then(|before| tokens.get(before)).is_none_or(|token| token.class == Class::Line);
    is_first_of_line && first.is_some_and(|token| token.is_mark("-\u{2013}\u{2014}"))
}

/// Whether a point ends a sentence.
fn is_stop(tokens: &[Token], at: usize) -> bool {
    let Some(next) = tokens.get(at + 1) else { return true };
    if !next.is_apart && next.class != Class::Line {
        return next.is_mark(")]\"\u{bb}\u{201d}");
    }
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let is_abbreviated = before.is_some_and(|token| token.is_word() && is_one_of(&token.plain, ABBREVIATED));
    let is_initial = before.is_some_and(|token| token.is_word() && token.is_capital && token.plain.chars().count() == 1);
    let goes_on = next.is_word() && !next.is_capital;
    !goes_on && !is_initial && (!is_abbreviated || next.class == Class::Line)
}

/// Headings of texts that repeat what was posted before.
const DIGESTS: &[&str] = &[
    "главное за день",
    "главное за неделю",
    "итоги дня",
    "итоги недели",
    "головне за день",
    "головне за добу",
    "головне за тиждень",
    "підсумки дня",
    "підсумки доби",
    "main events of the day",
    "daily digest",
    "news digest",
    "weekly digest",
    "the day in brief",
    "round up",
    "roundup",
];

/// Words of a text in which a heading is looked for.
const HEADING_TOKENS: usize = 40;

/// Whether a text calls itself a digest.
pub(super) fn is_digest(tokens: &[Token]) -> bool {
    let head: Vec<&str> = tokens.iter().filter(|token| token.is_word()).take(HEADING_TOKENS).map(|token| token.plain.as_str()).collect();
    DIGESTS.iter().any(|heading| {
        let words: Vec<&str> = heading.split(' ').collect();
        head.windows(words.len()).any(|window| window == words.as_slice())
    })
}
