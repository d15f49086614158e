//! `tregua distance POINT LINE`: how far on the ellipsoid, in which direction, and how surely.

use super::Bench;
use super::lines::Pile;
use crate::cli::Distance;
use crate::fault::Fault;
use crate::screen::say;
use model::Position;
use serde_json::json;
use std::process::ExitCode;
use terms::Shape;
use terms::nearest::{Nearest, chance_within, nearest};

/// Measures a distance to each version of the line.
pub fn run(bench: &Bench, call: &Distance) -> Result<ExitCode, Fault> {
    let at = read_point(&call.point)?;
    if call.within_km.is_some_and(|km| !(0.0..=20_100.0).contains(&km)) {
        return Err(Fault::Call("--within-km: a distance in kilometres between 0 and 20100 is expected".into()));
    }
    let pile = Pile::read(std::slice::from_ref(&call.line))?;
    for version in &pile.versions {
        let sheet = &version.sheet;
        let Some(found) = nearest(at, &sheet.geometry) else { continue };
        let line_sd_m = call.line_sd_m.or(sheet.accuracy_m).unwrap_or(0);
        let chance = call.within_km.map(|km| chance_within(found.distance_m, km * 1e3, f64::from(call.sd_m), f64::from(line_sd_m)));
        let shape = Shape::of(&sheet.geometry);
        let is_inside = shape.is_area().then(|| shape.is_inside(at));
        let sd_m = (f64::from(call.sd_m) * f64::from(call.sd_m) + f64::from(line_sd_m) * f64::from(line_sd_m)).sqrt();
        if bench.json {
            let day = sheet.valid_from.map(|at| at.to_string());
            let line = json!({
                "file": sheet.file, "layer": sheet.series.layer, "source": sheet.series.source, "party": sheet.series.party, "part": sheet.series.name,
                "valid_from": day, "distance_m": (found.distance_m * 100.0).round_ties_even() / 100.0, "azimuth_deg": found.azimuth_deg,
                "nearest": {"lat": found.point.lat(), "lon": found.point.lon()}, "inside": is_inside,
                "point_sd_m": call.sd_m, "line_sd_m": line_sd_m, "sd_m": (sd_m * 10.0).round_ties_even() / 10.0, "within_km": call.within_km,
                "chance_ppm": chance.as_ref().map(|(ppm, _)| ppm), "chance": chance.as_ref().map(|(_, word)| word),
            });
            say(&line.to_string());
        } else {
            say(&show(call, &sheet.series.layer, &found, (line_sd_m, sd_m), is_inside));
            if let (Some(km), Some((_, word))) = (call.within_km, chance) {
                say(&format!("P(nearer than {km} km) = {word}"));
            }
        }
    }
    Ok(pile.exit(true))
}

fn show(call: &Distance, layer: &str, found: &Nearest, (line_sd_m, sd_m): (u32, f64), is_inside: Option<bool>) -> String {
    let azimuth = found.azimuth_deg.map_or_else(|| "on the line".into(), |azimuth| format!("azimuth {azimuth:.1} degrees"));
    let side = match is_inside {
        Some(true) => ", inside the area",
        Some(false) => ", outside the area",
        None => "",
    };
    format!(
        "{:.3} km from {layer}, {azimuth}{side}; nearest at {:.7},{:.7}; error {sd_m:.0} m (point {} m, line {line_sd_m} m)",
        found.distance_m / 1e3,
        found.point.lat(),
        found.point.lon(),
        call.sd_m,
    )
}

fn read_point(text: &str) -> Result<Position, Fault> {
    let wrong = |why: String| Fault::Call(format!("point `{text}`: {why}"));
    let (lat, lon) = text.split_once(',').ok_or_else(|| wrong("LAT,LON in degrees is expected, such as 48.0137,37.8028".into()))?;
    let number = |part: &str| part.trim().parse::<f64>().map_err(|_| wrong(format!("`{}` is not a number of degrees", part.trim())));
    Position::from_degrees(number(lat)?, number(lon)?).map_err(|cause| wrong(cause.to_string()))
}
