//! Days, clock times and intervals as sources write them, in the zone in which they speak.

use crate::method::PARTS_OF_DAY;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use model::{Instant, TimePrecision, When};

/// A time zone with its name.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    /// Name in the tz database.
    pub name: String,
    tz: TimeZone,
}

/// What a source wrote that is no time.
const DAY_EXPECTED: &str = "is not a day such as 2026-01-07";

impl Zone {
    /// Takes a zone by name.
    ///
    /// # Errors
    /// An unknown name, as a sentence.
    pub fn named(name: &str) -> Result<Self, String> {
        Ok(Self { name: name.into(), tz: model::time::zone_of(name).map_err(|fault| fault.to_string())? })
    }

    /// UTC.
    pub fn utc() -> Self {
        Self { name: "UTC".into(), tz: TimeZone::UTC }
    }

    /// The start of a local day.
    ///
    /// # Errors
    /// Outside the years that can be written.
    pub fn midnight(&self, day: Date) -> Result<Instant, String> {
        self.at(day.at(0, 0, 0, 0))
    }

    /// A local clock time.
    ///
    /// # Errors
    /// Outside the years that can be written.
    pub fn at(&self, local: DateTime) -> Result<Instant, String> {
        Instant::from_local(local, &self.tz).map_err(|fault| fault.to_string())
    }

    /// A clock time with an offset of its own.
    ///
    /// # Errors
    /// Outside the years that can be written.
    pub fn at_offset(&self, local: DateTime, offset: Offset) -> Result<Instant, String> {
        let at = offset.to_timestamp(local).map_err(|_| format!("`{local}` lies outside the years that can be written"))?;
        Instant::from_ms(at.as_millisecond()).map_err(|fault| fault.to_string())
    }

    /// A whole local day.
    ///
    /// # Errors
    /// Outside the years that can be written.
    pub fn day(&self, day: Date) -> Result<When, String> {
        self.days(day, day, TimePrecision::Day)
    }

    /// Whole local days, both inclusive; the caller has put them in order.
    ///
    /// # Errors
    /// Outside the years that can be written.
    pub fn days(&self, first: Date, last: Date, precision: TimePrecision) -> Result<When, String> {
        let after = last.checked_add(1.day()).map_err(|_| format!("`{last}` {DAY_EXPECTED}"))?;
        Ok(self.interval(self.midnight(first)?, self.midnight(after)?, precision))
    }

    /// One local minute.
    ///
    /// # Errors
    /// Outside the years that can be written.
    pub fn minute(&self, day: Date, clock: Time) -> Result<When, String> {
        let from = self.at(day.to_datetime(clock))?;
        Ok(self.interval(from, from.plus_ms(60_000), TimePrecision::Minute))
    }

    /// From one moment to another, never backwards.
    pub fn interval(&self, from: Instant, to: Instant, precision: TimePrecision) -> When {
        When { from, precision, to: to.max(from), zone: self.name.clone() }
    }

    /// The local day of a moment.
    pub fn day_of(&self, instant: Instant) -> Date {
        instant.in_zone(&self.tz).date()
    }
}

/// Reads a day and, where there is one, a clock time, a range of them or a part of the day.
///
/// # Errors
/// What is not a time, as a sentence.
pub(crate) fn read_when(day: &str, clock: Option<&str>, zone: &Zone) -> Result<When, String> {
    let date = read_day(day).ok_or_else(|| format!("`{day}` {DAY_EXPECTED}"))?;
    match clock.map(str::trim).filter(|clock| !clock.is_empty()) {
        None => zone.day(date),
        Some(clock) => {
            read_time_of_day(date, clock, zone).ok_or_else(|| format!("`{clock}` is not a time of day such as 18:30 or evening"))
        }
    }
}

