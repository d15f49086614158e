//! Seconds for a million leaves; not part of CI.
//! `cargo test -p tregua-ledger --release --test timing -- --ignored --nocapture`

use ledger::batch::{BatchTree, CLEAR_SALT, item_hash, item_path, verify_item};
use ledger::checkpoint::Checkpoint;
use ledger::note::Signer;
use ledger::tile::{Edge, push_entry};
use ledger::tree::Hash;
use std::convert::Infallible;
use std::time::Instant;

const LEAVES: u64 = 1_000_000;

#[test]
#[ignore = "measures, asserts nothing about time"]
fn a_million_leaves_in_seconds() {
    let mut entry = vec![b'x'; 600];
    let start = Instant::now();
    let (mut edge, mut bundles, mut tiles) = (Edge::new(), 0, 0);
    for first in (0..LEAVES).step_by(256) {
        let (mut bundle, mut leaves) = (Vec::new(), Vec::with_capacity(256));
        for at in first..(first + 256).min(LEAVES) {
            entry[..8].copy_from_slice(&at.to_be_bytes());
            push_entry(&mut bundle, &entry).unwrap();
            leaves.push(Hash::leaf(&entry));
        }
        bundles += bundle.len();
        tiles += edge.append(&leaves).len();
    }
    eprintln!("append of {LEAVES} leaves of 600 B: {:.2?}, {tiles} tiles, {bundles} B of bundles", start.elapsed());

    let leaves: Vec<_> = (0..LEAVES).map(|at| Hash(Hash::EMPTY.0.map(|byte| byte ^ (at % 251) as u8))).collect();
    let start = Instant::now();
    let tiles = Edge::new().append(&leaves).len();
    eprintln!("append of {LEAVES} leaf hashes at once: {:.2?}, {tiles} tiles", start.elapsed());

    let mut item = vec![b'y'; 400];
    let start = Instant::now();
    let mut tree = BatchTree::new();
    for at in 0..LEAVES {
        item[..8].copy_from_slice(&at.to_be_bytes());
        tree.push(&at.to_be_bytes(), item_hash(&CLEAR_SALT, &item)).unwrap();
    }
    let batch = tree.close();
    eprintln!("batch of {LEAVES} items of 400 B: {:.2?}, hash file {} B", start.elapsed(), batch.hash_file.len());

    let read = |offset: u64, bytes: usize| {
        let offset = usize::try_from(offset).unwrap();
        Ok::<_, Infallible>(batch.hash_file[offset..offset + bytes].to_vec())
    };
    let indexes: Vec<u64> = (0..1000).map(|at| at * 999 % LEAVES).collect();
    let start = Instant::now();
    let paths: Vec<_> = indexes.iter().map(|index| item_path(*index, LEAVES, read).unwrap()).collect();
    eprintln!("item path out of the hash file: {:.2?}", start.elapsed() / 1000);
    let hashes: Vec<_> =
        indexes.iter().map(|at| Hash::read(&batch.hash_file[usize::try_from(at * 32).unwrap()..][..32]).unwrap()).collect();
    let start = Instant::now();
    for ((index, path), hash) in indexes.iter().zip(&paths).zip(&hashes) {
        verify_item(hash, *index, LEAVES, path, &batch.root).unwrap();
    }
    eprintln!("item verified ({} hashes): {:.2?}", paths[0].len(), start.elapsed() / 1000);

    let signer = Signer::from_seed("timing.example", &[1; 32]).unwrap();
    let checkpoint = Checkpoint::new("timing.example", LEAVES, edge.root());
    let start = Instant::now();
    let notes: Vec<_> = (0..1000).map(|_| checkpoint.sign(&[&signer]).unwrap().to_string()).collect();
    eprintln!("checkpoint signed: {:.2?}", start.elapsed() / 1000);
    let keys = [signer.verifier().clone()];
    let start = Instant::now();
    notes.iter().for_each(|note| assert!(Checkpoint::open(note.as_bytes(), "timing.example", &keys).is_ok()));
    eprintln!("checkpoint opened: {:.2?}", start.elapsed() / 1000);
}
