//! A mapping laid over one table: its words as columns that were found.

use super::{Cell, Claims, Deeds, Ledgers, Map};
use crate::fault::Fault;
use crate::table::{Column, Row, Table};
use crate::words::time::Zone;
use model::{Measure, PlacePrecision};

/// The mapping with its columns found in this table.
pub(crate) struct Plan {
    /// Zone of the times.
    pub zone: Zone,
    /// Parts of the row's own id.
    pub key: Vec<Column>,
    /// Where the time stands.
    pub time: TimePlan,
    /// What was observed.
    pub kind: Found,
    /// How it was perceived.
    pub sense: Option<Found>,
    /// Latitude.
    pub lat: Option<Column>,
    /// Longitude.
    pub lon: Option<Column>,
    /// Precision of every place.
    pub precision: PlacePrecision,
    /// Constant error, metres.
    pub sd_m: Option<u32>,
    /// Stated error.
    pub sd: Option<Found>,
    /// Words that name the place.
    pub names: Vec<Column>,
    /// Words of the row.
    pub text: Vec<Column>,
    /// How many.
    pub count: Option<Found>,
    /// With what.
    pub weapon: Option<Found>,
    /// Who acted.
    pub actor: Option<Found>,
    /// What was made of the cause.
    pub cause: Option<Found>,
    /// What was hit or aimed at.
    pub target: Option<Found>,
    /// Who said it.
    pub speaker: Option<Found>,
    /// What somebody did by it.
    pub deed: Option<DeedPlan>,
    /// Numbers that somebody gives.
    pub claims: Vec<ClaimPlan>,
    /// What has to sum to what.
    pub ledgers: Vec<LedgerPlan>,
    /// Every column that the mapping names, in its order: they name a row without a key.
    pub used: Vec<Option<Column>>,
}

/// Where the time stands.
pub(crate) struct TimePlan {
    /// Day, or day and time.
    pub column: Column,
    /// Its format, if not one that is known.
    pub format: Option<String>,
    /// Time of day, if it stands apart.
    pub clock: Option<Column>,
    /// Its format, if not one that is known.
    pub clock_format: Option<String>,
    /// Last day or end.
    pub to: Option<Column>,
}

/// Where a deed stands.
pub(crate) struct DeedPlan {
    /// What was done.
    pub kind: Found,
    /// What it is about.
    pub about: Option<Found>,
    /// To whom.
    pub to: Option<Found>,
}

/// A number that somebody gives.
pub(crate) struct ClaimPlan {
    /// What is counted.
    pub measure: Measure,
    /// Where the number stands.
    pub column: Column,
    /// Whether it is a running total.
    pub cumulative: bool,
    /// What exactly is counted; absent = the column's name.
    pub definition: Option<String>,
    /// Who says so; absent = the row's speaker.
    pub speaker: Option<Found>,
    /// Whose acts or losses it counts.
    pub about: Option<Found>,
}

/// A whole and its classes.
pub(crate) struct LedgerPlan {
    /// The whole.
    pub total: Column,
    /// The classes.
    pub parts: Vec<Column>,
}

/// A mapped cell with its column found.
pub(crate) struct Found {
    /// The column; absent = a constant.
    pub column: Option<Column>,
    constant: Option<String>,
    values: Vec<(String, String)>,
    default: Option<String>,
    /// Whether lengths are in kilometres.
    pub is_km: bool,
}

/// Finds columns and remembers them.
struct Finder<'t> {
    table: &'t Table<'t>,
    used: Vec<Option<Column>>,
}

impl Finder<'_> {
    fn need(&mut self, name: &str) -> Result<Column, String> {
        let column = self.table.find(&[name]);
        let column = column.ok_or_else(|| {
            format!("it names the column `{name}`, which the table does not have; its columns are {}", self.table.show_names())
        })?;
        self.used.push(Some(column));
        Ok(column)
    }

    fn some(&mut self, name: Option<&String>) -> Result<Option<Column>, String> {
        name.map(|name| self.need(name)).transpose()
    }

    fn all(&mut self, names: &[String]) -> Result<Vec<Column>, String> {
        names.iter().map(|name| self.need(name)).collect()
    }

    fn cell(&mut self, cell: &Cell) -> Result<Found, String> {
        Ok(Found {
            column: self.some(cell.column.as_ref())?,
            constant: cell.value.clone(),
            values: cell.values.iter().map(|(from, to)| (from.to_lowercase(), to.clone())).collect(),
            default: cell.default.clone(),
            is_km: cell.unit.as_deref() == Some("km"),
        })
    }

    fn some_cell(&mut self, cell: Option<&Cell>) -> Result<Option<Found>, String> {
        cell.map(|cell| self.cell(cell)).transpose()
    }

    fn deed(&mut self, deed: &Deeds) -> Result<DeedPlan, String> {
        Ok(DeedPlan { kind: self.cell(&deed.kind)?, about: self.some_cell(deed.about.as_ref())?, to: self.some_cell(deed.to.as_ref())? })
    }

    fn ledger(&mut self, ledger: &Ledgers) -> Result<LedgerPlan, String> {
        Ok(LedgerPlan { total: self.need(&ledger.total)?, parts: self.all(&ledger.parts)? })
    }

    fn claim(&mut self, claim: &Claims) -> Result<ClaimPlan, String> {
        Ok(ClaimPlan {
            measure: claim.measure,
            column: self.need(&claim.column)?,
            cumulative: claim.cumulative,
            definition: claim.definition.clone(),
            speaker: self.some_cell(claim.speaker.as_ref())?,
            about: self.some_cell(claim.about.as_ref())?,
        })
    }
}

