//! Every constant that changes what a report says, each with its source.

use crate::family::Family;
use model::Sense;

/// Name of the document's JSON form.
pub const FORMAT: &str = "tregua-daily/1";
/// Words by which a label of control is known in a place as its source wrote it. Source: DOMAIN 1.2.
pub const CONTROL_WORDS: [&str; 2] = ["controlled", "held"];
/// How far the end of a period may lie from the beginning of the next one, milliseconds: an hour. Source: assumed; times are known to the minute or hour.
pub const SEAM_MS_MAX: i64 = 3_600_000;
/// Longest time interval that is counted to one day, milliseconds: 36 hours.
/// Source: assumed; a local day has at most 25 hours, and "within a week" is no day.
pub const SPAN_MS_MAX: i64 = 36 * 3_600_000;
/// Incidents told in the narrative. Source: assumed; about two printed pages.
pub const TOLD_MAX: usize = 20;
/// Findings named for each told incident. Source: assumed.
pub const TOLD_FINDINGS_MAX: usize = 6;
/// Ids printed for one number in HTML; JSON and CSV always hold all. Source: assumed.
pub const IDS_SHOWN_MAX: usize = 60;
/// Rows printed of one table in HTML; JSON and CSV always hold all. Source: assumed.
pub const ROWS_SHOWN_MAX: usize = 400;
/// Radius that holds 90 % of a circular normal distribution, in standard deviations per axis: sqrt(-2 ln 0.1).
pub const RADIUS_90: f64 = 2.145_966_026_289_347;
/// Share of a mixture that its drawn parts hold at least, ppm. Source: the same 90 % as [`RADIUS_90`].
pub const SHARE_DRAWN_PPM: u32 = 900_000;
/// Corners of a drawn circle. Source: assumed; every 5 degrees, as the model draws sectors.
pub const CORNERS: u32 = 72;

/// Whether a sense could have perceived a family of kinds: only then does a zero mean something.
/// Source: assumed. People who tell and documents that are read can speak of anything.
pub const fn can_perceive(sense: Sense, family: Family) -> bool {
    match sense {
        Sense::Told | Sense::Read => true,
        Sense::Heard | Sense::AcousticSensor => matches!(family, Family::Fire | Family::Air | Family::Instrument),
        Sense::SeismicSensor => matches!(family, Family::Fire | Family::Instrument),
        Sense::SatelliteThermal => matches!(family, Family::Instrument),
        Sense::SatelliteOptical | Sense::SatelliteSar => matches!(family, Family::Presence | Family::Harm),
        Sense::Seen
        | Sense::HeardAndSeen
        | Sense::Camera
        | Sense::UavMini
        | Sense::UavMidRange
        | Sense::UavLongRange
        | Sense::ThirdPartyImagery => !matches!(family, Family::Instrument),
    }
}

/// How grave a family is beside the others, for the order of the narrative alone. Source: assumed.
/// It never looks at who acted.
pub const fn gravity(family: Family) -> u32 {
    match family {
        Family::Harm => 7,
        Family::Fire => 6,
        Family::Air => 5,
        Family::Mines => 4,
        Family::Movement => 3,
        Family::Presence => 2,
        Family::Instrument => 1,
        Family::Word => 0,
    }
}
