//! From when to when a term holds, over all its readings, as far as the text alone tells.

use crate::agreement::{Agreement, Start, Term};
use model::Instant;

/// A time in force, from its earliest beginning to its latest end; absent = open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Option<Instant>,
    pub(crate) to: Option<Instant>,
}

impl Span {
    /// Whether they have a moment in common.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let before = |a: &Self, b: &Self| a.to.zip(b.from).is_some_and(|(to, from)| to <= from);
        !before(self, other) && !before(other, self)
    }

    /// Whether the other lies wholly in it.
    pub(crate) fn holds(&self, other: &Self) -> bool {
        self.from.is_none_or(|from| other.from.is_some_and(|of| from <= of)) && self.to.is_none_or(|to| other.to.is_some_and(|of| of <= to))
    }
}

/// The time in force of a term over all readings of its moments and within its own dates, without
/// regard to what replaces it; `None` if it holds at no moment at all.
pub(crate) fn of_term(agreement: &Agreement, term: &Term) -> Option<Span> {
    let own = Span { from: term.interval.from, to: term.interval.to };
    let moments: Vec<Span> = term
        .moments
        .iter()
        .filter_map(|index| agreement.terms.get(*index)?.moment())
        .map(|moment| Span { from: if let Start::At(at) = moment.start { Some(at) } else { None }, to: moment.until })
        .collect();
    if own.from.zip(own.to).is_some_and(|(from, to)| to <= from) {
        return None;
    }
    if moments.is_empty() {
        return Some(own);
    }
    let within: Vec<Span> = moments
        .iter()
        .filter(|moment| moment.meets(&own))
        .map(|moment| Span { from: moment.from.max(own.from), to: [moment.to, own.to].into_iter().flatten().min() })
        .collect();
    let from = within.iter().map(|span| span.from).min()?;
    let to = within.iter().map(|span| span.to).max_by_key(|to| to.map_or((true, 0), |to| (false, to.ms())))?;
    Some(Span { from, to })
}
