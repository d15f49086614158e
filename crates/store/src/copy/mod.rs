//! Verified copies of a log and its vault: what a mirror keeps, and what a node keeps of its peers.
//!
//! A copy has the layout of a mission's `data` folder (`log/`, `vault/`, `peers/`), so that a
//! destroyed node can be rebuilt from one. Its source is never trusted: nothing counts before it
//! leads to a root that the log's key signed, and a second tree of the same log is refused and kept.

mod evidence;
mod fetch;
mod log;
mod source;
mod vault;

pub use evidence::read_fork;
pub use fetch::small;
pub use log::{Accept, Pulled};
pub use source::{Below, FolderSource, LIST_MAX, Listed, PART_BYTES_MAX, Part, Source, list_folder, read_part};
pub use vault::PulledVault;

use crate::disk::{read, shown, write_durably};
use crate::{FileLog, FileVault};
use engine::StoreFault;
use ledger::note::Verifier;
use std::path::{Path, PathBuf};

/// Why a copy was not brought up to date. What it held before is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum PullFault {
    /// This side's disk failed, or the source cannot be reached.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// What the source gave is not what the log signed.
    #[error("{from}: {path}: {how}. Nothing of it was taken; ask again, or ask another copy")]
    Garbage {
        /// The source.
        from: String,
        /// Which file.
        path: String,
        /// What is wrong with it.
        how: String,
    },
    /// The source moved on while it was read, again and again.
    #[error("{from}: the log grew each time it was read, {tries} times; try again later")]
    Restless {
        /// The source.
        from: String,
        /// How often it was tried.
        tries: u32,
    },
    /// The checkpoint is signed by the log, and that is not enough here.
    #[error("{from}: its checkpoint of {size} entries is not accepted: {how}")]
    NotAccepted {
        /// The source.
        from: String,
        /// Entries in it.
        size: u64,
        /// What is missing.
        how: String,
    },
    /// The log's key signed two trees that cannot both be. Both are kept.
    #[error("{log} has signed two histories: {how}. Both checkpoints are kept in {kept}; trust neither, and show them to everyone")]
    Fork {
        /// The log.
        log: String,
        /// What contradicts what.
        how: String,
        /// The evidence.
        kept: String,
    },
}

/// Where a node keeps its copy of another log, below its data: the name of a log may hold any
/// letters, its digest is a file name everywhere.
pub fn peer_folder(data: &Path, log_name: &str) -> PathBuf {
    let digest = model::Digest::of(log_name.as_bytes()).to_string();
    data.join("peers").join(digest.get(..32).unwrap_or(&digest))
}

/// A copy in a folder.
#[derive(Clone, Debug)]
pub struct Mirror {
    root: PathBuf,
}

impl Mirror {
    /// Names a folder; nothing is read yet.
    pub fn new(root: &Path) -> Self {
        Self { root: root.into() }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the log's files.
    pub fn log_folder(&self) -> PathBuf {
        self.root.join("log")
    }

    /// Whose copy it is: the key that was given when the copy was begun.
    ///
    /// # Errors
    /// If none was given yet, or the file is damaged.
    pub fn verifier(&self) -> Result<Verifier, StoreFault> {
        let path = self.log_folder().join("vkey");
        let text = String::from_utf8_lossy(&read(&path)?).into_owned();
        let damaged = |cause: ledger::note::KeyError| StoreFault::Damaged { what: shown(&path), how: cause.to_string() };
        text.trim_end().parse().map_err(damaged)
    }

    /// Begins a copy of the log with this key. Beginning it again is no fault; with another key it is.
    ///
    /// # Errors
    /// If the folder is a copy of another log, or the disk refuses.
    pub fn begin(&self, key: &Verifier) -> Result<(), StoreFault> {
        let path = self.log_folder().join("vkey");
        if !path.exists() {
            return write_durably(&path, format!("{}\n", key.vkey()).as_bytes());
        }
        let known = self.verifier()?;
        if known.vkey().to_string() == key.vkey().to_string() {
            return Ok(());
        }
        let cause = format!("this is a copy of `{}`; a copy of `{}` needs a folder of its own", known.name(), key.name());
        Err(StoreFault::Io { at: shown(&self.root), cause })
    }

    /// Whether anything was taken yet.
    pub fn is_begun(&self) -> bool {
        self.log_folder().join("checkpoint").is_file()
    }

    /// The log as copied, for reading.
    ///
    /// # Errors
    /// If nothing was taken yet, or it is damaged.
    pub fn log(&self) -> Result<FileLog, StoreFault> {
        let key = self.verifier()?;
        FileLog::open(&self.log_folder(), &key)
    }

    /// The vault as copied, for reading.
    pub fn vault(&self) -> FileVault {
        FileVault::new(&self.root.join("vault"))
    }
}
