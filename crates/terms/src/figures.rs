//! Figures of a series as a quota sees them: totals over whole days, rates, and the arithmetic.

use jiff::Unit;
use jiff::civil::Date;
use model::count::grouped;
use model::{Claim, Count, Instant, Measure, Observation, PartyId, Qualifier, When};
use std::collections::BTreeMap;

/// One figure with the report that gives it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure<'a> {
    pub(crate) report: &'a Observation,
    pub(crate) claim: &'a Claim,
}

/// The figures of one speaker under one definition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series<'a> {
    /// Totals over a time.
    pub(crate) totals: Vec<Figure<'a>>,
    /// So many a day.
    pub(crate) rates: Vec<Figure<'a>>,
}

/// Speaker and definition; an absent definition is empty.
pub(crate) type Key = (String, String);

/// The series of all figures of a measure that are not about another party, in order of report and claim.
pub(crate) fn series<'a>(statements: &[&'a Observation], measure: Option<Measure>, obliged: Option<&PartyId>) -> BTreeMap<Key, Series<'a>> {
    let mut reports: Vec<&'a Observation> = statements.iter().copied().filter(|report| !report.kind.is_event()).collect();
    reports.sort_by_key(|report| report.id);
    reports.dedup_by_key(|report| report.id);
    let mut all: BTreeMap<Key, Series<'a>> = BTreeMap::new();
    for report in reports {
        let is_meant = |claim: &&Claim| {
            measure.is_none_or(|measure| claim.measure == measure)
                && (claim.about.is_none() || obliged.is_none() || claim.about.as_ref() == obliged)
        };
        for claim in report.claims.iter().filter(is_meant) {
            let series = all.entry((claim.speaker.clone(), claim.definition.clone().unwrap_or_default())).or_default();
            let figures = if is_rate(&claim.count) { &mut series.rates } else { &mut series.totals };
            figures.push(Figure { report, claim });
        }
    }
    all
}

/// Whether the source's own words make a number one for each day.
fn is_rate(count: &Count) -> bool {
    let words = count.text.to_lowercase();
    ["a day", "per day", "each day", "every day", "daily", "/day"].iter().any(|word| words.contains(word))
}

/// A count's number as the speaker said it, where it was one.
pub(crate) fn stated(count: &Count) -> Option<u32> {
    match count.qualifier {
        Qualifier::Exact | Qualifier::AtLeast => count.lo,
        Qualifier::Over => count.lo.map(|lo| lo.saturating_sub(1)),
        Qualifier::UpTo => count.hi,
        Qualifier::Almost => count.hi.map(|hi| hi.saturating_add(1)),
        Qualifier::About => number_in(&count.text).filter(|n| count.lo.is_some_and(|lo| lo <= *n) && count.hi.is_some_and(|hi| *n <= hi)),
        Qualifier::Between | Qualifier::Several | Qualifier::Dozens | Qualifier::Hundreds | Qualifier::Uncountable => None,
    }
}

/// The first number in a text; commas, blanks and points between groups of three belong to it.
fn number_in(text: &str) -> Option<u32> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    read_number(text.get(start..)?)?.0.try_into().ok()
}

/// The number with which a text begins, and what follows it.
fn read_number(text: &str) -> Option<(u64, &str)> {
    let mut digits = String::new();
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        digits.push_str(rest.get(..end)?);
        let after = rest.get(end..)?;
        let mut letters = after.chars();
        let is_parted = letters.next().is_some_and(|c| matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}'));
        let group: String = letters.clone().take_while(char::is_ascii_digit).collect();
        if !is_parted || group.len() != 3 {
            return Some((digits.parse().ok()?, after));
        }
        rest = letters.as_str();
    }
}

/// Words that may stand between "of" and a number; true = the number is rough.
const BEFORE_DUE: [(&str, bool); 9] = [
    ("about", true),
    ("around", true),
    ("roughly", true),
    ("some", true),
    ("nearly", true),
    ("almost", true),
    ("the", false),
    ("a", false),
    ("total", false),
];

