//! The witness's decisions: in the order of the specification, and never for two trees.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Leaves, leaves, naive_root};
use ledger::checkpoint::Checkpoint;
use ledger::fork::{Fork, ForkError};
use ledger::note::{Cosigner, Note, Signer};
use ledger::tree::{Hash, prove_consistency};
use ledger::witness::{AddCheckpoint, Answer, Grant, Inconsistency, KnownLog, Refusal, Seen, decide, monitor_path, read_answer};
use proptest::prelude::*;
use std::num::NonZeroU64;

const LOG: &str = "log.example/mission";

fn log() -> Signer {
    Signer::from_seed(LOG, &[200; 32]).unwrap()
}

fn known(seen: Seen) -> KnownLog {
    KnownLog { name: LOG.to_owned(), keys: vec![log().verifier().clone()], seen }
}

fn cosigner() -> Cosigner {
    Cosigner::ml_dsa_44_from_seed("witness.example/w", &[1; 32]).unwrap()
}

fn seen(leaves: &[Hash]) -> Seen {
    Seen { size: leaves.len() as u64, root: naive_root(leaves) }
}

fn signed(leaves: &[Hash]) -> Note {
    Checkpoint::new(LOG, leaves.len() as u64, naive_root(leaves)).sign(&[&log()]).unwrap()
}

/// The request that a log with these leaves sends to a witness that has seen the first `old`.
fn request(old: usize, leaves: &[Hash]) -> AddCheckpoint {
    let proof = prove_consistency(&mut Leaves(leaves), old as u64, leaves.len() as u64).unwrap();
    AddCheckpoint::new(old as u64, proof, signed(leaves)).unwrap()
}

fn ask(body: &str, state: Seen) -> Result<Grant, Refusal> {
    let log = known(state);
    decide(body.as_bytes(), |name| (name == LOG).then_some(&log))
}

fn status(body: &str, state: Seen) -> u16 {
    ask(body, state).err().map_or(200, |refusal| refusal.status())
}

fn other_history(size: u64) -> Vec<Hash> {
    let mut other = leaves(size);
    other.first_mut().into_iter().for_each(|leaf| *leaf = Hash::leaf(b"rewritten"));
    other
}

#[test]
fn a_growing_log_is_cosigned_step_by_step() {
    let all = leaves(70);
    let mut state = Seen::NOTHING;
    for (old, new) in [(0, 0), (0, 1), (1, 1), (1, 3), (3, 64), (64, 65), (65, 70)] {
        let grant = ask(&request(old, &all[..new]).to_string(), state).unwrap();
        assert_eq!(grant.next, seen(&all[..new]));
        state = grant.next;
        let cosigned = grant.cosign(&[cosigner()], NonZeroU64::new(1_790_000_000).unwrap()).unwrap();
        let sent = signed(&all[..new]);
        let keys = [cosigner().verifier().clone()];
        let Answer::Cosigned(lines) = read_answer(200, cosigned.answer.as_bytes(), &sent, &keys) else { panic!("{}", cosigned.answer) };
        assert_eq!(lines.len(), 1);
        let merged = sent.with_signatures(sent.signatures().iter().cloned().chain(lines)).unwrap();
        assert_eq!(cosigned.note, merged);
    }
}

#[test]
fn requests_are_refused_in_the_order_of_the_specification() {
    let all = leaves(9);
    let good = request(4, &all).to_string();
    assert_eq!(status(&good, seen(&all[..4])), 200);
    assert_eq!(status("old 4\n", seen(&all[..4])), 400);
    let unknown = good.replace(LOG, "unknown.example");
    assert_eq!(status(&unknown, seen(&all[..4])), 404);
    let forged = good.replace("\n9\n", "\n10\n");
    assert_eq!(status(&forged, seen(&all[..4])), 403, "before the sizes are looked at");
    assert_eq!(status(&good.replace("old 4", "old 10"), seen(&all[..4])), 400, "before the state is looked at");
    let conflict = ask(&good, seen(&all[..5])).unwrap_err();
    assert_eq!((conflict.status(), conflict.body().as_str(), conflict.content_type()), (409, "5\n", "text/x.tlog.size"));
    assert_eq!(status(&good.replace("old 4", "old 5"), seen(&all[..5])), 422);
}

