//! An invented mission with two officers and sources that must not show.

use crate::program::{Mission, OK, Run};
use serde_json::{Value, json};
use std::process::Command;

/// Words, names and digits that stand in what came in, and may stand in nothing that leaves.
pub const CANARIES: [&str; 14] = [
    "Quillfeather",
    "whistlebrook",
    "patrol_hut_77",
    "cistern beneath the old mill",
    "Ostrakova",
    "ROWKEY-5501",
    "nightjar_upload",
    "0123457",
    "0765431",
    "480123457",
    "370765431",
    "21:17",
    "20:17",
    "Thistlemere",
];

/// The mission's data: a source whose name must not show.
const MISSION: &str = "name = \"Test\"\nzone = \"Europe/Paris\"\n\n[[party]]\nid = \"p1\"\nname = \"One\"\n\n[[party]]\nid = \"p2\"\nname = \"Two\"\n\n\
    [[source]]\nid = \"whistlebrook\"\nname = \"Quillfeather network\"\n\n[[source]]\nid = \"patrols\"\nname = \"Patrols\"\n";

/// A mission with two custody officers and a RED source.
pub fn mission() -> Mission {
    let mission = Mission::new();
    mission.write("mission.toml", MISSION.as_bytes());
    done(mission.run(&["adopt"]));
    done(mission.run(&["key", "new", "--kind", "officer", "--person", "other", "--body", "B", "-o", "other.key"]));
    done(mission.run(&["key", "add", "other.key", "--role", "custody"]));
    mission
}

/// Checks that a run did what it was asked, and gives it back.
pub fn done(run: Run) -> Run {
    assert!(run.is(OK), "{run:?}");
    run
}

/// Runs the program at another moment.
pub fn at(mission: &Mission, now: &str, words: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tregua"));
    command.args(["--now", now]).args(words).current_dir(mission.path("")).env_remove("TREGUA_MISSION");
    command.env("TREGUA_STATE", mission.path("../state")).output().unwrap().into()
}

/// One report, with canaries in everything that leads to its source.
pub struct Report<'a> {
    pub kind: &'a str,
    pub determination: Option<&'a str>,
    pub lat: f64,
    pub lon: f64,
    pub hour: &'a str,
    pub key: &'a str,
}

/// Hands in reports as one file from the RED source.
pub fn add(mission: &Mission, file: &str, reports: &[Report<'_>]) {
    let feature = |report: &Report<'_>| {
        let mut properties = json!({
            "kind": report.kind, "date": "2026-01-07", "time": report.hour, "sense": "seen", "sd_m": 150, "speaker": "Ostrakova",
            "place": "Thistlemere", "text": "seen from the cistern beneath the old mill by patrol_hut_77",
        });
        if let Some(determination) = report.determination {
            properties["determination"] = json!(determination);
        }
        json!({"type": "Feature", "id": report.key, "geometry": {"type": "Point", "coordinates": [report.lon, report.lat]}, "properties": properties})
    };
    let features: Vec<Value> = reports.iter().map(feature).collect();
    mission.write(file, json!({"type": "FeatureCollection", "features": features}).to_string().as_bytes());
    done(mission.run(&["add", file, "--source", "whistlebrook"]));
}

/// Every standing incident of the day with its kind.
pub fn incidents(mission: &Mission) -> Vec<(String, String)> {
    let report: Value =
        serde_json::from_str(&done(mission.run(&["report", "daily", "--for", "2026-01-07", "--format", "geojson"])).out).unwrap();
    let features = report["features"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let ids = features
        .iter()
        .map(|feature| (text(feature.get("id").unwrap_or(&feature["properties"]["id"])), text(&feature["properties"]["kind"])));
    ids.filter(|(id, _)| id.starts_with("INC-")).collect()
}

/// Proposes, signs and submits a release; gives what the submission said.
pub fn release(mission: &Mission, incident: &str, to: &str, more: &[&str]) -> Run {
    let words = ["release", "propose", incident, "--to", to, "--reason", "known already", "--by", "me", "-o", "proposed.json"];
    let proposed = mission.run(&[&words, more].concat());
    if !proposed.is(OK) {
        return proposed;
    }
    done(mission.run(&["act", "sign", "proposed.json", "--key", "other.key"]));
    mission.run(&["act", "submit", "proposed.json"])
}
