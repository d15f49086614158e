//! The field of possible origins round an impact: laid out on rings, integrated away, never given out.
//!
//! Nothing of this module leaves the crate: there is no place in what it returns, only sums over rings
//! and, for [`crate::coarse`], over eight sectors.

use crate::case::{Case, Point, Says};
use crate::ground::{Ground, pooled};
use crate::method::{AZIMUTH_SD_DEG, BEARING_POWER, BEARING_SD_DEG, DIRECTIONS, RANGE_SOFT, RANGES, SECTORS, UNKNOWN_RANGE_M, WRONG};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::f64::consts::{PI, TAU};

/// A sum that does not lose what is small (Neumaier).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, value: f64) {
        let next = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() { (self.sum - next) + value } else { (value - next) + self.sum };
        self.sum = next;
    }

    pub(crate) fn value(self) -> f64 {
        self.sum + self.lost
    }
}

/// One cell of a ring, relative to the impact.
struct Cell {
    azimuth: f64,
    range_m: f64,
    at: Point,
    area: f64,
    sector: usize,
}

/// The ring in which a weapon's origin lies, with what each map says of each cell.
pub(crate) struct Ring {
    cells: Vec<Cell>,
    /// By map, then cell, then party (the last one is nobody); made when first asked for.
    maps: OnceCell<Vec<Vec<f64>>>,
    /// All maps pooled: by cell, then party.
    pooled: OnceCell<Vec<f64>>,
    /// By piece of evidence: logarithm of its likelihood in each cell, with the method's own errors.
    logs: Vec<OnceCell<Vec<f64>>>,
    /// How likely this weapon, as the case says, and if nothing were known of it.
    shares: (f64, f64),
}

/// The settings on which the likelihood of a place depends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Errors {
    /// Share of directions that are wrong altogether.
    pub(crate) wrong: f64,
    /// Factor on the errors of azimuths.
    pub(crate) azimuth: f64,
}

impl Default for Errors {
    fn default() -> Self {
        Self { wrong: WRONG, azimuth: 1.0 }
    }
}

/// What is integrated: which evidence counts how much, which maps and errors, and whether the weapon is known.
pub(crate) struct Asked<'a> {
    /// By piece of evidence; 0 = left out.
    pub(crate) powers: &'a [f64],
    pub(crate) maps: &'a [bool],
    pub(crate) errors: Errors,
    pub(crate) has_weapon: bool,
}

/// Integrals over one ring.
#[derive(Clone, Debug)]
pub(crate) struct RingSums {
    /// Shares of the ring: held by each party.
    pub(crate) held: Vec<f64>,
    /// Likelihood times each party's chance to hold the place, over the ring's area.
    pub(crate) spoken: Vec<f64>,
    /// Likelihood over the ring's area.
    pub(crate) all: f64,
}

/// How the posterior of an origin lies over sectors and over who holds the ground.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    pub(crate) sectors: [f64; SECTORS],
    /// By party, last nobody.
    pub(crate) sides: Vec<f64>,
}

/// The rings of a case.
pub(crate) struct Field<'a> {
    case: &'a Case,
    grounds: Vec<Ground>,
    pub(crate) rings: Vec<Ring>,
}

impl<'a> Field<'a> {
    pub(crate) fn of(case: &'a Case) -> Self {
        let parts = case.parts();
        let reach = parts.weapons.candidates.iter().map(|weapon| weapon.hi_m).fold(UNKNOWN_RANGE_M.1, f64::max);
        let ground = |map| Ground::of(map, &parts.parties, parts.impact.at, reach);
        let grounds: Vec<Ground> = parts.maps.iter().map(ground).collect();
        let candidates = &parts.weapons.candidates;
        let total: f64 = candidates.iter().map(|weapon| weapon.share).sum();
        let even = 1.0 / candidates.len().max(1) as f64;
        let is_one = candidates.len() == 1;
        let named = candidates.iter().map(|weapon| ((weapon.lo_m, weapon.hi_m), (weapon.share / total, if is_one { 0.0 } else { even })));
        // With none or a single candidate, knowing nothing means any weapon.
        let any = (candidates.len() < 2).then_some((UNKNOWN_RANGE_M, (if candidates.is_empty() { 1.0 } else { 0.0 }, 1.0)));
        let rings = named.chain(any).map(|((lo, hi), shares)| ring(case, (lo, hi), shares)).collect();
        Self { case, grounds, rings }
    }

    /// Integrates the likelihood over every ring that counts.
    pub(crate) fn sums(&self, asked: &Asked<'_>) -> Vec<RingSums> {
        let logs = self.log_likelihoods(asked);
        let most = logs.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        self.rings.iter().zip(&logs).map(|(ring, logs)| self.ring_sums(ring, logs, asked.maps, most)).collect()
    }

