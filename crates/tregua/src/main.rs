//! The binary: reads the command line, the clock and the files, and leaves everything else to the floors below.

mod cli;
mod commands;
mod cosign;
mod fault;
mod hand;
mod peers;
mod pending;
mod quorum;
mod screen;
mod web_source;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let call = cli::Call::parse();
    match commands::run(call) {
        Ok(code) => code,
        Err(fault) => {
            screen::complain(&fault.to_string());
            fault.exit_code()
        }
    }
}
