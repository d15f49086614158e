//! `tregua terms`: bad agreements get one clear message each; two texts are compared.

use crate::bad_input::says;
use crate::program::{Mission, Run};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const OK: i32 = 0;
const DIFFER: i32 = 1;
const FAULTY: i32 = 1;
const INPUT: i32 = 3;

/// An agreement of one article, `words`, with `terms` in its block.
fn text(head: &str, words: &str, terms: &str) -> String {
    format!(
        "# Truce\n\n```toml\n[agreement]\nid = \"truce\"\nparties = [\"p1\", \"p2\"]\n{head}```\n\n## 1\n\n{words}\n\n```toml\n{terms}```\n"
    )
}

fn ban(id: &str, more: &str) -> String {
    format!("[[term]]\nid = \"{id}\"\nkind = \"prohibited_act\"\nquote = \"No fire\"\nacts = [\"explosion\"]\n{more}\n")
}

/// Runs the program in a folder that is no mission.
fn run_in(folder: &Path, words: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tregua"));
    command.args(words).current_dir(folder).env_remove("TREGUA_MISSION").env("TREGUA_STATE", folder.join("state"));
    command.output().unwrap().into()
}

/// What is wrong, the file's bytes, the exit code, and the one message.
fn bad() -> Vec<(&'static str, Vec<u8>, i32, &'static str)> {
    let of = |head: &str, terms: &str| text(head, "No fire. Trucks arrive.", terms).into_bytes();
    let nested = format!("acts = {}{}", "[".repeat(300), "]".repeat(300));
    vec![
        ("inherits from itself", of("inherits = \"truce\"\n", &ban("1", "")), FAULTY, "the agreement inherits from itself"),
        (
            "parent that is not here",
            of("inherits = \"peace\"\n", &ban("1", "")),
            FAULTY,
            "the agreement `peace` that `truce` inherits from is not here",
        ),
        ("impossible date", of("time_zone = \"UTC\"\n", &ban("1", "since = \"2026-02-30\"")), FAULTY, "`since` is not a local time"),
        (
            "two clauses with one id",
            of("", &(ban("1", "") + &ban("1", "outside = false"))),
            FAULTY,
            "the id `1` stands twice: the first is in line 14",
        ),
        (
            "unknown unit",
            of(
                "",
                "[[term]]\nid = \"1\"\nkind = \"withdrawal_distance\"\nquote = \"No fire\"\nclasses = [\"tank\"]\ndistance_miles = 9\n[term.baseline]\np1 = { line = \"contact_line\" }\np2 = { line = \"contact_line\" }\n",
            ),
            FAULTY,
            "`distance_miles` has a unit that is not known here",
        ),
        (
            "deep nesting",
            of("", &format!("[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"No fire\"\n{nested}\n")),
            FAULTY,
            "nested deeper than",
        ),
        ("no blocks", b"# Truce\n\nAll fire ends.\n".to_vec(), FAULTY, "the file has no `[agreement]`"),
        ("empty", Vec::new(), FAULTY, "the file has no `[agreement]`"),
        ("10 MB", vec![b'a'; 10_000_000], INPUT, "the file holds 10000000 bytes; an agreement has at most"),
        ("not UTF-8", b"# Truce \xff\n".to_vec(), INPUT, "byte 8: not UTF-8; save it as UTF-8"),
        ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00".to_vec(), INPUT, "byte 0: not UTF-8"),
    ]
}

#[test]
fn each_bad_agreement_gets_one_clear_message() {
    let folder = tempfile::tempdir().unwrap();
    for (what, bytes, code, message) in bad() {
        std::fs::write(folder.path().join("bad.md"), &bytes).unwrap();
        says(&run_in(folder.path(), &["terms", "check", "bad.md"]), code, &["bad.md", message]);
        let told = run_in(folder.path(), &["--json", "terms", "check", "bad.md"]);
        let faults = told.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["message"].to_string());
        let lines: Vec<String> = faults.chain(told.err.lines().map(str::to_owned)).collect();
        assert_eq!(lines.len(), 1, "{what}: {lines:#?}");
        assert!(lines[0].contains(message) && lines[0].len() < 300, "{what}: {lines:?}");
    }
}

#[test]
fn agreements_that_lead_to_each_other_are_told_and_a_parent_at_hand_is_found() {
    let mission = Mission::new();
    let file = |id: &str, head: &str| format!("# {id}\n```toml\n[agreement]\nid = \"{id}\"\nparties = [\"p1\", \"p2\"]\n{head}\n```\n");
    for (name, other) in [("a", "b"), ("b", "c"), ("c", "a")] {
        mission.write(&format!("{name}.md"), file(name, &format!("inherits = \"{other}\"")).as_bytes());
    }
    says(
        &mission.run(&["terms", "check", "a.md", "b.md", "c.md"]),
        FAULTY,
        &["`a` inherits from itself: a -> b -> c -> a", "`b` inherits from itself: b -> c -> a -> b"],
    );
    mission.write("c.md", file("c", "").as_bytes());
    says(&mission.run(&["terms", "check", "a.md", "b.md", "c.md"]), OK, &["a.md: 0 errors"]);
    says(&mission.run(&["terms", "check", "a.md"]), FAULTY, &["the agreement `b` that `a` inherits from is not here"]);
}

#[test]
fn two_texts_are_compared_anywhere_with_the_exit_code_of_a_comparison() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("draft.md", &text("status = \"draft\"\n", "No fire. Trucks arrive.", &(ban("1", "") + &ban("2", "outside = false"))));
    write("signed.md", &text("status = \"signed\"\n", "Trucks arrive.", ""));
    says(&run_in(folder.path(), &["terms", "diff", "draft.md", "draft.md"]), OK, &["no difference"]);
    says(
        &run_in(folder.path(), &["terms", "diff", "draft.md", "signed.md"]),
        DIFFER,
        &[
            "dropped  clause 1 (prohibited act), line 15: promised before, absent from the signed text",
            "2 of what was dropped stood in the draft",
        ],
    );
    let json = run_in(folder.path(), &["--json", "terms", "diff", "draft.md", "signed.md"]);
    let lines: Vec<Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |by: &str| {
        lines
            .iter()
            .filter(|line| line["by"] == by)
            .map(|line| (line["change"].as_str().unwrap(), line["broken_promise"].as_bool().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("effect"), [("changed", false), ("dropped", true), ("dropped", true)]);
    assert_eq!(of("article"), [("changed", false)]);
    says(&run_in(folder.path(), &["terms", "diff", "draft.md", "nowhere.md"]), INPUT, &["nowhere.md"]);
}
