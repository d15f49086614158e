//! fsck: each damaged file is named with its entry, nothing else is, and a copy mends exactly that.

#![expect(clippy::unwrap_used, reason = "tests")]

use engine::Log;
use ledger::note::Signer;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::FileLog;
use store::disk::{RealDisk, files_below};
use store::fsck::{Damage, Extent, FolderCopy, check_signed, check_tree, mend};
use store::log::Pen;
use store::ratchet::{Head, Ratchet};

const NAME: &str = "test.invalid/log";

fn signer() -> Signer {
    Signer::from_seed(NAME, &[7; 32]).unwrap()
}

fn ratchet(scratch: &Path) -> Ratchet {
    Ratchet::new(Arc::new(RealDisk), &scratch.join("state"), NAME)
}

/// A log of so many entries in `scratch/log`.
fn filled(scratch: &Path, n: u64) -> FileLog {
    let pen = Pen { signers: vec![signer()], ratchet: ratchet(scratch) };
    let mut log = FileLog::create(Arc::new(RealDisk), &scratch.join("log"), pen).unwrap();
    log.append(&(0..n).map(|number| format!("{{\"entry\":{number}}}").into_bytes()).collect::<Vec<_>>()).unwrap();
    log
}

fn check(log: &Path, head: Head) -> Vec<Damage> {
    check_tree(&RealDisk, log, head)
}

fn files(log: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files_below(&log.join("tile")).unwrap().into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn a_sound_log_of_any_size_is_clean() {
    for n in [0, 1, 255, 256, 257, 600] {
        let scratch = tempfile::tempdir().unwrap();
        let log = filled(scratch.path(), n);
        assert_eq!(check(log.folder(), log.head()), Vec::new(), "{n} entries");
    }
}

#[test]
fn every_single_bit_flip_of_a_tile_or_bundle_is_named_with_its_file_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let log = filled(scratch.path(), 7);
    flip_all(&log, 1);
}

#[test]
fn flips_in_full_tiles_are_named_with_their_file_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let log = filled(scratch.path(), 520);
    flip_all(&log, 97);
}

fn flip_all(log: &FileLog, step: usize) {
    for (path, good) in files(log.folder()) {
        for bit in (0..good.len() * 8).step_by(step) {
            let mut bad = good.clone();
            *bad.get_mut(bit / 8).unwrap() ^= 1 << (bit % 8);
            fs::write(&path, &bad).unwrap();
            let found = check(log.folder(), log.head());
            let named = format!("data/log/{}", path.strip_prefix(log.folder()).unwrap().display());
            assert!(!found.is_empty(), "{named} bit {bit} was not found");
            assert!(found.iter().all(|damage| damage.file == named), "{named} bit {bit}: {found:?}");
        }
        fs::write(&path, &good).unwrap();
    }
}

#[test]
fn a_changed_entry_is_named_with_its_index() {
    let scratch = tempfile::tempdir().unwrap();
    let log = filled(scratch.path(), 300);
    let path = log.folder().join("tile/entries/000");
    let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).replace("{\"entry\":217}", "{\"entry\":218}");
    fs::write(&path, text).unwrap();
    let found = check(log.folder(), log.head());
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["level 2: data/log/tile/entries/000, entry 217: its bytes do not have the hash that is in the tree"]);
}

#[test]
fn two_entries_exchanged_are_named_both() {
    let scratch = tempfile::tempdir().unwrap();
    let log = filled(scratch.path(), 9);
    let path = log.folder().join("tile/entries/000.p/9");
    let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
    let text = text.replace("\"entry\":3", "\"entry\":X").replace("\"entry\":5", "\"entry\":3").replace("\"entry\":X", "\"entry\":5");
    fs::write(&path, text).unwrap();
    let leaves: Vec<Option<u64>> = check(log.folder(), log.head()).iter().map(|damage| damage.leaf).collect();
    assert_eq!(leaves, [Some(3), Some(5)]);
}

