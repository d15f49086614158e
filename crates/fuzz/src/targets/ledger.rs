//! Targets of the ledger: whatever comes from strangers' logs, witnesses, policies and folders.

use crate::Target;
use ledger::batch::hash_file_bytes;
use ledger::checkpoint::Checkpoint;
use ledger::fork::Fork;
use ledger::note::{self, Cosigner, Note, Signature, Signer, Verifier, Vkey};
use ledger::policy::Policy;
use ledger::proof::LogProof;
use ledger::tile::{Edge, Tile, push_entry, read_entries};
use ledger::tree::Hash;
use ledger::witness::{AddCheckpoint, KnownLog, Seen, decide, read_answer};
use std::num::NonZeroU64;

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "note", seeds: notes, run: read_note },
    Target { name: "signature line", seeds: signature_lines, run: read_signature },
    Target { name: "vkey", seeds: vkeys, run: read_vkey },
    Target { name: "checkpoint", seeds: checkpoints, run: read_checkpoint },
    Target { name: "add-checkpoint body", seeds: requests, run: read_request },
    Target { name: "witness answer", seeds: answers, run: read_witness_answer },
    Target { name: "tlog-proof", seeds: proofs, run: read_proof },
    Target { name: "policy", seeds: policies, run: read_policy },
    Target { name: "fork.json", seeds: forks, run: read_fork },
    Target { name: "tile path", seeds: tile_paths, run: read_tile_path },
    Target { name: "tile", seeds: tiles, run: read_tile },
    Target { name: "entry bundle", seeds: bundles, run: read_bundle },
];

const LOG: &str = "log.example/mission";

fn signer() -> Option<Signer> {
    Signer::from_seed(LOG, &[1; 32]).ok()
}

fn witness() -> Option<Cosigner> {
    Cosigner::ml_dsa_44_from_seed("witness.example", &[2; 32]).ok()
}

/// A cosigned checkpoint of one leaf, or of another one.
fn cosigned(leaf: &[u8]) -> Option<Note> {
    let note = Checkpoint::new(LOG, 1, Hash::leaf(leaf)).sign(&[&signer()?]).ok()?;
    let line = witness()?.cosign(note.unverified_text(), NonZeroU64::MIN).ok()?;
    note.with_signatures(note.signatures().iter().cloned().chain([line])).ok()
}

fn bytes(text: Option<impl ToString>) -> Vec<Vec<u8>> {
    text.map(|text| text.to_string().into_bytes()).into_iter().collect()
}

fn keys() -> Vec<Verifier> {
    // Made once: the targets run many thousand times.
    static KEYS: std::sync::OnceLock<Vec<Verifier>> = std::sync::OnceLock::new();
    let made = || signer().map(|key| key.verifier().clone()).into_iter().chain(witness().map(|key| key.verifier().clone()));
    KEYS.get_or_init(|| made().collect()).clone()
}

fn notes() -> Vec<Vec<u8>> {
    bytes(cosigned(b"a"))
}

fn read_note(input: &[u8]) {
    let _ = note::open(input, &keys());
    let Ok(note) = Note::read(input) else { return };
    let written = note.to_string();
    assert_eq!(Note::read(written.as_bytes()), Ok(note), "what was read is written back as the same");
    assert!(Note::is_canonical(written.as_bytes()));
}

fn signature_lines() -> Vec<Vec<u8>> {
    bytes(cosigned(b"a").and_then(|note| note.signatures().first().cloned()))
}

fn read_signature(input: &[u8]) {
    let Some(Ok(line)) = str::from_utf8(input).ok().map(Signature::read) else { return };
    assert_eq!(Signature::read(&line.to_string()), Ok(line));
}

fn vkeys() -> Vec<Vec<u8>> {
    keys().iter().map(|key| key.vkey().to_string().into_bytes()).collect()
}

fn read_vkey(input: &[u8]) {
    let Some(Ok(vkey)) = str::from_utf8(input).ok().map(str::parse::<Vkey>) else { return };
    assert_eq!(vkey.to_string().as_bytes(), input, "a key has one text");
    if let Ok(verifier) = Verifier::try_from(&vkey) {
        assert_eq!(verifier.vkey(), vkey);
    }
}

fn checkpoints() -> Vec<Vec<u8>> {
    let mut extended = Checkpoint::new(LOG, u64::MAX, Hash::EMPTY);
    extended.extensions.push("extension".to_owned());
    bytes(Some(Checkpoint::new(LOG, 1, Hash::leaf(b"a")))).into_iter().chain(bytes(Some(extended))).collect()
}

fn read_checkpoint(input: &[u8]) {
    let Some(Ok(checkpoint)) = str::from_utf8(input).ok().map(Checkpoint::read_text) else { return };
    assert_eq!(Checkpoint::read_text(&checkpoint.to_string()), Ok(checkpoint));
}

fn requests() -> Vec<Vec<u8>> {
    bytes(cosigned(b"a").and_then(|note| AddCheckpoint::new(0, Vec::new(), note).ok()))
        .into_iter()
        .chain(bytes(cosigned(b"a").and_then(|note| AddCheckpoint::new(1, vec![Hash::EMPTY; 3], note).ok())))
        .collect()
}

