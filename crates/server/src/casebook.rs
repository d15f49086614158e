//! What people did, and rates under coverage, as a report shows them.

use casework::Office;
use casework::commitments::sheet;
use casework::verification::Facts;
use casework::verification::queue::State;
use counts::alert::{Day, Level, Look, Mark, Seen, Watched, level, watch};
use engine::EngineFault;
use model::{Coverage, Incident, Mission};
use report::family::Family;
use report::input::{Commitment, Due, Marks, Rate, Remedy};
use report::method::can_perceive;
use report::{Casebook, Form, Period};
use std::collections::{BTreeMap, BTreeSet};
use store::view::View;

/// Days before a report that rates look back over. Source: assumed; a season.
const RATE_DAYS: u32 = 120;

/// Gathers it.
///
/// # Errors
/// If the mission cannot be read.
pub fn casebook(view: &View, mission: &Mission, form: Form, day: &str) -> Result<Casebook, EngineFault> {
    let office = view.office()?;
    let figures = &office.procedure.figures;
    let rates = match form {
        Form::Weekly | Form::Ledger => rates(view, mission, day, figures.baseline_days as usize)?,
        Form::Daily | Form::Spot => Vec::new(),
    };
    let facts = view.facts(office.verification.matters().map(|(subject, _)| subject))?;
    Ok(Casebook {
        verified: verified(&office, &facts),
        marks: Marks { previous: figures.previous.clone(), ruled: figures.ruled.clone(), waiting: figures.waiting.clone() },
        due: due(&office),
        classes: classes(&office, &facts),
        commitments: commitments(&office),
        remedies: remedies(&office),
        rates,
    })
}

fn due(office: &Office) -> Vec<Due> {
    let open = office.due().into_iter();
    open.map(|one| Due { at: one.at, what: one.what.to_owned(), subject: one.subject, whose: one.whose }).collect()
}

/// What is confirmed as it stands, by its id.
fn verified(office: &Office, facts: &BTreeMap<String, Facts>) -> BTreeSet<String> {
    let rules = &office.procedure.verification;
    facts.iter().filter(|(id, facts)| office.verification.is_verified(rules, id, facts)).map(|(id, _)| id.clone()).collect()
}

/// Incidents that lie in the file of a case stand in the class of the first case by name, the others where verification left them.
fn classes(office: &Office, facts: &BTreeMap<String, Facts>) -> BTreeMap<String, String> {
    let mut classes = BTreeMap::new();
    for case in office.docket.cases() {
        for filed in &case.file {
            classes.entry(filed.cite.id.clone()).or_insert_with(|| format!("in a case: {}", case.state().replace('_', " ")));
        }
    }
    for (subject, _) in office.verification.matters() {
        let state = office.verification.state(&office.procedure.verification, subject, facts.get(subject));
        if state != State::New {
            classes.entry(subject.to_owned()).or_insert_with(|| state.word().replace('_', " "));
        }
    }
    classes
}

fn remedies(office: &Office) -> Vec<Remedy> {
    let cases = office.docket.cases();
    let open = cases.flat_map(|case| case.remedies().filter(|remedy| remedy.state.is_open()).map(move |remedy| (case, remedy)));
    open.map(|(case, remedy)| {
        let order = &remedy.order;
        let quantity = order.quantity.as_ref().map_or_else(String::new, |quantity| format!(", {quantity}"));
        let due = remedy.due.due().map_or_else(|| "from the next tick on".to_owned(), |due| due.to_string());
        Remedy {
            party: order.actor.clone(),
            name: format!("{}: {}", case.name, order.remedy),
            what: format!("{}, {}{quantity}, by {due}", order.act, order.place),
            status: remedy.state.word().into(),
        }
    })
    .collect()
}

