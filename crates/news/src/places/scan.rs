//! Words of a text with the hash of their plain form, fast: what an index is asked with.

use crate::fold::{Oddity, fold, is_apostrophe, is_invisible, is_word};
use crate::words::WORD_BYTES_MAX;

/// A word as an index sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanned {
    pub start: usize,
    pub end: usize,
    pub hash: u64,
    /// Begins with a small letter; letters without case do not.
    pub is_small: bool,
    /// Of a script that writes "in" and "the" before a name in one word.
    pub has_prefixes: bool,
    /// A mark stands between it and the word before: no name goes over it, and no sentence over a stop.
    pub gap: Gap,
    pub oddity: Oddity,
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// A space or hyphen.
    None,
    /// A mark within a sentence.
    Mark,
    /// The end of a sentence or line, or the beginning of the text.
    Stop,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(hash: u64, letter: u32) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(PRIME).rotate_left(23)
}

/// Puts the hash of a further word to that of the words before it.
pub(super) fn join(words: u64, next: u64) -> u64 {
    (words.rotate_left(17) ^ next).wrapping_mul(PRIME)
}

/// The hash of a folded word.
pub(super) fn hash_of(plain: &str) -> u64 {
    hash_on(SEED, plain)
}

/// The hash of a folded word that begins with one whose hash is known.
pub(super) fn hash_on(begun: u64, ending: &str) -> u64 {
    ending.chars().fold(begun, |hash, c| mix(hash, u32::from(c)))
}

/// The plain form of a letter that needs nothing but its small form.
const fn plain_letter(c: char) -> Option<(u32, bool)> {
    match c {
        'a'..='z' => Some((c as u32, false)),
        'A'..='Z' => Some((c as u32 + 32, true)),
        'ё' => Some(('е' as u32, false)),
        'Ё' => Some(('е' as u32, true)),
        'ґ' => Some(('г' as u32, false)),
        'Ґ' => Some(('г' as u32, true)),
        'а'..='я' | 'ђ'..='џ' => Some((c as u32, false)),
        'А'..='Я' => Some((c as u32 + 32, true)),
        'Ѐ'..='Џ' => Some((c as u32 + 80, true)),
        // Letters without case: neither small nor capital.
        '\u{5d0}'..='\u{5ea}' | '\u{621}' | '\u{624}' | '\u{626}'..='\u{63a}' | '\u{641}'..='\u{648}' | '\u{64a}' => Some((c as u32, true)),
        _ => None,
    }
}

/// Cuts a text into words.
pub(super) fn scan(text: &str) -> Vec<Scanned> {
    let mut words = Vec::with_capacity(text.len() / 8 + 4);
    let (mut gap, mut at) = (Gap::Stop, 0);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if plain_letter(first).is_some() || is_word(first) {
            let word = word(text, at, gap);
            (gap, at) = (Gap::None, word.end);
            words.push(word);
        } else {
            let after = at + first.len_utf8();
            gap = gap.max(gap_of(first, text.as_bytes().get(after).copied()));
            at = after;
        }
    }
    words
}

fn gap_of(c: char, next: Option<u8>) -> Gap {
    match c {
        ' ' | '-' | '*' | '_' | '\u{a0}' | '\t' | '\u{2010}' | '\u{2011}' | '\u{5be}' => Gap::None,
        // A point before a letter is that of a short form, `Вел.Холм`.
        '.' if next.is_some_and(|next| !next.is_ascii() || next.is_ascii_alphabetic()) => Gap::None,
        '.' if next.is_some_and(|next| next != b' ' && next != b'\n') => Gap::Mark,
        '.' | '!' | '?' | '\n' | '\r' | '\u{2026}' => Gap::Stop,
        c if is_invisible(c) || is_apostrophe(c) => Gap::None,
        _ => Gap::Mark,
    }
}

/// The word that begins at a byte.
pub(super) fn word(text: &str, start: usize, gap: Gap) -> Scanned {
    let rest = text.get(start..).unwrap_or("");
    let (mut hash, mut end) = (SEED, 0);
    let (mut has_latin, mut has_cyrillic, mut is_plain, mut is_small) = (false, false, true, false);
    for (at, c) in rest.char_indices() {
        if at >= WORD_BYTES_MAX {
            break;
        }
        if let Some((plain, is_capital)) = plain_letter(c) {
            has_latin |= c.is_ascii();
            has_cyrillic |= ('\u{400}'..='\u{52f}').contains(&c);
            hash = mix(hash, plain);
            is_small |= at == 0 && !is_capital;
        } else if is_word(c) {
            is_plain = false;
            has_latin |= ('\u{c0}'..='\u{24f}').contains(&c);
            is_small |= at == 0 && c.is_lowercase();
        } else {
            let after = rest.get(at + c.len_utf8()..).unwrap_or("");
            let joins = at > 0 && (is_apostrophe(c) || is_invisible(c)) && after.starts_with(is_word) && !is_possessive(c, after);
            if !joins {
                break;
            }
            is_plain &= !is_invisible(c);
        }
        end = at + c.len_utf8();
    }
    let has_prefixes = rest.chars().next().is_some_and(|c| matches!(c, '\u{590}'..='\u{6ff}'));
    let mut oddity = Oddity::default();
    if !is_plain || (has_latin && has_cyrillic) {
        let (plain, found) = fold(rest.get(..end).unwrap_or(""));
        (hash, oddity) = (hash_of(&plain), found);
    }
    Scanned { start, end: start + end, hash, is_small, has_prefixes, gap, oddity }
}

fn is_possessive(c: char, after: &str) -> bool {
    is_apostrophe(c) && after.starts_with(['s', 'S']) && !after.chars().nth(1).is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanned_word_has_the_hash_of_its_folded_form() {
        for word in ["Щёлково", "П\u{2019}ятка", "Slov\u{2bc}yans", "Şūrah", "Xepсoн", "ABC", "Ґрати", "הר", "Ђура", "Їжа"]
        {
            let scanned = scan(word);
            assert_eq!((scanned.len(), scanned[0].end, scanned[0].hash), (1, word.len(), hash_of(&fold(word).0)), "{word}");
        }
        let words = scan("Near Hill's top. The end, now");
        assert_eq!(
            words.iter().map(|word| (word.is_small, word.gap)).collect::<Vec<_>>(),
            [
                (false, Gap::Stop),
                (false, Gap::None),
                (true, Gap::None),
                (true, Gap::None),
                (false, Gap::Stop),
                (true, Gap::None),
                (true, Gap::Mark)
            ]
        );
    }
}
