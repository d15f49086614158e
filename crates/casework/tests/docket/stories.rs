//! Cases from their submission to their end.

use crate::people::*;
use casework::docket::{NoDecision, Stage};
use model::case::{Choice, Cite, Found, Proposal, Standard};
use model::remedy::Outcome;
use model::{Act, CaseAct};

fn refused<T: std::fmt::Debug, E: ToString>(result: Result<T, E>, words: &str) {
    let found = result.map_err(|fault| fault.to_string());
    assert!(found.as_ref().is_err_and(|found| found.contains(words)), "`{words}` is not in {found:?}");
}

#[test]
fn a_case_goes_from_its_submission_to_a_fulfilled_remedy() {
    let mut world = World::new(RULES);
    world.step("for p2", submit("c", &["p1"])).unwrap();
    assert_eq!(world.case("c").state(), "submitted");
    world.step("Hana", CaseAct::Open { case: "c".into() }).unwrap();
    assert_eq!(world.case("c").state(), "opened");
    world.step("Hana", notify("c", "p1")).unwrap();
    assert_eq!(world.case("c").state(), "reply_period");
    world.tick(10).unwrap();
    world.step("for p1", reply("c", false)).unwrap();
    world.step("Hana", CaseAct::Extend { case: "c".into(), party: party("p1"), reason: "asked for".into() }).unwrap();
    world.tick(140).unwrap();
    assert_eq!(world.case("c").state(), "reply_period", "72 hours and 72 more from the first tick after the notice");
    world.tick(5).unwrap();
    assert_eq!(world.case("c").state(), "deliberation");
    assert_eq!(world.case("c").notices[&party("p1")].silent, None, "it replied");
    let draft = world.step("Omar", CaseAct::Draft { case: "c".into(), proposal: proposal("decision") }).unwrap();
    world.poll("c", draft, &[("Mara", Choice::Yes), ("Noor", Choice::No), ("Omar", Choice::Yes)]);
    world.step("Noor", vote("c", draft, Choice::Abstain)).unwrap();
    world.step("Mara", CaseAct::CloseVote { case: "c".into() }).unwrap();
    let tally = world.case("c").tallies[0].clone();
    assert_eq!((tally.yes_n, tally.no_n, tally.abstain_n, tally.seats_n), (2, 0, 1, 5));
    assert_eq!(tally.cast["Noor"].len(), 2, "the vote that was changed is kept");
    world.decide("c", "decision").unwrap();
    assert_eq!(world.case("c").state(), "remedy_running");
    world.tick(0).unwrap();
    world.step("for p1", CaseAct::Claim { case: "c".into(), remedy: "withdrawal".into(), sha256: text("photos") }).unwrap();
    let met = CaseAct::Verify {
        case: "c".into(),
        cites: vec![Cite { as_of: 9, id: "OBS-1".into() }],
        outcome: Outcome::Met,
        reason: "seen from the air".into(),
        remedy: "withdrawal".into(),
    };
    world.step("Ada", met).unwrap();
    assert_eq!(world.case("c").state(), "closed_fulfilled");
    refused(world.step("for p1", reply("c", true)), "it takes no reply any more");
}

#[test]
fn silence_is_recorded_as_silence_by_a_tick_and_a_late_reply_is_kept_and_marked() {
    let mut world = World::new(RULES);
    world.open("c");
    world.step("Hana", notify("c", "p1")).unwrap();
    world.tick(0).unwrap();
    world.tick(71).unwrap();
    assert_eq!(world.case("c").state(), "reply_period");
    let tick = world.tick(1).unwrap();
    assert_eq!(world.case("c").notices[&party("p1")].silent, Some(tick));
    refused(
        world.step("Hana", CaseAct::Extend { case: "c".into(), party: party("p1"), reason: "asked for".into() }),
        "the time for a reply of `p1",
    );
    world.step("for p1", reply("c", true)).unwrap();
    assert!(world.case("c").replies[0].is_late);
    world.tick(1).unwrap();
    assert_eq!(world.case("c").notices[&party("p1")].silent, Some(tick), "a late reply does not undo the silence");
    assert_eq!(world.case("c").state(), "deliberation");
}

#[test]
fn a_clock_that_jumps_lapses_no_reply_until_an_officer_confirms_it() {
    let mut world = World::new(RULES);
    world.open("c");
    world.step("Hana", notify("c", "p1")).unwrap();
    world.tick(0).unwrap();
    let ahead = world.now.plus_ms(100 * HOUR_MS);
    refused(world.act("node", Act::Tick { now: ahead }), "nothing lapses until an officer");
    assert_eq!(world.case("c").state(), "reply_period");
    refused(world.act("node", Act::Tick { now: world.now.plus_ms(-1) }), "time does not run back");
    world.sign(&["node", "Otto"], Act::Tick { now: ahead }).unwrap();
    assert_eq!(world.case("c").state(), "deliberation");
}

