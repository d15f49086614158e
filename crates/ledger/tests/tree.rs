//! The tree against its definition and against another implementation; proofs that must fail.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Leaves, leaves, naive_consistency, naive_path, naive_root};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::tile::{Edge, Tile, TileSource};
use ledger::tree::{Frontier, Hash, ProveError, VerifyError, prove_consistency, prove_inclusion, root};
use ledger::tree::{verify_consistency, verify_inclusion, verify_subtree_consistency};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::convert::Infallible;

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Hash(bytes)
}

fn root_at(all: &[Hash], size: u64) -> Hash {
    naive_root(&all[..usize::try_from(size).unwrap()])
}

/// A tree's tiles in memory and a source that reads them.
fn tiles(leaves: &[Hash]) -> BTreeMap<Tile, Vec<u8>> {
    Edge::new().append(leaves).into_iter().collect()
}

fn source(tiles: &BTreeMap<Tile, Vec<u8>>, size: u64) -> TileSource<impl FnMut(Tile) -> Result<Vec<u8>, String>> {
    TileSource::new(size, |tile| tiles.get(&tile).cloned().ok_or("no such tile".to_owned()))
}

#[test]
fn frontier_edge_and_definition_have_one_root() {
    let all = leaves(600);
    let mut frontier = Frontier::new();
    for size in 0..all.len() {
        let expected = naive_root(&all[..size]);
        assert_eq!((frontier.size(), frontier.root()), (size as u64, expected));
        assert_eq!(root(&mut Leaves(&all), size as u64), Ok(expected));
        frontier.append(all[size]);
    }
    for size in [0, 1, 2, 3, 255, 256, 257, 511, 512, 600] {
        assert_eq!(Frontier::read(size, &mut Leaves(&all)).unwrap().root(), root_at(&all, size));
    }
}

#[test]
fn every_leaf_of_every_tree_up_to_300_proves_out_of_its_tiles() {
    for size in 1..=300 {
        let all = leaves(size);
        let root = naive_root(&all);
        let tiles = tiles(&all);
        let mut source = source(&tiles, size);
        for (index, leaf) in (0..).zip(&all) {
            let path = prove_inclusion(&mut source, index, size).unwrap();
            assert_eq!(verify_inclusion(leaf, index, size, &path, &root), Ok(()), "{index} of {size}");
        }
    }
}

#[test]
fn every_growth_up_to_80_proves_as_the_definition_says() {
    let all = leaves(80);
    let roots: Vec<_> = (0..=80).map(|size| naive_root(&all[..size])).collect();
    let root_at = |size: u64| &roots[usize::try_from(size).unwrap()];
    for new in 0..=80 {
        for old in 0..=new {
            let proof = prove_consistency(&mut Leaves(&all), old, new).unwrap();
            if old > 0 {
                assert_eq!(proof, naive_consistency(usize::try_from(old).unwrap(), &all[..usize::try_from(new).unwrap()]));
            }
            verify_consistency(old, new, &proof, root_at(old), root_at(new)).unwrap();
            for bit in (0..proof.len() * 256).step_by(37) {
                let mut wrong = proof.clone();
                wrong[bit / 256] = flipped(&wrong[bit / 256], bit % 256);
                assert!(verify_consistency(old, new, &wrong, root_at(old), root_at(new)).is_err());
            }
        }
    }
}

#[test]
fn a_tree_that_shrinks_or_lacks_the_leaf_has_no_proof() {
    let all = leaves(5);
    let mut source = Leaves(&all);
    assert_eq!(prove_inclusion(&mut source, 5, 5), Err(ProveError::Outside { index: 5, size: 5 }));
    assert_eq!(prove_inclusion(&mut source, 0, 0), Err(ProveError::Outside { index: 0, size: 0 }));
    assert_eq!(prove_consistency(&mut source, 5, 4), Err(ProveError::Shrinks { old: 5, new: 4 }));
    let root = naive_root(&all);
    assert_eq!(verify_inclusion(&root, 5, 5, &[], &root), Err(VerifyError::Outside { start: 5, end: 6, size: 5 }));
    assert!(verify_inclusion(&root, u64::MAX, u64::MAX, &[], &root).is_err());
    assert!(verify_consistency(5, 4, &[], &root, &root).is_err());
}

#[test]
fn an_empty_tree_is_the_beginning_of_every_tree() {
    let all = leaves(3);
    let root = naive_root(&all);
    assert_eq!(verify_consistency(0, 3, &[], &Hash::EMPTY, &root), Ok(()));
    assert_eq!(verify_consistency(0, 0, &[], &Hash::EMPTY, &Hash::EMPTY), Ok(()));
    assert_eq!(verify_consistency(0, 0, &[], &Hash::EMPTY, &root), Err(VerifyError::OtherRoot));
    assert_eq!(verify_consistency(0, 3, &[], &root, &root), Err(VerifyError::OtherRoot));
    assert_eq!(verify_consistency(0, 3, &[root], &Hash::EMPTY, &root), Err(VerifyError::Length(1)));
}

#[test]
fn a_proof_of_more_than_63_hashes_is_refused_unread() {
    let all = leaves(1);
    let long = vec![all[0]; 64];
    assert_eq!(verify_inclusion(&all[0], 0, u64::MAX, &long, &all[0]), Err(VerifyError::Length(64)));
    assert_eq!(verify_consistency(1, u64::MAX, &long, &all[0], &all[0]), Err(VerifyError::Length(64)));
}

