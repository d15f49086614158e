//! A case on the running program, from its submission to a remedy, with every signature by the key of whoever gives it.

use crate::program::{Mission, OK, Run};
use std::fs;
use std::process::Command;

const CALL: i32 = 2;

const RULES: &str = r#"
[commission]
chairs = ["me"]
rule = "two_thirds"

[[commission.seats]]
member = "me"
[[commission.seats]]
member = "Ben"
[[commission.seats]]
member = "Cid"
"#;

const DRAFT: &str = r#"
found = "breach"
standard = "clear_and_convincing"
responsible = ["p1"]

[[order]]
remedy = "withdrawal"
actor = "p1"
act = "withdraw the howitzers"
place = "the bridge"
quantity = "6"
step = "corrective_act"
within_h = 96
test = { manual = { question = "are they gone" } }
"#;

/// A mission with two more members and a party's liaison, and with a clock of its own.
struct Court {
    mission: Mission,
    hours: i64,
}

impl Court {
    fn new() -> Self {
        let mission = Mission::new();
        for (kind, person, more) in
            [("officer", "Ben", ["--body", "B"]), ("officer", "Cid", ["--body", "C"]), ("party", "liaison", ["--party", "p1"])]
        {
            let file = mission.path(&format!("../{person}.key")).display().to_string();
            let [flag, value] = more;
            mission.ok(&["key", "new", "--kind", kind, "--person", person, flag, value, "-o", &file]);
            let role: &[&str] = if kind == "officer" { &["--role", "commission", "--role", "custody"] } else { &[] };
            mission.ok(&[&["key", "add", &file], role].concat());
        }
        mission.write("rules.toml", RULES.as_bytes());
        mission.write("draft.toml", DRAFT.as_bytes());
        mission.write("text.md", b"Fired by [[states: battery 4]].\n");
        mission.ok(&["act", "propose", "procedure", "rules.toml", "-o", "rules.json"]);
        mission.ok(&["act", "submit", "rules.json"]);
        // Years after the founding by the machine's own clock: the first tick is a jump.
        Self { mission, hours: 0 }
    }

    fn run(&self, words: &[&str]) -> Run {
        let now = model::Instant::from_ms(4_000_000_000_000 + self.hours * 3_600_000).unwrap().to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tregua"));
        command.args(["--now", &now]).args(words).current_dir(self.mission.path("")).env_remove("TREGUA_MISSION");
        command.env("TREGUA_STATE", self.mission.path("../state"));
        command.output().unwrap().into()
    }

    fn ok(&self, words: &[&str]) -> String {
        let run = self.run(words);
        assert!(run.is(OK), "{words:?}: {run:?}");
        run.out
    }

    fn refused(&self, words: &[&str], sentence: &str) {
        let before = self.size();
        let run = self.run(words);
        assert!(run.is(CALL) && run.err.contains(sentence), "{words:?}: {run:?}");
        assert_eq!(run.err.trim().lines().count(), 1, "one sentence: {}", run.err);
        assert_eq!(self.size(), before, "a refused act was entered");
    }

    fn size(&self) -> String {
        let checkpoint = fs::read_to_string(self.mission.path("data/log/checkpoint")).unwrap();
        checkpoint.lines().nth(1).unwrap().to_owned()
    }

    fn as_member(&self, member: &str, words: &[&str]) -> String {
        let key = format!("../{member}.key");
        self.ok(&[words, &["--key", &key]].concat())
    }
}

