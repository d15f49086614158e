//! Subtree hashes read out of tiles, so that proofs need no leaves in memory.

use super::path::{Level, TILE_LEVELS, TILE_WIDTH, Tile};
use crate::tree::{HASH_BYTES, Hash, HashSource};
use std::collections::btree_map::{BTreeMap, Entry};
use std::ops::Range;

/// Most tiles kept between reads: 64 tiles are 512 KiB and hold the paths of neighbouring leaves.
const TILES_KEPT_MAX: usize = 64;

/// Why a hash could not be read from a tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileReadError<E> {
    /// The tree of this size has no such subtree.
    #[error("subtree `{index}` of 2^{level} leaves is not complete in a tree of {size} leaves")]
    Outside {
        /// Binary level asked for.
        level: u32,
        /// Place within the level.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// The tile could not be read.
    #[error("{tile}: {error}")]
    Read {
        /// The tile asked for.
        tile: Tile,
        /// The reader's error.
        error: E,
    },
    /// The tile is not as long as its width says.
    #[error("{tile}: `{bytes}` bytes are not {} hashes of 32 bytes", tile.width())]
    Length {
        /// The tile asked for.
        tile: Tile,
        /// Bytes found.
        bytes: usize,
    },
}

/// The hashes of a tree of `size` leaves, read from its tiles by `read`.
///
/// `read` gets the tile as it stands at that size; where a partial tile is gone it may give the
/// full tile of the same place instead, or any wider form of it.
pub struct TileSource<R> {
    size: u64,
    read: R,
    kept: BTreeMap<Tile, Vec<u8>>,
}

impl<R, E> TileSource<R>
where
    R: FnMut(Tile) -> Result<Vec<u8>, E>,
{
    /// Reads the tree of `size` leaves through `read`.
    pub const fn new(size: u64, read: R) -> Self {
        Self { size, read, kept: BTreeMap::new() }
    }

    /// Reads a tile, from those kept where it is among them.
    pub(super) fn read_tile(&mut self, tile: Tile) -> Result<&[u8], TileReadError<E>> {
        if self.kept.len() >= TILES_KEPT_MAX && !self.kept.contains_key(&tile) {
            self.kept.clear();
        }
        match self.kept.entry(tile) {
            Entry::Occupied(kept) => Ok(kept.into_mut()),
            Entry::Vacant(free) => {
                let bytes = (self.read)(tile).map_err(|error| TileReadError::Read { tile, error });
                Ok(free.insert(check_tile(tile, bytes?)?))
            }
        }
    }
}

impl<R, E> HashSource for TileSource<R>
where
    R: FnMut(Tile) -> Result<Vec<u8>, E>,
{
    type Error = TileReadError<E>;

    fn read_hash(&mut self, level: u32, index: u64) -> Result<Hash, Self::Error> {
        let outside = TileReadError::Outside { level, index, size: self.size };
        let Some((tile, row)) = place(level, index, self.size) else { return Err(outside) };
        self.read_tile(tile)?.get(row).and_then(fold).ok_or(outside)
    }
}

/// Cuts what was read for a tile to the hashes it should hold.
fn check_tile<E>(tile: Tile, mut bytes: Vec<u8>) -> Result<Vec<u8>, TileReadError<E>> {
    let (least, most) = (tile_bytes(tile.width()), tile_bytes(TILE_WIDTH));
    if !(least..=most).contains(&bytes.len()) || !bytes.len().is_multiple_of(HASH_BYTES) {
        return Err(TileReadError::Length { tile, bytes: bytes.len() });
    }
    bytes.truncate(least);
    Ok(bytes)
}

fn tile_bytes(width: u16) -> usize {
    usize::from(width) * HASH_BYTES
}

/// Where the hash of a subtree comes from: the tile, and in it the bytes of the hashes that lie
/// below the subtree.
fn place(level: u32, index: u64, size: u64) -> Option<(Tile, Range<usize>)> {
    let tile_level = Level::Hashes(u8::try_from(level / TILE_LEVELS).ok()?);
    let width = 1_u64 << (level % TILE_LEVELS);
    let first = index.checked_mul(width)?;
    let tile = Tile::at(tile_level, first / u64::from(TILE_WIDTH), size)?;
    let start = usize::try_from(first % u64::from(TILE_WIDTH)).ok()? * HASH_BYTES;
    let end = start + usize::try_from(width).ok()? * HASH_BYTES;
    (end <= tile_bytes(tile.width())).then_some((tile, start..end))
}

/// Hashes a row of 2^k neighbouring hashes, k at most 8, up to the one above them all.
fn fold(row: &[u8]) -> Option<Hash> {
    if row.len() <= HASH_BYTES {
        return Hash::read(row);
    }
    let (left, right) = row.split_at_checked(row.len() / 2)?;
    Some(Hash::node(&fold(left)?, &fold(right)?))
}
