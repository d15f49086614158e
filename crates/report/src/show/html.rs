//! The report as a page for people: on a server beside what it counts, or as a file by itself.

use super::chart::show_chart;
use super::ids::Ids;
use super::table::{show_quote, show_sentence, show_table};
use crate::Daily;
use crate::document::{Block, Section};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use model::count::grouped;

/// How the page is shown.
#[derive(Clone, Copy, Debug)]
pub struct Html<'a> {
    /// True on a server: ids link to their pages as known at the report's position, and the page
    /// carries the server's frame. False for a file by itself: ids stand as text.
    pub links: bool,
    /// Where the styles are.
    pub stylesheet: Stylesheet<'a>,
}

/// Where the styles are.
#[derive(Clone, Copy, Debug)]
pub enum Stylesheet<'a> {
    /// In the document: a file that needs nothing else.
    Embedded,
    /// At an address: nothing inline, as a strict content security policy wants it.
    Link(&'a str),
}

/// The report as a complete document.
pub fn show_html(daily: &Daily, form: &Html<'_>) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title(daily)) " " (daily.day) " · " (daily.mission) " · Tregua" }
                @match form.stylesheet {
                    Stylesheet::Embedded => style { (PreEscaped(include_str!("style.css"))) (PreEscaped(page_foot(daily))) },
                    Stylesheet::Link(address) => link rel="stylesheet" href=(address);,
                }
            }
            body {
                @if form.links { (frame(daily)) }
                (main(daily, form.links))
            }
        }
    };
    page.into_string()
}

/// Several periods in one document, each with its own comparison; one after another, never added.
pub fn show_html_parts(parts: &[Daily], form: &Html<'_>) -> String {
    let Some((first, rest)) = parts.split_first() else { return String::new() };
    let mut page = show_html(first, form);
    let more: String = rest.iter().enumerate().map(|(place, part)| apart(&show_main(part, form.links), place + 2)).collect();
    if let Some(end) = page.rfind("</body>") {
        page.insert_str(end, &more);
    }
    page
}

/// Gives the anchors of a part a prefix of their own. Quotes in texts are escaped: these words stand in tags alone.
fn apart(main: &str, place: usize) -> String {
    let prefixed = |name: &str| format!("{name}p{place}-");
    [" id=\"", " href=\"#", " aria-labelledby=\""].iter().fold(main.to_owned(), |text, name| text.replace(name, &prefixed(name)))
}

/// What a report of this form is called.
pub fn title(daily: &Daily) -> &'static str {
    match daily.format.split('/').next() {
        Some("tregua-weekly") => "Weekly report",
        Some("tregua-ledger") => "Ledger",
        Some("tregua-spot") => "Spot report",
        _ => "Daily report",
    }
}

/// The foot of every printed page. The words stand inside a style sheet, where nothing is escaped:
/// only letters, digits, dots and dashes get in.
fn page_foot(daily: &Daily) -> String {
    let safe = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect::<String>();
    let words = format!("{} {}, known at log position {}, root {}", title(daily), safe(&daily.day), daily.as_of.position, daily.as_of.root);
    format!("@page {{ @bottom-left {{ content: \"{words}\"; font: 7.5pt sans-serif; }} }}\n")
}

/// The `<main class="page">` of the report alone, for a page that has its own frame.
pub fn show_main(daily: &Daily, links: bool) -> String {
    main(daily, links).into_string()
}

fn frame(daily: &Daily) -> Markup {
    html! {
        a.skip href="#main" { "Skip to content" }
        header.top {
            a.brand href="/" { "Tregua" }
            p.mission { span { (daily.mission) } @if daily.fictional { " " span.badge { "fictional" } } }
        }
        nav.rail aria-label="Pages" { ul {
            li { a href="/" { "Picture" } }
            li { a href="/reports" aria-current="page" { "Reports" } }
            li { a href="/terms" { "Terms" } }
            li { a href="/commitments" { "Commitments" } }
            li { a href="/record" { "Record" } }
        } }
    }
}

