//! Invented shapes laid over each other.

use super::*;
use crate::shape::Shape;
use model::Position;
use model::area::ring_area_m2;
use proptest::prelude::*;

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).unwrap()
}

fn rectangle(south: f64, west: f64, north: f64, east: f64) -> Vec<Position> {
    vec![at(south, west), at(south, east), at(north, east), at(north, west)]
}

fn area(rings: Vec<Vec<Position>>) -> Geometry {
    Geometry::Areas(vec![rings])
}

/// Area of the first, of the second, of the first alone, of the second alone.
fn measure(a: &Geometry, b: &Geometry) -> [f64; 4] {
    let one = |is: bool| if is { 1.0 } else { 0.0 };
    Overlay::of(&[a, b]).unwrap().measure_km2(|w| [one(w.has(0)), one(w.has(1)), one(w.has(0) && !w.has(1)), one(w.has(1) && !w.has(0))])
}

fn km2(ring: &[Position]) -> f64 {
    ring_area_m2(ring).unwrap().abs() / 1e6
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6 + b.abs() * 1e-10
}

#[test]
fn a_rectangle_moved_east_gains_and_loses_the_same() {
    let (before, now) = (area(vec![rectangle(48.0, 37.0, 49.0, 38.0)]), area(vec![rectangle(48.0, 37.25, 49.0, 38.25)]));
    let [a, b, lost, gained] = measure(&before, &now);
    let strip = km2(&rectangle(48.0, 38.0, 49.0, 38.25));
    assert!(near(a, b) && near(lost, strip) && near(gained, strip), "{a} {b} {lost} {gained} {strip}");
}

#[test]
fn the_same_shape_gains_and_loses_nothing_whatever_its_direction() {
    let mut turned = rectangle(48.0, 37.0, 49.0, 38.0);
    turned.reverse();
    assert_eq!(measure(&area(vec![rectangle(48.0, 37.0, 49.0, 38.0)]), &area(vec![turned])).map(|x| x > 0.0), [true, true, false, false]);
}

#[test]
fn holes_do_not_count_and_overlapping_polygons_count_once() {
    let holed = area(vec![rectangle(48.0, 37.0, 49.0, 38.0), rectangle(48.2, 37.2, 48.4, 37.4)]);
    let filled = Geometry::Areas(vec![vec![rectangle(48.0, 37.0, 49.0, 37.7)], vec![rectangle(48.0, 37.3, 49.0, 38.0)]]);
    let [a, b, lost, gained] = measure(&holed, &filled);
    let hole = km2(&rectangle(48.2, 37.2, 48.4, 37.4));
    let whole = km2(&rectangle(48.0, 37.0, 49.0, 38.0));
    assert!(near(a, whole - hole) && near(b, whole) && near(lost, 0.0) && near(gained, hole), "{a} {b} {lost} {gained}");
}

#[test]
fn edges_that_cross_inside_a_strip_are_cut_there() {
    let (cross_a, cross_b) =
        (vec![at(0.0, 0.0), at(0.0, 0.1), at(1.0, 1.1), at(1.0, 1.0)], vec![at(0.0, 1.0), at(0.0, 1.1), at(1.0, 0.1), at(1.0, 0.0)]);
    let [a, b, lost, gained] = measure(&area(vec![cross_a.clone()]), &area(vec![cross_b]));
    assert!(near(a, km2(&cross_a)) && near(a, b) && near(a - lost, b - gained) && a > lost, "{a} {b} {lost} {gained}");
    // The common part is a rhombus: 0.1 degree wide on every parallel of its middle, 0.1 high.
    let rhombus = km2(&[at(0.5, 0.5), at(0.55, 0.55), at(0.5, 0.6), at(0.45, 0.55)]);
    assert!(near(a - lost, rhombus), "{} {rhombus}", a - lost);
}

#[test]
fn across_the_antimeridian_a_shape_is_one_with_its_cut_form() {
    let across = area(vec![rectangle(50.0, 179.0, 52.0, -179.0)]);
    let cut = Geometry::Areas(vec![vec![rectangle(50.0, 179.0, 52.0, 180.0)], vec![rectangle(50.0, -180.0, 52.0, -179.0)]]);
    let [a, b, lost, gained] = measure(&across, &cut);
    assert!(
        near(a, km2(&rectangle(50.0, 10.0, 52.0, 12.0))) && near(a, b) && near(lost, 0.0) && near(gained, 0.0),
        "{a} {b} {lost} {gained}"
    );
}

