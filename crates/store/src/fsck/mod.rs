//! Checking the record level by level, and naming each damaged file, entry and item.

mod mend;
mod sealed;
mod signed;
mod tree;

pub use mend::{Copy, FolderCopy, Mended, mend};
pub use signed::{Reference, check_signed};
pub use tree::check_tree;

use std::fmt;

/// What a check looks at. Source: INTEGRITY handbook section 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Checkpoint: canonical bytes, the log's signature, level with the ratchet.
    Checkpoint = 1,
    /// Every tile and the root, from the entries.
    Tree = 2,
    /// Each sealed leaf opens, or was erased by an order.
    Leaves = 3,
    /// Each batch: its hash tiles, its root, its items.
    Batches = 4,
    /// Each blob of the vault.
    Artifacts = 5,
    /// The key register, and the signatures of acts.
    Register = 6,
    /// The projection is the fold of the log.
    Projection = 7,
    /// Witnesses and mirrors have the same root at the same size.
    Outside = 8,
}

/// Whether bytes are wrong or not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// They are there and not what was written.
    Wrong,
    /// They are not there, or cannot be read.
    Absent,
}

/// One damaged place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Which check found it.
    pub level: Level,
    /// Whether it is wrong or absent.
    pub extent: Extent,
    /// The file, below the mission's folder.
    pub file: String,
    /// The entry, if it is one's.
    pub leaf: Option<u64>,
    /// The item in its batch, if it is one's.
    pub item: Option<u64>,
    /// What is wrong, in words.
    pub what: String,
}

impl Damage {
    /// Damage of a whole file.
    pub fn of(level: Level, extent: Extent, file: impl Into<String>, what: impl Into<String>) -> Self {
        Self { level, extent, file: file.into(), leaf: None, item: None, what: what.into() }
    }

    /// The same at an entry.
    #[must_use]
    pub fn at(self, leaf: u64) -> Self {
        Self { leaf: Some(leaf), ..self }
    }
}

/// `level 2: data/log/tile/entries/000, entry 5: ...`.
impl fmt::Display for Damage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "level {}: {}", self.level as u8, self.file)?;
        if let Some(leaf) = self.leaf {
            write!(out, ", entry {leaf}")?;
        }
        if let Some(item) = self.item {
            write!(out, ", item {item}")?;
        }
        write!(out, ": {}", self.what)
    }
}
