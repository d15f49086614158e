//! Told by being HTML, or text with a dateline, a copyright line or related posts.

use crate::document::Document;
use crate::prose::is_page;

/// Whether it is a page.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.is_markup || (document.is_prose() && is_page(document.text))
}
