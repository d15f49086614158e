//! The log-odds that two reports are about one event (METHOD 3), and how far such a pair can reach.

use crate::density::Density;
use crate::item::{Item, Near};
use crate::method::{Family, Parameters};
use crate::names::Names;
use crate::overlap::{gap_ms, overlap_density};
use std::f64::consts::PI;

/// Metres added to every reach, and a share of it, so that rounding never cuts a pair.
const REACH_MARGIN_M: f64 = 2.0;
const REACH_MARGIN: f64 = 1.000_1;

/// The same for a square of a distance, km^2.
const REACH_MARGIN_KM2: f64 = 1e-5;

/// The method's constants, prepared.
pub(crate) struct Odds<'a> {
    pub method: &'a Parameters,
    pub density: Density,
    pub names: Names,
    leak: f64,
    area_km2: f64,
    reach2_km2: f64,
    gap_ms_max: i64,
}

/// Extremes over a group of items; bounds on their pairs follow from them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extremes {
    pub family: Family,
    pub var_km2: (f64, f64),
    pub wide_max: f64,
    pub boost_max: f64,
    pub wide_km2: (f64, f64),
    pub peak_max: f64,
    pub clock_h2_max: f64,
}

/// How far apart two items of two groups can be and still exceed a threshold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    pub space_m: f64,
    pub gap_ms: i64,
    /// Without tails: nats that distance may take away. A pair's own variance then bounds its distance.
    nats: Option<f64>,
}

impl Reach {
    pub fn space2_km2(&self) -> f64 {
        self.space_m * self.space_m / 1e6
    }

    /// Square of the reach of a pair with such a variance, km^2; `most` is [`Self::space2_km2`].
    pub fn space2_km2_of(&self, var_km2: f64, most: f64) -> f64 {
        self.nats.map_or(most, |nats| most.min(2.0 * nats * var_km2 * REACH_MARGIN + REACH_MARGIN_KM2))
    }
}

