//! Told by features that carry the properties `layer` and `role`.

use crate::document::Document;
use crate::words::property::Properties;

/// Whether it is a collection of layers.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.features().is_some_and(|features| {
        features.iter().any(|feature| {
            let properties = Properties::of(feature);
            properties.find(&["layer"]).is_some() && properties.find(&["role"]).is_some()
        })
    })
}