#[test]
fn each_absent_file_is_named_as_absent_and_comes_back_from_a_copy() {
    let (scratch, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = filled(scratch.path(), 600);
    let twin = filled(other.path(), 700);
    let copy = FolderCopy::find(other.path()).unwrap();
    assert_eq!(copy.folder(), twin.folder());
    let whole = files(log.folder());
    for (path, _) in &whole {
        fs::remove_file(path).unwrap();
        let found = check(log.folder(), log.head());
        assert!(found.iter().all(|damage| damage.extent == Extent::Absent), "{found:?}");
        let mended = mend(&RealDisk, log.folder(), log.head(), &copy).unwrap();
        assert_eq!((mended.files.len(), mended.left.len()), (1, 0), "{}", path.display());
        assert_eq!(files(log.folder()), whole);
    }
}

#[test]
fn a_copy_mends_everything_at_once_and_gives_nothing_that_the_root_does_not_confirm() {
    let (scratch, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = filled(scratch.path(), 600);
    let twin = filled(other.path(), 600);
    let whole = files(log.folder());
    fs::remove_dir_all(log.folder().join("tile")).unwrap();
    // The copy lies about one entry, and has lost a tile.
    let path = twin.folder().join("tile/entries/001");
    fs::write(&path, fs::read(&path).unwrap().iter().map(|byte| if *byte == b'3' { b'4' } else { *byte }).collect::<Vec<_>>()).unwrap();
    fs::remove_file(twin.folder().join("tile/0/000")).unwrap();
    let copy = FolderCopy::find(&other.path().join("log")).unwrap();
    let mended = mend(&RealDisk, log.folder(), log.head(), &copy).unwrap();
    assert_eq!(mended.left, ["data/log/tile/0/000", "data/log/tile/entries/000", "data/log/tile/entries/001"]);
    let third = tempfile::tempdir().unwrap();
    filled(third.path(), 600);
    let mended = mend(&RealDisk, log.folder(), log.head(), &FolderCopy::find(third.path()).unwrap()).unwrap();
    assert_eq!((mended.files.len(), mended.left.len()), (3, 0));
    assert_eq!(files(log.folder()), whole);
}

#[test]
fn a_copy_of_another_history_mends_nothing() {
    let (scratch, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = filled(scratch.path(), 5);
    let pen = Pen { signers: vec![signer()], ratchet: ratchet(other.path()) };
    let mut forged = FileLog::create(Arc::new(RealDisk), &other.path().join("log"), pen).unwrap();
    forged.append(&vec![b"{}".to_vec(); 5]).unwrap();
    fs::remove_dir_all(log.folder().join("tile")).unwrap();
    let mended = mend(&RealDisk, log.folder(), log.head(), &FolderCopy::find(other.path()).unwrap()).unwrap();
    assert_eq!((mended.files.len(), mended.left.len()), (0, 2));
}

#[test]
fn checkpoint_and_ratchet_are_held_against_each_other() {
    let scratch = tempfile::tempdir().unwrap();
    let mut log = filled(scratch.path(), 5);
    let old = fs::read(log.folder().join("checkpoint")).unwrap();
    log.append(&[b"{}".to_vec()]).unwrap();
    log.append(&[b"{}".to_vec()]).unwrap();
    let mark = ratchet(scratch.path()).read().unwrap();
    let what = |bytes: Option<&[u8]>| {
        bytes
            .map_or_else(|| fs::remove_file(log.folder().join("checkpoint")), |bytes| fs::write(log.folder().join("checkpoint"), bytes))
            .unwrap();
        let (reference, damages) = check_signed(&RealDisk, log.folder(), signer().verifier(), mark.as_ref());
        (reference.unwrap().head().size, damages.first().map(ToString::to_string).unwrap_or_default())
    };
    assert_eq!(what(Some(log.checkpoint().as_bytes())), (7, String::new()));
    let (size, said) = what(Some(&old));
    assert!(size == 5 && said.contains("an old copy"), "{said}");
    let (size, said) = what(Some(b"nonsense"));
    assert!(size == 7 && said.starts_with("level 1: data/log/checkpoint: "), "{said}");
    let (size, said) = what(None);
    assert!(size == 7 && said.starts_with("level 1: data/log/checkpoint: "), "{said}");
}
