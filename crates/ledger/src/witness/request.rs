//! The body of an add-checkpoint request.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::Note;
use crate::text::{read_base64_leniently, read_decimal};
use crate::tree::{Hash, PROOF_HASHES_MAX};
use std::fmt;

/// Longest request body that is read, bytes: 63 hashes and a note with some forty post-quantum
/// signatures fit. Source: assumed.
pub const REQUEST_BYTES_MAX: usize = 128 * 1024;

/// "From the tree of `old` leaves, by this proof, to this checkpoint."
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Size that the witness should have seen last.
    pub old: u64,
    /// Consistency proof from there.
    pub proof: Vec<Hash>,
    /// The new checkpoint's note.
    pub note: Note,
    /// What the note states; its signatures are unchecked.
    pub checkpoint: Checkpoint,
}

/// Why a body is no request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The lines before the checkpoint, or the body as a whole.
    #[error("add-checkpoint request, line {line}: {expected} is expected")]
    Malformed {
        /// Line, from 1; 0 for the body as a whole.
        line: usize,
        /// What would be right.
        expected: &'static str,
    },
    /// The checkpoint.
    #[error("add-checkpoint request: {0}")]
    Checkpoint(#[from] CheckpointError),
}

impl AddCheckpoint {
    /// Puts a request together.
    ///
    /// # Errors
    /// [`RequestError`] when the note holds no checkpoint or the proof is too long.
    pub fn new(old: u64, proof: Vec<Hash>, note: Note) -> Result<Self, RequestError> {
        if proof.len() > PROOF_HASHES_MAX {
            return Err(RequestError::Malformed { line: 0, expected: "a proof of at most 63 hashes" });
        }
        let checkpoint = Checkpoint::read_text(note.unverified_text())?;
        Ok(Self { old, proof, note, checkpoint })
    }

    /// Reads a body; checks no signature and no proof.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn read(body: &[u8]) -> Result<Self, RequestError> {
        let malformed = |line, expected| RequestError::Malformed { line, expected };
        if body.len() > REQUEST_BYTES_MAX {
            return Err(malformed(0, "a body of at most 128 KiB"));
        }
        let body = str::from_utf8(body).map_err(|_| malformed(0, "UTF-8"))?;
        let (head, note) = body.split_once("\n\n").ok_or(malformed(0, "an empty line before the checkpoint"))?;
        let mut lines = (1..).zip(head.split('\n'));
        let old = lines.next().and_then(|(_, line)| read_decimal(line.strip_prefix("old ")?));
        let old = old.ok_or(malformed(1, "`old <decimal without leading zeroes>`"))?;
        let hash = |(line, text): (usize, &str)| {
            let hash = read_base64_leniently(text).and_then(|bytes| Hash::read(&bytes));
            hash.ok_or(malformed(line, "the base64 of a 32-byte hash"))
        };
        let proof = lines.take(PROOF_HASHES_MAX + 1).map(hash).collect::<Result<_, _>>()?;
        Self::new(old, proof, Note::read(note.as_bytes()).map_err(CheckpointError::Note)?)
    }
}

/// The body as sent.
impl fmt::Display for AddCheckpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(out, "{hash}"))?;
        write!(out, "\n{}", self.note)
    }
}
