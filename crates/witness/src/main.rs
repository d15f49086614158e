//! The witness as a program of its own, small enough for a single-board computer.

use clap::Parser;
use std::io::Write as _;
use std::process::ExitCode;

/// A witness of logs: cosigns what a log signs as long as it is one history.
#[derive(Debug, Parser)]
#[command(
    name = "tregua-witness",
    version,
    after_help = "Exit codes: 0 done; 2 the call is wrong; 3 a file cannot be read or is damaged; 4 another process serves this witness;\n5 storage or network failed."
)]
struct Call {
    /// What to do.
    #[command(subcommand)]
    verb: witness::Verb,
}

fn main() -> ExitCode {
    match witness::run(&Call::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            drop(writeln!(std::io::stderr(), "tregua-witness: {fault}"));
            ExitCode::from(fault.exit_code())
        }
    }
}
