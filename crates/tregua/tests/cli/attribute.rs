//! `tregua attribute` on invented cases: proposed, undetermined, and files that are no case.

use crate::program::Run;
use serde_json::Value;
use std::process::Command;

fn attribute(files: &[(&str, &str)], words: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let names = files.iter().map(|(name, _)| *name).filter(|name| !name.ends_with("geojson"));
    let call = Command::new(env!("CARGO_BIN_EXE_tregua")).arg("attribute").args(names).args(words).current_dir(folder.path()).output();
    call.unwrap().into()
}

/// Invented: 3 km inside the ground of `south`, a crater that points over the line, a short weapon, two observers.
const CASE: &str = r#"
parties = ["north", "south"]
when = "2026-01-20T09:15:00Z"
standard = "reasonable_grounds"
note = "invented"

[impact]
lat = 48.0
lon = 37.0
sd_m = 50

[[map]]
source = "mapper"
sd_m = 600
line = [[48.03, 36.5], [48.03, 37.5]]
left = "north"
right = "south"

[[weapon]]
class = "mortar"
lo_km = 0.5
hi_km = 7.0

[[evidence]]
id = "crater"
kind = "azimuth"
bearing_deg = 2
origin = "team"

[[evidence]]
id = "post one"
kind = "bearing"
lat = 48.02
lon = 36.95
bearing_deg = 60

[[evidence]]
id = "the accusation"
kind = "claim"
speaker = "south"
for = "fire:north"
lr = 50
"#;

fn only(run: &Run) -> Value {
    assert!(run.is(0), "{}", run.err);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn a_case_is_proposed_with_its_waterfall_and_the_first_line_says_what() {
    let run = attribute(&[("case.toml", CASE)], &["--now", "2026-02-01T00:00:00Z"]);
    assert!(run.is(0), "{}", run.err);
    for said in [
        "PROPOSED: fire of north",
        "reasonable_grounds: a lower bound of 66.0 %, 2 independent classes",
        "strongest alternative",
        "azimuth `crater`: crater or damage points to the north (from team)",
        "claim `the accusation`",
        "fired from, as coarse as it is told: north",
        "nobody is held responsible before people declare it",
        "digest to cite: ",
    ] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let found = only(&attribute(&[("case.toml", CASE)], &["--json", "--now", "2026-02-01T00:00:00Z"]));
    assert_eq!(found["proposal"]["outcome"]["proposed"], "fire:north");
    assert_eq!(found["digest"].as_str().map(str::len), Some(64));
    let claim = found["proposal"]["steps"].as_array().unwrap().iter().find(|step| step["class"] == "claim").unwrap();
    assert!(claim["lr_mnat"].as_i64().unwrap() <= 694, "a party about its opponent weighs two to one at most: {claim}");
}

#[test]
fn within_a_day_nothing_of_the_origin_is_told() {
    let run = attribute(&[("case.toml", CASE)], &["--now", "2026-01-20T20:00:00Z"]);
    assert!(run.is(0) && !run.out.contains("points to the") && run.out.contains("told 24 hours after"), "{}", run.out);
    let found = only(&attribute(&[("case.toml", CASE)], &["--json", "--now", "2026-01-20T20:00:00Z"]));
    assert!(found["proposal"].get("origin").is_none(), "{found}");
}

#[test]
fn kilometres_json_and_files_with_areas_are_read_and_degrees_and_kilometres_agree() {
    let area = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon",
        "coordinates":[[[36.0,48.03],[38.0,48.03],[38.0,49.0],[36.0,49.0],[36.0,48.03]]]}}]}"#;
    let with_file = CASE.replace(
        "line = [[48.03, 36.5], [48.03, 37.5]]\nleft = \"north\"\nright = \"south\"",
        "file = \"area.geojson\"\nparty = \"north\"\nrest = \"south\"",
    );
    let plane = r#"{"parties":["north","south"],"impact":{"x_km":0,"y_km":0,"sd_m":50},
        "map":[{"source":"mapper","sd_m":600,"line":[[-37,3.336],[37,3.336]],"left":"north","right":"south"}],
        "weapon":[{"class":"mortar","lo_km":0.5,"hi_km":7.0}],
        "evidence":[{"id":"crater","kind":"azimuth","bearing_deg":2,"origin":"team"},{"id":"post one","kind":"bearing","x_km":-3.728,"y_km":2.224,"bearing_deg":60},
        {"id":"the accusation","kind":"claim","speaker":"south","for":"fire:north","lr":50}]}"#;
    let run = attribute(&[("area.geojson", area), ("one.toml", CASE), ("two.toml", &with_file), ("three.json", plane)], &["--json"]);
    assert!(run.is(0), "{}", run.err);
    let chances: Vec<i64> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["proposal"]["hypotheses"][0]["chance_ppm"].as_i64().unwrap())
        .collect();
    assert_eq!(chances.len(), 3);
    assert!(chances.iter().all(|chance| (chance - chances[0]).abs() < 2_000), "{chances:?}");
}

