//! Signed acts on the running program (T5, T6): who may do what, and that nothing else has an effect.

use crate::program::{Mission, OK, Run};
use engine::contract::{Log, Projection};
use model::{Act, Entry, Instant};
use record::key::SecretKey;
use record::register::{new_act, sign_act};
use std::fs;
use store::Folder;

const CALL: i32 = 2;

/// A mission of officer `me`, with a second officer Ben of another body; gives Ben's key file.
fn with_ben(mission: &Mission) -> String {
    let ben = mission.path("../ben.key").display().to_string();
    mission.ok(&["key", "new", "--kind", "officer", "--person", "Ben", "--body", "Body B", "-o", &ben]);
    mission.ok(&["key", "add", &ben, "--role", "commission", "--role", "custody"]);
    ben
}

fn pending(mission: &Mission) -> String {
    let mut files = fs::read_dir(mission.path("acts")).unwrap().map(|entry| entry.unwrap().path());
    let file = files.next().unwrap().display().to_string();
    assert!(files.next().is_none());
    file
}

fn says(run: &Run, code: i32, words: &[&str]) {
    assert!(run.is(code) && words.iter().all(|word| run.err.contains(word) || run.out.contains(word)), "{words:?}: {run:?}");
}

/// Puts an entry into the log as an operator can who has its key, past every check.
fn force(mission: &Mission, entry: &Entry) {
    let folder = Folder::with_state(&mission.path(""), &mission.path("../state"), &[61; 32]);
    let mut writer = folder.write().unwrap();
    writer.log.append(&[entry.canonical().unwrap()]).unwrap();
}

fn now() -> Instant {
    "2026-02-01T12:00:00Z".parse().unwrap()
}

#[test]
fn t06_a_decision_without_the_second_signature_is_refused() {
    let mission = Mission::new();
    let ben = with_ben(&mission);
    mission.write("decision.txt", b"Decided as follows.\n");
    says(
        &mission.run(&["act", "propose", "decide", "case 7", "decision.txt"]),
        OK,
        &["proposed and signed by me", "needs the signatures of 2 different officers"],
    );
    let file = pending(&mission);
    says(
        &mission.run(&["act", "submit", &file]),
        CALL,
        &["`decide` needs the signatures of 2 different officers with the role commission; it has me (officer key)"],
    );
    says(&mission.run(&["act", "sign", &file, "--by", "me"]), OK, &["needs the signatures"]);
    says(&mission.run(&["act", "sign", &file, "--key", &ben]), OK, &["signed by Ben, me: complete"]);
    says(&mission.run(&["act", "submit", &file]), OK, &["decide: entry", "signed by Ben, me"]);
    assert!(fs::read_dir(mission.path("acts")).unwrap().next().is_none());
    says(&mission.run(&["act", "list"]), OK, &["decide `case 7` by me, signed by Ben, me"]);
    says(&mission.run(&["audit"]), OK, &["0 differences"]);
}

#[test]
fn a_proposed_act_that_was_changed_after_it_was_signed_is_refused() {
    let mission = Mission::new();
    let ben = with_ben(&mission);
    mission.write("decision.txt", b"Decided as follows.\n");
    mission.ok(&["act", "propose", "decide", "case 7", "decision.txt"]);
    let file = pending(&mission);
    mission.ok(&["act", "sign", &file, "--key", &ben]);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("case 7", "case 8")).unwrap();
    says(&mission.run(&["act", "submit", &file]), CALL, &["not of this act: it was altered"]);
    fs::write(&file, text.replace("Decided as follows", "Decided otherwise")).unwrap();
    says(&mission.run(&["act", "submit", &file]), 3, &["its text is not the one that is signed"]);
    says(&mission.run(&["act", "list"]), OK, &["add key"]);
}

#[test]
fn t06_what_a_stolen_key_signed_since_is_in_doubt_and_signs_no_more() {
    let mission = Mission::new();
    mission.write("mission.toml", fs::read_to_string(mission.path("mission.toml")).unwrap().replace("24:00", "20:00").as_bytes());
    mission.ok(&["adopt"]);
    let officer = mission.key_of("officer");
    let since = mission.position().parse::<u64>().unwrap() - 1;
    says(
        &mission.run(&["key", "revoke", &officer, "--reason", "laptop stolen", "--compromised-since", &since.to_string()]),
        OK,
        &["revoke_key: entry"],
    );
    let audit = mission.run(&["audit"]);
    says(&audit, OK, &["0 differences", "in doubt: entry", "compromised since entry"]);
    says(&mission.run(&["adopt", "--by", "me"]), CALL, &["no officer key of `me` that the register knows"]);
    says(&mission.run(&["key", "list"]), OK, &["laptop stolen"]);
}

