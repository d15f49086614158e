//! One observation of kind `statement` a page: title and main text, day, agency or outlet.
//!
//! Several stories on one page (related posts) are not told apart yet, and claims are left empty;
//! both are a later issue. What was not read is noted.

use crate::Unreadable;
use crate::document::Document;
use crate::harvest::Harvest;
use crate::markup::{read_language, read_markup};
use crate::prose::{Page, read_page};
use crate::sources::statement::keep_page;

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
    let read = keep_page(&page, document.text, harvest);
    harvest.count(page.line, document.text, read)
}

fn read_html(text: &str, harvest: &mut Harvest<'_>) -> Result<Page, Unreadable> {
    let page = read_markup(text)?;
    harvest.notes.extend(read_language(text).map(|language| format!("the page states its language: {language}")));
    Ok(page)
}
