//! `tregua terms check`: faults of an agreement where they stand, with what would be right.

use super::{Bench, at_hand, show_faults, surroundings};
use crate::commands::adopt;
use crate::fault::Fault;
use crate::screen::{complain, say};
use ::terms::{Agreement, Severity};
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks agreements. A file that cannot be read at all stops no other.
pub fn run(bench: &Bench, files: &[PathBuf]) -> Result<ExitCode, Fault> {
    let files: Vec<PathBuf> = if files.is_empty() {
        adopt::all_files(bench).into_iter().filter(|path| !adopt::is_mission(path)).collect()
    } else {
        files.to_vec()
    };
    if files.is_empty() {
        return Err(Fault::Call("no agreement is here: name one, or write one into agreements/".into()));
    }
    let (mission, ground) = surroundings(bench)?;
    let (mut read, mut unread) = (Vec::new(), None);
    for path in &files {
        match adopt::read(path) {
            Ok(text) => read.push((path, ::terms::read_agreement(&text), text)),
            Err(fault) => {
                if let Some(earlier) = unread.replace(fault) {
                    complain(&earlier.to_string());
                }
            }
        }
    }
    let mut others: Vec<Agreement> = read.iter().filter_map(|(_, (agreement, _), _)| agreement.clone()).collect();
    others.extend(
        at_hand(bench)
            .into_iter()
            .filter(|known| read.iter().all(|(_, (agreement, _), _)| agreement.as_ref().is_none_or(|named| named.id() != known.id()))),
    );
    let mut errors = 0;
    for (path, (agreement, mut faults), text) in read {
        if let Some(agreement) = &agreement {
            faults.extend(match &mission {
                Some(mission) => ::terms::check(agreement, &text, mission, &ground),
                None => ::terms::check_text(agreement, &text),
            });
            faults.extend(::terms::check_among(agreement, &text, &others));
        }
        faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
        let errors_n = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
        errors += errors_n;
        if bench.json {
            for fault in &faults {
                let word = if fault.severity == Severity::Error { "error" } else { "warning" };
                say(&serde_json::json!({"file": path.display().to_string(), "line": fault.line, "column": fault.column, "severity": word, "message": fault.message, "help": fault.help}).to_string());
            }
        } else {
            show_faults(path, &text, &faults);
            say(&counted(&path.display().to_string(), errors_n, faults.len() - errors_n));
        }
    }
    match unread {
        Some(fault) => Err(fault),
        None => Ok(if errors > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS }),
    }
}

fn counted(name: &str, errors_n: usize, warnings_n: usize) -> String {
    let plural = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    format!("{name}: {}, {}", plural(errors_n, "error"), plural(warnings_n, "warning"))
}
