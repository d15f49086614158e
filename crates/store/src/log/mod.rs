//! The log as files: entry bundles, hash tiles and a signed checkpoint, as C2SP tlog-tiles lays them out.
//!
//! An append writes bundles and tiles under names that the old checkpoint does not mention, moves
//! the ratchet, signs, and then replaces the checkpoint: that rename is the moment at which the
//! entries are in the log. A crash before the ratchet leaves the old log; one behind it leaves a
//! step that the next start finishes, with the very same entries.

mod check;
mod tiles;
mod write;

pub use tiles::read_tile;
pub use write::Pen;

use crate::Seals;
use crate::copy::{Mirror, peer_folder};
use crate::disk::{Disk, RealDisk, fault, shown};
use crate::ratchet::Head;
use engine::{Log, StoreFault};
use ledger::checkpoint::Checkpoint;
use ledger::note::Verifier;
use ledger::tile::{Edge, Level, TILE_WIDTH, Tile, TileSource, read_entries};
use ledger::tree::{HASH_BYTES, Hash};
use model::Digest;
use record::seal::{RecordKey, SealedLeaf};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use write::Writing;

/// The log of one mission.
pub struct FileLog {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    name: String,
    edge: Edge,
    checkpoint: String,
    /// What it takes to append; absent in a log that is only read.
    writing: Option<Writing>,
    /// What opens sealed leaves; absent in a log that is only checked or copied.
    seals: Option<Arc<Seals>>,
    /// Entries of the bundle read last: replays read them in order.
    near: RefCell<Option<(Tile, Vec<Vec<u8>>)>>,
}

impl FileLog {
    /// Opens a log for reading; [`FileLog::take_up`] goes on to write it.
    ///
    /// # Errors
    /// If the checkpoint is not validly signed by the log's key, or the tiles do not give its root.
    pub fn open(folder: &Path, key: &Verifier) -> Result<Self, StoreFault> {
        Self::open_on(Arc::new(RealDisk), folder, key)
    }

    /// [`FileLog::open`] on a given disk.
    ///
    /// # Errors
    /// As there.
    pub fn open_on(disk: Arc<dyn Disk>, folder: &Path, key: &Verifier) -> Result<Self, StoreFault> {
        let path = folder.join("checkpoint");
        let bytes = disk.read(&path).map_err(|cause| fault(&path, &cause))?;
        let damaged = |how: String| StoreFault::Damaged { what: shown(&path), how };
        let opened = Checkpoint::open(&bytes, key.name(), std::slice::from_ref(key));
        let (checkpoint, _) = opened.map_err(|fault| damaged(fault.to_string()))?;
        if !Checkpoint::is_canonical(&bytes) {
            return Err(damaged("it is signed, but not written as this log writes it".into()));
        }
        let tile = |tile| read_tile(disk.as_ref(), folder, tile);
        let edge = Edge::read(checkpoint.size, tile).map_err(|fault| damaged(fault.to_string()))?;
        if edge.root() != checkpoint.root {
            return Err(StoreFault::Damaged {
                what: "data/log/tile".into(),
                how: "the hash tiles do not give the root that the checkpoint signs".into(),
            });
        }
        let checkpoint = String::from_utf8(bytes).map_err(|_| damaged("not UTF-8".into()))?;
        let (folder, name) = (folder.into(), key.name().into());
        Ok(Self { disk, folder, name, edge, checkpoint, writing: None, seals: None, near: RefCell::new(None) })
    }

    /// The same log, with what opens its sealed leaves.
    pub fn with_seals(self, seals: Arc<Seals>) -> Self {
        Self { seals: Some(seals), ..self }
    }

    /// The log's folder: what a mirror or a stranger's tool reads.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The log's name, the first line of its checkpoints.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its size and root.
    pub fn head(&self) -> Head {
        Head { size: self.edge.size(), root: self.edge.root() }
    }

    /// Size and root of its first entries.
    ///
    /// # Errors
    /// If it is not as long, or a tile is absent or damaged.
    pub fn head_at(&self, size: u64) -> Result<Head, StoreFault> {
        let mut source = TileSource::new(self.size(), |tile| self.tile(tile));
        let root = ledger::tree::root(&mut source, size);
        let root = root.map_err(|fault| StoreFault::Damaged { what: "the log's hash tiles".into(), how: fault.to_string() })?;
        Ok(Head { size, root })
    }

    /// The root of the first `size` entries; of all, if there are fewer.
    ///
    /// # Errors
    /// If a tile is absent or damaged.
    pub fn root_at(&self, size: u64) -> Result<Digest, StoreFault> {
        self.head_at(size.min(self.size())).map(|head| Digest::from_bytes(head.root.0))
    }

    /// The inclusion path of an entry in the log as it stands, the leaf's sibling first.
    ///
    /// # Errors
    /// If a tile is absent or damaged.
    pub fn inclusion(&self, index: u64) -> Result<Vec<Hash>, StoreFault> {
        let mut source = TileSource::new(self.size(), |tile| self.tile(tile));
        ledger::tree::prove_inclusion(&mut source, index, self.size())
            .map_err(|fault| StoreFault::Damaged { what: "the log's hash tiles".into(), how: fault.to_string() })
    }

