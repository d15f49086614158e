//! Tables: rows with the line they start on, found by column names, one bad row at a time.
//!
//! The csv crate splits the cells. What this adds: line numbers of the decoded text, and going on
//! at the next line after a row whose quotes do not close or that is too long.

use crate::Unreadable;
use crate::fault::Fault;
use crate::method::{PREAMBLE_LINES_MAX, REREAD_BYTES_MAX, ROW_BYTES_MAX};
use csv::{Reader, ReaderBuilder, StringRecord};

/// Longest header that is taken for one, bytes.
const HEADER_BYTES_MAX: usize = 64 << 10;
/// From so many columns on a first line is a header and not a title.
const SURE_COLUMNS: usize = 3;
/// How many rows are looked at to tell a table from prose.
const SAMPLE_ROWS: usize = 10;

/// A table whose header has been read.
#[derive(Debug)]
pub(crate) struct Table<'t> {
    text: &'t str,
    delimiter: u8,
    names: Vec<String>,
    plain: Vec<String>,
    body_at: usize,
    /// Lines above the header, such as a title.
    pub skipped_n: usize,
}

/// A column of one table, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column(usize);

/// One row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'r> {
    /// Line where it starts, from 1.
    pub line: u32,
    /// The row as it stands.
    pub raw: &'r str,
    cells: &'r StringRecord,
    names: &'r [String],
}

/// What stands at one place of a table.
pub(crate) enum Met<'r> {
    /// A row with its cells.
    Row(Row<'r>),
    /// A row whose cells cannot be told apart.
    Torn {
        /// Line where it starts, from 1.
        line: u32,
        /// As it stands.
        raw: &'r str,
        /// Why.
        fault: Fault,
    },
}

