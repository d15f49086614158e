//! `tregua heat` and `tregua radar` on invented and published numbers; in a mission heat is weak, and says so.

use crate::program::{Mission, OK, Run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn run(words: &[&str], files: &[(&str, &str)]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Command::new(env!("CARGO_BIN_EXE_tregua")).args(words).current_dir(folder.path()).output().unwrap().into()
}

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Invented: six years in which a fire burns in each of twenty cells now and then and a works burns every night, and on the last day many
/// fires at one place and at the works.
fn years() -> String {
    let mut text = String::from("confidence,acq_date,longitude,latitude\n");
    for (number, day) in days().iter().enumerate() {
        text.push_str(&format!("n,{day},37.5101,48.3101\n"));
        (0..20).filter(|cell| (number + cell) % 19 == 0).for_each(|cell| text.push_str(&format!("n,{day},37.{cell:02}5,48.05\n")));
    }
    (0..12).for_each(|n| text.push_str(&format!("h,2026-01-20,37.05,48.0{}\n", 50 + n)));
    (0..12).for_each(|_| text.push_str("h,2026-01-20,37.5101,48.3101\n"));
    text
}

/// 2020-01-01 to 2026-01-20.
fn days() -> Vec<String> {
    let is_leap = |year: u32| year.is_multiple_of(4);
    let months = |year| [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let all = (2020..=2026).flat_map(|year| {
        (1u32..).zip(months(year)).flat_map(move |(month, n)| (1..=n).map(move |day: u32| format!("{year}-{month:02}-{day:02}")))
    });
    all.take_while(|day| day.as_str() <= "2026-01-20").collect()
}

#[test]
fn a_day_of_many_fires_is_found_and_what_always_burns_is_masked() {
    let found = run(&["--json", "heat", "fires.csv", "--from", "2026-01-20"], &[("fires.csv", &years())]);
    assert!(found.is(OK), "{found:?}");
    let lines = lines(&found);
    let anomalies: Vec<&Value> = lines.iter().filter(|line| line["what"] == "anomaly").collect();
    assert_eq!(anomalies.len(), 1, "{lines:?}");
    let one = anomalies[0];
    assert_eq!((&one["lat"], &one["lon"], &one["day"]), (&Value::from(48.0), &Value::from(37.0), &Value::from("2026-01-20")));
    assert!(one["count"].as_u64().unwrap() >= 12 && one["q"].as_f64().unwrap() < 0.05 && one["expected"].as_f64().unwrap() < 1.0);
    let always: Vec<&Value> = lines.iter().filter(|line| line["what"] == "always_hot").collect();
    assert_eq!(always.len(), 1);
    assert!((always[0]["lat"].as_f64().unwrap() - 48.3101).abs() < 0.005);
}

#[test]
fn heat_for_people_says_how_little_it_is_worth() {
    let found = run(&["heat", "-"], &[]);
    assert!(found.is(3) && !found.err.contains("panicked"), "{found:?}");
    let found = run(&["heat", "fires.csv", "--from", "2026-01-20"], &[("fires.csv", &years())]);
    assert!(found.is(OK) && found.err.contains("confirms no event alone") && found.out.contains("always burning"), "{found:?}");
    let bad = run(&["heat", "fires.csv"], &[("fires.csv", "latitude,longitude,acq_date\n91,3,2026-01-01\n48,37,soon\n48,37,2026-01-01\n")]);
    assert!(bad.is(3) && bad.err.contains("line 2") && bad.err.contains("line 3"), "{bad:?}");
    let none = run(&["heat", "t.csv"], &[("t.csv", "a,b\n1,2\n")]);
    assert!(none.is(3) && none.err.contains("latitude"), "{none:?}");
}

/// Published events and detections, if they are at hand.
#[expect(clippy::print_stderr, reason = "says what it skips")]
fn real() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("TREGUA_DATA") else {
        eprintln!("skipped: TREGUA_DATA not set");
        return None;
    };
    Some(PathBuf::from(folder))
}

fn fires(data: &Path) -> Vec<String> {
    [2021, 2022].iter().map(|year| data.join(format!("firms_ukraine/points/fires_{year}.csv.gz")).display().to_string()).collect()
}

#[test]
fn what_heat_is_worth_near_verified_events_is_made_again() {
    let Some(data) = real() else { return };
    let events = data.join("eyes_on_russia/dev/verified_events_2022.csv.gz").display().to_string();
    let fires = fires(&data);
    let found = run(&["--json", "heat", &fires[0], &fires[1], "--events", &events], &[]);
    let lines = lines(&found);
    let lr = |kind: &str, near_m: f64, days: u64| {
        let line = lines
            .iter()
            .find(|line| line["kind"].as_str().unwrap().starts_with(kind) && line["near_m"] == near_m && line["days_either_side"] == days);
        let line = line.unwrap();
        println!("{line}");
        assert!(line["nats"].as_f64().unwrap() <= 1.609_438, "never above ln 5");
        (line["lr_found"]["value"].as_f64().unwrap(), line["lr_found"]["low"].as_f64().unwrap())
    };
    for (kind, near, wide) in [("Bombing", 2.4, 1.8), ("Civilian Infrastructure", 2.0, 1.3)] {
        let (narrowest, low) = lr(kind, 1_000.0, 0);
        let (widest, _) = lr(kind, 3_000.0, 1);
        assert!(narrowest > widest && widest > 1.0 && low > 1.0, "{kind}: {narrowest} {widest}");
        assert!((narrowest - near).abs() < 0.35 && (widest - wide).abs() < 0.2, "{kind}: {narrowest} {widest}");
    }
}

#[test]
fn radar_rows_say_what_a_detection_is_worth_and_where_a_stated_share_does_not_fit() {
    // The pooled row and two cities of a published table (PWTT, MIT), one made up that contradicts itself, one that is no share.
    let table = "city;percent_damaged_stated;accuracy_pct;precision_pct;recall_pct\nAll;12.39;76.4;48.04;73.82\nGaza;57.49;75.41;70.42;87.91\nNowhere;50;50;99;99\nBad;1;many;2;3\n";
    let found = run(&["--json", "radar", "t.csv"], &[("t.csv", table)]);
    assert!(found.is(3) && found.err.contains("line 5"), "{found:?}");
    let lines = lines(&found);
    assert_eq!(lines.len(), 3);
    let all = &lines[0];
    let near = |key: &str, value: f64, room: f64| (all[key].as_f64().unwrap() - value).abs() <= room;
    assert!(near("prevalence_implied", 0.223, 0.002) && near("lr_found", 3.2, 0.1) && near("lr_absent", 0.34, 0.01), "{all}");
    assert_eq!((&all["differs"], &lines[2]["contradicts"]), (&Value::from(true), &Value::from(true)));
    let said = run(&["radar", "t.csv"], &[("t.csv", table)]);
    assert!(said.out.contains("they differ") && said.out.contains("contradict") && said.err.contains("no event alone"), "{said:?}");
}

#[test]
fn in_a_mission_heat_is_weak_and_a_place_that_always_burns_is_flagged() {
    let mission = Mission::new();
    // Hot each night for four months, and once elsewhere.
    let mut text = String::from("latitude,longitude,acq_date,acq_time,satellite,instrument\n");
    let days = days();
    let nights = days.iter().rev().take(120).rev();
    nights.for_each(|day| text.push_str(&format!("-33.1001,-17.2001,{day},0040,N,VIIRS\n")));
    text.push_str("-33.6,-17.7,2026-01-20,0040,N,VIIRS\n");
    mission.write("fires.csv", text.as_bytes());
    assert!(mission.run(&["add", "fires.csv"]).is(OK));
    let ids = ids_of_heat(&mission);
    assert_eq!(ids.len(), 121);
    // By time, the last two are the works' last night and the fire elsewhere; the first is the works' first night.
    for (id, is_flagged) in [(&ids[0], false), (&ids[119], true), (&ids[120], false)] {
        let why = mission.run(&["explain", id]);
        assert!(why.out.contains("weak evidence") && why.out.contains("confirms no event alone"), "{why:?}");
        assert_eq!(why.out.contains("works, a flare"), is_flagged, "{why:?}");
    }
}

/// Ids of the detections by time, north to south, from the projection.
fn ids_of_heat(mission: &Mission) -> Vec<String> {
    let database = rusqlite::Connection::open(mission.path("data/tregua.db")).unwrap();
    let mut statement = database.prepare("SELECT id FROM observation WHERE kind = 'thermal_anomaly' ORDER BY from_ms, south DESC").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}
