//! What heat near an event is worth: how often it is met there, against the same place some weeks off.
//!
//! Source: METHOD 9d. The chance is that of the same window, 14 and 21 days earlier and later. Events cluster, so intervals come from drawing
//! whole days of events again and again.

use super::{Heat, Window};
use crate::method::{HEAT_LR_NATS_MAX, WORTH_DRAWS, WORTH_SHIFTS};
use std::collections::BTreeMap;

/// An event whose place and day are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Day, as in [`Heat`].
    pub day: i32,
    /// Latitude, 1e-7 degree.
    pub lat_e7: i32,
    /// Longitude, 1e-7 degree.
    pub lon_e7: i32,
}

/// A number with the interval that holds it in 95 of 100 draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// As measured.
    pub value: f64,
    /// From.
    pub low: f64,
    /// To.
    pub high: f64,
}

/// How often heat was met.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rate {
    events: f64,
    hits: f64,
    chance: f64,
}

/// What heat in a window, and its absence, multiply the odds of an event by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// The window.
    pub window: Window,
    /// Events that were asked about: those whose shifted days all lie within the record.
    pub events: u32,
    /// Share of events with heat in the window.
    pub hit: f64,
    /// The same of the shifted days.
    pub chance: f64,
    /// Likelihood ratio of heat; absent if the shifted days never had any.
    pub lr_found: Option<Interval>,
    /// Likelihood ratio of no heat.
    pub lr_absent: Option<Interval>,
}

impl Worth {
    /// ln of the likelihood ratio of heat, as it may be used: capped at ln 5.
    pub fn nats(&self) -> Option<f64> {
        self.lr_found.map(|lr| libm::log(lr.value).min(HEAT_LR_NATS_MAX))
    }
}

impl Rate {
    fn add(&mut self, other: Self) {
        self.events += other.events;
        self.hits += other.hits;
        self.chance += other.chance;
    }

    fn found(&self) -> Option<f64> {
        (self.chance > 0.0).then(|| self.hits / self.chance)
    }

    fn absent(&self) -> Option<f64> {
        (self.chance < self.events).then(|| (self.events - self.hits) / (self.events - self.chance))
    }
}

impl Window {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 4] = [Self::Near, Self::NearDays, Self::WideDay, Self::Wide];

    /// How near, metres.
    pub const fn near_m(self) -> f64 {
        match self {
            Self::Near | Self::NearDays => 1_000.0,
            Self::WideDay | Self::Wide => 3_000.0,
        }
    }

    /// Days on either side.
    pub const fn days(self) -> i32 {
        match self {
            Self::Near | Self::WideDay => 0,
            Self::NearDays | Self::Wide => 1,
        }
    }
}

