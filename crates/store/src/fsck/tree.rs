//! Level 2: every bundle, every hash tile and the root.
//!
//! The entries give all hashes anew. Where they contradict the stored tiles, the signed root says who
//! is right: a tile whose hashes fold to the hash above it, up to that root, is sound.

use super::{Damage, Extent, Level};
use crate::disk::Disk;
use crate::log::read_tile;
use crate::ratchet::Head;
use ledger::tile::{Edge, Level as Row, TILE_WIDTH, Tile, bundles_touched, tiles_touched};
use ledger::tree::{HASH_BYTES, Hash};
use std::collections::BTreeMap;
use std::path::Path;

/// Checks the tiles and bundles of a log's folder against a root that is trusted.
pub fn check_tree(disk: &dyn Disk, folder: &Path, head: Head) -> Vec<Damage> {
    let tree = Tree { disk, folder, head };
    let edge = tree.is_edge_sound();
    let mut damages = Vec::new();
    let mut sound: BTreeMap<Tile, bool> = BTreeMap::new();
    for tile in tiles_touched(0, head.size).into_iter().rev() {
        let checked = if tile.is_full() { tree.check_full(tile, &sound) } else { tree.check_partial(tile, edge) };
        sound.insert(tile, checked.is_none());
        damages.extend(checked);
    }
    for bundle in bundles_touched(0, head.size) {
        damages.extend(tree.check_bundle(bundle, &sound));
    }
    if !edge && damages.is_empty() {
        damages.push(wrong("data/log/tile", "the entries do not give the root that was signed"));
    }
    damages.sort_by(|one, other| (one.leaf, &one.file).cmp(&(other.leaf, &other.file)));
    damages
}

struct Tree<'a> {
    disk: &'a dyn Disk,
    folder: &'a Path,
    head: Head,
}

impl Tree<'_> {
    fn read(&self, tile: Tile) -> Result<Vec<u8>, Damage> {
        read_tile(self.disk, self.folder, tile).map_err(|fault| Damage::of(Level::Tree, Extent::Absent, file(tile), fault.to_string()))
    }

    /// Whether the tiles at the right edge give the root: all their hashes stand in it.
    fn is_edge_sound(&self) -> bool {
        let edge = Edge::read(self.head.size, |tile| read_tile(self.disk, self.folder, tile));
        edge.is_ok_and(|edge| edge.root() == self.head.root)
    }

    fn check_partial(&self, tile: Tile, edge: bool) -> Option<Damage> {
        let bytes = match self.read(tile) {
            Err(absent) => return Some(absent),
            Ok(bytes) => bytes,
        };
        if bytes.len() != usize::from(tile.width()) * HASH_BYTES {
            return Some(wrong(file(tile), "its length is not that of its hashes"));
        }
        let is_right = edge || self.below(tile).is_some_and(|hashes| hashes.concat() == bytes);
        (!is_right).then(|| wrong(file(tile), "it is not what the entries give, and the root is not reached"))
    }

    /// What lies below a tile gives its hashes, when it can be read.
    fn below(&self, tile: Tile) -> Option<Vec<[u8; HASH_BYTES]>> {
        let first = tile.index() * u64::from(TILE_WIDTH);
        match tile.level() {
            Row::Entries => None,
            Row::Hashes(0) => {
                let bundle = Tile::at(Row::Entries, tile.index(), self.head.size)?;
                let hashes = leaf_hashes(&self.read(bundle).ok()?, bundle.width());
                hashes.into_iter().map(|hash| hash.map(|hash| hash.0)).collect()
            }
            Row::Hashes(level) => (first..first + u64::from(tile.width()))
                .map(|index| {
                    let child = Tile::at(Row::Hashes(level - 1), index, self.head.size)?;
                    fold(&self.read(child).ok()?).map(|hash| hash.0)
                })
                .collect(),
        }
    }

    fn check_full(&self, tile: Tile, sound: &BTreeMap<Tile, bool>) -> Option<Damage> {
        let bytes = match self.read(tile) {
            Err(absent) => return Some(absent),
            Ok(bytes) => bytes,
        };
        let Some(above) = self.hash_above(tile, sound) else {
            let is_right = self.below(tile).is_some_and(|hashes| hashes.concat() == bytes);
            return (!is_right).then(|| wrong(file(tile), "neither what is above nor what is below confirms it"));
        };
        let is_right = bytes.len() == usize::from(TILE_WIDTH) * HASH_BYTES && fold(&bytes) == Some(above);
        (!is_right).then(|| wrong(file(tile), "its hashes do not give the hash above them"))
    }

    /// The hash of a full tile, from the tile above if that is sound.
    fn hash_above(&self, tile: Tile, sound: &BTreeMap<Tile, bool>) -> Option<Hash> {
        let Row::Hashes(level) = tile.level() else { return None };
        let above = Tile::at(Row::Hashes(level + 1), tile.index() / u64::from(TILE_WIDTH), self.head.size)?;
        let row = usize::try_from(tile.index() % u64::from(TILE_WIDTH)).ok()?;
        sound.get(&above).copied().filter(|sound| *sound)?;
        self.read(above).ok()?.chunks_exact(HASH_BYTES).nth(row).and_then(Hash::read)
    }

    fn check_bundle(&self, bundle: Tile, sound: &BTreeMap<Tile, bool>) -> Vec<Damage> {
        let bytes = match self.read(bundle) {
            Err(absent) => return vec![absent.at(bundle.index() * u64::from(TILE_WIDTH))],
            Ok(bytes) => bytes,
        };
        let found = leaf_hashes(&bytes, bundle.width());
        let hashes = Tile::at(Row::Hashes(0), bundle.index(), self.head.size);
        let Some(hashes) = hashes.filter(|tile| sound.get(tile) == Some(&true)) else {
            return self.check_bundle_alone(bundle, &found, sound);
        };
        let stored = self.read(hashes).unwrap_or_default();
        let stored: Vec<Option<Hash>> = stored.chunks_exact(HASH_BYTES).map(Hash::read).collect();
        let first = bundle.index() * u64::from(TILE_WIDTH);
        let differing = (first..).zip(found.iter().zip(&stored)).filter(|(_, (found, stored))| found != stored);
        let mut damages: Vec<Damage> = differing.map(|(leaf, (found, _))| wrong(file(bundle), why(found.as_ref())).at(leaf)).collect();
        join_tail(&mut damages, first + u64::from(bundle.width()));
        if damages.is_empty() && rest(&bytes, bundle.width()) > 0 {
            return vec![wrong(file(bundle), "bytes are left after its last entry")];
        }
        damages
    }

    /// A bundle whose hash tile is damaged is held against the hash above that.
    fn check_bundle_alone(&self, bundle: Tile, found: &[Option<Hash>], sound: &BTreeMap<Tile, bool>) -> Vec<Damage> {
        let hashes: Option<Vec<[u8; HASH_BYTES]>> = found.iter().map(|hash| hash.map(|hash| hash.0)).collect();
        let tile = Tile::at(Row::Hashes(0), bundle.index(), self.head.size);
        let above = tile.and_then(|tile| self.hash_above(tile, sound));
        match (hashes, above) {
            (Some(hashes), Some(above)) if fold(&hashes.concat()) == Some(above) => Vec::new(),
            (Some(_), None) => Vec::new(),
            _ => vec![wrong(file(bundle), "its entries do not give the hash above them").at(bundle.index() * u64::from(TILE_WIDTH))],
        }
    }
}

