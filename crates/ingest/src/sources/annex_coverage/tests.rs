//! An invented annex of coverage.

use crate::testing::{read_text, refusals};
use model::{CoverageState, Sense};

const ANNEX: &str = "Station,Sense,From,To,Planned min,Observed min,State,Region,Cause
Camera 1,camera,2026-01-07 18:00,2026-01-08 18:00,1440,1200,degraded,North,fog
Camera 1,heard,2026-01-07 18:00,2026-01-08 18:00,1440,0,lost,North,no power
Post 2,seen,2026-01-07,2026-01-07,1440,1440,observed,,
Post 2,seen,2026-01-07 18:00,2026-01-07 17:00,60,60,observed,,
Post 2,seen,2026-01-07 18:00,2026-01-07 19:00,121,60,observed,,
Post 2,seen,2026-01-07 18:00,2026-01-07 19:00,60,60,fine,,
";

#[test]
fn a_station_has_one_coverage_for_each_sense_and_time() {
    let yielded = read_text(ANNEX);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n, yielded.coverages.len()), ("annex_coverage", 3, 3));
    let first = &yielded.coverages[0];
    assert_eq!((first.sense, first.state, first.planned_min, first.observed_min), (Sense::Camera, CoverageState::Degraded, 1440, 1200));
    assert_eq!(
        (first.time.from.to_string(), first.time.to.to_string()),
        ("2026-01-07T16:00:00.000Z".into(), "2026-01-08T16:00:00.000Z".into())
    );
    assert_eq!((yielded.coverages[2].time.to.ms() - yielded.coverages[2].time.from.ms()) / 60_000, 1440);
}

#[test]
fn times_that_run_backwards_and_minutes_that_do_not_fit_are_refused() {
    assert_eq!(
        refusals(&read_text(ANNEX)),
        [
            (5, Some("To"), "`2026-01-07 17:00` does not lie after `2026-01-07 18:00`"),
            (6, Some("Planned min"), "`121` is not a number of minutes from 0 to 120, what the interval holds"),
            (7, Some("State"), "`fine` is not a state of coverage: observed, degraded, denied, delayed or lost is expected"),
        ]
    );
}
