//! The heat satellite: fires at its two overpasses a day, most shelling missed, farms and a kiln seen as well.

use super::Scene;
use crate::calendar::{DAY, Second, day_of, day_start, iso_day};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table};
use crate::plane::Spot;
use crate::world::Event;
use model::Kind;

const HEADER: &str =
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight";
/// Overpasses, hours of the day in UTC: before dawn and in the afternoon.
const OVERPASS_HOURS: [f64; 2] = [3.2, 15.1];
/// Longest that a fire of the fighting burns, hours.
const BURNS_HOURS_MAX: f64 = 7.0;

/// The satellite's tables by month.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("heat");
    let fires = scene.events.iter().filter(|event| event.kind == Kind::ThermalAnomaly);
    let mut lines: Vec<Line> = fires.flat_map(|event| detect(event, scene.teller.end(), &mut chance)).collect();
    lines.extend(bad_rows().into_iter().filter(|line| line.second < scene.teller.end()));
    Table { source: source::HEAT, stem: "heat", header: HEADER, map: None, late_hours: 3 }.by_month(lines, scene.teller.end())
}

/// The pixels of a fire at the next overpass, if it still burns and no cloud hides it.
fn detect(event: &Event, end: Second, chance: &mut Chance) -> Vec<Line> {
    let burns_hours = match event.note {
        "kiln" => 0.5,
        "farm" => chance.between(1.0, 6.0),
        _ => chance.between(1.0, BURNS_HOURS_MAX),
    };
    let Some(pass) = next_overpass(event, burns_hours, chance).filter(|pass| *pass < end) else { return Vec::new() };
    let pixels = if chance.happens(0.14) { 2 } else { 1 };
    if !chance.happens(0.82) {
        return Vec::new();
    }
    (0..pixels).map(|_| Line::new(pass, pixel(event, pass, chance), Behind::Event(event.id))).collect()
}

fn next_overpass(event: &Event, burns_hours: f64, chance: &mut Chance) -> Option<Second> {
    if event.note == "kiln" {
        return Some(event.second + chance.whole(0, 1200) as Second);
    }
    let passes = (0..2).flat_map(|days| OVERPASS_HOURS.map(|hour| day_start(day_of(event.second) + days) + (hour * 3600.0) as Second));
    let pass = passes.min_by_key(|pass| if *pass < event.second { Second::MAX } else { *pass })?;
    let shifted = pass + chance.normal(0.0, 900.0) as Second;
    (shifted > event.second && shifted - event.second < (burns_hours * 3600.0) as Second).then_some(shifted)
}

fn pixel(event: &Event, pass: Second, chance: &mut Chance) -> String {
    let spot = Spot::at(event.spot.x + chance.normal(0.0, 0.18), event.spot.y + chance.normal(0.0, 0.18));
    let (lat, lon) = spot.degrees();
    let night = pass.rem_euclid(DAY) < 6 * 3600;
    let frp = 0.6 + chance.waiting(if event.note == "farm" { 6.0 } else { 2.8 });
    let hot = 298.0 + 9.0 * frp.min(7.0) + chance.between(0.0, 6.0);
    let cool = if night { 281.0 } else { 297.0 } + chance.between(0.0, 9.0);
    let word = chance.weighted(&[("nominal", 0.78), ("low", 0.14), ("high", 0.08)], "nominal");
    let minutes = pass.rem_euclid(DAY) / 60;
    let (scan, track) = (chance.between(0.32, 0.6), chance.between(0.36, 0.62));
    let satellite = chance.word(&["N", "N20", "N21"]);
    format!(
        "{lat},{lon},{hot:.2},{scan:.2},{track:.2},{},{:02}{:02},{satellite},VIIRS,{word},2.0NRT,{cool:.2},{frp:.2},{}",
        iso_day(pass),
        minutes / 60,
        minutes % 60,
        if night { "N" } else { "D" }
    )
}

fn bad_rows() -> Vec<Line> {
    let bad = |day: i64, text: &str| Line::new(day_start(day) + 54_000, text.to_owned(), Behind::Refused);
    vec![
        bad(26, "91.2,-24.27311,321.40,0.41,0.44,2026-02-05,1507,N20,VIIRS,nominal,2.0NRT,299.81,3.10,D"),
        bad(71, "-33.04120,-24.19022,309.12,0.39,0.45,2026-13-22,1511,N,VIIRS,low,2.0NRT,298.20,1.02,D"),
    ]
}
