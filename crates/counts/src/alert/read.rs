//! The table that series are read from: a day, a count, what it was watched under.

use super::{Day, Seen};
use crate::method::{DAY_COUNT_MAX, EXPOSURE_MAX, SERIES_DAYS_MAX};
use model::Instant;
use std::collections::{BTreeMap, BTreeSet};

const DAY: [&str; 6] = ["day", "date", "time", "t", "timestamp", "period"];
const COUNT: [&str; 9] = ["count", "n", "events", "incidents", "violations", "explosions", "number", "total", "y"];
const ZONE: [&str; 8] = ["zone", "area", "region", "cell", "series", "sector", "oblast", "place"];
/// Columns whose product is the coverage.
const COVERAGE: [&str; 11] = [
    "coverage",
    "exposure",
    "hours",
    "observed_hours",
    "hours_observed",
    "coverage_hours",
    "observed",
    "chance",
    "p_detect",
    "offset",
    "expected",
];
const BREAK: [&str; 3] = ["break", "series_break", "new_sensors"];
const DAY_MS: i64 = 86_400_000;

/// Series by zone, and what could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Days by zone, ascending by zone; the zone of a table without zones is "all".
    pub series: BTreeMap<String, Vec<Day>>,
    /// Whether a column says what was watched; without, every row counts as watched alike.
    pub has_coverage: bool,
    /// Whether days are dates; else plain numbers.
    pub has_dates: bool,
    /// Rows left out, with line, column and reason.
    pub refused: Vec<String>,
}

/// Why a table holds no series.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    /// A column is missing.
    #[error("no column for the {what}: one of {names} is expected; the table has {has}")]
    Column {
        /// Which.
        what: &'static str,
        /// Names that are understood.
        names: String,
        /// Names that are there.
        has: String,
    },
    /// No row could be read.
    #[error("no row could be read as a day of a series")]
    Empty,
    /// Days and numbers in one column.
    #[error("the day column mixes dates and plain numbers: either is right, not both")]
    Mixed,
    /// Too long.
    #[error("zone `{zone}`: {days} days between the first and the last one; at most {SERIES_DAYS_MAX} are watched")]
    Long {
        /// Which.
        zone: String,
        /// How long.
        days: i64,
    },
}

/// Columns by their meaning.
struct Columns {
    day: usize,
    count: usize,
    zone: Option<usize>,
    coverage: Vec<(usize, String)>,
    starts_anew: Option<usize>,
}

/// Reads series from a table: its header, and rows with their line numbers.
///
/// # Errors
/// [`TableFault`] if no series can be made of it. Rows that cannot be read are in `refused`.
pub fn read(header: &[String], rows: &[(u32, Vec<String>)]) -> Result<Table, TableFault> {
    let columns = columns(header)?;
    let has_coverage = !columns.coverage.is_empty();
    let mut table = Table { series: BTreeMap::new(), has_coverage, has_dates: false, refused: Vec::new() };
    let mut met: BTreeSet<(String, i64)> = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for (line, cells) in rows {
        match read_row(&columns, cells) {
            Ok((zone, day, is_date)) => {
                kinds.insert(is_date);
                if met.insert((zone.clone(), day.day)) {
                    table.series.entry(zone).or_default().push(day);
                } else {
                    table
                        .refused
                        .push(format!("line {line}: zone `{zone}` has this day already; one row for each day and zone is expected"));
                }
            }
            Err(reason) => table.refused.push(format!("line {line}: {reason}")),
        }
    }
    if kinds.len() > 1 {
        return Err(TableFault::Mixed);
    }
    table.has_dates = kinds.contains(&true);
    for (zone, days) in &table.series {
        let ends = days.iter().map(|day| day.day);
        let length = ends.clone().max().unwrap_or(0).saturating_sub(ends.min().unwrap_or(0));
        if length > SERIES_DAYS_MAX {
            return Err(TableFault::Long { zone: zone.clone(), days: length });
        }
    }
    if table.series.is_empty() { Err(TableFault::Empty) } else { Ok(table) }
}

fn columns(header: &[String]) -> Result<Columns, TableFault> {
    let lower: Vec<String> = header.iter().map(|name| name.trim().to_lowercase().replace([' ', '-'], "_")).collect();
    let find = |names: &[&str]| names.iter().find_map(|name| lower.iter().position(|own| own == name));
    let missing = |what, names: &[&str]| TableFault::Column { what, names: quoted(names), has: quoted(&lower) };
    let coverage = lower.iter().enumerate().filter(|(_, name)| COVERAGE.contains(&name.as_str()));
    Ok(Columns {
        day: find(&DAY).ok_or_else(|| missing("day", &DAY))?,
        count: find(&COUNT).ok_or_else(|| missing("count", &COUNT))?,
        zone: find(&ZONE),
        coverage: coverage.map(|(at, name)| (at, name.clone())).collect(),
        starts_anew: find(&BREAK),
    })
}

fn quoted<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

fn cell(cells: &[String], at: usize) -> &str {
    cells.get(at).map_or("", |text| text.trim())
}

