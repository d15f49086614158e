//! `tregua terms check`: faults of an agreement where they stand, with what would be right.

use super::{Bench, adopt};
use crate::cli::{Terms, TermsVerb};
use crate::fault::Fault;
use crate::screen::{say, say_bytes};
use ::terms::{Ground, Severity};
use ariadne::{CharSet, Config, IndexType, Label, Report, ReportKind, Source};
use model::Mission;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Checks agreements.
pub fn run(bench: &Bench, terms: &Terms) -> Result<ExitCode, Fault> {
    let TermsVerb::Check { files } = &terms.verb;
    let files: Vec<PathBuf> = if files.is_empty() {
        adopt::all_files(bench).into_iter().filter(|path| !adopt::is_mission(path)).collect()
    } else {
        files.clone()
    };
    if files.is_empty() {
        return Err(Fault::Call("no agreement is here: name one, or write one into agreements/".into()));
    }
    let (mission, ground) = surroundings(bench)?;
    let mut errors = 0;
    for path in &files {
        let text = adopt::read(path)?;
        let (agreement, mut faults) = ::terms::read_agreement(&text);
        if let (Some(agreement), Some(mission)) = (&agreement, &mission) {
            faults.extend(::terms::check(agreement, &text, mission, &ground));
        }
        faults.sort_by_key(|fault| fault.span.start);
        errors += faults.iter().filter(|fault| fault.severity == Severity::Error).count();
        if bench.json {
            for fault in &faults {
                let word = if fault.severity == Severity::Error { "error" } else { "warning" };
                say(&serde_json::json!({"file": path.display().to_string(), "line": fault.line, "column": fault.column, "severity": word, "message": fault.message, "help": fault.help}).to_string());
            }
        } else {
            show_faults(path, &text, &faults);
            say(&format!("{}: {} faults", path.display(), faults.len()));
        }
    }
    Ok(if errors > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
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
