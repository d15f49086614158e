//! A place as a circle with a possible wide tail: what the pair's log-odds can be computed from quickly.

use crate::method::{ORIGIN_GRID_E7, ORIGIN_SD_M_MIN};
use model::geodesy::{Plane, sector_ring};
use model::place::{Ring, Share};
use model::{Place, Position};

/// A place by its moments.
///
/// Exact for `Normal` and `WideTail`. A polygon, a sector and a mixture are taken by their centre
/// and variance per axis (uniform inside a polygon): their shape is lost, so a report "3-5 km to
/// the east" is a circle there, and a polygon's edge is soft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Footprint {
    /// Its centre.
    pub centre: Position,
    /// Standard deviation of the core per axis, metres.
    pub sd_m: u32,
    /// Chance of the wide tail, ppm.
    pub wide_ppm: u32,
    /// Standard deviation of the tail per axis, metres, beside the core's.
    pub wide_sd_m: u32,
}

impl Footprint {
    /// The same place for a report of where fire came from: its centre on a coarse grid, its error no
    /// smaller than the grid.
    #[must_use]
    pub fn coarse(self) -> Self {
        let snap = |value: i32| value.div_euclid(ORIGIN_GRID_E7) * ORIGIN_GRID_E7 + ORIGIN_GRID_E7 / 2;
        let centre = Position {
            lat_e7: snap(self.centre.lat_e7).clamp(-900_000_000, 900_000_000),
            lon_e7: snap(self.centre.lon_e7).clamp(-1_800_000_000, 1_800_000_000),
        };
        Self { centre, sd_m: self.sd_m.max(ORIGIN_SD_M_MIN), ..self }
    }

    /// Takes a place by its moments; `None` if it has no points at all.
    pub fn of(place: &Place) -> Option<Self> {
        match place {
            Place::Normal { centre, sd_m } => Some(Self { centre: *centre, sd_m: *sd_m, wide_ppm: 0, wide_sd_m: 0 }),
            Place::WideTail { centre, sd_m, wide_ppm: 0, .. } => Some(Self { centre: *centre, sd_m: *sd_m, wide_ppm: 0, wide_sd_m: 0 }),
            Place::WideTail { centre, sd_m, wide_ppm, wide_sd_m } => {
                Some(Self { centre: *centre, sd_m: *sd_m, wide_ppm: *wide_ppm, wide_sd_m: *wide_sd_m })
            }
            Place::Polygon(_) | Place::Sector(_) | Place::Mixture(_) => moments(place).map(|moments| Self {
                centre: moments.centre,
                sd_m: libm::rint(libm::sqrt(moments.var_m2)) as u32,
                wide_ppm: 0,
                wide_sd_m: 0,
            }),
        }
    }

    /// The place that it stands for.
    pub(crate) const fn place(&self) -> Place {
        match self.wide_ppm {
            0 => Place::Normal { centre: self.centre, sd_m: self.sd_m },
            wide_ppm => Place::WideTail { centre: self.centre, sd_m: self.sd_m, wide_ppm, wide_sd_m: self.wide_sd_m },
        }
    }
}

/// Mean and variance per axis of a place.
#[derive(Clone, Copy)]
struct Moments {
    centre: Position,
    var_m2: f64,
}

fn moments(place: &Place) -> Option<Moments> {
    let squared = |sd_m: u32| f64::from(sd_m) * f64::from(sd_m);
    match place {
        Place::Normal { centre, sd_m } => Some(Moments { centre: *centre, var_m2: squared(*sd_m) }),
        Place::WideTail { centre, sd_m, wide_ppm, wide_sd_m } => {
            Some(Moments { centre: *centre, var_m2: squared(*sd_m) + squared(*wide_sd_m) * f64::from(*wide_ppm) / 1e6 })
        }
        Place::Polygon(rings) => of_polygon(rings),
        Place::Sector(sector) => {
            let ring = of_polygon(&sector_ring(sector))?;
            Some(Moments { var_m2: ring.var_m2 + squared(sector.observer_sd_m), ..ring })
        }
        Place::Mixture(shares) => of_mixture(shares),
    }
}

