//! Asking one witness, within its time and its bytes, believing nothing that no key signed.

use super::{WITNESS_MAX, Witness};
use crate::fault::Fault;
use engine::{Log, StoreFault};
use ledger::checkpoint::Checkpoint;
use ledger::fork::Fork;
use ledger::note::{Note, Signature, Verifier};
use ledger::tile::TileSource;
use ledger::tree::{Hash, prove_consistency, root};
use ledger::witness::{ANSWER_BYTES_MAX, AddCheckpoint, Answer, monitor_path, read_answer};
use std::time::{Duration, Instant};
use store::FileLog;
use store::disk::RealDisk;
use store::log::read_tile;
use ureq::Agent;

/// What a witness said of a checkpoint.
#[derive(Clone, Debug)]
pub enum Told {
    /// It cosigned.
    Cosigned(Vec<Signature>),
    /// It has cosigned a larger tree of this log, and shows the signed checkpoint.
    Ahead(u64),
    /// It has cosigned a tree that contradicts ours, and shows the signed checkpoint.
    Contradicts(Box<Fork>),
    /// It does not know the log.
    NotConfigured,
    /// It says that nothing of this log was cosigned yet.
    Nothing,
    /// It cosigned a tree that ours continues.
    Confirms(u64),
    /// It refuses, or its answer is none; in words.
    Useless(String),
    /// Nothing came in time; in words.
    Silent(String),
}

/// A log as it is shown to witnesses.
pub struct Shown {
    log: FileLog,
    key: Verifier,
    note: Note,
}

impl Shown {
    /// Takes the log's newest checkpoint.
    pub fn new(log: FileLog, key: Verifier) -> Result<Self, Fault> {
        let note = Note::read(log.checkpoint().as_bytes());
        let note = note.map_err(|fault| StoreFault::Damaged { what: "data/log/checkpoint".into(), how: fault.to_string() })?;
        Ok(Self { log, key, note })
    }

    /// Its size.
    pub fn size(&self) -> u64 {
        self.log.size()
    }

    /// The checkpoint.
    pub const fn note(&self) -> &Note {
        &self.note
    }

    fn consistency(&self, old: u64) -> Option<Vec<Hash>> {
        prove_consistency(&mut self.tiles(), old, self.size()).ok()
    }

    fn tiles(&self) -> TileSource<impl FnMut(ledger::tile::Tile) -> Result<Vec<u8>, StoreFault>> {
        let folder = self.log.folder().to_owned();
        TileSource::new(self.size(), move |tile| read_tile(&RealDisk, &folder, tile))
    }

    /// What a checkpoint that somebody shows says of ours. One that the log did not sign says nothing.
    pub fn compare(&self, shown: &[u8]) -> Option<Told> {
        let keys = std::slice::from_ref(&self.key);
        let (theirs, _) = Checkpoint::open(shown, self.log.name(), keys).ok()?;
        if theirs.size > self.size() {
            return Some(Told::Ahead(theirs.size));
        }
        let ours = root(&mut self.tiles(), theirs.size).ok()?;
        if ours == theirs.root {
            return Some(Told::Confirms(theirs.size));
        }
        let proof = self.consistency(theirs.size)?;
        let own = self.note.to_string();
        let fork = Fork::show((shown, own.as_bytes()), (ours, proof), self.log.name(), keys);
        fork.ok().map(|fork| Told::Contradicts(Box::new(fork)))
    }
}

/// One conversation with one witness.
pub struct Asking<'a> {
    agent: Agent,
    witness: &'a Witness,
    until: Instant,
}

impl<'a> Asking<'a> {
    /// Begins; all of it ends within [`WITNESS_MAX`].
    pub fn new(witness: &'a Witness) -> Self {
        let config = Agent::config_builder().max_redirects(0).http_status_as_error(false).user_agent("tregua");
        Self { agent: config.build().new_agent(), witness, until: Instant::now() + WITNESS_MAX }
    }

