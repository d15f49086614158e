//! What looks wrong about a table of reports: replays, bursts, clocks that are off, repeats, one point for everything.
//!
//! A flag changes nothing: the rows are fused as they stand, and a person looks.

use super::Report;
use model::Position;
use model::geodesy::Plane;
use std::collections::{BTreeMap, BTreeSet};

/// A source that gives so many rows within a minute is a burst.
pub const BURST_N_MIN: usize = 200;

/// A replay is at least so many rows of one source that repeat earlier ones at one and the same lag.
pub const REPLAY_N_MIN: usize = 8;

/// Lags below this are no replay, milliseconds.
pub const REPLAY_LAG_MS_MIN: i64 = 600_000;

/// A clock is off if so many near reports of others stand at one lag.
pub const CLOCK_PAIRS_N_MIN: usize = 8;

/// Width of the bins of lags, milliseconds, and the greatest lag looked at, bins.
pub const CLOCK_BIN: (i64, i64) = (600_000, 24);

/// One point for so large a share of the rows (percent), of at least so many.
pub const ONE_POINT: (usize, usize) = (50, 20);

/// At most so many rows are compared about clocks, the earliest.
pub const CLOCK_ROWS_MAX: usize = 50_000;

/// At most so many rows of others are looked at for one row.
const CLOCK_NEAR_MAX: usize = 400;

const MINUTE_MS: i64 = 60_000;

/// What looks wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Rows of one source stand a second time, all later by the same span.
    Replay {
        /// Which source.
        source: String,
        /// How many rows.
        rows_n: usize,
        /// How much later, ms.
        lag_ms: i64,
    },
    /// Very many rows of one source within one minute.
    Burst {
        /// Which source; empty = none is named.
        source: String,
        /// How many rows.
        rows_n: usize,
        /// When the minute begins, ms.
        minute_ms: i64,
    },
    /// A source's times differ from those of others near it by a constant span.
    Clock {
        /// Which source.
        source: String,
        /// In how many pairs with rows of others.
        pairs_n: usize,
        /// By how much its clock is ahead, ms, to ten minutes.
        off_ms: i64,
    },
    /// Rows of one source that say exactly what an earlier one says.
    Repeats {
        /// Which source.
        source: String,
        /// How many rows.
        rows_n: usize,
    },
    /// Most rows give one and the same point.
    OnePoint {
        /// Which.
        at: Position,
        /// How many rows.
        rows_n: usize,
    },
}

/// Looks through the rows; flags in order of kind and source.
pub fn flags(reports: &[Report]) -> Vec<Flag> {
    let mut by_source: BTreeMap<&str, Vec<&Report>> = BTreeMap::new();
    for report in reports {
        by_source.entry(report.source.as_deref().unwrap_or("")).or_default().push(report);
    }
    for rows in by_source.values_mut() {
        rows.sort_by(|a, b| (a.from_ms, a.place, &a.id).cmp(&(b.from_ms, b.place, &b.id)));
    }
    let mut found = Vec::new();
    for (source, rows) in by_source.iter().filter(|(source, _)| !source.is_empty()) {
        found.extend(replay(source, rows));
        found.extend(repeats(source, rows));
    }
    for (source, rows) in &by_source {
        found.extend(burst(source, rows));
    }
    found.extend(clocks(&by_source));
    found.extend(one_point(reports));
    found
}

type Said<'r> = (Position, u32, Option<&'r str>);

fn said(report: &Report) -> Option<Said<'_>> {
    report.place.map(|(at, sd_m)| (at, sd_m, report.kind.as_deref()))
}

/// The commonest lag between rows that say the same of the same exact place.
fn replay(source: &str, rows: &[&Report]) -> Option<Flag> {
    let mut earlier: BTreeMap<Said<'_>, Vec<i64>> = BTreeMap::new();
    let mut lags: BTreeMap<i64, usize> = BTreeMap::new();
    for report in rows {
        let Some(said) = said(report).filter(|(_, sd_m, _)| *sd_m < super::NAMED_SD_M_MIN) else { continue };
        let before = earlier.entry(said).or_default();
        let lag = before.last().map(|earlier| report.from_ms - earlier).filter(|lag| *lag >= REPLAY_LAG_MS_MIN);
        if let Some(lag) = lag {
            *lags.entry(lag / 1_000).or_default() += 1;
        }
        before.push(report.from_ms);
    }
    let (lag_s, rows_n) = lags.into_iter().max_by_key(|(lag, n)| (*n, std::cmp::Reverse(*lag)))?;
    let distinct = earlier.len();
    (rows_n >= REPLAY_N_MIN && distinct >= REPLAY_N_MIN).then(|| Flag::Replay { source: source.into(), rows_n, lag_ms: lag_s * 1_000 })
}

