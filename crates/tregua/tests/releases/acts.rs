//! A release is an act: two people, once checked when it is entered and again by every audit.

use crate::program::{Mission, OK};
use crate::world::{Report, add, at, done, incidents, mission, release};
use serde_json::Value;
use std::fs;

const BURST: Report<'_> =
    Report { kind: "explosion", determination: None, lat: 48.0123457, lon: 37.0765431, hour: "21:17", key: "ROWKEY-5501" };

fn one() -> (Mission, String) {
    let mission = mission();
    add(&mission, "nightjar_upload.geojson", &[BURST]);
    let id = incidents(&mission).remove(0).0;
    (mission, id)
}

fn released(mission: &Mission) -> Vec<Value> {
    done(mission.run(&["--json", "release", "list"])).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_release_without_the_second_signature_is_refused() {
    let (mission, id) = one();
    done(mission.run(&["release", "propose", &id, "--to", "public", "--reason", "known already", "-o", "proposed.json"]));
    let refused = mission.run(&["act", "submit", "proposed.json"]);
    assert!(refused.is(2) && refused.err.contains("2 different officers with the role custody"), "{refused:?}");
    assert!(released(&mission).is_empty());
}

#[test]
fn a_release_shows_a_cell_of_the_grid_and_the_audit_derives_it_again() {
    let (mission, id) = one();
    done(release(&mission, &id, "public", &[]));
    let all = released(&mission);
    let cell = &all[0]["shown"]["clear"]["place"]["cell"];
    assert_eq!((cell["south_e7"].as_i64(), cell["north_e7"].as_i64()), (Some(480_000_000), Some(480_500_000)), "{all:?}");
    assert_eq!((cell["west_e7"].as_i64(), cell["east_e7"].as_i64()), (Some(370_000_000), Some(371_000_000)));
    let audit = done(mission.run(&["audit"]));
    assert!(audit.out.contains("0 differences") && !audit.out.contains("releases were not held"), "{audit:?}");
    fs::rename(mission.path("keys/release.key"), mission.path("elsewhere.key")).unwrap();
    let audit = done(mission.run(&["audit"]));
    assert!(audit.out.contains("1 releases were not held against their incidents: keys/release.key is not here"), "{audit:?}");
    let export = mission.run(&["export", "public", "out"]);
    assert!(export.is(3) && export.err.contains("keys/release.key is not here"), "nothing unchecked leaves: {export:?}");
}

#[test]
fn a_proposal_that_was_changed_after_it_was_written_is_refused() {
    let (mission, id) = one();
    done(mission.run(&["release", "propose", &id, "--to", "public", "--reason", "known already", "-o", "proposed.json"]));
    let text = fs::read_to_string(mission.path("proposed.json")).unwrap();
    let mut finer: Value = serde_json::from_str(&text).unwrap();
    finer["act"]["declared"]["act"]["release"]["shown"]["clear"]["place"]["cell"]["north_e7"] = 480_200_000.into();
    finer["act"]["signatures"] = serde_json::json!([]);
    mission.write("finer.json", finer.to_string().as_bytes());
    for key in [vec!["--by", "me"], vec!["--key", "other.key"]] {
        done(mission.run(&[&["act", "sign", "finer.json"][..], &key].concat()));
    }
    let refused = mission.run(&["act", "submit", "finer.json"]);
    assert!(
        refused.is(2) && refused.err.contains("another release key, or for another release"),
        "two officers who agree cannot enter it: {refused:?}"
    );
    assert!(released(&mission).is_empty());
}

#[test]
fn a_release_of_what_changed_since_it_was_proposed_is_refused() {
    let (mission, id) = one();
    done(mission.run(&["release", "propose", &id, "--to", "public", "--reason", "known already", "--by", "me", "-o", "old.json"]));
    add(&mission, "later.geojson", &[Report { lat: 48.0523457, ..BURST }]);
    let id = incidents(&mission).remove(0).0;
    done(mission.run(&["act", "sign", "old.json", "--key", "other.key"]));
    let refused = mission.run(&["act", "submit", "old.json"]);
    assert!(refused.is(2) && refused.err.contains("propose it again"), "{refused:?}");
    done(release(&mission, &id, "public", &[]));
}

#[test]
fn what_moved_across_a_border_after_its_release_is_shown_in_a_cell_that_holds_both() {
    let (mission, id) = one();
    done(release(&mission, &id, "public", &[]));
    add(&mission, "later.geojson", &[Report { lat: 48.0523457, ..BURST }]);
    let id = incidents(&mission).remove(0).0;
    done(release(&mission, &id, "public", &[]));
    let all = released(&mission);
    let edges = |n: usize| {
        let cell = &all[n]["shown"]["clear"]["place"]["cell"];
        ["south_e7", "north_e7", "west_e7", "east_e7"].map(|edge| cell[edge].as_i64().unwrap())
    };
    let ([s1, n1, w1, e1], [s2, n2, w2, e2]) = (edges(0), edges(1));
    assert!(s2 <= s1 && n1 <= n2 && w2 <= w1 && e1 <= e2 && n2 - s2 > n1 - s1, "{all:?}");
    assert!(done(mission.run(&["audit"])).out.contains("0 differences"));
}

#[test]
fn nothing_is_released_or_exported_before_its_delay() {
    let mission = mission();
    add(&mission, "nightjar_upload.geojson", &[Report { determination: Some("outgoing"), ..BURST }]);
    let id = incidents(&mission).remove(0).0;
    let early =
        at(&mission, "2026-01-08T20:00:00Z", &["release", "propose", &id, "--to", "public", "--reason", "known already", "--by", "me"]);
    assert!(early.is(2) && early.err.contains("it may be released from 2026-01-09T00:00:00.000Z on"), "{early:?}");
    let ahead = ["release", "propose", &id, "--to", "public", "--reason", "known already", "--by", "me", "-o", "ahead.json"];
    assert!(at(&mission, "2026-03-01T00:00:00Z", &ahead).is(OK));
    done(mission.run(&["act", "sign", "ahead.json", "--key", "other.key"]));
    let refused = mission.run(&["act", "submit", "ahead.json"]);
    assert!(refused.is(2) && refused.err.contains("which has not come"), "a false moment does not shorten the delay: {refused:?}");
    let narrow = at(&mission, "2026-01-08T20:00:00Z", &["release", "propose", &id, "--to", "party:p1", "--reason", "asked", "--by", "me"]);
    assert!(narrow.is(2), "where fire came from is given to no party earlier");
}

#[test]
fn a_party_is_given_a_file_that_it_can_hold_against_the_log_and_the_log_shows_nothing_of_it() {
    let (mission, id) = one();
    done(release(&mission, &id, "party:p1", &[]));
    let all = released(&mission);
    let entry = all[0]["entry"].to_string();
    assert!(all[0]["shown"]["clear"].is_null() && all[0]["shown"]["committed"].is_string());
    done(mission.run(&["release", "give", &entry, "-o", "given.json"]));
    let given: Value = serde_json::from_slice(&fs::read(mission.path("given.json")).unwrap()).unwrap();
    assert_eq!(given["content"]["kind"], "explosion");
    let salt: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&given["salt"].as_str().unwrap()[2 * n..2 * n + 2], 16).unwrap()).collect();
    let content = model::json::canonical(&given["content"]).unwrap();
    assert_eq!(model::Digest::tagged("release-content", &[&salt, &content]).to_string(), all[0]["shown"]["committed"].as_str().unwrap());
    for canary in crate::world::CANARIES.iter().filter(|canary| !canary.contains(['0', '1', '7'])) {
        assert!(!given.to_string().contains(canary), "{canary} leads to the source");
    }
    done(mission.run(&["export", "public", "out"]));
    assert!(fs::read_dir(mission.path("out/proofs")).is_err(), "nothing of it is open data");
}

