//! Forged checkpoints, swapped pieces, two trees, invalid acts: each is named and fails.

use crate::authority::{Authority, has_openssl};
use crate::world::{ARTIFACT, HEADER, World, finish, rewritten};
use ledger::checkpoint::Checkpoint;
use ledger::note::Signer;
use model::{Act, Digest, Entry};
use record::key::SecretKey;
use record::register::{new_act, sign_act};
use record::seal::{Audience, Opening, RecordProof};
use verify::check::check;
use verify::times::request;
use verify::trust::Trust;
use verify::verdict::{Findings, Verdict};
use verify::write::{Bundle, BundleFiles};

fn judged(world: &World, files: &BundleFiles) -> Findings {
    check(&mut rewritten(files), &world.trust(2))
}

#[test]
fn a_checkpoint_signed_by_another_key_of_the_same_name_is_forged() {
    let world = World::of(2);
    let thief = Signer::from_seed(crate::world::LOG, &[99; 32]).unwrap();
    let forged = Checkpoint::new(crate::world::LOG, world.edge.size(), world.edge.root()).sign(&[&thief]).unwrap();
    let found = check(&mut finish(world.bundle(Audience::Commission, &forged)), &world.trust(2));
    assert_eq!(found.verdict, Verdict::Failed, "{found}");
    assert!(found.items.iter().all(|item| item.verdict == Verdict::Failed), "{found}");
}

#[test]
fn a_proof_of_one_thing_under_the_name_of_another_fails() {
    let world = World::of(3);
    for (from, to) in [
        ("data/items/OBS-0000000000000000.item-proof", "data/items/OBS-0000000000000001.item-proof"),
        ("data/records/0.record-proof", "data/records/2.record-proof"),
    ] {
        let mut files = world.files(Audience::Commission);
        files.insert(to.into(), files[from].clone());
        let found = judged(&world, &files);
        assert_eq!(found.verdict, Verdict::Failed, "{found}");
    }
    let mut files = world.files(Audience::Commission);
    files.insert(format!("data/artifacts/{}", Digest::of(b"other")), b"other".to_vec());
    let found = judged(&world, &files);
    assert!(found.to_string().contains("no proven record here names these bytes"), "{found}");
}

#[test]
fn two_trees_of_one_size_are_a_fork_and_a_smaller_tree_must_be_a_beginning() {
    let world = World::of(2);
    let mut other = World::of(3);
    let checkpoint = world.cosigned(&[0, 1, 2]);
    // Equal size, another root: both signed by the log.
    let mut bundle = world.bundle(Audience::Commission, &checkpoint);
    bundle.add_checkpoint(other.edge.size(), other.checkpoint().to_string().as_bytes(), &[]);
    let found = check(&mut finish(bundle), &world.trust(2));
    assert!(found.verdict == Verdict::Failed && found.to_string().contains("two trees"), "{found}");
    // A larger tree that does not extend this one.
    other.append(&[b"{}".to_vec()]);
    let mut bundle = world.bundle(Audience::Commission, &checkpoint);
    bundle.add_checkpoint(other.edge.size(), other.checkpoint().to_string().as_bytes(), &other.consistency(world.edge.size()));
    let found = check(&mut finish(bundle), &world.trust(2));
    assert!(found.verdict == Verdict::Failed && found.to_string().contains("not shown to be of one log"), "{found}");
}

#[test]
fn an_act_without_a_valid_signature_at_its_entry_does_not_count() {
    let mut world = World::of(1);
    let thief = SecretKey::from_seed(&[66; 32]);
    let at = "2026-11-29T10:00:00.000Z".parse().unwrap();
    let act = |keys: &[&SecretKey]| {
        let mut signed = new_act(Act::AdoptMission { sha256: Digest::of(b"other") }, "Ines Example", crate::world::LOG, at);
        keys.iter().for_each(|key| sign_act(&mut signed, key).unwrap());
        Entry::Signed(signed).canonical().unwrap()
    };
    let first = world.edge.size();
    let replayed = world.entries[2].clone();
    world.append(&[act(&[&thief]), act(&[]), replayed]);
    let checkpoint = world.cosigned(&[0, 1, 2]);
    let mut bundle = world.bundle(Audience::Commission, &checkpoint);
    for index in first..world.edge.size() {
        bundle.add_record(&world.record_proof(index, Audience::Commission, &checkpoint));
    }
    let found = check(&mut finish(bundle), &world.trust(2));
    for index in first..world.edge.size() {
        let item = found.items.iter().find(|item| item.file == format!("data/records/{index}.record-proof")).unwrap();
        assert!(item.verdict == Verdict::Failed && item.because[0].contains("does not count"), "{found}");
    }
    assert_eq!(found.items.iter().filter(|item| item.verdict == Verdict::Failed).count(), 3);
}

