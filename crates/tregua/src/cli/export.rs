//! `tregua export` on the command line.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `tregua export`
#[derive(Debug, Args)]
pub struct Export {
    /// What to write.
    #[command(subcommand)]
    pub verb: ExportVerb,
}

/// What can be exported.
#[derive(Debug, Subcommand)]
pub enum ExportVerb {
    /// A bundle that a stranger can verify offline, with `tregua-verify` or without our code.
    Bundle(BundleCall),
    /// Open data: everything that was released to the public, with the proof of each release.
    Public {
        /// The folder to make; it must be new or empty.
        dir: PathBuf,
    },
}

/// `tregua export bundle`
#[derive(Debug, Args)]
pub struct BundleCall {
    /// What it is about: an id such as INC-7K3QZ2, a day (YYYY-MM-DD: its daily report), or a decided case.
    #[arg(value_name = "CASE|REPORT|INCIDENT")]
    pub what: String,
    /// Who will read it: commission, party:ID or public. A narrower audience sees more.
    #[arg(long = "for", value_name = "AUDIENCE", default_value = "commission")]
    pub audience: String,
    /// Where to write it: NAME.tar, NAME.zip, or a new folder.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: PathBuf,
    /// As the mission stood at this position of the log.
    #[arg(long, value_name = "POSITION")]
    pub as_of: Option<u64>,
}
