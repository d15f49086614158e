//! Signed acts against the register: what counts, what does not, and that no order of acts widens trust (T5, T6).

use crate::people::{LOG, at, decide, fault, founding, key, register, secret, signed};
use model::{Act, Digest, KeyId, KeyKind, Signed};
use proptest::prelude::*;
use record::key::SecretKey;
use record::register::{Register, new_act, sign_act};
use std::collections::BTreeSet;

fn revoke(n: u8, since: Option<u64>, at: i64) -> Signed {
    let act = Act::RevokeKey { compromised_since: since, key: secret(n).id(), reason: "stolen".into() };
    signed(act, "Rita", at, &[&secret(1), &secret(2)])
}

fn rotate(old: u8, new: u8, by: &str, at: i64) -> Signed {
    let act = Act::RotateKey { old: secret(old).id(), public: secret(new).public().text().into() };
    signed(act, by, at, &[&secret(old), &secret(new)])
}

#[test]
fn a_decision_needs_two_different_people() {
    let register = register();
    let judged = register.judge(7, &decide(7, "Ana", &[&secret(10), &secret(11)])).unwrap();
    assert_eq!(judged.people(), "Ana, Ben");
    let alone = fault(register.judge(7, &decide(7, "Ana", &[&secret(10)])));
    assert_eq!(alone, "`decide` needs the signatures of 2 different officers with the role commission; it has Ana (officer key)");
}

#[test]
fn two_signatures_of_one_person_are_one() {
    let mut register = register();
    let second = signed(
        Act::AddKey { key: key(KeyKind::Officer, "Ana", Some("Body A"), &secret(13)) },
        "Rita",
        7,
        &[&secret(1), &secret(2), &secret(13)],
    );
    register.take(7, &second).unwrap();
    let mut act = decide(8, "Ana", &[&secret(10), &secret(13)]);
    assert!(fault(register.judge(8, &act)).contains("2 different officers"));
    let again = act.signatures.first().unwrap().clone();
    act.signatures = vec![again.clone(), again];
    assert!(fault(register.judge(8, &act)).contains("2 different officers"));
}

#[test]
fn one_person_is_of_one_body_and_has_one_name() {
    let register = register();
    let add = |key| signed(Act::AddKey { key }, "Rita", 7, &[&secret(1), &secret(2), &secret(13)]);
    let other_body = add(key(KeyKind::Officer, "Ana", Some("Body B"), &secret(13)));
    assert!(fault(register.judge(7, &other_body)).contains("one person is of one body"));
    let look_alike = add(key(KeyKind::Officer, "ANA", Some("Body B"), &secret(13)));
    assert!(fault(register.judge(7, &look_alike)).contains("differs from `Ana`"));
    let other_spelling = add(key(KeyKind::Officer, "Dora", Some("BODY a"), &secret(13)));
    assert!(fault(register.judge(7, &other_spelling)).contains("differs from `Body A`"));
}

#[test]
fn an_erasure_needs_two_people_of_different_bodies() {
    let register = register();
    let order = |keys: &[&SecretKey]| {
        signed(Act::OrderErasure { ground: "asked".into(), units: vec![model::act::Unit { item: None, leaf: 3 }] }, "Ana", 7, keys)
    };
    assert!(register.judge(7, &order(&[&secret(10), &secret(11)])).is_ok());
    assert!(fault(register.judge(7, &order(&[&secret(10), &secret(12)]))).contains("of 2 different bodies"));
}

#[test]
fn a_key_comes_only_with_the_roots_and_its_own_signature() {
    let register = register();
    let add = |keys: &[&SecretKey]| signed(Act::AddKey { key: key(KeyKind::Device, "camera 2", None, &secret(21)) }, "Rita", 7, keys);
    assert!(register.judge(7, &add(&[&secret(1), &secret(2), &secret(21)])).is_ok());
    assert!(fault(register.judge(7, &add(&[&secret(1), &secret(21)]))).contains("as many holders of root keys"));
    assert!(fault(register.judge(7, &add(&[&secret(10), &secret(11), &secret(21)]))).contains("as many holders of root keys"));
    assert!(fault(register.judge(7, &add(&[&secret(1), &secret(2)]))).contains("did not sign it"));
}

