//! What the log shows of a sealed record: 70 bytes, whatever it is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Length of every sealed leaf, bytes: nothing of submitter, kind, place or size can be seen.
pub const SEALED_BYTES: usize = 70;

const HEAD: &[u8] = b"{\"c\":\"";
const TAIL: &[u8] = b"\",\"t\":\"sealed\",\"v\":1}";

/// A leaf that commits to a record without showing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SealedLeaf {
    commitment: [u8; 32],
}

/// Bytes that are no sealed leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a sealed leaf: `{{\"c\":\"<43 base64url characters>\",\"t\":\"sealed\",\"v\":1}}` is expected, 70 bytes")]
pub struct NoSealedLeaf;

impl SealedLeaf {
    /// Commits to a record: SHA-256(`tregua/sealed/v1\0` || salt || committed bytes).
    pub fn of(salt: &[u8; 32], committed: &[u8]) -> Self {
        let hash = Sha256::new_with_prefix(b"tregua/sealed/v1\0").chain_update(salt).chain_update(committed);
        Self { commitment: hash.finalize().into() }
    }

    /// Takes 32 bytes that are a commitment already, or a decoy that looks like one.
    pub const fn from_commitment(commitment: [u8; 32]) -> Self {
        Self { commitment }
    }

    /// The commitment: public, and the name of its record in vault and key store.
    pub const fn commitment(&self) -> &[u8; 32] {
        &self.commitment
    }

    /// The leaf.
    pub fn bytes(&self) -> Vec<u8> {
        [HEAD, URL_SAFE_NO_PAD.encode(self.commitment).as_bytes(), TAIL].concat()
    }

    /// Reads a leaf.
    ///
    /// # Errors
    /// If the bytes are not exactly what [`SealedLeaf::bytes`] would write.
    pub fn read(bytes: &[u8]) -> Result<Self, NoSealedLeaf> {
        let text = bytes.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix(TAIL)).ok_or(NoSealedLeaf)?;
        let commitment = URL_SAFE_NO_PAD.decode(text).map_err(|_| NoSealedLeaf)?;
        commitment.try_into().map(|commitment| Self { commitment }).map_err(|_| NoSealedLeaf)
    }

    /// Whether bytes claim to be a sealed leaf. A clear entry never begins so: no entry has the key `c`.
    pub fn is_claimed_by(bytes: &[u8]) -> bool {
        bytes.starts_with(HEAD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_leaf_has_70_bytes_whatever_it_seals_and_reads_back() {
        for record in [&b""[..], b"{}", &[b'x'; 40_000]] {
            let leaf = SealedLeaf::of(&[3; 32], record);
            assert_eq!(leaf.bytes().len(), SEALED_BYTES);
            assert_eq!(SealedLeaf::read(&leaf.bytes()), Ok(leaf));
            assert!(model::json::check_canonical(&leaf.bytes()).is_ok());
            assert!(SealedLeaf::is_claimed_by(&leaf.bytes()));
        }
    }

    #[test]
    fn every_bit_flip_makes_another_leaf_or_none() {
        let leaf = SealedLeaf::of(&[3; 32], b"{}");
        let good = leaf.bytes();
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(SealedLeaf::read(&bad), Ok(leaf), "bit {bit}");
        }
        assert!(SealedLeaf::read(b"").is_err() && SealedLeaf::read(&[HEAD, TAIL].concat()).is_err());
    }

    #[test]
    fn another_salt_or_record_is_another_commitment() {
        let one = SealedLeaf::of(&[3; 32], b"{}");
        assert_ne!(one, SealedLeaf::of(&[4; 32], b"{}"));
        assert_ne!(one, SealedLeaf::of(&[3; 32], b"{ }"));
    }
}
