//! A bundle as a tar file: read by position, nothing unpacked.

use crate::files::{Files, FilesFault, Listing};
use crate::limits::TAR_HEADERS_MAX;
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

/// A tar file that can be read at any position.
pub struct TarFiles<R> {
    archive: R,
    places: BTreeMap<String, (u64, u64)>,
}

impl<R: Read + Seek> TarFiles<R> {
    /// Takes the archive; nothing is read yet.
    pub const fn new(archive: R) -> Self {
        Self { archive, places: BTreeMap::new() }
    }
}

impl<R: Read + Seek> Files for TarFiles<R> {
    fn list(&mut self) -> Result<Listing, FilesFault> {
        let broken = |cause: std::io::Error| FilesFault::Broken(cause.to_string());
        self.archive.seek(SeekFrom::Start(0)).map_err(broken)?;
        let mut archive = tar::Archive::new(&mut self.archive);
        let (mut listing, mut places) = (Listing::default(), BTreeMap::new());
        for (n, entry) in archive.entries_with_seek().map_err(broken)?.enumerate() {
            let entry = entry.map_err(broken)?;
            if n >= TAR_HEADERS_MAX {
                return Err(FilesFault::TooMany);
            }
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let kind = entry.header().entry_type();
            if kind.is_dir() {
                continue;
            }
            if !kind.is_file() {
                return Err(FilesFault::NoFile(path.escape_default().take(80).collect()));
            }
            listing.add(&path, entry.size())?;
            places.insert(path, (entry.raw_file_position(), entry.size()));
        }
        self.places = places;
        Ok(listing)
    }

    fn read(&mut self, path: &str) -> Result<Vec<u8>, FilesFault> {
        let (position, bytes) = *self.places.get(path).ok_or_else(|| FilesFault::Absent(path.into()))?;
        let broken = |cause: std::io::Error| FilesFault::Broken(cause.to_string());
        self.archive.seek(SeekFrom::Start(position)).map_err(broken)?;
        let mut read = Vec::new();
        self.archive.by_ref().take(bytes).read_to_end(&mut read).map_err(broken)?;
        if read.len() as u64 == bytes { Ok(read) } else { Err(FilesFault::LyingSize(path.into())) }
    }
}
