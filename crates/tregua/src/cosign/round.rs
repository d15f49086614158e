//! Rounds: one checkpoint, all witnesses asked side by side, and no longer waited for than needed.

use super::ask::{Asking, Shown, Told};
use super::gather::{Cosigned, keep_fork};
use super::memory::Memory;
use super::{WITNESS_MAX, Witness, witnesses_of};
use crate::fault::Fault;
use ledger::note::Note;
use ledger::policy::Policy;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::Folder;
use store::disk::sync_folder;

/// How long those who are not needed are waited for once the quorum is met.
const GRACE: Duration = Duration::from_millis(300);

/// How long to wait before asking again about a checkpoint whose quorum is not met.
const AGAIN: Duration = Duration::from_secs(2);

/// How often the background looks whether the log has grown.
const LOOK: Duration = Duration::from_millis(500);

/// What one witness said in a round.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The witness.
    pub witness: Witness,
    /// The checkpoint that it was asked about, and its size.
    note: Note,
    size: u64,
    /// What it said.
    pub told: Told,
}

/// What came of a round.
#[derive(Clone, Debug)]
pub struct Round {
    /// The checkpoint with all cosignatures that came, and what the policy makes of it.
    pub cosigned: Cosigned,
    /// What each witness said that was heard in this round.
    pub heard: Vec<Heard>,
}

/// Asks witnesses, round after round. Each has a thread of its own while it is asked, and is not
/// asked again before that ends: whoever is slow delays nobody but itself.
pub struct Rounds {
    folder: Folder,
    data: PathBuf,
    policy: Policy,
    busy: BTreeSet<String>,
    memory: Memory,
    answers: (Sender<Heard>, Receiver<Heard>),
}

impl Rounds {
    /// Prepares rounds for the mission in `folder`.
    pub fn new(folder: &Folder, policy: &Policy) -> Result<Self, Fault> {
        let data = folder.root().join("data");
        let memory = Memory::read(&data)?;
        Ok(Self { folder: folder.clone(), data, policy: policy.clone(), busy: BTreeSet::new(), memory, answers: channel() })
    }

    /// One round about the newest checkpoint. Waits for everybody (at most [`WITNESS_MAX`]) or, with
    /// `is_hasty`, for the quorum and a moment longer.
    pub fn round(&mut self, is_hasty: bool) -> Result<Round, Fault> {
        let shown = self.shown()?;
        let (note, size) = (shown.note().clone(), shown.size());
        let until = Instant::now() + WITNESS_MAX + GRACE;
        let asked = self.ask_all()?;
        let mut cosigned = Cosigned::new(&note, [], &self.policy)?;
        let (mut heard, mut waiting, mut until) = (Vec::new(), asked, until);
        while waiting > 0 {
            let Some(one) = self.next_answer(until) else { break };
            waiting -= usize::from(one.size == size);
            cosigned = self.take(&one, cosigned)?;
            heard.push(one);
            if is_hasty && cosigned.judgement.quorum.is_met() {
                until = until.min(Instant::now() + GRACE);
            }
        }
        self.memory.write(&self.data)?;
        Ok(Round { cosigned: cosigned.keep(&self.log_folder(), &self.policy)?, heard })
    }

    /// The newest checkpoint. A writer may have renamed it a moment ago: it goes out only once its
    /// name is durable, or a power cut could leave witnesses with more than the log has.
    fn shown(&self) -> Result<Shown, Fault> {
        let shown = Shown::new(self.folder.read_log()?, self.folder.verifier()?)?;
        sync_folder(&self.log_folder())?;
        Ok(shown)
    }

    fn log_folder(&self) -> PathBuf {
        self.data.join("log")
    }

    /// Starts asking everybody who is not being asked still; gives their number.
    fn ask_all(&mut self) -> Result<usize, Fault> {
        let mut asked = 0;
        for witness in witnesses_of(&self.policy) {
            if self.busy.insert(witness.url.clone()) {
                let (shown, old, answers) = (self.shown()?, self.memory.size(&witness.url), self.answers.0.clone());
                std::thread::spawn(move || {
                    let told = Asking::new(&witness).cosign(&shown, old);
                    // Nobody may be listening any more; then nobody misses it.
                    drop(answers.send(Heard { witness, note: shown.note().clone(), size: shown.size(), told }));
                });
                asked += 1;
            }
        }
        Ok(asked)
    }

