//! What follows where shells land: fires, damage, craters, people hurt.

use super::Teller;
use crate::calendar::Second;
use crate::chance::Chance;
use crate::places::nearest;
use crate::world::Event;
use model::{Determination, Kind};

/// Tells it; `after` counts in the list of the fighting, from 0.
pub(super) fn tell(teller: &Teller, fighting: &[Event]) -> Vec<Event> {
    let mut chance = teller.chance("aftermath");
    let mut out = Vec::new();
    for (index, event) in (0u32..).zip(fighting) {
        let heavy = event.weapon.is_some_and(|weapon| weapon.heard_km >= 7.0);
        if !heavy || event.determination != Determination::Incoming {
            continue;
        }
        let built = event.spot.km_to(nearest(event.spot).spot) < 1.6;
        let after = |kind, minutes: f64, count, note, chance: &mut Chance| {
            let spot = event.spot.moved(chance.normal(0.0, 0.06), chance.normal(0.0, 0.06));
            let second = event.second + (minutes * 60.0) as Second;
            Event {
                count,
                note,
                actor: event.actor,
                after: Some(index),
                along: event.along,
                cause: event.cause,
                ..Event::plain(second, spot, kind)
            }
        };
        if chance.happens(0.13) {
            let minutes = chance.between(2.0, 14.0);
            out.push(after(Kind::ThermalAnomaly, minutes, 1, "fire", &mut chance));
        }
        if chance.happens(if built { 0.12 } else { 0.012 }) {
            let (who, people) = (if built { "civilian" } else { "service member" }, 1 + chance.waiting(0.7) as u32);
            out.push(after(Kind::Casualty, 0.0, people.min(5), who, &mut chance));
        }
        if built && chance.happens(0.14) {
            let hours = chance.between(10.0, 60.0);
            out.push(after(Kind::Damage, hours * 60.0, 1, "house", &mut chance));
        }
        if chance.happens(0.03) {
            let hours = chance.between(14.0, 90.0);
            out.push(after(Kind::Crater, hours * 60.0, event.count, "crater", &mut chance));
        }
    }
    out
}
