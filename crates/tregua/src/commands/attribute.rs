//! `tregua attribute`: who may have fired, as a proposal with its doubt, or why it cannot be known.

use super::{Bench, bytes_of, bytes_or_input};
use crate::cli::Attribute;
use crate::fault::Fault;
use crate::screen::{complain, say};
use attribution::file::CaseFile;
use attribution::{Age, Proposal, propose, show};
use model::Geometry;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

/// Weighs each case; one that cannot be read loses no other.
pub fn run(bench: &Bench, call: &Attribute) -> Result<ExitCode, Fault> {
    let mut is_whole = true;
    for path in &call.cases {
        let name = path.display().to_string();
        match weigh(bench, path, &name) {
            Ok(proposal) if bench.json => {
                let digest = proposal.digest().map(|digest| digest.to_string());
                say(&json!({"case": name, "digest": digest, "proposal": proposal}).to_string());
            }
            Ok(proposal) => {
                say(&name);
                show::show(&proposal).iter().for_each(|line| say(line));
                if let Some(digest) = proposal.digest() {
                    say(&format!("  digest to cite: {digest}"));
                }
            }
            Err(Fault::Input(cause)) => {
                is_whole = false;
                complain(&cause);
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn weigh(bench: &Bench, path: &Path, name: &str) -> Result<Proposal, Fault> {
    let wrong = |cause: String| Fault::Input(format!("{name}: {cause}"));
    let bytes = bytes_or_input(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong("it is not UTF-8 text: a case of TOML or JSON is expected".into()))?;
    let file: CaseFile = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|fault| wrong(fault.to_string()))?
    } else {
        toml::from_str(text).map_err(|fault| wrong(fault.to_string().trim().to_owned()))?
    };
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let case = file.case(&|file| load(&folder.join(file))).map_err(|fault| wrong(fault.to_string()))?;
    let age = file.when.map_or(Age::Unknown, |when| Age::Ms(bench.now.ms() - when.ms()));
    Ok(propose(&case, age))
}

/// The shape in a file: its only sheet.
fn load(path: &Path) -> Result<Geometry, String> {
    let bytes = bytes_of(path).map_err(|fault| fault.to_string())?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sheets = ingest::sheets::read_sheets(&name, &bytes).map_err(|fault| fault.to_string())?;
    match <[_; 1]>::try_from(sheets.sheets) {
        Ok([sheet]) => Ok(sheet.geometry),
        Err(sheets) => Err(format!("{} shapes: a file with one is expected", sheets.len())),
    }
}
