//! What nodes receive apart counts on all of them, in whatever order it gets around.

use crate::program::{Mission, OK};
use crate::serving::Serving;
use crate::several::{Node, nodes, rows};
use std::fs;

#[test]
fn r09_three_nodes_reach_the_same_state_in_whatever_order_they_sync() {
    let orders = [["ab", "bc", "ca", "ab", "bc"], ["cb", "ba", "ac", "cb", "ba"], ["ac", "cb", "ba", "ab", "bc"]];
    for order in orders {
        let all = nodes(&["a", "b", "c"]);
        let at = |name: &str| all.iter().find(|node| node.name == name).unwrap();
        for (number, node) in (0..).zip(&all) {
            node.adds("own.csv", &rows(number * 40, 60));
            node.adds("same.csv", &rows(500, 30));
        }
        for step in order {
            at(&step[..1]).ok(&["sync", &step[1..]]);
            at(&step[1..]).adds(&format!("{step}.csv"), &rows(700, 3));
        }
        for _ in 0..2 {
            all.iter().for_each(|node| drop(node.ok(&["sync"])));
        }
        let states: Vec<String> = all.iter().map(|node| node.state()).collect();
        assert!(states.iter().all(|state| *state == states[0]), "{order:?}: {states:?}");
        assert!(at("a").figure("observations") > 130);
        for node in &all {
            let audit = node.ok(&["audit"]);
            assert!(audit.out.contains("0 differences"), "{audit:?}");
            node.ok(&["rebuild"]);
            assert_eq!(node.state(), states[0]);
        }
    }
}

#[test]
fn the_same_submission_accepted_by_two_nodes_is_one_record() {
    let all = nodes(&["a", "b"]);
    all.iter().for_each(|node| node.adds("same.csv", &rows(0, 20)));
    let (observations, incidents) = (all[0].figure("observations"), all[0].figure("incidents"));
    for node in all.iter().chain(all.iter()) {
        node.ok(&["sync"]);
    }
    for node in &all {
        assert_eq!((node.figure("received"), node.figure("observations"), node.figure("incidents")), (1, observations, incidents));
    }
    assert_eq!(all[0].state(), all[1].state());
    let again = all[0].ok(&["add", "same.csv"]);
    assert!(again.out.contains("known already"), "{again:?}");
}

#[test]
fn syncing_what_is_here_already_changes_nothing() {
    let all = nodes(&["a", "b"]);
    all[0].adds("x.csv", &rows(0, 5));
    all.iter().for_each(|node| drop(node.ok(&["sync"])));
    let positions: Vec<String> = all.iter().map(|node| node.mission.position()).collect();
    for _ in 0..3 {
        all.iter().for_each(|node| drop(node.ok(&["sync"])));
    }
    assert_eq!(positions, all.iter().map(|node| node.mission.position()).collect::<Vec<_>>());
}

#[test]
fn two_adoptions_of_one_agreement_are_shown_and_decided_alike_until_one_settles_it() {
    let all = nodes(&["a", "b"]);
    let text =
        |days: u32| format!("# Halt\n\n```toml\n[agreement]\nid = \"halt\"\nparties = [\"p1\", \"p2\"]\ntitle = \"Halt {days}\"\n```\n");
    for (days, node) in (1..).zip(&all) {
        fs::write(node.mission.path("agreements/halt.md"), text(days)).unwrap();
        let adopted = node.mission.run(&["adopt", "--by", "me"]);
        assert!(adopted.is(OK), "{adopted:?}");
        node.adds("x.csv", &rows(days * 10, 4));
    }
    for node in all.iter().chain(all.iter()) {
        node.ok(&["sync"]);
    }
    assert_eq!(all[0].state(), all[1].state());
    let listed: Vec<String> = all.iter().map(|node| node.ok(&["peer", "list"]).out).collect();
    assert!(listed.iter().all(|out| out.contains("conflict: agreement `halt`")), "{listed:?}");
    fs::write(all[1].mission.path("agreements/halt.md"), text(3)).unwrap();
    all[1].ok(&["adopt", "--by", "me"]);
    all[0].ok(&["sync"]);
    assert!(!all[0].ok(&["peer", "list"]).out.contains("conflict: agreement"), "settled");
    assert_eq!(all[0].state(), all[1].state());
}

