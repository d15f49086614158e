//! Intake: submissions durable in a write-ahead segment before they are acknowledged, and in the log at the next tick.
//!
//! A segment is appended to in groups, one sync for each. Its leaves go into the log in order; its
//! blobs stay where they are: once every leaf of a closed segment is in the log, the segment is
//! renamed into the vault and is a pack, so that a small submission costs no file of its own.

mod frame;
mod index;
mod record;
mod sequencer;

pub use index::{Packs, Place};
pub use record::{RECORD_BYTES_MAX, Record};
pub use sequencer::{Refusal, Sequencer};

use crate::FileLog;
use crate::disk::{Disk, fault, shown};
use engine::{Log, StoreFault};
use frame::{Frame, show_frame};
use ledger::tile::{Level, TILE_WIDTH, Tile};
use ledger::tree::{HASH_BYTES, Hash};
use model::Digest;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A segment is closed when it is longer than this, bytes: about as much as is scanned in 20 ms.
const SEGMENT_BYTES_MAX: u64 = 16 << 20;

/// Acknowledged submissions that may wait for the log; beyond it intake refuses for a while, so that
/// the promise of inclusion is never given in vain.
pub const WAITING_MAX: usize = 200_000;

/// What a submission became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Hash of its leaf.
    pub leaf_hash: Hash,
    /// Whether the very same submission had been accepted before; nothing was kept anew then.
    pub is_known: bool,
}

/// Why a submission is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    /// The same place in the same stream was used for something else.
    #[error("this number of the stream was used before for other bytes: two submissions cannot have one number")]
    Contradicts {
        /// Digest of what was accepted before.
        said: Digest,
    },
    /// Too long.
    #[error("the submission has `{0}` bytes: at most {RECORD_BYTES_MAX} are expected; `tregua add` takes larger files")]
    TooLong(usize),
}

/// What became of each submission of a group, in its order.
pub type Outcomes = Vec<Result<Accepted, NotAccepted>>;

/// A leaf that is durable and not in the log yet.
#[derive(Clone, Debug)]
struct Waiting {
    leaf: Vec<u8>,
    segment: u32,
}

/// The segments of one mission, and what waits in them.
pub struct Intake {
    disk: Arc<dyn Disk>,
    data: PathBuf,
    packs: Packs,
    /// Number and length of the segment that is appended to.
    open: u32,
    length: u64,
    sequence: u64,
    waiting: VecDeque<Waiting>,
    /// Of each segment, how many of its leaves are not in the log yet.
    left: BTreeMap<u32, usize>,
    broken: Option<String>,
}

impl Intake {
    /// Opens the segments of a mission's data folder: drops a torn tail, finds which leaves are in
    /// the log already, and lets the others wait.
    ///
    /// # Errors
    /// If the disk refuses, or a segment is damaged before its tail.
    pub fn open(disk: Arc<dyn Disk>, data: &Path, log: &FileLog) -> Result<Self, StoreFault> {
        let packs = Packs::read_packs(disk.clone(), data)?;
        let mut intake = Self {
            open: packs.next(),
            disk,
            data: data.into(),
            packs,
            length: 0,
            sequence: 0,
            waiting: VecDeque::new(),
            left: BTreeMap::new(),
            broken: None,
        };
        let segments = index::segments(intake.disk.as_ref(), data)?;
        let mut known: Option<HashMap<Hash, VecDeque<u64>>> = None;
        for (number, path) in segments {
            if intake.packs.has(number) {
                // A crash came while it was renamed: it is a pack, and its old name goes.
                intake.disk.remove(&path).map_err(|cause| fault(&path, &cause))?;
                continue;
            }
            intake.replay(number, &path, log, &mut known)?;
        }
        intake.pack_all()?;
        Ok(intake)
    }

    fn replay(
        &mut self,
        number: u32,
        path: &Path,
        log: &FileLog,
        known: &mut Option<HashMap<Hash, VecDeque<u64>>>,
    ) -> Result<(), StoreFault> {
        let bytes = self.disk.read(path).map_err(|cause| fault(path, &cause))?;
        let scan = frame::scan(&bytes).map_err(|how| StoreFault::Damaged { what: shown(path), how })?;
        if scan.sound < bytes.len() as u64 {
            self.disk.cut(path, scan.sound).map_err(|cause| fault(path, &cause))?;
        }
        self.close_open();
        let mut waiting = 0;
        for frame in &scan.frames {
            self.sequence = self.sequence.max(frame.sequence + 1);
            for (place, record) in frame.records(number) {
                let found = match known {
                    Some(known) => known,
                    None => known.insert(hashes_from(log, frame.base)?),
                };
                let index = found.get_mut(&Hash::leaf(&record.leaf)).and_then(VecDeque::pop_front);
                self.packs.add(&record, place, index);
                if index.is_none() {
                    self.waiting.push_back(Waiting { leaf: record.leaf.clone(), segment: number });
                    waiting += 1;
                }
            }
        }
        (self.open, self.length) = (number, scan.sound);
        self.left.insert(number, waiting);
        Ok(())
    }

    /// What is acknowledged and not in the log yet.
    pub fn waiting_n(&self) -> usize {
        self.waiting.len()
    }

    /// The blobs, and which submissions are known.
    pub const fn packs(&self) -> &Packs {
        &self.packs
    }

