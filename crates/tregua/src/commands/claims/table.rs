//! Tables to statements: one for each row, in columns of figures, or one figure a row with its measure beside it.

use super::Input;
use crate::cli::Claims;
use counts::claims::{Figure, Row, Statement, UNKNOWN};
use ingest::rows::{Rows, count_of, when_of};
use model::{Count, Instant, When};
use std::collections::BTreeSet;

const KEY: [&str; 6] = ["id", "key", "row", "row_id", "event_id", "no"];
const FROM: [&str; 9] = ["from", "time_start", "start", "begin", "since", "date_from", "start_date", "window_from", "period_start"];
const TO: [&str; 9] = ["to", "time_end", "end", "until", "date_to", "end_date", "window_to", "period_end", "through"];
const DAY: [&str; 9] = ["day", "date", "report_date", "as_of", "published", "datetime", "time", "timestamp", "said"];
const SPEAKER: [&str; 7] = ["speaker", "claimant", "claimed_by", "said_by", "who", "office", "origin"];
const ABOUT: [&str; 6] = ["about", "accused", "against", "of_whom", "by_whom", "party"];
const EXTENT: [&str; 9] = ["extent", "place", "region", "location", "area", "sector", "where", "district", "line"];
const TEXT: [&str; 7] = ["text", "note", "notes", "comment", "words", "quote", "statement"];
const VALUE: [&str; 9] = ["value", "count", "number", "n", "claimed", "figure", "quantity", "total_value", "amount"];
const MEASURE: [&str; 7] = ["measure", "what", "item", "category", "indicator", "metric", "kind"];
const DEFINITION: [&str; 3] = ["definition", "counts", "meaning"];
const CUMULATIVE: [&str; 3] = ["cumulative", "running_total", "is_cumulative"];

/// Names of columns that are numbers and no figures.
const NO_FIGURE: [&str; 9] = ["lat", "lon", "latitude", "longitude", "year", "month", "week", "day", "hour"];

/// Parts of a column's name that say what it counts.
const MEASURES: [(&str, &str); 26] = [
    ("launch", "launched"),
    ("shot_down", "destroyed"),
    ("intercept", "destroyed"),
    ("downed", "destroyed"),
    ("destroy", "destroyed"),
    ("not_reach", "not_reached"),
    ("suppress", "not_reached"),
    ("lost", "not_reached"),
    ("still", "still_flying"),
    ("fall", "fell"),
    ("fell", "fell"),
    ("hit", "struck"),
    ("struck", "struck"),
    ("killed", "killed"),
    ("dead", "killed"),
    ("deaths", "killed"),
    ("fatalit", "killed"),
    ("injur", "injured"),
    ("wound", "injured"),
    ("casualt", "casualties"),
    ("violation", "violations"),
    ("explosion", "explosions"),
    ("deliver", "delivered"),
    ("offload", "delivered"),
    ("truck", "delivered"),
    ("complaint", "complaints"),
];

/// Least share of a column's filled cells that are counts for it to hold figures, percent.
const FIGURES_SHARE_MIN: usize = 80;
/// Statements before a row, in order, that it can belong to.
const ROWS_NEAR_MAX: usize = 64;
/// Share of rows that time, speaker and place tell apart from which their other words are not needed for it, percent.
const APART_SHARE_MIN: usize = 95;
/// Longest cell, on average, of a column that says what the row is about rather than tells something, characters.
const LABEL_CHARS_MAX: usize = 40;

/// Rows to look at: `column=word` or `column~part`.
pub struct Only {
    column: String,
    is_part: bool,
    word: String,
}

impl Only {
    /// Reads a condition.
    ///
    /// # Errors
    /// What would be right.
    pub fn read(text: &str) -> Result<Self, String> {
        let at = text.find(['=', '~']).ok_or_else(|| format!("--only: `{text}` is no condition such as model=x or model~part"))?;
        let (column, word) = text.split_at(at);
        Ok(Self { column: column.trim().into(), is_part: word.starts_with('~'), word: word.get(1..).unwrap_or("").trim().to_lowercase() })
    }

