//! `tregua terms diff`: two texts of an agreement by effect and by article, and what was dropped.

use super::Bench;
use crate::commands::adopt;
use crate::fault::Fault;
use crate::screen::{remark, say};
use ::terms::diff::{Change, Comparison, Detail, Difference, compare};
use ::terms::{Agreement, Severity};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// Compares; the exit code is 1 if the texts differ, as with other programs that compare.
pub fn run(bench: &Bench, earlier: &Path, later: &Path) -> Result<ExitCode, Fault> {
    let (before, after) = (read(earlier)?, read(later)?);
    let comparison = compare(&before, &after);
    if bench.json {
        show_json(&comparison);
    } else {
        show(earlier, &before, later, &after, &comparison);
    }
    Ok(if comparison.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// An agreement with faults is compared as far as it was read, and that is said.
fn read(path: &Path) -> Result<Agreement, Fault> {
    let (agreement, faults) = ::terms::read_agreement(&adopt::read(path)?);
    let first = faults.iter().find(|fault| fault.severity == Severity::Error);
    match (agreement, first) {
        (Some(agreement), None) => Ok(agreement),
        (Some(agreement), Some(first)) => {
            remark(&format!("{}: it has faults (`tregua terms check` shows them); the first: {first}", path.display()));
            Ok(agreement)
        }
        (None, first) => {
            let why = first.map_or_else(|| "no agreement".to_owned(), ToString::to_string);
            Err(Fault::Input(format!("{}: it cannot be read: {why}", path.display())))
        }
    }
}

fn show_json(comparison: &Comparison) {
    for (by, differences) in [("effect", &comparison.effects), ("article", &comparison.articles)] {
        for difference in differences {
            let details: Vec<Value> = difference.details.iter().map(detail).collect();
            say(&json!({
                "by": by, "change": difference.change.word(), "what": difference.what, "line_before": difference.line_before,
                "line_after": difference.line_after, "quote": difference.quote, "broken_promise": difference.is_broken_promise, "details": details,
            })
            .to_string());
        }
    }
}

fn detail(detail: &Detail) -> Value {
    match detail {
        Detail::Field { field, words, before, after } => json!({"field": field, "words": words, "before": before, "after": after}),
        Detail::Passage(passage) => json!({"lead": passage.lead, "before": passage.before, "after": passage.after, "tail": passage.tail}),
        Detail::Remark(words) => json!({"words": words}),
    }
}

fn show(earlier: &Path, before: &Agreement, later: &Path, after: &Agreement, comparison: &Comparison) {
    let named = |path: &Path, agreement: &Agreement| {
        let status = agreement.provenance().status.map(|status| format!(" ({})", status.word())).unwrap_or_default();
        format!("{}{status}", path.display())
    };
    say(&format!("{}  ->  {}", named(earlier, before), named(later, after)));
    for (title, differences) in [("By effect", &comparison.effects), ("By article", &comparison.articles)] {
        say(&format!("\n{title}"));
        if differences.is_empty() {
            say("  no difference");
        }
        differences.iter().for_each(show_difference);
    }
    let all = || comparison.effects.iter().chain(&comparison.articles);
    let count = |differences: &[Difference], change| differences.iter().filter(|difference| difference.change == change).count();
    let counted = |differences: &[Difference]| {
        format!(
            "{} changed, {} added, {} dropped",
            count(differences, Change::Changed),
            count(differences, Change::Added),
            count(differences, Change::Dropped)
        )
    };
    say(&format!("\nby effect {}; by article {}", counted(&comparison.effects), counted(&comparison.articles)));
    let broken = all().filter(|difference| difference.is_broken_promise).count();
    if broken > 0 {
        say(&format!(
            "{broken} of what was dropped stood in the {} and is absent from the signed text",
            before.provenance().status.map_or("draft", |status| status.word())
        ));
    }
}

fn show_difference(difference: &Difference) {
    let line = |line: Option<u32>| line.map(|line| line.to_string());
    let place = match (line(difference.line_before), line(difference.line_after)) {
        (Some(before), Some(after)) => format!(", line {before} -> {after}"),
        (Some(one), None) | (None, Some(one)) => format!(", line {one}"),
        (None, None) => String::new(),
    };
    let promise = if difference.is_broken_promise { ": promised before, absent from the signed text" } else { "" };
    say(&format!("  {:<8} {}{place}{promise}", difference.change.word(), difference.what));
    if let Some(quote) = difference.quote.as_ref().filter(|_| difference.change != Change::Changed) {
        say(&format!("           \"{quote}\""));
    }
    for detail in &difference.details {
        match detail {
            Detail::Field { words, .. } | Detail::Remark(words) => say(&format!("           {words}")),
            Detail::Passage(passage) => {
                say(&format!("           - {} [{}] {}", passage.lead, passage.before, passage.tail));
                say(&format!("           + {} [{}] {}", passage.lead, passage.after, passage.tail));
            }
        }
    }
}