fn read_time_of_day(day: Date, text: &str, zone: &Zone) -> Option<When> {
    if let Some(clock) = read_clock(text) {
        return minute_of(day, clock, zone);
    }
    let plain = text.to_lowercase().replace("from", " ");
    let ends: Vec<&str> = plain.split(['-', '\u{2013}', '\u{2014}']).flat_map(|part| part.split(" to ")).map(str::trim).collect();
    if let [first, last] = ends.as_slice()
        && let (Some(first), Some(last)) = (read_clock(first), read_clock(last))
    {
        let from = minute_of(day, first, zone)?.from;
        let last_day = if last < first { day.checked_add(1.day()).ok()? } else { day };
        return Some(zone.interval(from, minute_of(last_day, last, zone)?.to, TimePrecision::Minute));
    }
    read_part_of_day(day, &plain, zone)
}

fn read_part_of_day(day: Date, text: &str, zone: &Zone) -> Option<When> {
    let named = PARTS_OF_DAY.iter().filter(|(word, _, _)| text.split(|c: char| !c.is_alphabetic()).any(|part| part == *word));
    let (from, to) = named.fold(None, |sum: Option<(i64, i64)>, (_, from, to)| {
        Some(sum.map_or((*from, *to), |(least, most)| (least.min(*from), most.max(*to))))
    })?;
    let hour = |hour: i64| -> Option<Instant> { zone.at(day.at(0, 0, 0, 0).checked_add(hour.hours()).ok()?).ok() };
    Some(zone.interval(hour(from)?, hour(to)?, TimePrecision::PartOfDay))
}

/// `24:00` is the next midnight.
fn minute_of(day: Date, (hour, minute): (i8, i8), zone: &Zone) -> Option<When> {
    if hour == 24 {
        return zone.minute(day.checked_add(1.day()).ok()?, Time::midnight()).ok();
    }
    zone.minute(day, Time::new(hour, minute, 0, 0).ok()?).ok()
}

/// Reads a clock time, `3:15`, `03:15`, `03:15:20` or `24:00`, as hour and minute.
pub(crate) fn read_clock(text: &str) -> Option<(i8, i8)> {
    let mut parts = text.trim().split(':');
    let hour: i8 = two_digits(parts.next()?)?;
    let minute: i8 = parts.next().filter(|minute| minute.len() == 2).and_then(two_digits)?;
    let second: i8 = parts.next().map_or(Some(0), |second| two_digits(second.split('.').next().unwrap_or("")))?;
    let is_clock = (hour < 24 && minute < 60 && second <= 60) || (hour, minute, second) == (24, 0, 0);
    (is_clock && parts.next().is_none()).then_some((hour, minute))
}

