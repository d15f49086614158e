//! The log's files as C2SP tlog-tiles lays them out: hash tiles and entry bundles.
//!
//! Source: tlog-tiles 0.1.0. We never prune, so every tile and bundle stays readable.

mod bundle;
mod edge;
mod path;
mod source;

pub use bundle::{BundleError, ENTRY_BYTES_MAX, push_entry, read_entries};
pub use edge::{Edge, TileBytes};
pub use path::{Level, TILE_WIDTH, Tile, TileError, bundles_touched, tiles_touched};
pub(crate) use path::{TILE_LEVELS, hash_levels};
pub use source::{TileReadError, TileSource};
