//! Whether the server can read its mission.

use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use store::Folder;
use utoipa::ToSchema;

/// The server's health.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok` if the mission can be read.
    pub status: &'static str,
    /// Entries of the log.
    pub as_of: u64,
}

/// Says whether the mission can be read.
#[utoipa::path(get, path = "/healthz", responses((status = 200, body = Health), (status = 500, body = Problem)))]
pub async fn health(State(folder): State<Folder>) -> Result<Json<Health>, Problem> {
    read(folder, None, |view| Ok(Json(Health { status: "ok", as_of: view.as_of() }))).await
}
