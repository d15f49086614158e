//! The witness protocol over HTTP, with limits on connections, time and bytes.

use crate::WitnessFault;
use crate::keeper::{Asked, Keeper, Reply};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use ledger::witness::REQUEST_BYTES_MAX;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tower_http::timeout::TimeoutLayer;

/// Most connections at once; more are closed at once.
pub const CONNECTIONS_MAX: usize = 512;

/// Longest wait for the head of a request, and so for the next one on a connection.
const HEAD_S_MAX: u64 = 10;

/// Longest time for a request with its body.
const REQUEST_S_MAX: u64 = 10;

/// How long to wait after the system refused a connection (no more files, say).
const PAUSE: Duration = Duration::from_millis(50);

/// A witness whose address is taken, not yet served.
pub struct Listening {
    listener: TcpListener,
    address: SocketAddr,
}

#[derive(Clone)]
struct Shared {
    keeper: Arc<Mutex<Keeper>>,
    started: Instant,
    stopped: Arc<Notify>,
}

/// Takes an address; port 0 takes a free one.
///
/// # Errors
/// [`WitnessFault::Io`] if it is in use or not allowed.
pub async fn listen(address: SocketAddr) -> Result<Listening, WitnessFault> {
    let fault = |cause: std::io::Error| WitnessFault::Io { at: address.to_string(), cause: cause.to_string() };
    let listener = TcpListener::bind(address).await.map_err(fault)?;
    let address = listener.local_addr().map_err(fault)?;
    Ok(Listening { listener, address })
}

impl Listening {
    /// The address to give to others.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until asked to stop.
    ///
    /// # Errors
    /// [`WitnessFault::Io`] if the state could not be written: nothing is cosigned after that.
    pub async fn serve(self, keeper: Keeper) -> Result<(), WitnessFault> {
        let shared = Shared { keeper: Arc::new(Mutex::new(keeper)), started: Instant::now(), stopped: Arc::new(Notify::new()) };
        let free = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let router = router(shared.clone());
        let mut stop = std::pin::pin!(asked_to_stop());
        loop {
            tokio::select! {
                taken = self.listener.accept() => match taken {
                    Ok((stream, peer)) => {
                        if let Ok(permit) = free.clone().try_acquire_owned() {
                            tokio::spawn(answer(stream, peer.ip(), router.clone(), permit));
                        }
                    }
                    Err(_) => tokio::time::sleep(PAUSE).await,
                },
                () = &mut stop => return Ok(()),
                () = shared.stopped.notified() => break,
            }
        }
        let why = shared.keeper.lock().ok().and_then(|keeper| keeper.broken().map(str::to_owned));
        Err(WitnessFault::Io { at: "the witness's state".into(), cause: why.unwrap_or_else(|| "it could not be kept".into()) })
    }
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/{log}/checkpoint", get(checkpoint))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(REQUEST_S_MAX)))
        .with_state(shared)
}

async fn answer(stream: TcpStream, peer: IpAddr, router: Router, _permit: OwnedSemaphorePermit) {
    let service = TowerToHyperService::new(router.layer(Extension(peer)));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(HEAD_S_MAX));
    // A connection that breaks off harms nobody but its peer.
    drop(server.serve_connection(TokioIo::new(stream), service).await);
}

async fn add_checkpoint(State(shared): State<Shared>, Extension(peer): Extension<IpAddr>, body: Bytes) -> Response {
    let unix_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let asked = Asked { peer, since_start: shared.started.elapsed(), unix_s };
    let Ok(mut keeper) = shared.keeper.lock() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let reply = keeper.add_checkpoint(&body, asked);
    if keeper.broken().is_some() {
        shared.stopped.notify_one();
    }
    show(reply)
}

async fn checkpoint(State(shared): State<Shared>, Path(log): Path<String>) -> Response {
    let Ok(keeper) = shared.keeper.lock() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    match keeper.checkpoint(&format!("{log}/checkpoint")) {
        Some(note) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note.to_owned()).into_response(),
        None => (StatusCode::NOT_FOUND, "no checkpoint of such a log was cosigned here\n").into_response(),
    }
}

fn show(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, reply.content_type)], reply.body).into_response()
}

/// Ends with Ctrl+C, or when the system ends the process.
async fn asked_to_stop() {
    let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
