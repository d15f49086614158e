//! `tregua log` and `tregua witness`: the log and those who watch it.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `tregua log`
#[derive(Debug, Args)]
pub struct LogCall {
    /// What to do with it.
    #[command(subcommand)]
    pub verb: LogVerb,
}

/// `tregua witness`
#[derive(Debug, Args)]
pub struct WitnessCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: witness::Verb,
}

/// Verbs on the log.
#[derive(Debug, Subcommand)]
pub enum LogVerb {
    /// Say that no other machine writes this log, and take it up on this one.
    Claim {
        /// Who says so.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Have the checkpoint stamped by time-stamp authorities (RFC 3161); better two, in different jurisdictions.
    Stamp {
        /// Address of an authority, http://...; may come several times.
        #[arg(long = "tsa", required = true, value_name = "URL")]
        tsa: Vec<String>,
    },
    /// Ask all witnesses of witnesses.policy for cosignatures of the newest checkpoint, once.
    Cosign {
        /// Go on whenever the log has grown, until stopped; another process may write it meanwhile.
        #[arg(long)]
        follow: bool,
    },
    /// How far the log is signed and cosigned, what each witness said last, and what is missing.
    Status,
    /// Bring the newest entries back from a copy, where this folder is an old one.
    Recover {
        /// The copy: a mirror's or mission's folder.
        #[arg(long, value_name = "MIRROR")]
        from: PathBuf,
    },
}
