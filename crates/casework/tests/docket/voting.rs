//! Every rule of voting on tables of votes.

use crate::people::*;
use casework::Procedure;
use casework::docket::Counted;
use model::CaseAct;
use model::case::Choice::{self, Abstain, No, Yes};

/// Mara (weight 3), Noor (2), Omar (1), Quin (1) sit; Pia's seat is empty: her party is named.
fn counted(rule: &str, votes: &[(&str, Choice)]) -> Counted {
    let rules = RULES
        .replace("rule = \"majority\"", rule)
        .replace("member = \"Mara\"", "member = \"Mara\"\nweight = 3")
        .replace("member = \"Noor\"", "member = \"Noor\"\nweight = 2");
    let mut world = World::new(&rules);
    world.deliberate("c");
    let draft = world.step("Omar", CaseAct::Draft { case: "c".into(), proposal: proposal("decision") }).unwrap();
    world.poll("c", draft, votes);
    world.tick(0).unwrap();
    world.tick(48).unwrap();
    world.case("c").tallies[0].result
}

#[test]
fn every_rule_counts_as_it_says() {
    use Counted::{Carried, NoQuorum, NotCarried};
    let all = |mara, noor, omar, quin| [("Mara", mara), ("Noor", noor), ("Omar", omar), ("Quin", quin)];
    for (rule, votes, expected) in [
        ("rule = \"majority\"", all(Yes, Yes, Yes, No), Carried),
        ("rule = \"majority\"", all(No, Yes, Yes, No), NotCarried),
        ("rule = \"majority\"", all(Yes, No, Yes, No), Carried),
        ("rule = \"majority\"", all(Yes, Abstain, Abstain, Abstain), Carried),
        ("rule = \"majority\"", all(Abstain, Abstain, Abstain, Abstain), NotCarried),
        ("rule = \"two_thirds\"", all(Yes, Yes, No, Abstain), Carried),
        ("rule = \"two_thirds\"", all(Yes, Yes, No, No), NotCarried),
        ("rule = { qualified = 75 }", all(Yes, Yes, Yes, No), Carried),
        ("rule = { qualified = 76 }", all(Yes, Yes, Yes, No), NotCarried),
        ("rule = \"consensus\"", all(Yes, Abstain, Abstain, Yes), Carried),
        ("rule = \"consensus\"", all(Yes, Yes, Yes, No), NotCarried),
        ("rule = \"consensus\"", all(Abstain, Abstain, Abstain, Abstain), NotCarried),
        ("rule = { consensus_minus = 1 }", all(Yes, Yes, Yes, No), Carried),
        ("rule = { consensus_minus = 1 }", all(Yes, Yes, No, No), NotCarried),
        ("rule = { weighted = 70 }", all(Yes, Yes, No, No), Carried),
        ("rule = { weighted = 72 }", all(Yes, Yes, No, No), NotCarried),
        ("rule = \"chair\"", all(Yes, No, No, No), Carried),
        ("rule = \"chair\"", all(No, Yes, Yes, Yes), NotCarried),
    ] {
        assert_eq!(counted(rule, &votes), expected, "{rule} {votes:?}");
        assert_eq!(counted(rule, &votes[..2]), NoQuorum, "{rule} with two of five seats");
    }
}

#[test]
fn without_a_casting_vote_a_tie_carries_nothing() {
    let rules = RULES.replace("casting_vote = true", "casting_vote = false");
    let mut world = World::new(&rules);
    world.deliberate("c");
    let draft = world.step("Omar", CaseAct::Draft { case: "c".into(), proposal: proposal("decision") }).unwrap();
    world.poll("c", draft, &[("Mara", Yes), ("Noor", No), ("Omar", Yes), ("Quin", No)]);
    world.step("Mara", CaseAct::CloseVote { case: "c".into() }).unwrap();
    assert_eq!(world.case("c").tallies[0].result, Counted::NotCarried);
}

#[test]
fn a_quorum_of_those_who_sit_is_counted_of_them() {
    let votes = [("Mara", Yes), ("Noor", Yes)];
    assert_eq!(counted("rule = \"majority\"\nquorum_of = \"all\"", &votes), Counted::NoQuorum);
    assert_eq!(counted("rule = \"majority\"\nquorum_of = \"sitting\"", &votes), Counted::NoQuorum, "2 of 4 is not more than half");
    let three = [("Mara", Yes), ("Noor", Yes), ("Omar", No)];
    assert_eq!(counted("rule = \"majority\"\nquorum_of = \"sitting\"", &three), Counted::Carried);
}

#[test]
fn rules_that_make_no_sense_are_refused_in_a_sentence() {
    for (wrong, words) in [
        (RULES.replace("\"Noor\"]", "\"Zoe\"]"), "chairs: `Zoe` has no seat"),
        (RULES.replace("alternate = \"Mina\"", "alternate = \"Noor\""), "`Noor` stands twice"),
        (RULES.replace("quorum_percent = 51", "quorum_percent = 0"), "quorum_percent: `0` is no share"),
        (RULES.replace("rule = \"majority\"", "rule = { qualified = 101 }"), "rule: `101` is no share"),
        (RULES.replace("rule = \"majority\"", "rule = \"loudest\""), "loudest"),
    ] {
        let found = Procedure::read(&wrong).unwrap_err().to_string();
        assert!(found.starts_with("procedure.toml: ") && found.contains(words), "{found}");
    }
}
