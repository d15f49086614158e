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

#[test]
fn a_stream_is_answered_row_by_row_before_the_next_one_comes() {
    use std::io::{BufRead, BufReader, Write};
    let mut child = Command::new(env!("CARGO_BIN_EXE_tregua"))
        .args(["--json", "fuse", "--stream", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    input.write_all(b"note;t;lat;lon;sd_m;id\n").unwrap();
    let mut ask = |row: &str| -> Value {
        input.write_all(row.as_bytes()).unwrap();
        serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap()
    };
    let first = ask("x;2026-01-01T10:00:00Z;48.0;37.0;200;a\n");
    assert_eq!((first["id"].as_str(), first["incident"].as_u64(), first["status"].as_str()), (Some("a"), Some(1), Some("new")));
    let second = ask("\"one; two\";2026-01-01T10:02:00Z;48.001;37.0;200;b\n");
    assert_eq!((second["incident"].as_u64(), second["status"].as_str()), (Some(1), Some("joined")), "{second}");
    let third = ask("y;2026-01-01T10:03:00Z;48.4;37.0;200;c\n");
    assert_eq!(third["incident"].as_u64(), Some(2));
    let fourth = ask("this is no row\n\ny;2026-01-01T10:04:00Z;48.4;37.0;200;d\n");
    assert_eq!(fourth["incident"].as_u64(), Some(2));
    drop(input);
    let rest = child.wait_with_output().unwrap();
    let said = String::from_utf8(rest.stderr).unwrap();
    assert!(rest.status.success() && said.contains("line 5: ") && said.contains("4 reports, 2 incidents"), "{said}");
}

#[test]
fn a_stream_scores_nearly_as_well_as_the_partition_and_hostile_lines_stop_nothing() {
    let folder = tempfile::tempdir().unwrap();
    tregua(&["simulate", "--regime", "noisy", "--seed", "22", "--rows", "3000", "--out", "n"], folder.path());
    let path = folder.path().join("n/observations.csv");
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend(b"z,2026-01-01,1,91,0,1\n\xff\xfe\n");
    bytes.extend(vec![b'a'; 200_000]);
    bytes.extend(b"\nlast,9999-01-01T00:00:00Z,48,37,100\n");
    fs::write(&path, bytes).unwrap();
    let run = tregua(&["fuse", "--stream", "n/observations.csv", "--out", "p.csv"], folder.path());
    assert!(run.is(0) && run.err.contains("3 rows refused"), "{}", run.err);
    let run = tregua(&["--json", "score", "n/truth.csv", "p.csv"], folder.path());
    let score = lines(&run).swap_remove(0);
    assert!(score["ari"].as_f64().unwrap() > 0.8, "{score}");
    assert_eq!(tregua(&["fuse", "--stream", "absent.csv"], folder.path()).code, Some(3));
    fs::write(folder.path().join("empty.csv"), "").unwrap();
    assert!(tregua(&["fuse", "--stream", "empty.csv"], folder.path()).err.contains("a header line is expected"));
}
