//! The sequencer: one thread keeps groups, one brings them into the log; neither waits for the other.

use super::{Intake, Outcomes, Record, WAITING_MAX};
use crate::FileLog;
use engine::{Log, StoreFault};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a group waits for others to share its sync.
const GROUP_WINDOW: Duration = Duration::from_millis(2);
/// Most submissions in one group.
const GROUP_RECORDS_MAX: usize = 4_096;
/// Most calls that wait to be kept.
const QUEUE_CALLS_MAX: usize = 8_192;
/// Most bytes that wait to be kept.
const QUEUE_BYTES_MAX: usize = 64 << 20;
/// A waiting leaf enters the log after this at the latest.
const TICK: Duration = Duration::from_secs(1);
/// So many waiting leaves enter the log at once.
const TICK_LEAVES: usize = 256;
/// Most leaves of one append.
const APPEND_LEAVES_MAX: usize = 16_384;

/// Why a call was refused; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too much waits already.
    #[error("too many submissions wait to be kept: nothing of this one was kept, send it again in a few seconds")]
    Later,
    /// The disk is full.
    #[error("the disk is full: nothing of this submission was kept; send it again when there is room")]
    Full,
    /// The writer has stopped.
    #[error("this node keeps nothing more until it is started again: {0}")]
    Stopped(String),
}

/// What a call is told when its group is durable, or was refused.
pub type Answer = Box<dyn FnOnce(Result<Outcomes, Refusal>) + Send>;

struct Call {
    records: Vec<Record>,
    answer: Answer,
}

/// What the two threads share. Each lock is held for its own work alone: keeping holds the intake,
/// integrating holds the log, and only their short meeting holds both.
struct Shared {
    intake: Mutex<Intake>,
    log: Mutex<FileLog>,
    size: Mutex<u64>,
    queued_bytes: AtomicUsize,
    ending: AtomicBool,
    due: Mutex<bool>,
    wake: Condvar,
    broken: Mutex<Option<String>>,
}

/// The running sequencer of one log.
pub struct Sequencer {
    shared: Arc<Shared>,
    calls: Option<SyncSender<Call>>,
    threads: Vec<JoinHandle<()>>,
}

impl Sequencer {
    /// Starts the two threads. `published` is told the size after each new checkpoint.
    pub fn start(intake: Intake, log: FileLog, published: impl Fn(u64) + Send + 'static) -> Self {
        let shared = Arc::new(Shared {
            size: Mutex::new(log.size()),
            intake: Mutex::new(intake),
            log: Mutex::new(log),
            queued_bytes: AtomicUsize::new(0),
            ending: AtomicBool::new(false),
            due: Mutex::new(false),
            wake: Condvar::new(),
            broken: Mutex::new(None),
        });
        let (calls, waiting) = sync_channel(QUEUE_CALLS_MAX);
        let (keeping, integrating) = (shared.clone(), shared.clone());
        let threads = vec![
            std::thread::spawn(move || keep_all(&keeping, &waiting)),
            std::thread::spawn(move || integrate_all(&integrating, &published)),
        ];
        Self { shared, calls: Some(calls), threads }
    }

    /// Hands in submissions; `answer` is told once they are durable or refused, in another thread.
    ///
    /// # Errors
    /// If too much waits already, or the writer has stopped; `answer` is not told then.
    pub fn submit(&self, records: Vec<Record>, answer: Answer) -> Result<(), Refusal> {
        if let Some(why) = self.stopped() {
            return Err(Refusal::Stopped(why));
        }
        let bytes: usize = records.iter().map(Record::bytes_n).sum();
        if self.shared.queued_bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > QUEUE_BYTES_MAX {
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Err(Refusal::Later);
        }
        let Some(calls) = &self.calls else { return Err(Refusal::Stopped("it is ending".into())) };
        calls.try_send(Call { records, answer }).map_err(|refused| {
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            match refused {
                TrySendError::Full(_) => Refusal::Later,
                TrySendError::Disconnected(_) => Refusal::Stopped("its thread has ended".into()),
            }
        })
    }

    /// Why nothing more is kept or written, if so: the process should end, and look at the disk anew.
    pub fn stopped(&self) -> Option<String> {
        held(&self.shared.broken).clone()
    }

    /// Entries in the log.
    pub fn size(&self) -> u64 {
        *held(&self.shared.size)
    }

    /// Works on the log while nothing is integrated; intake goes on.
    pub fn with_log<T>(&self, work: impl FnOnce(&mut FileLog) -> T) -> T {
        let mut log = held(&self.shared.log);
        let done = work(&mut log);
        *held(&self.shared.size) = log.size();
        done
    }

