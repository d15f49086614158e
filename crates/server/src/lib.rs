//! HTTP API, pages and map of one mission, for this machine alone.
//!
//! There is no sign-in yet, so the server listens on the loopback address and answers only
//! requests that name it: a page of another site cannot read a mission through the browser.

pub mod api;
mod assets;
mod casebook;
pub mod copies;
pub mod daily;
mod geo;
pub mod intake;
mod pages;
mod problem;
mod reading;
mod router;
mod words;

pub use router::{api_description, router, router_with};

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use store::Folder;
use tokio::net::TcpListener;

/// A port taken, not yet served.
pub struct Listening {
    listener: TcpListener,
    address: SocketAddr,
}

/// Takes a port of the loopback address; 0 takes a free one.
///
/// # Errors
/// If the port is in use or not allowed.
pub async fn listen(port: u16) -> io::Result<Listening> {
    listen_at((Ipv4Addr::LOCALHOST, port).into()).await
}

/// Takes an address; port 0 takes a free one.
///
/// # Errors
/// If it is in use or not allowed.
pub async fn listen_at(address: SocketAddr) -> io::Result<Listening> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok(Listening { listener, address })
}

impl Listening {
    /// The address to open.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves a mission until the process is asked to stop; acts that were signed elsewhere are entered with a pen.
    ///
    /// # Errors
    /// If the socket fails.
    pub async fn serve(self, folder: Folder, pen: api::acts::Pen) -> io::Result<()> {
        axum::serve(self.listener, router_with(folder, pen)).with_graceful_shutdown(asked_to_stop()).await
    }

    /// Serves addresses until the process is asked to stop, or something else ends.
    ///
    /// # Errors
    /// If the socket fails.
    pub async fn serve_until(self, router: axum::Router, end: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let ended = async {
            tokio::select! {
                () = asked_to_stop() => {}
                () = end => {}
            }
        };
        axum::serve(self.listener, router).with_graceful_shutdown(ended).await
    }
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate => {}
    }
}
