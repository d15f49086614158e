//! The node's addresses: submissions in, receipts and proofs out, and the log's own files.

use super::{Node, NotTaken, Told};
use crate::problem::Problem;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ledger::tile::Tile;
use model::Digest;
use record::receipt::Receipt;
use std::sync::Arc;
use store::disk::RealDisk;

/// Largest request, bytes: a file of 32 MiB in base64, with its envelope.
const REQUEST_BYTES_MAX: usize = 45 << 20;
/// Most submissions in one request.
const PARCELS_MAX: usize = 1_000;
/// Seconds after which it is worth to come again.
const RETRY_AFTER: &str = "2";

/// The node's addresses.
pub fn router(node: Arc<Node>) -> Router {
    Router::new()
        .route("/submissions", post(submit))
        .route("/receipts/{submission}", get(receipt))
        .route("/proofs/{submission}", get(proof))
        .route("/log/{*path}", get(log_file))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .with_state(node)
}

/// `POST /submissions`: one parcel, answered by its receipt; or one in each line
/// (`application/x-ndjson`), each answered by a receipt or `{"error", "status"}` in its line.
async fn submit(State(node): State<Arc<Node>>, headers: HeaderMap, body: Bytes) -> Result<Response, NotTaken> {
    let is_many = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-ndjson"));
    let parcels: Vec<Vec<u8>> = if is_many {
        body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
    } else {
        vec![body.to_vec()]
    };
    if parcels.len() > PARCELS_MAX {
        return Err(NotTaken {
            status: 413,
            why: format!("{} submissions in one request: at most {PARCELS_MAX} are expected", parcels.len()),
        });
    }
    let (tell, told) = tokio::sync::oneshot::channel::<Told>();
    // A caller that went away is told nothing; what it handed in stays taken.
    node.take(parcels, Box::new(move |outcome| drop(tell.send(outcome))))?;
    let ended = |_| NotTaken { status: 500, why: "the node ended before this was kept".into() };
    let outcomes = told.await.map_err(ended)??;
    if is_many {
        let lines: String = outcomes.into_iter().map(|outcome| format!("{}\n", line(&node, outcome))).collect();
        return Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], lines).into_response());
    }
    let one = outcomes.into_iter().next().ok_or_else(|| NotTaken { status: 400, why: "a submission is expected in the body".into() })?;
    Ok(json(signed(&node, &one?.receipt)?))
}

fn line(node: &Node, outcome: Result<super::Taken, NotTaken>) -> String {
    let signed = outcome.and_then(|taken| signed(node, &taken.receipt));
    signed.unwrap_or_else(|refused| serde_json::json!({"error": refused.why, "status": refused.status}).to_string())
}

fn signed(node: &Node, receipt: &Receipt) -> Result<String, NotTaken> {
    let envelope = receipt.sign(&node.shared.key);
    envelope.map(|envelope| envelope.show()).map_err(|fault| NotTaken { status: 500, why: fault.to_string() })
}

/// `GET /receipts/SUBMISSION`: the receipt of what is in the log, by the digest of its payload.
async fn receipt(State(node): State<Arc<Node>>, Path(submission): Path<String>) -> Result<Response, Problem> {
    let submission = digest(&submission)?;
    let receipt = node.receipt(&submission)?.ok_or_else(|| absent(&submission))?;
    Ok(json(signed(&node, &receipt).map_err(|refused| Problem::of_request(refused.why))?))
}

/// `GET /proofs/SUBMISSION`: that it is in the log, as a C2SP tlog-proof.
async fn proof(State(node): State<Arc<Node>>, Path(submission): Path<String>) -> Result<Response, Problem> {
    let submission = digest(submission.strip_suffix(".tlog-proof").unwrap_or(&submission))?;
    let proof = node.proof(&submission)?.ok_or_else(|| absent(&submission))?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], proof).into_response())
}

/// The log's files as C2SP tlog-tiles lays them out.
async fn log_file(State(node): State<Arc<Node>>, Path(path): Path<String>) -> Result<Response, Problem> {
    let folder = node.log_folder();
    let bytes = match path.parse::<Tile>() {
        Ok(tile) => store::log::read_tile(&RealDisk, &folder, tile)?,
        Err(_) if ["checkpoint", "checkpoint.cosigned", "vkey"].contains(&path.as_str()) => store::disk::read(&folder.join(path))?,
        Err(_) => {
            return Err(Problem {
                status: 404,
                title: "not here".into(),
                detail: format!("`{path}` is no file of a log: checkpoint, vkey or tile/..."),
            });
        }
    };
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

fn digest(text: &str) -> Result<Digest, Problem> {
    text.parse().map_err(|_| Problem::of_request(format!("`{text}` is no digest of a submission: 64 hexadecimal digits are expected")))
}

fn absent(submission: &Digest) -> Problem {
    let detail = format!("the submission {submission} is not in the log yet, or was never taken here");
    Problem { status: 404, title: "not here".into(), detail }
}

fn json(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

impl IntoResponse for NotTaken {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let problem = Problem { status: self.status, title: "the submission was not taken".into(), detail: self.why };
        let mut answer = problem.into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        answer
    }
}
