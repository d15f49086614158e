//! Two versions of one table: which figures were changed, filled or withdrawn. A revision is an event; both versions are kept.

use serde::Serialize;
use std::collections::BTreeMap;

/// A row of a table: what it is known by, and its figures by column; an empty cell is not stated and not 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is known by in both versions.
    pub key: String,
    /// Its figures, column and cell.
    pub cells: Vec<(String, String)>,
    /// Line in its file, from 1.
    pub line: u32,
}

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What it says now; empty = withdrawn.
    pub after: String,
    /// What it said; empty = not stated then.
    pub before: String,
    /// The column.
    pub column: String,
    /// The row's key.
    pub key: String,
    /// Line in the later version.
    pub line: u32,
}

/// What changed from the earlier version to the later one, and how many rows are new and gone. Of rows with one key the first is held
/// against the first, the second against the second.
pub fn revisions(earlier: &[Row], later: &[Row]) -> (Vec<Change>, usize, usize) {
    let (before, after) = (by_key(earlier), by_key(later));
    let mut changes: Vec<Change> =
        after.iter().filter_map(|(key, row)| Some((before.get(key)?, row))).flat_map(|(was, is)| changed(was, is)).collect();
    changes.sort_by(|a, b| (a.line, &a.column).cmp(&(b.line, &b.column)));
    let new_n = after.keys().filter(|key| !before.contains_key(*key)).count();
    let gone_n = before.keys().filter(|key| !after.contains_key(*key)).count();
    (changes, new_n, gone_n)
}

fn by_key(rows: &[Row]) -> BTreeMap<(&str, usize), &Row> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter()
        .map(|row| {
            let n = seen.entry(&row.key).and_modify(|n| *n += 1).or_insert(0);
            ((row.key.as_str(), *n), row)
        })
        .collect()
}

fn changed<'a>(was: &'a Row, is: &'a Row) -> impl Iterator<Item = Change> + 'a {
    let cell = |row: &'a Row, column: &str| row.cells.iter().find(|(own, _)| own == column).map(|(_, cell)| cell.as_str());
    is.cells.iter().filter_map(move |(column, after)| {
        let before = cell(was, column)?;
        (!is_same(before, after)).then(|| Change {
            after: after.clone(),
            before: before.to_owned(),
            column: column.clone(),
            key: is.key.clone(),
            line: is.line,
        })
    })
}

/// The same number in another writing is no revision.
fn is_same(before: &str, after: &str) -> bool {
    let number = |text: &str| text.replace([',', ' '], "").parse::<f64>().ok();
    before.trim() == after.trim() || number(before).is_some_and(|n| number(after) == Some(n))
}
