//! Two texts word by word: which stretches of one stand in the other.

use super::method::{Limits, PHRASE_WORDS_N};
use super::phrases::phrases;
use std::ops::Range;

/// A stretch of the one text that stands in the other, in words; replaced words may lie in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub later: Range<usize>,
    pub earlier: Range<usize>,
    /// Runs of words that are the same in both, in the order of the earlier text.
    pub runs: Vec<Run>,
}

/// Words that are the same in both texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Run {
    pub later: usize,
    pub earlier: usize,
    pub words_n: usize,
}

impl Run {
    /// Where it stands in the later text.
    pub const fn in_later(&self) -> Range<usize> {
        self.later..self.later + self.words_n
    }

    /// Where it stands in the earlier text.
    pub const fn in_earlier(&self) -> Range<usize> {
        self.earlier..self.earlier + self.words_n
    }
}

/// The phrases of a later text, to be looked up.
#[derive(Default)]
pub(crate) struct Seen {
    phrases: Vec<u64>,
    /// Upper half: of a phrase's number; lower half: its place + 1, 0 = free. The first place of a repeated phrase stands.
    slots: Vec<u64>,
    mask: usize,
    /// A bit for each phrase that may be there: most that are not are told apart here.
    sieve: Vec<u64>,
}

/// Bits of the sieve for each slot of the table.
const SIEVE_BITS: usize = 8;

impl Seen {
    /// Takes in a text.
    pub fn fill(&mut self, words: &[u32]) {
        self.phrases.clear();
        self.phrases.extend(phrases(words));
        let size = (self.phrases.len() * 2).next_power_of_two().max(16);
        self.mask = size - 1;
        self.slots.clear();
        self.slots.resize(size, 0);
        self.sieve.clear();
        self.sieve.resize((size * SIEVE_BITS).div_ceil(64), 0);
        for at in 0..self.phrases.len() {
            self.enter(at);
        }
    }

    fn enter(&mut self, at: usize) {
        let Some(phrase) = self.phrases.get(at).copied() else { return };
        let (word, bit) = self.sieve_bit(phrase);
        if let Some(word) = self.sieve.get_mut(word) {
            *word |= bit;
        }
        let mut slot = phrase as usize & self.mask;
        while let Some(taken) = self.slots.get_mut(slot) {
            if *taken == 0 {
                *taken = phrase >> 32 << 32 | (at as u64 + 1);
                return;
            }
            if *taken >> 32 == phrase >> 32 {
                return;
            }
            slot = (slot + 1) & self.mask;
        }
    }

    /// Where a phrase's bit lies: taken from other bits of its number than its slot.
    const fn sieve_bit(&self, phrase: u64) -> (usize, u64) {
        let at = (phrase >> 32) as usize & ((self.mask + 1) * SIEVE_BITS - 1);
        (at / 64, 1 << (at % 64))
    }

    fn may_hold(&self, phrase: u64) -> bool {
        let (word, bit) = self.sieve_bit(phrase);
        self.sieve.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The first place of a phrase.
    fn place(&self, phrase: u64) -> Option<usize> {
        let mut slot = phrase as usize & self.mask;
        loop {
            let taken = self.slots.get(slot).copied().filter(|taken| *taken != 0)?;
            if taken >> 32 == phrase >> 32 {
                return Some((taken as u32) as usize - 1);
            }
            slot = (slot + 1) & self.mask;
        }
    }

    /// The runs of words that an earlier text shares with this one, in the earlier one's order.
    ///
    /// A phrase that stands in this text several times is taken where the run before goes on, else at its first place.
    pub fn runs(&self, earlier: &[u32], into: &mut Vec<Run>) {
        into.clear();
        for (phrase, at) in phrases(earlier).zip(0usize..) {
            if !self.may_hold(phrase) {
                continue;
            }
            let onward = into.last().map(|run| at + run.later - run.earlier.min(at + run.later));
            let onward = onward.filter(|place| self.phrases.get(*place) == Some(&phrase));
            let Some(place) = onward.or_else(|| self.place(phrase)) else { continue };
            match into.last_mut() {
                Some(run) if at + run.later == place + run.earlier && at <= run.in_earlier().end => {
                    run.words_n = at + PHRASE_WORDS_N - run.earlier;
                }
                _ => into.push(Run { later: place, earlier: at, words_n: PHRASE_WORDS_N }),
            }
        }
    }
}

/// Joins runs to stretches: those with few words between them in both texts.
/// Stretches with fewer equal words than [`Limits::words_n_min`] are chance, and left out.
pub(crate) fn stretches(runs: &[Run], limits: &Limits) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for run in runs {
        match found.last_mut() {
            Some(stretch) if continues(stretch, *run, limits) => {
                stretch.later.end = stretch.later.end.max(run.in_later().end);
                stretch.earlier.end = run.in_earlier().end;
                stretch.runs.push(*run);
            }
            _ => found.push(Stretch { later: run.in_later(), earlier: run.in_earlier(), runs: vec![*run] }),
        }
    }
    found.retain(|stretch| union_n(stretch.runs.iter().map(Run::in_earlier)) >= limits.words_n_min as usize);
    found
}

