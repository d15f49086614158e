//! Every parser under mutated input: it must not panic, and must not take long.
//!
//! A [`Target`] is a parser, a few inputs that it likes, and a function that gives it bytes and
//! asserts what must hold of whatever it makes of them. [`run`] mutates the inputs under a seed,
//! so that what was found is found again. `cargo test` runs each target a short while,
//! `cargo xtask fuzz [--seconds N] [--seed N] [TARGET]` for as long as one likes.
//!
//! **To add a target**: a function `fn(&[u8])` in a file of `targets/`, a line in that file's
//! `TARGETS`, the file's `TARGETS` in [`all`], and the crate in `Cargo.toml` and in the list of
//! floors (`xtask/tests/floors.rs`). The function calls the parser as strangers' bytes reach it,
//! and asserts at least that what was read is written back and read again as the same.
//!
//! Under cargo-fuzz, where a nightly toolchain is at hand: see `crates/fuzz/README.md`.

mod mutate;
mod run;
mod targets;

pub use mutate::{INPUT_BYTES_MAX, Mutator};
pub use run::{Finding, PAUSE_MS_MAX, Plan, Report, ns_allowed, run};

/// A parser to be tried.
#[derive(Clone, Copy)]
pub struct Target {
    /// What it reads, as a word.
    pub name: &'static str,
    /// Inputs that it accepts, to start from.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Gives it the bytes; panics where something does not hold.
    pub run: fn(&[u8]),
}

/// All targets, in the order of the floors.
pub fn all() -> Vec<Target> {
    [
        targets::ledger::TARGETS,
        targets::news::TARGETS,
        targets::seal::TARGETS,
        targets::signed::TARGETS,
        targets::release::TARGETS,
        targets::terms::TARGETS,
        targets::verify::TARGETS,
    ]
    .concat()
}