/// What a text itself counts as due beside a number, as in "986 of 6,600" or "9,930 of about 28,000"; true = roughly.
pub(crate) fn due_as_said(text: &str, n: u64) -> Option<(u64, bool)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let begins = c.is_ascii_digit() && !before.is_ascii_digit() && !matches!(before, ',' | '.');
        before = c;
        let Some((found, rest)) = text.get(at..).filter(|_| begins).and_then(read_number) else { continue };
        let Some(mut rest) = rest.trim_start().strip_prefix("of ").filter(|_| found == n) else { continue };
        let mut is_rough = false;
        while let Some((word, rough)) = BEFORE_DUE.iter().find(|(word, _)| rest.trim_start().starts_with(&format!("{word} "))) {
            is_rough |= rough;
            rest = rest.trim_start().get(word.len()..)?;
        }
        if let Some((due, _)) = read_number(rest.trim_start()).filter(|(due, _)| *due > 0) {
            return Some((due, is_rough));
        }
    }
    None
}

/// Bounds of a count for a comparison; "just over n" ends a little above n.
pub(crate) fn bounds(count: &Count) -> (u64, Option<u64>) {
    let lo = u64::from(count.lo.unwrap_or(0));
    let words = count.text.to_lowercase();
    let is_just_over = count.hi.is_none()
        && ["just over", "just above", "slightly over", "slightly more than", "little over", "little more than"]
            .iter()
            .any(|word| words.contains(word));
    match count.hi {
        Some(hi) => (lo, Some(u64::from(hi))),
        None if is_just_over => (lo, Some(lo + (lo * crate::method::JUST_OVER_PPM).div_ceil(1_000_000))),
        None => (lo, None),
    }
}

