//! The reporting period: from evening to evening in the mission's zone.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::mission::MissionFault;
use model::time::{NoTime, day_of, zone_of};
use model::{Instant, Mission};
use serde::{Deserialize, Serialize};

/// A stretch of time, `from` <= t < `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Its beginning.
    pub from: Instant,
    /// Its end, not included.
    pub to: Instant,
}

impl Period {
    /// Whether a moment lies in it.
    pub fn holds(&self, at: Instant) -> bool {
        self.from <= at && at < self.to
    }

    /// How long it is, milliseconds.
    pub const fn length_ms(&self) -> i64 {
        self.to.ms() - self.from.ms()
    }

    /// How much of an interval lies in it, milliseconds.
    pub fn overlap_ms(&self, from: Instant, to: Instant) -> i64 {
        (self.to.min(to).ms() - self.from.max(from).ms()).max(0)
    }
}

/// Why a day has no period.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoPeriod {
    /// The day or the zone.
    #[error(transparent)]
    Time(#[from] NoTime),
    /// The end of the reporting day.
    #[error(transparent)]
    Mission(#[from] MissionFault),
}

/// The period that ends on a local day at the mission's `report_ends`, and the one before it.
///
/// Both run from one end of a reporting day to the next by the local clock: 23, 24 or 25 hours.
///
/// # Errors
/// An impossible day, an unknown zone, or a `report_ends` that is no time.
pub fn period_of(day: &str, mission: &Mission) -> Result<(Period, Period), NoPeriod> {
    periods_of(day, 1, mission)
}

/// The period of so many reporting days that ends on a local day, and the one of as many days before it.
///
/// # Errors
/// As [`period_of`].
pub fn periods_of(day: &str, days_n: u32, mission: &Mission) -> Result<(Period, Period), NoPeriod> {
    let zone = zone_of(&mission.zone)?;
    let ends_min = mission.report_ends_min()?;
    let last = day_of(day)?;
    let before = |days: i64| last.checked_sub(days.days()).map_err(|_| NoTime::Day(day.into()));
    let to = end_of(last, ends_min, &zone)?;
    let from = end_of(before(i64::from(days_n))?, ends_min, &zone)?;
    let earlier = end_of(before(2 * i64::from(days_n))?, ends_min, &zone)?;
    Ok((Period { from, to }, Period { from: earlier, to: from }))
}

/// The reporting days of a period, each with its own; the last one numbers it. A mission without a usable zone has none.
pub fn days_of(period: &Period, mission: &Mission) -> Vec<(String, Period)> {
    let mut days = Vec::new();
    let (Ok(zone), Ok(ends_min)) = (zone_of(&mission.zone), mission.report_ends_min()) else { return days };
    let mut to = period.to;
    while period.from < to && days.len() < DAYS_MAX {
        let last = to.plus_ms(-1).in_zone(&zone).date();
        let before = last.checked_sub(1.days()).ok();
        let candidates = [Some(last), before].into_iter().flatten().filter_map(|day| end_of(day, ends_min, &zone).ok());
        let Some(from) = candidates.into_iter().filter(|end| *end < to).max() else { break };
        days.push((last.to_string(), Period { from: from.max(period.from), to }));
        to = from;
    }
    days.reverse();
    days
}

/// Most days of one report; ten years.
const DAYS_MAX: usize = 3_700;

fn end_of(day: Date, ends_min: u32, zone: &TimeZone) -> Result<Instant, NoTime> {
    if ends_min >= 1440 {
        let after = day.checked_add(1.day()).map_err(|_| NoTime::Day(day.to_string()))?;
        return Instant::from_local(after.at(0, 0, 0, 0), zone);
    }
    let clock = |minutes: u32| i8::try_from(minutes).unwrap_or(0);
    Instant::from_local(day.at(clock(ends_min / 60), clock(ends_min % 60), 0, 0), zone)
}
