//! Draws from a seed, for tests; and a plain case to begin with.

use attribution::Standard;
use attribution::case::{Case, ControlMap, Draft, Evidence, Held, Impact, Point, Says, Weapon, Weapons};
use model::PartyId;

/// A small generator (splitmix64).
pub struct Draws(pub u64);

impl Draws {
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0 + 5e-17
    }

    pub fn between(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.unit()
    }

    pub fn is(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n - 1)
    }

    pub fn normal(&mut self, sd: f64) -> f64 {
        sd * (-2.0 * libm::log(self.unit())).sqrt() * libm::cos(std::f64::consts::TAU * self.unit())
    }

    pub fn poisson(&mut self, mean: f64) -> u32 {
        let (floor, mut product, mut count) = (libm::exp(-mean), self.unit(), 0);
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        count
    }
}

pub fn party(name: &str) -> PartyId {
    PartyId(name.into())
}

pub const fn point(east_km: f64, north_km: f64) -> Point {
    Point { east_m: east_km * 1e3, north_m: north_km * 1e3 }
}

/// A line along the axis, walked north: a to its left (west), b to its right.
pub fn axis(sd_m: f64) -> ControlMap {
    let held = Held::Line { path: vec![point(0.0, -100.0), point(0.0, 100.0)], left: party("a"), right: party("b") };
    ControlMap { source: "mapper".into(), controlled_by: None, sd_m, age_days: 0.0, held }
}

pub fn evidence(id: &str, origin: &str, says: Says) -> Evidence {
    Evidence { id: id.into(), origin: origin.into(), controlled_by: None, dependence: None, says }
}

pub fn azimuth(id: &str, origin: &str, bearing_deg: f64) -> Evidence {
    evidence(id, origin, Says::Azimuth { bearing_deg, sd_deg: None })
}

/// Something fell 3 km east of the axis, with nothing known but the map.
pub fn plain() -> Draft {
    Draft {
        parties: vec![party("a"), party("b")],
        impact: Impact { at: point(3.0, 0.0), sd_m: 50.0 },
        maps: vec![axis(900.0)],
        weapons: Weapons::default(),
        evidence: Vec::new(),
        not_an_event: 0.0,
        standard: Standard::named("reasonable_grounds").unwrap(),
    }
}

pub fn weapon(class: &str, lo_km: f64, hi_km: f64, share: f64) -> Weapon {
    Weapon { class: class.into(), lo_m: lo_km * 1e3, hi_m: hi_km * 1e3, share }
}

pub fn check(draft: Draft) -> Case {
    Case::check(draft).unwrap()
}
