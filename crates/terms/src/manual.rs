//! Clauses that no machine evaluates: whoever decides them is named, and until then they are undetermined.

use crate::agreement::{KindSet, Term};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::read_act::read_kinds_if_any;
use crate::scene::Scene;
use crate::verdict::Verdict;
use crate::words::clean;
use model::{Finding, Missing};

/// A clause for people.
#[derive(Clone, Debug)]
pub(crate) struct Manual {
    /// Who decides; absent if unreadable.
    pub(crate) decider: Option<String>,
    /// Which acts raise the question; empty = it stands by itself.
    pub(crate) acts: KindSet,
    /// What has to be decided, as written.
    pub(crate) question: Option<String>,
}

pub(crate) fn read_manual(fields: &mut Fields<'_, '_>) -> Manual {
    let decider = fields.text("decider").map(|decider| clean(&decider.word, 200));
    if decider.is_none() {
        fields.missing("decider", "decider = \"joint commission\"");
    }
    let question = fields.text("question").map(|question| clean(&question.word, 400));
    let acts = read_kinds_if_any(fields, "acts").unwrap_or_default();
    Manual { decider, acts, question }
}

/// The question on an incident that raises it.
pub(crate) fn assess_incident<'a>(scene: &Scene<'a>, term: &'a Term, manual: &Manual, findings: &mut Vec<Finding>) {
    if !scene.kinds.meets(manual.acts) {
        return;
    }
    let standings = scene.standings(term);
    let verdict = if term.is_faulty() { crate::act::faulty(term.faults.clone()) } else { open(manual) };
    scene.report(term, scene.sole_party(), verdict.because(scene.actor_sentence()), standings, findings);
}

/// The question that no incident raises: one finding as long as the clause is in force.
pub(crate) fn assess_standing<'a>(docket: &Docket<'a>, term: &'a Term, manual: &Manual, findings: &mut Vec<Finding>) {
    if !manual.acts.is_empty() {
        return;
    }
    let faults = docket.faults(term);
    if !faults.is_empty() {
        docket.faulty(term, &faults, findings);
        return;
    }
    for (force, reading) in docket.forces(term) {
        let about = "a question for people".to_owned();
        let owed = Owed { about, party: None, time: force.whole(), verdict: open(manual), rests_on: RestsOn::default() };
        findings.push(docket.finding(term, reading.as_deref(), owed));
    }
}

fn open(manual: &Manual) -> Verdict {
    let decider = manual.decider.as_deref().unwrap_or("nobody who could be read");
    let verdict = Verdict::undetermined(Missing::Definition, format!("no machine evaluates this clause: {decider} decides"));
    match &manual.question {
        Some(question) => verdict.because(format!("to be decided: {question}")),
        None => verdict,
    }
}
