//! Deeds that are owed by a moment: deadlines (T11) and notices or lists (T17).

use crate::agreement::{Mention, Term};
use crate::dossier::Dossier;
use crate::due::{Anchor, Deadline, Due, read_deadline};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::{Fields, Worded, known_words};
use crate::moment::{Force, Standing};
use crate::verdict::{Verdict, agree};
use crate::voice::{Voice, voice};
use crate::words::{alike, clean};
use model::{Deed, DeedKind, Finding, Instant, Missing, Mission, Observation, Outcome, PartyId, When};

/// Deeds that each of some parties owes by a moment.
#[derive(Clone, Debug)]
pub(crate) struct Owing {
    pub(crate) parties: Vec<PartyId>,
    /// Each of them fulfils it.
    pub(crate) deeds: Vec<DeedKind>,
    /// Each of them is owed by itself; empty = one deed about anything.
    pub(crate) about: Vec<String>,
    pub(crate) to: Option<String>,
    /// Whether the text says that silence after the due moment is a breach.
    pub(crate) is_silence_breach: bool,
    pub(crate) deadline: Deadline,
    /// The deed after which it counts, if not a moment.
    pub(crate) after_deed: Option<AfterDeed>,
}

/// A deed that starts a deadline.
#[derive(Clone, Debug)]
pub(crate) struct AfterDeed {
    kinds: Vec<DeedKind>,
    about: Option<String>,
}

/// Reads a deadline for deeds; `usual` are the deeds that fulfil it where the term names none.
pub(crate) fn read_owing(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>, usual: &[DeedKind], about_key: &'static str) -> Owing {
    let parties = read_parties(fields, mentions);
    let deeds = read_deeds(fields, "deed");
    if deeds.is_none() && usual.is_empty() {
        fields.missing("deed", "deed = \"completion\"");
    }
    let about = fields.texts(about_key).unwrap_or_default();
    let to = fields.text("to").map(|to| clean(&to.word, 200));
    let silence = fields.word("silence", "what silence means", |word| (word == "breach").then_some(()), &["breach"]);
    let kinds = read_deeds(fields, "after_deed");
    let after_about = fields.text("after_about");
    let deadline = read_deadline(fields, true);
    if kinds.is_some() && deadline.after.is_some() {
        let header = fields.header.clone();
        let help = "a deadline counts from one of them: leave one out".to_owned();
        fields.faults.error(header, "`after` stands beside `after_deed`".into(), Some(help));
    }
    if let (Some(about), None) = (&after_about, &kinds) {
        let help = "say which deed: after_deed = \"start\"".to_owned();
        fields.faults.error(about.span.clone(), "`after_about` stands without `after_deed`".into(), Some(help));
    }
    Owing {
        parties,
        deeds: deeds.unwrap_or_else(|| usual.to_vec()),
        about: about.iter().map(|about| clean(&about.word, 200)).collect(),
        to,
        is_silence_breach: silence.is_some(),
        deadline,
        after_deed: kinds.map(|kinds| AfterDeed { kinds, about: after_about.map(|about| clean(&about.word, 200)) }),
    }
}

