//! `tregua terms`: agreements checked, compared, replayed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `tregua terms`
#[derive(Debug, Args)]
pub struct Terms {
    /// What to do with them.
    #[command(subcommand)]
    pub verb: TermsVerb,
}

/// Verbs on agreements.
#[derive(Debug, Subcommand)]
pub enum TermsVerb {
    /// Point at faults with line and column, and say what would be right.
    Check {
        /// Agreements; the default is every agreement of the mission.
        files: Vec<PathBuf>,
    },
    /// Compare two texts: what changed in effect, what changed in words, what was dropped (exit code 1 if they differ).
    Diff {
        /// The earlier text, such as a draft.
        earlier: PathBuf,
        /// The later text, such as the signed one.
        later: PathBuf,
    },
    /// Hold a draft against the incidents of a mission: what it would have found. Writes nothing.
    Replay {
        /// The draft; a second one is compared with it.
        #[arg(required = true, num_args = 1..=2, value_name = "DRAFT")]
        drafts: Vec<PathBuf>,
        /// The mission's folder; the default is that of `--mission`.
        #[arg(long, value_name = "MISSION")]
        against: Option<PathBuf>,
        /// Another draft to compare with.
        #[arg(long, value_name = "OTHER")]
        and: Option<PathBuf>,
        /// Only incidents that begin on this day of the mission or later.
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Only incidents that begin on this day of the mission or before.
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
    },
}
