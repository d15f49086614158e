//! Why a request could not be answered: RFC 9457 for programs, the same sentence on a page for people.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::{EngineFault, StoreFault};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem, as RFC 9457 writes it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// What kind of problem.
    pub title: String,
    /// This problem in one sentence, with what would be right.
    pub detail: String,
}

impl Problem {
    /// The request itself is wrong.
    pub fn of_request(detail: impl Into<String>) -> Self {
        Self { status: 400, title: "the request is wrong".into(), detail: detail.into() }
    }
}

impl From<EngineFault> for Problem {
    fn from(fault: EngineFault) -> Self {
        let (status, title) = match &fault {
            EngineFault::UnknownId(_) | EngineFault::Store(StoreFault::Absent { .. }) | EngineFault::NoMission => (404, "not here"),
            EngineFault::Ambiguous { .. } => (400, "the request is wrong"),
            _ => (500, "the mission could not be read"),
        };
        Self { status, title: title.into(), detail: fault.to_string() }
    }
}

impl From<StoreFault> for Problem {
    fn from(fault: StoreFault) -> Self {
        EngineFault::from(fault).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}
