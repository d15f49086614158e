//! A published list of zones: rows of code, zone and days to intervals; faulty rows are named, odd ones remarked.

use super::cells::{Cells, read_rows};
use super::dates::{pair, read_days, read_one};
use super::exceptions::{after_except, read_names};
use crate::Unreadable;
use crate::fault::Fault;
use crate::method::NAME_CHARS_MAX;
use crate::sheets::without_day;
use crate::sources::day_within;
use crate::words::text::clean;
use jiff::civil::Date;
use model::listing::{Known, Listed};
use std::collections::BTreeMap;

/// Letters that look like Latin capitals and are not: lists are typed by people.
const LOOK_ALIKES: [(char, char); 12] = [
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('І', 'I'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
];
/// What a zone is called if the list names none.
const UNNAMED_ZONE: &str = "zone";

/// What a list gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Intervals in the order of the file.
    pub rows: Vec<Listed>,
    /// Rows that could not be read: where, what, what would be right.
    pub refused: Vec<String>,
    /// What a person should know of rows that were read.
    pub remarks: Vec<String>,
}

/// Reads a list of zones from CSV or JSON, plain or packed.
///
/// # Errors
/// If it is neither, or no row can be read.
pub fn read_listing(name: &str, bytes: &[u8]) -> Result<Listing, Unreadable> {
    let mut listing = Listing::default();
    for (file, found) in read_rows(name, bytes)? {
        match found.map_err(|(line, fault)| show(&file, line, &fault)) {
            Ok(cells) => match read_row(&file, &cells, &mut listing.remarks) {
                Ok(rows) => listing.rows.extend(rows),
                Err(fault) => listing.refused.push(show(&file, cells.line, &fault)),
            },
            Err(shown) => listing.refused.push(shown),
        }
    }
    if listing.rows.is_empty() {
        let why = listing.refused.first().cloned().unwrap_or_else(|| "it has no rows".into());
        return Err(Unreadable::NoList { why });
    }
    remark_lengths(&mut listing);
    Ok(listing)
}

/// Where and why a row is refused.
pub(super) fn show(file: &str, line: u32, fault: &Fault) -> String {
    match &fault.column {
        Some(column) => format!("{file}: row at line {line}, column `{column}`: {}", fault.reason),
        None => format!("{file}: row at line {line}: {}", fault.reason),
    }
}

fn read_row(file: &str, cells: &Cells, remarks: &mut Vec<String>) -> Result<Vec<Listed>, Fault> {
    let (code_name, code_text) = cells.need(&["katottg", "code", "pcode"])?;
    let code = read_code(code_text).map_err(|reason| Fault::at(code_name, reason))?;
    if code != code_text {
        remarks.push(format!("{file}: row at line {}: code `{code_text}` is read as `{code}`", cells.line));
    }
    let (start_name, start) = cells.need(&["start", "valid_from", "from", "raw_start"])?;
    let starts = read_days(start).map_err(|reason| Fault::at(start_name, reason))?;
    // Where the first day comes from the printed cell, the last one does too; an empty cell beside it is an open end.
    let ends_in: &[&str] = if start_name.starts_with("raw") { &["raw_end"] } else { &["end", "valid_to", "to"] };
    let (end_name, end) = cells.find(ends_in).unwrap_or(("end", ""));
    let ends = read_days(end).map_err(|reason| Fault::at(end_name, reason))?;
    let intervals = pair(&starts, &ends).map_err(|reason| Fault::at(start_name, reason))?;
    check_printed(file, cells, &starts, remarks);
    let text = |names: &[&str]| cells.find(names).map(|(_, text)| clean(text, NAME_CHARS_MAX));
    let printed = cells.find(&["name", "name_uk", "territory"]).map(|(_, text)| text);
    let exceptions = cells.find(&["exceptions", "exceptions_uk"]).map(|(_, text)| text).or_else(|| after_except(printed?));
    let row = Listed {
        code,
        exceptions: exceptions.map(read_names).unwrap_or_default(),
        file: file.into(),
        from: Date::MIN,
        known: read_known(file, cells)?,
        line: cells.line,
        name: printed.map(|name| clean(name, NAME_CHARS_MAX)),
        source: text(&["source"]).unwrap_or_else(|| without_day(file)),
        to: None,
        zone: text(&["category", "zone", "layer"]).unwrap_or_else(|| UNNAMED_ZONE.into()),
    };
    Ok(intervals.into_iter().map(|(from, to)| Listed { from, to, ..row.clone() }).collect())
}

/// A code in Latin capitals; look-alikes are taken for what they look like.
///
/// # Errors
/// Other characters than letters and digits.
pub(super) fn read_code(text: &str) -> Result<String, String> {
    let latin = |c: char| LOOK_ALIKES.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    let code: String = text.trim().chars().flat_map(char::to_uppercase).map(latin).collect();
    let is_code =
        !code.is_empty() && code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if is_code { Ok(code) } else { Err(format!("`{}` is not a code of letters and digits", clean(text, 60))) }
}

fn read_known(file: &str, cells: &Cells) -> Result<Known, Fault> {
    let day = |names: &[&str]| -> Result<Option<Date>, Fault> {
        let Some((name, text)) = cells.find(names) else { return Ok(None) };
        read_one(text).map(Some).map_err(|reason| Fault::at(name, reason))
    };
    let to = day(&["known_to", "withdrawn"])?;
    Ok(match (day(&["known_at", "known_from"])?, day_within(file)) {
        (Some(from), _) => Known::From(from, to),
        (None, Some(edition)) => Known::Edition(edition),
        (None, None) => Known::Unstated,
    })
}