impl Plan {
    /// Finds every column that the mapping names.
    ///
    /// # Errors
    /// A column that the table does not have, or an unknown zone.
    pub fn new(map: &Map, table: &Table<'_>, zone: &Zone) -> Result<Self, String> {
        let mut find = Finder { table, used: Vec::new() };
        let place = map.place.as_ref();
        let mut plan = Self {
            zone: map.zone.as_deref().map_or_else(|| Ok(zone.clone()), Zone::named)?,
            key: find.all(&map.key)?,
            time: TimePlan {
                column: find.need(&map.time.column)?,
                format: map.time.format.clone(),
                clock: find.some(map.time.clock_column.as_ref())?,
                clock_format: map.time.clock_format.clone(),
                to: find.some(map.time.to_column.as_ref())?,
            },
            kind: find.cell(&map.kind)?,
            sense: find.some_cell(map.sense.as_ref())?,
            lat: find.some(place.and_then(|place| place.lat.as_ref()))?,
            lon: find.some(place.and_then(|place| place.lon.as_ref()))?,
            precision: place.map_or(Ok(PlacePrecision::Settlement), |place| place.precision())?,
            sd_m: place.and_then(|place| place.sd_m),
            sd: find.some_cell(place.and_then(|place| place.sd.as_ref()))?,
            names: find.all(place.map_or(&[], |place| place.name.as_slice()))?,
            text: find.all(&map.text)?,
            count: find.some_cell(map.count.as_ref())?,
            weapon: find.some_cell(map.weapon.as_ref())?,
            actor: find.some_cell(map.actor.as_ref())?,
            cause: find.some_cell(map.cause.as_ref())?,
            target: find.some_cell(map.target.as_ref())?,
            speaker: find.some_cell(map.speaker.as_ref())?,
            deed: map.deed.as_ref().map(|deed| find.deed(deed)).transpose()?,
            claims: map.claim.iter().map(|claim| find.claim(claim)).collect::<Result<_, _>>()?,
            ledgers: map.ledger.iter().map(|ledger| find.ledger(ledger)).collect::<Result<_, _>>()?,
            used: Vec::new(),
        };
        plan.used = find.used;
        Ok(plan)
    }
}

impl Found {
    /// The cell's value after the table of values; `None` if it says nothing.
    ///
    /// # Errors
    /// A value that the mapping does not list.
    pub fn text<'a>(&'a self, row: &Row<'a>) -> Result<Option<&'a str>, Fault> {
        if let Some(constant) = &self.constant {
            return Ok(Some(constant));
        }
        let Some(column) = self.column else { return Ok(None) };
        let Some(cell) = row.some(Some(column)) else { return Ok(self.default.as_deref()) };
        if self.values.is_empty() {
            return Ok(Some(cell));
        }
        match self.mapped(cell).or(self.default.as_deref()) {
            Some(value) => Ok(Some(value)),
            None => Err(Fault::cell(row, column, format!("`{cell}` is not among the mapping's values, and it has no default"))),
        }
    }

    /// An equal entry, else the longest that ends in `*` and with which the cell begins.
    fn mapped(&self, cell: &str) -> Option<&str> {
        let lower = cell.to_lowercase();
        let begins = |entry: &str| entry.strip_suffix('*').is_some_and(|start| lower.starts_with(start));
        let equal = self.values.iter().find(|(entry, _)| *entry == lower);
        equal
            .or_else(|| self.values.iter().filter(|(entry, _)| begins(entry)).max_by_key(|(entry, _)| entry.len()))
            .map(|(_, value)| value.as_str())
    }

    /// The value as something of the model; a fault names the column.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn read<T>(&self, row: &Row<'_>, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, Fault> {
        let fault =
            |reason: String| self.column.map_or_else(|| Fault::row(reason.clone()), |column| Fault::cell(row, column, reason.clone()));
        self.text(row)?.map(|text| read(text).map_err(fault)).transpose()
    }
}
