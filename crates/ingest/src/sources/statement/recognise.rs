//! Told by being plain text that was not taken from a page.

use crate::document::Document;
use crate::sources::news::is_page;

/// Whether it is plain text.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.is_prose() && !document.is_markup && !is_page(document)
}
