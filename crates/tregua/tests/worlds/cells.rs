//! The cells of reports, each with its table, row and column: what a reader sees.

use crate::grammar::{Filter, Test};
use report::Daily;
use report::document::{Block, Cell, Table};
use server::daily::{Ask, report as report_of, several};
use store::Folder;
use store::view::View;

/// How many cells of a report fit.
pub fn count(folder: &Folder, filters: &[Filter]) -> Result<u64, String> {
    let asked = |key: &str| {
        filters
            .iter()
            .find(|filter| filter.key == key)
            .and_then(|filter| if let Test::Is(word) = &filter.test { Some(word.as_str()) } else { None })
    };
    let view = View::open(folder, None).map_err(|fault| fault.to_string())?;
    let day = asked("day").ok_or("cells need day=YYYY-MM-DD")?;
    let of = |form| report_of(&view, &Ask { form, day, from: asked("from"), about: &[] }).map(|report| vec![report]);
    let reports = match asked("report") {
        Some("daily") => several(&view, day, asked("days").map_or(Ok(1), str::parse).map_err(|_| "days= is no number")?),
        Some("weekly") => of(report::Form::Weekly),
        Some("ledger") => of(report::Form::Ledger),
        Some("spot") => of(report::Form::Spot),
        _ => return Err("cells need report=daily, weekly, ledger or spot".into()),
    };
    let filters: Vec<&Filter> = filters.iter().filter(|filter| !["report", "day", "days", "from"].contains(&filter.key.as_str())).collect();
    Ok(reports.map_err(|fault| fault.to_string())?.iter().map(|report| of_report(report, &filters)).sum())
}

fn of_report(report: &Daily, filters: &[&Filter]) -> u64 {
    let blocks = report.sections.iter().flat_map(|section| &section.blocks);
    blocks.map(|block| if let Block::Table(table) = block { of_table(table, filters) } else { 0 }).sum()
}

fn of_table(table: &Table, filters: &[&Filter]) -> u64 {
    let mut under: Vec<String> = Vec::new();
    let mut fitting = 0;
    for row in &table.rows {
        under.truncate(usize::try_from(row.depth).unwrap_or(0));
        let name = row.name.plain();
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            let values = |key: &str| match key {
                "table" => vec![table.id.clone()],
                "row" => vec![name.clone()],
                "under" => under.clone(),
                "column" => vec![column.measure.clone()],
                _ => Some(text(cell)).filter(|text| !text.is_empty()).into_iter().collect(),
            };
            fitting += u64::from(filters.iter().all(|filter| filter.fits(&values(&filter.key))));
        }
        under.push(name);
    }
    fitting
}

/// A cell as a reader sees it: `12; before 8; +50 %`.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Compared(compared) => format!("{}; before {}; {}", compared.now.text(), compared.previous.text(), compared.change_text()),
        Cell::Parts(sentence) => sentence.plain(),
    }
}
