//! Two-level proofs: one log leaf commits to many items by their Merkle root.
//!
//! An item is hashed as a leaf of its own tree; the root and the number of items stand in the
//! batch's header, and the header is an entry of the log. Log entries start with `{`, item leaves
//! with `tregua/`, so neither can pass for the other. Source: INTEGRITY handbook section 6.

mod hash_file;
mod item;
mod items;

pub use hash_file::{hash_file_bytes, item_path};
pub use item::{CLEAR_SALT, SALT_BYTES, item_hash, verify_item};
pub use items::{BatchError, BatchHashes, BatchTree, ITEMS_MAX};