fn of_mixture(shares: &[Share]) -> Option<Moments> {
    let parts: Vec<(f64, Moments)> =
        shares.iter().filter_map(|share| moments(&share.place).map(|part| (f64::from(share.weight_ppm), part))).collect();
    let (_, first) = parts.first()?;
    let plane = Plane::at(first.centre);
    let (mut whole, mut x, mut y, mut square) = (0.0, 0.0, 0.0, 0.0);
    for (weight, part) in &parts {
        let (east, north) = plane.xy(part.centre);
        whole += weight;
        x += weight * east;
        y += weight * north;
        square += weight * (part.var_m2 + (east * east + north * north) / 2.0);
    }
    (whole > 0.0).then(|| {
        let (x, y) = (x / whole, y / whole);
        Moments { centre: moved(first.centre, x, y), var_m2: (square / whole - (x * x + y * y) / 2.0).max(0.0) }
    })
}

/// Sums over a ring's edges: area, first moments, and the sum of the second ones.
#[derive(Clone, Copy, Default)]
struct Sums {
    area: f64,
    x: f64,
    y: f64,
    square: f64,
}

fn of_polygon(rings: &[Ring]) -> Option<Moments> {
    let (outer, holes) = rings.split_first()?;
    let origin = *outer.first()?;
    let plane = Plane::at(origin);
    let mut whole = of_ring(&plane, outer);
    for hole in holes {
        let hole = of_ring(&plane, hole);
        whole.area -= hole.area;
        whole.x -= hole.x;
        whole.y -= hole.y;
        whole.square -= hole.square;
    }
    if whole.area <= 0.0 {
        return of_points(&plane, origin, outer);
    }
    let (x, y) = (whole.x / whole.area, whole.y / whole.area);
    Some(Moments { centre: moved(origin, x, y), var_m2: ((whole.square / whole.area - x * x - y * y) / 2.0).max(0.0) })
}

/// Green's theorem over the edges, with the ring's sign taken out.
fn of_ring(plane: &Plane, ring: &Ring) -> Sums {
    let mut sums = Sums::default();
    for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let ((x1, y1), (x2, y2)) = (plane.xy(*from), plane.xy(*to));
        let cross = x1 * y2 - x2 * y1;
        sums.area += cross / 2.0;
        sums.x += (x1 + x2) * cross / 6.0;
        sums.y += (y1 + y2) * cross / 6.0;
        sums.square += (x1 * x1 + x1 * x2 + x2 * x2 + y1 * y1 + y1 * y2 + y2 * y2) * cross / 12.0;
    }
    let sign = if sums.area < 0.0 { -1.0 } else { 1.0 };
    Sums { area: sums.area * sign, x: sums.x * sign, y: sums.y * sign, square: sums.square * sign }
}

/// A ring without area: its corners, equally likely.
fn of_points(plane: &Plane, origin: Position, ring: &Ring) -> Option<Moments> {
    let n = ring.len() as f64;
    let (mut x, mut y, mut square) = (0.0, 0.0, 0.0);
    for corner in ring {
        let (east, north) = plane.xy(*corner);
        x += east / n;
        y += north / n;
        square += (east * east + north * north) / n;
    }
    (n > 0.0).then(|| Moments { centre: moved(origin, x, y), var_m2: ((square - x * x - y * y) / 2.0).max(0.0) })
}

