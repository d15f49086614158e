//! The targets, a file per floor.

pub mod ledger;
pub mod verify;
