//! `tregua radar`: what a damage detector's published accuracy makes a detection worth, place by place.

use super::{Bench, bytes_or_input};
use crate::cli::Radar;
use crate::fault::Fault;
use crate::screen::{complain, remark, say};
use detect::radar::{Accuracy, Worth};
use ingest::rows::{Rows, read_rows};
use serde_json::json;
use std::process::ExitCode;

const NAME: [&str; 6] = ["city", "name", "place", "site", "town", "id"];
/// The stated share of damaged.
const STATED: [&str; 6] = ["percent_damaged_stated", "prevalence", "prevalence_pct", "damaged_pct", "percent_damaged", "base_rate"];
/// A stated share that differs from the implied one by more than so much is said to.
const DIFFERS: f64 = 0.05;

/// Reads the table, derives each row.
pub fn run(bench: &Bench, call: &Radar) -> Result<ExitCode, Fault> {
    let name = call.table.display().to_string();
    let table = read_rows(&name, &bytes_or_input(&call.table)?).map_err(|fault| Fault::Input(format!("{name}: {fault}")))?;
    let columns =
        [Share::need(&name, &table, "accuracy")?, Share::need(&name, &table, "precision")?, Share::need(&name, &table, "recall")?];
    let (label, stated) = (table.column(&NAME), Share::find(&table, &STATED));
    let mut refused: Vec<String> = table.refused.iter().map(|refusal| format!("{name}: {refusal}")).collect();
    for (line, cells) in &table.rows {
        let shares = columns.iter().map(|column| column.of(cells)).collect::<Option<Vec<f64>>>();
        let Some(&[accuracy, precision, recall]) = shares.as_deref() else {
            refused
                .push(format!("{name}: line {line}: accuracy, precision and recall are to be shares from 0 to 1 or percent from 0 to 100"));
            continue;
        };
        let place = label.and_then(|label| cells.get(label)).map_or_else(|| format!("line {line}"), Clone::clone);
        let stated = stated.as_ref().and_then(|column| column.of(cells));
        let worth = Accuracy { accuracy, precision, recall }.worth();
        say(&if bench.json { row_json(&place, stated, worth) } else { show(&place, stated, worth) });
    }
    refused.iter().for_each(|refusal| complain(refusal));
    if !bench.json {
        remark("derived from accuracy, precision and recall, never from a quoted base rate; dated only to the gap between two passes");
        remark("damage seen by radar confirms no event alone and says nothing of who");
    }
    Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// A column of shares, or of percent if any of its cells is above 1.
struct Share {
    column: usize,
    whole: f64,
}

impl Share {
    fn need(name: &str, table: &Rows, word: &str) -> Result<Self, Fault> {
        let names = [word.to_owned(), format!("{word}_pct"), format!("{word}_percent"), format!("{word} %")];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let own = table.names.join(", ");
        Self::find(table, &names).ok_or_else(|| Fault::Input(format!("{name}: no column `{word}` or `{word}_pct`; it has: {own}")))
    }

    fn find(table: &Rows, names: &[&str]) -> Option<Self> {
        let column = table.column(names)?;
        let is_percent = table.rows.iter().filter_map(|(_, cells)| cells.get(column)?.parse::<f64>().ok()).any(|share| share > 1.0);
        Some(Self { column, whole: if is_percent { 100.0 } else { 1.0 } })
    }

    fn of(&self, cells: &[String]) -> Option<f64> {
        let share = cells.get(self.column)?.parse::<f64>().ok()? / self.whole;
        (0.0..=1.0).contains(&share).then_some(share)
    }
}

fn differs(stated: Option<f64>, worth: &Worth) -> bool {
    stated.is_some_and(|stated| (stated - worth.prevalence).abs() > DIFFERS)
}

fn show(place: &str, stated: Option<f64>, worth: Option<Worth>) -> String {
    let Some(worth) = worth else { return format!("{place}: accuracy, precision and recall contradict each other: nothing follows") };
    let beside = stated
        .map(|stated| format!(", stated {:.1} %{}", stated * 100.0, if differs(Some(stated), &worth) { ": they differ" } else { "" }));
    format!(
        "{place}: {:.1} % damaged implied{}; false positives {:.1} %; ratio when found {:.2}, when not {:.2}",
        worth.prevalence * 100.0,
        beside.unwrap_or_default(),
        worth.false_positive * 100.0,
        worth.lr_found,
        worth.lr_absent
    )
}

fn row_json(place: &str, stated: Option<f64>, worth: Option<Worth>) -> String {
    let Some(worth) = worth else { return json!({"place": place, "contradicts": true}).to_string() };
    json!({
        "place": place, "contradicts": false, "prevalence_implied": millionths(worth.prevalence), "prevalence_stated": stated.map(millionths),
        "differs": differs(stated, &worth), "false_positive": millionths(worth.false_positive), "lr_found": millionths(worth.lr_found),
        "lr_absent": millionths(worth.lr_absent),
    })
    .to_string()
}

fn millionths(number: f64) -> f64 {
    (number * 1e6).round_ties_even() / 1e6
}
