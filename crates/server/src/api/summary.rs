//! Counts of what stands, and the mission behind them.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Query, State};
use engine::Log;
use model::Instant;
use serde::Serialize;
use std::collections::BTreeMap;
use store::Folder;
use store::view::View;
use utoipa::ToSchema;

/// Counts of what stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Summary {
    /// The mission.
    pub mission: Mission,
    /// The log.
    pub log: LogState,
    /// Entries by family.
    pub families: Families,
    /// What stands.
    pub counts: Counts,
    /// First and last moment of an incident; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Incidents by kind.
    pub kinds: Vec<KindCount>,
}

/// The mission.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mission {
    /// Its name.
    pub name: String,
    /// Its time zone.
    pub zone: String,
    /// Where the map opens.
    pub centre: Centre,
    /// Zoom at which it opens.
    pub zoom: f64,
    /// Its parties, in the mission's own order.
    pub parties: Vec<Party>,
    /// True for exercises and demonstrations.
    pub fictional: bool,
}

/// A point, degrees.
#[derive(Debug, Serialize, ToSchema)]
pub struct Centre {
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
}

/// A party.
#[derive(Debug, Serialize, ToSchema)]
pub struct Party {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its hue on the page, degrees.
    pub hue: u32,
}

/// The log at the position looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogState {
    /// Entries.
    pub size: u64,
    /// Root over them, hexadecimal.
    pub root: String,
    /// The signed checkpoint of the log's present size.
    pub checkpoint: String,
}

/// Entries by family.
#[derive(Debug, Serialize, ToSchema)]
pub struct Families {
    /// Bytes that came in.
    pub received: u64,
    /// Acts of people.
    pub declared: u64,
    /// Batches of conclusions.
    pub concluded: u64,
}

/// What stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    /// Files received.
    pub artifacts: u64,
    /// Observations.
    pub observations: u64,
    /// Rows refused.
    pub refused: u64,
    /// Incidents.
    pub incidents: u64,
    /// Findings by outcome.
    pub findings: Outcomes,
}

/// Findings by outcome.
#[derive(Debug, Serialize, ToSchema)]
pub struct Outcomes {
    /// The clause is broken.
    pub breach: u64,
    /// The clause is kept.
    pub no_breach: u64,
    /// The clause does not forbid it.
    pub exempt: u64,
    /// Not decidable on what is known.
    pub undetermined: u64,
}

/// First and last moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Span {
    /// First, RFC 3339.
    pub from: String,
    /// Last, RFC 3339.
    pub to: String,
}

/// Incidents of a kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindCount {
    /// The kind.
    pub kind: String,
    /// How many.
    pub incidents: u64,
}

/// Counts of what stands, by family and outcome, with the log's checkpoint.
#[utoipa::path(get, path = "/api/v1/summary", params(AsOfQuery), responses((status = 200, body = Summary), (status = 404, body = Problem)))]
pub async fn summary(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Json<Summary>, Problem> {
    read(folder, query.as_of, |view| Ok(Json(summary_of(view)?))).await
}

/// Counts of what stood.
pub fn summary_of(view: &View) -> Result<Summary, Problem> {
    let (mission, counted) = (view.mission()?, view.summary()?);
    let [received, declared, concluded] = counted.families;
    let n = |outcome: &str| counted.findings.get(outcome).copied().unwrap_or(0);
    let moment = |ms: i64| Instant::from_ms(ms).map(|at| at.to_string()).unwrap_or_default();
    Ok(Summary {
        log: LogState { size: view.as_of(), root: view.root()?.to_string(), checkpoint: view.log().checkpoint() },
        families: Families { received, declared, concluded },
        counts: Counts {
            artifacts: counted.artifacts,
            observations: counted.observations,
            refused: counted.refused,
            incidents: counted.incidents,
            findings: Outcomes { breach: n("breach"), no_breach: n("no_breach"), exempt: n("exempt"), undetermined: n("undetermined") },
        },
        span: counted.span_ms.map(|(from, to)| Span { from: moment(from), to: moment(to) }),
        kinds: kinds(counted.kinds),
        mission: mission_of(view, mission)?,
    })
}

fn kinds(counts: BTreeMap<String, u64>) -> Vec<KindCount> {
    let mut kinds: Vec<KindCount> = counts.into_iter().map(|(kind, incidents)| KindCount { kind, incidents }).collect();
    kinds.sort_by(|a, b| b.incidents.cmp(&a.incidents).then_with(|| a.kind.cmp(&b.kind)));
    kinds
}

fn mission_of(view: &View, mission: model::Mission) -> Result<Mission, Problem> {
    let (centre, zoom) = match &mission.view {
        Some(at) => (Centre { lat: f64::from(at.lat_e7) / 1e7, lon: f64::from(at.lon_e7) / 1e7 }, f64::from(at.zoom_e1) / 10.0),
        None => (middle(view)?, 6.0),
    };
    let parties = mission.parties.into_iter().map(|party| Party { id: party.id.0, name: party.name, hue: party.hue }).collect();
    Ok(Mission { name: mission.name, zone: mission.zone, centre, zoom, parties, fictional: mission.fictional })
}

/// Where a mission's map opens if its data do not say: the middle of its incidents.
fn middle(view: &View) -> Result<Centre, Problem> {
    let middle = view.middle()?;
    Ok(middle.map_or(Centre { lat: 20.0, lon: 10.0 }, |(lat, lon)| Centre { lat, lon }))
}
