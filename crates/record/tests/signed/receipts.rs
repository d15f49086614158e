//! Receipts (T3): a promise that was broken is proven by the receipt and the tiles, and a false accusation is not.

use crate::people::{LOG, at, secret};
use ledger::checkpoint::Checkpoint;
use ledger::note::Signer;
use ledger::proof::LogProof;
use ledger::tile::{Edge, TileSource};
use ledger::tree::{Hash, prove_inclusion};
use model::{Digest, Instant};
use record::receipt::{PROMISE_MS, Receipt, Verdict, quorum_seen_at};
use std::collections::BTreeMap;

fn receipt(leaf: &[u8]) -> Receipt {
    Receipt {
        epoch: 1,
        leaf_hash: Digest::from_bytes(Hash::leaf(leaf).0),
        log: LOG.into(),
        node: secret(30).id(),
        promise_ms: PROMISE_MS,
        received_at: at(0),
        seq: 1,
        stream: "main".into(),
        submission: Digest::of(b"payload"),
        v: 1,
    }
}

fn tree(leaves: &[&[u8]]) -> (Checkpoint, Vec<Hash>) {
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| Hash::leaf(leaf)).collect();
    let mut edge = Edge::new();
    edge.append(&hashes);
    (Checkpoint::new(LOG, edge.size(), edge.root()), hashes)
}

fn after(ms: i64) -> Option<Instant> {
    Some(at(i64::try_from(PROMISE_MS).unwrap() + ms))
}

#[test]
fn a_dropped_complaint_is_proven_suppressed() {
    let receipt = receipt(b"complaint");
    let (checkpoint, leaves) = tree(&[b"a", b"b", b"c"]);
    let verdict = receipt.hold_against(&checkpoint, &leaves, after(1)).unwrap();
    assert_eq!(verdict, Verdict::Suppressed { due: receipt.due(), seen_at: after(1).unwrap(), size: 3, root: checkpoint.root });
}

#[test]
fn nobody_is_accused_before_a_quorum_saw_the_log_after_the_promise() {
    let receipt = receipt(b"complaint");
    let (checkpoint, leaves) = tree(&[b"a", b"b"]);
    for seen_at in [None, Some(at(0)), after(0)] {
        assert_eq!(receipt.hold_against(&checkpoint, &leaves, seen_at).unwrap(), Verdict::Waiting { due: receipt.due() });
    }
}

#[test]
fn an_entry_that_is_there_is_found() {
    let (checkpoint, leaves) = tree(&[b"a", b"complaint", b"c"]);
    assert_eq!(receipt(b"complaint").hold_against(&checkpoint, &leaves, after(99)).unwrap(), Verdict::Included { index: 1 });
}

#[test]
fn hashes_that_leave_the_entry_out_prove_nothing() {
    let receipt = receipt(b"complaint");
    let (checkpoint, leaves) = tree(&[b"a", b"complaint", b"c"]);
    let without: Vec<Hash> = leaves.iter().copied().filter(|leaf| *leaf != Hash::leaf(b"complaint")).collect();
    assert!(receipt.hold_against(&checkpoint, &without, after(1)).unwrap_err().to_string().contains("they prove nothing"));
    let other = Checkpoint::new("log.example/2", checkpoint.size, checkpoint.root);
    assert!(receipt.hold_against(&other, &leaves, after(1)).unwrap_err().to_string().contains("the checkpoint is of `log.example/2`"));
}

/// One witness that lags behind, or lies about the time, accuses nobody: a quorum by itself must
/// have seen the tree after the promise fell due.
#[test]
fn a_lagging_witness_accuses_nobody() {
    let two_of_three = |names: &[&str]| names.len() >= 2;
    let times = |ms: [i64; 3]| ["w1", "w2", "w3"].map(String::from).into_iter().zip(ms.map(|ms| at(ms).ms())).collect::<Vec<_>>();
    assert_eq!(quorum_seen_at(&times([10, 20, 90_000]), two_of_three), Some(at(20)));
    assert_eq!(quorum_seen_at(&times([10, 80_000, 90_000]), two_of_three), Some(at(80_000)));
    assert_eq!(quorum_seen_at(&times([1, 2, 3])[..1], two_of_three), None);
    assert_eq!(quorum_seen_at(&[], |_| true), None);
}

#[test]
fn a_receipt_opens_with_the_nodes_key_only() {
    let (receipt, envelope) = (receipt(b"x"), receipt(b"x").sign(&secret(30)).unwrap());
    assert_eq!(Receipt::open(&envelope, secret(30).public()).unwrap(), receipt);
    assert!(Receipt::open(&envelope, secret(31).public()).is_err());
}

#[test]
fn a_submitter_refuses_a_receipt_for_something_else_or_from_a_wrong_clock() {
    let receipt = receipt(b"x");
    let payload = Digest::of(b"payload");
    assert!(receipt.check_fresh(&payload, at(5_000)).is_ok() && receipt.check_fresh(&payload, at(-5_000)).is_ok());
    for (submission, now) in [(Digest::of(b"other"), 0), (payload, 5_001), (payload, -5_001)] {
        assert!(receipt.check_fresh(&submission, at(now)).is_err());
    }
    let lax = Receipt { promise_ms: PROMISE_MS + 1, ..receipt };
    assert!(lax.check_fresh(&payload, at(0)).is_err(), "a promise of a year is none");
}

#[test]
fn stage_two_is_the_proof_of_the_promised_leaf() {
    let signer = Signer::from_seed(LOG, &[5; 32]).unwrap();
    let mut edge = Edge::new();
    let hashes = [b"a", b"b", b"c"].map(|leaf| Hash::leaf(leaf));
    let tiles: BTreeMap<_, _> = edge.append(&hashes).into_iter().collect();
    let note = Checkpoint::new(LOG, edge.size(), edge.root()).sign(&[&signer]).unwrap();
    let mut source = TileSource::new(3, |tile| tiles.get(&tile).cloned().ok_or("no such tile"));
    let proof = LogProof::new(1, prove_inclusion(&mut source, 1, 3).unwrap(), &note);
    let keys = [signer.verifier().clone()];
    assert_eq!(receipt(b"b").check_inclusion(&proof, &keys).unwrap().size, 3);
    assert!(receipt(b"c").check_inclusion(&proof, &keys).is_err());
}
