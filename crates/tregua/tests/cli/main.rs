//! The real program on the command line: the README's way, bad input, and kill -9.

#![expect(clippy::unwrap_used, reason = "tests")]

mod bad_input;
mod crash;
mod faults;
mod fsck;
mod journey;
mod lines;
mod old_logs;
mod program;
mod restored;
mod tampering;