#[test]
fn the_largest_sizes_neither_overflow_nor_pass() {
    let hash = Hash::EMPTY;
    for size in [u64::MAX, u64::MAX - 1, 1 << 63, (1 << 63) + 1] {
        for hashes in [0, 1, 62, 63] {
            let path = vec![hash; hashes];
            assert!(verify_inclusion(&hash, size - 1, size, &path, &hash).is_err());
            assert!(verify_consistency(size - 1, size, &path, &hash, &hash).is_err());
            assert!(verify_subtree_consistency(size - 2, size, size, &path, &hash, &hash).is_err());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tiles_give_the_proofs_of_the_definition(size in 1_u64..1500, pick in any::<(u64, u64)>()) {
        let all = leaves(size);
        let tiles = tiles(&all);
        let mut source = source(&tiles, size);
        let (index, old) = (pick.0 % size, 1 + pick.1 % size);
        let path = prove_inclusion(&mut source, index, size).unwrap();
        prop_assert_eq!(&path, &naive_path(usize::try_from(index).unwrap(), &all));
        let proof = prove_consistency(&mut source, old, size).unwrap();
        prop_assert_eq!(&proof, &naive_consistency(usize::try_from(old).unwrap(), &all));
        prop_assert_eq!(verify_consistency(old, size, &proof, &root_at(&all, old), &naive_root(&all)), Ok(()));
    }

    #[test]
    fn a_leaf_elsewhere_or_a_path_cut_or_lengthened_fails(size in 1_u64..600, pick in any::<(u64, u64)>()) {
        let all = leaves(size);
        let (index, other) = (pick.0 % size, pick.1 % (size + 3));
        let (leaf, root) = (all[usize::try_from(index).unwrap()], naive_root(&all));
        let path = naive_path(usize::try_from(index).unwrap(), &all);
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &path, &root), Ok(()));
        prop_assert_eq!(verify_inclusion(&leaf, other, size, &path, &root).is_ok(), other == index);
        let longer = [path.as_slice(), &[root]].concat();
        prop_assert!(verify_inclusion(&leaf, index, size, &longer, &root).is_err());
        for cut in 0..path.len() {
            prop_assert!(verify_inclusion(&leaf, index, size, &path[..cut], &root).is_err());
            prop_assert!(verify_inclusion(&leaf, index, size, &path[path.len() - cut..], &root).is_err());
        }
    }

    #[test]
    fn another_implementation_agrees(size in 1_u64..400, pick in any::<(u64, u64)>()) {
        let (all, mut oracle) = (leaves(size), MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new());
        (0..size).for_each(|at| oracle.push(format!("entry {at}").into_bytes()));
        let (index, old) = (pick.0 % size, 1 + pick.1 % size);
        let root = root(&mut Leaves(&all), size).unwrap();
        let expected = oracle.root();
        prop_assert_eq!(expected.as_bytes().as_slice(), root.as_bytes());
        let path = prove_inclusion(&mut Leaves(&all), index, size).unwrap();
        let expected = oracle.prove_inclusion(usize::try_from(index).unwrap());
        prop_assert_eq!(joined(&path), expected.as_bytes());
        let proof = prove_consistency(&mut Leaves(&all), old, size).unwrap();
        let expected = oracle.prove_consistency(usize::try_from(size - old).unwrap());
        prop_assert_eq!(joined(&proof), expected.as_bytes());
    }

    #[test]
    fn an_edge_resumed_at_any_size_grows_the_same_tree(steps in prop::collection::vec(0_usize..700, 1..6)) {
        let all = leaves(steps.iter().sum::<usize>() as u64);
        let (mut stored, mut edge, mut begin) = (BTreeMap::new(), Edge::new(), 0);
        for step in steps {
            stored.extend(edge.append(&all[begin..begin + step]));
            begin += step;
            let read = |tile: Tile| stored.get(&tile).cloned().ok_or("no such tile");
            let resumed = Edge::read(begin as u64, read).unwrap();
            prop_assert_eq!(&resumed, &edge);
            prop_assert_eq!(resumed.root(), naive_root(&all[..begin]));
            edge = resumed;
        }
        let once: BTreeMap<_, _> = tiles(&all);
        prop_assert!(once.iter().all(|(tile, bytes)| stored.get(tile) == Some(bytes)));
    }
}

fn joined(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

#[test]
fn a_tree_over_three_tile_levels_proves() {
    let all = leaves(66_000);
    let (tiles, size) = (tiles(&all), 66_000);
    let root = naive_root(&all);
    let mut source = source(&tiles, size);
    for index in [0, 255, 256, 65_535, 65_536, 65_791, 65_792, 65_999] {
        let path = prove_inclusion(&mut source, index, size).unwrap();
        verify_inclusion(&all[usize::try_from(index).unwrap()], index, size, &path, &root).unwrap();
    }
    for old in [1, 256, 65_535, 65_536, 65_537, 66_000] {
        let proof = prove_consistency(&mut source, old, size).unwrap();
        verify_consistency(old, size, &proof, &root_at(&all, old), &root).unwrap();
    }
    let _: Result<_, Infallible> = Frontier::read(size, &mut Leaves(&all));
}
