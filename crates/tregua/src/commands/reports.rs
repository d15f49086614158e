//! A table of reports as the stand-alone commands take it: which column holds what, and what a cell says.

use super::bytes_or_input;
use crate::fault::Fault;
use fusion::reports::Report;
use ingest::rows::{Rows, read_rows};
use model::{Instant, Position};
use std::collections::BTreeSet;
use std::path::Path;

/// Error of a moment whose table does not state one, seconds.
pub const T_SD_S: u32 = 300;

/// Error of a place whose table does not state one, metres.
pub const SD_M: u32 = 1_000;

/// Numbers above this are milliseconds, below it seconds since 1970.
const SECONDS_MAX: f64 = 1e11;

const DAY_MS: i64 = 86_400_000;

/// The words under which a column may stand, each list beginning with the name in the help.
const WORDS: [&[&str]; 11] = [
    &["id", "observation", "observation_id", "obs_id", "obs", "report_id", "report", "row_id", "key"],
    &["t", "time", "timestamp", "datetime", "date_time", "when", "date", "t_start", "start", "from", "time_utc", "t_s", "unix"],
    &["t_end", "end", "to", "until", "time_end", "date_end"],
    &["t_sd_s", "t_sd", "sd_t", "sd_s", "time_sd_s", "time_sd", "t_sigma_s", "t_error_s", "t_accuracy_s"],
    &["lat", "latitude", "y"],
    &["lon", "lng", "long", "longitude", "x"],
    &["sd_m", "sd", "sigma_m", "sigma", "accuracy_m", "accuracy", "error_m", "radius_m", "uncertainty_m", "pos_sd_m", "place_sd_m"],
    &["kind", "class", "type", "event_type", "event_class", "category"],
    &["source", "source_id", "sensor", "outlet", "station", "reporter", "provider"],
    &["origin", "origin_id", "copy_of"],
    &["weapon", "weapon_class", "weapon_type"],
];

/// Reports, and what could not be read.
pub struct Reports {
    pub reports: Vec<Report>,
    /// Each a sentence with its line.
    pub refused: Vec<String>,
}

/// Where each of [`WORDS`] stands.
pub(super) struct Columns([Option<usize>; 11]);

impl Columns {
    pub fn of(name: &str, rows: &Rows, said: &[String]) -> Result<Self, Fault> {
        let mut columns = WORDS.map(|words| rows.column(words));
        for text in said {
            let (word, column) =
                text.split_once('=').ok_or_else(|| Fault::Call(format!("--column `{text}`: NAME=COLUMN is expected, such as t=when")))?;
            let slot = WORDS.iter().position(|words| words.first() == Some(&word.trim()));
            let known = || WORDS.iter().filter_map(|words| words.first().copied()).collect::<Vec<_>>().join(", ");
            let slot = slot.ok_or_else(|| Fault::Call(format!("--column `{text}`: `{word}` is none of {}", known())))?;
            let place = rows.column(&[column.trim()]);
            let place = place
                .ok_or_else(|| Fault::Input(format!("{name}: it has no column `{column}`; its columns are {}", rows.names.join(", "))))?;
            if let Some(found) = columns.get_mut(slot) {
                *found = Some(place);
            }
        }
        for (slot, what) in [(0, "id"), (1, "t"), (4, "lat"), (5, "lon")] {
            if columns.get(slot).is_none_or(Option::is_none) {
                let columns = rows.names.join("`, `");
                return Err(Fault::Input(format!(
                    "{name}: it has no column `{what}`; its columns are `{columns}`. `--column {what}=...` names one"
                )));
            }
        }
        Ok(Self(columns))
    }

    fn cell<'r>(&self, slot: usize, cells: &'r [String]) -> Option<&'r str> {
        let place = self.0.get(slot).copied().flatten()?;
        cells.get(place).map(String::as_str).filter(|cell| !cell.is_empty())
    }
}

/// Reads a table of reports.
///
/// # Errors
/// If it is no table, or lacks a column that is needed.
pub fn read(path: &Path, said: &[String]) -> Result<Reports, Fault> {
    let name = path.display().to_string();
    let rows = read_rows(&name, &bytes_or_input(path)?).map_err(|fault| Fault::Input(format!("{name}: {fault}")))?;
    let columns = Columns::of(&name, &rows, said)?;
    let mut all = Reports { reports: Vec::with_capacity(rows.rows.len()), refused: rows.refused };
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (line, cells) in rows.rows {
        match report(&columns, &cells) {
            Ok(report) if seen.insert(report.id.clone()) => all.reports.push(report),
            Ok(report) => all.refused.push(format!("line {line}: the id `{}` stands a second time; the first row is used", report.id)),
            Err(cause) => all.refused.push(format!("line {line}: {cause}")),
        }
    }
    Ok(all)
}

