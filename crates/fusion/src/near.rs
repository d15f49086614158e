//! What a change reaches: fusing again only the pieces that new, changed, withdrawn or bound evidence can touch.
//!
//! A report bears on others in three ways. It is counted in the density of its family (3 x 3 cells, half a season),
//! it can be one event with what lies within the gate (25 km, 40 h), and a piece holds together by pairs above 0. So
//! from what changed follow the reports whose density changed, then those within the gate of either, then all that
//! their pieces hold: everything else has the same neighbours with the same log-odds as before, hence the same
//! incidents (decision 0026). What must be at hand for that is asked for as boxes of place and time; where a piece
//! leads out of what is at hand, more is asked for.
//!
//! Named places have no time: a name that was never used before, or is used no more, changes the ground of its
//! neighbours in every year. That is the caller's care: then everything is fused.

use crate::bonds::{Bonds, Bound};
use crate::evidence::Evidence;
use crate::fuse::{Weights, connected, laid_out, settle, standing, weigh};
use crate::incident::{Seat, Writer};
use crate::item::Item;
use crate::method::{Family, Parameters};
use crate::odds::Odds;
use crate::tiling::{Bounds, Cell, Tiling};
use model::{Incident, ObservationId, Position, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// Side of the tiles in which evidence is asked for, metres.
const TILE_M: f64 = 25_000.0;

/// Evidence over a longer time is at hand in a tile whatever its time, ms.
pub const LONG_MS: i64 = 48 * 3_600_000;

/// Metres beyond the gate in which evidence bears on what is inside it: three cells of the density, and the names that
/// bound a name's ground (30 km).
const BESIDE_M: f64 = 31_000.0;

const HOUR_MS: i64 = 3_600_000;

/// The tile of a place, for looking evidence up.
pub fn tile_of(at: Position) -> i64 {
    Tiling::over([at].into_iter(), TILE_M).cell(at).map_or(-1, |cell| i64::try_from(cell.key()).unwrap_or(-1))
}

/// The middle of the time of evidence, ms since 1970, and whether it is long.
pub fn middle_of(evidence: &Evidence) -> (i64, bool) {
    let (from, to) = (evidence.from.ms(), evidence.to.ms().max(evidence.from.ms()));
    (from + (to - from) / 2, to - from > LONG_MS)
}

/// Boxes of place and time: tiles, each with stretches of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region(BTreeMap<i64, Vec<(i64, i64)>>);

impl Region {
    fn add(&mut self, tiles: &[i64], from: i64, to: i64) {
        for tile in tiles {
            let stretches = self.0.entry(*tile).or_default();
            let (mut low, mut high) = (from, to);
            stretches.retain(|(other_from, other_to)| {
                let apart = *other_to < low || *other_from > high;
                if !apart {
                    (low, high) = (low.min(*other_from), high.max(*other_to));
                }
                apart
            });
            stretches.push((low, high));
            stretches.sort_unstable();
        }
    }

    fn covers(&self, tiles: &[i64], from: i64, to: i64) -> bool {
        let holds = |stretches: &Vec<(i64, i64)>| stretches.iter().any(|(low, high)| *low <= from && to <= *high);
        tiles.iter().all(|tile| self.0.get(tile).is_some_and(holds))
    }

    /// Adds another region.
    pub fn join(&mut self, other: &Self) {
        for (tile, stretches) in &other.0 {
            stretches.iter().for_each(|(from, to)| self.add(&[*tile], *from, *to));
        }
    }

    /// Its tiles, each with its stretches of the middles of times, ms, both ends included. Long evidence of a tile
    /// belongs to it whatever its time.
    pub fn boxes(&self) -> impl Iterator<Item = (i64, i64, i64)> + '_ {
        self.0.iter().flat_map(|(tile, stretches)| stretches.iter().map(|(from, to)| (*tile, *from, *to)))
    }

    /// Its tiles.
    pub fn tiles(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.keys().copied()
    }
}

/// What is at hand.
#[derive(Clone, Copy, Debug)]
pub struct AtHand<'a> {
    /// The evidence of the region as it stands now, long evidence of its tiles whatever its time, and what of the
    /// touched has no place.
    pub evidence: &'a [Evidence],
    /// Named places that any evidence in the region's tiles uses, at whatever time.
    pub names: &'a [Position],
    /// The region.
    pub region: &'a Region,
    /// What changed: evidence as it stood before and as it stands now.
    pub touched: &'a [Evidence],
}

