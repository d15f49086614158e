//! One flat table of all numbers and rows, RFC 4180, safe to open in a spreadsheet.

use crate::Daily;
use crate::document::{Block, Cell, Column, FamilyNumber, Part, Row, Section, Sentence, Table};
use crate::figure::{Bound, Change, Compared, Figure, Why};

/// The one column of numbers that may be negative: it alone is never taken for a formula.
const CHANGE: &str = "change_ppm";

const HEADER: [&str; 15] = [
    "section",
    "table",
    "row",
    "measure",
    "period",
    "lo",
    "hi",
    "qualifier",
    "previous_lo",
    "previous_hi",
    "previous_qualifier",
    CHANGE,
    "ids",
    "previous_ids",
    "text",
];

/// The measure of a line that holds a sentence: words, with the ids behind all its numbers.
const SENTENCE: &str = "sentence";

/// The report as CSV: one line for each number, or for each row of words.
///
/// Ids are parted by blanks, the path of a nested row by ` > `, the two ends of the period by `/`.
/// A cell that a spreadsheet would run as a formula is preceded by an apostrophe.
pub fn show_csv(daily: &Daily) -> String {
    let period = format!("{}/{}", daily.period.from, daily.period.to);
    let mut sheet = Sheet { text: String::new(), period };
    sheet.write(&HEADER.map(String::from));
    head(&mut sheet, daily);
    daily.numbers.iter().for_each(|number| show_number(&mut sheet, number));
    for section in &daily.sections {
        show_section(&mut sheet, section);
    }
    sheet.text
}

/// Several periods in one table: the column `period` tells them apart.
pub fn show_csv_parts(parts: &[Daily]) -> String {
    let mut text = String::new();
    for (place, part) in parts.iter().enumerate() {
        let csv = show_csv(part);
        text.push_str(if place == 0 { &csv } else { csv.split_once("\r\n").map_or("", |(_, rest)| rest) });
    }
    text
}

fn head(sheet: &mut Sheet, daily: &Daily) {
    let as_of = format!("{} of log {}, root {}", daily.as_of.position, daily.as_of.log_name, daily.as_of.root);
    let previous = format!("{}/{}", daily.previous.from, daily.previous.to);
    let lines = [
        ("mission", daily.mission.clone()),
        ("day", daily.day.clone()),
        ("fictional", daily.fictional.to_string()),
        ("marking", format!("TLP:{}", daily.marking.to_uppercase())),
        ("known_at_log_position", as_of),
        ("zone", daily.zone.clone()),
        ("period_before", previous),
    ];
    for (name, text) in lines {
        sheet.line(&Line { section: "head", row: name, text: &text, ..Line::default() });
    }
}

/// The incidents of a family as an interval, over the partitions that are possible.
fn show_number(sheet: &mut Sheet, number: &FamilyNumber) {
    let figure = |low, high| Figure::between(low, Some(high), Vec::new());
    let (now, previous) = (figure(number.low, number.high), figure(number.previous_low, number.previous_high));
    let text = format!("found {} and {} before", number.found, number.previous_found);
    let compared = Compared { change: Change::Withheld(Why::Interval), now: now.clone(), previous };
    let row = &number.family;
    sheet.line(&Line {
        section: "numbers",
        row,
        measure: "incidents_90",
        now: Some(&now),
        previous: Some(&compared),
        text: &text,
        ..Line::default()
    });
}

struct Sheet {
    text: String,
    period: String,
}

#[derive(Default)]
struct Line<'a> {
    section: &'a str,
    table: &'a str,
    row: &'a str,
    measure: &'a str,
    now: Option<&'a Figure>,
    previous: Option<&'a Compared>,
    text: &'a str,
}

impl Sheet {
    fn line(&mut self, line: &Line<'_>) {
        let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
        let ids = |figure: Option<&Figure>| figure.map_or_else(String::new, |figure| figure.ids.join(" "));
        let previous = line.previous.map(|compared| &compared.previous);
        let change = match line.previous.map(|compared| compared.change) {
            Some(Change::Ppm(ppm)) => ppm.to_string(),
            Some(Change::Withheld(_)) | None => String::new(),
        };
        let qualifier = |figure: Option<&Figure>| figure.map_or_else(String::new, |figure| figure.qualifier.word().into());
        self.write(&[
            line.section.into(),
            line.table.into(),
            line.row.into(),
            line.measure.into(),
            self.period.clone(),
            number(line.now.and_then(|figure| figure.lo)),
            number(line.now.and_then(|figure| figure.hi)),
            if line.measure == SENTENCE { String::new() } else { qualifier(line.now) },
            number(previous.and_then(|figure| figure.lo)),
            number(previous.and_then(|figure| figure.hi)),
            qualifier(previous),
            change,
            ids(line.now),
            ids(previous),
            line.text.into(),
        ]);
    }

