//! The offline auditor for strangers: a bundle checked without network, SQL or async.
//!
//! Pure: bytes come in through [`files::Files`], verdicts go out; nothing here reads a clock, a
//! file or the environment. What to trust comes from the caller and never from the bundle.

pub mod archive;
pub mod bag;
pub mod files;
pub mod limits;
pub mod path;
pub mod times;
