//! An invented log with acts, a sealed artifact and a sealed batch, cosigned by three witnesses; and bundles of it.

use ledger::batch::{BatchTree, item_path};
use ledger::checkpoint::Checkpoint;
use ledger::note::{Cosigner, Note, Signer};
use ledger::proof::LogProof;
use ledger::tile::{Edge, Tile, TileSource, bundles_touched, push_entry};
use ledger::tree::{Hash, prove_consistency, prove_inclusion};
use model::act::Role;
use model::{Act, Digest, Entry, Instant, Key, KeyKind, Signed};
use record::key::SecretKey;
use record::register::{new_act, sign_act};
use record::seal::{Audience, ItemProof, Opening, RecordKey, RecordProof, SealedLeaf, item_hash};
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use verify::trust::Trust;
use verify::write::{Bundle, BundleFiles};

/// Name of the invented log.
pub const LOG: &str = "tregua.invalid/invented";
/// What the artifact holds.
pub const ARTIFACT: &[u8] = b"time,place,what\n21:10,bridge,explosion\n";
/// The first cosignature's time, seconds since 1970: 2026-11-30.
pub const COSIGNED_UNIX_S: u64 = 1_796_000_000;
/// Entry of the artifact, and of the batch.
pub const RECEIVED: u64 = 3;
/// Entry of the batch's header.
pub const HEADER: u64 = 4;

/// An item of the batch.
struct Item {
    id: String,
    record: Vec<u8>,
    key: RecordKey,
}

/// The log with everything that its keeper knows.
pub struct World {
    pub signer: Signer,
    pub witnesses: Vec<Cosigner>,
    pub entries: Vec<Vec<u8>>,
    pub tiles: BTreeMap<Tile, Vec<u8>>,
    pub edge: Edge,
    records: BTreeMap<u64, (Vec<u8>, RecordKey)>,
    items: Vec<Item>,
    item_tiles: Vec<u8>,
}

fn key_of(public: &str, kind: KeyKind, person: &str, roles: Vec<Role>) -> Key {
    let body = Some(format!("body of {person}"));
    Key { body, kind, party: None, person: person.into(), public: public.into(), roles }
}

fn signed(act: Act, by: &str, keys: &[&SecretKey]) -> Signed {
    let at: Instant = "2026-11-29T08:00:00.000Z".parse().unwrap();
    let mut signed = new_act(act, by, LOG, at);
    for key in keys {
        sign_act(&mut signed, key).unwrap();
    }
    signed
}

impl World {
    /// A world whose batch has `n` observations.
    pub fn of(n: usize) -> Self {
        let (root, officer) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
        let found = Act::Found { keys: vec![key_of(root.public().text(), KeyKind::Root, "Root Holder", vec![])], threshold: 1 };
        let add = Act::AddKey { key: key_of(officer.public().text(), KeyKind::Officer, "Ines Example", vec![Role::Operations]) };
        let adopt = Act::AdoptMission { sha256: Digest::of(b"mission") };
        let acts = [
            signed(found, "Root Holder", &[&root]),
            signed(add, "Root Holder", &[&root, &officer]),
            signed(adopt, "Ines Example", &[&officer]),
        ];
        let mut world = Self {
            signer: Signer::from_seed(LOG, &[7; 32]).unwrap(),
            witnesses: (0..3u8).map(|at| Cosigner::ml_dsa_44_from_seed(&format!("w{at}.invalid"), &[40 + at; 32]).unwrap()).collect(),
            entries: acts.into_iter().map(|act| Entry::Signed(act).canonical().unwrap()).collect(),
            tiles: BTreeMap::new(),
            edge: Edge::new(),
            records: BTreeMap::new(),
            items: Vec::new(),
            item_tiles: Vec::new(),
        };
        world.fill(n);
        let hashes: Vec<Hash> = world.entries.iter().map(|entry| Hash::leaf(entry)).collect();
        world.tiles = world.edge.append(&hashes).into_iter().collect();
        world
    }

    /// One observation, and witnesses with short keys, for checking very often.
    pub fn light() -> Self {
        let witnesses = (0..3u8).map(|at| Cosigner::ed25519_from_seed(&format!("w{at}.invalid"), &[40 + at; 32]).unwrap());
        Self { witnesses: witnesses.collect(), ..Self::of(1) }
    }