    fn holds(&self, cell: &str) -> bool {
        let cell = cell.to_lowercase();
        let is_same_number = || cell.parse::<f64>().is_ok_and(|n| self.word.parse() == Ok(n));
        if self.is_part { cell.contains(&self.word) } else { cell == self.word || is_same_number() }
    }
}

/// What each column is taken for.
#[derive(Default)]
struct Roles {
    key: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    speaker: Option<usize>,
    about: Option<usize>,
    text: Vec<usize>,
    value: Option<usize>,
    measure: Option<usize>,
    definition: Option<usize>,
    cumulative: Option<usize>,
    figures: Vec<usize>,
    labels: Vec<usize>,
}

/// Whether a file is meant as a table by its name.
pub fn is_named_so(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zip"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a table has a column of numbers.
pub fn has_figures(rows: &Rows) -> bool {
    rows.names.len() > 1 && !roles(rows).figures.is_empty()
}

/// Reads a table.
///
/// # Errors
/// A condition on a column that it does not have.
pub fn read(name: &str, mut rows: Rows, call: &Claims, only: &[Only]) -> Result<Input, String> {
    for one in only {
        let column = rows
            .column(&[&one.column])
            .ok_or_else(|| format!("--only: no column `{}`; its columns are {}", one.column, rows.names.join(", ")))?;
        rows.rows.retain(|(_, cells)| cells.get(column).is_some_and(|cell| one.holds(cell)));
    }
    let roles = roles(&rows);
    let keys = keys(&rows, &roles, call)?;
    let mut input = Input {
        name: name.into(),
        form: "table",
        statements: Vec::new(),
        refused: rows.refused.clone(),
        columns: shown(&rows, &roles),
        rows: versions(&rows, &roles, &keys),
        revisions: None,
    };
    let stem = name.rsplit(['/', '\\']).next().and_then(|file| file.split('.').next()).unwrap_or(name);
    let speaker = call.speaker.as_deref().unwrap_or(stem);
    for (line, cells) in &rows.rows {
        match statement(name, (*line, cells), &rows, &roles, (speaker, &call.zone)) {
            Ok(Some(one)) if roles.value.is_some() => join(&mut input.statements, one),
            Ok(one) => input.statements.extend(one),
            Err(why) => input.refused.push(format!("line {line}: {why}")),
        }
    }
    Ok(input)
}

/// Rows of one speaker, time and place, each with a figure of its own, are one statement; the same figure once more begins another.
fn join(statements: &mut Vec<Statement>, one: Statement) {
    let is_it = |other: &&mut Statement| {
        (&other.speaker, &other.extent, &other.window) == (&one.speaker, &one.extent, &one.window)
            && !one
                .figures
                .iter()
                .any(|figure| other.figures.iter().any(|own| (&own.definition, &own.about) == (&figure.definition, &figure.about)))
    };
    match statements.iter_mut().rev().take(ROWS_NEAR_MAX).find(is_it) {
        Some(other) => {
            other.figures.extend(one.figures);
            other.text = [other.text.take(), one.text].into_iter().flatten().reduce(|all, more| format!("{all}\n{more}"));
        }
        None => statements.push(one),
    }
}

fn roles(rows: &Rows) -> Roles {
    let find = |names: &[&str]| rows.column(names);
    let mut roles = Roles {
        key: find(&KEY),
        from: FROM.iter().chain(&DAY).find_map(|name| find(&[name]).filter(|column| is_time(rows, *column))),
        to: TO.iter().find_map(|name| find(&[name]).filter(|column| is_time(rows, *column))),
        speaker: find(&SPEAKER),
        about: find(&ABOUT),
        text: find(&TEXT).into_iter().collect(),
        measure: find(&MEASURE),
        definition: find(&DEFINITION),
        cumulative: find(&CUMULATIVE),
        ..Roles::default()
    };
    roles.value = find(&VALUE).filter(|value| is_figures(rows, *value) && (roles.measure.is_some() || roles.definition.is_some()));
    let taken: BTreeSet<usize> =
        [roles.key, roles.from, roles.to, roles.speaker, roles.about, roles.measure, roles.definition, roles.cumulative]
            .into_iter()
            .flatten()
            .chain(roles.text.iter().copied())
            .collect();
    for column in (0..rows.names.len()).filter(|column| !taken.contains(column)) {
        let is_none = rows.names.get(column).is_some_and(|name| NO_FIGURE.contains(&name.trim().to_lowercase().as_str()));
        match (is_figures(rows, column) && !is_none, is_label(rows, column)) {
            (true, _) if roles.value.is_none_or(|value| value == column) => roles.figures.push(column),
            (false, true) if !is_none => roles.labels.push(column),
            (true | false, _) => {}
        }
    }
    let named = rows.column(&EXTENT).filter(|column| !taken.contains(column) && !roles.figures.contains(column));
    if let Some(named) = named.filter(|named| !roles.labels.contains(named)) {
        roles.labels.insert(0, named);
    }
    if !needs_labels(rows, &roles, named) {
        roles.labels.retain(|column| Some(*column) == named);
    }
    roles
}

/// Whether several rows of one speaker, side, place and time can be told apart only by their other words.
fn needs_labels(rows: &Rows, roles: &Roles, named: Option<usize>) -> bool {
    let columns = [roles.from, roles.to, roles.speaker, roles.about, roles.measure, roles.definition, named];
    let row =
        |cells: &'_ Vec<String>| columns.iter().map(|column| column.and_then(|column| cells.get(column)).cloned()).collect::<Vec<_>>();
    let apart: BTreeSet<Vec<Option<String>>> = rows.rows.iter().map(|(_, cells)| row(cells)).collect();
    apart.len() * 100 < rows.rows.len() * APART_SHARE_MIN
}

fn filled(rows: &Rows, column: usize) -> impl Iterator<Item = &str> {
    rows.rows.iter().filter_map(move |(_, cells)| cells.get(column)).map(String::as_str).filter(|cell| !cell.is_empty())
}

fn is_figures(rows: &Rows, column: usize) -> bool {
    let (n, counts_n) = filled(rows, column).fold((0, 0), |(n, counts_n), cell| (n + 1, counts_n + usize::from(count_of(cell).is_ok())));
    n > 0 && counts_n * 100 >= n * FIGURES_SHARE_MIN
}

/// A column named as a time may hold something else, such as the day of a war.
fn is_time(rows: &Rows, column: usize) -> bool {
    let (n, times_n) = filled(rows, column).fold((0, 0), |(n, times_n), cell| (n + 1, times_n + usize::from(when_of(cell, "UTC").is_ok())));
    n > 0 && times_n * 100 >= n * FIGURES_SHARE_MIN
}

/// A column of short words that come again.
fn is_label(rows: &Rows, column: usize) -> bool {
    let (mut n, mut chars_n, mut words) = (0, 0, BTreeSet::new());
    for cell in filled(rows, column) {
        n += 1;
        chars_n += cell.chars().count();
        words.insert(cell);
    }
    n > 0 && chars_n <= n * LABEL_CHARS_MAX && (n < 4 || words.len() * 2 <= n)
}

fn shown(rows: &Rows, roles: &Roles) -> Vec<(String, &'static str)> {
    let role = |column: usize| {
        let is = |own: Option<usize>| own == Some(column);
        match column {
            _ if is(roles.key) => "key",
            _ if is(roles.from) => "from",
            _ if is(roles.to) => "to",
            _ if is(roles.speaker) => "speaker",
            _ if is(roles.about) => "about",
            _ if is(roles.measure) => "measure",
            _ if is(roles.definition) => "definition",
            _ if is(roles.cumulative) => "cumulative",
            column if roles.text.contains(&column) => "text",
            column if roles.figures.contains(&column) => "figure",
            column if roles.labels.contains(&column) => "extent",
            _ => "left out",
        }
    };
    rows.names.iter().enumerate().map(|(column, name)| (name.clone(), role(column))).collect()
}

/// What each row is known by: the columns of the call, else a column of keys, else all that are no figures.
fn keys(rows: &Rows, roles: &Roles, call: &Claims) -> Result<Vec<usize>, String> {
    if !call.key.is_empty() {
        let find = |name: &String| {
            rows.column(&[name]).ok_or_else(|| format!("--key: no column `{name}`; its columns are {}", rows.names.join(", ")))
        };
        return call.key.iter().map(find).collect();
    }
    let is_key = roles.key.filter(|key| filled(rows, *key).collect::<BTreeSet<_>>().len() * 10 >= rows.rows.len() * 9);
    Ok(is_key.map_or_else(
        || (0..rows.names.len()).filter(|column| !roles.figures.contains(column) && !roles.text.contains(column)).collect(),
        |key| vec![key],
    ))
}

fn versions(rows: &Rows, roles: &Roles, keys: &[usize]) -> Vec<Row> {
    let cell = |cells: &[String], column: usize| cells.get(column).cloned().unwrap_or_default();
    let name = |column: usize| rows.names.get(column).cloned().unwrap_or_default();
    let row = |(line, cells): &(u32, Vec<String>)| Row {
        key: keys.iter().map(|column| cell(cells, *column)).collect::<Vec<_>>().join(" | "),
        cells: roles.figures.iter().map(|column| (name(*column), cell(cells, *column))).collect(),
        line: *line,
    };
    rows.rows.iter().map(row).collect()
}

fn statement(
    name: &str,
    (line, cells): (u32, &[String]),
    rows: &Rows,
    roles: &Roles,
    (speaker, zone): (&str, &str),
) -> Result<Option<Statement>, String> {
    let cell = |column: Option<usize>| column.and_then(|column| cells.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let window = window(cell(roles.from), cell(roles.to), zone)?;
    let mut figures = Vec::new();
    for column in &roles.figures {
        let Some(text) = cell(Some(*column)) else { continue };
        let own = rows.names.get(*column).map_or("", String::as_str);
        let count = count_of(text).map_err(|reason| format!("{own}: {reason}"))?;
        figures.push(figure(
            count,
            own,
            cell(roles.measure).or(cell(roles.definition)).filter(|_| roles.value.is_some()),
            cell(roles.definition),
            roles,
            cells,
        ));
    }
    let labels: Vec<&str> = roles.labels.iter().filter_map(|column| cell(Some(*column))).collect();
    let words: Vec<&str> = roles.text.iter().filter_map(|column| cell(Some(*column))).collect();
    let said: Option<Instant> = window.as_ref().map(|window| window.to);
    Ok((!figures.is_empty()).then(|| Statement {
        extent: (!labels.is_empty()).then(|| labels.join(", ")),
        figures,
        id: format!("{name}:{line}"),
        said,
        speaker: cell(roles.speaker).unwrap_or(speaker).to_owned(),
        text: (!words.is_empty()).then(|| words.join("\n")),
        window,
    }))
}

fn figure(count: Count, column: &str, measure: Option<&str>, definition: Option<&str>, roles: &Roles, cells: &[String]) -> Figure {
    let name = measure.unwrap_or(column);
    let plain = name.to_lowercase().replace([' ', '-'], "_");
    let known = MEASURES.iter().find(|(part, _)| plain.contains(part)).map_or(UNKNOWN, |(_, measure)| measure);
    let is_running = ["cumul", "running", "to_date", "since"].iter().any(|word| plain.contains(word));
    let told = roles
        .cumulative
        .and_then(|column| cells.get(column))
        .is_some_and(|cell| matches!(cell.trim().to_lowercase().as_str(), "1" | "true" | "yes"));
    Figure {
        about: roles.about.and_then(|column| cells.get(column)).map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty()),
        count,
        definition: definition.unwrap_or(name).to_owned(),
        measure: known.into(),
        told_cumulative: told || is_running,
        window: None,
    }
}

fn window(from: Option<&str>, to: Option<&str>, zone: &str) -> Result<Option<When>, String> {
    let Some(from) = from else { return Ok(None) };
    let begin = when_of(from, zone)?;
    let Some(to) = to else { return Ok(Some(begin)) };
    let end = when_of(to, zone)?;
    if end.from < begin.from {
        return Err(format!("it ends ({to}) before it begins ({from})"));
    }
    Ok(Some(When { to: end.to, ..begin }))
}
