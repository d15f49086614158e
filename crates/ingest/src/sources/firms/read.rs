//! One detection a row; times are UTC; without a time the whole UTC day.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::{SD_PIXEL_375_M, SD_PIXEL_1000_M, SD_PIXEL_UNSTATED_M};
use crate::table::{Column, Row, Table};
use crate::words::place::read_cells;
use crate::words::text::some;
use crate::words::time::{Zone, read_clock, read_day};
use crate::{Format, Unreadable};
use jiff::civil::{Date, Time};
use model::{Kind, Place, PlacePrecision, Position, Sense, When};

/// Reads a FIRMS table.
///
/// # Errors
/// If a column is missing.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let table = document.need_table(Format::Firms)?;
    let columns = Columns::find(table).map_err(|why| Unreadable::Misfit { format: Format::Firms, why })?;
    if columns.satellite.is_none() && columns.instrument.is_none() {
        harvest.notes.push(format!("the instrument is not stated: an error of {SD_PIXEL_UNSTATED_M} m is assumed"));
    }
    let mut days = Days { zone: Zone::utc(), last: None };
    harvest.rows(table, &mut |row, harvest| read_row(row, &columns, &mut days, harvest))
}

struct Columns {
    lat: Column,
    lon: Column,
    day: Column,
    clock: Option<Column>,
    satellite: Option<Column>,
    instrument: Option<Column>,
    /// Shown as the row's words.
    measured: Vec<Column>,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, String> {
        let measured = ["frp", "confidence", "daynight", "type"];
        Ok(Self {
            lat: table.need(&["latitude", "lat"])?,
            lon: table.need(&["longitude", "lon"])?,
            day: table.need(&["acq_date"])?,
            clock: table.find(&["acq_time"]),
            satellite: table.find(&["satellite"]),
            instrument: table.find(&["instrument"]),
            measured: measured.iter().filter_map(|name| table.find(&[name])).collect(),
        })
    }
}

fn read_row(row: &Row<'_>, columns: &Columns, days: &mut Days, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let centre = read_cells(row, columns.lat, columns.lon)?;
    let time = read_time(row, columns, days)?;
    harvest.member.check_time(&time, row.cell(columns.day)).map_err(|reason| Fault::cell(row, columns.day, reason))?;
    let satellite = row.some(columns.satellite).unwrap_or("");
    let instrument = row.some(columns.instrument).unwrap_or("");
    let id = harvest.id_by_content(&content(centre, &time, satellite));
    let mut observation = harvest.member.observation(id, Kind::ThermalAnomaly, Sense::SatelliteThermal, time, row.line);
    observation.place = Some(Place::Normal { centre, sd_m: sd_m(satellite, instrument) });
    observation.place_precision = Some(PlacePrecision::Fix);
    observation.speaker = some([satellite, instrument].join(" ").trim().to_owned());
    observation.text = some(show_measured(row, columns));
    harvest.observations.push(observation);
    Ok(())
}

/// What names a detection: pixel, time and satellite. The same pass in another edition of the
/// table, with more columns or other ones, is the same detection.
fn content(centre: Position, time: &When, satellite: &str) -> Vec<u8> {
    let mut content = Vec::with_capacity(32);
    content.extend_from_slice(&centre.lat_e7.to_be_bytes());
    content.extend_from_slice(&centre.lon_e7.to_be_bytes());
    content.extend_from_slice(&time.from.ms().to_be_bytes());
    content.extend_from_slice(&time.to.ms().to_be_bytes());
    content.extend(satellite.bytes().map(|byte| byte.to_ascii_uppercase()));
    content
}

fn sd_m(satellite: &str, instrument: &str) -> u32 {
    let is_any = |word: &str, of: &[&str]| of.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_any(instrument, &["MODIS"]) || is_any(satellite, &["Terra", "Aqua", "T", "A"]) {
        return SD_PIXEL_1000_M;
    }
    if is_any(instrument, &["VIIRS"]) || is_any(satellite, &["N", "N20", "N21", "1", "2", "Suomi NPP", "NOAA-20", "NOAA-21"]) {
        return SD_PIXEL_375_M;
    }
    SD_PIXEL_UNSTATED_M
}

fn show_measured(row: &Row<'_>, columns: &Columns) -> String {
    let shown: Vec<String> =
        columns.measured.iter().filter_map(|column| row.some(Some(*column)).map(|cell| format!("{} {cell}", row.name(*column)))).collect();
    shown.join(", ")
}

/// Rows of one day follow each other: the last day is kept.
struct Days {
    zone: Zone,
    last: Option<(String, Date, When)>,
}

impl Days {
    fn read(&mut self, text: &str) -> Option<&(String, Date, When)> {
        if self.last.as_ref().is_none_or(|(known, _, _)| known != text) {
            let day = read_day(text)?;
            self.last = Some((text.to_owned(), day, self.zone.day(day).ok()?));
        }
        self.last.as_ref()
    }
}

fn read_time(row: &Row<'_>, columns: &Columns, days: &mut Days) -> Result<When, Fault> {
    let text = row.need(columns.day)?;
    let no_day = || Fault::cell(row, columns.day, format!("`{text}` is not a day such as 2026-01-07"));
    let (day, when) = days.read(text).map(|(_, day, when)| (*day, when.clone())).ok_or_else(no_day)?;
    let Some((column, clock)) = columns.clock.and_then(|column| Some((column, row.some(Some(column))?))) else { return Ok(when) };
    let no_time = || Fault::cell(row, column, format!("`{clock}` is not a UTC time such as 0043 or 00:43"));
    let (hour, minute) = read_acq_time(clock).ok_or_else(no_time)?;
    days.zone.minute(day, Time::new(hour, minute, 0, 0).map_err(|_| no_time())?).map_err(|reason| Fault::cell(row, column, reason))
}

/// `0043`, `43` (a number that lost its zeros), `00:43` or `00:43:00`.
fn read_acq_time(text: &str) -> Option<(i8, i8)> {
    if text.contains(':') {
        return read_clock(text);
    }
    let number: i16 = (text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())??;
    let (hour, minute) = (i8::try_from(number / 100).ok()?, i8::try_from(number % 100).ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}
