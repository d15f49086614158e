//! Policies: read as octets, judged by the letter, and safe in numbers.
#![expect(clippy::unwrap_used, reason = "tests")]

use ledger::checkpoint::{Checkpoint, CheckpointError};
use ledger::note::{Cosigner, Note, NoteError, Signature, Signer};
use ledger::policy::{JudgeError, Judgement, Policy, PolicyFault, QuorumState};
use ledger::proof::LogProof;
use ledger::tree::Hash;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::num::NonZeroU64;

const LOG: &str = "log.example/mission";

fn log() -> Signer {
    Signer::from_seed(LOG, &[200; 32]).unwrap()
}

fn witness(number: u8) -> Cosigner {
    Cosigner::ed25519_from_seed(&format!("witness.example/{number}"), &[number; 32]).unwrap()
}

/// A policy with the log, `n` witnesses `W1`.. and what follows.
fn policy_text(n: u8, rest: &str) -> String {
    let mut text = format!("log {}\n", log().verifier().vkey());
    for number in 1..=n {
        writeln!(text, "witness W{number} {}", witness(number).verifier().vkey()).unwrap();
    }
    text + rest
}

fn policy(n: u8, rest: &str) -> Policy {
    Policy::read(policy_text(n, rest).as_bytes()).unwrap()
}

fn fault(text: &str) -> (usize, PolicyFault) {
    let error = Policy::read(text.as_bytes()).unwrap_err();
    (error.line, error.fault)
}

fn tree(root: u8) -> Checkpoint {
    Checkpoint::new(LOG, 7, Hash::leaf(&[root]))
}

fn cosign(checkpoint: &Checkpoint, cosigners: &[(u8, u64)]) -> Note {
    let note = checkpoint.sign(&[&log()]).unwrap();
    let lines = cosigners.iter().map(|(number, time)| cosigned(*number, note.unverified_text(), *time));
    note.with_signatures(note.signatures().iter().cloned().chain(lines)).unwrap()
}

fn cosigned(number: u8, text: &str, time: u64) -> Signature {
    witness(number).cosign(text, NonZeroU64::new(time).unwrap()).unwrap()
}

fn judge(policy: &Policy, cosigners: &[u8]) -> Judgement {
    let times: Vec<_> = cosigners.iter().map(|number| (*number, 1_790_000_000 + u64::from(*number))).collect();
    policy.judge(cosign(&tree(1), &times).to_string().as_bytes()).unwrap()
}

