//! Many zones and many points: in which zones a point lies, exactly, by way of a grid.
//!
//! A cell knows the zones that cover it, and of each zone whose border passes it the winding number at its lower left
//! corner and the edges near it. A point is reached from that corner by a step north and a step east; each edge
//! crossed on the way changes the winding number. Corners lie half a unit (1e-7 degree) beside all positions, and the
//! way runs a hair above the latitudes it is named by, so that no corner of a zone is ever met: all of it is exact.

use crate::overlay::NoOverlay;
use crate::patch::Patch;
use crate::shape::Shape;
use model::area::{HALF_TURN_E7, TURN_E7, unrolled};
use model::{Geometry, Position};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Cells for each edge, about: more make lookups faster and the grid larger. Source: measured (docs/scores.md).
const CELLS_PER_EDGE: usize = 8;
/// Fewest cells, so that few long edges still leave most cells without a border.
const CELLS_MIN: usize = 1 << 14;
/// Most cells: 16 MiB of them.
const CELLS_MAX: usize = 1 << 22;
/// Most cells of a rectangle that are looked at.
const CELLS_NEAR_MAX: i64 = 1 << 10;
/// Words that describe an edge.
const EDGE_WORDS: i32 = 4;
/// Where the description of a cell ends: no zone has this number.
const END: i32 = -1;
/// Far outside of any cell, 1e-7 degree.
const FAR_E7: i64 = 1 << 30;

/// How a point lies with regard to a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Exactly on its border.
    Border,
    /// Inside.
    Inside,
}

/// Zones with their grid.
#[derive(Clone, Debug, Default)]
pub struct Fence {
    south_west: (i64, i64),
    /// A cell is `1 << shift` units of 1e-7 degree wide and high.
    shift: u32,
    columns: usize,
    rows: usize,
    /// For each cell, row by row from the south, where in `words` it is described; 0 = no zone is near.
    cells: Vec<u32>,
    /// For each kind of cell, side by side so that one look fetches all of it: how many zones cover it, which; then for
    /// each zone whose border passes it: zone, winding number at the corner, how many edges, and of each edge its ends
    /// (longitude, latitude, twice) from the corner.
    words: Vec<i32>,
}

/// A directed edge, the zone to its left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge {
    from: (i64, i64),
    to: (i64, i64),
}

impl Fence {
    /// Builds the grid over zones, which are then named by their place in the list. Inside is what an outer ring winds
    /// round more often than holes do, whatever the direction in which they are drawn.
    ///
    /// # Errors
    /// A zone that is no area, a ring round a pole.
    pub fn of(zones: &[&Geometry]) -> Result<Self, NoOverlay> {
        let mut edges = Vec::new();
        for (zone, geometry) in (0u32..).zip(zones) {
            let Geometry::Areas(areas) = geometry else { return Err(NoOverlay::NoArea) };
            for (n, ring) in areas.iter().flat_map(|rings| rings.iter().enumerate()) {
                add_ring(&mut edges, zone, unrolled(ring).ok_or(NoOverlay::Pole)?, n > 0);
            }
        }
        Ok(Self::over(&edges))
    }

    /// The same over shapes that are areas and do not reach the antimeridian; the areas lie to the left of their edges.
    pub(crate) fn of_shapes(shapes: &[&Shape]) -> Self {
        let edge = |edge: &crate::shape::Edge| Edge { from: edge.from, to: edge.to };
        let edges = (0u32..).zip(shapes).flat_map(|(zone, shape)| shape.edges().iter().map(move |one| (zone, edge(one))));
        Self::over(&edges.collect::<Vec<_>>())
    }

    /// Names at least the zones of which any point lies in a rectangle, some of them twice; `false` if the rectangle has
    /// more than [`CELLS_NEAR_MAX`] cells: then none is named, and each may be near.
    pub(crate) fn zones_near(&self, patch: Patch, mut visit: impl FnMut(u32)) -> bool {
        let cell = |at: i64, low: i64| (at - low) >> self.shift;
        let (low, wide) = (self.south_west, |n: i32| i64::from(n));
        let (columns, rows) = (self.columns as i64, self.rows as i64);
        let (west, east) = (cell(wide(patch.west), low.0).max(0), cell(wide(patch.east), low.0).min(columns - 1));
        let (south, north) = (cell(wide(patch.south), low.1).max(0), cell(wide(patch.north), low.1).min(rows - 1));
        if west > east || south > north {
            return true;
        }
        if (east - west + 1) * (north - south + 1) > CELLS_NEAR_MAX {
            return false;
        }
        let mut last = 0;
        for row in south..=north {
            for column in west..=east {
                let start = self.cells.get((row * columns + column) as usize).copied().unwrap_or(0);
                if start != 0 && start != last {
                    self.name_zones(start, &mut visit);
                }
                last = start;
            }
        }
        true
    }

