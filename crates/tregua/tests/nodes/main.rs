//! Several machines, each with the real program: mirrors, peers, memory sticks.

#![expect(clippy::unwrap_used, reason = "tests")]

mod mirror;
mod peers;
#[path = "../cli/program.rs"]
#[expect(dead_code, reason = "shared with the tests of the command line")]
mod program;
mod serving;
mod several;