    fn ring_sums(&self, ring: &Ring, logs: &[f64], maps: &[bool], most: f64) -> RingSums {
        let parties = self.case.parts().parties.len();
        let mut held = vec![Sum::default(); parties];
        let mut spoken = vec![Sum::default(); parties];
        let (mut all, mut area) = (Sum::default(), Sum::default());
        if logs.is_empty() {
            return RingSums { held: vec![0.0; parties], spoken: vec![0.0; parties], all: 0.0 };
        }
        let shares = ring.held(&self.grounds, maps, parties);
        for ((cell, log), shares) in ring.cells.iter().zip(logs).zip(shares.chunks_exact(parties + 1)) {
            let likelihood = cell.area * libm::exp(log - most);
            all.add(likelihood);
            area.add(cell.area);
            for ((held, spoken), share) in held.iter_mut().zip(&mut spoken).zip(shares) {
                held.add(cell.area * share);
                spoken.add(likelihood * share);
            }
        }
        let area = area.value();
        let part = |sums: Vec<Sum>| sums.into_iter().map(|sum| sum.value() / area).collect();
        RingSums { held: part(held), spoken: part(spoken), all: all.value() / area }
    }

    /// Logarithm of the likelihood of each cell of each ring; empty for rings that do not count.
    fn log_likelihoods(&self, asked: &Asked<'_>) -> Vec<Vec<f64>> {
        let parts = self.case.parts();
        let reach = parts.weapons.candidates.iter().map(|weapon| weapon.hi_m).fold(UNKNOWN_RANGE_M.0, f64::max);
        let reach = if parts.weapons.candidates.is_empty() { UNKNOWN_RANGE_M.1 } else { reach };
        let scene = Scene { impact_sd_m: parts.impact.sd_m, reach_m: reach, errors: asked.errors };
        let of_ring = |ring: &Ring| {
            let mut sums = vec![0.0; ring.cells.len()];
            for ((one, power), kept) in parts.evidence.iter().zip(asked.powers).zip(&ring.logs).filter(|((_, power), _)| **power > 0.0) {
                let fresh = || ring.cells.iter().map(|cell| scene.log_likelihood(&one.says, cell)).collect();
                let logs = if scene.errors == Errors::default() { Cow::Borrowed(kept.get_or_init(fresh)) } else { Cow::Owned(fresh()) };
                sums.iter_mut().zip(logs.iter()).for_each(|(sum, log)| *sum += power * log);
            }
            sums
        };
        let counts = |ring: &&Ring| ring.share(asked.has_weapon) > 0.0;
        self.rings.iter().map(|ring| Some(ring).filter(counts).map_or_else(Vec::new, of_ring)).collect()
    }

    /// How the posterior lies; `weight` gives a place's weight by ring and by who holds it.
    pub(crate) fn spread(&self, asked: &Asked<'_>, weight: impl Fn(usize, &[f64]) -> f64) -> Spread {
        let parties = self.case.parts().parties.len();
        let logs = self.log_likelihoods(asked);
        let most = logs.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sectors = [Sum::default(); SECTORS];
        let mut sides = vec![Sum::default(); parties + 1];
        let mut total = Sum::default();
        for (n, (ring, logs)) in self.rings.iter().zip(&logs).enumerate() {
            if logs.is_empty() {
                continue;
            }
            let shares = ring.held(&self.grounds, asked.maps, parties);
            for ((cell, log), shares) in ring.cells.iter().zip(logs).zip(shares.chunks_exact(parties + 1)) {
                let mass = cell.area * libm::exp(log - most) * weight(n, shares);
                total.add(mass);
                if let Some(sector) = sectors.get_mut(cell.sector) {
                    sector.add(mass);
                }
                sides.iter_mut().zip(shares).for_each(|(side, share)| side.add(mass * share));
            }
        }
        let total = total.value();
        let part = |sum: &Sum| if total > 0.0 { sum.value() / total } else { 0.0 };
        Spread { sectors: sectors.each_ref().map(part), sides: sides.iter().map(part).collect() }
    }
}

impl Ring {
    /// How likely this weapon; what is known of it may be left out.
    pub(crate) const fn share(&self, is_known: bool) -> f64 {
        if is_known { self.shares.0 } else { self.shares.1 }
    }

    /// Chance that each party, and last nobody, holds each cell, by the maps in use; one row a cell.
    fn held(&self, grounds: &[Ground], maps: &[bool], parties: usize) -> Cow<'_, [f64]> {
        let each = |ground: &Ground| self.cells.iter().flat_map(|cell| ground.shares(cell.at, 0.0)).collect();
        let own = self.maps.get_or_init(|| grounds.iter().map(each).collect());
        let pool = |used: &[&Vec<f64>]| pool_rows(used, self.cells.len(), parties);
        if maps.iter().all(|is_used| *is_used) {
            return Cow::Borrowed(self.pooled.get_or_init(|| pool(&own.iter().collect::<Vec<_>>())));
        }
        let used: Vec<&Vec<f64>> = own.iter().zip(maps).filter(|(_, is_used)| **is_used).map(|(map, _)| map).collect();
        Cow::Owned(pool(&used))
    }
}