fn read_request(input: &[u8]) {
    for seen in [Seen::NOTHING, Seen { size: 1, root: Hash::leaf(b"a") }] {
        let known = KnownLog { name: LOG.to_owned(), keys: keys(), seen };
        if let Ok(grant) = decide(input, |name| (name == LOG).then_some(&known)) {
            assert!(grant.next.size >= seen.size, "a witness never goes back");
            assert!(grant.next.size > seen.size || grant.next == seen, "one size has one root");
        }
    }
    let Ok(request) = AddCheckpoint::read(input) else { return };
    assert_eq!(AddCheckpoint::read(request.to_string().as_bytes()), Ok(request));
}

fn answers() -> Vec<Vec<u8>> {
    let line = cosigned(b"a").and_then(|note| note.signatures().last().cloned());
    bytes(line.map(|line| format!("{line}\n"))).into_iter().chain([b"17\n".to_vec(), b"no\n".to_vec()]).collect()
}

fn read_witness_answer(input: &[u8]) {
    let Some(note) = cosigned_once() else { return };
    for status in [200, 403, 404, 409, 422, 500, 302] {
        let _ = read_answer(status, input, note, &keys());
    }
}

fn cosigned_once() -> Option<&'static Note> {
    static NOTE: std::sync::OnceLock<Option<Note>> = std::sync::OnceLock::new();
    NOTE.get_or_init(|| cosigned(b"a")).as_ref()
}

fn proofs() -> Vec<Vec<u8>> {
    let proof = |index, path| cosigned(b"a").map(|note| LogProof::new(index, path, &note));
    let mut longer = proof(7, vec![Hash::EMPTY; 3]);
    longer.iter_mut().for_each(|proof| proof.extra = Some(b"opening".to_vec()));
    bytes(proof(0, Vec::new())).into_iter().chain(bytes(longer)).collect()
}

fn read_proof(input: &[u8]) {
    let Ok(proof) = LogProof::read(input) else { return };
    if proof.verify(&Hash::leaf(b"a"), LOG, &keys()).is_ok() {
        assert_eq!((proof.index, proof.path.len()), (0, 0), "one leaf, one place");
    }
    assert_eq!(LogProof::read(proof.to_string().as_bytes()), Ok(proof));
}

fn policies() -> Vec<Vec<u8>> {
    let keys: Vec<_> = keys().iter().map(|key| key.vkey().to_string()).collect();
    let [log, witness] = keys.as_slice() else { return Vec::new() };
    let old = Signer::from_seed("old.example", &[3; 32]).map(|key| key.verifier().vkey().to_string()).unwrap_or_default();
    let text = format!(
        "# trusted\nlog {log} http://log.example/\nwitness W1 {witness} http://w.example/\nwitness W2\t{old}\ngroup G 1 W1 W2\nquorum G\n"
    );
    vec![text.into_bytes(), b"quorum none\n".to_vec()]
}

fn read_policy(input: &[u8]) {
    let Ok(policy) = Policy::read(input) else { return };
    assert!(policy.forks_need() <= policy.witnesses().len());
    let Some(note) = cosigned_once() else { return };
    let _ = policy.judge(note.to_string().as_bytes()).map(|judgement| judgement.quorum.to_string());
}

fn forks() -> Vec<Vec<u8>> {
    let text = |leaf| cosigned(leaf).map(|note| note.to_string()).unwrap_or_default();
    let fork = Fork::show_equal_size(text(b"a").as_bytes(), text(b"b").as_bytes(), LOG, &keys());
    bytes(fork.ok().map(|fork| fork.show_json()))
}

fn read_fork(input: &[u8]) {
    let Ok(fork) = Fork::read(input, LOG, &keys()) else { return };
    assert_eq!(Fork::read(fork.show_json().as_bytes(), LOG, &keys()), Ok(fork));
}

fn tile_paths() -> Vec<Vec<u8>> {
    ["tile/0/x001/x234/067.p/5", "tile/entries/000", "tile/63/x999/999"].map(|path| path.as_bytes().to_vec()).to_vec()
}

fn read_tile_path(input: &[u8]) {
    let Some(Ok(tile)) = str::from_utf8(input).ok().map(str::parse::<Tile>) else { return };
    assert_eq!(tile.to_string().as_bytes(), input, "a tile has one path");
    let _ = hash_file_bytes(tile.index());
}

fn tiles() -> Vec<Vec<u8>> {
    let leaves: Vec<_> = (0..5_u8).map(|leaf| Hash::leaf(&[leaf])).collect();
    Edge::new().append(&leaves).into_iter().map(|(_, bytes)| bytes).collect()
}

fn read_tile(input: &[u8]) {
    for size in [1, 5, 256, 300, u64::MAX] {
        let _ = Edge::read(size, |_| Ok::<_, std::convert::Infallible>(input.to_vec())).map(|edge| edge.root());
    }
}

fn bundles() -> Vec<Vec<u8>> {
    let mut bundle = Vec::new();
    for entry in [b"{\"t\":\"a\"}".as_slice(), b"", b"x"] {
        let _ = push_entry(&mut bundle, entry);
    }
    vec![bundle]
}

fn read_bundle(input: &[u8]) {
    for width in [1, 3, 256] {
        let Ok(entries) = read_entries(input, width) else { continue };
        assert_eq!(entries.len(), usize::from(width));
        let bytes: usize = entries.iter().map(|entry| entry.len() + 2).sum();
        assert_eq!(bytes, input.len(), "every byte belongs to an entry");
    }
}
