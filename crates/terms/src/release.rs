//! Release and reciprocity (T14): a party is free once the other broke the text first, and it said so.

use crate::agreement::{Mention, Term};
use crate::discipline::is_before;
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::moment::{Force, Standing};
use crate::owing::{Heard, read_parties, show_time};
use crate::verdict::Verdict;
use model::{DeedKind, Finding, Missing, Outcome, PartyId, Subject};

/// Greatest number of days for which a breach stays a ground.
const DAYS_MAX: u32 = 36_600;
const DAY_MS: i64 = 86_400_000;

/// When a party may consider itself free.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    pub(crate) parties: Vec<PartyId>,
    /// The clauses whose breach by another party frees.
    if_breached: Vec<String>,
    /// For how many days after a breach it can be declared; absent = for ever.
    within_days: Option<u32>,
    /// True if the first breach frees by itself, without a word.
    is_automatic: bool,
}

pub(crate) fn read_release(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Release {
    let parties = read_parties(fields, mentions);
    let if_breached = fields.texts("if_breached").unwrap_or_default();
    if if_breached.is_empty() {
        fields.missing("if_breached", "if_breached = [\"1.1\"]: the clauses whose breach frees the other side");
    }
    let within_days = fields.whole("within_days", DAYS_MAX);
    let is_automatic = fields.flag("automatic").unwrap_or(false);
    Release { parties, if_breached: if_breached.into_iter().map(|id| id.word).collect(), within_days, is_automatic }
}

/// Holds each declaration against the breaches before it.
pub(crate) fn assess_release<'a>(docket: &Docket<'a>, term: &'a Term, release: &Release, findings: &mut Vec<Finding>) {
    let faults = docket.faults(term);
    if !faults.is_empty() {
        docket.faulty(term, &faults, findings);
        return;
    }
    for (force, reading) in docket.forces(term) {
        for party in &release.parties {
            let owed = if release.is_automatic {
                automatic(docket, release, party, &force).into_iter().collect()
            } else {
                let declared = docket.heard(&[DeedKind::Release], Some(party), None, None);
                declared.iter().filter_map(|one| judge(docket, release, party, &force, one)).collect::<Vec<_>>()
            };
            findings.extend(owed.into_iter().map(|owed| docket.finding(term, reading.as_deref(), owed)));
        }
    }
}

/// Breaches of the clauses by anybody else that is a party, oldest first; under any reading of theirs.
fn grounds<'a>(docket: &Docket<'a>, release: &Release, party: &PartyId) -> Vec<&'a Finding> {
    let of_others = |finding: &&Finding| {
        finding.outcome == Outcome::Breach
            && release.if_breached.contains(&finding.clause)
            && finding.party.as_ref().is_some_and(|other| other != party)
    };
    let mut grounds: Vec<&Finding> = docket.case.findings.iter().filter(of_others).collect();
    grounds.sort_by_key(|finding| (finding.time.to, finding.id));
    grounds
}

fn judge(docket: &Docket<'_>, release: &Release, party: &PartyId, force: &Force<'_>, declared: &Heard<'_>) -> Option<Owed> {
    let at = &declared.report.time;
    let standing = force.standing(at);
    if standing == Standing::Apart {
        return None;
    }
    let all = grounds(docket, release, party);
    let is_recent =
        |finding: &&&Finding| release.within_days.is_none_or(|days| at.from.ms() - finding.time.to.ms() <= i64::from(days) * DAY_MS);
    let before: Vec<&&Finding> = all.iter().filter(|finding| is_before(&finding.time, at)).filter(is_recent).collect();
    let sure = before.iter().find(|finding| finding.reading.is_none());
    let told = declared.words();
    let mut verdict = match (sure.or(before.first()), all.first()) {
        (Some(ground), _) => freed(party, ground, sure.is_some()),
        (None, Some(later)) => Verdict::undetermined(
            Missing::PriorBreach,
            format!("no breach by another party is established before it; the first one is of {}", show_time(&later.time)),
        ),
        (None, None) => Verdict::undetermined(Missing::PriorBreach, "no breach by another party is established".into()),
    };
    verdict.reasons.insert(0, told);
    if !declared.is_shown() {
        verdict = verdict.lacking(Missing::OrderRecord, "the release is only told: the party itself has declared nothing on record".into());
    }
    if standing == Standing::Open {
        verdict = verdict.lacking(Missing::EffectiveMoment, force.sentences(standing).join("; "));
    }
    let mut rests_on = incidents(before.into_iter().copied());
    rests_on.observations.insert(declared.report.id);
    let about = format!("release declared {}", at.from);
    Some(Owed { about, party: Some(party.clone()), time: at.clone(), verdict, rests_on })
}

/// Without a word: free from the first breach on.
fn automatic(docket: &Docket<'_>, release: &Release, party: &PartyId, force: &Force<'_>) -> Option<Owed> {
    let all = grounds(docket, release, party);
    let within = |finding: &&&Finding| force.standing(&finding.time) == Standing::Inside;
    let inside: Vec<&&Finding> = all.iter().filter(within).collect();
    let sure = inside.iter().find(|finding| finding.reading.is_none());
    let ground = sure.or(inside.first())?;
    let verdict = freed(party, ground, sure.is_some());
    let about = "release without a word".to_owned();
    Some(Owed { about, party: Some(party.clone()), time: ground.time.clone(), verdict, rests_on: incidents(std::iter::once(**ground)) })
}

fn freed(party: &PartyId, ground: &Finding, is_sure: bool) -> Verdict {
    let other = ground.party.as_ref().map_or("another party", |party| party.0.as_str());
    let reading = ground.reading.as_ref().map(|reading| format!(", in its reading {reading}")).unwrap_or_default();
    let reason = format!("{other} broke clause {}{reading} before, {} ({})", ground.clause, show_time(&ground.time), ground.id);
    if is_sure {
        Verdict::of(Outcome::Exempt).because(reason).because(format!("{party} may consider itself free"))
    } else {
        Verdict::undetermined(Missing::PriorBreach, format!("{reason}: a breach under one reading only"))
    }
}

fn incidents<'f>(findings: impl Iterator<Item = &'f Finding>) -> RestsOn {
    let ids = findings.filter_map(|finding| if let Subject::Incident(id) = &finding.subject { Some(*id) } else { None });
    RestsOn { incidents: ids.collect(), ..RestsOn::default() }
}