/// Zone, day, and whether the day is a date.
fn read_row(columns: &Columns, cells: &[String]) -> Result<(String, Day, bool), String> {
    let (day, is_date) = read_day(cell(cells, columns.day))?;
    let zone = columns.zone.map_or("all", |at| cell(cells, at)).to_owned();
    let exposure = read_exposure(columns, cells)?;
    let count = cell(cells, columns.count);
    let seen = if count.is_empty() {
        None
    } else {
        let count = read_count(count)?;
        let seen = Seen::new(count, exposure);
        if seen.is_none() && count > 0 {
            return Err(format!("count {count} with no coverage: a count needs somebody who watched"));
        }
        seen
    };
    let is_break = columns.starts_anew.is_some_and(|at| !matches!(cell(cells, at).to_lowercase().as_str(), "" | "0" | "no" | "false"));
    Ok((zone, Day { day, seen, is_break }, is_date))
}

fn read_day(text: &str) -> Result<(i64, bool), String> {
    let wrong = || format!("day `{text}` is neither a date such as 2026-01-31 nor a whole number");
    let is_number = !text.is_empty() && text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
    if is_number && text.len() != 8 {
        let number: i64 = text.parse().map_err(|_| wrong())?;
        return if number.abs() < i64::from(i32::MAX) { Ok((number, false)) } else { Err(wrong()) };
    }
    let date = text.split(['T', ' ']).next().unwrap_or(text);
    let plain =
        (is_number && date.is_ascii()).then(|| [date.get(0..4), date.get(4..6), date.get(6..8)].map(|part| part.unwrap_or("")).join("-"));
    let start = Instant::start_of_day(plain.as_deref().unwrap_or(date), "UTC").map_err(|_| wrong())?;
    Ok((start.ms().div_euclid(DAY_MS), true))
}

/// A whole number; `12.0` is one.
fn read_count(text: &str) -> Result<u64, String> {
    let plain = text.strip_suffix(".0").unwrap_or(text);
    plain
        .parse()
        .ok()
        .filter(|count| *count <= DAY_COUNT_MAX)
        .ok_or_else(|| format!("count `{text}` is not a whole number from 0 to {DAY_COUNT_MAX}"))
}

/// The product of what is given; an empty cell is no coverage.
fn read_exposure(columns: &Columns, cells: &[String]) -> Result<f64, String> {
    let mut product = 1.0;
    for (at, name) in &columns.coverage {
        let text = cell(cells, *at);
        let share = text.strip_suffix('%').map(|percent| percent.trim().parse::<f64>().map(|percent| percent / 100.0));
        let value = if text.is_empty() { Ok(0.0) } else { share.unwrap_or_else(|| text.parse()) };
        product *= value
            .ok()
            .filter(|value| (0.0..=EXPOSURE_MAX).contains(value))
            .ok_or_else(|| format!("{name} `{text}` is not a number from 0 on"))?;
    }
    if product > EXPOSURE_MAX { Err("the coverage is greater than 1e9 units".into()) } else { Ok(product) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table, TableFault> {
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = lines.next().unwrap_or_default();
        read(&header, &(2..).zip(lines).collect::<Vec<_>>())
    }

    #[test]
    fn columns_come_in_any_order_and_spelling_and_others_are_left_out() {
        let read = table("note,Coverage,COUNT,Date,Zone\nx,0.5,3,2026-01-01,a\n,50%,4,2026-01-02T10:00,a\n,,,20260103,a").unwrap();
        let days = &read.series["a"];
        assert_eq!((days[0].seen, days[1].seen, days[2].seen), (Seen::new(3, 0.5), Seen::new(4, 0.5), None));
        assert_eq!((days[1].day - days[0].day, days[2].day - days[1].day, read.has_dates), (1, 1, true));
    }

    #[test]
    fn bad_rows_are_refused_with_their_line_and_lose_no_other() {
        let read =
            table("day,count,hours\n1,5,2\n1,6,2\nx,1,1\n2,-3,1\n3,4,0\n4,4,nan\n5,4,1e300\n6,9999999999999,1\n7,0,0\n8,1,1").unwrap();
        assert_eq!(read.series["all"].iter().map(|day| day.day).collect::<Vec<_>>(), [1, 7, 8]);
        let told = [
            "line 3: zone `all` has",
            "line 4: day `x`",
            "line 5: count `-3`",
            "line 6: count 4 with no coverage",
            "line 7: hours `nan`",
            "line 8: hours",
            "line 9: count",
        ];
        assert_eq!(read.refused.len(), told.len(), "{:?}", read.refused);
        for (refused, told) in read.refused.iter().zip(told) {
            assert!(refused.starts_with(told), "{refused}");
        }
    }

    #[test]
    fn tables_that_hold_no_series_say_what_would_be_right() {
        assert!(table("a,b\n1,2").unwrap_err().to_string().contains("no column for the day: one of `day`"));
        assert_eq!(table("day,count"), Err(TableFault::Empty));
        assert_eq!(table("day,count\n1,1\n2026-01-01,2"), Err(TableFault::Mixed));
        assert!(matches!(table("day,count\n1,1\n99999,2"), Err(TableFault::Long { .. })));
    }
}
