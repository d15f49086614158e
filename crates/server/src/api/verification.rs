//! Verification: the queue, one matter, and how good judgement was.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Path, Query, State};
use engine::matters::of_line;
use engine::quality::{Quarter, show_json};
use serde::Deserialize;
use serde_json::Value;
use store::Folder;
use utoipa::IntoParams;

/// Lines of a queue if nobody says how many.
const LINES: usize = 100;
/// Most lines.
const LINES_MAX: usize = 1_000;

/// Which lines of the queue.
#[derive(Debug, Deserialize, IntoParams)]
pub struct QueueQuery {
    /// Only what waits for holders of this role, such as `analyst`.
    pub role: Option<String>,
    /// At most so many; 1000 at most, 100 if left out.
    pub limit: Option<usize>,
    /// As the mission stood once the log had so many entries; absent = now.
    pub as_of: Option<u64>,
}

/// What waits to be graded, confirmed or completed, for whom and until when; what is due first comes first. Overdue is
/// what was due before the settled time.
#[utoipa::path(get, path = "/api/v1/queue", params(QueueQuery), responses((status = 200, body = Vec<Object>)))]
pub async fn queue(State(folder): State<Folder>, Query(query): Query<QueueQuery>) -> Result<Json<Vec<Value>>, Problem> {
    read(folder, query.as_of, move |view| {
        let mut lines = view.queue(None, None)?;
        lines.retain(|line| match &query.role {
            Some(role) => line.waits_for.iter().any(|one| one.word() == role),
            None => !line.waits_for.is_empty(),
        });
        lines.truncate(query.limit.unwrap_or(LINES).min(LINES_MAX));
        Ok(Json(lines.into_iter().map(|line| serde_json::to_value(of_line(line)).unwrap_or_default()).collect()))
    })
    .await
}

/// Where a report, an incident or a finding stands in verification, its grades, and every step that people took.
#[utoipa::path(get, path = "/api/v1/matters/{id}", params(("id" = String, Path, description = "an id or its beginning"), AsOfQuery), responses((status = 200, body = Object), (status = 404, body = Problem)))]
pub async fn matter(State(folder): State<Folder>, Path(id): Path<String>, Query(query): Query<AsOfQuery>) -> Result<Json<Value>, Problem> {
    read(folder, query.as_of, move |view| {
        let id = engine::explain::find_one(view, &id)?;
        Ok(Json(serde_json::to_value(view.sheet(&id, None)?).unwrap_or_default()))
    })
    .await
}

/// Which quarter.
#[derive(Debug, Deserialize, IntoParams)]
pub struct QualityQuery {
    /// A quarter such as `2026Q3`; absent = all time.
    pub quarter: Option<String>,
    /// As the mission stood once the log had so many entries; absent = now.
    pub as_of: Option<u64>,
}

/// How far graders agree, how well they were calibrated, and what sources were worth.
#[utoipa::path(get, path = "/api/v1/quality", params(QualityQuery), responses((status = 200, body = Object), (status = 400, body = Problem)))]
pub async fn quality(State(folder): State<Folder>, Query(query): Query<QualityQuery>) -> Result<Json<Value>, Problem> {
    let quarter =
        query.quarter.as_deref().map(str::parse::<Quarter>).transpose().map_err(|fault| Problem::of_request(fault.to_string()))?;
    read(folder, query.as_of, move |view| Ok(Json(show_json(&view.quality(quarter)?)))).await
}
