//! Finds all pairs whose log-odds exceed a threshold, without looking at all pairs.
//!
//! Items are grouped by family and by octaves of their spread in space and time, each group
//! in cells of its own size, so that a wide report costs as much as there is within its reach, and
//! never as much as if all were as wide. Two groups reach as far as their extremes allow; what is
//! found there is decided by each pair's own log-odds, so the grouping changes the cost alone.

use crate::item::{Item, Voice};
use crate::method::Family;
use crate::odds::{Bound, Extremes, Odds, Reach, apart2_km2};
use crate::tiling::{Bounds, Stretch, Tiling};
use std::collections::BTreeMap;

/// Least and greatest side of a cell, metres.
const SIDE_M: (f64, f64) = (200.0, 12_500.0);

/// All round the globe, 1e-7 degree.
const ROUND_E7: u64 = 3_600_000_000;

/// A voice with so many items in one family gets groups of its own, so that a sensor's burst, of which
/// no two items are ever one event, is not compared with itself.
const LOUD_N_MIN: usize = 20_000;

/// What the items of one group share: family, loud voice if any, whether the places have wide tails,
/// octaves of the spread in space and in time.
type Likeness = (Family, Option<Voice>, bool, i32, i32);

/// Items of one likeness, in cells.
struct Group {
    /// True if no two of its items can be one event.
    all_apart: bool,
    extremes: Extremes,
    tiling: Tiling,
    side_m: f64,
    length_ms_max: i64,
    /// Cells in order, each with the place of its first entry.
    cells: Vec<(u64, u32)>,
    /// By cell, then time.
    entries: Vec<Entry>,
}

/// What of an item is needed to pass it by, close together in memory.
#[derive(Clone, Copy)]
struct Entry {
    key: u64,
    from: i64,
    to: i64,
    /// The least chance of a pair with one of its own family.
    chance: f64,
    var_km2: f64,
    lat_e7: i32,
    lon_e7: i32,
    item: u32,
}

/// The entries of one cell.
struct Crowd<'g> {
    key: u64,
    entries: &'g [Entry],
}

/// What was found: a pair of places in the list of items, the smaller first, and its log-odds in mnat.
pub(crate) type Pair = (u32, u32, i32);

/// Calls `found` for each pair of these items that is not excluded and exceeds `over_mnat`, once
/// each, in no particular order.
pub(crate) fn pairs_over(items: &[Item<'_>], of: impl Iterator<Item = u32>, odds: &Odds<'_>, over_mnat: i32, mut found: impl FnMut(Pair)) {
    let search = Search { items, odds, over_mnat };
    let groups = search.groups(of);
    for (number, one) in groups.iter().enumerate() {
        for other in groups.iter().skip(number) {
            let Some(bound) = odds.bound(&one.extremes, &other.extremes, over_mnat) else { continue };
            let Some(reach) = bound.reach(search.least_chance(one, other)) else { continue };
            let (asking, asked) = if one.cost(other, &reach) <= other.cost(one, &reach) { (one, other) } else { (other, one) };
            search.between(asking, asked, &bound, &mut found);
        }
    }
}

/// What stays the same during one search.
struct Search<'s, 'a> {
    items: &'s [Item<'a>],
    odds: &'s Odds<'s>,
    over_mnat: i32,
}

impl<'s, 'a> Search<'s, 'a> {
    fn item(&self, number: u32) -> Option<&'s Item<'a>> {
        self.items.get(number as usize)
    }

    fn least_chance(&self, one: &Group, other: &Group) -> f64 {
        let counted = if one.extremes.family == other.extremes.family { one.extremes.family } else { Family::Heat };
        self.odds.density.least_per_km2h(counted)
    }

