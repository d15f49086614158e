//! Intake: submissions durable in a write-ahead segment before they are acknowledged, and in the log at the next tick.
//!
//! A segment is appended to in groups, one sync for each. Its leaves go into the log in their order,
//! among leaves of others. Segments are kept: a submission that comes again is known by them, and
//! blobs that lie in them stay where they are, so that a small submission costs no file of its own.

mod frame;
mod record;
mod segments;
mod sequencer;

pub use record::{RECORD_BYTES_MAX, Record};
pub use segments::{Place, Segments};
pub use sequencer::{Answer, Refusal, Sequencer};

use crate::FileLog;
use crate::disk::{Disk, fault, write_on};
use engine::{Log, StoreFault};
use frame::{Frame, show_frame};
use ledger::tree::Hash;
use model::Digest;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

/// A new segment is begun once one is longer than this, bytes: so much is written anew at a start.
pub const SEGMENT_BYTES_MAX: u64 = 16 << 20;

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
    hash: Hash,
}

/// The segments of one mission, and what waits in them.
pub struct Intake {
    disk: Arc<dyn Disk>,
    segments: Segments,
    /// Number and length of the segment that is appended to.
    open: u32,
    length: u64,
    sequence: u64,
    waiting: VecDeque<Waiting>,
    /// How far the log was looked through for leaves that waited.
    seen: u64,
    segment_bytes_max: u64,
    broken: Option<String>,
}

impl Intake {
    /// Opens the segments of a mission's data folder: drops a torn tail, finds which leaves are in
    /// the log already, and lets the others wait.
    ///
    /// # Errors
    /// If the disk refuses, or a segment is damaged before its tail.
    pub fn open(disk: Arc<dyn Disk>, data: &Path, log: &FileLog) -> Result<Self, StoreFault> {
        let mut segments = Segments::new(disk.clone(), data);
        let (mut waiting, mut sequence, mut after) = (VecDeque::new(), 0, After::new(log));
        let (mut open, mut length) = (0, 0);
        let files = segments.files()?;
        let last = files.last().cloned();
        for (number, path) in files {
            let (bytes, frames) = segments.scan(number, &path)?;
            (open, length) = (number, bytes.len() as u64);
            if last.as_ref().is_some_and(|(_, last)| *last == path) {
                // The start may follow one that a failed sync ended: what can be read then need not be
                // on the disk, and syncing again would not tell. Written anew, without its torn tail, it is.
                write_on(disk.as_ref(), &[(path, bytes.as_slice())])?;
            }
            for frame in frames {
                sequence = frame.sequence + 1;
                for (place, record) in frame.records(number) {
                    segments.add(&record, place);
                    let hash = Hash::leaf(&record.leaf);
                    if !after.passes(frame.base, &hash)? {
                        waiting.push_back(Waiting { leaf: record.leaf, hash });
                    }
                }
            }
        }
        let (seen, segment_bytes_max) = (log.size(), SEGMENT_BYTES_MAX);
        Ok(Self { disk, segments, open, length, sequence, waiting, seen, segment_bytes_max, broken: None })
    }

    /// Closes segments once they are longer than this, instead of [`SEGMENT_BYTES_MAX`].
    #[must_use]
    pub fn with_segments_of(self, bytes: u64) -> Self {
        Self { segment_bytes_max: bytes, ..self }
    }

    /// What is acknowledged and not in the log yet.
    pub fn waiting_n(&self) -> usize {
        self.waiting.len()
    }

    /// The blobs, and which submissions are known.
    pub const fn segments(&self) -> &Segments {
        &self.segments
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
            None => self.segments.find(&record.id)?.map(|other| (other.said, Hash::leaf(&other.leaf))),
        };
        Ok(match before {
            None => Ok(Accepted { leaf_hash: Hash::leaf(&record.leaf), is_known: false }),
            Some((said, leaf_hash)) if said == record.said => Ok(Accepted { leaf_hash, is_known: true }),
            Some((said, _)) => Err(NotAccepted::Contradicts { said }),
        })
    }

    fn write(&mut self, fresh: &[&Record], size: u64) -> Result<(), StoreFault> {
        if self.length >= self.segment_bytes_max {
            self.open += 1;
            self.length = 0;
        }
        let frame = Frame { sequence: self.sequence, base: size, body: record::show_all(fresh) };
        let bytes = show_frame(&frame);
        let path = self.segments.path(self.open);
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
        for (place, record) in frame.records_at(self.open, self.length) {
            self.segments.add(&record, place);
            let hash = Hash::leaf(&record.leaf);
            self.waiting.push_back(Waiting { leaf: record.leaf, hash });
        }
        self.length += bytes.len() as u64;
        self.sequence += 1;
        Ok(())
    }

    /// The next leaves for the log, oldest first, at most so many.
    pub fn next(&self, most: usize) -> Vec<Vec<u8>> {
        self.waiting.iter().take(most).map(|waiting| waiting.leaf.clone()).collect()
    }

    /// Looks which of the waiting leaves have come into the log since it looked last. They come in
    /// order, among leaves of others; an append that was refused half-way may have brought them too.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn heed(&mut self, log: &FileLog) -> Result<(), StoreFault> {
        while self.seen < log.size() {
            for hash in log.hashes_from(self.seen)? {
                if self.waiting.front().is_some_and(|waiting| waiting.hash == hash) {
                    self.waiting.pop_front();
                    self.segments.stands(&hash, self.seen);
                }
                self.seen += 1;
            }
        }
        Ok(())
    }
}

/// Goes through the hashes of a log once, in step with submissions in their order.
struct After<'a> {
    log: &'a FileLog,
    index: u64,
    hashes: VecDeque<Hash>,
}

impl<'a> After<'a> {
    const fn new(log: &'a FileLog) -> Self {
        Self { log, index: 0, hashes: VecDeque::new() }
    }

    /// Whether a leaf stands in the log behind those asked for before, at `base` or later. Once one
    /// does not, none after it does.
    fn passes(&mut self, base: u64, hash: &Hash) -> Result<bool, StoreFault> {
        if base > self.index {
            let skip = usize::try_from(base - self.index).unwrap_or(usize::MAX);
            self.hashes.drain(..skip.min(self.hashes.len()));
            self.index = base;
        }
        while self.index < self.log.size() {
            if self.hashes.is_empty() {
                self.hashes = self.log.hashes_from(self.index)?.into();
            }
            self.index += 1;
            if self.hashes.pop_front() == Some(*hash) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
