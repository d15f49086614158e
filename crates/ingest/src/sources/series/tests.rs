//! Invented daily figures, as a table and as a JSON list.

use crate::testing::{read_text, refusals};
use model::{Kind, Measure};

const TABLE: &str = "report_date,report_source,report_period,killed,injured,killed_truce_new,killed_cum,injured_cum
2026-01-05,ministry,48,17.0,3.0,4.0,100.0,50.0
2026-01-06,ministry,0,0.0,0.0,,100.0,50.0
2026-01-07,missing,24,,-2,,102.0,
2026-01-32,ministry,24,1,1,1,1,1
2026-01-08,ministry,soon,1,1,1,1,1
";

const LIST: &str = r#"[{"report_date":"2026-01-05","report_source":"ministry","report_period":48,"ext_killed":9,"ext_killed_cum":9,"killed":17,"injured":3,"killed_truce_new":4,"killed_cum":100,"injured_cum":50,"verified":{"killed":11,"note":"x"}},
{"report_date":"2026-01-06","report_source":"ministry","report_period":24,"ext_killed":9},
{"report_date":"2026-01-07","flash_source":"fill","killed_cum":100}, 5]"#;

#[test]
fn every_figure_is_a_claim_with_its_speaker_its_window_and_its_own_definition() {
    let yielded = read_text(TABLE);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n, yielded.observations.len()), ("series", 3, 2));
    let first = &yielded.observations[0];
    assert_eq!((first.kind, first.speaker.as_deref()), (Kind::Statement, Some("ministry")));
    let claims: Vec<_> =
        first.claims.iter().map(|claim| (claim.measure, claim.count.lo, claim.cumulative, claim.definition.as_deref())).collect();
    assert_eq!(
        claims,
        [
            (Measure::Killed, Some(17), false, Some("killed")),
            (Measure::Injured, Some(3), false, Some("injured")),
            (Measure::Killed, Some(4), false, Some("killed_truce_new")),
            (Measure::Killed, Some(100), true, Some("killed_cum")),
            (Measure::Injured, Some(50), true, Some("injured_cum")),
        ]
    );
    let window = first.claims[0].window.clone();
    assert_eq!(
        window.map(|window| (window.from.to_string(), window.to.to_string())),
        Some(("2026-01-03T22:00:00.000Z".into(), "2026-01-05T22:00:00.000Z".into()))
    );
    assert!(first.claims[3].window.is_none(), "a running total has no start that the file states");
}

#[test]
fn no_report_is_no_observation_and_missing_is_not_zero() {
    let yielded = read_text(TABLE);
    let missing = &yielded.observations[1];
    assert_eq!((missing.speaker.as_deref(), missing.claims.len()), (Some("not stated"), 1));
    assert_eq!(
        yielded.reading.notes,
        ["figure that is no whole number of 0 or more left out: 1 row, at line 4", "no report: 1 row, at line 3"]
    );
    assert_eq!(
        refusals(&yielded),
        [
            (5, Some("report_date"), "`2026-01-32` is not a day such as 2026-01-07"),
            (6, Some("report_period"), "`soon` is not a number of hours from 0 to 87600"),
        ]
    );
}

#[test]
fn the_list_says_the_same_as_the_table_and_extrapolated_fields_are_never_read() {
    let (list, table) = (read_text(LIST), read_text(TABLE));
    assert_eq!((list.reading.format.as_str(), list.reading.read_n, list.reading.refused_n, list.observations.len()), ("series", 3, 1, 1));
    assert_eq!(list.observations[0].id, table.observations[0].id);
    let definitions: Vec<_> = list.observations[0].claims.iter().filter_map(|claim| claim.definition.as_deref()).collect();
    assert_eq!(definitions, ["injured", "injured_cum", "killed", "killed_cum", "killed_truce_new", "verified.killed"]);
    assert_eq!(list.reading.notes, ["figures carried forward, no report that day: 1 row, at line 3", "no figure stated: 1 row, at line 2"]);
}
