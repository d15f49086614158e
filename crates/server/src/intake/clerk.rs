//! The clerk: judges submissions in the order in which they came, keeps what they brought, and hands their leaves to the sequencer.

use super::{NotTaken, Shared, Taken, Told, not_taken};
use engine::contract::Projection;
use engine::gather::mission;
use engine::intake::{Arrived, check_source, entries_of, keep, promise};
use engine::{EngineFault, StoreFault};
use ledger::tree::Hash;
use model::{Digest, Mission};
use record::receipt::{PROMISE_MS, Receipt};
use record::seal::KeySource;
use record::stream::{Arrival, Place, Streams};
use record::submission::{Admitted, Parcel, admit};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Stopwatch};
use store::intake::{Answer, Record, Refusal};
use store::{FileVault, SqliteProjection};

/// How long a group waits for others to share its syncs.
const GROUP_WINDOW: Duration = Duration::from_millis(2);
/// Most parcels in one group.
const GROUP_PARCELS_MAX: usize = 1_000;

/// A call that waits: its parcels as they came, and who is told.
pub(super) struct Job {
    pub parcels: Vec<Vec<u8>>,
    pub answer: Box<dyn FnOnce(Told) + Send>,
}

/// The clerk with what it looks things up in.
pub(super) struct Clerk {
    shared: Arc<Shared>,
    vault: FileVault,
    keys: KeySource,
    projection: SqliteProjection,
    mission: Mission,
    /// What was taken and the projection does not know yet.
    taken: Streams,
    recent: Vec<(Place, Digest)>,
    /// What was judged, and could not be kept after all.
    refused: Arc<Mutex<Vec<Digest>>>,
    settled: u64,
}

/// A parcel that was judged.
enum Judged {
    /// It is taken if it can be kept.
    New(Box<Arrived>, Vec<u8>),
    /// It was taken before.
    Known(Box<Admitted>),
    /// It is not taken.
    Refused(NotTaken),
}

impl Clerk {
    pub(super) fn new(shared: Arc<Shared>, vault: FileVault, keys: KeySource) -> Result<Self, EngineFault> {
        let projection = SqliteProjection::open(&shared.folder.database())?;
        let mission = mission(&vault, &projection)?.mission;
        let (taken, recent, refused) = (Streams::default(), Vec::new(), Arc::default());
        Ok(Self { shared, vault, keys, projection, mission, taken, recent, refused, settled: 0 })
    }

