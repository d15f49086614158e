//! The season's law of counts in a cell: negative binomial, its mean shrunk towards the neighbours.

use crate::method::SHRINK_CELL_DAYS;

/// Watched days, detections and their squares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) days: f64,
    pub(super) sum: f64,
    pub(super) squares: f64,
}

impl Sums {
    pub(super) fn add(&mut self, other: Self) {
        self.days += other.days;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

/// The law.
pub(super) struct Law {
    pub(super) mean: f64,
    size: f64,
}

impl Law {
    /// From a cell's own season and that of all cells round it; absent without a watched day.
    pub(super) fn of(own: Sums, near: Sums) -> Option<Self> {
        if near.days < 1.0 {
            return None;
        }
        let near_mean = (near.sum + 0.5) / (near.days + 1.0);
        let mean = (own.sum + SHRINK_CELL_DAYS * near_mean) / (own.days + SHRINK_CELL_DAYS);
        let variance = (near.squares / near.days - near_mean * near_mean).max(near_mean);
        // Method of moments: variance = mean + mean^2 / size.
        let size = (near_mean * near_mean / (variance - near_mean).max(1e-9)).clamp(0.01, 1e6);
        Some(Self { mean, size })
    }

    /// Chance of at least so many.
    pub(super) fn at_least(&self, count: u32) -> f64 {
        let share = self.size / (self.size + self.mean);
        let mut mass = libm::exp(self.size * libm::log(share));
        let mut below = 0.0;
        for k in 0..count {
            below += mass;
            mass *= (f64::from(k) + self.size) / f64::from(k + 1) * (1.0 - share);
        }
        (1.0 - below).clamp(1e-15, 1.0)
    }
}
