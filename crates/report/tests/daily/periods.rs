//! From evening to evening, whatever the clocks do.

use crate::world::{at, mission};
use report::period_of;

fn hours(day: &str, zone: &str, ends: &str) -> (i64, i64) {
    let (period, previous) = period_of(day, &mission(zone, ends)).unwrap();
    (period.length_ms() / 3_600_000, previous.length_ms() / 3_600_000)
}

#[test]
fn a_period_runs_from_evening_to_evening_in_the_missions_zone() {
    let (period, previous) = period_of("2017-08-02", &mission("Europe/Kyiv", "19:30")).unwrap();
    assert_eq!((period.from, period.to), (at("2017-08-01T16:30:00Z"), at("2017-08-02T16:30:00Z")));
    assert_eq!((previous.from, previous.to), (at("2017-07-31T16:30:00Z"), at("2017-08-01T16:30:00Z")));
}

#[test]
fn twenty_four_hundred_is_the_next_midnight() {
    let (period, _) = period_of("2017-08-02", &mission("UTC", "24:00")).unwrap();
    assert_eq!((period.from, period.to), (at("2017-08-02T00:00:00Z"), at("2017-08-03T00:00:00Z")));
}

#[test]
fn a_change_of_clocks_makes_23_or_25_hours() {
    assert_eq!(hours("2022-03-27", "Europe/Paris", "19:30"), (23, 24));
    assert_eq!(hours("2022-03-28", "Europe/Paris", "19:30"), (24, 23));
    assert_eq!(hours("2022-10-30", "Europe/Paris", "19:30"), (25, 24));
    assert_eq!(hours("2022-10-30", "Europe/Paris", "24:00"), (25, 24));
    // 02:30 does not exist on that day: it is taken in the offset before the change.
    assert_eq!(hours("2022-03-27", "Europe/Paris", "02:30"), (24, 24));
    assert_eq!(hours("2022-03-28", "Europe/Paris", "02:30"), (23, 24));
}

#[test]
fn every_day_of_two_years_begins_where_the_day_before_ended() {
    for (zone, ends) in [("Europe/Kyiv", "19:30"), ("Asia/Gaza", "02:15"), ("America/Bogota", "24:00"), ("Pacific/Chatham", "03:00")] {
        let mission = mission(zone, ends);
        let mut day: jiff::civil::Date = "2021-01-01".parse().unwrap();
        let mut end = None;
        for _ in 0..730 {
            let (period, previous) = period_of(&day.to_string(), &mission).unwrap();
            assert_eq!(previous.to, period.from);
            assert!(end.is_none_or(|end| end == (period.from, previous.from)), "{zone} {day}");
            end = Some((period.to, period.from));
            day = day.tomorrow().unwrap();
        }
    }
}

#[test]
fn an_impossible_day_zone_or_hour_is_refused_in_words() {
    let fault = |day: &str, zone: &str, ends: &str| period_of(day, &mission(zone, ends)).unwrap_err().to_string();
    assert_eq!(fault("2022-02-30", "UTC", "19:30"), "`2022-02-30` is not a day such as 2026-01-07");
    assert_eq!(fault("tomorrow", "UTC", "19:30"), "`tomorrow` is not a day such as 2026-01-07");
    assert_eq!(fault("2022-02-03", "Mars/Base", "19:30"), "`Mars/Base` is not a time zone such as Europe/Paris or UTC");
    assert_eq!(fault("2022-02-03", "UTC", "25:00"), "report_ends `25:00` is not a local time from 00:01 to 24:00");
}