fn pool_rows(maps: &[&Vec<f64>], cells: usize, parties: usize) -> Vec<f64> {
    let width = parties + 1;
    let row = |cell: usize| {
        let rows: Vec<&[f64]> = maps.iter().filter_map(|map| map.get(cell * width..(cell + 1) * width)).collect();
        pooled(&rows, parties)
    };
    (0..cells).flat_map(row).collect()
}

fn ring(case: &Case, (lo_m, hi_m): (f64, f64), shares: (f64, f64)) -> Ring {
    let impact = case.parts().impact.at;
    let step = (hi_m - lo_m) / f64::from(RANGES);
    let mut cells = Vec::new();
    for direction in 0..DIRECTIONS {
        let azimuth = TAU * f64::from(direction) / f64::from(DIRECTIONS);
        let (sin, cos) = libm::sincos(azimuth);
        // Sectors are centred on the winds: the first reaches from 22.5 degrees west of north to 22.5 east.
        let per_sector = DIRECTIONS as usize / SECTORS;
        let sector = (direction as usize + per_sector / 2) / per_sector % SECTORS;
        cells.extend((0..RANGES).map(|at| {
            let range_m = lo_m + (f64::from(at) + 0.5) * step;
            let place = Point { east_m: impact.east_m + range_m * sin, north_m: impact.north_m + range_m * cos };
            Cell { azimuth, range_m, at: place, area: range_m * step, sector }
        }));
    }
    let logs = vec![OnceCell::new(); case.parts().evidence.len()];
    Ring { cells, maps: OnceCell::new(), pooled: OnceCell::new(), logs, shares }
}

/// What the likelihood of a place depends on besides the evidence.
struct Scene {
    impact_sd_m: f64,
    reach_m: f64,
    errors: Errors,
}

impl Scene {
    /// Logarithm of the likelihood of what is said, if the origin lay in a cell.
    fn log_likelihood(&self, says: &Says, cell: &Cell) -> f64 {
        match says {
            Says::Azimuth { bearing_deg, sd_deg } => {
                let sd = (sd_deg.unwrap_or(AZIMUTH_SD_DEG) * self.errors.azimuth).to_radians();
                self.direction(cell.azimuth - bearing_deg.to_radians(), self.widened(sd, cell.range_m))
            }
            Says::Bearing { from, bearing_deg, sd_deg } => {
                let (east, north) = (cell.at.east_m - from.east_m, cell.at.north_m - from.north_m);
                let sd = sd_deg.unwrap_or(BEARING_SD_DEG).to_radians();
                let off = libm::atan2(east, north) - bearing_deg.to_radians();
                BEARING_POWER * self.direction(off, self.widened(sd, libm::sqrt(east * east + north * north)))
            }
            Says::Range { lo_m, hi_m } => {
                let soft = hi_m * RANGE_SOFT;
                let rises = |m: f64| 1.0 / (1.0 + libm::exp(-m / soft));
                let within = rises(cell.range_m - lo_m) * rises(hi_m - cell.range_m) / (hi_m - lo_m);
                self.mixed(within, 1.0 / self.reach_m)
            }
            Says::Region { centre, sd_m } => {
                let (east, north) = (cell.at.east_m - centre.east_m, cell.at.north_m - centre.north_m);
                let variance = sd_m * sd_m + self.impact_sd_m * self.impact_sd_m;
                let density = libm::exp(-(east * east + north * north) / (2.0 * variance)) / (TAU * variance);
                self.mixed(density, 1.0 / (PI * self.reach_m * self.reach_m))
            }
            Says::Ratios { .. } => 0.0,
        }
    }

    /// An angle's error with what the error of the impact's place adds at a distance.
    fn widened(&self, sd: f64, range_m: f64) -> f64 {
        let more = self.impact_sd_m / range_m.max(1.0);
        libm::sqrt(sd * sd + more * more)
    }

    fn direction(&self, off: f64, sd: f64) -> f64 {
        let off = off - TAU * libm::rint(off / TAU);
        let normal = libm::exp(-off * off / (2.0 * sd * sd)) / (sd * TAU.sqrt());
        self.mixed(normal, 1.0 / TAU)
    }

    /// Mostly right, else anything.
    fn mixed(&self, right: f64, anything: f64) -> f64 {
        libm::log((1.0 - self.errors.wrong) * right + self.errors.wrong * anything)
    }
}
