//! A place as a weighted list of normal distributions: what every chance is a sum over.

use crate::method;
use crate::shape::{Here, Shape};
use model::place::{Place, Position, Ring, Sector};
use model::{Geometry, geodesy};

/// One normal distribution of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) at: Position,
    /// Standard deviation per axis, metres.
    pub(crate) sd_m: f64,
    pub(crate) weight: f64,
}

/// Spreads a place; empty if nothing of it is a position.
pub(crate) fn nodes(place: &Place) -> Vec<Node> {
    let mut nodes = Vec::new();
    add(&mut nodes, place, 1.0, 0);
    nodes
}

fn add(nodes: &mut Vec<Node>, place: &Place, weight: f64, depth: u32) {
    let mut node = |at: Position, sd_m: f64, share: f64| {
        if share > 0.0 {
            nodes.push(Node { at, sd_m, weight: weight * share });
        }
    };
    match place {
        Place::Normal { centre, sd_m } => node(*centre, f64::from(*sd_m), 1.0),
        Place::WideTail { centre, sd_m, wide_ppm, wide_sd_m } => {
            let wide = f64::from(*wide_ppm) / 1e6;
            node(*centre, f64::from(*sd_m), 1.0 - wide);
            node(*centre, hypot(f64::from(*sd_m), f64::from(*wide_sd_m)), wide);
        }
        Place::Polygon(rings) => add_cells(nodes, rings, weight),
        Place::Sector(sector) => add_sector(nodes, sector, weight),
        Place::Mixture(shares) if depth < method::MIXTURE_DEPTH_MAX => {
            for share in shares {
                add(nodes, &share.place, weight * f64::from(share.weight_ppm) / 1e6, depth + 1);
            }
        }
        Place::Mixture(_) => {}
    }
}

pub(crate) fn hypot(a: f64, b: f64) -> f64 {
    libm::sqrt(a * a + b * b)
}

/// Square cells of equal area whose centres lie inside, each as wide as a normal of its own spread.
fn add_cells(nodes: &mut Vec<Node>, rings: &[Ring], weight: f64) {
    let Some(first) = rings.first().and_then(|ring| ring.first()) else { return };
    let here = Here::flat(*first);
    let corners: Vec<Vec<(f64, f64)>> = rings.iter().map(|ring| ring.iter().map(|at| here.xy(*at)).collect()).collect();
    let areas = corners.iter().map(|ring| twice_area(ring).abs() / 2.0);
    let area = areas.enumerate().map(|(n, area)| if n == 0 { area } else { -area }).sum::<f64>();
    let outer = corners.iter().flatten().copied();
    let bounds = outer.fold((f64::MAX, f64::MAX, f64::MIN, f64::MIN), |(w, s, e, n), (x, y)| (w.min(x), s.min(y), e.max(x), n.max(y)));
    let (west, south, east, north) = bounds;
    let whole = (east - west) * (north - south);
    let longest = (east - west).max(north - south);
    let step = libm::sqrt((area / method::CELLS).max(whole / method::GRID_CELLS_MAX)).max(longest / method::GRID_SIDE_MAX).max(1.0);
    let (columns, rows) = (libm::ceil((east - west) / step).max(1.0), libm::ceil((north - south) / step).max(1.0));
    let shape = Shape::of(&Geometry::Areas(vec![rings.to_vec()]));
    let start = nodes.len();
    let mut row = 0.5;
    while row < rows {
        let mut column = 0.5;
        while column < columns {
            let at = here.moved(west + column * step, south + row * step);
            if shape.times_inside(at) > 0 {
                nodes.push(Node { at, sd_m: step / libm::sqrt(12.0), weight: 1.0 });
            }
            column += 1.0;
        }
        row += 1.0;
    }
    if nodes.len() == start {
        let at = here.moved((west + east) / 2.0, (south + north) / 2.0);
        nodes.push(Node { at, sd_m: hypot(east - west, north - south) / libm::sqrt(24.0), weight: 1.0 });
    }
    let n = (nodes.len() - start) as f64;
    nodes.iter_mut().skip(start).for_each(|node| node.weight = weight / n);
}

