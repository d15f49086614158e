//! Heat seen from orbit: what is unusual for a place and season, what burns there always, and how little it proves.
//!
//! Source: METHOD 9d. A detection at best doubles the odds that something burned because of an event; its absence says
//! almost nothing; no event is confirmed by heat alone, and nobody is ever blamed for it.

use crate::method::{
    ALWAYS_MONTHS_MIN, ALWAYS_NIGHTS_MIN, BASE_YEARS, FALSE_SHARE, HEAT_LR_NATS_MAX, NEIGHBOURS, SEASON_DAYS, SHRINK_CELL_DAYS,
    WINDOW_MONTHS,
};
use std::collections::{BTreeMap, BTreeSet};

/// One detection: a day (days since any fixed day), its cell of .1 degree and its bin of about 500 m.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heat {
    /// Day.
    pub day: i32,
    /// Latitude, 1e-7 degree.
    pub lat_e7: i32,
    /// Longitude, 1e-7 degree.
    pub lon_e7: i32,
}

/// A cell of .1 degree: row and column.
pub type Cell = (i32, i32);

impl Heat {
    /// Its cell.
    pub const fn cell(&self) -> Cell {
        (self.lat_e7.div_euclid(1_000_000), self.lon_e7.div_euclid(1_000_000))
    }

    /// Its bin of .005 degree, about 500 m.
    pub const fn bin(&self) -> Cell {
        (self.lat_e7.div_euclid(50_000), self.lon_e7.div_euclid(50_000))
    }
}

/// A day in a cell with more heat than the season there explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Anomaly {
    /// Day.
    pub day: i32,
    /// Cell.
    pub cell: Cell,
    /// Detections, those of places that always burn left out.
    pub count: u32,
    /// Expected of such a day.
    pub expected: f64,
    /// Chance of at least so many.
    pub p: f64,
}

/// Bins that were hot on at least 8 nights in each of at least 3 of the last 24 months: works, flares, stubble that burns every
/// week. A month is 30 days before the day asked about.
pub fn always_hot(heat: &[Heat], day: i32) -> BTreeSet<Cell> {
    let mut nights: BTreeMap<(Cell, i32), BTreeSet<i32>> = BTreeMap::new();
    for one in heat.iter().filter(|one| one.day < day && one.day >= day - 30 * WINDOW_MONTHS) {
        nights.entry((one.bin(), (day - 1 - one.day) / 30)).or_default().insert(one.day);
    }
    let mut months: BTreeMap<Cell, usize> = BTreeMap::new();
    for ((bin, _), _) in nights.iter().filter(|(_, days)| days.len() >= ALWAYS_NIGHTS_MIN) {
        *months.entry(*bin).or_insert(0) += 1;
    }
    months.into_iter().filter(|(_, months)| *months >= ALWAYS_MONTHS_MIN).map(|(bin, _)| bin).collect()
}

/// Days in cells with more heat than the same season of earlier years explains, at a false-discovery rate of 5 % per day.
/// `watched` says whether a day in a cell could be seen (cloud-free passes): unseen days are no days without heat.
pub fn anomalies(heat: &[Heat], day: i32, watched: impl Fn(i32, Cell) -> bool) -> Vec<Anomaly> {
    let always = always_hot(heat, day);
    let mut counts: BTreeMap<(Cell, i32), u32> = BTreeMap::new();
    for one in heat.iter().filter(|one| !always.contains(&one.bin())) {
        *counts.entry((one.cell(), one.day)).or_insert(0) += 1;
    }
    let today: Vec<(Cell, u32)> = counts.iter().filter(|((_, own), _)| *own == day).map(|((cell, _), count)| (*cell, *count)).collect();
    // Cells without heat on the day were looked at too: each is one of the questions asked.
    let asked: BTreeSet<Cell> = counts.keys().map(|(cell, _)| *cell).filter(|cell| watched(day, *cell)).collect();
    let found: Vec<Anomaly> = today
        .into_iter()
        .filter_map(|(cell, count)| {
            let base = Base::of(&counts, cell, day, &watched)?;
            Some(Anomaly { day, cell, count, expected: base.mean, p: base.at_least(count) })
        })
        .collect();
    discovered(found, asked.len())
}

/// The season's law of counts in a cell: negative binomial.
struct Base {
    mean: f64,
    size: f64,
}

impl Base {
    /// From the same days of year in earlier years, shrunk towards the cell's neighbours; absent without a watched day.
    fn of(counts: &BTreeMap<(Cell, i32), u32>, cell: Cell, day: i32, watched: &impl Fn(i32, Cell) -> bool) -> Option<Self> {
        let own = sums(counts, cell, day, watched);
        let (mut near, mut days) = ((0.0, 0.0), 0.0);
        for row in -NEIGHBOURS..=NEIGHBOURS {
            for column in -NEIGHBOURS..=NEIGHBOURS {
                let (n, sum, squares) = sums(counts, (cell.0 + row, cell.1 + column), day, watched);
                (near, days) = ((near.0 + sum, near.1 + squares), days + n);
            }
        }
        if days < 1.0 {
            return None;
        }
        let near_mean = (near.0 + 0.5) / (days + 1.0);
        let mean = (own.1 + SHRINK_CELL_DAYS * near_mean) / (own.0 + SHRINK_CELL_DAYS);
        let variance = (near.1 / days - near_mean * near_mean).max(near_mean);
        // Method of moments: variance = mean + mean^2 / size.
        let size = (near_mean * near_mean / (variance - near_mean).max(1e-9)).clamp(0.01, 1e6);
        Some(Self { mean, size })
    }

