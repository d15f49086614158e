//! Who is trusted decides: quorum met or not, another log, a party's own policy, a policy inside the bundle.

use crate::world::{COSIGNED_UNIX_S, LOG, World, finish};
use record::seal::Audience;
use verify::check::check;
use verify::trust::Trust;
use verify::verdict::{Findings, Verdict};

fn judged(world: &World, witnesses: &[usize], policy: &str) -> Findings {
    let mut files = finish(world.bundle(Audience::Commission, &world.cosigned(witnesses)));
    check(&mut files, &Trust::read(policy.as_bytes(), &[]).unwrap())
}

#[test]
fn one_bundle_under_many_policies() {
    let world = World::of(3);
    let log = world.signer.verifier().vkey().to_string();
    let witnesses: Vec<String> = world.witnesses.iter().map(|witness| witness.verifier().vkey().to_string()).collect();
    let stranger = ledger::note::Signer::from_seed("other.invalid/log", &[9; 32]).unwrap().verifier().vkey().to_string();
    let impostor = ledger::note::Signer::from_seed(LOG, &[9; 32]).unwrap().verifier().vkey().to_string();
    let party = format!(
        "log {log}\nwitness W0 {}\nwitness W1 {}\nwitness PA {}\ngroup public all W0 W1\ngroup mine all public PA\nquorum mine\n",
        witnesses[0], witnesses[1], witnesses[2]
    );
    let none = format!("log {log}\nquorum none\n");
    let table: [(&str, &[usize], String, Verdict, &str); 9] = [
        ("quorum met", &[0, 1], world.policy(2), Verdict::Proven, ""),
        ("all cosigned", &[0, 1, 2], world.policy(3), Verdict::Proven, ""),
        ("quorum not met", &[1], world.policy(2), Verdict::ProvenWithoutQuorumOrTime, "has 1 of 2"),
        ("nobody cosigned", &[], world.policy(2), Verdict::ProvenWithoutQuorumOrTime, "has 0 of 2"),
        ("no quorum asked, no time known", &[0, 1, 2], none, Verdict::ProvenWithoutQuorumOrTime, "no trusted clock"),
        ("another log", &[0, 1, 2], format!("log {stranger}\nquorum none\n"), Verdict::Failed, "is not in the policy"),
        ("another key of the log's name", &[0, 1, 2], format!("log {impostor}\nquorum none\n"), Verdict::Failed, "has not signed"),
        ("a party's own policy, its witness there", &[0, 1, 2], party.clone(), Verdict::Proven, ""),
        ("a party's own policy, its witness missing", &[0, 1], party, Verdict::ProvenWithoutQuorumOrTime, "`PA`"),
    ];
    for (name, witnesses, policy, verdict, why) in table {
        let found = judged(&world, witnesses, &policy);
        assert_eq!(found.verdict, verdict, "{name}: {found}");
        assert!(found.to_string().contains(why), "{name}: {found}");
    }
}

#[test]
fn a_policy_inside_the_bundle_is_shown_and_never_trusted() {
    let world = World::of(1);
    let mut bundle = world.bundle(Audience::Commission, &world.cosigned(&[]));
    bundle.add_file("policy.txt", format!("log {}\nquorum none\n", world.signer.verifier().vkey()).into_bytes());
    let found = check(&mut finish(bundle), &world.trust(2));
    assert_eq!(found.verdict, Verdict::ProvenWithoutQuorumOrTime);
    assert!(found.notes.iter().any(|note| note.contains("shown and not trusted")), "{found}");
}

#[test]
fn one_record_opens_differently_for_each_audience_by_the_same_proof() {
    let world = World::of(2);
    let checkpoint = world.cosigned(&[0, 1, 2]);
    let proofs = [Audience::Commission, Audience::Party, Audience::Public].map(|audience| world.item_proof(1, audience, &checkpoint).1);
    assert!(proofs.iter().all(|proof| proof.check().unwrap().leaf == proofs[0].check().unwrap().leaf && proof.path == proofs[0].path));
    for (audience, seen, hidden) in [
        (Audience::Commission, vec!["patrols", "heard it", "bridge", "explosion"], vec![]),
        (Audience::Party, vec!["bridge", "explosion"], vec!["patrols", "heard it", "patrol.csv"]),
        (Audience::Public, vec!["explosion"], vec!["patrols", "heard it", "patrol.csv", "bridge", "OBS-"]),
    ] {
        let mut files = world.files(audience);
        let found = check(&mut files, &world.trust(2));
        assert_eq!(found.verdict, Verdict::Proven, "{found}");
        let shown: String = files.iter().map(|(path, bytes)| format!("{path}\n{}", opened(bytes))).collect();
        assert!(seen.iter().all(|word| shown.contains(word)), "{audience:?}");
        assert!(hidden.iter().all(|word| !shown.contains(word)), "{audience:?}");
    }
}

/// A file's text with its disclosures decoded, as a reader would.
fn opened(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let text = String::from_utf8_lossy(bytes).into_owned();
    let decode = |line: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(line).ok();
    let more: String = text
        .lines()
        .filter_map(|line| line.strip_prefix("open "))
        .filter_map(decode)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    text + &more
}

#[test]
fn times_bracket_an_entry_between_two_cosigned_checkpoints() {
    let mut world = World::of(2);
    let before = world.cosigned_at(&[0, 1, 2], COSIGNED_UNIX_S - 100);
    let old = world.edge.size();
    world.append(&[world.entries[usize::try_from(crate::world::HEADER).unwrap()].clone()]);
    let checkpoint = world.cosigned(&[0, 1, 2]);
    let mut bundle = world.bundle(Audience::Commission, &checkpoint);
    bundle.add_checkpoint(old, before.to_string().as_bytes(), &world.consistency(old));
    // The last entry is a copy of the header's leaf: the same opening at another place.
    let mut copy = world.record_proof(crate::world::HEADER, Audience::Commission, &checkpoint);
    copy.log = world.log_proof(old, &checkpoint);
    bundle.add_record(&copy);
    let found = check(&mut finish(bundle), &world.trust(3));
    assert_eq!(found.verdict, Verdict::Proven, "{found}");
    let item = |entry: u64| found.items.iter().find(|item| item.entry == Some(entry)).unwrap();
    // 3 of 3 bears two dishonest witnesses: the third smallest and the third largest time count.
    let second = |unix_s: u64| model::Instant::from_ms(i64::try_from(unix_s).unwrap() * 1_000).unwrap();
    assert_eq!(item(old).existed_by.as_ref().unwrap().at, second(COSIGNED_UNIX_S + 2));
    assert_eq!(item(old).unseen_before.as_ref().unwrap().at, second(COSIGNED_UNIX_S - 100));
    assert_eq!(item(0).existed_by.as_ref().unwrap().at, second(COSIGNED_UNIX_S - 98));
    assert_eq!(item(0).unseen_before, None);
}
