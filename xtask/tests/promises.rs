//! Every test that docs/threat-model.md names is there: a promise whose test is gone is no promise.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Shortest name in backticks that is taken for a test's, in words.
const WORDS_MIN: usize = 4;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Names of all functions below a folder.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let functions = text.lines().filter_map(|line| line.trim().strip_prefix("fn ")?.split_once('('));
            found.extend(functions.map(|(name, _)| name.to_owned()));
        }
    }
}

fn is_test_name(name: &str) -> bool {
    name.split('_').count() >= WORDS_MIN && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let text = fs::read_to_string(root().join("docs/threat-model.md")).unwrap();
    let named: BTreeSet<&str> = text.split('`').skip(1).step_by(2).filter(|name| is_test_name(name)).collect();
    assert!(named.len() > 40, "only {} tests are named", named.len());
    let mut there = BTreeSet::new();
    tests_below(&root().join("crates"), &mut there);
    let gone: Vec<&&str> = named.iter().filter(|name| !there.contains(**name)).collect();
    assert!(gone.is_empty(), "docs/threat-model.md names tests that are not there: {gone:?}");
}