#[test]
fn a_bundle_for_a_party_or_the_public_holds_only_what_was_released_to_it() {
    let (mission, id) = one();
    let bundle = |id: &str, to: &str| mission.run(&["export", "bundle", id, "--for", to, "-o", "b.tar"]);
    for to in ["public", "party:p1"] {
        let refused = bundle(&id, to);
        assert!(refused.is(2) && refused.err.contains("was not released to this audience"), "{refused:?}");
    }
    done(release(&mission, &id, "party:p1", &[]));
    assert!(bundle(&id, "party:p2").err.contains("was not released to this audience"));
    assert!(!bundle(&id, "party:p1").err.contains("was not released"), "this one was");
    add(&mission, "firing.geojson", &[Report { determination: Some("outgoing"), key: "ROWKEY-5502", lat: 49.2, ..BURST }]);
    let all = incidents(&mission);
    let origin = &all.iter().find(|(other, _)| *other != id).unwrap().0;
    done(release(&mission, origin, "party:p1", &[]));
    let refused = bundle(origin, "party:p1");
    assert!(refused.is(2) && refused.err.contains("says where fire came from"), "{refused:?}");
}

#[test]
fn what_was_released_and_then_erased_is_no_difference_and_leaves_no_more() {
    let mission = mission();
    add(&mission, "nightjar_upload.geojson", &[BURST]);
    add(&mission, "stays.geojson", &[Report { lat: 49.3, lon: 38.2, key: "ROWKEY-5503", ..BURST }]);
    let all = incidents(&mission);
    all.iter().for_each(|(id, _)| drop(done(release(&mission, id, "public", &[]))));
    let why: Value = serde_json::from_str(&done(mission.run(&["report", "daily", "--for", "2026-01-07", "--format", "json"])).out).unwrap();
    let text = why.to_string();
    let at = text.find("OBS-").unwrap();
    let gone = text[at..at + 20].to_owned();
    done(mission.run(&["erase", &gone, "--ground", "the person asked", "--by", "me", "-o", "order.json"]));
    done(mission.run(&["key", "new", "--kind", "officer", "--person", "third", "--body", "C", "-o", "third.key"]));
    done(mission.run(&["key", "add", "third.key", "--role", "custody"]));
    for key in ["other.key", "third.key"] {
        done(mission.run(&["act", "sign", "order.json", "--key", key]));
    }
    done(mission.run(&["act", "submit", "order.json"]));
    let audit = mission.run(&["audit"]);
    assert!(audit.is(OK) && audit.out.contains("0 differences"), "{audit:?}");
    let export = mission.run(&["export", "public", "out"]);
    assert!(
        export.is(1) && export.err.contains("what it was made of was erased by order") && export.out.contains("1 releases"),
        "{export:?}"
    );
}

