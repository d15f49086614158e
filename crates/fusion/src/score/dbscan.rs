//! DBSCAN in place and time, for comparison: x / eps, y / eps, t / tau within a ball of radius 1.

use super::baselines::Flat;
use std::collections::BTreeMap;

/// Its three settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Reach in space, metres.
    pub eps_m: f64,
    /// Reach in time, seconds.
    pub tau_s: f64,
    /// Rows within reach, itself included, that make a row a core.
    pub least_n: usize,
}

const NONE: u32 = u32::MAX;

/// Labels rows; noise is alone.
pub(crate) fn dbscan(rows: &[Flat], settings: &Settings) -> Vec<u32> {
    let scaled: Vec<[f64; 3]> =
        rows.iter().map(|row| [row.x_m / settings.eps_m, row.y_m / settings.eps_m, row.t_s / settings.tau_s]).collect();
    let cells = Cells::of(&scaled);
    let near: Vec<bool> = (0..rows.len()).map(|row| cells.near(&scaled, row).len() >= settings.least_n).collect();
    let mut labels = vec![NONE; rows.len()];
    let mut next = 0;
    for start in 0..rows.len() {
        if labels.get(start) != Some(&NONE) || near.get(start) != Some(&true) {
            continue;
        }
        let mut open = vec![start];
        while let Some(row) = open.pop() {
            for other in cells.near(&scaled, row) {
                let Some(label) = labels.get_mut(other) else { continue };
                if *label == NONE {
                    *label = next;
                    if near.get(other) == Some(&true) {
                        open.push(other);
                    }
                }
            }
        }
        next += 1;
    }
    for label in labels.iter_mut().filter(|label| **label == NONE) {
        *label = next;
        next += 1;
    }
    labels
}

/// Rows by unit cell.
struct Cells {
    cells: BTreeMap<[i64; 3], (usize, usize)>,
    order: Vec<usize>,
}

impl Cells {
    fn of(scaled: &[[f64; 3]]) -> Self {
        let mut keyed: Vec<([i64; 3], usize)> = scaled.iter().enumerate().map(|(row, at)| (key(at), row)).collect();
        keyed.sort_unstable();
        let mut cells: BTreeMap<[i64; 3], (usize, usize)> = BTreeMap::new();
        for (place, (key, _)) in keyed.iter().enumerate() {
            cells.entry(*key).or_insert((place, place)).1 = place + 1;
        }
        Self { cells, order: keyed.into_iter().map(|(_, row)| row).collect() }
    }

    /// Rows within 1 of a row, itself included.
    fn near(&self, scaled: &[[f64; 3]], row: usize) -> Vec<usize> {
        let Some(at) = scaled.get(row) else { return Vec::new() };
        let [x, y, t] = key(at);
        let mut found = Vec::new();
        for dx in -1..=1 {
            for dy in -1..=1 {
                for (_, (from, to)) in self.cells.range([x + dx, y + dy, t - 1]..=[x + dx, y + dy, t + 1]) {
                    found.extend(self.order.get(*from..*to).unwrap_or(&[]).iter().copied().filter(|other| {
                        scaled.get(*other).is_some_and(|place| place.iter().zip(at).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() <= 1.0)
                    }));
                }
            }
        }
        found
    }
}

fn key(at: &[f64; 3]) -> [i64; 3] {
    at.map(|value| libm::floor(value) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_of_cores_join_and_noise_stays_alone() {
        let row = |x_m: f64, t_s: f64| Flat { x_m, y_m: 0.0, t_s };
        let rows = [row(0.0, 0.0), row(900.0, 0.0), row(1_800.0, 0.0), row(9_000.0, 0.0), row(900.0, 5_000.0)];
        let labels = dbscan(&rows, &Settings { eps_m: 1_000.0, tau_s: 600.0, least_n: 2 });
        assert!(labels[0] == labels[1] && labels[1] == labels[2]);
        assert!(labels[3] != labels[0] && labels[4] != labels[0] && labels[3] != labels[4]);
        let strict = dbscan(&rows, &Settings { eps_m: 1_000.0, tau_s: 600.0, least_n: 4 });
        assert_eq!(strict.iter().collect::<std::collections::BTreeSet<_>>().len(), 5);
    }
}
