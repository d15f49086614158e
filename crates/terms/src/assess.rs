//! An incident held against every term of an agreement.

use crate::act::{assess_act, assess_presence, faulty};
use crate::agreement::{Agreement, KindSet, Rule, Term};
use crate::ground::Ground;
use crate::method::kinds_if_unreadable;
use crate::scene::{Facts, Scene, kinds_of};
use crate::withdrawal::assess_weapons;
use model::{Digest, Finding, Kind, Mission};

/// Whether any term of an agreement concerns a kind of observation; ask for the kinds of an
/// incident's members, too. Cheap: one bit of a set made when the agreement was read.
pub fn is_concerned(agreement: &Agreement, kind: Kind) -> bool {
    agreement.kinds.meets(KindSet::of([kind]))
}

/// Holds an incident against an agreement: what each term that concerns it says, with reasons,
/// sorted by id of finding. `version` is the digest of the agreement's file.
///
/// An incident without members (dissolved into others) gives nothing.
pub fn assess(agreement: &Agreement, version: &Digest, facts: &Facts<'_>, ground: &dyn Ground, mission: &Mission) -> Vec<Finding> {
    if facts.members.is_empty() || !agreement.kinds.meets(kinds_of(facts)) {
        return Vec::new();
    }
    let scene = Scene::of(agreement, version, facts, ground, mission);
    let mut findings = Vec::new();
    for term in &agreement.terms {
        match &term.rule {
            Rule::ProhibitedAct(act) => assess_act(&scene, term, act, &mut findings),
            Rule::ZoneAllowList(list) => assess_presence(&scene, term, list, &mut findings),
            Rule::Unreadable => assess_unreadable(&scene, term, &mut findings),
            // Rows compete for a weapon: they are assessed together, below.
            Rule::WithdrawalDistance(_) | Rule::EffectiveMoment(_) | Rule::Quota(_) => {}
        }
    }
    assess_weapons(&scene, &mut findings);
    findings.sort_by_key(|finding| finding.id);
    findings.dedup_by_key(|finding| finding.id);
    findings
}

/// A term of which not even the kind is known stays visible on every event that it may mean.
fn assess_unreadable<'a>(scene: &Scene<'a>, term: &'a Term, findings: &mut Vec<Finding>) {
    if !scene.kinds.meets(kinds_if_unreadable()) {
        return;
    }
    scene.report(term, None, faulty(term.faults.clone()), scene.standings(term), findings);
}
