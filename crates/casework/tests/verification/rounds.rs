//! Blind rounds, queues, panels, and a sentence for each refusal.

use crate::world::{Desk, grade, hour, officer};
use casework::verification::Actor;
use casework::verification::queue::{State, Waiting};
use model::{Adoption, Digest, Dissent, PartyId, Role, VerifyAct};

fn call(desk: &mut Desk, subject: &str, round: u32, graders: &[&str]) -> Result<(), String> {
    let graders = graders.iter().map(|name| (*name).to_owned()).collect();
    desk.one(&VerifyAct::CallGraders { graders, round, subject: subject.into() }, "Hana")
}

#[test]
fn no_grade_is_opened_before_all_are_sealed() {
    let mut desk = Desk::with_rules("[verification]\ngraders_n = 2\n");
    call(&mut desk, "INC-0", 1, &["Ada", "Cleo"]).unwrap();
    desk.seal("INC-0", 1, "Ada", &grade(700_000, 2)).unwrap();
    let why = desk.open("INC-0", 1, "Ada", &grade(700_000, 2)).unwrap_err();
    assert_eq!(why, "INC-0: round 1 still waits for the grades of Cleo; none is opened before");
    assert_eq!(desk.seal("INC-0", 1, "Ada", &grade(900_000, 2)).unwrap_err(), "Ada has graded INC-0 in round 1 already");
    assert_eq!(desk.seal("INC-0", 1, "Dora", &grade(1, 2)).unwrap_err(), "Dora was not called to grade INC-0 in round 1");
    desk.seal("INC-0", 1, "Cleo", &grade(200_000, 4)).unwrap();
    desk.open("INC-0", 1, "Ada", &grade(700_000, 2)).unwrap();
    let why = desk.open("INC-0", 1, "Cleo", &grade(700_000, 2)).unwrap_err();
    assert_eq!(why, "Cleo sealed no such grade of INC-0 in round 1: grade, salt and name must be the ones that were sealed");
    desk.open("INC-0", 1, "Cleo", &grade(200_000, 4)).unwrap();
    let matter = desk.verification.matter("INC-0").unwrap();
    assert_eq!((matter.graded_n(), matter.round_now()), (2, 2));
    assert_eq!(casework::verification::pool::pooled_ppm(&matter.rounds[0].chances_ppm(), 1_000_000), Some(433_030));
}

#[test]
fn a_second_round_follows_the_first_and_the_last_one_counts() {
    let mut desk = Desk::with_rules("");
    desk.graded("INC-0", "Ada");
    let why = desk.seal("INC-0", 1, "Cleo", &grade(1, 2)).unwrap_err();
    assert_eq!(why, "INC-0: round 1 is not open, round 2 is expected");
    call(&mut desk, "INC-0", 2, &["Ada", "Cleo"]).unwrap();
    desk.seal("INC-0", 2, "Ada", &grade(600_000, 2)).unwrap();
    desk.seal("INC-0", 2, "Cleo", &grade(650_000, 3)).unwrap();
    desk.open("INC-0", 2, "Cleo", &grade(650_000, 3)).unwrap();
    assert_eq!(desk.verification.matter("INC-0").unwrap().graded_n(), 1, "round 2 has not ended");
    desk.open("INC-0", 2, "Ada", &grade(600_000, 2)).unwrap();
    assert_eq!(desk.verification.matter("INC-0").unwrap().graded_n(), 2);
}

#[test]
fn a_round_goes_on_without_the_missing_and_they_have_still_graded() {
    let mut desk = Desk::with_rules("");
    call(&mut desk, "INC-0", 1, &["Ada", "Cleo", "Dora"]).unwrap();
    let close = VerifyAct::CloseRound { reason: "Dora is ill".into(), round: 1, subject: "INC-0".into() };
    assert_eq!(desk.one(&close, "Hana").unwrap_err(), "INC-0: round 1 has no grade yet, so that nothing can be closed");
    desk.seal("INC-0", 1, "Ada", &grade(700_000, 2)).unwrap();
    desk.seal("INC-0", 1, "Cleo", &grade(300_000, 2)).unwrap();
    desk.one(&close, "Hana").unwrap();
    assert_eq!(desk.seal("INC-0", 1, "Dora", &grade(1, 2)).unwrap_err(), "INC-0: round 1 takes no more grades");
    desk.open("INC-0", 1, "Ada", &grade(700_000, 2)).unwrap();
    desk.one(&close, "Hana").unwrap();
    let unopened: Vec<_> = desk.verification.matter("INC-0").unwrap().rounds[0].unopened().map(|seal| seal.by.person.clone()).collect();
    assert_eq!(unopened, ["Cleo"]);
    assert!(desk.confirm("INC-0", "Cleo").unwrap_err().starts_with("Cleo has graded INC-0 and cannot confirm it"));
    desk.confirm("INC-0", "Eva").unwrap();
}

