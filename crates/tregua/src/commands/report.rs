//! `tregua report`: a day's report, as known at a position of the log.

use super::Bench;
use crate::cli::{Form, Report, ReportVerb};
use crate::fault::Fault;
use crate::screen::{say, say_bytes};
use ::report::Stylesheet;
use std::process::ExitCode;

/// Writes a report.
pub fn run(bench: &Bench, call: &Report) -> Result<ExitCode, Fault> {
    let ReportVerb::Daily { day, format, as_of, output } = &call.verb;
    let view = bench.view(*as_of)?;
    let daily = server::daily::daily(&view, day).map_err(|fault| match fault {
        server::daily::DailyFault::Day(fault) => Fault::Call(format!("--for: {fault}")),
        server::daily::DailyFault::Engine(fault) => fault.into(),
    })?;
    let bytes = match format {
        Form::Html => ::report::show_html(&daily, &::report::Html { links: false, stylesheet: Stylesheet::Embedded }).into_bytes(),
        Form::Csv => ::report::show_csv(&daily).into_bytes(),
        Form::Json => ::report::show_json(&daily),
        Form::Geojson => ::report::show_geojson(&daily).into_bytes(),
    };
    match output {
        Some(path) => {
            std::fs::write(path, &bytes).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
            say(&format!("{}: {} bytes, as known at log position {}", path.display(), bytes.len(), view.as_of()));
        }
        None => say_bytes(&bytes),
    }
    Ok(ExitCode::SUCCESS)
}
