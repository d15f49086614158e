//! What is no fighting but looks like it, or lies beside it: exercises, demining, a festival, farm fires, a kiln, restrictions.

use super::Teller;
use crate::calendar::{Second, day_start};
use crate::chance::Chance;
use crate::coast::main_island;
use crate::line::along;
use crate::places::{KILN, SETTLEMENTS};
use crate::plane::{Spot, is_inside, km_to_path};
use crate::world::{Actor, Event, HMG, HOWITZER_122, MORTAR_120, SMALL_ARMS, Side};
use model::{Determination, Kind};

/// Firing exercises, each notified in advance: day, hour, side, training ground, rounds.
const EXERCISES: [(i64, f64, Side, Spot, u32); 4] = [
    (17, 9.0, Side::West, Spot::at(-25.5, -1.5), 46),
    (47, 13.0, Side::East, Spot::at(34.0, 3.0), 44),
    (81, 9.5, Side::East, Spot::at(33.0, 1.5), 38),
    (98, 14.0, Side::West, Spot::at(-26.5, -3.0), 52),
];

/// Days on which a joint team destroys mines; part of the line.
const DEMINING: [(i64, f64); 18] = [
    (9, 0.21),
    (14, 0.35),
    (19, 0.22),
    (34, 0.60),
    (37, 0.21),
    (41, 0.61),
    (44, 0.36),
    (48, 0.20),
    (53, 0.59),
    (57, 0.80),
    (78, 0.62),
    (83, 0.34),
    (88, 0.22),
    (92, 0.60),
    (96, 0.81),
    (101, 0.21),
    (115, 0.35),
    (118, 0.59),
];

/// The harvest festival, with rifles fired into the air: day, town.
const FESTIVAL: (i64, [Spot; 3]) = (63, [Spot::at(-44.0, 9.8), Spot::at(45.0, 25.9), Spot::at(27.0, 8.1)]);

/// Tells all of it.
pub(super) fn tell(teller: &Teller) -> Vec<Event> {
    let mut events = exercises(teller);
    events.extend(demining(teller));
    events.extend(festival(teller));
    events.extend(farm_fires(teller));
    events.extend(kiln(teller));
    events.extend(restrictions(teller));
    events
}

fn scaled(n: u32, teller: &Teller) -> u32 {
    libm::ceil(f64::from(n) * teller.scale.min(1.0)) as u32
}

fn exercises(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("exercises");
    let mut out = Vec::new();
    for (day, hour, side, ground, rounds) in EXERCISES {
        let mut second = day_start(day) + (hour * 3600.0) as Second;
        for _ in 0..scaled(rounds, teller) {
            second += 40 + chance.waiting(160.0) as Second;
            let weapon = chance.weighted(&[(MORTAR_120, 0.4), (HOWITZER_122, 0.3), (HMG, 0.3)], HMG);
            let (kind, count) = if weapon == HMG { (Kind::Burst, chance.whole(2, 20)) } else { (Kind::Explosion, chance.whole(1, 4)) };
            let spot = ground.moved(chance.normal(0.0, 0.7), chance.normal(0.0, 0.7));
            let event = Event::plain(second, spot, kind);
            let determination = Determination::Undetermined;
            out.push(Event { count, determination, weapon: Some(weapon), actor: Actor::Party(side), cause: "live_fire_exercise", ..event });
        }
    }
    out
}

fn demining(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("demining");
    let mut out = Vec::new();
    for (day, part) in DEMINING {
        let mut second = day_start(day) + chance.between(9.5, 13.0) as Second * 3600;
        let (spot, _) = along(teller.line(second), part + chance.normal(0.0, 0.01));
        for _ in 0..scaled(chance.whole(3, 8), teller) {
            second += chance.whole(300, 1500) as Second;
            let spot = spot.moved(chance.normal(0.0, 0.25), chance.normal(0.0, 0.25));
            let event = Event { along: part, ..Event::plain(second, spot, Kind::Explosion) };
            out.push(Event { actor: Actor::JointTeam, cause: "demining", determination: Determination::Undetermined, ..event });
        }
    }
    out
}

