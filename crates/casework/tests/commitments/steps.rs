//! Steps along the ladder, and every refusal in one clear sentence.

use crate::desk::{By, Desk, announce, promise, seen, step};
use casework::commitments::amount::read_amount;
use model::CommitmentStep::{Announce, Bind, Expire, Fulfil, Ratify, Resume, Sign, Suspend, Withdraw};
use model::{CommitmentAct, Promise, Reckoning, Role, Stage};

fn in_force(desk: &mut Desk, name: &str, promise: Promise) {
    desk.ok(announce(name, promise));
    for (one, day) in [(Sign, "2026-01-06"), (Ratify, "2026-02-01"), (Bind, "2026-02-10")] {
        desk.ok(step(name, one, day));
    }
}

#[test]
fn a_pledge_climbs_step_by_step_with_the_act_behind_each() {
    let mut desk = Desk::default();
    desk.ok(announce("ships", promise()));
    assert_eq!(
        desk.effect("ships"),
        ("not_binding", "announced only, and binds once ratified (ratification needs a vote of its assembly)".into())
    );
    let mut stood = vec![desk.status("ships")];
    for (one, day) in [(Sign, "2026-01-06"), (Ratify, "2026-02-01"), (Bind, "2026-02-10"), (Suspend, "2026-03-01"), (Resume, "2026-03-05")]
    {
        desk.ok(step("ships", one, day));
        stood.push(desk.status("ships"));
    }
    assert_eq!(stood, ["announced", "signed", "ratified", "in_force", "suspended", "in_force"]);
    let leaves: Vec<u64> = desk.office.commitments.commitment("ships").unwrap().history.iter().map(|(_, _, event)| event.leaf).collect();
    assert_eq!(leaves, [1, 2, 3, 4, 5, 6]);
    assert_eq!(desk.effect("ships"), ("due", String::new()));
}

#[test]
fn a_pledge_is_never_ratified_before_it_was_signed_nor_binds_before_the_stage_that_its_text_names() {
    let mut desk = Desk::default();
    desk.ok(announce("ships", promise()));
    assert_eq!(desk.refused(step("ships", Ratify, "2026-01-05")), "`ships` is announced: it cannot be ratified before it is signed");
    assert_eq!(desk.refused(step("ships", Bind, "2026-01-05")), "`ships` is announced: it cannot be in force before it is ratified");
    desk.ok(step("ships", Sign, "2026-01-06"));
    assert_eq!(desk.refused(step("ships", Bind, "2026-01-07")), "`ships` is signed: it cannot be in force before it is ratified");
    assert_eq!(
        desk.refused(step("ships", Ratify, "2026-01-05")),
        "`ships` cannot be ratified on 2026-01-05, before it was signed on 2026-01-06"
    );
    let lawless = CommitmentAct::Step { commitment: "ships".into(), law: None, seen: seen("2026-01-08"), step: Ratify };
    assert_eq!(desk.refused(lawless), "`ships` needs the law by which it was ratified");
    assert_eq!(desk.status("ships"), "signed", "what was refused changed nothing");
    desk.ok(announce("silent", Promise { binds: None, ..promise() }));
    desk.ok(step("silent", Sign, "2026-01-06"));
    assert_eq!(desk.refused(step("silent", Bind, "2026-01-07")), "`silent` cannot bind: its text names no stage from which it binds");
}

#[test]
fn a_pledge_whose_text_binds_from_signature_needs_no_ratification() {
    let mut desk = Desk::default();
    desk.ok(announce("words", Promise { binds: Some(Stage::Signed), law: None, ..promise() }));
    desk.ok(step("words", Sign, "2026-01-06"));
    desk.ok(step("words", Bind, "2026-01-06"));
    assert_eq!(desk.effect("words").0, "due");
}

#[test]
fn what_is_over_stays_over_and_what_it_meant_while_it_stood_stays() {
    let mut desk = Desk::default();
    in_force(&mut desk, "ships", promise());
    desk.ok(announce("planes", Promise { domain: "sky".into(), ..promise() }));
    desk.ok(CommitmentAct::Leave { guarantor: "Northland".into(), seen: seen("2026-04-01") });
    assert_eq!((desk.status("ships"), desk.status("planes")), ("withdrawn", "withdrawn"));
    assert_eq!(desk.effect("ships"), ("not_binding", "withdrawn on 2026-04-01".into()));
    let ships = desk.office.commitments.commitment("ships").unwrap();
    let bound: Vec<bool> = ["2026-02-09", "2026-02-10", "2026-03-31", "2026-04-01"].iter().map(|day| ships.bound_on(day)).collect();
    assert_eq!(bound, [false, true, true, false]);
    assert_eq!(
        desk.refused(step("ships", Resume, "2026-05-01")),
        "`ships` is withdrawn since 2026-04-01 (entry 6) and stays so: a new promise has a new name"
    );
    let again = CommitmentAct::Leave { guarantor: "Northland".into(), seen: seen("2026-05-01") };
    assert_eq!(desk.refused(again), "`Northland` has no open commitment to withdraw from");
    desk.ok(announce("ships again", promise()));
}

