//! A case: who the parties are, where something fell, who held what, and the evidence; checked.

mod check;

pub use check::CaseFault;

use crate::hypothesis::Hypothesis;
use crate::standard::Standard;
use model::PartyId;

/// A place on a local plane, metres east and north of any point that the whole case shares.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Point {
    /// Metres east.
    pub east_m: f64,
    /// Metres north.
    pub north_m: f64,
}

/// Where something fell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impact {
    /// Its centre.
    pub at: Point,
    /// Error per axis, metres.
    pub sd_m: f64,
}

/// What a map says of who held what.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// Areas of parties, each a list of polygons (outer ring, then holes; rings closed or not).
    Areas {
        /// Whose, and which ground.
        areas: Vec<(PartyId, Vec<Vec<Vec<Point>>>)>,
        /// Who holds everything else; absent = nobody is said to.
        rest: Option<PartyId>,
    },
    /// A line that goes on straight beyond its ends, with a party on each side as one walks along it.
    Line {
        /// At least two points.
        path: Vec<Point>,
        /// Who holds the ground to the left.
        left: PartyId,
        /// Who holds the ground to the right.
        right: PartyId,
    },
}

/// One source's map of who held what, at the time of the event.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlMap {
    /// Whose map.
    pub source: String,
    /// The party that drew it or controls who draws it, if any.
    pub controlled_by: Option<PartyId>,
    /// Error of its borders, metres.
    pub sd_m: f64,
    /// How old it was at the time of the event, days.
    pub age_days: f64,
    /// What it says.
    pub held: Held,
}

/// A weapon that may have been used, with the public limits of its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Weapon {
    /// Its class, a name.
    pub class: String,
    /// Least range, metres.
    pub lo_m: f64,
    /// Greatest range, metres.
    pub hi_m: f64,
    /// How likely it was this one; shares of a case need not sum to 1.
    pub share: f64,
}

/// Which weapons come into question, and who says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weapons {
    /// Where that comes from.
    pub origin: String,
    /// The party that controls it, if any.
    pub controlled_by: Option<PartyId>,
    /// The weapons; none = any.
    pub candidates: Vec<Weapon>,
}

/// Classes of evidence, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the words")]
pub enum Class {
    Target,
    Weapon,
    Azimuth,
    Range,
    Bearing,
    Acoustic,
    Fragments,
    Imagery,
    Document,
    Order,
    Witness,
    Admission,
    Claim,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 13] = [
        Self::Target,
        Self::Weapon,
        Self::Azimuth,
        Self::Range,
        Self::Bearing,
        Self::Acoustic,
        Self::Fragments,
        Self::Imagery,
        Self::Document,
        Self::Order,
        Self::Witness,
        Self::Admission,
        Self::Claim,
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Weapon => "weapon",
            Self::Azimuth => "azimuth",
            Self::Range => "range",
            Self::Bearing => "bearing",
            Self::Acoustic => "acoustic",
            Self::Fragments => "fragments",
            Self::Imagery => "imagery",
            Self::Document => "document",
            Self::Order => "order",
            Self::Witness => "witness",
            Self::Admission => "admission",
            Self::Claim => "claim",
        }
    }

    /// Whether it can carry a proposal: what people merely claim cannot.
    pub const fn carries(self) -> bool {
        !matches!(self, Self::Claim)
    }
}

/// What a piece of evidence says.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// The direction from the impact to the origin, from a crater or from damage.
    Azimuth {
        /// Clockwise from north, degrees.
        bearing_deg: f64,
        /// Its error; absent = the method's.
        sd_deg: Option<f64>,
    },
    /// The direction in which an observer perceived the origin.
    Bearing {
        /// Where the observer was.
        from: Point,
        /// Clockwise from north, degrees.
        bearing_deg: f64,
        /// Its error; absent = the method's.
        sd_deg: Option<f64>,
    },
    /// The distance from the impact to the origin, from an angle of fall.
    Range {
        /// Least, metres.
        lo_m: f64,
        /// Greatest, metres.
        hi_m: f64,
    },
    /// A region in which sensors place the origin: a normal distribution.
    Region {
        /// Its centre.
        centre: Point,
        /// Error per axis, metres.
        sd_m: f64,
    },
    /// Logarithms of likelihood ratios for hypotheses, nats; those not named have 0.
    Ratios {
        /// Which class of evidence; a claim, admission or anything that is no place or direction.
        class: Class,
        /// For a claim or an admission: which party speaks, if one.
        speaker: Option<PartyId>,
        /// For which hypothesis how much.
        nats: Vec<(Hypothesis, f64)>,
    },
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its name in the case.
    pub id: String,
    /// Which origin it comes from: pieces of one origin are one voice.
    pub origin: String,
    /// The party that controls it, if any.
    pub controlled_by: Option<PartyId>,
    /// How surely it depends on the others of its origin and class, 0 to 1; absent = not said.
    pub dependence: Option<f64>,
    /// What it says.
    pub says: Says,
}

impl Evidence {
    /// Its class.
    pub const fn class(&self) -> Class {
        match self.says {
            Says::Azimuth { .. } => Class::Azimuth,
            Says::Bearing { .. } => Class::Bearing,
            Says::Range { .. } => Class::Range,
            Says::Region { .. } => Class::Acoustic,
            Says::Ratios { class, .. } => class,
        }
    }
}

/// A case as somebody puts it together.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The parties, in the order in which they are shown.
    pub parties: Vec<PartyId>,
    /// Where something fell.
    pub impact: Impact,
    /// Who held what.
    pub maps: Vec<ControlMap>,
    /// Which weapons come into question.
    pub weapons: Weapons,
    /// The evidence.
    pub evidence: Vec<Evidence>,
    /// Chance that there was no such event, 0 to below 1, as graded elsewhere.
    pub not_an_event: f64,
    /// Which standard of proof is in force.
    pub standard: Standard,
}

/// A case that can be weighed: its parts checked and in an order of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Case(Draft);
