//! One sighting a row: how many of what, where, by whom seen, and in which status.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::{NAME_CHARS_MAX, SD_PATROL_M, TEXT_CHARS_MAX};
use crate::table::{Column, Row, Table};
use crate::words::count::read_count;
use crate::words::perceived::{read_sense, read_status};
use crate::words::place::{place_of, read_cells_if_any, read_sd_m};
use crate::words::text::{clean, some};
use crate::words::weapon::read_weapon;
use crate::{Format, Unreadable};
use model::{Kind, Place, PlacePrecision, Sense};

/// Reads an annex of weapons.
///
/// # Errors
/// If a column is missing.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let table = document.need_table(Format::AnnexWeapons)?;
    let columns = Columns::find(table).map_err(|why| Unreadable::Misfit { format: Format::AnnexWeapons, why })?;
    harvest.rows(table, &mut |row, harvest| read_row(row, &columns, harvest))
}

struct Columns {
    date: Column,
    clock: Option<Column>,
    number: Option<Column>,
    weapon: Column,
    location: Column,
    control: Option<Column>,
    lat: Option<Column>,
    lon: Option<Column>,
    error: Option<Column>,
    source: Column,
    status: Column,
    actor: Option<Column>,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, String> {
        Ok(Self {
            date: table.need(&["Date"])?,
            clock: table.find(&["Time"]),
            number: table.find(&["No.", "Number"]),
            weapon: table.need(&["Type"])?,
            location: table.need(&["Location"])?,
            control: table.find(&["Control"]),
            lat: table.find(&["Lat", "Latitude"]),
            lon: table.find(&["Lon", "Longitude"]),
            error: table.find(&["Error m"]),
            source: table.need(&["Source of observation"])?,
            status: table.need(&["Status"])?,
            actor: table.find(&["Actor"]),
        })
    }

    /// What the row says, in an order that never changes: it names the observation.
    fn content(&self) -> [Option<Column>; 12] {
        [
            Some(self.date),
            self.clock,
            self.number,
            Some(self.weapon),
            Some(self.location),
            self.control,
            self.lat,
            self.lon,
            self.error,
            Some(self.source),
            Some(self.status),
            self.actor,
        ]
    }
}

fn read_row(row: &Row<'_>, columns: &Columns, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let time = harvest.member.read_time(row, columns.date, columns.clock)?;
    let sense = read_sense(row.need(columns.source)?).map_err(|reason| Fault::cell(row, columns.source, reason))?;
    let status = read_status(row.need(columns.status)?).map_err(|reason| Fault::cell(row, columns.status, reason))?;
    let weapon = read_weapon(row.need(columns.weapon)?);
    let place = read_place(row, columns, sense)?;
    let number = columns.number.filter(|number| row.some(Some(*number)).is_some());
    let count = number.map(|number| read_count(row.cell(number)).map_err(|reason| Fault::cell(row, number, reason))).transpose()?;
    let actor = columns.actor.and_then(|column| row.some(Some(column)).map(|id| harvest.member.party(id, row.name(column)))).transpose()?;
    let id = harvest.id_by_content(&row.content(&columns.content()));
    let mut observation = harvest.member.observation(id, Kind::WeaponSeen, sense, time, row.line);
    observation.actor = actor;
    observation.count = count;
    observation.place_precision = place.as_ref().map(|_| PlacePrecision::Fix);
    observation.place = place;
    observation.place_name = some(show_place(row, columns));
    observation.speaker = row.some(Some(columns.source)).map(|source| clean(source, NAME_CHARS_MAX));
    observation.status = Some(status);
    observation.text = some(show(row, columns));
    observation.weapon = Some(weapon);
    harvest.observations.push(observation);
    Ok(())
}

/// A stated error stands; else a patrol estimates and everything else has a fix.
fn read_place(row: &Row<'_>, columns: &Columns, sense: Sense) -> Result<Option<Place>, Fault> {
    let stated = columns.error.filter(|error| row.some(Some(*error)).is_some());
    let stated = stated.map(|error| read_sd_m(row.cell(error)).map_err(|reason| Fault::cell(row, error, reason))).transpose()?;
    let sd_m = stated.or((sense == Sense::Seen).then_some(SD_PATROL_M));
    Ok(read_cells_if_any(row, columns.lat, columns.lon)?.map(|centre| place_of(centre, PlacePrecision::Fix, sd_m)))
}

fn show_place(row: &Row<'_>, columns: &Columns) -> String {
    let control = row.some(columns.control).map_or_else(String::new, |control| format!(" ({control})"));
    clean(&format!("{}{control}", row.cell(columns.location)), NAME_CHARS_MAX)
}

/// The row's own words, in the order of the annex.
fn show(row: &Row<'_>, columns: &Columns) -> String {
    let cells = [columns.number, Some(columns.weapon), Some(columns.status), Some(columns.source)];
    let words: Vec<&str> = cells.into_iter().filter_map(|column| row.some(column)).collect();
    clean(&words.join("; "), TEXT_CHARS_MAX)
}
