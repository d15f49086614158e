//! Intake: durable before acknowledged, in the log once, known again, and its blobs readable wherever they lie.

#![expect(clippy::unwrap_used, reason = "tests")]

use engine::{Log, StoreFault};
use ledger::note::Signer;
use ledger::tree::Hash;
use model::Digest;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use store::FileLog;
use store::disk::{RealDisk, files_below};
use store::intake::{Accepted, Intake, NotAccepted, RECORD_BYTES_MAX, Record, Segments, Sequencer};
use store::log::Pen;
use store::ratchet::Ratchet;
use store::start::Outside;

const NAME: &str = "test.invalid/log";

fn pen(scratch: &Path) -> Pen {
    let ratchet = Ratchet::new(Arc::new(RealDisk), &scratch.join("state"), NAME);
    Pen { signers: vec![Signer::from_seed(NAME, &[7; 32]).unwrap()], ratchet }
}

fn data(scratch: &Path) -> PathBuf {
    scratch.join("data")
}

fn create(scratch: &Path) -> FileLog {
    FileLog::create(Arc::new(RealDisk), &data(scratch).join("log"), pen(scratch)).unwrap()
}

fn open(scratch: &Path) -> (Intake, FileLog) {
    let key = Signer::from_seed(NAME, &[7; 32]).unwrap();
    let log = FileLog::open(&data(scratch).join("log"), key.verifier()).unwrap().take_up(pen(scratch), &Outside::Nobody).unwrap();
    (Intake::open(Arc::new(RealDisk), &data(scratch), &log).unwrap(), log)
}

fn record(number: u32) -> Record {
    let blob = format!("blob {number}").into_bytes();
    Record {
        id: Digest::of(format!("stream/{number}").as_bytes()),
        said: Digest::of(&blob),
        leaf: format!("{{\"number\":{number}}}").into_bytes(),
        blobs: vec![(Digest::of(&blob), blob)],
    }
}

fn records(range: std::ops::Range<u32>) -> Vec<Record> {
    range.map(record).collect()
}

fn tick(intake: &mut Intake, log: &mut FileLog) {
    log.append(&intake.next(usize::MAX)).unwrap();
    intake.heed(log).unwrap();
}

fn new_one(record: &Record) -> Result<Accepted, NotAccepted> {
    Ok(Accepted { leaf_hash: Hash::leaf(&record.leaf), is_known: false })
}

#[test]
fn what_was_acknowledged_is_in_the_log_once_in_order_after_any_number_of_starts() {
    let scratch = tempfile::tempdir().unwrap();
    drop(create(scratch.path()));
    for round in 0..4 {
        let (mut intake, mut log) = open(scratch.path());
        let group = records(round * 10..round * 10 + 10);
        let outcomes = intake.keep(&group, log.size()).unwrap();
        assert_eq!(outcomes, group.iter().map(new_one).collect::<Vec<_>>());
        if round % 2 == 1 {
            tick(&mut intake, &mut log);
        }
    }
    let (intake, log) = open(scratch.path());
    assert_eq!((log.size(), intake.waiting_n()), (40, 0));
    for number in 0..40 {
        assert_eq!(log.leaf(u64::from(number)).unwrap(), record(number).leaf);
        assert_eq!(intake.segments().blob(&Digest::of(format!("blob {number}").as_bytes())).unwrap().unwrap(), record(number).blobs[0].1);
    }
}

#[test]
fn a_submission_sent_again_is_known_and_a_number_used_twice_is_refused() {
    let scratch = tempfile::tempdir().unwrap();
    drop(create(scratch.path()));
    let (mut intake, mut log) = open(scratch.path());
    let (first, other) = (record(1), Record { id: record(1).id, ..record(2) });
    let outcomes = intake.keep(&[first.clone(), first.clone(), other.clone()], 0).unwrap();
    let known = Ok(Accepted { leaf_hash: Hash::leaf(&first.leaf), is_known: true });
    let contradicts = Err(NotAccepted::Contradicts { said: first.said });
    assert_eq!(outcomes, [new_one(&first), known.clone(), contradicts.clone()]);
    tick(&mut intake, &mut log);
    drop((intake, log));
    let (mut intake, log) = open(scratch.path());
    assert_eq!(intake.keep(&[first, other], log.size()).unwrap(), [known, contradicts]);
    assert_eq!((log.size(), intake.waiting_n()), (1, 0));
}

