//! Gathers what a report is made of, as it stood.

use crate::casebook::casebook;
use engine::{EngineFault, Log, Vault};
use model::{Digest, Finding, Mission};
use report::{AsOf, Clause, Daily, Form, Input, Period};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::view::View;
use terms::{Agreement, Term};

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum DailyFault {
    /// The day is no day.
    #[error("{0}")]
    Day(String),
    /// The mission cannot be read.
    #[error(transparent)]
    Engine(#[from] EngineFault),
}

/// The report of a day.
///
/// # Errors
/// If the day is no day, or the mission cannot be read.
pub fn daily(view: &View, day: &str) -> Result<Daily, DailyFault> {
    report(view, &Ask { form: Form::Daily, day, from: None, about: &[] })
}

/// Which report.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Its form.
    pub form: Form,
    /// The local day on which its period ends.
    pub day: &'a str,
    /// The first local day of a ledger; the default is the first of the month.
    pub from: Option<&'a str>,
    /// Single incidents of a spot report, by the beginnings of their ids; empty = all of the day.
    pub about: &'a [String],
}

/// Most days of a ledger; ten years.
const LEDGER_DAYS_MAX: i32 = 3_660;
/// Most periods in one daily report.
pub const PERIODS_MAX: u32 = 31;

/// A report.
///
/// # Errors
/// If a day is no day, an incident is not there, or the mission cannot be read.
pub fn report(view: &View, ask: &Ask<'_>) -> Result<Daily, DailyFault> {
    let mission = view.mission()?;
    let days_n = match ask.form {
        Form::Daily | Form::Spot => 1,
        Form::Weekly => 7,
        Form::Ledger => days_between(ask.from, ask.day)?,
    };
    let (period, previous) = report::periods_of(ask.day, days_n, &mission).map_err(|fault| DailyFault::Day(fault.to_string()))?;
    let mut input = gather(view, &mission, ask.day, period, previous)?;
    input.form = ask.form;
    input.casebook = casebook(view, &mission, ask.form, ask.day)?;
    if !ask.about.is_empty() {
        input.incidents.retain(|incident| ask.about.iter().any(|id| incident.id.to_string().starts_with(id.as_str())));
        if input.incidents.len() < ask.about.len() {
            return Err(DailyFault::Day(format!("not every one of {} is an incident of this time", ask.about.join(", "))));
        }
    }
    Ok(report::daily(&input))
}

/// The daily reports of so many days up to a day, the earliest first: several periods in one report, each with its own comparison.
///
/// # Errors
/// As [`daily`].
pub fn several(view: &View, day: &str, days_n: u32) -> Result<Vec<Daily>, DailyFault> {
    let mission = view.mission()?;
    let days_n = days_n.clamp(1, PERIODS_MAX);
    let (whole, _) = report::periods_of(day, days_n, &mission).map_err(|fault| DailyFault::Day(fault.to_string()))?;
    if days_n == 1 {
        return Ok(vec![daily(view, day)?]);
    }
    report::days_of(&whole, &mission).iter().map(|(day, _)| daily(view, day)).collect()
}

fn days_between(from: Option<&str>, day: &str) -> Result<u32, DailyFault> {
    let read = |text: &str| model::time::day_of(text).map_err(|fault| DailyFault::Day(fault.to_string()));
    let last = read(day)?;
    let first = from.map_or_else(|| Ok(last.first_of_month()), read)?;
    let days = last.since(first).map_or(0, |span| span.get_days()) + 1;
    if (1..=LEDGER_DAYS_MAX).contains(&days) {
        return Ok(days.unsigned_abs());
    }
    Err(DailyFault::Day(format!("from {first} to {last} is no stretch of 1 to {LEDGER_DAYS_MAX} days")))
}

