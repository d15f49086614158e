//! The JSON form: canonical bytes of the profile `tregua-json/1`, with all ids.

use crate::Daily;
use model::json::canonical;
use serde_json::Value;

/// The report as canonical bytes. A character U+0000, which the profile does not have, becomes U+FFFD.
pub fn show_json(daily: &Daily) -> Vec<u8> {
    canonical(daily).unwrap_or_else(|_| {
        let mut value = serde_json::to_value(daily).unwrap_or_default();
        clean(&mut value);
        serde_json::to_vec(&value).unwrap_or_default()
    })
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace('\0', "\u{fffd}"),
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
