//! The daily report as data.

use super::AsOfQuery;
use crate::daily::{DailyFault, daily as daily_of};
use crate::problem::Problem;
use crate::reading::read;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use store::Folder;

impl From<DailyFault> for Problem {
    fn from(fault: DailyFault) -> Self {
        match fault {
            DailyFault::Day(fault) => Self::of_request(format!("day: {fault}")),
            DailyFault::Engine(fault) => fault.into(),
        }
    }
}

/// The daily report of a day, with the ids that every number counts.
#[utoipa::path(get, path = "/api/v1/reports/daily/{day}", params(("day" = String, Path, description = "YYYY-MM-DD, the day on which the period ends"), AsOfQuery), responses((status = 200, body = Object), (status = 400, body = Problem)))]
pub async fn daily(State(folder): State<Folder>, Path(day): Path<String>, Query(query): Query<AsOfQuery>) -> Result<Response, Problem> {
    let json = read(folder, query.as_of, move |view| Ok(report::show_json(&daily_of(view, &day)?))).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}