fn two_digits(text: &str) -> Option<i8> {
    (matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Reads a day: `2026-01-07` (also with a midnight after it), `20260107`, `7.1.2026` and `7/1/2026` (the day first), `7 Jan 2026`,
/// `January 7, 2026`.
pub(crate) fn read_day(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.split_once(['T', ' ']).filter(|(_, rest)| is_midnight(rest)).map_or(text, |(day, _)| day);
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.is_ascii() => date(whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?),
        [year, month, day] if year.len() == 4 => date(year, month, day),
        [day, month, year] if year.len() == 4 && month.len() <= 2 => date(year, month, day),
        _ => read_day_in_words(text),
    }
}

fn is_midnight(text: &str) -> bool {
    let text = text.trim_end_matches('Z');
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.'))
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = (year.len() == 4).then(|| year.parse().ok())??;
    (year > 0).then(|| Date::new(year, two_digits(month)?, two_digits(day)?).ok())?
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

fn read_day_in_words(text: &str) -> Option<Date> {
    if text.len() > 40 {
        return None;
    }
    let lower = text.to_lowercase();
    let parts: Vec<&str> = lower.split([' ', ',', '-', '.']).filter(|part| !part.is_empty()).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let (day, month) = if first.starts_with(|c: char| c.is_ascii_digit()) { (first, second) } else { (second, first) };
    let month = 1 + MONTHS.iter().position(|name| month.len() >= 3 && name.starts_with(month))?;
    date(year, &month.to_string(), day.trim_end_matches(|c: char| c.is_ascii_alphabetic()))
}

/// Reads a moment: a day, a local date and time, or an instant with its offset.
///
/// # Errors
/// What is not a time, as a sentence.
pub(crate) fn read_moment(text: &str, zone: &Zone) -> Result<When, String> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Instant>() {
        return Ok(zone.interval(instant, instant, TimePrecision::Instant));
    }
    if let Some(day) = read_day(text) {
        return zone.day(day);
    }
    match text.parse::<DateTime>() {
        Ok(local) if text.matches(':').count() > 1 => {
            let at = zone.at(local)?;
            Ok(zone.interval(at, at, TimePrecision::Instant))
        }
        Ok(local) => zone.minute(local.date(), local.time()),
        Err(_) => Err(format!("`{text}` is not a time such as 2026-01-07 or 2026-01-07T18:30")),
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use jiff::civil::date as civil;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "2026-01-07",
            "20260107",
            "2026/01/07",
            "7.1.2026",
            "07/01/2026",
            "7 Jan 2026",
            "January 7, 2026",
            "7-Jan-2026",
            "7th January 2026",
            "2026-01-07 00:00:00.000",
        ] {
            assert_eq!(read_day(text), Some(civil(2026, 1, 7)), "{text}");
        }
        for text in ["2026-02-30", "2026-1-7-9", "7 Ja 2026", "0000-01-01", "1.1.26", "", "20261301", "2026-01-07 12:00", "hello 7 2026"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }

    fn utc(day: &str, clock: &str) -> String {
        read_when(day, Some(clock), &Zone::utc())
            .map_or_else(|fault| fault, |when| format!("{} {} {:?}", when.from, when.to, when.precision))
    }

    #[test]
    fn clock_times_ranges_and_parts_of_the_day_become_intervals() {
        assert_eq!(utc("2026-01-07", "18:30"), "2026-01-07T18:30:00.000Z 2026-01-07T18:31:00.000Z Minute");
        assert_eq!(utc("2026-01-07", "24:00"), "2026-01-08T00:00:00.000Z 2026-01-08T00:01:00.000Z Minute");
        assert_eq!(utc("2026-01-07", "22:13-04:10"), "2026-01-07T22:13:00.000Z 2026-01-08T04:11:00.000Z Minute");
        assert_eq!(utc("2026-01-07", "from 9:05 to 9:10"), "2026-01-07T09:05:00.000Z 2026-01-07T09:11:00.000Z Minute");
        assert_eq!(utc("2026-01-07", "evening and night"), "2026-01-07T17:00:00.000Z 2026-01-08T06:00:00.000Z PartOfDay");
        assert_eq!(utc("2026-01-07", ""), "2026-01-07T00:00:00.000Z 2026-01-08T00:00:00.000Z Day");
        assert_eq!(utc("2026-01-07", "25:10"), "`25:10` is not a time of day such as 18:30 or evening");
        assert_eq!(utc("2026-02-30", ""), "`2026-02-30` is not a day such as 2026-01-07");
    }

    #[test]
    fn a_local_time_is_read_in_the_sources_zone_and_an_offset_beats_it() {
        let zone = Zone::named("Asia/Beirut").unwrap();
        let at = |text: &str| read_moment(text, &zone).unwrap().from.to_string();
        assert_eq!(at("2026-01-07T18:30"), "2026-01-07T16:30:00.000Z");
        assert_eq!(at("2026-01-07T18:30:05+01:00"), "2026-01-07T17:30:05.000Z");
        assert_eq!(at("2026-01-07"), "2026-01-06T22:00:00.000Z");
        assert!(read_moment("yesterday", &zone).is_err());
        assert!(Zone::named("Mars/Base").is_err());
    }
}
