//! Discipline (T18): whoever broke other clauses is punished, and somebody is told of it.

use crate::agreement::{Mention, Term};
use crate::due::{Anchor, Deadline, read_deadline};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::method::ID_CHARS_MIN;
use crate::moment::Standing;
use crate::owing::{Heard, is_by, late_by, read_parties, show_time};
use crate::scene::reading_label;
use crate::verdict::{Verdict, agree};
use crate::words::clean;
use model::{DeedKind, Finding, IncidentId, Missing, Outcome, PartyId, Subject, When};
use std::collections::BTreeMap;

/// A duty to punish breaches of some clauses.
#[derive(Clone, Debug)]
pub(crate) struct Discipline {
    pub(crate) parties: Vec<PartyId>,
    /// The clauses whose breach is punished.
    of: Vec<String>,
    to: Option<String>,
    is_silence_breach: bool,
    /// The agreed period; not set = none is agreed.
    pub(crate) deadline: Deadline,
}

pub(crate) fn read_discipline(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Discipline {
    let parties = read_parties(fields, mentions);
    let of = fields.texts("of").unwrap_or_default();
    if of.is_empty() {
        fields.missing("of", "of = [\"1.1\"]: the clauses whose breach is punished");
    }
    let to = fields.text("to").map(|to| clean(&to.word, 200));
    let silence = fields.word("silence", "what silence means", |word| (word == "breach").then_some(()), &["breach"]);
    let deadline = read_deadline(fields, false);
    Discipline { parties, of: of.into_iter().map(|id| id.word).collect(), to, is_silence_breach: silence.is_some(), deadline }
}

/// Breaches of one incident by one party, with the reading under which they are.
type Breaches<'a> = BTreeMap<(IncidentId, &'a PartyId, Option<&'a str>), &'a Finding>;

/// Holds each breach of the clauses against the punishments on record.
pub(crate) fn assess_discipline<'a>(docket: &Docket<'a>, term: &'a Term, discipline: &Discipline, findings: &mut Vec<Finding>) {
    let faults = docket.faults(term);
    if !faults.is_empty() {
        docket.faulty(term, &faults, findings);
        return;
    }
    let mut breaches: Breaches<'a> = BTreeMap::new();
    for finding in docket.case.findings.iter().filter(|finding| finding.outcome == Outcome::Breach) {
        if let (Subject::Incident(incident), Some(party)) = (&finding.subject, &finding.party)
            && discipline.of.contains(&finding.clause)
            && discipline.parties.contains(party)
        {
            breaches.entry((*incident, party, finding.reading.as_deref())).or_insert(finding);
        }
    }
    let sanctions = docket.heard(&[DeedKind::Sanction], None, None, discipline.to.as_deref());
    for (force, own_reading) in docket.forces(term) {
        for ((incident, party, reading), breach) in &breaches {
            let standing = force.standing(&breach.time);
            if standing == Standing::Apart {
                continue;
            }
            let mine: Vec<Heard<'_>> =
                sanctions.iter().filter(|one| one.report.actor.as_ref() == Some(party) && is_about(one, incident)).copied().collect();
            let Some(mut verdict) = judge(docket, discipline, &force, breach, &mine) else { continue };
            if standing == Standing::Open {
                verdict = verdict.lacking(Missing::EffectiveMoment, "whether the clause was in force then cannot be said".into());
            }
            let rests_on = RestsOn {
                incidents: [*incident].into(),
                observations: mine.iter().map(|one| one.report.id).collect(),
                ..RestsOn::default()
            };
            let about = format!("sanction for {incident}");
            let owed = Owed { about, party: Some((*party).clone()), time: breach.time.clone(), verdict, rests_on };
            findings.push(docket.finding(term, reading_label(own_reading.as_deref(), *reading).as_deref(), owed));
        }
    }
}

/// A sanction names the incident by its id, or by the beginning of it that is long enough to mean no other.
fn is_about(heard: &Heard<'_>, incident: &IncidentId) -> bool {
    let about = heard.report.deed.as_ref().and_then(|deed| deed.about.as_deref()).unwrap_or("");
    let id = incident.to_string();
    about.split_whitespace().any(|word| word.len() >= ID_CHARS_MIN && id.starts_with(word))
}

fn judge(
    docket: &Docket<'_>,
    discipline: &Discipline,
    force: &crate::moment::Force<'_>,
    breach: &Finding,
    mine: &[Heard<'_>],
) -> Option<Verdict> {
    let told = format!("clause {} was broken in the incident of {}", breach.clause, show_time(&breach.time));
    let shown = mine.iter().find(|one| one.is_shown());
    if !discipline.deadline.is_set() {
        return Some(match shown {
            Some(done) => Verdict::of(Outcome::NoBreach).because(told).because(format!("punished: {}", done.words())),
            None => {
                Verdict::undetermined(Missing::Definition, told).because("the text gives no period by which it has to be punished".into())
            }
        });
    }
    let anchor = Anchor { time: breach.time.clone(), told: format!("the incident ({})", show_time(&breach.time)) };
    let dues = match discipline.deadline.after(&anchor, force) {
        Ok(dues) => dues,
        Err(open) => return Some(open),
    };
    let last = dues.iter().map(|due| due.at).max()?;
    if mine.is_empty() && !docket.case.dossier.is_past(last) {
        return None;
    }
    let case = |due: &crate::due::Due| {
        let verdict = match (shown, mine.first()) {
            (Some(done), _) if is_by(&done.report.time, due.at) => {
                Verdict::of(Outcome::NoBreach).because(format!("punished: {}", done.words()))
            }
            (Some(done), _) if done.report.time.from >= due.at => {
                Verdict::of(Outcome::Breach).because(format!("late by {}: {}", late_by(&done.report.time, due.at), done.words()))
            }
            (Some(done), _) => Verdict::undetermined(Missing::Time, format!("{} may lie before or after the due moment", done.words())),
            (None, Some(only_told)) => Verdict::undetermined(Missing::OrderRecord, format!("nothing shows it: {}", only_told.words())),
            (None, None) if discipline.is_silence_breach => {
                Verdict::of(Outcome::Breach).because("no sanction is on record by then, and silence is a breach by the text".into())
            }
            (None, None) => Verdict::undetermined(Missing::OrderRecord, "no sanction is on record by then".into()),
        };
        (due.told.clone(), verdict.because(due.told.clone()))
    };
    let mut otherwise: Vec<Missing> = discipline.deadline.open_by_text();
    otherwise.push(Missing::Time);
    let verdict = agree(dues.iter().map(case).collect(), &otherwise);
    Some(verdict.because(told))
}

/// The time of a finding's subject as the moment of a breach.
pub(crate) const fn is_before(breach: &When, at: &When) -> bool {
    breach.to.ms() <= at.from.ms()
}
