//! Why a witness cannot do what it was asked to: one sentence and an exit code.

/// Why a witness stopped.
#[derive(Debug, thiserror::Error)]
pub enum WitnessFault {
    /// The call is wrong.
    #[error("{0}")]
    Call(String),
    /// A file cannot be read, or is not what it should be.
    #[error("{at}: {how}")]
    Damaged {
        /// The file.
        at: String,
        /// What is wrong, and what would be right.
        how: String,
    },
    /// Another process has the state.
    #[error("{0}: another process serves this witness; stop it first")]
    Busy(String),
    /// The disk or the network refuses.
    #[error("{at}: {cause}")]
    Io {
        /// File or address.
        at: String,
        /// What the system said.
        cause: String,
    },
}

impl WitnessFault {
    pub(crate) fn io(at: &std::path::Path, cause: &std::io::Error) -> Self {
        Self::Io { at: at.display().to_string(), cause: cause.to_string() }
    }

    /// The exit code, as the help lists them.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Call(_) => 2,
            Self::Damaged { .. } => 3,
            Self::Busy(_) => 4,
            Self::Io { .. } => 5,
        }
    }
}
