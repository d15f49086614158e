//! `tregua terms`: agreements checked, and compared with each other.

mod check;
mod diff;
mod replay;

use super::{Bench, adopt};
use crate::cli::{Terms, TermsVerb};
use crate::fault::Fault;
use crate::screen::say_bytes;
use ::terms::{Agreement, Ground, Severity};
use ariadne::{CharSet, Config, IndexType, Label, Report, ReportKind, Source};
use model::Mission;
use std::path::Path;
use std::process::ExitCode;

/// Does what is asked of agreements.
pub fn run(bench: &Bench, terms: &Terms) -> Result<ExitCode, Fault> {
    match &terms.verb {
        TermsVerb::Check { files } => check::run(bench, files),
        TermsVerb::Diff { earlier, later } => diff::run(bench, earlier, later),
        TermsVerb::Replay { drafts, against, and, from, to } => {
            let drafts: Vec<&Path> = drafts.iter().chain(and).map(AsRef::as_ref).collect();
            replay::run(bench, &drafts, against.as_deref(), &replay::Days { from: from.as_deref(), to: to.as_deref() })
        }
    }
}

/// The agreements in the mission's folder that can be read: what others name may stand there.
pub fn at_hand(bench: &Bench) -> Vec<Agreement> {
    let files = if bench.folder.is_mission() { adopt::all_files(bench) } else { Vec::new() };
    let agreements = files.iter().filter(|path| !adopt::is_mission(path));
    agreements.filter_map(|path| ::terms::read_agreement(&adopt::read(path).ok()?).0).collect()
}

/// The mission's data and layers, where a mission is here; without one only the text is checked.
fn surroundings(bench: &Bench) -> Result<(Option<Mission>, impl Ground), Fault> {
    if !bench.folder.is_mission() {
        return Ok((None, ::terms::LayerIndex::new(Vec::new())));
    }
    let view = bench.view(None)?;
    let text = adopt::read(&bench.folder.mission_file())?;
    let mission = engine::gather::read_mission(&text)?;
    Ok((Some(mission), engine::assess::ground(view.vault(), view.layers()?)?))
}

/// Draws faults under the words they are about.
pub fn show_faults(path: &Path, text: &str, faults: &[::terms::Fault]) {
    let name = path.display().to_string();
    for fault in faults {
        let kind = if fault.severity == Severity::Error { ReportKind::Error } else { ReportKind::Warning };
        let config = Config::default().with_color(false).with_char_set(CharSet::Unicode).with_index_type(IndexType::Byte);
        let mut report = Report::build(kind, (name.as_str(), fault.span.clone()))
            .with_config(config)
            .with_message(format!("{}:{}:{}: {}", name, fault.line, fault.column, fault.message))
            .with_label(Label::new((name.as_str(), fault.span.clone())).with_message("here"));
        if let Some(help) = &fault.help {
            report = report.with_help(help);
        }
        let mut drawn = Vec::new();
        if report.finish().write((name.as_str(), Source::from(text)), &mut drawn).is_ok() {
            say_bytes(&drawn);
        }
    }
}
