//! Distances, directions and areas on the WGS 84 ellipsoid, the same on every machine (libm only).
//!
//! Vincenty's formulae; within 0.1 mm for distances up to a few thousand kilometres. Nearly
//! antipodal points, where they do not converge, give `None`.

use crate::place::{Place, Position, Ring, Sector};

pub(crate) const A_M: f64 = 6_378_137.0;
pub(crate) const F: f64 = 1.0 / 298.257_223_563;
pub(crate) const B_M: f64 = A_M * (1.0 - F);

/// Geodesic distance (metres) and first azimuth (degrees clockwise from north, 0 to 360).
///
/// `None` for nearly antipodal points.
pub fn inverse(from: Position, to: Position) -> Option<(f64, f64)> {
    if from == to {
        return Some((0.0, 0.0));
    }
    let l = (to.lon() - from.lon()).to_radians();
    let reduced = |lat: f64| libm::atan((1.0 - F) * libm::tan(lat.to_radians()));
    let (u1, u2) = (reduced(from.lat()), reduced(to.lat()));
    let ((su1, cu1), (su2, cu2)) = (libm::sincos(u1), libm::sincos(u2));
    let mut lambda = l;
    for _ in 0..200 {
        let (sl, cl) = libm::sincos(lambda);
        let (east, north) = (cu2 * sl, cu1 * su2 - su1 * cu2 * cl);
        let sin_sigma = libm::sqrt(east * east + north * north);
        if sin_sigma == 0.0 {
            return Some((0.0, 0.0));
        }
        let cos_sigma = su1 * su2 + cu1 * cu2 * cl;
        let sigma = libm::atan2(sin_sigma, cos_sigma);
        let sin_alpha = cu1 * cu2 * sl / sin_sigma;
        let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
        let cos_2m = if cos2_alpha == 0.0 { 0.0 } else { cos_sigma - 2.0 * su1 * su2 / cos2_alpha };
        let c = F / 16.0 * cos2_alpha * (4.0 + F * (4.0 - 3.0 * cos2_alpha));
        let before = lambda;
        lambda = l + (1.0 - c) * F * sin_alpha * (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2.0 * cos_2m * cos_2m - 1.0)));
        if (lambda - before).abs() < 1e-13 {
            let (a, delta) = series(cos2_alpha, sin_sigma, cos_sigma, cos_2m);
            let azimuth = libm::atan2(east, north).to_degrees();
            return Some((B_M * a * (sigma - delta), (azimuth + 360.0) % 360.0));
        }
    }
    None
}

fn series(cos2_alpha: f64, sin_sigma: f64, cos_sigma: f64, cos_2m: f64) -> (f64, f64) {
    let u2 = cos2_alpha * (A_M * A_M - B_M * B_M) / (B_M * B_M);
    let a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
    let b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
    let squared = 2.0 * cos_2m * cos_2m - 1.0;
    let third = b / 6.0 * cos_2m * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * cos_2m * cos_2m - 3.0);
    (a, b * sin_sigma * (cos_2m + b / 4.0 * (cos_sigma * squared - third)))
}

/// Geodesic distance, metres; nearly antipodal points give half the equator.
pub fn distance_m(from: Position, to: Position) -> f64 {
    inverse(from, to).map_or(std::f64::consts::PI * A_M, |(distance, _)| distance)
}

