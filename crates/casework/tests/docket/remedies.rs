//! Remedies: what each step leads to, and what is due.

use crate::people::*;
use casework::docket::RemedyState::{self, *};
use model::remedy::Outcome;
use model::{CaseAct, Digest};

const R: &str = "withdrawal";

fn claim() -> CaseAct {
    CaseAct::Claim { case: "c".into(), remedy: R.into(), sha256: Digest::of(b"photos") }
}

fn verify(outcome: Outcome) -> CaseAct {
    CaseAct::Verify { case: "c".into(), cites: Vec::new(), outcome, reason: "seen".into(), remedy: R.into() }
}

fn state(world: &World) -> RemedyState {
    world.case("c").remedies().next().unwrap().state
}

fn refused(world: &mut World, by: &str, step: CaseAct, words: &str) {
    let found = world.step(by, step).unwrap_err().to_string();
    assert!(found.contains(words), "{found}");
}

#[test]
fn a_remedy_is_met_or_met_late_or_overdue_by_its_deadline_and_a_check() {
    let table: [(&[&str], RemedyState); 9] = [
        (&["claim", "met"], Met),
        (&["met"], Met),
        (&["claim", "96", "met"], Met),
        (&["96"], Due),
        (&["96", "met"], MetLate),
        (&["96", "claim", "met"], MetLate),
        (&["96", "72"], Overdue),
        (&["claim", "not"], Disputed),
        (&["96", "72", "claim", "met"], MetLate),
    ];
    for (story, expected) in table {
        let mut world = World::new(RULES);
        world.decided("c");
        for step in story {
            match *step {
                "claim" => world.step("for p1", claim()).unwrap(),
                "met" => world.step("Ada", verify(Outcome::Met)).unwrap(),
                "not" => world.step("Ada", verify(Outcome::NotMet)).unwrap(),
                hours => world.tick(hours.parse().unwrap()).unwrap(),
            };
        }
        assert_eq!(state(&world), expected, "{story:?}");
    }
}

#[test]
fn who_is_to_do_it_neither_checks_nor_disputes_it_and_nobody_else_says_that_it_is_done() {
    let mut world = World::new(RULES);
    world.decided("c");
    refused(&mut world, "for p2", claim(), "whoever is to do it says that it is done");
    world.step("for p1", claim()).unwrap();
    let dispute = CaseAct::Dispute { case: "c".into(), reason: "two are left".into(), remedy: R.into() };
    refused(&mut world, "for p1", dispute.clone(), "somebody else than who is to do it");
    refused(&mut world, "for p1", verify(Outcome::Met), "the author is an analyst");
    let mut analyst = signer("Ada");
    analyst.party = Some(party("p1"));
    let act = model::Act::Case(verify(Outcome::Met));
    let standing = casework::Standing { leaf: 99, at: world.now, author: "Ada", by: &[analyst] };
    assert!(world.office.take(&act, &standing).unwrap_err().to_string().contains("somebody else checks it"));
    world.step("for p2", dispute).unwrap();
    assert_eq!(state(&world), Disputed);
}

#[test]
fn escalation_is_proposed_by_the_ladder_and_taken_by_the_chair() {
    let mut world = World::new(RULES);
    world.decided("c");
    let to = |step: &str| CaseAct::Escalate { case: "c".into(), remedy: R.into(), step: step.into() };
    refused(&mut world, "Mara", to("discipline_report"), "only what is overdue goes to the next step");
    world.tick(96).unwrap();
    world.tick(72).unwrap();
    assert_eq!((state(&world), world.case("c").proposed_step(R)), (Overdue, Some("discipline_report")));
    refused(&mut world, "Mara", to("note"), "`note` does not follow `corrective_act`");
    refused(&mut world, "Noor", to("discipline_report"), "this is for the chair");
    world.step("Mara", to("discipline_report")).unwrap();
    assert_eq!(state(&world), Escalated);
    world.step("Mara", CaseAct::Close { case: "c".into(), reason: "handed on".into() }).unwrap();
    assert_eq!(world.case("c").state(), "closed_unfulfilled");
    refused(&mut world, "for p1", claim(), "only what was decided has remedies that run");
}

#[test]
fn everything_due_stands_in_one_list_earliest_first() {
    let mut world = World::new(RULES);
    world.decided("c");
    world.open("d");
    world.step("Hana", notify("d", "p1")).unwrap();
    let what = |world: &World| world.office.due().iter().map(|due| format!("{} {}", due.what, due.whose)).collect::<Vec<_>>();
    assert_eq!(what(&world), ["remedy p1", "request for review parties", "reply p1"], "what waits for a tick comes last");
    assert!(world.office.needs_tick(world.now));
    world.tick(0).unwrap();
    assert!(!world.office.needs_tick(world.now));
    assert_eq!(what(&world), ["reply p1", "remedy p1", "request for review parties"]);
}
