//! Copies of a log from sources that stop, lie, lag behind or show another history.

#![expect(clippy::unwrap_used, reason = "tests")]

use engine::{Log, StoreFault, Vault};
use ledger::note::{Signer, Verifier};
use model::Digest;
use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use store::copy::{FolderSource, Listed, Mirror, Part, PullFault, Source, read_fork};
use store::disk::{RealDisk, files_below};
use store::log::Pen;
use store::ratchet::Ratchet;
use store::start::Outside;
use store::{FileLog, FileVault};
use tempfile::TempDir;

const NAME: &str = "log.invalid/copied";
const SEED: [u8; 32] = [5; 32];

fn key() -> Verifier {
    Signer::from_seed(NAME, &SEED).unwrap().verifier().clone()
}

/// An invented entry.
fn leaf(n: usize) -> Vec<u8> {
    format!(r#"{{"n":{n}}}"#).into_bytes()
}

/// Grows the log in a folder by leaves, in one append.
fn grow(folder: &Path, leaves: &[Vec<u8>]) {
    let log = folder.join("log");
    let pen = || Pen {
        signers: vec![Signer::from_seed(NAME, &SEED).unwrap()],
        ratchet: Ratchet::new(Arc::new(RealDisk), &folder.join("state"), NAME),
    };
    let mut log = match log.join("checkpoint").exists() {
        true => open(folder).take_up(pen(), &Outside::Nobody).unwrap(),
        false => FileLog::create(Arc::new(RealDisk), &log, pen()).unwrap(),
    };
    log.append(leaves).unwrap();
}

fn open(folder: &Path) -> FileLog {
    FileLog::open(&folder.join("log"), &key()).unwrap()
}

fn origin(n: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    grow(folder.path(), &(0..n).map(leaf).collect::<Vec<_>>());
    folder
}

fn mirror() -> (TempDir, Mirror) {
    let folder = tempfile::tempdir().unwrap();
    let mirror = Mirror::new(folder.path());
    mirror.begin(&key()).unwrap();
    (folder, mirror)
}

fn pull(mirror: &Mirror, source: &dyn Source) -> Result<store::copy::Pulled, PullFault> {
    mirror.pull_log(source, false, &|_| Ok(()))
}

fn source(folder: &Path) -> FolderSource {
    FolderSource::new(folder).unwrap()
}

fn log_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let below = folder.join("log");
    let files = files_below(&below).unwrap();
    let named = files.iter().map(|path| (path.strip_prefix(&below).unwrap().display().to_string(), fs::read(path).unwrap()));
    named.filter(|(name, _)| name != "vkey").collect()
}

/// A source that behaves as a test wants.
struct Odd<'a, F: Fn(&str, u64, Option<Part>) -> Result<Option<Part>, StoreFault>> {
    inner: &'a FolderSource,
    part: F,
}

impl<F: Fn(&str, u64, Option<Part>) -> Result<Option<Part>, StoreFault>> Source for Odd<'_, F> {
    fn name(&self) -> String {
        "odd".into()
    }

    fn part(&self, path: &str, from: u64) -> Result<Option<Part>, StoreFault> {
        (self.part)(path, from, self.inner.part(path, from)?)
    }

    fn list(&self, after: &str) -> Result<Vec<Listed>, StoreFault> {
        self.inner.list(after)
    }
}

#[test]
fn a_mirror_holds_the_same_files_as_the_log_however_the_log_grew() {
    let (kept, mirror) = mirror();
    let origin = tempfile::tempdir().unwrap();
    let mut n = 0;
    for more in [0, 1, 254, 1, 1, 300, 700] {
        grow(origin.path(), &(n..n + more).map(leaf).collect::<Vec<_>>());
        n += more;
        let pulled = pull(&mirror, &source(origin.path())).unwrap();
        assert_eq!(pulled.new, n as u64);
        assert_eq!(log_files(kept.path()), log_files(origin.path()), "at {n} entries");
    }
    assert!(mirror.log().unwrap().check().unwrap().is_empty());
}

#[test]
fn a_log_that_grows_while_it_is_read_is_taken_as_it_stands_afterwards() {
    let origin = origin(300);
    let (_kept, mirror) = mirror();
    let inner = source(origin.path());
    let grown = Cell::new(false);
    let odd = Odd {
        inner: &inner,
        part: |path: &str, from: u64, part: Option<Part>| {
            if path == "log/checkpoint" && !grown.replace(true) {
                grow(origin.path(), &(300..777).map(leaf).collect::<Vec<_>>());
                return Ok(part);
            }
            inner.part(path, from)
        },
    };
    let pulled = pull(&mirror, &odd).unwrap();
    assert!(pulled.new == 300 || pulled.new == 777, "{pulled:?}");
    assert_eq!(pull(&mirror, &inner).unwrap().new, 777);
}