    fn next_answer(&self, until: Instant) -> Option<Heard> {
        self.answers.1.recv_timeout(until.saturating_duration_since(Instant::now())).ok()
    }

    /// Takes in an answer: cosignatures of this round's checkpoint are put to it, those of an
    /// earlier one to what is kept.
    fn take(&mut self, heard: &Heard, cosigned: Cosigned) -> Result<Cosigned, Fault> {
        self.busy.remove(&heard.witness.url);
        self.remember(heard);
        match &heard.told {
            Told::Cosigned(lines) if heard.note.unverified_text() == cosigned.note.unverified_text() => {
                Cosigned::new(&cosigned.note, lines.iter().cloned(), &self.policy)
            }
            Told::Cosigned(lines) => {
                Cosigned::new(&heard.note, lines.iter().cloned(), &self.policy)?.keep(&self.log_folder(), &self.policy)?;
                Ok(cosigned)
            }
            Told::Contradicts(fork) => keep_fork(&self.log_folder(), fork).map(|()| cosigned),
            _ => Ok(cosigned),
        }
    }

    fn remember(&mut self, heard: &Heard) {
        let said = self.memory.witnesses.entry(heard.witness.url.clone()).or_default();
        said.names.clone_from(&heard.witness.names);
        said.unix_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        said.said = heard.told.show(heard.size);
        said.is_cosigned = matches!(heard.told, Told::Cosigned(_));
        if said.is_cosigned {
            said.size = said.size.max(heard.size);
        }
    }
}

/// Rounds in the background of a process that writes the log, until dropped.
pub struct Background {
    stop: Arc<(Mutex<bool>, Condvar)>,
    is_contradicted: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Starts; `tell` hears each round that could not be held, once per kind of reason.
    pub fn start(folder: &Folder, policy: &Policy, tell: impl Fn(&str) + Send + 'static) -> Result<Self, Fault> {
        let mut rounds = Rounds::new(folder, policy)?;
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let is_contradicted = Arc::new(AtomicBool::new(false));
        let (heard_stop, heard_contradiction) = (stop.clone(), is_contradicted.clone());
        let thread = std::thread::spawn(move || run(&mut rounds, &heard_stop, &heard_contradiction, &tell));
        Ok(Self { stop, is_contradicted, thread: Some(thread) })
    }

    /// Whether a witness has shown a larger or another tree of this log: nothing more may be signed.
    pub fn is_contradicted(&self) -> bool {
        self.is_contradicted.load(Ordering::Relaxed)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Ok(mut stopped) = self.stop.0.lock() {
            *stopped = true;
        }
        self.stop.1.notify_all();
        // A thread that panicked has nothing to say any more.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn run(rounds: &mut Rounds, stop: &(Mutex<bool>, Condvar), is_contradicted: &AtomicBool, tell: &dyn Fn(&str)) {
    let (mut done, mut last_fault) = (None, String::new());
    loop {
        let size = signed_size(&rounds.log_folder());
        let mut pause = LOOK;
        if size.is_some() && size != done {
            match rounds.round(true) {
                Ok(round) => {
                    let is_met = round.cosigned.judgement.quorum.is_met();
                    done = is_met.then_some(round.cosigned.judgement.checkpoint.size);
                    pause = if is_met { Duration::ZERO } else { AGAIN };
                    let is_shown = round.heard.iter().any(|heard| matches!(heard.told, Told::Contradicts(_) | Told::Ahead(_)));
                    is_contradicted.fetch_or(is_shown, Ordering::Relaxed);
                }
                Err(fault) if fault.to_string() != last_fault => {
                    last_fault = fault.to_string();
                    tell(&last_fault);
                    pause = AGAIN;
                }
                Err(_) => pause = AGAIN,
            }
        }
        let Ok(stopped) = stop.0.lock() else { return };
        let Ok((stopped, _)) = stop.1.wait_timeout_while(stopped, pause.max(Duration::from_millis(50)), |stopped| !*stopped) else {
            return;
        };
        if *stopped {
            return;
        }
    }
}

/// Size in the log's newest checkpoint; cheap, believed only by the round that follows.
fn signed_size(log_folder: &Path) -> Option<u64> {
    std::fs::read_to_string(log_folder.join("checkpoint")).ok()?.lines().nth(1)?.parse().ok()
}
