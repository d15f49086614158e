//! A batch's hash file: the tiles of its tree in one file, and paths read out of it.

use crate::tile::{Level, TILE_WIDTH, Tile, TileReadError, TileSource, hash_levels};
use crate::tree::{HASH_BYTES, Hash, ProveError, prove_inclusion};

/// Bytes of the hash file of `n` items: 32 per item and about 1/255 more for the upper levels.
pub fn hash_file_bytes(n: u64) -> u64 {
    hash_levels().map(|level| level_bytes(level, n)).fold(0, u64::saturating_add)
}

/// Reads the inclusion path of the item at `index` in a batch of `n` items out of its hash file.
/// `read` gets an offset and a length, both in bytes, and gives exactly those bytes.
///
/// The file holds the tile levels one after the other, without gaps or lengths between them:
///
/// ```text
/// level 0   32 * n bytes              all item hashes, by item
/// level 1   32 * floor(n / 256)       the root of each full group of 256 item hashes
/// level 2   32 * floor(n / 65536)     the root of each full group of 256 hashes of level 1
/// level 3   32 * floor(n / 16777216)  likewise; empty below 2^24 items
/// ```
///
/// Level k starts where level k - 1 ends, so all offsets follow from `n`. Hash i of level k is at
/// start(k) + 32 * i; tile j of level k, as C2SP tlog-tiles defines it, is the 8,192 bytes from
/// start(k) + 8192 * j, cut at the end of the level. A path reads at most two tiles per level
/// (around the item, and at the right edge): at most 5 reads of at most 8 KiB for 2^24 items.
///
/// The file is not trusted: check the path with [`super::verify_item`].
///
/// # Errors
/// [`ProveError::Outside`] when `index` >= `n`; [`ProveError::Read`] from `read`, or when it
/// gives another number of bytes.
pub fn item_path<R, E>(index: u64, n: u64, mut read: R) -> Result<Vec<Hash>, ProveError<TileReadError<E>>>
where
    R: FnMut(u64, usize) -> Result<Vec<u8>, E>,
{
    let read_tile = |tile: Tile| {
        let (offset, bytes) = place(tile, n);
        read(offset, bytes)
    };
    prove_inclusion(&mut TileSource::new(n, read_tile), index, n)
}

/// Offset and length of a tile in the hash file of `n` items, bytes.
fn place(tile: Tile, n: u64) -> (u64, usize) {
    let below = hash_levels().take_while(|level| *level < tile.level());
    let start: u64 = below.map(|level| level_bytes(level, n)).fold(0, u64::saturating_add);
    let offset = (tile.index() * u64::from(TILE_WIDTH)).saturating_mul(HASH_BYTES as u64);
    (start.saturating_add(offset), usize::from(tile.width()) * HASH_BYTES)
}

fn level_bytes(level: Level, n: u64) -> u64 {
    level.hashes(n).saturating_mul(HASH_BYTES as u64)
}
