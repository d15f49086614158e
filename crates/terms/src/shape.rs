//! A layer's geometry made ready for many questions: inside or not, how far, which edges are near.
//!
//! Edges stay in the order of their ring, where neighbours are near each other; runs of eight get
//! a bounding box, runs of eight boxes another, and so on. That is built in one pass.

use model::geodesy::{self, Plane};
use model::place::Ring;
use model::{Geometry, Position};

/// Edges or boxes under one box.
const FAN: usize = 8;

/// A geometry with its index.
#[derive(Clone, Debug)]
pub struct Shape {
    is_area: bool,
    edges: Vec<Edge>,
    /// Boxes over edges first, then boxes over boxes; the last level has at most [`FAN`].
    levels: Vec<Vec<Bounds>>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) from: Position,
    pub(crate) to: Position,
}

#[derive(Clone, Copy, Debug)]
struct Bounds {
    lat: (i32, i32),
    lon: (i32, i32),
}

impl Bounds {
    const NONE: Self = Self { lat: (i32::MAX, i32::MIN), lon: (i32::MAX, i32::MIN) };

    fn with(self, other: Self) -> Self {
        let join = |a: (i32, i32), b: (i32, i32)| (a.0.min(b.0), a.1.max(b.1));
        Self { lat: join(self.lat, other.lat), lon: join(self.lon, other.lon) }
    }

    fn of(edge: &Edge) -> Self {
        let pair = |a: i32, b: i32| (a.min(b), a.max(b));
        Self { lat: pair(edge.from.lat_e7, edge.to.lat_e7), lon: pair(edge.from.lon_e7, edge.to.lon_e7) }
    }
}

impl Shape {
    /// Indexes a geometry. Points give a shape without edges, which is never near anything.
    pub fn of(geometry: &Geometry) -> Self {
        let mut edges = Vec::with_capacity(geometry.positions());
        match geometry {
            Geometry::Areas(areas) => {
                areas.iter().flat_map(|rings| rings.iter().enumerate()).for_each(|(n, ring)| add_ring(&mut edges, ring, n > 0))
            }
            Geometry::Paths(paths) => {
                for path in paths {
                    edges.extend(path.iter().zip(path.iter().skip(1)).map(|(from, to)| Edge { from: *from, to: *to }));
                }
            }
            Geometry::Points(_) => {}
        }
        let levels = levels_over(&edges);
        Self { is_area: matches!(geometry, Geometry::Areas(_)), edges, levels }
    }

    /// Whether it can hold something: an area with a border.
    pub fn is_area(&self) -> bool {
        self.is_area && !self.edges.is_empty()
    }

    /// Geodesic distance to the nearest point of its lines or border, metres, and that point.
    ///
    /// `None` without edges. The point is found on a plane true to about 1e-4 within 100 km.
    pub fn distance_m(&self, at: Position) -> Option<(f64, Position)> {
        let mut nearest = Nearest { distance_m: f64::INFINITY, point: at };
        let here = Here::at(at);
        self.search(self.levels.len(), 0, &here, &mut nearest);
        nearest.distance_m.is_finite().then(|| (geodesy::distance_m(at, nearest.point), nearest.point))
    }

    /// Whether it holds a position, by exact integer arithmetic; of areas that share a border one holds its points.
    pub fn is_inside(&self, at: Position) -> bool {
        self.times_inside(at) > 0
    }

    /// How many areas hold a position, by exact integer arithmetic; edges are half-open, so that
    /// a point on a border shared by two areas lies in exactly one.
    pub(crate) fn times_inside(&self, at: Position) -> i32 {
        let mut times = 0;
        let keep = |bounds: &Bounds| bounds.lat.0 <= at.lat_e7 && at.lat_e7 < bounds.lat.1 && bounds.lon.1 >= at.lon_e7;
        self.walk(self.levels.len(), 0, &keep, &mut |edge| times += crossing(at, edge));
        times
    }

