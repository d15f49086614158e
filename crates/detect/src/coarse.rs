//! The only form in which the place of a sound is told: on a grid of 1 km, and after a day.

use crate::fit::Fitted;
use crate::method::{COARSE_M, DELAY_S};

/// A place on the grid, metres on the network's plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coarse {
    x_m: f64,
    y_m: f64,
}

impl Coarse {
    /// Rounds a place to the grid; absent while the event is younger than the delay. A time without a date
    /// (`age_s` absent) belongs to an exercise or a record whose age cannot be told, and is told.
    pub fn of(fitted: &Fitted, age_s: Option<i64>) -> Option<Self> {
        let round = |metres: f64| (metres / COARSE_M).round_ties_even() * COARSE_M;
        age_s.is_none_or(|age| age >= DELAY_S).then(|| Self { x_m: round(fitted.x_m), y_m: round(fitted.y_m) })
    }

    /// East and north, metres.
    pub const fn xy_m(&self) -> (f64, f64) {
        (self.x_m, self.y_m)
    }

    /// What the rounding adds to each standard error, metres.
    pub fn sd_m() -> f64 {
        COARSE_M / 12.0_f64.sqrt()
    }
}
