//! Years of heat by cell and day: what is unusual on a day, and which places always burn.

use super::law::{Law, Sums};
use super::{Anomaly, Cell, Heat};
use crate::method::{ALWAYS_MONTHS_MIN, ALWAYS_NIGHTS_MIN, BASE_YEARS, NEIGHBOURS, SEASON_DAYS, WINDOW_MONTHS};
use std::collections::{BTreeMap, BTreeSet};

/// Detections of some years.
#[derive(Debug)]
pub struct Record {
    /// For each cell its detections: day and bin, by day.
    cells: BTreeMap<Cell, Vec<(i32, Cell)>>,
    /// Bins hot on enough days to be looked at: their days.
    bins: BTreeMap<Cell, Vec<i32>>,
    days: BTreeSet<i32>,
}

impl Record {
    /// Sorts them.
    pub fn new(heat: &[Heat]) -> Self {
        let (mut cells, mut bins) = (BTreeMap::<Cell, Vec<(i32, Cell)>>::new(), BTreeMap::<Cell, BTreeSet<i32>>::new());
        for one in heat {
            cells.entry(one.cell()).or_default().push((one.day, one.bin()));
            bins.entry(one.bin()).or_default().insert(one.day);
        }
        cells.values_mut().for_each(|own| own.sort_unstable());
        let enough = ALWAYS_NIGHTS_MIN * ALWAYS_MONTHS_MIN;
        let bins = bins.into_iter().filter(|(_, days)| days.len() >= enough).map(|(bin, days)| (bin, days.into_iter().collect())).collect();
        Self { cells, bins, days: heat.iter().map(|one| one.day).collect() }
    }

    /// Days with any detection, in order.
    pub const fn days(&self) -> &BTreeSet<i32> {
        &self.days
    }

    /// Bins that were hot on at least 8 nights in each of at least 3 of the last 24 months: works, flares, stubble that burns every
    /// week. A month is 30 days before the day asked about.
    pub fn always_hot(&self, day: i32) -> BTreeSet<Cell> {
        let is_always = |days: &Vec<i32>| {
            let mut nights: BTreeMap<i32, usize> = BTreeMap::new();
            for own in days.iter().filter(|own| **own < day && **own >= day - 30 * WINDOW_MONTHS) {
                *nights.entry((day - 1 - own) / 30).or_insert(0) += 1;
            }
            nights.values().filter(|nights| **nights >= ALWAYS_NIGHTS_MIN).count() >= ALWAYS_MONTHS_MIN
        };
        self.bins.iter().filter(|(_, days)| is_always(days)).map(|(bin, _)| *bin).collect()
    }

    /// Cells with more heat on a day than the same season of earlier years explains, at a false-discovery rate of 5 % for the day.
    pub fn anomalies(&self, day: i32, watched: impl Fn(i32, Cell) -> bool) -> Vec<Anomaly> {
        self.day(day, watched).into_iter().filter(Anomaly::is_found).collect()
    }

    /// All cells with heat on a day, the least usual first. `watched` says whether a day in a cell could be seen (cloud-free passes):
    /// unseen days are no days without heat. Cells without any watched day in the season of earlier years are left out.
    pub fn day(&self, day: i32, watched: impl Fn(i32, Cell) -> bool) -> Vec<Anomaly> {
        let always = self.always_hot(day);
        // Cells without heat on the day were looked at too: each is one of the questions asked.
        let asked = self.cells.keys().filter(|cell| watched(day, **cell)).count();
        let mut found: Vec<Anomaly> = self
            .cells
            .iter()
            .filter_map(|(cell, own)| {
                let today = within(own, day, day);
                let masked = today.iter().filter(|(_, bin)| always.contains(bin)).map(|_| 1).sum();
                let count = today.iter().filter(|(_, bin)| !always.contains(bin)).map(|_| 1).sum();
                (count + masked > 0).then_some((cell, count, masked))
            })
            .filter_map(|(cell, count, masked)| {
                let law = self.law(*cell, day, &always, &watched)?;
                Some(Anomaly { day, cell: *cell, count, expected: law.mean, masked, p: law.at_least(count), q: 1.0 })
            })
            .collect();
        found.sort_by(|a, b| a.p.total_cmp(&b.p).then(a.cell.cmp(&b.cell)));
        share(&mut found, asked);
        found
    }

    fn law(&self, cell: Cell, day: i32, always: &BTreeSet<Cell>, watched: &impl Fn(i32, Cell) -> bool) -> Option<Law> {
        let mut near = Sums::default();
        for row in -NEIGHBOURS..=NEIGHBOURS {
            for column in -NEIGHBOURS..=NEIGHBOURS {
                near.add(self.sums((cell.0 + row, cell.1 + column), day, always, watched));
            }
        }
        Law::of(self.sums(cell, day, always, watched), near)
    }

    /// A cell's season of earlier years.
    fn sums(&self, cell: Cell, day: i32, always: &BTreeSet<Cell>, watched: &impl Fn(i32, Cell) -> bool) -> Sums {
        let own = self.cells.get(&cell).map_or(&[][..], Vec::as_slice);
        let mut sums = Sums::default();
        for year in 1..=BASE_YEARS {
            // A year of 365.25 days.
            let middle = day - (year * 1_461 + 2) / 4;
            let (from, to) = (middle - SEASON_DAYS, middle + SEASON_DAYS);
            let days: f64 = (from..=to).filter(|day| watched(*day, cell)).map(|_| 1.0).sum();
            sums.days += days;
            let seen = within(own, from, to).iter().filter(|(day, bin)| !always.contains(bin) && watched(*day, cell));
            let mut counts: BTreeMap<i32, f64> = BTreeMap::new();
            seen.for_each(|(day, _)| *counts.entry(*day).or_insert(0.0) += 1.0);
            for count in counts.values() {
                sums.sum += count;
                sums.squares += count * count;
            }
        }
        sums
    }
}

/// Detections from one day to another.
fn within(own: &[(i32, Cell)], from: i32, to: i32) -> &[(i32, Cell)] {
    let (first, last) = (own.partition_point(|(day, _)| *day < from), own.partition_point(|(day, _)| *day <= to));
    own.get(first..last).unwrap_or(&[])
}

/// Benjamini and Hochberg, over the questions asked on the day; those found stand by `p`.
#[expect(clippy::cast_precision_loss, reason = "counts of cells")]
fn share(found: &mut [Anomaly], asked: usize) {
    let all = asked.max(found.len()) as f64;
    let mut least = 1.0_f64;
    for (at, one) in found.iter_mut().enumerate().rev() {
        least = least.min(one.p * all / (at as f64 + 1.0));
        one.q = least;
    }
}
