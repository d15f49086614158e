//! What came of claims, for people and as JSON.

use super::Input;
use counts::claims::{Check, Form, Ledger, Range, Series, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Most lines of one kind for people; `--json` has all.
const LINES_MAX: usize = 40;

/// A file as one JSON value (docs/counts.md).
pub fn json(input: &Input) -> Value {
    let columns: BTreeMap<&str, &str> = input.columns.iter().map(|(name, role)| (name.as_str(), *role)).collect();
    json!({
        "file": input.name,
        "form": input.form,
        "columns": columns,
        "statements": input.statements.len(),
        "figures": input.statements.iter().map(|statement| statement.figures.len()).sum::<usize>(),
        "refused": input.refused,
        "revisions": input.revisions.as_ref().map(|revisions| json!({
            "of": revisions.of, "changes": revisions.changes, "new_rows": revisions.new_n, "gone_rows": revisions.gone_n,
        })),
    })
}

/// A file for people.
pub fn lines(input: &Input) -> Vec<String> {
    let figures_n: usize = input.statements.iter().map(|statement| statement.figures.len()).sum();
    let mut lines = vec![format!("{}: {}, {} statements, {figures_n} figures", input.name, input.form, input.statements.len())];
    if let Some(revisions) = &input.revisions {
        lines.push(format!(
            "  against {}: {} figures revised, {} rows new, {} gone",
            revisions.of,
            revisions.changes.len(),
            revisions.new_n,
            revisions.gone_n
        ));
        let or_none = |text: &str| if text.is_empty() { "not stated".to_owned() } else { text.to_owned() };
        lines.extend(cut(revisions.changes.iter().map(|change| {
            format!(
                "  line {}: {} was {}, is {} ({})",
                change.line,
                change.column,
                or_none(&change.before),
                or_none(&change.after),
                change.key
            )
        })));
    }
    lines
}

/// What came of all files together, for people.
pub fn ledger(ledger: &Ledger) -> Vec<String> {
    let mut lines = vec![if ledger.checks.is_empty() {
        "checks: nothing that could be held against something".to_owned()
    } else {
        "checks:".to_owned()
    }];
    lines.extend(tally(&ledger.checks));
    let open = ledger.checks.iter().filter(|check| check.verdict != Verdict::Holds);
    lines.extend(cut(open.map(|check| format!("  {} ({}): {}: {}", check.statements.join(", "), check.speaker, check.figure, check.says))));
    let running: Vec<&Series> = ledger.series.iter().filter(|series| series.form == Form::RunningTotal).collect();
    if !running.is_empty() {
        lines.push("running totals (the last point counts; points are never added):".into());
        lines.extend(cut(running.iter().map(|series| running_total(series))));
    }
    if !ledger.ranges.is_empty() {
        lines.push("what was said in more than one number, least to greatest; never a mean:".into());
        lines.extend(cut(ledger.ranges.iter().map(|range| {
            let hi = range.hi.map_or_else(|| "or more".to_owned(), |hi| format!("to {hi}"));
            let who: Vec<&str> = range.origins.iter().map(|said| said.speaker.as_str()).collect();
            let n = if who.len() == 1 { "1 origin".to_owned() } else { format!("{} origins", who.len()) };
            format!("  {}: {} {hi} ({n}: {})", of_what(range), range.lo, who.join(", "))
        })));
    }
    let refused: Vec<&str> = ledger.comparisons.iter().filter(|pair| !pair.refused_for.is_empty()).map(|pair| pair.says.as_str()).collect();
    if !refused.is_empty() {
        lines.push(format!("{} pairs of figures of one measure are not compared:", refused.len()));
        lines.extend(cut(refused.iter().map(|says| format!("  {says}"))));
    }
    lines
}

/// What a range is of: measure and definition, whose, where, since when.
fn of_what(range: &Range) -> String {
    let counted =
        if range.definition == range.measure { range.measure.clone() } else { format!("{} ({})", range.measure, range.definition) };
    let about = range.about.as_ref().map(|party| format!("of {party}"));
    let place = range.extent.as_ref().map(|extent| format!("in {extent}"));
    let time = range.window.as_ref().map(|window| format!("from {}", window.from));
    [Some(counted), about, place, time].into_iter().flatten().collect::<Vec<_>>().join(", ").replace('_', " ")
}

fn running_total(series: &Series) -> String {
    let steps: Vec<String> = series.steps.iter().rev().take(5).rev().map(|step| format!("{:+}", step.rise)).collect();
    let current = series.current.as_ref().map_or("", |count| count.text.as_str());
    let more = if series.steps.len() > 5 { "... " } else { "" };
    format!(
        "  {}: {} is {current} after {} points ({more}{}); {}",
        series.speaker,
        series.definition,
        series.points.len(),
        steps.join(" "),
        series.why
    )
}

fn tally(checks: &[Check]) -> Vec<String> {
    let mut tally: BTreeMap<(String, String), usize> = BTreeMap::new();
    for check in checks {
        let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
        *tally.entry((word(json!(check.kind)), word(json!(check.verdict)))).or_default() += 1;
    }
    tally.into_iter().map(|((kind, verdict), n)| format!("  {kind}: {n} {verdict}")).collect()
}

fn cut(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    let more = lines.len().saturating_sub(LINES_MAX);
    lines.truncate(LINES_MAX);
    if more > 0 {
        lines.push(format!("  ... and {more} more (--json has all)"));
    }
    lines
}
