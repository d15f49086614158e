//! Logs that older versions wrote: the newest program audits each of them for ever (promise R16).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Each kept log with the closing line of its audit.
const LOGS: [(&str, &str); 2] = [
    ("clear-2026-11", "15 entries, 6 artifacts, 9 batches with 28 conclusions checked; 0 differences"),
    ("sealed-2026-11", "19 entries, 6 artifacts, 9 batches with 28 conclusions checked; 0 differences"),
];

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/logs").join(name)
}

/// A copy, since nothing may ever write to the kept one.
fn copy_of(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&kept(name), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn audit(mission: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tregua")).arg("--mission").arg(mission).arg("audit").output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[test]
fn logs_of_every_older_version_are_audited_to_the_last_conclusion() {
    for (name, closing) in LOGS {
        let mission = copy_of(name);
        let (code, said) = audit(mission.path());
        assert_eq!(code, Some(0), "{name}: {said}");
        assert!(said.contains(closing), "{name}: {said}");
    }
}

#[test]
fn a_changed_byte_in_an_old_log_is_still_found() {
    for (name, _) in LOGS {
        let mission = copy_of(name);
        let blobs = fs::read_dir(mission.path().join("data/vault/blobs")).unwrap();
        let blob = blobs.flatten().map(|entry| entry.path()).min().unwrap();
        let mut bytes = fs::read(&blob).unwrap();
        bytes[0] ^= 1;
        fs::write(&blob, bytes).unwrap();
        let (code, said) = audit(mission.path());
        assert!(code != Some(0) && said.contains(blob.file_name().unwrap().to_str().unwrap()), "{name}: {said}");
    }
}

#[test]
fn no_signing_key_lies_among_the_kept_logs() {
    for (name, _) in LOGS {
        let keys = fs::read_dir(kept(name).join("keys")).into_iter().flatten().flatten();
        assert!(keys.map(|entry| entry.path()).all(|path| path.extension().is_none_or(|ending| ending != "key")), "{name}");
    }
}
