//! What another log says counts only as far as that log's own key register and this node's data allow.

#![expect(clippy::unwrap_used, reason = "tests")]

use engine::bring::brought;
use engine::{Log, Vault};
use ledger::note::Signer;
use model::{Act, Anchor, Declared, Digest, Entry, Instant, Key, KeyKind, Role};
use record::key::SecretKey;
use record::register::{new_act, sign_act};
use std::path::Path;
use std::sync::Arc;
use store::copy::peer_folder;
use store::disk::RealDisk;
use store::log::Pen;
use store::ratchet::Ratchet;
use store::start::Outside;
use store::{FileLog, FileVault, SqliteProjection};

const OWN: &str = "log.invalid/own";
const PEER: &str = "log.invalid/peer";

fn create(scratch: &Path, folder: &Path, name: &str, entries: &[Entry]) -> FileLog {
    let signer = Signer::from_seed(name, &[3; 32]).unwrap();
    let key = signer.verifier().clone();
    let pen = |signer| Pen { signers: vec![signer], ratchet: Ratchet::new(Arc::new(RealDisk), &scratch.join("state"), name) };
    FileLog::create(Arc::new(RealDisk), folder, pen(signer)).unwrap();
    std::fs::write(folder.join("vkey"), format!("{}\n", key.vkey())).unwrap();
    let again = Signer::from_seed(name, &[3; 32]).unwrap();
    let mut log = FileLog::open(folder, &key).unwrap().take_up(pen(again), &Outside::Nobody).unwrap();
    log.append(&entries.iter().map(|entry| entry.canonical().unwrap()).collect::<Vec<_>>()).unwrap();
    log
}

fn secret(n: u8) -> SecretKey {
    SecretKey::from_seed(&[n; 32])
}

fn key(n: u8, kind: KeyKind, person: &str) -> Key {
    let roles = if kind == KeyKind::Officer { vec![Role::Operations] } else { Vec::new() };
    Key { body: Some("A body".into()), kind, party: None, person: person.into(), public: secret(n).public().text().into(), roles }
}

fn signed(act: Act, by: &str, log: &str, keys: &[u8]) -> Entry {
    let mut signed = new_act(act, by, log, Instant::from_ms(0).unwrap());
    keys.iter().for_each(|n| sign_act(&mut signed, &secret(*n)).unwrap());
    Entry::Signed(signed)
}

/// What of a peer's log counts here, by position.
fn counted(scratch: &Path, entries: &[Entry]) -> Vec<u64> {
    let data = scratch.join("data");
    let own = create(scratch, &data.join("log"), OWN, &[]);
    let peer = create(scratch, &peer_folder(&data, PEER).join("log"), PEER, entries);
    let mut vault = FileVault::new(&data.join("vault"));
    vault.put(MISSION).unwrap();
    vault.put(b"no mission at all").unwrap();
    let anchor = Anchor { checkpoint: peer.checkpoint(), log: PEER.into(), root: peer.root(), size: peer.size(), v: 1 };
    let projection = SqliteProjection::in_memory().unwrap();
    brought(&own, &vault, &projection, 0, &anchor).unwrap().into_iter().map(|one| one.index).collect()
}

const MISSION: &[u8] = b"name = \"Invented\"\nzone = \"UTC\"\n";

fn adopt() -> Act {
    Act::AdoptMission { sha256: Digest::of(MISSION) }
}

#[test]
fn a_forged_stripped_or_replayed_act_in_a_peers_log_does_not_count_here() {
    let scratch = tempfile::tempdir().unwrap();
    let officer = Act::AddKey { key: key(2, KeyKind::Officer, "An Officer") };
    let entries = [
        signed(Act::Found { keys: vec![key(1, KeyKind::Root, "A Root")], threshold: 1 }, "A Root", PEER, &[1]),
        signed(officer, "A Root", PEER, &[1, 2]),
        signed(adopt(), "An Officer", PEER, &[2]),
        signed(adopt(), "An Officer", PEER, &[9]),
        signed(adopt(), "An Officer", PEER, &[]),
        signed(adopt(), "An Officer", OWN, &[2]),
        Entry::Declared(Declared { act: adopt(), at: Instant::from_ms(0).unwrap(), by: "Anybody".into(), log: None, v: 1 }),
    ];
    assert_eq!(counted(scratch.path(), &entries), [0, 1, 2]);
}

#[test]
fn mission_data_that_nobody_can_read_stop_no_peer() {
    let scratch = tempfile::tempdir().unwrap();
    let declared = |sha256| {
        Entry::Declared(Declared {
            act: Act::AdoptMission { sha256 },
            at: Instant::from_ms(0).unwrap(),
            by: "Anybody".into(),
            log: None,
            v: 1,
        })
    };
    let entries = [declared(Digest::of(b"no mission at all")), declared(Digest::of(MISSION))];
    assert_eq!(counted(scratch.path(), &entries), [1]);
}

#[test]
fn an_anchor_of_another_tree_than_the_copy_or_of_more_than_it_holds_is_refused() {
    let scratch = tempfile::tempdir().unwrap();
    let data = scratch.path().join("data");
    let own = create(scratch.path(), &data.join("log"), OWN, &[]);
    let other = create(scratch.path(), &scratch.path().join("other"), PEER, &[]);
    let declared = Entry::Declared(Declared { act: adopt(), at: Instant::from_ms(0).unwrap(), by: "n".into(), log: None, v: 1 });
    std::fs::remove_dir_all(scratch.path().join("state")).unwrap();
    let peer = create(scratch.path(), &peer_folder(&data, PEER).join("log"), PEER, &[declared]);
    let (vault, projection) = (FileVault::new(&data.join("vault")), SqliteProjection::in_memory().unwrap());
    let good = Anchor { checkpoint: peer.checkpoint(), log: PEER.into(), root: peer.root(), size: 1, v: 1 };
    let wrong = [
        Anchor { root: other.root(), ..good.clone() },
        Anchor { size: 2, ..good.clone() },
        Anchor { checkpoint: other.checkpoint(), ..good.clone() },
    ];
    for anchor in wrong {
        assert!(brought(&own, &vault, &projection, 0, &anchor).is_err(), "{anchor:?}");
    }
}