/// A list that was split by machine still holds the printed cells: they must say the same.
fn check_printed(file: &str, cells: &Cells, starts: &[Date], remarks: &mut Vec<String>) {
    let Some((name, printed)) = cells.find(&["raw_start"]) else { return };
    match read_days(printed) {
        Ok(days) if starts.iter().all(|start| days.contains(start)) => {}
        Ok(_) => remarks.push(format!(
            "{file}: row at line {}: `{name}` says `{}`, which is not the first day read",
            cells.line,
            clean(printed, 80)
        )),
        Err(reason) => remarks.push(format!("{file}: row at line {}: `{name}`: {reason}", cells.line)),
    }
}

/// Codes of one list are of one length; another one is likely a slip.
fn remark_lengths(listing: &mut Listing) {
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    listing.rows.iter().for_each(|row| *lengths.entry(row.code.len()).or_default() += 1);
    let Some((usual, n)) = lengths.into_iter().max_by_key(|(_, n)| *n).filter(|(_, n)| *n * 10 >= listing.rows.len() * 9) else { return };
    if n < listing.rows.len() {
        let odd = listing.rows.iter().filter(|row| row.code.len() != usual);
        let shown = odd.map(|row| {
            format!(
                "{}: row at line {}: code `{}` has {} characters where the others have {usual}",
                row.file,
                row.line,
                row.code,
                row.code.len()
            )
        });
        listing.remarks.extend(shown.collect::<Vec<_>>());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An invented list with the slips of real ones.
    const LIST: &str = "category,code,name,start,end\n\
        closed,XA010203,с. Гора,24.02.2022 11.09.2022,26.02.2022\n\
        closed,ХА010203,с. Гора,31.03. 2024,\n\
        open,XA010200,Гірська громада за винятком с. Гора с. Яр,2022-01-01,2022-12-31\n\
        open,XA01020,с. Яр,2022-05-01,2022-04-01\n\
        open,XA 1,с. Рів,2022-05-01,\n\
        open,XA010205,с. Поле,soon,\n";

    #[test]
    fn several_intervals_slips_and_exceptions_are_read_and_bad_rows_named() {
        let listing = read_listing("list_2025-05-07.csv", LIST.as_bytes()).unwrap();
        let rows: Vec<String> = listing
            .rows
            .iter()
            .map(|row| format!("{} {} {} {:?}", row.zone, row.code, row.from, row.to.map(|to| to.to_string())))
            .collect();
        assert_eq!(
            rows,
            [
                "closed XA010203 2022-02-24 Some(\"2022-02-26\")",
                "closed XA010203 2022-09-11 None",
                "closed XA010203 2024-03-31 None",
                "open XA010200 2022-01-01 Some(\"2022-12-31\")"
            ]
        );
        assert_eq!(listing.rows[3].exceptions, ["с. Гора", "с. Яр"]);
        assert_eq!((listing.rows[0].known, listing.rows[0].source.as_str()), (Known::Edition(jiff::civil::date(2025, 5, 7)), "list"));
        assert_eq!(
            listing.refused,
            [
                "list_2025-05-07.csv: row at line 5, column `start`: the interval ends on 2022-04-01 before it begins on 2022-05-01",
                "list_2025-05-07.csv: row at line 6, column `code`: `XA 1` is not a code of letters and digits",
                "list_2025-05-07.csv: row at line 7, column `start`: `soon` is not a day such as 2026-01-07 or 07.01.2026"
            ]
        );
        assert_eq!(listing.remarks, ["list_2025-05-07.csv: row at line 3: code `ХА010203` is read as `XA010203`"]);
    }

    #[test]
    fn a_json_list_says_the_same_as_the_table() {
        let json = r#"[{"zone":"closed","code":"XA010203","valid_from":"2022-02-24","valid_to":"2022-02-26","known_at":"2022-03-01","source":"office"}, 7]"#;
        let listing = read_listing("list.json", json.as_bytes()).unwrap();
        assert_eq!((listing.rows.len(), listing.rows[0].source.as_str()), (1, "office"));
        assert_eq!(listing.rows[0].known, Known::From(jiff::civil::date(2022, 3, 1), None));
        assert_eq!(listing.refused, ["list.json: row at line 2: this entry is not an object with named values"]);
        assert!(matches!(read_listing("x.json", b"{\"a\":1}"), Err(Unreadable::NoList { .. })));
    }

    #[test]
    fn an_open_end_stays_open_beside_a_printed_cell_of_several_days() {
        let text = "code,start,end,raw_start,raw_end\nXA1,2023-06-04,,23.07.2022 04.06.2023,23.10.2022\nXA2,,,23.07.2022 04.06.2023,23.10.2022\nXA3,2022-01-01,,02.01.2022,\n";
        let listing = read_listing("list.csv", text.as_bytes()).unwrap();
        let ends: Vec<Option<String>> = listing.rows.iter().map(|row| row.to.map(|to| to.to_string())).collect();
        assert_eq!((ends, listing.refused.len()), (vec![None, Some("2022-10-23".into()), None, None], 0));
        assert_eq!(listing.remarks, ["list.csv: row at line 4: `raw_start` says `02.01.2022`, which is not the first day read"]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..400) {
            drop(read_listing("a.csv", &bytes));
            let mut torn = LIST.as_bytes().to_vec();
            if let (Some(place), Some(byte)) = (torn.get_mut(at), bytes.first()) {
                *place = *byte;
            }
            drop(read_listing("a.csv", &torn));
        }
    }
}