/// The parties that a duty binds; none named = all of the agreement.
pub(crate) fn read_parties(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Vec<PartyId> {
    let parties = fields.texts("parties").unwrap_or_default();
    let ids = parties.iter().map(|party| PartyId(party.word.clone())).collect();
    mentions.extend(parties.into_iter().map(Mention::Party));
    ids
}

/// Kinds of deed; absent if none are named.
pub(crate) fn read_deeds(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<Vec<DeedKind>> {
    let words: Option<Vec<Worded>> = fields.texts(key);
    fields.list_words(key, &DeedKind::WORDS);
    let words = words.filter(|words| !words.is_empty())?;
    Some(known_words(fields, key, &words, DeedKind::from_word, &DeedKind::WORDS))
}

/// A report of a deed with how far it counts.
#[derive(Clone, Copy)]
pub(crate) struct Heard<'a> {
    pub(crate) report: &'a Observation,
    pub(crate) voice: Voice,
}

impl Heard<'_> {
    pub(crate) fn is_shown(&self) -> bool {
        self.voice == Voice::Shown
    }

    /// The report in a sentence.
    pub(crate) fn words(&self) -> String {
        let deed = self.report.deed.as_ref();
        let what = deed.map_or("report", |deed| deed.kind.word());
        let about = deed.and_then(|deed| deed.about.as_ref()).map(|about| format!(" about {about}")).unwrap_or_default();
        let by = self.report.actor.as_ref().map(|actor| format!(" by {actor}")).unwrap_or_default();
        let told = if self.is_shown() { "" } else { ", only told" };
        format!("{what}{about}{by} of {}{told} ({}, source {})", show_time(&self.report.time), self.report.id, self.report.source)
    }
}

/// A time as people read it: one moment, or from and to.
pub(crate) fn show_time(time: &When) -> String {
    if time.from == time.to { time.from.to_string() } else { format!("{} to {}", time.from, time.to) }
}

/// The deeds of some kinds, in order of time, with how far each counts.
pub(crate) fn heard_in<'a>(dossier: &Dossier<'a>, mission: &Mission, kinds: &[DeedKind]) -> Vec<Heard<'a>> {
    dossier.deeds(kinds).map(|(report, deed)| Heard { report, voice: voice(report, deed, mission) }).collect()
}

impl<'a> Docket<'a> {
    /// The deeds of some kinds by a party, about something and to somebody, in order of time.
    pub(crate) fn heard(&self, kinds: &[DeedKind], party: Option<&PartyId>, about: Option<&str>, to: Option<&str>) -> Vec<Heard<'a>> {
        let fits = |wanted: Option<&str>, said: Option<&String>| wanted.is_none_or(|wanted| said.is_some_and(|said| alike(said, wanted)));
        let said = |one: &Heard<'_>, of: fn(&Deed) -> Option<&String>| one.report.deed.as_ref().and_then(of).cloned();
        let mut heard = heard_in(self.case.dossier, self.mission, kinds);
        heard.retain(|one| {
            party.is_none_or(|party| one.report.actor.as_ref() == Some(party))
                && fits(about, said(one, |deed| deed.about.as_ref()).as_ref())
                && fits(to, said(one, |deed| deed.to.as_ref()).as_ref())
        });
        heard
    }
}

/// Holds what was done against what was owed, for each party and each thing.
pub(crate) fn assess_owing<'a>(docket: &Docket<'a>, term: &'a Term, owing: &Owing, findings: &mut Vec<Finding>) {
    let faults = docket.faults(term);
    if !faults.is_empty() {
        docket.faulty(term, &faults, findings);
        return;
    }
    let things: Vec<Option<&str>> =
        if owing.about.is_empty() { vec![None] } else { owing.about.iter().map(|about| Some(about.as_str())).collect() };
    for (force, reading) in docket.forces(term) {
        for party in &owing.parties {
            for about in &things {
                let moments = moments(docket, owing, party, &force);
                let owed = moments.and_then(|moments| judge(docket, owing, party, *about, &force, moments));
                findings.extend(owed.map(|owed| docket.finding(term, reading.as_deref(), owed)));
            }
        }
    }
}

/// The due moments of one party in one reading, and what they rest on.
struct Moments {
    dues: Result<Vec<Due>, Verdict>,
    /// What is missing if they lead to different results.
    otherwise: Vec<Missing>,
    rests_on: RestsOn,
}

