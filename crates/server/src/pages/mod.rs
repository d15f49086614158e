//! The pages, written on the server: they work without scripts, print, and have one address each.

pub mod cases;
pub mod commitments;
pub mod explain;
mod frame;
pub mod incident;
mod origins;
pub mod picture;
pub mod record;
pub mod reports;
pub mod review;
pub mod terms;
pub mod verification;

use crate::problem::Problem;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use frame::{Page, frame};
use maud::{Markup, html};
use serde::Deserialize;

/// The position that a page looks from.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct PageQuery {
    /// As the mission stood once the log had so many entries.
    pub as_of: Option<u64>,
}

/// A page that could not be made says why in one sentence, and where to go on.
pub struct PageFault(Problem);

impl From<Problem> for PageFault {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for PageFault {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = html! {
            main id="main" class="page" {
                h1 { (self.0.title) }
                p class="lead" { (self.0.detail) }
                p { a href="/" { "Back to the picture" } }
            }
        };
        (status, Html(frame(&Page::bare(&self.0.title), &body).into_string())).into_response()
    }
}

/// Any other address.
pub async fn not_found(request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let problem = Problem { status: 404, title: "Nothing is here".into(), detail: format!("`{path}` is no page of this mission.") };
    let wants_json = path.starts_with("/api/") || request.headers().get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
    if wants_json { problem.into_response() } else { PageFault(problem).into_response() }
}

type Answer = Result<Html<String>, PageFault>;

fn answer(markup: &Markup) -> Html<String> {
    Html(markup.0.clone())
}
