//! Never told by content: a table of unknown columns is read only with a mapping.

use crate::document::Document;

/// Always no: `--map` or `--as csv` says so.
pub(crate) fn recognise(_document: &Document<'_>) -> bool {
    false
}
