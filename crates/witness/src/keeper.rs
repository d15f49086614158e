//! The witness at work: decides, remembers durably, and only then answers.

use crate::WitnessFault;
use crate::disk::{lock, read_text, write_durably};
use crate::keys;
use crate::limits::Limits;
use crate::state::{LOGS_MAX, LogState, State};
use ledger::checkpoint::Checkpoint;
use ledger::fork::Fork;
use ledger::note::{Cosigner, Note, Verifier};
use ledger::witness::{Grant, Inconsistency, KnownLog, Refusal, Seen, decide, monitor_path};
use std::fs::File;
use std::net::IpAddr;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Most pieces of evidence that are kept. Source: assumed; one is enough to convict a log.
pub const FORKS_MAX: usize = 64;

/// What goes back to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Content type of the body.
    pub content_type: &'static str,
    /// Body.
    pub body: String,
}

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Whose connection it is.
    pub peer: IpAddr,
    /// Time since the start, for the limits.
    pub since_start: Duration,
    /// Seconds since 1970, for the cosignature.
    pub unix_s: u64,
}

/// A witness's folder, held by the one process that answers for it.
pub struct Keeper {
    folder: PathBuf,
    cosigners: Vec<Cosigner>,
    state: State,
    limits: Limits,
    /// Why nothing is answered any more: a write failed, and what the disk holds is not known.
    broken: Option<String>,
    _lock: File,
}

impl Keeper {
    /// Opens a witness's folder for answering.
    ///
    /// # Errors
    /// [`WitnessFault`]: no witness, keys that others may read, a torn state, another process.
    pub fn open(folder: &Path) -> Result<Self, WitnessFault> {
        let cosigners = keys::read(folder)?;
        let lock = lock(folder)?;
        let state = read_state(folder)?;
        Ok(Self { folder: folder.to_owned(), cosigners, state, limits: Limits::default(), broken: None, _lock: lock })
    }

    /// Makes the witness know a log. With a genesis checkpoint, got by hand from the log's keeper,
    /// it begins there; without one at the empty tree.
    ///
    /// # Errors
    /// [`WitnessFault`]: the log is known already with a larger tree, the checkpoint is not the
    /// log's, or the disk refuses.
    pub fn add_log(&mut self, name: &str, log_keys: Vec<Verifier>, genesis: Option<&[u8]>) -> Result<(), WitnessFault> {
        let wrong = |how: String| WitnessFault::Call(format!("log `{name}`: {how}"));
        let begun = genesis.map(|bytes| Checkpoint::open(bytes, name, &log_keys)).transpose();
        let begun = begun.map_err(|fault| wrong(fault.to_string()))?;
        let seen = begun.map_or(Seen::NOTHING, |(checkpoint, _)| Seen { size: checkpoint.size, root: checkpoint.root });
        let before = self.state.logs.get(name);
        if before.is_some_and(|before| before.log.seen.size > seen.size) {
            return Err(wrong("it is known with a larger tree; a witness never goes back".into()));
        }
        if before.is_some_and(|before| before.log.seen.size == seen.size && before.log.seen != seen) {
            return Err(wrong("it is known at this size with another root: one of the two checkpoints is a fork's".into()));
        }
        if before.is_none() && self.state.logs.len() >= LOGS_MAX {
            return Err(wrong(format!("a witness keeps at most {LOGS_MAX} logs")));
        }
        let (refused, kept) =
            before.map_or((0, None), |before| (before.refused, Some(before.clone()).filter(|before| before.log.seen == seen)));
        let (checkpoint, is_cosigned) = kept.map_or_else(
            || (genesis.map(|bytes| String::from_utf8_lossy(bytes).into_owned()), false),
            |kept| (kept.checkpoint, kept.is_cosigned),
        );
        let log = KnownLog { name: name.to_owned(), keys: log_keys, seen };
        let mut next = self.state.clone();
        next.logs.insert(name.to_owned(), LogState { log, checkpoint, is_cosigned, refused });
        self.remember(next)
    }

    /// Answers an add-checkpoint request.
    pub fn add_checkpoint(&mut self, body: &[u8], asked: Asked) -> Reply {
        if let Some(why) = &self.broken {
            return plain(500, format!("this witness has stopped: {why}"));
        }
        if !self.limits.may_ask(asked.peer, asked.since_start) {
            return plain(429, "too many requests from this address; try again later".into());
        }
        match decide(body, |name| self.state.logs.get(name).map(|state| &state.log)) {
            Ok(grant) if !self.limits.may_grow(&grant.log_name, asked.since_start) => {
                plain(429, "too many checkpoints of this log; try again later".into())
            }
            Ok(grant) => self.grant(&grant, asked.unix_s).unwrap_or_else(|why| plain(500, why)),
            Err(refusal) => {
                self.keep_evidence(&refusal);
                Reply { status: refusal.status(), content_type: refusal.content_type(), body: refusal.body() }
            }
        }
    }

