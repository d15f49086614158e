//! The passage of relief: two counts a day under two definitions, by the crossing post and by the relief desk.

use super::Scene;
use crate::calendar::{DAY, Second, day_start, iso_day};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row};
use crate::world::Side;

const HEADER: &str = "id,said_at,speaker,about,measure,count,definition,window_from,window_to,text";
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
    let table = |source, stem| Table { source, stem, header: HEADER, map: Some(MAP), late_hours: 15 };
    let mut files = table(source::CROSSING, "trucks-crossing").by_month(passed, scene.teller.end());
    files.extend(table(source::RELIEF, "trucks-relief").by_month(unloaded, scene.teller.end()));
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
    let party = scene.cast.party(Side::West);
    let (speaker, definition) = match who {
        source::CROSSING => (format!("Crossing post, {}", party.name), PASSED),
        _ => ("Relief coordination desk".to_owned(), UNLOADED),
    };
    let (of, said) = (iso_day(day), iso_day(day + DAY));
    let text = format!("{trucks} {definition} on {of}");
    let cells = [&format!("{who}-{of}"), &said, &speaker, party.id, "delivered", &trucks.to_string(), definition, &of, &of, &text];
    Line::new(day, row(cells, ","), Behind::Nothing)
}
