//! Verification on the running program: a blind round to a confirmation, four eyes, and what the audit says of a forged one.
//! People and places are invented.

use crate::program::{Mission, OK, Run};
use engine::contract::{Desk, Log, Projection};
use engine::intake::take_in;
use model::{Act, Digest, Entry, Instant, Seen, SourceId, VerifyAct};
use record::register::{new_act, sign_act};
use record::stream::NONE_BEFORE;
use record::submission::{Parcel, Payload};
use serde_json::Value;
use std::fs;
use store::Folder;
use store::keyring::read_key;

const CALL: i32 = 2;

/// A mission with people of several houses, and one report that Mo of the patrol handed in under his key.
struct Town {
    mission: Mission,
}

impl Town {
    fn new() -> Self {
        let mission = Mission::new();
        let mut text = fs::read_to_string(mission.path("mission.toml")).unwrap();
        text.push_str("\n[[source]]\nid = \"patrol\"\nname = \"Patrol of North\"\nparty = \"north\"\n\n[[party]]\nid = \"north\"\nname = \"Northmark\"\n\n[[party]]\nid = \"south\"\nname = \"Southmark\"\n");
        mission.write("mission.toml", text.as_bytes());
        mission.ok(&["adopt"]);
        let town = Self { mission };
        let people = [
            ("Mo", "Patrol", "monitor,analyst,legal"),
            ("Ada", "House A", "analyst,legal"),
            ("Cleo", "House B", "analyst"),
            ("Lea", "House C", "legal"),
            ("Sol", "House D", "analyst"),
            ("Hana", "House E", "head"),
            ("Pia", "House F", "commission"),
        ];
        for (person, body, roles) in people {
            let file = town.key(person);
            town.mission.ok(&["key", "new", "--kind", "officer", "--person", person, "--body", body, "-o", &file]);
            let mut words = vec!["key", "add", &file];
            roles.split(',').for_each(|role| words.extend(["--role", role]));
            town.mission.ok(&words);
        }
        town.hand_in();
        town
    }

    fn key(&self, person: &str) -> String {
        self.mission.path(&format!("../{person}.key")).display().to_string()
    }

    /// Runs a verb as somebody.
    fn by(&self, person: &str, words: &[&str]) -> Run {
        let key = self.key(person);
        self.mission.run(&[words, &["--key", key.as_str()]].concat())
    }

    fn hand_in(&self) {
        let bytes = b"latitude,longitude,acq_date,acq_time,satellite,confidence,frp\n-33.1,-17.2,2026-01-05,0312,N,n,4.2\n".to_vec();
        let now: Instant = "2026-02-01T12:00:00Z".parse().unwrap();
        let payload = Payload {
            bytes_n: bytes.len() as u64,
            claimed_at: now,
            epoch: 1,
            media_type: Some("text/csv".into()),
            name: "fires.csv".into(),
            prev: NONE_BEFORE,
            read_as: None,
            seq: 1,
            sha256: Digest::of(&bytes),
            source: Some(SourceId("patrol".into())),
            stream: "main".into(),
            v: 1,
        };
        let secret = read_key(self.key("Mo").as_ref()).unwrap().secret;
        let folder = self.folder();
        let mut writer = folder.write().unwrap();
        let mut desk =
            Desk { log: &mut writer.log, vault: &mut writer.vault, projection: &mut writer.projection, keys: &mut writer.keys, now };
        take_in(&mut desk, &Parcel { envelope: payload.sign(&secret).unwrap(), bytes }).unwrap();
        engine::read::read_some(&mut desk, 10, |_| {}).unwrap();
        engine::settle(&mut desk, |_| {}, |_| {}).unwrap();
    }

    fn folder(&self) -> Folder {
        Folder::with_state(&self.mission.path(""), &self.mission.path("../state"), &[61; 32])
    }

    fn incident(&self) -> String {
        let queue = self.mission.ok(&["--json", "queue"]).out;
        let line: Value = serde_json::from_str(queue.lines().next().unwrap()).unwrap();
        let word = |pointer: &str| line.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
        assert_eq!((word("/state"), word("/waits_for/0")), ("new".to_owned(), "analyst".to_owned()));
        word("/subject")
    }

    fn look(&self, id: &str) -> Value {
        serde_json::from_str(&self.mission.ok(&["--json", "look", id]).out).unwrap()
    }
}

