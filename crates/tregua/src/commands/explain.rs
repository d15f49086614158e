//! `tregua explain ID`: why, down to the bytes.

use super::Bench;
use crate::cli::Explain;
use crate::fault::Fault;
use crate::screen::{say, say_bytes};
use engine::explain::{Sources, explain, find_one, show_why};
use std::process::ExitCode;

/// Explains an id.
pub fn run(bench: &Bench, call: &Explain) -> Result<ExitCode, Fault> {
    let view = bench.view(call.as_of)?;
    let inclusion = |leaf: u64| view.log().inclusion(leaf);
    let sources = Sources { log: view.log(), vault: view.vault(), lookup: &view, inclusion: &inclusion };
    let id = find_one(&view, &call.id)?;
    let mut why = explain(&sources, &id)?;
    why.because.extend(engine::matters::why(&view.sheet(&id, Some(bench.now))?));
    if bench.json {
        say(&serde_json::to_string(&why).unwrap_or_default());
    } else {
        say_bytes(show_why(&why).as_bytes());
    }
    Ok(ExitCode::SUCCESS)
}