/// Several moments where the text or the beginning leaves it open; none if nothing has begun.
fn moments(docket: &Docket<'_>, owing: &Owing, party: &PartyId, force: &Force<'_>) -> Option<Moments> {
    let mut otherwise = owing.deadline.open_by_text();
    let Some(after) = &owing.after_deed else {
        return Some(Moments { dues: owing.deadline.dues(docket.agreement, force), otherwise, rests_on: RestsOn::default() });
    };
    let mut heard = docket.heard(&after.kinds, None, after.about.as_deref(), None);
    heard.retain(|heard| force.standing(&heard.report.time) != Standing::Apart);
    let rests_on = |starts: &[Heard<'_>]| RestsOn { observations: starts.iter().map(|one| one.report.id).collect(), ..RestsOn::default() };
    let starts = starts(&heard, party);
    if starts.is_empty() {
        let told = heard.first()?;
        let reason = format!("it counts from a deed of which somebody only tells: {}", told.words());
        let dues = Err(Verdict::undetermined(Missing::EffectiveMoment, reason));
        return Some(Moments { dues, otherwise, rests_on: rests_on(&heard) });
    }
    otherwise.push(if starts.len() > 1 { Missing::EffectiveMoment } else { Missing::Time });
    let anchors = starts.iter().map(|start| Anchor { time: start.report.time.clone(), told: start.words() });
    let dues: Result<Vec<Vec<Due>>, Verdict> = anchors.map(|anchor| owing.deadline.after(&anchor, force)).collect();
    Some(Moments { dues: dues.map(|dues| dues.into_iter().flatten().collect()), otherwise, rests_on: rests_on(&starts) })
}

/// The deeds that may have begun it for a party: the first of its own and the first of nobody's; else the first of anybody.
fn starts<'a>(heard: &[Heard<'a>], party: &PartyId) -> Vec<Heard<'a>> {
    let first = |is_meant: &dyn Fn(Option<&PartyId>) -> bool| {
        heard.iter().find(|heard| heard.is_shown() && is_meant(heard.report.actor.as_ref())).copied()
    };
    let own: Vec<Heard<'a>> = [first(&|actor| actor == Some(party)), first(&|actor| actor.is_none())].into_iter().flatten().collect();
    if own.is_empty() { first(&|_| true).into_iter().collect() } else { own }
}

/// The same after something that is known to have happened, about the first thing that is owed.
pub(crate) fn judge_after(docket: &Docket<'_>, owing: &Owing, party: &PartyId, force: &Force<'_>, anchor: &Anchor) -> Option<Owed> {
    let dues = owing.deadline.after(anchor, force);
    let moments = Moments { dues, otherwise: owing.deadline.open_by_text(), rests_on: RestsOn::default() };
    judge(docket, owing, party, owing.about.first().map(String::as_str), force, moments)
}

fn judge(docket: &Docket<'_>, owing: &Owing, party: &PartyId, about: Option<&str>, force: &Force<'_>, moments: Moments) -> Option<Owed> {
    let heard = docket.heard(&owing.deeds, Some(party), about, owing.to.as_deref());
    let mut rests_on = moments.rests_on;
    rests_on.observations.extend(heard.iter().map(|heard| heard.report.id));
    let (about_words, party_owing) = (name(owing, about), Some(party.clone()));
    let dues = match moments.dues {
        Ok(dues) => dues,
        Err(open) => {
            let verdict = heard.iter().fold(open, |verdict, heard| verdict.because(heard.words()));
            return Some(Owed { about: about_words, party: party_owing, time: force.whole(), verdict, rests_on });
        }
    };
    let due = dues.iter().map(|due| due.at).max()?;
    let zone = owing.deadline.zone_name(force).to_owned();
    let time = When { from: due, precision: model::TimePrecision::Instant, to: due, zone };
    if force.standing(&time) == Standing::Apart && force.first_moment().is_none_or(|first| due > first) {
        return None;
    }
    let is_past = docket.case.dossier.is_past(due);
    let cases: Vec<(String, Verdict)> = dues.iter().map(|due| (due.told.clone(), against(due, &heard, owing, is_past))).collect();
    if cases.iter().all(|(_, case)| case.outcome == Outcome::Exempt) {
        return None;
    }
    let mut verdict = agree(cases, &moments.otherwise);
    if let [due] = dues.as_slice() {
        verdict.reasons.insert(0, due.told.clone());
    }
    let verdict = disputed(docket, party, about, verdict, &mut rests_on);
    Some(Owed { about: about_words, party: party_owing, time, verdict, rests_on })
}

