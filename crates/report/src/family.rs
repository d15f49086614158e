//! Families of kinds, so that a table is read top down and kinds are never added silently.

use model::Kind;

/// A family of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Fire and explosions: what daily reports list as ceasefire violations. Source: DOMAIN 1.2.
    Fire,
    /// Aircraft and UAVs.
    Air,
    /// Casualties and damage.
    Harm,
    /// Weapons, positions, people.
    Presence,
    /// Restrictions of movement and jamming.
    Movement,
    /// Mines and unexploded ordnance.
    Mines,
    /// What an instrument registered, its cause open.
    Instrument,
    /// What was said or counted: no event.
    Word,
}

impl Family {
    /// The families of events, in the order in which they are shown.
    pub const EVENTS: [Self; 7] = [Self::Fire, Self::Air, Self::Harm, Self::Presence, Self::Movement, Self::Mines, Self::Instrument];

    /// The family of a kind.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Explosion
            | Kind::Airburst
            | Kind::Projectile
            | Kind::Tracer
            | Kind::Burst
            | Kind::Shot
            | Kind::MuzzleFlash
            | Kind::IlluminationFlare
            | Kind::ExchangeOfFire
            | Kind::Detonation => Self::Fire,
            Kind::Aircraft | Kind::Uav => Self::Air,
            Kind::Crater | Kind::Damage | Kind::Casualty => Self::Harm,
            Kind::WeaponSeen | Kind::PositionSeen | Kind::PersonnelSeen | Kind::Convoy => Self::Presence,
            Kind::Restriction | Kind::Jamming => Self::Movement,
            Kind::MineUxo => Self::Mines,
            Kind::ThermalAnomaly | Kind::SeismicEvent | Kind::AcousticEvent => Self::Instrument,
            Kind::Inventory | Kind::Delivery | Kind::Statement | Kind::Document => Self::Word,
        }
    }

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fire => "Fire and explosions",
            Self::Air => "Aircraft and UAVs",
            Self::Harm => "Casualties and damage",
            Self::Presence => "Weapons, positions, personnel",
            Self::Movement => "Restrictions and jamming",
            Self::Mines => "Mines and unexploded ordnance",
            Self::Instrument => "Instrument signals, cause open",
            Self::Word => "Statements, documents, inventories",
        }
    }

    /// Its place in the order shown.
    pub const fn rank(self) -> u32 {
        self as u32
    }
}
