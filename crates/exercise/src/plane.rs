//! Kilometres east and north of the middle of the island, and the degrees they stand for.

/// Latitude of the middle of the island, degrees.
pub(crate) const MIDDLE_LAT: f64 = -33.0;
/// Longitude of the middle of the island, degrees: open ocean, see the crate's documentation.
pub(crate) const MIDDLE_LON: f64 = -24.2;
/// Kilometres in a degree of latitude and of longitude on WGS 84 at 33 degrees.
const KM_NORTH: f64 = 110.917;
const KM_EAST: f64 = 93.453;

/// A spot on the island's plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    /// East of the middle, kilometres.
    pub(crate) x: f64,
    /// North of the middle, kilometres.
    pub(crate) y: f64,
}

impl Spot {
    pub(crate) const fn at(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Latitude, degrees.
    pub(crate) fn lat(self) -> f64 {
        MIDDLE_LAT + self.y / KM_NORTH
    }

    /// Longitude, degrees.
    pub(crate) fn lon(self) -> f64 {
        MIDDLE_LON + self.x / KM_EAST
    }

    /// Latitude and longitude as text, five decimals (about a metre).
    pub(crate) fn degrees(self) -> (String, String) {
        (format!("{:.5}", self.lat()), format!("{:.5}", self.lon()))
    }

    /// Distance, kilometres.
    pub(crate) fn km_to(self, to: Self) -> f64 {
        libm::sqrt((to.x - self.x) * (to.x - self.x) + (to.y - self.y) * (to.y - self.y))
    }

    /// Direction, degrees clockwise from north, 0 to 360.
    pub(crate) fn bearing_to(self, to: Self) -> f64 {
        (libm::atan2(to.x - self.x, to.y - self.y).to_degrees() + 360.0) % 360.0
    }

    /// The spot a part of the way to another; 0 = here, 1 = there.
    pub(crate) fn toward(self, to: Self, part: f64) -> Self {
        Self { x: self.x + (to.x - self.x) * part, y: self.y + (to.y - self.y) * part }
    }

    /// The spot moved east and north by kilometres.
    pub(crate) fn moved(self, east_km: f64, north_km: f64) -> Self {
        Self { x: self.x + east_km, y: self.y + north_km }
    }
}

/// The 16 winds, clockwise from north.
const WINDS: [&str; 16] = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];

/// The wind of a bearing in degrees.
pub(crate) fn wind(bearing_deg: f64) -> &'static str {
    let turned = libm::floor((bearing_deg.rem_euclid(360.0) + 11.25) / 22.5) as usize;
    WINDS.get(turned % 16).copied().unwrap_or("N")
}

/// Whether a spot lies inside a ring (even-odd rule).
pub(crate) fn is_inside(at: Spot, ring: &[Spot]) -> bool {
    let Some(mut from) = ring.last().copied() else { return false };
    let mut inside = false;
    for to in ring {
        if (from.y > at.y) != (to.y > at.y) && at.x < from.x + (at.y - from.y) / (to.y - from.y) * (to.x - from.x) {
            inside = !inside;
        }
        from = *to;
    }
    inside
}

/// Nearest distance from a spot to a path, kilometres.
pub(crate) fn km_to_path(at: Spot, path: &[Spot]) -> f64 {
    path.windows(2)
        .filter_map(|pair| <&[Spot; 2]>::try_from(pair).ok())
        .map(|[from, to]| {
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let length2 = dx * dx + dy * dy;
            let part = if length2 == 0.0 { 0.0 } else { (((at.x - from.x) * dx + (at.y - from.y) * dy) / length2).clamp(0.0, 1.0) };
            at.km_to(from.toward(*to, part))
        })
        .fold(f64::INFINITY, f64::min)
}
