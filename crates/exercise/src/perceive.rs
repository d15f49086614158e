//! How the mission's people and cameras put into words what they hear and see.

use crate::calendar::{Second, hour};
use crate::chance::Chance;
use crate::line::along;
use crate::plane::wind;
use crate::story::Teller;
use crate::world::{Event, SMALL_ARMS, Side};
use model::{Determination, Kind};

/// Whether it is dark, roughly: between January and May the sun rises from 6:30 to 8:20 and sets from 20:50 to 18:50 (UTC).
pub(crate) fn is_dark(second: Second) -> bool {
    !(7.3..20.0).contains(&hour(second))
}

/// The word of an annex table for a kind of fire.
pub(crate) fn observation(kind: Kind) -> &'static str {
    match kind {
        Kind::MuzzleFlash => "muzzle flash",
        Kind::IlluminationFlare => "illumination flare",
        other => other.word(),
    }
}

/// A count as people give it: exact while it is small, vaguer as it grows.
pub(crate) fn number(count: u32, chance: &mut Chance) -> String {
    let round = |to: u32| count / to * to;
    match chance.unit() {
        u if count <= 4 || u < 0.62 => count.to_string(),
        u if count >= 25 && u < 0.68 => "dozens".to_owned(),
        u if count >= 12 && u < 0.72 => "uncountable".to_owned(),
        u if u < 0.86 => format!("at least {count}"),
        u if count >= 10 && u < 0.93 => format!("over {}", round(5).min(count - 1)),
        _ => format!("about {}", if count >= 10 { round(5).max(10) } else { count }),
    }
}

/// The two winds of a flight across the line, from the side that fires, such as `W` and `E`.
pub(crate) fn flight(teller: &Teller, event: &Event) -> Option<(&'static str, &'static str)> {
    let (_, east) = along(teller.line(event.second), event.along);
    let eastward = libm::atan2(east.x, east.y).to_degrees();
    match event.side()? {
        Side::West => Some((wind(eastward + 180.0), wind(eastward))),
        Side::East => Some((wind(eastward), wind(eastward + 180.0))),
    }
}

/// What the observer makes of the direction, in the words of an annex table.
pub(crate) fn description(teller: &Teller, event: &Event, sure: bool) -> String {
    match event.determination {
        Determination::InFlight => {
            flight(teller, event).map_or("undetermined".into(), |(from, to)| format!("in flight, from {from} to {to}"))
        }
        Determination::Incoming if sure => "impact".into(),
        Determination::Outgoing if sure => "outgoing".into(),
        _ => "undetermined".into(),
    }
}

/// The weapon in the words of an annex table: `N/K` where it was not determined.
pub(crate) fn weapon(event: &Event, sure: bool) -> &'static str {
    match event.weapon {
        Some(weapon) if sure || weapon == SMALL_ARMS => weapon.words,
        _ => "N/K",
    }
}

/// The cause that a careful observer tags: exercises and demining that were announced.
pub(crate) fn cause_tag(event: &Event) -> &'static str {
    match event.cause {
        "live_fire_exercise" | "demining" => event.cause,
        _ => "",
    }
}

const LONG_WINDS: [&str; 8] = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

/// The nearest of the eight winds in words.
pub(crate) fn long_wind(bearing_deg: f64) -> &'static str {
    let turned = libm::floor((bearing_deg.rem_euclid(360.0) + 22.5) / 45.0) as usize;
    LONG_WINDS.get(turned % 8).copied().unwrap_or("north")
}

/// A range as patrols estimate it, such as `3-5km`, round a guess in kilometres.
pub(crate) fn range(guess_km: f64) -> String {
    let low = libm::floor((guess_km * 0.8).max(0.0)) as u32;
    let high = libm::ceil(guess_km * 1.25).max(1.0) as u32;
    match (low, high) {
        (0, high) => format!("up to {high}km"),
        (low, high) if low == high => format!("{high}km"),
        (low, high) => format!("{low}-{high}km"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_winds_read_as_patrols_write_them() {
        assert_eq!((range(3.6), range(0.7), range(6.0)), ("2-5km".into(), "up to 1km".into(), "4-8km".into()));
        assert_eq!((long_wind(350.0), long_wind(91.0), wind(101.0)), ("north", "east", "E"));
    }
}
