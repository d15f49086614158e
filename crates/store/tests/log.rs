//! The log on disk: what is acknowledged stays, what is interrupted never half-appears, damage is found.

#![expect(clippy::unwrap_used, reason = "tests")]

use engine::{Log, StoreFault};
use ledger::note::Signer;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::FileLog;
use store::disk::RealDisk;
use store::log::Pen;
use store::ratchet::Ratchet;
use store::start::Outside;

fn signer() -> Signer {
    Signer::from_seed("test.invalid/log", &[7; 32]).unwrap()
}

/// A scratch folder holds the log and, beside it, the state of the machine.
fn log_in(scratch: &Path) -> PathBuf {
    scratch.join("log")
}

fn pen(scratch: &Path) -> Pen {
    Pen { signers: vec![signer()], ratchet: Ratchet::new(Arc::new(RealDisk), &scratch.join("state"), "test.invalid/log") }
}

fn create(scratch: &Path) -> FileLog {
    FileLog::create(Arc::new(RealDisk), &log_in(scratch), pen(scratch)).unwrap()
}

fn open(scratch: &Path) -> Result<FileLog, StoreFault> {
    FileLog::open(&log_in(scratch), signer().verifier())
}

fn write(scratch: &Path) -> Result<FileLog, StoreFault> {
    open(scratch)?.take_up(pen(scratch), &Outside::Nobody)
}

fn leaves(from: usize, n: usize) -> Vec<Vec<u8>> {
    (from..from + n).map(|number| format!("{{\"n\":{number}}}").into_bytes()).collect()
}

#[test]
fn a_log_reopens_at_every_size_with_the_same_root_and_entries() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = create(folder.path());
    let mut size = 0;
    for n in [1, 2, 5, 248, 1, 255, 300] {
        assert_eq!(log.append(&leaves(size, n)).unwrap(), size as u64);
        size += n;
        let again = open(folder.path()).unwrap();
        assert_eq!((again.size(), again.root(), again.checkpoint()), (log.size(), log.root(), log.checkpoint()));
        for index in [0, size / 2, size - 1] {
            assert_eq!(again.leaf(index as u64).unwrap(), leaves(index, 1).concat());
        }
        assert_eq!(again.check().unwrap(), Vec::<String>::new());
    }
    assert!(matches!(log.leaf(size as u64), Err(StoreFault::Absent { .. })));
}

#[test]
fn every_entry_has_a_proof_that_holds() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = create(folder.path());
    log.append(&leaves(0, 300)).unwrap();
    for index in [0, 1, 255, 256, 299] {
        let path = log.inclusion(index).unwrap();
        let (leaf, root) = (ledger::tree::Hash::leaf(&log.leaf(index).unwrap()), ledger::tree::Hash(*log.root().as_bytes()));
        assert_eq!(ledger::tree::verify_inclusion(&leaf, index, 300, &path, &root), Ok(()));
    }
}

#[test]
fn an_append_interrupted_before_the_checkpoint_leaves_the_old_log_and_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = create(folder.path());
    log.append(&leaves(0, 3)).unwrap();
    let (before, old) = (log.root(), fs::read(log_in(folder.path()).join("checkpoint")).unwrap());
    // The files of the next append are there, its checkpoint is not; the replaced partial tiles still
    // are; the ratchet has not moved yet.
    let copy = tempfile::tempdir().unwrap();
    copy_tree(folder.path(), copy.path());
    log.append(&leaves(3, 2)).unwrap();
    copy_tree(&log_in(folder.path()), &log_in(copy.path()));
    fs::write(log_in(copy.path()).join("checkpoint"), old).unwrap();
    let mut again = write(copy.path()).unwrap();
    assert_eq!((again.size(), again.root()), (3, before));
    again.append(&leaves(3, 2)).unwrap();
    assert_eq!(again.root(), log.root());
    assert_eq!(open(copy.path()).unwrap().check().unwrap(), Vec::<String>::new());
}

#[test]
fn every_single_bit_flip_of_every_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = create(folder.path());
    log.append(&leaves(0, 5)).unwrap();
    let (mut flips, mut missed) = (0, Vec::new());
    for path in store::disk::files_below(&log_in(folder.path())).unwrap() {
        let good = fs::read(&path).unwrap();
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            if let Some(byte) = bad.get_mut(bit / 8) {
                *byte ^= 1 << (bit % 8);
            }
            fs::write(&path, &bad).unwrap();
            flips += 1;
            let is_found = open(folder.path()).map_or(true, |log| !log.check().unwrap().is_empty());
            if !is_found {
                missed.push(format!("{} bit {bit}", path.display()));
            }
        }
        fs::write(&path, &good).unwrap();
    }
    assert_eq!(missed, Vec::<String>::new(), "of {flips} flips");
    assert!(flips > 2_000, "{flips}");
}

#[test]
fn a_log_is_created_once() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path());
    let again = FileLog::create(Arc::new(RealDisk), &log_in(folder.path()), pen(folder.path()));
    assert!(again.is_err_and(|fault| fault.to_string().contains("a log is here already")));
}

#[test]
fn a_log_signed_by_another_key_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path());
    let other = Signer::from_seed("test.invalid/log", &[8; 32]).unwrap();
    assert!(FileLog::open(&log_in(folder.path()), other.verifier()).is_err());
}

fn copy_tree(from: &Path, to: &Path) {
    for path in store::disk::files_below(from).unwrap() {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&path, &target).unwrap();
    }
}
