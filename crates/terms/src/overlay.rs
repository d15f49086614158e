//! Layers laid over each other: how much area lies in which of them, on the ellipsoid.
//!
//! A sweep from south to north. Between two neighbouring latitudes of corners or crossings every edge is a straight
//! line and no two cross, so that the space between neighbours is a strip with one answer. An edge that is put on the
//! wrong side of another by rounding is within 1e-13 degree of it: what that moves is below a square centimetre.

use model::Geometry;
use model::area::{HALF_TURN_E7, TURN_E7, square_degree_m2, unrolled};

/// Most layers that are laid over each other.
pub const LAYERS_MAX: usize = 32;
/// Two edges nearer than this are not told apart, in units of 1e-7 degree.
const NEAR_E7: f64 = 1e-6;
/// Greatest height of a strip that is integrated in one piece, 1e-7 degree: two degrees, error below 1e-12.
const STRIP_E7_MAX: f64 = 2e7;
/// Gauss-Legendre, three nodes on 0..1.
const NODES: [(f64, f64); 3] = [
    (0.112_701_665_379_258_3, 0.277_777_777_777_777_8),
    (0.5, 0.444_444_444_444_444_4),
    (0.887_298_334_620_741_7, 0.277_777_777_777_777_8),
];

/// In which layers something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within(u64);

impl Within {
    /// Whether it lies in a layer, by its place in the list.
    pub fn has(self, layer: usize) -> bool {
        layer < LAYERS_MAX && self.0 >> layer & 1 == 1
    }

    /// In how many layers it lies.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// Why layers cannot be laid over each other.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoOverlay {
    /// A ring round a pole.
    #[error("a ring goes round a pole: cut it at the antimeridian")]
    Pole,
    /// Lines or points.
    #[error("only polygons have an area: this layer is drawn as lines or points")]
    NoArea,
    /// Too many layers at once.
    #[error("{0} layers are too many to be laid over each other: at most {LAYERS_MAX} are")]
    Layers(usize),
}

/// Some layers, ready to be measured.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// By their southern end.
    edges: Vec<Edge>,
    /// Latitudes of corners, ascending, each once.
    levels: Vec<i64>,
    /// Whether only what lies between the antimeridians counts: some ring was copied a turn away.
    is_cut: bool,
}

/// An edge from its southern to its northern end; what changes from west to east of it.
#[derive(Clone, Copy, Debug)]
struct Edge {
    south: (i64, i64),
    north: (i64, i64),
    layer: usize,
    turn: i32,
}

impl Edge {
    fn lon_at(&self, lat: f64) -> f64 {
        let (x1, y1) = (self.south.0 as f64, self.south.1 as f64);
        let (dx, dy) = ((self.north.0 - self.south.0) as f64, (self.north.1 - self.south.1) as f64);
        x1 + (lat - y1) * (dx / dy)
    }
}

impl Overlay {
    /// Lays layers of polygons over each other. Inside is what an outer ring winds round more often than holes do,
    /// whatever the direction in which they are drawn.
    ///
    /// # Errors
    /// Layers without areas, too many of them, a ring round a pole.
    pub fn of(layers: &[&Geometry]) -> Result<Self, NoOverlay> {
        if layers.len() > LAYERS_MAX {
            return Err(NoOverlay::Layers(layers.len()));
        }
        let mut overlay = Self { edges: Vec::new(), levels: Vec::new(), is_cut: false };
        for (layer, geometry) in layers.iter().enumerate() {
            let Geometry::Areas(areas) = geometry else { return Err(NoOverlay::NoArea) };
            for (n, ring) in areas.iter().flat_map(|rings| rings.iter().enumerate()) {
                overlay.add_ring(unrolled(ring).ok_or(NoOverlay::Pole)?, layer, n > 0);
            }
        }
        if overlay.is_cut {
            let pole = 900_000_000;
            overlay.add_ring(
                vec![(-HALF_TURN_E7, -pole), (HALF_TURN_E7, -pole), (HALF_TURN_E7, pole), (-HALF_TURN_E7, pole)],
                LAYERS_MAX,
                false,
            );
        }
        overlay.edges.sort_unstable_by_key(|edge| (edge.south.1, edge.south.0, edge.north, edge.layer, edge.turn));
        overlay.levels = overlay.edges.iter().flat_map(|edge| [edge.south.1, edge.north.1]).collect();
        overlay.levels.sort_unstable();
        overlay.levels.dedup();
        Ok(overlay)
    }

    fn add_ring(&mut self, ring: Vec<(i64, i64)>, layer: usize, is_hole: bool) {
        let next = || ring.iter().skip(1).chain(ring.first());
        let twice: i128 = ring.iter().zip(next()).map(|(a, b)| i128::from(a.0) * i128::from(b.1) - i128::from(b.0) * i128::from(a.1)).sum();
        let along = if (twice > 0) == is_hole { -1 } else { 1 };
        let (west, east) = ring.iter().fold((i64::MAX, i64::MIN), |(west, east), (lon, _)| (west.min(*lon), east.max(*lon)));
        for shift in [-TURN_E7, 0, TURN_E7] {
            if west + shift >= HALF_TURN_E7 || east + shift <= -HALF_TURN_E7 {
                self.is_cut |= shift == 0 && twice != 0;
                continue;
            }
            self.is_cut |= shift != 0;
            for (a, b) in ring.iter().zip(next()).filter(|(a, b)| a.1 != b.1) {
                let (a, b) = ((a.0 + shift, a.1), (b.0 + shift, b.1));
                let (south, north, turn) = if a.1 < b.1 { (a, b, -along) } else { (b, a, along) };
                self.edges.push(Edge { south, north, layer, turn });
            }
        }
    }

