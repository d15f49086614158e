//! Each target for a short while, and the runner itself.

use fuzz::{INPUT_BYTES_MAX, Mutator, Plan, Target, all, run};
use std::collections::BTreeSet;
use std::time::Duration;

const SHORT: Plan = Plan { seed: 20_261_130, inputs: 20_000, time: Duration::from_millis(700) };

#[test]
fn no_parser_panics_or_takes_more_than_a_second_per_megabyte() {
    for target in all() {
        let report = run(&target, SHORT).unwrap_or_else(|finding| panic!("{finding}"));
        assert!(report.inputs > 20, "{}: only {} inputs", target.name, report.inputs);
    }
}

#[test]
fn every_target_has_a_name_of_its_own_and_seeds() {
    let names: BTreeSet<_> = all().iter().map(|target| target.name).collect();
    assert_eq!(names.len(), all().len());
    for target in all() {
        assert!((target.seeds)().iter().any(|seed| !seed.is_empty()), "{} starts from nothing", target.name);
    }
}

#[test]
fn a_parser_that_panics_or_dawdles_is_found() {
    let seeds = || vec![b"abc".to_vec()];
    let panics = Target { name: "panics", seeds, run: |input| assert!(!input.contains(&b'{')) };
    let finding = run(&panics, Plan { time: Duration::from_secs(20), ..SHORT }).unwrap_err();
    assert!(finding.slow.is_none() && finding.input.contains(&b'{'), "{finding}");
    let dawdles = Target { name: "dawdles", seeds, run: |_| std::thread::sleep(Duration::from_millis(130)) };
    assert!(run(&dawdles, SHORT).unwrap_err().slow.is_some());
}

#[test]
fn one_seed_gives_one_stream_of_inputs() {
    let stream = |seed| {
        let mut mutator = Mutator::new(seed, vec![b"one\ntwo\n\nthree".to_vec(), b"4".to_vec()]);
        (0..500).map(|_| mutator.next_input()).collect::<Vec<_>>()
    };
    assert_eq!(stream(1), stream(1));
    assert_ne!(stream(1), stream(2));
    let distinct: BTreeSet<_> = stream(1).into_iter().collect();
    assert!(distinct.len() > 300 && distinct.iter().all(|input| input.len() <= INPUT_BYTES_MAX));
}