/// What follows from a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Near {
    /// The incidents that were decided again, in order of id: some may be as before.
    pub incidents: Vec<Incident>,
    /// Everything that was decided again; an incident with such a member that is not among these is no more.
    pub decided: BTreeSet<ObservationId>,
    /// Log-odds of the pairs asked for, where both were decided again.
    pub weights: Weights,
}

/// What must be at hand at first.
pub fn region_of(touched: &[Evidence], method: &Parameters) -> Region {
    let gates = Gates::of(method);
    let mut region = Region::default();
    for one in touched {
        if let Some(place) = one.place {
            let (from, to) = gates.times(one);
            region.add(&tiles_about(place.centre, gates.reach_m), from, to);
        }
    }
    region
}

/// Fuses again what a change can touch. The incidents are those that fusing everything would give.
///
/// # Errors
/// What must be at hand besides.
pub fn fuse_near(
    at_hand: &AtHand<'_>,
    (bonds, pairs): (&Bonds, &[(ObservationId, ObservationId)]),
    sources: &[SourceId],
    zone: &str,
    method: &Parameters,
) -> Result<Near, Region> {
    let mut odds = Odds::of(method);
    let standing = standing(at_hand.evidence);
    let items = laid_out(&standing, at_hand.names, &mut odds);
    let bound = Bound::of(bonds, &items);
    let gates = Gates::of(method);
    let changed: BTreeSet<ObservationId> = at_hand.touched.iter().map(|one| one.id).collect();
    let reached = gates.reached(&items, at_hand.touched, &changed);
    let pieces: Vec<Vec<u32>> =
        connected(&items, &odds, &bound, 0).into_iter().filter(|piece| piece.iter().any(|number| reached.contains(number))).collect();
    gates.check(&items, &pieces, at_hand)?;
    let writer = Writer { sources, zone, method };
    let mut near = Near { weights: weigh(&items, pairs, &odds), decided: changed, ..Near::default() };
    for piece in &pieces {
        settle(&items, piece, &odds, &bound, &writer, &mut near.incidents);
        near.decided.extend(piece.iter().filter_map(|number| items.get(*number as usize)).map(|item| item.evidence.id));
    }
    let unplaced = standing.iter().filter(|one| one.place.is_none() && near.decided.contains(&one.id));
    near.incidents.extend(unplaced.filter_map(|one| writer.incident(&[Seat::alone(one)], &[], false)));
    near.incidents.sort_unstable_by_key(|incident| incident.id);
    let is_decided = |id: &ObservationId| near.decided.contains(id);
    near.weights.retain(|(one, other), _| is_decided(one) && is_decided(other));
    Ok(near)
}

/// The distances that count.
struct Gates {
    half_season_ms: i64,
    gate_ms: i64,
    gate_m: f64,
    reach_m: f64,
    cell_m: f64,
}

/// Cells of the density of one family, each with the middles of what changed there, in order.
type Changes = BTreeMap<Family, Vec<(Cell, Vec<i64>)>>;

/// Tiles and days in which something changed or is reached.
type Marks = BTreeSet<(i64, i64)>;

const DAY_MS: i64 = 24 * HOUR_MS;

impl Gates {
    fn of(method: &Parameters) -> Self {
        let gate_m = f64::from(method.reach_m_max) + 100.0;
        Self {
            half_season_ms: i64::from(method.density_season_h.max(method.density_window_h).max(1)) * HOUR_MS / 2,
            gate_ms: i64::from(method.gap_h_max) * HOUR_MS,
            gate_m,
            reach_m: gate_m + BESIDE_M,
            cell_m: f64::from(method.density_cell_m.max(1)),
        }
    }

    /// The middles of the times that bear on evidence: the gate, what is short beyond it, and half a season about that.
    fn times(&self, evidence: &Evidence) -> (i64, i64) {
        let beyond = self.gate_ms + LONG_MS + self.half_season_ms;
        (evidence.from.ms() - beyond, evidence.to.ms().max(evidence.from.ms()) + beyond)
    }

    /// What changed, whose density changed, and what lies within the gate of either; rather too much.
    fn reached(&self, items: &[Item<'_>], touched: &[Evidence], changed: &BTreeSet<ObservationId>) -> BTreeSet<u32> {
        let changes = self.changes(touched);
        let mut marks = Marks::new();
        touched.iter().for_each(|one| self.mark(one, &mut marks));
        let mut reached: BTreeSet<u32> = BTreeSet::new();
        for (number, item) in (0u32..).zip(items) {
            if changed.contains(&item.evidence.id) || self.is_counted_otherwise(item, &changes) {
                self.mark(item.evidence, &mut marks);
                reached.insert(number);
            }
        }
        let is_marked = |item: &Item<'_>| {
            let tile = tile_of(item.centre);
            days_of(item.evidence, 0).any(|day| marks.contains(&(tile, day)))
        };
        reached.extend((0u32..).zip(items).filter(|(_, item)| is_marked(item)).map(|(number, _)| number));
        reached
    }