/// Reads one row.
pub(super) fn report(columns: &Columns, cells: &[String]) -> Result<Report, String> {
    let text = |slot: usize| columns.cell(slot, cells).map(str::to_owned);
    let id = text(0).ok_or("it has no id")?;
    let (from_ms, mut to_ms) = read_time(columns.cell(1, cells).ok_or("it has no time")?)?;
    if let Some(end) = columns.cell(2, cells) {
        let (_, end_ms) = read_time(end)?;
        if end_ms < from_ms {
            return Err(format!("it ends at `{end}`, before it begins"));
        }
        to_ms = end_ms;
    }
    let place = match (columns.cell(4, cells), columns.cell(5, cells)) {
        (None, None) => None,
        (Some(lat), Some(lon)) => {
            Some((read_position(lat, lon)?, columns.cell(6, cells).map_or(Ok(SD_M), |cell| read_span(cell, "an error in metres"))?))
        }
        _ => return Err("it has only one of lat and lon".into()),
    };
    let t_sd_s = columns.cell(3, cells).map_or(Ok(T_SD_S), |cell| read_span(cell, "an error in seconds"))?;
    Ok(Report { id, from_ms, to_ms, t_sd_s, place, kind: text(7), source: text(8), origin: text(9), weapon: text(10) })
}

fn read_position(lat: &str, lon: &str) -> Result<Position, String> {
    let degrees = |text: &str, most: f64, what: &str| {
        let number = text.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most);
        number.ok_or_else(|| format!("{what} `{text}` is not a number between -{most} and {most}"))
    };
    Position::from_degrees(degrees(lat, 90.0, "latitude")?, degrees(lon, 180.0, "longitude")?).map_err(|fault| fault.to_string())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn read_span(text: &str, what: &str) -> Result<u32, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=4e9).contains(number));
    number.map(|number| number.round_ties_even() as u32).ok_or_else(|| format!("`{text}` is not {what}: a number from 0 is expected"))
}

/// A moment or a day, from its beginning to its end in ms.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked by the instant")]
fn read_time(text: &str) -> Result<(i64, i64), String> {
    let wrong = || format!("time `{text}` is no ISO 8601 time, no day and no number of seconds since 1970");
    if let Some(number) = text.parse::<f64>().ok().filter(|number| !number.is_nan()) {
        let ms = if number.abs() > SECONDS_MAX { number } else { number * 1_000.0 };
        let ms = Instant::from_ms(ms.round_ties_even() as i64).map_err(|_| wrong())?.ms();
        return Ok((ms, ms));
    }
    if let Ok(day) = Instant::start_of_day(text, "UTC") {
        return Ok((day.ms(), day.ms() + DAY_MS));
    }
    let with_t = text.replacen(' ', "T", 1);
    let candidates = [with_t.clone(), format!("{with_t}Z"), format!("{with_t}:00Z")];
    let found = candidates.iter().find_map(|text| text.parse::<Instant>().ok()).ok_or_else(wrong)?;
    Ok((found.ms(), found.ms()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_and_programs_write_them() {
        let noon = 1_767_268_800_000;
        for text in [
            "2026-01-01T12:00:00Z",
            "2026-01-01 12:00:00",
            "2026-01-01 12:00",
            "1767268800",
            "1767268800.0",
            "1767268800000",
            "2026-01-01T13:00:00+01:00",
        ] {
            assert_eq!(read_time(text), Ok((noon, noon)), "{text}");
        }
        assert_eq!(read_time("2026-01-01"), Ok((noon - 43_200_000, noon + 43_200_000)));
        assert!(read_time("noonish").is_err() && read_time("NaN").is_err() && read_time("1e300").is_err());
    }

    #[test]
    fn a_position_off_the_globe_is_refused_in_a_sentence() {
        assert_eq!(read_position("91.2", "37").unwrap_err(), "latitude `91.2` is not a number between -90 and 90");
        assert!(read_position("nan", "37").is_err() && read_position("inf", "1").is_err());
    }
}
