//! Where submissions and their blobs lie.

use super::frame;
use super::record::{self, Record};
use crate::disk::{Disk, fault, shown};
use engine::StoreFault;
use ledger::tree::Hash;
use model::Digest;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of its segment.
    pub segment: u32,
    /// First byte.
    pub offset: u64,
    /// Bytes.
    pub length: u32,
}

/// The segments of one mission, by what is in them. About 150 bytes of memory for each submission.
#[derive(Debug)]
pub struct Segments {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    by_id: HashMap<Digest, Place>,
    by_blob: HashMap<Digest, Place>,
    by_leaf: HashMap<Hash, u64>,
}

impl Segments {
    pub(super) fn new(disk: Arc<dyn Disk>, data: &Path) -> Self {
        let folder = data.join("intake");
        Self { disk, folder, by_id: HashMap::new(), by_blob: HashMap::new(), by_leaf: HashMap::new() }
    }

    /// Reads the segments of a mission's data folder, without changing anything.
    ///
    /// # Errors
    /// If one cannot be read or is damaged.
    pub fn read(disk: Arc<dyn Disk>, data: &Path) -> Result<Self, StoreFault> {
        let mut segments = Self::new(disk, data);
        for (number, path) in segments.files()? {
            for (place, record) in segments.scan(number, &path)?.1.iter().flat_map(|frame| frame.records(number)) {
                segments.add(&record, place);
            }
        }
        Ok(segments)
    }

    /// The files, by number.
    pub(super) fn files(&self) -> Result<Vec<(u32, PathBuf)>, StoreFault> {
        let files = self.disk.files_below(&self.folder).map_err(|cause| fault(&self.folder, &cause))?;
        let number = |path: &Path| path.file_name()?.to_str()?.strip_suffix(".segment")?.parse().ok();
        Ok(files.into_iter().filter_map(|path| Some((number(&path)?, path))).collect())
    }

    /// The sound bytes of a file, and its groups.
    pub(super) fn scan(&self, number: u32, path: &Path) -> Result<(Vec<u8>, Vec<frame::Placed>), StoreFault> {
        let mut bytes = self.disk.read(path).map_err(|cause| fault(path, &cause))?;
        let scan = frame::scan(&bytes).map_err(|how| StoreFault::Damaged { what: format!("{} ({number})", shown(path)), how })?;
        bytes.truncate(usize::try_from(scan.sound).unwrap_or(usize::MAX));
        Ok((bytes, scan.frames))
    }

    pub(super) fn add(&mut self, record: &Record, place: Place) {
        self.by_id.insert(record.id, place);
        for (name, _) in &record.blobs {
            self.by_blob.insert(*name, place);
        }
    }

    pub(super) fn stands(&mut self, leaf: &Hash, index: u64) {
        self.by_leaf.insert(*leaf, index);
    }

    /// Where a leaf that came in through this intake stands in the log, if this process has seen it
    /// come in.
    pub fn index_of(&self, leaf: &Hash) -> Option<u64> {
        self.by_leaf.get(leaf).copied()
    }

    /// How many submissions are known.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// A submission by its place in its stream.
    ///
    /// # Errors
    /// If it cannot be read or is damaged.
    pub fn find(&self, id: &Digest) -> Result<Option<Record>, StoreFault> {
        self.by_id.get(id).map(|place| self.record(*place)).transpose()
    }

    /// A blob by its name.
    ///
    /// # Errors
    /// If it cannot be read or is damaged.
    pub fn blob(&self, name: &Digest) -> Result<Option<Vec<u8>>, StoreFault> {
        let Some(place) = self.by_blob.get(name) else { return Ok(None) };
        Ok(self.record(*place)?.blobs.into_iter().find(|(other, _)| other == name).map(|(_, bytes)| bytes))
    }

    fn record(&self, place: Place) -> Result<Record, StoreFault> {
        let path = self.path(place.segment);
        let bytes = self.disk.read_part(&path, place.offset, place.length as usize).map_err(|cause| fault(&path, &cause))?;
        let damaged = || StoreFault::Damaged { what: shown(&path), how: format!("no submission is at byte {}", place.offset) };
        record::read(&bytes).map(|(record, _)| record).ok_or_else(damaged)
    }

    pub(super) fn path(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number:08}.segment"))
    }
}
