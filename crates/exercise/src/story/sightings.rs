//! Things that are seen rather than heard: weapons in and out of their sites, people, positions, convoys, drones, mines.

use super::Teller;
use crate::calendar::{Second, day_start};
use crate::chance::Chance;
use crate::line::{along, sides};
use crate::places::STORAGE;
use crate::plane::{Spot, is_inside, km_to_path};
use crate::world::{Actor, Event, HOWITZER_122, HOWITZER_152, MORTAR_82, MORTAR_120, ROCKETS_122, Side, TANK, Weapon};
use model::Kind;

/// How far a weapon must stand from the line, kilometres: article 4 of the agreement, with the
/// heavy mortar under paragraph 3.
pub(crate) fn withdrawal_km(weapon: Weapon) -> f64 {
    match weapon.class {
        "mlrs" => 35.0,
        "tank" => 15.0,
        "mortar" => 12.0,
        _ => 20.0,
    }
}

/// Tells all of it.
pub(super) fn tell(teller: &Teller) -> Vec<Event> {
    let mut events = weapons(teller);
    events.extend(near_the_line(teller));
    events
}

fn weapons(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("weapons seen");
    let (west, east) = sides(teller.line(day_start(0)));
    let mut out = Vec::new();
    for day in 0..teller.days {
        for _ in 0..chance.times(6.0 * teller.scale) {
            let second = day_start(day) + (chance.between(7.5, 16.5) * 3600.0) as Second;
            let side = if chance.happens(0.5) { Side::West } else { Side::East };
            let ground = if side == Side::West { &west } else { &east };
            let arms =
                [(TANK, 0.26), (HOWITZER_122, 0.22), (HOWITZER_152, 0.1), (MORTAR_120, 0.18), (MORTAR_82, 0.06), (ROCKETS_122, 0.18)];
            let weapon = chance.weighted(&arms, TANK);
            let seen = if chance.happens(0.46) {
                in_site(side, &mut chance)
            } else {
                in_field(teller.line(second), ground, (side, weapon), &mut chance)
            };
            let Some((spot, note)) = seen else { continue };
            let event = Event::plain(second, spot, Kind::WeaponSeen);
            out.push(Event { count: chance.whole(1, 6), weapon: Some(weapon), actor: Actor::Party(side), note, ..event });
        }
    }
    out
}

fn in_site(side: Side, chance: &mut Chance) -> Option<(Spot, &'static str)> {
    let sites: Vec<_> = STORAGE.iter().filter(|site| site.side == side).collect();
    let site = chance.one(&sites)?;
    let note = chance.weighted(&[("in_site_verified", 0.7), ("in_site_not_verifiable", 0.18), ("missing", 0.12)], "in_site_verified");
    Some((site.spot.moved(chance.normal(0.0, 0.12), chance.normal(0.0, 0.12)), note))
}

fn in_field(line: &[Spot], ground: &[Spot], (side, weapon): (Side, Weapon), chance: &mut Chance) -> Option<(Spot, &'static str)> {
    let required = withdrawal_km(weapon);
    let wanted = match chance.unit() {
        u if u < 0.42 => required * chance.between(0.08, 0.95),
        u if u < 0.60 => required + chance.normal(0.0, 0.7),
        _ => required + chance.between(0.8, 16.0),
    };
    let spot = (0..12).map(|_| at_distance(line, side, wanted, chance)).find(|spot| is_inside(*spot, ground))?;
    let note = if km_to_path(spot, line) < required { "in_violation" } else { "beyond_lines_outside_sites" };
    Some((spot, note))
}

/// A spot on one side, about so many kilometres from the nearest point of the line.
fn at_distance(line: &[Spot], side: Side, wanted_km: f64, chance: &mut Chance) -> Spot {
    if wanted_km < 5.0 {
        let (at, east) = along(line, chance.between(0.03, 0.97));
        return at.moved(east.x * side.sign() * wanted_km, east.y * side.sign() * wanted_km);
    }
    let north = chance.between(-38.0, 40.0);
    let (mut near, mut far) = (0.0, 110.0);
    for _ in 0..24 {
        let middle = (near + far) / 2.0;
        let is_near = km_to_path(Spot::at(side.sign() * middle, north), line) < wanted_km;
        if is_near { near = middle } else { far = middle }
    }
    Spot::at(side.sign() * near, north)
}

/// What patrols and drones see near the line, a day: kind, how often, how many, greatest distance off the line.
const SEEN: [(Kind, f64, u32, f64); 5] = [
    (Kind::Uav, 1.9, 2, 5.0),
    (Kind::PersonnelSeen, 1.5, 14, 2.8),
    (Kind::PositionSeen, 0.6, 3, 3.2),
    (Kind::Convoy, 0.5, 9, 11.0),
    (Kind::MineUxo, 0.6, 8, 2.6),
];

fn near_the_line(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("seen near the line");
    let mut out = Vec::new();
    for day in 0..teller.days {
        for (kind, per_day, most, off_km) in SEEN {
            for _ in 0..chance.times(per_day * teller.scale) {
                let second = day_start(day) + (chance.between(6.8, 18.2) * 3600.0) as Second;
                let side = if chance.happens(0.5) { Side::West } else { Side::East };
                let part = chance.between(0.02, 0.98);
                let (at, east) = along(teller.line(second), part);
                let off = side.sign() * chance.between(0.2, off_km);
                let actor = match kind {
                    Kind::PersonnelSeen if chance.happens(0.3) => Actor::JointTeam,
                    Kind::PersonnelSeen if chance.happens(0.08) => Actor::Third,
                    Kind::MineUxo => Actor::Nobody,
                    _ => Actor::Party(side),
                };
                let event = Event::plain(second, at.moved(east.x * off, east.y * off), kind);
                out.push(Event { count: chance.whole(1, most), actor, along: part, ..event });
            }
        }
    }
    out
}
