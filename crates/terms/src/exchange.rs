//! Release, exchange and opening (T19): so many of something are handed over by a moment, by an agreed list.

use crate::agreement::{Mention, Term};
use crate::due::{Deadline, Due, read_deadline};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::moment::{Force, Standing};
use crate::owing::{Heard, is_by, late_by, read_deeds, read_parties};
use crate::verdict::{Verdict, agree};
use crate::words::clean;
use model::{Count, DeedKind, Finding, Missing, PartyId, TimePrecision, When};

/// Greatest number that can be owed; more is a slip of the pen.
const COUNT_MAX: u32 = 100_000_000;

/// A number of things that each of some parties hands over, opens or takes in.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) parties: Vec<PartyId>,
    /// Only these count: an offer is no handover, a handover no acceptance.
    deeds: Vec<DeedKind>,
    about: Option<String>,
    /// How many; absent = as many as the agreed list says.
    count: Option<u32>,
    /// Whether only what somebody of no party saw or has on paper counts.
    needs_witness: bool,
    is_silence_breach: bool,
    pub(crate) deadline: Deadline,
}

pub(crate) fn read_exchange(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Exchange {
    let parties = read_parties(fields, mentions);
    let deeds = read_deeds(fields, "deed");
    if deeds.is_none() {
        fields.missing("deed", "deed = \"handover\", \"acceptance\" or \"opening\": only that counts");
    }
    let about = fields.text("about").map(|about| clean(&about.word, 200));
    let count = fields.whole("count", COUNT_MAX);
    if count.is_none() && about.is_none() {
        fields.missing_here("count", "count = 33, or about = \"list a\": as many as the list that the parties agree on says");
    }
    let needs_witness = fields.flag("witness").unwrap_or(false);
    let silence = fields.word("silence", "what silence means", |word| (word == "breach").then_some(()), &["breach"]);
    let deadline = read_deadline(fields, true);
    Exchange { parties, deeds: deeds.unwrap_or_default(), about, count, needs_witness, is_silence_breach: silence.is_some(), deadline }
}

/// Holds what each party handed over against what it owes.
pub(crate) fn assess_exchange<'a>(docket: &Docket<'a>, term: &'a Term, exchange: &Exchange, findings: &mut Vec<Finding>) {
    let faults = docket.faults(term);
    if !faults.is_empty() {
        docket.faulty(term, &faults, findings);
        return;
    }
    for (force, reading) in docket.forces(term) {
        let owed = exchange.parties.iter().filter_map(|party| judge(docket, exchange, party, &force));
        findings.extend(owed.map(|owed| docket.finding(term, reading.as_deref(), owed)));
    }
}

fn judge(docket: &Docket<'_>, exchange: &Exchange, party: &PartyId, force: &Force<'_>) -> Option<Owed> {
    let deeds: Vec<&str> = exchange.deeds.iter().map(|deed| deed.word()).collect();
    let about = exchange.about.as_ref().map(|about| format!(" of {about}")).unwrap_or_default();
    let about = format!("{}{about}", deeds.join(" or "));
    let heard: Vec<Heard<'_>> = docket.heard(&exchange.deeds, Some(party), exchange.about.as_deref(), None);
    let mut rests_on = RestsOn { observations: heard.iter().map(|one| one.report.id).collect(), ..RestsOn::default() };
    let owed = |time, verdict, rests_on| Some(Owed { about: about.clone(), party: Some(party.clone()), time, verdict, rests_on });
    let dues = match exchange.deadline.dues(docket.agreement, force) {
        Ok(dues) => dues,
        Err(open) => return owed(force.whole(), open, rests_on),
    };
    let due = dues.iter().map(|due| due.at).max()?;
    let zone = exchange.deadline.zone_name(force).to_owned();
    let time = When { from: due, precision: TimePrecision::Instant, to: due, zone };
    if force.standing(&time) == Standing::Apart && force.first_moment().is_none_or(|first| due > first) {
        return None;
    }
    let is_past = docket.case.dossier.is_past(due);
    let (needed, told) = match needed(docket, exchange, &mut rests_on) {
        Ok(needed) => needed,
        Err(_) if !is_past && heard.is_empty() => return None,
        Err(open) => return owed(time, open, rests_on),
    };
    let counted: Vec<Heard<'_>> = heard.iter().filter(|one| counts(docket, exchange, one)).copied().collect();
    let only_told: Vec<Heard<'_>> = heard.iter().filter(|one| !counts(docket, exchange, one)).copied().collect();
    let of = |due: &Due| against(due, needed, (&counted, &only_told), (is_past, exchange.is_silence_breach));
    let cases: Vec<(String, Verdict)> = dues.iter().map(|due| Some((due.told.clone(), of(due)?))).collect::<Option<_>>()?;
    let mut verdict = agree(cases, &[Missing::Definition]);
    verdict.reasons.splice(0..0, std::iter::once(told).chain(dues.iter().map(|due| due.told.clone())));
    owed(time, verdict, rests_on)
}

