//! Least squares of one event: where, when, and how surely; the common error of the speed is fitted along.

use crate::network::{Hearing, Pick, Station, distance_m};

/// Where and when, as fitted. The place can be had by other floors as a [`crate::Coarse`] one alone.
#[derive(Clone, Copy, PartialEq)]
pub struct Fitted {
    /// East, metres.
    pub(crate) x_m: f64,
    /// North, metres.
    pub(crate) y_m: f64,
    /// When, seconds.
    pub at_s: f64,
    /// Error of the speed, as a share of it, that fits best.
    pub slow: f64,
    /// Variances and covariances of east, north (m2) and time (s2, m s), the speed's error integrated out.
    pub covariance: [[f64; 3]; 3],
}

impl std::fmt::Debug for Fitted {
    /// Without the place.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Fitted").field("at_s", &self.at_s).finish_non_exhaustive()
    }
}

impl Fitted {
    /// When a wave reaches a station, seconds.
    pub(crate) fn arrival_s(&self, hearing: &Hearing, station: Station, wave: u8) -> f64 {
        self.at_s + distance_m(station, self.x_m, self.y_m) / speed(hearing, wave) * (1.0 + self.slow)
    }

    /// The standard ellipse: greatest and least standard error, metres, and the direction of the greatest, degrees from north.
    pub fn ellipse(&self) -> (f64, f64, f64) {
        let [[xx, xy, _], [_, yy, _], _] = self.covariance;
        let half = f64::midpoint(xx, yy);
        let spread = ((xx - yy) * (xx - yy) / 4.0 + xy * xy).sqrt();
        let azimuth = 0.5 * libm::atan2(2.0 * xy, yy - xx).to_degrees();
        ((half + spread).max(0.0).sqrt(), (half - spread).max(0.0).sqrt(), azimuth.rem_euclid(180.0))
    }
}

pub(crate) fn speed(hearing: &Hearing, wave: u8) -> f64 {
    hearing.speeds_m_s.get(usize::from(wave)).copied().unwrap_or(crate::method::SOUND_M_S)
}

/// Gauss-Newton from a start; absent if the picks do not fix a place.
pub(crate) fn fit(hearing: &Hearing, stations: &[Station], picks: &[Pick], start: (f64, f64, f64), rounds: u32) -> Option<Fitted> {
    let (mut x_m, mut y_m, mut at_s) = start;
    let mut slow = 0.0;
    let mut inverse = None;
    for _ in 0..rounds {
        let mut normal = [[0.0; 4]; 4];
        let mut right = [0.0; 4];
        for pick in picks {
            let station = stations.get(pick.station as usize).copied()?;
            let far = distance_m(station, x_m, y_m).max(1.0);
            let v = speed(hearing, pick.wave);
            let row = [(x_m - station.x_m) / (far * v), (y_m - station.y_m) / (far * v), 1.0, far / v];
            let left = pick.at_s - at_s - far / v * (1.0 + slow);
            add(&mut normal, &mut right, &row, left, 1.0 / (pick.sd_s * pick.sd_s));
        }
        let held = 1.0 / (hearing.speed_sd_share * hearing.speed_sd_share).max(1e-12);
        add(&mut normal, &mut right, &[0.0, 0.0, 0.0, 1.0], -slow, held);
        let found = inverse_of(&normal)?;
        let step: Vec<f64> = found.iter().map(|row| row.iter().zip(&right).map(|(a, b)| a * b).sum()).collect();
        let [dx, dy, dt, ds] = step.as_slice().try_into().ok()?;
        // A step of many kilometres is one into the void: go there by halves.
        let shorter = (20_000.0 / libm::hypot(dx, dy).max(1.0)).min(1.0);
        (x_m, y_m, at_s, slow) = (x_m + dx * shorter, y_m + dy * shorter, at_s + dt * shorter, slow + ds * shorter);
        inverse = Some(found);
        if libm::hypot(dx, dy) < 1.0 {
            break;
        }
    }
    let [[a, b, c, _], [_, d, e, _], [_, _, f, _], _] = inverse?;
    let is_real = [x_m, y_m, at_s, a, d, f].iter().all(|number| number.is_finite());
    is_real.then_some(Fitted { x_m, y_m, at_s, slow, covariance: [[a, b, c], [b, d, e], [c, e, f]] })
}

fn add(normal: &mut [[f64; 4]; 4], right: &mut [f64; 4], row: &[f64; 4], left: f64, weight: f64) {
    for ((line, own), sum) in normal.iter_mut().zip(row).zip(right.iter_mut()) {
        for (cell, other) in line.iter_mut().zip(row) {
            *cell += own * other * weight;
        }
        *sum += own * left * weight;
    }
}

/// Gauss-Jordan with the greatest pivot; absent if singular. Scaled, as metres and seconds differ by orders.
fn inverse_of(matrix: &[[f64; 4]; 4]) -> Option<[[f64; 4]; 4]> {
    let scale: [f64; 4] =
        std::array::from_fn(|at| matrix.get(at).and_then(|row| row.get(at)).map_or(1.0, |own| 1.0 / own.abs().max(1e-300).sqrt()));
    let at = |index: usize| scale.get(index).copied().unwrap_or(1.0);
    let cell = |row: usize, column: usize| matrix.get(row).and_then(|line| line.get(column)).copied().unwrap_or(0.0);
    let mut work: [[f64; 8]; 4] = std::array::from_fn(|row| {
        std::array::from_fn(
            |column| if column < 4 { cell(row, column) * at(row) * at(column) } else { f64::from(u8::from(column == row + 4)) },
        )
    });
    for pivot in 0..4 {
        let best = (pivot..4).max_by(|a, b| value(&work, *a, pivot).abs().total_cmp(&value(&work, *b, pivot).abs()))?;
        work.swap(pivot, best);
        let head = value(&work, pivot, pivot);
        if head.abs() < 1e-10 || head.is_nan() {
            return None;
        }
        let line = work.get(pivot).copied()?.map(|number| number / head);
        for (row, own) in work.iter_mut().enumerate() {
            let share = own.get(pivot).copied().unwrap_or(0.0);
            if row == pivot {
                *own = line;
            } else {
                own.iter_mut().zip(&line).for_each(|(number, other)| *number -= share * other);
            }
        }
    }
    Some(std::array::from_fn(|row| std::array::from_fn(|column| value(&work, row, column + 4) * at(row) * at(column))))
}

fn value(work: &[[f64; 8]; 4], row: usize, column: usize) -> f64 {
    work.get(row).and_then(|line| line.get(column)).copied().unwrap_or(0.0)
}
