//! Engagements along the line: who fires, with what, how often, and what follows where it lands.

use super::{EVE_HOURS, Teller};
use crate::calendar::{DAY, Second, day_start};
use crate::chance::Chance;
use crate::line::along;
use crate::plane::Spot;
use crate::world::{
    Actor, Event, GRENADES, HMG, HOWITZER_122, HOWITZER_152, MORTAR_82, MORTAR_120, ROCKETS_122, SMALL_ARMS, Side, TANK, Weapon,
};
use model::{Determination, Kind};

/// Engagements a day at tension 1 along the whole line.
const ENGAGEMENTS_PER_DAY: f64 = 24.5;
/// Events in an engagement beyond the first, on average.
const EVENTS_MORE: f64 = 2.6;
/// Length of the line for the spread of a hot spot, kilometres.
const LINE_KM: f64 = 96.0;

/// A stretch of the line where most of it happens: part along the line, spread in kilometres, weight.
struct HotSpot {
    along: f64,
    spread_km: f64,
    weight: f64,
}

const fn hot(along: f64, spread_km: f64, weight: f64) -> HotSpot {
    HotSpot { along, spread_km, weight }
}

/// Four of them hold three quarters of all fire.
const HOT_SPOTS: [HotSpot; 9] = [
    hot(0.20, 1.9, 0.24),
    hot(0.35, 1.7, 0.20),
    hot(0.60, 2.0, 0.18),
    hot(0.80, 1.8, 0.14),
    hot(0.06, 1.8, 0.04),
    hot(0.275, 2.0, 0.05),
    hot(0.475, 2.4, 0.06),
    hot(0.70, 1.8, 0.06),
    hot(0.92, 1.8, 0.03),
];

/// A time of more fire: its middle and half-width in days, where along the line, how much, and how
/// likely the west begins.
struct Flare {
    day: f64,
    days: f64,
    along: f64,
    reach: f64,
    factor: f64,
    west_begins: f64,
}

const FLARES: [Flare; 4] = [
    Flare { day: -0.1, days: 0.35, along: 0.5, reach: 9.0, factor: 4.0, west_begins: 0.5 },
    Flare { day: 25.0, days: 3.2, along: 0.20, reach: 0.12, factor: 3.4, west_begins: 0.62 },
    Flare { day: 67.0, days: 4.2, along: 0.60, reach: 0.16, factor: 4.6, west_begins: 0.38 },
    Flare { day: 109.0, days: 3.0, along: 0.80, reach: 0.10, factor: 3.0, west_begins: 0.5 },
];

/// Calm after each recommitment: its middle and half-width in days, and how much fire it takes away.
const CALMS: [(f64, f64, f64); 3] = [(5.0, 3.0, 0.5), (40.0, 6.0, 0.65), (85.0, 6.5, 0.55)];

fn bell(z: f64) -> f64 {
    libm::exp(-0.5 * z * z)
}

/// How much fire is to be expected on a day at a part of the line; about 1 on a middling day.
fn tension(day: f64, part: f64) -> f64 {
    let calm: f64 = CALMS.iter().map(|(middle, days, share)| 1.0 - share * bell((day - middle) / days)).product();
    let flares: f64 =
        FLARES.iter().map(|flare| flare.factor * bell((day - flare.day) / flare.days) * bell((part - flare.along) / flare.reach)).sum();
    0.85 * calm + flares
}

/// How likely the west begins: even, but for the flare-ups.
fn west_begins(day: f64, part: f64) -> f64 {
    let near = FLARES.iter().find(|flare| (day - flare.day).abs() < 2.0 * flare.days && (part - flare.along).abs() < 2.0 * flare.reach);
    near.map_or(0.5, |flare| flare.west_begins)
}

/// Tells every engagement.
pub(super) fn tell(teller: &Teller) -> Vec<Event> {
    let mut chance = teller.chance("fighting");
    let mut events = Vec::new();
    let mut engagement = 0;
    for day in -1..teller.days {
        let hours = if day < 0 { EVE_HOURS as f64 } else { 24.0 };
        for spot in &HOT_SPOTS {
            let mean = ENGAGEMENTS_PER_DAY * spot.weight * tension(day as f64 + 0.5, spot.along) * hours / 24.0;
            for _ in 0..chance.times(mean * teller.scale) {
                engagement += 1;
                let begins = day_start(day) + moment_of_day(day, &mut chance);
                let part = (spot.along + chance.normal(0.0, spot.spread_km / LINE_KM)).clamp(0.01, 0.99);
                engage(teller, Opening { begins, part, engagement }, &mut chance, &mut events);
            }
        }
    }
    events
}

/// Mostly in the evening, some before dawn, some by day. On the eve only the last hours count.
fn moment_of_day(day: i64, chance: &mut Chance) -> Second {
    let hour = match chance.unit() {
        u if day < 0 || u < 0.15 => 24.0 - chance.waiting(1.6).min(EVE_HOURS as f64 - 0.1),
        u if u < 0.55 => chance.normal(19.6, 1.9),
        u if u < 0.75 => chance.normal(5.6, 1.4),
        _ => chance.between(0.0, 24.0),
    };
    (hour.clamp(0.0, 23.999) * 3600.0) as Second
}

/// How an engagement opens.
struct Opening {
    begins: Second,
    part: f64,
    engagement: u32,
}

