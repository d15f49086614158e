//! The record: checkpoint, received files, and the log's own files for a mirror or a stranger's tool.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use engine::Log;
use serde::Serialize;
use store::Folder;
use utoipa::ToSchema;

/// The signed checkpoint of the log as it stands, a C2SP signed note.
#[utoipa::path(get, path = "/api/v1/checkpoint", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn checkpoint(State(folder): State<Folder>) -> Result<String, Problem> {
    read(folder, None, |view| Ok(view.log().checkpoint())).await
}

/// A file that was received.
#[derive(Debug, Serialize, ToSchema)]
pub struct Artifact {
    /// Its entry in the log.
    pub entry: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Its source, if named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Size, bytes.
    pub bytes: u64,
    /// As what it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Rows met.
    pub rows: u64,
    /// Rows read.
    pub read: u64,
    /// Rows refused.
    pub refused: u64,
}

/// The files received, in order of arrival.
#[utoipa::path(get, path = "/api/v1/artifacts", params(AsOfQuery), responses((status = 200, body = Vec<Artifact>)))]
pub async fn artifacts(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Json<Vec<Artifact>>, Problem> {
    read(folder, query.as_of, |view| {
        let artifact = |one: store::view::Artifact| {
            let (rows, read, refused) = one.rows.unwrap_or_default();
            Artifact {
                entry: one.leaf,
                sha256: one.sha256,
                name: one.name,
                source: one.source,
                bytes: one.bytes_n,
                format: one.format,
                rows,
                read,
                refused,
            }
        };
        Ok(Json(view.artifacts()?.into_iter().map(artifact).collect()))
    })
    .await
}

/// Files of a log beside its tiles: what the log signed, what its witnesses cosigned, its key, and
/// the evidence of a fork if there is any.
const LOG_FILES: [&str; 4] = ["checkpoint", "checkpoint.cosigned", "vkey", "fork.json"];

/// The log's files as C2SP tlog-tiles lays them out: checkpoints, vkey, tiles and entry bundles.
pub async fn log_file(State(folder): State<Folder>, Path(path): Path<String>) -> Result<Response, Problem> {
    let is_tile =
        format!("tile/{}", path.strip_prefix("tile/").unwrap_or("")).parse::<ledger::tile::Tile>().is_ok() && path.starts_with("tile/");
    if !LOG_FILES.contains(&path.as_str()) && !is_tile {
        return Err(Problem {
            status: 404,
            title: "not here".into(),
            detail: format!("`{path}` is no file of a log: checkpoint, checkpoint.cosigned, vkey, fork.json or tile/..."),
        });
    }
    let bytes = read(folder, None, move |view| Ok(store::disk::read(&view.log().folder().join(path))?)).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