impl<'a> Odds<'a> {
    pub fn of(method: &'a Parameters) -> Self {
        let reach_km = f64::from(method.reach_m_max) / 1_000.0;
        Self {
            method,
            density: Density::of(method),
            names: Names::default(),
            area_km2: (f64::from(method.area_sd_m) / 1_000.0) * (f64::from(method.area_sd_m) / 1_000.0),
            leak: f64::from(method.names_leak_ppm.min(1_000_000)) / 1e6,
            reach2_km2: reach_km * reach_km,
            gap_ms_max: i64::from(method.gap_h_max) * 3_600_000,
        }
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
            libm::log(self.mixed(a, b, apart2_km2) * together / chance)
        } else {
            libm::log(together / (2.0 * PI * var * chance)) - apart2_km2 / (2.0 * var)
        };
        let whole = space * 1_000.0 + f64::from(weight.mnat) + f64::from(self.method.company_mnat);
        let most = if a.stated_km2.max(b.stated_km2) > self.area_km2 { self.method.area_mnat_max } else { i32::MAX };
        (libm::rint(whole) as i32).min(weight.mnat_max).min(most).max(floor)
    }

    /// Density at a distance of the difference of two places with wide tails, per km^2.
    fn mixed(&self, a: &Item<'_>, b: &Item<'_>, apart2_km2: f64) -> f64 {
        let var = a.var_km2 + b.var_km2;
        let part =
            |weight: f64, var: f64| if weight > 0.0 { weight * libm::exp(-apart2_km2 / (2.0 * var)) / (2.0 * PI * var) } else { 0.0 };
        let named = self.leak + (1.0 - self.leak) * self.names.factor(a, b);
        part((1.0 - a.wide) * (1.0 - b.wide), var) * named
            + part(a.wide * (1.0 - b.wide), var + a.wide_km2)
            + part((1.0 - a.wide) * b.wide, var + b.wide_km2)
            + part(a.wide * b.wide, var + a.wide_km2 + b.wide_km2)
    }

    /// Density of other incidents where the pair would be: the greater of what lies about the one
    /// and about the other. A fire and something else: fires about the fire.
    fn chance(&self, a: &Item<'_>, b: &Item<'_>) -> f64 {
        let at = |item: &Item<'_>, near| self.density.per_km2h(item.family, near);
        if a.family != b.family {
            let fire = if a.family == Family::Heat { a } else { b };
            return at(fire, fire.near);
        }
        let here = |item: &Item<'_>, other: &Item<'_>| at(item, self.density.without(item, other));
        here(a, b).max(here(b, a))
    }

    /// The least that [`Self::chance`] can give for an item with any item of a family.
    pub fn least_chance(&self, item: &Item<'_>, with: Family) -> f64 {
        if item.family == with {
            let near = Near { local_n: item.near.local_n.saturating_sub(1), season_n: item.near.season_n.saturating_sub(1) };
            self.density.per_km2h(with, near)
        } else if item.family == Family::Heat {
            self.density.per_km2h(Family::Heat, item.near)
        } else {
            self.density.least_per_km2h(Family::Heat)
        }
    }

    /// How two groups' pairs are bounded; `None` if they are never one event.
    pub fn bound(&self, a: &Extremes, b: &Extremes, over_mnat: i32) -> Option<Bound> {
        let weight = self.method.families(a.family, b.family)?;
        let var = (a.var_km2.0 + b.var_km2.0, a.var_km2.1 + b.var_km2.1);
        let wide = a.wide_max + b.wide_max;
        let split = if wide > 0.0 { 2.0 } else { 1.0 };
        let densest = |weight: f64, var: f64| libm::log(weight / (2.0 * PI * var));
        let tail = (wide > 0.0)
            .then(|| Part { densest: densest(split * wide, var.0 + least_tail(a, b)), var_max: var.1 + a.wide_km2.1 + b.wide_km2.1 });
        Some(Bound {
            rest: libm::log(a.peak_max.min(b.peak_max))
                + (f64::from(weight) + f64::from(self.method.company_mnat) - f64::from(over_mnat) + 1.0) / 1_000.0,
            core: Part { densest: densest(split * a.boost_max * b.boost_max, var.0), var_max: var.1 },
            tail,
            clock_h2: a.clock_h2_max + b.clock_h2_max,
            space_m_max: f64::from(self.method.reach_m_max) + REACH_MARGIN_M,
            gap_ms_max: self.gap_ms_max,
        })
    }
}

/// What bounds the pairs of two groups. The density of a pair's distance is that of a core and, with
/// wide tails, of a tail; if the whole exceeds something, one of the two exceeds half of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// Nats for all but distance and chance.
    rest: f64,
    core: Part,
    tail: Option<Part>,
    clock_h2: f64,
    space_m_max: f64,
    gap_ms_max: i64,
}

/// One part of the density of a distance.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// Logarithm of its highest density, per km^2.
    densest: f64,
    /// Its greatest variance, km^2.
    var_max: f64,
}

impl Bound {
    /// How far pairs can reach where other incidents are at least so dense; `None` if they can't
    /// exceed the threshold even in one place.
    pub fn reach(&self, chance_min: f64) -> Option<Reach> {
        let rest = self.rest - libm::log(chance_min);
        let parts = [Some(self.core), self.tail];
        let left = || parts.iter().flatten().map(|part| (rest + part.densest, part.var_max)).filter(|(nats, _)| *nats > 0.0);
        let most = left().map(|(nats, _)| nats).fold(0.0, f64::max);
        let space2_km2 = left().map(|(nats, var)| 2.0 * nats * var).fold(0.0, f64::max);
        (most > 0.0).then(|| {
            let space_m = libm::sqrt(space2_km2) * 1_000.0 * REACH_MARGIN + REACH_MARGIN_M;
            let gap_h = libm::sqrt(2.0 * self.clock_h2 * most) * REACH_MARGIN;
            let gap_ms = (libm::ceil(gap_h * 3_600_000.0) as i64 + 1).min(self.gap_ms_max);
            Reach { space_m: space_m.min(self.space_m_max), gap_ms, nats: self.tail.is_none().then_some(most) }
        })
    }
}

