//! How likely it is that a report is of an open incident: densities with heavy tails, without any logarithm.

use super::shelf::Open;
use super::sighting::Sighting;
use crate::method::Parameters;
use model::Kind;
use model::geodesy::Plane;
use std::f64::consts::PI;

/// Beyond so many squared widths a place or a time is never looked at. Source: assumed (set on invented reports, seed 31).
pub(super) const GATE2: (f64, f64) = (36.0, 25.0);

/// Farthest that two places, and longest that two times, can lie apart: km and ms.
/// Source: as [`Parameters::reach_m_max`] and [`Parameters::gap_h_max`].
pub(super) const FAR: (f64, i64) = (25.0, 40 * 3_600_000);

const FAR_H: f64 = FAR.1 as f64 / 3.6e6;

/// Degrees of freedom of the tails, place and time: Student's t. With these two all powers are whole. Source: assumed.
const TAILS: (f64, f64) = (4.0, 3.0);

/// Peak of Student's t with 3 degrees of freedom: 2 / (pi sqrt 3).
const PEAK_T3: f64 = 0.367_552_596_947_861;

/// What each pair of kinds multiplies the likelihood by; 0 = never one event.
pub(super) struct Weights(Vec<[f64; Kind::ALL.len()]>);

impl Weights {
    pub fn of(method: &Parameters) -> Self {
        let weight = |a: Kind, b: Kind| method.kinds(a, b).map_or(0.0, |weight| libm::exp(f64::from(weight.mnat) / 1_000.0));
        Self(Kind::ALL.map(|a| Kind::ALL.map(|b| weight(a, b))).to_vec())
    }

    fn of_pair(&self, a: Kind, b: Kind) -> f64 {
        self.0.get(a as usize).and_then(|row| row.get(b as usize)).copied().unwrap_or(0.0)
    }
}

/// How far a report lies from an incident, and how wide both are together.
pub(super) struct Apart {
    pub space2_km2: f64,
    pub var_km2: f64,
    pub time2_h2: f64,
    pub var_h2: f64,
}

impl Apart {
    pub fn of(sighting: &Sighting, open: &Open, plane: &Plane) -> Self {
        let (east_m, north_m) = plane.degree_m();
        let (east, north) = open.off_e7(sighting.centre);
        let (x, y) = (east * east_m / 1e10, north * north_m / 1e10);
        let hours = (sighting.at_ms as f64 - open.at_ms) / 3.6e6;
        Self {
            space2_km2: x * x + y * y,
            var_km2: sighting.var_km2 + open.var_km2,
            time2_h2: hours * hours,
            var_h2: sighting.var_h2 + open.var_h2,
        }
    }

    /// By how much an outlier's weight falls, place and time: at most 1.
    pub fn trust(&self) -> (f64, f64) {
        let trust = |tails: f64, axes: f64, apart2: f64| ((tails + axes) / (tails + apart2)).min(1.0);
        (trust(TAILS.0, 2.0, self.space2_km2 / self.var_km2), trust(TAILS.1, 1.0, self.time2_h2 / self.var_h2))
    }
}

/// Likelihood of a report given an incident, per km^2 and hour; `None` if it cannot be of it.
pub(super) fn weigh(sighting: &Sighting, open: &Open, plane: &Plane, weights: &Weights) -> Option<f64> {
    let apart = Apart::of(sighting, open, plane);
    let too_late = apart.time2_h2 > GATE2.1 * apart.var_h2 || apart.time2_h2 > FAR_H * FAR_H;
    if too_late || apart.space2_km2 > GATE2.0 * apart.var_km2 || apart.space2_km2 > FAR.0 * FAR.0 || open.excludes(sighting) {
        return None;
    }
    let (space, time) = (1.0 + apart.space2_km2 / (apart.var_km2 * TAILS.0), 1.0 + apart.time2_h2 / (apart.var_h2 * TAILS.1));
    let peak = PEAK_T3 / (2.0 * PI * apart.var_km2 * libm::sqrt(apart.var_h2));
    let weight = weights.of_pair(sighting.kind, open.kind);
    (weight > 0.0).then(|| weight * peak / (space * space * space * time * time))
}
