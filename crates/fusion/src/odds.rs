//! The log-odds that two reports are about one event (METHOD 3), and how far such a pair can reach.

use crate::density::Density;
use crate::item::Item;
use crate::method::{Family, Parameters};
use crate::overlap::{gap_ms, overlap_density};
use std::f64::consts::PI;

/// Metres added to every reach, and a share of it, so that rounding never cuts a pair.
const REACH_MARGIN_M: f64 = 2.0;
const REACH_MARGIN: f64 = 1.000_1;

/// The method's constants, prepared.
pub(crate) struct Odds<'a> {
    pub method: &'a Parameters,
    pub density: Density,
    reach2_km2: f64,
    gap_ms_max: i64,
}

/// Extremes over a group of items; bounds on their pairs follow from them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extremes {
    pub family: Family,
    pub var_km2: (f64, f64),
    pub wide_max: f64,
    pub wide_km2: (f64, f64),
    pub peak_max: f64,
    pub clock_h2_max: f64,
}

/// How far apart two items of two groups can be and still exceed a threshold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    pub space_m: f64,
    pub gap_ms: i64,
}

impl Reach {
    pub fn space2_km2(&self) -> f64 {
        self.space_m * self.space_m / 1e6
    }
}

impl<'a> Odds<'a> {
    pub fn of(method: &'a Parameters) -> Self {
        let reach_km = f64::from(method.reach_m_max) / 1_000.0;
        Self { method, density: Density::of(method), reach2_km2: reach_km * reach_km, gap_ms_max: i64::from(method.gap_h_max) * 3_600_000 }
    }

    /// Log-odds of a pair, mnat, not below the floor. `a` has the smaller id; `apart2` is the
    /// square of their distance on the plane round `a`, km^2. An excluded pair is the caller's care.
    pub fn mnat(&self, a: &Item<'_>, b: &Item<'_>, apart2_km2: f64) -> i32 {
        let floor = self.method.pair_floor_mnat;
        let Some(weight) = self.method.kinds(a.face.kind, b.face.kind) else { return floor };
        if apart2_km2 > self.reach2_km2 || gap_ms(&a.span, &b.span) > self.gap_ms_max {
            return floor;
        }
        let together = overlap_density(&a.span, &b.span);
        if together <= 0.0 {
            return floor;
        }
        let chance = self.chance(a, b);
        let var = a.var_km2 + b.var_km2;
        let space = if a.wide > 0.0 || b.wide > 0.0 {
            libm::log(mixed(a, b, apart2_km2) * together / chance)
        } else {
            libm::log(together / (2.0 * PI * var * chance)) - apart2_km2 / (2.0 * var)
        };
        let whole = space * 1_000.0 + f64::from(weight.mnat);
        (libm::rint(whole) as i32).min(weight.mnat_max).max(floor)
    }

    /// Density of other incidents where the pair would be: about the more exact of the two; if
    /// both are equally exact, the greater one. A fire and something else: fires about the fire.
    fn chance(&self, a: &Item<'_>, b: &Item<'_>) -> f64 {
        let at = |item: &Item<'_>, near| self.density.per_km2h(item.family, near);
        if a.family != b.family {
            let fire = if a.family == Family::Heat { a } else { b };
            return at(fire, fire.near);
        }
        let here = |item: &Item<'_>, other: &Item<'_>| at(item, self.density.without(item, other));
        let (a_km2, b_km2) = (a.spread_km2(), b.spread_km2());
        if a_km2 < b_km2 {
            here(a, b)
        } else if b_km2 < a_km2 {
            here(b, a)
        } else {
            here(a, b).max(here(b, a))
        }
    }

