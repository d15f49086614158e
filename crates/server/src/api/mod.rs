//! The API, one file per noun; every answer is as known at a position of the log.

pub mod acts;
pub mod attribution;
pub mod cases;
pub mod claims;
pub mod commitments;
pub mod coverage;
pub mod explain;
pub mod health;
pub mod incidents;
pub mod layers;
pub mod observations;
pub mod picture;
pub mod public;
pub mod record;
pub mod reports;
pub mod review;
pub mod summary;
pub mod timeline;
pub mod verification;

use serde::Deserialize;
use utoipa::IntoParams;

/// The position of the log to look from.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
pub struct AsOfQuery {
    /// As the mission stood once the log had so many entries; absent = now.
    pub as_of: Option<u64>,
}
