//! What simple rules make of the same reports: the rules that lists of events are commonly made by.

use super::compare;
use super::dbscan::{Settings, dbscan};
use model::Position;
use model::geodesy::Plane;
use std::collections::BTreeMap;

/// One per day: rows of one kind in one cell of this side (about a town) on one day, degrees.
const TOWN_DEG: f64 = 0.1;

/// The coarse grid: rows in one cell of this side on one day, whatever their kind, degrees.
const GRID_DEG: f64 = 0.5;

/// Fixed windows: rows of one kind within so far of an incident's first row.
const WINDOW_M: f64 = 5_000.0;

/// And within so long.
const WINDOW_MS: i64 = 86_400_000;

/// DBSCAN is tuned on at most so many rows, the earliest.
const TUNED_ROWS_MAX: usize = 20_000;

const DAY_MS: i64 = 86_400_000;

/// A row as the simple rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// When, its middle, ms.
    pub t_ms: i64,
    /// Where, its centre.
    pub at: Position,
    /// Which kind; any numbering.
    pub kind: u32,
    /// Which source; any numbering. If there are several, and each gives many rows, fixed windows match source by
    /// source, one to one.
    pub source: u32,
}

/// A rule and what it makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// Its name, with its settings.
    pub name: String,
    /// The incident of each row.
    pub labels: Vec<u32>,
}

/// All rules on these rows. DBSCAN is tuned on the truth itself, so what it shows is its best case.
pub fn baselines(rows: &[Spot], truth: &[u32]) -> Vec<Baseline> {
    let flat = flat(rows);
    let settings = tuned(rows, &flat, truth);
    let name = format!("DBSCAN in (x, y, t), tuned: {} m, {} s, least {}", settings.eps_m, settings.tau_s, settings.least_n);
    let made = |name: &str, labels: Vec<u32>| Baseline { name: name.into(), labels };
    vec![
        made("one per kind, town (0.1 degree) and day", by_cell(rows, TOWN_DEG, true)),
        made("0.5-degree grid and day", by_cell(rows, GRID_DEG, false)),
        made("fixed windows: same kind, 5 km, 24 h", by_window(rows, &flat)),
        made(&name, dbscan(&flat, &settings)),
    ]
}

/// A row on a plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flat {
    pub x_m: f64,
    pub y_m: f64,
    pub t_s: f64,
}

/// Lays rows on the plane about their middle; good for some hundred kilometres, as DBSCAN is used.
fn flat(rows: &[Spot]) -> Vec<Flat> {
    let mut lats: Vec<i32> = rows.iter().map(|row| row.at.lat_e7).collect();
    let mut lons: Vec<i32> = rows.iter().map(|row| row.at.lon_e7).collect();
    lats.sort_unstable();
    lons.sort_unstable();
    let middle = |sorted: &[i32]| sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    let plane = Plane::at(Position { lat_e7: middle(&lats), lon_e7: middle(&lons) });
    let first = rows.iter().map(|row| row.t_ms).min().unwrap_or(0);
    let lay = |row: &Spot| {
        let (x_m, y_m) = plane.xy(row.at);
        Flat { x_m, y_m, t_s: row.t_ms.saturating_sub(first) as f64 / 1_000.0 }
    };
    rows.iter().map(lay).collect()
}

fn by_cell(rows: &[Spot], side_deg: f64, by_kind: bool) -> Vec<u32> {
    let mut names: BTreeMap<(i64, i64, i64, u32), u32> = BTreeMap::new();
    let cell = |degrees: f64| libm::floor(degrees / side_deg) as i64;
    rows.iter()
        .map(|row| {
            let kind = if by_kind { row.kind } else { 0 };
            let next = names.len() as u32;
            *names.entry((cell(row.at.lat()), cell(row.at.lon()), row.t_ms.div_euclid(DAY_MS), kind)).or_insert(next)
        })
        .collect()
}

/// Source by source, in order of time: the nearest incident of the same kind whose first row is within the
/// window and that has no row of this source yet.
fn by_window(rows: &[Spot], flat: &[Flat]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| rows.get(*row).map(|row| (row.source, row.t_ms, row.at)));
    let sources_n = rows.iter().map(|row| row.source).collect::<std::collections::BTreeSet<_>>().len();
    let few_sources = sources_n > 1 && sources_n * 10 <= rows.len();
    let mut groups = Groups::default();
    let mut labels = vec![0; rows.len()];
    for row in order {
        let (Some(spot), Some(place), Some(label)) = (rows.get(row), flat.get(row), labels.get_mut(row)) else { continue };
        *label = groups.take(spot, place, few_sources);
    }
    labels
}

