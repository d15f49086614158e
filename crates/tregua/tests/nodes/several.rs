//! Nodes of one mission, each with its own real folder, brought together in some order.

use crate::program::{Mission, OK, Run};
use serde_json::Value;
use std::fs;
use std::process::Command;

/// A node with a name.
pub struct Node {
    pub name: &'static str,
    pub mission: Mission,
}

impl Node {
    pub fn new(name: &'static str) -> Self {
        Self { name, mission: Mission::new() }
    }

    pub fn vkey(&self) -> String {
        fs::read_to_string(self.mission.path("data/log/vkey")).unwrap().trim().to_owned()
    }

    /// Runs the program and expects it to end well.
    pub fn ok(&self, words: &[&str]) -> Run {
        let run = self.mission.run(words);
        assert!(run.is(OK), "{}: {words:?}: {run:?}", self.name);
        run
    }

    /// Runs the program at a moment and expects it to end well.
    pub fn ok_at(&self, now: &str, words: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tregua"));
        command.args(["--now", now]).args(words).current_dir(self.mission.path("")).env("TREGUA_STATE", self.mission.path("../state"));
        let run: Run = command.output().unwrap().into();
        assert!(run.is(OK), "{}: {words:?}: {run:?}", self.name);
    }

    /// Makes another node known, read from its folder.
    pub fn knows(&self, other: &Self) {
        let from = other.mission.path("").display().to_string();
        self.ok(&["peer", "add", other.name, "--vkey", &other.vkey(), "--from", &from]);
    }

    /// Adds invented rows under a name.
    pub fn adds(&self, name: &str, rows: &str) {
        self.mission.write(name, format!("latitude,longitude,acq_date\n{rows}").as_bytes());
        self.ok(&["add", name]);
    }

    /// The digest of what stands.
    pub fn state(&self) -> String {
        let status: Value = serde_json::from_str(&self.ok(&["--json", "status", "--digest"]).out).unwrap();
        status.get("state").unwrap().as_str().unwrap().to_owned()
    }

    /// A figure of the status.
    pub fn figure(&self, name: &str) -> u64 {
        let status: Value = serde_json::from_str(&self.ok(&["--json", "status"]).out).unwrap();
        status.get(name).unwrap().as_u64().unwrap()
    }
}

/// Nodes that all know each other.
pub fn nodes(names: &[&'static str]) -> Vec<Node> {
    let nodes: Vec<Node> = names.iter().map(|name| Node::new(name)).collect();
    for one in &nodes {
        nodes.iter().filter(|other| other.name != one.name).for_each(|other| one.knows(other));
    }
    nodes
}

/// Invented rows of one day around one place.
pub fn rows(first: u32, n: u32) -> String {
    (first..first + n)
        .map(|row| format!("-33.{:04},-17.{:04},2026-01-{:02}\n", (row * 37) % 10_000, (row * 91) % 10_000, 1 + row % 28))
        .collect()
}
