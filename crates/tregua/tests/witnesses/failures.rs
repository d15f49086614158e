//! Witnesses that are down, slow, or talk nonsense; and calls that cannot work.

use crate::town::Manner::{Down, Garbage, Honest, Slow};
use crate::town::Town;
use std::fs;
use std::time::{Duration, Instant};

/// Promise R06: cosigned by quorum within ten seconds.
const COSIGNED_MAX: Duration = Duration::from_secs(10);

const FIVE_OF_EIGHT: &str = "group public 5 W1 W2 W3 W4 W5 W6 W7 W8\nquorum public\n";

#[test]
fn eight_witnesses_with_one_down_one_slow_and_one_talking_nonsense_cosign_within_ten_seconds() {
    let town = Town::new(&[Garbage, Slow, Down, Honest, Honest, Honest, Honest, Honest], FIVE_OF_EIGHT);
    for number in 2..5 {
        let started = Instant::now();
        let cosigned = town.cosign();
        let took = started.elapsed();
        assert!(cosigned.is(0) && took < COSIGNED_MAX, "{took:?}: {cosigned:?}");
        eprintln!("cosigned by 5 of 8 in {took:?}");
        let judgement = town.cosigned().unwrap();
        assert_eq!((judgement.checkpoint.size, judgement.cosigned.len()), (town.size(), 5));
        assert!(judgement.quorum.is_met() && judgement.existed_by_unix_s(1).is_some());
        town.add(number);
    }
}

#[test]
fn two_witnesses_down_do_not_stop_a_quorum_and_a_third_does() {
    let mut town = Town::new(&[Honest, Honest, Honest, Honest, Honest, Down, Down], "group public 5 W1 W2 W3 W4 W5 W6 W7\nquorum public\n");
    assert!(town.cosign().is(0));
    let before = town.cosigned().unwrap();
    town.witnesses[0].stop();
    town.add(2);
    let missed = town.cosign();
    assert!(missed.is(1) && missed.out.contains("quorum not met: `public` has 4 of 5; missing: `W1`, `W6`, `W7`"), "{missed:?}");
    assert_eq!(town.cosigned().unwrap(), before, "the last one that the quorum cosigned stays");
    town.witnesses[0].start();
    assert!(town.cosign().is(0));
    assert_eq!(town.cosigned().unwrap().checkpoint.size, town.size());
}

#[test]
fn a_party_witness_is_asked_and_shown_and_holds_no_veto() {
    let rules = "group guarantors 2 W1 W2\ngroup parties any W3 W4\nquorum guarantors\n";
    let town = Town::new(&[Honest, Honest, Honest, Garbage], rules);
    assert!(town.cosign().is(0));
    let shown: Vec<_> = town.cosigned().unwrap().cosigned.iter().map(|one| (one.witness.to_string(), one.in_quorum)).collect();
    assert_eq!(shown, [("W1".to_owned(), true), ("W2".to_owned(), true), ("W3".to_owned(), false)]);
    let status = town.mission.run(&["log", "status"]);
    assert!(status.is(0) && ["W3", "W4", "cosigned by the quorum"].iter().all(|word| status.out.contains(word)), "{status:?}");
}

#[test]
fn a_log_that_has_forgotten_where_its_witnesses_stand_asks_them() {
    let town = Town::new(&[Honest, Honest], "group both all W1 W2\nquorum both\n");
    assert!(town.cosign().is(0));
    town.add(2);
    fs::remove_file(town.mission.path("data/witnesses.json")).unwrap();
    assert!(town.cosign().is(0), "each says 409 with its size, and is asked from there");
    town.mission.write("data/witnesses.json", b"{ torn");
    town.add(3);
    assert!(town.cosign().is(0));
    assert_eq!(town.cosigned().unwrap().checkpoint.size, town.size());
}

#[test]
fn two_keys_at_one_address_are_asked_once_and_both_kept() {
    let mut town = Town::new(&[Honest], "quorum W1\n");
    // A second witness folder with both kinds of keys, at an address of its own.
    town.witnesses[0].stop();
    let dir = town.mission.path("../both").display().to_string();
    let said = town.mission.run(&["witness", "init", &dir, "--name", "witness.example/both"]).out;
    let vkey = town.mission.path("data/log/vkey").display().to_string();
    assert!(town.mission.run(&["witness", "add-log", &dir, "--from-empty", "--vkey", &vkey]).is(0));
    town.witnesses[0].folder = town.mission.path("../both");
    town.witnesses[0].start();
    let (_, lines) = said.split_once("operator's:\n").unwrap();
    let policy = format!(
        "log {}{}quorum witness.example/both/any\n",
        fs::read_to_string(&vkey).unwrap(),
        lines.replace("ADDRESS:PORT", &town.witnesses[0].address)
    );
    town.mission.write("witnesses.policy", policy.as_bytes());
    let cosigned = town.cosign();
    assert!(cosigned.is(0), "{cosigned:?}");
    assert_eq!((town.cosigned().unwrap().cosigned.len(), town.policy().forks_need()), (2, 1));
}

#[test]
fn a_policy_that_cannot_work_says_what_would_be_right() {
    let town = Town::new(&[Honest], "quorum W1\n");
    let policy = fs::read_to_string(town.mission.path("witnesses.policy")).unwrap();
    for (text, code, said) in [
        (policy.replace("quorum W1", "quorum W2"), 3, "witnesses.policy: policy, line 3: name `W2` is not defined"),
        (policy.lines().skip(1).map(|line| format!("{line}\n")).collect(), 3, "the key of this mission's log"),
        (policy.replace("http://", "https://"), 1, "did not answer"),
    ] {
        town.mission.write("witnesses.policy", text.as_bytes());
        let run = town.cosign();
        assert!(run.is(code) && (run.err.contains(said) || run.out.contains(said)), "{run:?}");
    }
    fs::remove_file(town.mission.path("witnesses.policy")).unwrap();
    assert!(town.cosign().is(2));
    assert!(town.mission.run(&["log", "status"]).is(0));
}