    /// How far apart items of two groups can be and still exceed `over_mnat`; `None` if they never do.
    pub fn reach(&self, a: &Extremes, b: &Extremes, over_mnat: i32) -> Option<Reach> {
        let weight = self.method.families(a.family, b.family)?;
        let counted = if a.family == b.family { a.family } else { Family::Heat };
        let rest = libm::log(a.peak_max.min(b.peak_max) / self.density.least_per_km2h(counted))
            + (f64::from(weight) - f64::from(over_mnat) + 1.0) / 1_000.0;
        let var = (a.var_km2.0 + b.var_km2.0, a.var_km2.1 + b.var_km2.1);
        let (split, wide) = if a.wide_max > 0.0 || b.wide_max > 0.0 { (2.0, a.wide_max + b.wide_max) } else { (1.0, 0.0) };
        let core = left(rest, split, var.0);
        let mut most = core;
        let mut space2_km2 = 2.0 * var.1 * core;
        if wide > 0.0 {
            let tail = left(rest, split * wide, var.0 + least_tail(a, b));
            most = most.max(tail);
            space2_km2 = space2_km2.max(2.0 * (var.1 + a.wide_km2.1 + b.wide_km2.1) * tail);
        }
        (most > 0.0).then(|| {
            let space_m = libm::sqrt(space2_km2) * 1_000.0 * REACH_MARGIN + REACH_MARGIN_M;
            let gap_h = libm::sqrt(2.0 * (a.clock_h2_max + b.clock_h2_max) * most) * REACH_MARGIN;
            let gap_ms = (libm::ceil(gap_h * 3_600_000.0) as i64 + 1).min(self.gap_ms_max);
            Reach { space_m: space_m.min(f64::from(self.method.reach_m_max) + REACH_MARGIN_M), gap_ms }
        })
    }
}

/// Nats that are left for distance when a part of the density with such a weight and least variance is densest.
fn left(rest: f64, weight: f64, var_km2: f64) -> f64 {
    rest + libm::log(weight / (2.0 * PI * var_km2))
}

/// Least variance that some tail adds to a pair.
fn least_tail(a: &Extremes, b: &Extremes) -> f64 {
    match (a.wide_max > 0.0, b.wide_max > 0.0) {
        (true, true) => a.wide_km2.0.min(b.wide_km2.0),
        (true, false) => a.wide_km2.0,
        _ => b.wide_km2.0,
    }
}

/// Density at a distance of the difference of two places with wide tails, per km^2.
fn mixed(a: &Item<'_>, b: &Item<'_>, apart2_km2: f64) -> f64 {
    let var = a.var_km2 + b.var_km2;
    let part = |weight: f64, var: f64| if weight > 0.0 { weight * libm::exp(-apart2_km2 / (2.0 * var)) / (2.0 * PI * var) } else { 0.0 };
    part((1.0 - a.wide) * (1.0 - b.wide), var)
        + part(a.wide * (1.0 - b.wide), var + a.wide_km2)
        + part((1.0 - a.wide) * b.wide, var + b.wide_km2)
        + part(a.wide * b.wide, var + a.wide_km2 + b.wide_km2)
}

/// Square of the distance of two items on the plane round the first, km^2.
pub(crate) fn apart2_km2(a: &Item<'_>, b: &Item<'_>) -> f64 {
    let (x, y) = a.plane.xy(b.centre);
    (x * x + y * y) / 1e6
}

impl Extremes {
    /// The extremes of one item.
    pub fn of(item: &Item<'_>) -> Self {
        Self {
            family: item.family,
            var_km2: (item.var_km2, item.var_km2),
            wide_max: item.wide,
            wide_km2: (item.wide_km2, item.wide_km2),
            peak_max: item.span.peak(),
            clock_h2_max: item.span.clock_h2,
        }
    }

    /// The extremes of two groups together.
    pub fn with(self, other: Self) -> Self {
        let both = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.max(b.1));
        Self {
            family: self.family,
            var_km2: both(self.var_km2, other.var_km2),
            wide_max: self.wide_max.max(other.wide_max),
            wide_km2: both(self.wide_km2, other.wide_km2),
            peak_max: self.peak_max.max(other.peak_max),
            clock_h2_max: self.clock_h2_max.max(other.clock_h2_max),
        }
    }
}
