//! Places as outlines that hold at least 90 % of the chance: for maps and for "inside or touching", never for a finding.

use crate::method::{CORNERS, RADIUS_90, SHARE_DRAWN_PPM};
use model::geodesy::{direct, sector_ring};
use model::place::{Ring, Share};
use model::{Place, Position};

/// An outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outline {
    /// Polygons, each an outer ring and its holes.
    Areas(Vec<Vec<Ring>>),
    /// An agreed, exact point.
    Point(Position),
}

/// The outline of a place.
pub fn outline(place: &Place) -> Outline {
    match place {
        Place::Normal { centre, sd_m } => circle(*centre, f64::from(*sd_m) * RADIUS_90),
        Place::WideTail { centre, sd_m, wide_ppm, wide_sd_m } => circle(*centre, radius_with_tail(*sd_m, *wide_ppm, *wide_sd_m)),
        Place::Polygon(rings) => Outline::Areas(vec![rings.clone()]),
        Place::Sector(sector) => Outline::Areas(vec![sector_ring(sector)]),
        Place::Mixture(shares) => mixture(shares),
    }
}

fn circle(centre: Position, radius_m: f64) -> Outline {
    if radius_m <= 0.0 {
        return Outline::Point(centre);
    }
    let corner = |n: u32| direct(centre, 360.0 * f64::from(n) / f64::from(CORNERS), radius_m);
    Outline::Areas(vec![vec![(0..CORNERS).map(corner).collect()]])
}

/// The radius that holds 90 % of a core with a wide tail, metres: where the two parts together leave 10 % outside.
fn radius_with_tail(sd_m: u32, wide_ppm: u32, wide_sd_m: u32) -> f64 {
    let (core, added) = (f64::from(sd_m), f64::from(wide_sd_m));
    let wide = libm::sqrt(core * core + added * added);
    let weight = (f64::from(wide_ppm) / 1e6).clamp(0.0, 1.0);
    let outside = |radius: f64, sd: f64| if sd > 0.0 { libm::exp(-radius * radius / (2.0 * sd * sd)) } else { 0.0 };
    let (mut low, mut high) = (core * RADIUS_90, wide * RADIUS_90);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let left = (1.0 - weight) * outside(middle, core) + weight * outside(middle, wide);
        if left > 0.1 { low = middle } else { high = middle }
    }
    high
}

/// The likeliest parts until they hold 90 %.
fn mixture(shares: &[Share]) -> Outline {
    let mut sorted: Vec<&Share> = shares.iter().collect();
    sorted.sort_by(|a, b| b.weight_ppm.cmp(&a.weight_ppm).then_with(|| a.place.cmp(&b.place)));
    let (mut held_ppm, mut areas, mut point) = (0u32, Vec::new(), None);
    for share in sorted {
        if held_ppm >= SHARE_DRAWN_PPM {
            break;
        }
        held_ppm = held_ppm.saturating_add(share.weight_ppm);
        match outline(&share.place) {
            Outline::Areas(parts) => areas.extend(parts),
            Outline::Point(at) => point = point.or(Some(at)),
        }
    }
    match point {
        Some(at) if areas.is_empty() => Outline::Point(at),
        _ => Outline::Areas(areas),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::geodesy::distance_m;

    fn radius_m(place: &Place, centre: Position) -> f64 {
        match outline(place) {
            Outline::Areas(areas) => areas.iter().flatten().flatten().map(|at| distance_m(centre, *at)).fold(0.0, f64::max),
            Outline::Point(_) => 0.0,
        }
    }

    #[test]
    fn ninety_percent_of_a_normal_lie_within_2_146_standard_deviations_and_a_tail_widens_it() {
        let centre = Position { lat_e7: 100_000_000, lon_e7: 200_000_000 };
        assert!((radius_m(&Place::Normal { centre, sd_m: 1000 }, centre) - 2145.97).abs() < 0.1);
        let tail = |wide_ppm| Place::WideTail { centre, sd_m: 1000, wide_ppm, wide_sd_m: 20_000 };
        assert!((radius_m(&tail(0), centre) - 2145.97).abs() < 0.1);
        assert!(radius_m(&tail(50_000), centre) > 2300.0);
        assert!(radius_m(&tail(150_000), centre) > 15_000.0, "the tail alone holds more than 10 %");
        assert_eq!(outline(&Place::Normal { centre, sd_m: 0 }), Outline::Point(centre));
    }
}
