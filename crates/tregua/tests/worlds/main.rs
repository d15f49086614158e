//! The worlds of `fixtures/worlds`: every story played on a fresh mission, and what holds in every world, unwritten.
//!
//! `docs/worlds.md` is the grammar. `TREGUA_BLESS=1` writes the golden files instead of comparing them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod cells;
mod counting;
mod damage;
mod golden;
mod grammar;
mod keys;
mod lines;
mod order;
mod record;
mod stands;
mod stories;
mod story;
mod swap;
mod words;
mod world;

use std::io::Write;

/// Says something past the harness, which keeps the words of a test that passes to itself.
fn say(what: &str) {
    let mut out = std::io::stderr().lock();
    writeln!(out, "{what}").unwrap();
}

/// Fails with everything that was found, together.
fn fail_with(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