#[test]
fn a_memory_stick_brings_in_what_the_line_would_and_a_second_trip_only_what_is_new() {
    let all = nodes(&["a", "b"]);
    let stick = tempfile::tempdir().unwrap();
    let dir = stick.path().join("stick").display().to_string();
    for round in 0..2 {
        all[0].adds(&format!("{round}.csv"), &rows(round * 50, 30));
        all[0].ok(&["sync", "export", &dir, "--for", "b"]);
        let imported = all[1].ok(&["sync", "import", &dir]);
        assert!(imported.out.contains("1 of them received or declared") || round == 0, "{imported:?}");
    }
    assert_eq!(all[0].state(), all[1].state());
    assert!(all[1].ok(&["audit"]).out.contains("0 differences"));
    let stranger = Mission::new();
    let refused = stranger.run(&["sync", "import", &dir]);
    assert!(refused.is(2) && refused.err.contains("no peer here"), "{refused:?}");
}

#[test]
fn peers_sync_over_http_and_a_third_log_comes_by_way_of_the_second() {
    let all = nodes(&["a", "b", "c"]);
    all[2].adds("far.csv", &rows(0, 12));
    all[1].ok(&["sync", "c"]);
    all[1].adds("near.csv", &rows(100, 12));
    let serving = Serving::start(all[1].mission.command(&["mirror", "serve", "--listen", "127.0.0.1:0"]));
    let synced = all[0].ok(&["sync", "b", "--from", &serving.url]);
    assert!(synced.out.contains("far.csv: read") && synced.out.contains("near.csv: read"), "{synced:?}");
    all[1].ok(&["sync"]);
    assert_eq!(all[0].state(), all[1].state());
    assert!(all[0].ok(&["audit"]).out.contains("0 differences"));
}

#[test]
fn a_peer_that_rewrites_its_log_is_refused_and_what_it_said_before_stays() {
    let all = nodes(&["a", "b"]);
    all[1].adds("x.csv", &rows(0, 5));
    let (saved, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        assert!(std::process::Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
    };
    copy(&all[1].mission.path(""), &saved.path().join("m"));
    all[1].adds("y.csv", &rows(10, 5));
    all[0].ok(&["sync"]);
    let before = (all[0].state(), all[0].mission.position());
    let mut rewrite = all[1].mission.command(&["log", "claim", "--by", "me"]);
    rewrite.current_dir(saved.path().join("m")).env("TREGUA_STATE", state.path());
    assert!(rewrite.status().unwrap().success());
    let mut rewrite = all[1].mission.command(&["add", "z.csv"]);
    fs::write(saved.path().join("m/z.csv"), format!("latitude,longitude,acq_date\n{}", rows(20, 5))).unwrap();
    rewrite.current_dir(saved.path().join("m")).env("TREGUA_STATE", state.path());
    assert!(rewrite.status().unwrap().success());
    let refused = all[0].mission.run(&["sync", "b", "--from", &saved.path().join("m").display().to_string()]);
    assert!(refused.is(1) && refused.err.contains("two histories"), "{refused:?}");
    assert_eq!((all[0].state(), all[0].mission.position()), before);
}

/// Days that a node works alone. Source: R10.
const DAYS_ALONE: u32 = 30;

#[test]
fn r10_a_node_cut_off_for_thirty_days_catches_up_by_memory_stick_without_conflict() {
    let all = nodes(&["a", "b"]);
    for day in 1..=DAYS_ALONE {
        for (number, node) in (0..).zip(&all) {
            let name = format!("day-{day}.csv");
            node.mission.write(&name, format!("latitude,longitude,acq_date\n{}", rows(day * 60 + number * 20, 30)).as_bytes());
            let now = format!("2026-01-{day:02}T20:00:00Z");
            node.ok_at(&now, &["add", &name]);
        }
    }
    let sticks = tempfile::tempdir().unwrap();
    let stick = |node: &str| sticks.path().join(node).display().to_string();
    all[0].ok(&["sync", "export", &stick("a"), "--for", "b"]);
    all[1].ok(&["sync", "export", &stick("b"), "--for", "a"]);
    for (node, from) in [(&all[0], "b"), (&all[1], "a")] {
        let imported = node.ok(&["sync", "import", &stick(from)]);
        assert!(imported.err.is_empty(), "no conflict: {imported:?}");
        assert_eq!(node.figure("received"), u64::from(DAYS_ALONE) * 2);
    }
    assert_eq!(all[0].state(), all[1].state());
    assert!(all[0].ok(&["audit"]).out.contains("0 differences"));
}

#[test]
fn what_came_in_before_there_were_peers_stays_sealed_and_this_is_said() {
    let (early, other) = (Node::new("early"), Node::new("other"));
    early.adds("before.csv", &rows(0, 5));
    let from = other.mission.path("").display().to_string();
    let added = early.ok(&["peer", "add", "other", "--vkey", &other.vkey(), "--from", &from]);
    assert!(added.err.contains("1 files received so far lie sealed"), "{added:?}");
    other.knows(&early);
    early.adds("after.csv", &rows(50, 7));
    other.ok(&["sync"]);
    assert_eq!((other.figure("received"), other.figure("observations")), (1, 7));
}
