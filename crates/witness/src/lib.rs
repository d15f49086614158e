//! A witness of logs: one state file, the C2SP witness protocol over HTTP. Knows nothing of missions.
//!
//! A witness remembers, for each log that it was told of, the largest tree that it has cosigned,
//! and cosigns a newer one only if that continues it. What it remembers is durable before it
//! answers. What it decides is in [`ledger::witness`]; here are the files, the clock and the network.
//!
//! It belongs on a machine of its own, under another administrator than the log's. Its state is
//! never restored from a backup: a witness that has forgotten is told anew where to begin, by
//! `add-log` with the newest checkpoint that is known.

mod cli;
mod disk;
mod fault;
mod keeper;
mod keys;
mod limits;
mod serve;
mod state;

pub use cli::{Verb, run};
pub use fault::WitnessFault;
pub use keeper::{FORKS_MAX, Keeper, Reply};
pub use limits::{Bucket, Limits, PEERS_MAX, Rate};
pub use serve::{CONNECTIONS_MAX, Listening, listen};
