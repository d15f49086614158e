//! Our own figures for the writer: run with `--release --ignored --nocapture` (`cargo xtask bench`).

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests that print figures")]

use engine::Log;
use ledger::note::Signer;
use model::Digest;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::FileLog;
use store::disk::RealDisk;
use store::fsck::check_tree;
use store::intake::{Intake, Record, Refusal, Sequencer};
use store::log::Pen;
use store::ratchet::Ratchet;
use store::start::Outside;

const NAME: &str = "test.invalid/log";
/// Bytes of the content of one submission.
const CONTENT_BYTES: usize = 400;

fn pen(scratch: &Path) -> Pen {
    let ratchet = Ratchet::new(Arc::new(RealDisk), &scratch.join("state"), NAME);
    Pen { signers: vec![Signer::from_seed(NAME, &[7; 32]).unwrap()], ratchet }
}

fn create(scratch: &Path) -> (Intake, FileLog) {
    let log = FileLog::create(Arc::new(RealDisk), &scratch.join("data/log"), pen(scratch)).unwrap();
    (Intake::open(Arc::new(RealDisk), &scratch.join("data"), &log).unwrap(), log)
}

fn record(number: u64) -> Record {
    let content: Vec<u8> = number.to_be_bytes().into_iter().cycle().take(CONTENT_BYTES).collect();
    let name = Digest::of(&content);
    let leaf = format!("{{\"c\":\"{}\",\"t\":\"sealed\",\"v\":1}}", name.to_string().get(..43).unwrap());
    Record { id: Digest::of(&number.to_le_bytes()), said: name, leaf: leaf.into_bytes(), blobs: vec![(name, content)] }
}

/// Appends of the same bytes with one fdatasync each, the raw cost of what intake does.
fn raw(scratch: &Path, bytes: usize, times: u32) -> Duration {
    let mut file = std::fs::File::create(scratch.join("raw")).unwrap();
    let group = vec![7; bytes];
    let started = Instant::now();
    for _ in 0..times {
        file.write_all(&group).unwrap();
        file.sync_data().unwrap();
    }
    started.elapsed() / times
}

fn percentile(times: &mut [Duration], per_cent: usize) -> Duration {
    times.sort_unstable();
    times.get((times.len() * per_cent / 100).min(times.len() - 1)).copied().unwrap()
}

#[test]
#[ignore = "a figure"]
fn durable_signed_entries_a_second_in_batches() {
    let scratch = tempfile::tempdir().unwrap();
    let (intake, log) = create(scratch.path());
    let sequencer = Sequencer::start(intake, log, |_| {});
    let (batches, of) = (200, 1_000);
    let started = Instant::now();
    let (tell, told) = channel();
    for batch in 0..batches {
        let mut records: Vec<Record> = (batch * of..(batch + 1) * of).map(record).collect();
        loop {
            let tell = tell.clone();
            match sequencer.submit(records.clone(), Box::new(move |outcome| tell.send(outcome.is_ok()).unwrap())) {
                Ok(()) => break,
                Err(Refusal::Later) => std::thread::sleep(Duration::from_millis(5)),
                Err(refusal) => panic!("{refusal}"),
            }
        }
        records.clear();
    }
    assert!((0..batches).all(|_| told.recv().unwrap()));
    let acknowledged = started.elapsed();
    sequencer.close().unwrap();
    let signed = started.elapsed();
    let n = batches * of;
    let raw = raw(scratch.path(), (CONTENT_BYTES + 200) * 1_000, 50);
    let per_second = |time: Duration| n as f64 / time.as_secs_f64();
    println!(
        "{n} submissions in batches of {of}: acknowledged {:.0}/s, in the signed log {:.0}/s; raw append + fdatasync of the same batches {:.0}/s (ratio {:.2})",
        per_second(acknowledged),
        per_second(signed),
        1_000.0 / raw.as_secs_f64(),
        per_second(signed) * raw.as_secs_f64() / 1_000.0
    );
}

