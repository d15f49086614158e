//! The node: signed submissions taken in over HTTP, acknowledged once durable, settled in the background.
//!
//! Four threads pass the work on and never wait for each other's disk: the clerk judges and keeps,
//! the sequencer's two sync segments and bring leaves into the log, and the settler reads and fuses.

mod clerk;
mod http;
mod settler;

pub use http::router;

use clerk::Job;
use engine::replay::replay;
use engine::{EngineFault, Log, StoreFault};
use ledger::proof::LogProof;
use ledger::tree::Hash;
use model::{Digest, Entry, Instant, KeyKind};
use record::key::SecretKey;
use record::receipt::Receipt;
use record::seal::KeySource;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use store::Folder;
use store::folder::{MissionLock, Writer};
use store::intake::{Intake, Refusal, Sequencer};

/// Most calls that wait for the clerk.
const CALLS_MAX: usize = 4_096;

/// What a submission was told.
#[derive(Clone, Debug)]
pub struct Taken {
    /// What the node promises.
    pub receipt: Receipt,
    /// Whether it had been taken before.
    pub is_known: bool,
}

/// Why a submission was not taken: the HTTP status that fits, and the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// 400 malformed, 403 refused by the register, 503 come later, 500 the node has stopped.
    pub status: u16,
    /// Why, and what would be right.
    pub why: String,
}

type Told = Result<Vec<Result<Taken, NotTaken>>, NotTaken>;

/// A clock. It may jump: nothing but the times it is asked for depends on it.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// What the node needs from the binary.
pub struct Options {
    /// The clock.
    pub now: Clock,
    /// Told the size after each new checkpoint.
    pub published: Box<dyn Fn(u64) + Send>,
    /// Told of faults that stop nothing.
    pub remark: fn(&str),
}

/// What all threads share.
struct Shared {
    sequencer: Sequencer,
    folder: Folder,
    log_name: String,
    key: SecretKey,
    now: Clock,
    remark: fn(&str),
    is_ending: AtomicBool,
    /// Raised whenever the projection took something in: the clerk looks at it anew.
    settled: AtomicU64,
    fault: Mutex<Option<String>>,
}

/// A running node.
pub struct Node {
    shared: Arc<Shared>,
    calls: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
    _locks: [MissionLock; 2],
}

impl Node {
    /// Starts on a mission that is open for writing and whose projection is level with its log.
    ///
    /// # Errors
    /// If the node's key is not in the keys folder, or a segment is damaged.
    pub fn start(folder: &Folder, writer: Writer, options: Options) -> Result<Self, EngineFault> {
        let key = folder.keyring().all()?.into_iter().find(|file| file.kind == KeyKind::Node);
        let absent = || StoreFault::Absent { what: "keys/: the node's key (`tregua init` makes one); it signs receipts and".into() };
        let key = key.ok_or_else(absent)?.secret;
        let (mut log, vault, mut projection, mut keys, locks) = writer.into_parts();
        let mut intake = Intake::open(Arc::new(store::disk::RealDisk), &folder.root().join("data"), &log)?;
        // What was taken before the last end is in log and projection before anything new is judged.
        log.append(&intake.next(usize::MAX))?;
        intake.heed(&log)?;
        replay(&log, &vault, &mut projection, |_, _| {})?;
        let log_name = log.name().to_owned();
        let shared = Arc::new(Shared {
            sequencer: Sequencer::start(intake, log, options.published),
            folder: folder.clone(),
            log_name,
            key,
            now: options.now,
            remark: options.remark,
            is_ending: AtomicBool::new(false),
            settled: AtomicU64::new(0),
            fault: Mutex::new(None),
        });
        let (calls, waiting) = sync_channel(CALLS_MAX);
        let (judging, settling) = (shared.clone(), shared.clone());
        let clerk = clerk::Clerk::new(judging, folder.vault(), KeySource::new(keys.draw().expose(), b"clerk"))?;
        let threads = vec![
            std::thread::spawn(move || clerk.work(&waiting)),
            std::thread::spawn(move || settler::work(&settling, vault, projection, keys)),
        ];
        Ok(Self { shared, calls: Some(calls), threads, _locks: locks })
    }

