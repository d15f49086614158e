//! One restriction a row: when, where, by whom, of what kind, with the reason as quoted.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::{NAME_CHARS_MAX, TEXT_CHARS_MAX};
use crate::table::{Column, Row, Table};
use crate::words::perceived::read_restriction;
use crate::words::place::{place_of, read_cells_if_any};
use crate::words::text::{clean, some};
use crate::{Format, Unreadable};
use model::observation::Restriction;
use model::{Kind, PlacePrecision, Sense, When};

/// Reads an annex of restrictions.
///
/// # Errors
/// If a column is missing.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let table = document.need_table(Format::AnnexRestrictions)?;
    let columns = Columns::find(table).map_err(|why| Unreadable::Misfit { format: Format::AnnexRestrictions, why })?;
    harvest.rows(table, &mut |row, harvest| read_row(row, &columns, harvest))
}

struct Columns {
    date: Column,
    clock: Option<Column>,
    place: Option<Column>,
    lat: Option<Column>,
    lon: Option<Column>,
    by_whom: Column,
    form: Column,
    reason: Column,
    duration: Option<Column>,
    actor: Option<Column>,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, String> {
        Ok(Self {
            date: table.need(&["Date"])?,
            clock: table.find(&["Time"]),
            place: table.find(&["Place", "Location"]),
            lat: table.find(&["Lat", "Latitude"]),
            lon: table.find(&["Lon", "Longitude"]),
            by_whom: table.need(&["By whom"])?,
            form: table.need(&["Type"])?,
            reason: table.need(&["Reason"])?,
            duration: table.find(&["Duration min"]),
            actor: table.find(&["Actor"]),
        })
    }

    /// What the row says, in an order that never changes: it names the observation.
    fn content(&self) -> [Option<Column>; 10] {
        [
            Some(self.date),
            self.clock,
            self.place,
            self.lat,
            self.lon,
            Some(self.by_whom),
            Some(self.form),
            Some(self.reason),
            self.duration,
            self.actor,
        ]
    }
}

fn read_row(row: &Row<'_>, columns: &Columns, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let form = read_restriction(row.need(columns.form)?).map_err(|reason| Fault::cell(row, columns.form, reason))?;
    let time = read_time(row, columns, harvest)?;
    let centre = read_cells_if_any(row, columns.lat, columns.lon)?;
    let actor = columns.actor.and_then(|column| row.some(Some(column)).map(|id| harvest.member.party(id, row.name(column)))).transpose()?;
    let id = harvest.id_by_content(&row.content(&columns.content()));
    let mut observation = harvest.member.observation(id, Kind::Restriction, Sense::Seen, time, row.line);
    observation.actor = actor;
    observation.place = centre.map(|centre| place_of(centre, PlacePrecision::Fix, None));
    observation.place_precision = centre.map(|_| PlacePrecision::Fix);
    observation.place_name = row.some(columns.place).map(|place| clean(place, NAME_CHARS_MAX));
    let words = |column| row.some(Some(column)).map(|text| clean(text, NAME_CHARS_MAX));
    observation.restriction = Some(Restriction { by_whom: words(columns.by_whom), reason_quoted: words(columns.reason), form });
    observation.text = some(show(row, columns));
    harvest.observations.push(observation);
    Ok(())
}

/// From its start over its duration; a start without a duration is a minute, no start the day.
fn read_time(row: &Row<'_>, columns: &Columns, harvest: &Harvest<'_>) -> Result<When, Fault> {
    let mut time = harvest.member.read_time(row, columns.date, columns.clock)?;
    if let Some((column, text)) = columns.duration.and_then(|column| Some((column, row.some(Some(column))?))) {
        let minutes: Option<u32> = text.parse().ok().filter(|minutes| *minutes <= 60 * 24 * 366);
        let minutes = minutes.ok_or_else(|| Fault::cell(row, column, format!("`{text}` is not a number of minutes")))?;
        if row.some(columns.clock).is_some() {
            time.to = time.to.max(time.from.plus_ms(i64::from(minutes) * 60_000));
        }
    }
    Ok(time)
}

/// The row's own words, in the order of the annex.
fn show(row: &Row<'_>, columns: &Columns) -> String {
    let cells = [Some(columns.form), Some(columns.by_whom), Some(columns.reason)];
    let mut words: Vec<String> = cells.into_iter().filter_map(|column| row.some(column).map(str::to_owned)).collect();
    words.extend(row.some(columns.duration).map(|minutes| format!("{minutes} minutes")));
    clean(&words.join("; "), TEXT_CHARS_MAX)
}