/// Least variance that some tail adds to a pair.
fn least_tail(a: &Extremes, b: &Extremes) -> f64 {
    match (a.wide_max > 0.0, b.wide_max > 0.0) {
        (true, true) => a.wide_km2.0.min(b.wide_km2.0),
        (true, false) => a.wide_km2.0,
        _ => b.wide_km2.0,
    }
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
            boost_max: item.boost,
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
            boost_max: self.boost_max.max(other.boost_max),
            wide_km2: both(self.wide_km2, other.wide_km2),
            peak_max: self.peak_max.max(other.peak_max),
            clock_h2_max: self.clock_h2_max.max(other.clock_h2_max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Evidence, Footprint, WeaponKey};
    use model::{Instant, Kind, ObservationId, Position, Sense, TimePrecision};

    fn camera(number: u8) -> Evidence {
        let at = Instant::from_ms(1_767_225_600_000).unwrap();
        Evidence {
            is_origin: false,
            id: ObservationId::from_bytes([number; 10]),
            kind: Kind::Explosion,
            sense: Sense::Camera,
            precision: TimePrecision::Minute,
            from: at,
            to: at,
            place: Some(Footprint { centre: Position { lat_e7: 480_000_000, lon_e7: 370_000_000 }, sd_m: 100, wide_ppm: 0, wide_sd_m: 0 }),
            source: u32::from(number),
            speaker: 0,
            block: 0,
            clock_sd_s: 0,
            weapon: WeaponKey::default(),
        }
    }

    fn item<'a>(evidence: &'a Evidence, near: Near, method: &Parameters) -> Item<'a> {
        Item { near, ..Item::of(evidence, &evidence.place.unwrap(), method) }
    }

    #[test]
    fn two_cameras_at_one_place_and_moment_weigh_what_the_formula_says() {
        let method = Parameters { company_mnat: 0, same_kind_mnat: 1_099, ..Parameters::default() };
        let odds = Odds::of(&method);
        let (one, other) = (camera(1), camera(2));
        let pair = |near: Near, apart2: f64| odds.mnat(&item(&one, near, &method), &item(&other, near, &method), apart2);
        let lonely = Near { local_n: 1, season_n: 1 };
        // ln 1/(2 pi .02) = 2.0742; ln 1/(sqrt(2 pi) .07071) = 1.7302; m/u 1.099; nobody else near:
        // 1/beta = 576 km^2 x (24 h + 720 h) + 1e5 = 528,544 km^2 h, ln = 13.1778. Cells lie beside each other.
        assert_eq!(pair(lonely, 0.0), 18_081);
        // 300 m apart: less .09 / .04.
        assert_eq!(pair(lonely, 0.09), 15_831);
        // 20 others in the last day: beta = (20/1.85 + 1) / (13,824 + (414,720 + 1e5) / (20/1.85 + 1)).
        assert_eq!(pair(Near { local_n: 21, season_n: 21 }, 0.0), 13_392);
    }

    #[test]
    fn beyond_the_outer_bound_everything_is_at_the_floor() {
        let method = Parameters::default();
        let odds = Odds::of(&method);
        let wide = Evidence { place: camera(1).place.map(|place| Footprint { sd_m: 20_000, ..place }), ..camera(1) };
        let (one, other) = (item(&wide, Near::default(), &method), item(&wide, Near::default(), &method));
        assert!(odds.mnat(&one, &other, 624.0) > -12_000);
        assert_eq!(odds.mnat(&one, &other, 626.0), -12_000);
    }

    #[test]
    fn a_fire_never_counts_more_than_its_cap() {
        let method = Parameters::default();
        let odds = Odds::of(&method);
        let blast = camera(1);
        let fire = Evidence { kind: Kind::ThermalAnomaly, sense: Sense::SatelliteThermal, ..camera(2) };
        let (one, other) = (item(&blast, Near::default(), &method), item(&fire, Near::default(), &method));
        assert_eq!(odds.mnat(&one, &other, 0.0), 1_609);
    }
}
