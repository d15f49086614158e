//! One log, one history: whatever is restored, copied or started twice, no second checkpoint of one size is signed.

#![expect(clippy::unwrap_used, reason = "tests")]

use engine::{Log, StoreFault};
use ledger::note::Signer;
use ledger::tree::Hash;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::FileLog;
use store::disk::{RealDisk, files_below};
use store::log::Pen;
use store::ratchet::{Head, Mark, Ratchet};
use store::start::{Hold, Outside, Start, judge};

const NAME: &str = "test.invalid/log";

/// A machine with a log and its state beside it; both can be copied and put back.
struct Machine(tempfile::TempDir);

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        FileLog::create(Arc::new(RealDisk), &machine.log(), machine.pen()).unwrap();
        machine
    }

    fn log(&self) -> PathBuf {
        self.0.path().join("log")
    }

    fn state(&self) -> PathBuf {
        self.0.path().join("state")
    }

    fn pen(&self) -> Pen {
        Pen { signers: vec![Signer::from_seed(NAME, &[7; 32]).unwrap()], ratchet: self.ratchet() }
    }

    fn ratchet(&self) -> Ratchet {
        Ratchet::new(Arc::new(RealDisk), &self.state(), NAME)
    }

    fn read(&self) -> FileLog {
        FileLog::open(&self.log(), Signer::from_seed(NAME, &[7; 32]).unwrap().verifier()).unwrap()
    }

    fn write(&self, outside: &Outside) -> Result<FileLog, StoreFault> {
        self.read().take_up(self.pen(), outside)
    }

    fn append(&self, n: u64) {
        let mut log = self.write(&Outside::Nobody).unwrap();
        let size = log.size();
        log.append(&(size..size + n).map(|number| format!("{{\"n\":{number}}}").into_bytes()).collect::<Vec<_>>()).unwrap();
    }
}

