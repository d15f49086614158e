//! A mirror of a real mission: over HTTP, in chains, and as what a destroyed node is rebuilt from.

use crate::program::{Mission, OK};
use crate::serving::Serving;
use std::fs;

/// Invented rows.
const ROWS: &str = "latitude,longitude,acq_date\n-33.1,-17.2,2026-01-10\n-33.3,-17.4,2026-01-11\n";

fn filled() -> Mission {
    let mission = Mission::new();
    mission.write("a.csv", ROWS.as_bytes());
    assert!(mission.run(&["add", "a.csv"]).is(OK));
    mission
}

fn vkey(mission: &Mission) -> String {
    fs::read_to_string(mission.path("data/log/vkey")).unwrap().trim().to_owned()
}

#[test]
fn a_mirror_of_a_mirror_over_http_holds_what_the_mission_holds() {
    let mission = filled();
    let scratch = tempfile::tempdir().unwrap();
    let folder = |name: &str| scratch.path().join(name).display().to_string();
    let origin = Serving::start(mission.command(&["mirror", "serve", "--listen", "127.0.0.1:0"]));
    let first = mission.run(&["mirror", "pull", &folder("a"), "--from", &origin.url, "--vkey", &vkey(&mission)]);
    assert!(first.is(OK), "{first:?}");
    let between = Serving::start(mission.command(&["mirror", "serve", &folder("a"), "--listen", "127.0.0.1:0"]));
    drop(origin);
    assert!(mission.run(&["mirror", "pull", &folder("b"), "--from", &between.url, "--vkey", &vkey(&mission)]).is(OK));
    let checked = mission.run(&["--json", "mirror", "check", &folder("b")]);
    assert!(checked.is(OK), "{checked:?}");
    let status: serde_json::Value = serde_json::from_str(&mission.run(&["--json", "status"]).out).unwrap();
    let checked: serde_json::Value = serde_json::from_str(&checked.out).unwrap();
    assert_eq!(checked["root"], status["root"]);
}

#[test]
fn r13_a_destroyed_node_is_rebuilt_from_its_mirror() {
    let mission = filled();
    let scratch = tempfile::tempdir().unwrap();
    let mirror = scratch.path().join("mirror").display().to_string();
    assert!(mission.run(&["mirror", "pull", &mirror, "--from", ".", "--vkey", "data/log/vkey"]).is(OK));
    let (before, key) = (mission.run(&["--json", "status"]).out, vkey(&mission));
    fs::remove_dir_all(mission.path("data")).unwrap();
    assert!(mission.run(&["status"]).is(2));
    let restored = mission.run(&["mirror", "restore", "--from", &mirror, "--vkey", &key]);
    assert!(restored.is(OK), "{restored:?}");
    assert!(mission.run(&["rebuild"]).is(OK));
    assert_eq!(mission.run(&["--json", "status"]).out, before);
    assert!(mission.run(&["audit"]).is(OK));
}

#[test]
fn a_copy_needs_the_key_once_and_says_so() {
    let mission = filled();
    let scratch = tempfile::tempdir().unwrap();
    let mirror = scratch.path().join("mirror").display().to_string();
    let without = mission.run(&["mirror", "pull", &mirror, "--from", "."]);
    assert!(without.is(2) && without.err.contains("--vkey"), "{without:?}");
    let wrong = mission.run(&["mirror", "pull", &mirror, "--from", ".", "--vkey", "nonsense"]);
    assert!(wrong.is(2), "{wrong:?}");
    assert!(mission.run(&["mirror", "pull", &mirror, "--from", ".", "--vkey", "data/log/vkey"]).is(OK));
    assert!(mission.run(&["mirror", "pull", &mirror, "--from", "."]).is(OK));
    let silent = mission.run(&["mirror", "pull", &mirror, "--from", "http://127.0.0.1:9"]);
    assert!(silent.is(5) && silent.err.contains("127.0.0.1:9"), "{silent:?}");
}