#[test]
fn no_vote_and_no_consensus_and_no_quorum_are_results() {
    for (votes, why) in [
        (vec![], NoDecision::NoQuorum),
        (vec![("Mara", Choice::Yes), ("Noor", Choice::Yes)], NoDecision::NoQuorum),
        (vec![("Mara", Choice::No), ("Noor", Choice::No), ("Omar", Choice::Yes)], NoDecision::NoConsensus),
    ] {
        let mut world = World::new(RULES);
        world.deliberate("c");
        let draft = world.step("Omar", CaseAct::Draft { case: "c".into(), proposal: proposal("decision") }).unwrap();
        world.poll("c", draft, &votes);
        world.tick(0).unwrap();
        world.tick(48).unwrap();
        refused(world.step("Quin", vote("c", draft, Choice::Yes)), "a vote after the deadline does not count");
        refused(world.decide("c", "decision"), "there is nothing to decide");
        world.tick(200).unwrap();
        assert!(matches!(&world.case("c").stage, Stage::NoDecision { why: found, .. } if *found == why), "{:?}", world.case("c").stage);
        refused(world.decide("c", "decision"), "only what was deliberated is decided");
        refused(world.step("for p1", reply("c", true)), "it takes no reply any more");
    }
    let mut world = World::new(RULES);
    world.deliberate("c");
    world.tick(240).unwrap();
    assert!(matches!(&world.case("c").stage, Stage::NoDecision { why: NoDecision::NoVote, .. }));
}

#[test]
fn a_decision_is_the_carried_text_signed_by_two_who_sit_and_there_is_one() {
    let mut world = World::new(RULES);
    world.deliberate("c");
    let draft = world.step("Omar", CaseAct::Draft { case: "c".into(), proposal: proposal("decision") }).unwrap();
    refused(world.decide("c", "decision"), "there is nothing to decide");
    world.poll("c", draft, &[("Mara", Choice::Yes), ("Noor", Choice::Yes), ("Omar", Choice::No), ("Quin", Choice::No)]);
    refused(world.decide("c", "decision"), "is open: it is closed first");
    world.step("Mara", CaseAct::CloseVote { case: "c".into() }).unwrap();
    refused(world.decide("c", "another text"), "this is not the text of the draft");
    refused(
        world.sign(&["Mara", "Pia"], Act::Decide { case: "c".into(), sha256: text("decision") }),
        "two members who sit on the case; it has Mara",
    );
    refused(world.step("Mara", CaseAct::OpenVote { case: "c".into(), draft }), "was carried: it is decided, and nothing else");
    world.decide("c", "decision").unwrap();
    refused(world.decide("c", "decision"), "and only once");
    assert!(world.case("c").tallies[0].is_by_chair, "two for it, two against it: the chair's vote decided");
}

#[test]
fn a_name_that_was_decided_without_a_case_is_not_used_again() {
    let mut world = World::new(RULES);
    world.decide("old", "decision").unwrap();
    world.decide("old", "a second text, as older logs may hold it").unwrap();
    refused(world.step("Lev", submit("old", &["p1"])), "was submitted or decided already");
}

#[test]
fn nobody_is_found_responsible_unheard_or_below_the_standard_and_no_order_is_vague() {
    let mut world = World::new(RULES);
    world.deliberate("c");
    let mut try_it = |change: &dyn Fn(&mut Proposal), words: &str| {
        let mut draft = proposal("decision");
        change(&mut draft);
        refused(world.step("Omar", CaseAct::Draft { case: "c".into(), proposal: draft }), words);
    };
    try_it(&|draft| draft.responsible = vec![party("p2")], "was not named in the case and not heard");
    try_it(&|draft| draft.standard = Standard::ReasonableSuspicion, "its standard of proof is lower");
    try_it(&|draft| draft.found = Found::Undetermined, "somebody is responsible for a breach only");
    try_it(&|draft| draft.orders[0].place = " ".into(), "does not say where");
    try_it(&|draft| draft.orders[0].within_h = 0, "has no deadline");
    try_it(&|draft| draft.orders[0].step = "war".into(), "is no step of the ladder");
    try_it(&|draft| draft.orders.push(order("withdrawal")), "two remedies are called");
}