/// The point at a distance (metres) and azimuth (degrees clockwise from north).
pub fn direct(from: Position, azimuth_deg: f64, distance_m: f64) -> Position {
    let (sin_a1, cos_a1) = libm::sincos(azimuth_deg.to_radians());
    let tan_u1 = (1.0 - F) * libm::tan(from.lat().to_radians());
    let cu1 = 1.0 / libm::sqrt(1.0 + tan_u1 * tan_u1);
    let su1 = tan_u1 * cu1;
    let sigma1 = libm::atan2(tan_u1, cos_a1);
    let sin_alpha = cu1 * sin_a1;
    let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
    let (a, _) = series(cos2_alpha, 0.0, 1.0, 0.0);
    let mut sigma = distance_m / (B_M * a);
    for _ in 0..100 {
        let (ss, cs) = libm::sincos(sigma);
        let (_, delta) = series(cos2_alpha, ss, cs, libm::cos(2.0 * sigma1 + sigma));
        let before = sigma;
        sigma = distance_m / (B_M * a) + delta;
        if (sigma - before).abs() < 1e-13 {
            break;
        }
    }
    let (ss, cs) = libm::sincos(sigma);
    let cos_2m = libm::cos(2.0 * sigma1 + sigma);
    let across = su1 * ss - cu1 * cs * cos_a1;
    let lat = libm::atan2(su1 * cs + cu1 * ss * cos_a1, (1.0 - F) * libm::sqrt(sin_alpha * sin_alpha + across * across));
    let lambda = libm::atan2(ss * sin_a1, cu1 * cs - su1 * ss * cos_a1);
    let c = F / 16.0 * cos2_alpha * (4.0 + F * (4.0 - 3.0 * cos2_alpha));
    let l = lambda - (1.0 - c) * F * sin_alpha * (sigma + c * ss * (cos_2m + c * cs * (2.0 * cos_2m * cos_2m - 1.0)));
    let lon = from.lon() + l.to_degrees();
    let lon = if lon > 180.0 {
        lon - 360.0
    } else if lon < -180.0 {
        lon + 360.0
    } else {
        lon
    };
    Position::from_degrees(lat.to_degrees().clamp(-90.0, 90.0), lon).unwrap_or(from)
}

/// A local plane: metres east and north of a centre, true to about 1e-4 within 100 km.
#[derive(Clone, Copy, Debug)]
pub struct Plane {
    centre: Position,
    east_m: f64,
    north_m: f64,
}

impl Plane {
    /// Lays a plane at a centre, with the ellipsoid's own metres per degree there.
    pub fn at(centre: Position) -> Self {
        let (sin, cos) = libm::sincos(centre.lat().to_radians());
        let e2 = F * (2.0 - F);
        let w = libm::sqrt(1.0 - e2 * sin * sin);
        let degree = std::f64::consts::PI / 180.0;
        Self { centre, east_m: A_M / w * cos * degree, north_m: A_M * (1.0 - e2) / (w * w * w) * degree }
    }

    /// Metres in a degree of longitude and in a degree of latitude at the centre.
    pub const fn degree_m(&self) -> (f64, f64) {
        (self.east_m, self.north_m)
    }

    /// Metres east and north of the centre, across the date line if that is shorter.
    pub fn xy(&self, at: Position) -> (f64, f64) {
        let mut lon = at.lon() - self.centre.lon();
        if lon > 180.0 {
            lon -= 360.0;
        } else if lon < -180.0 {
            lon += 360.0;
        }
        (lon * self.east_m, (at.lat() - self.centre.lat()) * self.north_m)
    }
}

/// Area between two parallels and two meridians, square metres, given in 1e-7 degree.
///
/// Source: the closed form of the ellipsoid's zone (J. P. Snyder, Map Projections, 1987, eq. 3-12).
pub fn rectangle_m2(south_e7: i32, north_e7: i32, west_e7: i32, east_e7: i32) -> f64 {
    let e = libm::sqrt(F * (2.0 - F));
    let q = |lat_e7: i32| {
        let es = e * libm::sin((f64::from(lat_e7) / 1e7).to_radians());
        es / e / (1.0 - es * es) + libm::log((1.0 + es) / (1.0 - es)) / (2.0 * e)
    };
    let turn = ((f64::from(east_e7) - f64::from(west_e7)) / 1e7).to_radians();
    B_M * B_M / 2.0 * turn * (q(north_e7) - q(south_e7))
}

/// Distance of a point from a segment on a local plane round the point, metres.
pub fn segment_distance_m(at: Position, from: Position, to: Position) -> f64 {
    let plane = Plane::at(at);
    let ((x1, y1), (x2, y2)) = (plane.xy(from), plane.xy(to));
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length2 = dx * dx + dy * dy;
    let along = if length2 == 0.0 { 0.0 } else { (-(x1 * dx + y1 * dy) / length2).clamp(0.0, 1.0) };
    let (x, y) = (x1 + along * dx, y1 + along * dy);
    libm::sqrt(x * x + y * y)
}

