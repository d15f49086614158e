//! `tregua export public`: open data, made of releases only, with what a stranger needs to hold it against the log.

use super::{Bench, release};
use crate::fault::Fault;
use crate::screen::{remark, say};
use ::release::show::{show_csv, show_geojson, show_json};
use engine::Log;
use ledger::note::Note;
use ledger::proof::LogProof;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use store::view::View;

const README: &str = include_str!("open_data.md");

/// Writes everything that was released to the public into a new folder.
pub fn public(bench: &Bench, dir: &Path) -> Result<ExitCode, Fault> {
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Fault::Call(format!("{}: the folder is not empty; name a new one", dir.display())));
    }
    let (rows, left_out) = release::public_rows(bench)?;
    let view = bench.view(None)?;
    let write = |name: &str, text: &str| -> Result<(), Fault> {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap_or(dir)).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
        fs::write(&path, text).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))
    };
    write("incidents.geojson", &show_geojson(&rows))?;
    write("incidents.csv", &show_csv(&rows))?;
    write("incidents.json", &show_json(&rows))?;
    for row in rows.all() {
        let (leaf, proof) = proof(&view, row.entry)?;
        write(&format!("proofs/{}.json", row.entry), &leaf)?;
        write(&format!("proofs/{}.tlog-proof", row.entry), &proof)?;
    }
    write("log.vkey", &format!("{}\n", bench.folder.verifier()?.vkey()))?;
    write("README.md", &README.replace("{log}", view.log().name()).replace("{mission}", &view.mission()?.name))?;
    left_out.iter().for_each(|what| remark(what));
    say(&format!("{}: {} releases of {} incidents", dir.display(), rows.all().len(), rows.last().len()));
    Ok(if left_out.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The bytes of an entry, and the proof that it is in the log.
fn proof(view: &View, entry: u64) -> Result<(String, String), Fault> {
    let log = view.log();
    let unreadable = |cause: String| Fault::Input(format!("entry {entry}: {cause}"));
    let leaf = String::from_utf8(log.leaf(entry)?).map_err(|cause| unreadable(cause.to_string()))?;
    let checkpoint = Note::read(log.checkpoint().as_bytes()).map_err(|cause| unreadable(cause.to_string()))?;
    Ok((leaf, LogProof::new(entry, log.inclusion(entry)?, &checkpoint).to_string()))
}
