//! Two-level proofs: every item proves, every flipped bit fails, no level passes for the other.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Leaves, naive_root};
use ledger::batch::{BatchError, BatchHashes, BatchTree, CLEAR_SALT, hash_file_bytes, item_hash, item_path, verify_item};
use ledger::tile::tiles_touched;
use ledger::tree::{Hash, ProveError, prove_inclusion, verify_inclusion};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::convert::Infallible;

fn item(at: u64) -> Vec<u8> {
    format!("{{\"id\":\"{at:05}\",\"text\":\"invented\"}}").into_bytes()
}

fn batch(n: u64) -> BatchHashes {
    let mut tree = BatchTree::new();
    for at in 0..n {
        tree.push(format!("{at:05}").as_bytes(), item_hash(&CLEAR_SALT, &item(at))).unwrap();
    }
    tree.close()
}

fn path(batch: &BatchHashes, index: u64) -> Vec<Hash> {
    let read = |offset: u64, bytes: usize| {
        let offset = usize::try_from(offset).unwrap();
        Ok::<_, Infallible>(batch.hash_file[offset..offset + bytes].to_vec())
    };
    item_path(index, batch.n, read).unwrap()
}

/// Everything that a stranger gets for one item, and the check of both levels.
#[derive(Clone)]
struct TwoLevel {
    item: Vec<u8>,
    salt: [u8; 32],
    index: u64,
    n: u64,
    path: Vec<Hash>,
    root: Hash,
    header_path: Vec<Hash>,
}

/// A log of five entries, the batch's header third.
fn log(header: &[u8]) -> Vec<Hash> {
    let others = [b"{\"t\":\"a\"}".as_slice(), b"{\"t\":\"b\"}", header, b"{\"t\":\"c\"}", b"{\"t\":\"d\"}"];
    others.map(Hash::leaf).to_vec()
}

fn header(n: u64, root: &Hash) -> Vec<u8> {
    format!("{{\"n\":{n},\"root\":\"{root}\",\"t\":\"concluded.batch\",\"v\":1}}").into_bytes()
}

impl TwoLevel {
    fn of(batch: &BatchHashes, index: u64) -> (Self, Hash) {
        let log = log(&header(batch.n, &batch.root));
        let header_path = prove_inclusion(&mut Leaves(&log), 2, 5).unwrap();
        let proof =
            Self { item: item(index), salt: CLEAR_SALT, index, n: batch.n, path: path(batch, index), root: batch.root, header_path };
        (proof, naive_root(&log))
    }

    fn holds(&self, log_root: &Hash) -> bool {
        let hash = item_hash(&self.salt, &self.item);
        let header = Hash::leaf(&header(self.n, &self.root));
        verify_item(&hash, self.index, self.n, &self.path, &self.root).is_ok()
            && verify_inclusion(&header, 2, 5, &self.header_path, log_root).is_ok()
    }

    /// Number of bits in it, and the change of one of them.
    fn bits(&self) -> usize {
        self.item.len() * 8 + 256 + 64 + 64 + 256 + self.path.len() * 256
    }

    fn flip(&mut self, bit: usize) {
        let hashes = self.path.iter_mut().map(|hash| hash.0.as_mut_slice());
        let bytes = [self.item.as_mut_slice(), &mut self.salt, &mut self.root.0].into_iter().chain(hashes);
        let mut rest = bit;
        for bytes in bytes {
            if rest < bytes.len() * 8 {
                bytes[rest / 8] ^= 1 << (rest % 8);
                return;
            }
            rest -= bytes.len() * 8;
        }
        if rest < 64 { self.index ^= 1 << rest } else { self.n ^= 1 << (rest - 64) }
    }
}

#[test]
fn every_item_of_every_batch_up_to_300_proves() {
    for n in 1..=300 {
        let batch = batch(n);
        let leaves: Vec<_> = (0..n).map(|at| item_hash(&CLEAR_SALT, &item(at))).collect();
        assert_eq!((batch.n, batch.root, batch.hash_file.len() as u64), (n, naive_root(&leaves), hash_file_bytes(n)));
        for (index, hash) in (0..).zip(&leaves) {
            assert_eq!(verify_item(hash, index, n, &path(&batch, index), &batch.root), Ok(()), "{index} of {n}");
        }
    }
}

#[test]
fn every_flipped_bit_fails_for_batches_up_to_300() {
    for n in 1..=300 {
        let (mut proof, log_root) = TwoLevel::of(&batch(n), n * 7919 % n.next_power_of_two() % n);
        for bit in 0..proof.bits() {
            proof.flip(bit);
            assert!(!proof.holds(&log_root), "n {n}, bit {bit}");
            proof.flip(bit);
        }
        assert!(proof.holds(&log_root));
    }
}

#[test]
fn only_the_header_binds_n() {
    // Items 0 of 5 and 0 of 8 hang three left turns below the root: the path alone cannot tell.
    let batch = batch(5);
    let hash = item_hash(&CLEAR_SALT, &item(0));
    assert!(verify_item(&hash, 0, 8, &path(&batch, 0), &batch.root).is_ok());
    let (proof, log_root) = TwoLevel::of(&batch, 0);
    assert!(!TwoLevel { n: 8, ..proof }.holds(&log_root));
}

#[test]
fn a_root_of_one_batch_under_the_header_of_another_fails() {
    let (one, log_root) = TwoLevel::of(&batch(20), 3);
    let (other, _) = TwoLevel::of(&batch(21), 3);
    assert!(!TwoLevel { root: other.root, ..one.clone() }.holds(&log_root));
    assert!(!TwoLevel { header_path: one.header_path, ..other }.holds(&log_root));
}

