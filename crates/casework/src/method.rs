//! Constants that can change what a test of a remedy comes to, each with its source.

/// From this chance on something counts as inside a zone, ppm. Source: METHOD 7 (very likely), as terms hold it.
pub const SURE_PPM: u32 = 950_000;
/// Below this chance something counts as outside, ppm. Source: the same, the other end.
pub const HARDLY_PPM: u32 = 50_000;
/// How much of the planned time must have been observed for "nothing was seen" to say something, percent. Source: assumed.
pub const COVERED_PERCENT_MIN: u64 = 90;
