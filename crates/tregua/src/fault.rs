//! Everything that can stop a command: one sentence and a fitting exit code.

use engine::{EngineFault, StoreFault};
use std::process::ExitCode;
use store::copy::PullFault;

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A floor below could not.
    #[error(transparent)]
    Engine(#[from] EngineFault),
    /// A copy could not be brought up to date.
    #[error(transparent)]
    Pull(#[from] PullFault),
    /// A witness could not.
    #[error(transparent)]
    Witness(#[from] witness::WitnessFault),
    /// The call is wrong.
    #[error("{0}")]
    Call(String),
    /// A file cannot be read.
    #[error("{0}")]
    Input(String),
    /// No mission in the folder.
    #[error("{0}: no mission is here. `tregua init DIR` makes one, `--mission DIR` names one")]
    NoMission(String),
    /// The server could not start.
    #[error("{0}")]
    Serve(String),
}

impl From<StoreFault> for Fault {
    fn from(fault: StoreFault) -> Self {
        Self::Engine(fault.into())
    }
}

impl Fault {
    /// The exit code, as the help lists them.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Witness(fault) => fault.exit_code(),
            Self::Call(_) | Self::NoMission(_) => 2,
            Self::Input(_) => 3,
            Self::Serve(_) => 5,
            Self::Pull(PullFault::Fork { .. } | PullFault::NotAccepted { .. }) => 1,
            Self::Pull(PullFault::Garbage { .. } | PullFault::Restless { .. }) => 3,
            Self::Pull(PullFault::Store(_)) => 5,
            Self::Engine(fault) => match fault {
                EngineFault::Store(StoreFault::Busy { .. }) => 4,
                EngineFault::Store(StoreFault::ReadOnly { .. }) => 6,
                EngineFault::Store(_) | EngineFault::Entry { .. } => 5,
                EngineFault::Mission(_) | EngineFault::TooMany { .. } | EngineFault::Record { .. } => 3,
                EngineFault::Submission(_) | EngineFault::Source(_) => 3,
                EngineFault::Act(_)
                | EngineFault::Refused(_)
                | EngineFault::Release(_)
                | EngineFault::NoMission
                | EngineFault::UnknownId(_)
                | EngineFault::Ambiguous { .. } => 2,
            },
        })
    }
}
