//! One shot heard by a few stations: a posterior over place, with outliers, time and speed integrated out.

use crate::network::{Pick, Station, distance_m};

/// What is taken to be so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Air {
    /// Speed of sound, m/s.
    pub speed_m_s: f64,
    /// Its error for all paths together, as a share of it. Source: METHOD 9a: .015 with weather, .04 without.
    pub speed_sd_share: f64,
    /// Chance that a pick is of something else.
    pub outliers: f64,
    /// Time within which such a pick falls, seconds.
    pub window_s: f64,
}

/// Where a shot was heard from.
#[derive(Clone, PartialEq)]
pub struct Shot {
    /// Mean east, metres.
    pub(crate) x_m: f64,
    /// Mean north, metres.
    pub(crate) y_m: f64,
    /// Variances and covariance, m2: east, both, north.
    pub covariance_m2: [f64; 3],
    /// Area of the smallest region that holds it with 50 % and 90 %, m2.
    pub area_m2: (f64, f64),
    /// The 90 % region: cells (middle east, middle north) of [`Shot::cell_m`].
    pub(crate) region: Vec<(f64, f64)>,
    /// Width of a cell, metres.
    pub cell_m: f64,
    /// Greatest over least standard deviation: how ill the stations stand.
    pub condition: f64,
}

/// Why there is no place.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoShot {
    /// Too few stations.
    #[error("{0} picks: at least four stations are needed")]
    TooFew(usize),
    /// The region is too wide to say anything.
    #[error("the 90 % region is {0:.1} km2; beyond 10 km2 no place is told")]
    TooWide(f64),
}

/// Fewest picks.
const PICKS_MIN: usize = 4;
/// Widest 90 % region, km2. Source: METHOD 9a.
const AREA_KM2_MAX: f64 = 10.0;
/// How far round the stations a shot is looked for, metres.
const MARGIN_M: f64 = 12_000.0;
/// Cells across each look.
const CELLS: usize = 48;
/// At the end each cell that matters is split in so many, across, so many times.
const SPLIT: usize = 4;
/// See [`SPLIT`].
const SPLITS: usize = 2;
/// Looks before the last, each into what the one before left.
const LOOKS: usize = 8;
/// Cells less likely than this share of the likeliest are left by a look.
const NEGLECTED: f64 = 1e-4;

/// A square of cells.
#[derive(Clone, Copy, Debug)]
struct Look {
    x_m: f64,
    y_m: f64,
    half_m: f64,
}

#[expect(clippy::cast_precision_loss, reason = "tens of cells")]
impl Look {
    const fn cell_m(&self) -> f64 {
        2.0 * self.half_m / CELLS as f64
    }
}

/// Locates a shot.
///
/// # Errors
/// [`NoShot`] with fewer than four picks, or if the region is wider than 10 km2.
pub fn locate(air: &Air, stations: &[Station], picks: &[Pick]) -> Result<Shot, NoShot> {
    if picks.len() < PICKS_MIN {
        return Err(NoShot::TooFew(picks.len()));
    }
    let mut look = widest(stations);
    let mut cells = weigh(air, stations, picks, look);
    for _ in 0..LOOKS {
        let next = narrowed(&cells, look);
        let is_last = next.half_m > look.half_m * 0.8;
        look = next;
        cells = weigh(air, stations, picks, look);
        if is_last {
            break;
        }
    }
    let mut cell_m = look.cell_m();
    for _ in 0..SPLITS {
        cells = split(&cells, &mut cell_m, |places, own_m| weights(air, stations, picks, places, own_m));
    }
    let shot = told(cells, cell_m);
    if shot.area_m2.1 > AREA_KM2_MAX * 1e6 { Err(NoShot::TooWide(shot.area_m2.1 / 1e6)) } else { Ok(shot) }
}

fn widest(stations: &[Station]) -> Look {
    let (mut w, mut e, mut s, mut n) = (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY);
    for station in stations {
        (w, e, s, n) = (w.min(station.x_m), e.max(station.x_m), s.min(station.y_m), n.max(station.y_m));
    }
    Look { x_m: f64::midpoint(w, e), y_m: f64::midpoint(s, n), half_m: (e - w).max(n - s) / 2.0 + MARGIN_M }
}

