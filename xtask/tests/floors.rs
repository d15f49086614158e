//! The floors: dependencies point down only, the lower ones are pure, licences are allowed ones, no file lies outside the build.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each floor with the floors of ours that it may use.
const FLOORS: [(&str, &[&str]); 21] = [
    ("model", &[]),
    ("ledger", &[]),
    ("news", &["model"]),
    ("ingest", &["model", "news"]),
    ("fusion", &["model"]),
    ("counts", &["model"]),
    ("detect", &["model"]),
    ("terms", &["model"]),
    ("attribution", &["model"]),
    ("casework", &["model"]),
    ("report", &["model"]),
    ("record", &["model", "ledger"]),
    ("release", &["model"]),
    ("witness", &["ledger"]),
    ("verify", &["model", "ledger", "record"]),
    ("exercise", &["model"]),
    ("fuzz", &["ledger", "model", "news", "record", "release", "terms", "verify", "witness"]),
    (
        "engine",
        &["model", "ledger", "record", "release", "news", "ingest", "fusion", "counts", "detect", "terms", "attribution", "casework"],
    ),
    ("store", &["model", "ledger", "record", "fusion", "terms", "casework", "engine"]),
    ("server", &["model", "ledger", "record", "release", "terms", "counts", "attribution", "casework", "report", "engine", "store"]),
    (
        "tregua",
        &[
            "model",
            "ledger",
            "record",
            "release",
            "witness",
            "verify",
            "news",
            "ingest",
            "fusion",
            "counts",
            "detect",
            "terms",
            "attribution",
            "casework",
            "report",
            "engine",
            "store",
            "server",
            "exercise",
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
    // A build brings the packages of this platform alone, and this reads what the build brought.
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let words = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &platform];
    let output = Command::new(cargo).args(words).output().unwrap();
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

/// Names of all crates that a crate of ours reaches by normal dependencies, at any depth.
fn reached_from(metadata: &Value, package: &str) -> BTreeSet<String> {
    let nodes: BTreeMap<&str, &Value> =
        list(metadata.get("resolve").unwrap(), "nodes").iter().map(|node| (text(node, "id"), node)).collect();
    let names: BTreeMap<&str, &str> =
        list(metadata, "packages").iter().map(|package| (text(package, "id"), text(package, "name"))).collect();
    let start = names.iter().find(|(_, name)| **name == package).map(|(id, _)| *id).unwrap();
    let (mut reached, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(next) = open.pop() {
        let normal = |dependency: &&Value| list(dependency, "dep_kinds").iter().any(|kind| kind.get("kind").is_none_or(Value::is_null));
        for dependency in nodes.get(next).map_or(&[][..], |node| list(node, "deps")).iter().filter(normal) {
            if reached.insert(text(dependency, "pkg")) {
                open.push(text(dependency, "pkg"));
            }
        }
    }
    reached.iter().filter_map(|id| names.get(id)).map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_lower_floors_reach_no_network_database_runtime_or_randomness() {
    let metadata = metadata();
    for name in [
        "tregua-model",
        "tregua-ledger",
        "tregua-news",
        "tregua-fusion",
        "tregua-counts",
        "tregua-detect",
        "tregua-attribution",
        "tregua-casework",
        "tregua-terms",
        "tregua-report",
        "tregua-exercise",
    ] {
        let reached = reached_from(&metadata, name);
        assert!(IMPURE.iter().all(|other| !reached.contains(*other)), "`{name}` reaches one of {IMPURE:?}: {reached:?}");
    }
}

/// What a verifier that trusts nobody has no use for: beginnings of names.
const NO_VERIFIER: [&str; 22] = [
    "tokio",
    "async",
    "futures",
    "mio",
    "socket2",
    "axum",
    "hyper",
    "h2",
    "http",
    "reqwest",
    "ureq",
    "curl",
    "rustls",
    "native-tls",
    "openssl",
    "rusqlite",
    "libsqlite3",
    "postgres",
    "sqlx",
    "nats",
    "tonic",
    "smol",
];
/// Parts of a TLS library that do no networking: certificate chains alone.
const CHAINS_ONLY: [&str; 2] = ["rustls-webpki", "rustls-pki-types"];

#[test]
fn the_verifier_reaches_no_network_sql_or_async() {
    let reached = reached_from(&metadata(), "tregua-verify");
    assert!(reached.contains("tregua-ledger"), "the walk through the dependencies walks: {reached:?}");
    for name in reached.iter().filter(|name| !CHAINS_ONLY.contains(&name.as_str())) {
        assert!(!NO_VERIFIER.iter().any(|no| name.starts_with(no)), "`tregua-verify` reaches `{name}`");
    }
    // The same walk finds them where they are.
    let server = reached_from(&metadata(), "tregua");
    assert!(["tokio", "rusqlite", "hyper"].iter().all(|name| server.contains(*name)));
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

/// Every Rust file under a folder.
fn sources_under(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources_under(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The files that may declare a module: its folder's `mod.rs`, `lib.rs` or `main.rs`, or the file named like its folder.
fn parents_of(file: &Path) -> Vec<PathBuf> {
    let folder = file.parent().unwrap();
    let mut parents: Vec<PathBuf> = ["mod.rs", "lib.rs", "main.rs"].iter().map(|name| folder.join(name)).collect();
    parents.push(folder.with_extension("rs"));
    parents.retain(|parent| parent != file && parent.is_file());
    parents
}

#[test]
fn no_source_file_lies_outside_the_build() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    let floors = FLOORS.iter().map(|(floor, _)| root.join("crates").join(floor).join("src"));
    floors.chain([root.join("xtask/src")]).for_each(|folder| sources_under(&folder, &mut files));
    assert!(files.len() > 600, "only {} files found", files.len());
    for file in files {
        let stem = file.file_stem().unwrap().to_str().unwrap();
        if matches!(stem, "lib" | "main" | "mod") || file.components().any(|part| part.as_os_str() == "bin") {
            continue;
        }
        let declares = |parent: &PathBuf| {
            let text = std::fs::read_to_string(parent).unwrap();
            text.contains(&format!("mod {stem};")) || text.contains(&format!("{stem}.rs\""))
        };
        assert!(parents_of(&file).iter().any(declares), "{}: no file says `mod {stem};`, so it is never built", file.display());
    }
}
