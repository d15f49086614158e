//! Told by being HTML, or text with a dateline, a copyright line or related posts.

use super::first;
use crate::document::Document;

/// Whether it is a page.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.is_markup || (document.is_prose() && is_page(document))
}

/// Whether a plain text was taken from a page.
pub(crate) fn is_page(document: &Document<'_>) -> bool {
    if document.revision == 1 { first::is_page(document.text) } else { news::page::is_saved_page(document.text) }
}
