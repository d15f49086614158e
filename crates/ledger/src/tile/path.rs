//! Names of tiles and bundles, and which of them a growing tree touches.

use crate::text::read_decimal;
use std::fmt;
use std::str::FromStr;

/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// Binary levels that one tile level spans: 2^8 = 256.
pub(crate) const TILE_LEVELS: u32 = 8;

/// Highest tile level that a path may name. Source: tlog-tiles 0.1.0.
const LEVEL_MAX: u8 = 63;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Hashes of complete subtrees of 256^level leaves each; level 0 holds leaf hashes.
    Hashes(u8),
    /// The entries themselves: an entry bundle.
    Entries,
}

/// One tile or entry bundle: its place, and how many hashes or entries it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: Level,
    index: u64,
    width: u16,
}

/// A place that is no tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "tile `{0}` is not `tile/<level>/<index>[.p/<width>]` with a level of at most 63 or `entries`, groups of three digits such as `x001/067`, and a partial width of 1 to 255"
)]
pub struct TileError(String);

impl Tile {
    /// The tile at this place as it stands in a tree of `size` leaves.
    ///
    /// Returns `None` when the tree has nothing there.
    pub fn at(level: Level, index: u64, size: u64) -> Option<Self> {
        let first = index.checked_mul(u64::from(TILE_WIDTH))?;
        let held = level.hashes(size).checked_sub(first)?.min(u64::from(TILE_WIDTH));
        let width = u16::try_from(held).ok().filter(|width| *width > 0)?;
        Some(Self { level, index, width })
    }

    /// What it holds.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// Its place within its level, from 0.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Hashes or entries in it, 1 to 256.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether it holds 256, and so never changes again.
    pub const fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The same place when full: a reader may find it where a partial tile is gone.
    #[must_use]
    pub const fn full(self) -> Self {
        Self { width: TILE_WIDTH, ..self }
    }
}

impl Level {
    /// Hashes or entries at this level in a tree of `size` leaves.
    pub(crate) fn hashes(self, size: u64) -> u64 {
        let Self::Hashes(level) = self else { return size };
        size.checked_shr(TILE_LEVELS * u32::from(level)).unwrap_or(0)
    }
}

/// The hash tiles that are new or changed when a tree grows from `old` to `new` leaves, by level,
/// then index; partial tiles as they stand at `new`.
pub fn tiles_touched(old: u64, new: u64) -> Vec<Tile> {
    hash_levels().flat_map(|level| touched(level, old, new)).collect()
}

/// The levels that can have a hash in them while sizes are 64 bits: 256^8 = 2^64.
pub(crate) fn hash_levels() -> impl Iterator<Item = Level> {
    (0..8).map(Level::Hashes)
}

/// The entry bundles that are new or changed when a tree grows from `old` to `new` leaves.
pub fn bundles_touched(old: u64, new: u64) -> Vec<Tile> {
    touched(Level::Entries, old, new).collect()
}

fn touched(level: Level, old: u64, new: u64) -> impl Iterator<Item = Tile> {
    let width = u64::from(TILE_WIDTH);
    let (from, to) = (level.hashes(old), level.hashes(new));
    let indexes = if from < to { from / width..to.div_ceil(width) } else { 0..0 };
    indexes.filter_map(move |index| Tile::at(level, index, new))
}

/// The path below the log's folder or address: `tile/0/x001/x234/067.p/5`.
impl fmt::Display for Tile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Level::Hashes(level) => write!(out, "tile/{level}/")?,
            Level::Entries => out.write_str("tile/entries/")?,
        }
        let groups = self.index.checked_ilog(1000).unwrap_or(0);
        for group in (1..=groups).rev() {
            write!(out, "x{:03}/", self.index / 1000_u64.pow(group) % 1000)?;
        }
        write!(out, "{:03}", self.index % 1000)?;
        if self.is_full() { Ok(()) } else { write!(out, ".p/{}", self.width) }
    }
}

impl FromStr for Tile {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        // Whatever was read must be written the same way: no second name for one tile.
        let tile = read_parts(path).filter(|tile| tile.to_string() == path);
        tile.ok_or_else(|| TileError(path.to_owned()))
    }
}

fn read_parts(path: &str) -> Option<Tile> {
    let (level, place) = path.strip_prefix("tile/")?.split_once('/')?;
    let level = match level {
        "entries" => Level::Entries,
        number => Level::Hashes(read_up_to(number, LEVEL_MAX)?),
    };
    let (place, width) = match place.split_once(".p/") {
        Some((place, width)) => (place, read_up_to(width, TILE_WIDTH)?),
        None => (place, TILE_WIDTH),
    };
    let index = place.split('/').try_fold(0, read_group)?;
    (width > 0).then_some(Tile { level, index, width })
}

fn read_up_to<N: TryFrom<u64> + PartialOrd>(text: &str, most: N) -> Option<N> {
    let number = N::try_from(read_decimal(text)?).ok()?;
    (number <= most).then_some(number)
}

fn read_group(index: u64, group: &str) -> Option<u64> {
    let digits = group.strip_prefix('x').unwrap_or(group);
    let plain = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let group: u64 = plain.then(|| digits.parse().ok()).flatten()?;
    index.checked_mul(1000)?.checked_add(group)
}
