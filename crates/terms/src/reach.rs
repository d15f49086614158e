//! Which incidents a term can say anything of: kinds, time and place, without looking at any of them.
//!
//! A reach is rather too wide, never too narrow. It decides what is looked at at all, before anything
//! costly ([`crate::Sieve`]), and what is assessed anew after a change (the engine).

use crate::act::Act;
use crate::agreement::{Agreement, KindSet, LayerRef, Rule, Start, Term};
use crate::duty::asks_beside_incidents;
use crate::ground::Ground;
use crate::method::REACH_SD;
use crate::patch::Patch;
use model::{Instant, Kind, Mission, SourceId};

/// Most rectangles in one search; beyond that one goes round all of them.
const PATCHES_MAX: usize = 64;

/// What a term can say anything of.
#[derive(Clone, Debug)]
pub struct Reach<'a> {
    pub(crate) kinds: KindSet,
    /// Its time in force, from the first beginning to the last end.
    pub(crate) period: Period,
    /// The only zone inside of which it says anything, wherever that zone is known; absent = anywhere.
    pub(crate) zone: Option<&'a LayerRef>,
    layers: Layers<'a>,
    /// Whether it looks them up at other times than that of the incident, too.
    pub at_other_times: bool,
    /// Whether it also depends on deeds, inventories or coverage.
    pub rests_on_papers: bool,
    /// Whether it also depends on how far the record reaches.
    pub rests_on_as_of: bool,
}

/// The layers that a term looks up.
#[derive(Clone, Debug)]
enum Layers<'a> {
    These(Vec<&'a LayerRef>),
    /// It may look up any.
    Any,
}

impl<'a> Reach<'a> {
    /// The reach of a term on incidents; `None` if it says nothing of any.
    pub fn of(agreement: &'a Agreement, term: &'a Term, mission: &Mission) -> Option<Self> {
        let is_whole = faults(term, mission).next().is_none();
        let these = |layers: Vec<&'a LayerRef>| Layers::These(layers.into_iter().chain(&agreement.area).collect());
        let has_exemptions = agreement.terms.iter().any(|term| matches!(term.rule, Rule::Exemption(_)));
        let (mut at_other_times, mut rests_on_as_of) = (false, false);
        let mut of_act = |act: &'a Act, more: &'a [LayerRef]| {
            at_other_times = act.definition.is_some();
            let layers = if at_other_times { Layers::Any } else { these(layers_of_act(act).chain(more).collect()) };
            (act.acts, act.zone.as_ref().filter(|_| is_whole && !act.is_outside), layers)
        };
        let (kinds, zone, layers): (KindSet, Option<&LayerRef>, Layers<'_>) = match &term.rule {
            Rule::EffectiveMoment(_) | Rule::Quota(_) | Rule::DefinedTerm(_) | Rule::Exemption(_) | Rule::Repeal => return None,
            Rule::ProhibitedAct(act) => of_act(act, &[]),
            Rule::TargetProtection(protection) => of_act(&protection.act, &[]),
            Rule::StandOff(stand_off) => of_act(&stand_off.act, &stand_off.near.layers),
            Rule::MineBan(ban) => of_act(&ban.act, &[]),
            Rule::ZoneAllowList(list) => {
                let wider = list.unpublished.iter().filter_map(|zone| zone.within.as_ref());
                (list.presence, list.zone.as_ref().filter(|_| is_whole), these(list.zone.iter().chain(wider).collect()))
            }
            Rule::WithdrawalDistance(row) => {
                (KindSet::of([Kind::WeaponSeen]), None, these(row.baseline.iter().map(|(_, line)| line).collect()))
            }
            Rule::Duty(duty) => {
                (at_other_times, rests_on_as_of) = (true, duty.rests_on_papers());
                (duty.kinds(), None, Layers::Any)
            }
            Rule::Unreadable => (crate::method::kinds_if_unreadable(), None, these(Vec::new())),
        };
        let rests_on_papers = has_exemptions || rests_on_as_of || asks_beside_incidents(&term.rule);
        Some(Self { kinds, period: period(agreement, term), zone, layers, at_other_times, rests_on_papers, rests_on_as_of })
    }

    /// Whether it looks up a layer of a source.
    pub fn looks_up(&self, layer: &str, source: &SourceId) -> bool {
        match &self.layers {
            Layers::These(layers) => layers.iter().any(|of| of.layer == layer && of.source.as_ref().is_none_or(|of| of == source)),
            Layers::Any => true,
        }
    }

    /// Where to look for the incidents that it can say anything of, over a ground.
    pub fn searches(&self, ground: &dyn Ground) -> Vec<Search> {
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| self.kinds.has(*kind)).collect();
        let anywhere = |period: Period| Search { kinds: kinds.clone(), period, within: None };
        let own = self.period;
        let Some(zone) = self.zone else { return vec![anywhere(own)] };
        let mut searches = Vec::new();
        let mut reached = Some(None);
        for known in known(ground, zone) {
            let gap = Period { from: reached.flatten(), until: known.from };
            searches.extend(own.and(gap).map(anywhere));
            let here = |period| Search { within: Some(patches(ground, zone, known)), ..anywhere(period) };
            searches.extend(own.and(known).map(here));
            reached = known.until.map(Some);
        }
        searches.extend(reached.and_then(|from| own.and(Period { from, until: None })).map(anywhere));
        searches
    }
}

/// A stretch of time; absent = open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its beginning.
    pub from: Option<Instant>,
    /// Its end.
    pub until: Option<Instant>,
}

