//! A layer's geometry made ready for many questions: inside or not, how far, which edges are near.
//!
//! Edges stay in the order of their ring, where neighbours are near each other; runs of eight get
//! a bounding box, runs of eight boxes another, and so on. That is built in one pass. A ring or path that
//! crosses the antimeridian is unrolled: its longitudes go on beyond half a turn.

mod foot;

use model::area::{HALF_TURN_E7, TURN_E7, unrolled};
use model::geodesy::Plane;
use model::place::Ring;
use model::{Geometry, Position};

/// Edges or boxes under one box.
const FAN: usize = 8;

/// A geometry with its index.
#[derive(Clone, Debug)]
pub struct Shape {
    is_area: bool,
    /// Whether some longitude reaches the antimeridian, so that a place may have another name a turn away.
    is_wide: bool,
    edges: Vec<Edge>,
    points: Vec<Position>,
    /// Boxes over edges first, then boxes over boxes; the last level has at most [`FAN`].
    levels: Vec<Vec<Bounds>>,
}

/// An edge; its ends as longitude and latitude in 1e-7 degree, the longitude unrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) from: (i64, i64),
    pub(crate) to: (i64, i64),
}

impl Edge {
    /// The same edge moved by whole turns to where it is nearest to a longitude.
    pub(crate) fn beside(self, at: Position) -> Self {
        let twice = self.from.0 + self.to.0 - 2 * i64::from(at.lon_e7);
        if twice.abs() <= TURN_E7 {
            return self;
        }
        let turns = (twice + TURN_E7).div_euclid(2 * TURN_E7) * TURN_E7;
        Self { from: (self.from.0 - turns, self.from.1), to: (self.to.0 - turns, self.to.1) }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bounds {
    lat: (i64, i64),
    lon: (i64, i64),
}

impl Bounds {
    const NONE: Self = Self { lat: (i64::MAX, i64::MIN), lon: (i64::MAX, i64::MIN) };

    fn with(self, other: Self) -> Self {
        let join = |a: (i64, i64), b: (i64, i64)| (a.0.min(b.0), a.1.max(b.1));
        Self { lat: join(self.lat, other.lat), lon: join(self.lon, other.lon) }
    }

    fn of(edge: &Edge) -> Self {
        let pair = |a: i64, b: i64| (a.min(b), a.max(b));
        Self { lat: pair(edge.from.1, edge.to.1), lon: pair(edge.from.0, edge.to.0) }
    }

    fn holds(&self, (x, y): (i64, i64)) -> bool {
        self.lat.0 <= y && y <= self.lat.1 && self.lon.0 <= x && x <= self.lon.1
    }
}

impl Shape {
    /// Indexes a geometry. Points give a shape without edges. A ring round a pole has no inside: then the
    /// whole shape is no area.
    pub fn of(geometry: &Geometry) -> Self {
        let mut edges = Vec::with_capacity(geometry.positions());
        let (mut is_area, mut points) = (false, Vec::new());
        match geometry {
            Geometry::Areas(areas) => {
                is_area = areas.iter().flat_map(|rings| rings.iter().enumerate()).all(|(n, ring)| add_ring(&mut edges, ring, n > 0));
            }
            Geometry::Paths(paths) => paths.iter().for_each(|path| add_path(&mut edges, path)),
            Geometry::Points(all) => points.clone_from(all),
        }
        let levels = levels_over(&edges);
        let all = levels.last().map_or(&[][..], Vec::as_slice).iter().copied().fold(Bounds::NONE, Bounds::with);
        let is_wide = all.lon.0 <= -HALF_TURN_E7 || all.lon.1 >= HALF_TURN_E7;
        Self { is_area, is_wide, edges, points, levels }
    }

    /// Its edges; of an area they have it to their left.
    pub(crate) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Whether it can hold something: an area with a border.
    pub fn is_area(&self) -> bool {
        self.is_area && !self.edges.is_empty()
    }

    /// Its points, if it is drawn as points.
    pub(crate) fn points(&self) -> &[Position] {
        &self.points
    }

    /// Whether it holds a position, by exact integer arithmetic; of areas that share a border one holds its points.
    pub fn is_inside(&self, at: Position) -> bool {
        self.times_inside(at) > 0
    }

    /// How many areas hold a position, by exact integer arithmetic; edges are half-open, so that
    /// a point on a border shared by two areas lies in exactly one.
    pub(crate) fn times_inside(&self, at: Position) -> i32 {
        let mut times = 0;
        self.by_every_name(at, &mut |(x, y)| {
            let keep = |bounds: &Bounds| bounds.lat.0 <= y && y < bounds.lat.1 && bounds.lon.1 >= x;
            self.walk(self.levels.len(), 0, &keep, &mut |edge| times += crossing((x, y), edge));
        });
        times
    }

    /// Whether a position lies exactly on an edge.
    pub(crate) fn is_on_border(&self, at: Position) -> bool {
        let mut is_on = false;
        self.by_every_name(at, &mut |place| {
            self.walk(self.levels.len(), 0, &|bounds: &Bounds| bounds.holds(place), &mut |edge| is_on |= side_of(place, edge) == 0);
        });
        is_on
    }

    /// A place that the shape may know under longitudes a turn apart.
    fn by_every_name(&self, at: Position, visit: &mut impl FnMut((i64, i64))) {
        let (x, y) = (i64::from(at.lon_e7), i64::from(at.lat_e7));
        visit((x, y));
        if self.is_wide {
            visit((x - TURN_E7, y));
            visit((x + TURN_E7, y));
            visit((x + 2 * TURN_E7, y));
        }
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
}

fn part<T>(all: &[T], range: std::ops::Range<usize>) -> &[T] {
    let end = range.end.min(all.len());
    all.get(range.start..end).unwrap_or(&[])
}

/// Adds a ring so that the area lies to its left: outer rings anticlockwise, holes clockwise. False if it goes round a pole.
fn add_ring(edges: &mut Vec<Edge>, ring: &Ring, is_hole: bool) -> bool {
    let Some(mut ring) = unrolled(ring) else { return false };
    let west = ring.iter().map(|(lon, _)| *lon).min().unwrap_or(0);
    let turns = (west + HALF_TURN_E7).div_euclid(TURN_E7) * TURN_E7;
    ring.iter_mut().for_each(|(lon, _)| *lon -= turns);
    let pairs = || ring.iter().zip(ring.iter().skip(1).chain(ring.first())).filter(|(from, to)| from != to);
    let wide = i128::from;
    let area: i128 = pairs().map(|(a, b)| wide(a.0) * wide(b.1) - wide(b.0) * wide(a.1)).sum();
    if area == 0 {
        return true;
    }
    let is_forward = (area > 0) != is_hole;
    let start = edges.len();
    edges.extend(pairs().map(|(from, to)| if is_forward { Edge { from: *from, to: *to } } else { Edge { from: *to, to: *from } }));
    if !is_forward && let Some(added) = edges.get_mut(start..) {
        added.reverse();
    }
    true
}

/// Adds a path; each edge goes the short way round.
fn add_path(edges: &mut Vec<Edge>, path: &[Position]) {
    edges.extend(path.iter().zip(path.iter().skip(1)).map(|(from, to)| {
        let (from, mut to) = ((i64::from(from.lon_e7), i64::from(from.lat_e7)), (i64::from(to.lon_e7), i64::from(to.lat_e7)));
        let step = to.0 - from.0;
        if step.abs() > HALF_TURN_E7 {
            to.0 -= TURN_E7 * step.signum();
        }
        Edge { from, to }
    }));
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
fn crossing(at: (i64, i64), edge: &Edge) -> i32 {
    let (from, to) = (edge.from, edge.to);
    if (from.1 > at.1) == (to.1 > at.1) {
        return 0;
    }
    let is_up = to.1 > from.1;
    match side_of(at, edge).signum() {
        1 if is_up => 1,
        -1 if !is_up => -1,
        _ => 0,
    }
}

/// Positive if a place lies to the left of an edge, 0 on its line: exact.
pub(crate) fn side_of((x, y): (i64, i64), edge: &Edge) -> i128 {
    let wide = i128::from;
    let ((x1, y1), (x2, y2)) = (edge.from, edge.to);
    wide(x2 - x1) * wide(y - y1) - wide(y2 - y1) * wide(x - x1)
}

/// Metres in a degree of longitude and of latitude.
fn degree_m(at: Position) -> (f64, f64) {
    Plane::at(at).degree_m()
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

    fn east_m_at(&self, north_deg: f64) -> f64 {
        (self.east_m + self.slope_m * north_deg).max(0.0)
    }

    /// Metres east and north of a place whose longitude is on this side of the world already.
    fn metres(&self, (lon, lat): (i64, i64)) -> (f64, f64) {
        let east = (lon - i64::from(self.at.lon_e7)) as f64 / 1e7;
        let north = (lat - i64::from(self.at.lat_e7)) as f64 / 1e7;
        (east * self.east_m_at(north), north * self.north_m)
    }

    /// Both ends of an edge, metres east and north; the edge is [`Edge::beside`] this position already.
    pub(crate) fn ends(&self, edge: &Edge) -> ((f64, f64), (f64, f64)) {
        (self.metres(edge.from), self.metres(edge.to))
    }

    /// Metres east and north, the short way round.
    pub(crate) fn xy(&self, to: Position) -> (f64, f64) {
        let to = (i64::from(to.lon_e7), i64::from(to.lat_e7));
        self.metres(Edge { from: to, to }.beside(self.at).from)
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
        let gap = |at: i64, (lo, hi): (i64, i64)| (lo - at).max(at - hi).max(0);
        let (lat, lon) = (i64::from(self.at.lat_e7), i64::from(self.at.lon_e7));
        let turned = |turns: i64| gap(lon + turns * TURN_E7, bounds.lon);
        let east_gap = turned(0).min(turned(-1)).min(turned(1)).min(turned(2)) as f64 / 1e7;
        let north_gap = gap(lat, bounds.lat) as f64 / 1e7;
        let scale = self.east_m_at((bounds.lat.0 - lat) as f64 / 1e7).min(self.east_m_at((bounds.lat.1 - lat) as f64 / 1e7));
        let (x, y) = (east_gap * scale, north_gap * self.north_m);
        libm::sqrt(x * x + y * y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::geodesy;
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
            let exact = crate::nearest::nearest(point, &Geometry::Areas(vec![vec![ring]])).unwrap().distance_m;
            prop_assert!((found - exact).abs() < 0.03, "{} {}", found, exact);
        }
    }

    #[test]
    fn a_point_due_east_of_a_meridian_is_as_far_as_the_geodesic_says() {
        let meridian = Shape::of(&Geometry::Paths(vec![vec![at(46.0, 37.0), at(50.0, 37.0)]]));
        for km in [1.0, 33.0, 34.5, 70.0, 120.0] {
            let point = geodesy::direct(at(48.0, 37.0), 90.0, km * 1000.0);
            let (found, _) = meridian.distance_m(point).unwrap();
            assert!((found - km * 1000.0).abs() < 0.05, "{km} km: {found}");
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

    #[test]
    fn a_zone_across_the_antimeridian_holds_what_it_is_drawn_round() {
        let ring = vec![at(10.0, 179.0), at(10.0, -179.0), at(12.0, -179.0), at(12.0, 179.0)];
        let hole = vec![at(10.5, 179.9), at(10.5, -179.9), at(11.5, -179.9), at(11.5, 179.9)];
        let shape = Shape::of(&Geometry::Areas(vec![vec![ring, hole]]));
        let inside = |lat, lon| shape.times_inside(at(lat, lon));
        assert_eq!([inside(11.0, 179.5), inside(11.0, -179.5), inside(10.2, 180.0), inside(10.2, -180.0)], [1, 1, 1, 1]);
        assert_eq!([inside(11.0, 180.0), inside(11.0, -180.0), inside(11.0, 0.0), inside(11.0, 178.9), inside(11.0, -178.9)], [0; 5]);
        assert!(shape.is_on_border(at(10.0, 180.0)) && shape.is_on_border(at(10.0, -180.0)) && !shape.is_on_border(at(10.2, 180.0)));
        let (far, point) = shape.distance_m(at(11.0, -178.9)).unwrap();
        assert!((far - geodesy::distance_m(at(11.0, -178.9), at(11.0, -179.0))).abs() < 0.03, "{far} {point:?}");
    }

    #[test]
    fn neighbours_that_meet_on_the_antimeridian_share_it_once() {
        let west = vec![at(0.0, 170.0), at(0.0, 180.0), at(5.0, 180.0), at(5.0, 170.0)];
        let east = vec![at(0.0, -180.0), at(0.0, -170.0), at(5.0, -170.0), at(5.0, -180.0)];
        for rings in [vec![vec![west.clone()], vec![east.clone()]], vec![vec![east], vec![west]]] {
            let both = Shape::of(&Geometry::Areas(rings));
            assert_eq!([180.0, -180.0, 179.9, -179.9].map(|lon| both.times_inside(at(2.0, lon))), [1; 4]);
        }
    }

    #[test]
    fn a_ring_round_a_pole_makes_no_area() {
        let ring = vec![at(80.0, 0.0), at(80.0, 120.0), at(80.0, -120.0)];
        assert!(!Shape::of(&Geometry::Areas(vec![vec![ring]])).is_area());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn moving_everything_round_the_world_changes_nothing(
            seed in prop::collection::vec(0u32..4000, 3..60), lat in 47.0..49.0, lon in 36.0..38.0, turn in prop_oneof![Just(143i32), Just(142), Just(-217), Just(100)],
        ) {
            let moved = |p: Position| {
                let lon = (i64::from(p.lon_e7) + i64::from(turn) * 10_000_000 + HALF_TURN_E7).rem_euclid(TURN_E7) - HALF_TURN_E7;
                Position { lat_e7: p.lat_e7, lon_e7: lon as i32 }
            };
            let (ring, point) = (star(&seed), at(lat, lon));
            let here = Shape::of(&Geometry::Areas(vec![vec![ring.clone()]]));
            let there = Shape::of(&Geometry::Areas(vec![vec![ring.into_iter().map(moved).collect()]]));
            prop_assert_eq!(here.times_inside(point), there.times_inside(moved(point)));
            let (a, b) = (here.distance_m(point).unwrap().0, there.distance_m(moved(point)).unwrap().0);
            prop_assert!((a - b).abs() < 0.03, "{} {}", a, b);
            let node = |at| crate::spread::Node { at, sd_m: 3000.0, weight: 1.0 };
            let (a, b) = (crate::chance::inside(&here, &node(point), 50.0), crate::chance::inside(&there, &node(moved(point)), 50.0));
            prop_assert!((a - b).abs() < 1e-9, "{} {}", a, b);
        }
    }
}
