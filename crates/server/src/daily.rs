//! Gathers what a daily report is made of, as it stood.

use engine::{EngineFault, Log};
use model::Mission;
use report::{AsOf, Clause, Daily, Input, Period};
use store::view::View;

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
    let mission = view.mission()?;
    let (period, previous) = report::period_of(day, &mission).map_err(|fault| DailyFault::Day(fault.to_string()))?;
    Ok(report::daily(&gather(view, &mission, day, period, previous)?))
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
    Ok(Input {
        mission,
        day,
        as_of: as_of(view)?,
        incidents,
        observations,
        findings: view.findings(from, to)?,
        coverages: view.coverage(first, to)?,
        clauses: clauses(view)?,
        layers,
        refused_n: view.summary()?.refused,
        period,
        previous,
    })
}

/// The position of the log that a document speaks of.
///
/// # Errors
/// If a tile is absent or damaged.
pub fn as_of(view: &View) -> Result<AsOf, EngineFault> {
    let checkpoint = (view.as_of() == view.log().size()).then(|| view.log().checkpoint());
    Ok(AsOf { position: view.as_of(), root: view.root()?, log_name: view.log().name().to_owned(), checkpoint })
}

fn clauses(view: &View) -> Result<Vec<Clause>, EngineFault> {
    let mut clauses = Vec::new();
    for (id, version, text) in view.agreements()? {
        if let (Some(agreement), _) = terms::read_agreement(&text) {
            clauses.extend(agreement.terms().iter().map(|term| Clause {
                agreement: id.clone(),
                agreement_version: version,
                id: term.id.clone(),
                quote: term.quote.clone().unwrap_or_default(),
                article: agreement.articles().get(term.article).map(|article| article.heading.clone()).unwrap_or_default(),
            }));
        }
    }
    Ok(clauses)
}