/// Letters and digits of a column name, in lower case.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl<'t> Table<'t> {
    /// Takes the first row that is not empty as the header, or one of the next lines if that is
    /// surely one (a title stands above it); `None` if there is none.
    pub fn open(text: &'t str) -> Option<Self> {
        let first = Self::open_at(text, 0);
        if first.as_ref().is_some_and(|table| table.names.len() >= SURE_COLUMNS || table.is_likely()) {
            return first;
        }
        let ends = text.char_indices().filter(|(_, c)| *c == '\n').map(|(at, _)| at + 1);
        let below = ends.take(PREAMBLE_LINES_MAX).enumerate().find_map(|(index, at)| {
            let table = Self::open_at(text, at).filter(|table| table.names.len() >= SURE_COLUMNS && table.is_sure())?;
            Some(Self { skipped_n: index + 1, ..table })
        });
        below.or(first)
    }

    fn open_at(text: &'t str, from: usize) -> Option<Self> {
        let rest = text.get(from..)?;
        let first = rest.trim_start_matches(['\r', '\n']).split(['\r', '\n']).next()?;
        if first.len() > HEADER_BYTES_MAX {
            return None;
        }
        Self::with_header(text, from, likeliest_delimiter(first)?)
    }

    /// The same at the top of a text, with a delimiter that somebody named.
    pub fn with_delimiter(text: &'t str, delimiter: u8) -> Option<Self> {
        Self::with_header(text, 0, delimiter)
    }

    fn with_header(text: &'t str, from: usize, delimiter: u8) -> Option<Self> {
        let mut reader = reader_of(text.get(from..)?, delimiter);
        let mut header = StringRecord::new();
        if !reader.read_record(&mut header).unwrap_or(false) {
            return None;
        }
        let length = position(&reader);
        let mut names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        let plain = names.iter().map(|name| plain(name)).collect();
        (length <= ROW_BYTES_MAX && !names.is_empty()).then_some(Self {
            text,
            delimiter,
            names,
            plain,
            body_at: from + length,
            skipped_n: 0,
        })
    }

    /// Whether it looks like a table and not like prose with commas: rows as wide as the header.
    pub fn is_likely(&self) -> bool {
        let names_fit = self.names.len() >= 2 && self.names.iter().all(|name| !name.is_empty() && name.len() <= 80);
        let (rows_n, fitting_n) = self.sample();
        names_fit && fitting_n * 5 >= rows_n * 4
    }

    /// The same, with rows to show it.
    fn is_sure(&self) -> bool {
        self.is_likely() && self.sample().1 >= 2
    }

    /// How many of the first rows there are, and how many are as wide as the header.
    fn sample(&self) -> (usize, usize) {
        let mut reader = reader_of(self.text.get(self.body_at..).unwrap_or(""), self.delimiter);
        let widths: Vec<usize> = reader.records().take(SAMPLE_ROWS).map_while(Result::ok).map(|row| row.len()).collect();
        (widths.len(), widths.iter().filter(|width| **width == self.names.len()).count())
    }

    /// The columns' names as written.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Finds a column by any of its names, without regard to case, spaces and punctuation.
    pub fn find(&self, names: &[&str]) -> Option<Column> {
        names.iter().find_map(|name| self.plain.iter().position(|found| *found == plain(name))).map(Column)
    }

    /// Whether all of these columns are there.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.find(&[name]).is_some())
    }

    /// Finds a column that must be there.
    ///
    /// # Errors
    /// If it is not.
    pub fn need(&self, names: &[&str]) -> Result<Column, String> {
        let shown = names.first().copied().unwrap_or("");
        self.find(names).ok_or_else(|| format!("it has no column `{shown}`; its columns are {}", self.show_names()))
    }

    /// All columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = Column> + use<> {
        (0..self.names.len()).map(Column)
    }

    /// The columns for a message.
    pub fn show_names(&self) -> String {
        let shown: Vec<String> =
            self.names.iter().take(30).map(|name| format!("`{}`", name.chars().take(60).collect::<String>())).collect();
        shown.join(", ")
    }

    /// Visits each row: one that was read, or the reason why a row cannot be.
    ///
    /// # Errors
    /// Whatever the visitor gives back.
    pub fn each_row(&self, visit: &mut dyn FnMut(Met<'_>) -> Result<(), Unreadable>) -> Result<(), Unreadable> {
        let mut cursor = Cursor { table: self, base: self.body_at, line: 1, lined_to: 0, reread: 0 };
        let mut cells = StringRecord::new();
        let mut reader = reader_of(cursor.rest(), self.delimiter);
        loop {
            let from = cursor.base + position(&reader);
            if !reader.read_record(&mut cells).unwrap_or(false) {
                return Ok(());
            }
            let raw = self.text.get(from..cursor.base + position(&reader)).unwrap_or("");
            let lead = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
            let line = cursor.line_at(from + lead);
            let raw = raw.trim_matches(['\r', '\n']);
            if raw.trim().is_empty() {
                continue;
            }
            match self.check(raw, &cells, from + lead + raw.len()) {
                Ok(()) => visit(Met::Row(Row { line, raw, cells: &cells, names: &self.names }))?,
                Err(fault) => {
                    let own = cursor.own_line(raw);
                    visit(Met::Torn { line, raw: own, fault })?;
                    if own.len() < raw.len() {
                        cursor.base = from + lead + own.len();
                        reader = reader_of(cursor.rest(), self.delimiter);
                    }
                }
            }
        }
    }

    fn check(&self, raw: &str, cells: &StringRecord, end: usize) -> Result<(), Fault> {
        if raw.len() > ROW_BYTES_MAX {
            return Err(Fault::row(format!("the row is {} bytes long; {ROW_BYTES_MAX} are the most", raw.len())));
        }
        if is_unclosed(raw, cells) && self.text.get(end..).is_none_or(|rest| rest.trim().is_empty()) {
            return Err(Fault::row("a quote in this row is opened and never closed"));
        }
        let width = self.names.len();
        if cells.len() < width || cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
            return Err(Fault::row(format!("the row has {} cells where the header has {width}", cells.len())));
        }
        Ok(())
    }
}

