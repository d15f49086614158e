//! Evidence in the method's own units, and which pairs can never be one event.

use crate::method::{Family, Parameters, family_of};
use crate::names::NO_NAME;
use crate::overlap::Span;
use crate::tiling::Cell;
use crate::{Evidence, Footprint, WeaponKey};
use model::geodesy::Plane;
use model::{Kind, Position};

/// A piece of evidence that has a place, ready for its pairs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    pub evidence: &'a Evidence,
    pub plane: Plane,
    pub centre: Position,
    /// Variance of the core per axis as stated, km^2, and as pairs are weighed with it.
    pub stated_km2: f64,
    pub var_km2: f64,
    /// Share of the wide tail, 0 to 1, and its variance beside the core's.
    pub wide: f64,
    pub wide_km2: f64,
    pub span: Span,
    pub family: Family,
    pub face: Face,
    /// Its cell in the density's tiling.
    pub cell: Cell,
    pub near: Near,
    /// Which name its place goes by (see [`crate::names`]), and what the name's ground does to its circle.
    pub name: u32,
    pub boost: f64,
    pub paired: f64,
}

/// Other reports of the same family in the 3 x 3 cells round a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Near {
    /// In the local window.
    pub local_n: u32,
    /// In the season.
    pub season_n: u32,
}

/// Source and speaker: who gives the reports.
pub(crate) type Voice = (u32, u32);

/// All that decides whether two reports exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Face {
    pub kind: Kind,
    source: u32,
    speaker: u32,
    block: u32,
    repeats: bool,
    weapon: WeaponKey,
    is_origin: bool,
}

impl<'a> Item<'a> {
    /// Takes evidence with its place; its surroundings are filled in later.
    pub fn of(evidence: &'a Evidence, place: &Footprint, method: &Parameters) -> Self {
        let squared_km2 = |sd_m: u32| f64::from(sd_m) * f64::from(sd_m) / 1e6;
        let wide = f64::from(place.wide_ppm.min(1_000_000)) / 1e6;
        Self {
            evidence,
            plane: Plane::at(place.centre),
            centre: place.centre,
            stated_km2: squared_km2(place.sd_m.max(method.sd_m_min).max(1)),
            var_km2: squared_km2(place.sd_m.max(method.sd_m_min).max(1)),
            wide,
            wide_km2: if wide > 0.0 { squared_km2(place.wide_sd_m) } else { 0.0 },
            span: span_of(evidence, method),
            family: family_of(evidence.kind),
            face: Face::of(evidence, method),
            cell: Cell::NOWHERE,
            near: Near::default(),
            name: NO_NAME,
            boost: 1.0,
            paired: 1.0,
        }
    }
}

/// A moment always has some clock error; an interval may have none.
pub(crate) fn span_of(evidence: &Evidence, method: &Parameters) -> Span {
    let (from, to) = (evidence.from.ms(), evidence.to.ms().max(evidence.from.ms()));
    let by_sense_s = method.clock_sd_s(evidence.sense, evidence.precision);
    let sd_s = match (evidence.clock_sd_s, from == to) {
        (0, true) => by_sense_s.max(method.clock_instrument_sd_s).max(1),
        (0, false) => by_sense_s,
        (stated_s, _) => stated_s,
    };
    let sd_h = f64::from(sd_s) / 3_600.0;
    Span { from, to, clock_h2: sd_h * sd_h }
}

impl Face {
    pub fn of(evidence: &Evidence, method: &Parameters) -> Self {
        Self {
            kind: evidence.kind,
            source: evidence.source,
            speaker: evidence.speaker,
            block: evidence.block,
            repeats: method.may_repeat(evidence.kind, evidence.sense, evidence.speaker != 0),
            weapon: evidence.weapon,
            is_origin: evidence.is_origin,
        }
    }

    /// Its voice, if that lists each event once.
    pub fn lists_apart(&self) -> Option<Voice> {
        (!self.repeats).then_some((self.source, self.speaker))
    }

    /// Whether two reports can never be one event: what they saw cannot be one thing, or one voice
    /// lists both separately, or one says where fire came from.
    pub fn excludes(&self, other: &Self, method: &Parameters) -> bool {
        let same_voice = self.source == other.source && self.speaker == other.speaker;
        let listed_apart = same_voice && !(self.repeats && other.repeats);
        let in_sequence = same_voice && self.block != 0 && self.block == other.block;
        let other_weapon = self.kind == Kind::WeaponSeen && other.kind == Kind::WeaponSeen && self.weapon.differs(other.weapon);
        self.is_origin || other.is_origin || listed_apart || in_sequence || other_weapon || method.kinds(self.kind, other.kind).is_none()
    }
}
