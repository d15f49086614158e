//! Where submissions and their blobs lie: in segments and, once those are through, in packs of the vault.

use super::frame;
use super::record::{self, Record};
use crate::disk::{Disk, fault, shown};
use engine::StoreFault;
use ledger::tree::Hash;
use model::Digest;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of its segment or pack.
    pub segment: u32,
    /// First byte.
    pub offset: u64,
    /// Bytes.
    pub length: u32,
}

/// The segments and packs of one mission, by what is in them. About 150 bytes of memory for each
/// submission.
#[derive(Debug)]
pub struct Packs {
    disk: Arc<dyn Disk>,
    data: PathBuf,
    by_id: HashMap<Digest, Place>,
    by_blob: HashMap<Digest, Place>,
    by_leaf: HashMap<Hash, u64>,
    /// The packs that are there.
    packs: BTreeSet<u32>,
}

impl Packs {
    /// Reads what lies in packs and segments, for reading only.
    ///
    /// # Errors
    /// If one cannot be read or is damaged.
    pub fn read(disk: Arc<dyn Disk>, data: &Path) -> Result<Self, StoreFault> {
        let mut packs = Self::read_packs(disk, data)?;
        for (number, path) in segments(packs.disk.as_ref(), data)? {
            packs.scan(number, &path)?;
        }
        Ok(packs)
    }

    /// Reads what lies in packs.
    ///
    /// # Errors
    /// If one cannot be read or is damaged.
    pub(super) fn read_packs(disk: Arc<dyn Disk>, data: &Path) -> Result<Self, StoreFault> {
        let mut packs = Self {
            disk,
            data: data.into(),
            by_id: HashMap::new(),
            by_blob: HashMap::new(),
            by_leaf: HashMap::new(),
            packs: BTreeSet::new(),
        };
        for (number, path) in numbered(packs.disk.as_ref(), &packs_folder(data), "pack")? {
            packs.packs.insert(number);
            packs.scan(number, &path)?;
        }
        Ok(packs)
    }

    fn scan(&mut self, number: u32, path: &Path) -> Result<(), StoreFault> {
        let bytes = self.disk.read(path).map_err(|cause| fault(path, &cause))?;
        let scan = frame::scan(&bytes).map_err(|how| StoreFault::Damaged { what: shown(path), how })?;
        for frame in &scan.frames {
            for (place, record) in frame.records(number) {
                self.add(&record, place, None);
            }
        }
        Ok(())
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.packs.contains(&number)
    }

    /// The number after the last pack.
    pub(super) fn next(&self) -> u32 {
        self.packs.last().map_or(0, |number| number + 1)
    }

    pub(super) fn add(&mut self, record: &Record, place: Place, index: Option<u64>) {
        self.by_id.insert(record.id, place);
        for (name, _) in &record.blobs {
            self.by_blob.insert(*name, place);
        }
        if let Some(index) = index {
            self.by_leaf.insert(Hash::leaf(&record.leaf), index);
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

    fn path(&self, number: u32) -> PathBuf {
        if self.packs.contains(&number) { pack(&self.data, number) } else { segment(&self.data, number) }
    }

    /// A segment that is through becomes a pack.
    pub(super) fn pack(&mut self, number: u32) -> Result<(), StoreFault> {
        let (from, to) = (segment(&self.data, number), pack(&self.data, number));
        let (Some(left), Some(kept)) = (from.parent(), to.parent()) else { return Ok(()) };
        self.disk.make_folder(kept).map_err(|cause| fault(kept, &cause))?;
        self.disk.rename(&from, &to).map_err(|cause| fault(&to, &cause))?;
        self.packs.insert(number);
        // The new name first: between the two the pack has both names, and never none.
        self.disk.sync_folder(kept).map_err(|cause| fault(kept, &cause))?;
        self.disk.sync_folder(left).map_err(|cause| fault(left, &cause))
    }
}

fn packs_folder(data: &Path) -> PathBuf {
    data.join("vault").join("packs")
}

pub(super) fn segment(data: &Path, number: u32) -> PathBuf {
    data.join("intake").join(format!("{number:08}.segment"))
}

fn pack(data: &Path, number: u32) -> PathBuf {
    packs_folder(data).join(format!("{number:08}.pack"))
}

/// The segments that are no packs yet, by number.
pub(super) fn segments(disk: &dyn Disk, data: &Path) -> Result<Vec<(u32, PathBuf)>, StoreFault> {
    numbered(disk, &data.join("intake"), "segment")
}

fn numbered(disk: &dyn Disk, folder: &Path, ending: &str) -> Result<Vec<(u32, PathBuf)>, StoreFault> {
    let files = disk.files_below(folder).map_err(|cause| fault(folder, &cause))?;
    let number = |path: &Path| path.file_name()?.to_str()?.strip_suffix(&format!(".{ending}"))?.parse().ok();
    Ok(files.into_iter().filter_map(|path| Some((number(&path)?, path))).collect())
}