/// Where the reading of a table stands.
struct Cursor<'t> {
    table: &'t Table<'t>,
    base: usize,
    line: u32,
    lined_to: usize,
    reread: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.table.text.get(self.base..).unwrap_or("")
    }

    /// Counts lines on to an offset; offsets never go back.
    fn line_at(&mut self, at: usize) -> u32 {
        let passed = self.table.text.as_bytes().get(self.lined_to..at).unwrap_or(&[]);
        let next = self.table.text.as_bytes().get(at);
        let breaks = passed.iter().zip(passed.iter().skip(1).chain(next).map(Some).chain([None]));
        let breaks_n = breaks.filter(|(byte, after)| **byte == b'\n' || (**byte == b'\r' && *after != Some(&b'\n'))).count();
        self.line = self.line.saturating_add(u32::try_from(breaks_n).unwrap_or(u32::MAX));
        self.lined_to = self.lined_to.max(at);
        self.line
    }

    /// The part of a faulty row that is refused: its first line, so that lines which an unclosed
    /// quote swallowed are read; all of it once too much was read twice.
    fn own_line<'r>(&mut self, raw: &'r str) -> &'r str {
        let first = raw.split(['\r', '\n']).next().unwrap_or(raw);
        if first.len() == raw.len() || self.reread + raw.len() > REREAD_BYTES_MAX {
            return raw;
        }
        self.reread += raw.len();
        first
    }
}

/// Whether the last row of a text ends inside quotes: its last cell goes on over lines, and the
/// quotes at its end are all doubled ones.
fn is_unclosed(raw: &str, cells: &StringRecord) -> bool {
    let spans_lines = cells.iter().next_back().is_some_and(|cell| cell.contains(['\r', '\n']));
    let quotes_n = raw.bytes().rev().take_while(|byte| *byte == b'"').count();
    spans_lines && quotes_n % 2 == 0
}

