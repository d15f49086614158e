//! Told by polygons without layer names; their day stands in the file's name or properties.

use crate::document::Document;
use crate::words::property::Properties;
use serde_json::Value;

/// Whether it is a collection of polygons only.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    document.features().is_some_and(|features| {
        !features.is_empty()
            && features.iter().all(|feature| {
                let is_area = matches!(feature.pointer("/geometry/type").and_then(Value::as_str), Some("Polygon" | "MultiPolygon"));
                is_area && Properties::of(feature).find(&["role"]).is_none()
            })
    })
}