fn festival(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("festival");
    let (day, towns) = FESTIVAL;
    let shot = |town: Spot, chance: &mut Chance| {
        let second = day_start(day) + (chance.between(19.5, 23.6) * 3600.0) as Second;
        let spot = town.moved(chance.normal(0.0, 0.8), chance.normal(0.0, 0.8));
        let event = Event { count: chance.whole(1, 12), ..Event::plain(second, spot, Kind::Burst) };
        Event { weapon: Some(SMALL_ARMS), cause: "celebration", determination: Determination::Undetermined, ..event }
    };
    towns.iter().flat_map(|town| (0..scaled(14, teller)).map(|_| shot(*town, &mut chance)).collect::<Vec<_>>()).collect()
}

/// Stubble is burnt after the harvest, by day, away from the line: heat that is no violation.
fn farm_fires(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("farm fires");
    let (coast, line) = (main_island(), teller.line(day_start(0)).to_vec());
    let mut out = Vec::new();
    for day in 0..teller.days {
        let season = libm::exp(-0.5 * ((day as f64 - 78.0) / 26.0) * ((day as f64 - 78.0) / 26.0));
        for _ in 0..chance.times(15.0 * season * teller.scale) {
            let second = day_start(day) + (chance.normal(14.3, 1.2).clamp(10.0, 18.0) * 3600.0) as Second;
            out.extend(
                field(&coast, &line, &mut chance).map(|spot| Event { note: "farm", ..Event::plain(second, spot, Kind::ThermalAnomaly) }),
            );
        }
    }
    out
}

fn field(coast: &[Spot], line: &[Spot], chance: &mut Chance) -> Option<Spot> {
    let farmed = chance.one(&SETTLEMENTS)?.spot;
    let mut draw = || farmed.moved(chance.normal(0.0, 4.5), chance.normal(0.0, 4.5));
    (0..9).map(|_| draw()).find(|spot| is_inside(*spot, coast) && km_to_path(*spot, line) > 7.0)
}

/// The lime kiln of Gresmo burns day and night, whatever happens at the line.
fn kiln(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("kiln");
    let mut out = Vec::new();
    for day in 0..teller.days {
        for hour in [3.2, 15.1] {
            if chance.happens(0.62 * teller.scale.min(1.0)) {
                let second = day_start(day) + (hour * 3600.0) as Second;
                out.push(Event { note: "kiln", ..Event::plain(second, KILN, Kind::ThermalAnomaly) });
            }
        }
    }
    out
}

/// Checkpoints where patrols are turned back, kept waiting or let through under conditions.
fn restrictions(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("restrictions");
    let mut out = Vec::new();
    for day in 0..teller.days {
        for _ in 0..chance.times(2.2 * teller.scale) {
            let second = day_start(day) + (chance.between(7.2, 17.5) * 3600.0) as Second;
            let side = if chance.happens(0.5) { Side::West } else { Side::East };
            let part = chance.between(0.03, 0.97);
            let (spot, east) = along(teller.line(second), part);
            let depth = side.sign() * chance.between(1.5, 14.0);
            let note = chance.weighted(&[("denied", 0.52), ("delayed", 0.28), ("conditional", 0.14), ("other", 0.06)], "denied");
            let event = Event::plain(second, spot.moved(east.x * depth, east.y * depth), Kind::Restriction);
            out.push(Event { actor: Actor::Party(side), along: part, note, ..event });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_grounds_lie_outside_the_zones_in_which_exercises_are_forbidden() {
        let line = crate::line::contact_line(crate::line::Drawn::March);
        assert!(EXERCISES.iter().all(|(_, _, _, ground, _)| km_to_path(*ground, &line) > 12.0));
    }
}