/// The cells of a look with their posterior: (east, north, weight), the greatest weight 1.
#[expect(clippy::cast_precision_loss, reason = "tens of cells")]
fn weigh(air: &Air, stations: &[Station], picks: &[Pick], look: Look) -> Vec<(f64, f64, f64)> {
    let step = look.cell_m();
    let middle = |origin: f64, cell: usize| origin - look.half_m + (cell as f64 + 0.5) * step;
    let places = (0..CELLS * CELLS).map(|at| (middle(look.x_m, at % CELLS), middle(look.y_m, at / CELLS))).collect();
    weights(air, stations, picks, places, step)
}

/// A cell stands for all of its places: its width is an error of each travel time.
fn weights(air: &Air, stations: &[Station], picks: &[Pick], places: Vec<(f64, f64)>, cell_m: f64) -> Vec<(f64, f64, f64)> {
    let own_s = cell_m / 12.0_f64.sqrt() / air.speed_m_s;
    let logs: Vec<f64> = places.iter().map(|place| density_ln(air, stations, picks, *place, own_s)).collect();
    let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    places.into_iter().zip(logs).map(|((x_m, y_m), log)| (x_m, y_m, libm::exp(log - greatest))).collect()
}

/// The cells that matter, each in smaller ones.
#[expect(clippy::cast_precision_loss, reason = "a few parts")]
fn split(
    cells: &[(f64, f64, f64)],
    cell_m: &mut f64,
    weigh: impl FnOnce(Vec<(f64, f64)>, f64) -> Vec<(f64, f64, f64)>,
) -> Vec<(f64, f64, f64)> {
    let part = *cell_m / SPLIT as f64;
    let off = |at: usize| (at as f64 + 0.5) * part - *cell_m / 2.0;
    let kept = cells.iter().filter(|cell| cell.2 > NEGLECTED);
    let places = kept.flat_map(|cell| (0..SPLIT * SPLIT).map(move |at| (cell.0 + off(at % SPLIT), cell.1 + off(at / SPLIT)))).collect();
    *cell_m = part;
    weigh(places, part)
}

/// One pick against a place: when the shot would have been, how long the sound was under way, seconds, and its weight.
#[derive(Clone, Copy)]
struct Left {
    moment_s: f64,
    travel_s: f64,
    weight: f64,
    weight_ln: f64,
}

/// ln of the likelihood of a place; the moment and the speed's error are integrated out, exactly, as both move
/// the arrivals in proportion. Up to two picks may be of something else.
fn density_ln(air: &Air, stations: &[Station], picks: &[Pick], (x_m, y_m): (f64, f64), own_s: f64) -> f64 {
    let reference = picks.first().map_or(0.0, |pick| pick.at_s);
    let left: Vec<Left> = picks
        .iter()
        .filter_map(|pick| {
            let travel_s = distance_m(*stations.get(pick.station as usize)?, x_m, y_m) / air.speed_m_s;
            let weight = 1.0 / (pick.sd_s * pick.sd_s + own_s * own_s);
            Some(Left { moment_s: pick.at_s - reference - travel_s, travel_s, weight, weight_ln: libm::log(weight) })
        })
        .collect();
    let (inlier, outlier) = (libm::log(1.0 - air.outliers), libm::log(air.outliers.max(1e-12) / air.window_s));
    let all = left.iter().fold(Sums::default(), |sums, left| sums.with(*left, 1.0));
    let told = |sums: Sums, wrong: f64| sums.evidence_ln(air.speed_sd_share) + sums.n * inlier + wrong * outlier;
    let mut logs = vec![told(all, 0.0)];
    for (at, one) in left.iter().enumerate() {
        let without = all.with(*one, -1.0);
        logs.push(told(without, 1.0));
        logs.extend(left.iter().skip(at + 1).map(|other| told(without.with(*other, -1.0), 2.0)));
    }
    sum_ln(&logs)
}

/// Weighted sums over picks that are all of the shot.
#[derive(Clone, Copy, Default)]
struct Sums {
    n: f64,
    w: f64,
    wt: f64,
    wtt: f64,
    wm: f64,
    wmt: f64,
    wmm: f64,
    logs: f64,
}

impl Sums {
    /// With one pick more (`sign` 1) or less (-1).
    fn with(self, left: Left, sign: f64) -> Self {
        let Left { moment_s: m, travel_s: t, weight, weight_ln } = left;
        let w = sign * weight;
        Self {
            n: self.n + sign,
            w: self.w + w,
            wt: self.wt + w * t,
            wtt: self.wtt + w * t * t,
            wm: self.wm + w * m,
            wmt: self.wmt + w * m * t,
            wmm: self.wmm + w * m * m,
            logs: self.logs + sign * 0.5 * weight_ln,
        }
    }

