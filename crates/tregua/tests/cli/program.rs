//! Running the real program on a mission in a temporary folder.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Exit codes, as the help lists them.
pub const OK: i32 = 0;

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    /// Exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Whether it ended with this code.
    pub fn is(&self, code: i32) -> bool {
        self.code == Some(code)
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// A mission in a temporary folder.
pub struct Mission {
    folder: TempDir,
}

impl Mission {
    /// Makes one with `tregua init`.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new(env!("CARGO_BIN_EXE_tregua"))
            .args(["init", "--name", "Test", "--by", "me"])
            .arg(folder.path().join("m"))
            .env("TREGUA_STATE", folder.path().join("state"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        Self { folder }
    }

    /// The program, to be run inside the mission's folder.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tregua"));
        command.args(["--now", "2026-02-01T12:00:00Z"]).args(words).current_dir(self.path("")).env_remove("TREGUA_MISSION");
        command.env("TREGUA_STATE", self.folder.path().join("state"));
        command
    }

    /// Runs the program inside the mission's folder.
    pub fn run(&self, words: &[&str]) -> Run {
        self.command(words).output().unwrap().into()
    }

    /// A path inside the mission.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("m").join(name)
    }

    /// Writes a file into the mission's folder.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Runs the program and expects it to end well.
    pub fn ok(&self, words: &[&str]) -> Run {
        let run = self.run(words);
        assert!(run.is(OK), "{words:?}: {run:?}");
        run
    }

    /// The id of the first key of a kind in the register.
    pub fn key_of(&self, kind: &str) -> String {
        let listed = self.ok(&["--json", "key", "list"]).out;
        let keys = listed.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let key = keys.into_iter().find(|key| key.get("kind").unwrap() == kind).unwrap();
        key.get("id").unwrap().as_str().unwrap().to_owned()
    }

    /// Position of the log.
    pub fn position(&self) -> String {
        let status: serde_json::Value = serde_json::from_str(&self.run(&["--json", "status"]).out).unwrap();
        status.get("as_of").unwrap().to_string()
    }

    /// The first incident of a day's report.
    pub fn incident_of_report(&self, day: &str) -> String {
        let report = self.run(&["report", "daily", "--for", day, "--format", "geojson"]).out;
        let start = report.find("INC-").unwrap();
        report.get(start..start + 20).unwrap().to_owned()
    }
}
