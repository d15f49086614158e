//! The right edge of the log's tiles: appends leaf hashes and gives back the tiles to write.

use super::path::{Level, TILE_LEVELS, TILE_WIDTH, Tile, hash_levels, tiles_touched};
use super::source::{TileReadError, TileSource};
use crate::tree::{Frontier, HASH_BYTES, Hash};

/// Bytes of a full tile: 8,192.
const FULL_BYTES: usize = TILE_WIDTH as usize * HASH_BYTES;

/// A tile and its bytes.
pub type TileBytes = (Tile, Vec<u8>);

/// The unfinished tile of each level and the frontier above them: all that a writer keeps.
///
/// Appending is linear: each hash is computed once and each full tile is given out once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    frontier: Frontier,
    /// Per tile level, the hashes of the tile that is not full yet.
    unfinished: Vec<Vec<u8>>,
}

impl Edge {
    /// Starts an empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// Resumes a log of `size` leaves from its partial tiles.
    ///
    /// Compare [`Edge::root`] with the signed root before appending: tiles prove nothing alone.
    ///
    /// # Errors
    /// When a tile cannot be read or has the wrong length.
    pub fn read<R, E>(size: u64, read: R) -> Result<Self, TileReadError<E>>
    where
        R: FnMut(Tile) -> Result<Vec<u8>, E>,
    {
        let mut source = TileSource::new(size, read);
        let frontier = Frontier::read(size, &mut source)?;
        let levels = hash_levels().take_while(|level| level.hashes(size) > 0);
        let unfinished = levels.map(|level| {
            let tile = Tile::at(level, level.hashes(size) / u64::from(TILE_WIDTH), size);
            tile.map_or(Ok(Vec::new()), |tile| source.read_tile(tile).map(<[u8]>::to_vec))
        });
        let unfinished = unfinished.collect::<Result<_, _>>()?;
        Ok(Self { frontier, unfinished })
    }

    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Root over all leaves so far.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Appends leaf hashes and gives back the tiles to write: those of [`tiles_touched`] between
    /// the sizes before and after, in that order. 32 bytes per leaf: append in portions when
    /// there are very many.
    pub fn append(&mut self, leaves: &[Hash]) -> Vec<TileBytes> {
        let old = self.size();
        let mut tiles = Vec::new();
        for leaf in leaves {
            self.append_one(*leaf, &mut tiles);
        }
        let partial = tiles_touched(old, self.size()).into_iter().filter(|tile| !tile.is_full());
        tiles.extend(partial.filter_map(|tile| self.unfinished(tile).map(|bytes| (tile, bytes))));
        tiles.sort_unstable_by_key(|(tile, _)| *tile);
        tiles
    }

    fn append_one(&mut self, leaf: Hash, full: &mut Vec<TileBytes>) {
        let Self { frontier, unfinished } = self;
        let size = frontier.size() + 1;
        frontier.append_seen(leaf, |level, hash| {
            if level % TILE_LEVELS == 0 {
                let bytes = put(unfinished, level / TILE_LEVELS, hash);
                full.extend(bytes.and_then(|bytes| Some((last_tile(level, size)?, bytes))));
            }
        });
    }

    fn unfinished(&self, tile: Tile) -> Option<Vec<u8>> {
        let Level::Hashes(level) = tile.level() else { return None };
        self.unfinished.get(usize::from(level)).cloned()
    }
}

/// Puts a hash into the unfinished tile of its level; gives the tile back once it is full.
fn put(unfinished: &mut Vec<Vec<u8>>, level: u32, hash: &Hash) -> Option<Vec<u8>> {
    let level = usize::try_from(level).ok()?;
    if unfinished.len() <= level {
        unfinished.resize_with(level + 1, Vec::new);
    }
    let tile = unfinished.get_mut(level)?;
    tile.extend_from_slice(hash.as_bytes());
    (tile.len() == FULL_BYTES).then(|| std::mem::take(tile))
}

/// The tile that holds the last hash of a level in a tree of `size` leaves.
fn last_tile(binary_level: u32, size: u64) -> Option<Tile> {
    let level = Level::Hashes(u8::try_from(binary_level / TILE_LEVELS).ok()?);
    Tile::at(level, level.hashes(size).checked_sub(1)? / u64::from(TILE_WIDTH), size)
}
