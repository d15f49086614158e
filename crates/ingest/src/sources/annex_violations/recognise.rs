//! Told by its columns `Event location`, `Means` and `Observation`.

use crate::document::Document;

/// Whether it is an annex of violations.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.table.as_ref().is_some_and(|table| table.has(&["Event location", "Means", "Observation"]))
}
