//! `tregua fsck` and `tregua log recover` on real missions: damage named, mended from a copy, old copies brought up.

use crate::program::{Mission, OK, Run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

fn add(mission: &Mission, day: u32) {
    mission.write("f.csv", format!("latitude,longitude,acq_date\n-33.1,-17.2,2026-01-{day:02}\n").as_bytes());
    assert!(mission.run(&["add", "f.csv"]).is(OK));
}

fn entries(mission: &Mission) -> PathBuf {
    store::disk::files_below(&mission.path("data/log/tile/entries")).unwrap().pop().unwrap()
}

fn damages(run: &Run) -> Vec<serde_json::Value> {
    let value: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    value.get("damages").unwrap().as_array().unwrap().clone()
}

#[test]
fn damage_is_named_with_level_file_and_entry_and_mended_from_a_mirror() {
    let mission = Mission::new();
    add(&mission, 5);
    let mirror = tempfile::tempdir().unwrap();
    copy(&mission.path("data/log"), mirror.path());
    assert!(mission.run(&["fsck"]).is(0));
    let good = fs::read(entries(&mission)).unwrap();
    let mut bad = good.clone();
    let sealed = bad.windows(6).position(|bytes| bytes == b"{\"c\":\"").unwrap() + 6;
    bad[sealed] = if bad[sealed] == b'A' { b'B' } else { b'A' };
    fs::write(entries(&mission), bad).unwrap();
    let found = mission.run(&["fsck", "--json"]);
    let place = |key: &str| damages(&found).first().unwrap().get(key).unwrap().clone();
    assert!(
        found.is(1) && place("level") == 2 && place("leaf") == 5,
        "the file came after the four acts that found the register and the adoption: {found:?}"
    );
    let mended = mission.run(&["fsck", "--repair", "--from", mirror.path().to_str().unwrap()]);
    assert!(mended.is(0) && mended.out.contains("mended: data/log/tile/entries/000.p/"), "{mended:?}");
    assert_eq!(fs::read(entries(&mission)).unwrap(), good);
    assert!(mission.run(&["audit"]).is(OK));
}

#[test]
fn an_absent_file_is_incomplete_and_a_lost_checkpoint_is_signed_again_as_it_was() {
    let mission = Mission::new();
    add(&mission, 5);
    let mirror = tempfile::tempdir().unwrap();
    copy(&mission.path("data/log"), mirror.path());
    let checkpoint = fs::read(mission.path("data/log/checkpoint")).unwrap();
    fs::remove_dir_all(mission.path("data/log/tile")).unwrap();
    fs::remove_file(mission.path("data/log/checkpoint")).unwrap();
    assert!(mission.run(&["fsck"]).is(2));
    let mended = mission.run(&["fsck", "--repair", "--from", mirror.path().to_str().unwrap()]);
    assert!(mended.is(0), "{mended:?}");
    assert_eq!(fs::read(mission.path("data/log/checkpoint")).unwrap(), checkpoint);
    add(&mission, 6);
}

#[test]
fn fsck_says_when_it_cannot_run() {
    let nowhere = tempfile::tempdir().unwrap();
    let mission = Mission::new();
    let run: Run = mission.command(&["--mission", nowhere.path().to_str().unwrap(), "fsck"]).output().unwrap().into();
    assert!(run.is(3), "{run:?}");
    assert!(mission.run(&["fsck", "--repair"]).is(2), "a wrong call");
}

#[test]
fn a_snapshot_of_1000_entries_ago_stays_read_only_until_a_mirror_brings_the_log_back() {
    let mission = Mission::new();
    add(&mission, 5);
    let snapshot = tempfile::tempdir().unwrap();
    copy(&mission.path("data"), snapshot.path());
    let folder = store::Folder::with_state(&mission.path(""), &mission.path("../state"), &[5; 32]);
    let mut writer = folder.write().unwrap();
    let gap = engine::Log::leaf(&writer.log, 0).unwrap();
    for _ in 0..10 {
        engine::Log::append(&mut writer.log, &vec![gap.clone(); 100]).unwrap();
    }
    drop(writer);
    let (mirror, older) = (tempfile::tempdir().unwrap(), snapshot.path().join("data"));
    copy(&mission.path("data/log"), mirror.path());
    let newest = fs::read(mission.path("data/log/checkpoint")).unwrap();
    fs::remove_dir_all(mission.path("data")).unwrap();
    copy(&older, &mission.path(""));
    mission.write("g.csv", b"latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n");
    assert!(mission.run(&["add", "g.csv"]).is(6));
    let fsck = mission.run(&["fsck"]);
    assert!(fsck.is(1) && fsck.out.contains("level 1: data/log/checkpoint") && fsck.out.contains("an old copy"), "{fsck:?}");
    let refused = mission.run(&["log", "recover", "--from", older.to_str().unwrap()]);
    assert!(refused.is(6) && refused.err.contains("a newer copy is needed"), "{refused:?}");
    let recovered = mission.run(&["log", "recover", "--from", mirror.path().to_str().unwrap()]);
    assert!(recovered.is(OK), "{recovered:?}");
    assert_eq!(fs::read(mission.path("data/log/checkpoint")).unwrap(), newest);
    assert!(mission.run(&["fsck"]).is(0));
    assert!(folder.write().is_ok(), "writing goes on");
}