/// Whether a point lies inside a ring, by exact integer arithmetic; edges are half-open, so that
/// a point on a border shared by two rings lies in exactly one of them.
pub fn is_inside_ring(at: Position, ring: &[Position]) -> bool {
    let Some(last) = ring.last() else { return false };
    let mut inside = false;
    let mut from = *last;
    for to in ring {
        if (from.lat_e7 > at.lat_e7) != (to.lat_e7 > at.lat_e7) {
            let (x, y) = (i128::from(at.lon_e7), i128::from(at.lat_e7));
            let (x1, y1, x2, y2) = (i128::from(from.lon_e7), i128::from(from.lat_e7), i128::from(to.lon_e7), i128::from(to.lat_e7));
            let side = (x - x1) * (y2 - y1) - (x2 - x1) * (y - y1);
            if (side < 0) == (y2 > y1) && side != 0 {
                inside = !inside;
            }
        }
        from = *to;
    }
    inside
}

/// Whether a point lies inside the outer ring (the first) and in none of the holes.
pub fn is_inside(at: Position, rings: &[Ring]) -> bool {
    let Some((outer, holes)) = rings.split_first() else { return false };
    is_inside_ring(at, outer) && !holes.iter().any(|hole| is_inside_ring(at, hole))
}

/// The outline of a sector, for drawing and for sampling: arcs every 5 degrees.
pub fn sector_ring(sector: &Sector) -> Vec<Ring> {
    let all_round = sector.width_mdeg() == 360_000;
    let steps = (sector.width_mdeg() / 5_000).max(2);
    let arc = |range: u32| -> Ring {
        let last = if all_round { steps - 1 } else { steps };
        (0..=last)
            .map(|step| {
                let azimuth = (f64::from(sector.from_mdeg) + f64::from(sector.width_mdeg()) * f64::from(step) / f64::from(steps)) / 1000.0;
                direct(sector.observer, azimuth % 360.0, f64::from(range))
            })
            .collect()
    };
    let mut outer = arc(sector.hi_m);
    let inner = if sector.lo_m == 0 { vec![sector.observer] } else { arc(sector.lo_m) };
    match (all_round, sector.lo_m) {
        (true, 0) => vec![outer],
        (true, _) => vec![outer, inner],
        (false, _) => {
            outer.extend(inner.into_iter().rev());
            vec![outer]
        }
    }
}

/// A point and a standard deviation per axis (metres) that stand for a place where one number is
/// needed: drawing, sorting, a first gate. Never a finding's input.
pub fn summary(place: &Place) -> Option<(Position, u32)> {
    match place {
        Place::Normal { centre, sd_m } => Some((*centre, *sd_m)),
        Place::WideTail { centre, sd_m, wide_ppm, wide_sd_m } => {
            let (core, wide) = (f64::from(*sd_m), f64::from(*wide_sd_m));
            let sd = libm::sqrt(core * core + wide * wide * f64::from(*wide_ppm) / 1e6);
            Some((*centre, libm::rint(sd) as u32))
        }
        Place::Polygon(rings) => ring_summary(rings.first()?),
        Place::Sector(sector) => {
            let (centre, spread) = ring_summary(sector_ring(sector).first()?)?;
            Some((centre, spread.saturating_add(sector.observer_sd_m)))
        }
        Place::Mixture(shares) => shares.iter().max_by_key(|share| share.weight_ppm).and_then(|share| summary(&share.place)),
    }
}