    /// Keeps a group of submissions: all new ones are durable when it returns, by one sync. `size` is
    /// the log's size now.
    ///
    /// # Errors
    /// Then none of the group is kept. After any fault but a full disk nothing more is kept: only a
    /// new start may look at what the disk holds.
    pub fn keep(&mut self, records: &[Record], size: u64) -> Result<Outcomes, StoreFault> {
        if let Some(why) = &self.broken {
            let cause = format!("intake stopped after a fault ({why}); start again, so that what the disk holds is looked at first");
            return Err(StoreFault::Io { at: "data/intake".into(), cause });
        }
        let mut fresh: Vec<&Record> = Vec::new();
        let mut outcomes = Outcomes::with_capacity(records.len());
        for record in records {
            outcomes.push(self.judge(record, &fresh)?);
            if outcomes.last().is_some_and(|outcome| outcome.as_ref().is_ok_and(|accepted| !accepted.is_known)) {
                fresh.push(record);
            }
        }
        if !fresh.is_empty() {
            let written = self.write(&fresh, size);
            if let Err(fault) = &written
                && !matches!(fault, StoreFault::Full { .. })
            {
                self.broken = Some(fault.to_string());
            }
            written?;
        }
        Ok(outcomes)
    }

    fn judge(&self, record: &Record, fresh: &[&Record]) -> Result<Result<Accepted, NotAccepted>, StoreFault> {
        if record.bytes_n() > RECORD_BYTES_MAX {
            return Ok(Err(NotAccepted::TooLong(record.bytes_n())));
        }
        let before = match fresh.iter().find(|other| other.id == record.id) {
            Some(other) => Some((other.said, Hash::leaf(&other.leaf))),
            None => self.packs.find(&record.id)?.map(|other| (other.said, Hash::leaf(&other.leaf))),
        };
        Ok(match before {
            None => Ok(Accepted { leaf_hash: Hash::leaf(&record.leaf), is_known: false }),
            Some((said, leaf_hash)) if said == record.said => Ok(Accepted { leaf_hash, is_known: true }),
            Some((said, _)) => Err(NotAccepted::Contradicts { said }),
        })
    }

    fn write(&mut self, fresh: &[&Record], size: u64) -> Result<(), StoreFault> {
        if self.length >= SEGMENT_BYTES_MAX {
            self.rotate()?;
        }
        let frame = Frame { sequence: self.sequence, base: size, body: record::show_all(fresh) };
        let bytes = show_frame(&frame);
        let path = index::segment(&self.data, self.open);
        let is_new = self.length == 0;
        if is_new && let Some(folder) = path.parent() {
            self.disk.make_folder(folder).map_err(|cause| fault(folder, &cause))?;
        }
        if let Err(cause) = self.disk.append(&path, &bytes) {
            let refused = fault(&path, &cause);
            // A full disk leaves a part of the group behind: cut off, it never was.
            return match &refused {
                StoreFault::Full { .. } => self.disk.cut(&path, self.length).map_err(|cause| fault(&path, &cause)).and(Err(refused)),
                _ => Err(refused),
            };
        }
        if is_new && let Some(folder) = path.parent() {
            self.disk.sync_folder(folder).map_err(|cause| fault(folder, &cause))?;
        }
        let scan = frame.records_at(self.open, self.length);
        for (place, record) in scan {
            self.packs.add(&record, place, None);
            self.waiting.push_back(Waiting { leaf: record.leaf, segment: self.open });
        }
        *self.left.entry(self.open).or_insert(0) += fresh.len();
        self.length += bytes.len() as u64;
        self.sequence += 1;
        Ok(())
    }

    fn rotate(&mut self) -> Result<(), StoreFault> {
        self.close_open();
        self.pack_all()
    }

    fn close_open(&mut self) {
        if self.length > 0 {
            self.open += 1;
            self.length = 0;
        }
    }

    /// The next leaves for the log, oldest first, at most so many.
    pub fn next(&self, most: usize) -> Vec<Vec<u8>> {
        self.waiting.iter().take(most).map(|waiting| waiting.leaf.clone()).collect()
    }

    /// Says that the first `n` waiting leaves are in the log, from `first` on.
    ///
    /// # Errors
    /// If a segment that is through could not become a pack; it stays a segment then.
    pub fn integrated(&mut self, first: u64, n: usize) -> Result<(), StoreFault> {
        for (index, waiting) in (first..).zip(self.waiting.drain(..n.min(self.waiting.len()))) {
            self.packs.stands(&Hash::leaf(&waiting.leaf), index);
            if let Some(left) = self.left.get_mut(&waiting.segment) {
                *left = left.saturating_sub(1);
            }
        }
        self.pack_all()
    }

    /// Closed segments whose leaves are all in the log become packs of the vault.
    fn pack_all(&mut self) -> Result<(), StoreFault> {
        let open = self.open;
        let through: Vec<u32> =
            self.left.iter().filter(|(number, left)| **number < open && **left == 0).map(|(number, _)| *number).collect();
        for number in through {
            self.packs.pack(number)?;
            self.left.remove(&number);
        }
        Ok(())
    }
}

/// The hashes of all leaves from an index on, with where they stand.
fn hashes_from(log: &FileLog, base: u64) -> Result<HashMap<Hash, VecDeque<u64>>, StoreFault> {
    let width = u64::from(TILE_WIDTH);
    let mut found: HashMap<Hash, VecDeque<u64>> = HashMap::new();
    for index in base / width..log.size().div_ceil(width) {
        let Some(tile) = Tile::at(Level::Hashes(0), index, log.size()) else { continue };
        let bytes = log.tile(tile)?;
        for (leaf, hash) in (index * width..).zip(bytes.chunks_exact(HASH_BYTES).filter_map(Hash::read)) {
            if leaf >= base {
                found.entry(hash).or_default().push_back(leaf);
            }
        }
    }
    Ok(found)
}
