//! `tregua attribute`: who may have fired, as a proposal with its doubt, or why it cannot be known.

use super::{Bench, bytes_of, bytes_or_input};
use crate::cli::Attribute;
use crate::fault::Fault;
use crate::screen::{complain, remark, say};
use attribution::file::CaseFile;
use attribution::{Age, Proposal, propose, show};
use engine::attribute::{Known, case_of};
use engine::contract::Lookup;
use model::Geometry;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

/// Weighs each case; one that cannot be read loses no other.
pub fn run(bench: &Bench, call: &Attribute) -> Result<ExitCode, Fault> {
    if call.with.is_some() && call.cases.iter().any(|path| incident_of(path).is_none()) {
        return Err(Fault::Call("--with: a sheet goes with an incident of the mission; a case file holds everything itself".into()));
    }
    let mut is_whole = true;
    for path in &call.cases {
        let name = path.display().to_string();
        let weighed = match incident_of(path) {
            Some(id) => weigh_incident(bench, call, id),
            None => weigh_file(bench, path, &name),
        };
        match weighed {
            Ok(proposal) => tell(bench, &name, &proposal),
            Err(Fault::Input(cause)) => {
                is_whole = false;
                complain(&cause);
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn tell(bench: &Bench, name: &str, proposal: &Proposal) {
    let digest = proposal.digest().map(|digest| digest.to_string());
    if bench.json {
        say(&json!({"case": name, "digest": digest, "proposal": proposal}).to_string());
        return;
    }
    say(name);
    show::show(proposal).iter().for_each(|line| say(line));
    digest.iter().for_each(|digest| say(&format!("  digest to cite: {digest}")));
}

/// The beginning of an incident's id, unless there is a file of that name.
fn incident_of(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| text.starts_with("INC-") && !path.is_file())
}

fn weigh_file(bench: &Bench, path: &Path, name: &str) -> Result<Proposal, Fault> {
    let file = read(name, &bytes_or_input(path)?)?;
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let case = file.case(&|file| load(&folder.join(file))).map_err(|fault| Fault::Input(format!("{name}: {fault}")))?;
    Ok(propose(&case, file.when.map_or(Age::Unknown, |when| Age::Ms(bench.now.ms() - when.ms()))))
}

fn weigh_incident(bench: &Bench, call: &Attribute, beginning: &str) -> Result<Proposal, Fault> {
    bench.needs_mission()?;
    let view = bench.view(call.as_of)?;
    let ids: Vec<String> = view.find(beginning)?.into_iter().filter(|id| id.starts_with("INC-")).collect();
    let [id] = ids.as_slice() else {
        let what = if ids.is_empty() { "no incident begins like that".into() } else { format!("{} incidents begin like that", ids.len()) };
        return Err(Fault::Input(format!("{beginning}: {what}")));
    };
    let (incident, members, _) = view.incident(id)?;
    let mission = view.mission()?;
    let layers = view.control_at(incident.time.middle())?;
    let known = Known { mission: &mission, incident: &incident, members: &members, layers: &layers };
    let sheet = call.with.as_ref().map(|path| read(&path.display().to_string(), &bytes_or_input(path)?)).transpose()?;
    let folder = call.with.as_ref().and_then(|path| path.parent()).unwrap_or_else(|| Path::new(""));
    let load = |file: &str| load(&folder.join(file));
    let made = case_of(&known, sheet.as_ref().map(|sheet| (sheet, &load as &dyn Fn(&str) -> Result<Geometry, String>)));
    let made = made.map_err(|fault| Fault::Input(format!("{id}: {fault}")))?;
    made.remarks.iter().for_each(|said| remark(said));
    Ok(propose(&made.case, Age::Ms(bench.now.ms() - incident.time.to.ms())))
}

fn read(name: &str, bytes: &[u8]) -> Result<CaseFile, Fault> {
    let wrong = |cause: String| Fault::Input(format!("{name}: {cause}"));
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text: a case of TOML or JSON is expected".into()))?;
    if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|fault| wrong(fault.to_string()))
    } else {
        toml::from_str(text).map_err(|fault| wrong(fault.to_string().trim().to_owned()))
    }
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
