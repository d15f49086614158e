//! Verification means (T20): what was promised to the monitors is there, and works.

use crate::agreement::{Mention, Term};
use crate::due::{Deadline, read_deadline};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::moment::{Force, Standing};
use crate::owing::{Owing, assess_owing, read_parties};
use crate::verdict::Verdict;
use crate::words::{alike, clean};
use model::{Coverage, CoverageState, DeedKind, Finding, Missing, Outcome, PartyId};

/// Means that some parties put at the monitors' disposal.
#[derive(Clone, Debug)]
pub(crate) struct Means {
    pub(crate) parties: Vec<PartyId>,
    /// What, each by itself; stations of the coverage table carry these words.
    means: Vec<String>,
    /// Least share of the planned minutes in which it has to work, percent.
    uptime_pct_min: Option<u32>,
    is_silence_breach: bool,
    /// By when they are there.
    pub(crate) deadline: Deadline,
}

pub(crate) fn read_means(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Means {
    let parties = read_parties(fields, mentions);
    let means = fields.texts("means").unwrap_or_default();
    if means.is_empty() {
        fields.missing("means", "means = [\"camera north\"]");
    }
    let uptime_pct_min = fields.whole("uptime_pct_min", 100);
    let silence = fields.word("silence", "what silence means", |word| (word == "breach").then_some(()), &["breach"]);
    let deadline = read_deadline(fields, false);
    if uptime_pct_min.is_none() && !deadline.is_set() {
        fields.missing_here("uptime_pct_min", "uptime_pct_min = 80, or a deadline such as within_days = 14");
    }
    let means = means.iter().map(|means| clean(&means.word, 200)).collect();
    Means { parties, means, uptime_pct_min, is_silence_breach: silence.is_some(), deadline }
}

/// Holds each of the means against its delivery and against the minutes in which it worked.
pub(crate) fn assess_means<'a>(docket: &Docket<'a>, term: &'a Term, means: &Means, findings: &mut Vec<Finding>) {
    if means.deadline.is_set() || !docket.faults(term).is_empty() {
        assess_owing(docket, term, &means.owing(), findings);
    }
    let Some(pct_min) = means.uptime_pct_min.filter(|_| docket.faults(term).is_empty()) else { return };
    for (force, reading) in docket.forces(term) {
        for what in &means.means {
            let rows = rows(docket, what, &force);
            let of_party = |party: &PartyId| {
                let (verdict, time) = (uptime(&rows, what, pct_min, means.parties.len()), span(&rows, &force));
                let rests_on = RestsOn { coverages: rows.iter().map(|row| row.id).collect(), ..RestsOn::default() };
                Owed { about: format!("{what} works"), party: Some(party.clone()), time, verdict, rests_on }
            };
            findings.extend(means.parties.iter().map(|party| docket.finding(term, reading.as_deref(), of_party(party))));
        }
    }
}

impl Means {
    fn owing(&self) -> Owing {
        Owing {
            parties: self.parties.clone(),
            deeds: vec![DeedKind::Means],
            about: self.means.clone(),
            to: None,
            is_silence_breach: self.is_silence_breach,
            deadline: self.deadline.clone(),
            after_deed: None,
        }
    }
}

/// Coverage of these means by sources of no party, wholly within the time in force.
fn rows<'a>(docket: &Docket<'a>, what: &str, force: &Force<'_>) -> Vec<&'a Coverage> {
    let is_neutral = |row: &Coverage| docket.mission.source(&row.source).is_some_and(|source| source.party.is_none());
    let is_meant = |row: &&Coverage| alike(&row.station, what) && is_neutral(row) && force.standing(&row.time) == Standing::Inside;
    docket.case.dossier.coverages().iter().copied().filter(is_meant).collect()
}

fn span(rows: &[&Coverage], force: &Force<'_>) -> model::When {
    let whole = rows.iter().map(|row| row.time.clone()).reduce(|all, next| crate::figures::span(&all, &next));
    whole.unwrap_or_else(|| force.whole())
}

fn uptime(rows: &[&Coverage], what: &str, pct_min: u32, parties_n: usize) -> Verdict {
    let planned: u64 = rows.iter().map(|row| u64::from(row.planned_min)).sum();
    if planned == 0 {
        return Verdict::undetermined(Missing::Coverage, format!("no planned minute of {what} is on record: it cannot be observed"));
    }
    let observed: u64 = rows.iter().map(|row| u64::from(row.observed_min.min(row.planned_min))).sum();
    let is_hindered = |row: &&&Coverage| matches!(row.state, CoverageState::Denied | CoverageState::Delayed);
    let hindered: u64 = rows.iter().filter(is_hindered).map(|row| u64::from(row.planned_min.saturating_sub(row.observed_min))).sum();
    let share = |minutes: u64| crate::figures::one_decimal(minutes * 100, planned);
    let told = format!("{observed} of {planned} planned minutes ({} %), at least {pct_min} % are promised", share(observed));
    let is_enough = |minutes: u64| minutes * 100 >= u64::from(pct_min) * planned;
    if is_enough(observed) {
        return Verdict::of(Outcome::NoBreach).because(told);
    }
    if is_enough(planned - hindered) {
        let reason = format!("{told}; only {hindered} of the lost minutes were denied or delayed, the others have no author");
        return Verdict::undetermined(Missing::Coverage, reason);
    }
    let verdict =
        Verdict::of(Outcome::Breach).because(format!("{told}; {hindered} minutes were denied or delayed, which alone is too much"));
    if parties_n > 1 {
        verdict.lacking(Missing::Actor, "the coverage table does not say which party denied or delayed it".into())
    } else {
        verdict
    }
}