    /// ln of the integral over the moment (flat) and the speed's error (normal).
    fn evidence_ln(&self, speed_sd_share: f64) -> f64 {
        let Self { n, w, wt, wtt, wm, wmt, wmm, logs } = *self;
        let held = 1.0 / (speed_sd_share * speed_sd_share).max(1e-12);
        let determinant = w * (wtt + held) - wt * wt;
        let at = ((wtt + held) * wm - wt * wmt) / determinant;
        let slow = (w * wmt - wt * wm) / determinant;
        let misfit = (wmm - at * wm - slow * wmt).max(0.0);
        logs + 0.5 * libm::log(held / determinant) - (n - 1.0) * LN_SQRT_TAU - 0.5 * misfit
    }
}

/// ln of the square root of 2 pi.
const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_7;

fn sum_ln(logs: &[f64]) -> f64 {
    let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // What is e^-40 of the greatest adds nothing to sixteen digits.
    let parts = logs.iter().map(|log| log - greatest).filter(|log| *log > -40.0);
    greatest + libm::log(parts.map(libm::exp).sum::<f64>())
}

fn narrowed(cells: &[(f64, f64, f64)], look: Look) -> Look {
    let (mut w, mut e, mut s, mut n) = (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY);
    for (x_m, y_m, _) in cells.iter().filter(|cell| cell.2 > NEGLECTED) {
        (w, e, s, n) = (w.min(*x_m), e.max(*x_m), s.min(*y_m), n.max(*y_m));
    }
    let step = look.cell_m();
    Look { x_m: f64::midpoint(w, e), y_m: f64::midpoint(s, n), half_m: (e - w).max(n - s) / 2.0 + 2.0 * step }
}

#[expect(clippy::cast_precision_loss, reason = "counts of cells")]
fn told(mut cells: Vec<(f64, f64, f64)>, cell_m: f64) -> Shot {
    let all: f64 = cells.iter().map(|cell| cell.2).sum();
    let mean = |of: fn(&(f64, f64, f64)) -> f64| cells.iter().map(|cell| of(cell) * cell.2).sum::<f64>() / all;
    let (x_m, y_m) = (mean(|cell| cell.0), mean(|cell| cell.1));
    let second = |a: fn(&(f64, f64, f64)) -> f64, b: fn(&(f64, f64, f64)) -> f64, ma: f64, mb: f64| {
        cells.iter().map(|cell| (a(cell) - ma) * (b(cell) - mb) * cell.2).sum::<f64>() / all
    };
    let (xx, xy, yy) = (second(|c| c.0, |c| c.0, x_m, x_m), second(|c| c.0, |c| c.1, x_m, y_m), second(|c| c.1, |c| c.1, y_m, y_m));
    let (half, spread) = (f64::midpoint(xx, yy), ((xx - yy) * (xx - yy) / 4.0 + xy * xy).sqrt());
    cells.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.total_cmp(&b.0)).then(a.1.total_cmp(&b.1)));
    let holding = |share: f64| {
        let mut sum = 0.0;
        cells
            .iter()
            .position(|cell| {
                sum += cell.2 / all;
                sum >= share
            })
            .map_or(cells.len(), |at| at + 1)
    };
    let (fifty, ninety) = (holding(0.5), holding(0.9));
    Shot {
        x_m,
        y_m,
        covariance_m2: [xx, xy, yy],
        area_m2: (fifty as f64 * cell_m * cell_m, ninety as f64 * cell_m * cell_m),
        region: cells.iter().take(ninety).map(|cell| (cell.0, cell.1)).collect(),
        cell_m,
        condition: ((half + spread).max(1e-9) / (half - spread).max(1e-9)).sqrt(),
    }
}

impl std::fmt::Debug for Shot {
    /// Without the place.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Shot").field("area_m2", &self.area_m2).finish_non_exhaustive()
    }
}

impl Shot {
    /// Whether the 90 % region holds a place.
    pub fn holds(&self, x_m: f64, y_m: f64) -> bool {
        let half = self.cell_m / 2.0;
        self.region.iter().any(|(east, north)| (x_m - east).abs() <= half && (y_m - north).abs() <= half)
    }
}

#[cfg(test)]
mod tests;
