//! `tregua explain ID`: why, down to the bytes.

use super::Bench;
use crate::cli::Explain;
use crate::fault::Fault;
use crate::screen::{say, say_bytes};
use engine::explain::{Sources, explain, show_why};
use std::process::ExitCode;

/// Explains an id.
pub fn run(bench: &Bench, call: &Explain) -> Result<ExitCode, Fault> {
    let view = bench.view(call.as_of)?;
    let inclusion = |leaf: u64| view.log().inclusion(leaf);
    let sources = Sources { log: view.log(), vault: view.vault(), lookup: &view, inclusion: &inclusion };
    let why = explain(&sources, &call.id)?;
    if bench.json {
        say(&serde_json::to_string(&why).unwrap_or_default());
    } else {
        say_bytes(show_why(&why).as_bytes());
    }
    Ok(ExitCode::SUCCESS)
}
