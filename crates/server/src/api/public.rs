//! What everybody may know: released values only. The one part of the API that may be shown to others.

use crate::problem::Problem;
use crate::reading::read;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use store::Folder;

/// Incidents released to the public, as GeoJSON: the last release of each, in cells of the public grid.
#[utoipa::path(get, path = "/api/v1/public/incidents", responses((status = 200, content_type = "application/geo+json", body = String)))]
pub async fn incidents(State(folder): State<Folder>) -> Result<Response, Problem> {
    let map = read(folder, None, |view| Ok(release::show::show_geojson(&engine::release::public_rows(view)?))).await?;
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], map).into_response())
}
