//! The geofence by itself, for bench/geofence: zones and points from files, pairs to a file, seconds of CPU to the output.

#![expect(clippy::print_stdout, reason = "its output is its result")]

use model::{Geometry, Position};
use std::error::Error;
use std::fmt::Write;
use terms::fence::Fence;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [zones, points, pairs] = words.as_slice() else { return Err("usage: geofence ZONES.geojson POINTS.csv PAIRS.csv".into()) };
    let read = ingest::sheets::read_sheets(zones, &std::fs::read(zones)?)?;
    let shapes: Vec<&Geometry> = read.sheets.iter().map(|sheet| &sheet.geometry).collect();
    let names: Vec<&str> = read.sheets.iter().map(|sheet| sheet.series.name.as_deref().unwrap_or("")).collect();
    let points = read_points(&std::fs::read_to_string(points)?)?;
    let begun_ns = cpu_ns()?;
    let fence = Fence::of(&shapes)?;
    let built_ns = cpu_ns()?;
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (n, at) in (0u32..).zip(&points) {
        fence.zones_at(*at, |zone, _| found.push((n, zone)));
    }
    let ended_ns = cpu_ns()?;
    let mut text = String::new();
    for (point, zone) in &found {
        writeln!(text, "{point},{}", names.get(*zone as usize).copied().unwrap_or(""))?;
    }
    std::fs::write(pairs, text)?;
    let seconds = |ns: u64| ns as f64 / 1e9;
    let (build_s, find_s) = (seconds(built_ns - begun_ns), seconds(ended_ns - built_ns));
    println!("{{\"points\":{},\"hits\":{},\"build_cpu_s\":{build_s},\"find_cpu_s\":{find_s}}}", points.len(), found.len());
    Ok(())
}

/// Lines of longitude and latitude in degrees.
fn read_points(text: &str) -> Result<Vec<Position>, Box<dyn Error>> {
    let point = |line: &str| {
        let (lon, lat) = line.split_once(',').ok_or("a line of `longitude,latitude` is expected")?;
        Ok(Position::from_degrees(lat.parse()?, lon.parse()?)?)
    };
    text.lines().map(point).collect()
}

/// Time that this thread has run on a CPU, nanoseconds.
fn cpu_ns() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or("").parse()?)
}
