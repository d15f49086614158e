//! The command line of submissions and receipts.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `tregua submit`
#[derive(Debug, Args)]
pub struct Submit {
    /// The file.
    pub file: PathBuf,
    /// The node's address, such as http://127.0.0.1:8640.
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// The key that signs: of a device, a party or an officer.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// The node's public key, which signs the receipt; needed once, then kept beside the receipts.
    #[arg(long, value_name = "KEY")]
    pub node_key: Option<String>,
    /// Which of the mission's sources it comes from.
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,
    /// Name of the stream among those of the sender.
    #[arg(long, default_value = "main")]
    pub stream: String,
    /// The format, if it is not to be recognised from the content.
    #[arg(long = "as", value_name = "FORMAT")]
    pub read_as: Option<String>,
    /// When what it reports was written down, as the sender says; the default is now.
    #[arg(long, value_name = "TIME")]
    pub claimed_at: Option<String>,
    /// Where the place in the stream and the receipts are kept.
    #[arg(long, default_value = "receipts", value_name = "DIR")]
    pub receipts: PathBuf,
}

/// `tregua receipt`
#[derive(Debug, Args)]
pub struct ReceiptCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: ReceiptVerb,
}

/// Verbs on receipts.
#[derive(Debug, Subcommand)]
pub enum ReceiptVerb {
    /// Say whether a promise was kept: included, still within the promise, or suppressed.
    Check {
        /// The receipt's file.
        receipt: PathBuf,
        /// The node's public key that signed it; the default is the one that was kept with it.
        #[arg(long, value_name = "KEY")]
        node_key: Option<String>,
        /// The log: a mission's or a mirror's folder, or an http address; the default is the mission.
        #[arg(long, value_name = "DIR|URL")]
        log: Option<String>,
        /// The log's verifier key, or a file with it.
        #[arg(long, value_name = "KEY|FILE")]
        vkey: Option<String>,
        /// The witness policy that says what a quorum is. Without it nobody can be accused.
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
    },
}
