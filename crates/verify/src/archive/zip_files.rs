//! A bundle as a zip file: sizes checked before anything is inflated, and again while it is.

use crate::files::{Files, FilesFault, Listing};
use crate::limits::{FILES_MAX, RATIO_FROM_BYTES, RATIO_MAX};
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use zip::ZipArchive;

/// A zip file that can be read at any position.
pub struct ZipFiles<R> {
    archive: ZipArchive<R>,
    packed: u64,
    entries: usize,
    places: BTreeMap<String, (usize, u64)>,
}

impl<R: Read + Seek> ZipFiles<R> {
    /// Reads the directory of the archive.
    ///
    /// # Errors
    /// If there is none, or it names more files than a bundle may have.
    pub fn new(mut archive: R) -> Result<Self, FilesFault> {
        let broken = |cause: &dyn std::fmt::Display| FilesFault::Broken(cause.to_string());
        let packed = archive.seek(SeekFrom::End(0)).map_err(|cause| broken(&cause))?;
        let entries = count_entries(&mut archive, packed)?;
        if entries > FILES_MAX {
            return Err(FilesFault::TooMany);
        }
        archive.seek(SeekFrom::Start(0)).map_err(|cause| broken(&cause))?;
        let archive = ZipArchive::new(archive).map_err(|cause| broken(&cause))?;
        Ok(Self { archive, packed, entries, places: BTreeMap::new() })
    }
}

/// Longest end of a zip file: its closing record and a comment of 64 KiB.
const END_BYTES_MAX: u64 = 22 + 65_535;

/// Counts the entries that the directory claims. The zip library keeps the last of two entries
/// of one name; the count shows that there were two. Archives beyond the old format's 65,535
/// entries are more than a bundle may have.
fn count_entries<R: Read + Seek>(archive: &mut R, packed: u64) -> Result<usize, FilesFault> {
    let broken = |cause: std::io::Error| FilesFault::Broken(cause.to_string());
    archive.seek(SeekFrom::Start(packed.saturating_sub(END_BYTES_MAX))).map_err(broken)?;
    let mut end = Vec::new();
    archive.by_ref().take(END_BYTES_MAX).read_to_end(&mut end).map_err(broken)?;
    let at = end.windows(4).rposition(|four| four == b"PK\x05\x06");
    let count = at.and_then(|at| end.get(at + 10..at + 12)?.try_into().ok()).map(u16::from_le_bytes);
    count.map(usize::from).ok_or_else(|| FilesFault::Broken("no closing record of a zip file".into()))
}

impl<R: Read + Seek> Files for ZipFiles<R> {
    fn list(&mut self) -> Result<Listing, FilesFault> {
        if self.archive.len() != self.entries {
            return Err(FilesFault::Twice("some".into()));
        }
        let (mut listing, mut places) = (Listing::default(), BTreeMap::new());
        for index in 0..self.archive.len() {
            let file = self.archive.by_index_raw(index).map_err(|cause| FilesFault::Broken(cause.to_string()))?;
            let (name, is_link) = (file.name().to_owned(), file.is_symlink());
            if file.is_dir() {
                continue;
            }
            if is_link || file.encrypted() {
                return Err(FilesFault::NoFile(name.escape_default().take(80).collect()));
            }
            if is_bomb(file.size(), file.compressed_size()) {
                return Err(FilesFault::Bomb(name.escape_default().take(80).collect()));
            }
            listing.add(&name, file.size())?;
            places.insert(name, (index, file.size()));
        }
        // Entries may share their packed bytes: the sum is held against the archive itself.
        if is_bomb(listing.total(), self.packed) {
            return Err(FilesFault::Bomb("the archive".into()));
        }
        self.places = places;
        Ok(listing)
    }

    fn read(&mut self, path: &str) -> Result<Vec<u8>, FilesFault> {
        let (index, bytes) = *self.places.get(path).ok_or_else(|| FilesFault::Absent(path.into()))?;
        let file = self.archive.by_index(index).map_err(|cause| FilesFault::Broken(cause.to_string()))?;
        let mut read = Vec::new();
        let lies = |_| FilesFault::LyingSize(path.into());
        file.take(bytes.saturating_add(1)).read_to_end(&mut read).map_err(lies)?;
        if read.len() as u64 == bytes { Ok(read) } else { Err(FilesFault::LyingSize(path.into())) }
    }
}

const fn is_bomb(unpacked: u64, packed: u64) -> bool {
    unpacked > RATIO_FROM_BYTES && unpacked / RATIO_MAX > packed
}