#[test]
fn what_is_not_admitted_or_no_case_is_refused_in_one_sentence_and_loses_no_other_case() {
    let change = |from: &str, to: &str| CASE.replacen(from, to, 1);
    for (text, said) in [
        (change("kind = \"claim\"", "kind = \"propensity\""), "evidence `the accusation`: `propensity` is not admitted"),
        (change("kind = \"claim\"", "kind = \"nationality\""), "`nationality` is not admitted"),
        (change("kind = \"claim\"", "kind = \"volume\""), "`volume` is not admitted"),
        (change("kind = \"claim\"", "kind = \"rumour\""), "kind `rumour` is none of azimuth, range"),
        (change("\"reasonable_grounds\"", "\"beyond_reasonable_doubt\""), "never issued"),
        (change("for = \"fire:north\"", "for = \"fire:east\""), "`fire:east` is no hypothesis"),
        (change("bearing_deg = 2", "bearing_deg = 720"), "evidence `crater`: bearing `720`"),
        (change("origin = \"team\"", "orign = \"team\""), "unknown field `orign`"),
        (change("sd_m = 50", "sd_m = nan"), "impact: sd_m `NaN`"),
        (change("lat = 48.0", "lat = 480.0"), "latitude `480` is not a number between -90 and 90"),
        (change("[\"north\", \"south\"]", "[\"north\"]"), "1 parties: a case has 2 to 12"),
        ("{\"parties\":".into(), "EOF"),
        ("\u{0}".into(), "bad.toml"),
    ] {
        let run = attribute(&[("bad.toml", &text), ("good.toml", CASE)], &["--json"]);
        assert!(run.is(3) && run.err.contains(said), "{said}: {} {}", run.err, run.out);
        assert_eq!(run.out.lines().count(), 1, "the other case is weighed");
    }
}

/// Invented: all north of 33.07 south is the first party's ground.
const CONTROL: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"layer":"control","role":"control","party":"p1",
    "valid_from":"2026-01-01","accuracy_m":600},"geometry":{"type":"Polygon","coordinates":[[[-18.5,-33.07],[-15.5,-33.07],[-15.5,-32.0],[-18.5,-32.0],[-18.5,-33.07]]]}}]}"#;
const ROWS: &str = "Date,Hour,Latitude,Longitude,What,Who\n2026-01-07,21:10,-33.10,-17.20,explosion,camera\n";
const MAP: &str = include_str!("../../../../fixtures/maps/journey.toml");
const SHEET: &str = r#"
standard = "reasonable_grounds"
weapon_origin = "remnants"
[[weapon]]
class = "mortar"
lo_km = 0.5
hi_km = 7.0
[[evidence]]
id = "crater"
kind = "azimuth"
bearing_deg = 0
origin = "team"
[[evidence]]
id = "post one"
kind = "bearing"
lat = -33.09
lon = -17.26
bearing_deg = 50
"#;

#[test]
fn an_incident_of_a_mission_is_weighed_with_its_maps_of_control_and_a_sheet() {
    let mission = crate::program::Mission::new();
    mission.write("rows.csv", ROWS.as_bytes());
    mission.write("map.toml", MAP.replace("sd_m = 500", "sd_m = 100").as_bytes());
    mission.write("control.geojson", CONTROL.as_bytes());
    mission.write("sheet.toml", SHEET.as_bytes());
    let before = mission.position();
    mission.ok(&["add", "rows.csv", "--map", "map.toml"]);
    mission.ok(&["add", "control.geojson"]);
    let id = mission.incident_of_report("2026-01-07");

    let bare = mission.ok(&["attribute", id.get(..12).unwrap()]);
    assert!(bare.out.contains("UNDETERMINED") && bare.out.contains("the place was held by: p1"), "{bare:?}");
    assert!(bare.err.contains("draws no ground of Second party"), "{bare:?}");
    let with = mission.ok(&["attribute", &id, "--with", "sheet.toml"]);
    // One camera alone leaves it open whether there was such an event.
    assert!(with.out.contains("UNDETERMINED (insufficient)") && with.out.contains("azimuth `crater`"), "{with:?}");
    mission.write("sheet.toml", format!("not_an_event = 0.01\n{SHEET}").as_bytes());
    let with = mission.ok(&["attribute", &id, "--with", "sheet.toml"]);
    assert!(with.out.contains("PROPOSED: fire of p1") && with.out.contains("azimuth `crater`"), "{with:?}");
    assert_eq!(with.out, mission.ok(&["attribute", &id, "--with", "sheet.toml"]).out);
    let position = mission.position();
    assert_eq!(with.out, mission.ok(&["attribute", &id, "--with", "sheet.toml", "--as-of", &position]).out);

    mission.write("heat.csv", b"latitude,longitude,acq_date,acq_time,satellite,confidence,frp\n-33.1,-17.2,2026-01-05,0312,N,n,4.2\n");
    mission.ok(&["add", "heat.csv"]);
    let heat = mission.incident_of_report("2026-01-05");
    for (words, code, said) in [
        (vec!["attribute", heat.as_str()], 3, "tells of thermal anomaly and of no impact"),
        (vec!["attribute", "INC-ZZZZZZ"], 3, "INC-ZZZZZZ: no incident begins like that"),
        (vec!["attribute", &id, "--as-of", &before], 3, "no incident begins like that"),
        (vec!["attribute", "case.toml", "--with", "sheet.toml"], 2, "a sheet goes with an incident"),
        (vec!["attribute", &id, "--with", "rows.csv"], 3, "rows.csv"),
    ] {
        let run = mission.run(&words);
        assert!(run.is(code) && run.err.contains(said), "{words:?}: {run:?}");
    }
}