/// A delivery that somebody else objects to is open: its form is disputed.
fn disputed(docket: &Docket<'_>, party: &PartyId, about: Option<&str>, verdict: Verdict, rests_on: &mut RestsOn) -> Verdict {
    let objections = docket.heard(&[DeedKind::Objection], None, about, None);
    let is_of_others = |one: &&Heard<'_>| one.is_shown() && one.report.actor.as_ref() != Some(party);
    match objections.iter().find(is_of_others).filter(|_| about.is_some() && verdict.outcome == Outcome::NoBreach) {
        Some(objection) => {
            rests_on.observations.insert(objection.report.id);
            verdict.lacking(Missing::Definition, format!("what was delivered is disputed: {}", objection.words()))
        }
        None => verdict,
    }
}

fn name(owing: &Owing, about: Option<&str>) -> String {
    let deeds: Vec<&str> = owing.deeds.iter().map(|deed| deed.word()).collect();
    let about = about.map(|about| format!(" about {about}")).unwrap_or_default();
    let to = owing.to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
    format!("{}{about}{to}", deeds.join(" or "))
}

/// The result under one due moment. Exempt = nothing to say yet.
fn against(due: &Due, heard: &[Heard<'_>], owing: &Owing, is_past: bool) -> Verdict {
    let shown: Vec<&Heard<'_>> = heard.iter().filter(|heard| heard.is_shown()).collect();
    if let Some(met) = shown.iter().find(|heard| is_by(&heard.report.time, due.at)) {
        return Verdict::of(Outcome::NoBreach).because(format!("met by {}", met.words()));
    }
    if let Some(open) = shown.iter().find(|heard| heard.report.time.from < due.at) {
        return Verdict::undetermined(Missing::Time, format!("{} may lie before or after the due moment", open.words()));
    }
    if let Some(told) = heard.iter().find(|heard| !heard.is_shown() && heard.report.time.from < due.at) {
        return Verdict::undetermined(Missing::OrderRecord, format!("nothing shows it, somebody only tells of it: {}", told.words()));
    }
    if let Some(late) = shown.first() {
        let by = late_by(&late.report.time, due.at);
        return Verdict::of(Outcome::Breach).because(format!("late by {by}: {}", late.words()));
    }
    match (is_past, owing.is_silence_breach) {
        (false, _) => Verdict::of(Outcome::Exempt).because("not due yet".into()),
        (true, true) => {
            Verdict::of(Outcome::Breach).because("nothing of it is on record by then, and silence is a breach by the text".into())
        }
        (true, false) => Verdict::undetermined(
            Missing::OrderRecord,
            "nothing of it is on record by then; the text does not say that silence is a breach".into(),
        ),
    }
}

/// Whether something was surely done by a moment.
pub(crate) fn is_by(time: &When, due: Instant) -> bool {
    time.to <= due
}

/// How much too late something was, in days and hours; from and to, where its time is an interval.
pub(crate) fn late_by(time: &When, due: Instant) -> String {
    let hours = |at: Instant| (at.ms() - due.ms()).max(0) / 3_600_000;
    let (least, most) = (hours(time.from), hours(time.to));
    if least == most { span_words(least) } else { format!("{} to {}", span_words(least), span_words(most)) }
}

fn span_words(hours: i64) -> String {
    match (hours / 24, hours % 24) {
        (0, 0) => "less than an hour".into(),
        (0, hours) => format!("{hours} h"),
        (days, 0) => format!("{days} d"),
        (days, hours) => format!("{days} d {hours} h"),
    }
}