#[test]
fn an_officer_key_signs_no_act_of_another_kind() {
    let register = register();
    let confirm = Act::ConfirmErasure { order: 5 };
    assert!(fault(register.judge(7, &signed(confirm.clone(), "Ana", 7, &[&secret(10)]))).contains("a node"));
    assert!(register.judge(7, &signed(confirm, "node 1", 7, &[&secret(30)])).is_ok());
    let adopt = Act::AdoptMission { sha256: Digest::of(b"m") };
    assert!(
        fault(register.judge(7, &signed(adopt.clone(), "camera 1", 7, &[&secret(20)]))).contains("an officer with the role operations")
    );
    assert!(fault(register.judge(7, &signed(adopt, "Rita", 7, &[&secret(1), &secret(2)]))).contains("an officer with the role operations"));
}

/// T5: each way of bending a signed act, with what it is refused for.
#[test]
fn a_bent_signature_is_refused() {
    let mut register = register();
    let good = decide(7, "Ana", &[&secret(10), &secret(11)]);
    let bent = |change: &dyn Fn(&mut Signed)| {
        let mut act = good.clone();
        change(&mut act);
        act
    };
    let other = decide(9, "Ana", &[&secret(10), &secret(11)]);
    for (what, act) in [
        ("it has 0 signatures", bent(&|act| act.signatures.clear())),
        ("it has 33 signatures", bent(&|act| act.signatures = vec![act.signatures.first().unwrap().clone(); 33])),
        ("2 different officers", bent(&|act| drop(act.signatures.pop()))),
        ("taken from another act", bent(&|act| act.signatures = other.signatures.clone())),
        ("taken from another act", bent(&|act| act.declared.at = at(8))),
        ("taken from another act", bent(&|act| act.declared.by = "Ben".into())),
        ("taken from another act", bent(&|act| act.declared.act = other.declared.act.clone())),
        ("taken from another act", bent(&|act| act.signatures.first_mut().unwrap().sig = "AAAA".into())),
        ("the payload type is `application/json`", bent(&|act| act.payload_type = "application/json".into())),
        ("signed for the log `other.example`", bent(&|act| act.declared.log = Some("other.example".into()))),
        ("signed for the log ``", bent(&|act| act.declared.log = None)),
        ("says that `Cid` does it", decide(7, "Cid", &[&secret(10), &secret(11)])),
        ("made with an unknown key", decide(7, "Ana", &[&secret(10), &secret(99)])),
    ] {
        let found = fault(register.judge(7, &act));
        assert!(found.contains(what), "{what}: {found}");
    }
    let swapped_hints = bent(&|act| {
        let [first, second] = act.signatures.as_mut_slice() else { panic!() };
        std::mem::swap(&mut first.keyid, &mut second.keyid);
    });
    assert!(register.judge(7, &swapped_hints).is_ok(), "a hint decides nothing");
    register.take(7, &good).unwrap();
    assert_eq!(fault(register.judge(9, &good)), "the same signed act stands at entry 7 already: a replay");
    assert!(register.judge(7, &good).is_ok(), "at its own place it still counts");
}

#[test]
fn an_act_of_one_log_is_none_in_another() {
    let mut other = Register::default();
    let mut acts = founding();
    for act in &mut acts {
        act.declared.log = Some("log.example/2".into());
        act.signatures.clear();
    }
    acts.iter_mut().enumerate().for_each(|(n, act)| {
        for seed in [&[1, 2, 3][..], &[1, 2, 10], &[1, 2, 11]].get(n).copied().unwrap_or(&[]) {
            sign_act(act, &secret(*seed)).unwrap();
        }
    });
    for (leaf, act) in acts.iter().take(3).enumerate() {
        other.take(leaf as u64, act).unwrap();
    }
    let found = fault(other.judge(7, &decide(7, "Ana", &[&secret(10), &secret(11)])));
    assert_eq!(found, format!("it was signed for the log `{LOG}`; this is `log.example/2`"));
}

#[test]
fn a_key_counts_after_it_came_and_until_it_went() {
    let mut register = register();
    let early = fault(register.judge(2, &decide(2, "Ana", &[&secret(10), &secret(11)])));
    assert!(early.contains("came into the register only at entry 2"), "{early}");
    register.take(9, &revoke(11, None, 9)).unwrap();
    assert!(register.judge(9, &decide(8, "Ana", &[&secret(10), &secret(11)])).is_ok(), "up to that entry");
    let late = fault(register.judge(10, &decide(10, "Ana", &[&secret(10), &secret(11)])));
    assert!(late.contains("of Ben signed it, but ended at entry 9"), "{late}");
}

