//! Finds all pairs whose log-odds exceed a threshold, without looking at all pairs.
//!
//! Items are grouped by family and by octaves of their spread in space and time, each group
//! in cells of its own size, so that a wide report costs as much as there is within its reach, and
//! never as much as if all were as wide. Two groups reach as far as their extremes allow; what is
//! found there is decided by each pair's own log-odds, so the grouping changes the cost alone.

use crate::item::Item;
use crate::method::Family;
use crate::odds::{Extremes, Odds, Reach, apart2_km2};
use crate::tiling::{Stretch, Tiling};
use std::collections::BTreeMap;

/// Least and greatest side of a cell, metres.
const SIDE_M: (f64, f64) = (200.0, 12_500.0);

/// Items of one family and about one spread, in cells.
struct Group {
    extremes: Extremes,
    tiling: Tiling,
    side_m: f64,
    length_ms_max: i64,
    /// Cells in order, each with the place of its first entry.
    cells: Vec<(u64, u32)>,
    /// By cell, then time.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    key: u64,
    from: i64,
    item: u32,
}

/// What was found: a pair of places in the list of items, the smaller first, and its log-odds in mnat.
pub(crate) type Pair = (u32, u32, i32);

/// Calls `found` for each pair of these items that is not excluded and exceeds `over_mnat`, once
/// each, in no particular order.
pub(crate) fn pairs_over(items: &[Item<'_>], of: impl Iterator<Item = u32>, odds: &Odds<'_>, over_mnat: i32, mut found: impl FnMut(Pair)) {
    let groups = groups(items, of, odds, over_mnat);
    for (number, one) in groups.iter().enumerate() {
        for other in groups.iter().skip(number) {
            if let Some(reach) = odds.reach(&one.extremes, &other.extremes, over_mnat) {
                let (asking, asked) = if one.cost(other, &reach) <= other.cost(one, &reach) { (one, other) } else { (other, one) };
                let within = std::ptr::eq(one, other);
                search(asking, asked, within, items, odds, &reach, over_mnat, &mut found);
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the inner loop; a struct for it would only rename them")]
fn search(
    asking: &Group,
    asked: &Group,
    within: bool,
    items: &[Item<'_>],
    odds: &Odds<'_>,
    reach: &Reach,
    over_mnat: i32,
    found: &mut impl FnMut(Pair),
) {
    let space2_km2 = reach.space2_km2();
    let mut stretches = Vec::new();
    for entry in &asking.entries {
        let Some(item) = items.get(entry.item as usize) else { continue };
        asked.near(item, reach, &mut stretches, |other| {
            if within && other <= entry.item {
                return;
            }
            let (first, second) = (entry.item.min(other), entry.item.max(other));
            let (Some(a), Some(b)) = (items.get(first as usize), items.get(second as usize)) else { return };
            let apart2 = apart2_km2(a, b);
            if apart2 > space2_km2 || a.face.excludes(&b.face, odds.method) {
                return;
            }
            let mnat = odds.mnat(a, b, apart2);
            if mnat > over_mnat {
                found((first, second, mnat));
            }
        });
    }
}

fn groups(items: &[Item<'_>], of: impl Iterator<Item = u32>, odds: &Odds<'_>, over_mnat: i32) -> Vec<Group> {
    let mut sorted: BTreeMap<(Family, bool, i32, i32), Vec<u32>> = BTreeMap::new();
    for number in of {
        if let Some(item) = items.get(number as usize) {
            let time = octave(3_600_000.0 / item.span.peak());
            let key = (item.family, item.wide > 0.0, octave(item.var_km2 * 1e6) / 2, time);
            sorted.entry(key).or_default().push(number);
        }
    }
    sorted.into_values().filter_map(|members| Group::of(items, members, odds, over_mnat)).collect()
}

/// The power of two below a value; 0 for less than 2.
fn octave(value: f64) -> i32 {
    libm::ilogb(value.max(1.0))
}

impl Group {
    fn of(items: &[Item<'_>], members: Vec<u32>, odds: &Odds<'_>, over_mnat: i32) -> Option<Self> {
        let item = |number: &u32| items.get(*number as usize);
        let extremes = members.iter().filter_map(item).map(Extremes::of).reduce(Extremes::with)?;
        let reach_m = odds.reach(&extremes, &extremes, over_mnat).map(|reach| reach.space_m);
        let side_m = (reach_m.unwrap_or(4_000.0 * libm::sqrt(extremes.var_km2.1)) / 2.0).clamp(SIDE_M.0, SIDE_M.1);
        let tiling = Tiling::over(members.iter().filter_map(item).map(|item| item.centre), side_m);
        let mut length_ms_max = 0;
        let mut entries = Vec::with_capacity(members.len());
        for number in members {
            let Some(item) = items.get(number as usize) else { continue };
            let Some(cell) = tiling.cell(item.centre) else { continue };
            length_ms_max = length_ms_max.max(item.span.to - item.span.from);
            entries.push(Entry { key: cell.key(), from: item.span.from, item: number });
        }
        entries.sort_unstable_by_key(|entry| (entry.key, entry.from, entry.item));
        let mut cells: Vec<(u64, u32)> = entries.iter().zip(0u32..).map(|(entry, place)| (entry.key, place)).collect();
        cells.dedup_by_key(|cell| cell.0);
        Some(Self { extremes, tiling, side_m, length_ms_max, cells, entries })
    }

    /// About how many cells are looked up if each item of this group asks the other one.
    fn cost(&self, asked: &Self, reach: &Reach) -> f64 {
        let across = 2.0 * reach.space_m / asked.side_m + 1.0;
        self.entries.len() as f64 * across * across
    }

    /// Calls `found` for the items in cells within reach whose times come near enough.
    fn near(&self, item: &Item<'_>, reach: &Reach, stretches: &mut Vec<Stretch>, mut found: impl FnMut(u32)) {
        self.tiling.within(item.centre, reach.space_m, stretches);
        let from = item.span.from - reach.gap_ms - self.length_ms_max;
        let to = item.span.to + reach.gap_ms;
        for (row, west, east) in stretches.iter() {
            let (low, high) = (row << 32 | west, row << 32 | east);
            let first = self.cells.partition_point(|cell| cell.0 < low);
            let mut cells = self.cells.iter().skip(first).peekable();
            while let Some((_, start)) = cells.next_if(|cell| cell.0 <= high) {
                let end = cells.peek().map_or(self.entries.len(), |next| next.1 as usize);
                let crowd = self.entries.get(*start as usize..end).unwrap_or(&[]);
                let early = crowd.partition_point(|entry| entry.from < from);
                crowd.iter().skip(early).take_while(|entry| entry.from <= to).for_each(|entry| found(entry.item));
            }
        }
    }
}
