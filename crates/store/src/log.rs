//! The log as files: entry bundles, hash tiles and a signed checkpoint, as C2SP tlog-tiles lays them out.
//!
//! An append writes bundles and tiles under names that the old checkpoint does not mention, and
//! then replaces the checkpoint: that rename is the moment at which the entries are in the log. A
//! crash before it leaves the old log; files that it wrote are overwritten by the next append.

use crate::disk::{fault, files_below, read, shown, write_durably};
use engine::{Log, StoreFault};
use ledger::checkpoint::Checkpoint;
use ledger::note::{Signer, Verifier};
use ledger::tile::{Edge, Level, TILE_WIDTH, Tile, bundles_touched, push_entry, read_entries, tiles_touched};
use ledger::tree::Hash;
use model::Digest;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The log of one mission.
pub struct FileLog {
    folder: PathBuf,
    name: String,
    signer: Option<Signer>,
    edge: Edge,
    checkpoint: String,
    /// Entries of the bundle read last: replays read them in order.
    near: RefCell<Option<(Tile, Vec<Vec<u8>>)>>,
}

impl FileLog {
    /// Starts an empty log with its first signed checkpoint.
    ///
    /// # Errors
    /// If one is there already, or the disk refuses.
    pub fn create(folder: &Path, name: &str, signer: Signer) -> Result<Self, StoreFault> {
        let path = folder.join("checkpoint");
        if path.exists() {
            return Err(StoreFault::Io { at: shown(&path), cause: "a log is here already; a log is created once".into() });
        }
        let mut log = Self {
            folder: folder.into(),
            name: name.into(),
            signer: Some(signer),
            edge: Edge::new(),
            checkpoint: String::new(),
            near: RefCell::new(None),
        };
        log.checkpoint = log.signed(&Edge::new())?;
        write_durably(&path, log.checkpoint.as_bytes())?;
        Ok(log)
    }

    /// Opens a log for reading, or for writing if a signer is given.
    ///
    /// # Errors
    /// If the checkpoint is not validly signed by the log's key, or the tiles do not give its root.
    pub fn open(folder: &Path, name: &str, key: &Verifier, signer: Option<Signer>) -> Result<Self, StoreFault> {
        let path = folder.join("checkpoint");
        let bytes = read(&path)?;
        let damaged = |how: String| StoreFault::Damaged { what: shown(&path), how };
        let (checkpoint, _) = Checkpoint::open(&bytes, name, std::slice::from_ref(key)).map_err(|fault| damaged(fault.to_string()))?;
        if !Checkpoint::is_canonical(&bytes) {
            return Err(damaged("it is signed, but not written as this log writes it".into()));
        }
        let edge = Edge::read(checkpoint.size, |tile| read_tile(folder, tile)).map_err(|fault| damaged(fault.to_string()))?;
        if edge.root() != checkpoint.root {
            return Err(StoreFault::Damaged {
                what: "data/log/tile".into(),
                how: "the hash tiles do not give the root that the checkpoint signs".into(),
            });
        }
        let checkpoint = String::from_utf8(bytes).map_err(|_| damaged("not UTF-8".into()))?;
        Ok(Self { folder: folder.into(), name: name.into(), signer, edge, checkpoint, near: RefCell::new(None) })
    }

