//! A log and its witnesses, each a real process: quorum, failures, attacks.

#![expect(clippy::unwrap_used, reason = "tests")]

mod attacks;
mod background;
mod failures;
#[path = "../cli/program.rs"]
#[expect(dead_code, reason = "shared with the tests of the command line")]
mod program;
mod town;