/// Whole days, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Days {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Days {
    /// The local days that a window touches, in its own zone.
    pub(crate) fn of(window: &When) -> Option<Self> {
        let zone = model::time::zone_of(&window.zone).ok()?;
        let end = if window.to > window.from { window.to.plus_ms(-1) } else { window.to };
        let day = |at: Instant| at.in_zone(&zone).date();
        Some(Self { first: day(window.from), last: day(end) })
    }

    pub(crate) fn count(self) -> u64 {
        let between = self.first.until((Unit::Day, self.last)).map_or(0, |span| span.get_days());
        u64::try_from(between).unwrap_or(0) + 1
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    pub(crate) fn holds(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// The totals that count together.
pub(crate) struct Sum<'a> {
    pub(crate) figures: Vec<Figure<'a>>,
    pub(crate) days: Days,
    /// Days that the figures cover; fewer than the days between first and last if there are gaps.
    pub(crate) days_n: u64,
    pub(crate) lo: u64,
    pub(crate) hi: Option<u64>,
    /// The number as said, where all are one.
    pub(crate) stated: Option<u64>,
    /// From the first to the last moment.
    pub(crate) time: When,
    /// Earlier points of the same running total.
    pub(crate) earlier: Vec<Figure<'a>>,
}

/// Why totals cannot be added.
pub(crate) enum NoSum<'a> {
    /// None of them has a time.
    NoWindow(Figure<'a>),
    /// Their times overlap, and none holds all the others.
    Overlap(Figure<'a>),
}

/// Of running totals the last counts; other totals are added if their times do not overlap.
pub(crate) fn sum<'a>(totals: &[Figure<'a>]) -> Option<Result<Sum<'a>, NoSum<'a>>> {
    let first = totals.first()?;
    let mut dated: Vec<(Days, Figure<'a>)> =
        totals.iter().filter_map(|figure| Some((Days::of(figure.claim.window.as_ref()?)?, *figure))).collect();
    dated.sort_by_key(|(days, figure)| (figure.claim.as_of, days.last, figure.report.time.to, figure.report.id));
    let (mut running, mut parts): (Vec<_>, Vec<_>) = dated.into_iter().partition(|(_, figure)| figure.claim.cumulative);
    if let Some((days, last)) = running.pop() {
        let earlier = running.into_iter().map(|(_, figure)| figure).filter(|figure| figure.claim != last.claim).collect();
        return Some(Ok(added((days, last), &[], earlier)));
    }
    // A later figure for the same days is a correction.
    parts.reverse();
    let mut kept: Vec<(Days, Figure<'a>)> = Vec::new();
    for (days, figure) in parts {
        if !kept.iter().any(|(other, _)| *other == days) {
            kept.push((days, figure));
        }
    }
    kept.sort_by_key(|(days, figure)| (*days, figure.report.id));
    let overlap = kept.iter().zip(kept.iter().skip(1)).find(|((a, _), (b, _))| a.meets(*b)).map(|(_, (_, figure))| *figure);
    let whole = kept.iter().find(|(days, _)| kept.iter().all(|(other, _)| days.holds(*other))).copied();
    Some(match (kept.split_first(), overlap, whole) {
        (None, _, _) => Err(NoSum::NoWindow(*first)),
        (Some((first, rest)), None, _) => Ok(added(*first, rest, Vec::new())),
        (Some(_), Some(_), Some(whole)) => Ok(added(whole, &[], Vec::new())),
        (Some(_), Some(figure), None) => Err(NoSum::Overlap(figure)),
    })
}

fn added<'a>(first: (Days, Figure<'a>), rest: &[(Days, Figure<'a>)], earlier: Vec<Figure<'a>>) -> Sum<'a> {
    let parts = || std::iter::once(&first).chain(rest);
    let days = rest.iter().fold(first.0, |all, (days, _)| Days { first: all.first.min(days.first), last: all.last.max(days.last) });
    let bounds = parts().map(|(_, figure)| bounds(&figure.claim.count));
    let (lo, hi) =
        bounds.fold((0, Some(0)), |(lo, hi): (u64, Option<u64>), (more_lo, more_hi)| (lo + more_lo, hi.zip(more_hi).map(|(a, b)| a + b)));
    Sum {
        figures: parts().map(|(_, figure)| *figure).collect(),
        days,
        days_n: parts().map(|(days, _)| days.count()).sum(),
        lo,
        hi,
        stated: parts().map(|(_, figure)| stated(&figure.claim.count).map(u64::from)).sum(),
        time: rest.iter().fold(time(&first.1), |all, (_, figure)| span(&all, &time(figure))),
        earlier,
    }
}

fn time(figure: &Figure<'_>) -> When {
    figure.claim.window.as_ref().unwrap_or(&figure.report.time).clone()
}

/// From the first to the last moment of two times.
pub(crate) fn span(a: &When, b: &When) -> When {
    When { from: a.from.min(b.from), to: a.to.max(b.to), precision: a.precision.max(b.precision), zone: a.zone.clone() }
}

/// `a / b` in tenths, rounded to the nearest, as `110.9`.
pub(crate) fn one_decimal(a: u64, b: u64) -> String {
    let tenths = (u128::from(a) * 20 + u128::from(b)) / (u128::from(b) * 2).max(1);
    format!("{}.{}", grouped(u64::try_from(tenths / 10).unwrap_or(u64::MAX)), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_shares_come_out() {
        assert_eq!(one_decimal(790_000, 33_600), "23.5");
        assert_eq!(one_decimal(850_000, 34_200), "24.9");
        assert_eq!(one_decimal(6545, 59), "110.9");
        assert_eq!(one_decimal(7333, 59), "124.3");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn numbers_are_found_in_the_words_of_the_source() {
        let numbers = ["about 25,700 trucks", "some 1 234 567", "113 a day", "just over 6.545, of 7", "none"].map(number_in);
        assert_eq!(numbers, [Some(25_700), Some(1_234_567), Some(113), Some(6545), None]);
    }

    #[test]
    fn what_a_text_itself_counts_as_due_is_found_beside_its_number() {
        assert_eq!(due_as_said("986 of 6,600 trucks to 20 October", 986), Some((6_600, false)));
        assert_eq!(due_as_said("in 47 days 9,930 of about 28,000 trucks", 9_930), Some((28_000, true)));
        assert_eq!(due_as_said("4 453 of the 15 600", 4_453), Some((15_600, false)));
        for other in ["986 trucks of 6,600", "1,986 of 6,600", "987 of 6,600", "986 of them", "986 of 0", "986 of"] {
            assert_eq!(due_as_said(other, 986), None, "{other}");
        }
    }
}
