//! Incidents per local day and kind, of everything that stands.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use std::collections::BTreeMap;
use store::Folder;
use utoipa::ToSchema;

/// Incidents per day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Timeline {
    /// Position of the log.
    pub as_of: u64,
    /// The zone of the days.
    pub zone: String,
    /// Day, then kind, then how many.
    pub days: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Incidents per local day and kind; a day without incidents is absent, which is not a zero.
#[utoipa::path(get, path = "/api/v1/timeline", params(AsOfQuery), responses((status = 200, body = Timeline)))]
pub async fn timeline(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Json<Timeline>, Problem> {
    read(folder, query.as_of, |view| {
        let zone = view.mission()?.zone;
        Ok(Json(Timeline { as_of: view.as_of(), days: view.days(&zone)?, zone }))
    })
    .await
}
