//! Infrasound over hundreds of kilometres: directions and arrival times of arrays to one place and time (BISL).
//!
//! Source: METHOD 9b, after InfraPy (Los Alamos, MIT): the likelihoods, no code. Regional origin times are biased:
//! they are never used for association tighter than ten minutes.

/// What one array found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// Latitude of the array, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lon: f64,
    /// Direction to the source, degrees from north.
    pub azimuth_deg: f64,
    /// When, seconds from any fixed moment.
    pub at_s: f64,
    /// The F statistic of the detection.
    pub f_stat: f64,
    /// Sensors of the array.
    pub sensors: u32,
}

/// Where and when, as a posterior's moments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source {
    /// Mean latitude, degrees.
    pub lat: f64,
    /// Mean longitude, degrees.
    pub lon: f64,
    /// Standard deviation north-south, km.
    pub sd_ns_km: f64,
    /// Standard deviation east-west, km.
    pub sd_ew_km: f64,
    /// Covariance of north and east, km2.
    pub covariance_km2: f64,
    /// Area of the 95 % ellipse, km2.
    pub area_95_km2: f64,
    /// Mean time, seconds.
    pub at_s: f64,
    /// From when to when with 95 %, seconds.
    pub interval_s: (f64, f64),
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSource {
    /// Too few arrays.
    #[error("{0} arrivals: at least two arrays are needed, whose directions cross")]
    TooFew(usize),
    /// The directions do not meet.
    #[error("the directions and times of these arrays fit no common source within {REACH_KM:.0} km")]
    Apart,
}

/// Radius of the sphere, km. Source: METHOD 9b.
const EARTH_KM: f64 = 6_370.997;
/// Farthest source that is looked for, km from any array.
const REACH_KM: f64 = 1_500.0;
/// Slowness of regional arrivals, s/km: weight, mean, deviation. Source: METHOD 9b.
const SLOWNESS: [(f64, f64, f64); 3] = [(0.0539, 1.0 / 0.327, 0.066), (0.0899, 1.0 / 0.293, 0.08), (0.8562, 1.0 / 0.26, 0.33)];
/// Error of direction by propagation, degrees. Source: METHOD 9b.
const PROPAGATION_DEG: f64 = 4.0;
/// Cells per side of the coarse and of the fine look, in latitude, longitude and time.
const COARSE: [usize; 3] = [120, 120, 60];
/// See [`COARSE`].
const FINE: [usize; 3] = [110, 120, 150];
/// Cells less likely than this share of the likeliest lie outside the fine look.
const NEGLECTED: f64 = 1e-7;
/// Area of the 95 % ellipse over pi times both standard deviations: the 95th percentile of chi-squared with two degrees.
const CHI2_95: f64 = 5.991_464_547;

/// From when to when and where to where, each in cells of equal width.
#[derive(Clone, Copy, Debug)]
struct Grid {
    low: [f64; 3],
    high: [f64; 3],
    cells: [usize; 3],
}

#[expect(clippy::cast_precision_loss, reason = "hundreds of cells")]
impl Grid {
    fn step(&self, axis: usize) -> f64 {
        let of = |ends: &[f64; 3]| ends.get(axis).copied().unwrap_or(0.0);
        (of(&self.high) - of(&self.low)) / self.count(axis).max(1) as f64
    }

    fn count(&self, axis: usize) -> usize {
        self.cells.get(axis).copied().unwrap_or(0)
    }

    fn middle(&self, axis: usize, cell: usize) -> f64 {
        self.low.get(axis).copied().unwrap_or(0.0) + (cell as f64 + 0.5) * self.step(axis)
    }
}

/// Locates one source; all arrivals are taken to be of it.
///
/// # Errors
/// [`NoSource`] with fewer than two arrivals, or if nothing fits them all.
pub fn locate(arrivals: &[Arrival]) -> Result<Source, NoSource> {
    if arrivals.len() < 2 {
        return Err(NoSource::TooFew(arrivals.len()));
    }
    let mut grid = around(arrivals);
    if grid.low.iter().zip(&grid.high).any(|(low, high)| low >= high) {
        return Err(NoSource::Apart);
    }
    let mut weights = weigh(&grid, arrivals);
    for cells in [COARSE, FINE, FINE] {
        grid = narrowed(&grid, &weights, cells).ok_or(NoSource::Apart)?;
        weights = weigh(&grid, arrivals);
    }
    Ok(moments(&grid, &weights))
}