/// T6: what a stolen key signed since is flagged and stays; what it signs afterwards is refused.
#[test]
fn acts_since_the_theft_are_flagged_and_not_deleted() {
    let mut register = register();
    let (before, after) = (decide(7, "Ana", &[&secret(10), &secret(11)]), decide(9, "Ana", &[&secret(10), &secret(11)]));
    register.take(7, &before).unwrap();
    register.take(9, &after).unwrap();
    assert!(!register.judge(9, &after).unwrap().is_doubtful());
    register.take(20, &revoke(11, Some(8), 20)).unwrap();
    assert!(!register.judge(7, &before).unwrap().is_doubtful());
    assert!(register.judge(9, &after).unwrap().is_doubtful());
    assert!(fault(register.judge(21, &decide(21, "Ana", &[&secret(10), &secret(11)]))).contains("ended at entry 20"));
}

#[test]
fn what_a_thief_put_in_the_place_of_a_stolen_key_goes_with_it() {
    let mut register = register();
    register.take(8, &rotate(11, 50, "Ben", 8)).unwrap();
    register.take(9, &rotate(50, 51, "Ben", 9)).unwrap();
    assert!(register.judge(10, &decide(10, "Ana", &[&secret(10), &secret(51)])).is_ok());
    register.take(20, &revoke(11, Some(7), 20)).unwrap();
    assert!(fault(register.judge(21, &decide(21, "Ana", &[&secret(10), &secret(51)]))).contains("ended at entry 20"));
    let doubtful = register.judge(10, &decide(10, "Ana", &[&secret(10), &secret(51)])).unwrap();
    assert!(doubtful.is_doubtful());
}

#[test]
fn whoever_holds_a_key_can_stop_it_but_not_cast_doubt_on_others_past() {
    let mut register = register();
    let stop =
        |since| signed(Act::RevokeKey { compromised_since: since, key: secret(10).id(), reason: "lost".into() }, "Ana", 7, &[&secret(10)]);
    assert!(fault(register.judge(7, &stop(Some(3)))).contains("as many holders of root keys"));
    register.take(7, &stop(None)).unwrap();
    assert!(fault(register.judge(8, &decide(8, "Ana", &[&secret(10), &secret(11)]))).contains("ended at entry 7"));
    let other = signed(Act::RevokeKey { compromised_since: None, key: secret(11).id(), reason: "no".into() }, "Cid", 8, &[&secret(12)]);
    assert!(fault(register.judge(8, &other)).contains("or the key itself"));
}

#[test]
fn the_register_is_never_left_without_enough_roots() {
    let mut register = register();
    register.take(7, &revoke(3, None, 7)).unwrap();
    let last = signed(
        Act::RevokeKey { compromised_since: None, key: secret(2).id(), reason: "lost".into() },
        "Rita",
        8,
        &[&secret(1), &secret(2)],
    );
    assert!(fault(register.judge(8, &last)).contains("Rotate it instead"));
    let act = Act::RotateKey { old: secret(2).id(), public: secret(52).public().text().into() };
    assert!(register.take(8, &signed(act, "Rita", 8, &[&secret(1), &secret(2), &secret(52)])).is_ok());
}

#[test]
fn one_register_founded_once_by_all_its_roots() {
    let found = |keys: &[u8], threshold, by: &[u8]| {
        let keys = keys.iter().map(|n| key(KeyKind::Root, &format!("root {n}"), None, &secret(*n))).collect();
        let mut act = new_act(Act::Found { keys, threshold }, "root 1", LOG, at(0));
        by.iter().for_each(|n| sign_act(&mut act, &secret(*n)).unwrap());
        act
    };
    let empty = Register::default();
    assert!(empty.judge(0, &found(&[1, 2], 1, &[1, 2])).is_ok());
    assert!(fault(empty.judge(0, &found(&[1, 2], 1, &[1]))).contains("every root key"));
    assert!(fault(empty.judge(0, &found(&[1, 2], 3, &[1, 2]))).contains("threshold is 3"));
    assert!(fault(empty.judge(0, &found(&[1, 1], 1, &[1]))).contains("begins with"));
    assert!(fault(empty.judge(0, &decide(0, "Ana", &[&secret(10)]))).contains("no key register yet"));
    assert!(fault(register().judge(7, &found(&[1, 2], 1, &[1, 2]))).contains("was founded at entry 0"));
}