    fn name_zones(&self, start: u32, visit: &mut impl FnMut(u32)) {
        let Some((covers, mut borders)) = self.words.get(start as usize..).and_then(counted) else { return };
        covers.iter().for_each(|zone| visit(*zone as u32));
        while let [zone, _, rest @ ..] = borders
            && *zone >= 0
            && let Some((_, further)) = counted(rest)
        {
            visit(*zone as u32);
            borders = further;
        }
    }

    /// Names the zones in which a position lies or on whose border it is, each once, in no order.
    pub fn zones_at(&self, at: Position, mut visit: impl FnMut(u32, Side)) {
        let (x, y) = (i64::from(at.lon_e7), i64::from(at.lat_e7));
        if x.abs() == HALF_TURN_E7 {
            return self.on_the_antimeridian(y, &mut visit);
        }
        self.look_up(x, y, &mut visit);
    }

    /// The eastern and the western name of one place.
    fn on_the_antimeridian(&self, y: i64, visit: &mut impl FnMut(u32, Side)) {
        let mut found: BTreeMap<u32, Side> = BTreeMap::new();
        for x in [-HALF_TURN_E7, HALF_TURN_E7] {
            self.look_up(x, y, &mut |zone, side| {
                let best = found.entry(zone).or_insert(side);
                *best = side.max(*best);
            });
        }
        found.into_iter().for_each(|(zone, side)| visit(zone, side));
    }

    #[inline]
    fn look_up(&self, x: i64, y: i64, visit: &mut impl FnMut(u32, Side)) {
        let (east, north) = (x - self.south_west.0, y - self.south_west.1);
        if east < 0 || north < 0 {
            return;
        }
        let (column, row) = ((east >> self.shift) as usize, (north >> self.shift) as usize);
        if column >= self.columns || row >= self.rows {
            return;
        }
        let start = self.cells.get(row * self.columns + column).copied().unwrap_or(0);
        if start == 0 {
            return;
        }
        let Some((covers, mut borders)) = self.words.get(start as usize..).and_then(counted) else { return };
        covers.iter().for_each(|zone| visit(*zone as u32, Side::Inside));
        let mask = (1 << self.shift) - 1;
        let at = (east & mask, north & mask);
        while let [zone, winding, rest @ ..] = borders
            && *zone >= 0
            && let Some((edges, further)) = counted(rest)
        {
            if let Some(side) = side(edges, *winding, at) {
                visit(*zone as u32, side);
            }
            borders = further;
        }
    }

