//! The command line of mirrors and peers.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `tregua mirror`
#[derive(Debug, Args)]
pub struct Mirror {
    /// What to do with it.
    #[command(subcommand)]
    pub verb: MirrorVerb,
}

/// Verbs on mirrors.
#[derive(Debug, Subcommand)]
pub enum MirrorVerb {
    /// Bring a copy up to date: every byte is checked against the log's signature before it counts.
    Pull {
        /// The copy's folder; it is made if it is not there.
        dir: PathBuf,
        /// Where the log is read: a mission's or a copy's folder, or the http address of one.
        #[arg(long, value_name = "DIR|URL")]
        from: String,
        /// The log's verifier key, or a file with it; needed once.
        #[arg(long, value_name = "KEY|FILE")]
        vkey: Option<String>,
        /// Take only what the quorum of this policy (C2SP tlog-policy) has cosigned.
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// Ask again after so many seconds, until stopped.
        #[arg(long, value_name = "SECONDS")]
        every: Option<u64>,
    },
    /// Check every byte of a copy against its signed checkpoint.
    Check {
        /// The copy's folder.
        dir: PathBuf,
    },
    /// Serve a copy, or this mission's own log and vault, to other machines.
    Serve {
        /// The copy's folder; the default is the mission's own data.
        dir: Option<PathBuf>,
        /// Address to listen on; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8643", value_name = "ADDRESS:PORT")]
        listen: std::net::SocketAddr,
    },
    /// Rebuild a destroyed mission's log and vault from a copy, into the mission's folder.
    Restore {
        /// Where the copy is: a folder, or the http address of one.
        #[arg(long, value_name = "DIR|URL")]
        from: String,
        /// The log's verifier key, or a file with it.
        #[arg(long, value_name = "KEY|FILE")]
        vkey: String,
    },
}

/// `tregua peer`
#[derive(Debug, Args)]
pub struct Peer {
    /// What to do.
    #[command(subcommand)]
    pub verb: PeerVerb,
}

/// Verbs on peers.
#[derive(Debug, Subcommand)]
pub enum PeerVerb {
    /// Know another node by its log's verifier key.
    Add {
        /// What this mission calls it.
        name: String,
        /// Its log's verifier key, or a file with it.
        #[arg(long, value_name = "KEY|FILE")]
        vkey: String,
        /// Take only what the quorum of this policy (C2SP tlog-policy) has cosigned.
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// Where its log is usually read.
        #[arg(long, value_name = "DIR|URL")]
        from: Option<String>,
    },
    /// Show the peers, what of them is here, and acts that contradict each other.
    List,
}

/// `tregua sync`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Sync {
    /// Which peer; the default is every peer that has a place.
    pub peer: Option<String>,
    /// Where its log is read this time.
    #[arg(long, value_name = "DIR|URL", requires = "peer")]
    pub from: Option<String>,
    /// Anchor its checkpoint also if nothing was received or declared since the last one.
    #[arg(long)]
    pub anchor: bool,
    /// To and from a memory stick.
    #[command(subcommand)]
    pub verb: Option<SyncVerb>,
}

/// Exchange by memory stick.
#[derive(Debug, Subcommand)]
pub enum SyncVerb {
    /// Write what a peer needs of this node into a folder.
    Export {
        /// The folder; what it has from an earlier time is kept.
        dir: PathBuf,
        /// Which peer it is for.
        #[arg(long = "for", value_name = "PEER")]
        peer: String,
    },
    /// Bring in what a peer exported into a folder.
    Import {
        /// The folder.
        dir: PathBuf,
    },
}

/// `tregua status`
#[derive(Debug, Args)]
pub struct Status {
    /// Show the digest of what stands, too: equal on all nodes that hold the same entries.
    #[arg(long)]
    pub digest: bool,
}