fn repeats(source: &str, rows: &[&Report]) -> Option<Flag> {
    let mut seen: BTreeSet<(i64, i64, Said<'_>)> = BTreeSet::new();
    let mut rows_n = 0;
    for report in rows.iter().filter(|report| report.from_ms == report.to_ms) {
        if let Some(said) = said(report).filter(|(_, sd_m, _)| *sd_m < super::NAMED_SD_M_MIN) {
            rows_n += usize::from(!seen.insert((report.from_ms, report.to_ms, said)));
        }
    }
    (rows_n > 0).then(|| Flag::Repeats { source: source.into(), rows_n })
}

fn burst(source: &str, rows: &[&Report]) -> Option<Flag> {
    let mut most: Option<(usize, i64)> = None;
    let mut first = 0;
    for (place, report) in rows.iter().enumerate().filter(|(_, report)| report.from_ms == report.to_ms) {
        while rows.get(first).is_some_and(|early| early.from_ms < report.from_ms - MINUTE_MS) {
            first += 1;
        }
        let n = place + 1 - first;
        if n >= BURST_N_MIN && most.is_none_or(|(most, _)| n > most) {
            most = Some((n, report.from_ms - MINUTE_MS));
        }
    }
    most.map(|(rows_n, minute_ms)| Flag::Burst { source: source.into(), rows_n, minute_ms })
}

/// For each source the lags to rows of other sources near its own places; a clock is off if one lag other than
/// none stands out: at least three times as often as none, and as any lag on the other side.
fn clocks(by_source: &BTreeMap<&str, Vec<&Report>>) -> Vec<Flag> {
    let (bin_ms, bins_n) = CLOCK_BIN;
    let mut all: Vec<(i64, &str, Position, u32)> = by_source
        .iter()
        .filter(|(source, _)| !source.is_empty())
        .flat_map(|(source, rows)| rows.iter().filter(|row| row.from_ms == row.to_ms && row.t_sd_s <= 1_800).map(move |row| (source, row)))
        .filter_map(|(source, row)| row.place.map(|(at, sd_m)| (row.from_ms, *source, at, sd_m)))
        .collect();
    all.sort_unstable();
    all.truncate(CLOCK_ROWS_MAX);
    let mut lags: BTreeMap<&str, BTreeMap<i64, usize>> = BTreeMap::new();
    for (place, (at_ms, source, at, sd_m)) in all.iter().enumerate() {
        let plane = Plane::at(*at);
        let later = all.iter().skip(place + 1).take_while(|other| other.0 - at_ms <= bins_n * bin_ms).take(CLOCK_NEAR_MAX);
        for (other_ms, other, there, other_sd_m) in later.filter(|other| other.1 != *source) {
            let (x, y) = plane.xy(*there);
            let reach = 2.0 * libm::hypot(f64::from(*sd_m), f64::from(*other_sd_m));
            if libm::hypot(x, y) <= reach {
                let bin = libm::rint((other_ms - at_ms) as f64 / bin_ms as f64) as i64;
                *lags.entry(*source).or_default().entry(-bin).or_default() += 1;
                *lags.entry(*other).or_default().entry(bin).or_default() += 1;
            }
        }
    }
    let off = |(source, bins): (&str, BTreeMap<i64, usize>)| {
        let at = |bin: i64| bins.get(&bin).copied().unwrap_or(0);
        let (bin, pairs_n) =
            bins.iter().filter(|(bin, _)| **bin != 0).map(|(bin, n)| (*bin, *n)).max_by_key(|(bin, n)| (*n, -bin.abs(), *bin))?;
        let stands_out = pairs_n >= CLOCK_PAIRS_N_MIN && pairs_n >= 3 * at(0).max(1) && pairs_n >= 3 * at(-bin).max(1);
        stands_out.then(|| Flag::Clock { source: source.into(), pairs_n, off_ms: bin * bin_ms })
    };
    let flagged: Vec<Flag> = lags.into_iter().filter_map(off).collect();
    // Whoever is compared with a clock that is off stands at the opposite lag; the one with the most pairs is named.
    let most = flagged.iter().filter_map(|flag| if let Flag::Clock { pairs_n, .. } = flag { Some(*pairs_n) } else { None }).max();
    flagged.into_iter().filter(|flag| matches!(flag, Flag::Clock { pairs_n, .. } if Some(*pairs_n) == most)).collect()
}

fn one_point(reports: &[Report]) -> Option<Flag> {
    let (percent, least) = ONE_POINT;
    let mut points: BTreeMap<Position, usize> = BTreeMap::new();
    reports.iter().filter_map(|report| report.place).for_each(|(at, _)| *points.entry(at).or_default() += 1);
    let (at, rows_n) = points.into_iter().max_by_key(|(_, n)| *n)?;
    (rows_n >= least && rows_n * 100 >= reports.len() * percent).then_some(Flag::OnePoint { at, rows_n })
}
