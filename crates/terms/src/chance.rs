//! Chances from distributions: inside an area, nearer to a line than a distance.

use crate::method::REACH_SD;
use crate::shape::{Edge, Here, Shape, side_of};
use crate::spread::{Node, hypot};
use model::Position;
use std::f64::consts::{PI, SQRT_2};

/// A chance as it is recorded: ppm, rounded half to even.
pub(crate) fn ppm(chance: f64) -> u32 {
    libm::rint(chance.clamp(0.0, 1.0) * 1e6) as u32
}

/// The standard normal distribution function.
pub(crate) fn phi(x: f64) -> f64 {
    0.5 * libm::erfc(-x / SQRT_2)
}

/// A sum over nodes by weight, compensated (Neumaier).
pub(crate) fn over(nodes: &[Node], chance: impl Fn(usize, &Node) -> f64) -> f64 {
    let (mut sum, mut lost, mut weights) = (0.0f64, 0.0f64, 0.0f64);
    for (n, node) in nodes.iter().enumerate() {
        let value = node.weight * chance(n, node);
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
        weights += node.weight;
    }
    if weights > 0.0 { (sum + lost) / weights } else { 0.0 }
}

/// Chance that something at a distance (metres) from a line, known with an error, is nearer than
/// `limit_m`: the line is taken as straight over the width of the error.
pub(crate) fn nearer(distance_m: f64, limit_m: f64, sd_m: f64) -> f64 {
    if sd_m <= 0.0 {
        return if distance_m < limit_m { 1.0 } else { 0.0 };
    }
    phi((limit_m - distance_m) / sd_m) - phi((-limit_m - distance_m) / sd_m)
}

/// Chance that a normal position lies inside an area, whose border has an error of its own.
///
/// Exact for the polygon: the tail of the distribution outside is an integral along the border,
/// to which only edges within [`REACH_SD`] contribute.
pub(crate) fn inside(shape: &Shape, node: &Node, border_sd_m: f64) -> f64 {
    let sd_m = hypot(node.sd_m, border_sd_m);
    if sd_m <= 0.0 {
        // Exactly on the border of an exact zone nobody can say on which side: the limit of ever smaller errors.
        return match shape.times_inside(node.at) {
            _ if shape.is_on_border(node.at) => 0.5,
            1.. => 1.0,
            _ => 0.0,
        };
    }
    // A position exactly on an edge has no side: it is moved by a few centimetres.
    const STEPS_E7: [(i32, i32); 6] = [(0, 0), (1, 2), (-2, 1), (2, 5), (-3, -7), (5, -3)];
    let moved =
        |(lat, lon): (i32, i32)| Position { lat_e7: node.at.lat_e7.saturating_add(lat), lon_e7: node.at.lon_e7.saturating_add(lon) };
    STEPS_E7.into_iter().find_map(|step| inside_from(shape, moved(step), sd_m)).unwrap_or(0.5)
}

/// Chance that a place lies inside an area whose border has an error of its own (metres per axis), ppm; `None` if
/// nothing of the place is a position.
pub fn chance_inside(place: &model::Place, shape: &Shape, border_sd_m: u32) -> Option<u32> {
    let nodes = crate::spread::nodes(place);
    (!nodes.is_empty()).then(|| ppm(over(&nodes, |_, node| inside(shape, node, f64::from(border_sd_m)))))
}

fn inside_from(shape: &Shape, at: Position, sd_m: f64) -> Option<f64> {
    let here = Here::flat(at);
    let (mut sum, mut is_on_edge) = (0.0, false);
    shape.near(&here, REACH_SD * sd_m, &mut |edge| match beyond(&here, at, edge, sd_m) {
        Some(angle) => sum += angle,
        None => is_on_edge = true,
    });
    let times = f64::from(shape.times_inside(at));
    (!is_on_edge).then(|| (times - sum / (2.0 * PI)).clamp(0.0, 1.0))
}

/// The integral of exp(-r^2 / 2) over the angle under which an edge is seen, r its distance in
/// standard deviations; positive if the position lies to its left. `None` on the edge itself.
fn beyond(here: &Here, at: Position, edge: &Edge, sd_m: f64) -> Option<f64> {
    let edge = edge.beside(at);
    let ((x1, y1), (x2, y2)) = here.ends(&edge);
    let (x1, y1, x2, y2) = (x1 / sd_m, y1 / sd_m, x2 / sd_m, y2 / sd_m);
    let side = side_of((i64::from(at.lon_e7), i64::from(at.lat_e7)), &edge).signum();
    if side == 0 {
        return (x1 * x2 + y1 * y2 > 0.0).then_some(0.0);
    }
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = hypot(dx, dy);
    let height = (x1 * y2 - x2 * y1).abs() / length;
    let reach2 = REACH_SD * REACH_SD - height * height;
    if length == 0.0 || reach2 <= 0.0 {
        return Some(0.0);
    }
    let reach = libm::sqrt(reach2);
    let first = (x1 * dx + y1 * dy) / length;
    let (from, to) = (first.max(-reach), (first + length).min(reach));
    if from >= to {
        return Some(0.0);
    }
    let angle = libm::atan2(height * (to - from), height * height + from * to);
    let value = angle - height * smooth(height * height, from, to);
    Some(if side > 0 { value } else { -value })
}

/// Gauss-Legendre, five nodes on -1..1.
pub(crate) const NODES: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683, 0.478_628_670_499_366_5),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683, 0.478_628_670_499_366_5),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];

