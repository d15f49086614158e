//! The register of commitments: what was promised, how far it binds, and what was invoked.

use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Query, State};
use casework::commitments::Commitments as Register;
use casework::commitments::sheet::{self, CommitmentLine, ComparedLine, InvocationLine};
use serde::{Deserialize, Serialize};
use store::Folder;
use utoipa::{IntoParams, ToSchema};

/// The register.
#[derive(Debug, Serialize, ToSchema)]
pub struct Commitments {
    /// By guarantor, domain and name.
    #[schema(value_type = Vec<Object>)]
    pub commitments: Vec<CommitmentLine>,
    /// What became of each promise between the two texts that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    pub compared: Option<Vec<ComparedLine>>,
    /// By name.
    #[schema(value_type = Vec<Object>)]
    pub invocations: Vec<InvocationLine>,
}

/// From which position, and which texts are compared.
#[derive(Debug, Deserialize, IntoParams)]
pub struct CommitmentQuery {
    /// As the mission stood at this position of the log.
    pub as_of: Option<u64>,
    /// With `second`: the earlier of two registered texts that are compared.
    pub first: Option<String>,
    /// With `first`: the later of the two.
    pub second: Option<String>,
}

/// Who promised what, how far it binds and why not, with the act behind each step; and what was invoked.
#[utoipa::path(get, path = "/api/v1/commitments", params(CommitmentQuery), responses((status = 200, body = Commitments), (status = 404, body = Problem)))]
pub async fn commitments(State(folder): State<Folder>, Query(query): Query<CommitmentQuery>) -> Result<Json<Commitments>, Problem> {
    read(folder, query.as_of, move |view| {
        let office = view.office()?;
        let register = &office.commitments;
        Ok(Json(Commitments {
            commitments: sheet::commitments(register, &office.procedure.commitments, office.now()),
            compared: query.first.zip(query.second).map(|texts| compare(register, &texts)).transpose()?,
            invocations: register.invocations().map(sheet::invocation).collect(),
        }))
    })
    .await
}

fn compare(register: &Register, (first, second): &(String, String)) -> Result<Vec<ComparedLine>, Problem> {
    let lines = register.compare(first, second);
    let lines = lines.map_err(|fault| Problem { status: 404, title: "no such text".into(), detail: fault.to_string() })?;
    Ok(sheet::compared(first, second, &lines))
}
