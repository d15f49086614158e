//! The targets, a file per floor.

pub mod ledger;
pub mod news;
pub mod release;
pub mod seal;
pub mod signed;
pub mod terms;
pub mod verify;
