//! Picks, stations and arrivals as tables give them.

use crate::fault::Fault;
use detect::method::{PICKS_MAX, STATIONS_MAX};
use detect::regional::Arrival;
use detect::{Hearing, Pick, Station};
use ingest::rows::{Rows, read_rows};
use model::geodesy::Plane;
use model::{Instant, Position};
use serde_json::Value;
use std::collections::BTreeMap;

/// What numbers in a file mean: a plane and a moment that seconds count from.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Centre of the plane; absent if the file gives kilometres.
    centre: Option<Position>,
    /// What seconds count from; absent if the file gives bare seconds.
    zero: Option<Instant>,
}

/// A network as read.
#[derive(Debug)]
pub struct Network {
    /// What its numbers mean.
    pub frame: Frame,
    /// Its stations.
    pub stations: Vec<Station>,
    /// Their names.
    pub names: Vec<String>,
    /// Its picks.
    pub picks: Vec<Pick>,
    /// Line of each pick in its file.
    pub rows: Vec<u32>,
    /// What could not be read.
    pub refused: Vec<String>,
}

/// Arrivals at arrays as read.
#[derive(Debug)]
pub struct Arrays {
    /// What their seconds count from.
    pub frame: Frame,
    /// The arrivals.
    pub arrivals: Vec<Arrival>,
}

impl Frame {
    /// The moment of some seconds, to the millisecond.
    #[expect(clippy::cast_possible_truncation, reason = "seconds of a record")]
    pub fn moment(&self, at_s: f64) -> Option<Instant> {
        self.zero.map(|zero| zero.plus_ms((at_s * 1e3).round_ties_even() as i64))
    }

    /// Degrees of a place on the plane, to .01 degree: no finer than the grid.
    pub fn degrees(&self, (x_m, y_m): (f64, f64)) -> Option<(f64, f64)> {
        let centre = self.centre?;
        let (east_m, north_m) = Plane::at(centre).degree_m();
        let hundredths = |degrees: f64| (degrees * 100.0).round_ties_even() / 100.0;
        Some((hundredths(centre.lat() + y_m / north_m), hundredths(centre.lon() + x_m / east_m)))
    }
}

const LAT: [&str; 3] = ["lat", "latitude", "y_deg"];
const LON: [&str; 4] = ["lon", "lng", "longitude", "x_deg"];
const STATION: [&str; 6] = ["station", "station_id", "sta", "id", "name", "sensor"];
const TIME: [&str; 9] = ["t", "time", "at", "t_s", "time_s", "at_s", "pick_time", "arrival", "timestamp"];
const X_KM: [&str; 3] = ["x_km", "east_km", "x"];
const Y_KM: [&str; 3] = ["y_km", "north_km", "y"];

/// Reads a network.
pub fn network(picks: (&str, &[u8]), stations: (&str, &[u8]), hearing: &Hearing) -> Result<Network, Fault> {
    let (picks_name, stations_name) = (picks.0, stations.0);
    let table = |(name, bytes): (&str, &[u8])| read_rows(name, bytes).map_err(|fault| Fault::Input(format!("{name}: {fault}")));
    let (picks, stations) = (table(picks)?, table(stations)?);
    let mut refused: Vec<String> = Vec::new();
    refused.extend(stations.refused.iter().map(|refusal| format!("{stations_name}: {refusal}")));
    refused.extend(picks.refused.iter().map(|refusal| format!("{picks_name}: {refusal}")));
    let (centre, stations, names) = read_stations(stations_name, &stations, &mut refused)?;
    let zero = zero(picks_name, &picks)?;
    let frame = Frame { centre, zero };
    let mut network = Network { frame, stations, names, picks: Vec::new(), rows: Vec::new(), refused };
    read_picks(picks_name, &picks, hearing, &mut network)?;
    Ok(network)
}

fn need(name: &str, table: &Rows, columns: &[&str]) -> Result<usize, Fault> {
    let shown = columns.first().copied().unwrap_or("");
    let own = table.names.join(", ");
    table.column(columns).ok_or_else(|| Fault::Input(format!("{name}: no column `{shown}` (any of {}); it has: {own}", columns.join(", "))))
}

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", String::as_str)
}

fn number(row: &[String], column: usize) -> Option<f64> {
    cell(row, column).parse::<f64>().ok().filter(|number| number.is_finite())
}

type Placed = (Option<Position>, Vec<Station>, Vec<String>);

