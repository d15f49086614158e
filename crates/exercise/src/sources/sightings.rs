//! What patrols and the mission's drones saw near the line: people, positions, convoys, drones, mines, craters, damage, people hurt.

use super::Scene;
use crate::calendar::{Second, clock, iso_day};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row};
use crate::places::nearest;
use crate::world::{Actor, Event};
use model::Kind;

const HEADER: &str = "Date,Time,Kind,Number,Place,Lat,Lon,Error m,Seen by,Actor,Note";
const MAP: &str = include_str!("../texts/sightings.map.toml");

/// The tables of sightings, by month.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("sightings");
    let lines = scene.events.iter().filter_map(|event| see(scene, event, &mut chance)).collect();
    Table { source: source::PATROLS, stem: "sightings", header: HEADER, map: Some(MAP), late_hours: 8 }.by_month(lines, scene.teller.end())
}

fn see(scene: &Scene<'_>, event: &Event, chance: &mut Chance) -> Option<Line> {
    let (likely, named) = match event.kind {
        Kind::Uav => (0.9, 0.06),
        Kind::PersonnelSeen | Kind::Convoy => (0.92, 0.6),
        Kind::PositionSeen => (0.92, 0.85),
        Kind::MineUxo | Kind::Crater => (0.95, 0.0),
        Kind::Damage => (0.5, 0.0),
        Kind::Casualty => (0.55, 0.0),
        _ => return None,
    };
    if !chance.happens(likely) {
        return None;
    }
    let named = chance.happens(if event.actor == Actor::JointTeam { 0.9 } else { named });
    let actor = match event.actor {
        Actor::Party(_) | Actor::JointTeam if named => scene.cast.actor_id(event.actor),
        _ => "",
    };
    let (by, error_m) = chance.weighted(&[(("patrol", 150), 0.6), (("mini UAV", 60), 0.4)], ("patrol", 150));
    let off_km = f64::from(error_m) / 1000.0;
    let (lat, lon) = event.spot.moved(chance.normal(0.0, off_km), chance.normal(0.0, off_km)).degrees();
    let second = event.second + chance.normal(0.0, 40.0) as Second;
    let note = note(event, chance);
    let place = nearest(event.spot).name;
    let (number, error) = (event.count.to_string(), error_m.to_string());
    let cells = [&iso_day(second), &clock(second), event.kind.word(), &number, place, &lat, &lon, &error, by, actor, note];
    Some(Line::new(second, row(cells, ","), Behind::Event(event.id)))
}

fn note(event: &Event, chance: &mut Chance) -> &'static str {
    match event.kind {
        Kind::Uav => chance.word(&["quadcopter, low", "fixed wing", "heard, then seen"]),
        Kind::PersonnelSeen if event.actor == Actor::JointTeam => "under the flag of the Mission",
        Kind::PersonnelSeen => chance.word(&["armed, in a trench", "armed, on foot", "digging"]),
        Kind::PositionSeen => chance.word(&["fresh earth", "manned", "sandbags added since last seen"]),
        Kind::Convoy => chance.word(&["covered lorries", "fuel and ammunition lorries"]),
        Kind::MineUxo => chance.word(&["row of anti-tank mines", "unexploded shell beside the road", "mine sign, new"]),
        Kind::Crater => "fresh",
        Kind::Damage => "corroborated on site",
        _ => event.note,
    }
}
