//! The mission's folder: one writer at a time, keys for their owner only, a vault that finds damage.

#![expect(clippy::unwrap_used, reason = "tests")]

use engine::{StoreFault, Vault};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use store::{FileVault, Folder};

fn within(root: &Path) -> Folder {
    Folder::with_state(&root.join("mission"), &root.join("state"), &[5; 32])
}

#[test]
fn a_second_writer_is_refused_with_a_sentence_and_the_first_is_not_disturbed() {
    let root = tempfile::tempdir().unwrap();
    let folder = within(root.path());
    folder.create_log("test.invalid/log", &[1; 32]).unwrap();
    let first = folder.write().unwrap();
    let second = folder.write().err().unwrap();
    assert!(matches!(second, StoreFault::Busy { .. }), "{second}");
    assert!(second.to_string().contains(&std::process::id().to_string()), "{second}");
    drop(first);
    assert!(folder.write().is_ok());
}

#[test]
fn the_log_key_is_for_its_owner_only() {
    let root = tempfile::tempdir().unwrap();
    within(root.path()).create_log("test.invalid/log", &[1; 32]).unwrap();
    let mode = |name: &str| fs::metadata(root.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("mission/keys"), mode("mission/keys/log.key")), (0o700, 0o600));
}

#[test]
fn the_vault_finds_changed_bytes_and_mends_them_when_they_come_again() {
    let root = tempfile::tempdir().unwrap();
    let mut vault = FileVault::new(root.path());
    let digest = vault.put(b"what was said").unwrap();
    let path = store::disk::files_below(root.path()).unwrap().pop().unwrap();
    fs::write(&path, b"what was sard").unwrap();
    assert!(matches!(vault.read(&digest), Err(StoreFault::Damaged { .. })));
    assert_eq!(vault.check().unwrap().len(), 1);
    vault.put(b"what was said").unwrap();
    assert_eq!(vault.read(&digest).unwrap(), b"what was said");
}

#[test]
fn a_full_disk_refuses_in_one_sentence_and_leaves_nothing_half_written() {
    let root = tempfile::tempdir().unwrap();
    let mounted = std::process::Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(root.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("skipped: a full disk: this user cannot mount a small tmpfs");
        return;
    }
    let outcome = std::panic::catch_unwind(|| fill(root.path()));
    std::process::Command::new("umount").arg(root.path()).status().unwrap();
    outcome.unwrap();
}

fn fill(root: &std::path::Path) {
    let folder = within(root);
    folder.create_log("test.invalid/log", &[1; 32]).unwrap();
    let (log, mut vault) = (folder.read_log().unwrap(), folder.vault());
    let small = vault.put(b"before").unwrap();
    let fault = vault.put(&vec![1; 1 << 20]).unwrap_err();
    assert!(matches!(fault, StoreFault::Full { .. }), "{fault}");
    assert!(fault.to_string().contains("nothing of this step was recorded"), "{fault}");
    assert_eq!(vault.read(&small).unwrap(), b"before");
    assert_eq!(log.check().unwrap(), Vec::<String>::new());
    assert_eq!(vault.check().unwrap(), Vec::<String>::new());
    assert!(vault.put(b"after").is_ok(), "small writes go on once there is room");
}
