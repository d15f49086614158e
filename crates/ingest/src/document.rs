//! One file as it can be looked at: a table, JSON, a page or plain text; and which format fits it.

use crate::method::{JSON_BYTES_MAX, METHOD_REVISION, PROSE_BYTES_MAX};
use crate::sources::SOURCES;
use crate::table::Table;
use crate::{Format, Unreadable};
use serde_json::Value;

/// A decoded file.
pub(crate) struct Document<'t> {
    /// The whole text.
    pub text: &'t str,
    /// Its JSON value, if it is JSON.
    pub json: Option<Value>,
    /// Its table, if its first line can be a header.
    pub table: Option<Table<'t>>,
    /// Whether it is HTML.
    pub is_markup: bool,
    /// The revision of the method by which it is read.
    pub revision: u32,
}

impl<'t> Document<'t> {
    /// Looks at a text.
    ///
    /// # Errors
    /// Text that begins as a JSON object or list and is not JSON, or is too large.
    pub fn open(text: &'t str) -> Result<Self, Unreadable> {
        let json = if seems_json(text) { Some(read_json(text)?) } else { None };
        let is_markup = json.is_none() && news::page::is_markup(text);
        let table = if json.is_none() && !is_markup { Table::open(text) } else { None };
        Ok(Self { text, json, table, is_markup, revision: METHOD_REVISION })
    }

    /// Whether it is neither JSON nor a table.
    pub fn is_prose(&self) -> bool {
        self.json.is_none() && self.text.len() <= PROSE_BYTES_MAX && !self.table.as_ref().is_some_and(Table::is_likely)
    }

    /// The table.
    ///
    /// # Errors
    /// If it is none.
    pub fn need_table(&self, format: Format) -> Result<&Table<'t>, Unreadable> {
        self.table.as_ref().ok_or_else(|| Unreadable::Misfit { format, why: "it is not a table with a header line".into() })
    }

    /// The features of a GeoJSON collection, or the one feature that the file is.
    ///
    /// # Errors
    /// If it is neither.
    pub fn need_features(&self, format: Format) -> Result<&[Value], Unreadable> {
        self.features().ok_or_else(|| Unreadable::Misfit { format, why: "it is not a GeoJSON FeatureCollection".into() })
    }

    /// The same, if there are any.
    pub fn features(&self) -> Option<&[Value]> {
        let json = self.json.as_ref()?;
        match json.get("type")?.as_str()? {
            "FeatureCollection" => json.get("features")?.as_array().map(Vec::as_slice),
            "Feature" => Some(std::slice::from_ref(json)),
            _ => None,
        }
    }

    /// Chooses the format that fits, or takes the one that was named.
    ///
    /// # Errors
    /// If none fits, or more than one.
    pub fn choose(&self, read_as: Option<Format>, has_map: bool) -> Result<Format, Unreadable> {
        if let Some(format) = read_as {
            return Ok(format);
        }
        if has_map && self.table.is_some() {
            return Ok(Format::Csv);
        }
        let mut fitting: Vec<Format> = SOURCES.iter().filter(|source| (source.recognise)(self)).map(|source| source.format).collect();
        let is_text = |format: &Format| matches!(format, Format::Statement | Format::News);
        // A damaged table may look like prose; the columns it names say more.
        if !fitting.iter().all(is_text) {
            fitting.retain(|format| !is_text(format));
        }
        match fitting.as_slice() {
            [format] => Ok(*format),
            [] => Err(Unreadable::Unknown { what: self.show() }),
            several => Err(Unreadable::Ambiguous { formats: several.iter().map(|format| format.word()).collect::<Vec<_>>().join(", ") }),
        }
    }

    fn show(&self) -> String {
        if let Some(features) = self.features() {
            return format!(
                "this GeoJSON of {} features (points need a date, polygons a day, layers the properties `layer` and `role`)",
                features.len()
            );
        }
        match (&self.json, &self.table) {
            (Some(_), _) => "this JSON".into(),
            (None, Some(table)) => format!("the columns {}", table.show_names()),
            (None, None) => "this text".into(),
        }
    }
}

/// A text such as `[January 7, 2026]` begins like JSON and is none.
fn seems_json(text: &str) -> bool {
    let mut chars = text.trim_start().chars();
    match chars.next() {
        Some('{') => true,
        Some('[') => matches!(chars.find(|c| !c.is_whitespace()), Some('{' | '[' | ']' | '"' | '0'..='9')),
        _ => false,
    }
}

fn read_json(text: &str) -> Result<Value, Unreadable> {
    if text.len() > JSON_BYTES_MAX {
        return Err(Unreadable::TooLarge { what: "the JSON file".into(), limit: "128 MiB" });
    }
    serde_json::from_str(text).map_err(|fault| Unreadable::Json { line: fault.line(), column: fault.column(), cause: fault.to_string() })
}
