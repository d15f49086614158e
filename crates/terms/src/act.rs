//! Clauses on acts: what is forbidden, where, against what, with what, and by whom.

use crate::agreement::{KindSet, LayerRef, Row, Term};
use crate::method::EXERCISE;
use crate::near::{Near, near};
use crate::said::{Said, said};
use crate::scene::{Scene, Standings};
use crate::spread::Node;
use crate::target::{Targets, aimed};
use crate::verdict::{Verdict, both};
use crate::weapon::is_meant;
use crate::zone::{Spot, site};
use crate::{defined, exemption};
use model::{DeedKind, Finding, Kind, Missing, Observation, Outcome, PartyId};

/// A forbidden act: every condition that is given has to hold.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) acts: KindSet,
    pub(crate) parties: Vec<PartyId>,
    /// Whether it is forbidden to everybody, parties or not.
    pub(crate) is_anyone: bool,
    pub(crate) zone: Option<LayerRef>,
    pub(crate) is_outside: bool,
    /// In and around what.
    pub(crate) around: Option<Near>,
    pub(crate) targets: Option<Targets>,
    /// Words for the sort of act, as sources tag its cause; empty = any.
    pub(crate) act_classes: Vec<String>,
    /// Which weapons; a row without a distance.
    pub(crate) arms: Option<Row>,
    /// Id of the term that defines the act.
    pub(crate) definition: Option<String>,
    pub(crate) except_causes: Vec<String>,
    /// The acts in one sentence, for reasons.
    pub(crate) told: String,
}

impl Act {
    /// Whether a declared exercise may be an excuse.
    pub(crate) fn may_be_declared(&self) -> bool {
        self.except_causes.iter().any(|cause| cause == EXERCISE)
    }
}

/// One more condition of a clause on acts; `None` = surely not met.
pub(crate) type More<'m> = &'m dyn Fn(&[Spot<'_>]) -> Option<Verdict>;

/// Holds an incident against a forbidden act.
pub(crate) fn assess_act<'a>(scene: &Scene<'a>, term: &'a Term, act: &Act, findings: &mut Vec<Finding>) {
    let standings = if scene.kinds.meets(act.acts) { scene.standings(term) } else { Vec::new() };
    let nothing = |_: &[Spot<'_>]| Some(Verdict::of(Outcome::Breach));
    assess_act_in(scene, term, act, standings, &nothing, findings);
}

/// The same in the readings of a time in force that are given, with one more condition.
pub(crate) fn assess_act_in<'a>(
    scene: &Scene<'a>,
    term: &'a Term,
    act: &Act,
    standings: Standings<'a>,
    more: More<'_>,
    findings: &mut Vec<Finding>,
) {
    if standings.is_empty() {
        return;
    }
    let Some((party, verdict)) = judge_act(scene, term, act, more) else { return };
    scene.report(term, party, verdict, standings, findings);
}

fn judge_act<'a>(scene: &Scene<'a>, term: &Term, act: &Act, more: More<'_>) -> Option<(Option<&'a PartyId>, Verdict)> {
    let faults = scene.faults(term);
    if !faults.is_empty() {
        return Some((None, faulty(faults)));
    }
    let is_bound = |actor: &PartyId| act.is_anyone || act.parties.contains(actor);
    let is_free = !scene.actors.is_empty() && !scene.actors.iter().any(|(actor, _)| is_bound(actor));
    if is_free && !exemption::is_for_actors(scene, term) {
        return None;
    }
    let actor = scene.sole_actor().filter(|actor| is_bound(actor));
    let party = scene.sole_party().filter(|actor| is_bound(actor));
    let mut verdict = conditions(scene, act, more)?;
    if verdict.outcome == Outcome::NoBreach {
        return Some((party, verdict));
    }
    verdict = exemption::applied(scene, term, excepted(scene, act, verdict));
    if verdict.outcome == Outcome::Exempt || is_free {
        return Some((party, verdict));
    }
    verdict = match actor {
        Some(_) => verdict.because(scene.actor_sentence()),
        None => verdict.lacking(Missing::Actor, scene.actor_sentence()),
    };
    Some((party, concluded(verdict, "an act that the clause forbids, by a party that it binds")))
}