#[test]
fn what_has_no_area_says_so() {
    let pole = area(vec![vec![at(80.0, 0.0), at(80.0, 120.0), at(80.0, -120.0)]]);
    assert_eq!(Overlay::of(&[&pole]).err(), Some(NoOverlay::Pole));
    assert_eq!(Overlay::of(&[&Geometry::Points(vec![])]).err(), Some(NoOverlay::NoArea));
    let square = area(vec![rectangle(0.0, 0.0, 1.0, 1.0)]);
    assert_eq!(Overlay::of(&vec![&square; LAYERS_MAX + 1]).err(), Some(NoOverlay::Layers(LAYERS_MAX + 1)));
    assert!(Overlay::of(&vec![&square; LAYERS_MAX]).is_ok());
}

/// A star on a coarse grid round a centre, so that corners, edges and crossings often fall together.
fn star(seed: &[(u8, u8)], lat: i32, lon: i32) -> Vec<Position> {
    let n = seed.len() as f64;
    let corner = |(i, (far, _)): (usize, &(u8, u8))| {
        let (sin, cos) = libm::sincos(i as f64 / n * std::f64::consts::TAU);
        let far = f64::from(2 + far % 9);
        let e7 = |value: f64| libm::rint(value) as i32 * 1_000_000;
        Position { lat_e7: lat + e7(far * sin), lon_e7: lon + e7(far * cos) }
    };
    seed.iter().enumerate().map(corner).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn parts_add_up_and_swapping_swaps(a in prop::collection::vec(any::<(u8, u8)>(), 3..24), b in prop::collection::vec(any::<(u8, u8)>(), 3..24), lat in 0..3i32, lon in 0..3i32) {
        let (first, second) = (area(vec![star(&a, 480_000_000, 370_000_000)]), area(vec![star(&b, 480_000_000 + lat * 1_000_000, 370_000_000 + lon * 1_000_000)]));
        let [a, b, a_alone, b_alone] = measure(&first, &second);
        prop_assert!((a - a_alone - (b - b_alone)).abs() < 1e-6, "{} {} {} {}", a, a_alone, b, b_alone);
        let [b2, a2, b2_alone, a2_alone] = measure(&second, &first);
        prop_assert!([(a, a2), (b, b2), (a_alone, a2_alone), (b_alone, b2_alone)].iter().all(|(x, y)| (x - y).abs() < 1e-6));
    }

    #[test]
    fn counting_points_of_a_fine_grid_agrees(a in prop::collection::vec(any::<(u8, u8)>(), 3..16), b in prop::collection::vec(any::<(u8, u8)>(), 3..16)) {
        let (first, second) = (area(vec![star(&a, 0, 0)]), area(vec![star(&b, 500_000, 1_500_000)]));
        let (shape_a, shape_b) = (Shape::of(&first), Shape::of(&second));
        let [_, _, a_alone, b_alone] = measure(&first, &second);
        let (mut only_a, mut only_b) = (0u32, 0u32);
        for i in -70..70 {
            for j in -70..70 {
                let point = Position { lat_e7: i * 200_000 + 37_123, lon_e7: j * 200_000 + 51_321 };
                let (in_a, in_b) = (shape_a.times_inside(point) > 0, shape_b.times_inside(point) > 0);
                only_a += u32::from(in_a && !in_b);
                only_b += u32::from(in_b && !in_a);
            }
        }
        // One cell is 0.02 x 0.02 degree near the equator.
        let cell = 4.0 * square_degree_m2(0.0) / 1e10;
        prop_assert!((a_alone - f64::from(only_a) * cell).abs() < 60.0 * cell + a_alone * 0.03, "{} {}", a_alone, f64::from(only_a) * cell);
        prop_assert!((b_alone - f64::from(only_b) * cell).abs() < 60.0 * cell + b_alone * 0.03, "{} {}", b_alone, f64::from(only_b) * cell);
    }
}

#[test]
fn lines_that_have_just_crossed_may_cross_others_in_the_same_strip() {
    let seed = |far: &[u8]| far.iter().map(|far| (*far, 0)).collect::<Vec<_>>();
    let (a, b) = (star(&seed(&[141, 0, 103]), 0, 0), star(&seed(&[0, 0, 0, 0, 119, 69, 207]), 500_000, 1_500_000));
    let [_, _, a_alone, b_alone] = measure(&area(vec![a]), &area(vec![b]));
    // GEOS on the plane says 1430.19 and 1122.47 km2.
    assert!((a_alone - 1430.19).abs() < 0.5 && (b_alone - 1122.47).abs() < 0.5, "{a_alone} {b_alone}");
}