    /// The latest checkpoint cosigned for the log with this path (see [`monitor_path`]).
    pub fn checkpoint(&self, path: &str) -> Option<&str> {
        let (_, state) = self.state.logs.iter().find(|(name, state)| state.is_cosigned && monitor_path(name) == path)?;
        state.checkpoint.as_deref()
    }

    /// Why the witness has stopped answering, if it has.
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    fn grant(&mut self, grant: &Grant, unix_s: u64) -> Result<Reply, String> {
        let unix_s = NonZeroU64::new(unix_s).ok_or("this witness's clock stands at 1970 or before")?;
        let cosigned = grant.cosign(&self.cosigners, unix_s).map_err(|fault| fault.to_string())?;
        let mut next = self.state.clone();
        let state = next.logs.get_mut(&grant.log_name).ok_or("the log is gone")?;
        let is_new = state.log.seen != grant.next || !state.is_cosigned;
        state.log.seen = grant.next;
        state.checkpoint = Some(cosigned.note.to_string());
        state.is_cosigned = true;
        if is_new {
            self.remember(next).map_err(|fault| format!("this witness has stopped: {fault}"))?;
        } else {
            // The same tree again, only with a newer time: nothing to remember that matters.
            self.state = next;
        }
        Ok(Reply { status: 200, content_type: "text/plain; charset=utf-8", body: cosigned.answer })
    }

    /// Makes a new state durable, then takes it up. A write that failed is never tried again.
    fn remember(&mut self, next: State) -> Result<(), WitnessFault> {
        match write_durably(&state_file(&self.folder), next.show().as_bytes()) {
            Ok(()) => {
                self.state = next;
                Ok(())
            }
            Err(fault) => {
                self.broken = Some(fault.to_string());
                Err(fault)
            }
        }
    }

    /// Two trees of one size that the log itself signed are evidence against it: kept for ever.
    fn keep_evidence(&mut self, refusal: &Refusal) {
        let Refusal::Inconsistent { inconsistency, note } = refusal else { return };
        let Some(state) = Checkpoint::read_text(note.unverified_text()).ok().and_then(|found| self.state.logs.get_mut(&found.log_name))
        else {
            return;
        };
        state.refused += 1;
        let Some((before, Inconsistency::OtherRoot(size))) = state.checkpoint.as_ref().zip(Some(inconsistency)) else { return };
        let fork = Fork::show_equal_size(before.as_bytes(), note.to_string().as_bytes(), &state.log.name, &state.log.keys);
        let Ok(fork) = fork else { return };
        let hash = monitor_path(&state.log.name);
        let path = self.folder.join("forks").join(format!("{}-{size}.json", hash.get(..16).unwrap_or_default()));
        let kept = std::fs::create_dir_all(self.folder.join("forks")).and_then(|()| std::fs::read_dir(self.folder.join("forks")));
        if !path.exists() && kept.is_ok_and(|kept| kept.count() < FORKS_MAX) {
            // The refusal stands whether or not there is room for the evidence.
            drop(write_durably(&path, fork.show_json().as_bytes()));
        }
    }
}

/// Reads the state of a witness's folder, as it stands.
///
/// # Errors
/// [`WitnessFault::Damaged`] for a torn file. An absent one is no new witness but a lost memory.
pub fn read_state(folder: &Path) -> Result<State, WitnessFault> {
    let path = state_file(folder);
    let damaged = |how: String| WitnessFault::Damaged { at: path.display().to_string(), how };
    let text = read_text(&path).map_err(|fault| {
        damaged(format!(
            "the witness's memory cannot be read ({fault}). Without it the witness could cosign a second history; see docs/witness.md"
        ))
    })?;
    State::read(&text).map_err(|how| damaged(format!("{how}; see docs/witness.md")))
}

/// Where the state of the witness in this folder lies.
pub fn state_file(folder: &Path) -> PathBuf {
    folder.join("witness.state")
}

fn plain(status: u16, body: String) -> Reply {
    Reply { status, content_type: "text/plain; charset=utf-8", body: body + "\n" }
}

/// Whether a checkpoint's note is one that this witness's keys have cosigned.
pub fn cosigned_unix_s(note: &Note, cosigners: &[Cosigner]) -> Option<u64> {
    note.signatures().iter().find_map(|signature| {
        let mut keys = cosigners.iter().map(Cosigner::verifier);
        keys.find(|key| key.name() == signature.name && key.id() == signature.id)?.cosigned_unix_s(&signature.bytes)
    })
}