fn read_stations(name: &str, table: &Rows, refused: &mut Vec<String>) -> Result<Placed, Fault> {
    let id = need(name, table, &STATION)?;
    if table.rows.len() > STATIONS_MAX {
        return Err(Fault::Input(format!("{name}: {} stations; {STATIONS_MAX} are the most", table.rows.len())));
    }
    let degrees = table.column(&LAT).zip(table.column(&LON));
    let kilometres = table.column(&X_KM).zip(table.column(&Y_KM));
    let Some((first, second)) = degrees.or(kilometres) else {
        let own = table.names.join(", ");
        return Err(Fault::Input(format!(
            "{name}: no place: columns `lat` and `lon` in degrees, or `x_km` and `y_km`, are expected; it has: {own}"
        )));
    };
    let mut read: Vec<(String, f64, f64)> = Vec::new();
    for (line, row) in &table.rows {
        match (number(row, first), number(row, second)) {
            (Some(a), Some(b)) if degrees.is_none() || Position::from_degrees(a, b).is_ok() => read.push((cell(row, id).to_owned(), a, b)),
            _ => refused.push(format!("{name}: line {line}: `{}`, `{}` is no place", cell(row, first), cell(row, second))),
        }
    }
    read.sort_by(|a, b| a.0.cmp(&b.0));
    if let Some(twice) = read.windows(2).find(|pair| matches!(pair, [a, b] if a.0 == b.0)) {
        return Err(Fault::Input(format!("{name}: station `{}` stands there twice", twice.first().map_or("", |station| &station.0))));
    }
    let names = read.iter().map(|station| station.0.clone()).collect();
    if degrees.is_none() {
        return Ok((None, read.iter().map(|(_, x, y)| Station { x_m: x * 1e3, y_m: y * 1e3 }).collect(), names));
    }
    let places: Vec<Position> = read.iter().filter_map(|(_, lat, lon)| Position::from_degrees(*lat, *lon).ok()).collect();
    let Some(centre) = middle(&places) else { return Err(Fault::Input(format!("{name}: no station could be read"))) };
    let plane = Plane::at(centre);
    Ok((Some(centre), places.iter().map(|place| plane.xy(*place)).map(|(x_m, y_m)| Station { x_m, y_m }).collect(), names))
}

/// The middle of places, the short way round.
#[expect(clippy::cast_precision_loss, reason = "thousands of stations")]
fn middle(places: &[Position]) -> Option<Position> {
    let first = places.first()?;
    let plane = Plane::at(*first);
    let (east_m, north_m) = plane.degree_m();
    let (x, y) = places.iter().map(|place| plane.xy(*place)).fold((0.0, 0.0), |(x, y), own| (x + own.0, y + own.1));
    let count = places.len() as f64;
    let lon = first.lon() + x / count / east_m;
    Position::from_degrees((first.lat() + y / count / north_m).clamp(-89.9, 89.9), (lon + 540.0).rem_euclid(360.0) - 180.0).ok()
}

/// What seconds count from: the first moment of a file with dates; absent where times are bare numbers.
fn zero(name: &str, table: &Rows) -> Result<Option<Instant>, Fault> {
    let time = need(name, table, &TIME)?;
    let first = table.rows.iter().find_map(|(_, row)| moment(cell(row, time)));
    // Seconds since 1970, if they are as large as those of a date from 2001 on.
    let least = table.rows.iter().filter_map(|(_, row)| number(row, time)).fold(f64::INFINITY, f64::min);
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
    let unix = (1e9..1e11).contains(&least).then(|| Instant::from_ms((least.floor() as i64) * 1_000).ok());
    Ok(first.or(unix.flatten()))
}

