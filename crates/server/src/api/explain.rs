//! Why, down to the bytes.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Path, Query, State};
use engine::explain::{Sources, Why, explain as explain_item};
use serde_json::Value;
use store::Folder;
use store::view::View;

/// The tree from a finding, an incident or an observation down to the bytes and their proofs.
#[utoipa::path(get, path = "/api/v1/explain/{id}", params(("id" = String, Path, description = "an id or its beginning"), AsOfQuery), responses((status = 200, body = Object), (status = 404, body = Problem)))]
pub async fn explain(State(folder): State<Folder>, Path(id): Path<String>, Query(query): Query<AsOfQuery>) -> Result<Json<Value>, Problem> {
    read(folder, query.as_of, move |view| Ok(Json(serde_json::to_value(why(view, &id)?).unwrap_or_default()))).await
}

/// Explains an id.
pub fn why(view: &View, id: &str) -> Result<Why, Problem> {
    let inclusion = |leaf: u64| view.log().inclusion(leaf);
    let id = engine::explain::find_one(view, id)?;
    let mut why = explain_item(&Sources { log: view.log(), vault: view.vault(), lookup: view, inclusion: &inclusion }, &id)?;
    why.because.extend(engine::matters::why(&view.sheet(&id, None)?));
    Ok(why)
}