#[test]
fn a_log_leaf_is_no_item_and_an_item_no_leaf() {
    let world = World::of(2);
    let checkpoint = world.cosigned(&[0, 1, 2]);
    let (_, mut item) = world.item_proof(0, Audience::Commission, &checkpoint);
    let as_leaf = RecordProof { record: item.item.clone(), log: item.log.clone() };
    item.item = Opening::clear(world.entries[0].clone());
    let mut bundle = Bundle::new(checkpoint.to_string().as_bytes());
    bundle.add_record(&as_leaf);
    bundle.add_item("OBS-0000000000000000", &item);
    let found = check(&mut finish(bundle), &world.trust(2));
    assert!(found.items.iter().all(|item| item.verdict == Verdict::Failed), "{found}");
    assert_eq!(found.items.len(), 2);
}

#[test]
fn an_empty_bundle_proves_nothing_and_says_so() {
    let world = World::of(1);
    let found = check(&mut finish(Bundle::new(world.cosigned(&[0, 1]).to_string().as_bytes())), &world.trust(2));
    assert!(found.verdict == Verdict::Failed && found.to_string().contains("nothing to prove"), "{found}");
}

#[test]
fn a_report_with_a_number_that_nothing_here_proves_fails() {
    let world = World::of(2);
    for (id, verdict) in [("OBS-0000000000000001", Verdict::Proven), ("OBS-0000000000000009", Verdict::Failed)] {
        let mut files = world.files(Audience::Commission);
        files.insert("data/report.json".into(), format!(r#"{{"numbers":[{{"items":["{id}"],"value":1}}]}}"#).into_bytes());
        let found = judged(&world, &files);
        assert_eq!(found.verdict, verdict, "{found}");
    }
}

#[test]
fn time_stamps_give_a_time_without_witnesses_and_a_wrong_one_fails() {
    if !has_openssl() {
        println!("skipped: time stamps: the openssl tool is not on this machine");
        return;
    }
    let world = World::of(2);
    let checkpoint = world.checkpoint();
    let authorities = [Authority::new("First", "critical,timeStamping", false), Authority::new("Second", "critical,timeStamping", true)];
    let bytes = checkpoint.to_string().into_bytes();
    let stamped = |stamped: &[u8]| {
        let mut bundle = world.bundle(Audience::Commission, &checkpoint);
        for (name, authority) in ["first", "second"].into_iter().zip(&authorities) {
            bundle.add_stamp(world.edge.size(), name, &authority.answer(&request(&Digest::of(stamped), [3; 8])));
        }
        finish(bundle)
    };
    let policy = format!("log {}\nquorum none\n", world.signer.verifier().vkey());
    let trust = |roots: &[&Authority]| {
        let roots: Vec<Vec<u8>> = roots.iter().map(|authority| authority.root()).collect();
        Trust::read(policy.as_bytes(), &roots).unwrap()
    };
    let both = check(&mut stamped(&bytes), &trust(&[&authorities[0], &authorities[1]]));
    assert!(both.verdict == Verdict::Proven && both.checkpoints[0].stamps.len() == 2, "{both}");
    let one = check(&mut stamped(&bytes), &trust(&[&authorities[0]]));
    assert!(one.verdict == Verdict::Proven && one.to_string().contains("not counted"), "{one}");
    let nobody = check(&mut stamped(&bytes), &trust(&[]));
    assert_eq!(nobody.verdict, Verdict::ProvenWithoutQuorumOrTime, "{nobody}");
    let stranger = Authority::new("Third", "critical,timeStamping", false);
    let other = check(&mut stamped(&bytes), &trust(&[&stranger]));
    assert_eq!(other.verdict, Verdict::ProvenWithoutQuorumOrTime, "{other}");
    let wrong = check(&mut stamped(b"another checkpoint"), &trust(&[&authorities[0]]));
    assert!(wrong.verdict == Verdict::Failed && wrong.to_string().contains("other bytes"), "{wrong}");
    // The reader asked for time stamps by giving roots; a quorum alone is then not all that was asked.
    let quorum = check(&mut world.files(Audience::Commission), &Trust::read(world.policy(2).as_bytes(), &[authorities[0].root()]).unwrap());
    assert!(
        quorum.verdict == Verdict::ProvenWithoutQuorumOrTime && quorum.to_string().contains("no time stamp under the given roots"),
        "{quorum}"
    );
}

#[test]
fn an_artifact_is_the_bytes_that_a_proven_record_names() {
    let world = World::of(1);
    let found = check(&mut world.files(Audience::Commission), &world.trust(2));
    let artifact = found.items.iter().find(|item| item.file.starts_with("data/artifacts/")).unwrap();
    assert_eq!((artifact.verdict, artifact.entry), (Verdict::Proven, Some(crate::world::RECEIVED)), "{found}");
    assert!(artifact.file.ends_with(&Digest::of(ARTIFACT).to_string()));
    assert_ne!(artifact.entry, Some(HEADER));
}