#[test]
fn deliveries_are_never_added_to_pledges_and_currencies_stay_apart() {
    let mut desk = Desk::default();
    let money = Promise {
        domain: "funding".into(),
        means: vec!["money".into()],
        amounts: vec![read_amount("300 million EUR").unwrap()],
        ..promise()
    };
    in_force(&mut desk, "fund", money);
    let deliver = |delivery: &str, amount: &str, reckoning| CommitmentAct::Deliver {
        amount: read_amount(amount).unwrap(),
        commitment: "fund".into(),
        delivery: delivery.into(),
        reckoning,
        seen: seen("2026-03-01"),
    };
    desk.ok(deliver("contract", "300 million EUR", Reckoning::Committed));
    desk.ok(deliver("first", "100 million EUR", Reckoning::Delivered));
    desk.ok(deliver("second", "50 million USD", Reckoning::Delivered));
    desk.ok(deliver("third", "up to 20 million EUR", Reckoning::Delivered));
    let register = &desk.office.commitments;
    let lines = casework::commitments::sheet::commitments(register, &desk.office.procedure.commitments, None);
    assert_eq!(lines[0].pledged, ["300,000,000 EUR"]);
    assert_eq!(lines[0].committed, ["300,000,000 EUR"]);
    assert_eq!(lines[0].delivered, ["100,000,000 to 120,000,000 EUR", "50,000,000 USD"]);
    assert_eq!(desk.refused(step("fund", Fulfil, "2026-04-01")), "`fund` is not delivered: 100000000 of 300000000 EUR");
    assert_eq!(
        desk.refused(deliver("first", "1 EUR", Reckoning::Delivered)),
        "`fund` has a delivery `first` already: another name is expected"
    );
    desk.ok(CommitmentAct::Correct { commitment: "fund".into(), delivery: "first".into(), reason: "it was counted twice".into() });
    desk.ok(deliver("fourth", "300 million EUR", Reckoning::Delivered));
    desk.ok(step("fund", Fulfil, "2026-04-01"));
    assert_eq!(desk.status("fund"), "delivered");
    assert_eq!(desk.office.commitments.commitment("fund").unwrap().deliveries.len(), 5, "the corrected one is kept");
}

#[test]
fn a_guarantor_signs_for_itself_alone() {
    let mut desk = Desk::default();
    let north = By::Officer(Role::Guarantor, "Northland");
    let south = By::Officer(Role::Guarantor, "Southland");
    desk.take(north, announce("ships", promise())).unwrap();
    assert_eq!(
        desk.take(south, step("ships", Withdraw, "2026-01-07")).unwrap_err(),
        "a guarantor signs for itself alone: this is a promise of `Northland`, and the key speaks for `Southland`"
    );
    desk.take(north, step("ships", Sign, "2026-01-07")).unwrap();
    desk.take(By::Officer(Role::Legal, "mission"), step("ships", Ratify, "2026-01-08")).unwrap();
}

#[test]
fn each_wrong_word_is_refused_with_what_would_be_right() {
    let mut desk = Desk::default();
    desk.ok(announce("ships", promise()));
    let cases = [
        (announce("ships", promise()), "the commitment `ships` was announced already"),
        (announce(" ships", promise()), "is no name"),
        (
            announce("a", Promise { domain: "moon".into(), ..promise() }),
            "`moon` is no domain of the rules of procedure: one of land, sea, sky",
        ),
        (announce("a", Promise { means: vec!["hope".into()], ..promise() }), "`hope` is no means"),
        (announce("a", Promise { binds: Some(Stage::Draft), ..promise() }), "announced, signed or ratified is expected"),
        (announce("a", Promise { until: Some("soon".into()), ..promise() }), "until:"),
        (step("ships", Sign, "6 January"), "day:"),
        (step("boats", Sign, "2026-01-06"), "no commitment `boats` is in the register"),
        (step("ships", Announce, "2026-01-06"), "`ships` is announced already"),
        (step("ships", Resume, "2026-01-06"), "`ships` is not suspended already"),
        (CommitmentAct::Correct { commitment: "ships".into(), delivery: "x".into(), reason: "y".into() }, "`ships` has no delivery `x`"),
        (CommitmentAct::Stand { commitment: "ships".into(), quote: None, text: "draft".into() }, "no text `draft` is registered"),
    ];
    for (act, words) in cases {
        let refused = desk.refused(act);
        assert!(refused.contains(words), "{refused}");
    }
    desk.ok(step("ships", Expire, "2026-01-09"));
    assert_eq!(desk.status("ships"), "expired");
}