/// Measures it for every window. The same events, heat and seed give the same numbers.
pub fn measure(events: &[Event], heat: &[Heat], seed: u64) -> Vec<Worth> {
    let (first, last) = heat.iter().fold((i32::MAX, i32::MIN), |(lo, hi), one| (lo.min(one.day), hi.max(one.day)));
    let most = WORTH_SHIFTS.iter().map(|shift| shift.abs()).max().unwrap_or(0) + 1;
    let asked: Vec<Event> = events.iter().filter(|event| event.day - most >= first && event.day + most <= last).copied().collect();
    let mut by_day: BTreeMap<i32, Vec<(i32, i32)>> = BTreeMap::new();
    heat.iter().for_each(|one| by_day.entry(one.day).or_default().push((one.lat_e7, one.lon_e7)));
    by_day.values_mut().for_each(|own| own.sort_unstable());
    Window::ALL.iter().map(|window| worth(*window, &asked, &by_day, seed)).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of events")]
fn worth(window: Window, asked: &[Event], heat: &BTreeMap<i32, Vec<(i32, i32)>>, seed: u64) -> Worth {
    let mut days: BTreeMap<i32, Rate> = BTreeMap::new();
    for event in asked {
        let shifted = WORTH_SHIFTS.iter().filter(|shift| is_hot(window, event, event.day + **shift, heat)).map(|_| 1.0).sum::<f64>();
        let hits = if is_hot(window, event, event.day, heat) { 1.0 } else { 0.0 };
        days.entry(event.day).or_default().add(Rate { events: 1.0, hits, chance: shifted / WORTH_SHIFTS.len() as f64 });
    }
    let days: Vec<Rate> = days.into_values().collect();
    let mut all = Rate::default();
    days.iter().for_each(|day| all.add(*day));
    let mut state = seed;
    let (mut found, mut absent) = (Vec::new(), Vec::new());
    for _ in 0..WORTH_DRAWS {
        let mut drawn = Rate::default();
        for _ in 0..days.len() {
            let at = (next(&mut state) % days.len().max(1) as u64) as usize;
            days.get(at).into_iter().for_each(|day| drawn.add(*day));
        }
        found.extend(drawn.found());
        absent.extend(drawn.absent());
    }
    let share = |part: f64| if all.events > 0.0 { part / all.events } else { 0.0 };
    Worth {
        window,
        events: all.events as u32,
        hit: share(all.hits),
        chance: share(all.chance),
        lr_found: all.found().map(|value| interval(value, found)),
        lr_absent: all.absent().map(|value| interval(value, absent)),
    }
}

/// From the 2.5th to the 97.5th of 100.
fn interval(value: f64, mut drawn: Vec<f64>) -> Interval {
    drawn.sort_unstable_by(f64::total_cmp);
    let at = |part: usize| drawn.get(drawn.len() * part / 1_000).copied().unwrap_or(value);
    Interval { value, low: at(25), high: at(975) }
}

/// Whether heat lies in the window round an event's place on a day.
fn is_hot(window: Window, event: &Event, day: i32, heat: &BTreeMap<i32, Vec<(i32, i32)>>) -> bool {
    (day - window.days()..=day + window.days()).filter_map(|day| heat.get(&day)).any(|own| {
        #[expect(clippy::cast_possible_truncation, reason = "a few kilometres")]
        let reach_e7 = (window.near_m() / DEGREE_M * 1e7).ceil() as i32;
        let first = own.partition_point(|(lat_e7, _)| *lat_e7 < event.lat_e7.saturating_sub(reach_e7));
        let near = own.get(first..).unwrap_or(&[]).iter().take_while(|(lat_e7, _)| *lat_e7 <= event.lat_e7.saturating_add(reach_e7));
        near.into_iter().any(|(lat_e7, lon_e7)| apart_m(event, *lat_e7, *lon_e7) <= window.near_m())
    })
}

/// Metres of a degree of a great circle.
const DEGREE_M: f64 = 111_195.0;

/// Distance on a sphere, for a few kilometres.
fn apart_m(event: &Event, lat_e7: i32, lon_e7: i32) -> f64 {
    let degrees = |number: i64| number as f64 / 1e7;
    let north = degrees(i64::from(lat_e7) - i64::from(event.lat_e7)) * DEGREE_M;
    let turn = (degrees(i64::from(lon_e7) - i64::from(event.lon_e7)) + 540.0).rem_euclid(360.0) - 180.0;
    let east = turn * DEGREE_M * libm::cos(degrees(i64::from(event.lat_e7)).to_radians());
    (north * north + east * east).sqrt()
}

/// Draws from a seed (SplitMix64).
const fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heat_that_comes_with_events_is_worth_what_it_is_more_frequent() {
        // Invented: 200 events, each fifth with heat beside it; on the shifted days each twentieth.
        let place = |n: i32| (450_000_000 + n * 1_000_000, 300_000_000);
        let events: Vec<Event> = (0..200).map(|n| Event { day: 100 + n % 50, lat_e7: place(n).0, lon_e7: place(n).1 }).collect();
        let beside = |n: i32, day: i32| Heat { day, lat_e7: place(n).0 + 50_000, lon_e7: place(n).1 };
        let mut heat: Vec<Heat> = (0..200).filter(|n| n % 5 == 0).map(|n| beside(n, 100 + n % 50)).collect();
        heat.extend((0..200).filter(|n| n % 20 == 1).flat_map(|n| WORTH_SHIFTS.map(|shift| beside(n, 100 + n % 50 + shift))));
        heat.extend([Heat { day: 0, lat_e7: 0, lon_e7: 0 }, Heat { day: 400, lat_e7: 0, lon_e7: 0 }]);
        let found = measure(&events, &heat, 1);
        assert_eq!(found.len(), 4);
        let near = found[0];
        assert_eq!((near.events, near.window), (200, Window::Near));
        let lr = near.lr_found.unwrap();
        assert!((lr.value - 4.0).abs() < 1e-9 && lr.low < 4.0 && lr.high > 4.0, "{near:?}");
        assert!((near.lr_absent.unwrap().value - 0.8 / 0.95).abs() < 1e-9);
        assert_eq!(found, measure(&events, &heat, 1));
    }

    #[test]
    fn what_heat_is_worth_is_capped_and_no_record_says_nothing() {
        let event = Event { day: 100, lat_e7: 0, lon_e7: 0 };
        assert_eq!(measure(&[event], &[], 1).iter().map(|worth| worth.events).sum::<u32>(), 0);
        let all = Interval { value: 50.0, low: 40.0, high: 60.0 };
        let worth = Worth { window: Window::Near, events: 9, hit: 0.5, chance: 0.01, lr_found: Some(all), lr_absent: None };
        assert!((worth.nats().unwrap() - libm::log(5.0)).abs() < 1e-9);
    }
}
