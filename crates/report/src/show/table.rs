//! Tables, sentences and quotes as HTML.

use super::ids::Ids;
use crate::document::{Cell, Column, Part, Quote, Row, Sentence, Table};
use crate::method::ROWS_SHOWN_MAX;
use maud::{Markup, html};
use model::count::grouped;

/// A part of a sentence.
fn part(part: &Part, ids: &Ids<'_>, row: Option<&Row>) -> Markup {
    match part {
        Part::Figure(figure) => ids.figure(figure, row),
        Part::Id(id) => ids.id(id),
        Part::Outcome(outcome) => html! { span.badge data-outcome=(outcome.word()) { (outcome.word().replace('_', " ")) } },
        Part::Text(text) => html! { (text) },
    }
}

/// A sentence.
pub fn show_sentence(sentence: &Sentence, ids: &Ids<'_>, row: Option<&Row>) -> Markup {
    html! { @for one in &sentence.0 { (part(one, ids, row)) } }
}

/// A clause in its own words.
pub fn show_quote(quote: &Quote) -> Markup {
    html! {
        h3 { "Clause " (quote.clause) " of " (quote.agreement) @if let Some(article) = &quote.article { ": " (article) } }
        @match &quote.words {
            Some(words) => blockquote { p { (words) } },
            None => p.undetermined { "The text of this clause was not at hand." },
        }
        p.quiet { "Version of the text: " code.hash { (quote.agreement_version) } }
    }
}

/// A table; one on request is folded away.
pub fn show_table(table: &Table, ids: &Ids<'_>) -> Markup {
    let shown = shown_columns(table);
    let whole = html! {
        div.table tabindex="0" role="region" aria-label=(table.caption) {
            table id={ "t-" (table.id) } {
                caption { (table.caption) }
                (head(table, &shown))
                tbody { @for one in table.rows.iter().take(ROWS_SHOWN_MAX) { (row(table, &shown, one, ids)) } }
            }
        }
        @if table.rows.len() > ROWS_SHOWN_MAX {
            p.quiet {
                (grouped((table.rows.len() - ROWS_SHOWN_MAX) as u64)) " further rows are not printed here: the CSV and JSON forms of this report hold all "
                (grouped(table.rows.len() as u64)) "."
            }
        }
        @for note in &table.notes { p.quiet { (show_sentence(note, ids, None)) } }
    };
    if table.on_request {
        html! { details { summary { (table.caption) } (whole) } }
    } else {
        whole
    }
}

/// Which columns are printed: those in which some row says something.
fn shown_columns(table: &Table) -> Vec<bool> {
    let says = |cell: &Cell| match cell {
        Cell::Compared(_) => true,
        Cell::Parts(sentence) => !sentence.plain().is_empty(),
    };
    (0..table.columns.len()).map(|place| table.rows.iter().any(|row| row.cells.get(place).is_some_and(says))).collect()
}

fn head(table: &Table, shown: &[bool]) -> Markup {
    let columns = || table.columns.iter().zip(shown).filter(|(_, shown)| **shown).map(|(column, _)| column);
    let compared = table.columns.iter().any(|column| column.compared);
    let number = |column: &Column| column.numeric.then_some("num");
    html! {
        thead {
            tr {
                th scope="col" rowspan=[compared.then_some("2")] { (table.names) }
                @for column in columns() {
                    @if column.compared {
                        th.num scope="colgroup" colspan="3" { (column.name) }
                    } @else {
                        th class=[number(column)] scope="col" rowspan=[compared.then_some("2")] { (column.name) }
                    }
                }
            }
            @if compared {
                tr { @for _ in columns().filter(|column| column.compared) {
                    th.num scope="col" { "this period" }
                    th.num scope="col" { "before" }
                    th.num scope="col" { "change" }
                } }
            }
        }
    }
}

fn row(table: &Table, shown: &[bool], row: &Row, ids: &Ids<'_>) -> Markup {
    let cells = table.columns.iter().zip(&row.cells).zip(shown).filter(|(_, shown)| **shown).map(|(cell, _)| cell);
    let depth = usize::try_from(row.depth).unwrap_or(0);
    html! {
        tr {
            th scope="row" { @if depth > 0 { span aria-hidden="true" { ("\u{2003}".repeat(depth)) } } (part(&row.name, ids, None)) }
            @for (column, cell) in cells { (show_cell(column, cell, row, ids)) }
        }
    }
}

fn show_cell(column: &Column, cell: &Cell, row: &Row, ids: &Ids<'_>) -> Markup {
    match cell {
        Cell::Compared(compared) => html! {
            td.num { (ids.figure(&compared.now, Some(row))) }
            td.num { (ids.figure(&compared.previous, Some(row))) }
            td.num.quiet { (compared.change_text()) }
        },
        Cell::Parts(sentence) => html! { td class=[column.numeric.then_some("num")] { (show_sentence(sentence, ids, Some(row))) } },
    }
}
