//! The parties and sources by their ids and names; the only place that knows which party holds which side.

use crate::world::{Actor, Side};

/// A party as mission and files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    /// Its id.
    pub(crate) id: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
}

const P1: Party = Party { id: "p1", name: "Western Administration" };
const P2: Party = Party { id: "p2", name: "Eastern Council" };

/// Who plays which side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cast {
    west: Party,
    east: Party,
}

impl Cast {
    /// The usual cast, or the one with ids and names exchanged.
    pub(crate) const fn new(swap_parties: bool) -> Self {
        if swap_parties { Self { west: P2, east: P1 } } else { Self { west: P1, east: P2 } }
    }

    /// The party that holds a side.
    pub(crate) const fn party(&self, side: Side) -> Party {
        match side {
            Side::West => self.west,
            Side::East => self.east,
        }
    }

    /// The id by which tables name an actor; empty if it has none.
    pub(crate) const fn actor_id(&self, actor: Actor) -> &'static str {
        match actor {
            Actor::Party(side) => self.party(side).id,
            Actor::JointTeam => JOINT_TEAM,
            Actor::Third => THIRD,
            Actor::Nobody => "",
        }
    }

    /// Fills a text's placeholders `{west.id}`, `{west.name}`, `{east.id}`, `{east.name}`.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("{west.id}", self.west.id)
            .replace("{west.name}", self.west.name)
            .replace("{east.id}", self.east.id)
            .replace("{east.name}", self.east.name)
    }

    /// The source id of a side's incident list, such as `p1_log`.
    pub(crate) fn log_of(&self, side: Side) -> String {
        format!("{}_log", self.party(side).id)
    }

    /// The source id of a side's statements, such as `p1_press`.
    pub(crate) fn press_of(&self, side: Side) -> String {
        format!("{}_press", self.party(side).id)
    }
}

/// The id of the joint technical teams, whom the agreement lets into the buffer zone.
pub(crate) const JOINT_TEAM: &str = "joint_team";
/// The id that the truth gives to armed men of neither party; no source ever knows it.
pub(crate) const THIRD: &str = "third";

/// The sources' ids; those of the parties stand in [`Cast`].
pub(crate) mod source {
    pub(crate) const CAMERAS: &str = "cameras";
    pub(crate) const PATROLS: &str = "patrols";
    pub(crate) const MAP: &str = "mission_map";
    pub(crate) const CHART: &str = "chart_office";
    pub(crate) const HEAT: &str = "heat";
    pub(crate) const RESIDENTS: &str = "residents";
    pub(crate) const COURIER: &str = "courier";
    pub(crate) const SIGNAL: &str = "signal";
    pub(crate) const RELIEF: &str = "relief_desk";
    pub(crate) const CROSSING: &str = "crossing_post";
}
