//! Rates with their coverage, and an alert that may be looked at every day.
//!
//! A count without coverage is "not observed", never 0. The first days of a series are its baseline;
//! every later day is held against it by evidence that keeps its promise however often it is looked at.
//! Source: METHOD 10.

mod among;
mod evidence;
mod rate;
mod read;

pub use among::stand;
pub use evidence::{Level, level, plain};
pub use rate::{Rate, Ratio, half_normal_share, rate, ratio};
pub use read::{Table, TableFault, read};

use crate::method::{BASELINE_DAYS_MIN, COVERAGE_BREAK, COVERAGE_BREAK_DAYS, EXPOSURE_MAX};
use evidence::Evidence;

/// What was counted on an observed day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    count: u64,
    exposure: f64,
}

impl Seen {
    /// A count and the coverage under which it was made: hours, shares or any unit that is the same throughout
    /// a series, above 0. Absent where nobody watched, or for a number that is none.
    pub fn new(count: u64, exposure: f64) -> Option<Self> {
        (exposure > 0.0 && exposure <= EXPOSURE_MAX).then_some(Self { count, exposure })
    }

    /// How many.
    pub const fn count(self) -> u64 {
        self.count
    }

    /// Under how much coverage.
    pub const fn exposure(self) -> f64 {
        self.exposure
    }
}

/// One day of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// Its number; consecutive days differ by 1.
    pub day: i64,
    /// What was seen; absent = not observed.
    pub seen: Option<Seen>,
    /// Whether the series begins anew here: other sensors, another definition.
    pub is_break: bool,
}

/// What stands beside a chart so that nobody reads a change of watching as a change of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The series was said to begin anew.
    Break,
    /// Coverage fell by a third or more.
    CoverageFell,
    /// Coverage rose by half or more.
    CoverageRose,
}

/// What one day of watching says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The day, inclusive.
    pub day: i64,
    /// Counted since the baseline ended.
    pub count: u64,
    /// Covered since then.
    pub exposure: f64,
    /// Evidence for a change since the baseline, ln E in 1/1000 nat.
    pub e_mnat: i32,
    /// The rate since then against the baseline's.
    pub ratio: Ratio,
    /// The same by counts for each observed day alone, as somebody would say who forgets the coverage.
    pub naive: f64,
}

/// A stretch of a series without a break.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// First and last day.
    pub days: (i64, i64),
    /// Days within that nobody watched.
    pub not_observed: i64,
    /// Last day of the baseline, and its rate; absent if too few days were observed.
    pub baseline: Option<(i64, Rate)>,
    /// Every observed day after the baseline.
    pub looks: Vec<Look>,
}

/// A series, watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// Stretches between breaks, ascending.
    pub stretches: Vec<Stretch>,
    /// What to mark in a chart, by day.
    pub marks: Vec<(i64, Mark)>,
}

impl Watched {
    /// The newest look, if there is one in the newest stretch.
    pub fn last(&self) -> Option<&Look> {
        self.stretches.last()?.looks.last()
    }

    /// The look that stood on a day: that of the day or the nearest before it in the same stretch.
    pub fn on(&self, day: i64) -> Option<&Look> {
        let stretch = self.stretches.iter().rev().find(|stretch| stretch.days.0 <= day)?;
        stretch.looks.iter().rev().find(|look| look.day <= day)
    }
}

/// Watches a series: days in any order, each at most once; `baseline_days` observed days are the baseline
/// (at least [`BASELINE_DAYS_MIN`]).
pub fn watch(days: &[Day], baseline_days: usize) -> Watched {
    let mut days = days.to_vec();
    days.sort_by_key(|day| day.day);
    let evidence = Evidence::default();
    let mut marks: Vec<(i64, Mark)> = days.iter().filter(|day| day.is_break).map(|day| (day.day, Mark::Break)).collect();
    marks.extend(coverage_marks(&days));
    marks.sort_unstable();
    let stretches = days.chunk_by(|_, next| !next.is_break);
    Watched { stretches: stretches.filter_map(|days| watch_stretch(days, baseline_days, &evidence)).collect(), marks }
}

