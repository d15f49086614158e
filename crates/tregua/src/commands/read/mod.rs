//! `tregua read`: pages, posts and statements as stories with labelled blocks, without a mission.

mod given;
mod items;
mod show;

use super::Bench;
use crate::cli::Read;
use crate::fault::Fault;
use crate::screen::{complain, say};
use given::Given;
pub use given::text_at;
use news::Page;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

/// Largest file that is looked at, bytes: 512 MiB; of a page the first 5 MB are read.
const FILE_BYTES_MAX: u64 = 512 << 20;

/// Reads files, or the standard input for `-`; one that cannot be read is said and the others are read.
pub fn run(bench: &Bench, call: &Read) -> Result<ExitCode, Fault> {
    let given = Given::read(call)?;
    let mut is_whole = true;
    let mut tell = |name: &str, page: &Page| {
        if bench.json {
            say(&show::json(name, page, &given).to_string())
        } else {
            show::lines(name, page, &given).iter().for_each(|line| say(line))
        }
    };
    for path in &call.files {
        let name = path.display().to_string();
        let read = bytes_at(path).and_then(|bytes| each_page(&name, &bytes, &mut tell));
        if let Err(cause) = read {
            is_whole = false;
            complain(&format!("{name}: {cause}"));
        }
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn bytes_at(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes))
    };
    read.map_err(|cause| cause.to_string())?;
    if bytes.len() as u64 > FILE_BYTES_MAX { Err("it is larger than 512 MiB; cut it".into()) } else { Ok(bytes) }
}

/// Visits the page that a file is, or each page of a packed one.
fn each_page(name: &str, bytes: &[u8], tell: &mut dyn FnMut(&str, &Page)) -> Result<(), String> {
    let visit = |entry: Option<&str>, bytes: &[u8]| {
        let name = entry.map_or_else(|| name.to_owned(), |entry| format!("{name}: {entry}"));
        tell(&name, &news::page::read_page(bytes));
    };
    let refused = ingest::each_text(name, bytes, visit).map_err(|fault| fault.to_string())?;
    if refused.is_empty() { Ok(()) } else { Err(refused.join("; ")) }
}
