//! A fault at every file call of one append cycle: killed there, refused there, full there; each time
//! the record stays whole, and the same command goes through afterwards.

#![expect(clippy::print_stdout, clippy::indexing_slicing, reason = "tests")]

use crate::program::{Mission, OK, Run};
use std::path::Path;
use std::process::Command;

/// Calls that change files or open them, of all file systems and of SQLite.
const CALLS: [&str; 10] = ["openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "mkdir", "unlink", "ftruncate", "flock"];
/// Calls that need room.
const CALLS_FOR_ROOM: [&str; 4] = ["openat", "write", "pwrite64", "mkdir"];

fn has_strace() -> bool {
    let probe = Command::new("strace").args(["-e", "trace=none", "true"]).output();
    let has = probe.is_ok_and(|output| output.status.success());
    if !has {
        println!("skipped: a fault at every file call: strace is not on this machine, or may not trace");
    }
    has
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

/// A mission whose data changed and wait to be adopted: adopting writes vault, log, ratchet and projection.
fn waiting() -> Mission {
    let mission = Mission::new();
    let text = std::fs::read_to_string(mission.path("mission.toml")).unwrap();
    mission.write("mission.toml", text.replace("\"Test\"", "\"Test renamed\"").as_bytes());
    mission
}

/// The same mission and state in a fresh folder.
struct Copied(tempfile::TempDir);

impl Copied {
    fn of(mission: &Mission) -> Self {
        let scratch = tempfile::tempdir_in(if Path::new("/dev/shm").is_dir() { "/dev/shm".into() } else { std::env::temp_dir() }).unwrap();
        copy(&mission.path(""), &scratch.path().join("m"));
        copy(&mission.path("../state"), &scratch.path().join("state"));
        Self(scratch)
    }

    fn command(&self, program: &[&str]) -> Command {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).args(["--now", "2026-02-01T12:00:00Z"]).current_dir(self.0.path().join("m"));
        command.env_remove("TREGUA_MISSION").env("TREGUA_STATE", self.0.path().join("state"));
        command
    }

    fn run(&self, words: &[&str]) -> Run {
        let program = [&[env!("CARGO_BIN_EXE_tregua")], words].concat();
        self.command(&program).output().unwrap().into()
    }

    fn traced(&self, options: &[&str]) -> Run {
        let trace = self.0.path().join("trace");
        let begin = ["strace", "-f", "-o", trace.to_str().unwrap()];
        let program = [&begin[..], options, &["--", env!("CARGO_BIN_EXE_tregua")], &ADOPT].concat();
        self.command(&program).output().unwrap().into()
    }
}

const ADOPT: [&str; 3] = ["adopt", "--by", "me"];

/// How often an undisturbed run makes a call.
fn counted(mission: &Mission, call: &str) -> usize {
    let copied = Copied::of(mission);
    assert!(copied.traced(&["-e", &format!("trace={call}")]).is(OK));
    let trace = std::fs::read_to_string(copied.0.path().join("trace")).unwrap();
    trace.lines().filter(|line| line.contains(&format!(" {call}("))).count()
}

fn injected(calls: &[&str], fault: &str) {
    if !has_strace() {
        return;
    }
    let mission = waiting();
    let reference = Copied::of(&mission);
    assert!(reference.run(&ADOPT).is(OK));
    let expected = reference.run(&["--json", "status"]).out;
    let mut injected_n = 0;
    for call in calls {
        for when in 1..=counted(&mission, call) {
            let copied = Copied::of(&mission);
            let inject = format!("inject={call}:{fault}:when={when}");
            let struck = copied.traced(&["-e", &format!("trace={call}"), "-e", &inject]);
            let what = format!("{inject}: {struck:?}");
            assert!(!struck.err.contains("panicked"), "{what}");
            let fsck = copied.run(&["fsck"]);
            assert!(fsck.is(0), "{what}\n{fsck:?}");
            let status = copied.run(&["status"]);
            let acknowledged = struck.out.contains("adopted by Me");
            assert!(!acknowledged || status.out.contains("Test renamed"), "{what}\n{status:?}");
            let again = copied.run(&ADOPT);
            assert!(again.is(OK), "{what}\n{again:?}");
            assert_eq!(copied.run(&["--json", "status"]).out, expected, "{what}");
            let audit = copied.run(&["audit"]);
            assert!(audit.is(OK) && audit.out.contains(" 0 differences"), "{what}\n{audit:?}");
            injected_n += 1;
        }
    }
    assert!(injected_n > 20, "only {injected_n} calls were struck");
    println!("{injected_n} calls struck with {fault}");
}

#[test]
fn killed_at_every_file_call_of_an_append_nothing_acknowledged_is_lost() {
    injected(&CALLS, "signal=KILL");
}

#[test]
fn refused_at_every_file_call_of_an_append_nothing_is_half_recorded() {
    injected(&CALLS, "error=EIO");
}

#[test]
fn a_disk_full_at_every_write_of_an_append_refuses_and_the_command_goes_through_afterwards() {
    injected(&CALLS_FOR_ROOM, "error=ENOSPC");
}