/// A random act by random keys: mostly nonsense, sometimes lawful.
fn any_act() -> impl Strategy<Value = (u8, u8, u8, Vec<u8>, i64)> {
    (0u8..5, 1u8..8, 1u8..8, proptest::collection::vec(1u8..8, 1..4), 0i64..1000)
}

fn build((what, a, b, by, n): &(u8, u8, u8, Vec<u8>, i64)) -> Signed {
    let act = match what {
        0 => Act::AddKey { key: key(KeyKind::Officer, &format!("person {a}"), Some(&format!("body {a}")), &secret(*a + 8)) },
        1 => Act::AddKey { key: key(KeyKind::Root, &format!("root {b}"), None, &secret(*b)) },
        2 => Act::RevokeKey { compromised_since: None, key: secret(*a).id(), reason: "r".into() },
        3 => Act::RotateKey { old: secret(*a).id(), public: secret(*b).public().text().into() },
        _ => Act::Decide { case: "c".into(), sha256: Digest::of(b"d") },
    };
    // Officer keys are those above 8; the act names as its author whoever signs first.
    let seeds: Vec<u8> = by.iter().map(|seed| if *what == 4 { seed + 8 } else { *seed }).collect();
    let first = seeds.first().copied().unwrap_or(1);
    let author = if first > 8 { format!("person {}", first - 8) } else { format!("root {first}") };
    let mut act = new_act(act, &author, LOG, at(*n));
    let own = if *what == 0 {
        Some(*a + 8)
    } else if *what == 1 || *what == 3 {
        Some(*b)
    } else {
        None
    };
    for seed in seeds.into_iter().chain(own) {
        sign_act(&mut act, &secret(seed)).unwrap();
    }
    act
}

fn begin() -> (Register, u64) {
    let mut register = Register::default();
    let keys = [1, 2].map(|n| key(KeyKind::Root, &format!("root {n}"), None, &secret(n))).to_vec();
    register.take(0, &signed(Act::Found { keys, threshold: 2 }, "root 1", 0, &[&secret(1), &secret(2)])).unwrap();
    (register, 1)
}

/// The rules again, said plainly and slowly, as an oracle: replays the acts that counted.
fn naive_roots(taken: &[(u64, Signed)]) -> BTreeSet<KeyId> {
    let mut roots: BTreeSet<KeyId> = [1, 2].map(|n| secret(n).id()).into();
    for (_, act) in taken {
        match &act.declared.act {
            Act::AddKey { key } if key.kind == KeyKind::Root => drop(roots.insert(key.id())),
            Act::RevokeKey { key, .. } => drop(roots.remove(key)),
            Act::RotateKey { old, public } if roots.remove(old) => drop(roots.insert(KeyId::of(public))),
            _ => {}
        }
    }
    roots
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever acts an operator puts into the log in whatever order: keys come only by acts that
    /// both roots of that moment signed, and a decision counts only with two people then standing.
    #[test]
    fn no_order_of_acts_widens_trust(acts in proptest::collection::vec(any_act(), 1..24).prop_shuffle()) {
        let (mut register, mut leaf) = begin();
        let mut taken: Vec<(u64, Signed)> = Vec::new();
        for act in acts.iter().map(build) {
            let roots = naive_roots(&taken);
            let before: BTreeSet<KeyId> = register.standing(leaf).map(|(id, _)| *id).collect();
            if let Ok(judged) = register.take(leaf, &act) {
                let signers: BTreeSet<KeyId> = judged.by.iter().map(|one| one.key).collect();
                prop_assert!(signers.is_subset(&before), "a key counted that did not stand");
                let root_signers = signers.intersection(&roots).count();
                match &act.declared.act {
                    Act::AddKey { .. } => prop_assert!(root_signers >= 2),
                    Act::RevokeKey { key, .. } => prop_assert!(root_signers >= 2 || signers.contains(key)),
                    Act::RotateKey { old, .. } => {
                        let enough = if roots.contains(old) { root_signers >= 2 } else { signers.contains(old) };
                        prop_assert!(enough);
                    }
                    _ => prop_assert!(judged.by.iter().map(|one| &one.person).collect::<BTreeSet<_>>().len() >= 2),
                }
                taken.push((leaf, act));
            }
            leaf += 1;
        }
        // Judged again at its own place under the whole register, what counted still counts.
        for (leaf, act) in &taken {
            prop_assert!(register.judge(*leaf, act).is_ok());
        }
        let standing: BTreeSet<KeyId> = register.standing(leaf).filter(|(_, held)| held.key.kind == KeyKind::Root).map(|(id, _)| *id).collect();
        prop_assert_eq!(standing, naive_roots(&taken));
    }

    /// Leaving acts out or moving them never makes an act count whose signatures were never enough.
    #[test]
    fn an_act_that_no_lawful_order_allows_counts_in_none(order in Just((0usize..6).collect::<Vec<_>>()).prop_shuffle(), n in 0usize..6) {
        let lawful = [
            signed(Act::AddKey { key: key(KeyKind::Officer, "person 1", Some("x"), &secret(9)) }, "root 1", 1, &[&secret(1), &secret(2), &secret(9)]),
            signed(Act::AddKey { key: key(KeyKind::Officer, "person 2", Some("x"), &secret(10)) }, "root 1", 2, &[&secret(1), &secret(2), &secret(10)]),
            rotate(9, 11, "person 1", 3),
            signed(Act::RevokeKey { compromised_since: None, key: secret(10).id(), reason: "r".into() }, "root 1", 4, &[&secret(1), &secret(2)]),
            signed(Act::AddKey { key: key(KeyKind::Root, "root 3", None, &secret(3)) }, "root 1", 5, &[&secret(1), &secret(2), &secret(3)]),
            decide(6, "person 1", &[&secret(9), &secret(10)]),
        ];
        let (mut register, mut leaf) = begin();
        for at in order.iter().take(n) {
            drop(register.take(leaf, lawful.get(*at).unwrap()));
            leaf += 1;
        }
        for never in [
            decide(50, "person 1", &[&secret(9), &secret(11)]),
            decide(51, "person 2", &[&secret(10)]),
            decide(52, "root 1", &[&secret(1), &secret(2)]),
            signed(Act::AddKey { key: key(KeyKind::Officer, "person 4", None, &secret(12)) }, "root 3", 53, &[&secret(3), &secret(12)]),
            rotate(10, 13, "person 1", 54),
        ] {
            prop_assert!(register.judge(leaf, &never).is_err(), "{never:?}");
        }
    }
}

