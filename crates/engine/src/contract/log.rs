//! The append-only log, and where an entry stands.

use super::StoreFault;
use model::Digest;

/// An entry of this log, or of one that it anchors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Came {
    /// The other log's name; `None` = this log.
    pub log: Option<String>,
    /// Position in that log, from 0.
    pub index: u64,
}

impl Came {
    /// An entry of this log.
    pub const fn here(index: u64) -> Self {
        Self { log: None, index }
    }
}

/// The append-only log. Trusted to be durable once `append` returns; an attacker who can write
/// its files is found by the audit.
pub trait Log {
    /// Entries in the log.
    fn size(&self) -> u64;
    /// Root of the tree over all entries.
    fn root(&self) -> Digest;
    /// The signed checkpoint of this size, a note.
    fn checkpoint(&self) -> String;
    /// The log's name.
    fn name(&self) -> &str;
    /// Root of the tree over the first `size` entries.
    ///
    /// # Errors
    /// If there are fewer, or a tile is absent or damaged.
    fn root_of(&self, size: u64) -> Result<Digest, StoreFault>;
    /// The verified copy of another log that this node keeps.
    ///
    /// # Errors
    /// If there is none, or it is damaged.
    fn peer(&self, name: &str) -> Result<Box<dyn Log>, StoreFault>;
    /// The bytes of one entry; of a sealed leaf the record that it commits to.
    ///
    /// # Errors
    /// Absent or damaged; [`StoreFault::NoKey`] if it is sealed and no key opens it.
    fn leaf(&self, index: u64) -> Result<Vec<u8>, StoreFault>;
    /// The bytes of one leaf as they stand in the tree.
    ///
    /// # Errors
    /// Absent or damaged.
    fn stored(&self, index: u64) -> Result<Vec<u8>, StoreFault>;
    /// Appends leaves together; all of them are durable, and under a new checkpoint, when it returns.
    ///
    /// # Errors
    /// Then none of them is in the log.
    fn append(&mut self, leaves: &[Vec<u8>]) -> Result<u64, StoreFault>;
}
