//! `tregua heat`: heat seen from orbit that is unusual for its place and season, places that always burn, and what heat near events is worth.

use super::{Bench, bytes_or_input};
use crate::cli::Heat as Call;
use crate::fault::Fault;
use crate::screen::{complain, remark, say};
use detect::heat::{Anomaly, Cell, Event, Heat, Interval, Record, Window, Worth, measure};
use detect::method::HEAT_LR_NATS_MAX;
use ingest::rows::{Rows, read_rows};
use jiff::civil::Date;
use model::Position;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

const LAT: [&str; 3] = ["latitude", "lat", "y"];
const LON: [&str; 4] = ["longitude", "lon", "lng", "x"];
const DAY: [&str; 7] = ["acq_date", "date", "day", "t", "time", "event_date", "datetime"];
const KIND: [&str; 5] = ["kind", "type", "event_type", "category", "event_group"];
/// Seed of the draws for intervals.
const SEED: u64 = 1;
/// Days looked at where none are named: so many before the last.
const DAYS_SHOWN: i32 = 365;

/// Reads the detections and says what is unusual; with events, what heat near them is worth.
pub fn run(bench: &Bench, call: &Call) -> Result<ExitCode, Fault> {
    let (mut heat, mut refused) = (Vec::new(), 0);
    for file in &call.files {
        let (rows, missed) = read(file)?;
        heat.extend(rows.into_iter().map(|row| Heat { day: row.day, lat_e7: row.place.lat_e7, lon_e7: row.place.lon_e7 }));
        refused += missed;
    }
    let Some(last) = heat.iter().map(|one| one.day).max() else {
        return Err(Fault::Input("no detection could be read: a table with `latitude`, `longitude` and `acq_date` is expected".into()));
    };
    if let Some(events) = &call.events {
        let (rows, missed) = read(events)?;
        refused += missed;
        worths(bench, &rows, &heat);
    } else {
        let day = |given: &Option<String>, else_: i32| given.as_deref().map_or(Ok(else_), |text| day_of(text).ok_or_else(|| no_day(text)));
        let (from, to) = (day(&call.from, last - DAYS_SHOWN + 1)?, day(&call.to, last)?);
        anomalies(bench, call, &Record::new(&heat), from, to);
    }
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn no_day(text: &str) -> Fault {
    Fault::Call(format!("`{text}` is not a day such as 2026-01-07"))
}

/// A place on a day, and what is said to have been there.
struct Row {
    day: i32,
    place: Position,
    kind: String,
}

/// Rows of a table, and how many could not be read.
fn read(path: &Path) -> Result<(Vec<Row>, usize), Fault> {
    let name = path.display().to_string();
    let table = read_rows(&name, &bytes_or_input(path)?).map_err(|fault| Fault::Input(format!("{name}: {fault}")))?;
    let (lat, lon, day) = (need(&name, &table, &LAT)?, need(&name, &table, &LON)?, need(&name, &table, &DAY)?);
    let kind = table.column(&KIND);
    table.refused.iter().for_each(|refusal| complain(&format!("{name}: {refusal}")));
    let mut refused = table.refused.len();
    let mut rows = Vec::with_capacity(table.rows.len());
    for (line, cells) in &table.rows {
        let cell = |column: usize| cells.get(column).map_or("", String::as_str);
        let place = cell(lat).parse::<f64>().ok().zip(cell(lon).parse::<f64>().ok());
        let place = place.and_then(|(lat, lon)| Position::from_degrees(lat, lon).ok());
        match (place, day_of(cell(day))) {
            (Some(place), Some(day)) => rows.push(Row { day, place, kind: kind.map(|kind| plain_kind(cell(kind))).unwrap_or_default() }),
            (None, _) => complain(&format!("{name}: line {line}: `{}`, `{}` is no place in degrees", cell(lat), cell(lon))),
            (_, None) => complain(&format!("{name}: line {line}: `{}` is not a day such as 2026-01-07", cell(day))),
        }
    }
    refused += table.rows.len() - rows.len();
    Ok((rows, refused))
}

fn need(name: &str, table: &Rows, columns: &[&str]) -> Result<usize, Fault> {
    let own = table.names.join(", ");
    table.column(columns).ok_or_else(|| Fault::Input(format!("{name}: no column for {}; it has: {own}", columns.join(" or "))))
}

/// Days since 1970 of the day that a text begins with.
fn day_of(text: &str) -> Option<i32> {
    let day: Date = text.trim().get(..10)?.parse().ok()?;
    let zero = Date::constant(1970, 1, 1);
    Some(day.since(zero).ok()?.get_days())
}

fn show_day(day: i32) -> String {
    let zero = Date::constant(1970, 1, 1);
    zero.checked_add(jiff::Span::new().days(day)).map_or_else(|_| day.to_string(), |day| day.to_string())
}

/// A kind without the months and years that some lists write behind it.
fn plain_kind(text: &str) -> String {
    let is_time = |word: &str| {
        let word = word.to_lowercase();
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let is_month = months.iter().any(|month| word.starts_with(month)) && word.len() <= 9;
        let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        is_month || is_year || ["-", "now", "today", "present"].contains(&word.as_str())
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let kept = words.iter().rposition(|word| !is_time(word)).map_or(0, |last| last + 1);
    words.get(..kept).unwrap_or(&[]).join(" ")
}

fn anomalies(bench: &Bench, call: &Call, record: &Record, from: i32, to: i32) {
    // A day on which nobody saw any heat anywhere was not watched: years differ in satellites, and files in days.
    let watched = |day: i32, _: Cell| record.days().contains(&day);
    let (mut found, mut always) = (0, BTreeSet::new());
    let days: Vec<i32> = record.days().range(from..=to).copied().collect();
    for day in &days {
        for one in record.day(*day, watched).into_iter().filter(|one| call.all || one.is_found()) {
            found += usize::from(one.is_found());
            say(&if bench.json { anomaly_json(&one).to_string() } else { show_anomaly(&one) });
        }
    }
    if let Some(last) = days.last() {
        always = record.always_hot(*last);
    }
    for bin in &always {
        let (lat, lon) = (f64::from(bin.0) * 0.005 + 0.0025, f64::from(bin.1) * 0.005 + 0.0025);
        say(&if bench.json {
            json!({"what": "always_hot", "lat": millionths(lat), "lon": millionths(lon), "bin_deg": 0.005}).to_string()
        } else {
            format!("always burning: {lat:.4},{lon:.4} (500 m)")
        });
    }
    if !bench.json {
        remark(&format!("{} days looked at, {found} unusual cell-days, {} places that always burn", days.len(), always.len()));
        remark(
            "heat multiplies the odds that something burned by 2 to 3, never by more than 5; it says nothing of who, and confirms no event alone",
        );
    }
}

fn corner(cell: Cell) -> (f64, f64) {
    (millionths(f64::from(cell.0) * 0.1), millionths(f64::from(cell.1) * 0.1))
}

fn show_anomaly(one: &Anomaly) -> String {
    let (lat, lon) = corner(one.cell);
    let masked = if one.masked > 0 { format!(", {} more where it always burns", one.masked) } else { String::new() };
    format!(
        "{} {lat:.1},{lon:.1}: {} detections, {:.2} expected, q {:.4}{}{masked}",
        show_day(one.day),
        one.count,
        one.expected,
        one.q,
        if one.is_found() { "" } else { " (usual)" }
    )
}

fn anomaly_json(one: &Anomaly) -> Value {
    let (lat, lon) = corner(one.cell);
    json!({
        "what": if one.is_found() { "anomaly" } else { "usual" }, "day": show_day(one.day), "lat": lat, "lon": lon, "cell_deg": 0.1,
        "count": one.count, "masked": one.masked, "expected": millionths(one.expected), "p": one.p, "q": one.q,
    })
}

fn worths(bench: &Bench, rows: &[Row], heat: &[Heat]) {
    let mut kinds: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for row in rows {
        let event = Event { day: row.day, lat_e7: row.place.lat_e7, lon_e7: row.place.lon_e7 };
        kinds.entry(&row.kind).or_default().push(event);
    }
    for (kind, events) in kinds {
        for worth in measure(&events, heat, SEED) {
            say(&if bench.json { worth_json(kind, &worth).to_string() } else { show_worth(kind, &worth) });
        }
    }
    if !bench.json {
        remark("chance: the same places 14 and 21 days earlier and later; intervals of 95 % by drawing whole days of events");
        remark("one window for an event, never two; no heat says almost nothing; heat confirms no event alone and says nothing of who");
    }
}

fn words(window: Window) -> &'static str {
    match window {
        Window::Near => "same day, 1 km",
        Window::NearDays => "1 day either side, 1 km",
        Window::WideDay => "same day, 3 km",
        Window::Wide => "1 day either side, 3 km",
    }
}

fn show_worth(kind: &str, worth: &Worth) -> String {
    let ratio = |lr: Option<Interval>| lr.map_or("-".into(), |lr| format!("{:.2} ({:.2} to {:.2})", lr.value, lr.low, lr.high));
    format!(
        "{}: {}: {} events, heat {:.1} %, by chance {:.1} %; ratio with heat {}, without {}; worth {}",
        if kind.is_empty() { "events" } else { kind },
        words(worth.window),
        worth.events,
        worth.hit * 100.0,
        worth.chance * 100.0,
        ratio(worth.lr_found),
        ratio(worth.lr_absent),
        worth.nats().map_or("nothing known".into(), |nats| format!("{nats:+.2} nats"))
    )
}

fn worth_json(kind: &str, worth: &Worth) -> Value {
    let ratio =
        |lr: Option<Interval>| lr.map(|lr| json!({"value": millionths(lr.value), "low": millionths(lr.low), "high": millionths(lr.high)}));
    json!({
        "what": "worth", "kind": kind, "near_m": worth.window.near_m(), "days_either_side": worth.window.days(), "events": worth.events,
        "hit": millionths(worth.hit), "chance": millionths(worth.chance), "lr_found": ratio(worth.lr_found), "lr_absent": ratio(worth.lr_absent),
        "nats": worth.nats().map(millionths), "nats_max": millionths(HEAT_LR_NATS_MAX),
    })
}

fn millionths(number: f64) -> f64 {
    (number * 1e6).round_ties_even() / 1e6
}
