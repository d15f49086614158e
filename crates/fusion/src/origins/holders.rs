//! Which texts hold which phrases, and so which earlier texts a text may have been taken from.

use super::corpus::Corpus;
use super::method::{Limits, PHRASE_WORDS_N};
use super::phrases::phrases;

/// Heaps into which phrases are laid before sorting, so that each fits near the processor.
const HEAPS_N: usize = 256;

/// The remembered holders of all phrases that more than one text holds.
pub(crate) struct Holders {
    /// Texts, phrase by phrase, earliest first.
    lists: Vec<u32>,
    /// Where each phrase's list begins; one more than there are lists.
    bounds: Vec<u32>,
    /// `text << 32 | list`, in order.
    seats: Vec<u64>,
    /// Phrases of each text that were looked up.
    sampled_n: Vec<u32>,
    /// Those of them that more sources hold than are remembered.
    capped_n: Vec<u32>,
}

impl Holders {
    /// Indexes a corpus.
    pub fn of(corpus: &Corpus, limits: &Limits) -> Self {
        let n = corpus.len();
        let mut holders =
            Self { lists: Vec::new(), bounds: vec![0], seats: Vec::new(), sampled_n: Vec::with_capacity(n), capped_n: vec![0; n] };
        let mut heaps: Vec<Vec<u64>> = vec![Vec::new(); HEAPS_N];
        for text in 0..n as u32 {
            holders.lay(text, corpus, &mut heaps, limits);
        }
        let mut scratch = Scratch::default();
        for mut heap in heaps {
            heap.sort_unstable();
            heap.dedup();
            for group in heap.chunk_by(|a, b| a >> 32 == b >> 32).filter(|group| group.len() > 1) {
                holders.remember(group, corpus, limits, &mut scratch);
            }
        }
        holders.seats.sort_unstable();
        holders
    }

    /// Lays the phrases of a text that are looked up: `mark << 32 | text`. Of a long text that is one in so many,
    /// but all inside quotation marks.
    fn lay(&mut self, text: u32, corpus: &Corpus, heaps: &mut [Vec<u64>], limits: &Limits) {
        let side = corpus.side(text);
        let (words, mut quotes) = (side.words, side.quotes.iter().peekable());
        let every = if words.len() <= limits.sample_all_words_n as usize { 1 } else { u64::from(limits.sample_n.max(1)) };
        let mut sampled_n = 0;
        for (phrase, at) in phrases(words).zip(0u32..) {
            while quotes.next_if(|quote| quote.end < at + PHRASE_WORDS_N as u32).is_some() {}
            let is_quoted = quotes.peek().is_some_and(|quote| quote.start <= at);
            if !is_quoted && phrase % every != 0 {
                continue;
            }
            if let Some(heap) = heaps.get_mut((phrase >> 56) as usize) {
                heap.push(((phrase >> 24) << 32) | u64::from(text));
            }
            sampled_n += 1;
        }
        self.sampled_n.push(sampled_n);
    }

    /// Remembers the earliest holders of one phrase, and that its others hold it too.
    fn remember(&mut self, group: &[u64], corpus: &Corpus, limits: &Limits, scratch: &mut Scratch) {
        let list = self.bounds.len() as u64 - 1;
        let capped = scratch.choose(group, corpus, limits);
        self.lists.extend_from_slice(&scratch.kept);
        self.bounds.push(self.lists.len() as u32);
        for seat in group {
            let text = *seat as u32;
            if capped && let Some(n) = self.capped_n.get_mut(text as usize) {
                *n += 1;
            }
            self.seats.push(u64::from(text) << 32 | list);
        }
    }

    /// Whether most of a text's phrases are held by more sources than are remembered.
    pub fn is_flooded(&self, text: u32, limits: &Limits) -> bool {
        let of = |counts: &[u32]| u64::from(counts.get(text as usize).copied().unwrap_or(0));
        of(&self.capped_n) * 1_000_000 > of(&self.sampled_n) * u64::from(limits.flooded_ppm)
    }

    fn list(&self, number: u32) -> &[u32] {
        let bound = |at: u32| self.bounds.get(at as usize).map_or(0, |bound| *bound as usize);
        self.lists.get(bound(number)..bound(number.saturating_add(1))).unwrap_or_default()
    }
}

/// Working space of [`Holders::remember`].
#[derive(Default)]
struct Scratch {
    kept: Vec<u32>,
    /// Sources met, with how many texts of each were kept.
    sources: Vec<(u32, u32)>,
}

impl Scratch {
    /// Chooses the holders to remember, the earliest of each source; `true` if there are too many sources.
    fn choose(&mut self, group: &[u64], corpus: &Corpus, limits: &Limits) -> bool {
        self.kept.clear();
        self.sources.clear();
        let (mut few, most) = (0, limits.holders_n_max as usize);
        for seat in group {
            let text = *seat as u32;
            let source = corpus.sources.get(text as usize).copied().unwrap_or(text);
            let is_full = self.sources.len() >= most;
            match self.sources.iter_mut().find(|(known, _)| *known == source) {
                Some((_, n)) if *n >= limits.holders_of_source_n_max => continue,
                Some((_, n)) => *n += 1,
                None if is_full => {
                    self.kept.truncate(few);
                    return true;
                }
                None => self.sources.push((source, 1)),
            }
            self.kept.push(text);
            if self.sources.len() <= limits.capped_holders_n as usize {
                few = self.kept.len();
            }
        }
        false
    }
}

/// Walks the texts in order and names the earlier ones that share phrases with each.
pub(crate) struct Walk<'a> {
    holders: &'a Holders,
    /// Seats not yet walked.
    rest: &'a [u64],
    counts: Vec<u32>,
    met: Vec<u32>,
}

impl<'a> Walk<'a> {
    pub fn over(holders: &'a Holders) -> Self {
        Self { holders, rest: &holders.seats, counts: vec![0; holders.sampled_n.len()], met: Vec::new() }
    }

    /// The earlier texts that share the most phrases with a text, which must come after the one asked before.
    pub fn candidates(&mut self, text: u32, limits: &Limits, into: &mut Vec<u32>) {
        into.clear();
        let seats_n = self.rest.partition_point(|seat| (seat >> 32) as u32 <= text);
        let (seats, rest) = self.rest.split_at_checked(seats_n).unwrap_or_default();
        self.rest = rest;
        for seat in seats.iter().filter(|seat| (**seat >> 32) as u32 == text) {
            for earlier in self.holders.list(*seat as u32).iter().take_while(|earlier| **earlier < text) {
                if let Some(n) = self.counts.get_mut(*earlier as usize) {
                    if *n == 0 {
                        self.met.push(*earlier);
                    }
                    *n += 1;
                }
            }
        }
        let count = |counts: &[u32], earlier: u32| counts.get(earlier as usize).copied().unwrap_or(0);
        into.extend(self.met.iter().filter(|earlier| count(&self.counts, **earlier) >= limits.shared_n_min));
        into.sort_unstable_by_key(|earlier| (std::cmp::Reverse(count(&self.counts, *earlier)), *earlier));
        into.truncate(limits.candidates_n_max as usize);
        for earlier in self.met.drain(..) {
            if let Some(n) = self.counts.get_mut(earlier as usize) {
                *n = 0;
            }
        }
    }
}
