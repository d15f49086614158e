//! `tregua simulate`: reports with known truth, for exercises and scoring; the truth lies in a file of its own.

use super::Bench;
use crate::cli::Simulate;
use crate::fault::Fault;
use crate::screen::say;
use exercise::regimes::{Made, Regime, make};
use model::Instant;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

/// More reports than this are not made in one run.
const ROWS_MAX: u32 = 20_000_000;

/// Makes the mission and writes both files.
pub fn run(bench: &Bench, call: &Simulate) -> Result<ExitCode, Fault> {
    let regime = match call.regime.as_str() {
        "easy" => Regime::Easy,
        "noisy" => Regime::Noisy,
        "dense" => Regime::Dense,
        "sources" => Regime::Sources,
        other => return Err(Fault::Call(format!("--regime `{other}`: easy, noisy, dense or sources is expected"))),
    };
    if call.rows == 0 || call.rows > ROWS_MAX {
        return Err(Fault::Call(format!("--rows {}: a number from 1 to {ROWS_MAX} is expected", call.rows)));
    }
    let rows = make(regime, call.seed, call.rows as usize);
    std::fs::create_dir_all(&call.out).map_err(|cause| Fault::Input(format!("{}: {cause}", call.out.display())))?;
    write(&call.out.join("observations.csv"), &observations(&rows))?;
    write(&call.out.join("truth.csv"), &truth(&rows))?;
    let incidents_n = rows.iter().map(|row| row.truth).max().map_or(0, |last| last + 1);
    if bench.json {
        let line = json!({"regime": call.regime, "seed": call.seed, "reports": rows.len(), "incidents": incidents_n, "out": call.out.display().to_string()});
        say(&line.to_string());
    } else {
        say(&format!("{} reports of {incidents_n} incidents in {}: observations.csv, and truth.csv apart", rows.len(), call.out.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<(), Fault> {
    std::fs::write(path, text).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))
}

fn observations(rows: &[Made]) -> String {
    let with_source = rows.iter().any(|row| row.source.is_some());
    let mut text = String::from(if with_source { "id,t,t_sd_s,lat,lon,sd_m,kind,source\n" } else { "id,t,t_sd_s,lat,lon,sd_m\n" });
    for row in rows {
        let at = Instant::from_ms(row.t_ms).map_or_else(|_| row.t_ms.to_string(), |at| at.to_string());
        text.push_str(&format!("{},{at},{},{:.7},{:.7},{}", row.id, row.t_sd_s, row.lat, row.lon, row.sd_m));
        if with_source {
            text.push_str(&format!(",{},{}", row.kind.unwrap_or(""), row.source.unwrap_or("")));
        }
        text.push('\n');
    }
    text
}

fn truth(rows: &[Made]) -> String {
    let mut text = String::from("id,incident\n");
    rows.iter().for_each(|row| text.push_str(&format!("{},e{}\n", row.id, row.truth)));
    text
}