    /// Looks at what was kept.
    pub fn with_intake<T>(&self, look: impl FnOnce(&Intake) -> T) -> T {
        look(&held(&self.shared.intake))
    }

    /// Brings everything that is kept into the log, and ends.
    ///
    /// # Errors
    /// Why the writer had stopped before.
    pub fn close(mut self) -> Result<(), Refusal> {
        self.end();
        self.stopped().map_or(Ok(()), |why| Err(Refusal::Stopped(why)))
    }

    fn end(&mut self) {
        if let Some(calls) = self.calls.take() {
            drop(calls);
            for thread in self.threads.drain(..) {
                // A thread that panicked has answered nothing: what it kept is found at the next start.
                drop(thread.join());
            }
        }
    }
}

impl Drop for Sequencer {
    fn drop(&mut self) {
        self.end();
    }
}

/// A lock whose holder panicked is still whole: every change here is made by one assignment at its end.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn keep_all(shared: &Shared, waiting: &Receiver<Call>) {
    while let Ok(first) = waiting.recv() {
        let (mut calls, mut records_n) = (vec![first], 0);
        let until = Instant::now() + GROUP_WINDOW;
        while records_n < GROUP_RECORDS_MAX {
            match waiting.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(call) => {
                    records_n += call.records.len();
                    calls.push(call);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        keep(shared, calls);
    }
    shared.ending.store(true, Ordering::SeqCst);
    rouse(shared);
}

fn keep(shared: &Shared, calls: Vec<Call>) {
    let mut records = Vec::new();
    let mut answers = Vec::new();
    for call in calls {
        answers.push((call.records.len(), call.answer));
        records.extend(call.records);
    }
    let bytes: usize = records.iter().map(Record::bytes_n).sum();
    let size = *held(&shared.size);
    let kept = {
        let mut intake = held(&shared.intake);
        if intake.waiting_n() > WAITING_MAX {
            Err(Refusal::Later)
        } else {
            intake.keep(&records, size).map_err(|fault| refusal(shared, &fault))
        }
    };
    shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
    match kept {
        Ok(mut outcomes) => {
            rouse(shared);
            for (n, answer) in answers {
                let rest = outcomes.split_off(n.min(outcomes.len()));
                answer(Ok(std::mem::replace(&mut outcomes, rest)));
            }
        }
        Err(refusal) => answers.into_iter().for_each(|(_, answer)| answer(Err(refusal.clone()))),
    }
}

fn refusal(shared: &Shared, fault: &StoreFault) -> Refusal {
    if let StoreFault::Full { .. } = fault {
        return Refusal::Full;
    }
    stop(shared, fault);
    Refusal::Stopped(fault.to_string())
}

fn stop(shared: &Shared, why: &StoreFault) {
    held(&shared.broken).get_or_insert_with(|| why.to_string());
    rouse(shared);
}

fn rouse(shared: &Shared) {
    *held(&shared.due) = true;
    shared.wake.notify_all();
}

/// Brings waiting leaves into the log until the last handle is gone and nothing waits.
fn integrate_all(shared: &Shared, published: &impl Fn(u64)) {
    let mut last = Instant::now();
    loop {
        let is_ending = shared.ending.load(Ordering::SeqCst);
        let waiting = held(&shared.intake).waiting_n();
        if held(&shared.broken).is_some() || (is_ending && waiting == 0) {
            return;
        }
        if waiting >= TICK_LEAVES || (waiting > 0 && (is_ending || last.elapsed() >= TICK)) {
            match integrate(shared) {
                Ok(size) => published(size),
                Err(StoreFault::Full { .. }) => sleep(shared, TICK),
                Err(fault) => stop(shared, &fault),
            }
            last = Instant::now();
        } else {
            let left = if waiting > 0 { TICK.saturating_sub(last.elapsed()) } else { TICK };
            if waiting == 0 {
                last = Instant::now();
            }
            sleep(shared, left);
        }
    }
}

fn sleep(shared: &Shared, most: Duration) {
    let due = held(&shared.due);
    let (mut due, _) = shared.wake.wait_timeout_while(due, most, |due| !*due).unwrap_or_else(PoisonError::into_inner);
    *due = false;
}

fn integrate(shared: &Shared) -> Result<u64, StoreFault> {
    let mut log = held(&shared.log);
    let leaves = {
        log.finish()?;
        let mut intake = held(&shared.intake);
        intake.heed(&log)?;
        intake.next(APPEND_LEAVES_MAX)
    };
    log.append(&leaves)?;
    *held(&shared.size) = log.size();
    held(&shared.intake).heed(&log)?;
    Ok(log.size())
}
