//! Whether an outline lies inside an area, touches it, or lies outside: exact for the drawn polygons.

use crate::shape::Outline;
use model::Position;
use model::geodesy::is_inside;
use model::place::Ring;

/// How an outline lies with regard to an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lies {
    /// Wholly inside.
    Inside,
    /// Partly inside.
    Touching,
    /// Outside.
    Outside,
}

type Edge = (Position, Position);

/// An area made ready for many questions: its edges in bands of latitude.
pub struct Area<'a> {
    polygons: &'a [Vec<Ring>],
    bands: Vec<Vec<Edge>>,
    lowest_e7: i64,
    height_e7: i64,
}

const BANDS: i64 = 512;

impl<'a> Area<'a> {
    /// Makes an area ready.
    pub fn of(polygons: &'a [Vec<Ring>]) -> Self {
        let lats = || polygons.iter().flatten().flatten().map(|at| i64::from(at.lat_e7));
        let (lowest_e7, highest) = (lats().min().unwrap_or(0), lats().max().unwrap_or(0));
        let mut area = Self { polygons, bands: Vec::new(), lowest_e7, height_e7: (highest - lowest_e7) / BANDS + 1 };
        area.bands.resize_with(BANDS as usize, Vec::new);
        for edge in polygons.iter().flatten().flat_map(edges) {
            for band in area.bands_of(&edge) {
                if let Some(band) = area.bands.get_mut(band) {
                    band.push(edge);
                }
            }
        }
        area
    }

    fn bands_of(&self, (a, b): &Edge) -> std::ops::RangeInclusive<usize> {
        let band = |lat: i32| ((i64::from(lat) - self.lowest_e7).div_euclid(self.height_e7)).clamp(0, BANDS - 1) as usize;
        band(a.lat_e7.min(b.lat_e7))..=band(a.lat_e7.max(b.lat_e7))
    }

    /// How an outline lies.
    pub fn holds(&self, outline: &Outline) -> Lies {
        match outline {
            Outline::Point(at) if self.contains(*at) => Lies::Inside,
            Outline::Point(_) => Lies::Outside,
            Outline::Areas(parts) => {
                let mut lies = parts.iter().map(|rings| self.lies(rings));
                let Some(first) = lies.next() else { return Lies::Outside };
                lies.fold(first, |all, one| if all == one { all } else { Lies::Touching })
            }
        }
    }

    fn lies(&self, rings: &[Ring]) -> Lies {
        let Some(at) = rings.first().and_then(|outer| outer.first()) else { return Lies::Outside };
        let near = self.edges_near(rings);
        if rings.iter().flat_map(edges).any(|edge| near.iter().any(|own| cross(own, &edge))) {
            return Lies::Touching;
        }
        let mut corners = self.polygons.iter().filter_map(|polygon| polygon.first()?.first());
        match (self.contains(*at), corners.any(|corner| is_inside(*corner, rings))) {
            (true, _) => self.without_holes(rings),
            (false, true) => Lies::Touching,
            (false, false) => Lies::Outside,
        }
    }

    /// An outline whose border is inside may still hold a hole of the area.
    fn without_holes(&self, rings: &[Ring]) -> Lies {
        let mut holes = self.polygons.iter().flat_map(|polygon| polygon.iter().skip(1)).filter_map(|hole| hole.first());
        if holes.any(|corner| is_inside(*corner, rings)) { Lies::Touching } else { Lies::Inside }
    }

    /// Even-odd over the edges of the point's own band: holes count themselves out.
    fn contains(&self, at: Position) -> bool {
        let lat = i64::from(at.lat_e7);
        if lat < self.lowest_e7 || lat >= self.lowest_e7 + self.height_e7 * BANDS {
            return false;
        }
        let band = self.bands_of(&(at, at)).start().to_owned();
        let crossed = |(a, b): &&Edge| (a.lat_e7 > at.lat_e7) != (b.lat_e7 > at.lat_e7) && (side(*a, *b, at) < 0) == (b.lat_e7 > a.lat_e7);
        self.bands.get(band).is_some_and(|edges| edges.iter().filter(crossed).count() % 2 == 1)
    }

