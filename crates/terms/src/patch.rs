//! A rectangle of latitude and longitude that surely holds a place, with all of its error that counts.
//!
//! What lies outside of it has no chance that is ever recorded: tests on patches come before anything costly.

use crate::method::REACH_SD;
use crate::shape::Shape;
use crate::spread::nodes;
use model::{Observation, Place, Position};

/// Metres in a degree of a meridian, rounded down by 5 %: a patch is rather too wide.
const DEGREE_M_MIN: f64 = 105_000.0;
/// What is added on each side whatever the error, 1e-7 degree: a position on an edge is moved by a little.
const MARGIN_E7: i64 = 100;
/// Beyond this latitude a patch goes round the pole, 1e-7 degree.
const POLAR_E7: i64 = 890_000_000;
const QUARTER_E7: i64 = 900_000_000;
const HALF_TURN_E7: i64 = 1_800_000_000;

/// A rectangle, its sides included. 1e-7 degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Patch {
    /// Least latitude.
    pub south: i32,
    /// Greatest latitude.
    pub north: i32,
    /// Least longitude.
    pub west: i32,
    /// Greatest longitude.
    pub east: i32,
}

impl Patch {
    /// One position.
    pub const fn at(at: Position) -> Self {
        Self { south: at.lat_e7, north: at.lat_e7, west: at.lon_e7, east: at.lon_e7 }
    }

    /// Where a place may be; `None` if nothing of it is a position.
    pub fn of_place(place: &Place) -> Option<Self> {
        if let Place::Normal { centre, sd_m } = place {
            return Some(Self::at(*centre).widened(REACH_SD * f64::from(*sd_m)));
        }
        let around = |node: &crate::spread::Node| Self::at(node.at).widened(REACH_SD * node.sd_m);
        nodes(place).iter().map(around).reduce(Self::with)
    }

    /// Where what was observed may be; `None` if its place is not known, or only as a district or wider.
    pub fn of_observation(observation: &Observation) -> Option<Self> {
        let is_position = observation.place_precision.is_none_or(|precision| precision.is_position());
        observation.place.as_ref().filter(|_| is_position).and_then(Self::of_place)
    }

    /// Round all edges of a shape; `None` without edges. A shape that reaches the antimeridian goes all the way round.
    pub fn of_shape(shape: &Shape) -> Option<Self> {
        let ends = || shape.edges().iter().flat_map(|edge| [edge.from, edge.to]);
        let is_wide = ends().any(|(lon, _)| lon.abs() >= HALF_TURN_E7);
        let e7 = |wide: i64, bound: i64| wide.clamp(-bound, bound) as i32;
        let at = |(lon, lat): (i64, i64)| Self::at(Position { lat_e7: e7(lat, QUARTER_E7), lon_e7: e7(lon, HALF_TURN_E7) });
        let round = ends().map(at).reduce(Self::with)?;
        let all = (e7(-HALF_TURN_E7, HALF_TURN_E7), e7(HALF_TURN_E7, HALF_TURN_E7));
        Some(if is_wide { Self { west: all.0, east: all.1, ..round } } else { round })
    }

    /// Wider on each side by at least some metres. Near a pole, or across the antimeridian, it goes all the way round.
    pub fn widened(self, metres: f64) -> Self {
        let degrees_e7 = |metres: f64, degree_m: f64| (libm::ceil(metres / degree_m * 1e7).min(4e9)) as i64 + MARGIN_E7;
        let lat = degrees_e7(metres, DEGREE_M_MIN);
        let (south, north) = (i64::from(self.south) - lat, i64::from(self.north) + lat);
        let farthest = south.abs().max(north.abs());
        let (mut west, mut east) = (-HALF_TURN_E7, HALF_TURN_E7);
        if farthest < POLAR_E7 {
            let lon = degrees_e7(metres, DEGREE_M_MIN * libm::cos((farthest as f64 / 1e7).to_radians()));
            let (a, b) = (i64::from(self.west) - lon, i64::from(self.east) + lon);
            if a >= -HALF_TURN_E7 && b <= HALF_TURN_E7 {
                (west, east) = (a, b);
            }
        }
        let e7 = |wide: i64, bound: i64| wide.clamp(-bound, bound) as i32;
        Self { south: e7(south, QUARTER_E7), north: e7(north, QUARTER_E7), west: e7(west, HALF_TURN_E7), east: e7(east, HALF_TURN_E7) }
    }

    /// The least rectangle round both.
    pub fn with(self, other: Self) -> Self {
        Self {
            south: self.south.min(other.south),
            north: self.north.max(other.north),
            west: self.west.min(other.west),
            east: self.east.max(other.east),
        }
    }

    /// Whether they have a point in common.
    pub const fn meets(self, other: Self) -> bool {
        self.south <= other.north && other.south <= self.north && self.west <= other.east && other.west <= self.east
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Geometry, geodesy};
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn a_patch_across_the_antimeridian_or_at_a_pole_goes_all_the_way_round() {
        let round = |lat, lon| {
            let patch = Patch::at(at(lat, lon)).widened(5_000.0);
            (patch.west, patch.east) == (-1_800_000_000, 1_800_000_000)
        };
        assert!(round(10.0, 179.99) && round(-10.0, -179.99) && round(89.5, 12.0) && !round(60.0, 179.0));
    }

    #[test]
    fn a_place_without_position_has_no_patch() {
        assert_eq!(Patch::of_place(&Place::Polygon(Vec::new())), None);
        assert_eq!(Patch::of_shape(&Shape::of(&Geometry::Points(vec![at(1.0, 2.0)]))), None);
    }

    proptest! {
        #[test]
        fn what_lies_within_the_error_lies_in_the_patch(lat in -80.0..80.0f64, lon in -170.0..170.0f64, azimuth in 0.0..360.0f64, sd in 0u32..9_000, share in 0.0..1.0f64) {
            let centre = at(lat, lon);
            let patch = Patch::of_place(&Place::Normal { centre, sd_m: sd }).unwrap();
            let point = geodesy::direct(centre, azimuth, REACH_SD * f64::from(sd) * share);
            prop_assert!(patch.meets(Patch::at(point)), "{patch:?} {point:?}");
        }
    }
}
