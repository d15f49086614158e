//! Reports as data.

use super::AsOfQuery;
use crate::daily::{Ask, DailyFault, report as report_of};
use crate::problem::Problem;
use crate::reading::read;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use report::Form;
use serde::Deserialize;
use store::Folder;
use utoipa::IntoParams;

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
    answer(folder, query.as_of, Form::Daily, day, None).await
}

/// The report of the week that ends on a day: each day with its own coverage, what is due, what binds, rates and alerts.
#[utoipa::path(get, path = "/api/v1/reports/weekly/{day}", params(("day" = String, Path, description = "YYYY-MM-DD, the day on which the week ends"), AsOfQuery), responses((status = 200, body = Object), (status = 400, body = Problem)))]
pub async fn weekly(State(folder): State<Folder>, Path(day): Path<String>, Query(query): Query<AsOfQuery>) -> Result<Response, Problem> {
    answer(folder, query.as_of, Form::Weekly, day, None).await
}

/// What is known of a day at this hour, without attribution.
#[utoipa::path(get, path = "/api/v1/reports/spot/{day}", params(("day" = String, Path, description = "YYYY-MM-DD"), AsOfQuery), responses((status = 200, body = Object), (status = 400, body = Problem)))]
pub async fn spot(State(folder): State<Folder>, Path(day): Path<String>, Query(query): Query<AsOfQuery>) -> Result<Response, Problem> {
    answer(folder, query.as_of, Form::Spot, day, None).await
}

/// The stretch of a ledger.
#[derive(Debug, Deserialize, IntoParams)]
pub struct LedgerQuery {
    /// As the mission stood at this position of the log.
    pub as_of: Option<u64>,
    /// Its first day, YYYY-MM-DD; the default is the first of the month.
    pub from: Option<String>,
}

/// Every matter of a stretch of days in one class, every claim beside the others.
#[utoipa::path(get, path = "/api/v1/reports/ledger/{day}", params(("day" = String, Path, description = "YYYY-MM-DD, the last day"), LedgerQuery), responses((status = 200, body = Object), (status = 400, body = Problem)))]
pub async fn ledger(State(folder): State<Folder>, Path(day): Path<String>, Query(query): Query<LedgerQuery>) -> Result<Response, Problem> {
    answer(folder, query.as_of, Form::Ledger, day, query.from).await
}

async fn answer(folder: Folder, as_of: Option<u64>, form: Form, day: String, from: Option<String>) -> Result<Response, Problem> {
    let json = read(folder, as_of, move |view| {
        Ok(report::show_json(&report_of(view, &Ask { form, day: &day, from: from.as_deref(), about: &[] })?))
    })
    .await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}