fn twice_area(ring: &[(f64, f64)]) -> f64 {
    ring.iter().zip(ring.iter().skip(1).chain(ring.first())).map(|((x1, y1), (x2, y2))| x1 * y2 - x2 * y1).sum()
}

/// Cells between bearings and ranges, each weighted by its area and widened by the observer's error.
fn add_sector(nodes: &mut Vec<Node>, sector: &Sector, weight: f64) {
    let bearings = sector.width_mdeg().div_ceil(method::SECTOR_CELL_MDEG).max(12);
    let width_rad = (f64::from(sector.width_mdeg()) / 1000.0 / f64::from(bearings)).to_radians();
    let (lo, hi) = (f64::from(sector.lo_m.min(sector.hi_m)), f64::from(sector.hi_m.max(sector.lo_m)));
    let depth = (hi - lo) / f64::from(method::SECTOR_RANGES);
    let sum: f64 = (0..method::SECTOR_RANGES).map(|n| ring_share(lo, depth, n)).sum();
    for range in 0..method::SECTOR_RANGES {
        let middle = lo + depth * (f64::from(range) + 0.5);
        let spread = (depth * depth + middle * width_rad * middle * width_rad) / 24.0;
        let observer = f64::from(sector.observer_sd_m);
        let sd_m = libm::sqrt(observer * observer + spread);
        let share = if sum > 0.0 { ring_share(lo, depth, range) / sum } else { 1.0 / f64::from(method::SECTOR_RANGES) };
        for bearing in 0..bearings {
            let azimuth = f64::from(sector.from_mdeg) / 1000.0 + (f64::from(bearing) + 0.5) * width_rad.to_degrees();
            let at = geodesy::direct(sector.observer, azimuth % 360.0, middle);
            nodes.push(Node { at, sd_m, weight: weight * share / f64::from(bearings) });
        }
    }
}

fn ring_share(lo: f64, depth: f64, n: u32) -> f64 {
    lo + depth * (f64::from(n) + 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::place::Share;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    fn sum(nodes: &[Node]) -> f64 {
        nodes.iter().map(|node| node.weight).sum()
    }

    #[test]
    fn weights_sum_to_one_for_every_kind_of_place() {
        let square = Place::Polygon(vec![vec![at(48.0, 37.0), at(48.0, 37.1), at(48.1, 37.1), at(48.1, 37.0)]]);
        let sector = Place::Sector(Sector {
            from_mdeg: 101_250,
            to_mdeg: 123_750,
            lo_m: 3000,
            hi_m: 5000,
            observer: at(48.0, 37.0),
            observer_sd_m: 50,
            range_assumed: false,
        });
        let tail = Place::WideTail { centre: at(48.0, 37.0), sd_m: 1000, wide_ppm: 120_000, wide_sd_m: 12_000 };
        let mixture = Place::Mixture(vec![
            Share { place: square.clone(), weight_ppm: 400_000 },
            Share { place: sector.clone(), weight_ppm: 600_000 },
        ]);
        for place in [square, sector, tail, mixture] {
            assert!((sum(&nodes(&place)) - 1.0).abs() < 1e-9, "{place:?}");
        }
    }

    #[test]
    fn a_thin_or_empty_polygon_still_gives_a_place() {
        let sliver = Place::Polygon(vec![vec![at(48.0, 37.0), at(48.0, 37.000_000_1), at(48.000_000_1, 37.0)]]);
        assert!(!nodes(&sliver).is_empty());
        let thin = Place::Polygon(vec![vec![at(47.0, 36.0), at(48.0, 37.0), at(48.0, 37.000_01)]]);
        assert!((sum(&nodes(&thin)) - 1.0).abs() < 1e-9);
        assert!(nodes(&Place::Polygon(Vec::new())).is_empty());
    }
}
