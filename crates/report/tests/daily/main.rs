//! The daily report, on small invented missions (and the public figures of DOMAIN A1, A2 and A7, where a test says so).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod forms;
mod numbers;
mod periods;
mod sections;
mod swap;
mod world;