fn main(daily: &Daily, links: bool) -> Markup {
    let ids = Ids::of(daily, links);
    html! {
        main.page id="main" {
            (head(daily, links))
            nav aria-label="Sections" { ul {
                @for section in &daily.sections { li { a href={ "#" (section.id) } { (section.title) } } }
                @if !ids.is_empty() { li { a href="#ids" { "Ids behind the numbers" } } }
            } }
            @for one in &daily.sections { (section(one, &ids)) }
            @if !ids.is_empty() {
                section aria-labelledby="ids" {
                    h2 id="ids" { "Ids behind the numbers" }
                    p.quiet { "Each number above leads to the list of what it counts. `tregua explain ID` walks from an id down to the bytes." }
                    (ids.lists())
                }
            }
            footer {
                p.as-of { (as_of(daily)) }
                @if let Some(checkpoint) = &daily.as_of.checkpoint { pre { code { (checkpoint) } } }
            }
            p.print-foot { (daily.mission) " · " (title(daily).to_lowercase()) " " (daily.day) " · " (as_of(daily)) }
        }
    }
}

fn as_of(daily: &Daily) -> String {
    format!("Known at log position {} of {}, root {}.", grouped(daily.as_of.position), daily.as_of.log_name, daily.as_of.root)
}

fn head(daily: &Daily, links: bool) -> Markup {
    let form = match daily.format.split('/').next() {
        Some("tregua-weekly") => "weekly-",
        Some("tregua-ledger") => "ledger-",
        Some("tregua-spot") => "spot-",
        _ => "",
    };
    let file = |ending: &str| format!("/reports/{form}{}.{ending}?as_of={}", daily.day, daily.as_of.position);
    html! {
        h1 { (title(daily)) " " (daily.day) }
        @if daily.fictional { p.banner role="note" { "EXERCISE. This mission is fictional: nothing in this report happened." } }
        p.lead { (daily.mission) }
        dl {
            dt { "Period" } dd { (daily.period_text) }
            dt { "Compared with" } dd { (daily.previous_text) }
            dt { "Known at" } dd { "log position " (grouped(daily.as_of.position)) " of " (daily.as_of.log_name) ", root " code.hash { (daily.as_of.root) } }
            dt { "Parties" } dd {
                @for (place, party) in daily.parties.iter().enumerate() { @if place > 0 { ", " } (party.name) }
                @if daily.parties.is_empty() { "none named" }
            }
            dt { "Times" } dd { "all in " (daily.zone) }
            dt { "Marking" } dd { "TLP:" (daily.marking.to_uppercase()) ", no release has been declared" }
        }
        @if links {
            p.acts {
                a.button href=(file("csv")) { "CSV" } " "
                a.button href=(file("json")) { "JSON" } " "
                a.button href=(file("geojson")) { "GeoJSON" }
            }
        }
    }
}

fn section(section: &Section, ids: &Ids<'_>) -> Markup {
    html! {
        section class=[section.id.starts_with("annex").then_some("annex")] aria-labelledby=(section.id) {
            h2 id=(section.id) { (section.title) }
            @for one in &section.blocks { (block(one, section, ids)) }
        }
    }
}

fn block(block: &Block, section: &Section, ids: &Ids<'_>) -> Markup {
    match block {
        Block::Bullets(points) => html! { ul { @for point in points { li { (show_sentence(point, ids, None)) } } } },
        Block::Chart(chart) => {
            let table = section.blocks.iter().find_map(|block| match block {
                Block::Table(table) if table.id == chart.table => Some(table),
                _ => None,
            });
            table.map_or_else(|| html! {}, |table| show_chart(chart, table))
        }
        Block::Paragraph(sentence) => html! { p { (show_sentence(sentence, ids, None)) } },
        Block::Quote(quote) => show_quote(quote),
        Block::Table(table) => show_table(table, ids),
    }
}
