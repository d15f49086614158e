//! The offline auditor for strangers: a bundle checked without network, SQL or async.
//!
//! Pure: bytes come in through [`files::Files`], verdicts go out; nothing here reads a clock, a
//! file or the environment. What to trust comes from the caller and never from the bundle.
//! [`check::check`] judges a bundle, [`log::check_log`] a whole log.

pub mod archive;
pub mod bag;
pub mod check;
pub mod files;
pub mod limits;
pub mod log;
pub mod path;
pub mod times;
pub mod trust;
pub mod verdict;
pub mod write;