fn ring_summary(ring: &Ring) -> Option<(Position, u32)> {
    let n = i64::try_from(ring.len()).ok().filter(|n| *n > 0)?;
    let lat = ring.iter().map(|p| i64::from(p.lat_e7)).sum::<i64>() / n;
    let lon = ring.iter().map(|p| i64::from(p.lon_e7)).sum::<i64>() / n;
    let centre = Position { lat_e7: i32::try_from(lat).ok()?, lon_e7: i32::try_from(lon).ok()? };
    let mean = ring.iter().map(|p| distance_m(centre, *p)).sum::<f64>() / n as f64;
    Some((centre, libm::rint(mean / 2.0) as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn flinders_peak_to_buninyong_is_the_published_geodesic() {
        // Geoscience Australia's worked example, on an ellipsoid equal to WGS 84 at this precision.
        let (distance, azimuth) = inverse(at(-37.951_033_417, 144.424_867_889), at(-37.652_821_139, 143.926_495_528)).unwrap();
        assert!((distance - 54_972.271).abs() < 0.02, "{distance}");
        assert!((azimuth - 306.868_159).abs() < 1e-4, "{azimuth}");
    }

    #[test]
    fn nearly_antipodal_points_have_no_vincenty_answer() {
        assert_eq!(inverse(at(0.0, 0.0), at(0.5, 179.7)), None);
    }

    #[test]
    fn a_point_on_a_shared_border_lies_in_exactly_one_zone() {
        let west = [at(0.0, 0.0), at(0.0, 1.0), at(1.0, 1.0), at(1.0, 0.0)];
        let east = [at(0.0, 1.0), at(0.0, 2.0), at(1.0, 2.0), at(1.0, 1.0)];
        for lat in [0.0, 0.25, 0.5, 0.999_999_9] {
            let point = at(lat, 1.0);
            assert_ne!(is_inside_ring(point, &west), is_inside_ring(point, &east), "{lat}");
        }
    }

    #[test]
    fn the_whole_earth_has_its_published_area_and_a_degree_at_the_equator_too() {
        // 510,065,621.7 km2 for WGS 84; the degree square by its two radii of curvature.
        let earth = rectangle_m2(-900_000_000, 900_000_000, -1_800_000_000, 1_800_000_000);
        assert!((earth / 1e6 - 510_065_621.7).abs() < 1.0, "{earth}");
        let degree = rectangle_m2(0, 10_000_000, 0, 10_000_000);
        assert!((degree / 1e6 - 12_308.8).abs() < 1.0, "{degree}");
    }

    #[test]
    fn three_to_five_kilometres_east_south_east_is_3_14_square_kilometres() {
        let sector = Sector {
            from_mdeg: 101_250,
            to_mdeg: 123_750,
            lo_m: 3000,
            hi_m: 5000,
            observer: at(48.0, 37.0),
            observer_sd_m: 50,
            range_assumed: false,
        };
        let rings = sector_ring(&sector);
        let ring = rings.first().unwrap();
        let plane = Plane::at(sector.observer);
        let points: Vec<_> = ring.iter().map(|p| plane.xy(*p)).collect();
        let area: f64 = points.iter().zip(points.iter().cycle().skip(1)).map(|((x1, y1), (x2, y2))| x1 * y2 - x2 * y1).sum::<f64>() / 2.0;
        assert!((area.abs() / 1e6 - std::f64::consts::PI).abs() < 0.01, "{area}");
    }

    proptest! {
        #[test]
        fn direct_undoes_inverse(lat in -70.0..70.0, lon in -179.0..179.0, azimuth in 0.0..360.0, far in 1.0..200_000.0) {
            let from = at(lat, lon);
            let to = direct(from, azimuth, far);
            let (distance, _) = inverse(from, to).unwrap();
            prop_assert!((distance - far).abs() < 0.02, "{distance} {far}");
        }

        #[test]
        fn the_plane_agrees_with_the_geodesic_nearby(lat in -65.0..65.0, dlat in -0.05..0.05, dlon in -0.05..0.05) {
            let (a, b) = (at(lat, 10.0), at(lat + dlat, 10.0 + dlon));
            let (x, y) = Plane::at(a).xy(b);
            let far = distance_m(a, b);
            prop_assert!(((x * x + y * y).sqrt() - far).abs() <= 0.5 + far * 1e-3);
        }
    }
}
