//! Acts that were signed elsewhere: judged as `tregua act submit` judges them, and entered. The server holds no person's key.

use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use engine::contract::Desk;
use engine::{EngineFault, Projection, StoreFault};
use model::{Act, Signed};
use serde::Serialize;
use std::sync::Arc;
use store::Folder;
use store::folder::Writer;
use utoipa::ToSchema;

/// Longest act that is taken, bytes: a record has 48 KiB at most.
pub const ACT_BYTES_MAX: usize = 64 << 10;

/// Opens the mission for writing, caught up; whoever starts the server knows how.
#[derive(Clone)]
pub struct Pen(Arc<dyn Fn() -> Result<Writer, EngineFault> + Send + Sync>);

impl Pen {
    /// Writes by what a function opens.
    pub fn new(open: impl Fn() -> Result<Writer, EngineFault> + Send + Sync + 'static) -> Self {
        Self(Arc::new(open))
    }
}

/// What was entered.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entered {
    /// Its entry in the log.
    pub entry: u64,
    /// What was done.
    pub act: String,
    /// The people whose signatures hold.
    pub signed_by: String,
}

/// Enters an act of verification, of a case or of a commitment that was signed elsewhere: the JSON of a signed act, as
/// `tregua act propose` writes it under `act` and as it stands in the log. Refused acts enter nothing.
#[utoipa::path(post, path = "/api/v1/acts", request_body(content = Object, content_type = "application/json", description = "a signed act"), responses(
    (status = 201, body = Entered),
    (status = 400, body = Problem, description = "no signed act"),
    (status = 403, body = Problem, description = "the signatures do not hold or are not enough"),
    (status = 404, body = Problem, description = "what it is about does not stand"),
    (status = 409, body = Problem, description = "the rules forbid it"),
    (status = 415, body = Problem, description = "not application/json"),
    (status = 503, body = Problem, description = "the mission cannot be written now")
))]
pub async fn enter(
    State(_): State<Folder>,
    pen: Option<Extension<Pen>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Entered>), Response> {
    let is_json = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(is_json);
    if !is_json {
        // Another site's page cannot send this type here without being asked first, and is never answered.
        let detail = "a signed act is sent as application/json".into();
        return Err(Problem { status: 415, title: "the request is wrong".into(), detail }.into_response());
    }
    let signed = read_act(&body).map_err(IntoResponse::into_response)?;
    let Some(Extension(pen)) = pen else {
        let detail = "this server was started for reading only: `tregua act submit` enters acts".into();
        return Err(Problem { status: 503, title: "nothing is taken in here".into(), detail }.into_response());
    };
    let entering = tokio::task::spawn_blocking(move || write(&pen, signed));
    let entered = entering.await.unwrap_or_else(|_| {
        Err(Problem {
            status: 500,
            title: "the act was not entered".into(),
            detail: "writing stopped half-way; look at the log before you try again".into(),
        })
    });
    match entered {
        Ok(entered) => Ok((StatusCode::CREATED, Json(entered))),
        Err(problem) if problem.status == 503 => Err(([(header::RETRY_AFTER, "2")], problem).into_response()),
        Err(problem) => Err(problem.into_response()),
    }
}

fn is_json(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads a signed act, or a proposed one whose act stands under `act`.
fn read_act(body: &[u8]) -> Result<Signed, Problem> {
    #[derive(serde::Deserialize)]
    struct Proposed {
        act: Signed,
    }
    if body.len() > ACT_BYTES_MAX {
        return Err(Problem::of_request(format!("{} bytes: a signed act has {ACT_BYTES_MAX} at most", body.len())));
    }
    let signed = match serde_json::from_slice::<Signed>(body) {
        Ok(signed) => signed,
        Err(cause) => serde_json::from_slice::<Proposed>(body)
            .map(|proposed| proposed.act)
            .map_err(|_| Problem::of_request(format!("no signed act: {cause}")))?,
    };
    match &signed.declared.act {
        Act::Verify(_) | Act::Case(_) | Act::Commitment(_) => Ok(signed),
        other => Err(Problem::of_request(format!(
            "`{}` is not taken here: acts of verification, cases and commitments are; `tregua act submit` enters the others",
            other.word()
        ))),
    }
}

fn write(pen: &Pen, signed: Signed) -> Result<Entered, Problem> {
    let mut writer = (pen.0)().map_err(|fault| refused(&fault))?;
    let leaf = engine::Log::size(&writer.log);
    let judged = writer.projection.register().judge(leaf, &signed).map_err(|fault| refused(&fault.into()))?;
    let (act, now) = (signed.declared.act.word().to_owned(), signed.declared.at);
    let mut desk = Desk { log: &mut writer.log, vault: &mut writer.vault, projection: &mut writer.projection, keys: &mut writer.keys, now };
    let entry = engine::acts::enter(&mut desk, signed).map_err(|fault| refused(&fault))?;
    Ok(Entered { entry, act, signed_by: judged.people() })
}

fn refused(fault: &EngineFault) -> Problem {
    let (status, title) = match fault {
        EngineFault::Act(_) => (403, "the act was not entered"),
        EngineFault::Refused(_) => (409, "the act was not entered"),
        EngineFault::UnknownId(_) => (404, "not here"),
        EngineFault::Store(StoreFault::Busy { .. } | StoreFault::ReadOnly { .. } | StoreFault::Full { .. }) => {
            (503, "the mission cannot be written now")
        }
        _ => (500, "the act was not entered"),
    };
    Problem { status, title: title.into(), detail: fault.to_string() }
}
