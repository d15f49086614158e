//! One line of the annex a row: means, number, observation, direction and range from a station.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::{NAME_CHARS_MAX, TEXT_CHARS_MAX};
use crate::table::{Column, Row, Table};
use crate::words::count::read_count;
use crate::words::perceived::{read_determination, read_fire, read_sense};
use crate::words::place::read_cells_if_any;
use crate::words::text::{as_word, clean, some};
use crate::words::weapon::read_weapon;
use crate::words::wind::{check_seen_from, read_flight, read_seen_from};
use crate::{Format, Unreadable};
use model::observation::Sequence;
use model::{Determination, Place, PlacePrecision, Sense};

/// Reads an annex of violations.
///
/// # Errors
/// If a column is missing.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let table = document.need_table(Format::AnnexViolations)?;
    let columns = Columns::find(table).map_err(|why| Unreadable::Misfit { format: Format::AnnexViolations, why })?;
    harvest.rows(table, &mut |row, harvest| read_row(row, &columns, harvest))
}

struct Columns {
    station: Option<Column>,
    lat: Option<Column>,
    lon: Option<Column>,
    location: Column,
    means: Column,
    number: Option<Column>,
    observation: Column,
    description: Option<Column>,
    weapon: Option<Column>,
    date: Column,
    clock: Option<Column>,
    region: Option<Column>,
    block: Option<Column>,
    order: Option<Column>,
    cause: Option<Column>,
    target: Option<Column>,
    actor: Option<Column>,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, String> {
        Ok(Self {
            station: table.find(&["Station", "SMM position", "Position"]),
            lat: table.find(&["Station lat", "Lat"]),
            lon: table.find(&["Station lon", "Lon"]),
            location: table.need(&["Event location"])?,
            means: table.need(&["Means"])?,
            number: table.find(&["No.", "Number"]),
            observation: table.need(&["Observation"])?,
            description: table.find(&["Description"]),
            weapon: table.find(&["Weapon"]),
            date: table.need(&["Date"])?,
            clock: table.find(&["Time"]),
            region: table.find(&["Region"]),
            block: table.find(&["Block"]),
            order: table.find(&["Order"]),
            cause: table.find(&["Cause"]),
            target: table.find(&["Target"]),
            actor: table.find(&["Actor"]),
        })
    }

    /// What the row says, in an order that never changes: it names the observation.
    fn content(&self) -> [Option<Column>; 17] {
        [
            self.station,
            self.lat,
            self.lon,
            Some(self.location),
            Some(self.means),
            self.number,
            Some(self.observation),
            self.description,
            self.weapon,
            Some(self.date),
            self.clock,
            self.region,
            self.block,
            self.order,
            self.cause,
            self.actor,
            self.target,
        ]
    }
}

fn read_row(row: &Row<'_>, columns: &Columns, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let kind = read_cell(row, columns.observation, read_fire)?;
    let sense = read_cell(row, columns.means, read_sense)?;
    let time = harvest.member.read_time(row, columns.date, columns.clock)?;
    let place = read_place(row, columns, sense)?;
    let count =
        columns.number.filter(|number| row.some(Some(*number)).is_some()).map(|number| read_cell(row, number, read_count)).transpose()?;
    let sequence = read_sequence(row, columns)?;
    let actor = columns.actor.and_then(|column| row.some(Some(column)).map(|id| harvest.member.party(id, row.name(column)))).transpose()?;
    let description = row.some(columns.description).unwrap_or("");
    let determination = read_determination(description);
    let id = harvest.id_by_content(&row.content(&columns.content()));
    let mut observation = harvest.member.observation(id, kind, sense, time, row.line);
    observation.actor = actor;
    observation.cause = row.some(columns.cause).map(as_word);
    observation.target = row.some(columns.target).map(as_word);
    observation.count = count;
    observation.flight = read_flight(description).filter(|_| determination.is_none_or(|known| known == Determination::InFlight));
    observation.determination = determination.or(observation.flight.is_some().then_some(Determination::InFlight));
    observation.place_precision = place.as_ref().map(|_| PlacePrecision::Sector);
    observation.place = place;
    observation.place_name = some(show_place(row, columns));
    observation.sequence = sequence;
    observation.speaker = row.some(columns.station).map(|station| clean(station, NAME_CHARS_MAX));
    observation.text = some(show(row, columns));
    observation.weapon = columns.weapon.map(|weapon| read_weapon(row.cell(weapon)));
    harvest.observations.push(observation);
    Ok(())
}

/// Reads a cell that must say something, with the name of its column in the fault.
fn read_cell<T>(row: &Row<'_>, column: Column, read: fn(&str) -> Result<T, String>) -> Result<T, Fault> {
    read(row.need(column)?).map_err(|reason| Fault::cell(row, column, reason))
}

/// A sector needs the station's position; without it the words alone are kept, once they are understood.
fn read_place(row: &Row<'_>, columns: &Columns, sense: Sense) -> Result<Option<Place>, Fault> {
    let location = row.need(columns.location)?;
    let at_location = |reason| Fault::cell(row, columns.location, reason);
    match read_cells_if_any(row, columns.lat, columns.lon)? {
        Some(station) => read_seen_from(location, station, sense).map(Some).map_err(at_location),
        None => check_seen_from(location).map(|()| None).map_err(at_location),
    }
}

fn read_sequence(row: &Row<'_>, columns: &Columns) -> Result<Option<Sequence>, Fault> {
    let ordinal = |column: Column| {
        let text = row.cell(column);
        let ordinal: Option<u32> = text.parse().ok().filter(|n| *n > 0);
        ordinal.ok_or_else(|| Fault::cell(row, column, format!("`{text}` is not a place in a sequence, 1 or more")))
    };
    let ordinal = columns.order.filter(|order| row.some(Some(*order)).is_some()).map(ordinal).transpose()?;
    let block = row.some(columns.block).map(|block| clean(block, NAME_CHARS_MAX));
    match (block, ordinal) {
        (None, None) => Ok(None),
        (block, ordinal) => Ok(Some(Sequence { block: block.unwrap_or_else(|| "1".into()), ordinal })),
    }
}

fn show_place(row: &Row<'_>, columns: &Columns) -> String {
    let station = row.some(columns.station).map_or_else(String::new, |station| format!(" from {station}"));
    let region = row.some(columns.region).map_or_else(String::new, |region| format!(" ({region})"));
    clean(&format!("{}{station}{region}", row.cell(columns.location)), NAME_CHARS_MAX)
}

/// The row's own words, in the order of the annex.
fn show(row: &Row<'_>, columns: &Columns) -> String {
    let cells = [Some(columns.means), columns.number, Some(columns.observation), columns.description, columns.weapon];
    let words: Vec<&str> = cells.into_iter().filter_map(|column| row.some(column)).collect();
    clean(&words.join("; "), TEXT_CHARS_MAX)
}
