//! Level 1: what the log's key signed, and what the ratchet knows of it.

use super::{Damage, Extent, Level};
use crate::disk::Disk;
use crate::ratchet::{Head, Mark};
use ledger::checkpoint::Checkpoint;
use ledger::note::Verifier;
use std::path::Path;

/// What the files of a log are checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The signed checkpoint.
    Signed(Head),
    /// The ratchet, where the checkpoint cannot be used.
    Marked(Head),
}

impl Reference {
    /// Size and root.
    pub const fn head(self) -> Head {
        match self {
            Self::Signed(head) | Self::Marked(head) => head,
        }
    }
}

/// Checks the checkpoint of a log's folder; gives what to check everything else against, if there
/// is anything that can be trusted.
pub fn check_signed(disk: &dyn Disk, folder: &Path, key: &Verifier, mark: Option<&Mark>) -> (Option<Reference>, Vec<Damage>) {
    let damage = |extent, what: String| Damage::of(Level::Checkpoint, extent, "data/log/checkpoint", what);
    let marked = mark.map(|mark| Reference::Marked(mark.stands));
    let bytes = match disk.read(&folder.join("checkpoint")) {
        Err(cause) => return (marked, vec![damage(Extent::Absent, cause.to_string())]),
        Ok(bytes) => bytes,
    };
    let checkpoint = match Checkpoint::open(&bytes, key.name(), std::slice::from_ref(key)) {
        Err(fault) => return (marked, vec![damage(Extent::Wrong, fault.to_string())]),
        Ok((checkpoint, _)) => checkpoint,
    };
    if !Checkpoint::is_canonical(&bytes) {
        return (marked, vec![damage(Extent::Wrong, "it is signed, but not written as this log writes it".into())]);
    }
    let head = Head { size: checkpoint.size, root: checkpoint.root };
    let Some(mark) = mark.filter(|mark| !is_level(head, mark)) else { return (Some(Reference::Signed(head)), Vec::new()) };
    let what = match head.size == mark.stands.size {
        true => format!("it signs another root at {} entries than was signed before: two histories of one log", head.size),
        false => format!("it ends at entry {}, and {} entries were signed on this machine: an old copy", head.size, mark.stands.size),
    };
    (Some(Reference::Signed(head)), vec![damage(Extent::Wrong, what)])
}

/// A crash may have left the ratchet one step ahead; a log from another machine may be longer than
/// the ratchet here. Neither is damage.
fn is_level(head: Head, mark: &Mark) -> bool {
    head == mark.stands || head.size > mark.stands.size || mark.signed_head() == Some(head)
}
