//! Who held a place: each map's chance with the softness of its border, and the maps pooled.

use crate::case::{ControlMap, Held, Point};
use crate::method::{MAP_SD_M_MIN, SHARE_MIN, STALE_M_PER_DAY};
use model::PartyId;
use std::f64::consts::PI;

/// Metres by which a line is drawn out beyond its ends.
const BEYOND_M: f64 = 1e8;

/// Beyond so many errors of a border its distance no longer shows.
const FAR_SD: f64 = 40.0;

/// A map, ready to be asked.
pub(crate) struct Ground {
    parts: Vec<Part>,
    parties: usize,
    rest: Option<usize>,
    sd_m: f64,
}

/// One party's ground on a map.
struct Part {
    party: usize,
    shape: Shape,
}

enum Shape {
    /// Rings, closed, and those of their edges that are near enough to count.
    Area(Vec<Vec<Point>>, Vec<(Point, Point)>),
    /// A line with the party to its left (1) or right (-1).
    Side(Vec<Point>, f64),
}

impl Ground {
    /// `centre` and `reach_m`: where it will be asked.
    pub(crate) fn of(map: &ControlMap, parties: &[PartyId], centre: Point, reach_m: f64) -> Self {
        let at = |party: &PartyId| parties.iter().position(|own| own == party).unwrap_or(0);
        let stale = map.age_days * STALE_M_PER_DAY;
        let sd_m = libm::sqrt(map.sd_m * map.sd_m + stale * stale).max(MAP_SD_M_MIN);
        let (parts, rest) = match &map.held {
            Held::Line { path, left, right } => {
                let path = drawn_out(path);
                let side = |party, sign| Part { party: at(party), shape: Shape::Side(path.clone(), sign) };
                (vec![side(left, 1.0), side(right, -1.0)], None)
            }
            Held::Areas { areas, rest } => {
                let part = |(party, areas): &(PartyId, Vec<Vec<Vec<Point>>>)| {
                    let rings = areas.iter().flatten().map(|ring| ring.iter().chain(ring.first()).copied().collect());
                    let rings: Vec<Vec<Point>> = rings.collect();
                    let near = near(&rings, centre, reach_m + FAR_SD * sd_m);
                    Part { party: at(party), shape: Shape::Area(rings, near) }
                };
                (areas.iter().map(part).collect(), rest.as_ref().map(at))
            }
        };
        Self { parts, parties: parties.len(), rest, sd_m }
    }

    /// The chance that each party holds a place, and last that nobody does; `more_sd_m` is an error of the
    /// place itself. Not normalised; none below [`SHARE_MIN`].
    pub(crate) fn shares(&self, at: Point, more_sd_m: f64) -> Vec<f64> {
        let sd_m = libm::sqrt(self.sd_m * self.sd_m + more_sd_m * more_sd_m);
        // A logistic law with this standard deviation.
        let scale = sd_m * 3f64.sqrt() / PI;
        let mut shares = vec![SHARE_MIN; self.parties + 1];
        let (mut deepest, mut is_two_sided) = (f64::NEG_INFINITY, false);
        for part in &self.parts {
            let depth = match &part.shape {
                Shape::Area(rings, near) => inside_by_m(rings, near, at, FAR_SD * sd_m),
                Shape::Side(path, sign) => {
                    is_two_sided = true;
                    sign * left_by_m(path, at)
                }
            } / scale;
            deepest = deepest.max(depth);
            raise(&mut shares, part.party, depth);
        }
        if !is_two_sided {
            raise(&mut shares, self.rest.unwrap_or(self.parties), -deepest);
        }
        shares
    }
}

fn raise(shares: &mut [f64], at: usize, depth: f64) {
    if let Some(share) = shares.get_mut(at) {
        *share = share.max(1.0 / (1.0 + libm::exp(-depth)));
    }
}

/// Pools the maps in use: the mean of their logarithms, normalised; without any all parties alike.
/// A mean does not sharpen: ten copies of one map say no more than one. Source: METHOD 8 and 11.
pub(crate) fn pooled(maps: &[&[f64]], parties: usize) -> Vec<f64> {
    if maps.is_empty() {
        let share = 1.0 / parties as f64;
        return (0..=parties).map(|at| if at < parties { share } else { 0.0 }).collect();
    }
    let n = maps.len() as f64;
    let share = |map: &&[f64], at: usize| map.get(at).copied().unwrap_or(SHARE_MIN);
    let mean = |at: usize| libm::exp(maps.iter().map(|map| libm::log(share(map, at))).sum::<f64>() / n);
    let raised: Vec<f64> = match maps {
        [one] => (0..=parties).map(|at| share(one, at)).collect(),
        _ => (0..=parties).map(mean).collect(),
    };
    let sum: f64 = raised.iter().sum();
    raised.iter().map(|share| share / sum).collect()
}

fn drawn_out(path: &[Point]) -> Vec<Point> {
    let mut path: Vec<Point> = path.to_vec();
    path.dedup();
    let beyond = |end: Point, before: Point| {
        let (east, north) = (end.east_m - before.east_m, end.north_m - before.north_m);
        let length = libm::sqrt(east * east + north * north);
        Point { east_m: end.east_m + east / length * BEYOND_M, north_m: end.north_m + north / length * BEYOND_M }
    };
    let first = if let [a, b, ..] = path.as_slice() { Some(beyond(*a, *b)) } else { None };
    let last = if let [.., b, a] = path.as_slice() { Some(beyond(*a, *b)) } else { None };
    first.into_iter().chain(path).chain(last).collect()
}

