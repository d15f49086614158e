//! `tregua report`: a day's report, as known at a position of the log.

use super::Bench;
use crate::cli::{Form, Report, ReportVerb};
use crate::fault::Fault;
use crate::screen::{remark, say, say_bytes};
use ::release::show::{show_csv, show_geojson, show_json};
use ::report::Stylesheet;
use model::Audience;
use std::path::Path;
use std::process::ExitCode;
use store::view::View;

/// Writes a report.
pub fn run(bench: &Bench, call: &Report) -> Result<ExitCode, Fault> {
    let ReportVerb::Daily { day, format, audience, as_of, output } = &call.verb;
    let view = bench.view(*as_of)?;
    if let Some(audience) = audience {
        let bytes = for_audience(bench, audience, day, *format, &view)?;
        return write(output.as_deref(), &bytes, &view);
    }
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
    write(output.as_deref(), &bytes, &view)
}

/// The day as everybody may know it: the releases whose time touches it, and nothing else.
fn for_audience(bench: &Bench, audience: &Audience, day: &str, format: Form, view: &View) -> Result<Vec<u8>, Fault> {
    if *audience != Audience::Public || view.as_of() != bench.view(None)?.as_of() {
        return Err(Fault::Call(format!(
            "--audience {audience}: a report is made for `public` only, as things stand now; `tregua release` gives single incidents to others"
        )));
    }
    let (period, _) = ::report::period_of(day, &view.mission()?).map_err(|fault| Fault::Call(format!("--for: {fault}")))?;
    let (rows, left_out) = super::release::public_rows(bench)?;
    left_out.iter().for_each(|what| remark(what));
    let rows = rows.within(period.from, period.to);
    match format {
        Form::Html => Err(Fault::Call(
            "--audience public: `--format csv`, `json` or `geojson` is expected: the page of a day holds sums of what was not released"
                .into(),
        )),
        Form::Csv => Ok(show_csv(&rows).into_bytes()),
        Form::Json => Ok(show_json(&rows).into_bytes()),
        Form::Geojson => Ok(show_geojson(&rows).into_bytes()),
    }
}

fn write(output: Option<&Path>, bytes: &[u8], view: &View) -> Result<ExitCode, Fault> {
    match output {
        Some(path) => {
            std::fs::write(path, bytes).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
            say(&format!("{}: {} bytes, as known at log position {}", path.display(), bytes.len(), view.as_of()));
        }
        None => say_bytes(bytes),
    }
    Ok(ExitCode::SUCCESS)
}
