//! Numbers as links: to what they count, or to the list of ids at the end of the document.

use crate::Daily;
use crate::document::{Block, Part, Row, Sentence};
use crate::figure::Figure;
use crate::method::IDS_SHOWN_MAX;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Which numbers are explained where.
pub struct Ids<'a> {
    /// True if the document stands on a server beside the pages of what it counts.
    pub links: bool,
    position: u64,
    lists: BTreeMap<&'a [String], usize>,
    in_order: Vec<&'a [String]>,
}

impl<'a> Ids<'a> {
    /// Numbers the lists of ids in reading order; equal lists share a number.
    pub fn of(daily: &'a Daily, links: bool) -> Self {
        let mut ids = Self { links, position: daily.as_of.position, lists: BTreeMap::new(), in_order: Vec::new() };
        for block in daily.sections.iter().flat_map(|section| &section.blocks) {
            match block {
                Block::Table(table) => {
                    for row in &table.rows {
                        let figures = row.cells.iter().flat_map(crate::document::Cell::figures);
                        figures.filter(|figure| !is_own(figure, row)).for_each(|figure| ids.note(figure));
                    }
                    table.notes.iter().flat_map(Sentence::figures).for_each(|figure| ids.note(figure));
                }
                Block::Bullets(_) | Block::Chart(_) | Block::Paragraph(_) | Block::Quote(_) => {
                    block.figures().into_iter().for_each(|figure| ids.note(figure));
                }
            }
        }
        ids
    }

    fn note(&mut self, figure: &'a Figure) {
        let list = figure.ids.as_slice();
        let direct = self.links && list.len() == 1;
        if !list.is_empty() && !direct && !self.lists.contains_key(list) {
            self.lists.insert(list, self.in_order.len() + 1);
            self.in_order.push(list);
        }
    }

    /// A number; in the row of the one thing that it counts it needs no link.
    pub fn figure(&self, figure: &Figure, row: Option<&Row>) -> Markup {
        let text = figure.text();
        if row.is_some_and(|row| is_own(figure, row)) {
            return html! { (text) };
        }
        match (figure.ids.as_slice(), self.lists.get(figure.ids.as_slice())) {
            ([one], _) if self.links => html! { a href=(self.address(one)) { (text) } },
            (_, Some(n)) => html! { a href={ "#n" (n) } { (text) } @if !self.links { sup.ref { "[" (n) "]" } } },
            _ => html! { (text) },
        }
    }

    /// An id.
    pub fn id(&self, id: &str) -> Markup {
        html! { @if self.links { a href=(self.address(id)) { code { (id) } } } @else { code { (id) } } }
    }

    /// The page of an id, as known at the report's position. Ids have letters, digits and a dash only.
    fn address(&self, id: &str) -> String {
        let page = if id.starts_with("INC-") { "incidents" } else { "explain" };
        format!("/{page}/{id}?as_of={}", self.position)
    }

    /// The lists themselves; long ones are shortened.
    pub fn lists(&self) -> Markup {
        html! {
            @for (place, list) in self.in_order.iter().enumerate() {
                p.ids id={ "n" (place + 1) } {
                    b { "[" (place + 1) "]" } " "
                    @for (at, id) in list.iter().take(IDS_SHOWN_MAX).enumerate() {
                        @if at > 0 { ", " }
                        (self.id(id))
                    }
                    @if list.len() > IDS_SHOWN_MAX {
                        ", and " (model::count::grouped((list.len() - IDS_SHOWN_MAX) as u64)) " more: the JSON form of this report lists all "
                        (model::count::grouped(list.len() as u64)) "."
                    }
                }
            }
        }
    }

    /// Whether there is any list.
    pub fn is_empty(&self) -> bool {
        self.in_order.is_empty()
    }
}

fn is_own(figure: &Figure, row: &Row) -> bool {
    matches!((&row.name, figure.ids.as_slice()), (Part::Id(id), [one]) if id == one)
}
