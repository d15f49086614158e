//! The fixture of public facts: the declaration of Paris of January 2026 (fixtures/commitments/paris_2026.toml, with its sources).

use crate::desk::{By, Desk};
use casework::commitments::sheet::{commitments, compared, invocation};
use model::CommitmentAct;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    act: Vec<CommitmentAct>,
}

fn desk() -> Desk {
    let text = include_str!("../../../../fixtures/commitments/paris_2026.toml");
    let file: File = toml::from_str(text).unwrap();
    let mut desk = Desk::default();
    file.act.into_iter().for_each(|act| desk.take(By::Head, act).unwrap());
    desk
}

#[test]
fn nothing_of_the_declaration_binds_and_each_promise_says_why() {
    let desk = desk();
    let lines = commitments(&desk.office.commitments, &desk.office.procedure.commitments, None);
    assert!(lines.len() >= 10, "{}", lines.len());
    assert!(lines.iter().all(|line| line.effect == "not_binding" && line.why.is_some()));
    let signed: Vec<&str> = lines.iter().filter(|line| line.status == "signed").map(|line| line.who.as_str()).collect();
    assert!(signed.contains(&"France") && signed.contains(&"United Kingdom") && !signed.contains(&"United States"));
    let vote = lines.iter().find(|line| line.commitment == "uk-force").unwrap();
    assert!(vote.why.as_ref().unwrap().contains("House of Commons"), "{:?}", vote.why);
    assert!(lines.iter().flat_map(|line| &line.steps).all(|step| !step.act.source.is_empty()));
}

#[test]
fn the_promise_to_back_the_force_stood_in_the_draft_and_is_not_in_the_declaration() {
    let desk = desk();
    let lines = compared("draft", "declaration", &desk.office.commitments.compare("draft", "declaration").unwrap());
    let stood = |name: &str| lines.iter().find(|line| line.commitment == name).map(|line| line.stood);
    assert_eq!(stood("us-backstop"), Some("dropped"));
    assert_eq!(stood("us-monitoring"), Some("reworded"));
}

#[test]
fn an_invocation_today_would_trigger_nothing() {
    let mut desk = desk();
    desk.ok(CommitmentAct::Invoke {
        case: "none".into(),
        invocation: "exercise".into(),
        occasion: "an exercise: no such decision was taken".into(),
    });
    let invoked = desk.office.commitments.invocation("exercise").unwrap();
    assert_eq!(invoked.triggered().count(), 0);
    let told = invocation(invoked);
    assert!(told.commitments.iter().all(|line| line.effect == "not_binding") && told.guarantors.len() >= 4);
}