    fn write(&mut self, cells: &[String; 15]) {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            let is_number = HEADER.get(place) == Some(&CHANGE) && cell.parse::<i64>().is_ok();
            push_cell(&mut self.text, cell, is_number);
        }
        self.text.push_str("\r\n");
    }
}

fn push_cell(text: &mut String, cell: &str, is_number: bool) {
    let guarded = if is_formula(cell) && !is_number { format!("'{cell}") } else { cell.to_owned() };
    if guarded.contains(['"', ',', '\r', '\n']) {
        text.push('"');
        text.push_str(&guarded.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(&guarded);
    }
}

/// What spreadsheets take for a formula, also after blanks.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['\t', '\r', '\n']) || cell.trim_start().starts_with(['=', '+', '-', '@'])
}

fn show_section(sheet: &mut Sheet, section: &Section) {
    for block in &section.blocks {
        match block {
            Block::Bullets(points) => points.iter().for_each(|point| sentence(sheet, section, "", point)),
            Block::Paragraph(one) => sentence(sheet, section, "", one),
            Block::Quote(quote) => {
                let text = quote.words.as_deref().unwrap_or("text not at hand");
                let row = format!("{} {}", quote.agreement, quote.clause);
                sheet.line(&Line { section: &section.id, row: &row, measure: "clause", text, ..Line::default() });
            }
            Block::Chart(_) => {}
            Block::Table(table) => show_table(sheet, section, table),
        }
    }
}

/// A sentence as one line, with all ids of its numbers; the numbers themselves stand in the tables.
fn sentence(sheet: &mut Sheet, section: &Section, table: &str, sentence: &Sentence) {
    let named = sentence.0.iter().filter_map(|part| if let Part::Id(id) = part { Some(id) } else { None });
    let ids: std::collections::BTreeSet<&String> = sentence.figures().flat_map(|figure| &figure.ids).chain(named).collect();
    let figure = Figure::absent(Bound::NotAdded, ids.into_iter().cloned().collect());
    let now = (!figure.ids.is_empty()).then_some(&figure);
    let mut line = Line { section: &section.id, table, measure: SENTENCE, text: &sentence.plain(), ..Line::default() };
    line.now = now;
    sheet.line(&line);
}

fn show_table(sheet: &mut Sheet, section: &Section, table: &Table) {
    let mut path: Vec<String> = Vec::new();
    for row in &table.rows {
        path.truncate(usize::try_from(row.depth).unwrap_or(0));
        path.push(row.name.plain());
        show_row(sheet, section, table, row, &path.join(" > "));
    }
    table.notes.iter().for_each(|note| sentence(sheet, section, &table.id, note));
}

fn show_row(sheet: &mut Sheet, section: &Section, table: &Table, row: &Row, path: &str) {
    let line = Line { section: &section.id, table: &table.id, row: path, ..Line::default() };
    let words = words(table, row);
    let mut numbers = 0;
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        match cell {
            Cell::Compared(compared) => {
                numbers += 1;
                sheet.line(&Line { measure: &column.measure, now: Some(&compared.now), previous: Some(compared), text: &words, ..line });
            }
            Cell::Parts(sentence) => {
                for figure in sentence.figures() {
                    numbers += 1;
                    sheet.line(&Line { measure: &column.measure, now: Some(figure), text: &words, ..line });
                }
            }
        }
    }
    if numbers == 0 {
        sheet.line(&Line { text: &words, ..line });
    }
}

/// The row's words: `Column: words; Column: words`.
fn words(table: &Table, row: &Row) -> String {
    let cell = |(column, cell): (&Column, &Cell)| match cell {
        Cell::Compared(_) => None,
        Cell::Parts(sentence) => {
            let plain = sentence.plain();
            let only_number = matches!(sentence.0.as_slice(), [Part::Figure(_)]);
            (!plain.is_empty() && !only_number).then(|| format!("{}: {plain}", column.name))
        }
    };
    table.columns.iter().zip(&row.cells).filter_map(cell).collect::<Vec<_>>().join("; ")
}
