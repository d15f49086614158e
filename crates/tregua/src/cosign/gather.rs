//! What is kept of cosignatures: the newest checkpoint that the quorum cosigned, and a fork for ever.

use crate::fault::Fault;
use engine::StoreFault;
use ledger::fork::Fork;
use ledger::note::{Note, Signature, Verifier};
use ledger::policy::{Judgement, Policy};
use std::io::ErrorKind;
use std::path::Path;
use store::disk::{shown, write_durably};

/// File of the newest checkpoint that the quorum cosigned, in the log's folder.
pub const COSIGNED: &str = "checkpoint.cosigned";

/// File of the evidence that the log signed two histories, in the log's folder.
pub const FORK: &str = "fork.json";

/// A checkpoint with its cosignatures, and what the policy makes of it.
#[derive(Clone, Debug)]
pub struct Cosigned {
    /// The note.
    pub note: Note,
    /// What the policy makes of it.
    pub judgement: Judgement,
}

impl Cosigned {
    /// Puts cosignatures to a checkpoint; newer ones replace those of the same key.
    pub fn new(note: &Note, lines: impl IntoIterator<Item = Signature>, policy: &Policy) -> Result<Self, Fault> {
        let damaged = |how: String| StoreFault::Damaged { what: "the log's checkpoint".into(), how };
        let merged = note.with_signatures(note.signatures().iter().cloned().chain(lines)).map_err(|fault| damaged(fault.to_string()))?;
        let judgement = policy.judge(merged.to_string().as_bytes()).map_err(|fault| Fault::Input(format!("witnesses.policy: {fault}")))?;
        Ok(Self { note: merged, judgement })
    }

    /// Keeps it, if the quorum has cosigned it and nothing newer is kept. Cosignatures that are
    /// kept already for the same tree stay.
    pub fn keep(self, log_folder: &Path, policy: &Policy) -> Result<Self, Fault> {
        let mut kept = self;
        if let Some(before) = read_cosigned(log_folder, policy)? {
            if before.judgement.checkpoint.size > kept.judgement.checkpoint.size {
                return Ok(kept);
            }
            if before.judgement.checkpoint == kept.judgement.checkpoint {
                kept = Self::new(&before.note, kept.note.signatures().iter().cloned(), policy)?;
            }
        }
        if kept.judgement.quorum.is_met() {
            write_durably(&log_folder.join(COSIGNED), kept.note.to_string().as_bytes())?;
        }
        Ok(kept)
    }
}

/// The newest checkpoint that the quorum cosigned; `None` before the first, or if the policy has
/// changed so that the file means nothing by it.
pub fn read_cosigned(log_folder: &Path, policy: &Policy) -> Result<Option<Cosigned>, Fault> {
    let Some(bytes) = read_if_there(&log_folder.join(COSIGNED))? else { return Ok(None) };
    let judged = policy.judge(&bytes).ok().zip(Note::read(&bytes).ok());
    Ok(judged.map(|(judgement, note)| Cosigned { note, judgement }))
}

/// The evidence that the log signed two histories, if there is any.
pub fn read_fork(log_folder: &Path, key: &Verifier) -> Result<Option<Fork>, Fault> {
    let path = log_folder.join(FORK);
    let Some(bytes) = read_if_there(&path)? else { return Ok(None) };
    let fork = Fork::read(&bytes, key.name(), std::slice::from_ref(key));
    Ok(Some(fork.map_err(|fault| StoreFault::Damaged { what: shown(&path), how: fault.to_string() })?))
}

/// Keeps the first evidence; it stays for ever.
pub fn keep_fork(log_folder: &Path, fork: &Fork) -> Result<(), Fault> {
    let path = log_folder.join(FORK);
    if path.exists() { Ok(()) } else { Ok(write_durably(&path, fork.show_json().as_bytes())?) }
}

pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Fault> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(StoreFault::Io { at: shown(path), cause: cause.to_string() }.into()),
    }
}