/// Single submissions at a steady rate; gives what each waited for its acknowledgement, and how long
/// each acknowledged one waited for the signed log at most.
fn steady(rate: u64, seconds: u64) {
    let scratch = tempfile::tempdir().unwrap();
    let (intake, log) = create(scratch.path());
    let signed: Arc<Mutex<Vec<(u64, Instant)>>> = Arc::default();
    let seen = signed.clone();
    let sequencer = Sequencer::start(intake, log, move |size| seen.lock().unwrap().push((size, Instant::now())));
    let (tell, told): (Sender<(u64, Instant, Instant)>, _) = channel();
    let (started, n) = (Instant::now(), rate * seconds);
    let mut later = 0;
    for number in 0..n {
        let due = started + Duration::from_nanos(number * 1_000_000_000 / rate);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let tell = tell.clone();
        let answer = Box::new(move |outcome: Result<_, Refusal>| {
            outcome.unwrap();
            tell.send((number, due, Instant::now())).unwrap();
        });
        later += u64::from(sequencer.submit(vec![record(number)], answer).is_err());
    }
    drop(tell);
    sequencer.close().unwrap();
    let answers: Vec<(u64, Instant, Instant)> = told.iter().collect();
    let mut waits: Vec<Duration> = answers.iter().map(|(_, due, at)| *at - *due).collect();
    let signed = signed.lock().unwrap();
    let mut to_signed: Vec<Duration> = answers
        .iter()
        .map(|(number, due, _)| signed.iter().find(|(size, _)| size > number).map_or(Duration::MAX, |(_, at)| *at - *due))
        .collect();
    println!(
        "{rate}/s for {seconds} s: acknowledged after p50 {:?}, p99 {:?}; in the signed log after p99 {:?}; {later} told to come later; raw append + fdatasync {:?}",
        percentile(&mut waits, 50),
        percentile(&mut waits, 99),
        percentile(&mut to_signed, 99),
        raw(scratch.path(), (CONTENT_BYTES + 200) * usize::try_from(rate / 200).unwrap().max(1), 100),
    );
}

#[test]
#[ignore = "a figure"]
fn acknowledgement_at_500_a_second() {
    steady(500, 20);
}

#[test]
#[ignore = "a figure"]
fn acknowledgement_at_5000_a_second() {
    steady(5_000, 20);
}

#[test]
#[ignore = "a figure"]
fn ready_after_a_crash_and_fsck_with_a_million_entries() {
    let scratch = tempfile::tempdir().unwrap();
    let (mut intake, mut log) = create(scratch.path());
    let started = Instant::now();
    for part in 0..250 {
        intake.keep(&(part * 4_000..(part + 1) * 4_000).map(record).collect::<Vec<_>>(), log.size()).unwrap();
        if part < 249 {
            log.append(&intake.next(usize::MAX)).unwrap();
            intake.heed(&log).unwrap();
        }
    }
    println!("filled in {:.1} s", started.elapsed().as_secs_f64());
    drop((intake, log));
    let started = Instant::now();
    let key = Signer::from_seed(NAME, &[7; 32]).unwrap();
    let mut log =
        FileLog::open(&scratch.path().join("data/log"), key.verifier()).unwrap().take_up(pen(scratch.path()), &Outside::Nobody).unwrap();
    let opened = started.elapsed();
    let mut intake = Intake::open(Arc::new(RealDisk), &scratch.path().join("data"), &log).unwrap();
    let ready = started.elapsed();
    assert_eq!((log.size(), intake.waiting_n(), intake.segments().len()), (996_000, 4_000, 1_000_000));
    log.append(&intake.next(usize::MAX)).unwrap();
    intake.heed(&log).unwrap();
    println!(
        "ready after a crash with 1,000,000 entries, 4,000 of them waiting: {:.2} s (the log alone {:.2} s)",
        ready.as_secs_f64(),
        opened.as_secs_f64()
    );
    let started = Instant::now();
    assert_eq!(check_tree(&RealDisk, log.folder(), log.head()), Vec::new());
    println!("fsck of 1,000,000 entries: {:.2} s", started.elapsed().as_secs_f64());
}
