//! Time as an interval with its precision and zone; instants are milliseconds since 1970 UTC.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Unit};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A moment, milliseconds since 1970-01-01T00:00:00Z, years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

const FIRST_MS: i64 = -62_135_596_800_000;
const LAST_MS: i64 = 253_402_207_200_000 - 1;

/// A time that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoTime {
    /// Text that is no instant.
    #[error("`{0}` is not a time such as 2026-01-07T18:30:00.000Z")]
    Text(String),
    /// Text that is no day.
    #[error("`{0}` is not a day such as 2026-01-07")]
    Day(String),
    /// An unknown zone name.
    #[error("`{0}` is not a time zone such as Europe/Paris or UTC")]
    Zone(String),
    /// Out of the years that can be written.
    #[error("`{0}` ms lies outside the years 1 to 9999")]
    Range(i64),
    /// An interval that ends before it begins.
    #[error("the interval ends ({to}) before it begins ({from})")]
    Backwards {
        /// Its beginning.
        from: Instant,
        /// Its end.
        to: Instant,
    },
}

impl Instant {
    /// The first moment of year 1.
    pub const FIRST: Self = Self(FIRST_MS);
    /// The last millisecond of year 9999 that every zone can write.
    pub const LAST: Self = Self(LAST_MS);

    /// Takes milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// Outside the years 1 to 9999.
    pub fn from_ms(ms: i64) -> Result<Self, NoTime> {
        if (FIRST_MS..=LAST_MS).contains(&ms) { Ok(Self(ms)) } else { Err(NoTime::Range(ms)) }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// This instant moved by milliseconds, held inside the years 1 to 9999.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms)).unwrap_or(self)
    }

    /// The start of a civil day in a zone.
    ///
    /// # Errors
    /// An impossible day or an unknown zone.
    pub fn start_of_day(day: &str, zone: &str) -> Result<Self, NoTime> {
        Self::from_local(day_of(day)?.at(0, 0, 0, 0), &zone_of(zone)?)
    }

    /// A local clock time in a zone; a time that a change of clocks skips or repeats takes the
    /// offset in force before the change.
    ///
    /// # Errors
    /// Out of range.
    pub fn from_local(local: jiff::civil::DateTime, zone: &TimeZone) -> Result<Self, NoTime> {
        let zoned = zone.to_ambiguous_zoned(local).compatible().map_err(|_| NoTime::Text(local.to_string()))?;
        Self::from_ms(zoned.timestamp().as_millisecond())
    }

    /// The civil day in a zone, as YYYY-MM-DD.
    ///
    /// # Errors
    /// An unknown zone.
    pub fn day_in(self, zone: &str) -> Result<String, NoTime> {
        Ok(self.in_zone(&zone_of(zone)?).date().to_string())
    }

