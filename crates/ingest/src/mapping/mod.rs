//! The mapping file: which column means what. Its words are documented in docs/formats.md.

pub(crate) mod plan;

use crate::words::perceived::{read_deed, read_kind, read_sense};
use crate::words::place::read_precision;
use model::{Measure, PlacePrecision};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A mapping, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Map {
    /// Cell delimiter, if it cannot be guessed.
    pub delimiter: Option<char>,
    /// Columns that together are the source's own id of a row.
    #[serde(default)]
    pub key: Vec<String>,
    /// Zone of the times, if not the source's.
    pub zone: Option<String>,
    /// When.
    pub time: Times,
    /// What was observed; its values are kinds.
    pub kind: Cell,
    /// How it was perceived; default `read`.
    pub sense: Option<Cell>,
    /// Where.
    pub place: Option<Places>,
    /// Columns whose words are the text.
    #[serde(default)]
    pub text: Vec<String>,
    /// How many.
    pub count: Option<Cell>,
    /// With what.
    pub weapon: Option<Cell>,
    /// Who acted; its values are parties of the mission.
    pub actor: Option<Cell>,
    /// What was made of the cause.
    pub cause: Option<Cell>,
    /// What was hit or aimed at, as a class.
    pub target: Option<Cell>,
    /// Who in the source perceived or said it.
    pub speaker: Option<Cell>,
    /// What somebody did by it: an order, a notice, a list.
    pub deed: Option<Deeds>,
    /// Numbers that somebody gives.
    #[serde(default)]
    pub claim: Vec<Claims>,
    /// Columns that have to sum to another one, in each row that fills it.
    #[serde(default)]
    pub ledger: Vec<Ledgers>,
}

/// A whole and the classes of which each of its matters is in exactly one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ledgers {
    /// The column of the whole.
    pub total: String,
    /// The columns of the classes.
    pub parts: Vec<String>,
}

/// Where a deed stands. A row whose `kind` says nothing is none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deeds {
    /// What was done; its values are kinds of deed.
    pub kind: Cell,
    /// What it is about.
    pub about: Option<Cell>,
    /// To whom.
    pub to: Option<Cell>,
}

/// Where the time stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Times {
    /// Day, or day and time.
    pub column: String,
    /// Such as `%d.%m.%Y %H:%M`; without it, all forms of docs/formats.md are read.
    pub format: Option<String>,
    /// Time of day, if it stands apart.
    pub clock_column: Option<String>,
    /// Such as `%Hh%M`.
    pub clock_format: Option<String>,
    /// Last day or end, if it is an interval.
    pub to_column: Option<String>,
}

/// Where the place stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Places {
    /// Latitude, degrees.
    pub lat: Option<String>,
    /// Longitude, degrees.
    pub lon: Option<String>,
    /// Constant precision; default `settlement`.
    pub precision: Option<String>,
    /// Constant error, metres.
    pub sd_m: Option<u32>,
    /// Column with the error.
    pub sd: Option<Cell>,
    /// Columns whose words name the place.
    #[serde(default)]
    pub name: Vec<String>,
}

/// A column or a constant, with a table of values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cell {
    /// The column, or
    pub column: Option<String>,
    /// the constant.
    pub value: Option<String>,
    /// From the cell's words to the model's; an entry that ends in `*` matches what begins so.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// What stands for a cell that is empty or not in `values`.
    pub default: Option<String>,
    /// Of lengths: `m` (default) or `km`.
    pub unit: Option<String>,
}

/// A number that the row's speaker gives.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    /// What is counted.
    pub measure: Measure,
    /// Where the number stands.
    pub column: String,
    /// Whether it is a running total.
    #[serde(default)]
    pub cumulative: bool,
    /// What exactly is counted; default: the column's name.
    pub definition: Option<String>,
    /// Who says so; default: the row's speaker.
    pub speaker: Option<Cell>,
    /// Whose acts or losses it counts.
    pub about: Option<Cell>,
}

impl Map {
    /// Reads a mapping and checks its constants.
    ///
    /// # Errors
    /// Where it is wrong and what would be right.
    pub fn read(text: &str) -> Result<Self, String> {
        let map: Self = toml::from_str(text).map_err(|fault| show(&fault, text))?;
        map.check()?;
        Ok(map)
    }

    fn check(&self) -> Result<(), String> {
        check_cell("kind", &self.kind, |word| read_kind(word).map(|_| ()))?;
        for (name, cell) in [
            ("sense", &self.sense),
            ("count", &self.count),
            ("weapon", &self.weapon),
            ("actor", &self.actor),
            ("cause", &self.cause),
            ("target", &self.target),
            ("speaker", &self.speaker),
        ] {
            let check: fn(&str) -> Result<(), String> = if name == "sense" { |word| read_sense(word).map(|_| ()) } else { |_| Ok(()) };
            cell.as_ref().map_or(Ok(()), |cell| check_cell(name, cell, check))?;
        }
        if let Some(deed) = &self.deed {
            check_cell("deed.kind", &deed.kind, |word| read_deed(word).map(|_| ()))?;
            for (name, cell) in [("deed.about", &deed.about), ("deed.to", &deed.to)] {
                cell.as_ref().map_or(Ok(()), |cell| check_cell(name, cell, |_| Ok(())))?;
            }
        }
        if let Some(place) = &self.place {
            place.precision()?;
            if place.lat.is_some() != place.lon.is_some() {
                return Err("`place` needs both `lat` and `lon`, or neither".into());
            }
        }
        if self.delimiter.is_some_and(|delimiter| !delimiter.is_ascii()) {
            return Err("`delimiter` is one ASCII character such as `,` or `;`".into());
        }
        Ok(())
    }
}

impl Places {
    /// The constant precision.
    ///
    /// # Errors
    /// What is none.
    pub fn precision(&self) -> Result<PlacePrecision, String> {
        self.precision
            .as_deref()
            .map_or(Ok(PlacePrecision::Settlement), |word| read_precision(word).map_err(|reason| format!("`place.precision`: {reason}")))
    }
}

fn check_cell(name: &str, cell: &Cell, check: impl Fn(&str) -> Result<(), String>) -> Result<(), String> {
    if cell.column.is_some() == cell.value.is_some() {
        return Err(format!("`{name}` needs either `column` or `value`"));
    }
    if cell.unit.as_deref().is_some_and(|unit| !matches!(unit, "m" | "km")) {
        return Err(format!("`{name}.unit` is `m` or `km`"));
    }
    let words = cell.values.values().chain(&cell.value).chain(&cell.default);
    words.into_iter().try_for_each(|word| check(word).map_err(|reason| format!("`{name}`: {reason}")))
}

/// The fault with its line.
fn show(fault: &toml::de::Error, text: &str) -> String {
    let at = fault.span().map_or(0, |span| span.start);
    let line = 1 + text.get(..at).unwrap_or("").matches('\n').count();
    format!("line {line}: {}", fault.message())
}
