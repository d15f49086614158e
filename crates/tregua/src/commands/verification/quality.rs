//! `tregua quality`: how far graders agree, how well they were calibrated, what sources were worth.

use crate::commands::Bench;
use crate::fault::Fault;
use crate::screen::say;
use engine::quality::Quarter;
use std::process::ExitCode;

/// Says it.
pub fn run(bench: &Bench, quarter: Option<&str>, as_of: Option<u64>) -> Result<ExitCode, Fault> {
    let view = bench.view(as_of)?;
    let quarter = quarter.map(str::parse::<Quarter>).transpose().map_err(|fault| Fault::Call(format!("--quarter: {fault}")))?;
    let quality = view.quality(quarter)?;
    if bench.json {
        say(&engine::quality::show_json(&quality).to_string());
    } else {
        engine::quality::show_lines(&quality).iter().for_each(|line| say(line));
    }
    Ok(ExitCode::SUCCESS)
}