fn says(run: &Run, code: i32, words: &[&str]) {
    assert!(run.is(code) && words.iter().all(|word| run.err.contains(word) || run.out.contains(word)), "{words:?}: {run:?}");
}

#[test]
fn two_blind_grades_a_confirmation_and_a_settlement() {
    let town = Town::new();
    let id = town.incident();
    let grade = |chance: &'static str| ["grade", id.as_str(), "--source", "b", "--credibility", "2", "--chance", chance].map(str::to_owned);
    let graded = |person: &str, chance| {
        let words = grade(chance);
        town.by(person, &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    says(&graded("Mo", "80"), CALL, &["Mo has handed in", "cannot grade it: another person is needed"]);
    says(&graded("Hana", "80"), CALL, &["needs the signatures of an officer with the role analyst"]);
    says(&town.by("Hana", &["call-graders", &id, "Ada", "Cleo"]), OK, &["call graders, entry"]);
    says(&town.mission.run(&["look", &id]), OK, &["a source of P", "parties are P1, P2"]);
    let sure = ["grade", &id, "--source", "B", "--credibility", "1", "--chance", "99"];
    says(&town.by("Ada", &sure), CALL, &["needs two independent origins, and the record shows 1"]);
    says(&graded("Ada", "100"), CALL, &["`100` is no chance"]);
    says(&graded("Ada", "80"), OK, &["seal grade, entry", "`tregua open-grade` opens it once all have graded"]);
    says(&town.by("Ada", &["open-grade"]), OK, &["no sealed grade of Ada can be opened here now"]);
    says(&graded("Ada", "60"), CALL, &["Ada has graded", "in round 1 already"]);
    assert_eq!(town.look(&id)["matter"]["rounds"][0]["grades"].as_array().unwrap().len(), 0);
    says(&graded("Cleo", "60"), OK, &["seal grade, entry", "open grade, entry"]);
    says(&town.by("Ada", &["open-grade", &id]), OK, &["open grade, entry"]);
    let sealed = fs::read_dir(town.mission.path("acts")).unwrap().count();
    assert_eq!(sealed, 0, "salts of opened grades are removed");
    says(&town.by("Ada", &["confirm", &id]), CALL, &["Ada has graded", "cannot confirm it"]);
    says(&town.by("Mo", &["confirm", &id]), CALL, &["Mo has handed in", "cannot confirm it"]);
    says(&town.by("Lea", &["confirm", &id]), OK, &["confirm, entry"]);
    let look = town.look(&id);
    assert_eq!((look["matter"]["state"].as_str(), look["matter"]["pooled_ppm"].as_u64()), (Some("verified"), Some(710_102)));
    says(&town.mission.run(&["queue"]), OK, &["0 waiting"]);
    let ledger = ["report", "ledger", "--from", "2026-01-05", "--for", "2026-01-05", "--format", "csv"];
    says(&town.mission.run(&ledger), OK, &["ledger,ledger,verified,incidents,2026-01-05T00:00:00.000Z/2026-01-06T00:00:00.000Z,1,1,exact"]);
    let settle = ["settle", &id, "--happened", "yes", "--reason", "burnt ground seen on a visit"];
    says(&town.by("Lea", &settle), CALL, &["Lea has confirmed", "cannot settle it"]);
    says(&town.by("Sol", &[&settle[..], &["--rests-on", "nobody"]].concat()), CALL, &["`nobody` is no source of this mission"]);
    says(&town.by("Sol", &settle), OK, &["settle, entry"]);
    let quality: Value = serde_json::from_str(&town.mission.ok(&["--json", "quality", "--quarter", "2026Q1"]).out).unwrap();
    assert_eq!(quality["settled"], 1);
    let names: Vec<&str> = quality["graders"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ada", "Cleo"]);
    assert_eq!(quality["graders"][0]["calibration"]["brier"], 0.04);
    assert_eq!((quality["sources"][0]["right"].as_u64(), quality["sources"][0]["class"].as_str()), (Some(1), Some("party north")));
    says(&town.mission.run(&["quality", "--quarter", "2026Q5"]), CALL, &["`2026Q5` is no quarter"]);
    says(&town.mission.run(&["audit"]), OK, &["0 differences"]);
    let before = town.look(&id);
    town.mission.ok(&["rebuild"]);
    assert_eq!(town.look(&id), before, "rebuilt and grown over time say the same");
}

#[test]
fn what_is_set_aside_sent_back_assigned_or_looked_at_says_so() {
    let town = Town::new();
    let id = town.incident();
    says(&town.by("Sol", &["take", &id]), OK, &["take on, entry"]);
    says(&town.by("Ada", &["take", &id]), CALL, &["is being looked at by Sol until 2026-02-01T14:00:00.000Z"]);
    says(&town.by("Sol", &["let-go", &id]), OK, &["let go, entry"]);
    says(&town.by("Hana", &["assign", &id, "--to", "Sol", "--due", "2026-02-01T11:00:00Z"]), OK, &["assign, entry"]);
    says(&town.mission.run(&["queue", "--role", "head"]), OK, &["OVERDUE since 2026-02-01T11:00:00.000Z", "assigned to Sol"]);
    says(&town.by("Sol", &["comment", &id, "the place is a quarry"]), OK, &["comment, entry"]);
    says(&town.by("Sol", &["send-back", &id, "--missing", "weapon", "--reason", "no trace of one"]), OK, &["send back, entry"]);
    says(&town.mission.run(&["queue", "--role", "monitor"]), OK, &["sent back, for monitor", "missing: weapon"]);
    says(&town.by("Sol", &["set-aside", &id, "--reason", ""]), CALL, &["the reason is empty"]);
    says(&town.by("Sol", &["set-aside", &id, "--reason", "blasting in the quarry"]), OK, &["set aside, entry"]);
    says(&town.mission.run(&["look", &id]), OK, &["set aside", "because: blasting in the quarry", "Sol: the place is a quarry"]);
    says(&town.by("Sol", &["take-up", &id, "--reason", "no permit for that day"]), OK, &["take up, entry"]);
    assert_eq!(town.look(&id)["matter"]["state"], "new");
    says(&town.by("Sol", &["confirm", "INC-ZZZZ"]), CALL, &["`INC-ZZZZ` is not in this mission"]);
}

#[test]
fn a_panel_adopts_an_attribution_by_one_act_with_three_signatures() {
    let town = Town::new();
    let id = town.incident();
    let proposal = Digest::of(b"a proposal").to_string();
    let output = town.mission.path("../adoption.json").display().to_string();
    let words = ["adopt-attribution", &id, "--proposal", &proposal, "--hypothesis", "fired_by_party", "--party", "north"];
    // The first officer, who holds every role, is the first member.
    says(&town.mission.run(&[&words[..], &["--by", "me", "-o", &output]].concat()), OK, &["proposed and signed by me"]);
    says(&town.mission.run(&["act", "submit", &output]), CALL, &["a panel has 3 people of 2 organisations or more, and this one 1 of 0"]);
    for person in ["Lea", "Pia"] {
        town.mission.ok(&["act", "sign", &output, "--key", &town.key(person)]);
    }
    says(&town.mission.run(&["act", "submit", &output]), OK, &["verify: entry", "signed by Lea, Pia, me"]);
    says(&town.mission.run(&["look", &id]), OK, &["attributed (fired_by_party, north) by Lea, Pia, me"]);
    says(&town.mission.run(&["audit"]), OK, &["0 differences"]);
}

#[test]
fn the_audit_names_a_confirmation_by_who_handed_it_in_that_was_forced_into_the_log() {
    let town = Town::new();
    let id = town.incident();
    let run = town.by("Ada", &["grade", &id, "--source", "B", "--credibility", "2", "--chance", "80"]);
    says(&run, OK, &["open grade, entry"]);
    let folder = town.folder();
    {
        let mut writer = folder.write().unwrap();
        let facts = writer.projection.facts(&id).unwrap().unwrap();
        let secret = read_key(town.key("Mo").as_ref()).unwrap().secret;
        let seen = Seen { as_of: writer.log.size(), kin: Vec::new(), version: facts.version };
        let step = VerifyAct::Confirm { note: None, seen, subject: id.clone() };
        let mut act = new_act(Act::Verify(step), "Mo", writer.log.name(), "2026-02-01T12:00:00Z".parse().unwrap());
        sign_act(&mut act, &secret).unwrap();
        writer.log.append(&[Entry::Signed(act).canonical().unwrap()]).unwrap();
    }
    says(&town.mission.run(&["audit"]), 1, &["`verify` by Mo does not count", "Mo has handed in", "cannot confirm it"]);
    assert_ne!(town.look(&id)["matter"]["state"], "verified", "it does not count as verified either");
}