#[test]
fn an_interrupted_transfer_goes_on_where_it_ended() {
    let origin = origin(256 * 9 + 17);
    let inner = source(origin.path());
    let (_kept, mirror) = mirror();
    let (asked, bundles) = (Cell::new(0u32), Cell::new(0u32));
    let mut stops = 0;
    loop {
        asked.set(0);
        let odd = Odd {
            inner: &inner,
            part: |path: &str, _, part| {
                asked.set(asked.get() + 1);
                if asked.get() > 4 {
                    return Err(StoreFault::Io { at: path.into(), cause: "the line is down".into() });
                }
                bundles.set(bundles.get() + u32::from(path.contains("entries") && part.is_some()));
                Ok(part)
            },
        };
        match pull(&mirror, &odd) {
            Ok(pulled) => break assert_eq!(pulled.new, 256 * 9 + 17),
            Err(PullFault::Store(StoreFault::Io { .. })) => stops += 1,
            Err(other) => panic!("{other}"),
        }
        assert!(stops < 50, "it never ends");
    }
    assert!(mirror.log().unwrap().check().unwrap().is_empty());
    assert!(stops > 1);
    assert!(bundles.get() <= 11 + stops, "{} bundles were asked for in all; ten are there", bundles.get());
}

#[test]
fn an_operator_who_deletes_an_entry_is_refused_and_both_histories_are_kept() {
    let honest = origin(500);
    let rewritten = tempfile::tempdir().unwrap();
    grow(rewritten.path(), &(0..700).filter(|n| *n != 123).map(leaf).collect::<Vec<_>>());
    let (kept, mirror) = mirror();
    pull(&mirror, &source(honest.path())).unwrap();
    let before = log_files(kept.path());
    let refused = pull(&mirror, &source(rewritten.path())).unwrap_err();
    assert!(matches!(refused, PullFault::Fork { .. }), "{refused}");
    assert_eq!(log_files(kept.path()), before, "the verified copy is as it was");
    let evidence = files_below(&kept.path().join("evidence")).unwrap();
    assert_eq!(read_fork(&evidence[0], &key()).unwrap().sizes(), (500, 699));
}

#[test]
fn a_second_tree_of_equal_or_smaller_size_is_a_fork_too() {
    let honest = origin(300);
    for n in [300, 200] {
        let other = tempfile::tempdir().unwrap();
        grow(other.path(), &(0..n).map(|one| leaf(one + 1)).collect::<Vec<_>>());
        let (kept, mirror) = mirror();
        pull(&mirror, &source(honest.path())).unwrap();
        let refused = pull(&mirror, &source(other.path())).unwrap_err();
        assert!(matches!(refused, PullFault::Fork { .. }), "{n}: {refused}");
        assert!(read_fork(&files_below(&kept.path().join("evidence")).unwrap()[0], &key()).is_ok());
    }
}

#[test]
fn an_old_checkpoint_shown_again_takes_nothing_back() {
    let old = origin(100);
    let new = origin(400);
    let (_kept, mirror) = mirror();
    pull(&mirror, &source(new.path())).unwrap();
    let again = pull(&mirror, &source(old.path())).unwrap();
    assert!(again.is_behind && again.new == 400, "{again:?}");
}

#[test]
fn another_log_or_another_key_is_no_source() {
    let origin = origin(10);
    let folder = tempfile::tempdir().unwrap();
    let mirror = Mirror::new(folder.path());
    mirror.begin(Signer::from_seed(NAME, &[6; 32]).unwrap().verifier()).unwrap();
    assert!(matches!(pull(&mirror, &source(origin.path())).unwrap_err(), PullFault::Garbage { .. }));
    assert!(mirror.begin(&key()).is_err(), "a copy is of one log");
    assert!(!mirror.is_begun());
}

#[test]
fn one_flipped_bit_anywhere_in_what_comes_never_counts() {
    let origin = origin(20);
    let inner = source(origin.path());
    let (_kept, mirror) = mirror();
    pull(&mirror, &inner).unwrap();
    grow(origin.path(), &(20..30).map(leaf).collect::<Vec<_>>());
    let wanted = open(origin.path()).root();
    let (mut flips, mut refused) = (0, 0);
    for (name, bytes) in log_files(origin.path()) {
        for bit in (0..bytes.len() * 8).step_by(3) {
            let path = format!("log/{name}");
            let odd = Odd {
                inner: &inner,
                part: |asked: &str, _, mut part: Option<Part>| {
                    if let Some(part) = part.as_mut().filter(|_| asked == path) {
                        part.bytes[bit / 8] ^= 1 << (bit % 8);
                    }
                    Ok(part)
                },
            };
            flips += 1;
            match pull(&mirror, &odd) {
                Err(PullFault::Garbage { .. } | PullFault::Restless { .. }) => refused += 1,
                Ok(pulled) => panic!("{path}, bit {bit}: {pulled:?}"),
                Err(other) => panic!("{path}, bit {bit}: {other}"),
            }
            assert_eq!(mirror.log().unwrap().size(), 20, "{path}, bit {bit}");
        }
    }
    assert!(refused == flips && flips > 1_000, "{refused} of {flips}");
    pull(&mirror, &inner).unwrap();
    assert_eq!(mirror.log().unwrap().root(), wanted);
}

