//! How one text stands to an earlier one.

use super::chain::{Stretch, covered_n};
use super::corpus::Side;
use super::method::Limits;
use super::words::is_number;
use std::ops::Range;

/// What a later text has of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// The same text, perhaps with changes.
    Copy,
    /// The later one carries the earlier one and more.
    Contains,
    /// The later one is, or carries, a part of the earlier one.
    Excerpt,
    /// One carries or is the beginning of the other, below 50 words, and does not go on.
    Teaser,
    /// Both carry the same words inside quotation marks.
    CommonQuote,
    /// One form, filled in anew: the numbers differ. No copy.
    Form,
    /// The later one says that it has it from the earlier one, or from its source.
    Citation,
    /// The same matter, names and numbers, in other words, and nothing shows that the later one knows it by itself.
    Retelling,
    /// The same picture.
    SameImage,
    /// Both come from one device.
    SameDevice,
    /// Points of one claimant's running total.
    Series,
}

impl RelationKind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Contains => "contains",
            Self::Excerpt => "excerpt",
            Self::Teaser => "teaser",
            Self::CommonQuote => "common_quote",
            Self::Form => "form",
            Self::Citation => "citation",
            Self::Retelling => "retelling",
            Self::SameImage => "same_image",
            Self::SameDevice => "same_device",
            Self::Series => "series",
        }
    }

    /// What of the later text depends on the earlier one.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Copy
            | Self::Contains
            | Self::Excerpt
            | Self::Teaser
            | Self::Form
            | Self::Citation
            | Self::Retelling
            | Self::SameDevice
            | Self::Series => Scope::Whole,
            Self::CommonQuote => Scope::Quote,
            Self::SameImage => Scope::Picture,
        }
    }
}

/// What of a text depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All that it says.
    Whole,
    /// What the quotation says.
    Quote,
    /// What the picture shows.
    Picture,
}

impl Scope {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Quote => "quote",
            Self::Picture => "picture",
        }
    }
}

/// Why the one is taken for the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ToldBy {
    /// The stated times.
    Published,
    /// The one names the other, or its source, as where it has it from.
    Credit,
    /// Its form: cut off, abridged, or set among other texts.
    Form,
    /// The order of arrival: a guess.
    Arrival,
}

impl ToldBy {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Credit => "credit",
            Self::Form => "form",
            Self::Arrival => "arrival",
        }
    }
}

/// One text's relation to an earlier one. Texts are numbered as they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The later text.
    pub later: u32,
    /// The earlier text.
    pub earlier: u32,
    /// What the later one has of it.
    pub kind: RelationKind,
    /// Why the one is taken for the later.
    pub told_by: ToldBy,
    /// Words in common.
    pub words_n: u32,
    /// Share of the later text's words that they are, ppm.
    pub later_ppm: u32,
    /// Share of the earlier text's words that they are, ppm.
    pub earlier_ppm: u32,
    /// How dependent the later text is, within the kind's scope, ppm; 0 = not for this.
    pub p_dep_ppm: u32,
    /// Where the words stand.
    pub spans: Vec<SharedSpan>,
    /// Numbers at the same place that differ: readings to keep side by side.
    pub variants: Vec<SharedSpan>,
}

impl Relation {
    /// The same relation with the other text for the later one.
    pub(crate) fn turned(self) -> Self {
        use RelationKind::{Contains, Excerpt};
        let swap = |spans: Vec<SharedSpan>| spans.into_iter().map(|span| SharedSpan { later: span.earlier, earlier: span.later }).collect();
        let kind = match self.kind {
            Contains => Excerpt,
            Excerpt if self.later_ppm >= 500_000 => Contains,
            other => other,
        };
        Self {
            later: self.earlier,
            earlier: self.later,
            kind,
            later_ppm: self.earlier_ppm,
            earlier_ppm: self.later_ppm,
            spans: swap(self.spans),
            variants: swap(self.variants),
            ..self
        }
    }

    /// Whether it puts both texts under one origin.
    pub fn is_one_origin(&self, limits: &Limits) -> bool {
        self.kind.scope() == Scope::Whole && self.p_dep_ppm >= limits.same_origin_ppm
    }
}

/// Words of the later text and those of the earlier one that they answer to, bytes of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSpan {
    /// In the later text.
    pub later: Range<usize>,
    /// In the earlier text.
    pub earlier: Range<usize>,
}

