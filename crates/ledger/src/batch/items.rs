//! A batch being closed: item hashes go in by item id, root and hash file come out.

use crate::tile::TILE_LEVELS;
use crate::tree::{Frontier, Hash};

/// Most items in one batch. Source: INTEGRITY handbook section 6.
pub const ITEMS_MAX: u64 = 1 << 24;

/// Why an item cannot enter a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// The item's id does not follow the one before it.
    #[error("item `{0}` of the batch: ids must rise bytewise and none may come twice")]
    Order(u64),
    /// The batch is full.
    #[error("batch: at most {ITEMS_MAX} items are expected")]
    TooMany,
}

/// Builds the tree over a batch's items.
///
/// Costs about one hash per item and allocates nothing per item.
#[derive(Clone, Debug, Default)]
pub struct BatchTree {
    frontier: Frontier,
    /// Per tile level, all hashes so far; level 0 only what was not drained yet.
    levels: Vec<Vec<u8>>,
    last_id: Option<Vec<u8>>,
}

/// A closed batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchHashes {
    /// Number of items.
    pub n: u64,
    /// Root over the item hashes; [`Hash::EMPTY`] without any.
    pub root: Hash,
    /// The hash file, or what is left of it after [`BatchTree::drain`]; its layout is described
    /// at [`super::item_path`].
    pub hash_file: Vec<u8>,
}

impl BatchTree {
    /// Starts a batch without items.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next item. Ids rise bytewise, each once.
    ///
    /// # Errors
    /// [`BatchError`]; the batch is then unchanged.
    pub fn push(&mut self, item_id: &[u8], hash: Hash) -> Result<(), BatchError> {
        if self.last_id.as_ref().is_some_and(|last| last.as_slice() >= item_id) {
            return Err(BatchError::Order(self.frontier.size()));
        }
        self.push_hash(hash)?;
        let last = self.last_id.get_or_insert_default();
        last.clear();
        last.extend_from_slice(item_id);
        Ok(())
    }

    /// Adds the next item's hash where the order is known to be right, as when a stored hash file
    /// is checked.
    ///
    /// # Errors
    /// [`BatchError::TooMany`].
    pub fn push_hash(&mut self, hash: Hash) -> Result<(), BatchError> {
        if self.frontier.size() >= ITEMS_MAX {
            return Err(BatchError::TooMany);
        }
        let Self { frontier, levels, .. } = self;
        frontier.append_seen(hash, |level, hash| {
            if level % TILE_LEVELS == 0 {
                put(levels, level / TILE_LEVELS, hash);
            }
        });
        Ok(())
    }

    /// Takes out the beginning of the hash file that is known already, so that a large batch can
    /// be streamed to disk: everything drained, in order, then what [`BatchTree::close`] gives.
    pub fn drain(&mut self) -> Vec<u8> {
        self.levels.first_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Closes the batch.
    pub fn close(self) -> BatchHashes {
        let (n, root) = (self.frontier.size(), self.frontier.root());
        let mut levels = self.levels.into_iter();
        let mut hash_file = levels.next().unwrap_or_default();
        levels.for_each(|level| hash_file.extend_from_slice(&level));
        BatchHashes { n, root, hash_file }
    }
}

fn put(levels: &mut Vec<Vec<u8>>, level: u32, hash: &Hash) {
    let level = level as usize;
    if levels.len() <= level {
        levels.resize_with(level + 1, Vec::new);
    }
    if let Some(hashes) = levels.get_mut(level) {
        hashes.extend_from_slice(hash.as_bytes());
    }
}
