//! Told by points that carry a date.

use crate::document::Document;
use crate::words::property::Properties;
use serde_json::Value;

/// How many features are looked at.
const SAMPLE_FEATURES: usize = 20;

/// Whether it is a collection of dated points.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    let Some(features) = document.features() else { return false };
    features.iter().take(SAMPLE_FEATURES).any(|feature| {
        let is_point = feature.pointer("/geometry/type").and_then(Value::as_str) == Some("Point");
        let properties = Properties::of(feature);
        is_point && properties.find(super::read::DATE).is_some() && properties.find(&["role"]).is_none()
    })
}
