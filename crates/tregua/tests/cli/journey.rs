//! The README's way, as a new user walks it: add, report, explain, delete the database, rebuild, see the same.

use crate::program::{Mission, OK};
use std::fs;

const ROWS: &str = "Date,Hour,Latitude,Longitude,What,Who\r\n\
    2026-01-07,21:10,-33.05,-17.20,explosion,\"north, camera\"\r\n\
    2026-01-07,21:12,-33.051,-17.201,explosion,patrol 4\r\n\
    2026-01-07,21:12,91.2,-17.201,explosion,patrol 4\r\n\
    2026-01-08,03:40,-33.30,-17.60,shot,patrol 4\r\n";

const MAP: &str = include_str!("../../../../fixtures/maps/journey.toml");

#[test]
fn a_new_user_gets_from_a_csv_to_a_report_that_walks_back_and_survives_a_deleted_database() {
    let mission = Mission::new();
    mission.write("rows.csv", ROWS.as_bytes());
    mission.write("map.toml", MAP.as_bytes());
    let dry = mission.run(&["add", "rows.csv", "--map", "map.toml", "--dry-run"]);
    assert!(dry.is(OK) && dry.out.contains("line 4, column Latitude: latitude `91.2` is not a number between -90 and 90"), "{dry:?}");
    let added = mission.run(&["add", "rows.csv", "--map", "map.toml"]);
    assert!(added.is(OK) && added.out.contains("4 rows, 3 read, 1 refused"), "{added:?}");
    assert!(added.out.contains("3 observations in 2 incidents"), "{added:?}");

    let report = mission.run(&["report", "daily", "--for", "2026-01-07"]);
    assert!(report.is(OK) && report.out.contains("<html") && report.out.contains("INC-"), "{report:?}");
    let id = mission.incident_of_report("2026-01-07");
    let why = mission.run(&["explain", id.get(..10).unwrap()]);
    assert!(why.is(OK) && why.out.contains("it holds") && why.out.contains("line 2") && why.out.contains("SHA-256"), "{why:?}");

    let before = (report.out, why.out, mission.run(&["status"]).out);
    fs::remove_file(mission.path("data/tregua.db")).unwrap();
    let lost = mission.run(&["report", "daily", "--for", "2026-01-07"]);
    assert!(!lost.is(OK) && lost.err.contains("tregua rebuild"), "{lost:?}");
    assert!(mission.run(&["rebuild"]).is(OK));
    let after = (
        mission.run(&["report", "daily", "--for", "2026-01-07"]).out,
        mission.run(&["explain", id.get(..10).unwrap()]).out,
        mission.run(&["status"]).out,
    );
    assert_eq!(before, after);
    let audit = mission.run(&["audit"]);
    assert!(audit.is(OK) && audit.out.contains("0 differences"), "{audit:?}");
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let mission = Mission::new();
    mission.write("rows.csv", ROWS.as_bytes());
    mission.write("map.toml", MAP.as_bytes());
    mission.run(&["add", "rows.csv", "--map", "map.toml"]);
    let before = mission.run(&["--json", "status"]).out;
    let again = mission.run(&["add", "rows.csv", "--map", "map.toml"]);
    assert!(again.is(OK) && again.out.contains("known already, nothing changed"), "{again:?}");
    assert_eq!(mission.run(&["--json", "status"]).out, before);
}

#[test]
fn a_report_as_of_an_earlier_position_is_made_again_as_it_stood() {
    let mission = Mission::new();
    mission.write("rows.csv", ROWS.as_bytes());
    mission.write("map.toml", MAP.as_bytes());
    mission.run(&["add", "rows.csv", "--map", "map.toml"]);
    let position = mission.position();
    let first = mission.run(&["report", "daily", "--for", "2026-01-08", "--format", "csv", "--as-of", &position]);
    mission.write("late.csv", ROWS.replace("03:40,-33.30", "04:50,-33.60").as_bytes());
    mission.run(&["add", "late.csv", "--map", "map.toml"]);
    let now = mission.run(&["report", "daily", "--for", "2026-01-08", "--format", "csv"]);
    let then = mission.run(&["report", "daily", "--for", "2026-01-08", "--format", "csv", "--as-of", &position]);
    assert!(first.is(OK), "{first:?}");
    assert_eq!(then.out, first.out);
    assert_ne!(now.out, then.out);
}
