//! The witness protocol (C2SP tlog-witness 1.0.0) as pure functions, for both of its ends.
//!
//! A witness reads a request, decides by [`decide`], persists [`Grant::next`], and only then
//! answers. A log writes a request and reads the answer by [`read_answer`].

mod answer;
mod decide;
mod request;

pub use answer::{ANSWER_BYTES_MAX, Answer, read_answer};
pub use decide::{Cosigned, Grant, Inconsistency, KnownLog, Refusal, Seen, decide};
pub use request::{AddCheckpoint, REQUEST_BYTES_MAX, RequestError};

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Where a witness serves the latest checkpoint that it cosigned for a log, below its prefix.
pub fn monitor_path(log_name: &str) -> String {
    let digest = Sha256::digest(log_name.as_bytes());
    let mut path = String::with_capacity(75);
    for byte in digest {
        let _ = write!(path, "{byte:02x}");
    }
    path + "/checkpoint"
}
