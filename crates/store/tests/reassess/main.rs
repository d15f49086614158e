//! What a step assesses anew: only what something changed for, and never less than a full assessment would change.

#![expect(clippy::unwrap_used, reason = "tests")]

mod desk;
mod foreseen;
mod histories;
mod slope;
