//! How many new incidents are to be expected: reports counted by block of ground, in the last day and in all.

use crate::method::Parameters;
use crate::tiling::Cell;

/// Width of the window in which reports are counted, ms: a day.
pub(super) const WINDOW_MS: i64 = 24 * HOUR_MS;

/// Blocks that are counted at once; a block that finds its place taken by another begins anew. 2^15: a million km^2 and more.
const BLOCKS_N: usize = 1 << 15;

/// A block is two by two cells of the shelf's finest class: km^2.
const BLOCK_KM2: f64 = 256.0;

const HOUR_MS: i64 = 3_600_000;

/// Counts by block.
pub(super) struct Rate {
    blocks: Vec<Block>,
    began_ms: Option<i64>,
    reports: f64,
    prior: f64,
    floor_km2h: f64,
}

#[derive(Clone, Copy, Default)]
struct Block {
    key: u64,
    window: i64,
    now_n: u32,
    before_n: u32,
    all_n: u32,
}

impl Rate {
    pub fn of(method: &Parameters) -> Self {
        Self {
            blocks: vec![Block::default(); BLOCKS_N],
            began_ms: None,
            reports: f64::from(method.reports_e3.max(1)) / 1e3,
            prior: f64::from(method.density_prior_e3.max(1)) / 1e3,
            floor_km2h: f64::from(method.density_floor.max(1)) / 1e9,
        }
    }

    /// Incidents per km^2 and hour where and when a report lies, before it is counted; counts it then.
    pub fn per_km2h(&mut self, cell: Cell, at_ms: i64) -> f64 {
        let began_ms = *self.began_ms.get_or_insert(at_ms);
        let window = (at_ms - began_ms).div_euclid(WINDOW_MS);
        let share = (at_ms - began_ms).rem_euclid(WINDOW_MS) as f64 / WINDOW_MS as f64;
        let key = u64::from(cell.row / 2 + 1) << 32 | u64::from(cell.column / 2);
        let Some(block) = self.blocks.get_mut(place_of(key)) else { return self.floor_km2h };
        block.turn(key, window);
        let day_n = f64::from(block.now_n) + f64::from(block.before_n) * (1.0 - share);
        let hours = if window <= 0 { (share * 24.0).max(1.0) } else { 24.0 };
        let all_hours = ((at_ms - began_ms) as f64 / HOUR_MS as f64).max(24.0);
        let shrunk = |n: f64, hours: f64, to: f64| (n / self.reports + self.prior) / (BLOCK_KM2 * hours + self.prior / to);
        let usual = shrunk(f64::from(block.all_n), all_hours, self.floor_km2h);
        block.now_n = block.now_n.saturating_add(1);
        block.all_n = block.all_n.saturating_add(1);
        shrunk(day_n, hours, usual)
    }
}

impl Block {
    /// Goes on to a later window; an earlier one counts as now.
    fn turn(&mut self, key: u64, window: i64) {
        if self.key != key {
            *self = Self { key, window, ..Self::default() };
        } else if window > self.window {
            self.before_n = if window == self.window + 1 { self.now_n } else { 0 };
            self.now_n = 0;
            self.window = window;
        }
    }
}

fn place_of(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 49) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_today_and_yesterday_raise_the_rate_and_silence_lowers_it() {
        let mut rate = Rate::of(&Parameters::default());
        let cell = Cell { row: 700, column: 900, width_e7: 100_000 };
        let first = rate.per_km2h(cell, 0);
        for minute in 1..1_000 {
            rate.per_km2h(cell, minute * 60_000);
        }
        let busy = rate.per_km2h(cell, WINDOW_MS);
        // 1,001 reports in 256 km^2 and a day are 541 incidents; the prior adds and takes little.
        assert!((busy / (1_001.0 / 1.85 / (256.0 * 24.0)) - 1.0).abs() < 0.1, "{busy}");
        let later = rate.per_km2h(cell, 40 * WINDOW_MS);
        assert!(first < later && later < busy / 10.0, "{first} {later} {busy}");
    }
}
