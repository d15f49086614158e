//! Non-derogation (T5): what was agreed is not undone by other orders, public or secret.

use crate::agreement::{Mention, Term};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::moment::{Force, Standing};
use crate::owing::{Heard, read_parties};
use crate::verdict::Verdict;
use crate::words::clean;
use model::{DeedKind, Finding, Missing, Outcome, PartyId};

/// What must not be undone, and by whom.
#[derive(Clone, Debug)]
pub(crate) struct NonDerogation {
    pub(crate) parties: Vec<PartyId>,
    /// What an order must be about to count; empty = anything.
    about: Vec<String>,
}

pub(crate) fn read_derogation(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> NonDerogation {
    let parties = read_parties(fields, mentions);
    let about = fields.texts("about").unwrap_or_default();
    NonDerogation { parties, about: about.iter().map(|about| clean(&about.word, 200)).collect() }
}

/// One finding for each contrary order on record.
pub(crate) fn assess_derogation<'a>(docket: &Docket<'a>, term: &'a Term, rule: &NonDerogation, findings: &mut Vec<Finding>) {
    let faults = docket.faults(term);
    if !faults.is_empty() {
        docket.faulty(term, &faults, findings);
        return;
    }
    let is_meant = |heard: &Heard<'_>| {
        let about = heard.report.deed.as_ref().and_then(|deed| deed.about.as_deref()).unwrap_or("");
        rule.about.is_empty() || rule.about.iter().any(|wanted| crate::words::alike(about, wanted))
    };
    let orders: Vec<Heard<'_>> = docket.heard(&[DeedKind::CounterOrder], None, None, None).into_iter().filter(is_meant).collect();
    for (force, reading) in docket.forces(term) {
        let owed = orders.iter().filter_map(|order| judge(rule, &force, order));
        findings.extend(owed.map(|owed| docket.finding(term, reading.as_deref(), owed)));
    }
}

fn judge(rule: &NonDerogation, force: &Force<'_>, order: &Heard<'_>) -> Option<Owed> {
    let standing = force.standing(&order.report.time);
    let actor = order.report.actor.as_ref();
    if standing == Standing::Apart || actor.is_some_and(|actor| !rule.parties.contains(actor)) {
        return None;
    }
    let mut verdict = if order.is_shown() {
        Verdict::of(Outcome::Breach).because(format!("an order against what was agreed is on record: {}", order.words()))
    } else {
        Verdict::undetermined(Missing::OrderRecord, format!("the order is only alleged: {}", order.words()))
    };
    if actor.is_none() {
        verdict = verdict.lacking(Missing::Actor, "nobody says whose order it is".into());
    }
    if standing == Standing::Open {
        verdict = verdict.lacking(Missing::EffectiveMoment, force.sentences(standing).join("; "));
    }
    let key = order.report.key.clone().unwrap_or_else(|| order.report.id.to_string());
    let rests_on = RestsOn { observations: [order.report.id].into(), ..RestsOn::default() };
    Some(Owed { about: format!("contrary order {key}"), party: actor.cloned(), time: order.report.time.clone(), verdict, rests_on })
}
