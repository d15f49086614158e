//! A table as plain cells, for commands that work on one file without a mission.

use crate::Unreadable;
use crate::decode::decode;
use crate::document::Document;
use crate::table::Met;
use crate::unpack::each_file;

/// A table: the names of its columns and its rows, each as wide as the header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Names of the columns, as written.
    pub names: Vec<String>,
    /// Rows with their line in the file, from 1; cells without the spaces round them.
    pub rows: Vec<(u32, Vec<String>)>,
    /// Rows that could not be read, each as a sentence with its line.
    pub refused: Vec<String>,
}

impl Rows {
    /// The first column with one of these names, letters and digits alone compared, without regard to case.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.names.iter().position(|own| crate::table::plain(own) == crate::table::plain(name)))
    }
}

/// Reads a count as a cell gives it: `8`, `at least 12`, `over 50`, `about 20`, `3-5`, `several`, `459 a day`.
///
/// # Errors
/// What is none, and what would be right.
pub fn count_of(text: &str) -> Result<model::Count, String> {
    crate::words::count::read_count(text)
}

/// Reads a time as a cell gives it, in a zone of the tz database: a day, a local date and time, or an instant with its offset.
///
/// # Errors
/// An unknown zone, or what is no time and what would be right.
pub fn when_of(text: &str, zone: &str) -> Result<model::When, String> {
    let zone = crate::words::time::Zone::named(zone)?;
    let whole = crate::words::time::read_moment(text, &zone);
    // `2026-01-07 3:30`: the clock time of a day, written with one digit.
    let parted = || text.trim().split_once([' ', 'T']).and_then(|(day, clock)| crate::words::time::read_when(day, Some(clock), &zone).ok());
    whole.or_else(|fault| parted().ok_or(fault))
}

/// Reads a table: CSV with any usual delimiter, plain or packed.
///
/// # Errors
/// If it is no table with a header line, or holds more than one.
pub fn read_rows(name: &str, bytes: &[u8]) -> Result<Rows, Unreadable> {
    let mut found: Option<Rows> = None;
    each_file(name, bytes, &mut |part| {
        let decoded = decode(part.bytes?)?;
        let document = Document::open(&decoded.text)?;
        let table = document.table.as_ref().filter(|_| !document.is_markup);
        let table = table.ok_or_else(|| Unreadable::NoList { why: "it is not a table with a header line".into() })?;
        if found.is_some() {
            return Err(Unreadable::NoList { why: "it packs several tables: name one of them".into() });
        }
        let mut rows = Rows { names: table.names().to_vec(), ..Rows::default() };
        let columns: Vec<_> = table.columns().collect();
        table.each_row(&mut |met| {
            match met {
                Met::Row(row) => rows.rows.push((row.line, columns.iter().map(|column| row.cell(*column).to_owned()).collect())),
                Met::Torn { line, fault, .. } => rows.refused.push(format!("line {line}: {}", fault.reason)),
            }
            Ok(())
        })?;
        found = Some(rows);
        Ok(())
    })?;
    found.ok_or(Unreadable::Empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_with_their_lines_and_torn_rows_with_a_sentence() {
        let rows = read_rows("t.csv", b"Id;Lat\n a ;1\n\nb\nc;3\n").unwrap();
        assert_eq!(rows.rows, [(2, vec!["a".to_owned(), "1".into()]), (5, vec!["c".into(), "3".into()])]);
        assert_eq!(rows.refused.len(), 1);
        assert!(rows.refused[0].starts_with("line 4: the row has 1 cells"), "{:?}", rows.refused);
        assert_eq!((rows.column(&["latitude", "LAT"]), rows.column(&["lon"])), (Some(1), None));
    }
}
