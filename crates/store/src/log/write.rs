//! The one writer: tiles durable, ratchet moved, then the checkpoint signed and renamed.

use super::{FileLog, read_tile};
use crate::disk::{Disk, fault, shown, write_on};
use crate::ratchet::{Head, Mark, Ratchet};
use crate::start::{Hold, Outside, Start, judge};
use engine::{Log, StoreFault};
use ledger::checkpoint::Checkpoint;
use ledger::note::Signer;
use ledger::tile::{Edge, Level, TILE_WIDTH, Tile, bundles_touched, push_entry};
use ledger::tree::Hash;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What it takes to write a log: its keys, and the ratchet that keeps them from signing a size twice.
#[derive(Debug)]
pub struct Pen {
    /// The log's keys, all of its name.
    pub signers: Vec<Signer>,
    /// The log's ratchet.
    pub ratchet: Ratchet,
}

/// The state of a writer.
pub(super) struct Writing {
    pen: Pen,
    mark: Mark,
    /// A step whose ratchet was moved and whose checkpoint is not in place yet.
    owed: Option<Edge>,
    /// Why nothing more may be written. A write or sync that failed is never tried again: what the
    /// disk holds afterwards is not known, and only a new start looks.
    broken: Option<String>,
}

impl FileLog {
    /// Starts an empty log with its first signed checkpoint.
    ///
    /// # Errors
    /// If one is there already, here or by its ratchet, or the disk refuses.
    pub fn create(disk: Arc<dyn Disk>, folder: &Path, pen: Pen) -> Result<Self, StoreFault> {
        let path = folder.join("checkpoint");
        let signer = pen.signers.first().ok_or_else(|| no_key(folder))?;
        if disk.read(&path).is_ok() || pen.ratchet.read()?.is_some() {
            return Err(StoreFault::Io { at: shown(&path), cause: "a log is here already; a log is created once".into() });
        }
        let mark = Mark { epoch: 1, stands: Head { size: 0, root: Hash::EMPTY }, signed: String::new() };
        pen.ratchet.swap(None, &mark)?;
        let name = signer.verifier().name().to_owned();
        let writing = Some(Writing { pen, mark, owed: Some(Edge::new()), broken: None });
        let checkpoint = String::new();
        let mut log =
            Self { disk, folder: folder.into(), name, edge: Edge::new(), checkpoint, writing, seals: None, near: RefCell::new(None) };
        log.finish()?;
        Ok(log)
    }

    /// Takes the log up for writing, if its ratchet and its witnesses let it: finishes a step that a
    /// crash interrupted, and marks that it was taken up, so that any other writer stops.
    ///
    /// # Errors
    /// If the log may be read only, or the disk refuses; the log is then as it was.
    pub fn take_up(mut self, pen: Pen, outside: &Outside) -> Result<Self, StoreFault> {
        // A start may follow one that ended before the name of its checkpoint was durable.
        self.disk.sync_folder(&self.folder).map_err(|cause| fault(&self.folder, &cause))?;
        let mark = pen.ratchet.read()?;
        let reaches = mark.as_ref().filter(|mark| mark.stands.size <= self.size());
        let at_mark = reaches.map(|mark| self.head_at(mark.stands.size)).transpose()?;
        let owed = match judge(self.head(), mark.as_ref(), at_mark, outside)? {
            Start::Level | Start::Anew => None,
            Start::Finish(to) => Some(self.interrupted(to)?),
        };
        let stands = owed.as_ref().map_or(self.head(), |edge| Head { size: edge.size(), root: edge.root() });
        self.mark(pen, mark.as_ref(), stands, owed)?;
        self.finish()?;
        self.remove_leftovers()?;
        Ok(self)
    }

