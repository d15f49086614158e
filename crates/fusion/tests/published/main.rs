//! Published methods made again on their own data (METHOD 14): event matching by windows, record linkage by odds.
//!
//! The product uses neither: they show that scoring, odds and assignment mean here what they mean elsewhere.
//! Data: `TREGUA_DATA/method` (crashMD of R package meltt; RLdata of R package RecordLinkage).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "tests")]

mod assign;
mod linkage;
mod windows;
mod words;

use std::path::PathBuf;

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("TREGUA_DATA").map(|folder| PathBuf::from(folder).join("method"));
    if folder.is_none() {
        eprintln!("skipped: TREGUA_DATA not set");
    }
    folder
}

fn rows(path: PathBuf) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}
