//! `tregua score`: a partition of reports against the truth, beside what simple rules make of the same reports.

use super::reports::read;
use super::{Bench, bytes_or_input};
use crate::cli::Score;
use crate::fault::Fault;
use crate::screen::{complain, say};
use fusion::score::{Calibration, Scores, Spot, baselines, calibration, compare};
use ingest::rows::{Rows, read_rows};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

const IDS: [&str; 8] = ["id", "observation", "observation_id", "obs_id", "obs", "report_id", "report", "row_id"];
const INCIDENTS: [&str; 16] = [
    "incident",
    "incident_id",
    "event",
    "event_id",
    "truth",
    "true_incident",
    "true_event",
    "cluster",
    "cluster_id",
    "label",
    "group",
    "group_id",
    "partition",
    "entity",
    "true_id",
    "gold",
];
const CHANCES: [&str; 7] = ["chance", "probability", "p", "prob", "chance_ppm", "confidence", "posterior"];

/// So many faults of a file are named; the rest is counted.
const SHOWN_MAX: usize = 10;

/// Reads both, compares.
pub fn run(bench: &Bench, call: &Score) -> Result<ExitCode, Fault> {
    let truth = Labels::read(&call.truth)?;
    let partition = Labels::read(&call.partition)?;
    let unknown_n = partition.rows.keys().filter(|id| !truth.rows.contains_key(*id)).count();
    let missing_n = truth.rows.keys().filter(|id| !partition.rows.contains_key(*id)).count();
    if unknown_n + missing_n > 0 {
        complain(&format!(
            "{missing_n} ids of the truth are not in the partition (each counts as alone), {unknown_n} of the partition not in the truth (left out)"
        ));
    }
    if truth.rows.is_empty() {
        return Err(Fault::Input(format!("{}: it has no rows", call.truth.display())));
    }
    let lined = Lined::of(&truth, &partition);
    let mut shown = vec![Line { name: "this partition".into(), scores: compare(&lined.found, &lined.truth) }];
    if let Some(path) = &call.observations {
        shown.extend(rules(path, &truth, &lined)?);
    }
    let measured = lined.chances.iter().any(Option::is_some).then(|| calibration(&lined.found, &lined.truth, &lined.chances));
    if bench.json {
        shown.iter().for_each(|line| say(&line.json().to_string()));
        measured.iter().for_each(|measured| say(&calibration_json(measured).to_string()));
    } else {
        show(&shown, measured.as_ref()).iter().for_each(|line| say(line));
    }
    Ok(ExitCode::SUCCESS)
}

/// A label for each id, and its chance if one is given.
struct Labels {
    rows: BTreeMap<String, (String, Option<f64>)>,
}

impl Labels {
    fn read(path: &Path) -> Result<Self, Fault> {
        let name = path.display().to_string();
        let table = read_rows(&name, &bytes_or_input(path)?).map_err(|fault| Fault::Input(format!("{name}: {fault}")))?;
        let (id, label) = columns(&name, &table)?;
        let chance = table.column(&CHANCES).filter(|column| *column != id && *column != label);
        let mut faults = table.refused.clone();
        let mut rows = BTreeMap::new();
        for (line, cells) in &table.rows {
            let cell = |column: usize| cells.get(column).map_or("", String::as_str);
            if cell(id).is_empty() || cell(label).is_empty() {
                faults.push(format!("line {line}: its id or its incident is empty"));
            } else if rows
                .insert(cell(id).to_owned(), (cell(label).to_owned(), chance.and_then(|column| read_chance(cell(column)))))
                .is_some()
            {
                faults.push(format!("line {line}: the id `{}` stands a second time; the last row is used", cell(id)));
            }
        }
        faults.iter().take(SHOWN_MAX).for_each(|fault| complain(&format!("{name}: {fault}")));
        if faults.len() > SHOWN_MAX {
            complain(&format!("{name}: {} more faults", faults.len() - SHOWN_MAX));
        }
        Ok(Self { rows })
    }
}

/// Columns of the id and the incident: by name, or the two of a table with two.
fn columns(name: &str, table: &Rows) -> Result<(usize, usize), Fault> {
    let id = table.column(&IDS).unwrap_or(0);
    let others = || (0..table.names.len()).filter(|column| *column != id);
    let by_name = INCIDENTS.iter().find_map(|word| table.column(&[word]).filter(|column| *column != id));
    let only = if others().count() == 1 { others().next() } else { None };
    let label = by_name.or(only);
    let columns = table.names.join("`, `");
    label.map(|label| (id, label)).ok_or_else(|| Fault::Input(format!("{name}: it has no column `incident`; its columns are `{columns}`")))
}

/// A share, or ppm if above 1.
fn read_chance(text: &str) -> Option<f64> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=1e6).contains(number))?;
    Some(if number > 1.0 { number / 1e6 } else { number })
}

/// Truth and partition row by row, in order of id; what the partition lacks is alone.
struct Lined {
    truth: Vec<u32>,
    found: Vec<u32>,
    chances: Vec<Option<f64>>,
}

