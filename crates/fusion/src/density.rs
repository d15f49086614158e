//! How densely other incidents lie about a report: what chance coincidence gives.
//!
//! Reports of the same family are counted in 3 x 3 cells of a fixed tiling, in a local window and
//! in a season, both centred on the report; the local density is shrunk to the season's, and
//! that to a floor. The counts come from the evidence itself but reach no further than two cells and
//! half a season, so parts that lie further apart can be fused apart.

use crate::item::{Item, Near};
use crate::method::{Family, Parameters};
use crate::tiling::{Cell, Tiling, columns_n};

const HOUR_MS: i64 = 3_600_000;

/// The constants of the density, in km and hours.
pub(crate) struct Density {
    half_local_ms: i64,
    half_season_ms: i64,
    local_km2h: f64,
    season_km2h: f64,
    floor_km2h: f64,
    prior: f64,
    reports: f64,
    pixels: f64,
}

impl Density {
    pub fn of(method: &Parameters) -> Self {
        let side_km = 3.0 * f64::from(method.density_cell_m.max(1)) / 1_000.0;
        let area_km2 = side_km * side_km;
        let (local_h, season_h) = (method.density_window_h.max(1), method.density_season_h.max(1));
        Self {
            half_local_ms: i64::from(local_h) * HOUR_MS / 2,
            half_season_ms: i64::from(season_h) * HOUR_MS / 2,
            local_km2h: area_km2 * f64::from(local_h),
            season_km2h: area_km2 * f64::from(season_h),
            floor_km2h: f64::from(method.density_floor.max(1)) / 1e9,
            prior: f64::from(method.density_prior_e3.max(1)) / 1e3,
            reports: f64::from(method.reports_e3.max(1)) / 1e3,
            pixels: f64::from(method.pixels_e3.max(1)) / 1e3,
        }
    }

    /// Incidents per km^2 and hour where so many other reports lie near.
    pub fn per_km2h(&self, family: Family, near: Near) -> f64 {
        let reports = if family == Family::Heat { self.pixels } else { self.reports };
        let shrunk = |n: u32, volume: f64, to: f64| (f64::from(n) / reports + self.prior) / (volume + self.prior / to);
        let season = shrunk(near.season_n, self.season_km2h, self.floor_km2h);
        shrunk(near.local_n, self.local_km2h, season)
    }

    /// The least that [`Self::per_km2h`] can give.
    pub fn least_per_km2h(&self, family: Family) -> f64 {
        self.per_km2h(family, Near::default())
    }

    /// What lies near `item`, without `other`, which is one of its own family.
    pub fn without(&self, item: &Item<'_>, other: &Item<'_>) -> Near {
        if !item.cell.is_beside(other.cell) {
            return item.near;
        }
        let apart_ms = item.span.middle().abs_diff(other.span.middle());
        let within = |half_ms: i64| u32::from(apart_ms <= half_ms.unsigned_abs());
        Near {
            local_n: item.near.local_n.saturating_sub(within(self.half_local_ms)),
            season_n: item.near.season_n.saturating_sub(within(self.half_season_ms)),
        }
    }

    /// Gives each item its cell in the tiling of the density.
    pub fn lay(items: &mut [Item<'_>], method: &Parameters) -> Tiling {
        let tiling = Tiling::over(items.iter().map(|item| item.centre), f64::from(method.density_cell_m.max(1)));
        for item in items {
            item.cell = tiling.cell(item.centre).unwrap_or(Cell::NOWHERE);
        }
        tiling
    }

    /// Counts what lies near each item; the items must have been laid out.
    pub fn count(&self, items: &mut [Item<'_>], tiling: &Tiling) {
        let mut entries: Vec<Entry> = items
            .iter()
            .zip(0u32..)
            .map(|(item, number)| Entry {
                family: item.family,
                key: item.cell.key(),
                middle: item.span.middle(),
                cell: item.cell,
                item: number,
            })
            .collect();
        entries.sort_unstable_by_key(|entry| (entry.family, entry.key, entry.middle, entry.item));
        let crowds: Vec<&[Entry]> = entries.chunk_by(|a, b| (a.family, a.key) == (b.family, b.key)).collect();
        for crowd in &crowds {
            let Some(first) = crowd.first() else { continue };
            for key in keys_beside(first.cell, tiling) {
                let found =
                    crowds.binary_search_by_key(&Some((first.family, key)), |other| other.first().map(|entry| (entry.family, entry.key)));
                let Some(other) = found.ok().and_then(|place| crowds.get(place)) else { continue };
                sweep(crowd, other, self.half_local_ms, |item, n| add(items, item, |near| near.local_n += n));
                sweep(crowd, other, self.half_season_ms, |item, n| add(items, item, |near| near.season_n += n));
            }
        }
        for item in items {
            item.near.local_n = item.near.local_n.saturating_sub(1);
            item.near.season_n = item.near.season_n.saturating_sub(1);
        }
    }

    /// The same counts by looking at every pair.
    pub fn count_plain(&self, items: &mut [Item<'_>]) {
        let all = items.to_vec();
        for item in items.iter_mut() {
            for other in all.iter().filter(|other| other.evidence.id != item.evidence.id && other.family == item.family) {
                if item.cell.is_beside(other.cell) {
                    let apart_ms = item.span.middle().abs_diff(other.span.middle());
                    item.near.local_n += u32::from(apart_ms <= self.half_local_ms.unsigned_abs());
                    item.near.season_n += u32::from(apart_ms <= self.half_season_ms.unsigned_abs());
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Entry {
    family: Family,
    key: u64,
    middle: i64,
    cell: Cell,
    item: u32,
}

/// Keys of the cells for which [`Cell::is_beside`] holds, each once.
fn keys_beside(cell: Cell, tiling: &Tiling) -> Vec<u64> {
    let mut keys = Vec::with_capacity(9);
    for row in cell.row.saturating_sub(1)..=cell.row + 1 {
        let Some(width_e7) = tiling.width_of_row(row) else { continue };
        let (n, under) = (columns_n(width_e7), cell.column_under(width_e7));
        let aside = [(under + n - 1) % n, under, (under + 1) % n];
        keys.extend(aside.map(|column| Cell { row, column, width_e7 }.key()));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// For each entry, how many of the others lie within half a window of it; both are in order of time.
fn sweep(crowd: &[Entry], other: &[Entry], half_ms: i64, mut found: impl FnMut(u32, u32)) {
    let (mut low, mut high) = (0usize, 0usize);
    for entry in crowd {
        while other.get(low).is_some_and(|at| at.middle < entry.middle - half_ms) {
            low += 1;
        }
        while other.get(high).is_some_and(|at| at.middle <= entry.middle + half_ms) {
            high += 1;
        }
        found(entry.item, (high - low) as u32);
    }
}

fn add(items: &mut [Item<'_>], item: u32, how: impl FnOnce(&mut Near)) {
    if let Some(item) = items.get_mut(item as usize) {
        how(&mut item.near);
    }
}