#[test]
fn bad_calls_say_what_would_be_right() {
    let (mission, id) = one();
    let says = |words: &[&str], sentence: &str| {
        let run = mission.run(words);
        assert!(run.is(2) && run.err.contains(sentence), "{run:?}");
    };
    says(&["release", "propose", &id, "--to", "everybody", "--reason", "x"], "`everybody` is not an audience");
    says(&["release", "propose", &id, "--to", "party:p9", "--reason", "x"], "the mission has no such party");
    says(&["release", "propose", &id, "--to", "public", "--reason", " "], "a reason of 1 to 1000 characters on one line is expected");
    says(&["release", "propose", &id, "--to", "public", "--reason", "x", "--class", "secret"], "the classes are casualty, dwelling");
    says(&["release", "propose", "INC-ZZZZ", "--to", "public", "--reason", "x"], "is not in this mission");
    says(&["release", "give", "0", "-o", "f"], "entry 0 is no release");
    says(&["report", "daily", "--for", "2026-01-07", "--audience", "public"], "`--format csv`, `json` or `geojson` is expected");
    says(&["report", "daily", "--for", "2026-01-07", "--audience", "party:p1"], "a report is made for `public` only");
    mission.write(
        "mission.toml",
        b"name = \"T\"\nzone = \"UTC\"\n[[release.class]]\nclass = \"fire_origin\"\nedge_m_min = 500\ndelay_h = 24\nbucket_h = 24\n",
    );
    let adopt = mission.run(&["adopt"]);
    assert!(adopt.is(3) && adopt.err.contains("edge_m_min `500` is finer than 1000"), "{adopt:?}");
}