fn reader_of(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

fn likeliest_delimiter(line: &str) -> Option<u8> {
    let mut quoted = false;
    let mut found = [(b',', 0u32), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        for (delimiter, n) in &mut found {
            *n += u32::from(!quoted && byte == *delimiter);
        }
    }
    found.into_iter().rev().max_by_key(|(_, n)| *n).filter(|(_, n)| *n > 0).map(|(delimiter, _)| delimiter)
}

impl<'r> Row<'r> {
    /// A cell without the spaces round it; empty if it is not there.
    pub fn cell(&self, column: Column) -> &'r str {
        self.cells.get(column.0).unwrap_or("").trim()
    }

    /// A cell that says something: not empty and none of the usual words for "nothing".
    pub fn some(&self, column: Option<Column>) -> Option<&'r str> {
        let cell = self.cell(column?);
        (!matches!(cell, "" | "NA" | "N/A" | "NULL" | "null" | "None")).then_some(cell)
    }

    /// A cell that must say something.
    ///
    /// # Errors
    /// If it does not.
    pub fn need(&self, column: Column) -> Result<&'r str, Fault> {
        self.some(Some(column))
            .ok_or_else(|| Fault::cell(self, column, format!("`{}` is empty: a value is needed here", self.name(column))))
    }

    /// A column's name in the file.
    pub fn name(&self, column: Column) -> &'r str {
        self.names.get(column.0).map_or("", String::as_str)
    }

    /// The row's content for its id: the cells of these columns in the order given, whatever
    /// their order in the file and whatever other columns there are.
    pub fn content(&self, columns: &[Option<Column>]) -> Vec<u8> {
        let mut content = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            if let Some(cell) = self.some(*column) {
                content.extend_from_slice(&(index as u32).to_be_bytes());
                content.extend_from_slice(cell.as_bytes());
                content.push(0);
            }
        }
        content
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    /// Line and cells of rows read, line and reason of rows refused.
    fn rows(text: &str) -> Vec<(u32, String)> {
        let mut found = Vec::new();
        let table = Table::open(text).unwrap();
        table
            .each_row(&mut |row| {
                found.push(match row {
                    Met::Row(row) => (row.line, row.cells.iter().collect::<Vec<_>>().join("|")),
                    Met::Torn { line, raw, fault } => (line, format!("refused `{raw}`: {}", fault.reason)),
                });
                Ok(())
            })
            .unwrap();
        found
    }

    #[test]
    fn rows_know_their_line_across_blank_lines_quoted_newlines_and_any_line_end() {
        let expected = [(2, "1|x\ny".to_owned()), (4, "2|z".into()), (6, "3|\"q\"".into())];
        let text = "a,b\n1,\"x\ny\"\n2,z\n\n3,\"\"\"q\"\"\"\n";
        assert_eq!(rows(text), expected);
        let crlf = rows(&text.replace('\n', "\r\n"));
        assert_eq!(crlf.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4, 6]);
        assert_eq!(rows(&text.replace('\n', "\r")).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4, 6]);
        assert_eq!(rows("\n\na;b\n1;2"), [(4, "1|2".into())]);
    }

    #[test]
    fn a_ragged_row_is_refused_and_empty_cells_at_the_end_are_not() {
        let found = rows("a,b,\n1,2,,\n1\n1,2,3\n4,5");
        let refused = |n| format!("the row has {n} cells where the header has 2");
        assert_eq!(
            found,
            [
                (2, "1|2||".into()),
                (3, format!("refused `1`: {}", refused(1))),
                (4, format!("refused `1,2,3`: {}", refused(3))),
                (5, "4|5".into())
            ]
        );
    }

    #[test]
    fn a_stray_quote_costs_one_row_and_not_the_rest_of_the_file() {
        assert_eq!(
            rows("a,b\n1,2\n3,\"4\n5,6\n7,8\n"),
            [
                (2, "1|2".into()),
                (3, "refused `3,\"4`: a quote in this row is opened and never closed".into()),
                (4, "5|6".into()),
                (5, "7|8".into())
            ]
        );
        let found = rows("a,b\n\"1,2\n3,4\n5,\"6\n7,8\n");
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4, 5]);
    }

    #[test]
    fn a_line_longer_than_a_mebibyte_is_one_refused_row() {
        let long = "x".repeat(ROW_BYTES_MAX + 1);
        let found = rows(&format!("a,b\n1,2\n{long},3\n4,5\n"));
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4]);
        assert!(Table::open(&long).is_none());
    }

    #[test]
    fn hostile_quotes_do_not_make_reading_quadratic() {
        let text = format!("a,b\n{}", "a\"b,\"c\n".repeat(200_000));
        let refused_n = rows(&text).len();
        assert!((2..100).contains(&refused_n), "{refused_n}: each refused row costs reading the rest of the file again");
    }

    #[test]
    fn a_title_above_the_header_is_passed_over_and_lines_still_count_from_the_top() {
        let text = "Annex B, weapons\n\na,b,c\n1,2,3\n4,5,6\n";
        assert_eq!(rows(text), [(4, "1|2|3".into()), (5, "4|5|6".into())]);
        assert_eq!(Table::open(text).map(|table| table.skipped_n), Some(1));
        let prose = "Dear all,\nwe met, we spoke, we left.\nNothing, as ever, was agreed, they say.\nYours\n";
        assert!(Table::open(prose).is_some_and(|table| table.skipped_n == 0 && !table.is_likely()));
    }

    #[test]
    fn columns_are_found_without_regard_to_case_spaces_and_punctuation() {
        let table = Table::open("Event location,No.,acq_date\n").unwrap();
        assert!(table.has(&["event_location", "no", "ACQ DATE"]));
        assert_eq!(table.need(&["lat"]), Err("it has no column `lat`; its columns are `Event location`, `No.`, `acq_date`".into()));
        assert!(
            Table::open("Hello, this is a letter.\nIt has, well, commas, many of them.\nYes.\n").is_some_and(|table| !table.is_likely())
        );
    }
}