fn copy(from: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files_below(from).unwrap().into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn restore(folder: &Path, files: &[(PathBuf, Vec<u8>)]) {
    fs::remove_dir_all(folder).unwrap();
    for (path, bytes) in files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn refused(opened: Result<FileLog, StoreFault>, words: &str) {
    let fault = opened.err().unwrap();
    assert!(matches!(&fault, StoreFault::ReadOnly { why } if why.contains(words)), "{fault}");
}

#[test]
fn a_restored_backup_never_signs_a_fork() {
    let machine = Machine::new();
    machine.append(300);
    let backup = copy(&machine.log());
    machine.append(1_000);
    let newest = copy(&machine.log());
    restore(&machine.log(), &backup);
    let before = copy(&machine.log());
    refused(machine.write(&Outside::Nobody), "ends at entry 300, and 1300 entries of it were signed");
    refused(machine.write(&Outside::Agrees), "this folder is an old copy");
    refused(machine.read().claim(machine.pen(), &Outside::Nobody), "this folder is an old copy");
    assert_eq!(machine.read().size(), 300, "reading goes on");
    assert_eq!(copy(&machine.log()), before, "nothing was touched");
    restore(&machine.log(), &newest);
    machine.append(1);
    assert_eq!(machine.read().size(), 1_301);
}

#[test]
fn a_backup_of_one_append_ago_is_an_old_copy_and_not_an_interrupted_step() {
    let machine = Machine::new();
    machine.append(3);
    let backup = copy(&machine.log());
    machine.append(1);
    restore(&machine.log(), &backup);
    refused(machine.write(&Outside::Nobody), "this folder is an old copy");
}

#[test]
fn log_and_state_restored_together_are_stopped_by_the_witnesses() {
    let machine = Machine::new();
    machine.append(3);
    let (log, state) = (copy(&machine.log()), copy(&machine.state()));
    machine.append(5);
    restore(&machine.log(), &log);
    restore(&machine.state(), &state);
    let seen = Outside::Contradicts("witness w1 has cosigned 8 entries of this log".into());
    refused(machine.write(&seen), "witness w1 has cosigned 8 entries");
    refused(machine.read().claim(machine.pen(), &seen), "witness w1");
}

#[test]
fn a_log_on_a_machine_that_never_wrote_it_waits_for_a_word() {
    let machine = Machine::new();
    machine.append(3);
    let state = copy(&machine.state());
    fs::remove_dir_all(machine.state()).unwrap();
    refused(machine.write(&Outside::Nobody), "`tregua log claim --by NAME`");
    refused(machine.write(&Outside::Silent), "no witness or mirror answered");
    refused(machine.read().claim(machine.pen(), &Outside::Silent), "no witness or mirror answered");
    assert_eq!(machine.ratchet().read().unwrap(), None, "nothing was made silently");
    assert!(machine.read().claim(machine.pen(), &Outside::Nobody).is_ok());
    machine.append(1);
    fs::remove_dir_all(machine.state()).unwrap();
    assert!(machine.write(&Outside::Agrees).is_ok(), "a witness confirms");
    restore(&machine.state(), &state);
    refused(machine.write(&Outside::Nobody), "its ratchet is older than the log");
    assert!(machine.write(&Outside::Agrees).is_ok(), "a witness confirms");
}

#[test]
fn of_two_copies_of_one_log_the_one_that_was_overtaken_stops() {
    let machine = Machine::new();
    machine.append(3);
    let mut first = machine.write(&Outside::Nobody).unwrap();
    let mut second = machine.write(&Outside::Nobody).unwrap();
    let fault = first.append(&[b"{\"from\":1}".to_vec()]).unwrap_err();
    assert!(fault.to_string().contains("another process has taken up this log"), "{fault}");
    let again = first.append(&[b"{\"from\":1}".to_vec()]).unwrap_err();
    assert!(again.to_string().contains("writing stopped after a fault"), "{again}");
    second.append(&[b"{\"from\":2}".to_vec()]).unwrap();
    assert_eq!(machine.read().leaf(3).unwrap(), b"{\"from\":2}");
}

#[test]
fn a_crash_between_ratchet_and_checkpoint_is_finished_with_the_same_entries() {
    let machine = Machine::new();
    machine.append(3);
    let old = fs::read(machine.log().join("checkpoint")).unwrap();
    machine.append(2);
    let (new, root) = (fs::read(machine.log().join("checkpoint")).unwrap(), machine.read().root());
    fs::write(machine.log().join("checkpoint"), old).unwrap();
    assert_eq!(machine.read().size(), 3, "the tiles of three entries are found in those of five");
    let log = machine.write(&Outside::Nobody).unwrap();
    assert_eq!((log.size(), log.root()), (5, root));
    assert_eq!(fs::read(machine.log().join("checkpoint")).unwrap(), new);
}

#[test]
fn what_an_interrupted_append_left_is_never_taken_for_entries_of_the_log() {
    let machine = Machine::new();
    machine.append(3);
    let (before, marked) = (copy(&machine.log()), copy(&machine.state()));
    machine.append(5);
    let interrupted = copy(&machine.log());
    restore(&machine.log(), &interrupted);
    restore(&machine.state(), &marked);
    for (path, bytes) in &before {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    assert_eq!(machine.read().leftovers().unwrap().len(), 2);
    drop(machine.write(&Outside::Nobody).unwrap());
    assert_eq!(machine.read().leftovers().unwrap(), Vec::<String>::new());
}

#[test]
fn a_damaged_ratchet_is_not_an_absent_one() {
    let machine = Machine::new();
    machine.append(3);
    let path = machine.ratchet().path().to_path_buf();
    let good = fs::read(&path).unwrap();
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        *bad.get_mut(bit / 8).unwrap() ^= 1 << (bit % 8);
        fs::write(&path, &bad).unwrap();
        let fault = machine.write(&Outside::Agrees).err();
        assert!(matches!(fault, Some(StoreFault::Damaged { .. })), "bit {bit}: {fault:?}");
    }
    fs::write(&path, good).unwrap();
    machine.append(1);
}

fn head(size: u64, root: u8) -> Head {
    Head { size, root: Hash([root; 32]) }
}

#[test]
fn nothing_signs_against_a_contradiction_and_every_other_case_has_its_answer() {
    let mark = Mark { epoch: 1, stands: head(5, 5), signed: String::new() };
    type Case<'a> = (Head, Option<&'a Mark>, Option<Head>, Outside, Result<Start, Hold>);
    let cases: [Case<'_>; 9] = [
        (head(5, 5), Some(&mark), Some(head(5, 5)), Outside::Nobody, Ok(Start::Level)),
        (head(5, 5), Some(&mark), Some(head(5, 5)), Outside::Silent, Ok(Start::Level)),
        (head(5, 6), Some(&mark), Some(head(5, 6)), Outside::Agrees, Err(Hold::Forked { at: 5 })),
        (head(7, 7), Some(&mark), Some(head(5, 6)), Outside::Agrees, Err(Hold::Forked { at: 5 })),
        (head(7, 7), Some(&mark), Some(head(5, 5)), Outside::Nobody, Err(Hold::Unknown { how: "older than the log" })),
        (head(7, 7), Some(&mark), Some(head(5, 5)), Outside::Agrees, Ok(Start::Anew)),
        (head(4, 4), Some(&mark), None, Outside::Agrees, Err(Hold::Behind { found: 4, signed: 5 })),
        (head(4, 4), None, None, Outside::Silent, Err(Hold::Unconfirmed { how: "absent" })),
        (head(4, 4), None, None, Outside::Agrees, Ok(Start::Anew)),
    ];
    for (log, mark, at_mark, outside, expected) in cases {
        assert_eq!(judge(log, mark, at_mark, &outside), expected, "{log} {outside:?}");
        let contradicted = judge(log, mark, at_mark, &Outside::Contradicts("w".into()));
        assert_eq!(contradicted, Err(Hold::Contradicted("w".into())));
    }
}
