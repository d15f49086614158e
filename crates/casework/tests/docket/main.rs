//! Cases before the commission: what must happen, what must never happen, and what any order of acts leaves true.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod people;
mod remedies;
mod simulated;
mod stories;
mod voting;
