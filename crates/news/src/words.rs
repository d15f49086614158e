//! Text to words, digits and marks, each with its place in the text.

use crate::fold::{Oddity, fold, is_apostrophe, is_invisible, is_word};

/// Longest word that is looked at, bytes; longer runs of letters are text without spaces.
pub const WORD_BYTES_MAX: usize = 200;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Letters.
    Word,
    /// Digits.
    Digits,
    /// One other character.
    Mark(char),
    /// An address on the web.
    Link,
    /// The end of a line.
    Line,
}

/// A token with its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub start: usize,
    pub end: usize,
    pub class: Class,
    /// The word in its plain form, or the digits; empty for the rest.
    pub plain: String,
    /// Begins with a capital letter.
    pub is_capital: bool,
    /// Something that is not seen as part of the token before it stands between them.
    pub is_apart: bool,
    pub oddity: Oddity,
}

impl Token {
    pub(crate) fn is(&self, plain: &str) -> bool {
        self.plain == plain
    }

    pub(crate) fn is_mark(&self, marks: &str) -> bool {
        matches!(self.class, Class::Mark(c) if marks.contains(c))
    }

    pub(crate) fn is_word(&self) -> bool {
        self.class == Class::Word
    }

    pub(crate) fn is_digits(&self) -> bool {
        self.class == Class::Digits
    }
}

/// Cuts a text. Emphasis marks of chat programs (`*`, `_`) and unseen characters are no tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 6 + 8);
    let (mut at, mut is_apart) = (0, true);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        let end = at + first.len_utf8();
        if first == '\n' {
            tokens.push(bare(at, end, Class::Line, is_apart));
        } else if first.is_whitespace() || matches!(first, '*' | '_') || is_invisible(first) {
            is_apart |= first.is_whitespace();
            at = end;
            continue;
        } else if rest.starts_with("http://") || rest.starts_with("https://") {
            let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"')).unwrap_or(rest.len());
            tokens.push(bare(at, at + length, Class::Link, is_apart));
        } else if is_word(first) {
            tokens.push(word(text, at, is_apart));
        } else if first.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let mut token = bare(at, at + length, Class::Digits, is_apart);
            token.plain = rest.get(..length).unwrap_or("").to_owned();
            tokens.push(token);
        } else {
            tokens.push(bare(at, end, Class::Mark(first), is_apart));
        }
        at = tokens.last().map_or(end, |token| token.end);
        is_apart = false;
    }
    tokens
}

fn bare(start: usize, end: usize, class: Class, is_apart: bool) -> Token {
    Token { start, end, class, plain: String::new(), is_capital: false, is_apart, oddity: Oddity::default() }
}

fn word(text: &str, start: usize, is_apart: bool) -> Token {
    let length = word_length(text.get(start..).unwrap_or(""));
    let raw = text.get(start..start + length).unwrap_or("");
    let (plain, oddity) = fold(raw);
    let is_capital = raw.chars().next().is_some_and(char::is_uppercase);
    Token { start, end: start + length, class: Class::Word, plain, is_capital, is_apart, oddity }
}

/// How many bytes the word at the beginning of a text has; an apostrophe belongs to it between letters, but not before a possessive `s`.
pub(crate) fn word_length(rest: &str) -> usize {
    let mut length = 0;
    let mut counted = 0;
    for (at, c) in rest.char_indices() {
        let after = || rest.get(at + c.len_utf8()..).unwrap_or("");
        counted += usize::from(is_word(c));
        let belongs = is_word(c)
            || (matches!(c, '*' | '_') && is_split_word(counted, after()))
            || (at > 0 && is_invisible(c) && after().starts_with(is_word))
            || (at > 0 && is_apostrophe(c) && after().starts_with(is_word) && !is_possessive(after()));
        if !belongs || at >= WORD_BYTES_MAX {
            break;
        }
        length = at + c.len_utf8();
    }
    length.max(rest.chars().next().map_or(0, char::len_utf8))
}

/// Emphasis that begins or ends one letter too far in: `у**ничтожены`, `Федераци**и`.
fn is_split_word(letters_before: usize, after: &str) -> bool {
    let rest = after.trim_start_matches(['*', '_']);
    let letters = rest.chars().take_while(|c| is_word(*c)).take(2).count();
    let goes_on = rest.chars().next().is_some_and(char::is_lowercase) && after.len() - rest.len() < 8;
    goes_on && (letters_before == 1 || (letters == 1 && letters_before > 3))
}

fn is_possessive(after: &str) -> bool {
    after.starts_with(['s', 'S']) && !after.chars().nth(1).is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        tokens(text)
            .into_iter()
            .map(|token| match token.class {
                Class::Word | Class::Digits => token.plain,
                Class::Mark(c) => c.to_string(),
                Class::Link => "link".into(),
                Class::Line => "line".into(),
            })
            .collect()
    }

    #[test]
    fn words_digits_and_marks_are_told_apart_and_emphasis_is_nothing() {
        assert_eq!(plain("**__П'ять__** БпЛА: 12!"), ["пять", "бпла", ":", "12", "!"]);
        assert_eq!(
            plain("the town's [page](https://x.test/a)\nend"),
            ["the", "town", "'", "s", "[", "page", "]", "(", "link", ")", "line", "end"]
        );
        assert_eq!(plain("у**ничтожены Федераци**и. **и** он"), ["уничтожены", "федерации", ".", "и", "он"]);
        assert_eq!(plain("Т-80 20.30"), ["т", "-", "80", "20", ".", "30"]);
    }

    #[test]
    fn text_without_spaces_stays_within_the_longest_word() {
        let text = "ф".repeat(100_000);
        let tokens = tokens(&text);
        assert!(tokens.len() > 100 && tokens.iter().all(|token| token.end - token.start <= WORD_BYTES_MAX + 4));
    }
}