#[test]
fn a_torn_tail_is_dropped_at_every_length_and_nothing_acknowledged_is() {
    let scratch = tempfile::tempdir().unwrap();
    drop(create(scratch.path()));
    let (mut intake, log) = open(scratch.path());
    intake.keep(&records(0..3), 0).unwrap();
    let path = files_below(&data(scratch.path()).join("intake")).unwrap().pop().unwrap();
    let sound = fs::read(&path).unwrap();
    intake.keep(&records(3..5), 0).unwrap();
    let whole = fs::read(&path).unwrap();
    drop((intake, log));
    for length in sound.len()..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let (intake, log) = open(scratch.path());
        assert_eq!((log.size(), intake.waiting_n()), (0, 3), "cut at {length}");
        assert_eq!(fs::read(&path).unwrap(), sound);
    }
}

#[test]
fn a_flipped_bit_before_the_tail_is_damage_and_not_a_torn_tail() {
    let scratch = tempfile::tempdir().unwrap();
    drop(create(scratch.path()));
    let (mut intake, log) = open(scratch.path());
    for group in 0..3 {
        intake.keep(&records(group..group + 1), 0).unwrap();
    }
    drop(intake);
    let path = files_below(&data(scratch.path()).join("intake")).unwrap().pop().unwrap();
    let good = fs::read(&path).unwrap();
    for bit in 0..good.len() / 3 * 2 * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bad).unwrap();
        let fault = Intake::open(Arc::new(RealDisk), &data(scratch.path()), &log).err();
        assert!(matches!(fault, Some(StoreFault::Damaged { .. })), "bit {bit}: {fault:?}");
    }
}

#[test]
fn blobs_stay_readable_in_any_number_of_segments() {
    let scratch = tempfile::tempdir().unwrap();
    drop(create(scratch.path()));
    let (mut intake, mut log) = open(scratch.path());
    let large = |number: u32| Record { blobs: vec![(Digest::of(&number.to_be_bytes()), vec![number as u8; 6 << 20])], ..record(number) };
    for number in 0..7 {
        intake.keep(&[large(number)], log.size()).unwrap();
        tick(&mut intake, &mut log);
    }
    let files = files_below(&data(scratch.path()).join("intake")).unwrap();
    assert_eq!(files.len(), 3, "{files:?}");
    let blob = |segments: &Segments, number: u32| segments.blob(&Digest::of(&number.to_be_bytes())).unwrap().unwrap();
    let reader = Segments::read(Arc::new(RealDisk), &data(scratch.path())).unwrap();
    drop(intake);
    let (intake, log) = open(scratch.path());
    for number in 0..7 {
        assert_eq!(blob(intake.segments(), number), vec![number as u8; 6 << 20]);
        assert_eq!(blob(&reader, number), vec![number as u8; 6 << 20]);
    }
    assert_eq!((log.size(), intake.waiting_n(), intake.segments().len()), (7, 0, 7));
}

#[test]
fn a_submission_too_long_is_refused_alone() {
    let scratch = tempfile::tempdir().unwrap();
    drop(create(scratch.path()));
    let (mut intake, _log) = open(scratch.path());
    let long = Record { blobs: vec![(Digest::of(b"x"), vec![0; RECORD_BYTES_MAX + 1])], ..record(1) };
    let outcomes = intake.keep(&[long, record(2)], 0).unwrap();
    assert!(matches!(outcomes[0], Err(NotAccepted::TooLong(_))));
    assert_eq!((outcomes[1].clone(), intake.waiting_n()), (new_one(&record(2)), 1));
}

#[test]
fn callers_of_many_threads_are_each_told_of_their_own_and_everything_is_in_the_log_at_the_end() {
    let scratch = tempfile::tempdir().unwrap();
    drop(create(scratch.path()));
    let (intake, log) = open(scratch.path());
    let (sizes, published) = channel();
    let sequencer = Sequencer::start(intake, log, move |size| sizes.send(size).unwrap());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let sequencer = &sequencer;
            scope.spawn(move || {
                for number in 0..50 {
                    let one = record(thread * 1_000 + number);
                    let (tell, told) = channel();
                    let expected = vec![new_one(&one)];
                    sequencer.submit(vec![one], Box::new(move |outcome| tell.send(outcome).unwrap())).unwrap();
                    assert_eq!(told.recv().unwrap().unwrap(), expected);
                }
            });
        }
    });
    sequencer.close().unwrap();
    assert_eq!(published.iter().last(), Some(200));
    let (intake, log) = open(scratch.path());
    let mut leaves: Vec<Vec<u8>> = (0..200).map(|index| log.leaf(index).unwrap()).collect();
    leaves.sort();
    leaves.dedup();
    assert_eq!((leaves.len(), intake.waiting_n(), log.check().unwrap()), (200, 0, Vec::new()));
}
