//! A bar chart as accessible SVG: this period filled, the one before hatched, baseline at zero, the numbers beside the bars.

use crate::document::{Cell, Chart, Row, Table};
use crate::figure::{Compared, Figure};
use maud::{Markup, html};

const WIDTH: u64 = 680;
const LEFT: u64 = 220;
const BARS: u64 = 340;
const BAR: u64 = 12;
const ROW: u64 = 36;
const TOP: u64 = 30;

/// The chart; nothing if its table has no top rows that compare.
pub fn show_chart(chart: &Chart, table: &Table) -> Markup {
    let cell = usize::try_from(chart.cell).unwrap_or(0);
    let rows: Vec<(String, &Compared)> = table.rows.iter().filter(|row| row.depth == 0).filter_map(|row| bar_of(row, cell)).collect();
    if rows.is_empty() {
        return html! {};
    }
    let most = rows.iter().flat_map(|(_, one)| [&one.now, &one.previous]).filter_map(top).max().unwrap_or(0).max(1);
    let height = TOP + ROW * rows.len() as u64 + 24;
    html! {
        figure {
            svg.chart role="img" width="100%" height=(height) viewBox={ "0 0 " (WIDTH) " " (height) } preserveAspectRatio="xMinYMin meet"
                aria-labelledby="chart-title chart-desc" font-size="12" fill="currentColor" xmlns="http://www.w3.org/2000/svg" {
                title id="chart-title" { (chart.title) }
                desc id="chart-desc" { (describe(&rows)) }
                defs { pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width="5" height="5" fill="none" {}
                    line x1="0" y1="0" x2="0" y2="5" stroke="currentColor" stroke-width="2" {}
                } }
                rect x=(LEFT) y="6" width="14" height=(BAR) opacity="0.75" {}
                text x=(LEFT + 20) y="16" { "this period" }
                (hatched(LEFT + 110, 6, 14))
                text x=(LEFT + 130) y="16" { "period before" }
                @for (place, (name, one)) in rows.iter().enumerate() { (pair(TOP + ROW * place as u64, name, one, most)) }
                line x1=(LEFT) y1=(TOP) x2=(LEFT) y2=(height - 24) stroke="currentColor" {}
                text x=(LEFT) y=(height - 8) text-anchor="middle" { "0" }
                text x=(LEFT + BARS) y=(height - 8) text-anchor="middle" { (model::count::grouped(most)) }
            }
            figcaption { (chart.title) ". Unit: incidents; the bars begin at zero. The table below holds the same numbers." }
        }
    }
}

fn bar_of(row: &Row, cell: usize) -> Option<(String, &Compared)> {
    match row.cells.get(cell)? {
        Cell::Compared(compared) => Some((row.name.plain(), compared)),
        Cell::Parts(_) => None,
    }
}

fn top(figure: &Figure) -> Option<u64> {
    figure.hi.or(figure.lo)
}

fn pair(y: u64, name: &str, one: &Compared, most: u64) -> Markup {
    html! {
        text x=(LEFT - 8) y=(y + 18) text-anchor="end" { (name) }
        (bar(y + 3, &one.now, most, false))
        (bar(y + 3 + BAR + 2, &one.previous, most, true))
    }
}

fn bar(y: u64, figure: &Figure, most: u64, before: bool) -> Markup {
    let length = u64::try_from(u128::from(top(figure).unwrap_or(0)) * u128::from(BARS) / u128::from(most)).unwrap_or(0);
    html! {
        @if length > 0 {
            @if before { (hatched(LEFT, y, length)) } @else { rect x=(LEFT) y=(y) width=(length) height=(BAR) opacity="0.75" {} }
        }
        text x=(LEFT + length + 6) y=(y + 10) font-size="11" { (figure.text()) }
    }
}

fn hatched(x: u64, y: u64, width: u64) -> Markup {
    html! { rect x=(x) y=(y) width=(width) height=(BAR) fill="url(#hatch)" stroke="currentColor" opacity="0.75" {} }
}

fn describe(rows: &[(String, &Compared)]) -> String {
    let words: Vec<String> = rows.iter().map(|(name, one)| format!("{name}: {}, before {}", one.now.text(), one.previous.text())).collect();
    format!("{}.", words.join("; "))
}