#[test]
fn a_file_of_the_vault_that_is_not_what_its_name_says_is_named_and_the_others_come() {
    let origin = origin(1);
    let mut vault = FileVault::new(&origin.path().join("vault"));
    let good = vault.put(b"invented").unwrap();
    let bad = vault.put(b"invented too").unwrap();
    fs::write(origin.path().join(format!("vault/blobs/{bad}")), b"something else").unwrap();
    let (_kept, mirror) = mirror();
    let pulled = mirror.pull_vault(&source(origin.path())).unwrap();
    assert_eq!((pulled.files, pulled.refused.len()), (1, 1));
    assert!(pulled.refused[0].contains(&bad.to_string()));
    assert_eq!(mirror.vault().read(&good).unwrap(), b"invented");
    assert!(mirror.vault().read(&bad).is_err());
}

#[test]
fn a_large_file_goes_on_where_its_transfer_was_interrupted() {
    let origin = origin(1);
    let bytes: Vec<u8> = (0..11_000_000u32).flat_map(|n| [(n % 251) as u8]).collect();
    let digest = FileVault::new(&origin.path().join("vault")).put(&bytes).unwrap();
    let inner = source(origin.path());
    let (_kept, mirror) = mirror();
    let parts = Cell::new(0);
    let odd = Odd {
        inner: &inner,
        part: |path: &str, from, part| {
            parts.set(parts.get() + 1);
            let is_down = from > 0 && parts.get() == 2;
            if is_down { Err(StoreFault::Io { at: path.into(), cause: "the line is down".into() }) } else { Ok(part) }
        },
    };
    assert!(mirror.pull_vault(&odd).is_err());
    assert_eq!(mirror.pull_vault(&odd).unwrap().files, 1);
    assert_eq!(parts.get(), 4, "three parts, and one that did not come");
    assert_eq!(mirror.vault().read(&digest).unwrap(), bytes);
}

#[test]
fn names_that_lead_out_of_the_copy_are_no_files() {
    let origin = origin(1);
    fs::write(origin.path().join("secret"), b"x").unwrap();
    let inner = source(origin.path());
    for path in ["secret", "log/../secret", "../x", "/etc/passwd", "log//checkpoint", "log/.hidden", "peers/a/keys/x", "keys/log.key"] {
        assert_eq!(inner.part(path, 0).unwrap(), None, "{path}");
    }
    let (_kept, mirror) = mirror();
    struct Lying;
    impl Source for Lying {
        fn name(&self) -> String {
            "lying".into()
        }
        fn part(&self, _: &str, _: u64) -> Result<Option<Part>, StoreFault> {
            Ok(Some(Part { bytes: b"x".to_vec(), total: 1 }))
        }
        fn list(&self, _: &str) -> Result<Vec<Listed>, StoreFault> {
            Ok(vec![Listed { path: format!("vault/blobs/../../{}", Digest::of(b"x")), bytes_n: 1 }])
        }
    }
    assert!(matches!(mirror.pull_vault(&Lying).unwrap_err(), PullFault::Garbage { .. }));
}

/// Entries of the log that is destroyed. Source: R13.
const MILLION: usize = 1_000_000;

#[test]
#[ignore = "half a minute and 1.3 GB of disk: cargo test --release -p tregua-store --test copy -- --ignored --nocapture"]
fn r13_a_log_of_a_million_entries_is_mirrored_and_rebuilt_within_ten_minutes() {
    let origin = tempfile::tempdir().unwrap();
    for first in (0..MILLION).step_by(100_000) {
        let filler = "x".repeat(560);
        grow(
            origin.path(),
            &(first..first + 100_000).map(|n| format!(r#"{{"n":{n:07},"x":"{filler}"}}"#).into_bytes()).collect::<Vec<_>>(),
        );
    }
    let (kept, mirror) = mirror();
    let started = std::time::Instant::now();
    pull(&mirror, &source(origin.path())).unwrap();
    println!("mirrored in {:.1} s", started.elapsed().as_secs_f64());
    let root = open(origin.path()).root();
    fs::remove_dir_all(origin.path().join("log")).unwrap();
    let started = std::time::Instant::now();
    let rebuilt = Mirror::new(origin.path());
    rebuilt.begin(&key()).unwrap();
    pull(&rebuilt, &source(kept.path())).unwrap();
    assert_eq!(rebuilt.log().unwrap().root(), root);
    let took = started.elapsed();
    println!("rebuilt in {:.1} s", took.as_secs_f64());
    assert!(took.as_secs() < 600);
}