#[test]
fn a_witness_never_cosigns_two_trees() {
    let (all, other) = (leaves(8), other_history(8));
    let same_size = AddCheckpoint::new(8, Vec::new(), signed(&other)).unwrap().to_string();
    let refusal = ask(&same_size, seen(&all)).unwrap_err();
    assert!(matches!(refusal, Refusal::Inconsistent { inconsistency: Inconsistency::OtherRoot(8), .. }), "{refusal:?}");
    let longer = other_history(12);
    let refusal = ask(&request(8, &longer).to_string(), seen(&all)).unwrap_err();
    assert!(matches!(refusal, Refusal::Inconsistent { inconsistency: Inconsistency::Proof(_), .. }), "{refusal:?}");
    assert_eq!(status(&request(3, &longer).to_string(), seen(&all)), 409);
    assert_eq!(status(&request(8, &all).to_string(), seen(&other)), 422);
}

#[test]
fn an_empty_tree_has_one_root_and_needs_no_proof() {
    let empty = Checkpoint::new(LOG, 0, Hash::leaf(b"x")).sign(&[&log()]).unwrap();
    let empty = AddCheckpoint::new(0, Vec::new(), empty).unwrap().to_string();
    let refusal = ask(&empty, Seen::NOTHING).unwrap_err();
    assert!(matches!(refusal, Refusal::Inconsistent { inconsistency: Inconsistency::EmptyRoot, .. }));
    let padded = AddCheckpoint::new(0, vec![Hash::EMPTY], signed(&leaves(2))).unwrap().to_string();
    assert_eq!(status(&padded, Seen::NOTHING), 422);
}

#[test]
fn malformed_requests_are_named_by_line() {
    let good = request(4, &leaves(9)).to_string();
    let long = format!("old 4\n{}\n{}", format!("{}\n", Hash::EMPTY).repeat(64), signed(&leaves(9)));
    for (body, said) in [
        (String::new(), "line 0: an empty line"),
        (good.replace("old 4", "old 04"), "line 1"),
        (good.replace("old 4", "old  4"), "line 1"),
        (good.replace("old 4", "Old 4"), "line 1"),
        (good.replacen("old 4\n", "old 4\nx\n", 1), "line 2: the base64"),
        (good.replacen("old 4\n", "old 4\r\n", 1), "line 1"),
        (long, "at most 63 hashes"),
        (good.replace("\n9\n", "\n09\n"), "checkpoint, line 2"),
        ("x".repeat(1 << 20), "at most 128 KiB"),
    ] {
        let refusal = ask(&body, Seen::NOTHING).unwrap_err();
        assert!(refusal.status() == 400 && refusal.to_string().contains(said), "{refusal}");
    }
    assert_eq!(AddCheckpoint::read(good.as_bytes()).unwrap().to_string(), good);
}

#[test]
fn unknown_signatures_are_neither_needed_nor_repeated() {
    let all = leaves(3);
    let stranger = Cosigner::ed25519_from_seed("stranger.example", &[5; 32]).unwrap();
    let note = signed(&all);
    let line = stranger.cosign(note.unverified_text(), NonZeroU64::MIN).unwrap();
    let padded = note.with_signatures([line].into_iter().chain(note.signatures().iter().cloned())).unwrap();
    let body = AddCheckpoint::new(0, Vec::new(), padded).unwrap().to_string();
    let cosigned = ask(&body, Seen::NOTHING).unwrap().cosign(&[cosigner()], NonZeroU64::MIN).unwrap();
    let names: Vec<_> = cosigned.note.signatures().iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, [LOG, "witness.example/w"]);
}

#[test]
fn answers_are_believed_only_as_far_as_they_are_signed() {
    let note = signed(&leaves(3));
    let keys = [cosigner().verifier().clone()];
    let read = |status, body: &[u8]| read_answer(status, body, &note, &keys);
    let line = cosigner().cosign(note.unverified_text(), NonZeroU64::new(7).unwrap()).unwrap();
    let stranger = Cosigner::ed25519_from_seed("stranger.example", &[5; 32]).unwrap();
    let strange = stranger.cosign(note.unverified_text(), NonZeroU64::MIN).unwrap();
    let both = format!("{strange}\n{line}\n{line}\n");
    assert_eq!(read(200, both.as_bytes()), Answer::Cosigned(vec![line.clone()]));
    let elsewhere = cosigner().cosign(signed(&leaves(4)).unverified_text(), NonZeroU64::MIN).unwrap();
    for garbled in [format!("{elsewhere}\n"), format!("{strange}\n"), "<html>\n".into(), String::new(), line.to_string()] {
        assert!(matches!(read(200, garbled.as_bytes()), Answer::Garbled(_)), "{garbled}");
    }
    assert_eq!(read(409, b"17\n"), Answer::SeenAt(17));
    for garbled in [&b"17"[..], b"017\n", b"-1\n", b"17\n\n", b"\xff\n"] {
        assert!(matches!(read(409, garbled), Answer::Garbled(_)), "{garbled:?}");
    }
    assert_eq!((read(404, b""), read(403, b"")), (Answer::NotConfigured, Answer::NotConfigured));
    assert_eq!(read(422, b"no\x1b[31m\n"), Answer::Refused { status: 422, reason: "no [31m".into() });
    let Answer::Refused { reason, .. } = read(500, "y".repeat(5_000).as_bytes()) else { panic!("a refusal is expected") };
    assert_eq!(reason.len(), 200);
    assert!(matches!(read(302, b""), Answer::Garbled(_)));
    assert!(matches!(read(200, "z".repeat(1 << 20).as_bytes()), Answer::Garbled(_)));
}

