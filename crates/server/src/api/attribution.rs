//! Who may have fired, as a proposal: derived from what was known at a position, nothing of it recorded.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use attribution::{Age, propose};
use axum::Json;
use axum::extract::{Path, Query, State};
use engine::attribute::{Known, case_of};
use serde::Serialize;
use serde_json::Value;
use store::Folder;
use utoipa::ToSchema;

/// A proposal on an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct Proposed {
    /// The position of the log from which it was derived.
    pub as_of: u64,
    /// By which an act cites it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The incident.
    pub incident: String,
    /// The proposal (docs/attribution.md); absent if the incident cannot be weighed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub proposal: Option<Value>,
    /// What a reader should know of how it was made, or why it cannot be.
    pub remarks: Vec<String>,
}

/// What is proposed on an incident from what its reports and the maps of control say. Nothing of an origin is told here:
/// the server has no clock, so no delay is ever over.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/proposal", params(("id" = String, Path, description = "INC-... or its beginning"), AsOfQuery), responses((status = 200, body = Proposed), (status = 404, body = Problem)))]
pub async fn proposal(
    State(folder): State<Folder>,
    Path(id): Path<String>,
    Query(query): Query<AsOfQuery>,
) -> Result<Json<Proposed>, Problem> {
    read(folder, query.as_of, move |view| {
        let id = engine::explain::find_one(view, &id)?;
        let (incident, members, _) = view.incident(&id)?;
        let mission = view.mission()?;
        let layers = view.control_at(incident.time.middle())?;
        let known = Known { mission: &mission, incident: &incident, members: &members, layers: &layers };
        let bare = Proposed { as_of: view.as_of(), digest: None, incident: id, proposal: None, remarks: Vec::new() };
        Ok(Json(match case_of(&known, None) {
            Err(fault) => Proposed { remarks: vec![fault.to_string()], ..bare },
            Ok(made) => {
                let proposal = propose(&made.case, Age::Unknown);
                let digest = proposal.digest().map(|digest| digest.to_string());
                Proposed { digest, proposal: serde_json::to_value(&proposal).ok(), remarks: made.remarks, ..bare }
            }
        }))
    })
    .await
}
