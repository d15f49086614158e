//! One item of a batch: its hash, and the check that it is in.

use crate::tree::{Hash, VerifyError, verify_inclusion};

/// Length of a salt, bytes.
pub const SALT_BYTES: usize = 32;

/// The salt of every item of a clear batch. Sealed batches have one secret salt per item.
pub const CLEAR_SALT: [u8; SALT_BYTES] = [0; SALT_BYTES];

const ITEM_PREFIX: &[u8] = b"tregua/item/v1\0";

/// Hashes an item: SHA-256(0x00 || `tregua/item/v1\0` || salt || item bytes), an RFC 6962 leaf
/// hash that is known before the batch closes.
pub fn item_hash(salt: &[u8; SALT_BYTES], item: &[u8]) -> Hash {
    Hash::leaf_of(&[ITEM_PREFIX, salt, item])
}

/// Checks that an item stands at `index` of a batch of `n` items with this root.
///
/// `n` and `root` must come from one logged header: along one path several `n` have the same
/// shape, so that only the header binds `n`.
///
/// # Errors
/// Any [`VerifyError`]; the item is then not shown to be in the batch.
pub fn verify_item(item_hash: &Hash, index: u64, n: u64, path: &[Hash], root: &Hash) -> Result<(), VerifyError> {
    verify_inclusion(item_hash, index, n, path, root)
}
