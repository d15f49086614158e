//! Checkpoints: a log's name, size and root as a signed note (C2SP tlog-checkpoint 1.0.0).

use crate::note::{self, Note, NoteError, OpenedNote, Signer, Verifier};
use crate::text::read_decimal;
use crate::tree::Hash;
use std::fmt;

/// What a log says of itself: "under this name, so many leaves have this root".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Log name; C2SP calls it the origin line. Not empty, one line.
    pub log_name: String,
    /// Number of leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// Extension lines of foreign logs. We write none and read no meaning into any.
    pub extensions: Vec<String>,
}

/// Why a checkpoint is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The text is no checkpoint.
    #[error("checkpoint, line {line}: {expected} is expected")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// What would be right.
        expected: &'static str,
    },
    /// The checkpoint is another log's.
    #[error("checkpoint of log `{found}`: `{expected}` is expected")]
    OtherLog {
        /// Log name in the checkpoint.
        found: String,
        /// Log name asked for.
        expected: String,
    },
    /// The note around it is not accepted.
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
}

impl Checkpoint {
    /// States a tree without extension lines.
    pub fn new(log_name: &str, size: u64, root: Hash) -> Self {
        Self { log_name: log_name.to_owned(), size, root, extensions: Vec::new() }
    }

    /// Reads a note's text; says nothing about who signed it.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`].
    pub fn read_text(text: &str) -> Result<Self, CheckpointError> {
        let malformed = |line, expected| CheckpointError::Malformed { line, expected };
        let mut lines = text.strip_suffix('\n').unwrap_or("").split('\n');
        let log_name = lines.next().filter(|name| !name.is_empty());
        let log_name = log_name.ok_or(malformed(1, "a log name"))?.to_owned();
        let size = lines.next().and_then(read_decimal);
        let size = size.ok_or(malformed(2, "a tree size without leading zeroes"))?;
        let root = lines.next().and_then(Hash::read_base64);
        let root = root.ok_or(malformed(3, "the base64 of a 32-byte root"))?;
        let extensions: Vec<_> = lines.map(str::to_owned).collect();
        if let Some(at) = extensions.iter().position(String::is_empty) {
            return Err(malformed(4 + at, "an extension line that is not empty"));
        }
        Ok(Self { log_name, size, root, extensions })
    }

    /// Signs the checkpoint with the log's keys.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`] when the log name or an extension is empty or has more than
    /// one line; [`CheckpointError::Note`] for control characters or no signer.
    pub fn sign(&self, signers: &[&Signer]) -> Result<Note, CheckpointError> {
        let text = self.to_string();
        if Self::read_text(&text)? != *self {
            return Err(CheckpointError::Malformed { line: 1, expected: "a log name of one line" });
        }
        Ok(Note::sign(&text, signers)?)
    }

    /// Opens a signed checkpoint of the log `log_name`. `log_keys` are keys of that log and of
    /// nobody else: one good signature by any of them is enough.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn open(bytes: &[u8], log_name: &str, log_keys: &[Verifier]) -> Result<(Self, OpenedNote), CheckpointError> {
        let note = note::open(bytes, log_keys)?;
        let checkpoint = Self::read_text(&note.text)?;
        if checkpoint.log_name != log_name {
            let (found, expected) = (checkpoint.log_name, log_name.to_owned());
            return Err(CheckpointError::OtherLog { found, expected });
        }
        Ok((checkpoint, note))
    }

    /// Whether these are the bytes that we would write for the same checkpoint and signatures:
    /// the rule for our own stored checkpoints, so that no bit of them can change unseen.
    pub fn is_canonical(bytes: &[u8]) -> bool {
        let text = Note::read(bytes).map(|note| note.unverified_text().to_owned());
        let same = text.is_ok_and(|text| Self::read_text(&text).is_ok_and(|checkpoint| checkpoint.to_string() == text));
        same && Note::is_canonical(bytes)
    }
}

/// The text that gets signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}\n{}\n{}\n", self.log_name, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(out, "{line}"))
    }
}
