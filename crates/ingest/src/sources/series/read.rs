//! One statement a report: every figure of killed or injured is a claim under its own name.
//!
//! Fields whose name begins with `ext_` are extrapolated and never read. A field that is missing
//! is not stated, never zero. A day without a report gives no observation.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::{NAME_CHARS_MAX, TEXT_CHARS_MAX};
use crate::table::{Column, Row, Table};
use crate::words::count::read_number;
use crate::words::property::as_text;
use crate::words::text::{clean, some};
use crate::words::time::read_day;
use crate::{Format, Unreadable};
use model::{Claim, Count, Kind, Measure, Sense, TimePrecision, When};
use serde_json::{Map, Value};

/// Words of a reporter field that name nobody.
const NOBODY: [&str; 2] = ["missing", ""];
/// Word of a reporter field for figures carried forward from an earlier day.
const CARRIED_FORWARD: &str = "fill";
/// Longest report period, hours: ten years.
const PERIOD_H_MAX: u32 = 87_600;

/// Reads daily figures.
///
/// # Errors
/// If it is neither a table nor a JSON list with the fields.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    if let Some(Value::Array(days)) = &document.json {
        return read_list(days, harvest);
    }
    let table = document.need_table(Format::Series)?;
    let columns = Columns::find(table).map_err(|why| Unreadable::Misfit { format: Format::Series, why })?;
    harvest.rows(table, &mut |row, harvest| read_report(&columns.report(row), row.line, harvest))
}

fn read_list(days: &[Value], harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    for (index, day) in days.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let read = match day {
            Value::Object(fields) => read_report(&report_of(fields), number, harvest),
            _ => Err(Fault::row("the item is not an object with `report_date` and figures")),
        };
        harvest.count(number, &day.to_string(), read)?;
    }
    Ok(())
}

/// One report, from either form.
struct Report {
    day: String,
    reporter: Option<String>,
    period_h: Option<String>,
    /// Name and value of each field that may be a figure.
    figures: Vec<(String, String)>,
}

struct Columns {
    day: Column,
    reporter: Option<Column>,
    period: Option<Column>,
    figures: Vec<(String, Column)>,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, String> {
        let figures = table.names().iter().filter(|name| measure_of(name).is_some());
        Ok(Self {
            day: table.need(&["report_date"])?,
            reporter: table.find(&["report_source", "flash_source"]),
            period: table.find(&["report_period"]),
            figures: figures.filter_map(|name| Some((name.clone(), table.find(&[name])?))).collect(),
        })
    }

    fn report(&self, row: &Row<'_>) -> Report {
        Report {
            day: row.cell(self.day).into(),
            reporter: self.reporter.map(|column| row.cell(column).into()),
            period_h: row.some(self.period).map(Into::into),
            figures: self.figures.iter().filter_map(|(name, column)| Some((name.clone(), row.some(Some(*column))?.to_owned()))).collect(),
        }
    }
}

/// Fields of one object; those of an inner object carry its name before theirs.
fn report_of(fields: &Map<String, Value>) -> Report {
    let text = |key: &str| fields.get(key).and_then(as_text);
    let mut figures = Vec::new();
    for (name, value) in fields {
        let inner = value.as_object().into_iter().flatten().map(|(inner, value)| (format!("{name}.{inner}"), value));
        let all = std::iter::once((name.clone(), value)).chain(inner);
        figures.extend(all.filter(|(name, _)| measure_of(name).is_some()).filter_map(|(name, value)| Some((name, as_text(value)?))));
    }
    Report {
        day: text("report_date").unwrap_or_default(),
        reporter: text("report_source").or_else(|| text("flash_source")),
        period_h: text("report_period"),
        figures,
    }
}

/// What a field counts, and whether it is a running total; `None` for all that is not read.
fn measure_of(name: &str) -> Option<(Measure, bool)> {
    let parts: Vec<&str> = name.split(['_', '.']).collect();
    if parts.contains(&"ext") {
        return None;
    }
    let measure = if parts.contains(&"killed") {
        Measure::Killed
    } else if parts.contains(&"injured") {
        Measure::Injured
    } else {
        return None;
    };
    Some((measure, parts.contains(&"cum")))
}

fn read_report(report: &Report, line: u32, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let at_day = |reason| Fault::at("report_date", reason);
    let day = read_day(&report.day).ok_or_else(|| at_day(format!("`{}` is not a day such as 2026-01-07", report.day)))?;
    let time = harvest.member.zone.day(day).map_err(at_day)?;
    harvest.member.check_time(&time, &report.day).map_err(at_day)?;
    let window = read_window(report, &time, harvest)?;
    if report.reporter.as_deref() == Some(CARRIED_FORWARD) {
        harvest.tally("figures carried forward, no report that day", line);
        return Ok(());
    }
    let Some(window) = window else {
        harvest.tally("no report", line);
        return Ok(());
    };
    let claims = read_claims(report, &time, &window, line, harvest);
    if claims.is_empty() {
        harvest.tally("no figure stated", line);
        return Ok(());
    }
    let speaker = speaker_of(report, harvest);
    let key = format!("{day} {}", clean(report.reporter.as_deref().unwrap_or(""), 100)).trim_end().to_owned();
    let id = harvest.id_by_key(&key);
    let mut observation = harvest.member.observation(id, Kind::Statement, Sense::Read, time, line);
    observation.text = some(show(report));
    observation.claims = claims;
    observation.key = Some(key);
    observation.speaker = Some(speaker);
    harvest.observations.push(observation);
    Ok(())
}

fn speaker_of(report: &Report, harvest: &Harvest<'_>) -> String {
    match report.reporter.as_deref() {
        None => harvest.member.speaker(),
        Some(nobody) if NOBODY.contains(&nobody) => "not stated".into(),
        Some(reporter) => clean(reporter, NAME_CHARS_MAX),
    }
}

/// The hours before the end of the report's day that it covers; `None` = no report that day; a
/// period that is not stated is the day.
fn read_window(report: &Report, time: &When, harvest: &Harvest<'_>) -> Result<Option<When>, Fault> {
    let Some(text) = &report.period_h else { return Ok(Some(time.clone())) };
    let hours = read_number(text).filter(|hours| *hours <= PERIOD_H_MAX);
    let hours = hours.ok_or_else(|| Fault::at("report_period", format!("`{text}` is not a number of hours from 0 to {PERIOD_H_MAX}")))?;
    let precision = if hours <= 24 { TimePrecision::Day } else { TimePrecision::Days };
    let from = time.to.plus_ms(-i64::from(hours) * 3_600_000);
    Ok((hours > 0).then(|| harvest.member.zone.interval(from, time.to, precision)))
}

fn read_claims(report: &Report, time: &When, window: &When, line: u32, harvest: &mut Harvest<'_>) -> Vec<Claim> {
    let speaker = speaker_of(report, harvest);
    let mut claims = Vec::new();
    for (name, value) in &report.figures {
        let Some((measure, cumulative)) = measure_of(name) else { continue };
        let Some(n) = read_number(value) else {
            harvest.tally("figure that is no whole number of 0 or more left out", line);
            continue;
        };
        claims.push(Claim {
            about: None,
            as_of: Some(time.to),
            count: Count::exact(n),
            cumulative,
            definition: Some(clean(name, NAME_CHARS_MAX)),
            measure,
            speaker: speaker.clone(),
            window: (!cumulative).then(|| window.clone()),
        });
    }
    claims
}

fn show(report: &Report) -> String {
    let figures: Vec<String> = report.figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
    clean(&figures.join(", "), TEXT_CHARS_MAX)
}