    fn fill(&mut self, n: usize) {
        let sha256 = Digest::of(ARTIFACT);
        let bytes_n = ARTIFACT.len();
        let received = format!(
            r#"{{"received":{{"bytes_n":{bytes_n},"name":"patrol.csv","received_at":"2026-11-29T09:00:00.000Z","sha256":"{sha256}","source":"patrols","v":1}}}}"#
        );
        self.seal(received.into_bytes(), RecordKey::from_bytes([21; 32]));
        let mut tree = BatchTree::new();
        for at in 0..n {
            let id = format!("OBS-{at:016}");
            let record = format!(
                r#"{{"observation":{{"from":{{"artifact":"{sha256}","line":{}}},"id":"{id}","kind":"explosion","place_name":"bridge","source":"patrols","text":"heard it"}}}}"#,
                at + 2
            );
            let key = RecordKey::from_bytes(*Digest::of(id.as_bytes()).as_bytes());
            tree.push(id.as_bytes(), item_hash(record.as_bytes(), &key, &id)).unwrap();
            self.items.push(Item { id, record: record.into_bytes(), key });
        }
        let closed = tree.close();
        self.item_tiles = closed.hash_file;
        let (root, none) = (Digest::from_bytes(closed.root.0), Digest::of(b""));
        let header = format!(
            r#"{{"concluded":{{"basis":{{"as_of":4,"inputs_n":1,"inputs_root":"{none}","trigger":3}},"kind":"reading","mark":"red","method":{{"name":"csv","parameters":"{none}","revision":1}},"n":{n},"order":"id","root":"{root}","v":1}}}}"#
        );
        self.seal(header.into_bytes(), RecordKey::from_bytes([22; 32]));
    }

    fn seal(&mut self, record: Vec<u8>, key: RecordKey) {
        let committed = record::seal::committed(&record, &key);
        self.records.insert(self.entries.len() as u64, (record, key.clone()));
        self.entries.push(SealedLeaf::of(&key.leaf_salt(), &committed).bytes());
    }

    /// Adds entries as they stand.
    pub fn append(&mut self, entries: &[Vec<u8>]) {
        let hashes: Vec<Hash> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
        self.entries.extend_from_slice(entries);
        self.tiles.extend(self.edge.append(&hashes));
    }

