//! Taking a log: from the last verified size to the newest signed checkpoint, entry by entry.

use super::evidence::keep_fork;
use super::fetch::{BUNDLE_BYTES_MAX, NOTE_BYTES_MAX, garbage, small};
use super::source::Source;
use super::{Mirror, PullFault};
use crate::disk::{read, shown, write_durably, write_together};
use engine::StoreFault;
use ledger::checkpoint::Checkpoint;
use ledger::note::Verifier;
use ledger::tile::{Edge, Level, TILE_WIDTH, Tile, TileSource, bundles_touched, push_entry, read_entries};
use ledger::tree::{Hash, prove_consistency, root, verify_consistency};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How often the log may grow under the reader before it gives up.
const TRIES_MAX: u32 = 5;
/// Bundles held in memory before they are written.
const BUNDLES_AT_ONCE: usize = 64;

/// What is asked of a checkpoint besides the log's signature: says what is missing.
pub type Accept<'a> = &'a dyn Fn(&[u8]) -> Result<(), String>;

/// What taking a log brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// Entries held before.
    pub old: u64,
    /// Entries held now.
    pub new: u64,
    /// The source is behind what is held already.
    pub is_behind: bool,
}

/// Why one try to take the log did not end.
enum Stop {
    Fault(PullFault),
    /// A file of the checkpoint's size is gone: the log has grown meanwhile.
    Gone,
}

impl From<PullFault> for Stop {
    fn from(fault: PullFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<StoreFault> for Stop {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault.into())
    }
}

/// A checkpoint with its bytes.
struct Stated {
    note: Vec<u8>,
    checkpoint: Checkpoint,
}

impl Mirror {
    /// Brings the copy of the log up to the newest checkpoint of the source, a signed and accepted one.
    ///
    /// Where `needs_cosigned` the source's cosigned checkpoint is the newest one.
    ///
    /// # Errors
    /// Then the copy counts what it counted before; whole bundles that came stay for the next try.
    pub fn pull_log(&self, source: &dyn Source, needs_cosigned: bool, accept: Accept<'_>) -> Result<Pulled, PullFault> {
        let key = self.verifier()?;
        for _ in 0..TRIES_MAX {
            match self.try_pull(source, &key, needs_cosigned, accept) {
                Ok(pulled) => return Ok(pulled),
                Err(Stop::Fault(fault)) => return Err(fault),
                Err(Stop::Gone) => {}
            }
        }
        Err(PullFault::Restless { from: source.name(), tries: TRIES_MAX })
    }

    fn try_pull(&self, source: &dyn Source, key: &Verifier, needs_cosigned: bool, accept: Accept<'_>) -> Result<Pulled, Stop> {
        let path = if needs_cosigned { "log/checkpoint.cosigned" } else { "log/checkpoint" };
        let note = small(source, path, NOTE_BYTES_MAX)?.ok_or_else(|| garbage(source, path, "it is not there"))?;
        let new = stated(source, path, note, key)?;
        let size = new.checkpoint.size;
        accept(&new.note).map_err(|how| PullFault::NotAccepted { from: source.name(), size, how })?;
        let old = self.held(key)?;
        let old_size = old.as_ref().map_or(0, |old| old.checkpoint.size);
        if let Some(old) = &old {
            self.check_one_tree(source, key, old, &new)?;
        }
        if size < old_size || (size == old_size && old.is_some()) {
            return Ok(Pulled { old: old_size, new: old_size, is_behind: size < old_size });
        }
        self.take(source, old_size, &new)?;
        self.take_cosigned(source, key, &new)?;
        Ok(Pulled { old: old_size, new: size, is_behind: false })
    }

    /// The checkpoint up to which the copy is verified.
    fn held(&self, key: &Verifier) -> Result<Option<Stated>, StoreFault> {
        if !self.is_begun() {
            return Ok(None);
        }
        let path = self.log_folder().join("checkpoint");
        let note = read(&path)?;
        let opened = Checkpoint::open(&note, key.name(), std::slice::from_ref(key));
        let (checkpoint, _) = opened.map_err(|fault| StoreFault::Damaged { what: shown(&path), how: fault.to_string() })?;
        Ok(Some(Stated { note, checkpoint }))
    }