/// The integral of (1 - exp(-q / 2)) / q over u, q = h^2 + u^2: Gauss-Legendre, five nodes for
/// each standard deviation.
fn smooth(height2: f64, from: f64, to: f64) -> f64 {
    let pieces = libm::ceil(to - from).max(1.0);
    let half = (to - from) / pieces / 2.0;
    let mut sum = 0.0;
    let mut piece = 0.0;
    while piece < pieces {
        let middle = from + half * (2.0 * piece + 1.0);
        for (place, weight) in NODES {
            let u = middle + half * place;
            let q = height2 + u * u;
            sum += weight * if q < 1e-12 { 0.5 } else { -libm::expm1(-q / 2.0) / q };
        }
        piece += 1.0;
    }
    sum * half
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Geometry, geodesy};
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    fn area(ring: Vec<Position>) -> Shape {
        Shape::of(&Geometry::Areas(vec![vec![ring]]))
    }

    fn node(at: Position, sd_m: f64) -> Node {
        Node { at, sd_m, weight: 1.0 }
    }

    #[test]
    fn the_distribution_function_has_its_table_values() {
        for (x, table) in [(0.0, 0.5), (0.5, 0.691_462_461), (1.0, 0.841_344_746), (2.0, 0.977_249_868), (-3.0, 0.001_349_898)] {
            assert!((phi(x) - table).abs() < 1e-9, "{x}");
        }
    }

    #[test]
    fn near_a_long_straight_border_the_chance_is_the_distribution_function() {
        let half = area(vec![at(46.0, 37.0), at(46.0, 30.0), at(50.0, 30.0), at(50.0, 37.0)]);
        for km in [-3.0, -1.0, -0.5, 0.5, 1.0, 2.0] {
            let point = geodesy::direct(at(48.0, 37.0), 270.0, km * 1000.0);
            let found = inside(&half, &node(point, 800.0), 600.0);
            assert!((found - phi(km)).abs() < 3e-5, "{km}: {found} {}", phi(km));
        }
        assert!((inside(&half, &node(at(48.0, 37.0), 1000.0), 0.0) - 0.5).abs() < 1e-4, "on the border");
    }

    #[test]
    fn in_a_circle_the_chance_is_rayleigh_s() {
        let centre = at(48.0, 37.0);
        for radius in [300.0, 1000.0, 2500.0] {
            let ring = (0..720).map(|n| geodesy::direct(centre, f64::from(n) / 2.0, radius)).collect();
            let expected = 1.0 - libm::exp(-radius * radius / 2e6);
            let found = inside(&area(ring), &node(centre, 1000.0), 0.0);
            assert!((found - expected).abs() < 1e-4, "{radius}: {found} {expected}");
        }
    }

    #[test]
    fn an_exact_position_in_an_exact_zone_is_inside_or_not() {
        let square = area(vec![at(48.0, 37.0), at(48.0, 38.0), at(49.0, 38.0), at(49.0, 37.0)]);
        assert!(inside(&square, &node(at(48.5, 37.000_000_1), 0.0), 0.0) == 1.0);
        assert!(inside(&square, &node(at(48.5, 36.999_999_9), 0.0), 0.0) == 0.0);
    }

    proptest! {
        #[test]
        fn two_halves_of_a_zone_share_its_chance(lat in 47.9..48.3, lon in 36.8..37.6, sd in 50.0..9000.0f64, cut in 37.05..37.35) {
            let whole = area(vec![at(48.0, 37.0), at(48.0, 37.4), at(48.2, 37.4), at(48.2, 37.0)]);
            let west = area(vec![at(48.0, 37.0), at(48.0, cut), at(48.2, cut), at(48.2, 37.0)]);
            let east = area(vec![at(48.0, cut), at(48.0, 37.4), at(48.2, 37.4), at(48.2, cut)]);
            let chance = |shape: &Shape| inside(shape, &node(at(lat, lon), sd), 100.0);
            prop_assert!((chance(&whole) - chance(&west) - chance(&east)).abs() < 1e-7);
        }

        #[test]
        fn farther_is_never_likelier(near in 0.0..90_000.0f64, more in 0.0..10_000.0f64, limit in 0.0..80_000.0f64, sd in 0.0..20_000.0f64) {
            prop_assert!(ppm(nearer(near + more, limit, sd)) <= ppm(nearer(near, limit, sd)));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn sampling_agrees_with_the_integral(lat in 47.95..48.25, lon in 36.95..37.45, sd in 500.0..6000.0f64) {
            let ring = vec![at(48.0, 37.0), at(48.05, 37.3), at(48.0, 37.4), at(48.2, 37.4), at(48.1, 37.2), at(48.2, 37.0)];
            let shape = area(ring);
            let here = Here::flat(at(lat, lon));
            let (mut sum, mut all) = (0.0, 0.0);
            for i in -100..=100 {
                for j in -100..=100 {
                    let (x, y) = ((f64::from(i) + 0.37) / 25.0, (f64::from(j) - 0.21) / 25.0);
                    let weight = libm::exp(-(x * x + y * y) / 2.0);
                    all += weight;
                    sum += if shape.times_inside(here.moved(x * sd, y * sd)) > 0 { weight } else { 0.0 };
                }
            }
            let found = inside(&shape, &node(at(lat, lon), sd), 0.0);
            prop_assert!((found - sum / all).abs() < 0.01, "{} {}", found, sum / all);
        }
    }
}
