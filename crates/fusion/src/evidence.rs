//! An observation as the fusion needs it: compact, with its source and station as numbers.

use crate::Footprint;
use model::{Determination, Digest, Instant, Kind, Observation, ObservationId, Sense, TimePrecision, Weapon};

/// What of an observation bears on which event it belongs to; at most 80 bytes.
///
/// Numbers of sources, speakers and blocks are compared for equality only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Its id.
    pub id: ObservationId,
    /// What was observed.
    pub kind: Kind,
    /// How it was perceived.
    pub sense: Sense,
    /// How exactly the source knew the time.
    pub precision: TimePrecision,
    /// Earliest moment.
    pub from: Instant,
    /// Latest moment.
    pub to: Instant,
    /// Error of the clock of a stated moment, seconds; 0 = by the way of perceiving.
    pub clock_sd_s: u32,
    /// Where; absent = not known.
    pub place: Option<Footprint>,
    /// Which source: an index into the list given to [`crate::fuse`].
    pub source: u32,
    /// Which station, patrol, camera or author of the source; 0 = not named.
    pub speaker: u32,
    /// Which stated sequence it stands in; 0 = none. Items of one sequence by one speaker are
    /// distinct triggers, and never one event.
    pub block: u32,
    /// What weapon, as far as it is needed to tell two weapons apart.
    pub weapon: WeaponKey,
    /// Whether it says where fire came from: such a report is never joined with another, and its
    /// place is coarse (see [`crate::method::ORIGIN_GRID_E7`]), so that no firing position sharpens.
    pub is_origin: bool,
}

/// Class, model and calibre of a weapon: 16-bit marks, and 1/10 millimetre; 0 = not named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeaponKey {
    class: u16,
    model: u16,
    calibre_dmm: u16,
}

impl Evidence {
    /// Takes what bears on fusion; `None` if the kind is no event that others may have noticed too.
    pub fn of(observation: &Observation, source: u32, speaker: u32, block: u32) -> Option<Self> {
        observation.kind.is_event().then(|| Self {
            id: observation.id,
            kind: observation.kind,
            sense: observation.sense,
            precision: observation.time.precision,
            from: observation.time.from,
            to: observation.time.to,
            clock_sd_s: 0,
            place: observation
                .place
                .as_ref()
                .and_then(Footprint::of)
                .map(|place| if tells_origin(observation) { place.coarse() } else { place }),
            source,
            speaker,
            block,
            weapon: observation.weapon.as_ref().map_or_else(WeaponKey::default, WeaponKey::of),
            is_origin: tells_origin(observation),
        })
    }
}

/// Whether a report says where fire came from.
fn tells_origin(observation: &Observation) -> bool {
    observation.determination == Some(Determination::Outgoing) || observation.kind == Kind::MuzzleFlash
}

impl WeaponKey {
    /// The three marks, for keeping them: class, model, calibre.
    pub const fn marks(self) -> [u16; 3] {
        [self.class, self.model, self.calibre_dmm]
    }

    /// Takes three marks that were kept.
    pub const fn from_marks([class, model, calibre_dmm]: [u16; 3]) -> Self {
        Self { class, model, calibre_dmm }
    }

    /// Marks a weapon of which only the class is known.
    pub fn of_class(class: &str) -> Self {
        Self { class: mark(class), ..Self::default() }
    }

    /// Marks a weapon's class and model.
    pub fn of(weapon: &Weapon) -> Self {
        Self {
            class: weapon.class.as_ref().map_or(0, |class| mark(&class.0)),
            model: weapon.model.as_ref().map_or(0, |model| mark(model)),
            calibre_dmm: weapon.calibre_dmm.and_then(|calibre| u16::try_from(calibre).ok()).unwrap_or(0),
        }
    }