/// Incidents by the cell and day of their first row.
#[derive(Default)]
struct Groups {
    cells: BTreeMap<(u32, i64, i64, i64), Vec<u32>>,
    firsts: Vec<(Flat, i64)>,
    latest_source: Vec<u32>,
}

impl Groups {
    fn take(&mut self, spot: &Spot, place: &Flat, one_to_one: bool) -> u32 {
        let (x, y) = (libm::floor(place.x_m / WINDOW_M) as i64, libm::floor(place.y_m / WINDOW_M) as i64);
        let day = spot.t_ms.div_euclid(WINDOW_MS);
        let mut best: Option<(f64, u32)> = None;
        for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))) {
            let near = self.cells.range((spot.kind, x + dx, y + dy, day - 1)..=(spot.kind, x + dx, y + dy, day + 1));
            for group in near.flat_map(|(_, groups)| groups) {
                let Some((first, t_ms)) = self.firsts.get(*group as usize) else { continue };
                let far = libm::hypot(first.x_m - place.x_m, first.y_m - place.y_m);
                let taken = one_to_one && self.latest_source.get(*group as usize) == Some(&spot.source);
                if far <= WINDOW_M && (spot.t_ms - t_ms).abs() <= WINDOW_MS && !taken && best.is_none_or(|best| (far, *group) < best) {
                    best = Some((far, *group));
                }
            }
        }
        let group = best.map_or(self.firsts.len() as u32, |(_, group)| group);
        if best.is_none() {
            self.firsts.push((*place, spot.t_ms));
            self.latest_source.push(spot.source);
            self.cells.entry((spot.kind, x, y, day)).or_default().push(group);
        } else if let Some(latest) = self.latest_source.get_mut(group as usize) {
            *latest = spot.source;
        }
        group
    }
}

/// The settings with the best adjusted Rand index against the truth, on the earliest rows.
fn tuned(rows: &[Spot], flat: &[Flat], truth: &[u32]) -> Settings {
    const EPS_M: [f64; 7] = [250.0, 500.0, 1_000.0, 2_000.0, 3_000.0, 5_000.0, 8_000.0];
    const TAU_S: [f64; 7] = [300.0, 600.0, 1_200.0, 2_400.0, 7_200.0, 28_800.0, 86_400.0];
    let mut order: Vec<usize> = (0..rows.len().min(truth.len())).collect();
    order.sort_by_key(|row| rows.get(*row).map(|row| (row.t_ms, row.at)));
    order.truncate(TUNED_ROWS_MAX);
    let sample: Vec<Flat> = order.iter().filter_map(|row| flat.get(*row).copied()).collect();
    let real: Vec<u32> = order.iter().filter_map(|row| truth.get(*row).copied()).collect();
    let mut best = (f64::MIN, Settings { eps_m: 1_000.0, tau_s: 600.0, least_n: 2 });
    for eps_m in EPS_M {
        for tau_s in TAU_S {
            for least_n in [2, 3] {
                let settings = Settings { eps_m, tau_s, least_n };
                let reached = compare(&dbscan(&sample, &settings), &real).adjusted_rand;
                if reached > best.0 {
                    best = (reached, settings);
                }
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(lat: f64, hour: i64, source: u32) -> Spot {
        Spot { t_ms: 1_767_225_600_000 + hour * 3_600_000, at: Position::from_degrees(lat, 37.0).unwrap(), kind: 0, source }
    }

    #[test]
    fn each_rule_joins_what_it_says_and_no_more() {
        let rows = [spot(48.01, 1, 0), spot(48.02, 20, 1), spot(48.03, 30, 2), spot(48.3, 2, 0), spot(49.9, 2, 1)];
        let all = baselines(&rows, &[0, 0, 1, 2, 3]);
        let labels = |number: usize| all[number].labels.clone();
        assert_eq!(labels(0), [0, 0, 1, 2, 3], "town and day");
        assert_eq!(labels(1), [0, 0, 1, 0, 2], "grid and day");
        assert!(labels(2)[0] == labels(2)[1] && labels(2)[1] != labels(2)[2], "{:?}", labels(2));
        assert_eq!(all.len(), 4);
        assert!(all.iter().all(|baseline| baseline.labels.len() == rows.len()));
    }

    #[test]
    fn one_source_is_never_matched_twice_with_one_incident() {
        let rows: Vec<Spot> =
            (0..40).map(|n| spot(48.0 + f64::from(n % 20) * 0.5, 1, u32::from(n >= 20))).chain([spot(48.001, 1, 1)]).collect();
        let labels = by_window(&rows, &flat(&rows));
        assert_eq!(labels[0], labels[20]);
        assert_ne!(labels[0], labels[40], "a second row of a source is another incident");
    }
}
