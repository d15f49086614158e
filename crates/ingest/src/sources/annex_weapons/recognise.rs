//! Told by its columns `Type`, `Location`, `Status` and `Source of observation`.

use crate::document::Document;

/// Whether it is an annex of weapons.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.table.as_ref().is_some_and(|table| table.has(&["Type", "Location", "Status", "Source of observation"]))
}
