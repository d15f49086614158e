//! Pages as revision 1 of the method read them, so that what old logs concluded can be concluded again.

mod markup;
mod prose;

pub(crate) use prose::is_page;

use crate::Unreadable;
use crate::document::Document;
use crate::harvest::Harvest;
use crate::prose::Page;
use crate::sources::statement::keep_page;
use markup::{read_language, read_markup};
use prose::{FirstPage, read_page};

/// Reads a page.
///
/// # Errors
/// A page too large or too deeply nested, or without words.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let page = if document.is_markup { read_html(document.text, harvest)? } else { read_page(document.text) };
    if page.body.is_empty() && page.title.is_none() {
        return Err(Unreadable::Empty);
    }
    if page.unread_chars > 0 {
        harvest.notes.push(format!("{} characters after the story were not read (copyright line, related posts)", page.unread_chars));
    }
    let page = Page { title: page.title, day: page.day, day_within: None, speaker: page.speaker, body: page.body, line: page.line };
    let read = keep_page(&page, document, document.text, harvest);
    harvest.count(page.line, document.text, read)
}

fn read_html(text: &str, harvest: &mut Harvest<'_>) -> Result<FirstPage, Unreadable> {
    let page = read_markup(text)?;
    harvest.notes.extend(read_language(text).map(|language| format!("the page states its language: {language}")));
    Ok(page)
}
