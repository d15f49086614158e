//! Told by its columns `Station`, `Planned min` and `Observed min`.

use crate::document::Document;

/// Whether it is an annex of coverage.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.table.as_ref().is_some_and(|table| table.has(&["Station", "Planned min", "Observed min"]))
}
