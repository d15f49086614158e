//! Whom a text names as where it has it from: "according to X", "X reports", an agency in its dateline.

use super::words::numbers;
use std::ops::Range;

/// What stands before a name, English, Ukrainian, Russian, in small letters; the longest first where one begins another.
const BEFORE: [&str; 24] = [
    "according to",
    "as reported by",
    "reported by",
    "citing",
    "quoting",
    "reports by",
    "with reference to",
    "за даними",
    "за повідомленням",
    "за інформацією",
    "з посиланням на",
    "посилаючись на",
    "як повідомляє",
    "повідомляє",
    "передає",
    "по данным",
    "по сообщению",
    "по информации",
    "со ссылкой на",
    "ссылаясь на",
    "как сообщает",
    "сообщает",
    "передает",
    "передаёт",
];

/// What stands after a name.
const AFTER: [&str; 8] = ["reports", "reported", "writes", "повідомляє", "передає", "сообщает", "передает", "передаёт"];

/// Words of a name at most.
const NAME_WORDS_N_MAX: usize = 4;

/// The names that a text gives as where it has it from, with where they stand, bytes.
///
/// A name is a run of words with a capital letter, or words in quotation marks, next to one of the words that credit somebody;
/// or what stands in brackets before the dash of a dateline. Whether it names a source is for the caller to see.
pub fn credits(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = dateline(text).into_iter().collect();
    if !has_cue(text) {
        return found;
    }
    let words = words(text);
    for at in 0..words.len() {
        let next = BEFORE.iter().find_map(|cue| follows(text, &words, at, cue)).and_then(|from| name_from(text, &words, from));
        let before = AFTER.iter().any(|cue| follows(text, &words, at, cue).is_some());
        found.extend(next);
        found.extend(before.then(|| name_before(text, &words, at)).flatten());
    }
    found.sort_by_key(|range| (range.start, range.end));
    found.dedup();
    found
}

/// `PLACE (NAME) -` at the beginning of a text.
fn dateline(text: &str) -> Option<Range<usize>> {
    let head = text.char_indices().nth(80).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let (open, close) = (head.find('(')?, head.find(')')?);
    let rest = head.get(close + 1..)?.trim_start();
    let is_line = rest.starts_with(['-', '\u{2013}', '\u{2014}']) && head.get(..open)?.chars().any(char::is_uppercase);
    (is_line && open + 1 < close).then_some(open + 1..close)
}

/// Where the words of a text stand, bytes.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut begun = None;
    for (at, letter) in text.char_indices() {
        let belongs = letter.is_alphanumeric() || matches!(letter, '\'' | '\u{2019}' | '.' | '-');
        match (belongs, begun) {
            (true, None) => begun = Some(at),
            (false, Some(from)) => {
                found.push(from..at);
                begun = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    found.extend(begun.map(|from| from..text.len()));
    found
}

fn word<'a>(text: &'a str, words: &[Range<usize>], at: usize) -> Option<&'a str> {
    text.get(words.get(at)?.clone()).map(|word| word.trim_end_matches(['.', '-']))
}

/// Whether a text has the first word of any cue: most have none, and are told apart quickly by the numbers of their words.
fn has_cue(text: &str) -> bool {
    let cues: Vec<u32> = BEFORE.iter().chain(&AFTER).filter_map(|cue| numbers(cue).next()).collect();
    let mut sieve = [0u64; 16];
    let bit = |number: u32| ((number >> 6) as usize % 16, 1u64 << (number >> 10 & 63));
    for (word, bit) in cues.iter().map(|cue| bit(*cue)) {
        if let Some(word) = sieve.get_mut(word) {
            *word |= bit;
        }
    }
    numbers(text).any(|number| {
        let (word, bit) = bit(number);
        sieve.get(word).is_some_and(|word| word & bit != 0) && cues.contains(&number)
    })
}

/// The word after a cue that begins at a word.
fn follows(text: &str, words: &[Range<usize>], at: usize, cue: &str) -> Option<usize> {
    let mut next = at;
    for part in cue.split(' ') {
        if !word(text, words, next)?.chars().flat_map(char::to_lowercase).eq(part.chars()) {
            return None;
        }
        next += 1;
    }
    Some(next)
}

fn name_from(text: &str, words: &[Range<usize>], from: usize) -> Option<Range<usize>> {
    let from = if word(text, words, from)?.eq_ignore_ascii_case("the") { from + 1 } else { from };
    let first = words.get(from)?;
    let sign = text.get(..first.start)?.trim_end().chars().next_back();
    if matches!(sign, Some('"' | '\u{201c}' | '\u{ab}' | '\u{201e}')) {
        let end = text.get(first.start..)?.find(['"', '\u{201d}', '\u{bb}', '\u{201c}'])?;
        return (end <= 80).then(|| first.start..first.start + end);
    }
    let last =
        (from..from + NAME_WORDS_N_MAX).take_while(|at| is_name(text, words, *at) && (*at == from || goes_on(text, words, *at))).last()?;
    Some(first.start..first.start.max(words.get(last)?.start) + word(text, words, last)?.len())
}

fn name_before(text: &str, words: &[Range<usize>], at: usize) -> Option<Range<usize>> {
    let first = (at.saturating_sub(NAME_WORDS_N_MAX)..at)
        .rev()
        .take_while(|at| is_name(text, words, *at) && goes_on(text, words, at + 1))
        .last()?;
    let last = words.get(at.checked_sub(1)?)?;
    Some(words.get(first)?.start..last.start + word(text, words, at - 1)?.len())
}

/// Whether a word goes on from the one before: nothing but a blank lies between, and that one ends no sentence.
fn goes_on(text: &str, words: &[Range<usize>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    let Some((before, word)) = before.zip(words.get(at)) else { return false };
    text.get(before.end..word.start) == Some(" ") && !text.get(before.clone()).is_some_and(|word| word.ends_with('.') && word.len() > 3)
}

fn is_name(text: &str, words: &[Range<usize>], at: usize) -> bool {
    word(text, words, at).is_some_and(|word| word.chars().any(char::is_uppercase) || (word.contains('.') && word.len() > 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_a_text_credits_them() {
        for (text, names) in [
            ("PORT TOWN (Coast Wire) \u{2014} Three ships left.", vec!["Coast Wire"]),
            ("Three ships left, according to the Harbour Gazette, before noon.", vec!["Harbour Gazette"]),
            ("Three ships left, Coast Wire reports.", vec!["Coast Wire"]),
            ("Citing coastwire.example, the paper named three ships.", vec!["coastwire.example"]),
            ("Про це повідомляє \u{ab}Берегова хвиля\u{bb} з місця подій.", vec!["Берегова хвиля"]),
            ("Об этом сообщает Береговая Волна, ссылаясь на Порт.", vec!["Береговая Волна", "Порт"]),
            ("Said by Amr. \u{201c}The end,\u{201d} he told us, reported by Amr.\n\u{201c}The Sea\u{201d} said no.", vec!["Amr"]),
            ("The mayor reports to nobody. (A note)", vec![]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = credits(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, names, "{text}");
        }
    }
}
