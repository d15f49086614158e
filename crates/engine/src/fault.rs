//! Why a step could not be taken.

use crate::contract::StoreFault;

/// Why a step could not be taken. Nothing acknowledged is lost by any of them.
#[derive(Debug, thiserror::Error)]
pub enum EngineFault {
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A conclusion cannot be written in the record's JSON profile.
    #[error("{what} cannot be recorded: {cause}")]
    Record {
        /// Which conclusion.
        what: String,
        /// Why.
        cause: String,
    },
    /// An entry or item of the log cannot be read.
    #[error("entry {leaf} of the log cannot be read: {cause}")]
    Entry {
        /// Its position.
        leaf: u64,
        /// Why.
        cause: String,
    },
    /// The mission's data cannot be used.
    #[error("mission.toml: {0}")]
    Mission(String),
    /// Something is not released.
    #[error(transparent)]
    Release(#[from] crate::release::ReleaseFault),
    /// No mission was adopted in this log.
    #[error("this log has no mission yet: `tregua init` makes one")]
    NoMission,
    /// An act does not count as it is signed.
    #[error("the act was not entered: {0}")]
    Act(#[from] record::register::ActFault),
    /// An act is signed as it must be, and the rules forbid it.
    #[error("the act was not entered: {0}")]
    Refused(#[from] casework::Refusal),
    /// What was handed in is refused.
    #[error(transparent)]
    Submission(#[from] record::submission::SubmissionFault),
    /// A sender speaks for a source that is not theirs.
    #[error("submission: {0}")]
    Source(String),
    /// Too much for one batch.
    #[error("{what}: {n} conclusions are more than one batch can hold (16,777,216); split the file")]
    TooMany {
        /// Which step.
        what: String,
        /// How many.
        n: usize,
    },
    /// An id that is not there.
    #[error("`{0}` is not in this mission: an id such as INC-7K3QZ2 or its beginning is expected")]
    UnknownId(String),
    /// An id that is not unique.
    #[error("`{id}` is not unique: {candidates}. Write more letters")]
    Ambiguous {
        /// What was asked.
        id: String,
        /// What it could mean.
        candidates: String,
    },
}
