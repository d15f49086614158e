//! A network on a plane: stations, picks, and how fast what they hear travels.

use crate::method::{DETECTED, PICK_SD_S, REACH_M, SOUND_0C_M_S, SOUND_M_S, SPEED_SD_SHARE, STATIONS_MIN};

/// A station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    /// East of the plane's origin, metres.
    pub x_m: f64,
    /// North of it, metres.
    pub y_m: f64,
}

/// One moment at which a station heard something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pick {
    /// Index of the station.
    pub station: u32,
    /// Index of the speed in [`Hearing::speeds_m_s`]: the wave that it is.
    pub wave: u8,
    /// When, seconds from any fixed moment.
    pub at_s: f64,
    /// Its error, seconds.
    pub sd_s: f64,
}

/// How a network hears.
#[derive(Clone, Debug, PartialEq)]
pub struct Hearing {
    /// Speeds of the waves, m/s; at least one.
    pub speeds_m_s: Vec<f64>,
    /// Error of the speed that all paths of one event share, as a share of it.
    pub speed_sd_share: f64,
    /// Error of a pick that names none, seconds.
    pub pick_sd_s: f64,
    /// Farthest that a station is asked, metres.
    pub reach_m: f64,
    /// Fewest stations for an event; at least 4.
    pub stations_min: usize,
    /// Chance that a station in range has a pick.
    pub detected: f64,
}

impl Default for Hearing {
    fn default() -> Self {
        Self {
            speeds_m_s: vec![SOUND_M_S],
            speed_sd_share: SPEED_SD_SHARE,
            pick_sd_s: PICK_SD_S,
            reach_m: REACH_M,
            stations_min: STATIONS_MIN,
            detected: DETECTED,
        }
    }
}

/// Speed of sound in air of this temperature, m/s. Source: METHOD 9a.
pub fn sound_m_s(temperature_c: f64) -> f64 {
    SOUND_0C_M_S * (1.0 + temperature_c / 273.15).max(0.0).sqrt()
}

/// Distance on the plane, metres.
pub(crate) fn distance_m(station: Station, x_m: f64, y_m: f64) -> f64 {
    let (dx, dy) = (x_m - station.x_m, y_m - station.y_m);
    (dx * dx + dy * dy).sqrt()
}
