//! What speakers claim, held against itself, each other and the calendar (docs/counts.md).

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Query, State};
use store::Folder;

/// All claims that stand: checks, series, ranges and comparisons as in `tregua claims --json`. Nothing is added or averaged across speakers.
#[utoipa::path(get, path = "/api/v1/claims", params(AsOfQuery), responses((status = 200, body = serde_json::Value), (status = 400, body = Problem)))]
pub async fn claims(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Json<serde_json::Value>, Problem> {
    read(folder, query.as_of, |view| {
        let ledger = engine::claims::claims_of(&view.observations(i64::MIN, i64::MAX)?);
        let value = serde_json::to_value(&ledger);
        Ok(Json(value.map_err(|cause| engine::EngineFault::Record { what: "the claims".into(), cause: cause.to_string() })?))
    })
    .await
}