#[test]
fn who_is_recused_or_in_their_own_matter_or_gone_does_not_vote_and_the_alternate_does() {
    let mut world = World::new(RULES);
    world.deliberate("c");
    let draft = world.step("Omar", CaseAct::Draft { case: "c".into(), proposal: proposal("decision") }).unwrap();
    let recuse = |member: &str| CaseAct::Recuse { case: "c".into(), member: member.into(), reason: "a cousin".into() };
    refused(world.step("Pia", vote("c", draft, Choice::No)), "this is its own matter");
    refused(world.step("Olga", vote("c", draft, Choice::Yes)), "the alternate of Omar, who sits");
    world.poll("c", draft, &[("Omar", Choice::Yes)]);
    refused(world.step("Noor", recuse("Omar")), "a member steps back, or the chair");
    world.step("for p1", CaseAct::Challenge { case: "c".into(), member: "Omar".into(), reason: "a cousin".into() }).unwrap();
    world.step("Mara", recuse("Omar")).unwrap();
    refused(world.step("Omar", vote("c", draft, Choice::Yes)), "recused by entry");
    world.step("Olga", vote("c", draft, Choice::No)).unwrap();
    world.step("Quin", CaseAct::Leave { member: "Quin".into(), reason: "recalled".into() }).unwrap();
    refused(world.step("Quin", vote("c", draft, Choice::Yes)), "left the commission by entry");
    refused(world.step("Sven", vote("c", draft, Choice::Yes)), "`Sven` has no seat");
    world.step("Mara", vote("c", draft, Choice::Yes)).unwrap();
    refused(world.step("Mara", vote("c", draft, Choice::Yes)), "Mara voted so already");
    refused(world.step("Mara", CaseAct::CloseVote { case: "c".into() }), "Noor did not vote yet");
    world.step("Noor", vote("c", draft, Choice::Yes)).unwrap();
    world.step("Mara", CaseAct::CloseVote { case: "c".into() }).unwrap();
    let tally = &world.case("c").tallies[0];
    assert_eq!((tally.yes_n, tally.no_n, tally.set_aside.as_slice()), (2, 1, ["Omar".to_owned()].as_slice()));
    refused(world.step("Mara", CaseAct::OpenVote { case: "c".into(), draft }), "was carried");
}

#[test]
fn who_replied_for_a_party_does_not_judge_the_case_with_another_key() {
    let mut world = World::new(RULES);
    world.open("c");
    world.step("Hana", notify("c", "p1")).unwrap();
    let mut liaison = signer("for p1");
    liaison.person = "Noor".into();
    let act = Act::Case(reply("c", true));
    let standing = casework::Standing { leaf: 90, at: world.now, author: "Noor", by: &[liaison] };
    world.office.take(&act, &standing).unwrap();
    refused(world.step("Noor", CaseAct::Draft { case: "c".into(), proposal: proposal("decision") }), "spoke for a party in it");
}

#[test]
fn the_next_chair_presides_when_the_chair_is_recused() {
    let mut world = World::new(RULES);
    world.deliberate("c");
    let draft = world.step("Omar", CaseAct::Draft { case: "c".into(), proposal: proposal("decision") }).unwrap();
    let open = CaseAct::OpenVote { case: "c".into(), draft };
    refused(world.step("Noor", open.clone()), "this is for the chair who sits on the case");
    world.step("Noor", CaseAct::Recuse { case: "c".into(), member: "Mara".into(), reason: "a cousin".into() }).unwrap();
    refused(world.step("Mara", open.clone()), "recused by entry");
    world.step("Noor", open).unwrap();
}

#[test]
fn a_party_that_quits_is_recorded_and_its_case_goes_on_or_stands_still_as_the_rules_say() {
    let quit = CaseAct::Quit { party: party("p1"), reason: "we leave".into() };
    let mut world = World::new(RULES);
    world.open("c");
    world.step("Hana", notify("c", "p1")).unwrap();
    world.tick(0).unwrap();
    refused(world.step("for p2", quit.clone()), "a party leaves for itself");
    world.step("for p1", quit.clone()).unwrap();
    refused(world.step("for p1", quit.clone()), "p1 is out already");
    world.tick(72).unwrap();
    assert_eq!(world.case("c").state(), "deliberation", "its silence ends the period");

    let mut world = World::new(&RULES.replace("[commission]", "[commission]\non_quit = \"suspend\""));
    world.open("c");
    world.step("Hana", notify("c", "p1")).unwrap();
    world.tick(10).unwrap();
    world.step("for p1", quit).unwrap();
    assert_eq!(world.case("c").state(), "suspended");
    world.tick(500).unwrap();
    refused(world.step("Hana", CaseAct::Extend { case: "c".into(), party: party("p1"), reason: "x".into() }), "is suspended since entry");
    world.step("Hana", CaseAct::Resume { case: "c".into() }).unwrap();
    assert_eq!(world.case("c").state(), "reply_period", "its time stood still");
    world.tick(0).unwrap();
    world.tick(72).unwrap();
    assert_eq!(world.case("c").state(), "deliberation");
}

