//! The tree straight from the recursive definitions of RFC 6962, to compare with; and small
//! inputs that every test uses.
#![expect(clippy::indexing_slicing, reason = "tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses a part of this module")]

use ledger::tree::{Hash, HashSource};
use std::convert::Infallible;

/// Leaf hashes of the entries `entry 0`, `entry 1`, ...
pub fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|at| Hash::leaf(format!("entry {at}").as_bytes())).collect()
}

/// RFC 6962 section 2.1: MTH.
pub fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(naive_split(leaves.len()));
            Hash::node(&naive_root(left), &naive_root(right))
        }
    }
}

/// RFC 6962 section 2.1.1: PATH.
pub fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let middle = naive_split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut path, other) = if index < middle { (naive_path(index, left), right) } else { (naive_path(index - middle, right), left) };
    path.push(naive_root(other));
    path
}

/// RFC 6962 section 2.1.2: PROOF.
pub fn naive_consistency(old: usize, leaves: &[Hash]) -> Vec<Hash> {
    naive_subproof(old, leaves, true)
}

fn naive_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let middle = naive_split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut proof, other) =
        if old <= middle { (naive_subproof(old, left, whole), right) } else { (naive_subproof(old - middle, right, false), left) };
    proof.push(naive_root(other));
    proof
}

fn naive_split(size: usize) -> usize {
    let mut split = 1;
    while split * 2 < size {
        split *= 2;
    }
    split
}

/// Subtree hashes computed from leaf hashes in memory.
pub struct Leaves<'a>(pub &'a [Hash]);

impl HashSource for Leaves<'_> {
    type Error = Infallible;

    fn read_hash(&mut self, level: u32, index: u64) -> Result<Hash, Infallible> {
        let start = usize::try_from(index << level).unwrap_or(usize::MAX);
        Ok(naive_root(&self.0[start..start + (1 << level)]))
    }
}
