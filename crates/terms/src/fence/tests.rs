//! The grid against looking at every edge, on invented shapes made to be awkward.

use super::*;
use proptest::prelude::*;
use std::hint::black_box;

fn position(lat: i32, lon: i32) -> Position {
    Position { lat_e7: lat, lon_e7: lon }
}

/// What the grid says, without a grid: the winding number of every ring round the point, by a ray to the east.
fn plain(zones: &[Geometry], at: Position) -> Vec<(u32, Side)> {
    let mut found = Vec::new();
    for (zone, geometry) in (0u32..).zip(zones) {
        let Geometry::Areas(areas) = geometry else { continue };
        let mut edges = Vec::new();
        for (n, ring) in areas.iter().flat_map(|rings| rings.iter().enumerate()) {
            add_ring(&mut edges, zone, unrolled(ring).unwrap(), n > 0);
        }
        let places: Vec<i64> = match i64::from(at.lon_e7) {
            x if x.abs() == HALF_TURN_E7 => vec![-HALF_TURN_E7, HALF_TURN_E7],
            x => vec![x],
        };
        let sides = places.into_iter().filter_map(|x| plain_side(&edges, x, i64::from(at.lat_e7)));
        found.extend(sides.max().map(|side| (zone, side)));
    }
    found
}

fn plain_side(edges: &[(u32, Edge)], x: i64, y: i64) -> Option<Side> {
    let mut winding = 0;
    for (_, Edge { from, to }) in edges {
        let (x, y, x1, y1, x2, y2) =
            (i128::from(x), i128::from(y), i128::from(from.0), i128::from(from.1), i128::from(to.0), i128::from(to.1));
        let left = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
        if left == 0 && x1.min(x2) <= x && x <= x1.max(x2) && y1.min(y2) <= y && y <= y1.max(y2) {
            return Some(Side::Border);
        }
        winding += match (y1 <= y, y2 <= y) {
            (true, false) if left > 0 => 1,
            (false, true) if left < 0 => -1,
            _ => 0,
        };
    }
    (winding > 0).then_some(Side::Inside)
}

fn hits(fence: &Fence, at: Position) -> Vec<(u32, Side)> {
    let mut found = Vec::new();
    fence.zones_at(at, |zone, side| found.push((zone, side)));
    found.sort_unstable();
    found
}

fn fence(zones: &[Geometry]) -> Fence {
    Fence::of(&zones.iter().collect::<Vec<_>>()).unwrap()
}

fn square(south: i32, west: i32, side: i32) -> Vec<Position> {
    vec![position(south, west), position(south, west + side), position(south + side, west + side), position(south + side, west)]
}

#[test]
fn borders_corners_and_holes_are_told_exactly() {
    let zones =
        [Geometry::Areas(vec![vec![square(0, 0, 1000), square(400, 400, 200)]]), Geometry::Areas(vec![vec![square(0, 1000, 1000)]])];
    let fence = fence(&zones);
    assert_eq!(hits(&fence, position(500, 1000)), [(0, Side::Border), (1, Side::Border)]);
    assert_eq!(hits(&fence, position(500, 999)), [(0, Side::Inside)]);
    assert_eq!(hits(&fence, position(500, 1001)), [(1, Side::Inside)]);
    assert_eq!(hits(&fence, position(500, 500)), []);
    assert_eq!(hits(&fence, position(400, 500)), [(0, Side::Border)]);
    assert_eq!(hits(&fence, position(1000, 2000)), [(1, Side::Border)]);
    assert_eq!(hits(&fence, position(1001, 2000)), []);
}

#[test]
fn a_zone_across_the_antimeridian_holds_both_sides_and_the_meridian_under_both_names() {
    let ring = vec![
        position(0, 1_799_000_000),
        position(0, -1_799_000_000),
        position(1_000_000, -1_799_000_000),
        position(1_000_000, 1_799_000_000),
    ];
    let fence = fence(&[Geometry::Areas(vec![vec![ring]])]);
    for lon in [1_799_500_000, 1_800_000_000, -1_800_000_000, -1_799_500_000] {
        assert_eq!(hits(&fence, position(500_000, lon)), [(0, Side::Inside)], "{lon}");
    }
    assert_eq!(hits(&fence, position(500_000, 0)), []);
    let pole = Geometry::Areas(vec![vec![vec![
        position(800_000_000, 0),
        position(800_000_000, 1_200_000_000),
        position(800_000_000, -1_200_000_000),
    ]]]);
    assert_eq!(Fence::of(&[&pole]).err(), Some(NoOverlay::Pole));
    assert_eq!(Fence::of(&[&Geometry::Paths(vec![])]).err(), Some(NoOverlay::NoArea));
    assert_eq!(hits(&Fence::of(&[]).unwrap(), position(0, 0)), []);
}

/// Corners on a coarse lattice: edges that fall together, run back on themselves, cross and touch.
fn ring() -> impl Strategy<Value = Vec<(i32, i32)>> {
    prop::collection::vec((0..9i32, 0..9i32), 3..12)
}

