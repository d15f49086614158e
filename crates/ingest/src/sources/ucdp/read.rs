//! One event a row, coded from news by experts; its precision codes decide time and place.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::{NAME_CHARS_MAX, SD_ADM2_M, SD_AROUND_M, TEXT_CHARS_MAX};
use crate::table::{Column, Row, Table};
use crate::words::count::read_number;
use crate::words::place::{place_of, read_cells};
use crate::words::text::{clean, some};
use crate::words::time::read_day;
use crate::{Format, Unreadable};
use model::{Claim, Count, Kind, Measure, Place, PlacePrecision, Position, Sense, TimePrecision, When};

/// Reads a UCDP event table.
///
/// # Errors
/// If a column is missing.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let table = document.need_table(Format::Ucdp)?;
    let columns = Columns::find(table).map_err(|why| Unreadable::Misfit { format: Format::Ucdp, why })?;
    harvest.rows(table, &mut |row, harvest| read_row(row, &columns, harvest))
}

struct Columns {
    id: Column,
    first: Column,
    last: Column,
    date_prec: Column,
    lat: Column,
    lon: Column,
    where_prec: Column,
    violence: Column,
    low: Option<Column>,
    best: Option<Column>,
    high: Option<Column>,
    /// Deaths by side: column and the column that names the side.
    sides: Vec<(Column, Option<Column>)>,
    names: Vec<Column>,
    dyad: Option<Column>,
    reports: Option<Column>,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, String> {
        let side = |deaths: &str, name: &str| Some((table.find(&[deaths])?, table.find(&[name])));
        Ok(Self {
            id: table.need(&["id"])?,
            first: table.need(&["date_start"])?,
            last: table.need(&["date_end"])?,
            date_prec: table.need(&["date_prec"])?,
            lat: table.need(&["latitude"])?,
            lon: table.need(&["longitude"])?,
            where_prec: table.need(&["where_prec"])?,
            violence: table.need(&["type_of_violence"])?,
            low: table.find(&["low"]),
            best: table.find(&["best"]),
            high: table.find(&["high"]),
            sides: [side("deaths_a", "side_a"), side("deaths_b", "side_b"), side("deaths_civilians", ""), side("deaths_unknown", "")]
                .into_iter()
                .flatten()
                .collect(),
            names: ["where_coordinates", "adm_2", "adm_1", "country"].iter().filter_map(|name| table.find(&[name])).collect(),
            dyad: table.find(&["dyad_name"]),
            reports: table.find(&["source_headline", "source_article", "where_description"]),
        })
    }
}

fn read_row(row: &Row<'_>, columns: &Columns, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let key = clean(row.need(columns.id)?, 100);
    let centre = read_cells(row, columns.lat, columns.lon)?;
    let time = read_time(row, columns, harvest)?;
    let (place, precision) = read_place(row, columns, centre)?;
    let kind = read_violence(row, columns)?;
    let claims = read_deaths(row, columns, &time, harvest)?;
    let id = harvest.id_by_key(&key);
    let mut observation = harvest.member.observation(id, kind, Sense::Read, time, row.line);
    observation.claims = claims;
    observation.key = Some(key);
    observation.place = Some(place);
    observation.place_precision = Some(precision);
    observation.place_name = some(columns.names.iter().filter_map(|name| row.some(Some(*name))).collect::<Vec<_>>().join(", "));
    observation.text = some(show(row, columns));
    harvest.observations.push(observation);
    Ok(())
}

fn show(row: &Row<'_>, columns: &Columns) -> String {
    let parts: Vec<&str> = [columns.dyad, columns.reports].into_iter().filter_map(|column| row.some(column)).collect();
    clean(&parts.join(": "), TEXT_CHARS_MAX)
}