    /// Each cell of the one group asks the other group, as far as the density about it allows.
    fn between(&self, asking: &Group, asked: &Group, bound: &Bound, found: &mut impl FnMut(Pair)) {
        let within = std::ptr::eq(asking, asked);
        if within && asking.all_apart {
            return;
        }
        let mut stretches = Vec::new();
        for crowd in asking.crowds() {
            let Some(reach) = bound.reach(self.least_chance_of(&crowd, asking, asked)) else { continue };
            let Some(ground) = Ground::of(crowd.entries, &reach) else { continue };
            asked.tiling.within(&ground.bounds, reach.space_m, &mut stretches);
            for other in asked.crowds_in(&stretches) {
                // Two cells of one group meet once.
                if !within || other.key >= crowd.key {
                    self.sweep(&crowd, &other, within, (&reach, &ground, asked.length_ms_max), found);
                }
            }
        }
    }

    /// The least chance of any pair of a cell's items with the other group's.
    fn least_chance_of(&self, crowd: &Crowd<'_>, asking: &Group, asked: &Group) -> f64 {
        let chance = |entry: &Entry| {
            if asking.extremes.family == asked.extremes.family {
                entry.chance
            } else {
                self.item(entry.item).map_or(f64::INFINITY, |item| self.odds.least_chance(item, asked.extremes.family))
            }
        };
        crowd.entries.iter().map(chance).fold(f64::INFINITY, f64::min)
    }

    /// Two cells, both in order of time: what lies near enough in both time and place is looked at.
    fn sweep(
        &self,
        crowd: &Crowd<'_>,
        other: &Crowd<'_>,
        within: bool,
        (reach, ground, length_ms): (&Reach, &Ground, i64),
        found: &mut impl FnMut(Pair),
    ) {
        let same = within && crowd.key == other.key;
        let space2_km2 = reach.space2_km2();
        let mut low = 0;
        for entry in crowd.entries {
            let from = entry.from - reach.gap_ms - length_ms;
            while other.entries.get(low).is_some_and(|at| at.from < from) {
                low += 1;
            }
            let to = entry.to + reach.gap_ms;
            for at in other.entries.iter().skip(low).take_while(|at| at.from <= to) {
                if (same && at.item <= entry.item)
                    || ground.apart2_km2_min(entry, at) > reach.space2_km2_of(entry.var_km2 + at.var_km2, space2_km2)
                {
                    continue;
                }
                self.look(entry.item.min(at.item), entry.item.max(at.item), space2_km2).into_iter().for_each(&mut *found);
            }
        }
    }

    fn look(&self, first: u32, second: u32, space2_km2: f64) -> Option<Pair> {
        let (a, b) = (self.item(first)?, self.item(second)?);
        let apart2 = apart2_km2(a, b);
        if apart2 > space2_km2 || a.face.excludes(&b.face, self.odds.method) {
            return None;
        }
        let mnat = self.odds.mnat(a, b, apart2);
        (mnat > self.over_mnat).then_some((first, second, mnat))
    }

