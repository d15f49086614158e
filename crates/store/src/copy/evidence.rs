//! Evidence of a fork: two checkpoints of one log that cannot both be, and why, for anyone to check again.

use super::{Mirror, PullFault};
use crate::disk::{shown, write_durably};
use engine::StoreFault;
use ledger::checkpoint::Checkpoint;
use ledger::note::Verifier;
use ledger::tree::{Hash, verify_consistency};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Two checkpoints that one key signed and that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fork {
    /// The log's verifier key.
    pub vkey: String,
    /// The smaller checkpoint, a note.
    pub first: String,
    /// The larger one, or one of the same size.
    pub second: String,
    /// The root that the tree of the second has at the size of the first, base64.
    pub root_at_first: String,
    /// The proof of that, base64 each; empty for equal sizes.
    pub proof: Vec<String>,
}

impl Fork {
    /// Checks the evidence itself: both signed by the key, and the two trees differ where they should be one.
    ///
    /// # Errors
    /// What is not shown.
    pub fn check(&self) -> Result<(), String> {
        let key: Verifier = self.vkey.trim_end().parse().map_err(|fault: ledger::note::KeyError| fault.to_string())?;
        let open = |note: &str| {
            let opened = Checkpoint::open(note.as_bytes(), key.name(), std::slice::from_ref(&key));
            opened.map(|(checkpoint, _)| checkpoint).map_err(|fault| fault.to_string())
        };
        let (first, second) = (open(&self.first)?, open(&self.second)?);
        let hash = |text: &str| Hash::read_base64(text).ok_or_else(|| format!("`{text}` is no hash"));
        let other = hash(&self.root_at_first)?;
        let proof = self.proof.iter().map(|text| hash(text)).collect::<Result<Vec<_>, _>>()?;
        verify_consistency(first.size, second.size, &proof, &other, &second.root).map_err(|fault| fault.to_string())?;
        if other == first.root { Err("the two checkpoints are of one tree".into()) } else { Ok(()) }
    }
}

/// Reads evidence of a fork.
///
/// # Errors
/// If the file is absent or no evidence.
pub fn read_fork(path: &Path) -> Result<Fork, StoreFault> {
    let damaged = |how: String| StoreFault::Damaged { what: shown(path), how };
    let fork: Fork = serde_json::from_slice(&crate::disk::read(path)?).map_err(|cause| damaged(cause.to_string()))?;
    fork.check().map_err(damaged)?;
    Ok(fork)
}

/// Keeps the evidence in the copy and gives the fault to report.
pub fn keep_fork(mirror: &Mirror, key: &Verifier, first: &str, second: &str, other: &Hash, proof: &[Hash]) -> PullFault {
    let fork = Fork {
        vkey: key.vkey().to_string(),
        first: first.into(),
        second: second.into(),
        root_at_first: other.to_string(),
        proof: proof.iter().map(ToString::to_string).collect(),
    };
    let size = |note: &str| note.lines().nth(1).unwrap_or("?").to_owned();
    let how = format!("its checkpoints of {} and of {} entries belong to different trees", size(first), size(second));
    let name = model::Digest::of(second.as_bytes()).to_string();
    let path = mirror.root().join("evidence").join(format!("fork-{}.json", name.get(..16).unwrap_or(&name)));
    let text = serde_json::to_vec_pretty(&fork).unwrap_or_default();
    match write_durably(&path, &text) {
        Ok(()) => PullFault::Fork { log: key.name().into(), how, kept: shown(&path) },
        Err(fault) => fault.into(),
    }
}
