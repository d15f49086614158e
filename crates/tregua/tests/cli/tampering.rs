//! An insider with the files in hand: whatever is changed by hand is named by the audit.

use crate::program::{Mission, OK};
use std::process::Command;

fn filled() -> Mission {
    let mission = Mission::new();
    mission.write("f.csv", b"latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n-33.2,-17.2,2026-01-05\n");
    assert!(mission.run(&["add", "f.csv"]).is(OK));
    mission
}

#[test]
fn a_cell_changed_in_the_database_is_named_and_rebuild_mends_it() {
    let mission = filled();
    let database = rusqlite::Connection::open(mission.path("data/tregua.db")).unwrap();
    database.execute("UPDATE incident SET kind = 'explosion'", []).unwrap();
    drop(database);
    let audit = mission.run(&["audit"]);
    assert!(audit.is(1) && audit.out.contains("data/tregua.db is not the fold of the log"), "{audit:?}");
    assert!(mission.run(&["rebuild"]).is(OK));
    assert!(mission.run(&["audit"]).is(OK));
}

#[test]
fn a_conclusion_changed_in_the_vault_is_named_with_its_entry_and_id() {
    let mission = filled();
    let folder = mission.path("data/vault/batches");
    let name = std::fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "sealed"))
        .unwrap();
    let mut bytes = std::fs::read(&name).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&name, bytes).unwrap();
    let audit = mission.run(&["audit"]);
    assert!(audit.is(1) && audit.out.contains("entry ") && audit.out.contains("is not the item that was recorded"), "{audit:?}");
}

#[test]
fn a_disk_that_fills_refuses_in_one_sentence_and_the_work_goes_on_once_there_is_room() {
    let disk = tempfile::tempdir().unwrap();
    let mount = |options: &str| {
        Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(disk.path())
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if !mount("size=1m") {
        println!("skipped: a full disk: this user cannot mount a small tmpfs");
        return;
    }
    let outcome = std::panic::catch_unwind(|| fill(disk.path()));
    Command::new("umount").arg("-l").arg(disk.path()).status().unwrap();
    outcome.unwrap();
}

fn fill(disk: &std::path::Path) {
    let tregua = |words: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_tregua")).args(words).current_dir(disk).env("TREGUA_STATE", disk.join("state")).output().unwrap()
    };
    assert!(tregua(&["init", "m", "--by", "me"]).status.success());
    let rows: String = (0..3_000).map(|row| format!("-33.{row:04},-17.{row:04},2026-01-05\n")).collect();
    let input = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(input.path(), format!("latitude,longitude,acq_date\n{rows}")).unwrap();
    let add = ["--mission", "m", "add", input.path().to_str().unwrap()];
    let full = tregua(&add);
    let said = String::from_utf8_lossy(&full.stderr).into_owned();
    assert_eq!(full.status.code(), Some(5), "{said}");
    assert!(said.contains("the disk is full") && said.contains("run the command again"), "{said}");
    assert!(Command::new("mount").args(["-o", "remount,size=64m"]).arg(disk).status().unwrap().success());
    let again = tregua(&add);
    assert!(again.status.success(), "{again:?}");
    let audit = tregua(&["--mission", "m", "audit"]);
    assert!(audit.status.success() && String::from_utf8_lossy(&audit.stdout).contains("0 differences"), "{audit:?}");
    let status = tregua(&["--mission", "m", "--json", "status"]);
    assert!(String::from_utf8_lossy(&status.stdout).contains("\"observations\":3000"), "{status:?}");
}