    /// Why the node can take nothing more, if so: the process should end, and look at the disk anew.
    pub fn stopped(&self) -> Option<String> {
        self.shared.sequencer.stopped().or_else(|| self.shared.fault.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Hands parcels in; `answer` is told once what could be taken is durable.
    fn take(&self, parcels: Vec<Vec<u8>>, answer: Box<dyn FnOnce(Told) + Send>) -> Result<(), NotTaken> {
        if let Some(why) = self.stopped() {
            return Err(not_taken(&Refusal::Stopped(why)));
        }
        let Some(calls) = &self.calls else { return Err(not_taken(&Refusal::Stopped("it is ending".into()))) };
        calls.try_send(Job { parcels, answer }).map_err(|refused| match refused {
            TrySendError::Full(_) => not_taken(&Refusal::Later),
            TrySendError::Disconnected(_) => not_taken(&Refusal::Stopped("its clerk has ended".into())),
        })
    }

    /// The receipt of a submission that was taken, made again: the same bytes.
    fn receipt(&self, submission: &Digest) -> Result<Option<Receipt>, StoreFault> {
        let Some(record) = self.shared.sequencer.with_intake(|intake| intake.segments().find(submission))? else { return Ok(None) };
        let Some(index) = self.index_of(&Hash::leaf(&record.leaf))? else { return Ok(None) };
        let bytes = self.shared.sequencer.with_log(|log| log.leaf(index))?;
        let damaged = |how: String| StoreFault::Damaged { what: format!("entry {index}"), how };
        let Entry::Received(received) = Entry::read(&bytes).map_err(|cause| damaged(cause.to_string()))? else { return Ok(None) };
        let Some(sent) = received.sent else { return Ok(None) };
        let leaf_hash = Digest::from_bytes(Hash::leaf(&record.leaf).0);
        Ok(Some(Receipt {
            epoch: sent.epoch,
            leaf_hash,
            log: self.shared.log_name.clone(),
            node: self.shared.key.id(),
            promise_ms: record::receipt::PROMISE_MS,
            received_at: received.received_at,
            seq: sent.seq,
            stream: sent.stream,
            submission: *submission,
            v: 1,
        }))
    }

    /// The proof that a submission is in the log, as a .tlog-proof; `None` until it is.
    fn proof(&self, submission: &Digest) -> Result<Option<String>, StoreFault> {
        let Some(record) = self.shared.sequencer.with_intake(|intake| intake.segments().find(submission))? else { return Ok(None) };
        let Some(index) = self.index_of(&Hash::leaf(&record.leaf))? else { return Ok(None) };
        self.shared.sequencer.with_log(|log| {
            let damaged = |how: String| StoreFault::Damaged { what: "data/log/checkpoint".into(), how };
            let note = ledger::note::Note::read(log.checkpoint().as_bytes()).map_err(|cause| damaged(cause.to_string()))?;
            Ok(Some(LogProof::new(index, log.inclusion(index)?, &note).to_string()))
        })
    }

    fn index_of(&self, leaf: &Hash) -> Result<Option<u64>, StoreFault> {
        match self.shared.sequencer.with_intake(|intake| intake.segments().index_of(leaf)) {
            Some(index) => Ok(Some(index)),
            None => self.shared.sequencer.with_log(|log| log.find(leaf)),
        }
    }

    fn log_folder(&self) -> PathBuf {
        self.shared.sequencer.with_log(|log| log.folder().to_path_buf())
    }
}

/// Ends the threads in the order in which they hand work on; the sequencer brings in what it kept.
impl Drop for Node {
    fn drop(&mut self) {
        self.shared.is_ending.store(true, Ordering::SeqCst);
        drop(self.calls.take());
        for thread in self.threads.drain(..) {
            // A thread that panicked acknowledged nothing that was not durable.
            drop(thread.join());
        }
    }
}

fn not_taken(refusal: &Refusal) -> NotTaken {
    let status = match refusal {
        Refusal::Later | Refusal::Full => 503,
        Refusal::Stopped(_) => 500,
    };
    NotTaken { status, why: refusal.to_string() }
}
