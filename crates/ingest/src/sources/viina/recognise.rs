//! Told by its columns `event_id_1pd` and `geonameid`.

use crate::document::Document;

/// Whether it is a VIINA table: the full `event_info`, or a one-per-day table.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.table.as_ref().is_some_and(|table| table.has(&["event_id_1pd", "geonameid", "date", "longitude", "latitude"]))
}
