//! kill -9 at any moment: nothing acknowledged is lost, nothing half-appears, and going on gives the same.

use crate::program::{Mission, OK};
use std::fmt::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Moments at which the program is killed. The issue on the record asks for more.
const KILLS: u32 = 12;

fn rows(file: u32) -> String {
    let mut text = "latitude,longitude,acq_date\n".to_owned();
    for row in 0..400 {
        writeln!(text, "-33.{:04},-17.{:04},2026-01-{:02}", (row * 37 + file * 101) % 10_000, (row * 91) % 10_000, 1 + row % 28).unwrap();
    }
    text
}

fn filled(mission: &Mission) -> Vec<String> {
    for file in 0..4 {
        mission.write(&format!("f{file}.csv"), rows(file).as_bytes());
    }
    (0..4).map(|file| format!("f{file}.csv")).collect()
}

fn standing(mission: &Mission) -> serde_json::Value {
    let mut status: serde_json::Value = serde_json::from_str(&mission.run(&["--json", "status"]).out).unwrap();
    let kept = status.as_object_mut().unwrap();
    for volatile in ["as_of", "root", "concluded"] {
        kept.remove(volatile);
    }
    status
}

#[test]
fn kill_9_at_many_moments_loses_nothing_acknowledged() {
    let reference = Mission::new();
    let files = filled(&reference);
    let words: Vec<&str> = ["add"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let started = Instant::now();
    assert!(reference.run(&words).is(OK));
    let whole = started.elapsed();
    let expected = standing(&reference);
    for kill in 0..KILLS {
        let mission = Mission::new();
        filled(&mission);
        let mut child = mission.command(&words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * f64::from(kill) / f64::from(KILLS)));
        child.kill().ok();
        let output = child.wait_with_output().unwrap();
        let acknowledged = String::from_utf8_lossy(&output.stdout).matches(": received, entry").count();
        if mission.path("data/tregua.db").exists() && acknowledged > 0 {
            let again = mission.run(&["add", "f0.csv"]);
            assert!(again.is(OK) && again.out.contains("known already"), "kill {kill}: {again:?}");
        }
        let went_on = mission.run(&words);
        assert!(went_on.is(OK), "kill {kill}: {went_on:?}");
        assert_eq!(standing(&mission), expected, "kill {kill}");
        let audit = mission.run(&["audit"]);
        assert!(audit.is(OK) && audit.out.contains("0 differences"), "kill {kill}: {audit:?}");
    }
}
