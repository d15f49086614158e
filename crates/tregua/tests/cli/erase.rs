//! R14, T10, T11: what is erased is gone from every file, nothing else is, and a seized disk without keys shows nothing.

use crate::program::{Mission, OK};
use std::fs;
use std::path::Path;

const CANARY: &str = "canary-speaker-7";
/// The coordinate of the canary's row as the record writes it, in 1e-7 degrees.
const PLACE: &str = "-331234567";

const MAP: &str = include_str!("../../../../fixtures/maps/journey.toml");

fn row(day: u32, lat: &str, who: &str) -> String {
    format!("2026-01-{day:02},03:40,{lat},-17.60,explosion,{who}\r\n")
}

/// A mission with two officers of different bodies, one file of one report that is to go and one of two that stay.
fn filled() -> Mission {
    let mission = Mission::new();
    let header = "Date,Hour,Latitude,Longitude,What,Who\r\n";
    mission.write("map.toml", MAP.as_bytes());
    mission.write("gone.csv", format!("{header}{}", row(7, "-33.1234567", CANARY)).as_bytes());
    mission.write("stays.csv", format!("{header}{}{}", row(7, "-33.12", "patrol 4"), row(20, "-35.30", "patrol 5")).as_bytes());
    for file in ["gone.csv", "stays.csv"] {
        let added = mission.run(&["add", file, "--map", "map.toml"]);
        assert!(added.is(OK), "{added:?}");
        fs::remove_file(mission.path(file)).unwrap();
    }
    for (person, body) in [("Ana", "First body"), ("Ben", "Second body")] {
        let file = format!("keys/{person}.key");
        let made = mission.run(&["key", "new", "--kind", "officer", "--person", person, "--body", body, "-o", &file]);
        assert!(made.is(OK), "{made:?}");
        let added = mission.run(&["key", "add", &file, "--role", "custody"]);
        assert!(added.is(OK), "{added:?}");
    }
    mission
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    store::disk::files_below(folder).unwrap()
}

fn holds(path: &Path, word: &str) -> bool {
    fs::read(path).unwrap().windows(word.len()).any(|window| window == word.as_bytes())
}

/// Everything that anybody with the keys can read out of a mission: every entry, item and artifact.
fn readable(mission: &Mission) -> String {
    use engine::{Log, Vault};
    let folder = store::Folder::new(&mission.path(""));
    let (log, vault) = (folder.read_log().unwrap(), folder.vault());
    let mut text = String::new();
    for leaf in 0..log.size() {
        let Ok(bytes) = log.leaf(leaf) else { continue };
        text += &String::from_utf8_lossy(&bytes);
        match model::Entry::read(&bytes) {
            Ok(model::Entry::Received(received)) => text += &String::from_utf8_lossy(&vault.read(&received.sha256).unwrap()),
            Ok(model::Entry::Concluded(header)) => {
                for kept in vault.read_batch(&header.root).unwrap() {
                    if let engine::contract::Content::Opened(bytes, _) = kept.content {
                        text += &String::from_utf8_lossy(&bytes);
                    }
                }
            }
            _ => {}
        }
    }
    text
}

/// The verdict on a bundle, and how many items it proves.
fn judged(mission: &Mission, bundle: &str) -> (verify::verdict::Verdict, usize) {
    let vkey = fs::read_to_string(mission.path("data/log/vkey")).unwrap();
    let trust = verify::trust::Trust::read(format!("log {vkey}quorum none\n").as_bytes(), &[]).unwrap();
    let bytes = std::io::Cursor::new(fs::read(mission.path(bundle)).unwrap());
    let found = verify::check::check(&mut verify::archive::TarFiles::new(bytes), &trust);
    (found.verdict, found.items.len())
}

fn canary_id(mission: &Mission) -> String {
    let text = readable(mission);
    let at = text.find(&format!("\"speaker\":\"{CANARY}\"")).unwrap();
    let start = text[..at].rfind("\"id\":\"OBS-").unwrap() + 6;
    text[start..start + 20].to_owned()
}

#[test]
fn t11_a_seized_disk_without_its_keys_shows_no_word_of_what_came_in() {
    let mission = filled();
    assert!(readable(&mission).contains(CANARY) && readable(&mission).contains(PLACE), "with its keys it is all there");
    for part in ["data/log", "data/vault"] {
        for path in files(&mission.path(part)) {
            for word in [CANARY, PLACE, "33.1234567", "gone.csv", "patrol 4", "explosion", "2026-01-07"] {
                assert!(!holds(&path, word), "{} holds `{word}`", path.display());
            }
        }
    }
    fs::rename(mission.path("keys"), mission.path("../keys")).unwrap();
    let fsck = mission.run(&["fsck"]);
    assert!(fsck.is(2) && fsck.out.contains("level 3") && fsck.out.contains("no key in keys/ opens it"), "{fsck:?}");
}