    /// Sums areas, square kilometres, each multiplied by the weights that its layers give it. Outside of all layers
    /// the weights do not matter.
    pub fn measure_km2<const N: usize>(&self, weigh: impl Fn(Within) -> [f64; N]) -> [f64; N] {
        let mut sum = Sum { km2: [0.0; N], lost: [0.0; N] };
        let mut sweep = Sweep { is_cut: self.is_cut, ..Sweep::default() };
        let mut coming = self.edges.iter().peekable();
        for (from, to) in self.levels.iter().zip(self.levels.iter().skip(1)) {
            sweep.lines.retain(|line| line.edge.north.1 > *from);
            while let Some(edge) = coming.next_if(|edge| edge.south.1 <= *from) {
                sweep.lines.push(Line { edge: *edge, bottom: 0.0, top: 0.0 });
            }
            sweep.pass(*from as f64, *to as f64, &weigh, &mut sum);
        }
        sum.total()
    }
}

/// Sums with what rounding took from them (Neumaier).
struct Sum<const N: usize> {
    km2: [f64; N],
    lost: [f64; N],
}

impl<const N: usize> Sum<N> {
    fn add(&mut self, values: [f64; N]) {
        for ((sum, lost), value) in self.km2.iter_mut().zip(&mut self.lost).zip(values) {
            let next = *sum + value;
            *lost += if sum.abs() >= value.abs() { (*sum - next) + value } else { (value - next) + *sum };
            *sum = next;
        }
    }

    fn total(self) -> [f64; N] {
        let mut total = self.km2;
        total.iter_mut().zip(self.lost).for_each(|(sum, lost)| *sum += lost);
        total
    }
}

/// An edge where it passes the bottom and the top of a strip.
#[derive(Clone, Copy, Debug)]
struct Line {
    edge: Edge,
    bottom: f64,
    top: f64,
}

#[derive(Default)]
struct Sweep {
    /// From west to east in the strip looked at last.
    lines: Vec<Line>,
    open: Vec<(f64, f64)>,
    winding: Vec<i32>,
    is_cut: bool,
}

impl Sweep {
    /// Passes from one latitude to another, cutting where edges cross.
    fn pass<const N: usize>(&mut self, from: f64, to: f64, weigh: &impl Fn(Within) -> [f64; N], sum: &mut Sum<N>) {
        self.open.push((from, to));
        while let Some((bottom, top)) = self.open.pop() {
            for line in &mut self.lines {
                (line.bottom, line.top) = (line.edge.lon_at(bottom), line.edge.lon_at(top));
            }
            self.lines.sort_by(|a, b| (a.bottom + a.top).total_cmp(&(b.bottom + b.top)));
            match self.cut_at(bottom, top) {
                Some(cut) => self.open.extend([(cut, top), (bottom, cut)]),
                None => self.add_strip(bottom, top, weigh, sum),
            }
        }
    }

    /// Where a strip has to be cut: half-way if it is too high, else where two lines cross that are neighbours in its
    /// middle. If no neighbours cross, no lines do.
    fn cut_at(&self, bottom: f64, top: f64) -> Option<f64> {
        if top - bottom > STRIP_E7_MAX {
            return Some((bottom + top) / 2.0);
        }
        let mut pairs = self.lines.iter().zip(self.lines.iter().skip(1));
        pairs.find_map(|(west, east)| {
            let (at_bottom, at_top) = (east.bottom - west.bottom, east.top - west.top);
            let cut = bottom + (top - bottom) * (at_bottom / (at_bottom - at_top));
            let is_crossing = at_bottom.min(at_top) < -NEAR_E7 && at_bottom.max(at_top) > 0.0;
            (is_crossing && cut > bottom && cut < top).then_some(cut)
        })
    }

    fn add_strip<const N: usize>(&mut self, bottom: f64, top: f64, weigh: &impl Fn(Within) -> [f64; N], sum: &mut Sum<N>) {
        let height = top - bottom;
        let scale = NODES.map(|(place, weight)| (place, weight * square_degree_m2((bottom + place * height) / 1e7) * height / 1e14 / 1e6));
        self.winding.clear();
        self.winding.resize(LAYERS_MAX + 1, 0);
        let mut within = 0u64;
        for (west, east) in self.lines.iter().zip(self.lines.iter().skip(1)) {
            if let Some(winding) = self.winding.get_mut(west.edge.layer) {
                *winding += west.edge.turn;
                within = within & !(1 << west.edge.layer) | u64::from(*winding > 0) << west.edge.layer;
            }
            let layers = within & ((1 << LAYERS_MAX) - 1);
            if layers == 0 || self.is_cut && within >> LAYERS_MAX == 0 {
                continue;
            }
            let (at_bottom, at_top) = (east.bottom - west.bottom, east.top - west.top);
            let km2: f64 = scale.iter().map(|(place, scale)| scale * (at_bottom + (at_top - at_bottom) * place)).sum();
            sum.add(weigh(Within(layers)).map(|weight| weight * km2));
        }
    }
}

#[cfg(test)]
mod tests;