#[test]
fn an_unsigned_act_in_a_signed_log_has_no_effect_and_is_named() {
    let mission = Mission::new();
    let text = fs::read_to_string(mission.path("mission.toml")).unwrap().replace("24:00", "20:00");
    let folder = Folder::with_state(&mission.path(""), &mission.path("../state"), &[62; 32]);
    let sha256 = engine::Vault::put(&mut folder.vault(), text.as_bytes()).unwrap();
    let declared = model::Declared { act: Act::AdoptMission { sha256 }, at: now(), by: "me".into(), log: None, v: 1 };
    force(&mission, &Entry::Declared(declared));
    mission.ok(&["rebuild"]);
    says(&mission.run(&["audit"]), 1, &["an act without signature in a log that has a key register"]);
    says(&mission.run(&["status"]), OK, &["does not count: adopt mission by me: it is not signed"]);
    let view = store::view::View::open(&folder, None).unwrap();
    assert_eq!(view.mission().unwrap().report_ends, "24:00");
}

#[test]
fn forged_replayed_and_foreign_acts_have_no_effect_and_are_named() {
    let mission = Mission::new();
    let folder = Folder::with_state(&mission.path(""), &mission.path("../state"), &[63; 32]);
    let sha256 = engine::Vault::put(&mut folder.vault(), b"name = \"x\"\nzone = \"UTC\"\n").unwrap();
    let log = folder.read_log().unwrap();
    let replayed = (0..log.size()).map(|leaf| engine::gather::entry(&log, leaf).unwrap()).next_back().unwrap();
    let officer = folder.keyring().all().unwrap().into_iter().find(|file| file.kind == model::KeyKind::Officer).unwrap();
    let sign = |name: &str, key: &SecretKey| {
        let mut act = new_act(Act::AdoptMission { sha256 }, "me", name, now());
        sign_act(&mut act, key).unwrap();
        Entry::Signed(act)
    };
    force(&mission, &sign(log.name(), &SecretKey::from_seed(&[99; 32])));
    force(&mission, &replayed);
    force(&mission, &sign("log.example/other", &officer.secret));
    mission.ok(&["rebuild"]);
    let audit = mission.run(&["audit"]);
    says(&audit, 1, &["made with an unknown key", "a replay", "was signed for the log `log.example/other`", "3 differences"]);
    let view = store::view::View::open(&folder, None).unwrap();
    assert_ne!(view.in_use().unwrap(), [sha256]);
    let writer = folder.write().unwrap();
    assert_eq!(writer.projection.register().standing(99).count(), 4);
}

#[test]
fn a_key_is_rotated_and_the_new_one_signs() {
    let mission = Mission::new();
    let old = mission.key_of("officer");
    says(&mission.run(&["key", "rotate", &old]), OK, &["in the place of", "rotate_key: entry"]);
    mission.write("mission.toml", fs::read_to_string(mission.path("mission.toml")).unwrap().replace("24:00", "20:00").as_bytes());
    says(&mission.run(&["adopt"]), OK, &["adopted by me"]);
    says(&mission.run(&["key", "show", &old]), OK, &["ended at entry"]);
    says(&mission.run(&["audit"]), OK, &["0 differences"]);
}

#[test]
fn a_key_that_lies_elsewhere_waits_for_the_roots() {
    let mission = Mission::new();
    let root = fs::read_dir(mission.path("keys"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.display().to_string().contains("root-"))
        .unwrap();
    let offline = mission.path("../offline.key");
    fs::rename(&root, &offline).unwrap();
    let device = mission.path("../device.key").display().to_string();
    mission.ok(&["key", "new", "--kind", "device", "--person", "camera 1", "-o", &device]);
    says(&mission.run(&["key", "add", &device]), CALL, &["no root key is at hand: name its file with --with FILE"]);
    says(&mission.run(&["key", "add", &device, "--with", offline.to_str().unwrap()]), OK, &["add_key: entry", "signed by me"]);
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(&device).unwrap().permissions().mode() & 0o777, 0o600);
}
