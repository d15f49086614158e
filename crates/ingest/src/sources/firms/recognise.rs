//! Told by its columns: latitude, longitude and `acq_date`.

use crate::document::Document;
use crate::table::Table;

/// Whether it is a FIRMS table.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.table.as_ref().is_some_and(|table: &Table<'_>| {
        table.find(&["latitude", "lat"]).is_some() && table.find(&["longitude", "lon"]).is_some() && table.has(&["acq_date"])
    })
}