    /// The log's folder: what a mirror or a stranger's tool reads.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The log's name, the first line of its checkpoints.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn signed(&self, edge: &Edge) -> Result<String, StoreFault> {
        let Some(signer) = &self.signer else {
            return Err(StoreFault::Io { at: shown(&self.folder), cause: "the log was opened for reading only".into() });
        };
        let note = Checkpoint::new(&self.name, edge.size(), edge.root()).sign(&[signer]);
        note.map(|note| note.to_string()).map_err(|fault| StoreFault::Io { at: shown(&self.folder), cause: fault.to_string() })
    }

    fn bundle(&self, tile: Tile) -> Result<Vec<Vec<u8>>, StoreFault> {
        let bytes = read_tile(&self.folder, tile)?;
        let damaged = |fault: &dyn std::fmt::Display| StoreFault::Damaged { what: tile.to_string(), how: fault.to_string() };
        let entries = read_entries(&bytes, tile.width()).map_err(|fault| damaged(&fault))?;
        Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
    }

    fn bundles(&self, leaves: &[Vec<u8>], old: u64) -> Result<Vec<(Tile, Vec<u8>)>, StoreFault> {
        let width = u64::from(TILE_WIDTH);
        let mut bundles = Vec::new();
        for tile in bundles_touched(old, old + leaves.len() as u64) {
            let first = tile.index() * width;
            let mut bytes = match Tile::at(Level::Entries, tile.index(), old) {
                Some(before) => read_tile(&self.folder, before)?,
                None => Vec::new(),
            };
            let from = usize::try_from(first.saturating_sub(old)).unwrap_or(usize::MAX);
            let to = usize::try_from(first + u64::from(tile.width()) - old).unwrap_or(usize::MAX);
            for leaf in leaves.get(from..to).unwrap_or(&[]) {
                push_entry(&mut bytes, leaf).map_err(|fault| StoreFault::Io { at: tile.to_string(), cause: fault.to_string() })?;
            }
            bundles.push((tile, bytes));
        }
        Ok(bundles)
    }

    /// Partial tiles that the new ones replace are no longer mentioned by any checkpoint kept here.
    fn remove_replaced(&self, written: &[Tile], old: u64) {
        for tile in written {
            if let Some(before) = Tile::at(tile.level(), tile.index(), old).filter(|before| before != tile) {
                // A file left behind is named by the audit as superfluous; it harms nothing.
                drop(fs::remove_file(self.folder.join(before.to_string())));
                if let Some(folder) = self.folder.join(before.to_string()).parent() {
                    drop(fs::remove_dir(folder));
                }
            }
        }
    }

    /// The root of the first `size` entries.
    ///
    /// # Errors
    /// If a tile is absent or damaged.
    pub fn root_at(&self, size: u64) -> Result<Digest, StoreFault> {
        let mut source = ledger::tile::TileSource::new(self.size(), |tile| read_tile(&self.folder, tile));
        let root = ledger::tree::root(&mut source, size.min(self.size()))
            .map_err(|fault| StoreFault::Damaged { what: "the log's hash tiles".into(), how: fault.to_string() })?;
        Ok(Digest::from_bytes(root.0))
    }

    /// The inclusion path of an entry in the log as it stands, the leaf's sibling first.
    ///
    /// # Errors
    /// If a tile is absent or damaged.
    pub fn inclusion(&self, index: u64) -> Result<Vec<Hash>, StoreFault> {
        let mut source = ledger::tile::TileSource::new(self.size(), |tile| read_tile(&self.folder, tile));
        ledger::tree::prove_inclusion(&mut source, index, self.size())
            .map_err(|fault| StoreFault::Damaged { what: "the log's hash tiles".into(), how: fault.to_string() })
    }

    /// Checks every byte of the log's files against its entries: names each file that differs or is absent.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn check(&self) -> Result<Vec<String>, StoreFault> {
        let mut faults = Vec::new();
        let mut edge = Edge::new();
        for tile in bundles_touched(0, self.size()) {
            let entries = match self.bundle(tile) {
                Ok(entries) => entries,
                Err(fault) => return Ok(vec![fault.to_string()]),
            };
            let hashes: Vec<Hash> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
            let is_last = |tile: Tile| Tile::at(tile.level(), tile.index(), self.size()) == Some(tile);
            for (tile, bytes) in edge.append(&hashes).into_iter().filter(|(tile, _)| is_last(*tile)) {
                if read(&self.folder.join(tile.to_string())).ok().as_ref() != Some(&bytes) {
                    faults.push(format!("{tile} is not what the entries give"));
                }
            }
        }
        if edge.root() != self.edge.root() {
            faults.push(format!("the entries give the root {}, the signed checkpoint says {}", edge.root(), self.edge.root()));
        }
        Ok(faults)
    }

    /// Names files in the log's folder that do not belong to the log as it stands: left by an
    /// interrupted write, or put there. They change nothing and are overwritten when needed.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn leftovers(&self) -> Result<Vec<String>, StoreFault> {
        let tiles = tiles_touched(0, self.size()).into_iter().chain(bundles_touched(0, self.size()));
        let mut expected: BTreeSet<PathBuf> = tiles.map(|tile| self.folder.join(tile.to_string())).collect();
        expected.extend([self.folder.join("checkpoint"), self.folder.join("vkey")]);
        Ok(files_below(&self.folder)?.iter().filter(|path| !expected.contains(*path)).map(|path| shown(path)).collect())
    }
}

fn read_tile(folder: &Path, tile: Tile) -> Result<Vec<u8>, StoreFault> {
    let path = folder.join(tile.to_string());
    fs::read(&path).map_err(|cause| fault(&path, &cause))
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

    fn leaf(&self, index: u64) -> Result<Vec<u8>, StoreFault> {
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
        let old = self.size();
        if leaves.is_empty() {
            return Ok(old);
        }
        let hashes: Vec<Hash> = leaves.iter().map(|leaf| Hash::leaf(leaf)).collect();
        let mut edge = self.edge.clone();
        let mut files = self.bundles(leaves, old)?;
        files.extend(edge.append(&hashes));
        for (tile, bytes) in &files {
            write_durably(&self.folder.join(tile.to_string()), bytes)?;
        }
        let checkpoint = self.signed(&edge)?;
        write_durably(&self.folder.join("checkpoint"), checkpoint.as_bytes())?;
        self.edge = edge;
        self.checkpoint = checkpoint;
        *self.near.borrow_mut() = None;
        let written: Vec<Tile> = files.into_iter().map(|(tile, _)| tile).collect();
        self.remove_replaced(&written, old);
        Ok(old)
    }
}