fn engage(teller: &Teller, opening: Opening, chance: &mut Chance, events: &mut Vec<Event>) {
    let day = (opening.begins - day_start(0)) as f64 / DAY as f64;
    let heavy = chance.happens((0.22 + 0.06 * tension(day, opening.part)).min(0.55));
    let mut side = if chance.happens(west_begins(day, opening.part)) { Side::West } else { Side::East };
    let third = chance.happens(0.03);
    let mut weapon = arm(heavy, chance);
    let mut second = opening.begins;
    let mut part = opening.part;
    for _ in 0..=chance.times(EVENTS_MORE) {
        let actor = if third { Actor::Third } else { Actor::Party(side) };
        let (at, east) = along(teller.line(second), part);
        let firing = Firing { at, east, side, weapon };
        events.push(Event { actor, along: part, engagement: opening.engagement, ..fire(second, &firing, chance) });
        second += 30 + chance.waiting(420.0) as Second;
        part = (part + chance.normal(0.0, 0.35 / LINE_KM)).clamp(0.005, 0.995);
        if !third && chance.happens(0.3) {
            side = side.other();
            weapon = arm(heavy && chance.happens(0.7), chance);
        }
    }
}

fn arm(heavy: bool, chance: &mut Chance) -> Weapon {
    let light = [(SMALL_ARMS, 0.6), (HMG, 0.27), (GRENADES, 0.13)];
    let heavier = [(MORTAR_82, 0.3), (MORTAR_120, 0.29), (TANK, 0.1), (HOWITZER_122, 0.16), (HOWITZER_152, 0.06), (ROCKETS_122, 0.09)];
    if heavy { chance.weighted(&heavier, MORTAR_82) } else { chance.weighted(&light, SMALL_ARMS) }
}

/// Where fire comes from and what it is.
struct Firing {
    /// The nearest point of the line.
    at: Spot,
    /// The direction eastward off it.
    east: Spot,
    side: Side,
    weapon: Weapon,
}

impl Firing {
    fn off(&self, side: Side, km: f64) -> Spot {
        self.at.moved(self.east.x * side.sign() * km, self.east.y * side.sign() * km)
    }
}

fn fire(second: Second, firing: &Firing, chance: &mut Chance) -> Event {
    use Determination::{InFlight, Incoming, Outgoing, Undetermined};
    let kind = match firing.weapon.class {
        "small_arms" => chance.weighted(
            &[(Kind::Burst, 0.6), (Kind::Shot, 0.2), (Kind::Tracer, 0.12), (Kind::MuzzleFlash, 0.05), (Kind::IlluminationFlare, 0.03)],
            Kind::Burst,
        ),
        "heavy_machine_gun" => chance.weighted(&[(Kind::Burst, 0.72), (Kind::Tracer, 0.28)], Kind::Burst),
        "mlrs" => chance.weighted(&[(Kind::Explosion, 0.7), (Kind::Projectile, 0.3)], Kind::Explosion),
        "mortar" => chance.weighted(&[(Kind::Explosion, 0.94), (Kind::Airburst, 0.06)], Kind::Explosion),
        _ => chance.weighted(&[(Kind::Explosion, 0.93), (Kind::Projectile, 0.07)], Kind::Explosion),
    };
    let (mean, most) = if firing.weapon.heard_km >= 12.0 { (2.4, 11.0) } else { (0.9, 4.5) };
    let (near, far) = (0.25 + chance.waiting(0.45).min(1.8), 0.25 + chance.waiting(mean).min(most));
    let (determination, spot) = match kind {
        Kind::Explosion | Kind::Airburst if firing.weapon == GRENADES => (Incoming, firing.off(firing.side.other(), near)),
        Kind::Explosion if chance.happens(0.2) => (Outgoing, firing.off(firing.side, 1.0 + 1.6 * far)),
        Kind::Explosion | Kind::Airburst => (Incoming, firing.off(firing.side.other(), far)),
        Kind::Projectile | Kind::Tracer => (InFlight, firing.off(firing.side, 0.4 * near)),
        _ => (Undetermined, firing.off(firing.side, near)),
    };
    let count = match kind {
        Kind::Burst => 1 + chance.waiting(6.0) as u32,
        Kind::Shot => 1 + chance.waiting(3.0) as u32,
        Kind::Tracer => 1 + chance.waiting(9.0) as u32,
        Kind::Projectile if firing.weapon == ROCKETS_122 => 4 + chance.whole(0, 16),
        Kind::Explosion if firing.weapon == ROCKETS_122 => 3 + chance.whole(0, 17),
        Kind::MuzzleFlash | Kind::IlluminationFlare | Kind::Airburst => 1 + chance.waiting(1.0) as u32,
        _ => 1 + chance.waiting(2.2) as u32,
    };
    let spot = spot.moved(chance.normal(0.0, 0.15), chance.normal(0.0, 0.15));
    Event { count, weapon: Some(firing.weapon), determination, cause: "hostile", ..Event::plain(second, spot, kind) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hot_spots_hold_three_quarters_of_the_fire() {
        let mut weights: Vec<f64> = HOT_SPOTS.iter().map(|spot| spot.weight).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!((weights.iter().take(4).sum::<f64>() - 0.76).abs() < 1e-9);
    }

    #[test]
    fn the_flare_up_is_hotter_than_the_calm_that_follows() {
        assert!(tension(67.0, 0.6) > 8.0 * tension(85.0, 0.6));
    }
}
