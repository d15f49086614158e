//! One observation, as recorded.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Path, Query, State};
use engine::EngineFault;
use serde_json::Value;
use store::Folder;

/// One observation, by its id or an unambiguous beginning of it, as recorded.
#[utoipa::path(get, path = "/api/v1/observations/{id}", params(("id" = String, Path, description = "OBS-... or its beginning"), AsOfQuery), responses((status = 200, body = Object), (status = 404, body = Problem)))]
pub async fn observation(
    State(folder): State<Folder>,
    Path(id): Path<String>,
    Query(query): Query<AsOfQuery>,
) -> Result<Json<Value>, Problem> {
    read(folder, query.as_of, move |view| {
        let id = engine::explain::find_one(view, &id)?;
        let observation = view.observation(&id)?.ok_or(EngineFault::UnknownId(id))?;
        Ok(Json(serde_json::to_value(observation).unwrap_or_default()))
    })
    .await
}
