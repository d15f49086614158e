//! The passage of relief: two counts a day under two definitions, by the crossing post and by the relief desk.

use super::Scene;
use crate::calendar::{Second, day_start, iso_day};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row};
use crate::world::Side;

const HEADER: &str = "id,day,speaker,trucks,words";
const MAP: &str = include_str!("../texts/trucks.map.toml");
const PASSED: &str = "trucks that passed the barrier, empty ones included";
const UNLOADED: &str = "trucks unloaded at a warehouse on either side";

/// Both counts by month.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("trucks");
    let (mut passed, mut unloaded) = (Vec::new(), Vec::new());
    for day in 0..scene.teller.days {
        let (through, full) = traffic(day, &mut chance);
        passed.push(count(scene, source::CROSSING, day_start(day), through));
        unloaded.push(count(scene, source::RELIEF, day_start(day), full));
    }
    let map = |definition: &str| scene.cast.fill(MAP).replace("{definition}", definition);
    let by_month = |source, stem, map: &str, lines| {
        Table { source, stem, header: HEADER, map: Some(map), late_hours: 15 }.by_month(lines, scene.teller.end())
    };
    let mut files = by_month(source::CROSSING, "trucks-crossing", &map(PASSED), passed);
    files.extend(by_month(source::RELIEF, "trucks-relief", &map(UNLOADED), unloaded));
    files
}

/// Trucks through the barrier, and trucks unloaded: fewer in the flare-ups and on every seventh day.
fn traffic(day: i64, chance: &mut Chance) -> (u32, u32) {
    let flared = [(21..30), (61..73), (105..112)].iter().any(|days| days.contains(&day));
    let factor = if flared { 0.62 } else { 1.0 } * if day % 7 == 1 { 0.7 } else { 1.0 };
    let through = (chance.normal(216.0, 17.0) * factor).max(0.0);
    (through as u32, (through * chance.normal(0.71, 0.04).clamp(0.5, 0.9)) as u32)
}

fn count(scene: &Scene<'_>, who: &str, day: Second, trucks: u32) -> Line {
    let (speaker, definition) = match who {
        source::CROSSING => (format!("Crossing post, {}", scene.cast.party(Side::West).name), PASSED),
        _ => ("Relief coordination desk".to_owned(), UNLOADED),
    };
    let of = iso_day(day);
    let cells = [&format!("{who}-{of}"), of.as_str(), &speaker, &trucks.to_string(), &format!("{trucks} {definition}")];
    Line::new(day, row(cells, ","), Behind::Nothing)
}