fn continues(stretch: &Stretch, run: Run, limits: &Limits) -> bool {
    let Some(last) = stretch.runs.last() else { return false };
    let earlier_gap = run.earlier.saturating_sub(last.in_earlier().end);
    let later_gap = run.later.saturating_sub(last.in_later().end);
    let after = run.later + PHRASE_WORDS_N > last.in_later().end;
    let most = limits.gap_words_n_max as usize;
    after && earlier_gap <= most && later_gap <= most
}

/// Words of both texts that stand in stretches, each word once: of the later and of the earlier text.
pub(crate) fn covered_n<'a>(stretches: impl Iterator<Item = &'a Stretch> + Clone) -> (usize, usize) {
    let runs = || stretches.clone().flat_map(|stretch| &stretch.runs);
    (union_n(runs().map(Run::in_later)), union_n(runs().map(Run::in_earlier)))
}

/// How many places lie in at least one of the ranges.
fn union_n(ranges: impl Iterator<Item = Range<usize>>) -> usize {
    let mut ranges: Vec<(usize, usize)> = ranges.map(|range| (range.start, range.end)).collect();
    ranges.sort_unstable();
    let (mut n, mut reached) = (0, 0);
    for (start, end) in ranges {
        n += end.saturating_sub(start.max(reached));
        reached = reached.max(end);
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(later: &[u32], earlier: &[u32]) -> Vec<Stretch> {
        let (mut seen, mut runs) = (Seen::default(), Vec::new());
        seen.fill(later);
        seen.runs(earlier, &mut runs);
        stretches(&runs, &Limits::default())
    }

    fn text(from: u32, to: u32) -> Vec<u32> {
        (from..to).collect()
    }

    #[test]
    fn a_text_inside_another_is_one_stretch() {
        let later = [text(500, 560), text(0, 100), text(700, 720)].concat();
        let found = shared(&later, &text(0, 100));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].later.clone(), found[0].earlier.clone()), (60..160, 0..100));
        assert_eq!(covered_n(found.iter()), (100, 100));
    }

    #[test]
    fn replaced_and_dropped_words_leave_one_stretch_and_are_not_covered() {
        let mut later = text(0, 100);
        later[30] = 9_000;
        later[50] = 9_001;
        later.drain(70..80);
        let found = shared(&later, &text(0, 100));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(covered_n(found.iter()), (88, 88));
    }

    #[test]
    fn reordered_paragraphs_are_two_stretches_and_all_words_count() {
        let later = [text(50, 100), text(0, 50)].concat();
        let found = shared(&later, &text(0, 100));
        assert_eq!(found.len(), 2);
        assert_eq!(covered_n(found.iter()), (100, 100));
    }

    #[test]
    fn a_text_that_repeats_itself_is_followed_where_the_run_goes_on() {
        let teaser = text(0, 30);
        let later = [teaser.clone(), text(900, 920), text(0, 100)].concat();
        let found = shared(&later, &text(0, 100));
        assert_eq!(covered_n(found.iter()).1, 100);
        let repeated: Vec<u32> = std::iter::repeat_n([1, 2, 3], 5_000).flatten().collect();
        assert_eq!(covered_n(shared(&repeated, &repeated).iter()).1, 15_000);
    }

    #[test]
    fn one_common_phrase_is_chance() {
        let later = [text(500, 560), text(0, 6), text(700, 720)].concat();
        assert_eq!(shared(&later, &text(0, 100)), []);
        assert_eq!(shared(&[], &text(0, 100)), []);
        assert_eq!(shared(&text(0, 100), &[]), []);
    }
}
