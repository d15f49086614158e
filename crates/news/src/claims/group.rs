//! Mentions to claims: totals with their parts, sums without a total, and what is said twice.

use super::find::Mention;
use super::sentence::Sentence;
use super::{Claim, ClaimFlag, Part, Sum, Unit};
use crate::Span;
use crate::method::CLAIMS_MAX;
use crate::numbers::clean;
use crate::words::{Class, Token};
use model::{Count, Qualifier};

/// Makes claims of mentions; `timed` are the sentences that state a time of their own, in order. Each mention is a claim, a part of one, or a repetition.
pub(super) fn claims(text: &str, tokens: &[Token], sentences: &[Sentence], mentions: Vec<Mention>, timed: &[usize]) -> Vec<Claim> {
    let grouper = Grouper { text, tokens, sentences, timed };
    let mut claims: Vec<Claim> = Vec::new();
    let mut at = 0;
    while let Some(head) = mentions.get(at).filter(|_| claims.len() < CLAIMS_MAX) {
        let run = mentions.get(at + 1..).unwrap_or(&[]).iter().take_while(|mention| grouper.may_be_part(head, mention)).count();
        let following = mentions.get(at + 1..at + 1 + run).unwrap_or(&[]);
        let (claim, used) = grouper.claim(head, following);
        at += 1 + used;
        match claims.iter_mut().rev().take(REPEATS_LOOK_BACK).find(|earlier| grouper.is_repeated(earlier, &claim)) {
            Some(earlier) => grouper.repeat(earlier, claim),
            None => claims.push(claim),
        }
    }
    claims
}

struct Grouper<'t> {
    text: &'t str,
    tokens: &'t [Token],
    sentences: &'t [Sentence],
    timed: &'t [usize],
}

