//! `tregua export bundle`: what a stranger needs to check a thing, in one file.

mod gather;
mod page;
mod prove;

use super::Bench;
use crate::cli::{BundleCall, ExportVerb};
use crate::fault::Fault;
use crate::screen::{remark, say};
use gather::Contents;
use prove::Prover;
use record::seal::Audience;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use store::view::View;
use verify::limits::FILES_MAX;
use verify::write::{Bundle, BundleFiles, write_tar, write_zip};

/// Runs a verb.
pub fn run(bench: &Bench, verb: &ExportVerb) -> Result<ExitCode, Fault> {
    match verb {
        ExportVerb::Bundle(call) => bundle(bench, call),
        ExportVerb::Public { dir } => super::open_data::public(bench, dir),
    }
}

fn bundle(bench: &Bench, call: &BundleCall) -> Result<ExitCode, Fault> {
    let view = bench.view(call.as_of)?;
    let audience = audience(&view, &call.audience)?;
    let mut contents = gather::gather(&view, &call.what)?;
    check_released(bench, &view, audience, &call.audience, &contents)?;
    if audience == Audience::Public {
        // An id is not for everybody: with it a name in one export could be held against another.
        contents.title = "Records of the log, opened for everybody".into();
    }
    for id in &contents.erased {
        remark(&format!("{id}: it no longer opens (erased by an order, or its key is lost) and is left out"));
    }
    let prover = Prover::new(&view)?;
    if !prover.is_cosigned() {
        remark("no witness has cosigned this log yet: whoever checks the bundle has the log's own word alone");
    }
    let bundle = fill(&view, &prover, &contents, audience)?;
    let info = [
        ("Source-Organization", view.mission()?.name),
        ("External-Description", contents.title.clone()),
        ("External-Identifier", prover.log_name().to_owned()),
        ("Bagging-Date", bench.now.to_string().chars().take(10).collect()),
    ];
    let info: Vec<(&str, &str)> = info.iter().map(|(label, value)| (*label, value.as_str())).collect();
    let files = bundle.finish(&info);
    write(&files, &call.output)?;
    let bytes: usize = files.values().map(Vec::len).sum();
    say(&format!(
        "{}: {}, for {}: {} entries and {} items with their proofs, {} files, {bytes} bytes",
        call.output.display(),
        contents.title,
        call.audience,
        contents.entries.len(),
        contents.ids.len(),
        files.len()
    ));
    say(&format!("whoever gets it runs: tregua-verify {} --policy THEIR-OWN.policy", call.output.display()));
    Ok(ExitCode::SUCCESS)
}

/// `commission`, `party:ID` with an id of the mission, or `public`.
fn audience(view: &View, text: &str) -> Result<Audience, Fault> {
    match text {
        "commission" => return Ok(Audience::Commission),
        "public" => return Ok(Audience::Public),
        _ => {}
    }
    let parties: Vec<String> = view.mission()?.parties.iter().map(|party| party.id.to_string()).collect();
    match text.strip_prefix("party:") {
        Some(id) if parties.iter().any(|party| party == id) => Ok(Audience::Party),
        _ => Err(Fault::Call(format!("--for: `{text}` is no audience: commission, public or party:ID with one of {}", parties.join(", ")))),
    }
}

/// Only what was released to an audience leaves for it; the Commission may see everything. Bundles
/// hold records as they came, so that reports of where fire came from are in none but the Commission's.
fn check_released(bench: &Bench, view: &View, audience: Audience, to: &str, contents: &Contents) -> Result<(), Fault> {
    if audience == Audience::Commission {
        return Ok(());
    }
    let released = super::release::released_to(bench, view, to)?;
    for id in contents.ids.iter().filter(|id| id.starts_with("INC-")) {
        let refused = |why: &str| Fault::Call(format!("--for {to}: {id} {why}"));
        let (_, members, _) = view.incident(id)?;
        if members.iter().any(::release::class::tells_origin) {
            return Err(refused("says where fire came from: its reports are bundled for the commission alone"));
        }
        if !released.contains(id) {
            return Err(refused("was not released to this audience: `tregua release propose` is the way"));
        }
    }
    Ok(())
}

fn fill(view: &View, prover: &Prover<'_>, contents: &Contents, audience: Audience) -> Result<Bundle, Fault> {
    let mut bundle = Bundle::new(prover.checkpoint());
    for entry in &contents.entries {
        bundle.add_record(&prover.record(*entry, audience)?);
    }
    for id in &contents.ids {
        let (name, proof) = prover.item(id, audience)?;
        bundle.add_item(&name, &proof);
        if bundle.files_n() > FILES_MAX - 20 {
            return Err(Fault::Input(format!("{}: a bundle of more than {FILES_MAX} files; ask for less of it", contents.title)));
        }
    }
    if audience == Audience::Commission {
        for digest in &contents.artifacts {
            bundle.add_artifact(engine::Vault::read(view.vault(), digest)?);
        }
        contents.files.iter().for_each(|(path, bytes)| bundle.add_file(path, bytes.clone()));
    }
    prover.add_times(&mut bundle)?;
    bundle.add_file("policy.txt", prover.policy()?.into_bytes());
    bundle.add_file("README.md", page::readme(contents, prover).into_bytes());
    Ok(bundle)
}

fn write(files: &BundleFiles, output: &Path) -> Result<(), Fault> {
    let refused = |path: &Path, cause: &dyn std::fmt::Display| Fault::Input(format!("{}: {cause}", path.display()));
    let name = inner_name(output);
    let ending = output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let packed = match ending {
        "tar" => write_tar(files, &name),
        "zip" => write_zip(files, &name),
        _ => return write_folder(files, output),
    };
    let bytes = packed.map_err(|fault| refused(output, &fault))?;
    let output = std::path::absolute(output).map_err(|cause| refused(output, &cause))?;
    store::disk::write_durably(&output, &bytes).map_err(Fault::from)
}

/// The folder inside an archive: the output's name as far as a name in a bundle may hold it.
fn inner_name(output: &Path) -> String {
    let stem = output.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let name: String = stem.chars().map(|letter| if fits(letter) { letter } else { '-' }).collect();
    if name.chars().any(|letter| letter.is_ascii_alphanumeric()) { name } else { "bundle".into() }
}

fn write_folder(files: &BundleFiles, output: &Path) -> Result<(), Fault> {
    if fs::read_dir(output).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Fault::Call(format!("{}: the folder is not empty; name a new one, or NAME.tar or NAME.zip", output.display())));
    }
    for (path, bytes) in files {
        let path = output.join(path);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder.and_then(|()| fs::write(&path, bytes)).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
    }
    Ok(())
}