    /// Visits the edges whose boxes come within a distance (metres) of a position.
    pub(crate) fn near(&self, here: &Here, distance_m: f64, visit: &mut impl FnMut(&Edge)) {
        self.walk(self.levels.len(), 0, &|bounds: &Bounds| here.distance_least_m(bounds) <= distance_m, visit);
    }

    /// Walks the children of one box; level 0 holds the boxes over edges.
    fn walk(&self, level: usize, index: usize, keep: &impl Fn(&Bounds) -> bool, visit: &mut impl FnMut(&Edge)) {
        let range = index * FAN..(index + 1) * FAN;
        let Some(below) = level.checked_sub(1) else {
            return part(&self.edges, range).iter().filter(|edge| keep(&Bounds::of(edge))).for_each(visit);
        };
        let boxes = self.levels.get(below).map_or(&[][..], |boxes| part(boxes, range.clone()));
        for (child, _) in (range.start..).zip(boxes).filter(|(_, bounds)| keep(bounds)) {
            self.walk(below, child, keep, visit);
        }
    }

    fn search(&self, level: usize, index: usize, here: &Here, nearest: &mut Nearest) {
        let range = index * FAN..(index + 1) * FAN;
        let Some(below) = level.checked_sub(1) else {
            return part(&self.edges, range).iter().for_each(|edge| here.look_at(edge, nearest));
        };
        let boxes = self.levels.get(below).map_or(&[][..], |boxes| part(boxes, range.clone()));
        let mut order = [(f64::INFINITY, 0usize); FAN];
        for ((slot, bounds), child) in order.iter_mut().zip(boxes).zip(range.start..) {
            *slot = (here.distance_least_m(bounds), child);
        }
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (least, child) in order.into_iter().take(boxes.len()) {
            if least < nearest.distance_m {
                self.search(below, child, here, nearest);
            }
        }
    }
}

fn part<T>(all: &[T], range: std::ops::Range<usize>) -> &[T] {
    let end = range.end.min(all.len());
    all.get(range.start..end).unwrap_or(&[])
}

/// Adds a ring so that the area lies to its left: outer rings anticlockwise, holes clockwise.
fn add_ring(edges: &mut Vec<Edge>, ring: &Ring, is_hole: bool) {
    let pairs = || ring.iter().zip(ring.iter().skip(1).chain(ring.first())).filter(|(from, to)| from != to);
    let wide = i128::from;
    let area: i128 = pairs().map(|(a, b)| wide(a.lon_e7) * wide(b.lat_e7) - wide(b.lon_e7) * wide(a.lat_e7)).sum();
    if area == 0 {
        return;
    }
    let is_forward = (area > 0) != is_hole;
    let start = edges.len();
    edges.extend(pairs().map(|(from, to)| if is_forward { Edge { from: *from, to: *to } } else { Edge { from: *to, to: *from } }));
    if !is_forward && let Some(added) = edges.get_mut(start..) {
        added.reverse();
    }
}

fn levels_over(edges: &[Edge]) -> Vec<Vec<Bounds>> {
    let join = |boxes: &[Bounds]| boxes.iter().copied().fold(Bounds::NONE, Bounds::with);
    let mut levels: Vec<Vec<Bounds>> = Vec::new();
    let mut boxes: Vec<Bounds> = edges.chunks(FAN).map(|run| run.iter().map(Bounds::of).fold(Bounds::NONE, Bounds::with)).collect();
    while boxes.len() > FAN {
        let above = boxes.chunks(FAN).map(join).collect();
        levels.push(std::mem::replace(&mut boxes, above));
    }
    levels.push(boxes);
    levels
}

/// +1 if an edge crosses the ray to the east upwards, -1 downwards, else 0.
fn crossing(at: Position, edge: &Edge) -> i32 {
    let (from, to) = (edge.from, edge.to);
    if (from.lat_e7 > at.lat_e7) == (to.lat_e7 > at.lat_e7) {
        return 0;
    }
    let is_up = to.lat_e7 > from.lat_e7;
    let side = side_of(at, edge);
    match side.signum() {
        1 if is_up => 1,
        -1 if !is_up => -1,
        _ => 0,
    }
}

