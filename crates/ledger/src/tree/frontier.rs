//! The right edge of a growing tree: all that is needed to append and to know the root.

use super::hash::Hash;
use super::prove::{HashSource, peaks};

/// The complete subtrees that make up a tree, largest first: one per set bit of its size.
///
/// Appending n leaves costs fewer than 2n hashes and allocates nothing per leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Starts with the tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Resumes at the edge of a tree of `size` leaves whose hashes are stored.
    ///
    /// Compare [`Frontier::root`] with a signed root: the stored hashes are not proof of themselves.
    ///
    /// # Errors
    /// The source's own, when a hash cannot be read.
    pub fn read<S: HashSource>(size: u64, source: &mut S) -> Result<Self, S::Error> {
        let peaks = peaks(source, 0, size)?;
        Ok(Self { size, peaks })
    }

    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Root over all leaves so far; [`Hash::EMPTY`] without any.
    pub fn root(&self) -> Hash {
        join(&self.peaks)
    }

    /// Appends one leaf hash.
    pub fn append(&mut self, leaf: Hash) {
        self.append_seen(leaf, |_, _| {});
    }

    /// Appends one leaf hash and shows each subtree that it completes: level 0 is the leaf
    /// itself, level k a subtree of 2^k leaves.
    pub fn append_seen(&mut self, leaf: Hash, mut seen: impl FnMut(u32, &Hash)) {
        let (mut hash, mut level) = (leaf, 0);
        seen(level, &hash);
        while self.size >> level & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = Hash::node(&left, &hash);
            level += 1;
            seen(level, &hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }
}

/// Joins neighbouring subtrees, largest first, into the hash over all of them.
pub(super) fn join(peaks: &[Hash]) -> Hash {
    let joined = peaks.iter().rev().copied();
    joined.reduce(|right, left| Hash::node(&left, &right)).unwrap_or(Hash::EMPTY)
}