impl Lined {
    fn of(truth: &Labels, partition: &Labels) -> Self {
        let mut lined = Self { truth: Vec::new(), found: Vec::new(), chances: Vec::new() };
        let (mut real, mut given) = (Numbers::default(), Numbers::default());
        for (id, (label, _)) in &truth.rows {
            lined.truth.push(real.of(label));
            let row = partition.rows.get(id);
            lined.found.push(match row {
                Some((label, _)) => given.of(label),
                None => given.fresh(),
            });
            lined.chances.push(row.and_then(|(_, chance)| *chance));
        }
        lined
    }
}

/// Words as numbers.
#[derive(Default)]
struct Numbers<'w> {
    known: BTreeMap<&'w str, u32>,
    next: u32,
}

impl<'w> Numbers<'w> {
    fn of(&mut self, word: &'w str) -> u32 {
        if let Some(number) = self.known.get(word) {
            return *number;
        }
        let number = self.fresh();
        self.known.insert(word, number);
        number
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }
}

struct Line {
    name: String,
    scores: Scores,
}

impl Line {
    fn json(&self) -> Value {
        let Scores { rows_n, truth_n, found_n, b_cubed, pairwise, adjusted_rand, count_error } = self.scores;
        let agreement = |of: fusion::score::Agreement| json!({"precision": thousandths(of.precision), "recall": thousandths(of.recall), "f1": thousandths(of.f1())});
        json!({
            "rule": self.name, "rows": rows_n, "incidents_truth": truth_n, "incidents_found": found_n, "b_cubed": agreement(b_cubed),
            "pairwise": agreement(pairwise), "ari": thousandths(adjusted_rand), "count_error": thousandths(count_error),
        })
    }
}

/// What simple rules make of the rows that truth and observations share.
fn rules(path: &Path, truth: &Labels, lined: &Lined) -> Result<Vec<Line>, Fault> {
    let reports = read(path, &[])?.reports;
    let places: BTreeMap<&str, u32> = truth.rows.keys().map(String::as_str).zip(lined.truth.iter().copied()).collect();
    let (mut kinds, mut sources) = (Numbers::default(), Numbers::default());
    let (mut spots, mut real) = (Vec::new(), Vec::new());
    for report in &reports {
        if let (Some((at, _)), Some(label)) = (report.place, places.get(report.id.as_str())) {
            let t_ms = report.from_ms + (report.to_ms - report.from_ms) / 2;
            let (kind, source) = (kinds.of(report.kind.as_deref().unwrap_or("")), sources.of(report.source.as_deref().unwrap_or("")));
            spots.push(Spot { t_ms, at, kind, source });
            real.push(*label);
        }
    }
    if spots.len() < truth.rows.len() {
        complain(&format!(
            "{}: {} rows of the truth have no place there; the rules are scored on the others",
            path.display(),
            truth.rows.len() - spots.len()
        ));
    }
    Ok(baselines(&spots, &real).into_iter().map(|rule| Line { name: rule.name, scores: compare(&rule.labels, &real) }).collect())
}

fn show(lines: &[Line], measured: Option<&Calibration>) -> Vec<String> {
    let mut text = Vec::new();
    if let Some(first) = lines.first() {
        text.push(format!("{} rows, {} incidents in truth", first.scores.rows_n, first.scores.truth_n));
    }
    text.push(format!(
        "{:<58} {:>23} {:>23} {:>6} {:>9} {:>7}",
        "", "B-cubed  P     R     F1", "pairs  P     R     F1", "ARI", "incidents", "error"
    ));
    for Line { name, scores } in lines {
        let three = |of: fusion::score::Agreement| format!("{:.3} {:.3} {:.3}", of.precision, of.recall, of.f1());
        text.push(format!(
            "{name:<58} {:>23} {:>23} {:>6.3} {:>9} {:>+6.1}%",
            three(scores.b_cubed),
            three(scores.pairwise),
            scores.adjusted_rand,
            scores.found_n,
            scores.count_error * 100.0
        ));
    }
    if let Some(measured) = measured {
        text.push(format!("chances of {} rows: Brier {:.4}, log score {:.4} nats", measured.n, measured.brier, measured.log_score));
        text.extend(measured.reliability.iter().map(|bin| {
            format!(
                "  stated {:.1} to {:.1}: {:>7} rows, mean stated {:.3}, came true {:.3}",
                bin.from,
                bin.from + 0.1,
                bin.n,
                bin.stated,
                bin.came_true
            )
        }));
    }
    text
}

fn calibration_json(measured: &Calibration) -> Value {
    let bins: Vec<Value> = measured
        .reliability
        .iter()
        .map(|bin| json!({"from": thousandths(bin.from), "rows": bin.n, "stated": thousandths(bin.stated), "came_true": thousandths(bin.came_true)}))
        .collect();
    json!({"calibration": {"rows": measured.n, "brier": thousandths(measured.brier), "log_score": thousandths(measured.log_score), "reliability": bins}})
}

/// Rounded for people: four digits after the point.
fn thousandths(number: f64) -> f64 {
    (number * 10_000.0).round_ties_even() / 10_000.0
}
