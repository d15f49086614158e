//! Place as a distribution: a point with its error, a polygon, a sector seen from an observer, or a mixture.

use serde::{Deserialize, Serialize};

/// A point on WGS 84, in units of 1e-7 degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Latitude, -900000000 to 900000000.
    pub lat_e7: i32,
    /// Longitude, -1800000000 to 1800000000.
    pub lon_e7: i32,
}

/// Coordinates that lie on no globe.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum NoPosition {
    /// Latitude out of range.
    #[error("latitude `{0}` is not a number between -90 and 90")]
    Latitude(f64),
    /// Longitude out of range.
    #[error("longitude `{0}` is not a number between -180 and 180")]
    Longitude(f64),
}

impl Position {
    /// Takes degrees, rounded to 1e-7.
    ///
    /// # Errors
    /// Outside -90..=90 or -180..=180, or not a number.
    pub fn from_degrees(lat: f64, lon: f64) -> Result<Self, NoPosition> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(NoPosition::Latitude(lat));
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(NoPosition::Longitude(lon));
        }
        Ok(Self { lat_e7: e7(lat), lon_e7: e7(lon) })
    }

    /// Latitude, degrees.
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }

    /// Longitude, degrees.
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }
}

/// The range was checked by the caller; `as` truncates a value that is whole already.
fn e7(degrees: f64) -> i32 {
    libm::rint(degrees * 1e7) as i32
}

/// How exactly the source knew the place. Source: DOMAIN 1.10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacePrecision {
    /// Satellite positioning, a camera, an instrument.
    Fix,
    /// Surveyed.
    Survey,
    /// A street or building.
    Street,
    /// A settlement.
    Settlement,
    /// A third-level district.
    Adm3,
    /// A second-level district.
    Adm2,
    /// A first-level region.
    Adm1,
    /// A country.
    Country,
    /// A bearing from an observer.
    Sector,
}

impl PlacePrecision {
    /// Whether the place may feed a zone or distance clause. Source: DOMAIN 1.10, districts and
    /// wider never do.
    pub const fn is_position(self) -> bool {
        match self {
            Self::Fix | Self::Survey | Self::Street | Self::Settlement | Self::Sector => true,
            Self::Adm3 | Self::Adm2 | Self::Adm1 | Self::Country => false,
        }
    }
}

/// A closed ring of positions, the first not repeated at the end; at least 3.
pub type Ring = Vec<Position>;

/// Where something is, with its doubt. Standard deviations are per axis.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A weighted list of places; weights in ppm, summing to 1 000 000.
    Mixture(Vec<Share>),
    /// A normal distribution round a point; `sd_m` 0 only for an agreed, exact object.
    Normal {
        /// Its centre.
        centre: Position,
        /// Standard deviation per axis, metres.
        sd_m: u32,
    },
    /// Anywhere inside: the outer ring first, then holes.
    Polygon(Vec<Ring>),
    /// Between two bearings and two ranges from an observer.
    Sector(Sector),
    /// A settlement geocode: a core and, with chance `wide_ppm`, a wide tail (the wrong settlement).
    WideTail {
        /// Its centre.
        centre: Position,
        /// Standard deviation of the core per axis, metres.
        sd_m: u32,
        /// Chance of the tail, ppm.
        wide_ppm: u32,
        /// Standard deviation of the tail per axis, metres, beside the core's.
        wide_sd_m: u32,
    },
}

/// One part of a mixture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Share {
    /// Where, in this case.
    pub place: Place,
    /// How likely this case is, ppm.
    pub weight_ppm: u32,
}

/// An annular sector: what "3-5 km to the east-south-east" means. Source: DOMAIN 1.2.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sector {
    /// First bearing, clockwise from true north, 1/1000 degree, 0 to 359999.
    pub from_mdeg: u32,
    /// Greatest range, metres.
    pub hi_m: u32,
    /// Least range, metres.
    pub lo_m: u32,
    /// Where the observer stood.
    pub observer: Position,
    /// The observer's own error per axis, metres.
    pub observer_sd_m: u32,
    /// True if the source gave no range and `hi_m` is the cap of the sense.
    pub range_assumed: bool,
    /// Last bearing, clockwise from `from_mdeg`; equal to it means all round.
    pub to_mdeg: u32,
}

impl Sector {
    /// Width clockwise, 1/1000 degree, 1 to 360000.
    pub const fn width_mdeg(&self) -> u32 {
        match (self.to_mdeg + 360_000 - self.from_mdeg) % 360_000 {
            0 => 360_000,
            width => width,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latitude_91_is_refused_and_says_what_would_be_right() {
        let fault = Position::from_degrees(91.2, 0.0).map_err(|fault| fault.to_string());
        assert_eq!(fault, Err("latitude `91.2` is not a number between -90 and 90".into()));
        assert!(Position::from_degrees(f64::NAN, 0.0).is_err());
    }

    #[test]
    fn positions_round_to_the_nearest_1e_7_degree() {
        assert_eq!(Position::from_degrees(-33.123_456_78, 179.999_999_96), Ok(Position { lat_e7: -331_234_568, lon_e7: 1_800_000_000 }));
    }
}
