//! An incident with all that clauses ask of it, worked out once: kinds, actors, causes, positions.

use crate::agreement::{Agreement, KindSet, Term};
use crate::dossier::Dossier;
use crate::ground::Ground;
use crate::method::READINGS_MAX;
use crate::moment::{Force, Standing, force, readings};
use crate::spread::{Node, nodes};
use crate::verdict::Verdict;
use model::{Digest, Finding, Incident, Instant, Kind, Missing, Mission, Observation, Outcome, PartyId, Subject, When};
use std::cell::OnceCell;

/// An incident and its observations.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// Its members, in any order.
    pub members: Vec<&'a Observation>,
    /// What terms ask for besides incidents.
    pub dossier: &'a Dossier<'a>,
}

/// Readings of a time in force, with where the event stands in each.
pub(crate) type Standings<'a> = Vec<(Option<&'a str>, Standing, Force<'a>)>;

/// An incident before an agreement.
pub(crate) struct Scene<'a> {
    pub(crate) agreement: &'a Agreement,
    pub(crate) version: &'a Digest,
    pub(crate) ground: &'a dyn Ground,
    pub(crate) mission: &'a Mission,
    pub(crate) incident: &'a Incident,
    /// What terms ask for besides incidents.
    pub(crate) dossier: &'a Dossier<'a>,
    /// By id.
    pub(crate) members: Vec<&'a Observation>,
    /// The incident's own kind and those of its members.
    pub(crate) kinds: KindSet,
    /// The actors that members name, the agreement's parties first, with how many name each. A
    /// party's word about its opponent names nobody.
    pub(crate) actors: Vec<(&'a PartyId, usize)>,
    /// Actors that only other parties' sources, or sources that the mission does not list, name.
    pub(crate) accused: Vec<(&'a PartyId, usize)>,
    /// Moments at which layers are looked up: the beginning, the middle and the end of the event.
    pub(crate) instants: Vec<Instant>,
    /// Breach = inside of the area of a local agreement.
    pub(crate) area: Option<Verdict>,
    subject: String,
    spot: OnceCell<Option<Vec<Node>>>,
}

impl<'a> Scene<'a> {
    pub(crate) fn of(
        agreement: &'a Agreement,
        version: &'a Digest,
        facts: &Facts<'a>,
        ground: &'a dyn Ground,
        mission: &'a Mission,
    ) -> Self {
        let mut members = facts.members.clone();
        members.sort_by_key(|member| member.id);
        members.dedup_by_key(|member| member.id);
        let kinds = kinds_of(facts);
        let (own, opposed): (Vec<_>, Vec<_>) = members.iter().copied().partition(|member| may_name(member, mission));
        let (actors, mut accused) = (actors(agreement, &own), actors(agreement, &opposed));
        accused.retain(|(actor, _)| !actors.iter().any(|(known, _)| known == actor));
        let subject = facts.incident.id.to_string();
        let instants = instants(&facts.incident.time);
        let spot = OnceCell::new();
        let (incident, dossier) = (facts.incident, facts.dossier);
        let area = None;
        Self { agreement, version, ground, mission, incident, dossier, members, kinds, actors, accused, instants, area, subject, spot }
    }

    /// The incident's place as a distribution, if it is known well enough to be a position.
    pub(crate) fn spot(&self) -> Option<&[Node]> {
        let spread = || {
            let placed: Vec<_> = self.members.iter().filter(|member| member.place.is_some()).collect();
            let is_wide = !placed.is_empty() && placed.iter().all(|member| !is_position(member));
            self.incident.place.as_ref().filter(|_| !is_wide).map(nodes).filter(|nodes| !nodes.is_empty())
        };
        self.spot.get_or_init(spread).as_deref()
    }

    /// The sightings of weapons, with their own places.
    pub(crate) fn sightings(&self) -> impl Iterator<Item = (&'a Observation, Option<Vec<Node>>)> {
        self.members.iter().filter(|member| member.kind == Kind::WeaponSeen).map(|member| {
            let spot = member.place.as_ref().filter(|_| is_position(member)).map(nodes).filter(|nodes| !nodes.is_empty());
            (*member, spot)
        })
    }

    /// The one actor that members name, if it is one.
    pub(crate) fn sole_actor(&self) -> Option<&'a PartyId> {
        if let [(actor, _)] = self.actors.as_slice() { Some(actor) } else { None }
    }

    /// The one actor, if it is a party of agreement or mission.
    pub(crate) fn sole_party(&self) -> Option<&'a PartyId> {
        self.sole_actor().filter(|actor| self.agreement.parties.contains(actor) || self.mission.party(actor).is_some())
    }

    /// Who is named as the actor, in a sentence.
    pub(crate) fn actor_sentence(&self) -> String {
        let n = self.members.len();
        let named = self.actors.iter().map(|(actor, by)| format!("{actor} is named as the actor by {by} of {n} reports"));
        let accused = self.accused.iter().map(|(actor, by)| {
            format!("{actor} is named as the actor by {by} of {n} reports that may not name it: a party's word about its opponent names nobody, nor does a source that the mission does not list")
        });
        let sentences: Vec<String> = named.chain(accused).collect();
        if sentences.is_empty() {
            if n == 1 { "the one report names no actor".into() } else { format!("none of {n} reports names an actor") }
        } else {
            sentences.join("; ")
        }
    }

    /// The party that a report's source belongs to, if any.
    pub(crate) fn owner(&self, member: &Observation) -> Option<&'a PartyId> {
        self.mission.source(&member.source).and_then(|source| source.party.as_ref())
    }

    /// Whether a report's source is one of the mission's and belongs to no party.
    pub(crate) fn is_neutral(&self, member: &Observation) -> bool {
        self.mission.source(&member.source).is_some_and(|source| source.party.is_none())
    }

    /// What keeps a term from being applied at all: its own faults, and parties that the mission lacks.
    pub(crate) fn faults(&self, term: &Term) -> Vec<String> {
        crate::reach::faults(term, self.mission).collect()
    }

    /// The readings in which a term concerns the event, with the time in force of each.
    pub(crate) fn standings(&self, term: &'a Term) -> Standings<'a> {
        let readings = readings(self.agreement, term).into_iter().take(READINGS_MAX);
        let standing = |reading| {
            let force = force(self.agreement, term, reading);
            (reading, force.standing(&self.incident.time), force)
        };
        readings.map(standing).filter(|(_, standing, _)| *standing != Standing::Apart).collect()
    }

    /// Adds the finding of a term for each reading of its time in force.
    pub(crate) fn report(
        &self,
        term: &Term,
        party: Option<&PartyId>,
        verdict: Verdict,
        standings: Standings<'a>,
        findings: &mut Vec<Finding>,
    ) {
        for (reading, standing, force) in standings {
            let label = reading_label(term.reading.as_deref(), reading);
            findings.push(self.finding(term, label, party, in_force(verdict.clone(), standing, &force)));
        }
    }

    /// The finding of a term on this incident.
    pub(crate) fn finding(&self, term: &Term, reading: Option<String>, party: Option<&PartyId>, verdict: Verdict) -> Finding {
        let agreement = self.agreement.id.clone();
        let verdict = match &self.area {
            Some(area) => crate::local::inside(area, verdict),
            None => verdict,
        };
        Finding {
            id: Finding::derive_id(&agreement, &term.id, reading.as_deref(), party, &self.subject),
            agreement,
            agreement_version: term.version_or(self.version),
            chance_ppm: verdict.chance_ppm,
            clause: term.id.clone(),
            missing: verdict.missing.iter().copied().collect(),
            outcome: verdict.outcome,
            party: party.cloned(),
            reading,
            used: verdict.used.iter().copied().collect(),
            reasons: term.told(verdict),
            subject: Subject::Incident(self.incident.id),
            time: self.incident.time.clone(),
        }
    }
}