#[test]
fn a_credibility_of_one_needs_two_origins() {
    let mut desk = Desk::with_rules("");
    let sure = grade(900_000, 1);
    desk.seal("OBS-0", 1, "Ada", &sure).unwrap();
    let why = desk.open("OBS-0", 1, "Ada", &sure).unwrap_err();
    assert_eq!(why, "OBS-0: credibility 1 needs two independent origins, and the record shows 1");
    desk.seal("INC-1", 1, "Ada", &sure).unwrap();
    desk.open("INC-1", 1, "Ada", &sure).unwrap();
}

#[test]
fn nothing_is_confirmed_ungraded_set_aside_sent_back_or_twice() {
    let mut desk = Desk::with_rules("");
    let why = desk.confirm("INC-0", "Eva").unwrap_err();
    assert_eq!(why, "INC-0 was graded by 0 people in a round that has ended, and 1 are needed before it is confirmed");
    desk.graded("INC-0", "Ada");
    let back = |missing: &[&str]| VerifyAct::SendBack {
        missing: missing.iter().map(|field| (*field).to_owned()).collect(),
        reason: "the place is not clear".into(),
        subject: "INC-0".into(),
    };
    assert!(desk.one(&back(&[]), "Eva").unwrap_err().contains("without naming a missing field"));
    desk.one(&back(&["place", "how it was known"]), "Eva").unwrap();
    let why = desk.confirm("INC-0", "Eva").unwrap_err();
    assert_eq!(why, "INC-0 is sent back, since place, how it was known is missing: take it up again first");
    let up = VerifyAct::TakeUp { reason: "the patrol went back".into(), subject: "INC-0".into() };
    desk.one(&up, "Eva").unwrap();
    assert!(desk.one(&up, "Eva").unwrap_err().contains("neither set aside nor sent back"));
    let aside = VerifyAct::SetAside { reason: " ".into(), subject: "INC-0".into() };
    assert_eq!(
        desk.one(&aside, "Eva").unwrap_err(),
        "INC-0: the reason is empty, longer than 2000 characters or not on one line: say it in a sentence"
    );
    desk.one(&VerifyAct::SetAside { reason: "an exercise".into(), subject: "INC-0".into() }, "Eva").unwrap();
    assert_eq!(desk.confirm("INC-0", "Eva").unwrap_err(), "INC-0 is set aside: take it up again first");
    assert_eq!(desk.verification.set_aside("INC-0"), Some("an exercise"));
    desk.one(&up, "Eva").unwrap();
    desk.confirm("INC-0", "Eva").unwrap();
    assert_eq!(desk.confirm("INC-0", "Eva").unwrap_err(), "Eva has confirmed INC-0 as it stands already");
    assert_eq!(desk.verification.matter("INC-0").unwrap().history.len(), 7, "every step that counted is kept");
}

#[test]
fn a_finding_is_confirmed_by_a_legal_adviser_who_did_not_grade_its_incident() {
    let mut desk = Desk::with_rules("");
    assert!(desk.confirm("FND-0", "Lea").unwrap_err().contains("graded by 0 people"));
    desk.graded("INC-0", "Ada");
    assert!(desk.confirm("FND-0", "Ada").unwrap_err().contains("Ada has graded INC-0"));
    let mut head = officer("Hana", Some("House B"));
    head.roles = vec![Role::Head];
    let step = VerifyAct::Confirm { note: None, seen: desk.seen("FND-0"), subject: "FND-0".into() };
    assert_eq!(desk.act(&step, &[head]).unwrap_err(), "FND-0: a finding is confirmed by a legal adviser");
    desk.confirm("FND-0", "Lea").unwrap();
    assert!(desk.is_verified("FND-0"));
}

#[test]
fn somebody_looks_at_it_until_a_moment_and_others_wait() {
    let mut desk = Desk::with_rules("");
    let look = |until| VerifyAct::TakeOn { subject: "INC-0".into(), until: hour(until) };
    assert!(desk.one(&look(0), "Ada").unwrap_err().contains("between now and 8 hours"));
    assert!(desk.one(&look(9), "Ada").unwrap_err().contains("between now and 8 hours"));
    desk.one(&look(2), "Ada").unwrap();
    assert!(desk.one(&look(3), "Cleo").unwrap_err().starts_with("INC-0 is being looked at by Ada until "));
    let go = VerifyAct::LetGo { subject: "INC-0".into() };
    assert_eq!(desk.one(&go, "Cleo").unwrap_err(), "Cleo does not look at INC-0");
    desk.hour = 2;
    desk.one(&look(3), "Cleo").unwrap();
    desk.one(&go, "Cleo").unwrap();
}

fn adoption(desk: &Desk, parties: &[&str], dissent: &[&str]) -> VerifyAct {
    VerifyAct::AdoptAttribution(Adoption {
        dissent: dissent.iter().map(|by| Dissent { by: (*by).into(), reason: "the crater points elsewhere".into() }).collect(),
        hypothesis: "fired_by_party".into(),
        parties: parties.iter().map(|id| PartyId((*id).into())).collect(),
        party: Some(PartyId("north".into())),
        proposal: Digest::of(b"proposal"),
        seen: desk.seen("INC-0"),
        standard: None,
        subject: "INC-0".into(),
    })
}