    /// Asks for a cosignature; `old` is the size that the witness is thought to have seen last.
    pub fn cosign(&self, shown: &Shown, old: u64) -> Told {
        let told = match self.add_checkpoint(shown, old.min(shown.size())) {
            Ok(Answer::SeenAt(size)) if size <= shown.size() && size != old => self.add_checkpoint(shown, size),
            other => other,
        };
        match told {
            Err(silent) => Told::Silent(silent),
            Ok(Answer::Cosigned(lines)) => Told::Cosigned(lines),
            Ok(Answer::NotConfigured) => Told::NotConfigured,
            Ok(Answer::Garbled(what)) => Told::Useless(format!("its answer is {what}")),
            Ok(Answer::SeenAt(size)) => self.look_behind(shown, format!("it says that it has seen {size} entries")),
            Ok(Answer::Refused { status, reason }) => self.look_behind(shown, format!("it refuses ({status}): {reason}")),
        }
    }

    /// Asks what the witness cosigned last.
    pub fn look(&self, shown: &Shown) -> Told {
        match self.get(&monitor_path(shown.log.name())) {
            Err(silent) => Told::Silent(silent),
            Ok((404, _)) => Told::Nothing,
            Ok((200, body)) => shown.compare(&body).unwrap_or_else(|| Told::Useless("it shows no checkpoint of this log".into())),
            Ok((status, _)) => Told::Useless(format!("it answers {status}")),
        }
    }

    /// A refusal counts only if the witness can show what it refuses for.
    fn look_behind(&self, shown: &Shown, said: String) -> Told {
        match self.look(shown) {
            found @ (Told::Ahead(_) | Told::Contradicts(_)) => found,
            _ => Told::Useless(said),
        }
    }

    fn add_checkpoint(&self, shown: &Shown, old: u64) -> Result<Answer, String> {
        let proof = shown.consistency(old).ok_or("the log's tiles cannot be read")?;
        let body = AddCheckpoint::new(old, proof, shown.note.clone()).map_err(|fault| fault.to_string())?;
        let request = self.agent.post(format!("{}/add-checkpoint", self.witness.url)).config().timeout_global(Some(self.left()?)).build();
        let answer = request.send(body.to_string()).map_err(|cause| cause.to_string())?;
        let (status, body) = read(answer)?;
        Ok(read_answer(status, &body, &shown.note, &self.witness.keys))
    }

    fn get(&self, path: &str) -> Result<(u16, Vec<u8>), String> {
        let request = self.agent.get(format!("{}/{path}", self.witness.url)).config().timeout_global(Some(self.left()?)).build();
        read(request.call().map_err(|cause| cause.to_string())?)
    }

    fn left(&self) -> Result<Duration, String> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err("no answer in time".into()) } else { Ok(left) }
    }
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> Result<(u16, Vec<u8>), String> {
    let limit = u64::try_from(ANSWER_BYTES_MAX).unwrap_or(u64::MAX) + 1;
    let body = answer.body_mut().with_config().limit(limit).read_to_vec().map_err(|cause| cause.to_string())?;
    Ok((answer.status().as_u16(), body))
}

impl Told {
    /// In words, for people and for the memory.
    pub fn show(&self, size: u64) -> String {
        match self {
            Self::Cosigned(_) => format!("cosigned {size} entries"),
            Self::Ahead(other) => format!("has cosigned {other} entries of this log, and {size} are here"),
            Self::Contradicts(fork) => fork.to_string(),
            Self::NotConfigured => "does not know this log; its keeper adds it with `add-log`".into(),
            Self::Nothing => "has cosigned nothing of this log yet".into(),
            Self::Confirms(other) => format!("has cosigned {other} entries, and they are here"),
            Self::Useless(said) => said.clone(),
            Self::Silent(why) => format!("did not answer ({why})"),
        }
    }
}