fn read_time(row: &Row<'_>, columns: &Columns, harvest: &Harvest<'_>) -> Result<When, Fault> {
    let day = |column: Column| {
        let text = row.need(column)?;
        read_day(text).ok_or_else(|| Fault::cell(row, column, format!("`{text}` is not a day such as 2026-01-07")))
    };
    let (first, last) = (day(columns.first)?, day(columns.last)?);
    if last < first {
        return Err(Fault::cell(row, columns.last, format!("`{last}` lies before the first day, {first}")));
    }
    let precision = match row.need(columns.date_prec)? {
        "1" => TimePrecision::Day,
        "2" => TimePrecision::Days,
        "3" => TimePrecision::Week,
        "4" => TimePrecision::Month,
        "5" => TimePrecision::Year,
        other => return Err(Fault::cell(row, columns.date_prec, format!("`{other}` is not a precision from 1 (day) to 5 (year)"))),
    };
    let time = harvest.member.zone.days(first, last, precision).map_err(|reason| Fault::cell(row, columns.first, reason))?;
    harvest.member.check_time(&time, row.cell(columns.first)).map_err(|reason| Fault::cell(row, columns.first, reason))?;
    Ok(time)
}

/// Codes 3 to 7 never feed a zone or distance clause. Source: DOMAIN 1.10.
fn read_place(row: &Row<'_>, columns: &Columns, centre: Position) -> Result<(Place, PlacePrecision), Fault> {
    let around = |sd_m| Place::Normal { centre, sd_m };
    match row.need(columns.where_prec)? {
        "1" => Ok((place_of(centre, PlacePrecision::Settlement, None), PlacePrecision::Settlement)),
        "2" => Ok((around(SD_AROUND_M), PlacePrecision::Settlement)),
        "3" => Ok((around(SD_ADM2_M), PlacePrecision::Adm2)),
        "4" => Ok((place_of(centre, PlacePrecision::Adm1, None), PlacePrecision::Adm1)),
        "5" | "6" | "7" => Ok((place_of(centre, PlacePrecision::Country, None), PlacePrecision::Country)),
        other => Err(Fault::cell(row, columns.where_prec, format!("`{other}` is not a precision from 1 (exact) to 7 (sea or airspace)"))),
    }
}

fn read_violence(row: &Row<'_>, columns: &Columns) -> Result<Kind, Fault> {
    match row.need(columns.violence)? {
        "1" | "2" => Ok(Kind::ExchangeOfFire),
        "3" => Ok(Kind::Casualty),
        other => Err(Fault::cell(row, columns.violence, format!("`{other}` is not a type of violence from 1 to 3"))),
    }
}

/// The estimates as the coders give them: low to high, best, and the parts of the best by side.
fn read_deaths(row: &Row<'_>, columns: &Columns, time: &When, harvest: &mut Harvest<'_>) -> Result<Vec<Claim>, Fault> {
    let number = |column: Option<Column>| match column.and_then(|column| Some((column, row.some(Some(column))?))) {
        Some((column, text)) => {
            read_number(text).map(Some).ok_or_else(|| Fault::cell(row, column, format!("`{text}` is not a number of deaths")))
        }
        None => Ok(None),
    };
    let (low, best, high) = (number(columns.low)?, number(columns.best)?, number(columns.high)?);
    let claim = |count: Count, definition: String| Claim {
        about: None,
        as_of: None,
        count,
        cumulative: false,
        definition: Some(clean(&definition, NAME_CHARS_MAX)),
        measure: Measure::Killed,
        speaker: harvest.member.speaker(),
        window: Some(time.clone()),
    };
    let mut claims = Vec::new();
    if let (Some(low), Some(high)) = (low, high) {
        let count = Count::between(low, high, &format!("low {low}, high {high}"));
        claims.push(claim(count, "deaths: low to high estimate".into()));
    }
    if let Some(best) = best {
        claims.push(claim(Count::exact(best), "deaths: best estimate".into()));
    }
    for (deaths, side) in &columns.sides {
        if let Some(n) = number(Some(*deaths))? {
            let side = row.some(*side).map_or_else(String::new, |side| format!(" ({side})"));
            claims.push(claim(Count::exact(n), format!("{}{side}, within the best estimate", row.name(*deaths).replace('_', " "))));
        }
    }
    if low.zip(high).is_some_and(|(low, high)| low > high)
        || low.zip(best).is_some_and(|(low, best)| best < low)
        || best.zip(high).is_some_and(|(best, high)| high < best)
    {
        harvest.tally("best estimate outside low to high, all kept as given", row.line);
    }
    Ok(claims)
}