/// The position so many metres east and north of another, on the plane round that other.
pub(crate) fn moved(from: Position, east_m: f64, north_m: f64) -> Position {
    const STEP_E7: i32 = 1_000_000;
    let step = if from.lat_e7 > 0 { -STEP_E7 } else { STEP_E7 };
    let aside = Position { lat_e7: from.lat_e7 + step, lon_e7: from.lon_e7.saturating_sub(STEP_E7) };
    let (east_step, north_step) = Plane::at(from).xy(aside);
    let lat = f64::from(from.lat_e7) + north_m * f64::from(step) / north_step;
    let lon = f64::from(from.lon_e7) - east_m * f64::from(STEP_E7) / east_step;
    let round = if lon > 1.8e9 {
        -3.6e9
    } else if lon < -1.8e9 {
        3.6e9
    } else {
        0.0
    };
    Position { lat_e7: libm::rint(lat).clamp(-9e8, 9e8) as i32, lon_e7: libm::rint(lon + round).clamp(-1.8e9, 1.8e9) as i32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::geodesy::{direct, distance_m};
    use model::place::Sector;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    fn square(centre: Position, half_m: f64) -> Ring {
        let side = |x: f64, y: f64| moved(centre, x * half_m, y * half_m);
        vec![side(-1.0, -1.0), side(-1.0, 1.0), side(1.0, 1.0), side(1.0, -1.0)]
    }

    #[test]
    fn a_square_has_its_centre_and_a_third_of_its_half_side_squared() {
        let centre = at(48.0, 37.0);
        let found = Footprint::of(&Place::Polygon(vec![square(centre, 3_000.0)])).unwrap();
        assert!(distance_m(centre, found.centre) < 2.0, "{found:?}");
        assert!(found.sd_m.abs_diff(1_732) <= 1, "{found:?}");
    }

    #[test]
    fn a_hole_widens_what_is_left() {
        let centre = at(-10.0, 37.0);
        let found = Footprint::of(&Place::Polygon(vec![square(centre, 3_000.0), square(centre, 2_000.0)])).unwrap();
        // (6^4 - 4^4) / 12 / (6^2 - 4^2) km^2 per axis.
        assert!(found.sd_m.abs_diff(2_082) <= 1, "{found:?}");
    }

    #[test]
    fn a_quarter_disc_has_the_textbook_centroid_and_the_observers_own_error() {
        let observer = at(48.0, 37.0);
        let sector = Sector { from_mdeg: 45_000, to_mdeg: 135_000, lo_m: 0, hi_m: 6_000, observer, observer_sd_m: 0, range_assumed: false };
        let found = Footprint::of(&Place::Sector(sector.clone())).unwrap();
        // 2/3 r sin(a)/a with a = 45 degrees: 3,601 m due east.
        assert!(distance_m(found.centre, direct(observer, 90.0, 3_601.0)) < 15.0, "{found:?}");
        let blurred = Footprint::of(&Place::Sector(Sector { observer_sd_m: 2_000, ..sector })).unwrap();
        let expected = libm::sqrt(f64::from(found.sd_m) * f64::from(found.sd_m) + 4e6);
        assert!((f64::from(blurred.sd_m) - expected).abs() < 1.0, "{blurred:?}");
    }

    #[test]
    fn a_mixture_of_two_points_spreads_by_their_distance() {
        let (west, east) = (at(48.0, 37.0), moved(at(48.0, 37.0), 4_000.0, 0.0));
        let share = |centre| Share { place: Place::Normal { centre, sd_m: 0 }, weight_ppm: 500_000 };
        let found = Footprint::of(&Place::Mixture(vec![share(west), share(east)])).unwrap();
        assert!(found.sd_m.abs_diff(1_414) <= 1, "{found:?}");
        assert!(distance_m(found.centre, moved(west, 2_000.0, 0.0)) < 1.0, "{found:?}");
    }

    #[test]
    fn the_date_line_is_no_edge() {
        let west = at(0.0, 179.999);
        assert!(distance_m(west, moved(west, 1_000.0, 0.0)) - 1_000.0 < 0.1);
        assert!(moved(west, 1_000.0, 0.0).lon_e7 < 0);
    }

    #[test]
    fn a_line_that_is_called_a_polygon_still_has_a_middle() {
        let (west, east) = (at(48.0, 37.0), at(48.0, 37.1));
        let found = Footprint::of(&Place::Polygon(vec![vec![west, east]])).unwrap();
        assert!((found.centre.lon() - 37.05).abs() < 1e-6);
        assert_eq!(Footprint::of(&Place::Polygon(Vec::new())), None);
    }
}
