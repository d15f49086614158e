//! The real program on the command line: the README's way, bad input, and kill -9.

#![expect(clippy::unwrap_used, reason = "tests")]

mod acts;
mod alerts;
mod attribute;
#[expect(dead_code, reason = "shared with the tests of verify, which use all of it")]
#[path = "../../../verify/tests/bundles/authority.rs"]
mod authority;
mod bad_input;
mod bundle;
mod case;
mod claims;
mod commitments;
mod crash;
mod erase;
mod estimate;
mod faults;
mod fsck;
mod fuse;
mod heat;
mod hostile;
mod journey;
mod lines;
mod locate;
mod merge;
mod old_logs;
mod origins;
mod program;
mod read;
mod receipts;
mod replay;
mod reports;
mod restored;
mod tampering;
mod terms;
mod verification;
mod zones;