/// Everything within reach of all arrays.
fn around(arrivals: &[Arrival]) -> Grid {
    let reach_deg = (REACH_KM / EARTH_KM).to_degrees();
    let fold = |of: fn(&Arrival) -> f64, start: f64, pick: fn(f64, f64) -> f64| arrivals.iter().map(of).fold(start, pick);
    let (south, north) = (fold(|a| a.lat, f64::NEG_INFINITY, f64::max) - reach_deg, fold(|a| a.lat, f64::INFINITY, f64::min) + reach_deg);
    let (south, north) = (south.max(-89.0), north.min(89.0));
    let wide_deg = reach_deg / libm::cos(south.abs().max(north.abs()).to_radians()).max(0.05);
    let (west, east) = (fold(|a| a.lon, f64::NEG_INFINITY, f64::max) - wide_deg, fold(|a| a.lon, f64::INFINITY, f64::min) + wide_deg);
    let slowest = SLOWNESS.iter().map(|(_, mean, sd)| mean + 3.0 * sd).fold(0.0, f64::max);
    let from = fold(|a| a.at_s, f64::NEG_INFINITY, f64::max) - REACH_KM * slowest;
    Grid { low: [south, west, from], high: [north, east, fold(|a| a.at_s, f64::INFINITY, f64::min)], cells: COARSE }
}

/// The posterior of each cell, not normalised, the greatest 1; latitude outermost, time innermost.
fn weigh(grid: &Grid, arrivals: &[Arrival]) -> Vec<f64> {
    let beams: Vec<f64> = arrivals.iter().map(|arrival| concentration(arrival.f_stat, arrival.sensors)).collect();
    let mut logs = Vec::with_capacity(grid.cells.iter().product());
    let mut paths: Vec<(f64, f64)> = Vec::with_capacity(arrivals.len());
    for row in 0..grid.count(0) {
        let lat = grid.middle(0, row);
        // A cell's area shrinks with latitude: the prior is flat per area.
        let area = libm::log(libm::cos(lat.to_radians()).max(1e-9));
        for column in 0..grid.count(1) {
            let lon = grid.middle(1, column);
            let mut direction = area;
            paths.clear();
            for (arrival, beam) in arrivals.iter().zip(&beams) {
                let (far_km, azimuth) = path(arrival.lat, arrival.lon, lat, lon);
                direction += beam * (libm::cos(azimuth - arrival.azimuth_deg.to_radians()) - 1.0);
                paths.push((arrival.at_s, far_km.max(1.0)));
            }
            for moment in 0..grid.count(2) {
                let at_s = grid.middle(2, moment);
                logs.push(direction + paths.iter().map(|(arrived_s, far_km)| slowness_ln((arrived_s - at_s) / far_km)).sum::<f64>());
            }
        }
    }
    let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.iter().map(|log| if greatest.is_finite() { libm::exp(log - greatest) } else { 0.0 }).collect()
}

/// ln of the density of a slowness, s/km.
fn slowness_ln(slowness: f64) -> f64 {
    let part = |(weight, mean, sd): (f64, f64, f64)| weight / sd * libm::exp(-0.5 * (slowness - mean) * (slowness - mean) / (sd * sd));
    libm::log(SLOWNESS.into_iter().map(part).sum::<f64>().max(1e-300))
}

/// Concentration of the von Mises law of an array's direction. Source: METHOD 9b.
fn concentration(f_stat: f64, sensors: u32) -> f64 {
    let ln_2 = std::f64::consts::LN_2;
    let cos = |degrees: f64| libm::cos(degrees.to_radians());
    let own = (2.0 * (f64::from(sensors) - 1.0) * f_stat).clamp(ln_2 / (1.0 - cos(12.0)), ln_2 / (1.0 - cos(4.0)));
    let c = 1.0 - ln_2 / own;
    ln_2 / (1.0 - (c * cos(PROPAGATION_DEG) - (1.0 - c * c).sqrt() * libm::sin(PROPAGATION_DEG.to_radians())))
}

/// Distance, km, and azimuth, radians, along a great circle.
fn path(from_lat: f64, from_lon: f64, lat: f64, lon: f64) -> (f64, f64) {
    let (a, b, turn) = (from_lat.to_radians(), lat.to_radians(), (lon - from_lon).to_radians());
    let (sin_a, cos_a, sin_b, cos_b) = (libm::sin(a), libm::cos(a), libm::sin(b), libm::cos(b));
    let east = cos_b * libm::sin(turn);
    let north = cos_a * sin_b - sin_a * cos_b * libm::cos(turn);
    let up = sin_a * sin_b + cos_a * cos_b * libm::cos(turn);
    (EARTH_KM * libm::atan2(libm::hypot(east, north), up), libm::atan2(east, north))
}

