//! Threats T2 and T4: an operator with two histories, and folders that come back from the past.

use crate::town::Manner::{Down, Honest};
use crate::town::{READ_ONLY, Town, judged, size};
use ledger::fork::Fork;
use std::fs;

const THREE_OF_FOUR: &str = "group public 3 W1 W2 W3 W4\nquorum public\n";

/// Two continuations of one log, of equal length, both signed with its key.
fn two_histories(town: &Town) -> std::path::PathBuf {
    let copy = town.second_copy();
    town.add(2);
    let other = town.add_to_copy(&copy, 3);
    assert!(other.is(0), "the witnesses have not seen the first history yet: {other:?}");
    assert_eq!(town.size(), size(&copy.join("m")));
    copy
}

#[test]
fn a_log_that_shows_two_trees_is_refused_by_every_honest_witness_and_convicted() {
    let town = Town::new(&[Honest, Honest, Honest, Honest], THREE_OF_FOUR);
    assert!(town.cosign().is(0));
    let copy = two_histories(&town);
    assert!(town.cosign().is(0), "the first history that they see is cosigned");
    let before = judged(&town.policy(), &copy.join("m")).unwrap();
    let refused = town.run_copy(&copy, &["log", "cosign"]);
    assert!(refused.is(1) && refused.out.matches("signed two histories").count() >= 4, "{refused:?}");
    assert!(refused.out.contains("`public` has 0 of 3") && refused.out.contains("RED FOR EVER"), "{refused:?}");
    assert_eq!(judged(&town.policy(), &copy.join("m")).unwrap(), before, "no quorum for the second history");
    let evidence = fs::read(copy.join("m/data/log/fork.json")).unwrap();
    let fork = Fork::read(&evidence, town.log_key().name(), &[town.log_key()]).unwrap();
    assert_eq!(fork.sizes(), (town.size(), town.size()));
    for words in [&["log", "status"][..], &["log", "cosign"]] {
        let red = town.run_copy(&copy, words);
        assert!(red.is(1) && red.out.contains("RED FOR EVER"), "{red:?}");
    }
    let stopped = town.add_to_copy(&copy, 4);
    assert!(stopped.is(READ_ONLY) && stopped.err.contains("signed two histories"), "{stopped:?}");
    // A longer second history is no better: its proof leads elsewhere than what was cosigned.
    town.add(5);
    assert!(town.cosign().is(0), "the honest history goes on");
}

#[test]
fn witnesses_split_between_two_trees_give_a_quorum_to_neither() {
    let mut town = Town::new(&[Honest, Honest, Honest, Honest], THREE_OF_FOUR);
    let copy = two_histories(&town);
    for number in [2, 3] {
        town.witnesses[number].stop();
    }
    assert!(town.cosign().is(1));
    for number in [0, 1] {
        town.witnesses[number].stop();
        town.witnesses[number + 2].start();
    }
    assert!(town.run_copy(&copy, &["log", "cosign"]).is(1));
    for witness in &mut town.witnesses[..2] {
        witness.start();
    }
    for run in [town.cosign(), town.run_copy(&copy, &["log", "cosign"])] {
        assert!(run.is(1) && run.out.contains("`public` has 2 of 3") && run.out.contains("RED FOR EVER"), "{run:?}");
    }
    assert!(town.cosigned().is_none() && judged(&town.policy(), &copy.join("m")).is_none());
}

#[test]
fn a_longer_second_history_is_convicted_by_its_own_consistency_proof() {
    let town = Town::new(&[Honest, Honest, Honest, Honest], THREE_OF_FOUR);
    assert!(town.cosign().is(0));
    let copy = town.second_copy();
    assert!(town.add_to_copy(&copy, 3).is(0) && town.add_to_copy(&copy, 4).is(0));
    town.add(2);
    assert!(town.cosign().is(0));
    assert!(size(&copy.join("m")) > town.size());
    let refused = town.run_copy(&copy, &["log", "cosign"]);
    assert!(refused.is(1) && refused.out.contains("RED FOR EVER"), "{refused:?}");
    let fork = Fork::read(&fs::read(copy.join("m/data/log/fork.json")).unwrap(), town.log_key().name(), &[town.log_key()]).unwrap();
    assert_eq!(fork.sizes(), (town.size(), size(&copy.join("m"))));
}

