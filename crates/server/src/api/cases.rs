//! Cases before the commission, what was ordered, and what is due.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use casework::docket::{Case, Remedy};
use casework::{Due, Office};
use model::Instant;
use serde::Serialize;
use serde_json::Value;
use store::Folder;
use store::view::View;
use utoipa::ToSchema;

/// The docket.
#[derive(Debug, Serialize, ToSchema)]
pub struct Docket {
    /// As known at this position of the log.
    pub as_of: u64,
    /// The cases, by name.
    pub cases: Vec<CaseLine>,
}

/// A case in one line.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLine {
    /// Its name.
    pub case: String,
    /// What it is about.
    pub title: String,
    /// Its state: `submitted`, `reply_period`, `deliberation`, ...
    pub state: String,
    /// The parties against which it is.
    pub against: Vec<String>,
    /// The entry that brought it.
    pub submitted: u64,
    /// The case that it asks to review.
    pub reviews: Option<String>,
    /// The case whose decision took its place.
    pub superseded_by: Option<String>,
}

impl CaseLine {
    /// A case in one line.
    pub fn of(case: &Case) -> Self {
        Self {
            case: case.name.clone(),
            title: case.title.clone(),
            state: case.state().into(),
            against: case.named.iter().map(|party| party.0.clone()).collect(),
            submitted: case.submitted,
            reviews: case.reviews.clone(),
            superseded_by: case.superseded_by.clone(),
        }
    }
}

/// What was ordered.
#[derive(Debug, Serialize, ToSchema)]
pub struct Remedies {
    /// As known at this position of the log.
    pub as_of: u64,
    /// By party, what is due first comes first.
    pub remedies: Vec<RemedyLine>,
}

/// An order with what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemedyLine {
    /// Who is to do it.
    pub party: String,
    /// The case that ordered it.
    pub case: String,
    /// `ordered`, `due`, `claimed_done`, `met`, `met_late`, `disputed`, `overdue`, `escalated` or `lifted`.
    pub state: String,
    /// When it is due.
    pub due: Option<String>,
    /// The step that follows: proposed, not taken.
    pub proposed_step: Option<String>,
    /// The order, with claims, checks and disputes.
    #[schema(value_type = Object)]
    pub remedy: Value,
}

/// What is due.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dues {
    /// As known at this position of the log.
    pub as_of: u64,
    /// The settled time: deadlines lapse by it alone.
    pub settled: Option<String>,
    /// Earliest first.
    #[schema(value_type = Vec<Object>)]
    pub due: Vec<Due>,
}

/// The cases.
#[utoipa::path(get, path = "/api/v1/cases", params(AsOfQuery), responses((status = 200, body = Docket), (status = 404, body = Problem)))]
pub async fn cases(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Json<Docket>, Problem> {
    read(folder, query.as_of, |view| {
        let office = view.office()?;
        Ok(Json(Docket { as_of: view.as_of(), cases: office.docket.cases().map(CaseLine::of).collect() }))
    })
    .await
}

/// The file of a case: what it rests on, notices, replies, drafts, votes, decision, remedies.
#[utoipa::path(get, path = "/api/v1/cases/{case}", params(("case" = String, Path, description = "the case's name"), AsOfQuery),
    responses((status = 200, body = Object), (status = 404, body = Problem)))]
pub async fn case(State(folder): State<Folder>, Path(name): Path<String>, Query(query): Query<AsOfQuery>) -> Result<Json<Value>, Problem> {
    read(folder, query.as_of, move |view| {
        let office = view.office()?;
        Ok(Json(file_of(view, &office, known(&office, &name)?)))
    })
    .await
}

/// A case by its name.
pub fn known<'a>(office: &'a Office, name: &str) -> Result<&'a Case, Problem> {
    let short: String = name.chars().take(100).collect();
    let none = || Problem { status: 404, title: "not here".into(), detail: format!("no case is called `{short}` as of this position") };
    office.docket.case(name).ok_or_else(none)
}

fn file_of(view: &View, office: &Office, case: &Case) -> Value {
    let mut value = serde_json::to_value(case).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("as_of".into(), view.as_of().into());
        object.insert("state".into(), case.state().into());
        object.insert("sitting".into(), serde_json::to_value(case.sitting(office.docket.away())).unwrap_or_default());
    }
    value
}

/// What was ordered, and how far it is.
#[utoipa::path(get, path = "/api/v1/remedies", params(AsOfQuery), responses((status = 200, body = Remedies), (status = 404, body = Problem)))]
pub async fn remedies(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Json<Remedies>, Problem> {
    read(folder, query.as_of, |view| {
        let office = view.office()?;
        let remedies = by_party(&office).into_iter().map(|(case, remedy)| line_of(case, remedy)).collect();
        Ok(Json(Remedies { as_of: view.as_of(), remedies }))
    })
    .await
}

/// Every remedy with its case, by party, what is due first comes first.
pub fn by_party(office: &Office) -> Vec<(&Case, &Remedy)> {
    let mut all: Vec<(&Case, &Remedy)> = office.docket.cases().flat_map(|case| case.remedies().map(move |remedy| (case, remedy))).collect();
    all.sort_by_key(|(case, remedy)| {
        let due: Option<Instant> = remedy.due.due();
        (remedy.order.actor.clone(), due.is_none(), due, case.name.clone())
    });
    all
}

fn line_of(case: &Case, remedy: &Remedy) -> RemedyLine {
    RemedyLine {
        party: remedy.order.actor.0.clone(),
        case: case.name.clone(),
        state: remedy.state.word().replace(' ', "_"),
        due: remedy.due.due().map(|at| at.to_string()),
        proposed_step: case.proposed_step(&remedy.order.remedy).map(Into::into),
        remedy: serde_json::to_value(remedy).unwrap_or_default(),
    }
}

/// Everything that is due.
#[utoipa::path(get, path = "/api/v1/due", params(AsOfQuery), responses((status = 200, body = Dues), (status = 404, body = Problem)))]
pub async fn due(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Json<Dues>, Problem> {
    read(folder, query.as_of, |view| {
        let office = view.office()?;
        Ok(Json(Dues { as_of: view.as_of(), settled: office.now().map(|at| at.to_string()), due: office.due() }))
    })
    .await
}

/// Everything that is due, as a calendar (RFC 5545).
#[utoipa::path(get, path = "/api/v1/due.ics", params(AsOfQuery),
    responses((status = 200, body = String, content_type = "text/calendar"), (status = 404, body = Problem)))]
pub async fn calendar(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Response, Problem> {
    let text = read(folder, query.as_of, |view| {
        let (office, mission) = (view.office()?, view.mission()?);
        let settled = office.now().unwrap_or(Instant::FIRST);
        Ok(casework::show_ics(&office.due(), &mission.name, &mission.zone, settled))
    })
    .await?;
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}