/// All conditions but the actor: breach = they hold. `None` if one surely does not.
fn conditions(scene: &Scene<'_>, act: &Act, more: More<'_>) -> Option<Verdict> {
    let mut verdict = Verdict::of(Outcome::Breach).because(act.told.clone());
    let sightings = sightings(scene, act.acts);
    let spots = spots(scene, &sightings);
    if let Some(zone) = &act.zone {
        verdict = both(verdict, site(scene, zone, &spots, act.is_outside)?);
        if verdict.outcome == Outcome::NoBreach {
            return Some(verdict.because("the clause holds elsewhere only".into()));
        }
    }
    if let Some(around) = &act.around {
        verdict = both(verdict, near(scene, around, &spots, Missing::Zone)?);
    }
    if let Some(targets) = &act.targets {
        verdict = both(verdict, aimed(scene, targets, &spots)?);
    }
    if !act.act_classes.is_empty() {
        verdict = both(verdict, of_class(scene, &act.act_classes)?);
    }
    if let Some(arms) = &act.arms {
        verdict = both(verdict, with_arms(scene, arms)?);
    }
    if let Some(id) = &act.definition {
        verdict = both(verdict, defined::shown(scene, id, act, &spots)?);
    }
    Some(both(verdict, more(&spots)?))
}

/// Where the event is: if it is a sighting of weapons alone, where each of them stands.
pub(crate) fn sightings<'a>(scene: &Scene<'a>, kinds: KindSet) -> Vec<(&'a Observation, Option<Vec<Node>>)> {
    let of_weapons = KindSet::of([Kind::WeaponSeen]);
    if scene.kinds.only(kinds) == of_weapons { scene.sightings().collect() } else { Vec::new() }
}

/// The places that a clause asks for.
pub(crate) fn spots<'s>(scene: &'s Scene<'_>, sightings: &'s [(&Observation, Option<Vec<Node>>)]) -> Vec<Spot<'s>> {
    if sightings.is_empty() {
        return vec![Spot { label: "the incident's place".into(), nodes: scene.spot() }];
    }
    let spot = |(member, nodes): &'s (&Observation, Option<Vec<Node>>)| Spot {
        label: format!("report {}", member.id).into(),
        nodes: nodes.as_deref(),
    };
    sightings.iter().map(spot).collect()
}

/// Whether it is the sort of act that the clause names, by the tags of sources that are no party's.
fn of_class(scene: &Scene<'_>, classes: &[String]) -> Option<Verdict> {
    match said(scene, |report| report.cause.as_ref(), "what sort of act it was", classes, Missing::ActClass) {
        Said::Words(verdict) => (verdict.outcome != Outcome::NoBreach).then_some(verdict),
        Said::OnlyParties(sentence) => Some(Verdict::undetermined(Missing::ActClass, sentence)),
        Said::Nothing => {
            let reason = format!("the clause is about {}, and no report says what sort of act it was", classes.join(", "));
            Some(Verdict::undetermined(Missing::ActClass, reason))
        }
    }
}

/// Whether it is done with one of the weapons that the clause names.
fn with_arms(scene: &Scene<'_>, arms: &Row) -> Option<Verdict> {
    let weapons: Vec<_> = scene.members.iter().filter_map(|member| member.weapon.as_ref()).collect();
    let meant: Vec<Option<bool>> = weapons.iter().map(|weapon| is_meant(weapon, arms, &scene.agreement.arms)).collect();
    let words = |is: bool| meant.iter().filter(|meant| **meant == Some(is)).count();
    let (yes, no, n) = (words(true), words(false), weapons.len());
    if n > 0 && no == n {
        return None;
    }
    let sentence = format!("{yes} of {n} reports that name a weapon name one that the clause means");
    Some(if n > 0 && yes == n { Verdict::of(Outcome::Breach).because(sentence) } else { Verdict::undetermined(Missing::Weapon, sentence) })
}

/// An exercise that a party declared for that time leaves it open whether this was it.
fn declared_exercise(scene: &Scene<'_>, act: &Act, verdict: Verdict) -> Verdict {
    if !act.may_be_declared() {
        return verdict;
    }
    let time = &scene.incident.time;
    let may_be_theirs = |by: &PartyId| scene.actors.is_empty() || scene.actors.iter().any(|(actor, _)| *actor == by);
    let declared = scene.dossier.deeds(&[DeedKind::Exercise]).find_map(|(report, _)| {
        let by = report.actor.as_ref().filter(|by| may_be_theirs(by))?;
        (report.time.from <= time.to && time.from <= report.time.to).then_some((report.id, by))
    });
    match declared {
        Some((id, by)) => verdict.lacking(
            Missing::ExerciseTag,
            format!("{by} declared an exercise for that time (report {id}), and no source that is no party's says whether this was it"),
        ),
        None => verdict,
    }
}

pub(crate) fn concluded(verdict: Verdict, breach: &str) -> Verdict {
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
    if act.except_causes.is_empty() {
        return verdict;
    }
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
        0 => declared_exercise(scene, act, verdict),
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