    fn over(edges: &[(u32, Edge)]) -> Self {
        let all = || edges.iter().flat_map(|(_, edge)| [edge.from, edge.to]);
        let Some(first) = all().next() else { return Self::default() };
        let (low, high) = all().fold((first, first), |(low, high), (x, y)| ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y))));
        let wanted = (edges.len() * CELLS_PER_EDGE).clamp(CELLS_MIN, CELLS_MAX);
        let count = |span: i64, shift: u32| (span >> shift) as usize + 1;
        let size = |shift: &u32| count(high.0 - low.0, *shift).saturating_mul(count(high.1 - low.1, *shift));
        let shift = (0..62).find(|shift| size(shift) <= wanted).unwrap_or(62);
        let mut fence = Self {
            south_west: low,
            shift,
            columns: count(high.0 - low.0, shift),
            rows: count(high.1 - low.1, shift),
            words: vec![0],
            ..Self::default()
        };
        fence.fill(edges);
        fence
    }

    /// Goes through the cells row by row, keeping the winding numbers at each cell's corner.
    fn fill(&mut self, edges: &[(u32, Edge)]) {
        let mut passes: Vec<(u64, u32, u32)> = Vec::new();
        for (n, (zone, edge)) in (0u32..).zip(edges) {
            self.cells_of(edge, &mut |cell| passes.push((cell, *zone, n)));
        }
        passes.sort_unstable();
        let mut passes = passes.into_iter().peekable();
        self.cells = vec![0; self.columns * self.rows];
        for row in 0..self.rows {
            let mut windings: BTreeMap<u32, i32> = BTreeMap::new();
            let mut plain: Option<u32> = Some(0);
            for column in 0..self.columns {
                let cell = (row * self.columns + column) as u64;
                let mut here: Vec<(u32, Edge)> = Vec::new();
                while let Some((_, zone, n)) = passes.next_if(|pass| pass.0 == cell) {
                    here.extend(edges.get(n as usize).map(|(_, edge)| (zone, *edge)));
                }
                let corner = (self.south_west.0 + ((column as i64) << self.shift), self.south_west.1 + ((row as i64) << self.shift));
                let kind = match plain {
                    Some(kind) if here.is_empty() => kind,
                    _ => self.describe(&windings, &here, corner),
                };
                plain = if here.is_empty() { Some(kind) } else { None };
                if let Some(slot) = self.cells.get_mut(cell as usize) {
                    *slot = kind;
                }
                for (zone, edge) in here {
                    let [x1, y1, x2, y2] = edge.seen_from(corner).map(i64::from);
                    let step = Edge { from: (x1, y1), to: (x2, y2) }.passed_eastward(1 << self.shift);
                    if step != 0 {
                        *windings.entry(zone).or_insert(0) += step;
                    }
                }
                windings.retain(|_, winding| *winding != 0);
            }
        }
    }

    /// Writes down what one cell knows, its edges sorted by zone; gives the place.
    fn describe(&mut self, windings: &BTreeMap<u32, i32>, here: &[(u32, Edge)], corner: (i64, i64)) -> u32 {
        let is_bordered = |zone: &u32| here.binary_search_by_key(zone, |(zone, _)| *zone).is_ok();
        let covers = windings.iter().filter(|(zone, winding)| **winding > 0 && !is_bordered(zone)).map(|(zone, _)| *zone as i32);
        let start = self.words.len();
        self.words.push(0);
        self.words.extend(covers);
        let covers_n = self.words.len() - start - 1;
        if covers_n == 0 && here.is_empty() {
            self.words.truncate(start);
            return 0;
        }
        if let Some(count) = self.words.get_mut(start) {
            *count = covers_n as i32;
        }
        for run in here.chunk_by(|a, b| a.0 == b.0) {
            let zone = run.first().map_or(0, |(zone, _)| *zone);
            let winding = windings.get(&zone).copied().unwrap_or(0);
            self.words.extend([zone as i32, winding, run.len() as i32 * EDGE_WORDS]);
            self.words.extend(run.iter().flat_map(|(_, edge)| edge.seen_from(corner)));
        }
        self.words.push(END);
        start as u32
    }

    /// Visits at least the cells that an edge passes, each with half a unit round it.
    fn cells_of(&self, edge: &Edge, visit: &mut impl FnMut(u64)) {
        let (low, high) = if edge.from.1 <= edge.to.1 { (edge.from, edge.to) } else { (edge.to, edge.from) };
        let row_of = |y: i64| (y - self.south_west.1) >> self.shift;
        let column_of = |x: i64| ((x - self.south_west.0) >> self.shift).clamp(0, self.columns as i64 - 1);
        for row in row_of(low.1)..=row_of(high.1) {
            let bottom = (self.south_west.1 + (row << self.shift) - 1).max(low.1);
            let top = (self.south_west.1 + ((row + 1) << self.shift)).min(high.1);
            let (a, b) = (lon_at(low, high, bottom), lon_at(low, high, top));
            let (west, east) = if low.1 == high.1 { (low.0.min(high.0), low.0.max(high.0)) } else { (a.min(b), a.max(b)) };
            for column in column_of(west - 2)..=column_of(east + 2) {
                visit((row * self.columns as i64 + column) as u64);
            }
        }
    }
}

/// Longitude of an edge at a latitude between its ends, rounded down.
fn lon_at(low: (i64, i64), high: (i64, i64), y: i64) -> i64 {
    let height = i128::from(high.1 - low.1);
    if height == 0 {
        return low.0;
    }
    low.0 + (i128::from(high.0 - low.0) * i128::from(y - low.1)).div_euclid(height) as i64
}

/// Words after their number, and the rest.
#[inline]
fn counted(words: &[i32]) -> Option<(&[i32], &[i32])> {
    let (count, rest) = words.split_first()?;
    rest.split_at_checked(*count as usize)
}

fn add_ring(edges: &mut Vec<(u32, Edge)>, zone: u32, mut ring: Vec<(i64, i64)>, is_hole: bool) {
    let next = |ring: &[(i64, i64)]| ring.iter().skip(1).chain(ring.first()).copied().collect::<Vec<_>>();
    let wide = i128::from;
    let twice: i128 = ring.iter().zip(next(&ring)).map(|(a, b)| wide(a.0) * wide(b.1) - wide(b.0) * wide(a.1)).sum();
    if twice == 0 {
        return;
    }
    if (twice > 0) == is_hole {
        ring.reverse();
    }
    let (west, east) = ring.iter().fold((i64::MAX, i64::MIN), |(west, east), (lon, _)| (west.min(*lon), east.max(*lon)));
    for shift in [-TURN_E7, 0, TURN_E7] {
        if west + shift > HALF_TURN_E7 || east + shift < -HALF_TURN_E7 {
            continue;
        }
        let moved = ring.iter().zip(next(&ring)).filter(|(from, to)| *from != to);
        edges.extend(moved.map(|(from, to)| (zone, Edge { from: (from.0 + shift, from.1), to: (to.0 + shift, to.1) })));
    }
}