    fn source(&self) -> TileSource<impl FnMut(Tile) -> Result<Vec<u8>, &'static str>> {
        TileSource::new(self.edge.size(), |tile| self.tiles.get(&tile).cloned().ok_or("no such tile"))
    }

    /// The checkpoint as the log alone signs it.
    pub fn checkpoint(&self) -> Note {
        Checkpoint::new(LOG, self.edge.size(), self.edge.root()).sign(&[&self.signer]).unwrap()
    }

    /// The same with the cosignatures of some witnesses, one second apart.
    pub fn cosigned(&self, witnesses: &[usize]) -> Note {
        self.cosigned_at(witnesses, COSIGNED_UNIX_S)
    }

    /// The same with times from `unix_s` on.
    pub fn cosigned_at(&self, witnesses: &[usize], unix_s: u64) -> Note {
        let note = self.checkpoint();
        let more = witnesses.iter().map(|at| {
            let time = NonZeroU64::new(unix_s + *at as u64).unwrap();
            self.witnesses[*at].cosign(note.unverified_text(), time).unwrap()
        });
        note.with_signatures(note.signatures().iter().cloned().chain(more)).unwrap()
    }

    /// The policy of somebody who trusts the log's key and asks for `least` of the three witnesses.
    pub fn policy(&self, least: usize) -> String {
        let witnesses: String =
            self.witnesses.iter().enumerate().map(|(at, witness)| format!("witness W{at} {}\n", witness.verifier().vkey())).collect();
        format!("log {}\n{witnesses}group all3 {least} W0 W1 W2\nquorum all3\n", self.signer.verifier().vkey())
    }

    /// That trust, without time-stamp authorities.
    pub fn trust(&self, least: usize) -> Trust {
        Trust::read(self.policy(least).as_bytes(), &[]).unwrap()
    }

    /// The proof of an entry, opened for an audience.
    pub fn record_proof(&self, index: u64, audience: Audience, checkpoint: &Note) -> RecordProof {
        RecordProof { record: self.opening(index, audience), log: self.log_proof(index, checkpoint) }
    }

    fn opening(&self, index: u64, audience: Audience) -> Opening {
        match self.records.get(&index) {
            Some((record, key)) => Opening::of_entry(record, key, audience),
            None => Opening::clear(self.entries[usize::try_from(index).unwrap()].clone()),
        }
    }

    /// The proof of a leaf.
    pub fn log_proof(&self, index: u64, checkpoint: &Note) -> LogProof {
        LogProof::new(index, prove_inclusion(&mut self.source(), index, self.edge.size()).unwrap(), checkpoint)
    }

    /// The way from a smaller tree to this one.
    pub fn consistency(&self, old: u64) -> Vec<Hash> {
        prove_consistency(&mut self.source(), old, self.edge.size()).unwrap()
    }

    /// The proof of an item, opened for an audience.
    pub fn item_proof(&self, at: usize, audience: Audience, checkpoint: &Note) -> (String, ItemProof) {
        let (item, n) = (&self.items[at], self.items.len() as u64);
        let read = |offset: u64, length: usize| -> Result<Vec<u8>, String> {
            let offset = usize::try_from(offset).unwrap();
            Ok(self.item_tiles[offset..offset + length].to_vec())
        };
        let proof = ItemProof {
            item: Opening::of_item(&item.record, &item.key, &item.id, audience),
            index: at as u64,
            n,
            path: item_path(at as u64, n, read).unwrap(),
            header: self.opening(HEADER, audience),
            log: self.log_proof(HEADER, checkpoint),
        };
        (item.id.clone(), proof)
    }

    /// A bundle of everything, opened for an audience, around a checkpoint.
    pub fn bundle(&self, audience: Audience, checkpoint: &Note) -> Bundle {
        let mut bundle = Bundle::new(checkpoint.to_string().as_bytes());
        for index in 0..=RECEIVED {
            bundle.add_record(&self.record_proof(index, audience, checkpoint));
        }
        for at in 0..self.items.len() {
            let (id, proof) = self.item_proof(at, audience, checkpoint);
            let name = if audience == Audience::Public { format!("item-{HEADER}-{at}") } else { id };
            bundle.add_item(&name, &proof);
        }
        if audience == Audience::Commission {
            bundle.add_artifact(ARTIFACT.to_vec());
        }
        bundle.add_file("README.md", b"invented\n".to_vec());
        bundle.add_file("policy.txt", self.policy(1).into_bytes());
        bundle
    }

    /// The files of that bundle, cosigned by all three.
    pub fn files(&self, audience: Audience) -> BundleFiles {
        finish(self.bundle(audience, &self.cosigned(&[0, 1, 2])))
    }

    /// The files of the log's folder.
    pub fn log_files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files: BTreeMap<String, Vec<u8>> = self.tiles.iter().map(|(tile, bytes)| (tile.to_string(), bytes.clone())).collect();
        for tile in bundles_touched(0, self.edge.size()) {
            let first = usize::try_from(tile.index()).unwrap() * 256;
            let mut bytes = Vec::new();
            for entry in &self.entries[first..first + usize::from(tile.width())] {
                push_entry(&mut bytes, entry).unwrap();
            }
            files.insert(tile.to_string(), bytes);
        }
        files
    }
}

/// Makes a bag of it.
pub fn finish(bundle: Bundle) -> BundleFiles {
    bundle.finish(&[("Source-Organization", "invented")])
}

/// The files of a bag that was changed by somebody who writes its manifests anew.
pub fn rewritten(files: &BundleFiles) -> BundleFiles {
    let own = ["bagit.txt", "bag-info.txt", verify::bag::MANIFEST, verify::bag::TAG_MANIFEST];
    let files = files.iter().filter(|(path, _)| !own.contains(&path.as_str()));
    verify::bag::pack(files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect(), &[("Source-Organization", "invented")])
}
