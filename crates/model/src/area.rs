//! Areas and lengths of rings on the WGS 84 ellipsoid, the same on every machine (libm only).
//!
//! An edge is the straight line in longitude and latitude between its ends (RFC 7946, 3.1.1), as the tests for inside
//! take it: one shape, one area. For edges below 10 km that is the area between geodesics to about 1e-6. An edge whose
//! longitudes differ by more than half a turn goes the short way, across the antimeridian.

use crate::geodesy::{A_M, B_M, F, Plane, distance_m};
use crate::place::Position;

/// Half a turn in units of 1e-7 degree.
pub const HALF_TURN_E7: i64 = 1_800_000_000;
/// A whole turn in units of 1e-7 degree.
pub const TURN_E7: i64 = 2 * HALF_TURN_E7;
const MINUS_TURN_E7: i64 = -TURN_E7;
/// Edges below this many degrees are measured on a plane through their middle (within 1e-6), longer ones by Vincenty.
const PLANE_DEG_MAX: f64 = 0.1;
/// Greatest height of a piece of an edge on which five nodes are taken, degrees: its error is below 1e-12.
const PIECE_DEG_MAX: f64 = 5.0;

/// Gauss-Legendre, five nodes on -1..1.
const NODES: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683, 0.478_628_670_499_366_5),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683, 0.478_628_670_499_366_5),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];

/// A ring as longitude and latitude (1e-7 degree) without jumps: each edge is shorter than half a turn, so that
/// longitudes may leave -180..180. An edge of one turn along a parallel is taken as drawn (a box round the world).
///
/// `None` if the ring goes round a pole: such a ring has no inside on a map.
pub fn unrolled(ring: &[Position]) -> Option<Vec<(i64, i64)>> {
    let mut turns = 0;
    let mut before: Option<&Position> = None;
    let mut flat = Vec::with_capacity(ring.len());
    for at in ring.iter().chain(ring.first()) {
        let lon = i64::from(at.lon_e7);
        let from = before.unwrap_or(at);
        turns += match lon - i64::from(from.lon_e7) {
            TURN_E7 | MINUS_TURN_E7 if from.lat_e7 == at.lat_e7 => 0,
            step if step > HALF_TURN_E7 => -TURN_E7,
            step if step < -HALF_TURN_E7 => TURN_E7,
            _ => 0,
        };
        before = Some(at);
        flat.push((lon + turns, i64::from(at.lat_e7)));
    }
    flat.pop();
    (turns == 0).then_some(flat)
}

/// Area of one square degree at a latitude (degrees), square metres.
pub fn square_degree_m2(lat_deg: f64) -> f64 {
    let degree = std::f64::consts::PI / 180.0;
    let (sin, cos) = libm::sincos(lat_deg * degree);
    let w = 1.0 - F * (2.0 - F) * sin * sin;
    B_M * B_M * cos / (w * w) * degree * degree
}

/// Area that a ring encloses, square metres; positive if it runs counter-clockwise. `None` round a pole.
pub fn ring_area_m2(ring: &[Position]) -> Option<f64> {
    let flat = unrolled(ring)?;
    let next = flat.iter().skip(1).chain(flat.first());
    // Areas are taken from the first corner's latitude on, so that small rings keep their digits.
    let base = flat.first().map_or(0.0, |(_, lat)| north_of_equator_m2(*lat as f64 / 1e7));
    let (mut sum, mut lost) = (0.0f64, 0.0f64);
    for ((x1, y1), (x2, y2)) in flat.iter().zip(next) {
        let value = -((x2 - x1) as f64 / 1e7) * (mean_north_m2(*y1 as f64 / 1e7, *y2 as f64 / 1e7) - base);
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    Some(sum + lost)
}

/// Length of a ring, metres, closed.
pub fn ring_length_m(ring: &[Position]) -> f64 {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(next).map(|(from, to)| edge_m(*from, *to)).sum()
}

fn edge_m(from: Position, to: Position) -> f64 {
    if (from.lat() - to.lat()).abs() > PLANE_DEG_MAX || (from.lon() - to.lon()).abs() > PLANE_DEG_MAX {
        return distance_m(from, to);
    }
    let half = |a: i32, b: i32| a / 2 + b / 2;
    let middle = Position { lat_e7: half(from.lat_e7, to.lat_e7), lon_e7: half(from.lon_e7, to.lon_e7) };
    let plane = Plane::at(middle);
    let ((x1, y1), (x2, y2)) = (plane.xy(from), plane.xy(to));
    libm::sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1))
}

/// Area between the equator and a parallel (degrees) for each degree of longitude, square metres.
fn north_of_equator_m2(lat_deg: f64) -> f64 {
    let degree = std::f64::consts::PI / 180.0;
    let sin = libm::sin(lat_deg * degree);
    let e2 = F * (2.0 - F);
    let e = libm::sqrt(e2);
    let curve = sin / (1.0 - e2 * sin * sin) + libm::atanh(e * sin) / e;
    A_M * A_M * (1.0 - e2) / 2.0 * curve * degree
}

