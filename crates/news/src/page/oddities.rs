//! Characters that hide or fake what a text says: counted, kept in the text, left out for comparison.

use crate::story::Flag;

/// A text without invisible characters and those that turn the direction of writing: for comparing, not for showing.
pub fn stripped(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c) && !is_turning(*c)).collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{180e}')
}

fn is_turning(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
}

fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(Script::Latin),
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        '\u{370}'..='\u{3ff}' => Some(Script::Greek),
        _ => None,
    }
}

/// Longest stretch without white space that is taken for a word or an address, bytes.
const UNBROKEN_BYTES_MAX: usize = 2_000;

/// What is odd about a text.
pub fn flags(text: &str) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut push = |n: usize, flag: fn(usize) -> Flag| flags.extend((n > 0).then(|| flag(n)));
    if text.is_ascii() {
        push(0, |n| Flag::Bidi { n });
    } else {
        push(text.chars().filter(|c| is_invisible(*c)).count(), |n| Flag::Invisible { n });
        push(text.chars().filter(|c| is_turning(*c)).count(), |n| Flag::Bidi { n });
        push(text.split(|c: char| !c.is_alphabetic()).filter(|word| is_mixed(word)).count(), |n| Flag::MixedScripts { n });
    }
    // Scripts that do not part their words make long stretches too; those are of few letters a byte.
    let is_unbroken = |word: &str| word.len() > UNBROKEN_BYTES_MAX && word.chars().count() * 2 > word.len();
    if text.split_ascii_whitespace().any(is_unbroken) {
        flags.push(Flag::NoSpaces);
    }
    flags
}

/// A word with letters of two scripts.
fn is_mixed(word: &str) -> bool {
    let mut first = None;
    word.chars().filter_map(script).any(|script| *first.get_or_insert(script) != script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_fakes_is_counted_and_can_be_left_out() {
        // A Cyrillic letter in a Latin word, a zero-width space, a right-to-left override.
        let text = "att\u{430}ck on the h\u{200b}ill \u{202e}abc \u{438} so";
        assert_eq!(flags(text), [Flag::Invisible { n: 1 }, Flag::Bidi { n: 1 }, Flag::MixedScripts { n: 1 }]);
        assert_eq!(stripped(text), "att\u{430}ck on the hill abc \u{438} so");
        assert_eq!(flags("plain text, \u{43f}\u{440}\u{43e}\u{441}\u{442}\u{43e} \u{442}\u{435}\u{43a}\u{441}\u{442}"), []);
        assert_eq!(flags(&"x".repeat(10_000)), [Flag::NoSpaces]);
    }
}
