//! One station over one stretch of time a row: minutes planned and minutes observed.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::NAME_CHARS_MAX;
use crate::table::{Column, Row, Table};
use crate::words::perceived::{read_coverage_state, read_sense};
use crate::words::text::clean;
use crate::words::time::read_moment;
use crate::{Format, Unreadable};
use model::{Coverage, Sense, TimePrecision, When};

/// Reads an annex of coverage.
///
/// # Errors
/// If a column is missing.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let table = document.need_table(Format::AnnexCoverage)?;
    let columns = Columns::find(table).map_err(|why| Unreadable::Misfit { format: Format::AnnexCoverage, why })?;
    harvest.rows(table, &mut |row, harvest| read_row(row, &columns, harvest))
}

/// A day on which clocks go forward is still planned with 24 hours.
const CLOCK_CHANGE_MIN: i64 = 60;

struct Columns {
    station: Column,
    sense: Column,
    from: Column,
    to: Column,
    planned: Column,
    observed: Column,
    state: Column,
    region: Option<Column>,
    cause: Option<Column>,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, String> {
        Ok(Self {
            station: table.need(&["Station"])?,
            sense: table.need(&["Sense"])?,
            from: table.need(&["From"])?,
            to: table.need(&["To"])?,
            planned: table.need(&["Planned min"])?,
            observed: table.need(&["Observed min"])?,
            state: table.need(&["State"])?,
            region: table.find(&["Region"]),
            cause: table.find(&["Cause"]),
        })
    }
}

fn read_row(row: &Row<'_>, columns: &Columns, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let station = clean(row.need(columns.station)?, NAME_CHARS_MAX);
    let sense = read_sense(row.need(columns.sense)?).map_err(|reason| Fault::cell(row, columns.sense, reason))?;
    let state = read_coverage_state(row.need(columns.state)?).map_err(|reason| Fault::cell(row, columns.state, reason))?;
    let time = read_time(row, columns, harvest)?;
    let planned_min = read_minutes(row, columns.planned, &time)?;
    let observed_min = read_minutes(row, columns.observed, &time)?;
    let words = |column: Option<Column>| row.some(column).map(|text| clean(text, NAME_CHARS_MAX));
    let source = harvest.member.source.clone();
    let coverage = Coverage {
        cause: words(columns.cause),
        from: harvest.member.passage(row.line),
        id: Coverage::derive_id(&source, &with_sense(&station, sense), &time),
        observed_min,
        planned_min,
        region: words(columns.region),
        sense,
        source,
        state,
        station,
        time,
    };
    harvest.coverages.push(coverage);
    Ok(())
}

/// A camera and a patrol may stand at one station at one time: the sense is part of the id.
fn with_sense(station: &str, sense: Sense) -> String {
    format!("{station}\u{1f}{}", serde_json::to_string(&sense).unwrap_or_default())
}

fn read_time(row: &Row<'_>, columns: &Columns, harvest: &Harvest<'_>) -> Result<When, Fault> {
    let moment = |column: Column| read_moment(row.need(column)?, &harvest.member.zone).map_err(|reason| Fault::cell(row, column, reason));
    let (from, to) = (moment(columns.from)?, moment(columns.to)?);
    // A day as the end means through that day; a clock time as the end is the end itself.
    let end = if to.precision == TimePrecision::Day { to.to } else { to.from };
    if end <= from.from {
        return Err(Fault::cell(row, columns.to, format!("`{}` does not lie after `{}`", row.cell(columns.to), row.cell(columns.from))));
    }
    let time = harvest.member.zone.interval(from.from, end, TimePrecision::Minute);
    harvest.member.check_time(&time, row.cell(columns.from)).map_err(|reason| Fault::cell(row, columns.from, reason))?;
    Ok(time)
}

fn read_minutes(row: &Row<'_>, column: Column, time: &When) -> Result<u32, Fault> {
    let text = row.need(column)?;
    let most = (time.to.ms() - time.from.ms()) / 60_000 + CLOCK_CHANGE_MIN;
    let minutes: Option<u32> = text.parse().ok().filter(|minutes| i64::from(*minutes) <= most);
    minutes
        .ok_or_else(|| Fault::cell(row, column, format!("`{text}` is not a number of minutes from 0 to {most}, what the interval holds")))
}
