//! Reports of a week, of a stretch of days and of an hour on the running program.

use crate::program::Mission;
use std::collections::BTreeSet;

const CALL: i32 = 2;

#[test]
fn every_report_is_written_in_every_form_and_the_week_shows_what_binds() {
    let mission = Mission::new();
    mission.ok(&["commitment", "load", concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/commitments/paris_2026.toml")]);
    for (report, form) in
        [("daily", "tregua-daily/1"), ("weekly", "tregua-weekly/1"), ("ledger", "tregua-ledger/1"), ("spot", "tregua-spot/1")]
    {
        let json = mission.ok(&["report", report, "--for", "2026-01-12", "--format", "json"]).out;
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["format"], form);
        for format in ["html", "csv", "geojson"] {
            assert!(mission.ok(&["report", report, "--for", "2026-01-12", "--format", format]).out.len() > 40, "{report} {format}");
        }
    }
    let week = mission.ok(&["report", "weekly", "--for", "2026-01-12", "--format", "csv"]).out;
    assert!(week.contains("us-backstop") && week.contains("not observed"), "{week}");
}

#[test]
fn several_periods_stand_in_one_page_each_by_itself() {
    let mission = Mission::new();
    let page = mission.ok(&["report", "daily", "--for", "2026-01-12", "--days", "2"]).out;
    assert_eq!(page.matches("<h1>").count(), 2);
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "anchors are unique: {ids:?}");
    let lines = mission.ok(&["report", "daily", "--for", "2026-01-12", "--days", "3", "--format", "json"]).out;
    let days: Vec<String> = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["day"].to_string()).collect();
    assert_eq!(days, ["\"2026-01-10\"", "\"2026-01-11\"", "\"2026-01-12\""]);
}

#[test]
fn wrong_days_get_one_clear_sentence() {
    let mission = Mission::new();
    for (words, sentence) in [
        (vec!["report", "weekly", "--for", "2026-13-01"], "2026-13-01"),
        (vec!["report", "ledger", "--for", "2026-01-12", "--from", "2026-02-01"], "is no stretch of"),
        (vec!["report", "ledger", "--for", "2026-01-12", "--from", "yesterday"], "yesterday"),
        (vec!["report", "spot", "--for", "2026-01-12", "--about", "INC-ZZZZZZ"], "INC-ZZZZZZ"),
        (vec!["report", "daily", "--for", "2026-01-12", "--days", "2", "--format", "geojson"], "a map shows one period"),
        (vec!["report", "daily", "--for", "2026-01-12", "--days", "0"], "0"),
    ] {
        let run = mission.run(&words);
        assert!(run.is(CALL) && run.err.contains(sentence), "{words:?}: {run:?}");
    }
}