/// Its mean along an edge between two latitudes.
fn mean_north_m2(from_deg: f64, to_deg: f64) -> f64 {
    let pieces = libm::ceil((to_deg - from_deg).abs() / PIECE_DEG_MAX).max(1.0);
    let half = (to_deg - from_deg) / pieces / 2.0;
    let (mut sum, mut piece) = (0.0, 0.0);
    while piece < pieces {
        let middle = from_deg + half * (2.0 * piece + 1.0);
        sum += NODES.iter().map(|(place, weight)| weight * north_of_equator_m2(middle + half * place)).sum::<f64>();
        piece += 1.0;
    }
    sum / pieces / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use geographiclib_rs::{Geodesic, PolygonArea, Winding};
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    /// Karney's area of the ring, its edges cut into pieces that are straight on a map and nearly geodesic.
    fn karney_m2(ring: &[Position], pieces: u32) -> f64 {
        let earth = Geodesic::wgs84();
        let mut polygon = PolygonArea::new(&earth, Winding::CounterClockwise);
        let flat = unrolled(ring).unwrap();
        for (from, to) in flat.iter().zip(flat.iter().cycle().skip(1)) {
            for piece in 0..pieces {
                let at = |a: i64, b: i64| (a as f64 + (b - a) as f64 * f64::from(piece) / f64::from(pieces)) / 1e7;
                polygon.add_point(at(from.1, to.1), at(from.0, to.0));
            }
        }
        polygon.compute(true).1
    }

    fn star(lat: f64, lon: f64, radius_deg: f64, seed: &[u32]) -> Vec<Position> {
        let corner = |(n, far): (usize, &u32)| {
            let (sin, cos) = libm::sincos(n as f64 / seed.len() as f64 * std::f64::consts::TAU);
            let far = radius_deg * (0.5 + f64::from(*far) / 2e3);
            let lon = lon + far * cos;
            at(
                lat + far * sin,
                if lon > 180.0 {
                    lon - 360.0
                } else if lon < -180.0 {
                    lon + 360.0
                } else {
                    lon
                },
            )
        };
        seed.iter().enumerate().map(corner).collect()
    }

    #[test]
    fn the_whole_ellipsoid_has_its_published_area() {
        let box_round_the_world = [at(-90.0, -180.0), at(-90.0, 180.0), at(90.0, 180.0), at(90.0, -180.0)];
        let km2 = ring_area_m2(&box_round_the_world).unwrap() / 1e6;
        assert!((km2 - 510_065_621.724).abs() < 0.01, "{km2}");
        let strips: f64 = (0..18_000).map(|n| square_degree_m2(-90.0 + (f64::from(n) + 0.5) / 100.0) * 3.6).sum::<f64>() / 1e6;
        assert!((strips / km2 - 1.0).abs() < 1e-8, "{strips}");
    }

    #[test]
    fn a_ring_round_a_pole_has_no_area() {
        assert_eq!(ring_area_m2(&[at(80.0, 0.0), at(80.0, 120.0), at(80.0, -120.0)]), None);
    }

    proptest! {
        #[test]
        fn rings_have_karney_s_area(lat in -75.0..75.0, lon in -179.0..180.0, far in 0.01..2.0, seed in prop::collection::vec(0u32..1000, 3..90)) {
            let ring = star(lat, lon, far, &seed);
            // Long edges far from the equator need more pieces before geodesics follow them to a millionth of the area.
            let pieces = 60.max(3_000 / u32::try_from(seed.len()).unwrap());
            let (own, karney) = (ring_area_m2(&ring).unwrap(), karney_m2(&ring, pieces));
            prop_assert!((own / karney - 1.0).abs() < 1e-6, "{} {}", own, karney);
        }

        #[test]
        fn the_antimeridian_changes_no_area_and_direction_only_the_sign(lat in -60.0..60.0, seed in prop::collection::vec(0u32..1000, 3..40)) {
            let (there, here) = (star(lat, 179.9, 0.9, &seed), star(lat, 20.0, 0.9, &seed));
            let (a, b) = (ring_area_m2(&there).unwrap(), ring_area_m2(&here).unwrap());
            prop_assert!((a - b).abs() <= 1e4 + b * 1e-6, "{} {}", a, b);
            let turned: Vec<Position> = here.iter().rev().copied().collect();
            prop_assert!((ring_area_m2(&turned).unwrap() + b).abs() < 1.0);
            prop_assert!((ring_length_m(&turned) / ring_length_m(&here) - 1.0).abs() < 1e-12);
        }
    }
}
