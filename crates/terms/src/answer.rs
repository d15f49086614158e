//! Conditional permission (T4): an answer to fire is allowed once other steps were taken before it, in order.

use crate::agreement::{KindSet, Mention, Term};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::moment::{Force, Standing};
use crate::owing::{Heard, read_deeds, read_parties, show_time};
use crate::read_act::{read_kinds, read_kinds_if_any};
use crate::trace::Trace;
use crate::verdict::Verdict;
use model::{DeedKind, Finding, Instant, Missing, Outcome, PartyId};

/// Longest time after which an act still answers another, hours.
const WITHIN_H_MAX: u32 = 8_784;
const HOUR_MS: i64 = 3_600_000;

/// What a party may answer, and what it has to do before.
#[derive(Clone, Debug)]
pub(crate) struct Permission {
    pub(crate) parties: Vec<PartyId>,
    /// The acts that are allowed as an answer.
    acts: KindSet,
    /// What they may answer.
    offensive: KindSet,
    /// Deeds that come between, in this order.
    requires: Vec<DeedKind>,
    within_hours: u32,
}

pub(crate) fn read_permission(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Permission {
    let parties = read_parties(fields, mentions);
    let acts = read_kinds(fields, "acts", "acts = [\"burst\", \"explosion\"]: what is allowed as an answer");
    let offensive = read_kinds_if_any(fields, "offensive").unwrap_or(acts);
    let requires = read_deeds(fields, "requires");
    if requires.is_none() {
        fields.missing("requires", "requires = [\"attempt\", \"order\"]: what comes before the answer, in order");
    }
    let within_hours = fields.whole("within_hours", WITHIN_H_MAX);
    if within_hours.is_none() {
        fields.missing("within_hours", "within_hours = 24: how long after an act of the other side an act is an answer");
    }
    Permission { parties, acts, offensive, requires: requires.unwrap_or_default(), within_hours: within_hours.unwrap_or(0) }
}

impl Permission {
    /// The kinds whose incidents it looks at.
    pub(crate) const fn traced(&self) -> KindSet {
        self.acts.with(self.offensive)
    }
}

/// Holds each act that follows one of the other side against the steps between them.
pub(crate) fn assess_permission<'a>(
    docket: &Docket<'a>,
    (index, term): (usize, &'a Term),
    permission: &Permission,
    findings: &mut Vec<Finding>,
) {
    let faults = docket.faults(term);
    if !faults.is_empty() {
        docket.faulty(term, &faults, findings);
        return;
    }
    let mut traces: Vec<&Trace> = docket.case.traces.iter().filter(|trace| trace.term == index).collect();
    traces.sort_by_key(|trace| (trace.time.from, trace.incident));
    let longest_ms = traces.iter().map(|trace| trace.time.to.ms() - trace.time.from.ms()).max().unwrap_or(0);
    for (force, reading) in docket.forces(term) {
        for act in traces.iter().filter(|trace| trace.kinds.meets(permission.acts)) {
            let party = act.actor.as_ref().filter(|actor| permission.parties.contains(actor));
            let Some(party) = party else { continue };
            let from = act.time.from.plus_ms(-i64::from(permission.within_hours) * HOUR_MS - longest_ms);
            let begin = traces.partition_point(|trace| trace.time.from < from);
            let end = traces.partition_point(|trace| trace.time.from <= act.time.to);
            let before = traces.get(begin..end).unwrap_or(&[]);
            let answer = Answer { docket, permission, act, party };
            let owed = answer.judge(&force, before);
            findings.extend(owed.map(|owed| docket.finding(term, reading.as_deref(), owed)));
        }
    }
}

/// One act of a party that may be an answer.
struct Answer<'c, 'a> {
    docket: &'c Docket<'a>,
    permission: &'c Permission,
    act: &'c Trace,
    party: &'c PartyId,
}

impl Answer<'_, '_> {
    fn judge(&self, force: &Force<'_>, before: &[&Trace]) -> Option<Owed> {
        let standing = force.standing(&self.act.time);
        if standing == Standing::Apart {
            return None;
        }
        let window = self.act.time.from.plus_ms(-i64::from(self.permission.within_hours) * HOUR_MS);
        let is_offensive = |trace: &Trace| {
            trace.incident != self.act.incident
                && trace.kinds.meets(self.permission.offensive)
                && trace.time.to >= window
                && trace.actor.as_ref() != Some(self.party)
        };
        let sure = |trace: &Trace| {
            trace.time.to <= self.act.time.from && trace.actor.as_ref().is_some_and(|actor| self.docket.agreement.parties.contains(actor))
        };
        // Without an act of somebody else before it, it answers nothing that is on record: the permission is not concerned.
        let found = |is_meant: &dyn Fn(&Trace) -> bool| before.iter().copied().find(|trace| is_offensive(trace) && is_meant(trace));
        let begun = found(&sure);
        let is_sure = begun.is_some();
        let first = begun.or_else(|| found(&|_| true))?;
        let mut rests_on = RestsOn { incidents: [self.act.incident, first.incident].into(), ..RestsOn::default() };
        let verdict = Verdict::of(Outcome::Exempt).because(format!(
            "{} acted in {}, {}, after {} in {}, {}",
            self.party,
            self.act.incident,
            show_time(&self.act.time),
            first.actor.as_ref().map_or("somebody unknown", |actor| actor.0.as_str()),
            first.incident,
            show_time(&first.time)
        ));
        let mut verdict = self.steps(first.time.from, verdict, &mut rests_on);
        if !is_sure {
            verdict = verdict
                .lacking(Missing::Sequence, "who began cannot be said: the other act has no known author, or its time overlaps".into());
        }
        if standing == Standing::Open {
            verdict = verdict.lacking(Missing::EffectiveMoment, force.sentences(standing).join("; "));
        }
        if verdict.outcome == Outcome::Exempt {
            verdict = verdict.because("all that the clause asks for came before, in order: permitted".into());
        }
        let about = format!("answer in {}", self.act.incident);
        Some(Owed { about, party: Some(self.party.clone()), time: self.act.time.clone(), verdict, rests_on })
    }

    /// Each step after the one before it, all between the other's act and the answer.
    fn steps(&self, since: Instant, verdict: Verdict, rests_on: &mut RestsOn) -> Verdict {
        let (mut verdict, mut earliest) = (verdict, since);
        for kind in &self.permission.requires {
            let heard = self.docket.heard(&[*kind], Some(self.party), None, None);
            let until = self.act.time.to.plus_ms(i64::from(self.permission.within_hours) * HOUR_MS);
            let is_near = |one: &Heard<'_>| one.report.time.to >= since && one.report.time.from <= until;
            let heard: Vec<Heard<'_>> = heard.into_iter().filter(is_near).collect();
            let shown = |is_meant: &dyn Fn(&Heard<'_>) -> bool| heard.iter().find(|one| one.is_shown() && is_meant(one)).copied();
            let begins = self.act.time.from;
            let in_order = shown(&|one| one.report.time.from >= earliest && one.report.time.to <= begins);
            if let Some(done) = in_order {
                rests_on.observations.insert(done.report.id);
                earliest = done.report.time.to;
                verdict = verdict.because(done.words());
                continue;
            }
            let out_of_order = shown(&|one| one.report.time.to <= earliest && one.report.time.to <= begins);
            let too_late = shown(&|one| one.report.time.from >= begins);
            let blurred = shown(&|_| true);
            let told = heard.first().copied();
            rests_on.observations.extend(out_of_order.or(blurred).or(too_late).or(told).map(|one| one.report.id));
            verdict = match (blurred, out_of_order, too_late, told) {
                (Some(_), Some(early), _, _) => broken(verdict, format!("{kind} came before what has to precede it: {}", early.words())),
                (Some(_), None, Some(late), _) => broken(verdict, format!("{kind} came only after the act: {}", late.words())),
                (Some(one), None, None, _) => {
                    missing(verdict, Missing::Sequence, format!("the order in time cannot be said: {}", one.words()))
                }
                (None, _, _, Some(told)) => {
                    missing(verdict, Missing::OrderRecord, format!("nothing shows it, somebody only tells of it: {}", told.words()))
                }
                (None, _, _, None) => {
                    missing(verdict, Missing::OrderRecord, format!("no {kind} by {} before the act is on record", self.party))
                }
            };
        }
        verdict
    }
}

/// A step out of order is a breach, whatever else is missing.
fn broken(verdict: Verdict, reason: String) -> Verdict {
    let mut verdict = verdict.because(reason);
    verdict.outcome = Outcome::Breach;
    verdict.missing.clear();
    verdict
}

/// A step of which nothing is known leaves it open, unless another one is out of order.
fn missing(verdict: Verdict, what: Missing, reason: String) -> Verdict {
    if verdict.outcome == Outcome::Breach { verdict.because(reason) } else { verdict.lacking(what, reason) }
}