    /// The area's edges that may cross an outline: those whose box meets the outline's box.
    fn edges_near(&self, rings: &[Ring]) -> Vec<Edge> {
        let Some(frame) = frame(rings.iter().flatten().copied()) else { return Vec::new() };
        let bands = self.bands_of(&frame);
        let edges = bands.filter_map(|band| self.bands.get(band)).flatten();
        edges.filter(|edge| meets(edge, &frame)).copied().collect()
    }
}

/// The south-west and north-east corners of the box round some positions.
fn frame(positions: impl Iterator<Item = Position>) -> Option<Edge> {
    positions.map(|at| (at, at)).reduce(|(low, high), (at, _)| {
        let low = Position { lat_e7: low.lat_e7.min(at.lat_e7), lon_e7: low.lon_e7.min(at.lon_e7) };
        (low, Position { lat_e7: high.lat_e7.max(at.lat_e7), lon_e7: high.lon_e7.max(at.lon_e7) })
    })
}

fn meets((a, b): &Edge, (low, high): &Edge) -> bool {
    a.lat_e7.min(b.lat_e7) <= high.lat_e7
        && a.lat_e7.max(b.lat_e7) >= low.lat_e7
        && a.lon_e7.min(b.lon_e7) <= high.lon_e7
        && a.lon_e7.max(b.lon_e7) >= low.lon_e7
}

fn edges(ring: &Ring) -> impl Iterator<Item = Edge> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Twice the signed area of a, b and a point: on which side of the edge the point lies.
fn side(a: Position, b: Position, at: Position) -> i128 {
    let (x, y) = (i128::from(at.lon_e7), i128::from(at.lat_e7));
    let (x1, y1, x2, y2) = (i128::from(a.lon_e7), i128::from(a.lat_e7), i128::from(b.lon_e7), i128::from(b.lat_e7));
    (x - x1) * (y2 - y1) - (x2 - x1) * (y - y1)
}

fn cross((a, b): &Edge, (c, d): &Edge) -> bool {
    let (c_side, d_side) = (side(*a, *b, *c).signum(), side(*a, *b, *d).signum());
    let (a_side, b_side) = (side(*c, *d, *a).signum(), side(*c, *d, *b).signum());
    c_side * d_side < 0 && a_side * b_side < 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(lat: f64, lon: f64, half: f64) -> Ring {
        let at = |dy: f64, dx: f64| Position::from_degrees(lat + dy * half, lon + dx * half).unwrap();
        vec![at(-1.0, -1.0), at(-1.0, 1.0), at(1.0, 1.0), at(1.0, -1.0)]
    }

    #[test]
    fn inside_touching_and_outside_are_told_apart() {
        let zone = vec![vec![square(10.0, 10.0, 1.0), square(10.0, 10.5, 0.1)]];
        let area = Area::of(&zone);
        let lies = |lat, lon, half| area.holds(&Outline::Areas(vec![vec![square(lat, lon, half)]]));
        assert_eq!(lies(9.5, 9.5, 0.2), Lies::Inside);
        assert_eq!(lies(11.0, 10.0, 0.2), Lies::Touching);
        assert_eq!(lies(12.0, 12.0, 0.2), Lies::Outside);
        assert_eq!(lies(10.0, 10.0, 3.0), Lies::Touching, "the outline holds the whole area");
        assert_eq!(lies(10.0, 10.5, 0.3), Lies::Touching, "the outline holds a hole of the area");
        assert_eq!(lies(10.0, 10.5, 0.05), Lies::Outside, "the outline lies in the hole");
        assert_eq!(area.holds(&Outline::Point(Position::from_degrees(10.0, 10.5).unwrap())), Lies::Outside);
        assert_eq!(area.holds(&Outline::Point(Position::from_degrees(10.0, 10.0).unwrap())), Lies::Inside);
    }
}