    /// Takes the log up on the word of a person that nobody else writes it, where nothing else can say so.
    ///
    /// # Errors
    /// If there is nothing to claim, the log is an old copy or forked, or the disk refuses.
    pub fn claim(mut self, pen: Pen, outside: &Outside) -> Result<Self, StoreFault> {
        let mark = pen.ratchet.read()?;
        let reaches = mark.as_ref().filter(|mark| mark.stands.size <= self.size());
        let at_mark = reaches.map(|mark| self.head_at(mark.stands.size)).transpose()?;
        match judge(self.head(), mark.as_ref(), at_mark, outside) {
            Ok(_) => return self.take_up(pen, outside),
            Err(Hold::Unknown { .. }) => {}
            Err(hold) => return Err(hold.into()),
        }
        let stands = self.head();
        self.mark(pen, mark.as_ref(), stands, None)?;
        Ok(self)
    }

    fn mark(&mut self, pen: Pen, from: Option<&Mark>, stands: Head, owed: Option<Edge>) -> Result<(), StoreFault> {
        let epoch = from.map_or(0, |mark| mark.epoch) + 1;
        let mark = Mark { epoch, stands, signed: self.checkpoint.clone() };
        pen.ratchet.swap(from, &mark)?;
        self.writing = Some(Writing { pen, mark, owed, broken: None });
        Ok(())
    }

    /// The tiles of a step whose ratchet was moved; they were durable before it. Without them this is
    /// no interrupted step but an old copy.
    fn interrupted(&self, to: Head) -> Result<Edge, StoreFault> {
        let edge = Edge::read(to.size, |tile| read_tile(self.disk.as_ref(), &self.folder, tile)).ok();
        let behind = Hold::Behind { found: self.size(), signed: to.size };
        edge.filter(|edge| edge.root() == to.root).ok_or_else(|| behind.into())
    }

    pub(super) fn write(&mut self, leaves: &[Vec<u8>]) -> Result<u64, StoreFault> {
        self.finish()?;
        let old = self.size();
        if leaves.is_empty() {
            return Ok(old);
        }
        let hashes: Vec<Hash> = leaves.iter().map(|leaf| Hash::leaf(leaf)).collect();
        let mut edge = self.edge.clone();
        let mut files = self.bundles(leaves, old)?;
        files.extend(edge.append(&hashes));
        let paths: Vec<(PathBuf, &[u8])> =
            files.iter().map(|(tile, bytes)| (self.folder.join(tile.to_string()), bytes.as_slice())).collect();
        let kept = write_on(self.disk.as_ref(), &paths);
        self.heed(kept)?;
        let moved = self.move_ratchet(edge);
        self.heed(moved)?;
        self.finish()?;
        Ok(old)
    }

    /// A full disk refuses and may be tried again; after any other fault only a new start may.
    fn heed(&mut self, done: Result<(), StoreFault>) -> Result<(), StoreFault> {
        if let (Err(fault), Some(writing)) = (&done, &mut self.writing)
            && !matches!(fault, StoreFault::Full { .. })
        {
            writing.broken = Some(fault.to_string());
        }
        done
    }

    fn move_ratchet(&mut self, edge: Edge) -> Result<(), StoreFault> {
        let at = shown(&self.folder);
        let Some(writing) = &mut self.writing else { return Err(for_reading(at)) };
        let next =
            Mark { epoch: writing.mark.epoch, stands: Head { size: edge.size(), root: edge.root() }, signed: self.checkpoint.clone() };
        if let Err(fault) = writing.pen.ratchet.swap(Some(&writing.mark), &next) {
            // A full disk is harmless only if the ratchet verifiably did not move.
            let is_unmoved = writing.pen.ratchet.read().is_ok_and(|held| held.as_ref() == Some(&writing.mark));
            let is_known = is_unmoved || !matches!(fault, StoreFault::Full { .. });
            return Err(if is_known { fault } else { StoreFault::Io { at, cause: fault.to_string() } });
        }
        writing.mark = next;
        writing.owed = Some(edge);
        Ok(())
    }