    /// Chance of at least so many.
    fn at_least(&self, count: u32) -> f64 {
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

/// Watched days, counts and their squares of a cell in the season of earlier years.
fn sums(counts: &BTreeMap<(Cell, i32), u32>, cell: Cell, day: i32, watched: &impl Fn(i32, Cell) -> bool) -> (f64, f64, f64) {
    let days = (1..=BASE_YEARS).flat_map(|years| {
        // A year of 365.25 days.
        let middle = day - (years * 1_461 + 2) / 4;
        middle - SEASON_DAYS..=middle + SEASON_DAYS
    });
    days.filter(|own| watched(*own, cell)).fold((0.0, 0.0, 0.0), |(n, sum, squares), own| {
        let count = f64::from(counts.get(&(cell, own)).copied().unwrap_or(0));
        (n + 1.0, sum + count, squares + count * count)
    })
}

/// Benjamini and Hochberg: of those found on one day at most 5 % are expected to be chance.
#[expect(clippy::cast_precision_loss, reason = "counts of cells")]
fn discovered(mut found: Vec<Anomaly>, asked: usize) -> Vec<Anomaly> {
    found.sort_by(|a, b| a.p.total_cmp(&b.p).then(a.cell.cmp(&b.cell)));
    let all = asked.max(found.len()) as f64;
    let last = found.iter().enumerate().rfind(|(at, one)| one.p <= FALSE_SHARE * (*at as f64 + 1.0) / all).map(|(at, _)| at + 1);
    found.truncate(last.unwrap_or(0));
    found
}

/// A window round an event: how near and how many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Within 1 km on the same day.
    Near,
    /// Within 3 km, one day either side.
    Wide,
}

/// ln of the likelihood ratio that heat in a window, or its absence, has for an explosion or bombing. One window per event,
/// never both. Source: METHOD 9d, measured on 815 verified events; capped at ln 5.
pub fn lr_nats(window: Window, is_hot: bool) -> f64 {
    let nats: f64 = match (window, is_hot) {
        (Window::Near, true) => 1.01,
        (Window::Near, false) => -0.05,
        (Window::Wide, true) => 0.58,
        (Window::Wide, false) => -0.20,
    };
    nats.min(HEAT_LR_NATS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invented: forty quiet cells for five years with a fire now and then, and a works that burns every night.
    fn years() -> Vec<Heat> {
        let at = |day, lat_e7, lon_e7| Heat { day, lat_e7, lon_e7 };
        let quiet = (0..40).flat_map(|cell| {
            (0..1_900).filter(move |day| (day + cell) % 23 == 0).map(move |day| at(day, 480_500_000, 370_500_000 + cell * 1_000_000))
        });
        let works = (0..1_900).map(|day| at(day, 483_500_000, 371_500_000));
        quiet.chain(works).collect()
    }

    #[test]
    fn a_burst_in_a_quiet_cell_is_found_and_works_that_always_burn_are_not() {
        let mut heat = years();
        let day = 1_900;
        heat.extend((0..12).map(|n| Heat { day, lat_e7: 480_500_000 + n * 2_000, lon_e7: 370_500_000 }));
        heat.extend((0..12).map(|_| Heat { day, lat_e7: 483_500_000, lon_e7: 371_500_000 }));
        assert_eq!(always_hot(&heat, day).len(), 1);
        let found = anomalies(&heat, day, |_, _| true);
        assert_eq!(found.iter().map(|one| one.cell).collect::<Vec<_>>(), [(480, 370)]);
        assert!(found[0].p < 1e-4 && found[0].expected < 0.2 && found[0].count == 12, "{found:?}");
    }

    #[test]
    fn a_usual_day_and_a_cell_that_was_never_watched_are_not_found() {
        let mut heat = years();
        heat.push(Heat { day: 1_900, lat_e7: 480_500_000, lon_e7: 370_500_000 });
        assert_eq!(anomalies(&heat, 1_900, |_, _| true), []);
        heat.extend((0..30).map(|_| Heat { day: 1_900, lat_e7: 495_500_000, lon_e7: 370_500_000 }));
        assert_eq!(anomalies(&heat, 1_900, |_, cell| cell.0 < 490), []);
    }

    #[test]
    fn heat_is_never_worth_more_than_five_to_one() {
        for window in [Window::Near, Window::Wide] {
            assert!(lr_nats(window, true) <= libm::log(5.0) && lr_nats(window, true) > 0.0 && lr_nats(window, false) < 0.0);
        }
    }
}
