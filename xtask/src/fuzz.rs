//! Every parser under mutated input, for as long as one likes.

use crate::chore::{Done, cargo, listen};

/// Runs the targets of `crates/fuzz`, optimised.
pub fn run(arguments: &[&str]) -> Done {
    let mut words = vec!["run", "--release", "--locked", "--quiet", "--package", "tregua-fuzz", "--"];
    words.extend(arguments);
    listen(&mut cargo(&words), |_| {})
}
