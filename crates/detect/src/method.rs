//! Every constant of this floor that can change a result, with its source.

/// Speed of sound at 0 degrees C, m/s; at T degrees it is this times sqrt(1 + T / 273.15). Source: METHOD 9a.
pub const SOUND_0C_M_S: f64 = 331.3;

/// Speed of sound without any weather known, m/s. Source: 15 degrees C, rounded.
pub const SOUND_M_S: f64 = 340.0;

/// Error of the speed, as a share of it, for an event by itself. Source: METHOD 9a has .015 with weather and .04 without
/// for one path; assumed .01 for what all paths of one event share.
pub const SPEED_SD_SHARE: f64 = 0.01;

/// Error of a pick where the file names none, seconds. Source: assumed; METHOD 9a has .02 for one instrument, PERFORMANCE 6 .17 for a network.
pub const PICK_SD_S: f64 = 0.17;

/// A pick farther from the expected time than so many standard errors is not of the event.
pub const MATCH_SD: f64 = 3.5;

/// Farthest that a station is asked whether it heard an event, metres. Source: assumed.
pub const REACH_M: f64 = 60_000.0;

/// Chance that a station within an event's range has a pick of it. Source: PERFORMANCE 6.
pub const DETECTED: f64 = 0.85;

/// Fewest stations for an event. Source: assumed; three unknowns and two to spare.
pub const STATIONS_MIN: usize = 5;

/// Of the stations nearest to an event at least one in so many heard it, out to the farthest that did. Source: assumed; wind
/// can make half of a network deaf.
pub const STATIONS_PER_HEARD: usize = 2;

/// Half the width of the smallest cell that is searched, metres: beyond it the fit finds the way.
pub const LEAF_HALF_M: f64 = 400.0;

/// Events that are searched for lie at most this far outside the stations' rectangle, metres.
pub const MARGIN_M: f64 = 20_000.0;

/// Two seeds this near in place are one, metres; see [`SAME_S`].
pub const SAME_M: f64 = 150.0;
/// Two seeds this near in time are one, seconds.
pub const SAME_S: f64 = 0.5;

/// Rounds of fitting and choosing picks anew.
pub const FIT_ROUNDS_MAX: u32 = 6;

/// Evidence, in nats, that an event must have beyond chance. Source: assumed: odds of 20 to 1.
pub const ODDS_NATS_MIN: f64 = 3.0;

/// Picks that one event makes, to guess how many events there are before any is found. Source: assumed.
pub const PICKS_PER_EVENT: f64 = 10.0;

/// Most picks of one file.
pub const PICKS_MAX: usize = 5_000_000;

/// Most stations of one network.
pub const STATIONS_MAX: usize = 10_000;

/// What a published place of a sound is rounded to, metres. Source: METHOD 13: never finer than 1 km.
pub const COARSE_M: f64 = 1_000.0;

/// How long after an event its place is not told, seconds. Source: METHOD 13: 24 h.
pub const DELAY_S: i64 = 24 * 3_600;

/// Years of the season that heat is held against. Source: METHOD 9d.
pub const BASE_YEARS: i32 = 5;
/// Days of year on either side. Source: METHOD 9d.
pub const SEASON_DAYS: i32 = 15;
/// Cells on either side that a cell's baseline is shrunk towards (5 x 5). Source: METHOD 9d.
pub const NEIGHBOURS: i32 = 2;
/// Weight of the neighbours, in watched days of the cell. Source: assumed.
pub const SHRINK_CELL_DAYS: f64 = 30.0;
/// Share of what is found on one day that may be chance. Source: METHOD 9d.
pub const FALSE_SHARE: f64 = 0.05;
/// Nights in a month, months, and months looked back on, that make a place one that always burns. Source: METHOD 9d.
pub const ALWAYS_NIGHTS_MIN: usize = 8;
/// See [`ALWAYS_NIGHTS_MIN`].
pub const ALWAYS_MONTHS_MIN: usize = 3;
/// See [`ALWAYS_NIGHTS_MIN`].
pub const WINDOW_MONTHS: i32 = 24;
/// Most that heat can be worth, nats: ln 5. Source: METHOD 9d.
pub const HEAT_LR_NATS_MAX: f64 = 1.609_437_912_434_1;