fn commitments(office: &Office) -> Vec<Commitment> {
    let lines = sheet::commitments(&office.commitments, &office.procedure.commitments, office.now());
    let effect = |line: &sheet::CommitmentLine| match (line.effect, &line.why) {
        ("due", _) => "yes".to_owned(),
        ("on_invocation", _) => "yes, once invoked".into(),
        ("waits", Some(why)) => format!("yes, and waits: {why}"),
        (_, Some(why)) => format!("no: {why}"),
        (_, None) => "no".into(),
    };
    let one = |line: sheet::CommitmentLine| Commitment {
        effect: effect(&line),
        who: line.who,
        name: line.commitment,
        domain: line.domain,
        status: line.status.replace('_', " "),
    };
    lines.into_iter().map(one).collect()
}

/// Rates of incidents of fire for each hour watched by a sense that could have perceived them.
fn rates(view: &View, mission: &Mission, day: &str, baseline_days: usize) -> Result<Vec<Rate>, EngineFault> {
    let Ok((whole, _)) = report::periods_of(day, RATE_DAYS, mission) else { return Ok(Vec::new()) };
    let coverages = view.coverage(whole.from.ms(), whole.to.ms())?;
    let sees = |coverage: &&Coverage| coverage.observed_min > 0 && can_perceive(coverage.sense, Family::Fire);
    let watching: Vec<&Coverage> = coverages.iter().filter(sees).collect();
    if watching.is_empty() {
        return Ok(Vec::new());
    }
    let incidents = view.incidents(whole.from.ms(), whole.to.ms())?;
    let fire: Vec<&Incident> =
        incidents.iter().filter(|one| one.moved_to.is_empty() && !one.members.is_empty() && Family::of(one.kind) == Family::Fire).collect();
    let days: Vec<Day> = (0..).zip(report::days_of(&whole, mission)).map(|(n, (_, period))| seen(n, period, &fire, &watching)).collect();
    let first = days.iter().position(|day| day.seen.is_some()).unwrap_or(days.len());
    let watched = watch(days.get(first..).unwrap_or_default(), baseline_days);
    Ok(watched.last().and_then(|look| rate(&watched, look)).into_iter().collect())
}

#[expect(clippy::cast_precision_loss, reason = "minutes of some weeks lie far below 2^53")]
fn seen(day: i64, period: Period, fire: &[&Incident], watching: &[&Coverage]) -> Day {
    let minutes: i64 = watching.iter().map(|one| part_min(one, period)).sum();
    let count = fire.iter().filter(|incident| period.holds(incident.time.from)).count();
    Day { day, seen: Seen::new(count as u64, minutes as f64 / 60.0), is_break: false }
}

fn part_min(coverage: &Coverage, period: Period) -> i64 {
    let length = (coverage.time.to.ms() - coverage.time.from.ms()).max(1);
    i64::from(coverage.observed_min) * period.overlap_ms(coverage.time.from, coverage.time.to) / length
}

fn rate(watched: &Watched, look: &Look) -> Option<Rate> {
    let (_, baseline) = watched.stretches.last()?.baseline?;
    let words = match level(look.e_mnat) {
        Level::None => "none",
        Level::Alert => "alert",
        Level::Strong => "strong alert",
    };
    let marks = watched.marks.iter().filter(|(_, mark)| matches!(mark, Mark::CoverageFell | Mark::CoverageRose)).count();
    let note = if marks > 0 { format!("; coverage changed sharply on {marks} days") } else { String::new() };
    Some(Rate {
        what: "Fire and explosions, incidents for each hour watched".into(),
        baseline_days: baseline.days,
        baseline_count: baseline.count,
        baseline_min: whole(baseline.exposure * 60.0),
        count: look.count,
        minutes: whole(look.exposure * 60.0),
        ratio_milli: (whole(look.ratio.best * 1e3), whole(look.ratio.interval.0 * 1e3), whole(look.ratio.interval.1 * 1e3)),
        level: format!("{words}{note}"),
    })
}

/// To a whole number; nothing below 0 and nothing that is no number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn whole(value: f64) -> u64 {
    if value.is_finite() { value.round().clamp(0.0, 9e15) as u64 } else { 0 }
}
