//! What was observed, how it was perceived, and what was made of it on the spot.

use serde::{Deserialize, Serialize};

/// What was observed. Source: DOMAIN 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own words, listed in the GLOSSARY")]
pub enum Kind {
    Explosion,
    Airburst,
    Projectile,
    Tracer,
    Burst,
    Shot,
    MuzzleFlash,
    IlluminationFlare,
    ExchangeOfFire,
    Detonation,
    WeaponSeen,
    PositionSeen,
    PersonnelSeen,
    Convoy,
    Aircraft,
    Uav,
    Crater,
    Damage,
    Casualty,
    MineUxo,
    Restriction,
    Jamming,
    ThermalAnomaly,
    SeismicEvent,
    AcousticEvent,
    Inventory,
    Delivery,
    Statement,
    Document,
}

impl Kind {
    /// All kinds, in the order of the list.
    pub const ALL: [Self; 29] = [
        Self::Explosion,
        Self::Airburst,
        Self::Projectile,
        Self::Tracer,
        Self::Burst,
        Self::Shot,
        Self::MuzzleFlash,
        Self::IlluminationFlare,
        Self::ExchangeOfFire,
        Self::Detonation,
        Self::WeaponSeen,
        Self::PositionSeen,
        Self::PersonnelSeen,
        Self::Convoy,
        Self::Aircraft,
        Self::Uav,
        Self::Crater,
        Self::Damage,
        Self::Casualty,
        Self::MineUxo,
        Self::Restriction,
        Self::Jamming,
        Self::ThermalAnomaly,
        Self::SeismicEvent,
        Self::AcousticEvent,
        Self::Inventory,
        Self::Delivery,
        Self::Statement,
        Self::Document,
    ];

    /// The wire word, such as `weapon_seen`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Explosion => "explosion",
            Self::Airburst => "airburst",
            Self::Projectile => "projectile",
            Self::Tracer => "tracer",
            Self::Burst => "burst",
            Self::Shot => "shot",
            Self::MuzzleFlash => "muzzle_flash",
            Self::IlluminationFlare => "illumination_flare",
            Self::ExchangeOfFire => "exchange_of_fire",
            Self::Detonation => "detonation",
            Self::WeaponSeen => "weapon_seen",
            Self::PositionSeen => "position_seen",
            Self::PersonnelSeen => "personnel_seen",
            Self::Convoy => "convoy",
            Self::Aircraft => "aircraft",
            Self::Uav => "uav",
            Self::Crater => "crater",
            Self::Damage => "damage",
            Self::Casualty => "casualty",
            Self::MineUxo => "mine_uxo",
            Self::Restriction => "restriction",
            Self::Jamming => "jamming",
            Self::ThermalAnomaly => "thermal_anomaly",
            Self::SeismicEvent => "seismic_event",
            Self::AcousticEvent => "acoustic_event",
            Self::Inventory => "inventory",
            Self::Delivery => "delivery",
            Self::Statement => "statement",
            Self::Document => "document",
        }
    }

    /// Reads the wire word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it is an event at a place and time that others may have noticed too (so that it
    /// can be fused); statements, documents, inventories and deliveries are not.
    pub const fn is_event(self) -> bool {
        !matches!(self, Self::Inventory | Self::Delivery | Self::Statement | Self::Document)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.word())
    }
}

/// What the observer made of the direction of fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Determination {
    /// Not determined.
    Undetermined,
    /// Fired from near the observer outwards.
    Outgoing,
    /// An impact.
    Incoming,
    /// Seen in flight.
    InFlight,
    /// Has no direction.
    NotApplicable,
}

/// How it was perceived. Source: DOMAIN 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own words, listed in the GLOSSARY")]
pub enum Sense {
    Heard,
    Seen,
    HeardAndSeen,
    Camera,
    UavMini,
    UavMidRange,
    UavLongRange,
    AcousticSensor,
    SeismicSensor,
    SatelliteOptical,
    SatelliteSar,
    SatelliteThermal,
    ThirdPartyImagery,
    Told,
    Read,
}

impl Sense {
    /// All ways of perceiving, in the order of the list.
    pub const ALL: [Self; 15] = [
        Self::Heard,
        Self::Seen,
        Self::HeardAndSeen,
        Self::Camera,
        Self::UavMini,
        Self::UavMidRange,
        Self::UavLongRange,
        Self::AcousticSensor,
        Self::SeismicSensor,
        Self::SatelliteOptical,
        Self::SatelliteSar,
        Self::SatelliteThermal,
        Self::ThirdPartyImagery,
        Self::Told,
        Self::Read,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_listed_and_its_word_is_the_wire_word() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_string(&kind).ok(), Some(format!("\"{kind}\"")));
            assert_eq!(Kind::from_word(kind.word()), Some(kind));
        }
    }
}