/// Whether a report counts: shown, and witnessed by somebody of no party where the text asks for it.
fn counts(docket: &Docket<'_>, exchange: &Exchange, heard: &Heard<'_>) -> bool {
    let is_neutral = || docket.mission.source(&heard.report.source).is_some_and(|source| source.party.is_none());
    heard.is_shown() && (!exchange.needs_witness || is_neutral())
}

/// How many are owed, and who says so.
fn needed(docket: &Docket<'_>, exchange: &Exchange, rests_on: &mut RestsOn) -> Result<(u64, String), Verdict> {
    if let Some(count) = exchange.count {
        return Ok((u64::from(count), format!("owed by the text: {count}")));
    }
    let lists: Vec<Heard<'_>> =
        docket.heard(&[DeedKind::List], None, exchange.about.as_deref(), None).into_iter().filter(Heard::is_shown).collect();
    rests_on.observations.extend(lists.iter().map(|list| list.report.id));
    let number = |list: &Heard<'_>| list.report.count.as_ref().and_then(exact);
    let latest = |actor: Option<&PartyId>| lists.iter().rev().find(|list| list.report.actor.as_ref() == actor);
    if let Some((list, n)) = latest(None).and_then(|list| Some((list, number(list)?))) {
        return Ok((n, format!("owed by the agreed list: {n} ({})", list.words())));
    }
    let told: Vec<String> = lists.iter().map(Heard::words).collect();
    let of_each: Vec<Option<u64>> = docket.agreement.parties.iter().map(|party| latest(Some(party)).and_then(number)).collect();
    match of_each.as_slice() {
        [Some(first), rest @ ..] if rest.iter().all(|other| *other == Some(*first)) => {
            Ok((*first, format!("owed by the lists of all parties, which agree: {first} ({})", told.join("; "))))
        }
        _ => {
            let verdict = Verdict::undetermined(Missing::Definition, "no list is on record that all parties agree on".into());
            Err(told.into_iter().fold(verdict, Verdict::because))
        }
    }
}

fn exact(count: &Count) -> Option<u64> {
    (count.lo == count.hi).then_some(count.lo).flatten().map(u64::from)
}

/// Least and greatest number that deeds until a moment can come to; one without a number is at least one.
fn sum<'h>(deeds: impl Iterator<Item = &'h Heard<'h>>) -> (u64, Option<u64>) {
    deeds.fold((0, Some(0)), |(lo, hi), one| match &one.report.count {
        Some(count) => (lo + u64::from(count.lo.unwrap_or(0)), hi.zip(count.hi).map(|(hi, more)| hi + u64::from(more))),
        None => (lo + 1, None),
    })
}

/// The result under one due moment; none if there is nothing to say yet.
fn against(
    due: &Due,
    needed: u64,
    (counted, only_told): (&[Heard<'_>], &[Heard<'_>]),
    (is_past, is_silence_breach): (bool, bool),
) -> Option<Verdict> {
    let (lo, _) = sum(counted.iter().filter(|one| is_by(&one.report.time, due.at)));
    let (_, hi) = sum(counted.iter().filter(|one| one.report.time.from < due.at));
    let deeds = || counted.iter().take(10).map(Heard::words).collect::<Vec<_>>().join("; ");
    let shown = if counted.is_empty() { "nothing that counts is on record".into() } else { deeds() };
    if lo >= needed {
        return Some(Verdict::of(model::Outcome::NoBreach).because(format!("{lo} of {needed} by then: {shown}")));
    }
    if !is_past {
        return None;
    }
    let reached = reached(needed, counted).map(|at| format!("; all of them late by {}", late_by(at, due.at))).unwrap_or_default();
    if hi.is_none_or(|hi| hi >= needed) {
        return Some(Verdict::undetermined(Missing::Denominator, format!("whether it were {needed} by then cannot be said: {shown}")));
    }
    let (_, told) = sum(only_told.iter().filter(|one| one.report.time.from < due.at));
    let with_told = hi.zip(told).map(|(hi, told)| hi + told);
    if with_told.is_none_or(|all| all >= needed) {
        let told: Vec<String> = only_told.iter().take(10).map(Heard::words).collect();
        let reason = format!("{lo} of {needed} by then; with what is only told it may be all: {}", told.join("; "));
        return Some(Verdict::undetermined(Missing::OrderRecord, reason));
    }
    let reason = format!("{lo} of {needed} by then{reached}: {shown}");
    Some(if is_silence_breach || !reached.is_empty() {
        Verdict::of(model::Outcome::Breach).because(reason)
    } else {
        Verdict::undetermined(Missing::OrderRecord, reason).because("the text does not say that silence about the rest is a breach".into())
    })
}

/// When the number was surely complete, if ever.
fn reached<'h>(needed: u64, counted: &'h [Heard<'_>]) -> Option<&'h When> {
    let mut ends: Vec<&Heard<'_>> = counted.iter().collect();
    ends.sort_by_key(|one| (one.report.time.to, one.report.id));
    (1..=ends.len()).find(|n| sum(ends.iter().take(*n).copied()).0 >= needed).and_then(|n| ends.get(n - 1)).map(|one| &one.report.time)
}