/// The part of a grid that matters, in finer cells; absent if nothing does.
fn narrowed(grid: &Grid, weights: &[f64], cells: [usize; 3]) -> Option<Grid> {
    let (rows, columns, moments) = (grid.count(0), grid.count(1), grid.count(2));
    let mut ends = [(usize::MAX, 0), (usize::MAX, 0), (usize::MAX, 0)];
    for (at, _) in weights.iter().enumerate().filter(|(_, weight)| **weight > NEGLECTED) {
        let place = [at / (columns * moments), at / moments % columns, at % moments];
        for (end, own) in ends.iter_mut().zip(place) {
            *end = (end.0.min(own), end.1.max(own));
        }
    }
    if ends.iter().any(|(first, _)| *first == usize::MAX) || rows == 0 {
        return None;
    }
    // One cell more on either side: the neighbour's middle was neglected, not all of it.
    let at = |axis: usize| ends.get(axis).copied().unwrap_or((0, 0));
    #[expect(clippy::cast_precision_loss, reason = "hundreds of cells")]
    let edge = |axis: usize, cell: usize| grid.low.get(axis).copied().unwrap_or(0.0) + cell as f64 * grid.step(axis);
    let low = std::array::from_fn(|axis| edge(axis, at(axis).0) - grid.step(axis));
    let high = std::array::from_fn(|axis| edge(axis, at(axis).1 + 1) + grid.step(axis));
    Some(Grid { low, high, cells })
}

fn moments(grid: &Grid, weights: &[f64]) -> Source {
    let (columns, moments) = (grid.count(1), grid.count(2));
    let place =
        |at: usize| [grid.middle(0, at / (columns * moments)), grid.middle(1, at / moments % columns), grid.middle(2, at % moments)];
    let all: f64 = weights.iter().sum();
    let mean: [f64; 3] = std::array::from_fn(|axis| {
        weights.iter().enumerate().map(|(at, weight)| weight * place(at).get(axis).copied().unwrap_or(0.0)).sum::<f64>() / all
    });
    let [lat, lon, at_s] = mean;
    let degree_km = EARTH_KM.to_radians();
    let (mut north2, mut east2, mut both) = (0.0, 0.0, 0.0);
    for (at, weight) in weights.iter().enumerate() {
        let [own_lat, own_lon, _] = place(at);
        let north = (own_lat - lat) * degree_km;
        let east = (own_lon - lon) * degree_km * libm::cos(own_lat.to_radians());
        (north2, east2, both) = (north2 + weight * north * north, east2 + weight * east * east, both + weight * north * east);
    }
    let (north2, east2, both) = (north2 / all, east2 / all, both / all);
    let area = std::f64::consts::PI * CHI2_95 * (north2 * east2 - both * both).max(0.0).sqrt();
    let mut times = vec![0.0; moments];
    for (at, weight) in weights.iter().enumerate() {
        if let Some(sum) = times.get_mut(at % moments) {
            *sum += weight / all;
        }
    }
    let quantile = |share: f64| {
        let mut sum = 0.0;
        let cell = times
            .iter()
            .position(|weight| {
                sum += weight;
                sum >= share
            })
            .unwrap_or(0);
        grid.middle(2, cell)
    };
    Source {
        lat,
        lon,
        sd_ns_km: north2.sqrt(),
        sd_ew_km: east2.sqrt(),
        covariance_km2: both,
        area_95_km2: area,
        at_s,
        interval_s: (quantile(0.025), quantile(0.975)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A known explosion at 41.131 N 112.896 W, 17:23:04, heard by three arrays on 2 June 2004. Source: InfraPy, examples
    /// (MIT, Triad National Security, LLC); times in seconds of that day.
    const ARRIVALS: [Arrival; 3] = [
        Arrival { lat: 42.7668, lon: -109.5939, azimuth_deg: -125.6, at_s: 63_734.0, f_stat: 75.0, sensors: 4 },
        Arrival { lat: 38.4296, lon: -118.3036, azimuth_deg: 56.6, at_s: 64_238.0, f_stat: 75.0, sensors: 4 },
        Arrival { lat: 48.2641, lon: -117.1257, azimuth_deg: 157.5, at_s: 65_354.0, f_stat: 75.0, sensors: 4 },
    ];

    #[test]
    fn a_known_explosion_is_where_another_program_finds_it() {
        let source = locate(&ARRIVALS).unwrap();
        let (far_km, _) = path(source.lat, source.lon, 40.852, -113.277);
        assert!(far_km <= 3.0, "{far_km} km: {source:?}");
        for (got, wanted, share) in [(source.sd_ns_km, 33.391, 0.02), (source.sd_ew_km, 30.361, 0.02), (source.area_95_km2, 19_082.0, 0.02)]
        {
            assert!((got / wanted - 1.0).abs() <= share, "{got} instead of {wanted}: {source:?}");
        }
        assert!((source.at_s - 62_326.0).abs() <= 30.0, "{source:?}");
        assert!((source.interval_s.0 - 62_101.0).abs() < 60.0 && (source.interval_s.1 - 62_539.0).abs() < 60.0, "{source:?}");
    }

    #[test]
    fn one_array_or_directions_that_never_meet_give_no_source() {
        assert_eq!(locate(&ARRIVALS[..1]), Err(NoSource::TooFew(1)));
        let apart = [ARRIVALS[0], Arrival { lat: -42.0, lon: 70.0, ..ARRIVALS[1] }];
        assert_eq!(locate(&apart), Err(NoSource::Apart));
    }
}
