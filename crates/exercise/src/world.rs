//! What truly happened, as only the generator knows it.

use crate::calendar::Second;
use crate::plane::Spot;
use model::{Determination, Kind};

/// One of the two sides of the line of contact; which party holds it is the cast's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// West of the line.
    West,
    /// East of the line.
    East,
}

impl Side {
    /// The side across the line.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::West => Self::East,
            Self::East => Self::West,
        }
    }

    /// +1 eastward, -1 westward: the direction from the line into the side's own ground.
    pub(crate) const fn sign(self) -> f64 {
        match self {
            Self::West => -1.0,
            Self::East => 1.0,
        }
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// Forces of the party that holds a side.
    Party(Side),
    /// Armed men of neither party.
    Third,
    /// The joint technical teams of article 5.
    JointTeam,
    /// Nobody: farmers, weather, a kiln.
    Nobody,
}

/// A weapon in the words of the tables.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weapon {
    /// Class word of the model, such as `mortar`.
    pub(crate) class: &'static str,
    /// Calibre, millimetres, where the class alone does not say.
    pub(crate) calibre_mm: Option<u32>,
    /// As a monitor writes it, such as `120mm mortar`.
    pub(crate) words: &'static str,
    /// How far its fire is heard, kilometres.
    pub(crate) heard_km: f64,
}

const fn weapon(class: &'static str, calibre_mm: Option<u32>, words: &'static str, heard_km: f64) -> Weapon {
    Weapon { class, calibre_mm, words, heard_km }
}

/// Rifles and light machine guns.
pub(crate) const SMALL_ARMS: Weapon = weapon("small_arms", None, "small arms", 5.0);
/// Heavy machine gun.
pub(crate) const HMG: Weapon = weapon("heavy_machine_gun", None, "HMG", 6.5);
/// Automatic grenade launcher.
pub(crate) const GRENADES: Weapon = weapon("automatic_grenade_launcher", None, "automatic grenade launcher", 6.0);
/// Light mortar.
pub(crate) const MORTAR_82: Weapon = weapon("mortar", Some(82), "82mm mortar", 7.0);
/// Heavy mortar: the agreement's disputed weapon.
pub(crate) const MORTAR_120: Weapon = weapon("mortar", Some(120), "120mm mortar", 9.0);
/// Towed howitzer.
pub(crate) const HOWITZER_122: Weapon = weapon("towed_howitzer", Some(122), "122mm towed howitzer", 12.0);
/// Self-propelled howitzer.
pub(crate) const HOWITZER_152: Weapon = weapon("sp_howitzer", Some(152), "152mm self-propelled howitzer", 13.0);
/// Rocket launcher.
pub(crate) const ROCKETS_122: Weapon = weapon("mlrs", Some(122), "122mm MLRS", 14.0);
/// Tank.
pub(crate) const TANK: Weapon = weapon("tank", None, "tank", 9.0);

/// One thing that truly happened.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Its number in the truth, from 1 in order of time.
    pub(crate) id: u32,
    /// When it began.
    pub(crate) second: Second,
    /// Where: the impact, the muzzle, the fire, the checkpoint.
    pub(crate) spot: Spot,
    /// What.
    pub(crate) kind: Kind,
    /// How many of it: shots, impacts, tracers, people, trucks.
    pub(crate) count: u32,
    /// With what, if with a weapon.
    pub(crate) weapon: Option<Weapon>,
    /// By whom.
    pub(crate) actor: Actor,
    /// What a good observer would make of its direction.
    pub(crate) determination: Determination,
    /// Its cause in the model's words: `hostile`, `live_fire_exercise`, `demining`, ...
    pub(crate) cause: &'static str,
    /// Which engagement it belongs to; 0 = none.
    pub(crate) engagement: u32,
    /// The event that it follows from (a fire after shelling), by its number.
    pub(crate) after: Option<u32>,
    /// In which phase of the line's story: the part along the line, 0 north, 1 south.
    pub(crate) along: f64,
    /// Words that only some sources need: a reason given, a victim's role, a weapon's status.
    pub(crate) note: &'static str,
}

impl Event {
    /// An event with nothing special about it.
    pub(crate) const fn plain(second: Second, spot: Spot, kind: Kind) -> Self {
        Self {
            id: 0,
            second,
            spot,
            kind,
            count: 1,
            weapon: None,
            actor: Actor::Nobody,
            determination: Determination::NotApplicable,
            cause: "",
            engagement: 0,
            after: None,
            along: 0.5,
            note: "",
        }
    }

    /// The party's side that acted, if a party did.
    pub(crate) const fn side(&self) -> Option<Side> {
        match self.actor {
            Actor::Party(side) => Some(side),
            Actor::Third | Actor::JointTeam | Actor::Nobody => None,
        }
    }

    /// Whether it is fire of some kind: heard, seen or recorded by whoever is near.
    pub(crate) const fn is_fire(&self) -> bool {
        matches!(
            self.kind,
            Kind::Explosion
                | Kind::Airburst
                | Kind::Projectile
                | Kind::Tracer
                | Kind::Burst
                | Kind::Shot
                | Kind::MuzzleFlash
                | Kind::IlluminationFlare
        )
    }
}
