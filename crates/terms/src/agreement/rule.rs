//! What a term does, by its kind, and what it names.

use crate::act::Act;
use crate::defined::DefinedTerm;
use crate::duty::DutyRule;
use crate::exemption::Exemption;
use crate::fields::Worded;
use crate::mine::MineBan;
use crate::presence::AllowList;
use crate::protection::Protection;
use crate::stand_off::StandOff;
use jiff::civil::Date;
use model::{Instant, Measure, PartyId, SourceId};

/// Something that a term names and the mission or its layers must have.
#[derive(Clone, Debug)]
pub(crate) enum Mention {
    Party(Worded),
    Asserter(Worded),
    Class(Worded),
    /// A term that defines a word.
    Definition(Worded),
    /// A layer of places of any role, or of something that moves.
    Places {
        layer: Worded,
        source: Option<Worded>,
    },
    /// A class of target, which a layer may draw.
    Target(Worded),
    Layer {
        layer: Worded,
        source: Option<Worded>,
        is_line: bool,
    },
}

/// What a term does.
#[derive(Clone, Debug)]
pub(crate) enum Rule {
    EffectiveMoment(Moment),
    ProhibitedAct(Act),
    ZoneAllowList(AllowList),
    WithdrawalDistance(Row),
    Quota(Quota),
    /// Nothing of its own: it ends the terms that it replaces.
    Repeal,
    /// What is owed without an event, or looks at many.
    Duty(DutyRule),
    DefinedTerm(DefinedTerm),
    TargetProtection(Protection),
    StandOff(StandOff),
    MineBan(MineBan),
    Exemption(Exemption),
    Unreadable,
}

impl Rule {
    /// The parties that it binds by name.
    pub(crate) fn parties(&self) -> Vec<PartyId> {
        match self {
            Self::ProhibitedAct(act)
            | Self::TargetProtection(Protection { act, .. })
            | Self::StandOff(StandOff { act, .. })
            | Self::MineBan(MineBan { act, .. }) => act.parties.clone(),
            Self::WithdrawalDistance(row) => row.baseline.iter().map(|(party, _)| party.clone()).collect(),
            Self::DefinedTerm(defined) => defined.positions.iter().map(|(party, _)| party.clone()).collect(),
            Self::Duty(duty) => duty.parties(),
            Self::Quota(_) | Self::EffectiveMoment(_) | Self::ZoneAllowList(_) | Self::Exemption(_) | Self::Repeal | Self::Unreadable => {
                Vec::new()
            }
        }
    }

    /// The parties that it binds, where none named means all of the agreement.
    pub(crate) const fn parties_or_all(&mut self) -> Option<&mut Vec<PartyId>> {
        match self {
            Self::ProhibitedAct(act)
            | Self::TargetProtection(Protection { act, .. })
            | Self::StandOff(StandOff { act, .. })
            | Self::MineBan(MineBan { act, .. }) => Some(&mut act.parties),
            Self::Duty(duty) => duty.parties_or_all(),
            Self::EffectiveMoment(_)
            | Self::ZoneAllowList(_)
            | Self::WithdrawalDistance(_)
            | Self::Quota(_)
            | Self::Repeal
            | Self::DefinedTerm(_)
            | Self::Exemption(_)
            | Self::Unreadable => None,
        }
    }
}

/// A beginning and an end.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) start: Start,
    pub(crate) until: Option<Instant>,
    /// Ids of the only terms it is for; empty = all.
    pub(crate) only_for: Vec<Worded>,
    /// Its time zone; absent if unreadable.
    pub(crate) zone: Option<String>,
    /// The time in force in one sentence, for reasons.
    pub(crate) told: String,
}

/// When something begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    At(Instant),
    /// Not known, but not before this.
    Unknown(Option<Instant>),
}

/// A layer by name, with its source where one is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LayerRef {
    pub(crate) layer: String,
    pub(crate) source: Option<SourceId>,
}

/// One row of a withdrawal table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) models: Vec<String>,
    pub(crate) classes: Vec<String>,
    pub(crate) calibre: Calibre,
    /// How far each side withdraws; absent = the text does not say, or it cannot be read.
    pub(crate) distance_m: Option<u32>,
    pub(crate) width: Option<Width>,
    pub(crate) baseline: Vec<(PartyId, LayerRef)>,
    pub(crate) since: Option<Date>,
    /// True if it cannot be read which weapons it means.
    pub(crate) is_vague: bool,
}

/// The width of a zone between both sides: not the distance of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Width {
    pub(crate) zone_m: u32,
    /// Whether the text shares it equally, so that each side withdraws half of it.
    pub(crate) is_shared: bool,
}

/// Bounds of a calibre, 1/10 mm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Calibre {
    /// Greater than this.
    pub(crate) over_dmm: Option<u32>,
    /// At least this.
    pub(crate) min_dmm: Option<u32>,
    /// At most this.
    pub(crate) max_dmm: Option<u32>,
    /// Less than this.
    pub(crate) under_dmm: Option<u32>,
}

impl Calibre {
    pub(crate) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn holds(&self, dmm: u32) -> bool {
        self.over_dmm.is_none_or(|over| dmm > over)
            && self.min_dmm.is_none_or(|min| dmm >= min)
            && self.max_dmm.is_none_or(|max| dmm <= max)
            && self.under_dmm.is_none_or(|under| dmm < under)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Quota {
    /// Absent if unreadable.
    pub(crate) measure: Option<Measure>,
    pub(crate) per_day: Option<u32>,
    /// So much in all, instead of so much a day.
    pub(crate) total: Option<u32>,
    pub(crate) obliged: Option<PartyId>,
    pub(crate) definition: Option<String>,
    /// Where it is counted, as a word of the definition.
    pub(crate) counting_point: Option<String>,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
}