fn areas(rings: &[Vec<(i32, i32)>], scale: i32, shift: (i32, i32)) -> Geometry {
    let wrap = |lon: i64| if lon > HALF_TURN_E7 { lon - TURN_E7 } else { lon } as i32;
    let corner = |(y, x): &(i32, i32)| position(shift.0 + y * scale, wrap(i64::from(shift.1) + i64::from(*x) * i64::from(scale)));
    Geometry::Areas(vec![rings.iter().map(|ring| ring.iter().map(corner).collect()).collect()])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_grid_is_brute_force(
        shapes in prop::collection::vec(prop::collection::vec(ring(), 1..3), 1..4),
        scale in prop::sample::select(vec![1, 3, 1000, 4096, 7_777_777, 90_000_000]),
        where_ in prop::sample::select(vec![(0, 0), (-5, -7), (481_234_567, 372_345_678), (-300_000_000, 1_799_999_000), (10, 1_790_000_000)]),
        points in prop::collection::vec((-1..40i32, -1..40i32, -1..2i32, -1..2i32), 1..60),
    ) {
        let zones: Vec<Geometry> = shapes.iter().map(|rings| areas(rings, scale, where_)).collect();
        let fence = fence(&zones);
        for (y, x, dy, dx) in points {
            // Quarters of the lattice, and one unit beside: on corners, on edges, just off them.
            let lat = (i64::from(where_.0) + i64::from(y) * i64::from(scale) / 4 + i64::from(dy)).clamp(-900_000_000, 900_000_000);
            let lon = i64::from(where_.1) + i64::from(x) * i64::from(scale) / 4 + i64::from(dx);
            let lon = if lon > HALF_TURN_E7 { lon - TURN_E7 } else { lon };
            let at = position(lat as i32, lon as i32);
            prop_assert_eq!(hits(&fence, at), plain(&zones, at), "{:?}", at);
        }
    }

    #[test]
    fn random_corners_and_points_agree_too(ring in prop::collection::vec((0..3_000_000i32, 0..5_000_000i32), 3..60), points in prop::collection::vec((0..3_000_000i32, 0..5_000_000i32), 40)) {
        let zones = [areas(&[ring], 1, (480_000_000, 370_000_000))];
        let fence = fence(&zones);
        for (y, x) in points {
            let at = position(480_000_000 + y, 370_000_000 + x);
            prop_assert_eq!(hits(&fence, at), plain(&zones, at));
        }
    }

    #[test]
    fn turning_rings_round_changes_nothing(rings in prop::collection::vec(ring(), 1..3), points in prop::collection::vec((0..40i32, 0..40i32), 30)) {
        let turned: Vec<Vec<_>> = rings.iter().map(|ring| ring.iter().rev().copied().collect()).collect();
        let (a, b) = (fence(&[areas(&rings, 400, (0, 0))]), fence(&[areas(&turned, 400, (0, 0))]));
        for (y, x) in points {
            prop_assert_eq!(hits(&a, position(y * 100, x * 100)), hits(&b, position(y * 100, x * 100)));
        }
    }
}

#[test]
#[ignore = "a measurement: cargo xtask bench"]
fn how_many_points_a_second() {
    let mut seed = 7u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % below) as i32
    };
    let star = |lat: i32, lon: i32, far: f64, next: &mut dyn FnMut(u64) -> i32| -> Vec<Position> {
        (0..3000)
            .map(|n| {
                let (sin, cos) = libm::sincos(f64::from(n) / 3000.0 * std::f64::consts::TAU);
                let far = far * (0.8 + f64::from(next(1000)) / 5000.0);
                position(lat + libm::rint(far * sin) as i32, lon + libm::rint(far * cos) as i32)
            })
            .collect()
    };
    let zones: Vec<Geometry> = (0..20)
        .map(|_| {
            let (lat, lon) = (450_000_000 + next(60_000_000), 300_000_000 + next(100_000_000));
            Geometry::Areas(vec![vec![star(lat, lon, 8e6, &mut next)]])
        })
        .collect();
    let begun = std::time::Instant::now();
    let fence = fence(&zones);
    let built = begun.elapsed();
    let points: Vec<Position> = (0..2_000_000).map(|_| position(440_000_000 + next(80_000_000), 290_000_000 + next(120_000_000))).collect();
    let begun = std::time::Instant::now();
    let mut found_n = 0u64;
    for at in &points {
        fence.zones_at(*black_box(at), |_, _| found_n += 1);
    }
    let took = begun.elapsed();
    eprintln!(
        "geofence: 20 zones of 3,000 corners built in {} ms ({} cells, {} words); {} points, {found_n} hits: {:.1} million points/s",
        built.as_millis(),
        fence.cells.len(),
        fence.words.len(),
        points.len(),
        points.len() as f64 / took.as_secs_f64() / 1e6
    );
}