/// Positive if a position lies to the left of an edge, 0 on its line: exact.
pub(crate) fn side_of(at: Position, edge: &Edge) -> i128 {
    let (x, y) = (i128::from(at.lon_e7), i128::from(at.lat_e7));
    let (x1, y1) = (i128::from(edge.from.lon_e7), i128::from(edge.from.lat_e7));
    let (x2, y2) = (i128::from(edge.to.lon_e7), i128::from(edge.to.lat_e7));
    (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
}

/// Metres in a degree of longitude and of latitude.
fn degree_m(at: Position) -> (f64, f64) {
    Plane::at(at).xy(Position { lat_e7: at.lat_e7 + 10_000_000, lon_e7: at.lon_e7 + 10_000_000 })
}

struct Nearest {
    distance_m: f64,
    point: Position,
}

/// A position as the origin of a plane whose metres per degree of longitude change with latitude,
/// so that distances stay true for a hundred kilometres and more.
pub(crate) struct Here {
    at: Position,
    /// Metres per degree of latitude.
    pub(crate) north_m: f64,
    /// Metres per degree of longitude here.
    pub(crate) east_m: f64,
    /// Change of that, taken half-way, for each degree of latitude.
    slope_m: f64,
}

impl Here {
    pub(crate) fn at(at: Position) -> Self {
        const STEP_E7: i32 = 1_000_000;
        let beside = |lat_e7: i32| degree_m(Position { lat_e7: lat_e7.clamp(-900_000_000, 900_000_000), lon_e7: at.lon_e7 }).0;
        let slope_m = (beside(at.lat_e7 + STEP_E7) - beside(at.lat_e7 - STEP_E7)) / 0.2 / 2.0;
        Self { slope_m, ..Self::flat(at) }
    }

    /// The same plane with the metres of this latitude everywhere: straight lines stay straight.
    pub(crate) fn flat(at: Position) -> Self {
        let (east_m, north_m) = degree_m(at);
        Self { at, north_m, east_m, slope_m: 0.0 }
    }

    /// Degrees east and north, the short way round.
    fn degrees(&self, to: Position) -> (f64, f64) {
        let mut east = to.lon_e7 as i64 - self.at.lon_e7 as i64;
        if east > 1_800_000_000 {
            east -= 3_600_000_000;
        } else if east < -1_800_000_000 {
            east += 3_600_000_000;
        }
        (east as f64 / 1e7, (i64::from(to.lat_e7) - i64::from(self.at.lat_e7)) as f64 / 1e7)
    }

    fn east_m_at(&self, north_deg: f64) -> f64 {
        (self.east_m + self.slope_m * north_deg).max(0.0)
    }

    /// Metres east and north.
    pub(crate) fn xy(&self, to: Position) -> (f64, f64) {
        let (east, north) = self.degrees(to);
        (east * self.east_m_at(north), north * self.north_m)
    }

    /// The position some metres east and north.
    pub(crate) fn moved(&self, east_m: f64, north_m: f64) -> Position {
        let north = north_m / self.north_m;
        let scale = self.east_m_at(north).max(1.0);
        let lat = (self.at.lat() + north).clamp(-90.0, 90.0);
        let lon = self.at.lon() + east_m / scale;
        let lon = if lon > 180.0 {
            lon - 360.0
        } else if lon < -180.0 {
            lon + 360.0
        } else {
            lon
        };
        Position::from_degrees(lat, lon).unwrap_or(self.at)
    }

    /// A bound below the distance of everything in a box.
    fn distance_least_m(&self, bounds: &Bounds) -> f64 {
        let gap = |at: i64, lo: i64, hi: i64| (lo - at).max(at - hi).max(0);
        let (lat, lon) = (i64::from(self.at.lat_e7), i64::from(self.at.lon_e7));
        let (south, north) = (i64::from(bounds.lat.0), i64::from(bounds.lat.1));
        let (west, east) = (i64::from(bounds.lon.0), i64::from(bounds.lon.1));
        const ROUND_E7: i64 = 3_600_000_000;
        let east_gap = gap(lon, west, east).min(gap(lon + ROUND_E7, west, east)).min(gap(lon - ROUND_E7, west, east)) as f64 / 1e7;
        let north_gap = gap(lat, south, north) as f64 / 1e7;
        let scale = self.east_m_at((south - lat) as f64 / 1e7).min(self.east_m_at((north - lat) as f64 / 1e7));
        let (x, y) = (east_gap * scale, north_gap * self.north_m);
        libm::sqrt(x * x + y * y)
    }

    fn look_at(&self, edge: &Edge, nearest: &mut Nearest) {
        let ((x1, y1), (x2, y2)) = (self.xy(edge.from), self.xy(edge.to));
        let (dx, dy) = (x2 - x1, y2 - y1);
        let length2 = dx * dx + dy * dy;
        let along = if length2 == 0.0 { 0.0 } else { (-(x1 * dx + y1 * dy) / length2).clamp(0.0, 1.0) };
        let (x, y) = (x1 + along * dx, y1 + along * dy);
        let distance_m = libm::sqrt(x * x + y * y);
        if distance_m < nearest.distance_m {
            *nearest = Nearest { distance_m, point: self.moved(x, y) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    fn star(seed: &[u32]) -> Ring {
        let n = seed.len() as f64;
        let corner = |(i, r): (usize, &u32)| {
            let (sin, cos) = libm::sincos(i as f64 / n * std::f64::consts::TAU);
            let far = 0.1 + f64::from(*r) / 1e4;
            at(48.0 + far * sin, 37.0 + far * cos)
        };
        seed.iter().enumerate().map(corner).collect()
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_looking_at_every_edge(seed in prop::collection::vec(0u32..4000, 3..200), lat in 47.0..49.0, lon in 36.0..38.0) {
            let (ring, point) = (star(&seed), at(lat, lon));
            let shape = Shape::of(&Geometry::Areas(vec![vec![ring.clone()]]));
            prop_assert_eq!(shape.times_inside(point) > 0, geodesy::is_inside_ring(point, &ring));
            let (found, _) = shape.distance_m(point).unwrap();
            let here = Here::at(point);
            let mut nearest = Nearest { distance_m: f64::INFINITY, point };
            shape.edges.iter().for_each(|edge| here.look_at(edge, &mut nearest));
            prop_assert_eq!(found, geodesy::distance_m(point, nearest.point));
            prop_assert!((found - nearest.distance_m).abs() <= 1.0 + found * 2e-4, "{} {}", found, nearest.distance_m);
        }
    }

    #[test]
    fn a_point_due_east_of_a_meridian_is_as_far_as_the_geodesic_says() {
        let meridian = Shape::of(&Geometry::Paths(vec![vec![at(46.0, 37.0), at(50.0, 37.0)]]));
        for km in [1.0, 33.0, 34.5, 70.0, 120.0] {
            let point = geodesy::direct(at(48.0, 37.0), 90.0, km * 1000.0);
            let (found, _) = meridian.distance_m(point).unwrap();
            assert!((found - km * 1000.0).abs() < 0.05 + km / 100.0, "{km} km: {found}");
        }
    }

    #[test]
    fn holes_are_outside_and_points_are_near_nothing() {
        let outer = vec![at(0.0, 0.0), at(0.0, 3.0), at(3.0, 3.0), at(3.0, 0.0)];
        let hole = vec![at(1.0, 1.0), at(1.0, 2.0), at(2.0, 2.0), at(2.0, 1.0)];
        let shape = Shape::of(&Geometry::Areas(vec![vec![outer, hole]]));
        assert_eq!([shape.times_inside(at(0.5, 0.5)), shape.times_inside(at(1.5, 1.5)), shape.times_inside(at(4.0, 1.0))], [1, 0, 0]);
        let points = Shape::of(&Geometry::Points(vec![at(0.0, 0.0)]));
        assert!(!points.is_area() && points.distance_m(at(0.0, 0.0)).is_none());
    }
}
