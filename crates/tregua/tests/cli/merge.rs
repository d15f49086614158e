//! Merge and split by people: signed, held against later evidence, superseded by later acts, shown.

use crate::program::{Mission, OK, Run};
use serde_json::Value;
use store::Folder;
use store::view::{Filter, View};

const MAP: &[u8] = include_bytes!("../../../../fixtures/maps/journey.toml");

fn says(run: &Run, code: i32, words: &[&str]) {
    assert!(run.is(code) && words.iter().all(|word| run.err.contains(word) || run.out.contains(word)), "{words:?}: {run:?}");
}

/// A row of an invented report near 33 S 17 W.
fn row(hour: &str, lat: &str, who: &str) -> String {
    format!("2026-01-07,{hour},{lat},-17.60,explosion,{who}\r\n")
}

fn add(mission: &Mission, name: &str, rows: &[String]) {
    mission.write("map.toml", MAP);
    mission.write(name, format!("Date,Hour,Latitude,Longitude,What,Who\r\n{}", rows.concat()).as_bytes());
    mission.ok(&["add", name, "--map", "map.toml"]);
}

fn view(mission: &Mission) -> View {
    View::open(&Folder::new(&mission.path("")), None).unwrap()
}

/// The incidents that stand, each with its reports, in order of id.
fn incidents(mission: &Mission) -> Vec<(String, Vec<String>)> {
    let view = view(mission);
    let (rows, _) = view.picture(&Filter { limit: 100, ..Filter::default() }).unwrap();
    let members = |id: &str| view.incident(id).unwrap().0.members.iter().map(|member| member.observation.to_string()).collect();
    let mut all: Vec<(String, Vec<String>)> = rows.into_iter().map(|row| (row.id.clone(), members(&row.id))).collect();
    all.sort();
    all
}

fn sizes(mission: &Mission) -> Vec<usize> {
    let mut sizes: Vec<usize> = incidents(mission).into_iter().map(|(_, members)| members.len()).collect();
    sizes.sort_unstable();
    sizes
}

fn entry_of(run: &Run) -> String {
    let first: Value = serde_json::from_str(run.out.lines().next().unwrap()).unwrap();
    first.get("entry").unwrap().to_string()
}

#[test]
fn what_an_analyst_merged_stays_one_incident_whatever_comes_later() {
    let mission = Mission::new();
    add(&mission, "a.csv", &[row("03:40", "-33.12", "patrol 1"), row("15:40", "-33.90", "patrol 2")]);
    let before = incidents(&mission);
    assert_eq!(sizes(&mission), [1, 1]);
    let (one, other) = (before[0].0.as_str(), before[1].0.as_str());
    says(&mission.run(&["merge", one, other, "--reason", "one salvo, by the fragments"]), OK, &["merge: entry", "signed by me"]);
    assert_eq!(sizes(&mission), [2]);
    let merged = incidents(&mission)[0].0.clone();
    says(
        &mission.run(&["explain", &merged]),
        OK,
        &["bound together by me", "one salvo, by the fragments", "SPEAKS AGAINST it", "log-odds -12.000 nat"],
    );
    let third = row("03:41", "-33.12", "patrol 3");
    add(&mission, "b.csv", &[third, row("15:41", "-33.90", "patrol 4"), row("22:00", "-35.00", "patrol 5")]);
    let homes = incidents(&mission);
    let bound: Vec<&String> = before.iter().flat_map(|(_, members)| members).collect();
    assert!(homes.iter().any(|(_, members)| bound.iter().all(|id| members.contains(id))), "{homes:?}");
    says(&mission.run(&["audit"]), OK, &["0 differences"]);
    mission.ok(&["rebuild"]);
    assert_eq!(incidents(&mission), homes);
}

#[test]
fn a_split_holds_and_a_later_act_supersedes_it_and_unbind_takes_it_back() {
    let mission = Mission::new();
    add(&mission, "a.csv", &[row("03:40", "-33.12", "patrol 1")]);
    add(&mission, "b.csv", &[row("03:41", "-33.12", "patrol 2")]);
    let (id, members) = incidents(&mission).remove(0);
    assert_eq!(members.len(), 2, "two reports of two people of one blast");
    let split = mission.ok(&["--json", "split", &id, &members[1], "--reason", "two craters"]);
    assert_eq!(sizes(&mission), [1, 1]);
    let apart = incidents(&mission);
    says(&mission.run(&["explain", &apart[0].0]), OK, &["held apart by me", "two craters", "SPEAKS AGAINST it"]);
    add(&mission, "c.csv", &[row("20:00", "-35.00", "patrol 3")]);
    assert_eq!(sizes(&mission), [1, 1, 1]);
    mission.ok(&["merge", &apart[0].0, &apart[1].0, "--reason", "one crater after all"]);
    assert_eq!(sizes(&mission), [1, 2]);
    says(&mission.run(&["review", "--settled"]), OK, &["split by me", "superseded by entry", "merge by me", "stands"]);
    let listed: Vec<Value> =
        mission.ok(&["--json", "review", "--settled"]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(listed.iter().map(|act| act["state"].as_str().unwrap()).collect::<Vec<_>>(), ["superseded", "stands"]);
    let merge = listed[1]["entry"].to_string();
    mission.ok(&["unbind", &merge, "--reason", "mistaken"]);
    assert_eq!(sizes(&mission), [1, 1, 1], "the split counts again");
    mission.ok(&["unbind", &entry_of(&split), "--reason", "mistaken"]);
    assert_eq!(sizes(&mission), [1, 2], "the method decides again");
    says(&mission.run(&["unbind", "0", "--reason", "nothing there"]), 2, &["no merge, split or leave stands there"]);
    says(&mission.run(&["audit"]), OK, &["0 differences"]);
}

#[test]
fn acts_that_settle_nothing_or_come_from_another_role_are_refused() {
    let mission = Mission::new();
    add(&mission, "a.csv", &[row("03:40", "-33.12", "patrol 1"), row("15:40", "-33.90", "patrol 2")]);
    let all = incidents(&mission);
    let (one, other, report) = (all[0].0.as_str(), all[1].0.as_str(), all[0].1[0].as_str());
    let position = mission.position();
    says(&mission.run(&["merge", one, other, "--reason", "  "]), 2, &["it gives no reason"]);
    says(&mission.run(&["merge", one, one, "--reason", "r"]), 2, &["is named twice"]);
    says(&mission.run(&["merge", one, "INC-ZZZZ", "--reason", "r"]), 2, &["INC-ZZZZ"]);
    says(&mission.run(&["split", one, report, "--reason", "r"]), 2, &["all its reports are named"]);
    says(&mission.run(&["split", other, report, "--reason", "r"]), 2, &["is not in"]);
    says(&mission.run(&["leave", one, "--reason", "r"]), 2, &["nothing about it is in doubt"]);
    mission.ok(&["key", "new", "--kind", "officer", "--person", "Ben", "-o", "keys/ben.key"]);
    mission.ok(&["key", "add", "keys/ben.key", "--role", "commission"]);
    assert_ne!(mission.position(), position);
    let position = mission.position();
    says(&mission.run(&["merge", one, other, "--reason", "r", "--by", "Ben"]), 2, &["an officer with the role analyst"]);
    assert_eq!(mission.position(), position);
    assert_eq!(sizes(&mission), [1, 1]);
}
