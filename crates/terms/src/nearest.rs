//! The nearest point of a line on the ellipsoid, without any plane: for questions one at a time.

use crate::chance::{nearer, ppm};
use crate::spread::hypot;
use crate::verdict::show_chance;
use model::geodesy::{distance_m, inverse};
use model::{Geometry, Position};

/// Longest piece of an edge that is searched in one go, 1e-7 degree: along it the distance has one minimum.
const PIECE_E7_MAX: i64 = 5_000_000;
/// Steps of the search along a piece: each keeps 62 % of it.
const STEPS_N: u32 = 40;

/// Where a line is nearest to a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// Geodesic distance, metres.
    pub distance_m: f64,
    /// Azimuth from the point, degrees clockwise from north; absent on the line itself.
    pub azimuth_deg: Option<f64>,
    /// The nearest point of the line, to 1e-7 degree.
    pub point: Position,
}

/// Finds the nearest point of a geometry's lines, borders or points. `None` if there is nothing.
///
/// Every vertex is measured by the geodesic; along edges only those are searched that can come nearer.
pub fn nearest(at: Position, geometry: &Geometry) -> Option<Nearest> {
    let points: &[Position] = if let Geometry::Points(points) = geometry { points } else { &[] };
    let paths = geometry.paths();
    let all = paths.iter().flatten().chain(points).map(|point| (distance_m(at, *point), *point));
    let mut best = all.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
    for path in &paths {
        for (from, to) in path.iter().zip(path.iter().skip(1)) {
            look_along(at, *from, *to, &mut best);
        }
    }
    let azimuth_deg = inverse(at, best.1).map(|(_, azimuth)| azimuth).filter(|_| at != best.1);
    Some(Nearest { distance_m: best.0, azimuth_deg, point: best.1 })
}

/// An edge goes the short way round; its points lie straight between its ends in longitude and latitude.
fn look_along(at: Position, from: Position, to: Position, best: &mut (f64, Position)) {
    let mut east = i64::from(to.lon_e7) - i64::from(from.lon_e7);
    if east.abs() > model::area::HALF_TURN_E7 {
        east -= model::area::TURN_E7 * east.signum();
    }
    let north = i64::from(to.lat_e7) - i64::from(from.lat_e7);
    let pieces = (east.abs().max(north.abs()) / PIECE_E7_MAX + 1) as f64;
    let point = |share: f64| {
        let lon = f64::from(from.lon_e7) + east as f64 * share;
        let lon = if lon.abs() > 1.8e9 { lon - 3.6e9 * lon.signum() } else { lon };
        Position { lat_e7: libm::rint(f64::from(from.lat_e7) + north as f64 * share) as i32, lon_e7: libm::rint(lon) as i32 }
    };
    let mut piece = 0.0;
    while piece < pieces {
        let (start, end) = (piece / pieces, (piece + 1.0) / pieces);
        let (a, b) = (point(start), point(end));
        // No point between two others is nearer than half of what both distances have beyond the way between them.
        let least = (distance_m(at, a) + distance_m(at, b) - distance_m(a, b) * 1.001) / 2.0;
        if least < best.0 {
            narrow(at, &point, (start, end), best);
        }
        piece += 1.0;
    }
}

/// Golden-section search.
fn narrow(at: Position, point: &impl Fn(f64) -> Position, (mut low, mut high): (f64, f64), best: &mut (f64, Position)) {
    const KEEP: f64 = 0.618_033_988_749_895;
    let measure = |share: f64| distance_m(at, point(share));
    let (mut a, mut b) = (high - KEEP * (high - low), low + KEEP * (high - low));
    let (mut at_a, mut at_b) = (measure(a), measure(b));
    for _ in 0..STEPS_N {
        if at_a <= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - KEEP * (high - low);
            at_a = measure(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + KEEP * (high - low);
            at_b = measure(b);
        }
    }
    let share = (low + high) / 2.0;
    let found = (measure(share), point(share));
    if found.0 < best.0 {
        *best = found;
    }
}

/// Chance (ppm) that something is nearer to a line than a limit, from the distance and the errors of both per axis,
/// and the same in words. The line is taken as straight over the width of the error.
pub fn chance_within(distance_m: f64, limit_m: f64, point_sd_m: f64, line_sd_m: f64) -> (u32, String) {
    let chance_ppm = ppm(nearer(distance_m, limit_m, hypot(point_sd_m, line_sd_m)));
    (chance_ppm, show_chance(chance_ppm))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::geodesy::direct;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn a_point_east_of_a_meridian_is_as_far_as_the_geodesic_says() {
        let meridian = Geometry::Paths(vec![vec![at(40.0, 37.0), at(56.0, 37.0)]]);
        for km in [0.5, 33.0, 120.0, 900.0] {
            let on_line = at(48.0, 37.0);
            let found = nearest(direct(on_line, 90.0, km * 1000.0), &meridian).unwrap();
            assert!((found.distance_m - km * 1000.0).abs() < 0.05, "{km} km: {found:?}");
            assert!((distance_m(found.point, on_line)) < 60.0, "{found:?}");
            assert!((found.azimuth_deg.unwrap() - 270.0).abs() < 12.0);
        }
    }

    #[test]
    fn on_the_line_there_is_no_azimuth_and_across_the_antimeridian_the_way_is_short() {
        let line = Geometry::Paths(vec![vec![at(10.0, 179.5), at(10.0, -179.5)]]);
        let found = nearest(at(10.0, 180.0), &line).unwrap();
        assert!(found.distance_m < 0.02 && nearest(at(10.0, 179.5), &line).unwrap().azimuth_deg.is_none(), "{found:?}");
        assert!(nearest(at(11.0, -179.9), &line).unwrap().distance_m < 111_000.0);
        assert!(nearest(at(0.0, 0.0), &Geometry::Points(vec![])).is_none());
    }

    #[test]
    fn the_chance_has_a_number_and_a_word() {
        assert_eq!(chance_within(14_000.0, 15_000.0, 600.0, 800.0), (841_345, "0.841 (very likely)".into()));
        assert_eq!(chance_within(14_000.0, 15_000.0, 0.0, 0.0).0, 1_000_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn no_point_along_the_line_is_nearer(corners in prop::collection::vec((-5000i32..5000, -5000i32..5000), 2..5), lat in -3.0..3.0, lon in -5.0..5.0) {
            const SAMPLES_N: i32 = 1000;
            let point = |(y, x): (i32, i32)| Position { lat_e7: 480_000_000 + y, lon_e7: 370_000_000 + x };
            let line = Geometry::Paths(vec![corners.iter().map(|(y, x)| point((y * SAMPLES_N, x * SAMPLES_N))).collect()]);
            let from = at(48.0 + lat, 37.0 + lon);
            let own = nearest(from, &line).unwrap().distance_m;
            let along = |((y1, x1), (y2, x2)): (&(i32, i32), &(i32, i32))| {
                let (y1, x1, dy, dx) = (*y1, *x1, y2 - y1, x2 - x1);
                (0..=SAMPLES_N).map(move |n| (y1 * SAMPLES_N + dy * n, x1 * SAMPLES_N + dx * n))
            };
            let samples = corners.iter().zip(corners.iter().skip(1)).flat_map(along);
            let sampled = samples.map(|place| distance_m(from, point(place))).fold(f64::INFINITY, f64::min);
            // Samples lie at most 160 m apart; own is to a position of 1e-7 degree.
            prop_assert!(own <= sampled + 0.02 && sampled - own <= 80.0, "{} {}", own, sampled);
        }
    }
}
