//! Told by its columns `By whom`, `Type` and `Reason`.

use crate::document::Document;

/// Whether it is an annex of restrictions.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.table.as_ref().is_some_and(|table| table.has(&["By whom", "Type", "Reason"]))
}