#[test]
fn nested_groups_are_enough_exactly_when_enough_members_are_there() {
    let policy = policy(5, "group G1 any W1 W2\ngroup G2 2 W3 W4 W5\ngroup G3 all G1 G2\nquorum G3\n");
    for (cosigners, enough) in [
        (&[1, 3, 4][..], true),
        (&[2, 3, 5], true),
        (&[1, 2, 3, 4, 5], true),
        (&[], false),
        (&[1], false),
        (&[2], false),
        (&[3], false),
        (&[3, 4, 5], false),
        (&[1, 2], false),
        (&[1, 3], false),
    ] {
        assert_eq!(judge(&policy, cosigners).quorum.is_met(), enough, "{cosigners:?}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let policy = policy(5, "group G1 any W1 W2\ngroup G2 2 W3 W4 W5\ngroup G3 all G1 G2\nquorum G3\n");
    let said = judge(&policy, &[3]).quorum.to_string();
    assert_eq!(
        said,
        "quorum not met: `G3` has 0 of 2; missing: (`G1` has 0 of 1; missing: `W1`, `W2`), (`G2` has 1 of 2; missing: `W4`, `W5`)"
    );
    let said = judge(&policy, &[3, 4]).quorum.to_string();
    assert_eq!(said, "quorum not met: `G3` has 1 of 2; missing: (`G1` has 0 of 1; missing: `W1`, `W2`)");
}

#[test]
fn a_party_outside_the_quorum_is_shown_and_holds_no_veto() {
    let policy = policy(5, "group guarantors 2 W1 W2 W3\ngroup parties 1 W4 W5\nquorum guarantors\n");
    assert_eq!(judge(&policy, &[1, 2]).quorum, QuorumState::Met);
    let judgement = judge(&policy, &[1, 4, 5]);
    assert!(!judgement.quorum.is_met());
    let shown: Vec<_> = judgement.cosigned.iter().map(|one| (one.witness.to_string(), one.in_quorum)).collect();
    assert_eq!(shown, [("W1".to_owned(), true), ("W4".to_owned(), false), ("W5".to_owned(), false)]);
}

#[test]
fn quorum_none_asks_for_nobody_and_a_single_witness_can_be_the_quorum() {
    assert_eq!(judge(&policy(0, "quorum none\n"), &[]).quorum, QuorumState::NotAsked);
    assert!(judge(&policy(1, "quorum W1\n"), &[1]).quorum.is_met());
    assert!(!judge(&policy(2, "quorum W1\n"), &[2]).quorum.is_met());
}

#[test]
fn one_key_that_signs_twice_counts_once() {
    let policy = policy(3, "group G 2 W1 W2 W3\nquorum G\n");
    let note = tree(1).sign(&[&log()]).unwrap();
    let text = note.unverified_text();
    let lines = [note.signatures()[0].clone(), cosigned(1, text, 50), cosigned(1, text, 40)];
    let doubled = format!("{text}\n{}\n{}\n{}\n", lines[0], lines[1], lines[2]);
    let judgement = policy.judge(doubled.as_bytes()).unwrap();
    assert_eq!(judgement.cosigned.iter().map(|one| one.unix_s).collect::<Vec<_>>(), [40], "the earliest of its times");
    assert!(!judgement.quorum.is_met());
}

#[test]
fn a_cosignature_without_a_time_counts_for_neither_quorum_nor_time() {
    // An ML-DSA-44 log signature is a cosignature with timestamp 0: as a witness's it says nothing.
    let timeless = Signer::ml_dsa_44_from_seed("witness.example/timeless", &[9; 32]).unwrap();
    let text = policy_text(0, &format!("witness T {}\nquorum T\n", timeless.verifier().vkey()));
    let policy = Policy::read(text.as_bytes()).unwrap();
    let note = tree(1).sign(&[&log(), &timeless]).unwrap();
    let judgement = policy.judge(note.to_string().as_bytes()).unwrap();
    assert!(judgement.cosigned.is_empty() && !judgement.quorum.is_met());
    assert_eq!(judgement.existed_by_unix_s(0), None);
}

#[test]
fn two_keys_of_one_operator_count_as_one_witness() {
    let (ed, ml) =
        (Cosigner::ed25519_from_seed("w.example/a", &[51; 32]).unwrap(), Cosigner::ml_dsa_44_from_seed("w.example/a", &[52; 32]).unwrap());
    let rest = format!(
        "witness Aed {}\nwitness Aml {}\ngroup A any Aed Aml\ngroup G 2 A W1 W2\nquorum G\n",
        ed.verifier().vkey(),
        ml.verifier().vkey()
    );
    let policy = policy(2, &rest);
    assert_eq!(policy.forks_need(), 1, "2 of 3 operators");
    let note = tree(1).sign(&[&log()]).unwrap();
    let lines = [(&ed, 30), (&ml, 20)].map(|(key, time)| key.cosign(note.unverified_text(), NonZeroU64::new(time).unwrap()).unwrap());
    let note = note.with_signatures(note.signatures().iter().cloned().chain(lines)).unwrap();
    let judgement = policy.judge(note.to_string().as_bytes()).unwrap();
    assert_eq!(judgement.cosigned.len(), 2);
    assert!(!judgement.quorum.is_met());
    assert_eq!((judgement.existed_by_unix_s(0), judgement.existed_by_unix_s(1)), (Some(20), None));
}

#[test]
fn a_time_holds_although_some_witnesses_lie() {
    let policy = policy(7, "group G 5 W1 W2 W3 W4 W5 W6\ngroup parties any W7\nquorum G\n");
    let times = [(1, 1_000), (2, 1_005), (3, 1_003), (4, 1), (5, 9_000_000), (7, 2)];
    let judgement = policy.judge(cosign(&tree(1), &times).to_string().as_bytes()).unwrap();
    let bounds: Vec<_> = (0..6).map(|lying| judgement.existed_by_unix_s(lying)).collect();
    assert_eq!(bounds, [Some(1), Some(1_000), Some(1_003), Some(1_005), Some(9_000_000), None]);
    let bounds: Vec<_> = (0..3).map(|lying| judgement.unseen_before_unix_s(lying)).collect();
    assert_eq!(bounds, [Some(9_000_000), Some(1_005), Some(1_003)]);
}

#[test]
fn a_checkpoint_of_another_log_or_without_its_signature_is_refused() {
    let policy = policy(1, "quorum W1\n");
    let other = Signer::from_seed("other.example", &[201; 32]).unwrap();
    let note = Checkpoint::new("other.example", 7, Hash::leaf(b"x")).sign(&[&other]).unwrap().to_string();
    assert_eq!(policy.judge(note.as_bytes()), Err(JudgeError::UnknownLog("other.example".into())));
    let note = tree(1).sign(&[&other]).unwrap().to_string();
    assert_eq!(policy.judge(note.as_bytes()), Err(JudgeError::Unsigned(LOG.into())));
    let mut lines: Vec<_> = cosign(&tree(1), &[(1, 5)]).signatures().to_vec();
    lines[1].bytes[9] ^= 1;
    let spoiled = tree(1).sign(&[&log()]).unwrap().with_signatures(lines).unwrap().to_string();
    let refused = policy.judge(spoiled.as_bytes());
    assert!(matches!(refused, Err(JudgeError::Checkpoint(CheckpointError::Note(NoteError::WrongSignature { .. })))), "{refused:?}");
    assert!(matches!(policy.judge(b"no note"), Err(JudgeError::Checkpoint(_))));
}

#[test]
fn a_log_key_of_another_log_does_not_speak_for_this_one() {
    let other = Signer::from_seed("other.example", &[201; 32]).unwrap();
    let policy =
        Policy::read(format!("log {}\nlog {}\nquorum none\n", log().verifier().vkey(), other.verifier().vkey()).as_bytes()).unwrap();
    let note = tree(1).sign(&[&other]).unwrap().to_string();
    assert_eq!(policy.judge(note.as_bytes()), Err(JudgeError::Unsigned(LOG.into())));
}

#[test]
fn a_policy_that_asks_for_post_quantum_keys_only_verifies() {
    let (log, witness) = (Signer::ml_dsa_44_from_seed(LOG, &[1; 32]).unwrap(), Cosigner::ml_dsa_44_from_seed("w", &[2; 32]).unwrap());
    let policy = format!("log {}\nwitness W {}\nquorum W\n", log.verifier().vkey(), witness.verifier().vkey());
    let policy = Policy::read(policy.as_bytes()).unwrap();
    let leaf = Hash::leaf(b"only entry");
    let note = Checkpoint::new(LOG, 1, leaf).sign(&[&log]).unwrap();
    let line = witness.cosign(note.unverified_text(), NonZeroU64::new(77).unwrap()).unwrap();
    let note = note.with_signatures(note.signatures().iter().cloned().chain([line])).unwrap();
    let proof = LogProof::new(0, Vec::new(), &note);
    let judgement = proof.judge(&leaf, &policy).unwrap();
    assert_eq!((judgement.quorum.clone(), judgement.existed_by_unix_s(0)), (QuorumState::Met, Some(77)));
    assert!(proof.judge(&Hash::leaf(b"another entry"), &policy).is_err());
}

#[test]
fn only_space_tab_and_newline_separate_words() {
    let key = witness(1).verifier().vkey();
    let read = |text: String| Policy::read(text.as_bytes()).map(|policy| policy.witnesses()[0].name.to_string());
    assert_eq!(read(format!(" \twitness\t K  {key} \t \n# quorum none\n\t# so\n\nquorum K\n")), Ok("K".to_owned()));
    for separator in ["\u{a0}", "\u{2003}", "\u{85}"] {
        assert!(read(format!("witness{separator}K {key}\nquorum K\n")).is_err(), "{separator:?} separates nothing");
        let name = format!("K{separator}K");
        assert_eq!(read(format!("witness {name} {key}\nquorum {name}\n")), Ok(name));
    }
    for control in ['\r', '\u{b}', '\u{c}', '\0', '\u{7f}', '\u{1b}'] {
        let (line, fault) = fault(&format!("witness K {key}{control}\nquorum K\n"));
        assert_eq!((line, fault), (1, PolicyFault::Malformed("a line without control characters other than tab")));
    }
}

#[test]
fn names_are_octets() {
    let (one, two) = (witness(1).verifier().vkey(), witness(2).verifier().vkey());
    let kelvin = format!("witness K {one}\nwitness \u{212a} {two}\nquorum \u{212a}\n");
    assert_eq!(Policy::read(kelvin.as_bytes()).unwrap().witnesses().len(), 2);
    let latin = [b"witness caf\xe9 ", one.to_string().as_bytes(), b" http://\xe9/\nquorum caf\xe9\n"].concat();
    let policy = Policy::read(&latin).unwrap();
    assert_eq!(
        (policy.witnesses()[0].name.as_bytes(), policy.witnesses()[0].url.as_ref().unwrap().as_text()),
        (b"caf\xe9".as_slice(), None)
    );
}

#[test]
fn a_faulty_policy_is_refused_at_its_line() {
    let key = |number| witness(number).verifier().vkey();
    let two = format!("witness A {}\nwitness B {}\n", key(1), key(2));
    let cases = [
        (String::new(), 0),
        ("quorum none".to_owned(), 0),
        (two.clone(), 0),
        (format!("{two}quorum none\nquorum A\n"), 4),
        (format!("{two}quorum C\n"), 3),
        (format!("{two}quorum G\ngroup G any A B\n"), 3),
        (format!("{two}group G 0 A B\nquorum G\n"), 3),
        (format!("{two}group G 3 A B\nquorum G\n"), 3),
        (format!("{two}group G -1 A B\nquorum G\n"), 3),
        (format!("{two}group G 01 A B\nquorum G\n"), 3),
        (format!("{two}group G +1 A B\nquorum G\n"), 3),
        (format!("{two}group G any\nquorum G\n"), 3),
        (format!("{two}group G any A A\nquorum G\n"), 3),
        (format!("{two}group G any A\ngroup H any A B\nquorum H\n"), 4),
        (format!("{two}group G any G\nquorum G\n"), 3),
        (format!("{two}group G any none\nquorum G\n"), 3),
        (format!("{two}group A any B\nquorum A\n"), 3),
        (format!("{two}group none any B\nquorum none\n"), 3),
        (format!("{two}witness all {}\nquorum A\n", key(3)), 3),
        (format!("{two}witness C {}\nquorum A\n", key(1)), 3),
        (format!("{two}witness C {} http://a http://b\nquorum A\n", key(3)), 3),
        (format!("{two}log {}\nquorum A\n", key(3)), 3),
        (format!("log {0}\nlog {0}\nquorum none\n", log().verifier().vkey()), 2),
        (format!("{two}peer C\nquorum A\n"), 3),
        (format!("{two}quorum A B\n"), 3),
        ("witness T test+5893dc2c+Ag==\nquorum T\n".to_owned(), 1),
    ];
    for (text, line) in cases {
        assert_eq!(fault(&text).0, line, "{text}");
    }
}

#[test]
fn two_keys_that_wrap_one_public_key_are_a_duplicate() {
    let key = Signer::from_seed("old.example", &[1; 32]).unwrap();
    let text = format!("witness A {}\nwitness B {}\nquorum A\n", witness(1).verifier().vkey(), key.verifier().vkey());
    assert_eq!(fault(&text), (2, PolicyFault::KeyTwice("old.example".into())));
    let text = format!("witness B {}\nquorum B\n", key.verifier().vkey());
    let old = Policy::read(text.as_bytes()).unwrap();
    assert_eq!(old.witnesses()[0].key.vkey().kind(), 4, "only its timestamped cosignatures count");
}

#[test]
fn at_least_32_logs_witnesses_and_groups_fit() {
    let mut text = String::new();
    for number in 0..40_u8 {
        writeln!(text, "log {}", Signer::from_seed(&format!("log{number}"), &[number; 32]).unwrap().verifier().vkey()).unwrap();
        writeln!(text, "witness W{number} {}", witness(number + 50).verifier().vkey()).unwrap();
        let inner = if number == 0 { String::new() } else { format!("G{}", number - 1) };
        writeln!(text, "group G{number} all W{number} {inner}").unwrap();
    }
    let policy = Policy::read((text + "quorum G39\n").as_bytes()).unwrap();
    assert_eq!((policy.logs().len(), policy.witnesses().len(), policy.groups().len()), (40, 40, 40));
    assert_eq!(policy.forks_need(), 40, "`all` of all");
    let many: String = (0..65_u8).map(|number| format!("witness W{number} {}\n", witness(number).verifier().vkey())).collect();
    assert_eq!(fault(&format!("{many}quorum none\n")).0, 65);
    assert_eq!(fault(&"#".repeat(1 << 21)).0, 0);
}

/// INTEGRITY section 8: k of n, and how many dishonest witnesses it stands.
#[test]
fn the_fewest_dishonest_witnesses_for_a_fork_are_counted() {
    for (k, n, need) in [(2, 3, 1), (3, 4, 2), (4, 6, 2), (5, 7, 3), (7, 10, 4), (1, 2, 0), (2, 2, 2)] {
        let members: Vec<_> = (1..=n).map(|number| format!("W{number}")).collect();
        let policy = policy(n, &format!("group G {k} {}\nquorum G\n", members.join(" ")));
        assert_eq!(policy.forks_need(), need, "{k} of {n}");
    }
    let neutral = policy(6, "group G 3 W1 W2 W3 W4\ngroup N any W5 W6\ngroup public all G N\nquorum public\n");
    assert_eq!(neutral.forks_need(), 2, "`any` of two operators adds nothing against forks");
    assert_eq!(policy(0, "quorum none\n").forks_need(), 0);
    assert_eq!(policy(1, "quorum W1\n").forks_need(), 1);
}

/// One size, two roots: each honest witness cosigns the first that it sees and never the other;
/// the dishonest ones cosign both.
fn fork(n: u8, dishonest: &BTreeSet<u8>, sees_first: &BTreeSet<u8>) -> [Vec<u8>; 2] {
    let cosigns = |tree: usize| {
        let sees = move |witness: &u8| dishonest.contains(witness) || sees_first.contains(witness) == (tree == 0);
        (1..=n).filter(sees).collect()
    };
    [cosigns(0), cosigns(1)]
}

fn accepts_both(policy: &Policy, n: u8, dishonest: &BTreeSet<u8>, sees_first: &BTreeSet<u8>) -> bool {
    let trees = [tree(1), tree(2)];
    let mut accepted = trees.iter().zip(fork(n, dishonest, sees_first)).map(|(tree, cosigners)| {
        let times: Vec<_> = cosigners.iter().map(|number| (*number, 99)).collect();
        policy.judge(cosign(tree, &times).to_string().as_bytes()).unwrap().quorum.is_met()
    });
    accepted.all(|met| met)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_quorum_client_never_accepts_two_roots_of_one_size_unless_2k_minus_n_witnesses_lie(
        n in 1_u8..=7, k in 1_u8..=7, dishonest in 0_u8..128, sees_first in 0_u8..128,
    ) {
        let k = k.min(n);
        let chosen = |bits: u8| (1..=n).filter(|number| bits >> (number - 1) & 1 == 1).collect::<BTreeSet<_>>();
        let (dishonest, sees_first) = (chosen(dishonest), chosen(sees_first));
        let members: Vec<_> = (1..=n).map(|number| format!("W{number}")).collect();
        let policy = policy(n, &format!("group G {k} {}\nquorum G\n", members.join(" ")));
        let need = usize::from((2 * k).saturating_sub(n));
        prop_assert_eq!(policy.forks_need(), need);
        prop_assert!(dishonest.len() >= need || !accepts_both(&policy, n, &dishonest, &sees_first));
    }
}

#[test]
fn two_of_three_three_of_four_and_five_of_seven_stand_what_they_promise() {
    for (k, n) in [(2_u8, 3_u8), (3, 4), (5, 7)] {
        let members: Vec<_> = (1..=n).map(|number| format!("W{number}")).collect();
        let policy = policy(n, &format!("group G {k} {}\nquorum G\n", members.join(" ")));
        let need = 2 * k - n;
        // With one liar too few no division of the honest witnesses forks; with enough, one does.
        let forks = |dishonest: u8| {
            let dishonest: BTreeSet<_> = (1..=dishonest).collect();
            (0..1_u32 << n).any(|bits| {
                let sees_first = (1..=n).filter(|number| bits >> (number - 1) & 1 == 1).collect();
                let [one, other] = fork(n, &dishonest, &sees_first);
                one.len() >= usize::from(k) && other.len() >= usize::from(k) && accepts_both(&policy, n, &dishonest, &sees_first)
            })
        };
        assert!(!forks(need - 1), "{k} of {n}: {} liars are stood", need - 1);
        assert!(forks(need), "{k} of {n}: {need} liars with the operator fork it");
    }
}

#[test]
fn the_quorum_agrees_with_a_second_implementation_for_every_set_of_witnesses() {
    let rules =
        ["group G 2 W1 W2 W3\ngroup H any W4 W5\ngroup Q all G H\nquorum Q\n", "group G 3 W1 W2 W3 W4\ngroup Q 2 G W5 W6\nquorum Q\n"];
    for rule in rules {
        let ours = policy(6, rule);
        // Its syntax is the older one, with keys in hexadecimal.
        let hex = |number: u8| witness(number).verifier().vkey().key().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let witnesses: String = (1..=6).map(|number| format!("witness W{number} {}\n", hex(number))).collect();
        let theirs = sigsum::policy::Policy::parse(&format!("{witnesses}{rule}")).unwrap_or_else(|error| panic!("{error}"));
        for bits in 0..64_u8 {
            let chosen: Vec<u8> = (1..=6).filter(|number| bits >> (number - 1) & 1 == 1).collect();
            let keys: Vec<_> = chosen.iter().map(|number| sigsum::Hash::new(witness(*number).verifier().vkey().key())).collect();
            assert_eq!(judge(&ours, &chosen).quorum.is_met(), theirs.check_quorum(&keys), "{rule} {chosen:?}");
        }
    }
}
