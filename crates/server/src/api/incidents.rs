//! Incidents: pages of a list, and one with its members and findings.

use super::AsOfQuery;
use super::picture::{kinds_of, title};
use crate::geo;
use crate::problem::Problem;
use crate::reading::{instant, read};
use axum::Json;
use axum::extract::{Path, Query, State};
use engine::corroboration::{Corroboration, corroboration};
use model::Instant;
use model::finding::chance_word;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Folder;
use store::view::{Filter, PictureRow};
use utoipa::{IntoParams, ToSchema};

/// Which incidents.
#[derive(Debug, Deserialize, IntoParams)]
pub struct IncidentsQuery {
    /// Only those that may have happened at or after, RFC 3339.
    pub from: Option<String>,
    /// Only those that may have happened before, RFC 3339.
    pub to: Option<String>,
    /// Only these kinds, joined by commas.
    pub kind: Option<String>,
    /// As the mission stood at this position of the log.
    pub as_of: Option<u64>,
    /// At most so many; 1000 at most, 100 if left out.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A page of incidents, latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Incidents {
    /// Position of the log.
    pub as_of: u64,
    /// How many the filter has.
    pub total: u64,
    /// The page.
    pub incidents: Vec<Row>,
    /// Ask with this for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One incident of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Row {
    /// INC-...
    pub id: String,
    /// Commonest kind of its members.
    pub kind: String,
    /// A title for people.
    pub title: String,
    /// Earliest moment, RFC 3339.
    pub from: String,
    /// Latest moment, RFC 3339.
    pub to: String,
    /// Latitude of the centre, degrees; absent = place not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude of the centre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Radius that holds 90 % of the chance, metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<u32>,
    /// Observations.
    pub members: u32,
    /// Upper bound on independent origins.
    pub origins: u32,
    /// The gravest outcome of the findings on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

/// A page of incidents, latest first.
#[utoipa::path(get, path = "/api/v1/incidents", params(IncidentsQuery), responses((status = 200, body = Incidents), (status = 400, body = Problem)))]
pub async fn incidents(State(folder): State<Folder>, Query(query): Query<IncidentsQuery>) -> Result<Json<Incidents>, Problem> {
    let limit = query.limit.unwrap_or(100).clamp(1, 1_000);
    let filter = Filter {
        from_ms: instant("from", query.from.as_deref())?,
        to_ms: instant("to", query.to.as_deref())?,
        kinds: kinds_of(query.kind.as_deref())?,
        limit,
        after: query.cursor.as_deref().map(cursor).transpose()?,
    };
    read(folder, query.as_of, move |view| {
        let (rows, total) = view.picture(&filter)?;
        let next = rows.last().filter(|_| rows.len() == limit as usize).map(|row| format!("{}_{}", row.from_ms, row.id));
        Ok(Json(Incidents { as_of: view.as_of(), total, incidents: rows.iter().map(row_of).collect(), next }))
    })
    .await
}

fn corroborated(found: &Corroboration) -> Corroborated {
    Corroborated {
        log_odds_mnat: found.log_odds_mnat,
        chance_ppm: found.chance_ppm,
        word: chance_word(found.chance_ppm),
        reports: found.documents_n,
        origins: found.origins_n,
        n_eff_e3: found.n_eff_e3,
    }
}

fn cursor(text: &str) -> Result<(i64, String), Problem> {
    let read = text.split_once('_').and_then(|(ms, id)| Some((ms.parse().ok()?, id.to_owned())));
    read.ok_or_else(|| Problem::of_request("cursor: take it from `next` of the page before"))
}

fn row_of(row: &PictureRow) -> Row {
    let moment = |ms: i64| Instant::from_ms(ms).map(|at| at.to_string()).unwrap_or_default();
    Row {
        id: row.id.clone(),
        kind: row.kind.clone(),
        title: title(row),
        from: moment(row.from_ms),
        to: moment(row.to_ms),
        lat: row.centre.map(|(lat, _, _)| f64::from(lat) / 1e7),
        lon: row.centre.map(|(_, lon, _)| f64::from(lon) / 1e7),
        radius_m: row.centre.map(|(_, _, sd)| geo::radius_90_m(sd)),
        members: row.members_n,
        origins: row.origins_n,
        outcome: row.outcome.clone(),
    }
}

/// An incident with everything that it rests on and that rests on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Whole {
    /// Position of the log.
    pub as_of: u64,
    /// The incident, as recorded.
    #[schema(value_type = Object)]
    pub incident: Value,
    /// Its observations, as recorded.
    #[schema(value_type = Vec<Object>)]
    pub observations: Vec<Value>,
    /// The findings on it, as recorded.
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<Value>,
    /// How surely it happened at all.
    pub corroboration: Corroborated,
}

/// How surely an incident happened at all, by all that is said of it; never who did it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Corroborated {
    /// Log-odds from even, 1/1000 nat.
    pub log_odds_mnat: i32,
    /// The same as a chance, ppm.
    pub chance_ppm: u32,
    /// The probability word.
    pub word: &'static str,
    /// Reports, as they are.
    pub reports: u32,
    /// Origins behind them, at most.
    pub origins: u32,
    /// Independent origins that they are worth, 1/1000.
    pub n_eff_e3: u32,
}

/// One incident, by its id or an unambiguous beginning of it, with its members and findings as recorded.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", params(("id" = String, Path, description = "INC-... or its beginning"), AsOfQuery), responses((status = 200, body = Whole), (status = 404, body = Problem)))]
pub async fn incident(
    State(folder): State<Folder>,
    Path(id): Path<String>,
    Query(query): Query<AsOfQuery>,
) -> Result<Json<Whole>, Problem> {
    read(folder, query.as_of, move |view| {
        let id = engine::explain::find_one(view, &id)?;
        let (incident, observations, findings) = view.incident(&id)?;
        let corroboration = corroborated(&corroboration(&incident, &observations, &view.mission()?));
        Ok(Json(Whole {
            corroboration,
            as_of: view.as_of(),
            incident: serde_json::to_value(incident).unwrap_or_default(),
            observations: observations.iter().filter_map(|one| serde_json::to_value(one).ok()).collect(),
            findings: findings.iter().filter_map(|one| serde_json::to_value(one).ok()).collect(),
        }))
    })
    .await
}
