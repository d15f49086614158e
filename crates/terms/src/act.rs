//! Clauses on acts: forbidden acts, and presence in a zone that only some may enter.

use crate::agreement::{Act, AllowList, Term};
use crate::scene::Scene;
use crate::verdict::Verdict;
use crate::zone::{Spot, site};
use model::{Finding, Kind, Missing, Observation, Outcome, PartyId};

/// Holds an incident against a forbidden act.
pub(crate) fn assess_act<'a>(scene: &Scene<'a>, term: &'a Term, act: &Act, findings: &mut Vec<Finding>) {
    if !scene.kinds.meets(act.acts) {
        return;
    }
    let standings = scene.standings(term);
    if standings.is_empty() {
        return;
    }
    let Some((party, verdict)) = judge_act(scene, term, act) else { return };
    scene.report(term, party, verdict, standings, findings);
}

fn judge_act<'a>(scene: &Scene<'a>, term: &Term, act: &Act) -> Option<(Option<&'a PartyId>, Verdict)> {
    let faults = scene.faults(term);
    if !faults.is_empty() {
        return Some((None, faulty(faults)));
    }
    let is_bound = |actor: &PartyId| act.parties.contains(actor);
    if !scene.actors.is_empty() && !scene.actors.iter().any(|(actor, _)| is_bound(actor)) {
        return None;
    }
    let party = scene.sole_actor().filter(|actor| is_bound(actor));
    let mut verdict = Verdict::of(Outcome::Breach).because(act.told.clone());
    if let Some(zone) = &act.zone {
        let sited = site(scene, zone, &[Spot { label: "the incident's place".into(), nodes: scene.spot() }], act.is_outside)?;
        verdict = and(verdict, sited);
        if verdict.outcome == Outcome::NoBreach {
            return Some((party, verdict.because("the clause holds elsewhere only".into())));
        }
    }
    verdict = excepted(scene, act, verdict);
    if verdict.outcome == Outcome::Exempt {
        return Some((party, verdict));
    }
    verdict = match party {
        Some(_) => verdict.because(scene.actor_sentence()),
        None => verdict.lacking(Missing::Actor, scene.actor_sentence()),
    };
    Some((party, concluded(verdict, "an act that the clause forbids, by a party that it binds")))
}

/// Joins what was found so far with one more condition.
fn and(verdict: Verdict, condition: Verdict) -> Verdict {
    let mut joined = condition;
    let mut reasons = verdict.reasons;
    reasons.append(&mut joined.reasons);
    Verdict { reasons, ..joined }
}

fn concluded(verdict: Verdict, breach: &str) -> Verdict {
    if verdict.outcome == Outcome::Breach { verdict.because(format!("{breach}: breach")) } else { verdict }
}

pub(crate) fn faulty(faults: Vec<String>) -> Verdict {
    let mut verdict = Verdict::undetermined(Missing::Definition, "the term has faults and cannot be applied".into());
    verdict.reasons.extend(faults);
    verdict
}

/// An act is exempt if all reports tag it with an excepted cause, and open if only some do.
fn excepted(scene: &Scene<'_>, act: &Act, verdict: Verdict) -> Verdict {
    let tag = |member: &&Observation| member.cause.as_ref().filter(|cause| act.except_causes.contains(cause)).is_some();
    let (of_parties, others): (Vec<&Observation>, Vec<&Observation>) =
        scene.members.iter().partition(|member| scene.owner(member).is_some());
    let tagged = others.iter().filter(|member| tag(member)).count();
    let own_words = of_parties.iter().filter(|member| tag(member)).count();
    let (n, causes) = (others.len(), act.except_causes.join(" or "));
    if own_words > 0 && n == 0 {
        let reason =
            format!("{own_words} reports tag the cause as {causes}, but only parties say so: nobody excuses an act by their own word");
        return verdict.lacking(Missing::ExerciseTag, reason);
    }
    let verdict = match own_words {
        0 => verdict,
        _ => verdict.because(format!("{own_words} reports of parties tag the cause as {causes}: nobody excuses an act by their own word")),
    };
    match tagged {
        0 => verdict,
        _ if tagged < n => verdict.lacking(
            Missing::ExerciseTag,
            format!("{tagged} of {n} reports that are no party's tag the cause as {causes}, which the clause excepts"),
        ),
        _ => {
            let mut verdict =
                verdict.because(format!("{tagged} of {n} reports that are no party's tag the cause as {causes}, which the clause excepts"));
            verdict.outcome = Outcome::Exempt;
            verdict.missing.clear();
            verdict
        }
    }
}

/// Holds an incident against a zone with a list of those who may be in it.
pub(crate) fn assess_presence<'a>(scene: &Scene<'a>, term: &'a Term, list: &AllowList, findings: &mut Vec<Finding>) {
    if !scene.kinds.meets(list.presence) {
        return;
    }
    let standings = scene.standings(term);
    if standings.is_empty() {
        return;
    }
    let Some((actor, verdict)) = judge_presence(scene, term, list) else { return };
    let is_party = |actor: &&PartyId| scene.agreement.parties.contains(actor) || scene.mission.party(actor).is_some();
    let party = actor.filter(is_party);
    scene.report(term, party, verdict, standings, findings);
}

fn judge_presence<'a>(scene: &Scene<'a>, term: &Term, list: &AllowList) -> Option<(Option<&'a PartyId>, Verdict)> {
    let faults = scene.faults(term);
    let zone = list.zone.as_ref().filter(|_| faults.is_empty());
    let Some(zone) = zone else { return Some((None, faulty(faults))) };
    let told = Verdict::of(Outcome::Breach).because(list.told.clone());
    let sightings: Vec<_> = if list.presence.has(Kind::WeaponSeen) { scene.sightings().collect() } else { Vec::new() };
    let mut spots: Vec<Spot<'_>> =
        sightings.iter().map(|(member, nodes)| Spot { label: format!("report {}", member.id).into(), nodes: nodes.as_deref() }).collect();
    if spots.is_empty() {
        spots.push(Spot { label: "the incident's place".into(), nodes: scene.spot() });
    }
    let verdict = and(told, site(scene, zone, &spots, false)?);
    let actor = scene.sole_actor();
    if verdict.outcome == Outcome::NoBreach {
        return Some((actor, verdict.because("outside of the zone: the list does not apply".into())));
    }
    let (allowed, others): (Vec<_>, Vec<_>) = scene.actors.iter().copied().partition(|(actor, _)| list.allowed.contains(actor));
    let sentence = scene.actor_sentence();
    Some((
        actor,
        match (allowed.is_empty(), others.is_empty()) {
            (true, true) => verdict.lacking(Missing::Actor, sentence),
            (true, false) => concluded(verdict.because(sentence), "in the zone and not on the list of those allowed"),
            (false, true) => allowed_in(verdict, sentence),
            (false, false) => verdict.lacking(Missing::Actor, format!("{sentence}: not all of them are on the list")),
        },
    ))
}

fn allowed_in(verdict: Verdict, sentence: String) -> Verdict {
    let mut verdict = verdict.because(sentence).because("on the list of those allowed in the zone".into());
    verdict.outcome = Outcome::NoBreach;
    verdict.missing.clear();
    verdict
}
