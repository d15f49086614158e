//! Mending a log from a copy: only bytes that the signed root confirms are taken over.

use super::tree::{file, fold, leaf_hashes};
use crate::disk::{Disk, RealDisk, fault, write_on};
use crate::log::read_tile;
use crate::ratchet::Head;
use engine::StoreFault;
use ledger::tile::{Edge, Level, TILE_WIDTH, Tile, bundles_touched, tiles_touched};
use ledger::tree::{HASH_BYTES, Hash};
use std::path::{Path, PathBuf};

/// A copy of a log that somebody else keeps. Not trusted in anything.
pub trait Copy {
    /// Its checkpoint.
    ///
    /// # Errors
    /// If it cannot be had.
    fn checkpoint(&self) -> Result<Vec<u8>, StoreFault>;
    /// A tile or bundle; a wider form of it must be cut to it.
    ///
    /// # Errors
    /// If it cannot be had.
    fn tile(&self, tile: Tile) -> Result<Vec<u8>, StoreFault>;
}

/// A copy in a folder: a log's folder, or a mission's or mirror's folder that holds one.
#[derive(Clone, Debug)]
pub struct FolderCopy {
    folder: PathBuf,
}

impl FolderCopy {
    /// Finds the log in a folder.
    ///
    /// # Errors
    /// If none is there.
    pub fn find(folder: &Path) -> Result<Self, StoreFault> {
        let places = [folder.to_path_buf(), folder.join("log"), folder.join("data").join("log")];
        let found = places.into_iter().find(|place| place.join("checkpoint").is_file());
        found.map(|folder| Self { folder }).ok_or_else(|| StoreFault::Absent {
            what: format!("{}: a copy of the log (`checkpoint` and `tile`) is expected there; it", folder.display()),
        })
    }

    /// The log's folder in it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Copy for FolderCopy {
    fn checkpoint(&self) -> Result<Vec<u8>, StoreFault> {
        let path = self.folder.join("checkpoint");
        RealDisk.read(&path).map_err(|cause| fault(&path, &cause))
    }

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, StoreFault> {
        read_tile(&RealDisk, &self.folder, tile)
    }
}

/// What mending did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Files that were replaced or brought back.
    pub files: Vec<String>,
    /// Files that are damaged here, and damaged or absent in the copy too.
    pub left: Vec<String>,
}

/// Makes a log's folder hold every tile and bundle of the tree with this head, taking what is
/// damaged or absent from a copy. From the root down: a tile counts once it folds to the hash above
/// it, a bundle once its entries have the hashes of its tile.
///
/// # Errors
/// If the disk refuses.
pub fn mend(disk: &dyn Disk, folder: &Path, head: Head, copy: &dyn Copy) -> Result<Mended, StoreFault> {
    let mut mending = Mending { disk, folder, head, copy, done: Mended::default() };
    mending.edge()?;
    for tile in tiles_touched(0, head.size).into_iter().rev().filter(|tile| tile.is_full()) {
        let above = mending.hash_above(tile);
        mending.keep_right(tile, |bytes| above.is_some() && bytes.len() == FULL_BYTES && fold(bytes) == above)?;
    }
    for bundle in bundles_touched(0, head.size) {
        let hashes = mending.hashes_of(bundle);
        mending.keep_right(bundle, |bytes| hashes.as_ref().is_some_and(|hashes| is_bundle(bytes, hashes, bundle.width())))?;
    }
    Ok(mending.done)
}

const FULL_BYTES: usize = TILE_WIDTH as usize * HASH_BYTES;

struct Mending<'a> {
    disk: &'a dyn Disk,
    folder: &'a Path,
    head: Head,
    copy: &'a dyn Copy,
    done: Mended,
}

impl Mending<'_> {
    fn own(&self, tile: Tile) -> Option<Vec<u8>> {
        read_tile(self.disk, self.folder, tile).ok()
    }

    /// The tiles at the right edge confirm each other only together.
    fn edge(&mut self) -> Result<(), StoreFault> {
        let own = Edge::read(self.head.size, |tile| self.own(tile).ok_or(()));
        if own.is_ok_and(|edge| edge.root() == self.head.root) {
            return Ok(());
        }
        let partial: Vec<Tile> = tiles_touched(0, self.head.size).into_iter().filter(|tile| !tile.is_full()).collect();
        let theirs = Edge::read(self.head.size, |tile| self.copy.tile(tile));
        if !theirs.is_ok_and(|edge| edge.root() == self.head.root) {
            self.done.left.extend(partial.into_iter().map(file));
            return Ok(());
        }
        for tile in partial {
            let bytes = self.copy.tile(tile)?;
            if self.own(tile).as_ref() != Some(&bytes) {
                self.put(tile, &bytes)?;
            }
        }
        Ok(())
    }

    fn keep_right(&mut self, tile: Tile, is_right: impl Fn(&[u8]) -> bool) -> Result<(), StoreFault> {
        if self.own(tile).is_some_and(|bytes| is_right(&bytes)) {
            return Ok(());
        }
        match self.copy.tile(tile).ok().filter(|bytes| is_right(bytes)) {
            Some(bytes) => self.put(tile, &bytes),
            None => {
                self.done.left.push(file(tile));
                Ok(())
            }
        }
    }

    fn put(&mut self, tile: Tile, bytes: &[u8]) -> Result<(), StoreFault> {
        write_on(self.disk, &[(self.folder.join(tile.to_string()), bytes)])?;
        self.done.files.push(file(tile));
        Ok(())
    }

    fn hash_above(&self, tile: Tile) -> Option<Hash> {
        let Level::Hashes(level) = tile.level() else { return None };
        let above = Tile::at(Level::Hashes(level + 1), tile.index() / u64::from(TILE_WIDTH), self.head.size)?;
        let row = usize::try_from(tile.index() % u64::from(TILE_WIDTH)).ok()?;
        self.own(above)?.chunks_exact(HASH_BYTES).nth(row).and_then(Hash::read)
    }

    fn hashes_of(&self, bundle: Tile) -> Option<Vec<u8>> {
        let hashes = Tile::at(Level::Hashes(0), bundle.index(), self.head.size)?;
        self.own(hashes).filter(|_| !self.done.left.contains(&file(hashes)))
    }
}

fn is_bundle(bytes: &[u8], hashes: &[u8], width: u16) -> bool {
    let found: Option<Vec<[u8; HASH_BYTES]>> = leaf_hashes(bytes, width).into_iter().map(|hash| hash.map(|hash| hash.0)).collect();
    found.is_some_and(|found| found.concat() == hashes) && ledger::tile::read_entries(bytes, width).is_ok()
}
