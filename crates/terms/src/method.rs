//! Everything that can change a finding without a change of facts or text, with its source.

use crate::agreement::KindSet;
use model::Kind;

/// The method's name.
pub const NAME: &str = "terms";

/// The method's revision: a changed formula, constant or order of sums is a new one.
pub const REVISION: u32 = 1;

/// Least chance that a condition is met for it to count as met, ppm.
/// Source: DOMAIN 4.2, rule 4.
pub const MET_PPM_MIN: u32 = 950_000;

/// Greatest chance that a condition is met for it to count as not met, ppm.
/// Source: DOMAIN 4.2, rule 4.
pub const NOT_MET_PPM_MAX: u32 = 50_000;

/// Both thresholds in words, for reasons.
pub(crate) const NEEDED: &str = "needed: at least 0.95 for yes, at most 0.05 for no";

/// Standard deviations beyond which a normal distribution is cut off: its tail there is below
/// 1e-9, a thousandth of the unit of record.
/// Source: the formula exp(-r^2 / 2).
pub const REACH_SD: f64 = 6.5;

/// Cells into which an area of doubt (polygon) is divided, about.
/// Source: assumed; with the cell's own spread the error stays below 1,000 ppm.
pub const CELLS: f64 = 256.0;

/// Cells of a grid that are looked at to find those inside a polygon, at most.
/// Source: assumed, a bound on work for thin shapes.
pub const GRID_CELLS_MAX: f64 = 16_384.0;

/// Cells along one side of that grid, at most.
/// Source: assumed, as before.
pub const GRID_SIDE_MAX: f64 = 2_048.0;

/// Cells of a sector along its range.
/// Source: assumed.
pub const SECTOR_RANGES: u32 = 12;

/// Width of a sector's cell, 1/1000 degree; at least 12 cells.
/// Source: assumed, a twelfth of a sector of 22.5 degrees.
pub const SECTOR_CELL_MDEG: u32 = 1_875;

/// Nesting of mixtures that is followed; deeper parts count as not known.
/// Source: assumed, a bound on recursion.
pub const MIXTURE_DEPTH_MAX: u32 = 8;

/// Combinations of readings that are worked out; beyond that the finding is undetermined.
/// Source: assumed.
pub const READINGS_MAX: usize = 16;

/// Sentences of reason in one finding, at most; what is left out is counted.
/// Source: assumed, a bound on the record's size.
pub const REASONS_MAX: usize = 60;

/// Characters in one sentence of reason, at most.
/// Source: assumed, a bound on the record's size.
pub const REASON_CHARS_MAX: usize = 1_000;

/// Characters of an incident's id that are enough for a sanction to name it.
/// Source: assumed; ids have 80 bits (decision 0002), six letters after the prefix mean one of a thousand million.
pub const ID_CHARS_MIN: usize = 10;

/// Reports, incidents or coverages that one finding on what is owed names, at most.
/// Source: assumed, a bound on the record's size; reasons speak of no others by name.
pub const CITED_MAX: usize = 100;

/// How far "just over n" and "slightly more than n" can reach, ppm of n.
/// Source: assumed.
pub const JUST_OVER_PPM: u64 = 10_000;

/// The tag of a cause that declared exercises are about. Source: DOMAIN 1.2.
pub const EXERCISE: &str = "live_fire_exercise";

/// Class of weapon by which a source says that people were unarmed. Source: assumed, a word of ours.
pub const UNARMED: &str = "unarmed";

/// Tags of a cause that say that a mine is new. Source: assumed, words of ours.
pub const LAID: [&str; 2] = ["mine_laying", "new_mine"];

/// Tags of a cause that say that a mine is old. Source: assumed, words of ours.
pub const OLD: [&str; 2] = ["remnant", "old_mine"];

/// How near a clearance must have been to a mine that is found later for the mine to be new, metres.
/// Source: assumed.
pub const CLEARED_M: u32 = 200;

/// Displacement of a control map's border, standard deviation, metres. Source: METHOD section 11 (assumed).
pub const BORDER_SD_M: u32 = 1_000;

/// Length along a border over which displacements go together, metres. Source: METHOD section 11 (assumed).
pub const BORDER_CORRELATION_M: u32 = 5_000;

/// Correlation of a border's error with that of the day before, ppm. Source: METHOD section 11 (assumed).
pub const BORDER_KEPT_PPM: u32 = 900_000;

/// Net change beyond so many standard deviations looks like a reassessment. Source: METHOD section 11 (assumed).
pub const REASSESSMENT_SD: f64 = 4.0;

/// Net change below so many standard deviations is not to be told from none. Source: assumed, the usual 5 %.
pub const NOISE_SD: f64 = 2.0;

/// A change that takes back at least this share of the one before, and changes little else, looks like a
/// correction, ppm. Source: assumed.
pub const TAKEN_BACK_PPM_MIN: u32 = 900_000;

/// Areas below this are no difference, square kilometres: one square metre.
/// Source: the reference figures of the control maps take two shapes for identical below it.
pub const SAME_KM2_MAX: f64 = 1e-6;

/// The kinds that a term may mean whose own list cannot be read: all events but the traces that
/// only an instrument finds; those a term has to name.
/// Source: assumed, so that a slip of the pen does not make a finding of every fire seen from space.
pub(crate) fn kinds_if_unreadable() -> KindSet {
    let is_trace = |kind: &Kind| matches!(kind, Kind::ThermalAnomaly | Kind::SeismicEvent | Kind::AcousticEvent);
    KindSet::of(Kind::ALL.into_iter().filter(|kind| kind.is_event() && !is_trace(kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_name_the_thresholds() {
        let (met, not_met) = (MET_PPM_MIN / 10_000, NOT_MET_PPM_MAX / 10_000);
        assert_eq!(NEEDED, format!("needed: at least 0.{met:02} for yes, at most 0.{not_met:02} for no"));
    }
}