fn gather<'a>(view: &View, mission: &'a Mission, day: &'a str, period: Period, previous: Period) -> Result<Input<'a>, EngineFault> {
    let (first, from, to) = (previous.from.ms(), period.from.ms(), period.to.ms());
    let mut observations = view.observations(first, to)?;
    let incidents = view.incidents(first, to)?;
    let known: std::collections::BTreeSet<_> = observations.iter().map(|observation| observation.id).collect();
    for member in incidents.iter().flat_map(|incident| &incident.members).filter(|member| !known.contains(&member.observation)) {
        observations.extend(view.observation(&member.observation.to_string())?);
    }
    observations.sort_by_key(|observation| observation.id);
    let mut layers = Vec::new();
    for layer in view.layers()?.into_iter().filter(|layer| layer.is_valid_at(period.to.plus_ms(-1))) {
        let geometry = view.geometry(&layer.geometry)?;
        layers.push((layer, geometry));
    }
    let findings = view.findings(from, to)?;
    Ok(Input {
        mission,
        form: Form::Daily,
        casebook: report::Casebook::default(),
        day,
        as_of: as_of(view)?,
        incidents,
        observations,
        clauses: clauses(view, &findings)?,
        findings,
        coverages: view.coverage(first, to)?,
        layers,
        refused_n: view.summary()?.refused,
        drawn: drawn(view, mission, period, previous)?,
        period,
        previous,
    })
}

/// How many incidents there are if reports are joined otherwise.
fn drawn(view: &View, mission: &Mission, period: Period, previous: Period) -> Result<Vec<report::Drawn>, EngineFault> {
    let class_of = |kind, when: &model::When| report::class_of(kind, when, period, previous);
    let window = (previous.from.ms(), period.to.ms());
    Ok(report::drawn(view.numbers(window, &mission.zone, report::CLASSES_N, class_of)?))
}

/// The position of the log that a document speaks of.
///
/// # Errors
/// If a tile is absent or damaged.
pub fn as_of(view: &View) -> Result<AsOf, EngineFault> {
    let checkpoint = (view.as_of() == view.log().size()).then(|| view.log().checkpoint());
    Ok(AsOf { position: view.as_of(), root: view.root()?, log_name: view.log().name().to_owned(), checkpoint })
}

/// The clauses of the agreements in use, and those of earlier or other texts that findings cite.
fn clauses(view: &View, findings: &[Finding]) -> Result<Vec<Clause>, EngineFault> {
    let mut clauses = Vec::new();
    for (id, version, text) in view.agreements()? {
        if let (Some(agreement), _) = terms::read_agreement(&text) {
            clauses.extend(agreement.terms().iter().map(|term| clause(&id, version, &agreement, term)));
        }
    }
    let mut texts: BTreeMap<Digest, Option<Agreement>> = BTreeMap::new();
    for finding in findings {
        let is_it = |one: &Clause| {
            one.agreement == finding.agreement && one.agreement_version == finding.agreement_version && one.id == finding.clause
        };
        if clauses.iter().any(is_it) {
            continue;
        }
        if let Entry::Vacant(unread) = texts.entry(finding.agreement_version) {
            let bytes = view.vault().read(&finding.agreement_version)?;
            unread.insert(terms::read_agreement(&String::from_utf8_lossy(&bytes)).0);
        }
        let agreement = texts.get(&finding.agreement_version).and_then(Option::as_ref);
        let found = agreement.and_then(|agreement| Some((agreement, agreement.term(&finding.clause)?)));
        clauses.extend(found.map(|(agreement, term)| clause(&finding.agreement, finding.agreement_version, agreement, term)));
    }
    Ok(clauses)
}

fn clause(id: &str, version: Digest, agreement: &Agreement, term: &Term) -> Clause {
    Clause {
        agreement: id.to_owned(),
        agreement_version: version,
        id: term.id.clone(),
        quote: term.quote.clone().unwrap_or_default(),
        article: agreement.articles().get(term.article).map(|article| article.heading.clone()).unwrap_or_default(),
    }
}
