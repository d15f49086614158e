//! The weighing as a whole: symmetries, the generator of METHOD 15, the case cards, and what must never leave.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod cards;
mod draws;
mod g3;
mod guard;
mod rules;
mod symmetry;