fn watch_stretch(days: &[Day], baseline_days: usize, evidence: &Evidence) -> Option<Stretch> {
    let (first, last) = (days.first()?.day, days.last()?.day);
    let observed: Vec<(i64, Seen)> = days.iter().filter_map(|day| Some((day.day, day.seen?))).collect();
    let not_observed = last - first + 1 - i64::try_from(observed.len()).unwrap_or(i64::MAX);
    let bare = Stretch { days: (first, last), not_observed, baseline: None, looks: Vec::new() };
    let Some((before, after)) = observed.split_at_checked(baseline_days.max(BASELINE_DAYS_MIN)) else { return Some(bare) };
    let seen: Vec<Seen> = before.iter().map(|(_, seen)| *seen).collect();
    let (Some(baseline), Some((end, _))) = (rate(&seen), before.last()) else { return Some(bare) };
    let looks = look_each(after, &baseline, evidence);
    Some(Stretch { baseline: Some((*end, baseline)), looks, ..bare })
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
fn look_each(after: &[(i64, Seen)], baseline: &Rate, evidence: &Evidence) -> Vec<Look> {
    let daily = baseline.count as f64 / baseline.days as f64;
    let (mut count, mut exposure) = (0, 0.0);
    let each = after.iter().enumerate().map(|(at, (day, seen))| {
        count += seen.count;
        exposure += seen.exposure;
        Look {
            day: *day,
            count,
            exposure,
            e_mnat: evidence.e_mnat(baseline, count, exposure),
            ratio: ratio(baseline, count, exposure),
            naive: count as f64 / (at + 1) as f64 / daily,
        }
    });
    each.collect()
}

/// Days at which coverage changed for long: against the median of the observed days before, on the day
/// itself and in the median of the days from it on.
fn coverage_marks(days: &[Day]) -> Vec<(i64, Mark)> {
    let observed: Vec<(i64, f64)> = days.iter().filter_map(|day| Some((day.day, day.seen?.exposure))).collect();
    let mut marks: Vec<(i64, Mark)> = Vec::new();
    let mut quiet_until = COVERAGE_BREAK_DAYS;
    for (at, (day, exposure)) in observed.iter().enumerate() {
        let before = observed.get(at.saturating_sub(COVERAGE_BREAK_DAYS)..at).and_then(median);
        let after = observed.get(at..(at + COVERAGE_BREAK_DAYS).min(observed.len())).and_then(median);
        let (Some(before), Some(after)) = (before, after) else { continue };
        let fell = exposure.max(after) * COVERAGE_BREAK <= before;
        let rose = exposure.min(after) >= before * COVERAGE_BREAK;
        if at >= quiet_until && (fell || rose) {
            marks.push((*day, if fell { Mark::CoverageFell } else { Mark::CoverageRose }));
            quiet_until = at + COVERAGE_BREAK_DAYS;
        }
    }
    marks
}

fn median(days: &[(i64, f64)]) -> Option<f64> {
    let mut all: Vec<f64> = days.iter().map(|(_, exposure)| *exposure).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(count: impl Fn(i64) -> u64, exposure: impl Fn(i64) -> f64, days: i64) -> Vec<Day> {
        (0..days).map(|day| Day { day, seen: Seen::new(count(day), exposure(day)), is_break: false }).collect()
    }

    #[test]
    fn days_without_coverage_are_not_observed_and_change_no_rate() {
        let with_gaps = series(|_| 20, |day| f64::from(u8::from(day % 3 != 0)), 90);
        let watched = watch(&with_gaps, 30);
        let stretch = &watched.stretches[0];
        assert_eq!((stretch.not_observed, stretch.looks.len()), (30, 30));
        assert!((stretch.baseline.unwrap().1.per_exposure - 20.0).abs() < 1e-9);
        assert!((watched.last().unwrap().ratio.best - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_break_begins_a_new_baseline_and_is_marked() {
        let mut days = series(|day| if day < 50 { 10 } else { 30 }, |_| 1.0, 100);
        days[50].is_break = true;
        let watched = watch(&days, 30);
        assert_eq!(watched.marks, [(50, Mark::Break)]);
        assert_eq!(watched.stretches.len(), 2);
        assert!(watched.stretches.iter().flat_map(|stretch| &stretch.looks).all(|look| level(look.e_mnat) == Level::None));
    }

    #[test]
    fn a_fall_of_coverage_is_marked_on_its_day_once() {
        let watched = watch(&series(|_| 10, |day| if day < 30 { 1.0 } else { 0.4 }, 60), 30);
        assert_eq!(watched.marks, [(30, Mark::CoverageFell)]);
        assert!(watch(&series(|_| 10, |day| 1.0 + (day % 2) as f64 * 0.3, 60), 30).marks.is_empty());
    }

    #[test]
    fn too_short_a_series_has_no_baseline_and_no_looks() {
        let watched = watch(&series(|_| 10, |_| 1.0, 29), 30);
        assert_eq!((watched.stretches[0].baseline, watched.last()), (None, None));
        assert!(watch(&[], 30).stretches.is_empty());
    }

    #[test]
    fn the_order_of_the_days_changes_nothing() {
        let days = series(|day| 10 + day.unsigned_abs() % 7, |day| 1.0 + (day % 5) as f64, 80);
        let reversed: Vec<Day> = days.iter().rev().copied().collect();
        assert_eq!(watch(&days, 30), watch(&reversed, 30));
    }
}