    /// The civil date and time in a zone.
    pub fn in_zone(self, zone: &TimeZone) -> jiff::civil::DateTime {
        zone.to_datetime(self.timestamp())
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Reads a zone name of the tz database.
///
/// # Errors
/// An unknown name.
pub fn zone_of(name: &str) -> Result<TimeZone, NoTime> {
    TimeZone::get(name).map_err(|_| NoTime::Zone(name.into()))
}

/// Reads a day, YYYY-MM-DD.
///
/// # Errors
/// An impossible day.
pub fn day_of(text: &str) -> Result<Date, NoTime> {
    let well_formed = text.len() == 10;
    text.parse().ok().filter(|_| well_formed).ok_or_else(|| NoTime::Day(text.into()))
}

impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = TimeZone::UTC.to_datetime(self.timestamp());
        let ms = at.subsec_nanosecond() / 1_000_000;
        write!(out, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{ms:03}Z", at.year(), at.month(), at.day(), at.hour(), at.minute(), at.second())
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

impl FromStr for Instant {
    type Err = NoTime;

    fn from_str(text: &str) -> Result<Self, NoTime> {
        let instant: Timestamp = text.parse().map_err(|_| NoTime::Text(text.chars().take(80).collect()))?;
        Self::from_ms(instant.as_millisecond())
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How exactly the source knew the time. Source: DOMAIN 1.10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimePrecision {
    /// To the second or better.
    Instant,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// Morning, evening, night.
    PartOfDay,
    /// To the local day.
    Day,
    /// Several days.
    Days,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
    /// Not known better than the interval says.
    Unknown,
}

impl TimePrecision {
    /// All precisions, finest first.
    pub const ALL: [Self; 10] = [
        Self::Instant,
        Self::Minute,
        Self::Hour,
        Self::PartOfDay,
        Self::Day,
        Self::Days,
        Self::Week,
        Self::Month,
        Self::Year,
        Self::Unknown,
    ];
}

/// When something happened: `from` <= true time < `to` (an instant has `from` = `to`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct When {
    /// Earliest moment.
    pub from: Instant,
    /// How exactly the source knew it.
    pub precision: TimePrecision,
    /// Latest moment.
    pub to: Instant,
    /// The zone the source spoke in, a tz database name.
    pub zone: String,
}

impl When {
    /// An interval.
    ///
    /// # Errors
    /// If it ends before it begins, or the zone is unknown.
    pub fn between(from: Instant, to: Instant, precision: TimePrecision, zone: &str) -> Result<Self, NoTime> {
        zone_of(zone)?;
        if to < from {
            return Err(NoTime::Backwards { from, to });
        }
        Ok(Self { from, precision, to, zone: zone.into() })
    }

    /// A moment known to the second.
    ///
    /// # Errors
    /// An unknown zone.
    pub fn at(instant: Instant, zone: &str) -> Result<Self, NoTime> {
        Self::between(instant, instant, TimePrecision::Instant, zone)
    }

    /// A whole local day: 23, 24 or 25 hours.
    ///
    /// # Errors
    /// An impossible day or an unknown zone.
    pub fn day(day: &str, zone: &str) -> Result<Self, NoTime> {
        Self::days(day, day, zone)
    }

    /// Whole local days, both inclusive.
    ///
    /// # Errors
    /// An impossible day, an unknown zone, or days in the wrong order.
    pub fn days(first: &str, last: &str, zone: &str) -> Result<Self, NoTime> {
        let tz = zone_of(zone)?;
        let (first, last) = (day_of(first)?, day_of(last)?);
        if last < first {
            let (from, to) = (Instant::from_local(first.at(0, 0, 0, 0), &tz)?, Instant::from_local(last.at(0, 0, 0, 0), &tz)?);
            return Err(NoTime::Backwards { from, to });
        }
        let after = last.checked_add(1.day()).map_err(|_| NoTime::Day(last.to_string()))?;
        let from = Instant::from_local(first.at(0, 0, 0, 0), &tz)?;
        let to = Instant::from_local(after.at(0, 0, 0, 0), &tz)?;
        let precision = match first.until((Unit::Day, last)).map(|span| span.get_days()).unwrap_or(0) {
            0 => TimePrecision::Day,
            6 => TimePrecision::Week,
            _ => TimePrecision::Days,
        };
        Self::between(from, to, precision, zone)
    }

    /// The middle of the interval.
    pub fn middle(&self) -> Instant {
        self.from.plus_ms((self.to.ms() - self.from.ms()) / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_with_milliseconds_and_z() {
        let instant: Instant = "2022-11-15T08:00:00+02:00".parse().unwrap();
        assert_eq!(instant.to_string(), "2022-11-15T06:00:00.000Z");
        assert_eq!(instant.to_string().parse(), Ok(instant));
        assert!("2022-02-30T00:00:00Z".parse::<Instant>().is_err());
        assert!("2022-02-03".parse::<Instant>().is_err());
    }

    #[test]
    fn a_local_day_with_a_change_of_clocks_has_23_or_25_hours() {
        let hours = |day: &str| {
            let when = When::day(day, "Europe/Paris").unwrap();
            (when.to.ms() - when.from.ms()) / 3_600_000
        };
        assert_eq!((hours("2022-03-27"), hours("2022-06-01"), hours("2022-10-30")), (23, 24, 25));
    }

    #[test]
    fn an_interval_cannot_run_backwards_and_a_zone_must_exist() {
        assert!(When::days("2022-01-02", "2022-01-01", "UTC").is_err());
        assert_eq!(When::day("2022-01-02", "Mars/Base"), Err(NoTime::Zone("Mars/Base".into())));
    }
}
