//! Definitions: which words of the text have a meaning of their own, and who says so.

use crate::fields::{Fields, Worded};
use crate::provenance::CHARS_MAX;
use crate::words::{clean, prose};
use std::ops::Range;

/// A definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its id, unique among definitions; `line N` if it has none.
    pub id: String,
    /// The words that it defines, each in one of its forms.
    pub words: Vec<String>,
    /// What they mean.
    pub meaning: String,
    /// The words of the text that say so.
    pub quote: Option<String>,
    /// Which reading of a disputed definition; absent = undisputed.
    pub reading: Option<String>,
    /// Who asserts this reading.
    pub asserted_by: Vec<String>,
    /// Line of its beginning, from 1.
    pub line: u32,
    pub(crate) asserters: Vec<Worded>,
    pub(crate) header: Range<usize>,
    /// All its fields as written, by name.
    pub(crate) written: Vec<(String, Vec<String>)>,
}

/// Reads a `[[definition]]` table; the quote comes apart, with its place.
pub(crate) fn read_definition(mut fields: Fields<'_, '_>, line: u32) -> (Definition, Option<Worded>) {
    let (header, written) = (fields.header.clone(), fields.written());
    let id = fields.text("id").map_or_else(|| format!("line {line}"), |id| clean(&id.word, 100));
    fields.missing("id", "id = \"zone\"");
    let words: Vec<String> = fields.texts("words").unwrap_or_default().iter().map(|word| clean(&prose(&word.word), CHARS_MAX)).collect();
    fields.missing("words", "words = [\"security zone\", \"zone\"]");
    let meaning = fields.text("meaning").map(|meaning| clean(&meaning.word, CHARS_MAX)).unwrap_or_default();
    fields.missing("meaning", "meaning = \"the strip of 5 km on both sides of the line\"");
    let quote = fields.text("quote");
    let reading = fields.text("reading").map(|reading| clean(&reading.word, 100));
    let asserters = fields.texts("asserted_by").unwrap_or_default();
    fields.take("note");
    fields.finish();
    let asserted_by = asserters.iter().map(|word| clean(&word.word, 100)).collect();
    let quoted = quote.as_ref().map(|quote| quote.word.clone());
    (Definition { id, words, meaning, quote: quoted, reading, asserted_by, line, asserters, header, written }, quote)
}

impl Definition {
    /// Whether words as they stand in a text use what it defines.
    pub(crate) fn is_used_in(&self, prose: &str) -> bool {
        self.words.iter().any(|word| has_words(prose, word))
    }

    /// The definition in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let words = self.words.first().map_or("", String::as_str);
        let by = if self.asserted_by.is_empty() { String::new() } else { format!(" asserted by {}", self.asserted_by.join(", ")) };
        let reading = self.reading.as_ref().map(|reading| format!(", reading {reading}{by}")).unwrap_or_default();
        format!("`{words}` is defined (definition {}, line {}{reading}): {}", self.id, self.line, self.meaning)
    }
}

/// Whether whole words stand in a text, whatever their capital letters.
pub(crate) fn has_words(text: &str, words: &str) -> bool {
    let (text, words) = (text.to_lowercase(), words.to_lowercase());
    if words.is_empty() {
        return false;
    }
    let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    text.match_indices(&words).any(|(at, found)| {
        let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + found.len()..).unwrap_or(""));
        is_edge(before.chars().next_back()) && is_edge(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_use_a_definition() {
        assert!(has_words("enters the Security Zone, or", "security zone"));
        assert!(!has_words("insecurity zones", "security zone") && !has_words("any", ""));
    }
}
