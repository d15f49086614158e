//! Zones as published lists and questions give them: which code is in which zone, from which day to which.

use crate::place::Position;
use jiff::civil::Date;

/// One interval of one row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Code of the territory, in Latin capitals and digits.
    pub code: String,
    /// Territories that the row leaves out, in its own words.
    pub exceptions: Vec<String>,
    /// The file that says it.
    pub file: String,
    /// First day.
    pub from: Date,
    /// When the list was known to say so.
    pub known: Known,
    /// Line of the file, or number of the entry.
    pub line: u32,
    /// The territory's name as printed.
    pub name: Option<String>,
    /// Whose list.
    pub source: String,
    /// Last day as printed; absent = open.
    pub to: Option<Date>,
    /// The zone.
    pub zone: String,
}

/// When a row was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It does not say.
    Unstated,
    /// From a day on, until another if it was withdrawn.
    From(Date, Option<Date>),
    /// With an edition of its list, until the source's next edition.
    Edition(Date),
}

/// Where a question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A territory of a list.
    Code(String),
    /// A point on the map.
    Point(Position),
}

/// Which zones hold at a place on a day, as known on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneQuestion {
    /// Where.
    pub asked: Asked,
    /// As known on the evening of this day; absent = as known by all files.
    pub known_on: Option<Date>,
    /// On which day.
    pub on: Date,
    /// Only about this zone.
    pub zone: Option<String>,
}
