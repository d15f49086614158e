//! Files as they are delivered: their bytes, when they arrived, and which event stands behind each row.

use crate::calendar::{DAY, Second, civil, day_of, day_start, iso_month};
use std::fmt::Write as _;

/// What stands behind a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    /// A true event, by its number.
    Event(u32),
    /// No event: invented by its author, or about many events.
    Nothing,
    /// A row that no reader can accept.
    Refused,
}

/// One row of a table, without its line end.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// By which the rows of a table are sorted, and by which it is split into months.
    pub(crate) second: Second,
    /// Its text.
    pub(crate) text: String,
    /// What stands behind it.
    pub(crate) behind: Behind,
}

impl Line {
    pub(crate) const fn new(second: Second, text: String, behind: Behind) -> Self {
        Self { second, text, behind }
    }
}

/// Where a row stands and what is behind it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The file inside an archive; empty outside one.
    pub(crate) entry: String,
    /// Line from 1; the number of the feature for GeoJSON.
    pub(crate) line: u32,
    /// What stands behind it.
    pub(crate) behind: Behind,
}

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) arrived: Second,
    pub(crate) source: String,
    pub(crate) name: String,
    pub(crate) map: Option<String>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) places: Vec<Place>,
}

/// How a table is delivered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    pub(crate) source: &'a str,
    /// First part of its files' names.
    pub(crate) stem: &'a str,
    pub(crate) header: &'a str,
    pub(crate) map: Option<&'a str>,
    /// How many hours after the end of its time a file arrives.
    pub(crate) late_hours: i64,
}

impl Table<'_> {
    /// One file of rows.
    pub(crate) fn file(&self, name: String, arrived: Second, lines: &[Line]) -> Delivery {
        let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum::<usize>() + self.header.len() + 1);
        let mut places = Vec::with_capacity(lines.len());
        let mut at = 2;
        let _ = writeln!(text, "{}", self.header);
        for line in lines {
            let _ = writeln!(text, "{}", line.text);
            places.push(Place { entry: String::new(), line: at, behind: line.behind });
            at += 1 + u32::try_from(line.text.matches('\n').count()).unwrap_or(0);
        }
        let map = self.map.map(str::to_owned);
        Delivery { arrived, source: self.source.to_owned(), name, map, bytes: text.into_bytes(), places }
    }

    /// One file a month, in order of time.
    pub(crate) fn by_month(&self, mut lines: Vec<Line>, end: Second) -> Vec<Delivery> {
        lines.sort_by_key(|line| line.second);
        let same_month = |a: &Line, b: &Line| iso_month(a.second) == iso_month(b.second);
        let file = |lines: &[Line]| {
            let last = lines.last()?.second;
            let arrived = next_month(last).min(end) + self.late_hours * 3600;
            Some(self.file(format!("{}-{}.csv", self.stem, iso_month(last)), arrived, lines))
        };
        lines.chunk_by(same_month).filter_map(file).collect()
    }
}

/// The beginning of the month after a moment.
pub(crate) fn next_month(second: Second) -> Second {
    let mut day = day_of(second);
    let (_, month, _) = civil(day);
    while civil(day).1 == month {
        day += 1;
    }
    day_start(day)
}

/// A cell of a comma-separated table, quoted where it must be.
pub(crate) fn cell(text: &str) -> String {
    let quoted = text.contains([',', '"', '\n', '\r', ';']);
    if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Cells joined to a row.
pub(crate) fn row<const N: usize>(cells: [&str; N], by: &str) -> String {
    cells.map(cell).join(by)
}

/// The part of a time that lies in a window of whole days.
pub(crate) fn within(lines: &[Line], from_day: i64, to_day: i64) -> Vec<Line> {
    lines
        .iter()
        .filter(|line| (from_day..=to_day).contains(&line.second.div_euclid(DAY).saturating_sub(day_start(0) / DAY)))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_line_ends_inside_keep_the_count_of_lines() {
        let table = Table { source: "s", stem: "t", header: "a,b", map: None, late_hours: 0 };
        let line = |text: &str| Line::new(0, text.into(), Behind::Event(1));
        let file = table.file("t.csv".into(), 0, &[line("1,\"two\nlines\""), line("3,4")]);
        assert_eq!(file.places.iter().map(|place| place.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn a_cell_is_quoted_only_where_it_must_be() {
        assert_eq!(row(["a", "b,c", "d \"e\""], ","), "a,\"b,c\",\"d \"\"e\"\"\"");
    }
}
