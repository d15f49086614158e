//! Days and clock times of the world; its zone keeps UTC all year.

/// A moment, seconds since 1970-01-01T00:00:00Z.
pub(crate) type Second = i64;

/// Seconds in a day.
pub(crate) const DAY: Second = 86_400;
/// The zone of the mission, a tz database name with UTC all year.
pub(crate) const ZONE: &str = "Atlantic/St_Helena";
/// The first day of the ceasefire, 2026-01-10, in days since 1970-01-01.
const FIRST_DAY: i64 = 20_463;

/// The beginning of a day of the ceasefire; day 0 is 2026-01-10.
pub(crate) const fn day_start(day: i64) -> Second {
    (FIRST_DAY + day) * DAY
}

/// The day of the ceasefire that a moment lies in.
pub(crate) const fn day_of(second: Second) -> i64 {
    second.div_euclid(DAY) - FIRST_DAY
}

/// Year, month and day of a day of the ceasefire (days from civil, after Howard Hinnant).
pub(crate) const fn civil(day: i64) -> (i64, i64, i64) {
    let z = FIRST_DAY + day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + (month <= 2) as i64, month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// `2026-01-10`
pub(crate) fn iso_day(second: Second) -> String {
    let (year, month, day) = civil(day_of(second));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2026-01`
pub(crate) fn iso_month(second: Second) -> String {
    let (year, month, _) = civil(day_of(second));
    format!("{year:04}-{month:02}")
}

/// `10.01.2026`
pub(crate) fn dotted_day(second: Second) -> String {
    let (year, month, day) = civil(day_of(second));
    format!("{day:02}.{month:02}.{year:04}")
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// `10 January 2026`
pub(crate) fn long_day(second: Second) -> String {
    let (year, month, day) = civil(day_of(second));
    let name = usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or("");
    format!("{day} {name} {year}")
}

/// `18:05`
pub(crate) fn clock(second: Second) -> String {
    let minutes = second.rem_euclid(DAY) / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `18:05:09`
pub(crate) fn clock_seconds(second: Second) -> String {
    format!("{}:{:02}", clock(second), second.rem_euclid(60))
}

/// `2026-01-10T18:05:09Z`
pub(crate) fn instant(second: Second) -> String {
    format!("{}T{}Z", iso_day(second), clock_seconds(second))
}

/// Hour of the day with its fraction, 0 to below 24.
pub(crate) fn hour(second: Second) -> f64 {
    second.rem_euclid(DAY) as f64 / 3600.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_is_10_january_and_the_120th_is_9_may_2026() {
        assert_eq!(instant(day_start(0) + 65_109), "2026-01-10T18:05:09Z");
        assert_eq!(long_day(day_start(119)), "9 May 2026");
        assert_eq!((iso_day(day_start(50)), dotted_day(day_start(-10))), ("2026-03-01".into(), "31.12.2025".into()));
    }

    #[test]
    fn the_zone_keeps_utc_all_year() {
        for day in 0..365 {
            let local = model::Instant::start_of_day(&iso_day(day_start(day)), ZONE);
            assert_eq!(local.map(|start| start.ms()), Ok(day_start(day) * 1000));
        }
    }
}