/// How a point lies with regard to the zone of these edges, all seen from the cell's corner; `None` = outside.
#[inline]
fn side(edges: &[i32], winding: i32, at: (i64, i64)) -> Option<Side> {
    let mut winding = winding;
    for edge in edges.chunks_exact(EDGE_WORDS as usize) {
        let [x1, y1, x2, y2] = *edge else { return None };
        let edge = Edge { from: (i64::from(x1), i64::from(y1)), to: (i64::from(x2), i64::from(y2)) };
        if edge.holds(at) {
            return Some(Side::Border);
        }
        winding += edge.passed_northward(at.1) + edge.passed_on_the_row(at);
    }
    (winding > 0).then_some(Side::Inside)
}

impl Edge {
    /// Its ends from a cell's corner. They fit: an edge is no longer than half a turn, and passes the cell; one along a
    /// parallel may be longer and is cut far outside of the cell, which moves nothing inside.
    fn seen_from(&self, corner: (i64, i64)) -> [i32; 4] {
        let near = |lon: i64| if self.from.1 == self.to.1 { lon.clamp(-FAR_E7, FAR_E7) } else { lon };
        let (x1, x2) = (near(self.from.0 - corner.0), near(self.to.0 - corner.0));
        [x1 as i32, (self.from.1 - corner.1) as i32, x2 as i32, (self.to.1 - corner.1) as i32]
    }

    /// On which side of the edge a point given in half units lies: greater = left. Both products stay below 2^63.
    #[inline]
    fn left_of(&self, x2: i64, y2: i64) -> Ordering {
        let (dx, dy) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        (dx * (y2 - 2 * self.from.1)).cmp(&(dy * (x2 - 2 * self.from.0)))
    }

    #[inline]
    fn holds(&self, (x, y): (i64, i64)) -> bool {
        let within = |a: i64, b: i64, c: i64| a.min(b) <= c && c <= a.max(b);
        within(self.from.0, self.to.0, x) && within(self.from.1, self.to.1, y) && self.left_of(2 * x, 2 * y).is_eq()
    }

    /// Change of the winding number on the way north from just above the corner to just above a latitude.
    #[inline]
    fn passed_northward(&self, y: i64) -> i32 {
        let is_east = self.to.0 >= 0;
        if (self.from.0 >= 0) == is_east {
            return 0;
        }
        // An edge at or below a point has it to its left if it runs east, to its right if it runs west.
        let is_below = |y2: i64| if is_east { self.left_of(-1, y2).is_ge() } else { self.left_of(-1, y2).is_le() };
        if !is_below(2 * y) || is_below(-1) {
            return 0;
        }
        if is_east { 1 } else { -1 }
    }

    /// Change of the winding number on the way east, just above a point's latitude, from the cell's edge to the point.
    #[inline]
    fn passed_on_the_row(&self, (x, y): (i64, i64)) -> i32 {
        let is_up = self.to.1 > y;
        if (self.from.1 > y) == is_up || !self.is_east_of(-1, 2 * y, is_up) || self.is_east_of(2 * x, 2 * y, is_up) {
            return 0;
        }
        if is_up { -1 } else { 1 }
    }

    /// Change of the winding number on the way east from just above the corner to the eastern edge of the cell.
    fn passed_eastward(&self, width: i64) -> i32 {
        let is_up = self.to.1 >= 0;
        if (self.from.1 >= 0) == is_up || !self.is_east_of(-1, -1, is_up) || self.is_east_of(2 * width - 1, -1, is_up) {
            return 0;
        }
        if is_up { -1 } else { 1 }
    }

    /// Whether it passes a hair above a latitude east of a longitude, both in half units.
    #[inline]
    fn is_east_of(&self, x2: i64, y2: i64, is_up: bool) -> bool {
        match self.left_of(x2, y2) {
            Ordering::Equal => self.to.0 != self.from.0 && (self.to.0 > self.from.0) == is_up,
            side => side.is_gt() == is_up,
        }
    }
}

#[cfg(test)]
mod tests;
