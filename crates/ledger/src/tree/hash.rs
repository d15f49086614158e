//! SHA-256 as RFC 6962 uses it: one prefix for leaves, another for inner nodes.

use crate::text::{read_base64_leniently, show_base64};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// Length of every hash, bytes.
pub const HASH_BYTES: usize = 32;

const LEAF_PREFIX: [u8; 1] = [0];
const NODE_PREFIX: [u8; 1] = [1];

/// The hash of a leaf, of an inner node, or of a whole tree (its root).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_BYTES]);

impl Hash {
    /// The root of the tree without leaves: SHA-256 of nothing.
    pub const EMPTY: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
        0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// Hashes an entry: SHA-256(0x00 || entry).
    pub fn leaf(entry: &[u8]) -> Self {
        Self::leaf_of(&[entry])
    }

    /// Hashes an entry that lies in several pieces, without joining them first.
    pub fn leaf_of(pieces: &[&[u8]]) -> Self {
        let mut hash = Sha256::new_with_prefix(LEAF_PREFIX);
        for piece in pieces {
            hash.update(piece);
        }
        Self(hash.finalize().into())
    }

    /// Hashes two children: SHA-256(0x01 || left || right).
    pub fn node(left: &Self, right: &Self) -> Self {
        let hash = Sha256::new_with_prefix(NODE_PREFIX);
        Self(hash.chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// Reads 32 bytes.
    ///
    /// Returns `None` for any other length.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads the base64 form of notes and proofs; unused trailing bits are ignored.
    pub fn read_base64(text: &str) -> Option<Self> {
        Self::read(&read_base64_leniently(text)?)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }
}

/// Base64, 44 characters, as in checkpoints and proofs.
impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&show_base64(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