    /// Where a leaf with this hash stands, the first if there are several: looks through all hash
    /// tiles, 32 bytes for each entry.
    ///
    /// # Errors
    /// If a tile is absent or damaged.
    pub fn find(&self, hash: &Hash) -> Result<Option<u64>, StoreFault> {
        let mut index = 0;
        while index < self.size() {
            let hashes = self.hashes_from(index)?;
            if let Some(row) = hashes.iter().position(|other| other == hash) {
                return Ok(Some(index + row as u64));
            }
            index += hashes.len().max(1) as u64;
        }
        Ok(None)
    }

    /// Hashes of all leaves, 32 bytes for each entry.
    ///
    /// # Errors
    /// If a tile is absent or damaged.
    pub fn hashes(&self) -> Result<Vec<Hash>, StoreFault> {
        let mut hashes = Vec::new();
        while (hashes.len() as u64) < self.size() {
            hashes.extend(self.hashes_from(hashes.len() as u64)?);
        }
        Ok(hashes)
    }

    /// Hashes of the leaves from an index on, to the end of its tile.
    pub(crate) fn hashes_from(&self, index: u64) -> Result<Vec<Hash>, StoreFault> {
        let width = u64::from(TILE_WIDTH);
        let absent = || StoreFault::Absent { what: format!("entry {index} of the log") };
        let tile = Tile::at(Level::Hashes(0), index / width, self.size()).ok_or_else(absent)?;
        let bytes = self.tile(tile)?;
        let skip = usize::try_from(index % width).unwrap_or(usize::MAX);
        let hashes: Vec<Hash> = bytes.chunks_exact(HASH_BYTES).skip(skip).filter_map(Hash::read).collect();
        if hashes.is_empty() { Err(absent()) } else { Ok(hashes) }
    }

    /// The bytes of a tile or bundle.
    ///
    /// # Errors
    /// If it is absent or unreadable.
    pub fn tile(&self, tile: Tile) -> Result<Vec<u8>, StoreFault> {
        read_tile(self.disk.as_ref(), &self.folder, tile)
    }

    /// The record behind a sealed leaf, with its key: for showing parts of it to somebody. `None` if
    /// the leaf is clear.
    ///
    /// # Errors
    /// As [`Log::leaf`].
    pub fn unseal(&self, index: u64) -> Result<Option<(Vec<u8>, RecordKey)>, StoreFault> {
        let stored = self.stored(index)?;
        if !SealedLeaf::is_claimed_by(&stored) {
            return Ok(None);
        }
        let what = format!("entry {index} of the log");
        let leaf = SealedLeaf::read(&stored).map_err(|fault| StoreFault::Damaged { what: what.clone(), how: fault.to_string() })?;
        let seals = self.seals.as_ref().ok_or_else(|| StoreFault::NoKey { what: what.clone() })?;
        seals.record(&leaf, &what).map(Some)
    }

    fn bundle(&self, tile: Tile) -> Result<Vec<Vec<u8>>, StoreFault> {
        let bytes = self.tile(tile)?;
        let damaged = |fault: &dyn std::fmt::Display| StoreFault::Damaged { what: tile.to_string(), how: fault.to_string() };
        let entries = read_entries(&bytes, tile.width()).map_err(|fault| damaged(&fault))?;
        Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
    }
}

impl Log for FileLog {
    fn size(&self) -> u64 {
        self.edge.size()
    }

    fn root(&self) -> Digest {
        Digest::from_bytes(self.edge.root().0)
    }

    fn checkpoint(&self) -> String {
        self.checkpoint.clone()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn root_of(&self, size: u64) -> Result<Digest, StoreFault> {
        self.head_at(size).map(|head| Digest::from_bytes(head.root.0))
    }

    fn peer(&self, name: &str) -> Result<Box<dyn Log>, StoreFault> {
        let absent = || StoreFault::Absent { what: format!("a copy of the log {name}") };
        let data = self.folder.parent().ok_or_else(absent)?;
        let mirror = Mirror::new(&peer_folder(data, name));
        if mirror.is_begun() { Ok(Box::new(mirror.log()?)) } else { Err(absent()) }
    }

    fn leaf(&self, index: u64) -> Result<Vec<u8>, StoreFault> {
        match self.unseal(index)? {
            Some((record, _)) => Ok(record),
            None => self.stored(index),
        }
    }

    fn stored(&self, index: u64) -> Result<Vec<u8>, StoreFault> {
        let absent = || StoreFault::Absent { what: format!("entry {index} of the log") };
        let width = u64::from(TILE_WIDTH);
        let tile = Tile::at(Level::Entries, index / width, self.size()).ok_or_else(absent)?;
        let row = usize::try_from(index % width).map_err(|_| absent())?;
        let mut near = self.near.borrow_mut();
        if near.as_ref().is_none_or(|(at, _)| *at != tile) {
            *near = Some((tile, self.bundle(tile)?));
        }
        near.as_ref().and_then(|(_, entries)| entries.get(row).cloned()).ok_or_else(absent)
    }

    fn append(&mut self, leaves: &[Vec<u8>]) -> Result<u64, StoreFault> {
        self.write(leaves)
    }
}