    /// Both checkpoints must be of one tree; whatever else their tiles say, the log's key signed both.
    fn check_one_tree(&self, source: &dyn Source, key: &Verifier, old: &Stated, new: &Stated) -> Result<(), Stop> {
        let (held, stated) = (&old.checkpoint, &new.checkpoint);
        if held.size == stated.size {
            let is_one = held.root == stated.root;
            return if is_one { Ok(()) } else { Err(keep_fork(self, key, (&old.note, &new.note), &stated.root, &[]).into()) };
        }
        if stated.size < held.size {
            let (other, proof) = self.own_proof(stated.size, held.size)?;
            let is_one = other == stated.root;
            return if is_one { Ok(()) } else { Err(keep_fork(self, key, (&new.note, &old.note), &other, &proof).into()) };
        }
        if held.size == 0 {
            return Ok(());
        }
        let mut tiles = TileSource::new(stated.size, |tile| fetch_tile(source, tile, stated.size));
        let other = root(&mut tiles, held.size).map_err(|fault| gone_or(source, fault))?;
        let proof = prove_consistency(&mut tiles, held.size, stated.size).map_err(|fault| match fault {
            ledger::tree::ProveError::Read(fault) => gone_or(source, fault),
            ledger::tree::ProveError::Outside { .. } | ledger::tree::ProveError::Shrinks { .. } => {
                garbage(source, "log/tile", "no proof can be built between the two sizes").into()
            }
        })?;
        let proven = verify_consistency(held.size, stated.size, &proof, &other, &stated.root);
        proven.map_err(|_| garbage(source, "log/tile", "its hash tiles do not give the root of its checkpoint"))?;
        if other == held.root { Ok(()) } else { Err(keep_fork(self, key, (&old.note, &new.note), &other, &proof).into()) }
    }

    fn own_proof(&self, old: u64, new: u64) -> Result<(Hash, Vec<Hash>), StoreFault> {
        let damaged = |how: String| StoreFault::Damaged { what: shown(&self.log_folder().join("tile")), how };
        let mut tiles = TileSource::new(new, |tile| read(&self.log_folder().join(tile.to_string())));
        let other = root(&mut tiles, old).map_err(|fault| damaged(fault.to_string()))?;
        let proof = prove_consistency(&mut tiles, old, new).map_err(|fault| damaged(fault.to_string()))?;
        Ok((other, proof))
    }

    /// Takes the entries from `old` to the checkpoint's size, makes their tiles here, and counts
    /// them once they give the signed root.
    fn take(&self, source: &dyn Source, old: u64, new: &Stated) -> Result<(), Stop> {
        let (folder, size) = (self.log_folder(), new.checkpoint.size);
        let damaged = |how: String| StoreFault::Damaged { what: shown(&folder.join("tile")), how };
        let mut edge = Edge::read(old, |tile| read(&folder.join(tile.to_string()))).map_err(|fault| damaged(fault.to_string()))?;
        let mut is_reused = false;
        for bundles in bundles_touched(old, size).chunks(BUNDLES_AT_ONCE) {
            let mut portion = Portion::default();
            let taken = bundles.iter().try_for_each(|bundle| portion.take(source, &folder, *bundle, old, edge.size()));
            if taken.is_ok() {
                let tiles = edge.append(&portion.hashes);
                portion.files.extend(tiles.into_iter().map(|(tile, bytes)| (folder.join(tile.to_string()), bytes)));
            }
            // What came before an interruption need not come again.
            write_by_folder(&portion.files)?;
            taken?;
            is_reused |= portion.is_reused;
        }
        if edge.root() != new.checkpoint.root {
            if is_reused {
                forget_beyond(&folder, old, size);
                return Err(Stop::Gone);
            }
            let how = format!("its entries do not give the root of its checkpoint of {size} entries");
            forget_beyond(&folder, old, size);
            return Err(garbage(source, "log/tile/entries", how).into());
        }
        write_durably(&folder.join("checkpoint"), &new.note)?;
        remove_replaced(&folder, old, size);
        Ok(())
    }

    /// Keeps the cosigned checkpoint if it is one of this tree: a stranger wants it.
    fn take_cosigned(&self, source: &dyn Source, key: &Verifier, new: &Stated) -> Result<(), Stop> {
        let path = "log/checkpoint.cosigned";
        let Some(note) = small(source, path, NOTE_BYTES_MAX)? else { return Ok(()) };
        let cosigned = stated(source, path, note, key)?;
        if cosigned.checkpoint.size > new.checkpoint.size {
            return Ok(());
        }
        let (other, proof) = self.own_proof(cosigned.checkpoint.size, new.checkpoint.size)?;
        if other != cosigned.checkpoint.root {
            return Err(keep_fork(self, key, (&cosigned.note, &new.note), &other, &proof).into());
        }
        Ok(write_durably(&self.log_folder().join("checkpoint.cosigned"), &cosigned.note)?)
    }
}

/// Some bundles on their way into the copy.
#[derive(Default)]
struct Portion {
    files: BTreeMap<PathBuf, Vec<u8>>,
    hashes: Vec<Hash>,
    is_reused: bool,
}

impl Portion {
    /// Takes a bundle: from here if an interrupted try left it, else from the source. `size` is the
    /// number of entries before this portion.
    fn take(&mut self, source: &dyn Source, folder: &Path, bundle: Tile, old: u64, size: u64) -> Result<(), Stop> {
        let kept = kept_bundle(folder, bundle, old);
        let is_here = kept.is_some();
        let bytes = kept.map_or_else(|| fetch_bundle(source, bundle), Ok)?;
        check_beginning(source, folder, bundle, old, &bytes)?;
        let entries = read_entries(&bytes, bundle.width()).map_err(|fault| garbage(source, &log_path(bundle), fault.to_string()))?;
        let known_n = (size + self.hashes.len() as u64).saturating_sub(bundle.index() * u64::from(TILE_WIDTH));
        self.hashes.extend(entries.iter().skip(usize::try_from(known_n).unwrap_or(0)).map(|entry| Hash::leaf(entry)));
        self.is_reused |= is_here;
        if !is_here {
            self.files.insert(folder.join(bundle.to_string()), bytes);
        }
        Ok(())
    }
}

