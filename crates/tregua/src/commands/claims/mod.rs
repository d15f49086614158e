//! `tregua claims`: what speakers claim in tables, pages and posts, held against itself, each other and the calendar; without a mission.

mod prose;
mod show;
mod table;

use super::{Bench, bytes_or_input};
use crate::cli::Claims;
use crate::fault::Fault;
use crate::screen::{complain, say};
use counts::claims::{Change, Ledger, Row, Statement, ledger, revisions};
use jiff::civil::Date;
use std::path::Path;
use std::process::ExitCode;

/// Most rows of one file that could not be read and are said one by one.
const REFUSALS_SAID_MAX: usize = 20;

/// What was read of one file.
pub struct Input {
    /// Its name.
    pub name: String,
    /// `table` or `page`.
    pub form: &'static str,
    /// What is said in it.
    pub statements: Vec<Statement>,
    /// What could not be read, each with its place and reason.
    pub refused: Vec<String>,
    /// Of a table what each column was taken for.
    pub columns: Vec<(String, &'static str)>,
    /// Of a table its rows, to hold another version against.
    pub rows: Vec<Row>,
    /// What differs from the version before it among the files.
    pub revisions: Option<Revisions>,
}

/// A table against its earlier version.
pub struct Revisions {
    /// The earlier file.
    pub of: String,
    /// Changed cells.
    pub changes: Vec<Change>,
    /// Rows that are new.
    pub new_n: usize,
    /// Rows that are gone.
    pub gone_n: usize,
}

/// Reads the files, holds them against each other, and says what came of it.
pub fn run(bench: &Bench, call: &Claims) -> Result<ExitCode, Fault> {
    let since = call.since.as_deref().map(day).transpose()?;
    model::time::zone_of(&call.zone).map_err(|fault| Fault::Call(fault.to_string()))?;
    if call.files.is_empty() {
        let statements: Vec<Statement> =
            bench.view(None)?.observations(i64::MIN, i64::MAX)?.iter().flat_map(engine::claims::statements).collect();
        return Ok(tell(bench, &ledger(&statements, since)));
    }
    let only = call.only.iter().map(|text| table::Only::read(text)).collect::<Result<Vec<_>, _>>().map_err(Fault::Call)?;
    let (mut inputs, mut is_whole) = (Vec::new(), true);
    for path in &call.files {
        match read(path, call, &only) {
            Ok(input) => inputs.push(input),
            Err(cause) => {
                is_whole = false;
                complain(&format!("{}: {cause}", path.display()));
            }
        }
    }
    is_whole &= inputs.iter().all(|input| input.refused.is_empty());
    for input in &inputs {
        input.refused.iter().take(REFUSALS_SAID_MAX).for_each(|why| complain(&format!("{}: {why}", input.name)));
        let more = input.refused.len().saturating_sub(REFUSALS_SAID_MAX);
        if more > 0 {
            complain(&format!("{}: {more} more rows were not read (--json names them)", input.name));
        }
    }
    let replaced = compare_versions(&mut inputs);
    let standing = inputs.iter().enumerate().filter(|(at, _)| !replaced.contains(at));
    let statements: Vec<Statement> = standing.flat_map(|(_, input)| input.statements.iter().cloned()).collect();
    if bench.json {
        inputs.iter().for_each(|input| say(&show::json(input).to_string()));
    } else {
        inputs.iter().flat_map(show::lines).for_each(|line| say(&line));
    }
    tell(bench, &ledger(&statements, since));
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// Says what came of all claims together.
fn tell(bench: &Bench, ledger: &Ledger) -> ExitCode {
    if bench.json {
        say(&serde_json::json!({ "file": null, "ledger": ledger }).to_string());
    } else {
        show::ledger(ledger).iter().for_each(|line| say(line));
    }
    ExitCode::SUCCESS
}

fn day(text: &str) -> Result<Date, Fault> {
    model::time::day_of(text).map_err(|fault| Fault::Call(format!("--since: {fault}")))
}

fn read(path: &Path, call: &Claims, only: &[table::Only]) -> Result<Input, String> {
    let name = path.display().to_string();
    let bytes = bytes_or_input(path).map_err(|fault| fault.to_string().trim_start_matches(&format!("{name}: ")).to_owned())?;
    if prose::is_prose(&name, &bytes) {
        return prose::read(&name, &bytes, call);
    }
    match ingest::rows::read_rows(&name, &bytes) {
        Ok(rows) if table::has_figures(&rows) => table::read(&name, rows, call, only),
        Ok(_) if table::is_named_so(&name) => Err("no column of it holds numbers".into()),
        Err(fault) if table::is_named_so(&name) => Err(fault.to_string()),
        Ok(_) | Err(_) => prose::read(&name, &bytes, call),
    }
}

/// Holds each table against the one before it that has the same columns and shares half of its rows; gives the places of the earlier ones.
fn compare_versions(inputs: &mut [Input]) -> Vec<usize> {
    let mut replaced = Vec::new();
    for later in 1..inputs.len() {
        let (before, after) = inputs.split_at_mut(later);
        let Some(is) = after.first_mut().filter(|input| input.form == "table") else { continue };
        let alike =
            before.iter().enumerate().rev().find(|(_, was)| was.form == "table" && was.columns == is.columns && share_rows(was, is));
        if let Some((at, was)) = alike {
            let (changes, new_n, gone_n) = revisions(&was.rows, &is.rows);
            is.revisions = Some(Revisions { of: was.name.clone(), changes, new_n, gone_n });
            replaced.push(at);
        }
    }
    replaced
}

fn share_rows(was: &Input, is: &Input) -> bool {
    let keys: std::collections::BTreeSet<&str> = is.rows.iter().map(|row| row.key.as_str()).collect();
    let shared_n = was.rows.iter().filter(|row| keys.contains(row.key.as_str())).count();
    !was.rows.is_empty() && shared_n * 2 >= was.rows.len()
}