#[test]
fn a_log_leaf_offered_as_an_item_fails_and_the_reverse() {
    let batch = batch(4);
    let header = header(batch.n, &batch.root);
    let log = log(&header);
    let log_root = naive_root(&log);
    let log_path = prove_inclusion(&mut Leaves(&log), 2, 5).unwrap();
    assert!(verify_inclusion(&Hash::leaf(&header), 2, 5, &log_path, &log_root).is_ok());
    assert!(verify_item(&item_hash(&CLEAR_SALT, &header), 2, 5, &log_path, &log_root).is_err());
    let item_path = path(&batch, 1);
    assert!(verify_item(&item_hash(&CLEAR_SALT, &item(1)), 1, 4, &item_path, &batch.root).is_ok());
    assert!(verify_inclusion(&Hash::leaf(&item(1)), 1, 4, &item_path, &batch.root).is_err());
    // An item leaf can be opened as raw bytes, but those are no entry: entries start with `{`.
    let item_leaf = [b"tregua/item/v1\0".as_slice(), &CLEAR_SALT, &item(1)].concat();
    assert!(verify_inclusion(&Hash::leaf(&item_leaf), 1, 4, &item_path, &batch.root).is_ok());
    assert_ne!(item_leaf[0], b'{');
}

#[test]
fn ids_rise_and_come_once() {
    let hash = Hash::EMPTY;
    let mut tree = BatchTree::new();
    tree.push(b"", hash).unwrap();
    assert_eq!(tree.push(b"", hash), Err(BatchError::Order(1)));
    tree.push(b"B", hash).unwrap();
    for id in [b"B".as_slice(), b"A", b"", b"AZZ"] {
        assert_eq!(tree.push(id, hash), Err(BatchError::Order(2)));
    }
    tree.push(b"B\0", hash).unwrap();
    tree.push("ä".as_bytes(), hash).unwrap();
    assert_eq!(tree.push(b"z", hash), Err(BatchError::Order(4)));
    assert_eq!(tree.close().n, 4);
}

#[test]
fn a_batch_without_items_has_the_empty_root_and_no_paths() {
    let batch = BatchTree::new().close();
    assert_eq!(batch, BatchHashes { n: 0, root: Hash::EMPTY, hash_file: vec![] });
    let read = |_: u64, _: usize| Ok::<_, Infallible>(vec![]);
    assert_eq!(item_path(0, 0, read), Err(ProveError::Outside { index: 0, size: 0 }));
    assert!(item_path(0, u64::MAX, read).is_err());
    assert!(hash_file_bytes(u64::MAX) > 0);
}

#[test]
fn a_million_items_need_at_most_five_reads_of_one_tile_each() {
    // The reader alone: the contents do not matter for where a path is read.
    for (index, n) in [(0, 1_000_000), (999_999, 1_000_000), (524_288, 1_000_000), (65_536, (1 << 24) - 1), (9_000_000, 1 << 24)] {
        let mut reads = BTreeMap::new();
        let read = |offset: u64, bytes: usize| {
            assert!(offset + bytes as u64 <= hash_file_bytes(n) && bytes <= 8192);
            *reads.entry(offset).or_insert(0) += 1;
            Ok::<_, Infallible>(vec![0; bytes])
        };
        item_path(index, n, read).unwrap();
        assert!(reads.len() <= 5 && reads.values().all(|times| *times == 1), "{reads:?}");
    }
}

#[test]
fn the_hash_file_is_the_log_tiles_one_after_the_other() {
    let leaves = common::leaves(66_000);
    let mut tree = BatchTree::new();
    leaves.iter().for_each(|leaf| tree.push_hash(*leaf).unwrap());
    let tiles = ledger::tile::Edge::new().append(&leaves);
    assert_eq!(tiles.iter().map(|(tile, _)| *tile).collect::<Vec<_>>(), tiles_touched(0, 66_000));
    let tiles: Vec<u8> = tiles.into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert_eq!(tree.close().hash_file, tiles);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn draining_gives_the_same_file(n in 0_u64..1000, steps in prop::collection::vec(1_u64..300, 1..8)) {
        let (mut tree, mut file, mut step) = (BatchTree::new(), Vec::new(), steps.iter().cycle());
        let mut next = *step.next().unwrap();
        for at in 0..n {
            tree.push_hash(item_hash(&CLEAR_SALT, &item(at))).unwrap();
            if at == next {
                file.extend(tree.drain());
                next += step.next().unwrap();
            }
        }
        let closed = tree.close();
        file.extend(&closed.hash_file);
        prop_assert_eq!(BatchHashes { hash_file: file, ..closed }, batch(n));
    }

    #[test]
    fn the_order_of_arrival_does_not_change_the_root(ids in prop::collection::hash_set("[a-z]{1,6}", 1..60)) {
        let root = |ids: Vec<String>| {
            let sorted: BTreeMap<_, _> = ids.iter().map(|id| (id.as_bytes(), item_hash(&CLEAR_SALT, id.as_bytes()))).collect();
            let mut tree = BatchTree::new();
            sorted.iter().for_each(|(id, hash)| tree.push(id, *hash).unwrap());
            tree.close().root
        };
        let mut ids: Vec<_> = ids.into_iter().collect();
        let one = root(ids.clone());
        ids.reverse();
        prop_assert_eq!(root(ids), one);
    }
}
