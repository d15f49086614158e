//! Exemptions: who may do what a clause forbids to others, such as monitors who fly where nobody may.

use crate::agreement::{KindSet, Mention, Rule, Term};
use crate::fields::{Fields, Worded};
use crate::moment::Standing;
use crate::read_act::read_kinds;
use crate::scene::Scene;
use crate::verdict::Verdict;
use model::{DeedKind, Missing, Outcome, PartyId};

/// Who is exempt from which clauses.
#[derive(Clone, Debug)]
pub(crate) struct Exemption {
    /// Actors; they need not be parties.
    pub(crate) exempt: Vec<PartyId>,
    /// Which acts.
    pub(crate) acts: KindSet,
    /// From which clauses; empty = from all on acts and presence.
    pub(crate) clauses: Vec<Worded>,
    /// Whether it holds only for flights that were announced.
    pub(crate) needs_flight_plan: bool,
}

/// Reads the fields of an exemption.
pub(crate) fn read_exemption(fields: &mut Fields<'_, '_>, _mentions: &mut Vec<Mention>) -> Exemption {
    let exempt = fields.texts("exempt").unwrap_or_default();
    if exempt.is_empty() {
        fields.missing("exempt", "exempt = [\"monitors\"]");
    }
    let acts = read_kinds(fields, "acts", "acts = [\"aircraft\", \"uav\"]");
    let clauses = fields.texts("clauses").unwrap_or_default();
    let needs_flight_plan = fields.flag("flight_plan").unwrap_or(false);
    Exemption { exempt: exempt.into_iter().map(|actor| PartyId(actor.word)).collect(), acts, clauses, needs_flight_plan }
}

/// The exemptions that a clause has for an event like this one.
fn of_clause<'s>(scene: &'s Scene<'_>, term: &'s Term) -> impl Iterator<Item = (&'s Term, &'s Exemption)> {
    let own = |index: &usize| {
        let exempting = scene.agreement.terms.get(*index)?;
        let Rule::Exemption(rule) = &exempting.rule else { return None };
        let is_for_term = rule.clauses.is_empty() || rule.clauses.iter().any(|clause| clause.word == term.id);
        (is_for_term && scene.kinds.meets(rule.acts)).then_some((exempting, rule))
    };
    scene.agreement.exemptions.iter().filter_map(own)
}

/// Whether an exemption of this clause may be for somebody who is named as the actor.
pub(crate) fn is_for_actors(scene: &Scene<'_>, term: &Term) -> bool {
    of_clause(scene, term).any(|(_, rule)| scene.actors.iter().any(|(actor, _)| rule.exempt.contains(actor)))
}

/// The result after all exemptions of the clause: exempt if all who are named are, open if some are or if the
/// exemption itself is open.
pub(crate) fn applied(scene: &Scene<'_>, term: &Term, mut verdict: Verdict) -> Verdict {
    for (exempting, rule) in of_clause(scene, term) {
        if verdict.outcome == Outcome::Exempt {
            return verdict;
        }
        verdict = one(scene, term, exempting, rule, verdict);
    }
    verdict
}

fn one(scene: &Scene<'_>, term: &Term, exempting: &Term, rule: &Exemption, verdict: Verdict) -> Verdict {
    let names = rule.exempt.iter().map(|actor| actor.0.as_str()).collect::<Vec<_>>().join(", ");
    let sentence = format!("{} exempts {names}", exempting.sentence);
    if scene.actors.is_empty() {
        return verdict.because(format!("{sentence}; whose it was is not known"));
    }
    let exempt = scene.actors.iter().filter(|(actor, _)| rule.exempt.contains(actor)).count();
    if exempt == 0 {
        return verdict;
    }
    let faults = scene.faults(exempting);
    if !faults.is_empty() {
        return verdict.lacking(Missing::Definition, format!("{sentence}, but has faults: {}", faults.join("; ")));
    }
    let standing = scene.standings(exempting).iter().map(|(_, standing, _)| *standing).min();
    let is_other_reading = exempting.reading.is_some() && exempting.reading != term.reading;
    match standing {
        None | Some(Standing::Apart) => verdict.because(format!("{sentence}, but was not in force")),
        _ if exempt < scene.actors.len() => {
            verdict.lacking(Missing::Actor, format!("{sentence}; {}: not all of them are exempt", scene.actor_sentence()))
        }
        Some(Standing::Open) => {
            verdict.lacking(Missing::EffectiveMoment, format!("{sentence}; whether it was in force then cannot be said"))
        }
        Some(Standing::Inside) if is_other_reading => {
            verdict.lacking(Missing::Definition, format!("{sentence}, but only in that reading of the text"))
        }
        Some(Standing::Inside) if rule.needs_flight_plan && !has_flight_plan(scene, rule) => {
            verdict.lacking(Missing::OrderRecord, format!("{sentence} for flights that were announced, and no flight plan is on record"))
        }
        Some(Standing::Inside) => {
            let mut exempt = verdict.because(scene.actor_sentence()).because(sentence);
            exempt.outcome = Outcome::Exempt;
            exempt.missing.clear();
            exempt
        }
    }
}

/// Whether somebody exempt announced a flight for that time.
fn has_flight_plan(scene: &Scene<'_>, rule: &Exemption) -> bool {
    let time = &scene.incident.time;
    let is_theirs = |report: &model::Observation| report.actor.as_ref().is_some_and(|actor| rule.exempt.contains(actor));
    let plans = scene.dossier.deeds(&[DeedKind::FlightPlan]);
    plans.into_iter().any(|(report, _)| is_theirs(report) && report.time.from <= time.to && time.from <= report.time.to)
}
