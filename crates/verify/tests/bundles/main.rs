//! Bundles: what holds, what does not, and what an attacker may try. All worlds here are invented.

#![cfg(feature = "timestamps")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod authority;
mod flips;
mod forged;
mod hostile;
mod log;
mod old_bundles;
mod policies;
mod program;
mod stamps;
mod vectors;
mod world;