fn why(found: Option<&Hash>) -> &'static str {
    match found {
        Some(_) => "its bytes do not have the hash that is in the tree",
        None => "its bytes cannot be cut out of the bundle",
    }
}

/// Where a length is wrong, all entries behind it are: that is one damage, at the first of them.
fn join_tail(damages: &mut Vec<Damage>, end: u64) {
    let tail = damages.iter().rev().zip(1..).take_while(|(damage, back)| damage.leaf == Some(end - back)).count();
    if tail > 1 {
        damages.truncate(damages.len() - tail + 1);
        if let Some(last) = damages.last_mut() {
            last.what.push_str(", nor do those behind it in this bundle: its length may be wrong");
        }
    }
}

/// Hashes of a bundle's entries as far as they can be cut out.
pub(super) fn leaf_hashes(bundle: &[u8], width: u16) -> Vec<Option<Hash>> {
    let mut rest = Some(bundle);
    (0..width)
        .map(|_| {
            let (entry, after) = cut(rest?)?;
            rest = Some(after);
            Some(Hash::leaf(entry))
        })
        .collect()
}

fn cut(bundle: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = bundle.split_first_chunk()?;
    after.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

fn rest(bundle: &[u8], width: u16) -> usize {
    (0..width).try_fold(bundle, |rest, _| cut(rest).map(|(_, after)| after)).map_or(0, <[u8]>::len)
}

/// Hashes a row of 2^k neighbouring hashes up to the one above them all.
pub(super) fn fold(row: &[u8]) -> Option<Hash> {
    let mut hashes: Vec<Hash> = row.chunks_exact(HASH_BYTES).filter_map(Hash::read).collect();
    while hashes.len() > 1 {
        hashes = hashes
            .chunks(2)
            .map(|pair| if let [left, right] = pair { Some(Hash::node(left, right)) } else { None })
            .collect::<Option<_>>()?;
    }
    hashes.pop()
}

pub(super) fn file(tile: Tile) -> String {
    format!("data/log/{tile}")
}

fn wrong(file: impl Into<String>, what: &str) -> Damage {
    Damage::of(Level::Tree, Extent::Wrong, file, what)
}