fn instants(time: &When) -> Vec<Instant> {
    let last = if time.to > time.from { time.to.plus_ms(-1) } else { time.to };
    let mut instants = vec![time.from, time.middle(), last];
    instants.dedup();
    instants
}

/// The incident's own kind and those of its members.
pub(crate) fn kinds_of(facts: &Facts<'_>) -> KindSet {
    KindSet::of(facts.members.iter().map(|member| member.kind).chain([facts.incident.kind]))
}

/// Adds what is missing if the event may lie outside of the time in force.
pub(crate) fn in_force(verdict: Verdict, standing: Standing, force: &Force<'_>) -> Verdict {
    let mut verdict = verdict;
    let is_settled = matches!(verdict.outcome, Outcome::NoBreach | Outcome::Exempt);
    if standing == Standing::Open && !is_settled {
        verdict.outcome = Outcome::Undetermined;
        verdict.missing.insert(Missing::EffectiveMoment);
        let conditional = |reason: &mut String| {
            if let Some(act) = reason.strip_suffix(": breach") {
                *reason = format!("{act}, if the clause was in force");
            }
        };
        verdict.reasons.iter_mut().for_each(conditional);
    }
    let mut reasons = force.sentences(standing);
    reasons.append(&mut verdict.reasons);
    verdict.reasons = reasons;
    verdict
}

/// How a term's own reading and that of its moments are told together.
pub(crate) fn reading_label(own: Option<&str>, of_moment: Option<&str>) -> Option<String> {
    match (own, of_moment) {
        (Some(own), Some(other)) if own != other => Some(format!("{own}+{other}")),
        (own, other) => own.or(other).map(str::to_owned),
    }
}

fn is_position(member: &Observation) -> bool {
    member.place_precision.is_none_or(|precision| precision.is_position())
}

/// Whether a report's word on the actor counts: its source is one of the mission's, and belongs to no
/// other party than the one it names.
fn may_name(member: &Observation, mission: &Mission) -> bool {
    let source = mission.source(&member.source);
    source.is_some_and(|source| source.party.as_ref().is_none_or(|owner| member.actor.as_ref().is_none_or(|actor| actor == owner)))
}

fn actors<'a>(agreement: &Agreement, members: &[&'a Observation]) -> Vec<(&'a PartyId, usize)> {
    let mut actors: Vec<(&'a PartyId, usize)> = Vec::new();
    for actor in members.iter().filter_map(|member| member.actor.as_ref()) {
        match actors.iter_mut().find(|(known, _)| *known == actor) {
            Some((_, n)) => *n += 1,
            None => actors.push((actor, 1)),
        }
    }
    let rank = |actor: &PartyId| agreement.parties.iter().position(|party| party == actor).unwrap_or(usize::MAX);
    actors.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    actors
}
