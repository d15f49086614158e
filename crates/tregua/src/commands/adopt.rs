//! `tregua adopt`: what stands in the mission's folder comes into use, as an act of a named person.

use super::Bench;
use crate::cli::Adopt;
use crate::fault::Fault;
use crate::hand::officer;
use crate::screen::{remark, say};
use engine::assess::Proposal;
use engine::receive::{adopt_agreement, adopt_gazetteer, adopt_mission};
use engine::{Log, Projection};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Adopts what differs from what is in use, and settles.
pub fn run(bench: &Bench, adopt: &Adopt) -> Result<ExitCode, Fault> {
    if adopt.dry_run {
        return dry_run(bench, adopt);
    }
    let mut writer = bench.write()?;
    let held = officer(&bench.folder, writer.projection.register(), writer.log.size(), adopt.by.as_deref())?;
    let files = if adopt.files.is_empty() { all_files(bench) } else { adopt.files.clone() };
    let gazetteers = if adopt.files.is_empty() { gazetteer_files(bench) } else { Vec::new() };
    let (mut adopted, mut errors) = (0, 0);
    for path in files.into_iter().chain(gazetteers) {
        let text = if is_gazetteer(&path) { read_packed(&path)? } else { read(&path)? };
        let mut desk = bench.desk(&mut writer);
        let leaf = if is_gazetteer(&path) {
            adopt_gazetteer(&mut desk, &gazetteer_name(&path), &text, &held.hand())?
        } else if is_mission(&path) {
            adopt_mission(&mut desk, &text, &held.hand())?
        } else {
            let mission = engine::gather::mission(&*desk.vault, &*desk.projection)?.mission;
            let ground = engine::assess::ground(&*desk.vault, desk.projection.layers()?)?;
            let (agreement, mut faults) = ::terms::read_agreement(&text);
            let Some(agreement) = agreement else {
                super::terms::show_faults(&path, &text, &faults);
                return Err(Fault::Input(format!("{}: it cannot be adopted, see above", path.display())));
            };
            faults.extend(::terms::check(&agreement, &text, &mission, &ground));
            faults.extend(::terms::check_among(&agreement, &text, &super::terms::at_hand(bench)));
            faults.sort_by_key(|fault| fault.span.start);
            errors += faults.iter().filter(|fault| fault.severity == ::terms::Severity::Error).count();
            super::terms::show_faults(&path, &text, &faults);
            adopt_agreement(&mut desk, agreement.id(), &text, &held.hand())?
        };
        match leaf {
            Some(leaf) => {
                adopted += 1;
                say(&format!("{}: adopted by {}, entry {leaf}", path.display(), held.person));
            }
            None => remark(&format!("{}: in use already", path.display())),
        }
    }
    if adopted > 0 {
        super::add::settle_and_say(bench, &mut writer)?;
    }
    if errors > 0 {
        remark(&format!("{errors} errors: what they touch is undetermined until they are mended"));
    }
    Ok(if errors > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Shows what adopting would change; nobody has to sign for it.
fn dry_run(bench: &Bench, adopt: &Adopt) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let in_use = view.in_use()?;
    let files = if adopt.files.is_empty() { all_files(bench) } else { adopt.files.clone() };
    let mut proposal = Proposal::default();
    for path in files {
        if is_gazetteer(&path) {
            remark(&format!("{}: a gazetteer changes no finding; what is read later finds its places with it", path.display()));
            continue;
        }
        let text = read(&path)?;
        if in_use.contains(&model::Digest::of(text.as_bytes())) {
            remark(&format!("{}: in use already", path.display()));
        } else if is_mission(&path) {
            proposal.mission = Some(text);
        } else {
            let (agreement, faults) = ::terms::read_agreement(&text);
            super::terms::show_faults(&path, &text, &faults);
            if agreement.is_none() {
                return Err(Fault::Input(format!("{}: it cannot be adopted, see above", path.display())));
            }
            proposal.agreements.push(text);
        }
    }
    super::foresee::show(bench, &proposal)?;
    Ok(ExitCode::SUCCESS)
}

/// mission.toml first, then the agreements by name.
pub fn all_files(bench: &Bench) -> Vec<PathBuf> {
    let mut agreements: Vec<PathBuf> =
        fs::read_dir(bench.folder.agreements()).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    agreements.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    agreements.sort();
    let mut files = vec![bench.folder.mission_file()];
    files.extend(agreements);
    files
}

/// The gazetteers of the mission's folder, by name.
pub fn gazetteer_files(bench: &Bench) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(bench.folder.gazetteers()).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    files.retain(|path| path.is_file() && is_gazetteer(path));
    files.sort();
    files
}

/// Whether a file is neither the mission's data nor an agreement.
fn is_gazetteer(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["csv", "tsv", "txt", "gz", "zip"].iter().any(|known| ending == *known))
}

/// The name under which a gazetteer is adopted: the file's, without packing.
pub fn gazetteer_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.trim_end_matches(".gz").trim_end_matches(".zip").to_owned()
}

/// Reads a text file, also packed.
pub fn read_packed(path: &Path) -> Result<String, Fault> {
    super::read::text_at(path)
}

/// Whether a file holds the mission's data.
pub fn is_mission(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml")
}

/// Reads a text file. One that is longer than any agreement is not read at all.
pub fn read(path: &Path) -> Result<String, Fault> {
    let bytes_n = fs::metadata(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?.len();
    if bytes_n > ::terms::TEXT_BYTES_MAX as u64 {
        let most = ::terms::TEXT_BYTES_MAX;
        return Err(Fault::Input(format!("{}: the file holds {bytes_n} bytes; an agreement has at most {most}", path.display())));
    }
    let bytes = fs::read(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
    String::from_utf8(bytes).map_err(|fault| {
        Fault::Input(format!("{}: byte {}: not UTF-8; save it as UTF-8", path.display(), fault.utf8_error().valid_up_to()))
    })
}
