//! Vectors of our own making: a small log and two batches, made by another implementation in
//! another language. They never change: logs of every released version stay verifiable.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use ledger::batch::{BatchHashes, BatchTree, CLEAR_SALT, hash_file_bytes, item_hash, item_path, verify_item};
use ledger::checkpoint::Checkpoint;
use ledger::note::Signer;
use ledger::proof::LogProof;
use ledger::tile::{Edge, push_entry, read_entries};
use ledger::tree::{Hash, prove_consistency, prove_inclusion, verify_consistency};
use serde_json::Value;
use std::convert::Infallible;

fn published() -> Value {
    serde_json::from_str(include_str!("own/log_v1.json")).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn decoded(value: &Value) -> Vec<u8> {
    base64::Engine::decode(&base64::prelude::BASE64_STANDARD, text(value)).unwrap()
}

fn hashes(value: &Value) -> Vec<Hash> {
    list(value).iter().map(|hash| Hash::read_base64(text(hash)).unwrap()).collect()
}

fn entries(published: &Value) -> Vec<Hash> {
    list(&published["entries"]).iter().map(|entry| Hash::leaf(text(entry).as_bytes())).collect()
}

fn signer(published: &Value) -> Signer {
    Signer::from_seed(text(&published["log_name"]), &decoded(&published["seed"]).try_into().unwrap()).unwrap()
}

#[test]
fn key_roots_and_checkpoints_come_out_byte_for_byte() {
    let published = published();
    let (leaves, signer) = (entries(&published), signer(&published));
    assert_eq!(signer.verifier().vkey().to_string(), text(&published["vkey"]));
    let roots = hashes(&published["roots"]);
    let mut edge = Edge::new();
    for (size, (root, note)) in roots.iter().zip(list(&published["checkpoints"])).enumerate() {
        assert_eq!(edge.root(), *root);
        let checkpoint = Checkpoint::new(text(&published["log_name"]), size as u64, *root);
        assert_eq!(checkpoint.sign(&[&signer]).unwrap().to_string(), text(note));
        let keys = [signer.verifier().clone()];
        let (opened, _) = Checkpoint::open(text(note).as_bytes(), &checkpoint.log_name, &keys).unwrap();
        assert_eq!(opened, checkpoint);
        edge.append(leaves.get(size..=size).unwrap_or_default());
    }
    assert_eq!(roots.len(), 8);
}

#[test]
fn bundle_and_tile_come_out_byte_for_byte() {
    let published = published();
    let mut bundle = Vec::new();
    for entry in list(&published["entries"]) {
        push_entry(&mut bundle, text(entry).as_bytes()).unwrap();
    }
    assert_eq!(bundle, decoded(&published["bundle"]));
    let read = read_entries(&bundle, 7).unwrap();
    assert_eq!(read, list(&published["entries"]).iter().map(|entry| text(entry).as_bytes()).collect::<Vec<_>>());
    assert_eq!(Edge::new().append(&entries(&published))[0].1, decoded(&published["tile"]));
}

#[test]
fn proofs_come_out_byte_for_byte_and_verify() {
    let published = published();
    let (leaves, signer, name) = (entries(&published), signer(&published), text(&published["log_name"]));
    let keys = [signer.verifier().clone()];
    for case in list(&published["proofs"]) {
        let (index, size) = (case["index"].as_u64().unwrap(), case["size"].as_u64().unwrap());
        let leaves = &leaves[..usize::try_from(size).unwrap()];
        let note = Checkpoint::new(name, size, common::naive_root(leaves)).sign(&[&signer]).unwrap();
        let path = prove_inclusion(&mut common::Leaves(leaves), index, size).unwrap();
        let proof = LogProof::new(index, path, &note);
        assert_eq!(proof.to_string(), text(&case["text"]));
        let read = LogProof::read(text(&case["text"]).as_bytes()).unwrap();
        assert_eq!(read, proof);
        assert_eq!(read.verify(&leaves[usize::try_from(index).unwrap()], name, &keys).unwrap().size, size);
    }
    let extra = &published["proof_with_extra"];
    let proof = LogProof::read(text(&extra["text"]).as_bytes()).unwrap();
    assert_eq!((proof.extra.as_deref(), proof.to_string().as_str()), (Some(b"opening".as_slice()), text(&extra["text"])));
    proof.verify(&leaves[3], name, &keys).unwrap();
    for case in list(&published["consistency"]) {
        let (old, new) = (case["old"].as_u64().unwrap(), case["new"].as_u64().unwrap());
        let proof = prove_consistency(&mut common::Leaves(&leaves), old, new).unwrap();
        assert_eq!(proof, hashes(&case["proof"]), "{old} to {new}");
        let roots = hashes(&published["roots"]);
        let at = |size: u64| roots[usize::try_from(size).unwrap()];
        verify_consistency(old, new, &proof, &at(old), &at(new)).unwrap();
    }
    assert_eq!(list(&published["consistency"]).len(), 28);
}

#[test]
fn a_small_batch_comes_out_byte_for_byte() {
    let batch = &published()["batch"];
    let items: Vec<_> = list(&batch["items"]).iter().map(|item| text(item).as_bytes()).collect();
    let mut tree = BatchTree::new();
    for (item, published) in items.iter().zip(hashes(&batch["item_hashes"])) {
        assert_eq!(item_hash(&CLEAR_SALT, item), published);
        tree.push(item, published).unwrap();
    }
    let closed = tree.close();
    assert_eq!((closed.n, closed.root.to_string().as_str()), (3, text(&batch["root"])));
    assert_eq!(closed.hash_file, decoded(&batch["hash_file"]));
    for (index, path) in (0..).zip(list(&batch["paths"])) {
        assert_eq!(path_of(&closed, index), hashes(path));
    }
    let salt = decoded(&batch["salt"]).try_into().unwrap();
    assert_eq!(item_hash(&salt, items[0]).to_string(), text(&batch["first_item_hash_with_salt"]));
}

#[test]
fn a_batch_of_70000_items_comes_out_byte_for_byte() {
    let batch = &published()["large_batch"];
    let n = batch["n"].as_u64().unwrap();
    let mut tree = BatchTree::new();
    let hashes_of: Vec<_> = (0..n).map(|at| item_hash(&CLEAR_SALT, format!("{{\"id\":\"{at:06}\"}}").as_bytes())).collect();
    for (at, hash) in (0_u64..).zip(&hashes_of) {
        tree.push(&at.to_be_bytes(), *hash).unwrap();
    }
    let closed = tree.close();
    assert_eq!((closed.n, closed.root.to_string().as_str()), (n, text(&batch["root"])));
    assert_eq!(closed.hash_file.len() as u64, hash_file_bytes(n));
    assert_eq!(Some(hash_file_bytes(n)), batch["hash_file_bytes"].as_u64());
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&closed.hash_file);
    assert_eq!(digest.as_slice(), decoded(&batch["hash_file_sha256"]));
    for case in list(&batch["paths"]) {
        let index = case["index"].as_u64().unwrap();
        let path = path_of(&closed, index);
        assert_eq!(path, hashes(&case["path"]));
        verify_item(&hashes_of[usize::try_from(index).unwrap()], index, n, &path, &closed.root).unwrap();
    }
}

fn path_of(batch: &BatchHashes, index: u64) -> Vec<Hash> {
    let read = |offset: u64, bytes: usize| {
        let offset = usize::try_from(offset).unwrap();
        Ok::<_, Infallible>(batch.hash_file[offset..offset + bytes].to_vec())
    };
    item_path(index, batch.n, read).unwrap()
}
