//! The command line of releases and open data.

use clap::{Args, Subcommand};
use model::{Audience, Class};
use std::path::PathBuf;

/// `tregua release`
#[derive(Debug, Args)]
pub struct ReleaseCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: ReleaseVerb,
}

/// Verbs on releases.
#[derive(Debug, Subcommand)]
pub enum ReleaseVerb {
    /// Write the act that would release an incident, with its first signature; two officers with the role custody sign.
    Propose(Propose),
    /// Show what was released, to whom and why.
    List,
    /// Write the file that a release to a party or the commission stands for.
    Give {
        /// The entry of the release.
        entry: u64,
        /// Where to write it.
        #[arg(long, short = 'o', value_name = "FILE")]
        output: PathBuf,
    },
}

/// `tregua release propose`
#[derive(Debug, Args)]
pub struct Propose {
    /// The incident's id, or the beginning of it.
    pub incident: String,
    /// To whom: `public`, `commission` or `party:ID`.
    #[arg(long, value_name = "AUDIENCE")]
    pub to: Audience,
    /// Why. It stands in the log in clear: name nobody.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Treat it as of this class too; it can only become coarser and later.
    #[arg(long, value_name = "CLASS", value_parser = read_class)]
    pub class: Option<Class>,
    /// Show no place.
    #[arg(long)]
    pub without_place: bool,
    /// Who signs first; may be left out if one officer's key is here.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Where to put it; the default is the mission's acts folder.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
}

fn read_class(word: &str) -> Result<Class, String> {
    let all = || Class::ALL.map(Class::word).join(", ");
    Class::from_word(word).ok_or_else(|| format!("`{word}` is no class; the classes are {}", all()))
}
