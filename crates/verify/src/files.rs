//! The files of a bundle, however they are packed: listed once, read one at a time.

use crate::limits::{BYTES_MAX, FILE_BYTES_MAX, FILES_MAX};
use crate::path::{PathFault, check_path};
use std::collections::BTreeMap;

/// A bundle that is not even looked into, or a file of it that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilesFault {
    /// A name that cannot stand in a bundle.
    #[error(transparent)]
    Path(#[from] PathFault),
    /// One name twice.
    #[error("file `{0}` is there twice: each name is expected once")]
    Twice(String),
    /// A link, device or anything else that is no file.
    #[error("`{0}` is a link or a device: plain files and folders are expected")]
    NoFile(String),
    /// Too many files.
    #[error("more than {FILES_MAX} files: a bundle has at most so many")]
    TooMany,
    /// One file is too large.
    #[error("file `{path}`: `{bytes}` bytes; at most {most} are expected")]
    TooLarge {
        /// Its name.
        path: String,
        /// Its size.
        bytes: u64,
        /// The bound.
        most: u64,
    },
    /// All files together are too large.
    #[error("the files have more than {BYTES_MAX} bytes together: a bundle has at most so many")]
    TooMuch,
    /// It unpacks to far more than it is.
    #[error("`{0}` unpacks to more than 100 times its size: an archive like this is refused unread")]
    Bomb(String),
    /// The archive says one size and holds another.
    #[error("file `{0}`: its bytes are more or fewer than the archive says")]
    LyingSize(String),
    /// The archive cannot be read.
    #[error("the archive cannot be read: {0}")]
    Broken(String),
    /// A file is asked for that is not there.
    #[error("file `{0}` is not there")]
    Absent(String),
}

/// The files of a bundle. Not trusted: the order, the sizes and the bytes may be an attacker's.
pub trait Files {
    /// Names and sizes of all plain files, checked by [`Listing`].
    ///
    /// # Errors
    /// The first thing that no bundle may have.
    fn list(&mut self) -> Result<Listing, FilesFault>;
    /// Reads one file of the listing, never more bytes than listed.
    ///
    /// # Errors
    /// If it is absent, unreadable or of another size.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, FilesFault>;
}

/// Names and sizes, within the limits, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    sizes: BTreeMap<String, u64>,
    total: u64,
}

impl Listing {
    /// Adds a file.
    ///
    /// # Errors
    /// If the name or size is outside the limits, or the name is there already.
    pub fn add(&mut self, path: &str, bytes: u64) -> Result<(), FilesFault> {
        check_path(path)?;
        if self.sizes.len() >= FILES_MAX {
            return Err(FilesFault::TooMany);
        }
        if bytes > FILE_BYTES_MAX {
            return Err(FilesFault::TooLarge { path: path.into(), bytes, most: FILE_BYTES_MAX });
        }
        self.total = self.total.saturating_add(bytes);
        if self.total > BYTES_MAX {
            return Err(FilesFault::TooMuch);
        }
        match self.sizes.insert(path.to_owned(), bytes) {
            None => Ok(()),
            Some(_) => Err(FilesFault::Twice(path.into())),
        }
    }

    /// Size of a file, bytes.
    pub fn size(&self, path: &str) -> Option<u64> {
        self.sizes.get(path).copied()
    }

    /// All names, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.sizes.keys().map(String::as_str)
    }

    /// Bytes of all files together.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// The folder that everything lies in, if there is one and it holds `bagit.txt`: an archive
    /// has its bag in one folder (RFC 8493, section 4), a folder is the bag itself.
    pub fn bag_folder(&self) -> String {
        let first = self.paths().next().and_then(|path| path.split_once('/')).map(|(folder, _)| format!("{folder}/"));
        let common = first.filter(|folder| self.paths().all(|path| path.starts_with(folder.as_str())));
        common.filter(|folder| self.sizes.contains_key(&format!("{folder}bagit.txt"))).unwrap_or_default()
    }
}

/// Files in memory: for tests, for fuzzing, and for bundles that are being written.
impl Files for BTreeMap<String, Vec<u8>> {
    fn list(&mut self) -> Result<Listing, FilesFault> {
        let mut listing = Listing::default();
        for (path, bytes) in self.iter() {
            listing.add(path, bytes.len() as u64)?;
        }
        Ok(listing)
    }

    fn read(&mut self, path: &str) -> Result<Vec<u8>, FilesFault> {
        self.get(path).cloned().ok_or_else(|| FilesFault::Absent(path.into()))
    }
}