    /// Works until the last handle is gone.
    pub(super) fn work(mut self, waiting: &Receiver<Job>) {
        while let Ok(first) = waiting.recv() {
            let (mut parcels_n, mut jobs) = (first.parcels.len(), vec![first]);
            let until = Stopwatch::now() + GROUP_WINDOW;
            while parcels_n < GROUP_PARCELS_MAX {
                match waiting.recv_timeout(until.saturating_duration_since(Stopwatch::now())) {
                    Ok(job) => {
                        parcels_n += job.parcels.len();
                        jobs.push(job);
                    }
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            self.take(jobs);
        }
    }

    fn take(&mut self, jobs: Vec<Job>) {
        self.forget();
        if let Err(fault) = self.look_anew() {
            (self.shared.remark)(&format!("the projection could not be looked at: {fault}"));
        }
        let (mut judged, mut answers) = (Vec::new(), Vec::new());
        for job in jobs {
            judged.push(job.parcels.iter().map(|parcel| self.judge(parcel)).collect::<Vec<_>>());
            answers.push(job.answer);
        }
        let arrived: Vec<(&Arrived, &[u8])> = judged.iter().flatten().filter_map(Judged::new_one).collect();
        match keep(&mut self.vault, &mut self.keys, &arrived) {
            Ok(leaves) => self.hand_on(judged, leaves, answers),
            Err(fault) => {
                let refusal = self.stop_unless_full(&fault);
                held(&self.refused).extend(arrived.iter().map(|(arrived, _)| arrived.admitted.digest));
                answers.into_iter().for_each(|answer| answer(Err(not_taken(&refusal))));
            }
        }
    }

    fn stop_unless_full(&self, fault: &EngineFault) -> Refusal {
        if let EngineFault::Store(StoreFault::Full { .. }) = fault {
            return Refusal::Full;
        }
        *held(&self.shared.fault) = Some(fault.to_string());
        Refusal::Stopped(fault.to_string())
    }

    fn look_anew(&mut self) -> Result<(), EngineFault> {
        let settled = self.shared.settled.load(Ordering::SeqCst);
        if settled != self.settled {
            self.projection = SqliteProjection::open(&self.shared.folder.database())?;
            self.mission = mission(&self.vault, &self.projection)?.mission;
            self.settled = settled;
            let mut recent = std::mem::take(&mut self.recent);
            recent.retain(|(place, digest)| !matches!(self.projection.arrival(place, digest), Ok(Arrival::Known)));
            self.remember(recent);
        }
        Ok(())
    }

    /// What could not be kept has no place in its stream: it may come again.
    fn forget(&mut self) {
        let refused: Vec<Digest> = std::mem::take(&mut *held(&self.refused));
        if !refused.is_empty() {
            let mut recent = std::mem::take(&mut self.recent);
            recent.retain(|(_, digest)| !refused.contains(digest));
            self.remember(recent);
        }
    }

    fn remember(&mut self, recent: Vec<(Place, Digest)>) {
        self.taken = Streams::default();
        recent.iter().for_each(|(place, digest)| self.taken.put(place, *digest));
        self.recent = recent;
    }

    fn judge(&mut self, parcel: &[u8]) -> Judged {
        let refused = |status, fault: &dyn std::fmt::Display| Judged::Refused(NotTaken { status, why: fault.to_string() });
        let parcel = match Parcel::read(parcel) {
            Ok(parcel) => parcel,
            Err(fault) => return refused(400, &fault),
        };
        let leaf = self.shared.sequencer.size();
        let admitted = admit(&parcel.envelope, self.projection.register(), leaf)
            .and_then(|admitted| admitted.check_bytes(&parcel.bytes).map(|()| admitted));
        let admitted = match admitted {
            Ok(admitted) => admitted,
            Err(fault) => return refused(403, &fault),
        };
        if let Err(fault) = check_source(&self.mission, self.projection.register(), &admitted) {
            return refused(403, &fault);
        }
        match self.arrival(&admitted.place(), admitted.digest) {
            Err(fault) => refused(500, &fault),
            Ok(Arrival::Known) => Judged::Known(Box::new(admitted)),
            Ok(arrival) => {
                let entries = entries_of(&admitted, &arrival, (self.shared.now)());
                Judged::New(Box::new(Arrived { admitted, arrival, entries }), parcel.bytes)
            }
        }
    }

    /// What the projection says, unless something newer was taken in the same stream.
    fn arrival(&mut self, place: &Place, digest: Digest) -> Result<Arrival, StoreFault> {
        let recorded = self.projection.arrival(place, &digest)?;
        let is_newer = self.taken.last(&place.sender, &place.stream).is_some();
        let arrival = match recorded {
            Arrival::Known | Arrival::Branch(_) => recorded,
            _ if is_newer => self.taken.judge(place, &digest),
            _ => recorded,
        };
        if arrival != Arrival::Known {
            self.taken.put(place, digest);
            self.recent.push((place.clone(), digest));
        }
        Ok(arrival)
    }

    fn hand_on(&self, judged: Vec<Vec<Judged>>, leaves: Vec<Vec<Vec<u8>>>, answers: Vec<Box<dyn FnOnce(Told) + Send>>) {
        let (mut records, mut leaves) = (Vec::new(), leaves.into_iter());
        let mut promised: Vec<Vec<Result<Taken, NotTaken>>> = Vec::new();
        for judged in judged {
            promised.push(judged.into_iter().map(|one| self.record(one, &mut leaves, &mut records)).collect());
        }
        let (new, forget): (Vec<Digest>, _) = (records.iter().map(|record| record.id).collect(), self.refused.clone());
        let told: Answer = Box::new(move |outcomes| match outcomes {
            Ok(outcomes) => {
                let kept = new.into_iter().zip(outcomes).filter_map(|(id, outcome)| Some((id, outcome.ok()?.leaf_hash)));
                let kept: HashMap<Digest, Hash> = kept.collect();
                for (answer, promised) in answers.into_iter().zip(promised) {
                    answer(Ok(promised.into_iter().map(|one| one.map(|taken| taken.by(&kept))).collect()));
                }
            }
            Err(refusal) => {
                held(&forget).extend(new);
                answers.into_iter().for_each(|answer| answer(Err(not_taken(&refusal))));
            }
        });
        let answer = Arc::new(Mutex::new(Some(told)));
        let told_later = answer.clone();
        let tell = move |outcomes| {
            let told = held(&told_later).take();
            if let Some(told) = told {
                told(outcomes);
            }
        };
        if let Err(refusal) = self.shared.sequencer.submit(records, Box::new(tell))
            && let Some(told) = held(&answer).take()
        {
            told(Err(refusal));
        }
    }

    fn record(
        &self,
        judged: Judged,
        leaves: &mut impl Iterator<Item = Vec<Vec<u8>>>,
        records: &mut Vec<Record>,
    ) -> Result<Taken, NotTaken> {
        let (admitted, is_known) = match judged {
            Judged::Refused(refused) => return Err(refused),
            Judged::Known(admitted) => (admitted, true),
            Judged::New(arrived, _) => {
                let own = leaves.next().unwrap_or_default();
                let first = own.first().cloned().unwrap_or_default();
                for (number, leaf) in own.into_iter().enumerate() {
                    let id = if number == 0 { arrived.admitted.digest } else { behind(&arrived.admitted.digest, number) };
                    records.push(Record { id, said: arrived.admitted.digest, leaf, blobs: Vec::new() });
                }
                let received_at = arrived
                    .entries
                    .iter()
                    .find_map(|entry| if let model::Entry::Received(received) = entry { Some(received.received_at) } else { None });
                let received_at = received_at.unwrap_or_else(|| (self.shared.now)());
                let receipt = promise(&arrived.admitted, &self.shared.log_name, self.shared.key.id(), &first, received_at);
                return Ok(Taken { receipt, is_known: false });
            }
        };
        self.known(&admitted).map(|receipt| Taken { receipt, is_known })
    }

    /// The promise for what was taken before, with the time of now: it holds at least as long.
    fn known(&self, admitted: &Admitted) -> Result<Receipt, NotTaken> {
        let found = self.shared.sequencer.with_intake(|intake| intake.segments().find(&admitted.digest));
        let record = found.map_err(|fault| NotTaken { status: 500, why: fault.to_string() })?;
        let why = "this submission is in the log already, by another way than this node's intake: look it up there";
        let record = record.ok_or_else(|| NotTaken { status: 409, why: why.into() })?;
        let leaf_hash = Digest::from_bytes(Hash::leaf(&record.leaf).0);
        let payload = &admitted.payload;
        Ok(Receipt {
            epoch: payload.epoch,
            leaf_hash,
            log: self.shared.log_name.clone(),
            node: self.shared.key.id(),
            promise_ms: PROMISE_MS,
            received_at: (self.shared.now)(),
            seq: payload.seq,
            stream: payload.stream.clone(),
            submission: admitted.digest,
            v: 1,
        })
    }
}

/// A lock whose holder panicked is still whole: each is changed by one assignment.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Taken {
    /// What was kept before under the same id stays as it was kept: the promise is for that leaf.
    fn by(mut self, kept: &HashMap<Digest, Hash>) -> Self {
        if let Some(leaf) = kept.get(&self.receipt.submission) {
            self.receipt.leaf_hash = Digest::from_bytes(leaf.0);
        }
        self
    }
}

impl Judged {
    fn new_one(&self) -> Option<(&Arrived, &[u8])> {
        match self {
            Self::New(arrived, bytes) => Some((arrived, bytes)),
            Self::Known(_) | Self::Refused(_) => None,
        }
    }
}

/// The id of a leaf that came with a submission, behind its own.
fn behind(submission: &Digest, number: usize) -> Digest {
    Digest::of(&[b"tregua/behind/v1\0".as_slice(), submission.as_bytes(), &number.to_be_bytes()].concat())
}