impl Period {
    /// What both have in common, if they touch.
    pub fn and(self, other: Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let until = self.until.into_iter().chain(other.until).min();
        let is_empty = from.zip(until).is_some_and(|(from, until)| from > until);
        (!is_empty).then_some(Self { from, until })
    }
}

/// Incidents to look for: of some kinds, in a period, and, if they lie wholly inside of it, near some rectangles.
///
/// An incident that only touches the period, or whose place is not known, is found whatever its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Search {
    /// The kinds; one of an incident's own or of its members is enough.
    pub kinds: Vec<Kind>,
    /// The period.
    pub period: Period,
    /// The rectangles; absent = anywhere.
    pub within: Option<Vec<Patch>>,
}

impl Search {
    /// The part of it that falls into a period.
    pub fn during(mut self, period: Period) -> Option<Self> {
        self.period = self.period.and(period)?;
        Some(self)
    }

    /// Whether an incident from one moment to another, somewhere in a rectangle (absent = not known), is looked for.
    pub fn finds(&self, from: Instant, to: Instant, patch: Option<Patch>) -> bool {
        let Period { from: begin, until: end } = self.period;
        if begin.is_some_and(|begin| to < begin || (to == begin && from < to)) || end.is_some_and(|end| from >= end) {
            return false;
        }
        let is_whole = begin.is_none_or(|begin| begin <= from) && end.is_none_or(|end| to < end);
        match (&self.within, patch) {
            (Some(within), Some(patch)) if is_whole => within.iter().any(|within| within.meets(patch)),
            _ => true,
        }
    }
}

/// The periods in which a zone is known, apart from each other and in order; none if it is not always an area.
pub(crate) fn known(ground: &dyn Ground, zone: &LayerRef) -> Vec<Period> {
    let every = ground.every(&zone.layer, zone.source.as_ref());
    if every.iter().any(|valid| !valid.shape.is_area()) {
        return Vec::new();
    }
    let mut periods: Vec<Period> =
        every.iter().map(|valid| Period { from: Some(valid.version.valid_from), until: valid.version.valid_to }).collect();
    periods.sort_unstable();
    let mut joined: Vec<Period> = Vec::new();
    for period in periods {
        match joined.last_mut() {
            Some(last) if last.until.is_none_or(|until| Some(until) >= period.from) => {
                last.until = last.until.zip(period.until).map(|(a, b)| a.max(b));
            }
            _ => joined.push(period),
        }
    }
    joined
}

/// Round each version of a zone that is valid at some time in a period, with the error of its border.
fn patches(ground: &dyn Ground, zone: &LayerRef, period: Period) -> Vec<Patch> {
    let every = ground.every(&zone.layer, zone.source.as_ref());
    let is_then = |from: Instant, until: Option<Instant>| period.and(Period { from: Some(from), until }).is_some();
    let valid = every.iter().filter(|valid| is_then(valid.version.valid_from, valid.version.valid_to));
    let round =
        |valid: &crate::ground::LayerAt<'_>| Some(Patch::of_shape(valid.shape)?.widened(REACH_SD * f64::from(valid.version.accuracy_m)));
    let mut patches: Vec<Patch> = valid.filter_map(round).collect();
    patches.sort_unstable();
    patches.dedup();
    if patches.len() > PATCHES_MAX { patches.into_iter().reduce(Patch::with).into_iter().collect() } else { patches }
}

fn layers_of_act(act: &Act) -> impl Iterator<Item = &LayerRef> {
    let near = [act.around.as_ref(), act.targets.as_ref().map(|targets| &targets.near)];
    act.zone.iter().chain(near.into_iter().flatten().flat_map(|near| &near.layers))
}

/// What keeps a term from being applied at all: its own faults, and parties that the mission lacks.
pub(crate) fn faults<'t>(term: &'t Term, mission: &Mission) -> impl Iterator<Item = String> + use<'t> {
    let parties = term.rule.parties();
    let strangers = parties.iter().filter(|party| mission.party(party).is_none());
    let strangers: Vec<String> = strangers.map(|party| format!("the mission has no party `{party}`")).collect();
    term.faults.iter().cloned().chain(strangers)
}

/// From the first beginning to the last end of a term's moments, as far as its own dates go; open where one is not known.
fn period(agreement: &Agreement, term: &Term) -> Period {
    let of = |index: &usize| agreement.terms.get(*index).and_then(|term| Some((term, term.moment()?)));
    let moments: Vec<_> = term.moments.iter().filter_map(of).collect();
    let from = |(of, moment): &(&Term, &crate::agreement::Moment)| match moment.start {
        Start::At(at) if !of.is_faulty() => Some(at),
        Start::Unknown(not_before) if !of.is_faulty() => not_before,
        Start::At(_) | Start::Unknown(_) => None,
    };
    let until = |(of, moment): &(&Term, &crate::agreement::Moment)| moment.until.filter(|_| !of.is_faulty());
    let froms: Option<Vec<Instant>> = moments.iter().map(from).collect();
    let untils: Option<Vec<Instant>> = moments.iter().map(until).collect();
    let of_moments = Period { from: froms.and_then(|all| all.into_iter().min()), until: untils.and_then(|all| all.into_iter().max()) };
    let own = Period { from: term.interval.from, until: term.interval.to };
    // Where both exclude each other the term is never in force; a period too wide does no harm.
    of_moments.and(own).unwrap_or(of_moments)
}
