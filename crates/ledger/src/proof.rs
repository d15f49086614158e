//! Log proofs: one entry's inclusion under a signed checkpoint as text (C2SP tlog-proof).

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{NOTE_BYTES_MAX, Note, Verifier};
use crate::policy::{JudgeError, Judgement, Policy};
use crate::text::{read_base64, read_decimal, show_base64};
use crate::tree::{Hash, PROOF_HASHES_MAX, VerifyError, verify_inclusion};
use std::fmt;

/// Longest proof text that is read, bytes. Source: INTEGRITY handbook, threat T19.
pub const PROOF_BYTES_MAX: usize = NOTE_BYTES_MAX;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// That an entry stands at an index of a log, ready to be checked offline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogProof {
    /// Opaque extra bytes. Not authenticated: never believe them without another check.
    pub extra: Option<Vec<u8>>,
    /// Index of the entry, from 0.
    pub index: u64,
    /// Inclusion proof, the leaf's sibling first.
    pub path: Vec<Hash>,
    checkpoint: String,
}

/// Why a proof is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The text is no proof.
    #[error("log proof, line {line}: {expected} is expected")]
    Malformed {
        /// Line, from 1; 0 for the proof as a whole.
        line: usize,
        /// What would be right.
        expected: &'static str,
    },
    /// The checkpoint in it is not accepted.
    #[error("log proof: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The policy does not accept the checkpoint in it.
    #[error("log proof: {0}")]
    Policy(#[from] JudgeError),
    /// The entry is not where the proof says.
    #[error("log proof: {0}")]
    Inclusion(#[from] VerifyError),
}

impl LogProof {
    /// Puts together the inclusion proof of one entry and the checkpoint that it leads to.
    pub fn new(index: u64, path: Vec<Hash>, checkpoint: &Note) -> Self {
        Self { extra: None, index, path, checkpoint: checkpoint.to_string() }
    }

    /// The signed checkpoint, byte for byte.
    pub fn checkpoint(&self) -> &[u8] {
        self.checkpoint.as_bytes()
    }

    /// Reads the form of a proof; checks neither signature nor path.
    ///
    /// # Errors
    /// [`ProofError::Malformed`], or [`ProofError::Checkpoint`] when what follows the blank line
    /// is no note with a checkpoint in it.
    pub fn read(bytes: &[u8]) -> Result<Self, ProofError> {
        let whole = |expected| ProofError::Malformed { line: 0, expected };
        if bytes.len() > PROOF_BYTES_MAX {
            return Err(whole("a proof of at most 1 MiB"));
        }
        let text = str::from_utf8(bytes).map_err(|_| whole("UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut proof = read_head(head)?;
        let note = Note::read(checkpoint.as_bytes()).map_err(CheckpointError::Note)?;
        Checkpoint::read_text(note.unverified_text())?;
        proof.checkpoint = checkpoint.to_owned();
        Ok(proof)
    }

    /// Checks everything that the log itself vouches for: a signature of the log `log_name` by
    /// one of `log_keys`, and the path from the leaf hash to the signed root. Gives back the
    /// checkpoint. A quorum of witnesses is another question.
    ///
    /// # Errors
    /// [`ProofError`].
    pub fn verify(&self, leaf: &Hash, log_name: &str, log_keys: &[Verifier]) -> Result<Checkpoint, ProofError> {
        let (checkpoint, _) = Checkpoint::open(self.checkpoint(), log_name, log_keys)?;
        verify_inclusion(leaf, self.index, checkpoint.size, &self.path, &checkpoint.root)?;
        Ok(checkpoint)
    }

    /// Checks everything that a policy asks for but the quorum, and says how that stands: the
    /// log's signature, every cosignature by a known witness, and the path from the leaf hash to
    /// the signed root.
    ///
    /// The entry is proven *and witnessed* only if the judgement's quorum is met.
    ///
    /// # Errors
    /// [`ProofError`].
    pub fn judge(&self, leaf: &Hash, policy: &Policy) -> Result<Judgement, ProofError> {
        let judgement = policy.judge(self.checkpoint())?;
        let Checkpoint { size, root, .. } = &judgement.checkpoint;
        verify_inclusion(leaf, self.index, *size, &self.path, root)?;
        Ok(judgement)
    }
}

/// The proof as stored and sent, usually as `.tlog-proof`.
impl fmt::Display for LogProof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(out, "extra {}", show_base64(extra))?;
        }
        writeln!(out, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(out, "{hash}"))?;
        write!(out, "\n{}", self.checkpoint)
    }
}

/// Reads what stands before the blank line.
fn read_head(head: &str) -> Result<LogProof, ProofError> {
    let malformed = |line, expected| ProofError::Malformed { line, expected };
    let mut lines = (1..).zip(head.split('\n')).peekable();
    if lines.next().is_none_or(|(_, line)| line != HEADER) {
        return Err(malformed(1, "`c2sp.org/tlog-proof@v1`"));
    }
    let extra = lines.next_if(|(_, line)| line.starts_with("extra ")).map(|(at, line)| {
        let extra = line.strip_prefix("extra ").and_then(read_base64);
        extra.ok_or(malformed(at, "`extra <base64>`"))
    });
    let extra = extra.transpose()?;
    let index = lines.next().and_then(|(_, line)| read_decimal(line.strip_prefix("index ")?));
    let line = if extra.is_some() { 3 } else { 2 };
    let index = index.ok_or(malformed(line, "`index <decimal without leading zeroes>`"))?;
    let path: Vec<Hash> = lines.map(read_hash).collect::<Result<_, _>>()?;
    if path.len() > PROOF_HASHES_MAX {
        return Err(malformed(0, "an inclusion proof of at most 63 hashes"));
    }
    Ok(LogProof { extra, index, path, checkpoint: String::new() })
}

fn read_hash((line, text): (usize, &str)) -> Result<Hash, ProofError> {
    let hash = read_base64(text).and_then(|bytes| Hash::read(&bytes));
    hash.ok_or(ProofError::Malformed { line, expected: "the base64 of a 32-byte hash" })
}
