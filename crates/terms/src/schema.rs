//! The tables of an agreement as a JSON Schema, made from the readers themselves: what they ask for
//! is what the schema allows, and nothing else can be written in either.

use crate::agreement::TermKind;
use crate::declaration::read_declaration;
use crate::definition::read_definition;
use crate::fault::Faults;
use crate::fields::{Field, Fields, Form};
use crate::head::read_head;
use crate::provenance::read_annex;
use crate::read_term::read_term;
use crate::weapon::read_arm;
use serde_json::{Map, Value, json};
use toml::de::DeTable;

/// A day, as a pattern.
const DAY: &str = r"^\d{4}-\d{2}-\d{2}$";
/// A local day, or a local day and time, as a pattern.
const LOCAL: &str = r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$";

/// The JSON Schema (draft 2020-12) of the TOML blocks of an agreement, as pretty text with a line end.
///
/// It describes one file's blocks put together: `agreement` and the lists of `term`, `definition`,
/// `declaration`, `annex` and `weapon`. What only a reader can know (quotes, names, ids) it leaves open.
pub fn schema() -> String {
    let kinds = TermKind::words();
    let mut defs: Map<String, Value> = kinds.iter().map(|kind| ((*kind).to_owned(), term(kind))).collect();
    let others: [(&str, Vec<Field>); 5] = [
        ("agreement", asked("", |fields| drop(read_head(fields)))),
        ("definition", asked("", |fields| drop(read_definition(fields, 1)))),
        ("declaration", asked("", |fields| drop(read_declaration(fields, 1)))),
        ("annex", asked("", |fields| drop(read_annex(fields, 1)))),
        ("weapon", asked("", |fields| drop(read_arm(fields)))),
    ];
    for (name, fields) in &others {
        defs.insert((*name).to_owned(), object(fields, None));
    }
    let list = |name: &str| json!({"type": "array", "items": {"$ref": format!("#/$defs/{name}")}});
    let of_kind: Vec<Value> = kinds.iter().map(|kind| json!({"$ref": format!("#/$defs/{kind}")})).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "TOML blocks of an agreement (docs/agreements.md)",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "agreement": {"$ref": "#/$defs/agreement"},
            "term": {"type": "array", "items": {"oneOf": of_kind}},
            "definition": list("definition"),
            "declaration": list("declaration"),
            "annex": list("annex"),
            "weapon": list("weapon"),
        },
        "$defs": defs,
    });
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text + "\n"
}

fn term(kind: &str) -> Value {
    let fields = asked(&format!("kind = \"{kind}\""), |fields| drop(read_term(fields, 1, 0)));
    object(&fields, Some(kind))
}

/// The fields that a reader asks of a table that holds `words` alone.
fn asked(words: &str, read: impl FnOnce(Fields<'_, '_>)) -> Vec<Field> {
    let (table, _) = DeTable::parse_recoverable(words);
    let mut faults = Faults::of(words);
    faults.asked = Some(Vec::new());
    read(Fields::of(&mut faults, table.get_ref(), 0, 0..0));
    // Tables inside end before the one around them.
    faults.asked.and_then(|mut asked| asked.pop()).unwrap_or_default()
}

fn object(fields: &[Field], kind: Option<&str>) -> Value {
    let property = |field: &Field| match kind {
        Some(kind) if field.key == "kind" => (field.key.to_owned(), json!({"const": kind})),
        _ => (field.key.to_owned(), value(field)),
    };
    let properties: Map<String, Value> = fields.iter().map(property).collect();
    let is_needed = |field: &&Field| field.needed.is_some() || (kind.is_some() && field.key == "kind");
    let needed: Vec<&str> = fields.iter().filter(is_needed).map(|field| field.key).collect();
    json!({"type": "object", "additionalProperties": false, "properties": properties, "required": needed})
}

fn value(field: &Field) -> Value {
    let word = || if field.words.is_empty() { json!({"type": "string"}) } else { json!({"enum": field.words}) };
    let mut value = match field.form {
        Form::Text => word(),
        Form::Texts => json!({"anyOf": [word(), {"type": "array", "items": word()}]}),
        Form::Flag => json!({"type": "boolean"}),
        Form::Number(max) => json!({"type": "number", "minimum": 0, "maximum": max}),
        Form::Whole(max) => json!({"type": "integer", "minimum": 1, "maximum": max}),
        Form::Local => json!({"type": "string", "pattern": LOCAL}),
        Form::Day => json!({"type": "string", "pattern": DAY}),
        Form::Table => json!({"type": "object"}),
        Form::Tables => json!({"type": "array", "items": {"type": "object"}}),
        Form::Any => json!({}),
    };
    if let (Some(example), Some(value)) = (&field.needed, value.as_object_mut()) {
        value.insert("description".into(), json!(format!("such as {example}")));
    }
    value
}
