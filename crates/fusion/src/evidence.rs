//! An observation as the fusion needs it: compact, with its source and station as numbers.

use crate::Footprint;
use model::{Digest, Instant, Kind, Observation, ObservationId, Sense, TimePrecision, Weapon};

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
}

/// Class and model of a weapon as 16-bit marks; 0 = not named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeaponKey {
    class: u16,
    model: u16,
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
            place: observation.place.as_ref().and_then(Footprint::of),
            source,
            speaker,
            block,
            weapon: observation.weapon.as_ref().map_or_else(WeaponKey::default, WeaponKey::of),
        })
    }
}

impl WeaponKey {
    /// The two marks, class first, for keeping them.
    pub const fn marks(self) -> (u16, u16) {
        (self.class, self.model)
    }

    /// Takes two marks that were kept.
    pub const fn from_marks(class: u16, model: u16) -> Self {
        Self { class, model }
    }

    /// Marks a weapon's class and model.
    pub fn of(weapon: &Weapon) -> Self {
        Self { class: weapon.class.as_ref().map_or(0, |class| mark(&class.0)), model: weapon.model.as_ref().map_or(0, |model| mark(model)) }
    }

    /// Whether both name a class, or both name a model, and they differ.
    pub(crate) fn differs(self, other: Self) -> bool {
        let differ = |a: u16, b: u16| a != 0 && b != 0 && a != b;
        differ(self.class, other.class) || differ(self.model, other.model)
    }
}

/// Two words with one mark (1 in 65,535) only fail to be told apart.
fn mark(word: &str) -> u16 {
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
    }
}
