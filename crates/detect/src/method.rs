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

/// Going outwards from an event, where silence has taken so much of the greatest evidence met on the way nothing farther out is
/// looked at, nats. Source: assumed; six silent stations more than heard ones outweigh.
pub const DEAF_NATS: f64 = 11.4;

/// Stations nearest to a place that the search looks at; the fit looks at all. Source: assumed.
pub const NEAR_MAX: usize = 24;

/// Greatest room, in square metres and seconds (product of the standard errors), that an event may leave open and still be searched
/// for with as few picks as that takes. Source: assumed: 3 km along, 200 m across, .2 s.
pub const ROOM_M2_S_MAX: f64 = 100_000.0;
/// The room that an event within a network leaves open. Source: 60 by 60 m and .6 s, median of invented networks.
pub const ROOM_M2_S: f64 = 2_200.0;

/// Rounds of the search: the least odds of the events looked for, 1/1000 nat, and how many other stations may surely be nearer to them
/// than that of the pick from which they are looked for. The likeliest events take their picks before lesser ones are looked for. Source:
/// assumed; all five nearest stations are silent once in 13,000 events at a chance of detection of .85, once in 32 at one of .5.
pub const ROUNDS: [(i64, u16); 2] = [(22_000, 1), (ODDS_MNAT_MIN, RANK_MAX)];
/// See [`ROUNDS`].
pub const RANK_MAX: u16 = 4;

/// A cell is left if its bound is not so much above the best event found for the pick, 1/1000 nat. Source: assumed; half a nat for
/// each of sixteen picks, which a bound takes to be at exactly the expected time.
pub const HOPE_MNAT: i64 = 8_000;

/// Part of what chance alone would give that is left out when choosing which cell to look at first. It changes the order alone.
pub const CHANCE_PART: f64 = 0.6;

/// Stations that mostly hear an event, and half the width of the cells with which the search begins as a share of the radius round so many.
/// They change the speed alone.
pub const HEARD_MOSTLY: f64 = 12.0;
/// See [`HEARD_MOSTLY`].
pub const BEGIN_SHARE: f64 = 0.4;

/// Half the width of the smallest cell that is searched, metres: beyond it the fit finds the way.
pub const LEAF_HALF_M: f64 = 500.0;
/// The same in standard errors of a pick, times the speed: the greater holds.
pub const LEAF_SD: f64 = 8.6;

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
/// The same, 1/1000 nat.
pub const ODDS_MNAT_MIN: i64 = 3_000;

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
/// Days by which the chance of heat near an event is measured beside it. Source: METHOD 9d.
pub const WORTH_SHIFTS: [i32; 4] = [-21, -14, 14, 21];
/// Draws of days for an interval.
pub const WORTH_DRAWS: u32 = 1_000;