#[test]
fn a_review_needs_new_evidence_in_time_and_its_decision_takes_the_place_of_the_first() {
    let mut world = World::new(RULES);
    let first = world.decided("c");
    let review = |cite: &str| CaseAct::Submit {
        case: "c2".into(),
        cites: vec![Cite { as_of: 9, id: cite.into() }],
        named: vec![party("p1")],
        reviews: Some("c".into()),
        title: "review".into(),
    };
    refused(world.step("for p1", review("INC-1")), "new evidence is expected");
    refused(world.step("for p3", review("OBS-9")), "neither named in it nor brought it");
    world.step("for p1", review("OBS-9")).unwrap();
    assert_eq!(world.case("c").state(), "remedy_running", "a request alone changes nothing");
    world.step("Hana", CaseAct::Open { case: "c2".into() }).unwrap();
    assert_eq!(world.case("c").state(), "under_review");
    world.step("Hana", notify("c2", "p1")).unwrap();
    world.step("for p1", reply("c2", true)).unwrap();
    let draft = world.step("Omar", CaseAct::Draft { case: "c2".into(), proposal: proposal("second") }).unwrap();
    world.poll("c2", draft, &[("Mara", Choice::Yes), ("Noor", Choice::Yes), ("Omar", Choice::Yes), ("Quin", Choice::Yes)]);
    world.step("Mara", CaseAct::CloseVote { case: "c2".into() }).unwrap();
    world.decide("c2", "second").unwrap();
    let old = world.case("c");
    assert_eq!(old.superseded_by.as_deref(), Some("c2"));
    assert!(matches!(old.stage, Stage::Decided { leaf, .. } if leaf == first), "the first decision stays as it was");
    assert!(old.remedies().all(|remedy| !remedy.state.is_open()), "its orders are lifted");

    let mut late = World::new(RULES);
    late.decided("c");
    late.tick(336).unwrap();
    refused(late.step("for p1", review("OBS-9")), "the time for it is over");
}

#[test]
fn an_inadmissible_case_says_why_and_takes_nothing_more() {
    let mut world = World::new(RULES);
    world.step("for p2", submit("c", &["p1"])).unwrap();
    let refuse = |reason: &str| CaseAct::Inadmissible { case: "c".into(), reason: reason.into() };
    refused(world.step("Lev", refuse(" ")), "the reason is empty");
    refused(world.step("Ada", refuse("too vague")), "the author heads the mission or advises it on law");
    world.step("Lev", refuse("too vague: no place, no time")).unwrap();
    refused(world.step("Hana", CaseAct::Open { case: "c".into() }), "only what was submitted is opened");
    let cite = CaseAct::Cite { case: "c".into(), cites: vec![Cite { as_of: 1, id: "OBS-2".into() }] };
    refused(world.step("Lev", cite), "its file is closed");
    refused(World::new("").step("Hana", CaseAct::Open { case: "c".into() }), "no case is called `c`");
    let mut bare = World::new("");
    bare.step("Lev", submit("c", &["p1"])).unwrap();
    refused(bare.step("Hana", CaseAct::Open { case: "c".into() }), "the rules of procedure name no seats");
}

#[test]
fn who_was_asked_for_information_answers_and_a_late_answer_is_marked() {
    let mut world = World::new(RULES);
    world.open("c");
    let request = CaseAct::Request { case: "c".into(), of: party("p2"), question: "where was unit 7".into(), request: "r1".into() };
    world.step("Mara", request.clone()).unwrap();
    refused(world.step("Mara", request), "the request `r1` is there already");
    world.tick(0).unwrap();
    let answer = CaseAct::Answer { case: "c".into(), request: "r1".into(), sha256: text("answer") };
    refused(world.step("for p1", answer.clone()), "whoever was asked answers");
    world.tick(72).unwrap();
    world.step("for p2", answer).unwrap();
    assert!(world.case("c").requests["r1"].answers[0].is_late);
}

#[test]
fn rules_that_stand_are_changed_by_two_officers_and_a_second_name_is_no_second_person() {
    let mut world = World::new("[verification]\nsame_person = [[\"Hana\", \"H. Ana\"]]\n");
    let adopt = || Act::AdoptProcedure { text: "[deadlines]\nreply_h = 1\n".into() };
    refused(world.act("Hana", adopt()), "rules of procedure stand since entry 1: to change them takes two officers");
    refused(world.sign(&["Hana", "H. Ana"], adopt()), "takes two officers");
    assert_eq!(world.office.procedure.deadlines.reply_h, 72);
    world.sign(&["Hana", "Tess"], adopt()).unwrap();
    assert_eq!(world.office.procedure.deadlines.reply_h, 1);
    refused(world.sign(&["Hana", "Tess"], Act::AdoptProcedure { text: "[deadlines]\njump_h_max = 9000\n".into() }), "1 to 744 hours");
}
