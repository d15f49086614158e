//! A report as the live view needs it.

use crate::evidence::{Evidence, WeaponKey};
use crate::item::{Face, span_of};
use crate::method::Parameters;
use crate::overlap::hours;
use model::{Kind, Position};

/// Least and greatest standard deviation of a place that are believed, km.
const SD_KM: (f64, f64) = (0.05, 25.0);

/// Least and greatest standard deviation of a time that are believed, hours: 10 s and a day.
const SD_H: (f64, f64) = (10.0 / 3_600.0, 24.0);

/// A report: one middle and one width in place and in time.
#[derive(Clone, Copy, Debug)]
pub struct Sighting {
    pub(super) centre: Position,
    /// Variance of the place per axis, km^2.
    pub(super) var_km2: f64,
    pub(super) at_ms: i64,
    /// Variance of the time, h^2: the clock's, and that of its interval.
    pub(super) var_h2: f64,
    pub(super) kind: Kind,
    pub(super) weapon: WeaponKey,
    /// Who gives it, if that voice lists each event once.
    pub(super) voice: Option<(u32, u32)>,
    /// True if it can join nothing: it has no place, or says where fire came from.
    pub(super) is_apart: bool,
}

impl Sighting {
    /// Takes what the live view needs. The tail of a named place is left out: all errors have tails there.
    pub fn of(evidence: &Evidence, method: &Parameters) -> Self {
        let Some(place) = evidence.place.as_ref() else { return Self::nowhere(evidence) };
        let span = span_of(evidence, method);
        let sd_km = f64::from(place.sd_m.max(method.sd_m_min)) / 1_000.0;
        let length_h = hours(span.to - span.from);
        Self {
            var_km2: (sd_km * sd_km).clamp(SD_KM.0 * SD_KM.0, SD_KM.1 * SD_KM.1),
            at_ms: span.middle(),
            var_h2: (span.clock_h2 + length_h * length_h / 12.0).clamp(SD_H.0 * SD_H.0, SD_H.1 * SD_H.1),
            voice: (evidence.block != 0).then_some((evidence.source, evidence.speaker)).or(Face::of(evidence, method).lists_apart()),
            is_apart: evidence.is_origin,
            centre: place.centre,
            ..Self::nowhere(evidence)
        }
    }

    /// The same report from a voice that lists each event once, or from none.
    pub(crate) fn with_voice(self, voice: Option<(u32, u32)>) -> Self {
        Self { voice, ..self }
    }

    fn nowhere(evidence: &Evidence) -> Self {
        Self {
            centre: Position { lat_e7: 0, lon_e7: 0 },
            var_km2: SD_KM.1 * SD_KM.1,
            at_ms: evidence.from.ms(),
            var_h2: SD_H.0 * SD_H.0,
            kind: evidence.kind,
            weapon: evidence.weapon,
            voice: None,
            is_apart: true,
        }
    }
}