#[test]
fn a_backup_restored_with_its_ratchet_never_signs_a_fork() {
    let town = Town::new(&[Honest, Down, Honest, Honest], THREE_OF_FOUR);
    assert!(town.cosign().is(0));
    let old = town.second_copy();
    town.add(2);
    assert!(town.cosign().is(0));
    // Folder and ratchet are both of yesterday: only the witnesses know better.
    for words in [&["add", "f1.csv"][..], &["log", "claim", "--by", "me"]] {
        let refused = town.run_copy(&old, words);
        let said = format!("has cosigned {} entries of this log, and {} are here", town.size(), size(&old.join("m")));
        assert!(refused.is(READ_ONLY) && refused.err.contains(&said), "{refused:?}");
    }
    assert!(town.run_copy(&old, &["status"]).is(0), "reading goes on");
}

#[test]
fn a_lost_ratchet_is_made_anew_only_if_a_witness_confirms_the_log() {
    let mut town = Town::new(&[Honest], "quorum W1\n");
    let state = town.mission.path("../state");
    fs::remove_dir_all(&state).unwrap();
    town.mission.write("f2.csv", b"latitude,longitude,acq_date\n-33.2,-17.2,2026-01-06\n");
    let unknown = town.mission.run(&["add", "f2.csv"]);
    assert!(unknown.is(READ_ONLY) && unknown.err.contains("no witness or mirror answered"), "W1 has cosigned nothing yet: {unknown:?}");
    assert!(town.cosign().is(0));
    town.witnesses[0].stop();
    assert!(town.mission.run(&["add", "f2.csv"]).is(READ_ONLY), "nobody answers");
    town.witnesses[0].start();
    assert!(town.mission.run(&["add", "f2.csv"]).is(0), "W1 confirms what is here");
}

#[test]
fn a_mirror_that_has_seen_more_keeps_an_old_copy_from_being_written() {
    let town = Town::new(&[], "quorum none\n");
    let old = town.second_copy();
    town.add(2);
    let vkey = town.mission.path("data/log/vkey").display().to_string();
    let mirror = town.mission.path("../mirror").display().to_string();
    let from = town.mission.path("").display().to_string();
    assert!(town.mission.run(&["mirror", "pull", &mirror, "--from", &from, "--vkey", &vkey]).is(0));
    fs::write(old.join("m/mirrors"), format!("{mirror}\n")).unwrap();
    let refused = town.add_to_copy(&old, 3);
    assert!(refused.is(READ_ONLY) && refused.err.contains("mirror"), "{refused:?}");
    town.mission.write("mirrors", b"../mirror\n");
    town.add(4);
}

#[test]
fn evidence_that_is_none_is_named_as_damage_and_convicts_nobody() {
    let town = Town::new(&[Honest], "quorum W1\n");
    town.mission.write("data/log/fork.json", b"{}");
    let status = town.mission.run(&["log", "status"]);
    assert!(status.is(5) && status.err.contains("fork.json"), "{status:?}");
    fs::remove_file(town.mission.path("data/log/fork.json")).unwrap();
    assert!(town.cosign().is(0));
}

#[test]
fn other_peoples_tools_find_no_superfluous_file_in_a_cosigned_log() {
    let town = Town::new(&[Honest], "quorum W1\n");
    assert!(town.cosign().is(0));
    for verb in ["audit", "fsck"] {
        let checked = town.mission.run(&[verb]);
        assert!(checked.is(0) && !checked.out.contains("cosigned"), "{checked:?}");
    }
}
