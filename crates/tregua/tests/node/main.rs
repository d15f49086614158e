//! The node as a real process: signed submissions over HTTP, receipts that hold, kill -9, a disk that fills, a clock that jumps.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, clippy::panic, reason = "tests")]

mod faults;
mod running;

use engine::Log;
use ledger::proof::LogProof;
use ledger::tree::Hash;
use running::{Device, Mission, receipt_of};
use std::time::{Duration, Instant};

#[test]
fn a_signed_submission_gets_a_receipt_at_once_is_in_the_log_soon_and_is_read_in_the_background() {
    let mission = Mission::new();
    let device = mission.device("Sensor 1");
    let node = mission.start();
    let parcel = device.parcel("main", 1);
    let (status, body) = node.post(&parcel.show());
    assert_eq!(status, 200, "{body}");
    let receipt = receipt_of(&body, &mission);
    assert_eq!(receipt.submission, device.digest(&parcel));
    let (again, same) = node.post(&parcel.show());
    assert_eq!((again, receipt_of(&same, &mission).leaf_hash), (200, receipt.leaf_hash), "what comes again is known");
    let started = Instant::now();
    let proof = loop {
        let (status, proof) = node.get(&format!("/proofs/{}", receipt.submission));
        if status == 200 {
            break proof;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "not in the log after 10 s: {proof}");
        std::thread::sleep(Duration::from_millis(50));
    };
    let key = mission.folder().verifier().unwrap();
    let proof = LogProof::read(proof.as_bytes()).unwrap();
    let checkpoint = receipt.check_inclusion(&proof, std::slice::from_ref(&key)).unwrap();
    assert!(checkpoint.size > 0);
    assert_eq!(node.get("/log/checkpoint").0, 200);
    assert_eq!(node.get("/log/tile/entries/000.p/1").0, 200, "a partial tile that was replaced is cut from the wider one");
    assert_eq!(node.get("/log/../keys/log.key").0, 404);
    assert_eq!(node.get(&format!("/receipts/{}", receipt.submission)), (200, body));
    let started = Instant::now();
    while !mission.run(&["--json", "status"]).out.contains("\"observations\":1,") {
        assert!(started.elapsed() < Duration::from_secs(20), "not read after 20 s: {:?}", mission.run(&["--json", "status"]));
        std::thread::sleep(Duration::from_millis(100));
    }
    node.stop();
    let audit = mission.run(&["audit"]);
    assert!(audit.is(0) && audit.out.contains(" 0 differences"), "{audit:?}");
}

#[test]
fn forged_replayed_and_foreign_submissions_are_refused_or_known_and_leave_nothing() {
    let mission = Mission::new();
    let device = mission.device("Sensor 1");
    let stranger = Device::new(record::key::SecretKey::from_seed(&[9; 32]));
    let node = mission.start();
    let good = device.parcel("main", 1);
    assert_eq!(node.post(&good.show()).0, 200);
    let size = node.size_when_quiet(&mission);
    assert_eq!(node.post("{}").0, 400);
    assert_eq!(node.post("not JSON").0, 400);
    assert_eq!(node.post(&stranger.parcel("main", 1).show()).0, 403, "a key that the register does not know");
    let mut swapped = device.parcel("main", 2);
    swapped.bytes = b"other bytes".to_vec();
    assert_eq!(node.post(&swapped.show()).0, 403, "bytes that were not signed");
    let stripped = good.show().replace("\"sig\":\"", "\"sig\":\"AAAA");
    assert_ne!(node.post(&stripped).0, 200);
    assert_eq!(node.post(&good.show()).0, 200, "known");
    assert_eq!(node.size_when_quiet(&mission), size, "nothing of it is in the log");
    node.stop();
}

#[test]
fn a_gap_in_a_stream_becomes_an_entry_and_many_submissions_share_one_request() {
    let mission = Mission::new();
    let device = mission.device("Sensor 1");
    let node = mission.start();
    let mut lines = String::new();
    for seq in (1..=40).filter(|seq| ![7, 8, 9].contains(seq)) {
        lines.push_str(&device.parcel("main", seq).show());
        lines.push('\n');
    }
    lines.push_str("{\"no\":\"parcel\"}\n");
    let (status, body) = node.post_many(&lines);
    assert_eq!((status, body.lines().count()), (200, 38), "{body}");
    assert!(body.lines().last().unwrap().contains("\"status\":400"), "{body}");
    node.stop();
    let folder = mission.folder();
    let log = folder.read_log().unwrap();
    let entries: Vec<String> = (0..log.size()).map(|leaf| String::from_utf8_lossy(&log.leaf(leaf).unwrap()).into_owned()).collect();
    let gaps: Vec<&String> = entries.iter().filter(|entry| entry.contains("\"gap\"")).collect();
    assert!(gaps.len() == 1 && gaps[0].contains("\"from\":7") && gaps[0].contains("\"to\":9"), "{gaps:?}");
    for line in body.lines().take(37) {
        let hash = Hash(*receipt_of(line, &mission).leaf_hash.as_bytes());
        assert!(log.find(&hash).unwrap().is_some());
    }
}

#[test]
fn a_second_program_is_told_that_the_node_writes_and_reading_goes_on() {
    let mission = Mission::new();
    let node = mission.start();
    mission.write("f.csv", b"latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n");
    let add = mission.run(&["add", "f.csv"]);
    assert!(add.is(4) && add.err.contains("another process is writing"), "{add:?}");
    assert!(mission.run(&["status"]).is(0));
    node.stop();
    assert!(mission.run(&["add", "f.csv"]).is(0));
}

/// Where everything is: used by the tests of faults too.
fn everything_is_in_the_log_once(mission: &Mission, hashes: &[Hash]) {
    let log = mission.folder().read_log().unwrap();
    assert_eq!(log.check().unwrap(), Vec::<String>::new());
    let mut counted = std::collections::BTreeMap::new();
    for hash in log.hashes().unwrap() {
        *counted.entry(hash).or_insert(0) += 1;
    }
    for hash in hashes {
        assert_eq!(counted.get(hash), Some(&1), "acknowledged, and not in the log exactly once");
    }
}
