//! Rows of a table or objects of a JSON list, their cells found by any of several names.

use crate::Unreadable;
use crate::decode::decode;
use crate::document::Document;
use crate::fault::Fault;
use crate::table::{Column, Met, plain};
use crate::unpack::each_file;
use crate::words::property::as_text;
use serde_json::Value;
use std::collections::BTreeMap;

/// One row with its cells by plain name.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    /// Line in a table, number in a JSON list.
    pub line: u32,
    cells: BTreeMap<String, (String, String)>,
}

/// A row, or where and why there is none.
pub(crate) type Found = Result<Cells, (u32, Fault)>;

impl Cells {
    /// The first of these cells that says something: its name in the file and its text.
    pub fn find(&self, names: &[&str]) -> Option<(&str, &str)> {
        let found = names.iter().find_map(|name| self.cells.get(&plain(name)));
        found.map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The same, which must be there.
    ///
    /// # Errors
    /// If none of them says anything.
    pub fn need(&self, names: &[&str]) -> Result<(&str, &str), Fault> {
        let shown = names.first().copied().unwrap_or("");
        self.find(names).ok_or_else(|| Fault::at(shown, format!("`{shown}` is empty or absent: a value is needed here")))
    }
}

/// Reads all rows of a CSV table or a JSON list of objects, plain or packed, with the name of the file they stand in.
///
/// # Errors
/// If it is neither.
pub(crate) fn read_rows(name: &str, bytes: &[u8]) -> Result<Vec<(String, Found)>, Unreadable> {
    let mut rows = Vec::new();
    each_file(name, bytes, &mut |part| {
        let decoded = decode(part.bytes?)?;
        let document = Document::open(&decoded.text)?;
        let mut keep = |found| rows.push((part.name.to_owned(), found));
        match &document.json {
            Some(json) => read_objects(json, &mut keep),
            None => read_table(&document, &mut keep),
        }
    })?;
    Ok(rows)
}

fn read_objects(json: &Value, keep: &mut impl FnMut(Found)) -> Result<(), Unreadable> {
    let list = json.as_array().or_else(|| json.get("rows")?.as_array());
    let list = list.ok_or_else(|| Unreadable::NoList { why: "this JSON is not a list of objects".into() })?;
    for (number, value) in (1u32..).zip(list) {
        keep(match value.as_object() {
            Some(object) => {
                let cell = |(name, value): (&String, &Value)| Some((plain(name), (name.clone(), as_text(value)?)));
                Ok(Cells { line: number, cells: object.iter().filter_map(cell).collect() })
            }
            None => Err((number, Fault::row("this entry is not an object with named values"))),
        });
    }
    Ok(())
}

fn read_table(document: &Document<'_>, keep: &mut impl FnMut(Found)) -> Result<(), Unreadable> {
    let table = document.table.as_ref().filter(|_| !document.is_markup);
    let table = table.ok_or_else(|| Unreadable::NoList { why: "it is neither a table with a header line nor a JSON list".into() })?;
    let columns: Vec<(String, Column)> = table.names().iter().filter_map(|name| Some((plain(name), table.find(&[name])?))).collect();
    table.each_row(&mut |met| {
        keep(match met {
            Met::Row(row) => {
                let cell = |(name, column): &(String, Column)| {
                    Some((name.clone(), (row.name(*column).to_owned(), row.some(Some(*column))?.to_owned())))
                };
                Ok(Cells { line: row.line, cells: columns.iter().filter_map(cell).collect() })
            }
            Met::Torn { line, fault, .. } => Err((line, fault)),
        });
        Ok(())
    })
}
