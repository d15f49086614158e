//! `tregua rebuild`: the projection anew from log and vault.

use super::Bench;
use crate::fault::Fault;
use crate::screen::say;
use engine::{Log, Projection};
use std::process::ExitCode;

/// Removes the projection and makes it anew.
pub fn run(bench: &Bench) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    {
        let _lock = bench.folder.lock()?;
        store::sqlite::remove(&bench.folder.database())?;
    }
    let writer = bench.write()?;
    let digest = writer.projection.digest()?;
    if bench.json {
        say(&serde_json::json!({"entries": writer.log.size(), "digest": digest.to_string()}).to_string());
    } else {
        say(&format!("rebuilt from {} entries; digest of all that stands: {digest}", writer.log.size()));
    }
    Ok(ExitCode::SUCCESS)
}