#[test]
fn a_panel_is_three_people_of_two_houses_without_the_parties_own() {
    let mut desk = Desk::with_rules("[verification.nominees]\n\"House N\" = \"north\"\n\"Sam\" = \"south\"\n");
    let panel = |people: &[(&str, &str)]| people.iter().map(|(person, body)| officer(person, Some(body))).collect::<Vec<_>>();
    let step = adoption(&desk, &["north", "south"], &[]);
    let small = panel(&[("Pia", "House P"), ("Quin", "House Q"), ("pia", "House P")]);
    let why = desk.act(&step, &small).unwrap_err();
    assert_eq!(why, "INC-0: a panel has 3 people of 2 organisations or more, and this one 2 of 2");
    let one_house = panel(&[("Pia", "House P"), ("Quin", "House P"), ("Rut", "house  p")]);
    assert!(desk.act(&step, &one_house).unwrap_err().ends_with("and this one 3 of 1"));
    let named = panel(&[("Pia", "House P"), ("Quin", "House Q"), ("Rut", "House N")]);
    let why = desk.act(&step, &named).unwrap_err();
    assert_eq!(why, "Rut was named by north and cannot sit on a panel that weighs its part in INC-0");
    let good = panel(&[("Pia", "House P"), ("Quin", "House Q"), ("Rut", "House P")]);
    let split = adoption(&desk, &["north", "south"], &["Quin", "Rut"]);
    assert_eq!(desk.act(&split, &good).unwrap_err(), "INC-0: 2 of 3 members think otherwise: nothing is adopted");
    let stranger = adoption(&desk, &["north", "south"], &["Zoe"]);
    assert!(desk.act(&stranger, &good).unwrap_err().contains("dissent is of members of the panel"));
    assert!(desk.act(&adoption(&desk, &["south"], &[]), &good).unwrap_err().contains("the one that did it is among them"));
    desk.act(&adoption(&desk, &["north", "south"], &["Rut"]), &good).unwrap();
    let adopted = desk.verification.matter("INC-0").unwrap().adopted.last().unwrap();
    assert_eq!(adopted.adoption.dissent[0].by, "Rut");
    assert!(desk.seal("INC-0", 1, "Quin", &grade(1, 2)).unwrap_err().contains("Quin has attributed INC-0 and cannot grade it"));
}

#[test]
fn the_queue_says_for_whom_each_thing_waits_and_until_when() {
    let mut desk = Desk::with_rules("");
    let state = |desk: &Desk, subject: &str, now| {
        let facts = desk.record.facts(subject);
        let line =
            desk.verification.line(&desk.procedure.verification, &Waiting { subject: subject.into(), since: hour(0), facts }, hour(now));
        (line.state, line.waits_for, line.is_overdue)
    };
    assert_eq!(state(&desk, "INC-0", 24), (State::New, vec![Role::Analyst], false));
    assert_eq!(state(&desk, "INC-0", 25), (State::New, vec![Role::Analyst, Role::Head], true));
    call(&mut desk, "INC-0", 1, &["Ada", "Cleo"]).unwrap();
    desk.seal("INC-0", 1, "Ada", &grade(700_000, 2)).unwrap();
    assert_eq!(state(&desk, "INC-0", 1), (State::Grading, vec![Role::Analyst], false));
    desk.seal("INC-0", 1, "Cleo", &grade(700_000, 2)).unwrap();
    assert_eq!(state(&desk, "INC-0", 1), (State::ToOpen, vec![Role::Analyst], false));
    desk.open("INC-0", 1, "Ada", &grade(700_000, 2)).unwrap();
    desk.open("INC-0", 1, "Cleo", &grade(700_000, 2)).unwrap();
    assert_eq!(state(&desk, "INC-0", 1), (State::Graded, vec![Role::Analyst, Role::Head, Role::Legal], false));
    assert_eq!(state(&desk, "FND-0", 1), (State::Graded, vec![Role::Legal], false));
    desk.confirm("INC-0", "Eva").unwrap();
    assert_eq!(state(&desk, "INC-0", 99), (State::Verified, vec![], false));
    desk.hand_in("OBS-2", "INC-0", Some(Actor { person: "Mia".into(), body: None }));
    assert_eq!(state(&desk, "INC-0", 1).0, State::Changed);
}

#[test]
fn rules_that_would_loosen_the_panel_are_refused() {
    let faults = ["graders_n = 0", "panel_n = 2", "panel_bodies_n = 1", "lock_h_max = 0", "same_person = [[\"Ada\"]]", "four_ears = 1"];
    for fault in faults {
        let why = casework::Procedure::read(&format!("[verification]\n{fault}\n")).unwrap_err().to_string();
        assert!(why.starts_with("procedure.toml: "), "{why}");
    }
}
