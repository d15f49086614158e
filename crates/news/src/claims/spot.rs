//! The places that stand with a number: "над территориями А и Б", "in A and B", as written.

use super::grammar::{begins_with, is_one_of};
use super::lexicon::{Meaning, meaning_of};
use super::sentence::is_bullet;
use crate::numbers::clean;
use crate::words::{Class, Token};
use crate::{Said, Span};
use std::ops::Range;

/// Prepositions before a place.
const BEFORE: &str = "над в у на під под біля возле близ поблизу over above in at near across around близько";
/// Stems of nouns that stand before a place's name.
const NOUNS: &str = "территори територі акватори акваторі район област регион регіон республик республік город міст сел посел побереж узбереж небо \
     небом полуостров півостр territory waters region district province area town city village oblast raion sea the н";
/// Words between two places of one list.
const AND: &str = "и та і й and а также також";
/// How far from the number a place is looked for, tokens.
const REACH: usize = 14;
/// How long a list of places may be, tokens.
const LIST_TOKENS_MAX: usize = 80;

/// Places after the thing that is counted, up to the next number.
pub(super) fn after(text: &str, tokens: &[Token], from: usize, end: usize) -> Vec<Said> {
    for at in from..end.min(from + REACH) {
        let Some(token) = tokens.get(at) else { break };
        let is_end = token.is_mark(",;.)") || matches!(token.class, Class::Line) || matches!(token.class, Class::Mark(c) if is_bullet(c));
        if is_end {
            break;
        }
        if is_before(tokens, at) {
            return list(text, tokens, at + 1, end);
        }
    }
    Vec::new()
}

/// Places before the number, in its clause.
pub(super) fn before(text: &str, tokens: &[Token], start: usize, to: usize) -> Vec<Said> {
    for at in (start.max(to.saturating_sub(REACH * 2))..to).rev() {
        let Some(token) = tokens.get(at) else { break };
        if token.is_mark(",;:.()") {
            break;
        }
        if is_before(tokens, at) && is_over(token) {
            return list(text, tokens, at + 1, to);
        }
    }
    Vec::new()
}

/// Only "over" can stand before its number for sure: "в" and "на" begin times and ways as well.
fn is_over(token: &Token) -> bool {
    matches!(token.plain.as_str(), "над" | "over" | "above")
}

fn is_before(tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at).filter(|token| is_one_of(&token.plain, BEFORE)) else { return false };
    let next = [at + 1, at + 2].map(|index| tokens.get(index));
    let is_name = |token: Option<&Token>| token.is_some_and(|token| token.is_word() && token.is_capital);
    let is_noun = |token: Option<&Token>| token.is_some_and(is_place_noun);
    let [first, second] = next;
    is_name(first) || (is_noun(first) && (is_over(token) || is_name(second) || is_noun(second))) || (is_over(token) && is_name(second))
}

fn is_place_noun(token: &Token) -> bool {
    token.is_word() && begins_with(&token.plain, NOUNS)
}

/// A list of places from its first word on.
fn list(text: &str, tokens: &[Token], from: usize, end: usize) -> Vec<Said> {
    let (mut places, mut piece, mut at) = (Vec::new(), from..from, from);
    while at < end.min(from + LIST_TOKENS_MAX) {
        let Some(token) = tokens.get(at) else { break };
        let is_and = is_one_of(&token.plain, AND);
        if token.is_mark(",") || is_and {
            let next = next_place(tokens, at, end);
            push(text, tokens, &piece, &mut places);
            let Some(next) = next else { return places };
            (piece, at) = (next..next, next);
            continue;
        }
        if token.is_mark("[](") && !token.is_mark("(") {
            at += 1;
            continue;
        }
        if !(token.is_word() || is_hyphen(tokens, at)) || is_verb(token) || (ends_place(token) && piece.end > piece.start) {
            break;
        }
        piece.end = at + 1;
        at += 1;
    }
    push(text, tokens, &piece, &mut places);
    places
}

fn is_hyphen(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.is_mark("-\u{2011}") && !token.is_apart)
        && tokens.get(at + 1).is_some_and(|next| !next.is_apart)
}

fn is_verb(token: &Token) -> bool {
    !token.is_capital
        && matches!(
            meaning_of(&token.plain),
            Some(Meaning::Kind(_) | Meaning::Fate(_) | Meaning::Attack | Meaning::Lost | Meaning::Losses | Meaning::Unit(_))
        )
}

/// A preposition that does not belong to a place ("у побережья" does).
fn ends_place(token: &Token) -> bool {
    meaning_of(&token.plain) == Some(Meaning::Preposition) && !matches!(token.plain.as_str(), "у" | "на" | "біля")
}

/// Where the list goes on after a comma or "and"; `None` if something else follows.
fn next_place(tokens: &[Token], at: usize, end: usize) -> Option<usize> {
    let mut next = at + 1;
    while tokens.get(next).is_some_and(|token| is_one_of(&token.plain, AND) || is_one_of(&token.plain, BEFORE)) {
        next += 1;
    }
    let token = tokens.get(next).filter(|_| next < end)?;
    (token.is_word() && (token.is_capital || is_place_noun(token)) && !is_verb(token)).then_some(next)
}

fn push(text: &str, tokens: &[Token], piece: &Range<usize>, places: &mut Vec<Said>) {
    let Some(all) = tokens.get(piece.clone()).filter(|all| all.iter().any(Token::is_word)) else { return };
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
    let span = Span::new(first.start, last.end);
    places.push(Said { text: clean(span.of(text).unwrap_or("")), span: Some(span) });
}
