//! Traces texts to their origins.

use super::Telling;
use super::chain::{Run, Seen, stretches};
use super::corpus::Corpus;
use super::forest::{Group, Standing, groups, hang};
use super::holders::{Holders, Walk};
use super::method::Limits;
use super::relation::{Judged, Pair, Relation, SharedSpan, ToldBy, share_ppm};
use super::ties::ties;
use std::ops::Range;

/// What was traced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traced {
    /// All relations, in order of the later text, then of the earlier one.
    pub relations: Vec<Relation>,
    /// Where each text stands, as they were given.
    pub standings: Vec<Standing>,
    /// The origins, in the order of their earliest texts.
    pub groups: Vec<Group>,
}

/// Traces texts to their origins.
///
/// The result depends on the texts, their sources and times; where times are missing or equal, on their form, and in the
/// end on the order in which they are given.
pub fn trace(tellings: &[Telling<'_>], limits: &Limits) -> Traced {
    let corpus = Corpus::of(tellings, limits);
    let holders = Holders::of(&corpus, limits);
    let mut relations = Tracer { tellings, corpus: &corpus, limits }.relations(&holders);
    relations.extend(ties(tellings, &corpus.order, limits));
    relations.sort_by_key(|relation| (relation.later, relation.earlier, relation.kind));
    let mut standings: Vec<Standing> = (0..tellings.len() as u32).map(begun).collect();
    for (text, at) in (0u32..).zip(&corpus.order) {
        if let Some(standing) = standings.get_mut(*at as usize) {
            standing.flooded = holders.is_flooded(text, limits);
            standing.cut = corpus.cut.get(text as usize).copied().unwrap_or(false);
        }
    }
    hang(&mut standings, &relations, limits);
    let groups = groups(&mut standings, &corpus.order, |at| tellings.get(at as usize).is_some_and(|telling| telling.first_hand));
    Traced { relations, standings, groups }
}

const fn begun(root: u32) -> Standing {
    Standing { root, parent: None, p_dep_ppm: 0, owes_ppm: 0, flooded: false, cut: false }
}

struct Tracer<'a> {
    tellings: &'a [Telling<'a>],
    corpus: &'a Corpus,
    limits: &'a Limits,
}

impl<'a> Tracer<'a> {
    fn relations(&self, holders: &Holders) -> Vec<Relation> {
        let (mut seen, mut runs, mut candidates, mut found) = (Seen::default(), Vec::new(), Vec::new(), Vec::new());
        let mut walk = Walk::over(holders);
        for later in 0..self.corpus.len() as u32 {
            walk.candidates(later, self.limits, &mut candidates);
            if candidates.is_empty() {
                continue;
            }
            seen.fill(self.corpus.side(later).words);
            for earlier in &candidates {
                found.extend(self.compare(later, *earlier, &seen, &mut runs));
            }
        }
        found
    }

    fn telling(&self, text: u32) -> Option<(u32, &'a Telling<'a>)> {
        let at = *self.corpus.order.get(text as usize)?;
        Some((at, self.tellings.get(at as usize)?))
    }

    /// Compares two texts word by word.
    fn compare(&self, later: u32, earlier: u32, seen: &Seen, runs: &mut Vec<Run>) -> Option<Relation> {
        seen.runs(self.corpus.side(earlier).words, runs);
        let stretches = stretches(runs, self.limits);
        if stretches.is_empty() {
            return None;
        }
        let pair = Pair { later: self.corpus.side(later), earlier: self.corpus.side(earlier), stretches: &stretches };
        let judged = pair.judge(self.limits)?;
        self.relation((later, earlier), &pair, judged)
    }

    fn relation(&self, texts: (u32, u32), pair: &Pair<'_>, judged: Judged) -> Option<Relation> {
        let ((later_at, later), (earlier_at, earlier)) = (self.telling(texts.0)?, self.telling(texts.1)?);
        let is_timed = later.is_after(earlier);
        let (told_by, turned) = match pair.is_turned_by_form(&judged, self.limits) {
            _ if is_timed => (ToldBy::Published, false),
            Some(turned) => (ToldBy::Form, turned),
            None => (ToldBy::Arrival, false),
        };
        let in_later = |words: Range<usize>| self.bytes(texts.0, later.text, words);
        let in_earlier = |words: Range<usize>| self.bytes(texts.1, earlier.text, words);
        let span = |later: &Range<usize>, earlier: &Range<usize>| {
            Some(SharedSpan { later: in_later(later.clone())?, earlier: in_earlier(earlier.clone())? })
        };
        let variant = |(later, earlier): &(usize, usize)| span(&(*later..later + 1), &(*earlier..earlier + 1));
        let relation = Relation {
            later: later_at,
            earlier: earlier_at,
            kind: judged.kind,
            told_by,
            words_n: judged.words_n as u32,
            later_ppm: share_ppm(judged.later_n, pair.later.words.len()),
            earlier_ppm: share_ppm(judged.earlier_n, pair.earlier.words.len()),
            p_dep_ppm: judged.p_dep_ppm,
            spans: pair.stretches.iter().filter_map(|one| span(&one.later, &one.earlier)).collect(),
            variants: judged.variants.iter().filter_map(variant).collect(),
        };
        Some(if turned { relation.turned() } else { relation })
    }

    /// Where some words of a text stand, bytes.
    fn bytes(&self, text: u32, words: &str, range: Range<usize>) -> Option<Range<usize>> {
        let first = self.corpus.place(text, words, range.start)?;
        let last = self.corpus.place(text, words, range.end.checked_sub(1)?)?;
        Some(first.start..last.end)
    }
}
