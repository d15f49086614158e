//! Properties of a GeoJSON feature, found by any of several names, as text.

use crate::fault::Fault;
use serde_json::{Map, Value};

/// The properties of one feature.
#[derive(Clone, Copy)]
pub(crate) struct Properties<'v> {
    feature: &'v Value,
    map: Option<&'v Map<String, Value>>,
}

impl<'v> Properties<'v> {
    /// Takes a feature's properties; a feature without any has none.
    pub fn of(feature: &'v Value) -> Self {
        Self { feature, map: feature.get("properties").and_then(Value::as_object) }
    }

    /// The first of these properties that says something, as text, with its name.
    pub fn find(&self, names: &[&'static str]) -> Option<(&'static str, String)> {
        names.iter().find_map(|name| Some((*name, as_text(self.map?.get(*name)?)?)))
    }

    /// The same without the name.
    pub fn text(&self, names: &[&'static str]) -> Option<String> {
        self.find(names).map(|(_, text)| text)
    }

    /// A property that must say something.
    ///
    /// # Errors
    /// If none of them does.
    pub fn need(&self, names: &[&'static str]) -> Result<(&'static str, String), Fault> {
        let shown = names.first().copied().unwrap_or("");
        self.find(names).ok_or_else(|| Fault::at(shown, format!("the feature has no property `{shown}`: a value is needed here")))
    }

    /// The feature's own id, or its property `id`.
    pub fn key(&self) -> Option<String> {
        self.feature.get("id").and_then(as_text).or_else(|| self.text(&["id"]))
    }

    /// Everything it says, for a refusal.
    pub fn show(&self) -> String {
        self.map.and_then(|map| serde_json::to_string(map).ok()).unwrap_or_default()
    }
}

/// Text, number or truth value as text; `None` for empty text and for what is none of these.
pub(crate) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => crate::words::text::some(text.trim().replace('\0', "")),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
