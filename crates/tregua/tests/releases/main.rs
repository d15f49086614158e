//! Releases on the real program: two signatures, history, open data, and a hunt for leaks.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod acts;
mod hunt;
#[path = "../cli/program.rs"]
#[expect(dead_code, reason = "shared with the tests of the command line")]
mod program;
#[path = "../nodes/serving.rs"]
mod serving;
mod world;