#[test]
fn a_case_runs_from_its_submission_to_a_met_remedy() {
    let mut court = Court::new();
    court.refused(&["tick"], "nothing lapses until an officer with the role operations confirms it");
    court.ok(&["tick", "--confirm", "--by", "me"]);
    court.ok(&["case", "submit", "bridge", "--title", "shells on a bridge", "--against", "p1", "--by", "me"]);
    court.refused(&["case", "submit", "bridge", "--title", "again", "--by", "me"], "was submitted or decided already");
    court.refused(
        &["case", "submit", "b2", "--title", "x", "--against", "p9", "--by", "me"],
        "`p9` is no party of this mission: p1, p2 are",
    );
    court.ok(&["case", "open", "bridge", "--by", "me"]);
    court.ok(&["case", "notify", "bridge", "p1", "text.md", "--by", "me"]);
    assert!(court.ok(&["due"]).contains("reply of bridge (p1)"), "{}", court.ok(&["due"]));
    court.refused(&["case", "draft", "bridge", "draft.toml", "text.md", "--by", "me"], "the case `bridge` is reply_period");
    court.hours += 30;
    assert!(
        court
            .as_member("liaison", &["case", "reply", "bridge", "text.md", "--attach", "rules.toml", "--complete"])
            .contains("deliberation")
    );
    court.ok(&["case", "draft", "bridge", "draft.toml", "text.md", "--by", "me"]);
    court.ok(&["case", "open-vote", "bridge", "--by", "me"]);
    court.ok(&["case", "vote", "bridge", "no", "--reason", "not yet", "--by", "me"]);
    court.as_member("Ben", &["case", "vote", "bridge", "yes", "--reason", "proven"]);
    court.ok(&["case", "vote", "bridge", "yes", "--reason", "convinced", "--by", "me"]);
    court.refused(&["case", "close-vote", "bridge", "--by", "me"], "Cid did not vote yet");
    court.refused(&["case", "decide", "bridge", "--by", "me"], "no draft of it was carried");
    court.hours += 30;
    court.ok(&["tick"]);
    court.hours += 30;
    assert!(court.ok(&["tick"]).contains("lapsed: vote of bridge"));
    court.refused(&["case", "vote", "bridge", "no", "--reason", "late", "--key", "../Cid.key"], "a vote after the deadline does not count");
    court.ok(&["case", "decide", "bridge", "--by", "me", "-o", "decision.json"]);
    court.ok(&["act", "sign", "decision.json", "--key", "../Ben.key"]);
    court.ok(&["act", "submit", "decision.json"]);
    let shown = court.ok(&["case", "show", "bridge"]);
    for words in ["state: remedy running", "2 for, 0 against", "me: no, entry", "withdrawal: p1 is to withdraw the howitzers"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    court.ok(&["case", "publish", "bridge", "--to", "public", "--by", "me", "-o", "public.json"]);
    let public = fs::read_to_string(court.mission.path("public.json")).unwrap();
    assert!(public.contains("Fired by [withheld].") && !public.contains("battery 4"), "{public}");
    court.ok(&["act", "sign", "public.json", "--key", "../Ben.key"]);
    court.ok(&["act", "submit", "public.json"]);
    court.as_member("liaison", &["remedy", "claim", "bridge", "withdrawal", "text.md"]);
    court.refused(
        &["remedy", "verify", "bridge", "withdrawal", "met", "--reason", "x", "--key", "../liaison.key"],
        "an officer with the role analyst",
    );
    court.ok(&["remedy", "verify", "bridge", "withdrawal", "met", "--reason", "seen from the air", "--by", "me"]);
    assert!(court.ok(&["case", "list"]).contains("bridge: closed fulfilled, against p1"));
    court.refused(&["case", "reply", "bridge", "text.md", "--key", "../liaison.key"], "it takes no reply any more");
    let json: serde_json::Value = serde_json::from_str(court.ok(&["case", "show", "bridge", "--json"]).trim()).unwrap();
    assert_eq!(json.get("state").and_then(|state| state.as_str()), Some("closed_fulfilled"));
    let ics = court.ok(&["due", "--ics", "-"]);
    assert!(ics.starts_with("BEGIN:VCALENDAR") && ics.contains("request for review"), "{ics}");
    assert!(court.ok(&["audit"]).contains("0 differences"));
    court.ok(&["rebuild"]);
    assert!(court.ok(&["case", "list"]).contains("bridge: closed fulfilled, against p1"), "a projection made anew says the same");
    court.ok(&["export", "bundle", "bridge", "-o", "bridge.tar"]);
}

#[test]
fn bad_input_of_a_case_is_one_clear_sentence() {
    let court = Court::new();
    court.ok(&["tick", "--confirm", "--by", "me"]);
    court.refused(&["case", "show", "none"], "no case is called `none`");
    court.refused(&["case", "open", "none", "--by", "me"], "no case is called `none`");
    court.refused(&["case", "submit", "c", "--title", " ", "--by", "me"], "the title of the case is empty");
    court.refused(&["case", "submit", "c", "--title", "t", "--cite", "INC-NOTHERE", "--by", "me"], "is not in this mission");
    court.refused(&["case", "quit", "p2", "--reason", "x", "--key", "../liaison.key"], "a party leaves for itself");
    court.refused(&["case", "leave", "Zoe", "--reason", "x", "--by", "me"], "`Zoe` has no seat");
    let run = court.run(&["case", "notify", "c", "p1", "absent.md", "--by", "me"]);
    assert!(run.is(3) && run.err.contains("absent.md"), "{run:?}");
    court.mission.write("bad.toml", b"found = \"guilty\"\n");
    let run = court.run(&["case", "draft", "c", "bad.toml", "text.md", "--by", "me"]);
    assert!(run.is(3) && run.err.contains("bad.toml") && run.err.contains("guilty"), "{run:?}");
    court.mission.write("bad.rules", b"[commission]\nchairs = [\"Zoe\"]\n");
    court.ok(&["act", "propose", "procedure", "bad.rules", "-o", "bad.json", "--by", "me"]);
    court.refused(&["act", "submit", "bad.json"], "chairs: `Zoe` has no seat");
}