    fn changes(&self, touched: &[Evidence]) -> Changes {
        let mut cells: BTreeMap<(Family, u64), (Cell, Vec<i64>)> = BTreeMap::new();
        for one in touched {
            let Some(place) = one.place else { continue };
            let Some(cell) = Tiling::over([place.centre].into_iter(), self.cell_m).cell(place.centre) else { continue };
            let family = crate::method::family_of(one.kind);
            cells.entry((family, cell.key())).or_insert_with(|| (cell, Vec::new())).1.push(middle_of(one).0);
        }
        let mut changes = Changes::new();
        for ((family, _), (cell, mut middles)) in cells {
            middles.sort_unstable();
            changes.entry(family).or_default().push((cell, middles));
        }
        changes
    }

    fn is_counted_otherwise(&self, item: &Item<'_>, changes: &Changes) -> bool {
        let middle = item.span.middle();
        let is_near = |middles: &Vec<i64>| {
            let first = middles.partition_point(|other| *other < middle - self.half_season_ms - 1);
            middles.get(first).is_some_and(|other| *other <= middle + self.half_season_ms + 1)
        };
        changes.get(&item.family).into_iter().flatten().any(|(cell, middles)| item.cell.is_beside(*cell) && is_near(middles))
    }

    /// Marks the tiles and days within the gate of evidence.
    fn mark(&self, evidence: &Evidence, marks: &mut Marks) {
        if let Some(place) = evidence.place {
            let tiles = tiles_about(place.centre, self.gate_m);
            for day in days_of(evidence, self.gate_ms) {
                marks.extend(tiles.iter().map(|tile| (*tile, day)));
            }
        }
    }

    /// Whether everything that bears on pieces is at hand.
    fn check(&self, items: &[Item<'_>], pieces: &[Vec<u32>], at_hand: &AtHand<'_>) -> Result<(), Region> {
        let mut wanted = Region::default();
        let mut want = |tiles: &[i64], (from, to): (i64, i64)| {
            if !at_hand.region.covers(tiles, from, to) {
                wanted.add(tiles, from, to);
            }
        };
        let mut marks = Marks::new();
        for item in pieces.iter().flatten().filter_map(|number| items.get(*number as usize)) {
            want(&tiles_about(item.centre, self.reach_m), self.times(item.evidence));
            self.mark(item.evidence, &mut marks);
        }
        // What is long and within the gate is counted among what lies about its own middle.
        for item in items.iter().filter(|item| middle_of(item.evidence).1) {
            let tile = tile_of(item.centre);
            if days_of(item.evidence, 0).any(|day| marks.contains(&(tile, day))) {
                let middle = item.span.middle();
                want(&tiles_about(item.centre, BESIDE_M), (middle - self.half_season_ms, middle + self.half_season_ms));
            }
        }
        if wanted == Region::default() { Ok(()) } else { Err(wanted) }
    }
}

/// The days, counted from 1970, that the time of evidence touches, with a margin.
fn days_of(evidence: &Evidence, margin_ms: i64) -> std::ops::RangeInclusive<i64> {
    let (from, to) = (evidence.from.ms() - margin_ms, evidence.to.ms().max(evidence.from.ms()) + margin_ms);
    from.div_euclid(DAY_MS)..=to.div_euclid(DAY_MS)
}

/// The tiles within reach of a place; some beyond it as well.
fn tiles_about(centre: Position, reach_m: f64) -> Vec<i64> {
    // Three tiles to the north and south hold the reach; a degree has at least 110,574 m.
    let up_e7 = (reach_m / 110_574.0 * 1e7) as i32 + 20_000;
    let row_at = |lat_e7: i32| Position { lat_e7: lat_e7.clamp(-900_000_000, 900_000_000), lon_e7: centre.lon_e7 };
    let rows = [centre.lat_e7.saturating_sub(up_e7), centre.lat_e7, centre.lat_e7.saturating_add(up_e7)].map(row_at);
    let tiling = Tiling::over(rows.into_iter(), TILE_M);
    let mut stretches = Vec::new();
    tiling.within(&Bounds::at(centre), reach_m, &mut stretches);
    let tiles = stretches.iter().flat_map(|(row, west, east)| (*west..=*east).map(move |column| row << 32 | column));
    tiles.filter_map(|key| i64::try_from(key).ok()).collect()
}
