//! A whole log, checked offline from its folder.

use crate::world::World;
use std::collections::BTreeMap;
use verify::log::{LogFindings, check_log};
use verify::verdict::Verdict;

fn judged(world: &World, files: &BTreeMap<String, Vec<u8>>) -> LogFindings {
    let mut read = |path: &str| files.get(path).cloned().ok_or_else(|| format!("{path} is not there"));
    check_log(world.cosigned(&[0, 1]).to_string().as_bytes(), &world.trust(2), &mut read).unwrap()
}

#[test]
fn a_bit_flip_in_a_log_is_found() {
    flip(97);
}

#[test]
#[ignore = "every single bit, from a release build"]
fn figure_every_bit_flip_in_a_log_is_found() {
    println!("every bit of a log's tiles and entries flipped: {} of {0} found", flip(1));
}

/// Flips every `step`-th bit; gives back how many.
fn flip(step: usize) -> usize {
    let mut flipped = 0;
    let world = World::light();
    let good = world.log_files();
    assert_eq!(judged(&world, &good).verdict, Verdict::Proven);
    for (path, bytes) in &good {
        for bit in (0..bytes.len() * 8).step_by(step) {
            flipped += 1;
            let mut files = good.clone();
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            files.insert(path.clone(), bad);
            let found = judged(&world, &files);
            assert!(found.verdict == Verdict::Failed && !found.faults.is_empty(), "{path}, bit {bit}");
        }
    }
    flipped
}

#[test]
fn a_log_without_enough_cosignatures_or_a_file_says_so() {
    let world = World::of(2);
    let files = world.log_files();
    let mut read = |path: &str| files.get(path).cloned().ok_or_else(|| format!("{path} is not there"));
    let found = check_log(world.cosigned(&[1]).to_string().as_bytes(), &world.trust(2), &mut read).unwrap();
    assert!(found.verdict == Verdict::ProvenWithoutQuorumOrTime && found.quorum.contains("1 of 2"), "{found}");
    let gone = judged(&world, &BTreeMap::new());
    assert!(gone.verdict == Verdict::Failed && gone.faults[0].contains("tile/entries/000.p/5"), "{gone}");
    assert_eq!((found.entries, found.sealed, found.acts), (5, 2, 3));
}
