//! What a witness answers, decided without touching anything: the caller persists, then answers.

use super::request::{AddCheckpoint, RequestError};
use crate::note::{Cosigner, Note, NoteError, Signature, Verifier, check_signatures};
use crate::tree::{Hash, VerifyError, verify_consistency};
use std::num::NonZeroU64;

/// A log that the witness is configured for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLog {
    /// The log's name: its origin line.
    pub name: String,
    /// Its keys; a signature by any one of them is enough.
    pub keys: Vec<Verifier>,
    /// The largest tree that the witness has cosigned for it.
    pub seen: Seen,
}

/// The largest tree that a witness has cosigned for a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Number of leaves; 0 before the first cosignature.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

impl Seen {
    /// Nothing yet.
    pub const NOTHING: Self = Self { size: 0, root: Hash::EMPTY };
}

/// A checkpoint that may be cosigned once [`Grant::next`] is persisted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The log's name.
    pub log_name: String,
    /// What to persist, durably and before anything is answered.
    pub next: Seen,
    /// The checkpoint with the log's checked signatures and no others.
    pub note: Note,
}

/// A granted checkpoint with the witness's cosignatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// Body of the answer: one signature line per key.
    pub answer: String,
    /// The checkpoint for monitors: the log's signatures and ours.
    pub note: Note,
}

/// Why a checkpoint is not cosigned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The body is no request.
    #[error("{0}")]
    Malformed(#[from] RequestError),
    /// No log of this name is configured.
    #[error("unknown log `{0}`")]
    UnknownLog(String),
    /// No configured key has signed, or one wrongly.
    #[error("invalid signature: {0}")]
    Unsigned(NoteError),
    /// The request contradicts itself.
    #[error("old size `{old}` is above the checkpoint's size {new}")]
    Shrinks {
        /// Old size in the request.
        old: u64,
        /// Size of its checkpoint.
        new: u64,
    },
    /// The request starts elsewhere than at the tree seen last.
    #[error("{0}")]
    Conflict(u64),
    /// The checkpoint, signed by the log, does not continue the tree seen last.
    #[error("{inconsistency}")]
    Inconsistent {
        /// In which way.
        inconsistency: Inconsistency,
        /// The checkpoint as the log signed it: evidence, worth keeping.
        note: Box<Note>,
    },
}

/// In which way a signed checkpoint does not continue the tree seen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistency {
    /// A tree without leaves has one root only.
    #[error("root of an empty tree: SHA-256 of nothing is expected")]
    EmptyRoot,
    /// The same size with another root: two trees of one log, a fork.
    #[error("the log signed another root at size {0}")]
    OtherRoot(u64),
    /// The consistency proof does not lead from the one to the other.
    #[error("consistency proof: {0}")]
    Proof(VerifyError),
}

impl Refusal {
    /// HTTP status. Source: tlog-witness 1.0.0.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Shrinks { .. } => 400,
            Self::UnknownLog(_) => 404,
            Self::Unsigned(_) => 403,
            Self::Conflict(_) => 409,
            Self::Inconsistent { .. } => 422,
        }
    }

    /// Content type of the answer's body.
    pub const fn content_type(&self) -> &'static str {
        match self {
            Self::Conflict(_) => "text/x.tlog.size",
            _ => "text/plain; charset=utf-8",
        }
    }

    /// Body of the answer: the size seen last for a conflict, else the reason in words.
    pub fn body(&self) -> String {
        format!("{self}\n")
    }
}

/// Decides on a request, in the order of the specification. `look_up` finds a configured log by
/// its name. The same request and state always give the same decision.
///
/// # Errors
/// [`Refusal`]; nothing is to be persisted then.
pub fn decide<'a>(body: &[u8], look_up: impl FnOnce(&str) -> Option<&'a KnownLog>) -> Result<Grant, Refusal> {
    let request = AddCheckpoint::read(body)?;
    let log = look_up(&request.checkpoint.log_name).ok_or_else(|| Refusal::UnknownLog(request.checkpoint.log_name.clone()))?;
    let note = check_signed(&request.note, log)?;
    let (old, new) = (request.old, request.checkpoint.size);
    if old > new {
        return Err(Refusal::Shrinks { old, new });
    }
    if old != log.seen.size {
        return Err(Refusal::Conflict(log.seen.size));
    }
    let next = Seen { size: new, root: request.checkpoint.root };
    check_continues(log.seen, next, &request.proof)
        .map_err(|inconsistency| Refusal::Inconsistent { inconsistency, note: Box::new(note.clone()) })?;
    Ok(Grant { log_name: log.name.clone(), next, note })
}

/// The note with those signatures only that the log's configured keys made.
fn check_signed(note: &Note, log: &KnownLog) -> Result<Note, Refusal> {
    let checked = check_signatures(note, &log.keys).map_err(Refusal::Unsigned)?;
    let signed: Vec<Signature> = checked.into_iter().filter_map(|(signature, signer)| signer.map(|_| signature.clone())).collect();
    if signed.is_empty() {
        return Err(Refusal::Unsigned(NoteError::Unsigned));
    }
    note.with_signatures(signed).map_err(Refusal::Unsigned)
}

fn check_continues(seen: Seen, next: Seen, proof: &[Hash]) -> Result<(), Inconsistency> {
    if next.size == 0 && next.root != Hash::EMPTY {
        return Err(Inconsistency::EmptyRoot);
    }
    if seen.size == next.size && seen.root != next.root {
        return Err(Inconsistency::OtherRoot(next.size));
    }
    verify_consistency(seen.size, next.size, proof, &seen.root, &next.root).map_err(Inconsistency::Proof)
}

impl Grant {
    /// Cosigns with every key of the witness. To be sent only after [`Grant::next`] is durable.
    ///
    /// # Errors
    /// [`NoteError`] without cosigners, or for a time past 2^63 - 1 seconds.
    pub fn cosign(&self, cosigners: &[Cosigner], unix_s: NonZeroU64) -> Result<Cosigned, NoteError> {
        let text = self.note.unverified_text();
        let lines = cosigners.iter().map(|cosigner| cosigner.cosign(text, unix_s)).collect::<Result<Vec<_>, _>>()?;
        if lines.is_empty() {
            return Err(NoteError::Unsigned);
        }
        let answer = lines.iter().map(|line| format!("{line}\n")).collect();
        let note = self.note.with_signatures(self.note.signatures().iter().cloned().chain(lines))?;
        Ok(Cosigned { answer, note })
    }
}
