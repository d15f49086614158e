//! The command line of keys and acts.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `tregua key`
#[derive(Debug, Args)]
pub struct KeyCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: KeyVerb,
}

/// Verbs on keys.
#[derive(Debug, Subcommand)]
pub enum KeyVerb {
    /// Make a secret key. It counts for nothing until it is added to the register.
    New {
        /// What it is for.
        #[arg(long, value_enum)]
        kind: KeyKindWord,
        /// Whose it is: a person, or the name of a device or node.
        #[arg(long, value_name = "NAME")]
        person: String,
        /// The organisation that its holder answers to.
        #[arg(long, value_name = "ORGANISATION")]
        body: Option<String>,
        /// The party that it speaks for.
        #[arg(long, value_name = "ID")]
        party: Option<String>,
        /// Where to put it; the default is the mission's keys folder.
        #[arg(long, short = 'o', value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Show who holds which key, and from which entry to which.
    List,
    /// Show one key with everything that it signed.
    Show {
        /// The key's id, or the beginning of it.
        key: String,
    },
    /// Found the key register of a log that has none: of an older mission.
    Found {
        /// The first officer, who holds the root key too.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// The organisation that they answer to.
        #[arg(long, value_name = "ORGANISATION")]
        body: Option<String>,
    },
    /// Bring a key into the register: signed by the root keys and by the key itself.
    Add {
        /// The secret key's file; or, with --public, nothing.
        #[arg(required_unless_present = "public")]
        file: Option<PathBuf>,
        /// A public key or verifier key alone: for logs, witnesses and mirrors, and for keys whose holder signs elsewhere.
        #[arg(long, value_name = "KEY", requires = "kind", requires = "person")]
        public: Option<String>,
        /// With --public: what it is for.
        #[arg(long, value_enum)]
        kind: Option<KeyKindWord>,
        /// With --public: whose it is.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// With --public: the organisation that its holder answers to.
        #[arg(long, value_name = "ORGANISATION")]
        body: Option<String>,
        /// With --public: the party that it speaks for.
        #[arg(long, value_name = "ID")]
        party: Option<String>,
        /// What its holder may do (officer keys); the default is nothing but handing things in.
        #[arg(long = "role", value_enum)]
        roles: Vec<RoleWord>,
        /// Where the root keys are that lie elsewhere.
        #[arg(long = "with", value_name = "FILE")]
        with: Vec<PathBuf>,
    },
    /// Replace a key by a new one of the same holder: signed by both.
    Rotate {
        /// The old key's id, or the beginning of it.
        key: String,
        /// Where keys are that lie elsewhere: the old one, or root keys.
        #[arg(long = "with", value_name = "FILE")]
        with: Vec<PathBuf>,
        /// Where to put the new key; the default is the mission's keys folder.
        #[arg(long, short = 'o', value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// End a key: signed by the root keys, or by the key itself.
    Revoke {
        /// The key's id, or the beginning of it.
        key: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Everything that it signed from this entry on is in doubt; only root keys can say so.
        #[arg(long, value_name = "ENTRY")]
        compromised_since: Option<u64>,
        /// Where keys are that lie elsewhere.
        #[arg(long = "with", value_name = "FILE")]
        with: Vec<PathBuf>,
    },
}

/// Kinds of keys, as they are written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeyKindWord {
    /// Signs what a device reports.
    Device,
    /// Signs a log's checkpoints.
    Log,
    /// Cosigns what a mirror holds.
    Mirror,
    /// Signs what a node promises.
    Node,
    /// Signs acts of a person.
    Officer,
    /// Signs what a party hands in.
    Party,
    /// Changes the register.
    Root,
    /// Cosigns checkpoints.
    Witness,
}

impl From<KeyKindWord> for model::KeyKind {
    fn from(word: KeyKindWord) -> Self {
        match word {
            KeyKindWord::Device => Self::Device,
            KeyKindWord::Log => Self::Log,
            KeyKindWord::Mirror => Self::Mirror,
            KeyKindWord::Node => Self::Node,
            KeyKindWord::Officer => Self::Officer,
            KeyKindWord::Party => Self::Party,
            KeyKindWord::Root => Self::Root,
            KeyKindWord::Witness => Self::Witness,
        }
    }
}

/// Roles, as they are written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum RoleWord {
    /// Grades what was reported.
    Analyst,
    /// Decides cases.
    Commission,
    /// Orders erasures and releases.
    Custody,
    /// Speaks for a guarantor.
    Guarantor,
    /// Heads the mission: opens cases, adopts rules of procedure.
    Head,
    /// Advises on law: confirms findings.
    Legal,
    /// Records what was heard and seen.
    Monitor,
    /// Takes mission data, agreements and policies into use.
    Operations,
}

impl From<RoleWord> for model::Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Analyst => Self::Analyst,
            RoleWord::Commission => Self::Commission,
            RoleWord::Custody => Self::Custody,
            RoleWord::Guarantor => Self::Guarantor,
            RoleWord::Head => Self::Head,
            RoleWord::Legal => Self::Legal,
            RoleWord::Monitor => Self::Monitor,
            RoleWord::Operations => Self::Operations,
        }
    }
}

/// `tregua act`
#[derive(Debug, Args)]
pub struct ActCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: ActVerb,
}

/// Verbs on acts.
#[derive(Debug, Subcommand)]
pub enum ActVerb {
    /// Write an act with its first signature into a file, for others to sign.
    Propose {
        /// Which act.
        #[command(subcommand)]
        act: Proposal,
        /// Who signs first; may be left out if one officer's key is here.
        #[arg(long, value_name = "NAME", global = true)]
        by: Option<String>,
        /// Where to put it; the default is the mission's acts folder.
        #[arg(long, short = 'o', value_name = "FILE", global = true)]
        output: Option<PathBuf>,
    },
    /// Show a proposed act with who signed it and who is missing.
    Show {
        /// The file.
        pending: PathBuf,
    },
    /// Add a signature to a proposed act.
    Sign {
        /// The file.
        pending: PathBuf,
        /// Who signs; may be left out if one officer's key is here.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// A key that lies elsewhere.
        #[arg(long, value_name = "FILE", conflicts_with = "by")]
        key: Option<PathBuf>,
    },
    /// Enter a proposed act into the log, if the signatures are enough.
    Submit {
        /// The file.
        pending: PathBuf,
    },
    /// Show the acts of this log with who signed them.
    List,
}

/// Acts that can be proposed.
#[derive(Debug, Subcommand)]
pub enum Proposal {
    /// A decision on a case: two officers with the role commission.
    Decide {
        /// The case, as its file names it.
        case: String,
        /// The decision's text.
        text: PathBuf,
    },
    /// A witness policy (C2SP tlog-policy): an officer with the role operations.
    Policy {
        /// The policy file.
        file: PathBuf,
    },
    /// Rules of procedure (docs/casework.md): an officer with the role head.
    Procedure {
        /// The rules, TOML.
        file: PathBuf,
    },
}