/// Two texts with what they share, in the order of their telling.
pub(crate) struct Pair<'a> {
    pub later: Side<'a>,
    pub earlier: Side<'a>,
    pub stretches: &'a [Stretch],
}

/// What a pair's common words come to.
pub(crate) struct Judged {
    pub kind: RelationKind,
    /// Words of the later and of the earlier text that are common, and the smaller of both.
    pub later_n: usize,
    pub earlier_n: usize,
    pub words_n: usize,
    pub p_dep_ppm: u32,
    /// Places of numbers that differ, in words of the later and of the earlier text.
    pub variants: Vec<(usize, usize)>,
}

impl Judged {
    fn of(kind: RelationKind, (later_n, earlier_n): (usize, usize), p_dep_ppm: u32) -> Self {
        Self { kind, later_n, earlier_n, words_n: later_n.min(earlier_n), p_dep_ppm, variants: Vec::new() }
    }
}

/// The numbers among some words, with their places.
fn numbers<'a>(side: &Side<'a>, words: Range<usize>) -> impl Iterator<Item = (usize, u32)> + use<'a> {
    let begin = words.start;
    side.words
        .get(words)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .filter(|(_, word)| is_number(**word))
        .map(move |(at, word)| (begin + at, *word))
}

/// Whether so many common words, so many of them outside quotations, are more than chance and stock phrases.
const fn is_copied(plain_n: usize, words_n: usize, containment: u32, limits: &Limits) -> bool {
    let long = words_n >= limits.copy_words_n_min as usize && plain_n * 2 >= limits.copy_words_n_min as usize;
    let piece = words_n >= limits.piece_words_n_min as usize && containment >= limits.piece_ppm && plain_n > 0;
    long || piece
}

