//! `tregua simulate`, `fuse` and `score` as a stranger would run them.

use crate::program::Run;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

fn tregua(words: &[&str], folder: &Path) -> Run {
    Command::new(env!("CARGO_BIN_EXE_tregua")).args(words).current_dir(folder).output().unwrap().into()
}

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_simulated_mission_is_fused_and_scores_above_every_simple_rule() {
    let folder = tempfile::tempdir().unwrap();
    for (regime, f1_min) in [("sources", 0.9), ("easy", 0.98), ("noisy", 0.85), ("dense", 0.7)] {
        let run = tregua(&["simulate", "--regime", regime, "--seed", "21", "--rows", "1500", "--out", regime], folder.path());
        assert!(run.is(0), "{}", run.err);
        let [observations, truth, partition] = ["observations.csv", "truth.csv", "p.csv"].map(|file| format!("{regime}/{file}"));
        assert!(!fs::read_to_string(folder.path().join(&observations)).unwrap().lines().next().unwrap().contains("incident"));
        let run = tregua(&["--json", "fuse", &observations, "--out", &partition], folder.path());
        assert!(run.is(0), "{}", run.err);
        let summary = lines(&run).pop().unwrap();
        let number = |name: &str| summary["number"][name].as_u64().unwrap();
        assert!(number("p05") <= number("p50") && number("p50") <= number("p95"), "{summary}");
        let run = tregua(&["--json", "score", &truth, &partition, &observations], folder.path());
        assert!(run.is(0), "{}", run.err);
        let scored = lines(&run);
        assert_eq!(scored.len(), 6, "the partition, four rules, the chances");
        let f1 = |at: usize| scored[at]["b_cubed"]["f1"].as_f64().unwrap();
        let ari = |at: usize| scored[at]["ari"].as_f64().unwrap();
        assert!(f1(0) >= f1_min, "{regime}: {}", f1(0));
        for rule in 1..5 {
            assert!(f1(0) >= f1(rule) && ari(0) >= ari(rule), "{regime}: {} {}", scored[0], scored[rule]);
        }
        assert!(scored[5]["calibration"]["rows"].as_u64().unwrap() >= 1_500);
    }
}

#[test]
fn rows_in_another_order_with_other_columns_give_the_same_partition() {
    let folder = tempfile::tempdir().unwrap();
    tregua(&["simulate", "--regime", "sources", "--rows", "400", "--out", "a"], folder.path());
    let text = fs::read_to_string(folder.path().join("a/observations.csv")).unwrap();
    let mut rows: Vec<String> = text
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [cells[4], "x", cells[7], cells[1], cells[0], cells[3], cells[2], cells[5], cells[6]].join(";")
        })
        .collect();
    rows.reverse();
    rows.insert(0, "Longitude;note;SOURCE;when exactly;obs_id;latitude;t_sd_s;sd_m;kind".into());
    fs::write(folder.path().join("b.csv"), rows.join("\n")).unwrap();
    let sorted = |run: Run| {
        assert!(run.is(0), "{}", run.err);
        let mut lines: Vec<String> = run.out.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let one = sorted(tregua(&["fuse", "a/observations.csv"], folder.path()));
    let other = sorted(tregua(&["fuse", "b.csv", "--column", "t=when exactly"], folder.path()));
    assert!(one.len() > 400);
    assert_eq!(one, other);
}

#[test]
fn what_cannot_be_used_is_said_in_a_sentence_and_loses_no_other_row() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    file("none.csv", "id,when,lat\n1,2026-01-01,48\n");
    let run = tregua(&["fuse", "none.csv"], folder.path());
    assert!(run.is(3) && run.err.contains("no column `lon`"), "{}", run.err);
    file(
        "some.csv",
        "id,t,lat,lon,sd_m\na,2026-01-01T10:00:00Z,48,37,100\nb,noonish,48,37,100\nc,1767262000,48.0001,37,100\nd,1767262000,91.2,37,1\na,2026-01-01,48,37,1\n",
    );
    let run = tregua(&["fuse", "some.csv"], folder.path());
    assert!(run.is(0), "{}", run.err);
    assert_eq!(run.out.lines().count(), 3, "{}", run.out);
    for said in
        ["line 3: time `noonish`", "line 5: latitude `91.2` is not a number between -90 and 90", "line 6: the id `a` stands a second time"]
    {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    file("truth.csv", "id,incident\na,1\nc,1\nz,2\n");
    fs::write(folder.path().join("p.csv"), &run.out).unwrap();
    let run = tregua(&["score", "truth.csv", "p.csv"], folder.path());
    assert!(run.is(0) && run.err.contains("1 ids of the truth are not in the partition"), "{}", run.err);
    let run = tregua(&["score", "truth.csv", "none.csv"], folder.path());
    assert!(run.is(3) && run.err.contains("no column `incident`"), "{}", run.err);
    let run = tregua(&["simulate", "--regime", "hard", "--out", "x"], folder.path());
    assert!(run.is(2) && run.err.contains("easy, noisy, dense or sources"), "{}", run.err);
}

#[test]
fn reports_come_from_the_standard_input_too() {
    use std::io::Write;
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_tregua")).args(["fuse", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"id,t,lat,lon\na,2026-01-01,48,37\nb,2026-01-01T09:00:00Z,48,37\n").unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(out.lines().count(), 3, "{out}");
}