#[test]
fn the_monitor_path_is_the_hash_of_the_log_name() {
    // As the published testdata of another implementation lays it out.
    assert_eq!(monitor_path("rome2026h1.example.org"), "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706/checkpoint");
}

#[test]
fn two_signed_trees_are_evidence_that_anybody_can_check_again() {
    let (all, other) = (leaves(8), other_history(8));
    let keys = [log().verifier().clone()];
    let (one, two) = (signed(&all).to_string(), signed(&other).to_string());
    let fork = Fork::show_equal_size(one.as_bytes(), two.as_bytes(), LOG, &keys).unwrap();
    assert_eq!(Fork::read(fork.show_json().as_bytes(), LOG, &keys), Ok(fork.clone()));
    assert_eq!((fork.sizes(), fork.checkpoints()), ((8, 8), (one.as_str(), two.as_str())));
    let longer = other_history(13);
    let three = signed(&longer).to_string();
    let proof = prove_consistency(&mut Leaves(&longer), 8, 13).unwrap();
    let fork = Fork::show((one.as_bytes(), three.as_bytes()), (naive_root(&other), proof.clone()), LOG, &keys).unwrap();
    assert_eq!(Fork::read(fork.show_json().as_bytes(), LOG, &keys), Ok(fork.clone()));
    assert!(fork.to_string().contains("sizes 8 and 13 cannot both be true"));
    let stranger = [Signer::from_seed(LOG, &[7; 32]).unwrap().verifier().clone()];
    assert!(matches!(Fork::read(fork.show_json().as_bytes(), LOG, &stranger), Err(ForkError::Checkpoint(_))));
    assert!(Fork::read(fork.show_json().replace(LOG, "else.example").as_bytes(), LOG, &keys).is_err());
}

#[test]
fn an_honest_log_cannot_be_accused_of_a_fork() {
    let (all, other) = (leaves(13), other_history(13));
    let keys = [log().verifier().clone()];
    let (one, two) = (signed(&all[..8]).to_string(), signed(&all).to_string());
    let accuse = |root: Hash, proof: Vec<Hash>| Fork::show((one.as_bytes(), two.as_bytes()), (root, proof), LOG, &keys);
    let honest = prove_consistency(&mut Leaves(&all), 8, 13).unwrap();
    let wrong = prove_consistency(&mut Leaves(&other), 8, 13).unwrap();
    assert_eq!(accuse(naive_root(&all[..8]), honest.clone()), Err(ForkError::Agree(8, 13)));
    assert!(matches!(accuse(naive_root(&other[..8]), honest), Err(ForkError::Proof(_))));
    assert!(matches!(accuse(naive_root(&other[..8]), wrong), Err(ForkError::Proof(_))));
    assert!(matches!(Fork::show_equal_size(one.as_bytes(), one.as_bytes(), LOG, &keys), Err(ForkError::Agree(8, 8))));
    let forged = two.replace("\n13\n", "\n8\n");
    assert!(matches!(Fork::show_equal_size(one.as_bytes(), forged.as_bytes(), LOG, &keys), Err(ForkError::Checkpoint(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// A dishonest log that mixes two histories as it likes: what one witness cosigns is one
    /// history, however the requests come.
    #[test]
    fn whatever_a_log_sends_one_witness_cosigns_one_history(
        asked in proptest::collection::vec((any::<bool>(), 0_usize..20, 0_usize..20), 1..30),
    ) {
        let histories = [leaves(20), other_history(20)];
        let (mut state, mut cosigned) = (Seen::NOTHING, Vec::new());
        for (which, old, new) in asked {
            let history = &histories[usize::from(which)];
            let body = request(old.min(new), &history[..new]).to_string();
            if let Ok(grant) = ask(&body, state) {
                prop_assert!(grant.next.size >= state.size, "a witness never goes back");
                state = grant.next;
                cosigned.push(state);
            }
        }
        let follows = |history: &Vec<Hash>| {
            cosigned.iter().all(|seen| naive_root(&history[..usize::try_from(seen.size).unwrap()]) == seen.root)
        };
        prop_assert!(histories.iter().any(follows));
    }
}