impl Pair<'_> {
    /// Says what the later text has of the earlier one; `None` if nothing that is worth saying.
    pub fn judge(&self, limits: &Limits) -> Option<Judged> {
        let sorts: Vec<Sort> = self.stretches.iter().map(|one| self.sort(one, limits)).collect();
        let covered = |wanted: &[Sort]| {
            let of_sort = self.stretches.iter().zip(&sorts).filter(|(_, sort)| wanted.contains(sort));
            covered_n(of_sort.map(|(stretch, _)| stretch))
        };
        let smaller = |(later_n, earlier_n): (usize, usize)| later_n.min(earlier_n);
        let text = covered(&[Sort::Plain, Sort::Quote]);
        let containment = share_ppm(smaller(text), self.later.words.len().min(self.earlier.words.len()));
        if is_copied(smaller(covered(&[Sort::Plain])), smaller(text), containment, limits) {
            return Some(self.judge_copy(text, containment, limits));
        }
        let least = limits.words_n_min as usize;
        let (quotes, teasers) = (covered(&[Sort::Quote]), covered(&[Sort::Teaser]));
        if smaller(quotes) >= least {
            return Some(Judged::of(RelationKind::CommonQuote, quotes, limits.p_dep_most_ppm));
        }
        let is_all_teaser = share_ppm(teasers.0, self.later.words.len()) >= limits.piece_ppm;
        let p_dep_ppm = if is_all_teaser { limits.p_dep_whole_ppm } else { 0 };
        (smaller(teasers) >= least).then(|| Judged::of(RelationKind::Teaser, teasers, p_dep_ppm))
    }

    fn judge_copy(&self, text: (usize, usize), containment: u32, limits: &Limits) -> Judged {
        let (variants, same_n) = self.numbers();
        let is_form =
            variants.len() >= limits.form_numbers_n_min as usize && share_ppm(variants.len(), variants.len() + same_n) >= limits.form_ppm;
        let judged = if is_form {
            Judged::of(RelationKind::Form, text, 0)
        } else {
            Judged::of(self.kind_of_copy(text, limits), text, limits.p_dep_ppm(containment))
        };
        Judged { variants, ..judged }
    }

    fn kind_of_copy(&self, (later_n, earlier_n): (usize, usize), limits: &Limits) -> RelationKind {
        let most = |n: usize, of: usize| share_ppm(n, of) >= limits.most_ppm;
        match (most(later_n, self.later.words.len()), most(earlier_n, self.earlier.words.len())) {
            (true, true) => RelationKind::Copy,
            (false, true) => RelationKind::Contains,
            (true | false, false) => RelationKind::Excerpt,
        }
    }

    fn sort(&self, stretch: &Stretch, limits: &Limits) -> Sort {
        let words_n: usize = stretch.runs.iter().map(|run| run.words_n).sum();
        let later_n: usize = stretch.runs.iter().map(|run| self.later.quoted_n(&run.in_later())).sum();
        let earlier_n: usize = stretch.runs.iter().map(|run| self.earlier.quoted_n(&run.in_earlier())).sum();
        if share_ppm(later_n.min(earlier_n), words_n) >= limits.quote_ppm {
            return Sort::Quote;
        }
        let is_short = words_n < limits.teaser_words_n_max as usize;
        let begin_n = limits.begin_words_n as usize;
        let begins = |range: &Range<usize>, of: usize| range.start <= begin_n && range.end + begin_n < of;
        let one_begins = begins(&stretch.later, self.later.words.len()) || begins(&stretch.earlier, self.earlier.words.len());
        let shorter_n = self.later.words.len().min(self.earlier.words.len());
        let is_all_of_one = words_n >= limits.copy_words_n_min as usize && share_ppm(words_n, shorter_n) >= limits.piece_ppm;
        if is_short && one_begins && !is_all_of_one { Sort::Teaser } else { Sort::Plain }
    }

    /// Numbers that stand at the same place and differ, by their places; and how many are the same.
    fn numbers(&self) -> (Vec<(usize, usize)>, usize) {
        let (mut variants, mut same_n) = (Vec::new(), 0);
        for stretch in self.stretches {
            same_n += stretch.runs.iter().map(|run| numbers(&self.later, run.in_later()).count()).sum::<usize>();
            for (run, next) in stretch.runs.iter().zip(stretch.runs.iter().skip(1)) {
                let later = || numbers(&self.later, run.in_later().end..next.later);
                let earlier = || numbers(&self.earlier, run.in_earlier().end..next.earlier);
                if later().count() != earlier().count() {
                    continue;
                }
                for ((later_at, later), (earlier_at, earlier)) in later().zip(earlier()) {
                    if later == earlier {
                        same_n += 1;
                    } else {
                        variants.push((later_at, earlier_at));
                    }
                }
            }
        }
        (variants, same_n)
    }

    /// Whether the form shows that the one told later is in truth the earlier one, where times say nothing.
    ///
    /// A text that is cut off or abridged comes after the whole one; a text set among others comes after the one by itself.
    pub fn is_turned_by_form(&self, judged: &Judged, limits: &Limits) -> Option<bool> {
        let (later_ppm, earlier_ppm) =
            (share_ppm(judged.later_n, self.later.words.len()), share_ppm(judged.earlier_n, self.earlier.words.len()));
        let is_uneven = later_ppm.abs_diff(earlier_ppm) >= 100_000 && judged.kind != RelationKind::CommonQuote;
        if !is_uneven {
            return None;
        }
        let later_is_short = later_ppm > earlier_ppm;
        let is_set_among_others = if later_is_short {
            is_set_among_others(self.stretches.iter().map(|one| &one.earlier), judged.earlier_n, self.earlier.words.len(), limits)
        } else {
            is_set_among_others(self.stretches.iter().map(|one| &one.later), judged.later_n, self.later.words.len(), limits)
        };
        Some(is_set_among_others == later_is_short)
    }
}

/// Whether the common words of a longer text stand together in its midst, with other words before and after.
fn is_set_among_others<'a>(places: impl Iterator<Item = &'a Range<usize>>, words_n: usize, of: usize, limits: &Limits) -> bool {
    let whole = places.fold(of..0, |whole, place| whole.start.min(place.start)..whole.end.max(place.end));
    let begin_n = limits.begin_words_n as usize;
    whole.start > begin_n && whole.end + begin_n < of && share_ppm(words_n, whole.len()) >= limits.dense_ppm
}

/// What a stretch is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Plain,
    Quote,
    Teaser,
}

/// A share in ppm, rounded down, at most one.
pub(crate) fn share_ppm(n: usize, of: usize) -> u32 {
    (n as u64 * 1_000_000).checked_div(of as u64).unwrap_or(0).min(1_000_000) as u32
}
