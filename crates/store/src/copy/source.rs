//! Where a copy comes from: a folder such as a memory stick, or anything else that gives files by name. Not trusted.

use crate::disk::{fault, files_below};
use engine::StoreFault;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Most bytes asked for at once: an interrupted transfer loses no more.
pub const PART_BYTES_MAX: u64 = 4 << 20;
/// Most files named in one answer to a listing.
pub const LIST_MAX: usize = 10_000;

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The bytes from where they were asked for; at most [`PART_BYTES_MAX`].
    pub bytes: Vec<u8>,
    /// Size of the whole file.
    pub total: u64,
}

/// A file that the source says it has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its name below the copy, such as `vault/blobs/...`.
    pub path: String,
    /// Its size, bytes.
    pub bytes_n: u64,
}

/// Gives the files of a copy. An attacker may give anything: whoever calls checks every byte.
pub trait Source {
    /// What people call it.
    fn name(&self) -> String;
    /// Reads a part of a file; `None` if there is no such file.
    ///
    /// # Errors
    /// If it cannot be reached or read.
    fn part(&self, path: &str, from: u64) -> Result<Option<Part>, StoreFault>;
    /// Names the files below `vault` that come after a name, in order, at most [`LIST_MAX`].
    ///
    /// # Errors
    /// If it cannot be reached or read.
    fn list(&self, after: &str) -> Result<Vec<Listed>, StoreFault>;
}

/// A copy or a mission's data in a folder of this machine.
#[derive(Clone, Debug)]
pub struct FolderSource {
    root: PathBuf,
}

impl FolderSource {
    /// Uses a copy (`log/` in it) or a mission (`data/log/` in it).
    ///
    /// # Errors
    /// If it is neither.
    pub fn new(folder: &Path) -> Result<Self, StoreFault> {
        let candidates = [folder.to_path_buf(), folder.join("data")];
        let found = candidates.into_iter().find(|root| root.join("log").join("checkpoint").is_file());
        let absent = || StoreFault::Absent { what: format!("{}: a log (log/checkpoint or data/log/checkpoint)", folder.display()) };
        found.map(|root| Self { root }).ok_or_else(absent)
    }

    /// The folder that holds `log/`.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Source for FolderSource {
    fn name(&self) -> String {
        self.root.display().to_string()
    }

    fn part(&self, path: &str, from: u64) -> Result<Option<Part>, StoreFault> {
        read_part(&self.root, path, from)
    }

    fn list(&self, after: &str) -> Result<Vec<Listed>, StoreFault> {
        list_folder(&self.root, after)
    }
}

/// Reads a part of a file below a copy's folder; whoever serves a copy uses it too.
///
/// # Errors
/// If it cannot be read.
pub fn read_part(root: &Path, path: &str, from: u64) -> Result<Option<Part>, StoreFault> {
    let Some(path) = inside(root, path) else { return Ok(None) };
    let read = || -> io::Result<Option<Part>> {
        let file = match File::open(&path) {
            Err(cause) if matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(None),
            other => other?,
        };
        let about = file.metadata()?;
        if !about.is_file() {
            return Ok(None);
        }
        let total = about.len();
        let n = usize::try_from(total.saturating_sub(from).min(PART_BYTES_MAX)).unwrap_or(0);
        let mut bytes = vec![0; n];
        file.read_exact_at(&mut bytes, from)?;
        Ok(Some(Part { bytes, total }))
    };
    read().map_err(|cause| fault(&path, &cause))
}

/// The file that a name means, if the name leads nowhere else: plain parts, of the folders that a copy has.
fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_plain = |part: &&str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0']);
    let is_known = matches!(parts.as_slice(), ["log" | "vault", ..] | ["peers", _, "log" | "vault", ..]);
    (is_known && parts.iter().all(is_plain)).then(|| root.join(path))
}

/// Names the files of a vault after a name, in order.
///
/// # Errors
/// If the folder cannot be read.
pub fn list_folder(root: &Path, after: &str) -> Result<Vec<Listed>, StoreFault> {
    let mut names: Vec<(String, PathBuf)> = files_below(&root.join("vault"))?
        .into_iter()
        .filter_map(|path| Some((path.strip_prefix(root).ok()?.to_str()?.to_owned(), path)))
        .filter(|(name, _)| name.as_str() > after && !name.split('/').any(|part| part.starts_with('.')))
        .collect();
    names.sort();
    names.truncate(LIST_MAX);
    let listed = names.into_iter().map(|(path, file)| {
        let about = std::fs::metadata(&file).map_err(|cause| fault(&file, &cause))?;
        Ok(Listed { path, bytes_n: about.len() })
    });
    listed.collect()
}

/// The files below a folder of another source: a peer's copy of a third log.
pub struct Below<'a> {
    source: &'a dyn Source,
    folder: String,
}

impl<'a> Below<'a> {
    /// Everything below `folder`, such as `peers/north`.
    pub fn new(source: &'a dyn Source, folder: &str) -> Self {
        Self { source, folder: folder.into() }
    }
}

impl Source for Below<'_> {
    fn name(&self) -> String {
        format!("{}/{}", self.source.name(), self.folder)
    }

    fn part(&self, path: &str, from: u64) -> Result<Option<Part>, StoreFault> {
        self.source.part(&format!("{}/{path}", self.folder), from)
    }

    fn list(&self, _after: &str) -> Result<Vec<Listed>, StoreFault> {
        Ok(Vec::new())
    }
}
