//! Evidence of a fork: two checkpoints that one log signed and that cannot both be true.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::Verifier;
use crate::text::show_base64;
use crate::tree::{Hash, VerifyError, verify_consistency};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest evidence that is read, bytes. Source: assumed; two notes of 1 MiB and their JSON.
pub const FORK_BYTES_MAX: usize = 4 << 20;

const FORMAT: &str = "tregua/fork/v1";

/// Two signed checkpoints, and the proof that the later tree does not begin with the earlier.
///
/// It holds for itself: whoever knows a key of the log can check it and needs nobody's word. The
/// later tree has, at the earlier one's size, the root `later_root`; the proof shows it; and that
/// is not the root which the log signed at that size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    earlier: String,
    later: String,
    later_root: Hash,
    proof: Vec<Hash>,
    log_name: String,
    sizes: (u64, u64),
}

/// Why something is no evidence of a fork.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForkError {
    /// The bytes are no evidence.
    #[error("fork: {0} is expected")]
    Malformed(&'static str),
    /// One of the checkpoints is not the log's.
    #[error("fork: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The proof does not show what the later tree begins with.
    #[error("fork: {0}")]
    Proof(#[from] VerifyError),
    /// The two checkpoints agree.
    #[error("no fork: the checkpoints of sizes {0} and {1} agree")]
    Agree(u64, u64),
}

/// As written in `fork.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    earlier: String,
    format: String,
    later: String,
    later_root_at_earlier_size: String,
    log: String,
    proof: Vec<String>,
}

impl Fork {
    /// Shows that two notes of the log `log_name` contradict each other. For two trees of one
    /// size `later_root` is the later's own root and the proof is empty; else the root of the
    /// later tree at the earlier size, and the consistency proof from there.
    ///
    /// # Errors
    /// [`ForkError`]: there is no other way to one, so each value is evidence.
    pub fn show(
        (earlier, later): (&[u8], &[u8]),
        (later_root, proof): (Hash, Vec<Hash>),
        log_name: &str,
        log_keys: &[Verifier],
    ) -> Result<Self, ForkError> {
        let (first, _) = Checkpoint::open(earlier, log_name, log_keys)?;
        let (second, _) = Checkpoint::open(later, log_name, log_keys)?;
        verify_consistency(first.size, second.size, &proof, &later_root, &second.root)?;
        if later_root == first.root {
            return Err(ForkError::Agree(first.size, second.size));
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (earlier, later, sizes) = (text(earlier), text(later), (first.size, second.size));
        Ok(Self { earlier, later, later_root, proof, log_name: log_name.to_owned(), sizes })
    }

    /// Shows that the log signed two roots at one size.
    ///
    /// # Errors
    /// [`ForkError`].
    pub fn show_equal_size(one: &[u8], other: &[u8], log_name: &str, log_keys: &[Verifier]) -> Result<Self, ForkError> {
        let (second, _) = Checkpoint::open(other, log_name, log_keys)?;
        Self::show((one, other), (second.root, Vec::new()), log_name, log_keys)
    }

    /// Reads `fork.json` and checks it with keys of the log that the reader trusts.
    ///
    /// # Errors
    /// [`ForkError`].
    pub fn read(json: &[u8], log_name: &str, log_keys: &[Verifier]) -> Result<Self, ForkError> {
        let malformed = ForkError::Malformed;
        if json.len() > FORK_BYTES_MAX {
            return Err(malformed("evidence of at most 4 MiB"));
        }
        let written: Written = serde_json::from_slice(json).map_err(|_| malformed("the JSON of a fork"))?;
        if written.format != FORMAT || written.log != log_name {
            return Err(malformed("the format `tregua/fork/v1` and the name of the log asked for"));
        }
        let hash = |text: &String| Hash::read_base64(text).ok_or(malformed("the base64 of 32-byte hashes"));
        let later_root = hash(&written.later_root_at_earlier_size)?;
        let proof = written.proof.iter().map(hash).collect::<Result<_, _>>()?;
        Self::show((written.earlier.as_bytes(), written.later.as_bytes()), (later_root, proof), log_name, log_keys)
    }

    /// Name of the log that forked.
    pub fn log_name(&self) -> &str {
        &self.log_name
    }

    /// Sizes of the earlier and the later checkpoint.
    pub const fn sizes(&self) -> (u64, u64) {
        self.sizes
    }

    /// Both checkpoints as the log signed them, the earlier first.
    pub fn checkpoints(&self) -> (&str, &str) {
        (&self.earlier, &self.later)
    }

    /// The text of `fork.json`: JSON with sorted keys and a newline at the end.
    pub fn show_json(&self) -> String {
        let written = Written {
            earlier: self.earlier.clone(),
            format: FORMAT.to_owned(),
            later: self.later.clone(),
            later_root_at_earlier_size: show_base64(self.later_root.as_bytes()),
            log: self.log_name.clone(),
            proof: self.proof.iter().map(Hash::to_string).collect(),
        };
        serde_json::to_string_pretty(&written).unwrap_or_default() + "\n"
    }
}

/// What happened, in a sentence.
impl fmt::Display for Fork {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (earlier, later) = self.sizes;
        write!(out, "log `{}` signed two histories: its checkpoints of sizes {earlier} and {later} cannot both be true", self.log_name)
    }
}
