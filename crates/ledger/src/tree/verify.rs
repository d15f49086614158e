//! Proofs checked: the part that a stranger must trust, kept small.

use super::hash::Hash;

/// Most hashes in one proof. Source: tlog-witness 1.0.0 (consistency proofs).
pub const PROOF_HASHES_MAX: usize = 63;

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The leaf, or the part of the tree, is not inside the tree.
    #[error("leaves `{start}..{end}` are not a subtree of a tree of {size} leaves")]
    Outside {
        /// First leaf, from 0.
        start: u64,
        /// One past the last leaf.
        end: u64,
        /// Leaves in the whole tree.
        size: u64,
    },
    /// The proof is longer or shorter than this place in this tree needs.
    #[error("proof of `{0}` hashes has the wrong length for its place in the tree")]
    Length(usize),
    /// The hashes do not lead to the root.
    #[error("the proof leads to another root")]
    OtherRoot,
}

/// Checks that the leaf hash stands at `index` in the tree of `size` leaves with this root.
///
/// The root alone does not fix the size: along one path several sizes can have the same shape.
/// Size and root must come from one signed or logged statement.
///
/// # Errors
/// Any [`VerifyError`]; the proof is then worthless.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> Result<(), VerifyError> {
    if index >= size {
        return Err(VerifyError::Outside { start: index, end: index.saturating_add(1), size });
    }
    verify_subtree_consistency(index, index + 1, size, path, leaf, root)
}

/// Checks that the tree of `old` leaves is a beginning of the tree of `new` leaves.
///
/// An empty old tree is a beginning of every tree: its proof is empty.
///
/// # Errors
/// Any [`VerifyError`]; the two roots are then not shown to belong to one log.
pub fn verify_consistency(old: u64, new: u64, proof: &[Hash], old_root: &Hash, new_root: &Hash) -> Result<(), VerifyError> {
    verify_subtree_consistency(0, old, new, proof, old_root, new_root)
}

/// Checks that the leaf hash stands at `index` in the subtree of leaves `start..end`.
///
/// # Errors
/// Any [`VerifyError`].
pub fn verify_subtree_inclusion(leaf: &Hash, index: u64, (start, end): (u64, u64), path: &[Hash], root: &Hash) -> Result<(), VerifyError> {
    if !is_subtree(start, end) || !(start..end).contains(&index) {
        return Err(VerifyError::Outside { start, end, size: end });
    }
    verify_inclusion(leaf, index - start, end - start, path, root)
}

/// Checks that the subtree of leaves `start..end` with hash `part` lies in the tree of `size`
/// leaves with this root.
///
/// The general form of both checks above: a leaf is a subtree of one, an older tree is the
/// subtree that starts at 0.
///
/// # Errors
/// Any [`VerifyError`].
pub fn verify_subtree_consistency(start: u64, end: u64, size: u64, proof: &[Hash], part: &Hash, root: &Hash) -> Result<(), VerifyError> {
    if !is_subtree(start, end) || end > size {
        return Err(VerifyError::Outside { start, end, size });
    }
    if proof.len() > PROOF_HASHES_MAX {
        return Err(VerifyError::Length(proof.len()));
    }
    if start == end {
        return verify_empty(size, proof, part, root);
    }
    let climb = climb(start, end, size, proof, part).ok_or(VerifyError::Length(proof.len()))?;
    if climb == (*part, *root) { Ok(()) } else { Err(VerifyError::OtherRoot) }
}

fn verify_empty(size: u64, proof: &[Hash], part: &Hash, root: &Hash) -> Result<(), VerifyError> {
    if !proof.is_empty() {
        return Err(VerifyError::Length(proof.len()));
    }
    let holds = *part == Hash::EMPTY && (size > 0 || *root == Hash::EMPTY);
    if holds { Ok(()) } else { Err(VerifyError::OtherRoot) }
}

/// Whether leaves `start..end` hang under one node of every larger tree, or are none at all.
fn is_subtree(start: u64, end: u64) -> bool {
    let Some(leaves) = end.checked_sub(start) else { return false };
    let width = leaves.checked_next_power_of_two();
    leaves == 0 || width.is_some_and(|width| start.is_multiple_of(width))
}

/// Climbs from the right edge of the subtree to the root; gives back the hash of the subtree and
/// the root as the proof has them. `None` when the proof is too long or too short.
///
/// `first`, `last` and `top` are the places, at the present level, of the subtree's first and
/// last node and of the tree's last node.
fn climb(start: u64, end: u64, size: u64, proof: &[Hash], part: &Hash) -> Option<(Hash, Hash)> {
    let (mut first, mut last, mut top) = (start, end - 1, size - 1);
    while first != last && (last == top || last & 1 == 1) {
        (first, last, top) = (first >> 1, last >> 1, top >> 1);
    }
    let (mut part_seen, rest) = if first == last { (*part, proof) } else { split(proof)? };
    let mut root_seen = part_seen;
    for sibling in rest {
        if top == 0 {
            return None;
        }
        if last & 1 == 1 || last == top {
            if first < last {
                part_seen = Hash::node(sibling, &part_seen);
            }
            root_seen = Hash::node(sibling, &root_seen);
            // A last node without a right sibling rises unchanged.
            while last & 1 == 0 {
                (first, last, top) = (first >> 1, last >> 1, top >> 1);
            }
        } else {
            root_seen = Hash::node(&root_seen, sibling);
        }
        (first, last, top) = (first >> 1, last >> 1, top >> 1);
    }
    (top == 0).then_some((part_seen, root_seen))
}

fn split(proof: &[Hash]) -> Option<(Hash, &[Hash])> {
    proof.split_first().map(|(first, rest)| (*first, rest))
}