#[test]
fn a_merge_or_split_needs_an_analyst_two_groups_without_overlap_and_a_reason() {
    let register = register();
    let id = |n: u8| model::ObservationId::from_bytes([n; 10]);
    let merge = |groups: &[&[u8]], reason: &str| {
        let groups = groups.iter().map(|group| group.iter().map(|n| id(*n)).collect()).collect();
        signed(Act::Merge { groups, reason: reason.into() }, "Ana", 7, &[&secret(10)])
    };
    assert!(register.judge(7, &merge(&[&[1], &[2, 3]], "one crater")).is_ok());
    for (groups, reason, fault) in [
        (&[&[1u8, 2][..]][..], "r", "it names 1 groups"),
        (&[&[1], &[]], "r", "it names 1 groups"),
        (&[&[1], &[2, 1]], "r", "is named twice"),
        (&[&[1], &[2]], " ", "it gives no reason"),
        (&[&[1], &[2]], "two\nlines", "it gives no reason"),
    ] {
        assert!(self::fault(register.judge(7, &merge(groups, reason))).contains(fault), "{fault}");
    }
    let many = Act::Split {
        groups: (0..1_001u16).map(|n| vec![model::ObservationId::from_bytes([0, 0, 0, 0, 0, 0, 0, 0, (n >> 8) as u8, n as u8])]).collect(),
        reason: "r".into(),
    };
    assert!(fault(register.judge(7, &signed(many, "Ana", 7, &[&secret(10)]))).contains("at most 1000"));
    let unbind =
        |act, log: Option<&str>| signed(Act::Unbind { act, log: log.map(Into::into), reason: "r".into() }, "Ana", 7, &[&secret(10)]);
    assert!(register.judge(7, &unbind(6, None)).is_ok() && register.judge(7, &unbind(90, Some("log.example/2"))).is_ok());
    assert!(fault(register.judge(7, &unbind(7, None))).contains("comes after it"));
    let merge_by_device = signed(merge(&[&[1], &[2]], "r").declared.act, "camera 1", 7, &[&secret(20)]);
    assert!(fault(register.judge(7, &merge_by_device)).contains("role analyst"));
}
