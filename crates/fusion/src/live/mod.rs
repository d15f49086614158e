//! The live view: each report joins an open incident or opens one, at once, and nothing is revised.
//!
//! Provisional, never recorded: the recorded partition ([`crate::fuse`]) looks at all reports together and does
//! not depend on their order; this one sees each report once, in the order of arrival, and answers in about a
//! microsecond however long the history is (PERFORMANCE 5.1).
//!
//! ```text
//! Sighting (a report's numbers) -> open incidents near it      shelf: cells and hours, by width
//!   -> likelihood of each against "something new here"         weigh, rate
//!   -> join the likeliest, or open a new one                   Placed: a handle that never changes
//! ```
//!
//! An incident leaves memory [`LATE_H_MAX`] hours behind the stream's clock, which is a median of the last reports'
//! times, so that one wrong clock moves nothing. Memory has a bound ([`OPEN_N_MAX`]). Errors of place and time count
//! with heavy tails, since stated ones are often too small.

mod clock;
mod rate;
mod shelf;
mod sighting;
mod weigh;

pub use sighting::Sighting;

use crate::method::Parameters;
use clock::Clock;
use model::geodesy::Plane;
use rate::Rate;
use shelf::{Open, Shelf};
use weigh::{Weights, weigh};

/// An incident leaves memory so many hours after its own time; a report that is later still stands alone.
/// Source: PERFORMANCE 5.1 (72 h).
pub const LATE_H_MAX: i64 = 72;

/// Open incidents at most; beyond it the oldest one closes early. About 150 MB.
pub const OPEN_N_MAX: usize = 1 << 20;

/// Open incidents looked at for one report in one cell and hour, the newest first: a burst cannot stall the stream.
pub const LOOKED_AT_N_MAX: usize = 2_048;

const HOUR_MS: i64 = 3_600_000;

/// The associator.
pub struct Live {
    clock: Clock,
    rate: Rate,
    shelf: Shelf,
    weights: Weights,
    handles_n: u64,
}

/// Where a report went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The incident: numbers from 1, in the order in which incidents opened.
    pub handle: u64,
    /// True if the report opened it.
    pub is_new: bool,
    /// How likely that was right, ppm, against the likeliest other incident and against a new one.
    pub chance_ppm: u32,
    /// The likeliest other open incident and its chance, if it is at least a tenth as likely.
    pub other: Option<(u64, u32)>,
    /// True if it came so late that what it belonged to may have left memory.
    pub is_late: bool,
}

/// The two likeliest incidents, by slot and likelihood.
#[derive(Clone, Copy, Default)]
struct Best {
    first: (f64, u32),
    second: (f64, u32),
}

impl Best {
    fn see(&mut self, likelihood: f64, slot: u32) {
        if likelihood > self.first.0 {
            self.second = self.first;
            self.first = (likelihood, slot);
        } else if likelihood > self.second.0 {
            self.second = (likelihood, slot);
        }
    }
}

impl Live {
    /// Begins with nothing open.
    pub fn new(method: &Parameters) -> Self {
        Self { clock: Clock::default(), rate: Rate::of(method), shelf: Shelf::new(), weights: Weights::of(method), handles_n: 0 }
    }

    /// Places one report.
    pub fn place(&mut self, sighting: &Sighting) -> Placed {
        let now_ms = self.clock.see(sighting.at_ms);
        self.shelf.close(now_ms - LATE_H_MAX * HOUR_MS);
        let is_late = sighting.at_ms < now_ms - LATE_H_MAX * HOUR_MS;
        if is_late || sighting.is_apart {
            return self.alone(is_late);
        }
        let cell = self.shelf.cell(sighting.centre);
        let chance = self.rate.per_km2h(cell, sighting.at_ms.min(now_ms + rate::WINDOW_MS));
        let plane = Plane::at(sighting.centre);
        let mut best = Best::default();
        let weights = &self.weights;
        self.shelf.near(sighting, |slot, open| {
            if let Some(likelihood) = weigh(sighting, open, &plane, weights) {
                best.see(likelihood, slot);
            }
        });
        self.decide(sighting, &plane, chance, best)
    }

    /// Incidents that are open.
    pub fn open_n(&self) -> usize {
        self.shelf.len()
    }

    fn alone(&mut self, is_late: bool) -> Placed {
        self.handles_n += 1;
        Placed { handle: self.handles_n, is_new: true, chance_ppm: 999_999, other: None, is_late }
    }

    fn decide(&mut self, sighting: &Sighting, plane: &Plane, chance: f64, best: Best) -> Placed {
        let all = chance + best.first.0 + best.second.0;
        let ppm = |likelihood: f64| (libm::rint(likelihood / all * 1e6) as u32).clamp(1, 999_999);
        let rivals =
            |own: f64, other: (f64, u32)| (other.0 > 0.1 * own).then(|| Some((self.shelf.at(other.1)?.handle, ppm(other.0)))).flatten();
        if best.first.0 > chance {
            let other = rivals(best.first.0, best.second);
            let handle = self.shelf.join(best.first.1, sighting, plane);
            return Placed { handle, is_new: false, chance_ppm: ppm(best.first.0), other, is_late: false };
        }
        let other = rivals(chance, best.first);
        self.handles_n += 1;
        self.shelf.open(Open::of(sighting, self.handles_n));
        Placed { handle: self.handles_n, is_new: true, chance_ppm: ppm(chance), other, is_late: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Kind, Position};

    /// The shelf shows, out of thousands, everything that could be a report's incident: the same as looking at all.
    #[test]
    fn nothing_that_a_report_could_belong_to_is_overlooked() {
        let weights = Weights::of(&Parameters::default());
        let mut state = 7u64;
        let mut below = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let mut shelf = Shelf::new();
        let mut all: Vec<u64> = Vec::new();
        let mut met = 0;
        for number in 1..4_000u64 {
            let sd_km = [0.1, 0.3, 0.9, 2.0, 9.0][below(5) as usize];
            let sd_h = [0.05, 0.2, 2.0, 7.0][below(4) as usize];
            let sighting = Sighting {
                centre: Position {
                    lat_e7: 480_000_000 + below(6_000_000) as i32,
                    lon_e7: (1_798_000_000 + below(4_000_000) as i64 - if number % 2 == 0 { 3_600_000_000 } else { 0 })
                        .clamp(-1_800_000_000, 1_800_000_000) as i32,
                },
                var_km2: sd_km * sd_km,
                at_ms: below(100) as i64 * HOUR_MS,
                var_h2: sd_h * sd_h,
                kind: Kind::Explosion,
                weapon: crate::WeaponKey::default(),
                voice: None,
                is_apart: false,
            };
            let plane = Plane::at(sighting.centre);
            let mut shown: Vec<u32> = Vec::new();
            shelf.near(&sighting, |slot, open| {
                if weigh(&sighting, open, &plane, &weights).is_some() {
                    shown.push(slot);
                }
            });
            shown.sort_unstable();
            let possible = |slot: &u32| shelf.at(*slot).is_some_and(|open| weigh(&sighting, open, &plane, &weights).is_some());
            let expected: Vec<u32> = (0..all.len() as u32).filter(possible).collect();
            assert_eq!(shown, expected, "{number}");
            met += expected.len();
            match shown.first() {
                Some(slot) if number % 3 == 0 => drop(shelf.join(*slot, &sighting, &plane)),
                _ => {
                    shelf.open(Open::of(&sighting, number));
                    all.push(number);
                }
            }
        }
        assert!(met > 20_000 && all.len() > 2_000, "{met} {}", all.len());
        assert_eq!(shelf.len(), all.len());
    }
}
