//! Proofs built from stored subtree hashes, so that no more than O(log n) of them are read.

use super::frontier::join;
use super::hash::Hash;

/// Where the hashes of complete subtrees come from: memory, tiles, a batch's hash file.
///
/// Not trusted: a wrong hash gives a wrong root or proof, which then fails to verify.
pub trait HashSource {
    /// Why a hash could not be read.
    type Error;

    /// Reads the hash of the 2^`level` leaves that start at leaf `index` * 2^`level`.
    ///
    /// # Errors
    /// When the place cannot be read or holds no such hash.
    fn read_hash(&mut self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// Why a proof could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError<E> {
    /// The leaf asked for is not in the tree.
    #[error("leaf index `{index}` is outside the tree: an index below {size} is expected")]
    Outside {
        /// The index asked for, from 0.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("tree size `{old}` is larger than the later size {new}: a log only grows")]
    Shrinks {
        /// Size of the older tree.
        old: u64,
        /// Size of the newer tree.
        new: u64,
    },
    /// A stored hash could not be read.
    #[error("stored hash: {0}")]
    Read(E),
}

/// Computes the root of the first `size` leaves; [`Hash::EMPTY`] for size 0.
///
/// # Errors
/// The source's own.
pub fn root<S: HashSource>(source: &mut S, size: u64) -> Result<Hash, S::Error> {
    range_hash(source, 0, size)
}

/// Builds the inclusion proof of a leaf in the tree of the first `size` leaves, sibling of the
/// leaf first.
///
/// # Errors
/// [`ProveError::Outside`] when `index` >= `size`; [`ProveError::Read`] from the source.
pub fn prove_inclusion<S: HashSource>(source: &mut S, index: u64, size: u64) -> Result<Vec<Hash>, ProveError<S::Error>> {
    if index >= size {
        return Err(ProveError::Outside { index, size });
    }
    let (mut begin, mut end) = (0, size);
    let mut path = Vec::new();
    while end - begin > 1 {
        let middle = begin + left_size(end - begin);
        let sibling = if index < middle { (middle, end) } else { (begin, middle) };
        path.push(range_hash(source, sibling.0, sibling.1).map_err(ProveError::Read)?);
        (begin, end) = if index < middle { (begin, middle) } else { (middle, end) };
    }
    path.reverse();
    Ok(path)
}

/// Builds the proof that the tree of the first `old` leaves is a beginning of the tree of the
/// first `new` leaves. Empty when the sizes are equal or `old` is 0.
///
/// # Errors
/// [`ProveError::Shrinks`] when `old` > `new`; [`ProveError::Read`] from the source.
pub fn prove_consistency<S: HashSource>(source: &mut S, old: u64, new: u64) -> Result<Vec<Hash>, ProveError<S::Error>> {
    if old > new {
        return Err(ProveError::Shrinks { old, new });
    }
    let (mut begin, mut end) = (0, if old == 0 { 0 } else { new });
    let mut proof = Vec::new();
    while end != old {
        let middle = begin + left_size(end - begin);
        let other = if old <= middle { (middle, end) } else { (begin, middle) };
        proof.push(range_hash(source, other.0, other.1).map_err(ProveError::Read)?);
        (begin, end) = if old <= middle { (begin, middle) } else { (middle, end) };
    }
    if begin != 0 {
        proof.push(range_hash(source, begin, end).map_err(ProveError::Read)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Leaves in the left child of a tree of `size` > 1 leaves: the largest power of two below it.
const fn left_size(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

fn range_hash<S: HashSource>(source: &mut S, begin: u64, end: u64) -> Result<Hash, S::Error> {
    peaks(source, begin, end).map(|peaks| join(&peaks))
}

/// The complete subtrees of leaves `begin..end`, largest first. `begin` must be a multiple of
/// the largest power of two that fits in the range, as it is for every node of a tree.
pub(super) fn peaks<S: HashSource>(source: &mut S, mut begin: u64, end: u64) -> Result<Vec<Hash>, S::Error> {
    let mut peaks = Vec::new();
    while begin < end {
        let level = (end - begin).ilog2();
        peaks.push(source.read_hash(level, begin >> level)?);
        begin += 1 << level;
    }
    Ok(peaks)
}
