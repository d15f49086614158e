//! Told by its columns `date_prec`, `where_prec` and `type_of_violence`.

use crate::document::Document;

/// Whether it is a UCDP event table.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.table.as_ref().is_some_and(|table| table.has(&["date_prec", "where_prec", "type_of_violence"]))
}