    /// Whether both name a class, a model or a calibre, and they differ.
    pub(crate) fn differs(self, other: Self) -> bool {
        let differ = |a: u16, b: u16| a != 0 && b != 0 && a != b;
        differ(self.class, other.class) || differ(self.model, other.model) || differ(self.calibre_dmm, other.calibre_dmm)
    }
}

/// Two words with one mark (1 in 65,535) only fail to be told apart.
pub(crate) fn mark(word: &str) -> u16 {
    let plain: String = word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let [first, second, ..] = *Digest::of(plain.as_bytes()).as_bytes();
    u16::from_be_bytes([first, second]).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::WeaponClass;

    #[test]
    fn evidence_is_at_most_80_bytes() {
        assert!(size_of::<Evidence>() <= 80, "{}", size_of::<Evidence>());
    }

    #[test]
    fn two_models_of_one_class_differ_and_a_class_alone_does_not() {
        let weapon = |class: Option<&str>, model: Option<&str>| {
            WeaponKey::of(&Weapon {
                class: class.map(|class| WeaponClass(class.into())),
                model: model.map(str::to_owned),
                ..Weapon::default()
            })
        };
        let first = weapon(Some("towed_howitzer"), Some("2A65 Msta-B"));
        assert!(first.differs(weapon(Some("towed_howitzer"), Some("2A36"))));
        assert!(!first.differs(weapon(Some("towed_howitzer"), Some("2a65 msta b"))));
        assert!(!first.differs(weapon(Some("towed_howitzer"), None)));
        assert!(first.differs(weapon(Some("mlrs"), None)));
        assert!(!first.differs(WeaponKey::default()));
        let mortar = |calibre_dmm| WeaponKey::of(&Weapon { class: Some(WeaponClass("mortar".into())), calibre_dmm, ..Weapon::default() });
        assert!(mortar(Some(820)).differs(mortar(Some(1_200))));
        assert!(!mortar(Some(820)).differs(mortar(None)));
    }

    #[test]
    fn a_report_of_outgoing_fire_is_coarse_and_never_joined_so_that_no_firing_position_sharpens() {
        let report = |n: u32| Observation {
            actor: None,
            cause: None,
            claims: Vec::new(),
            count: None,
            deed: None,
            determination: Some(Determination::Outgoing),
            flight: None,
            from: model::observation::Passage { artifact: Digest::of(b""), entry: None, line: n },
            id: ObservationId::derive("csv", "s", &n.to_be_bytes(), 0),
            key: None,
            kind: Kind::Explosion,
            place: Some(model::Place::Normal { centre: model::Position { lat_e7: 480_012_345 + n as i32, lon_e7: 370_054_321 }, sd_m: 50 }),
            place_name: None,
            place_precision: None,
            restriction: None,
            sense: Sense::Heard,
            sequence: None,
            source: model::SourceId(format!("s{n}")),
            speaker: None,
            status: None,
            target: None,
            text: None,
            time: model::When::at("2026-01-07T20:00:00Z".parse().unwrap(), "UTC").unwrap(),
            weapon: None,
        };
        let evidence: Vec<Evidence> = (1..=5).map(|n| Evidence::of(&report(n), n - 1, 0, 0).unwrap()).collect();
        let sources: Vec<model::SourceId> = (1..=5).map(|n| model::SourceId(format!("s{n}"))).collect();
        let incidents = crate::fuse(&evidence, &sources, "UTC", &crate::Parameters::default());
        assert_eq!(incidents.len(), 5);
        for incident in &incidents {
            let Some(model::Place::Normal { centre, sd_m }) = &incident.place else { panic!("{incident:?}") };
            assert_eq!((centre.lat_e7, centre.lon_e7), (480_100_000, 370_100_000));
            assert!(*sd_m >= crate::method::ORIGIN_SD_M_MIN);
        }
        let heard = Evidence { is_origin: false, ..evidence[0] };
        assert_eq!(crate::fuse(&[heard, evidence[1]], &sources, "UTC", &crate::Parameters::default()).len(), 2);
    }
}
