//! Words numbered from 1 in order of first meeting; 0 stands for "none".

use std::collections::BTreeMap;

/// Numbered words. Numbers serve comparison inside one fold and are never recorded.
#[derive(Clone, Debug, Default)]
pub struct Words {
    numbers: BTreeMap<String, u32>,
    words: Vec<String>,
}

impl Words {
    /// The number of a word, given out on first meeting.
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        self.words.push(word.to_owned());
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// The number of an optional word; 0 if there is none.
    pub fn number_of(&mut self, word: Option<&str>) -> u32 {
        word.map_or(0, |word| self.number(word))
    }

    /// The word of a number.
    pub fn word(&self, number: u32) -> Option<&str> {
        self.words.get(usize::try_from(number).ok()?.checked_sub(1)?).map(String::as_str)
    }

    /// All words, the first has number 1.
    pub fn all(&self) -> &[String] {
        &self.words
    }
}
