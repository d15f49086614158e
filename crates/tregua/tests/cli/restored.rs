//! Folders that come back, move or are started twice, with the real program.

use crate::program::{Mission, OK, Run};
use std::path::Path;
use std::process::{Command, Stdio};

const READ_ONLY: i32 = 6;
const BUSY: i32 = 4;

/// Two programs started at once, this often.
const DOUBLE_STARTS: u32 = 200;

fn filled() -> Mission {
    let mission = Mission::new();
    mission.write("f.csv", b"latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n");
    assert!(mission.run(&["add", "f.csv"]).is(OK));
    mission
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

fn says(run: &Run, code: i32, words: &[&str]) {
    assert!(run.is(code), "{run:?}");
    words.iter().for_each(|word| assert!(run.err.contains(word), "`{word}` is missing: {run:?}"));
}

#[test]
fn a_restored_backup_is_read_and_never_written() {
    let mission = filled();
    let backup = tempfile::tempdir().unwrap();
    copy(&mission.path("data"), backup.path());
    mission.write("g.csv", b"latitude,longitude,acq_date\n-33.2,-17.2,2026-01-06\n");
    assert!(mission.run(&["add", "g.csv"]).is(OK));
    std::fs::remove_dir_all(mission.path("data")).unwrap();
    copy(&backup.path().join("data"), &mission.path("data"));
    says(&mission.run(&["add", "g.csv"]), READ_ONLY, &["this folder is an old copy", "tregua log recover --from MIRROR"]);
    says(&mission.run(&["log", "claim", "--by", "me"]), READ_ONLY, &["this folder is an old copy"]);
    assert!(mission.run(&["status"]).is(OK) && mission.run(&["audit"]).is(OK), "reading goes on");
}

#[test]
fn a_mission_moved_to_another_machine_is_claimed_by_a_person_before_it_is_written() {
    let mission = filled();
    let elsewhere = mission.path("../other-machine");
    let there = |words: &[&str]| -> Run { mission.command(words).env("TREGUA_STATE", &elsewhere).output().unwrap().into() };
    mission.write("g.csv", b"latitude,longitude,acq_date\n-33.2,-17.2,2026-01-06\n");
    says(&there(&["add", "g.csv"]), READ_ONLY, &["its ratchet is absent", "tregua log claim --by NAME"]);
    let claimed = there(&["log", "claim", "--by", "me"]);
    assert!(claimed.is(OK) && claimed.out.contains("me says that no other machine writes the log"), "{claimed:?}");
    assert!(there(&["add", "g.csv"]).is(OK));
    says(&mission.run(&["add", "g.csv"]), READ_ONLY, &["its ratchet is older than the log"]);
    assert!(there(&["audit"]).is(OK));
}

#[test]
fn state_inside_the_mission_is_refused_since_one_backup_would_bring_back_both() {
    let mission = filled();
    let inside = mission.command(&["add", "f.csv"]).env("TREGUA_STATE", mission.path("data/state")).output().unwrap();
    says(&inside.into(), READ_ONLY, &["the state folder lies inside the mission's folder"]);
}

#[test]
fn of_two_programs_started_at_once_on_copies_of_one_log_never_both_sign() {
    let mission = filled();
    let other = mission.path("../copy");
    copy(&mission.path(""), &other);
    let mut signed = 0;
    for start in 0..DOUBLE_STARTS {
        let name = format!("n{start}.csv");
        let rows = format!("latitude,longitude,acq_date\n-33.{:04},-17.2,2026-01-05\n", start + 1);
        let begin = |folder: &Path| {
            std::fs::write(folder.join(&name), &rows).unwrap();
            let mut command = mission.command(&["add", &name]);
            command.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let (mut first, mut second) = (begin(&mission.path("")), begin(&other));
        let codes = [first.wait().unwrap().code().unwrap(), second.wait().unwrap().code().unwrap()];
        assert!(codes.iter().all(|code| [OK, BUSY, READ_ONLY].contains(code)), "start {start}: {codes:?}");
        assert!(codes != [OK, OK], "start {start}: both signed");
        // The copies are made equal again, so that the next two start level.
        let (from, to) = if codes[0] == OK { (&mission.path(""), &other) } else { (&other, &mission.path("")) };
        for part in ["data", "keys"] {
            std::fs::remove_dir_all(to.join(part)).unwrap();
            copy(&from.join(part), to);
        }
        signed += u32::from(codes.contains(&OK));
    }
    let audit = mission.run(&["audit"]);
    assert!(audit.is(OK) && signed > DOUBLE_STARTS / 2, "{signed} signed: {audit:?}");
}