impl Grouper<'_> {
    /// Whether a mention can be a part of what the head counts.
    fn may_be_part(&self, head: &Mention, mention: &Mention) -> bool {
        let is_same_sort =
            mention.unit == head.unit || (head.unit == Unit::AirTarget && matches!(mention.unit, Unit::Uav | Unit::Missile | Unit::Rocket));
        let is_listed = self.is_item(mention.sentence) && (self.ends_in_colon(head.sentence) || self.is_item(head.sentence));
        let tells_part = !mention.places.is_empty() || mention.is_within || is_listed;
        let has_own_stand = mention.flags.contains(&ClaimFlag::Earlier) != head.flags.contains(&ClaimFlag::Earlier);
        let is_near = mention.sentence <= head.sentence + SENTENCES_MAX;
        let is_other_time = mention.sentence != head.sentence && self.timed.binary_search(&mention.sentence).is_ok();
        let is_own = has_own_stand || is_other_time || mention.is_total;
        mention.kind == head.kind
            && is_same_sort
            && tells_part
            && is_near
            && !is_own
            && !(mention.is_more && head.places.is_empty() && !mention.is_within)
    }

    fn is_item(&self, sentence: usize) -> bool {
        self.sentences.get(sentence).is_some_and(|sentence| sentence.is_item)
    }

    fn ends_in_colon(&self, sentence: usize) -> bool {
        let last = self.sentences.get(sentence).and_then(|sentence| self.tokens.get(sentence.tokens.end.checked_sub(1)?));
        last.is_some_and(|token| token.is_mark(":"))
    }

    /// Whether a colon stands between the head and the mention after it.
    fn is_introduced(&self, head: &Mention, first: &Mention) -> bool {
        self.tokens.get(head.tokens.end..first.tokens.start).is_some_and(|between| between.iter().any(|token| token.is_mark(":")))
    }

    /// The claim that a head makes with what follows it, and how many of those belong to it.
    fn claim(&self, head: &Mention, following: &[Mention]) -> (Claim, usize) {
        let nested = nested(following);
        let own: Vec<Mention> =
            following.iter().zip(&nested).filter(|(_, is_nested)| !**is_nested).map(|(mention, _)| mention.clone()).collect();
        let (claim, used) = self.claim_of(head, &own);
        // What lies within the parts goes with them.
        let all = nested
            .iter()
            .scan(0, |seen, is_nested| {
                *seen += usize::from(!is_nested);
                Some(*seen)
            })
            .take_while(|seen| *seen <= used)
            .count();
        (claim, if used == 0 { 0 } else { all })
    }

    fn claim_of(&self, head: &Mention, following: &[Mention]) -> (Claim, usize) {
        let exact = head.count.hi.filter(|_| head.count.qualifier == Qualifier::Exact).map(u64::from);
        let leads = following.first().is_some_and(|first| {
            first.is_within || self.is_introduced(head, first) || (self.is_item(first.sentence) && !self.is_item(head.sentence))
        });
        let fits = self.fitting(exact, following);
        let sum_of = |mentions: &[Mention]| mentions.iter().map(|mention| self.part(mention).total().0).sum::<u64>();
        let makes_total = fits >= 2 && exact == Some(sum_of(following.get(..fits).unwrap_or(&[])));
        let is_total = !head.is_each && (head.places.is_empty() || leads || makes_total);
        if is_total && fits > 0 {
            let parts: Vec<Part> = following.iter().take(fits).map(|mention| self.part(mention)).collect();
            let sum = self.sum(head, &parts, following.get(fits - 1));
            return (self.bare(head, parts, sum), fits);
        }
        let siblings =
            following.iter().take_while(|mention| mention.sentence <= head.sentence + 1 || self.is_item(mention.sentence)).count();
        if head.places.is_empty() || (siblings == 0 && !(head.is_each && head.places.len() > 1)) {
            return (self.bare(head, Vec::new(), Sum::NoParts), 0);
        }
        (self.summed(head, following.get(..siblings).unwrap_or(&[])), siblings)
    }

    /// How many of the mentions a total has room for.
    fn fitting(&self, exact: Option<u64>, following: &[Mention]) -> usize {
        let Some(total) = exact else { return following.len() };
        let mut sum = 0;
        let fits = following.iter().take_while(|mention| {
            let was_full = sum >= total;
            sum += self.part(mention).total().0;
            !was_full && sum <= total
        });
        fits.count()
    }

    fn part(&self, mention: &Mention) -> Part {
        Part { count: mention.count.clone(), span: self.span(mention), places: mention.places.clone(), is_each: mention.is_each }
    }

    fn sum(&self, head: &Mention, parts: &[Part], last: Option<&Mention>) -> Sum {
        let (lo, hi) = parts
            .iter()
            .map(Part::total)
            .fold((0, Some(0)), |(lo, hi), (part_lo, part_hi)| (lo + part_lo, hi.zip(part_hi).map(|(hi, part)| hi + part)));
        let (head_lo, head_hi) = (u64::from(head.count.lo.unwrap_or(0)), head.count.hi.map(u64::from));
        let is_cut = last.is_some_and(|last| last.sentence + 2 >= self.sentences.len()) && self.breaks_off();
        match hi {
            Some(hi) if lo == hi && Some(hi) == head_hi && lo == head_lo => Sum::Equal,
            Some(hi) if hi < head_lo => {
                if is_cut {
                    Sum::CutOff
                } else {
                    Sum::Less
                }
            }
            _ if head_hi.is_some_and(|head| lo > head) => Sum::More,
            _ => Sum::Equal,
        }
    }

    /// Whether the text ends within a sentence.
    fn breaks_off(&self) -> bool {
        self.tokens.iter().rev().find(|token| token.class != Class::Line).is_some_and(|token| match token.class {
            Class::Word | Class::Digits => true,
            Class::Mark(c) => {
                matches!(c, ',' | '-' | '\u{2013}' | '\u{2014}' | ';' | ':' | '(' | '[' | '\u{2026}') || super::sentence::is_bullet(c)
            }
            Class::Link | Class::Line => false,
        })
    }

    fn span(&self, mention: &Mention) -> Span {
        let all = self.tokens.get(mention.tokens.clone()).unwrap_or(&[]);
        let (first, last) = (all.first().map_or(0, |token| token.start), all.last().map_or(0, |token| token.end));
        Span::new(first, last)
    }

    fn sentence(&self, sentence: usize) -> Span {
        let all = self.sentences.get(sentence).and_then(|sentence| self.tokens.get(sentence.tokens.clone())).unwrap_or(&[]);
        Span::new(all.first().map_or(0, |token| token.start), all.last().map_or(0, |token| token.end))
    }

    fn bare(&self, head: &Mention, parts: Vec<Part>, sum: Sum) -> Claim {
        let mut flags = head.flags.clone();
        if head.is_beyond {
            flags.push(ClaimFlag::Implausible);
        }
        Claim {
            kind: head.kind,
            unit: head.unit,
            count: head.count.clone(),
            span: self.span(head),
            sentence: self.sentence(head.sentence),
            about: head.about.clone(),
            speaker: None,
            places: head.places.clone(),
            window: None,
            parts,
            sum,
            repeats: Vec::new(),
            flags,
        }
    }

    /// Several numbers of one sort at several places and no total: their sum, said to be one.
    fn summed(&self, head: &Mention, siblings: &[Mention]) -> Claim {
        let all: Vec<&Mention> = std::iter::once(head).chain(siblings).collect();
        let parts: Vec<Part> = all.iter().map(|mention| self.part(mention)).collect();
        let (lo, hi) = parts
            .iter()
            .map(Part::total)
            .fold((0u64, Some(0u64)), |(lo, hi), (part_lo, part_hi)| (lo + part_lo, hi.zip(part_hi).map(|(hi, part)| hi + part)));
        let span = Span::new(self.span(head).start, all.last().map_or(0, |last| self.span(last).end));
        let words = clean(span.of(self.text).unwrap_or(""));
        let held = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let mut claim = self.bare(head, parts, Sum::Equal);
        claim.count = match hi.map(held) {
            Some(hi) if hi == held(lo) => Count::of(Qualifier::Exact, hi, &words),
            Some(hi) => Count::between(held(lo), hi, &words),
            None => Count::of(Qualifier::AtLeast, held(lo), &words),
        };
        claim.span = span;
        claim.sentence = Span::new(claim.sentence.start, all.last().map_or(claim.sentence.end, |last| self.sentence(last.sentence).end));
        claim.places = all.iter().flat_map(|mention| mention.places.iter().cloned()).collect();
        claim.flags.push(ClaimFlag::Summed);
        claim
    }

    /// A headline and a body say the same: same figure in another line, and no other place.
    fn is_repeated(&self, earlier: &Claim, later: &Claim) -> bool {
        let is_same = earlier.kind == later.kind
            && earlier.unit == later.unit
            && (earlier.count.lo, earlier.count.hi, earlier.count.qualifier) == (later.count.lo, later.count.hi, later.count.qualifier);
        let places = |claim: &Claim| claim.places.iter().map(|place| place.text.to_lowercase()).collect::<Vec<_>>();
        let is_same_place = earlier.places.is_empty() || later.places.is_empty() || places(earlier) == places(later);
        let is_other_line = self.text.get(earlier.span.end..later.span.start).is_some_and(|between| between.contains('\n'));
        is_same && is_same_place && is_other_line && (earlier.parts.is_empty() || later.parts.is_empty())
    }

    fn repeat(&self, earlier: &mut Claim, later: Claim) {
        earlier.repeats.push(later.span);
        if earlier.parts.is_empty() {
            (earlier.parts, earlier.sum) = (later.parts, later.sum);
        }
        if earlier.places.is_empty() {
            earlier.places = later.places;
        }
        earlier.about = earlier.about.take().or(later.about);
        earlier.flags.extend(later.flags);
    }
}

/// Which mentions lie within the part before them: "two over the hill, including one that ...".
fn nested(following: &[Mention]) -> Vec<bool> {
    let mut last: Option<&Mention> = None;
    let mut nested = Vec::with_capacity(following.len());
    for mention in following {
        let is_nested = mention.is_within && last.is_some_and(|last| !last.is_within && last.sentence == mention.sentence);
        nested.push(is_nested);
        if !is_nested {
            last = Some(mention);
        }
    }
    nested
}

/// How many claims back a repetition is looked for.
const REPEATS_LOOK_BACK: usize = 60;
/// How many sentences after a total its parts may stand.
const SENTENCES_MAX: usize = 60;