    fn groups(&self, of: impl Iterator<Item = u32>) -> Vec<Group> {
        let members: Vec<(u32, &Item<'_>)> = of.filter_map(|number| Some((number, self.item(number)?))).collect();
        let mut voices: BTreeMap<(Family, Voice), usize> = BTreeMap::new();
        for (_, item) in &members {
            if let Some(voice) = item.face.lists_apart() {
                *voices.entry((item.family, voice)).or_default() += 1;
            }
        }
        let loud =
            |item: &Item<'_>| item.face.lists_apart().filter(|voice| voices.get(&(item.family, *voice)).is_some_and(|n| *n >= LOUD_N_MIN));
        let mut sorted: BTreeMap<Likeness, Vec<u32>> = BTreeMap::new();
        for (number, item) in members {
            let time = octave(3_600_000.0 / item.span.peak()) / 2;
            let key = (item.family, loud(item), item.wide > 0.0, octave(item.var_km2 * 1e6) / 4, time);
            sorted.entry(key).or_default().push(number);
        }
        sorted.into_iter().filter_map(|(key, members)| self.group(members, key.1.is_some())).collect()
    }

    fn group(&self, members: Vec<u32>, all_apart: bool) -> Option<Group> {
        let items = || members.iter().filter_map(|number| self.item(*number));
        let extremes = items().map(Extremes::of).reduce(Extremes::with)?;
        let bound = self.odds.bound(&extremes, &extremes, self.over_mnat);
        let reach_m = bound.and_then(|bound| bound.reach(self.odds.density.least_per_km2h(extremes.family))).map(|reach| reach.space_m);
        let side_m = (reach_m.unwrap_or(4_000.0 * libm::sqrt(extremes.var_km2.1)) / 2.0).clamp(SIDE_M.0, SIDE_M.1);
        let tiling = Tiling::over(items().map(|item| item.centre), side_m);
        let length_ms_max = items().map(|item| item.span.to - item.span.from).max()?;
        let entry = |number: &u32| {
            let item = self.item(*number)?;
            Some(Entry {
                key: tiling.cell(item.centre)?.key(),
                from: item.span.from,
                to: item.span.to,
                chance: self.odds.least_chance(item, item.family),
                var_km2: item.var_km2,
                lat_e7: item.centre.lat_e7,
                lon_e7: item.centre.lon_e7,
                item: *number,
            })
        };
        let mut entries: Vec<Entry> = members.iter().filter_map(entry).collect();
        entries.sort_unstable_by_key(|entry| (entry.key, entry.from, entry.item));
        let mut cells: Vec<(u64, u32)> = entries.iter().zip(0u32..).map(|(entry, place)| (entry.key, place)).collect();
        cells.dedup_by_key(|cell| cell.0);
        Some(Group { all_apart, extremes, tiling, side_m, length_ms_max, cells, entries })
    }
}

/// The power of two below a value; 0 for less than 2.
fn octave(value: f64) -> i32 {
    libm::ilogb(value.max(1.0))
}

impl Group {
    /// About how many cells are looked up if each item of this group asks the other one.
    fn cost(&self, asked: &Self, reach: &Reach) -> f64 {
        let across = 2.0 * reach.space_m / asked.side_m + 1.0;
        self.entries.len() as f64 * across * across
    }

    fn crowds(&self) -> impl Iterator<Item = Crowd<'_>> {
        (0..self.cells.len()).filter_map(|place| self.crowd(place))
    }

    fn crowd(&self, place: usize) -> Option<Crowd<'_>> {
        let (key, start) = *self.cells.get(place)?;
        let end = self.cells.get(place + 1).map_or(self.entries.len(), |next| next.1 as usize);
        Some(Crowd { key, entries: self.entries.get(start as usize..end)? })
    }

    /// The cells that hold anything in some stretches.
    fn crowds_in<'g>(&'g self, stretches: &'g [Stretch]) -> impl Iterator<Item = Crowd<'g>> {
        stretches.iter().flat_map(move |(row, west, east)| {
            let (low, high) = (row << 32 | west, row << 32 | east);
            let first = self.cells.partition_point(|cell| cell.0 < low);
            (first..self.cells.len()).map_while(move |place| self.crowd(place).filter(|crowd| crowd.key <= high))
        })
    }
}

/// The ground about a cell, for distances that are surely not too long.
struct Ground {
    bounds: Bounds,
    /// Fewest kilometres in 1e-7 degree of longitude and of latitude anywhere within reach.
    east_km: f64,
    north_km: f64,
}

impl Ground {
    fn of(entries: &[Entry], reach: &Reach) -> Option<Self> {
        let bounds = Bounds::of(entries.iter().map(|entry| (entry.lat_e7, entry.lon_e7)))?;
        let (east_km, north_km) = bounds.least_km(reach.space_m);
        Some(Self { bounds, east_km, north_km })
    }

    /// No more than the square of the distance of two items on the plane round either, km^2.
    fn apart2_km2_min(&self, a: &Entry, b: &Entry) -> f64 {
        let east = i64::from(a.lon_e7).abs_diff(i64::from(b.lon_e7));
        let x = east.min(ROUND_E7.saturating_sub(east)) as f64 * self.east_km;
        let y = a.lat_e7.abs_diff(b.lat_e7) as f64 * self.north_km;
        x * x + y * y
    }
}
