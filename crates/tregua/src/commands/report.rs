//! `tregua report`: the report of a day, a week, a stretch of days or an hour, as known at a position of the log.

use super::Bench;
use crate::cli::{Form, Report, ReportVerb, Writing};
use crate::fault::Fault;
use crate::screen::{remark, say, say_bytes};
use ::release::show::{show_csv, show_geojson, show_json};
use ::report::{Daily, Form as Kind, Html, Stylesheet};
use model::Audience;
use server::daily::{Ask, DailyFault, several};
use std::path::Path;
use std::process::ExitCode;
use store::view::View;

/// Writes a report.
pub fn run(bench: &Bench, call: &Report) -> Result<ExitCode, Fault> {
    match &call.verb {
        ReportVerb::Daily { day, format, audience, days, as_of, output } => {
            let view = bench.view(*as_of)?;
            let bytes = match audience {
                Some(audience) => for_audience(bench, audience, day, *format, &view)?,
                None => bytes_of(&several(&view, day, *days).map_err(fault)?, *format)?,
            };
            write(output.as_deref(), &bytes, &view)
        }
        ReportVerb::Weekly { day, writing } => one(bench, writing, &Ask { form: Kind::Weekly, day, from: None, about: &[] }),
        ReportVerb::Ledger { day, from, writing } => {
            one(bench, writing, &Ask { form: Kind::Ledger, day, from: from.as_deref(), about: &[] })
        }
        ReportVerb::Spot { day, about, writing } => one(bench, writing, &Ask { form: Kind::Spot, day, from: None, about }),
    }
}

fn one(bench: &Bench, writing: &Writing, ask: &Ask<'_>) -> Result<ExitCode, Fault> {
    let view = bench.view(writing.as_of)?;
    let report = server::daily::report(&view, ask).map_err(fault)?;
    write(writing.output.as_deref(), &bytes_of(&[report], writing.format)?, &view)
}

fn fault(fault: DailyFault) -> Fault {
    match fault {
        DailyFault::Day(fault) => Fault::Call(format!("--for: {fault}")),
        DailyFault::Engine(fault) => fault.into(),
    }
}

/// One or more periods in a form; as JSON one a line.
fn bytes_of(parts: &[Daily], format: Form) -> Result<Vec<u8>, Fault> {
    let html = Html { links: false, stylesheet: Stylesheet::Embedded };
    Ok(match (format, parts) {
        (Form::Html, _) => ::report::show_html_parts(parts, &html).into_bytes(),
        (Form::Csv, _) => ::report::show_csv_parts(parts).into_bytes(),
        (Form::Json, _) => parts.iter().map(::report::show_json).collect::<Vec<_>>().join(&b'\n'),
        (Form::Geojson, [one]) => ::report::show_geojson(one).into_bytes(),
        (Form::Geojson, _) => return Err(Fault::Call("--format geojson: a map shows one period: leave --days out".into())),
    })
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