#[test]
fn r14_an_erased_report_is_in_no_file_and_in_nothing_that_opens_while_all_else_holds() {
    let mission = filled();
    let id = canary_id(&mission);
    let incident = mission.incident_of_report("2026-01-20");
    let bundled = mission.run(&["export", "bundle", &incident, "-o", "before.tar"]);
    assert!(bundled.is(OK), "{bundled:?}");
    let (_, before) = judged(&mission, "before.tar");
    assert!(before >= 3, "{before}");
    let proposed = mission.run(&["erase", &id, "--ground", "the person asked", "--by", "Ana", "-o", "order.json"]);
    assert!(proposed.is(OK), "{proposed:?}");
    let early = mission.run(&["act", "submit", "order.json"]);
    assert!(!early.is(OK) && readable(&mission).contains(CANARY), "one signature is not enough: {early:?}");
    assert!(mission.run(&["act", "sign", "order.json", "--by", "Ben"]).is(OK));
    let done = mission.run(&["act", "submit", "order.json"]);
    assert!(done.is(OK) && done.out.contains("keys destroyed") && done.out.contains("carried out here"), "{done:?}");

    let left = readable(&mission);
    for word in [CANARY, PLACE, "33.1234567", "gone.csv"] {
        assert!(!left.contains(word), "`{word}` still opens");
        for path in files(&mission.path("")) {
            assert!(!holds(&path, word), "{} holds `{word}`", path.display());
        }
    }
    // A bundle that was given away before still proves every item in it.
    assert_eq!(judged(&mission, "before.tar"), (verify::verdict::Verdict::ProvenWithoutQuorumOrTime, before));
    assert!(left.contains("patrol 4") && left.contains("patrol 5"));
    let status = mission.run(&["--json", "status"]);
    assert!(status.out.contains("\"observations\":2"), "{status:?}");
    let audit = mission.run(&["audit"]);
    assert!(audit.is(OK) && audit.out.contains("0 differences"), "{audit:?}");
    assert!(audit.out.contains("unverifiable, redacted by act #"), "{audit:?}");
    let fsck = mission.run(&["fsck"]);
    assert!(fsck.is(OK), "{fsck:?}");
    assert!(mission.run(&["rebuild"]).is(OK) && mission.run(&["audit"]).is(OK));
    assert!(mission.run(&["erase"]).out.contains("has been carried out"));
    let explained = mission.run(&["explain", &incident]);
    assert!(explained.is(OK) && explained.out.contains("it holds"), "{explained:?}");
}

#[test]
fn a_key_that_is_lost_without_an_order_stays_a_fault() {
    let mission = filled();
    let folder = store::Folder::with_state(&mission.path(""), &mission.path("../state"), &[3; 32]);
    let log = folder.read_log().unwrap();
    let sealed =
        (0..engine::Log::size(&log)).find_map(|leaf| record::seal::SealedLeaf::read(&engine::Log::stored(&log, leaf).unwrap()).ok());
    let mut keys = record::seal::KeySource::new(&[4; 32], b"test");
    assert_eq!(folder.seals().destroy(&[*sealed.unwrap().commitment()], &mut keys).unwrap().keys_n, 1);
    let audit = mission.run(&["audit"]);
    assert!(audit.is(1) && audit.out.contains("no key in keys/ opens it") && !audit.out.contains("redacted"), "{audit:?}");
    assert!(mission.run(&["fsck"]).is(2));
}

#[test]
fn an_order_that_nobody_lawfully_signed_excuses_no_lost_key() {
    let mission = filled();
    let folder = store::Folder::with_state(&mission.path(""), &mission.path("../state"), &[3; 32]);
    let mut writer = folder.write().unwrap();
    let stored = |leaf| engine::Log::stored(&writer.log, leaf).unwrap();
    let (leaf, sealed) = (0..engine::Log::size(&writer.log))
        .find_map(|leaf| record::seal::SealedLeaf::read(&stored(leaf)).ok().map(|sealed| (leaf, sealed)))
        .unwrap();
    let order = model::Act::OrderErasure { ground: "none".into(), units: vec![model::Unit { item: None, leaf }] };
    let name = engine::Log::name(&writer.log).to_owned();
    let unsigned = record::register::new_act(order, "me", &name, "2026-02-01T12:00:00Z".parse().unwrap());
    engine::Log::append(&mut writer.log, &[model::Entry::Signed(unsigned).canonical().unwrap()]).unwrap();
    drop(writer);
    let mut keys = record::seal::KeySource::new(&[4; 32], b"test");
    assert_eq!(folder.seals().destroy(&[*sealed.commitment()], &mut keys).unwrap().keys_n, 1);
    let audit = mission.run(&["audit"]);
    assert!(audit.is(1) && audit.out.contains("no key in keys/ opens it") && !audit.out.contains("redacted"), "{audit:?}");
    assert!(mission.run(&["fsck"]).is(2));
}

#[test]
fn t10_two_submissions_that_differ_only_in_source_give_logs_of_equal_shape() {
    let shape = |source: &str, who: &str| {
        let mission = Mission::new();
        let toml = fs::read_to_string(mission.path("mission.toml")).unwrap();
        let sources = "\n[[source]]\nid = \"aaaaaa\"\nname = \"A\"\n[[source]]\nid = \"bbbbbb\"\nname = \"B\"\n";
        mission.write("mission.toml", format!("{toml}{sources}").as_bytes());
        assert!(mission.run(&["adopt", "--by", "me"]).is(OK));
        mission.write("map.toml", MAP.as_bytes());
        mission.write("x.csv", format!("Date,Hour,Latitude,Longitude,What,Who\r\n{}", row(7, "-33.12", who)).as_bytes());
        assert!(mission.run(&["add", "x.csv", "--map", "map.toml", "--source", source]).is(OK));
        let folder = store::Folder::new(&mission.path(""));
        let log = folder.read_log().unwrap();
        let leaves = (0..engine::Log::size(&log)).map(|leaf| engine::Log::stored(&log, leaf).unwrap());
        let sealed: Vec<usize> = leaves.filter(|leaf| record::seal::SealedLeaf::is_claimed_by(leaf)).map(|leaf| leaf.len()).collect();
        assert!(sealed.iter().all(|bytes| *bytes == 70));
        let sizes = files(&mission.path("data/vault")).iter().map(|path| fs::metadata(path).unwrap().len()).collect::<Vec<_>>();
        (sealed.len(), engine::Log::size(&log), sizes.len(), sizes.iter().sum::<u64>())
    };
    assert_eq!(shape("aaaaaa", "patrol 4"), shape("bbbbbb", "patrol 9"));
}
