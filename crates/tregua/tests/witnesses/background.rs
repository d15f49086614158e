//! Cosigning that goes on by itself while the log grows.

use crate::town::Manner::{Garbage, Honest, Slow};
use crate::town::Town;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Promise R06, and the limit of this test.
const COSIGNED_MAX: Duration = Duration::from_secs(10);

/// A follower that is ended with the test.
struct Following(Child);

impl Drop for Following {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < COSIGNED_MAX, "{what} within {COSIGNED_MAX:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    started.elapsed()
}

fn follow(town: &Town, words: &[&str]) -> Following {
    Following(town.mission.command(words).stdout(Stdio::piped()).spawn().unwrap())
}

#[test]
fn a_follower_cosigns_each_growth_and_waits_for_neither_the_slow_nor_the_garbage() {
    let town = Town::new(&[Slow, Honest, Garbage, Honest, Honest], "group public 3 W1 W2 W3 W4 W5\nquorum public\n");
    let _following = follow(&town, &["log", "cosign", "--follow"]);
    let mut times = Vec::new();
    for number in 2..8 {
        let size = town.size();
        times.push(until("cosigned", || town.cosigned().is_some_and(|judged| judged.checkpoint.size == size)));
        town.add(number);
    }
    eprintln!("cosigned by 3 of 5, one slow, one garbage, after {times:?}");
}

#[test]
fn a_follower_catches_up_when_the_witnesses_come_back() {
    let mut town = Town::new(&[Honest, Honest], "group both all W1 W2\nquorum both\n");
    town.witnesses[1].stop();
    let _following = follow(&town, &["log", "cosign", "--follow"]);
    until("W1 cosigned", || {
        let status = town.mission.run(&["--json", "log", "status"]);
        status.out.contains(r#""is_cosigned":true"#)
    });
    assert!(town.cosigned().is_none());
    town.witnesses[1].start();
    until("both cosigned", || town.cosigned().is_some());
}

#[test]
fn a_follower_stops_when_the_log_turns_out_to_be_forked() {
    let town = Town::new(&[Honest], "quorum W1\n");
    let copy = town.second_copy();
    town.add(2);
    assert!(town.add_to_copy(&copy, 3).is(0));
    assert!(town.cosign().is(0));
    let mut following = town.mission.command(&["log", "cosign", "--follow"]);
    following.current_dir(copy.join("m")).env("TREGUA_STATE", copy.join("state"));
    let output = following.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("RED FOR EVER"));
}
