//! The foot of a position on a shape: its nearest point, exactly, found by way of a plane.
//!
//! The plane says which edges may be nearest, with room for its own error; on those the foot is walked to along the
//! ellipsoid: the azimuth at the foot says how far on the perpendicular lies, and a step of that length almost is there.

use super::{Bounds, Edge, FAN, Here, Shape, degree_m, part};
use model::Position;
use model::area::{HALF_TURN_E7, TURN_E7};
use model::geodesy;

/// Error of a distance on the plane: this part of it, ...
const PLANE_PART: f64 = 1e-3;
/// ... and this many times the square of distance by earth radius and cosine of latitude.
/// Source: bounds measured against the geodesic by the tests below, with room.
const PLANE_BEND: f64 = 4.0;
/// Radius of the earth, metres, for that error only.
const RADIUS_M: f64 = 6.371e6;
/// Steps to the foot, at most: each leaves distance by radius of the one before.
const STEPS_N: u32 = 12;
/// A step below this is none, metres: what a position of 1e-7 degree holds.
const STEP_M_MIN: f64 = 0.005;

/// An edge that may be nearest, with where on it the plane sees the foot.
struct Candidate {
    edge: Edge,
    along: f64,
    least_m: f64,
}

/// Candidates and the distance that one of them surely comes within.
struct Search {
    found: Vec<Candidate>,
    most_m: f64,
    bend: f64,
}

impl Search {
    fn error(&self, distance_m: f64) -> f64 {
        let share = distance_m / RADIUS_M;
        PLANE_PART + self.bend * share * share
    }

    fn look_at(&mut self, here: &Here, edge: &Edge) {
        let edge = edge.beside(here.at);
        let ((x1, y1), (x2, y2)) = here.ends(&edge);
        let (dx, dy) = (x2 - x1, y2 - y1);
        let length2 = dx * dx + dy * dy;
        let along = if length2 == 0.0 { 0.0 } else { (-(x1 * dx + y1 * dy) / length2).clamp(0.0, 1.0) };
        let (x, y) = (x1 + along * dx, y1 + along * dy);
        let distance_m = libm::sqrt(x * x + y * y);
        // A straight edge on the map is bent on the plane by at most this.
        let degrees = |a: i64, b: i64| (b - a) as f64 / 1e7;
        let bend_m = (here.slope_m * degrees(edge.from.0, edge.to.0) * degrees(edge.from.1, edge.to.1)).abs() / 4.0;
        let error = self.error(distance_m);
        let least_m = distance_m * (1.0 - error) - bend_m;
        if least_m <= self.most_m {
            self.most_m = self.most_m.min(distance_m * (1.0 + error) + bend_m);
            self.found.push(Candidate { edge, along, least_m });
        }
    }
}

impl Shape {
    /// Geodesic distance to the nearest point of its lines or border, metres, and that point: within two centimetres
    /// up to 1,000 km. `None` without edges.
    pub fn distance_m(&self, at: Position) -> Option<(f64, Position)> {
        let here = Here::at(at);
        let cos = libm::cos(at.lat().to_radians()).max(1e-3);
        let mut search = Search { found: Vec::new(), most_m: f64::INFINITY, bend: PLANE_BEND / (cos * cos) };
        self.search(self.levels.len(), 0, &here, &mut search);
        let Search { mut found, most_m, .. } = search;
        found.retain(|candidate| candidate.least_m <= most_m);
        found.sort_by(|a, b| a.least_m.total_cmp(&b.least_m));
        let mut best: Option<(f64, Position)> = None;
        for candidate in found {
            if best.is_none_or(|(distance_m, _)| candidate.least_m <= distance_m) {
                let foot = foot(at, &candidate);
                best = Some(best.map_or(foot, |best| if foot.0 < best.0 { foot } else { best }));
            }
        }
        best
    }

