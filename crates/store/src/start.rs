//! Whether a log may be written: what its files, its ratchet and its witnesses say, held side by side.

use crate::ratchet::{Head, Mark};
use engine::StoreFault;

/// What the witnesses and mirrors of a log said of its checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// None is configured.
    Nobody,
    /// Some are configured, and none answered.
    Silent,
    /// At least one answered, and nobody has seen a larger or another tree.
    Agrees,
    /// One has seen a larger or another tree: who, and what.
    Contradicts(String),
}

/// How writing begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Log and ratchet are level.
    Level,
    /// A crash came between the ratchet and the checkpoint: its step is finished first.
    Finish(Head),
    /// There was no ratchet, or an older one; a witness or mirror has confirmed the log.
    Anew,
}

/// Why a log may be read and not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Hold {
    /// The log is an old copy.
    #[error(
        "the log here ends at entry {found}, and {signed} entries of it were signed on this machine: this folder is an old copy. It can be read; going on would sign a second history. `tregua log recover --from MIRROR` brings the newest copy back"
    )]
    Behind {
        /// Entries found.
        found: u64,
        /// Entries signed.
        signed: u64,
    },
    /// The log is another one of the same name.
    #[error(
        "the log here has other entries than those that were signed on this machine (at {at} entries): two histories of one log. Nothing more can be signed under this name; keep both folders, they are evidence"
    )]
    Forked {
        /// Where they are known to differ.
        at: u64,
    },
    /// This machine does not know the log.
    #[error(
        "this machine does not know how far the log was signed (its ratchet is {how}): another machine may still be writing it. It can be read. If nobody else writes it, `tregua log claim --by NAME` says so and takes it up here"
    )]
    Unknown {
        /// "absent", "older than the log".
        how: &'static str,
    },
    /// This machine does not know the log, and nobody who would has answered.
    #[error(
        "this machine does not know how far the log was signed (its ratchet is {how}), and no witness or mirror answered. The log can be read; try again when one of them can be reached"
    )]
    Unconfirmed {
        /// "absent", "older than the log".
        how: &'static str,
    },
    /// A witness or mirror has seen something else.
    #[error(
        "{0}: this folder is an old copy, or there are two histories of this log. It can be read, and nothing is signed. `tregua log recover --from MIRROR` brings the newest copy back"
    )]
    Contradicted(String),
}

impl From<Hold> for StoreFault {
    fn from(hold: Hold) -> Self {
        Self::ReadOnly { why: hold.to_string() }
    }
}

/// Says how writing may begin. `at_mark` is the log's own head at the size of the ratchet's mark,
/// if it is as long as that.
///
/// # Errors
/// Why the log may be read only. There is no way to accept a fork.
pub fn judge(log: Head, mark: Option<&Mark>, at_mark: Option<Head>, outside: &Outside) -> Result<Start, Hold> {
    if let Outside::Contradicts(what) = outside {
        return Err(Hold::Contradicted(what.clone()));
    }
    let Some(mark) = mark else { return anew("absent", outside) };
    let signed = mark.stands.size;
    match at_mark {
        Some(head) if head != mark.stands => Err(Hold::Forked { at: signed }),
        Some(_) if log.size == signed => Ok(Start::Level),
        Some(_) => anew("older than the log", outside),
        None if mark.signed_head() == Some(log) => Ok(Start::Finish(mark.stands)),
        None => Err(Hold::Behind { found: log.size, signed }),
    }
}

fn anew(how: &'static str, outside: &Outside) -> Result<Start, Hold> {
    match outside {
        Outside::Nobody => Err(Hold::Unknown { how }),
        Outside::Silent => Err(Hold::Unconfirmed { how }),
        Outside::Agrees => Ok(Start::Anew),
        Outside::Contradicts(what) => Err(Hold::Contradicted(what.clone())),
    }
}
