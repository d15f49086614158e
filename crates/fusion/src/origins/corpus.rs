//! Texts as runs of numbered words, earliest first.

use super::Telling;
use super::method::Limits;
use super::words::{MARK_EVERY_N, Words, place_after};
use std::collections::BTreeMap;
use std::ops::Range;

/// The words of all texts, in the order in which they were told.
#[derive(Default)]
pub(crate) struct Corpus {
    words: Words,
    /// Where each text's words, stretches inside quotation marks and marks end.
    ends: Vec<[usize; 3]>,
    /// Which telling each text is.
    pub order: Vec<u32>,
    /// The number of each text's source.
    pub sources: Vec<u32>,
    /// Whether each text was longer than is compared.
    pub cut: Vec<bool>,
}

impl Corpus {
    /// Reads the words; texts of unknown time come last, in their order of arrival.
    pub fn of(tellings: &[Telling<'_>], limits: &Limits) -> Self {
        let mut order: Vec<u32> = (0..tellings.len() as u32).collect();
        let key = |at: &u32| tellings.get(*at as usize).map(|telling| (telling.published.is_none(), telling.published, *at));
        order.sort_by_key(key);
        let numbers = number_sources(tellings);
        let mut corpus = Self { order, ..Self::default() };
        for at in &corpus.order {
            let text = tellings.get(*at as usize).map_or("", |telling| telling.text);
            corpus.cut.push(!corpus.words.append(text, limits.words_n_max as usize));
            corpus.ends.push([corpus.words.numbers.len(), corpus.words.quotes.len(), corpus.words.marks.len()]);
            corpus.sources.push(numbers.get(*at as usize).copied().unwrap_or(*at));
        }
        corpus
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words of a text, and which of them stand inside quotation marks.
    pub fn side(&self, text: u32) -> Side<'_> {
        let ([words, quotes, _], [words_end, quotes_end, _]) = self.bounds(text);
        let quotes = self.words.quotes.get(quotes..quotes_end).unwrap_or_default();
        Side { words: self.words.numbers.get(words..words_end).unwrap_or_default(), quotes }
    }

    /// Where a word of a text stands, bytes.
    pub fn place(&self, text: u32, words: &str, at: usize) -> Option<Range<usize>> {
        let ([.., begin], [.., end]) = self.bounds(text);
        let mark = self.words.marks.get(begin..end)?.get(at / MARK_EVERY_N)?;
        place_after(words, *mark as usize, at % MARK_EVERY_N)
    }

    fn bounds(&self, text: u32) -> ([usize; 3], [usize; 3]) {
        let begin = (text as usize).checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        (begin, self.ends.get(text as usize).copied().unwrap_or(begin))
    }
}

/// One text's words.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub words: &'a [u32],
    /// Stretches inside quotation marks, in order.
    pub quotes: &'a [Range<u32>],
}

impl Side<'_> {
    /// How many of some words stand inside quotation marks.
    pub fn quoted_n(&self, words: &Range<usize>) -> usize {
        let first = self.quotes.partition_point(|quote| (quote.end as usize) <= words.start);
        let inside = |quote: &Range<u32>| (quote.end as usize).min(words.end).saturating_sub((quote.start as usize).max(words.start));
        self.quotes.iter().skip(first).take_while(|quote| (quote.start as usize) < words.end).map(inside).sum()
    }
}

/// Equal numbers for equal sources; who names no source is one by itself.
fn number_sources<'a>(tellings: &[Telling<'a>]) -> Vec<u32> {
    let mut known: BTreeMap<&'a str, u32> = BTreeMap::new();
    let mut numbers = Vec::with_capacity(tellings.len());
    for (telling, at) in tellings.iter().zip(0u32..) {
        numbers.push(if telling.source.is_empty() { at } else { *known.entry(telling.source).or_insert(at) });
    }
    numbers
}