    fn search(&self, level: usize, index: usize, here: &Here, search: &mut Search) {
        let range = index * FAN..(index + 1) * FAN;
        let Some(below) = level.checked_sub(1) else {
            return part(&self.edges, range).iter().for_each(|edge| search.look_at(here, edge));
        };
        let boxes = self.levels.get(below).map_or(&[][..], |boxes| part(boxes, range.clone()));
        let mut order = [(f64::INFINITY, 0usize); FAN];
        for ((slot, bounds), child) in order.iter_mut().zip(boxes).zip(range.start..) {
            *slot = (least_m(here, bounds, search), child);
        }
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (least, child) in order.into_iter().take(boxes.len()) {
            if least <= search.most_m {
                self.search(below, child, here, search);
            }
        }
    }
}

/// A bound below the geodesic distance of everything in a box.
fn least_m(here: &Here, bounds: &Bounds, search: &Search) -> f64 {
    let plane_m = here.distance_least_m(bounds);
    plane_m * (1.0 - search.error(plane_m))
}

/// The nearest point of an edge and its distance.
fn foot(at: Position, candidate: &Candidate) -> (f64, Position) {
    let (edge, mut along) = (candidate.edge, candidate.along);
    let degrees = ((edge.to.0 - edge.from.0) as f64 / 1e7, (edge.to.1 - edge.from.1) as f64 / 1e7);
    let mut best = (f64::INFINITY, at);
    for _ in 0..STEPS_N {
        let point = point_on(&edge, along);
        let Some((distance_m, azimuth_deg)) = geodesy::inverse(point, at) else { break };
        if distance_m < best.0 {
            best = (distance_m, point);
        }
        let (east_m, north_m) = degree_m(point);
        let (east, north) = (degrees.0 * east_m, degrees.1 * north_m);
        let length2 = east * east + north * north;
        if length2 == 0.0 {
            break;
        }
        let (sin, cos) = libm::sincos(azimuth_deg.to_radians());
        let next = (along + distance_m * (sin * east + cos * north) / length2).clamp(0.0, 1.0);
        let step_m = (next - along).abs() * libm::sqrt(length2);
        along = next;
        if step_m < STEP_M_MIN {
            break;
        }
    }
    if best.0.is_finite() { best } else { (geodesy::distance_m(at, point_on(&edge, along)), point_on(&edge, along)) }
}

/// A point of an edge by its share of the way.
fn point_on(edge: &Edge, along: f64) -> Position {
    let lon = edge.from.0 + libm::rint((edge.to.0 - edge.from.0) as f64 * along) as i64;
    let lat = edge.from.1 + libm::rint((edge.to.1 - edge.from.1) as f64 * along) as i64;
    let lon = (lon + HALF_TURN_E7).rem_euclid(TURN_E7) - HALF_TURN_E7;
    Position { lat_e7: lat as i32, lon_e7: lon as i32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Geometry;
    use proptest::prelude::*;

    fn position(lat: i64, lon: i64) -> Position {
        point_on(&Edge { from: (lon, lat), to: (lon, lat) }, 0.0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn the_foot_is_where_a_search_without_any_plane_finds_it(
            corners in prop::collection::vec((-1000i64..1000, -1000i64..1000), 2..9),
            lat in -72.0..72.0f64,
            lon in prop_oneof![Just(0.0), Just(179.9), Just(-179.95)],
            (north, east, spread) in (-3.0..3.0f64, -5.0..5.0f64, prop_oneof![Just(300i64), Just(3000), Just(20_000)]),
        ) {
            let (lat0, lon0) = ((lat * 1e7) as i64, (lon * 1e7) as i64);
            let path = corners.iter().map(|(y, x)| position(lat0 + y * spread, lon0 + x * spread)).collect();
            let line = Geometry::Paths(vec![path]);
            let at = position(lat0 + (north * 1e7) as i64, lon0 + (east * 1e7) as i64);
            let (found, point) = Shape::of(&line).distance_m(at).unwrap();
            let exact = crate::nearest::nearest(at, &line).unwrap().distance_m;
            prop_assert!((found - exact).abs() < 0.03, "{} {}", found, exact);
            prop_assert!((geodesy::distance_m(at, point) - found).abs() < 1e-6);
        }
    }
}
