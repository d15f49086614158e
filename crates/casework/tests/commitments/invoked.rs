//! Invocations: what is triggered, what does not bind yet and why, who answers.

use crate::desk::{By, Desk, announce, promise, seen, step};
use casework::commitments::sheet::invocation;
use model::CommitmentStep::{Bind, Sign, Suspend};
use model::{Answer, CommitmentAct, Promise, Role, Stage};

fn invoke(case: &str, name: &str) -> CommitmentAct {
    CommitmentAct::Invoke { case: case.into(), invocation: name.into(), occasion: "the commission found a renewed attack".into() }
}

fn answer(guarantor: &str, answer: Answer, signed: bool) -> CommitmentAct {
    CommitmentAct::Answer {
        answer,
        guarantor: guarantor.into(),
        invocation: "first".into(),
        seen: (!signed).then(|| seen("2026-05-02")),
        words: "as its government said".into(),
    }
}

/// Four promises: triggered, waiting for the ceasefire, announced only, suspended.
fn promised() -> Desk {
    let mut desk = Desk::default();
    let on = |who: &str, conditions: &[&str]| Promise {
        binds: Some(Stage::Signed),
        conditions: conditions.iter().map(|one| (*one).to_owned()).collect(),
        who: who.into(),
        ..promise()
    };
    for (name, promise) in [
        ("answer", on("Northland", &["ceasefire", "invocation"])),
        ("hubs", on("Northland", &["peace treaty"])),
        ("planes", on("Southland", &["invocation"])),
        ("words", on("Eastland", &["invocation"])),
    ] {
        desk.ok(announce(name, promise));
    }
    for name in ["answer", "hubs", "planes"] {
        desk.ok(step(name, Sign, "2026-01-06"));
        desk.ok(step(name, Bind, "2026-02-01"));
    }
    desk.ok(step("planes", Suspend, "2026-03-01"));
    desk.ok(CommitmentAct::Condition { condition: "ceasefire".into(), holds: true, seen: seen("2026-02-15") });
    desk
}

#[test]
fn an_invocation_lists_what_is_triggered_and_what_is_not_and_why() {
    let mut desk = promised();
    desk.ok(invoke("case 7", "first"));
    let told = invocation(desk.office.commitments.invocation("first").unwrap());
    let lines: Vec<(&str, &str, &str)> =
        told.commitments.iter().map(|line| (line.commitment.as_str(), line.effect, line.why.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        lines,
        [
            ("answer", "triggered", ""),
            ("hubs", "waits", "nobody declared that this holds: peace treaty"),
            ("planes", "not_binding", "suspended on 2026-03-01"),
            ("words", "not_binding", "announced only, and binds once signed (ratification needs a vote of its assembly)"),
        ]
    );
    desk.ok(CommitmentAct::Leave { guarantor: "Northland".into(), seen: seen("2026-06-01") });
    let later = invocation(desk.office.commitments.invocation("first").unwrap());
    assert_eq!(told, later, "what a withdrawn promise meant when it was invoked stays");
    assert_eq!(desk.refused(invoke("case 8", "first")), "the invocation `first` was declared already: another name is expected");
}

#[test]
fn each_guarantor_is_asked_and_answers_for_itself_or_with_a_source() {
    let mut desk = promised();
    desk.ok(invoke("case 7", "first"));
    let north = By::Officer(Role::Guarantor, "Northland");
    desk.take(north, answer("Northland", Answer::Deliberates, true)).unwrap();
    desk.take(north, answer("Northland", Answer::ActsInPart, true)).unwrap();
    assert!(desk.take(north, answer("Southland", Answer::Declines, true)).unwrap_err().starts_with("a guarantor signs for itself alone"));
    assert_eq!(
        desk.refused(answer("Southland", Answer::Declines, true)),
        "an answer for `Southland` that it did not sign itself needs where it was said"
    );
    desk.ok(answer("Southland", Answer::Declines, false));
    assert_eq!(
        desk.refused(answer("Westland", Answer::Acts, false)),
        "`Westland` was not asked in the invocation `first`: it has no commitment there"
    );
    let told = invocation(desk.office.commitments.invocation("first").unwrap());
    let answers: Vec<(&str, &str)> = told.guarantors.iter().map(|one| (one.guarantor.as_str(), one.answer)).collect();
    assert_eq!(answers, [("Eastland", "asked"), ("Northland", "acts_in_part"), ("Southland", "declines")]);
    assert_eq!(desk.office.commitments.invocation("first").unwrap().answers["Northland"].len(), 2, "the first answer is kept");
}

#[test]
fn silence_is_what_a_tick_says_and_no_claimed_clock_and_a_late_answer_is_kept_as_late() {
    let mut desk = promised();
    desk.ok(invoke("case 7", "first"));
    let answers = |desk: &Desk| {
        let told = invocation(desk.office.commitments.invocation("first").unwrap());
        told.guarantors.into_iter().map(|one| (one.answer, one.late)).collect::<Vec<_>>()
    };
    desk.tick(0);
    desk.ok(answer("Southland", Answer::Acts, false));
    desk.tick(71);
    assert_eq!(answers(&desk), [("asked", false), ("asked", false), ("acts", false)]);
    assert_eq!(desk.office.commitments.due().len(), 2);
    desk.tick(72);
    assert_eq!(answers(&desk), [("silent", false), ("silent", false), ("acts", false)]);
    assert!(desk.office.commitments.due().is_empty());
    desk.ok(answer("Eastland", Answer::Declines, false));
    assert_eq!(answers(&desk), [("declines", true), ("silent", false), ("acts", false)]);
}

#[test]
fn a_promise_with_a_last_day_expires_by_a_tick() {
    let mut desk = Desk::default();
    desk.ok(announce("ships", Promise { until: Some("2026-01-09".into()), ..promise() }));
    desk.tick(0);
    assert_eq!(desk.status("ships"), "announced");
    desk.tick(60);
    assert_eq!(desk.status("ships"), "expired");
    assert_eq!(desk.effect("ships").1, "expired after 2026-01-09");
    let late = desk.refused(step("ships", Sign, "2026-01-12"));
    assert_eq!(late, "`ships` is expired since 2026-01-09 (entry 1) and stays so: a new promise has a new name");
}
