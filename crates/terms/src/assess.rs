//! An incident held against every term of an agreement.

use crate::act::{assess_act, faulty};
use crate::agreement::{Agreement, KindSet, Rule, Term};
use crate::ground::Ground;
use crate::local::{Locality, locality};
use crate::method::kinds_if_unreadable;
use crate::mine::assess_mines;
use crate::presence::assess_presence;
use crate::protection::assess_protection;
use crate::scene::{Facts, Scene, kinds_of};
use crate::stand_off::assess_stand_off;
use crate::withdrawal::assess_weapons;
use model::{Digest, Finding, Kind, Missing, Mission, Outcome};

/// Whether any term of an agreement concerns a kind of observation; ask for the kinds of an
/// incident's members, too. Cheap: one bit of a set made when the agreement was read.
pub fn is_concerned(agreement: &Agreement, kind: Kind) -> bool {
    agreement.kinds.meets(KindSet::of([kind]))
}

/// Holds an incident against an agreement: what each term that concerns it says, with reasons,
/// sorted by id of finding. `version` is the digest of the agreement's file.
///
/// An incident without members (dissolved into others) gives nothing. [`crate::Sieve`] says the
/// same of many incidents, sooner.
pub fn assess(agreement: &Agreement, version: &Digest, facts: &Facts<'_>, ground: &dyn Ground, mission: &Mission) -> Vec<Finding> {
    if facts.members.is_empty() || !agreement.kinds.meets(kinds_of(facts)) {
        return Vec::new();
    }
    let scene = Scene::of(agreement, version, facts, ground, mission);
    assess_terms(scene, &agreement.terms.iter().collect::<Vec<_>>())
}

/// Holds an incident against some terms of an agreement; withdrawal rows stand for all of them.
pub(crate) fn assess_terms<'a>(mut scene: Scene<'a>, terms: &[&'a Term]) -> Vec<Finding> {
    match locality(&scene) {
        Locality::Everywhere => {}
        Locality::Apart => return Vec::new(),
        Locality::Within(area) => scene.area = Some(area),
    }
    let scene = &scene;
    let mut findings = Vec::new();
    let mut has_rows = false;
    for term in terms {
        match &term.rule {
            Rule::ProhibitedAct(act) => assess_act(scene, term, act, &mut findings),
            Rule::TargetProtection(protection) => assess_protection(scene, term, protection, &mut findings),
            Rule::StandOff(stand_off) => assess_stand_off(scene, term, stand_off, &mut findings),
            Rule::MineBan(ban) => assess_mines(scene, term, ban, &mut findings),
            Rule::ZoneAllowList(list) => assess_presence(scene, term, list, &mut findings),
            Rule::Duty(duty) => duty.assess_incident(scene, term, &mut findings),
            Rule::Unreadable => assess_unreadable(scene, term, &mut findings),
            // Rows compete for a weapon: they are assessed together, below.
            Rule::WithdrawalDistance(_) => has_rows = true,
            Rule::EffectiveMoment(_) | Rule::Quota(_) | Rule::DefinedTerm(_) | Rule::Exemption(_) | Rule::Repeal => {}
        }
    }
    if has_rows {
        assess_weapons(scene, &mut findings);
    }
    bind_acceded(scene.agreement, &mut findings);
    findings.sort_by_key(|finding| finding.id);
    findings.dedup_by_key(|finding| finding.id);
    findings
}

/// A party that acceded is bound from then on: what it did before is no finding, and where the two
/// cannot be told apart it is undetermined.
pub(crate) fn bind_acceded(agreement: &Agreement, findings: &mut Vec<Finding>) {
    if agreement.declarations.is_empty() {
        return;
    }
    findings.retain_mut(|finding| {
        let accession = finding.party.as_ref().and_then(|party| agreement.acceded(party));
        let Some((accession, at)) = accession.and_then(|accession| Some((accession, accession.at?))) else { return true };
        if finding.time.from >= at {
            return true;
        }
        if finding.time.to > at && finding.outcome == Outcome::Breach {
            finding.outcome = Outcome::Undetermined;
            finding.missing.push(Missing::EffectiveMoment);
            finding.reasons.push(format!("whether it was bound by then cannot be said: {}", accession.sentence()));
        }
        finding.time.to > at
    });
}

/// A term of which not even the kind is known stays visible on every event that it may mean.
fn assess_unreadable<'a>(scene: &Scene<'a>, term: &'a Term, findings: &mut Vec<Finding>) {
    if !scene.kinds.meets(kinds_if_unreadable()) {
        return;
    }
    scene.report(term, None, faulty(term.faults.clone()), scene.standings(term), findings);
}