/// A moment in words: RFC 3339, or the same without a zone, which is UTC then.
fn moment(text: &str) -> Option<Instant> {
    let plain = text.trim().replacen(' ', "T", 1);
    plain.parse().ok().or_else(|| format!("{plain}Z").parse().ok())
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of a record")]
fn seconds(text: &str, zero: Option<Instant>) -> Option<f64> {
    if let Ok(bare) = text.trim().parse::<f64>() {
        let from = zero.map_or(0.0, |zero| zero.ms() as f64 / 1e3);
        return bare.is_finite().then_some(bare - from);
    }
    Some((moment(text)?.ms() - zero?.ms()) as f64 / 1e3)
}

fn read_picks(name: &str, table: &Rows, hearing: &Hearing, network: &mut Network) -> Result<(), Fault> {
    if table.rows.len() > PICKS_MAX {
        return Err(Fault::Input(format!("{name}: {} picks; {PICKS_MAX} are the most: split the file by time", table.rows.len())));
    }
    let (station, time) = (need(name, table, &STATION)?, need(name, table, &TIME)?);
    let (sd, phase) = (table.column(&["sd_s", "t_sd_s", "sigma_s", "sd"]), table.column(&["phase", "wave"]));
    let by_name: BTreeMap<String, u32> = network.names.iter().cloned().zip(0u32..).collect();
    for (line, row) in &table.rows {
        let Some(index) = by_name.get(cell(row, station)) else {
            network.refused.push(format!("{name}: line {line}: station `{}` is not among the stations", cell(row, station)));
            continue;
        };
        let Some(at_s) = seconds(cell(row, time), network.frame.zero) else {
            network
                .refused
                .push(format!("{name}: line {line}: `{}` is no time: seconds, or 2026-01-31T12:00:00.5Z, are expected", cell(row, time)));
            continue;
        };
        let sd_s = sd.and_then(|sd| number(row, sd)).filter(|sd| *sd > 0.0).unwrap_or(hearing.pick_sd_s);
        let is_second = hearing.speeds_m_s.len() > 1 && phase.is_some_and(|phase| cell(row, phase).to_uppercase().starts_with('S'));
        network.picks.push(Pick { station: *index, wave: u8::from(is_second), at_s, sd_s });
        network.rows.push(*line);
    }
    Ok(())
}

/// Arrivals with directions: a JSON list as InfraPy writes it, or a table with a column of azimuths; absent if it is neither.
pub fn arrays(name: &str, bytes: &[u8]) -> Result<Option<Arrays>, Fault> {
    let wrong = |line: usize, what: &str| Fault::Input(format!("{name}: arrival {line}: {what}"));
    let rows: Vec<BTreeMap<String, String>> = match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Array(list)) => list.iter().filter_map(Value::as_object).map(of_object).collect(),
        _ => {
            let Ok(table) = read_rows(name, bytes) else { return Ok(None) };
            if table.column(&AZIMUTH).is_none() {
                return Ok(None);
            }
            let named = |row: &(u32, Vec<String>)| table.names.iter().map(|name| plain(name)).zip(row.1.iter().cloned()).collect();
            table.rows.iter().map(named).collect()
        }
    };
    let find = |row: &BTreeMap<String, String>, names: &[&str]| {
        names.iter().find_map(|name| row.get(&plain(name)).cloned()).filter(|text| !text.is_empty())
    };
    let zero = rows.iter().find_map(|row| moment(&find(row, &ARRIVED)?));
    let mut arrivals = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let number = |names: &[&str]| find(row, names).and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
        let place = number(&LAT).zip(number(&LON)).filter(|(lat, lon)| Position::from_degrees(*lat, *lon).is_ok());
        let (lat, lon) = place.ok_or_else(|| wrong(at + 1, "`lat` and `lon` of the array, degrees, are expected"))?;
        let azimuth_deg = number(&AZIMUTH).ok_or_else(|| wrong(at + 1, "`azimuth` to the source, degrees from north, is expected"))?;
        let at_s = find(row, &ARRIVED).and_then(|text| seconds(&text, zero)).ok_or_else(|| wrong(at + 1, "a time is expected"))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sensors of an array, bounded")]
        let sensors = number(&["array_dimension", "sensors", "elements"]).unwrap_or(4.0).clamp(2.0, 1_000.0) as u32;
        let f_stat = number(&["f_statistic", "f_stat", "f"]).unwrap_or(10.0).max(0.0);
        arrivals.push(Arrival { lat, lon, azimuth_deg, at_s, f_stat, sensors });
    }
    Ok(Some(Arrays { frame: Frame { centre: None, zero }, arrivals }))
}

const AZIMUTH: [&str; 4] = ["back_azimuth", "azimuth", "baz", "azimuth_deg"];
const ARRIVED: [&str; 10] = ["peak_f_stat_time_utc", "t", "time", "at", "t_s", "time_s", "at_s", "arrival", "pick_time", "timestamp"];

fn of_object(object: &serde_json::Map<String, Value>) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    object.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (plain(name), text(value))).collect()
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