    /// Signs and publishes the step that is owed, if one is: an append that was refused after its
    /// ratchet had moved. [`Log::append`] does so first; whoever appends what waits in a queue does it
    /// before looking what still waits.
    ///
    /// # Errors
    /// If the disk refuses again, or writing has stopped.
    pub fn finish(&mut self) -> Result<(), StoreFault> {
        let at = shown(&self.folder);
        let Some(writing) = &self.writing else { return Err(for_reading(at)) };
        if let Some(why) = &writing.broken {
            let cause = format!("writing stopped after a fault ({why}); start again, so that what the disk holds is looked at first");
            return Err(StoreFault::Io { at, cause });
        }
        let Some(edge) = writing.owed.clone() else { return Ok(()) };
        let signers: Vec<&Signer> = writing.pen.signers.iter().collect();
        let note = Checkpoint::new(&self.name, edge.size(), edge.root()).sign(&signers);
        let checkpoint = note.map_err(|fault| StoreFault::Io { at, cause: fault.to_string() })?.to_string();
        let kept = write_on(self.disk.as_ref(), &[(self.folder.join("checkpoint"), checkpoint.as_bytes())]);
        self.heed(kept)?;
        let old = self.size();
        self.edge = edge;
        self.checkpoint = checkpoint;
        *self.near.borrow_mut() = None;
        if let Some(writing) = &mut self.writing {
            writing.owed = None;
        }
        self.remove_replaced(old);
        Ok(())
    }

    fn bundles(&self, leaves: &[Vec<u8>], old: u64) -> Result<Vec<(Tile, Vec<u8>)>, StoreFault> {
        let width = u64::from(TILE_WIDTH);
        let mut bundles = Vec::new();
        for tile in bundles_touched(old, old + leaves.len() as u64) {
            let first = tile.index() * width;
            let mut bytes = match Tile::at(Level::Entries, tile.index(), old) {
                Some(before) => self.tile(before)?,
                None => Vec::new(),
            };
            let from = usize::try_from(first.saturating_sub(old)).unwrap_or(usize::MAX);
            let to = usize::try_from(first + u64::from(tile.width()) - old).unwrap_or(usize::MAX);
            for leaf in leaves.get(from..to).unwrap_or(&[]) {
                push_entry(&mut bytes, leaf).map_err(|fault| StoreFault::Io { at: tile.to_string(), cause: fault.to_string() })?;
            }
            bundles.push((tile, bytes));
        }
        Ok(bundles)
    }

    /// Removes what an interrupted append left: a wide tile of entries that never came into the log
    /// must not be taken for the wider form of one that did.
    fn remove_leftovers(&self) -> Result<(), StoreFault> {
        let is_tile = |path: &Path| path.strip_prefix(&self.folder).is_ok_and(|below| below.starts_with("tile"));
        let is_temporary = |path: &Path| path.extension().is_some_and(|ending| ending == "tmp");
        for path in self.unexpected()?.iter().filter(|path| is_tile(path) || is_temporary(path)) {
            self.disk.remove(path).map_err(|cause| fault(path, &cause))?;
        }
        Ok(())
    }

    /// Partial tiles that the new ones replace are no longer mentioned by any checkpoint kept here;
    /// whoever still looks for one finds its bytes at the beginning of the wider one.
    fn remove_replaced(&self, old: u64) {
        let touched = ledger::tile::tiles_touched(old, self.size()).into_iter().chain(bundles_touched(old, self.size()));
        for tile in touched {
            if let Some(before) = Tile::at(tile.level(), tile.index(), old).filter(|before| *before != tile) {
                // A file left behind is named by the audit as superfluous; it harms nothing.
                let path = self.folder.join(before.to_string());
                drop(self.disk.remove(&path));
                if let Some(folder) = path.parent() {
                    drop(self.disk.remove_folder(folder));
                }
            }
        }
    }
}

fn no_key(folder: &Path) -> StoreFault {
    StoreFault::Io { at: shown(folder), cause: "a log is created with its key".into() }
}

fn for_reading(at: String) -> StoreFault {
    StoreFault::Io { at, cause: "the log was opened for reading only".into() }
}
