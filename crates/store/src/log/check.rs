//! Checking a log's files against its entries.

use super::FileLog;
use crate::disk::{fault, shown};
use engine::{Log, StoreFault};
use ledger::tile::{Edge, Tile, bundles_touched, tiles_touched};
use ledger::tree::Hash;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What lies beside the tiles: what the log signed, its key, what its witnesses cosigned, and the
/// evidence of a fork if there is any.
const BESIDE_TILES: [&str; 4] = ["checkpoint", "vkey", "checkpoint.cosigned", "fork.json"];

impl FileLog {
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
                if self.disk.read(&self.folder.join(tile.to_string())).ok().as_ref() != Some(&bytes) {
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
        Ok(self.unexpected()?.iter().map(|path| shown(path)).collect())
    }

    pub(super) fn unexpected(&self) -> Result<Vec<PathBuf>, StoreFault> {
        let tiles = tiles_touched(0, self.size()).into_iter().chain(bundles_touched(0, self.size()));
        let mut expected: BTreeSet<PathBuf> = tiles.map(|tile| self.folder.join(tile.to_string())).collect();
        expected.extend(BESIDE_TILES.map(|name| self.folder.join(name)));
        let mut files = self.disk.files_below(&self.folder).map_err(|cause| fault(&self.folder, &cause))?;
        let stamps = self.folder.join("timestamps");
        files.retain(|path| !expected.contains(path) && !path.starts_with(&stamps));
        Ok(files)
    }
}
