//! The floors: dependencies point down only, the lower ones are pure, licences are allowed ones.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each floor with the floors of ours that it may use.
const FLOORS: [(&str, &[&str]); 15] = [
    ("model", &[]),
    ("ledger", &[]),
    ("ingest", &["model"]),
    ("fusion", &["model"]),
    ("terms", &["model"]),
    ("report", &["model"]),
    ("record", &["model", "ledger"]),
    ("release", &["model"]),
    ("witness", &["ledger"]),
    ("verify", &["model", "ledger", "record"]),
    ("exercise", &["model"]),
    ("engine", &["model", "ledger", "record", "release", "ingest", "fusion", "terms"]),
    ("store", &["model", "ledger", "record", "fusion", "engine"]),
    ("server", &["model", "ledger", "record", "release", "terms", "report", "engine", "store"]),
    (
        "tregua",
        &[
            "model", "ledger", "record", "release", "witness", "verify", "ingest", "fusion", "terms", "report", "engine", "store",
            "server", "exercise",
        ],
    ),
];

/// Crates that the pure floors must not reach, at any depth.
const IMPURE: [&str; 9] = ["tokio", "axum", "rusqlite", "libsqlite3-sys", "reqwest", "getrandom", "rand", "chrono", "hyper"];

/// Licences that a dependency may have; one of its alternatives is enough.
const LICENCES: [&str; 13] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "MIT-0",
    "Unlicense",
    "0BSD",
    "MPL-2.0",
];

fn metadata() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo).args(["metadata", "--format-version", "1", "--locked", "--offline"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

fn floor_of(package: &str) -> &str {
    package.strip_prefix("tregua-").unwrap_or(package)
}

#[test]
fn dependencies_point_down_only() {
    let metadata = metadata();
    let allowed: BTreeMap<&str, &[&str]> = FLOORS.into_iter().collect();
    let mut seen = BTreeSet::new();
    for package in list(&metadata, "packages").iter().filter(|package| text(package, "name").starts_with("tregua")) {
        let floor = floor_of(text(package, "name"));
        let may = allowed.get(floor).unwrap_or_else(|| panic!("floor `{floor}` is not in the list of floors"));
        seen.insert(floor);
        for dependency in list(package, "dependencies") {
            let other = floor_of(text(dependency, "name"));
            let is_ours = text(dependency, "name").starts_with("tregua");
            let is_normal = dependency.get("kind").is_none_or(Value::is_null);
            assert!(!(is_ours && is_normal) || may.contains(&other), "`{floor}` may not use `{other}`");
        }
    }
    assert_eq!(seen.len(), FLOORS.len(), "a floor of the list is gone: {seen:?}");
}

#[test]
fn the_lower_floors_reach_no_network_database_runtime_or_randomness() {
    let metadata = metadata();
    let nodes: BTreeMap<&str, &Value> =
        list(metadata.get("resolve").unwrap(), "nodes").iter().map(|node| (text(node, "id"), node)).collect();
    let names: BTreeMap<&str, &str> =
        list(&metadata, "packages").iter().map(|package| (text(package, "id"), text(package, "name"))).collect();
    let pure = ["tregua-model", "tregua-ledger", "tregua-fusion", "tregua-terms", "tregua-report", "tregua-exercise"];
    for (id, name) in names.iter().filter(|(_, name)| pure.contains(name)) {
        let (mut reached, mut open) = (BTreeSet::new(), vec![*id]);
        while let Some(next) = open.pop() {
            let normal = |dependency: &&Value| list(dependency, "dep_kinds").iter().any(|kind| kind.get("kind").is_none_or(Value::is_null));
            for dependency in nodes.get(next).map_or(&[][..], |node| list(node, "deps")).iter().filter(normal) {
                if reached.insert(text(dependency, "pkg")) {
                    open.push(text(dependency, "pkg"));
                }
            }
        }
        for other in reached.iter().filter_map(|id| names.get(id)) {
            assert!(!IMPURE.contains(other), "`{name}` reaches `{other}`");
        }
    }
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    for package in list(&metadata(), "packages") {
        let (name, licence) = (text(package, "name"), text(package, "license"));
        let is_allowed = licence
            .split(" OR ")
            .flat_map(|one| one.split('/'))
            .any(|one| one.trim_matches(['(', ')']).split(" AND ").all(|part| LICENCES.contains(&part.trim().trim_matches(['(', ')']))));
        assert!(is_allowed, "`{name}` has the licence `{licence}`; see deny.toml");
    }
}
