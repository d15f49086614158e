//! Evidence of a fork that a copy met, kept beside it for anyone to check again.

use super::{Mirror, PullFault};
use crate::disk::{shown, write_durably};
use engine::StoreFault;
use ledger::fork::Fork;
use ledger::note::Verifier;
use ledger::tree::Hash;
use std::path::Path;

/// Reads evidence of a fork and checks it with the log's key.
///
/// # Errors
/// If the file is absent or no evidence.
pub fn read_fork(path: &Path, key: &Verifier) -> Result<Fork, StoreFault> {
    let bytes = crate::disk::read(path)?;
    let fork = Fork::read(&bytes, key.name(), std::slice::from_ref(key));
    fork.map_err(|cause| StoreFault::Damaged { what: shown(path), how: cause.to_string() })
}

/// Keeps the evidence in the copy and gives the fault to report. `other` is the root that the later
/// tree has at the size of the earlier one, `proof` the proof of that.
pub fn keep_fork(mirror: &Mirror, key: &Verifier, (earlier, later): (&[u8], &[u8]), other: &Hash, proof: &[Hash]) -> PullFault {
    let at = shown(&mirror.root().join("evidence"));
    let fork = match Fork::show((earlier, later), (*other, proof.to_vec()), key.name(), std::slice::from_ref(key)) {
        Ok(fork) => fork,
        Err(cause) => return StoreFault::Damaged { what: at, how: cause.to_string() }.into(),
    };
    let name = model::Digest::of(later).to_string();
    let path = mirror.root().join("evidence").join(format!("fork-{}.json", name.get(..16).unwrap_or(&name)));
    match write_durably(&path, fork.show_json().as_bytes()) {
        Ok(()) => {
            let (first, second) = fork.sizes();
            let how = format!("its checkpoints of {first} and of {second} entries belong to different trees");
            PullFault::Fork { log: key.name().into(), how, kept: shown(&path) }
        }
        Err(fault) => fault.into(),
    }
}