/// Squared distance of a point from a segment, and how far left of its straight line the point lies.
fn beside(at: Point, a: Point, b: Point) -> (f64, f64) {
    let (dx, dy) = (b.east_m - a.east_m, b.north_m - a.north_m);
    let (px, py) = (at.east_m - a.east_m, at.north_m - a.north_m);
    let length2 = dx * dx + dy * dy;
    if length2 == 0.0 {
        return (px * px + py * py, 0.0);
    }
    let along = ((px * dx + py * dy) / length2).clamp(0.0, 1.0);
    let (ex, ey) = (px - along * dx, py - along * dy);
    (ex * ex + ey * ey, (dx * py - dy * px) / libm::sqrt(length2))
}

/// Distance from a line, positive to its left.
fn left_by_m(path: &[Point], at: Point) -> f64 {
    let (mut nearest2, mut left) = (f64::INFINITY, 0.0f64);
    for two in path.windows(2) {
        let [a, b] = two else { continue };
        let (distance2, side) = beside(at, *a, *b);
        // At a corner both segments are equally near: the one that is seen less along its own line tells the side.
        let is_tie = (distance2 - nearest2).abs() <= 1e-9 * distance2;
        if (is_tie && side.abs() > left.abs()) || (!is_tie && distance2 < nearest2) {
            left = side;
        }
        nearest2 = nearest2.min(distance2);
    }
    libm::copysign(libm::sqrt(nearest2), left)
}

/// Edges no farther from a centre than a distance.
fn near(rings: &[Vec<Point>], centre: Point, far_m: f64) -> Vec<(Point, Point)> {
    let edges = rings.iter().flat_map(|ring| ring.windows(2)).filter_map(|two| if let [a, b] = two { Some((*a, *b)) } else { None });
    edges.filter(|(a, b)| beside(centre, *a, *b).0 <= far_m * far_m).collect()
}

/// Distance from the border of an area, positive inside; at most `far_m`.
fn inside_by_m(rings: &[Vec<Point>], near: &[(Point, Point)], at: Point, far_m: f64) -> f64 {
    let nearest2 = near.iter().map(|(a, b)| beside(at, *a, *b).0).fold(far_m * far_m, f64::min);
    let mut is_inside = false;
    for two in rings.iter().flat_map(|ring| ring.windows(2)) {
        let [a, b] = two else { continue };
        let is_up = b.north_m > at.north_m;
        if (a.north_m > at.north_m) != is_up {
            let left = beside(at, *a, *b).1;
            is_inside ^= (left > 0.0) == is_up && left != 0.0;
        }
    }
    let distance = libm::sqrt(nearest2);
    if is_inside { distance } else { -distance }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn point(east_m: f64, north_m: f64) -> Point {
        Point { east_m, north_m }
    }

    fn parties() -> Vec<PartyId> {
        ["a", "b", "c"].map(|name| PartyId(name.into())).to_vec()
    }

    fn share(map: &ControlMap, at: Point) -> Vec<f64> {
        pooled(&[&Ground::of(map, &parties(), point(0.0, 0.0), 60_000.0).shares(at, 0.0)], 3)
    }

    #[test]
    fn a_bent_line_goes_on_beyond_its_ends_and_has_its_parties_on_their_sides() {
        // North along the axis, then north-east: a to the left.
        let path = vec![point(0.0, 0.0), point(0.0, 1_000.0), point(1_000.0, 2_000.0)];
        let held = Held::Line { path, left: PartyId("a".into()), right: PartyId("b".into()) };
        let map = ControlMap { source: "m".into(), controlled_by: None, sd_m: 500.0, age_days: 0.0, held };
        for (at, is_a) in [
            (point(-2_000.0, -50_000.0), true),
            (point(2_000.0, -50_000.0), false),
            (point(40_000.0, 45_000.0), true),
            (point(45_000.0, 40_000.0), false),
            (point(-3_000.0, 1_200.0), true),
            (point(2_000.0, 1_000.0), false),
        ] {
            let shares = share(&map, at);
            assert!(shares[if is_a { 0 } else { 1 }] > 0.98, "{at:?}: {shares:?}");
        }
        assert!((share(&map, point(0.0, -9_000.0))[0] - 0.5).abs() < 1e-5);
    }

    #[test]
    fn areas_have_holes_a_rest_and_soft_borders_that_soften_with_age() {
        let square = |half: f64| vec![point(-half, -half), point(half, -half), point(half, half), point(-half, half)];
        let areas = vec![(PartyId("a".into()), vec![vec![square(10_000.0), square(2_000.0)]])];
        let held = Held::Areas { areas, rest: Some(PartyId("b".into())) };
        let mut map = ControlMap { source: "m".into(), controlled_by: None, sd_m: 500.0, age_days: 0.0, held };
        let at_border = share(&map, point(10_000.0, 0.0));
        assert!((at_border[0] - at_border[1]).abs() < 1e-12);
        assert!(share(&map, point(6_000.0, 0.0))[0] > 0.99 && share(&map, point(0.0, 0.0))[1] > 0.99);
        let fresh = share(&map, point(11_000.0, 0.0))[1];
        map.age_days = 60.0;
        assert!(share(&map, point(11_000.0, 0.0))[1] < fresh);
    }

    #[test]
    fn two_maps_that_contradict_each_other_leave_a_place_disputed() {
        let one = [0.99, 0.01, 1e-6];
        let other = [0.01, 0.99, 1e-6];
        let both = pooled(&[&one, &other], 2);
        assert!((both[0] - 0.5).abs() < 1e-4 && (both[0] - both[1]).abs() < 1e-15);
        for (a, b) in pooled(&[&one, &one, &one], 2).into_iter().zip(pooled(&[&one], 2)) {
            assert!((a - b).abs() < 1e-15);
        }
    }
}
