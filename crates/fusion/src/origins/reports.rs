//! What one report of an event counts for the claim that it happened, before origins and caps.

use model::Sense;

/// A report of somebody or something that was there, mnat: ln(.85 / .15). Source: assumed (METHOD 15, G2: the better sources).
pub const WITNESSED_MNAT: i32 = 1_735;

/// A report that was told or read, mnat: ln(.7 / .3). Source: assumed (between the two kinds of sources of G2).
pub const RETOLD_MNAT: i32 = 847;

/// A heat pixel, mnat: ln 2.76 (8.0 % of verified bombings with a fire on the day within 1 km, 2.9 % by chance). Source: METHOD 9d.
pub const HEAT_MNAT: i32 = 1_015;

/// Classes of evidence that may err together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// People who saw or heard it.
    People = 1,
    /// Imagery.
    Imagery = 2,
    /// Instruments.
    Instruments = 3,
    /// What was told or written.
    Words = 4,
}

/// How much a report counts and in which class.
pub const fn weight_of(sense: Sense) -> (i32, Class) {
    match sense {
        Sense::Heard | Sense::Seen | Sense::HeardAndSeen => (WITNESSED_MNAT, Class::People),
        Sense::Camera
        | Sense::UavMini
        | Sense::UavMidRange
        | Sense::UavLongRange
        | Sense::ThirdPartyImagery
        | Sense::SatelliteOptical
        | Sense::SatelliteSar => (WITNESSED_MNAT, Class::Imagery),
        Sense::AcousticSensor | Sense::SeismicSensor => (WITNESSED_MNAT, Class::Instruments),
        Sense::SatelliteThermal => (HEAT_MNAT, Class::Instruments),
        Sense::Told | Sense::Read => (RETOLD_MNAT, Class::Words),
    }
}
