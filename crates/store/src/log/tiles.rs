//! Reading tiles and bundles while a writer replaces partial ones by wider ones.

use crate::disk::{Disk, fault};
use engine::StoreFault;
use ledger::tile::{Level, Tile, push_entry, read_entries};
use ledger::tree::HASH_BYTES;
use std::io;
use std::path::Path;

/// Looks for a wider tile where a partial one is gone; each look may lose against a writer once.
const LOOKS_MAX: u32 = 8;

/// Reads a tile or bundle of a log's folder. Where a partial one was replaced by a wider one
/// meanwhile, gives the beginning of that: the same bytes.
///
/// # Errors
/// If neither is there, or the file cannot be read.
pub fn read_tile(disk: &dyn Disk, folder: &Path, tile: Tile) -> Result<Vec<u8>, StoreFault> {
    let path = folder.join(tile.to_string());
    let mut found = disk.read(&path);
    for _ in 0..LOOKS_MAX {
        if tile.is_full() || !is_absent(&found) {
            break;
        }
        let Some(wider) = wider(disk, folder, tile) else { break };
        found = disk.read(&folder.join(wider.to_string())).map(|bytes| beginning(&bytes, wider, tile).unwrap_or_default());
    }
    found.map_err(|cause| fault(&path, &cause))
}

fn is_absent(found: &io::Result<Vec<u8>>) -> bool {
    found.as_ref().is_err_and(|cause| cause.kind() == io::ErrorKind::NotFound)
}

/// The least wide form of a tile that is there and at least as wide.
fn wider(disk: &dyn Disk, folder: &Path, tile: Tile) -> Option<Tile> {
    let full = tile.full();
    let partial = folder.join(format!("{full}.p"));
    let widths = disk.files_below(&partial).unwrap_or_default();
    let tiles = widths.iter().filter_map(|path| path.strip_prefix(folder).ok()?.to_str()?.parse().ok());
    let tiles = tiles.filter(|other: &Tile| other.width() > tile.width());
    tiles.min_by_key(|other| other.width()).or_else(|| disk.read(&folder.join(full.to_string())).is_ok().then_some(full))
}

fn beginning(bytes: &[u8], wider: Tile, tile: Tile) -> Option<Vec<u8>> {
    if let Level::Hashes(_) = tile.level() {
        return bytes.get(..usize::from(tile.width()) * HASH_BYTES).map(<[u8]>::to_vec);
    }
    let mut cut = Vec::new();
    for entry in read_entries(bytes, wider.width()).ok()?.into_iter().take(usize::from(tile.width())) {
        push_entry(&mut cut, entry).ok()?;
    }
    Some(cut)
}