fn stated(source: &dyn Source, path: &str, note: Vec<u8>, key: &Verifier) -> Result<Stated, PullFault> {
    let opened = Checkpoint::open(&note, key.name(), std::slice::from_ref(key));
    let (checkpoint, _) = opened.map_err(|fault| garbage(source, path, fault.to_string()))?;
    if Checkpoint::is_canonical(&note) {
        Ok(Stated { note, checkpoint })
    } else {
        Err(garbage(source, path, "it is signed, but not written as a checkpoint is written"))
    }
}

fn log_path(tile: Tile) -> String {
    format!("log/{tile}")
}

/// A bundle that was begun here must go on as it began: its first entries are verified already.
fn check_beginning(source: &dyn Source, folder: &Path, bundle: Tile, old: u64, bytes: &[u8]) -> Result<(), Stop> {
    let Some(before) = Tile::at(Level::Entries, bundle.index(), old) else { return Ok(()) };
    let begun = read(&folder.join(before.to_string()))?;
    let goes_on = bytes.starts_with(&begun);
    if goes_on {
        Ok(())
    } else {
        Err(garbage(source, &log_path(bundle), "it does not begin with the entries that were verified before").into())
    }
}

/// A full bundle that an interrupted try left here. It is believed only if the root comes out right.
fn kept_bundle(folder: &Path, bundle: Tile, old: u64) -> Option<Vec<u8>> {
    let is_beyond = bundle.index() * u64::from(TILE_WIDTH) >= old;
    (bundle.is_full() && is_beyond).then(|| fs::read(folder.join(bundle.to_string())).ok()).flatten()
}

/// A bundle, cut to the entries asked for where the source has a wider one.
fn fetch_bundle(source: &dyn Source, bundle: Tile) -> Result<Vec<u8>, Stop> {
    if let Some(bytes) = small(source, &log_path(bundle), BUNDLE_BYTES_MAX)? {
        return Ok(bytes);
    }
    let Some(bytes) = small(source, &log_path(bundle.full()), BUNDLE_BYTES_MAX)?.filter(|_| !bundle.is_full()) else {
        return Err(Stop::Gone);
    };
    let entries = read_entries(&bytes, TILE_WIDTH).map_err(|fault| garbage(source, &log_path(bundle), fault.to_string()))?;
    let mut cut = Vec::new();
    for entry in entries.into_iter().take(usize::from(bundle.width())) {
        push_entry(&mut cut, entry).map_err(|fault| garbage(source, &log_path(bundle), fault.to_string()))?;
    }
    Ok(cut)
}

fn fetch_tile(source: &dyn Source, tile: Tile, size: u64) -> Result<Vec<u8>, Stop> {
    let bytes_max = u64::from(TILE_WIDTH) * 32;
    let now = Tile::at(tile.level(), tile.index(), size).unwrap_or(tile);
    for candidate in [now, now.full()] {
        if let Some(bytes) = small(source, &log_path(candidate), bytes_max)? {
            return Ok(bytes);
        }
    }
    Err(Stop::Gone)
}

fn gone_or(source: &dyn Source, fault: ledger::tile::TileReadError<Stop>) -> Stop {
    match fault {
        ledger::tile::TileReadError::Read { error, .. } => error,
        ledger::tile::TileReadError::Length { tile, bytes } => {
            garbage(source, &log_path(tile), format!("{bytes} bytes are no hashes of a tile")).into()
        }
        ledger::tile::TileReadError::Outside { .. } => garbage(source, "log/tile", "a hash is outside of its tree").into(),
    }
}

fn write_by_folder(files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), StoreFault> {
    let mut folders: BTreeMap<&Path, Vec<(PathBuf, &[u8])>> = BTreeMap::new();
    for (path, bytes) in files {
        folders.entry(path.parent().unwrap_or(path)).or_default().push((path.clone(), bytes));
    }
    folders.values().try_for_each(|files| write_together(files))
}

/// Removes what no verified checkpoint counts. A file that stays is overwritten or forgotten next time.
fn forget_beyond(folder: &Path, old: u64, size: u64) {
    for bundle in bundles_touched(old, size) {
        if Tile::at(Level::Entries, bundle.index(), old) != Some(bundle) {
            drop(fs::remove_file(folder.join(bundle.to_string())));
        }
    }
}

/// Partial tiles of the old size that wider ones replace.
fn remove_replaced(folder: &Path, old: u64, new: u64) {
    let tiles = ledger::tile::tiles_touched(old, new).into_iter().chain(bundles_touched(old, new));
    for tile in tiles {
        if let Some(before) = Tile::at(tile.level(), tile.index(), old).filter(|before| *before != tile) {
            let path = folder.join(before.to_string());
            drop(fs::remove_file(&path));
            path.parent().map(fs::remove_dir);
        }
    }
}
