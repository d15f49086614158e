//! The published JSON Schema and the reader say the same of every agreement that is here.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};
use terms::{Severity, read_agreement};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Checks a value against the part of JSON Schema that ours uses; what does not hold, with its path.
fn violations(schema: &Value, value: &Value, root: &Value, path: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return violations(&root["$defs"][name.rsplit('/').next().unwrap()], value, root, path);
    }
    let mut found = Vec::new();
    for (key, is_enough) in [("oneOf", (|n| n == 1) as fn(usize) -> bool), ("anyOf", |n| n > 0)] {
        if let Some(options) = schema[key].as_array() {
            let fitting = options.iter().filter(|option| violations(option, value, root, path).is_empty()).count();
            if !is_enough(fitting) {
                found.push(format!("{path}: {fitting} of {key} fit"));
            }
        }
    }
    if schema.get("const").is_some_and(|only| only != value) {
        found.push(format!("{path}: not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        found.push(format!("{path}: {value} is none of the words"));
    }
    let is_of = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        other => panic!("`{other}` is no type that this test knows"),
    };
    if schema["type"].as_str().is_some_and(|kind| !is_of(kind)) {
        found.push(format!("{path}: no {}", schema["type"]));
    }
    if let Some(number) = value.as_f64() {
        let is_out =
            |bound: &str, less: bool| schema[bound].as_f64().is_some_and(|bound| if less { number < bound } else { number > bound });
        if is_out("minimum", true) || is_out("maximum", false) {
            found.push(format!("{path}: {number} is out of bounds"));
        }
    }
    if let (Some(text), Some(_)) = (value.as_str(), schema["pattern"].as_str())
        && !(text.len() >= 10
            && text.bytes().take(10).enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }))
    {
        found.push(format!("{path}: `{text}` is no day"));
    }
    for (at, element) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(items) = schema.get("items") {
            found.extend(violations(items, element, root, &format!("{path}/{at}")));
        }
    }
    found.extend(fields(schema, value, root, path));
    found
}

fn fields(schema: &Value, value: &Value, root: &Value, path: &str) -> Vec<String> {
    let (Some(fields), Some(known)) = (value.as_object(), schema["properties"].as_object()) else { return Vec::new() };
    let mut found: Vec<String> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|key| !fields.contains_key(key.as_str().unwrap()))
        .map(|key| format!("{path}: {key} is missing"))
        .collect();
    for (key, inner) in fields {
        match known.get(key) {
            Some(of_key) => found.extend(violations(of_key, inner, root, &format!("{path}/{key}"))),
            None if schema["additionalProperties"] == false => found.push(format!("{path}: `{key}` is not known")),
            None => {}
        }
    }
    found
}

/// A TOML value as JSON; dates as text, as editors see them.
fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(list) => list.iter().map(json_of).collect(),
        toml::Value::Table(table) => Value::Object(table.iter().map(|(key, value)| (key.clone(), json_of(value))).collect()),
        toml::Value::String(text) => Value::String(text.clone()),
        toml::Value::Integer(whole) => Value::from(*whole),
        toml::Value::Float(decimal) => Value::from(*decimal),
        toml::Value::Boolean(flag) => Value::from(*flag),
    }
}

/// All `toml` blocks of a Markdown file put together.
fn blocks(text: &str) -> Value {
    let mut all: Map<String, Value> = Map::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("```toml\n") {
        let (block, after) = after.split_once("```").unwrap();
        rest = after;
        let table: toml::Table = toml::from_str(block).unwrap();
        for (key, value) in &table {
            match (all.get_mut(key).and_then(Value::as_array_mut), json_of(value)) {
                (Some(list), Value::Array(more)) => list.extend(more),
                (_, value) => drop(all.insert(key.clone(), value)),
            }
        }
    }
    Value::Object(all)
}

/// The agreements of the repository that the reader reads without an error.
fn sound_agreements() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join("fixtures"), root().join("agreements"), root().join("crates/terms/tests/agreements")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
                let (agreement, faults) = read_agreement(&text);
                if agreement.is_some() && faults.iter().all(|fault| fault.severity == Severity::Warning) {
                    found.push((path, text));
                }
            }
        }
    }
    found.sort();
    found
}

fn schema() -> Value {
    serde_json::from_str(&terms::schema()).unwrap()
}

#[test]
fn the_published_schema_is_what_the_reader_asks_for() {
    let path = root().join("docs/agreement.schema.json");
    if std::env::var_os("TREGUA_BLESS").is_some() {
        fs::write(&path, terms::schema()).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap();
    assert!(published == terms::schema(), "make it anew: cargo run -p tregua-terms --example schema > docs/agreement.schema.json");
}

#[test]
fn every_agreement_that_is_read_without_an_error_is_valid() {
    let (schema, agreements) = (schema(), sound_agreements());
    assert!(agreements.len() >= 12, "{agreements:#?}");
    let invalid: Vec<String> = agreements
        .iter()
        .flat_map(|(path, text)| {
            violations(&schema, &blocks(text), &schema, "").into_iter().map(|violation| format!("{}{violation}", path.display()))
        })
        .collect();
    assert!(invalid.is_empty(), "{invalid:#?}");
}

#[test]
fn what_the_reader_refuses_as_a_field_or_a_form_the_schema_refuses_too() {
    let schema = schema();
    let head = "[agreement]\nid = \"a\"\nparties = [\"p1\"]\n";
    let term = "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"No fire\"\n";
    let sound = format!("{head}{term}acts = [\"shot\"]\n");
    let both = |block: &str| {
        let text = format!("# A\n\nNo fire.\n```toml\n{block}```\n");
        let is_read = read_agreement(&text).1.iter().all(|fault| fault.severity == Severity::Warning);
        (is_read, violations(&schema, &blocks(&text), &schema, "").is_empty())
    };
    assert_eq!(both(&sound), (true, true));
    for wrong in [
        format!("{sound}atcs = [\"shot\"]\n"),
        format!("{head}{term}"),
        format!("{head}{term}acts = [\"shout\"]\n"),
        format!("{head}{term}acts = [\"shot\"]\noutside = \"yes\"\n"),
        format!("{head}{term}acts = [\"shot\"]\nsince = \"soon\"\n"),
        format!("{head}status = \"sigend\"\n"),
        format!("{head}[[definition]]\nid = \"a\"\n"),
        format!("{head}[[declaration]]\nby = \"p1\"\non = \"2026-01-01\"\nkind = \"oath\"\n"),
        format!("{head}[[annexe]]\nid = \"a\"\n"),
        "[agreement]\nid = \"a\"\n".to_owned(),
    ] {
        assert_eq!(both(&wrong), (false, false), "{wrong}");
    }
}

#[test]
fn every_kind_of_term_has_its_place_in_the_schema() {
    let schema = schema();
    let kinds = schema["properties"]["term"]["items"]["oneOf"].as_array().unwrap().len();
    assert!(kinds >= 6, "{kinds}");
    for option in schema["properties"]["term"]["items"]["oneOf"].as_array().unwrap() {
        let name = option["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
        let of_kind = &schema["$defs"][name];
        assert_eq!(of_kind["properties"]["kind"]["const"], name);
        for common in ["id", "kind", "quote"] {
            assert!(of_kind["required"].as_array().unwrap().iter().any(|key| key == common), "{name} needs {common}");
        }
    }
}
