//! Our own figures, from release builds; each line names what was measured.

use crate::chore::{Done, cargo, listen, program};
use crate::demo::built_program;
use std::time::Instant;

/// Prints our figures.
pub fn run() -> Done {
    let mut all = true;
    for package in ["tregua-ledger", "tregua-store", "tregua-ingest", "tregua-news", "tregua-fusion", "tregua-terms", "tregua-verify"] {
        all &= listen(
            &mut cargo(&["test", "--release", "--locked", "--package", package, "--", "--ignored", "--nocapture", "--test-threads", "1"]),
            |_| {},
        )?;
    }
    let name = built_program()?;
    let folder = std::env::temp_dir().join(format!("tregua-bench-{}", std::process::id()));
    let started = Instant::now();
    all &= listen(&mut program(&name, &["demo", "--no-serve", "--dir", &folder.display().to_string()]), |_| {})?;
    println!("demonstration mission filled: {:.2} s", started.elapsed().as_secs_f64());
    std::fs::remove_dir_all(&folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    Ok(all)
}
