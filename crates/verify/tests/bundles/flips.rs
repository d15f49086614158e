//! Every bit of a small bundle is covered, or stands in a list of what plainly is not.

use crate::world::{World, rewritten};
use record::seal::Audience;
use verify::check::{SHOWN, check};
use verify::verdict::Verdict;

/// What makes a bag of it, and is written anew when a bag is.
const OWN: [&str; 4] = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"];

/// Flips every `step`-th bit of each file and checks the manifests.
fn flip_under_manifests(step: usize) {
    let world = World::light();
    let good = world.files(Audience::Commission);
    let trust = world.trust(2);
    for (path, bytes) in &good {
        for bit in (0..bytes.len() * 8).step_by(step) {
            let mut files = good.clone();
            files.get_mut(path).unwrap()[bit / 8] ^= 1 << (bit % 8);
            let found = check(&mut files, &trust);
            assert!(found.verdict == Verdict::Failed || found.verdict == Verdict::Malformed, "{path}, bit {bit}: {found}");
        }
    }
}

/// The same by somebody who writes the manifests anew: what is for people only is not covered.
fn flip_under_proofs(step: usize) {
    let world = World::light();
    let good = world.files(Audience::Commission);
    let trust = world.trust(3);
    assert_eq!(check(&mut good.clone(), &trust).verdict, Verdict::Proven);
    for (path, bytes) in good.iter().filter(|(path, _)| !OWN.contains(&path.as_str())) {
        for bit in (0..bytes.len() * 8).step_by(step) {
            let mut files = good.clone();
            files.get_mut(path).unwrap()[bit / 8] ^= 1 << (bit % 8);
            let found = check(&mut rewritten(&files), &trust);
            let is_shown_only = SHOWN.contains(&path.as_str());
            assert_eq!(found.verdict == Verdict::Proven, is_shown_only, "{path}, bit {bit}: {found}");
        }
    }
}

#[test]
fn a_bit_flip_in_a_bundle_is_caught_by_the_manifests() {
    flip_under_manifests(101);
}

#[test]
fn a_bit_flip_is_caught_by_the_proofs_also_when_the_manifests_are_written_anew() {
    flip_under_proofs(101);
}

#[test]
#[ignore = "every single bit, from a release build"]
fn figure_every_bit_flip_of_a_small_bundle_is_caught() {
    flip_under_manifests(1);
    flip_under_proofs(1);
    println!("every bit of a bundle flipped, under its manifests and under manifests written anew: all caught but in {SHOWN:?}");
}
