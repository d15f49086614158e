//! What an incident leaves behind for terms that look at many incidents at once: an area's clock, an answer to fire.

use crate::agreement::{Agreement, KindSet, Rule, Term};
use crate::ground::Ground;
use crate::scene::{Facts, Scene, kinds_of};
use crate::verdict::Verdict;
use model::{Digest, IncidentId, Kind, Mission, PartyId, When};

/// An incident as one term sees it, small enough to be kept for all incidents.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Index of the term in its agreement.
    pub(crate) term: usize,
    /// Which of the term's areas, in their order; 0 if it has none.
    pub(crate) area: usize,
    pub(crate) incident: IncidentId,
    pub(crate) time: When,
    /// The kinds of its members.
    pub(crate) kinds: KindSet,
    /// The one actor that its reports name, if it is one.
    pub(crate) actor: Option<PartyId>,
    /// Whether any of its reports is of no party.
    pub(crate) is_neutral: bool,
    /// Breach = inside the area.
    pub(crate) inside: Verdict,
}

/// Whether any term that looks at many incidents at once asks for incidents with this kind of observation.
pub fn is_traced(agreement: &Agreement, kind: Kind) -> bool {
    agreement.terms.iter().any(|term| traced(term).has(kind))
}

fn traced(term: &Term) -> KindSet {
    if let Rule::Duty(duty) = &term.rule { duty.traced() } else { KindSet::default() }
}

/// What an incident leaves behind: one trace for each term and area that asks for it. An incident that
/// surely lies outside of an area leaves none there.
pub fn traces(agreement: &Agreement, facts: &Facts<'_>, ground: &dyn Ground, mission: &Mission) -> Vec<Trace> {
    let kinds = kinds_of(facts);
    let asking = || agreement.terms.iter().enumerate().filter(|(_, term)| traced(term).meets(kinds));
    if facts.members.is_empty() || asking().next().is_none() {
        return Vec::new();
    }
    // Nothing of a trace names the text's version.
    let version = Digest::of(b"");
    let scene = Scene::of(agreement, &version, facts, ground, mission);
    let is_neutral = scene.members.iter().any(|member| scene.is_neutral(member));
    let trace = |term: usize, (area, inside): (usize, Verdict)| Trace {
        term,
        area,
        incident: facts.incident.id,
        time: facts.incident.time.clone(),
        kinds,
        actor: scene.sole_actor().cloned(),
        is_neutral,
        inside,
    };
    let sites = |term: &Term| if let Rule::Duty(duty) = &term.rule { duty.sites(&scene) } else { Vec::new() };
    asking()
        .flat_map(|(index, term)| sites(term).into_iter().map(move |site| (index, site)))
        .map(|(index, site)| trace(index, site))
        .collect()
}
