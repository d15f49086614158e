//! Signed acts, submissions, streams and receipts, each named after the attack that it stops.

#![expect(clippy::unwrap_used, reason = "tests")]

mod acts;
mod case_roles;
mod dsse;
mod people;
mod receipts;
mod roles;
mod streams;
mod submissions;
