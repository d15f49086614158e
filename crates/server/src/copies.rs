//! Serves a copy of a log and its vault, as it lies on disk, to mirrors and peers on other machines.
//!
//! Nothing here needs trust: whoever reads checks every byte against the log's signature.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use store::copy::{Part, list_folder, read_part};
use tokio::net::TcpListener;

/// The addresses of a copy: `/log/...`, `/vault/...` and `/peers/...` as in its folder, `/files` names the vault's files.
pub fn copy_router(root: PathBuf) -> Router {
    Router::new()
        .route("/files", get(files))
        .route("/log/{*path}", get(|root, headers, Path(path): Path<String>| file(root, headers, format!("log/{path}"))))
        .route("/vault/{*path}", get(|root, headers, Path(path): Path<String>| file(root, headers, format!("vault/{path}"))))
        .route("/peers/{*path}", get(|root, headers, Path(path): Path<String>| file(root, headers, format!("peers/{path}"))))
        .with_state(Arc::new(root))
}

/// A copy whose address is taken, not yet served.
pub struct CopyListening {
    listener: TcpListener,
    address: SocketAddr,
}

/// Takes an address; port 0 takes a free one.
///
/// # Errors
/// If the address is in use or not allowed.
pub async fn listen_copy(address: SocketAddr) -> io::Result<CopyListening> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok(CopyListening { listener, address })
}

impl CopyListening {
    /// The address to give to others.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves the copy until the process is asked to stop.
    ///
    /// # Errors
    /// If the socket fails.
    pub async fn serve(self, root: PathBuf) -> io::Result<()> {
        axum::serve(self.listener, copy_router(root)).with_graceful_shutdown(crate::asked_to_stop()).await
    }
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: String,
}

async fn files(State(root): State<Arc<PathBuf>>, Query(query): Query<After>) -> Response {
    let listed = tokio::task::spawn_blocking(move || list_folder(&root, &query.after)).await;
    match listed {
        Ok(Ok(listed)) => {
            let lines: String = listed.iter().map(|file| format!("{} {}\n", file.bytes_n, file.path)).collect();
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], lines).into_response()
        }
        Ok(Err(_)) | Err(_) => failed(),
    }
}

async fn file(State(root): State<Arc<PathBuf>>, headers: HeaderMap, path: String) -> Response {
    let Ok(from) = beginning(&headers) else { return StatusCode::RANGE_NOT_SATISFIABLE.into_response() };
    match tokio::task::spawn_blocking(move || read_part(&root, &path, from)).await {
        Ok(Ok(Some(part))) => answer(part, from),
        Ok(Ok(None)) => (StatusCode::NOT_FOUND, "this copy has no such file\n").into_response(),
        Ok(Err(_)) | Err(_) => failed(),
    }
}

fn failed() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "the copy could not be read\n").into_response()
}

/// Where the part that is asked for begins. Only `bytes=N-` and `bytes=N-M` are known; the part may
/// end before M.
fn beginning(headers: &HeaderMap) -> Result<u64, ()> {
    let Some(range) = headers.get(header::RANGE) else { return Ok(0) };
    let range = range.to_str().map_err(|_| ())?;
    let (from, _) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')).ok_or(())?;
    from.parse().map_err(|_| ())
}

fn answer(part: Part, from: u64) -> Response {
    let n = part.bytes.len() as u64;
    let kind = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
    if from == 0 && n == part.total {
        return ([kind], part.bytes).into_response();
    }
    if n == 0 {
        return (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{}", part.total))]).into_response();
    }
    let range = format!("bytes {from}-{}/{}", from + n - 1, part.total);
    (StatusCode::PARTIAL_CONTENT, [kind, (header::CONTENT_RANGE, range)], part.bytes).into_response()
}
