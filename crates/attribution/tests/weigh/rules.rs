//! What may be proposed and what may not: classes, claims, parties' evidence, maps, conflicts.

use crate::draws::{axis, azimuth, check, evidence, party, plain, point, weapon};
use attribution::case::{Class, Draft, Evidence, Says, Weapons};
use attribution::{Age, Hypothesis, Outcome, Proposal, Reason, posterior, propose};

fn weighed(draft: Draft) -> Proposal {
    propose(&check(draft), Age::Unknown)
}

fn ratios(id: &str, origin: &str, class: Class, speaker: Option<&str>, hypothesis: Hypothesis, nats: f64) -> Evidence {
    evidence(id, origin, Says::Ratios { class, speaker: speaker.map(party), nats: vec![(hypothesis, nats)] })
}

/// A case that is as good as they get: deep in b's ground, the crater points west, a short weapon, two observers.
fn strong() -> Draft {
    let bearing = |from: (f64, f64), deg: f64| Says::Bearing { from: point(from.0, from.1), bearing_deg: deg, sd_deg: None };
    Draft {
        weapons: Weapons { origin: "remnants".into(), controlled_by: None, candidates: vec![weapon("mortar", 0.5, 7.0, 1.0)] },
        evidence: vec![
            azimuth("crater", "team", 270.0),
            evidence("north post", "post one", bearing((-1.0, 3.0), 190.0)),
            evidence("south post", "post two", bearing((-1.0, -3.0), 350.0)),
        ],
        ..plain()
    }
}

#[test]
fn several_classes_of_independent_origin_are_proposed_and_each_piece_shows_its_weight() {
    let proposal = weighed(strong());
    assert_eq!(proposal.outcome, Outcome::Proposed(Hypothesis::Fire(party("a"))), "{proposal:?}");
    assert!(proposal.classes.len() >= 3, "{:?}", proposal.classes);
    let sum: i32 = proposal.steps.iter().map(|step| step.lr_mnat).sum();
    assert_eq!(sum, proposal.alternative.odds_mnat);
    assert_eq!(proposal.steps.len(), 6);
    assert!(!proposal.alternative.why.is_empty() && !proposal.changes.is_empty() && proposal.variations.len() > 10);
    let leading = &proposal.hypotheses[0];
    assert!(leading.lo_ppm < leading.chance_ppm && leading.chance_ppm < leading.hi_ppm);
    assert_eq!(proposal.digest(), weighed(strong()).digest());
    assert!(proposal.digest().is_some());
}

#[test]
fn where_two_are_equally_likely_neither_is_marked_for_standing_first() {
    let mut draft = plain();
    draft.maps = Vec::new();
    let lines = attribution::show::show(&weighed(draft));
    assert!(lines.iter().any(|line| line.contains("none leads: fire of a and fire of b are equally likely")), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with('*') || line.contains("strongest alternative")), "{lines:?}");
    assert!(attribution::show::show(&weighed(strong())).iter().any(|line| line.starts_with('*')));
}

#[test]
fn the_higher_standard_asks_for_more_than_the_lower_one() {
    let mut draft = strong();
    draft.standard = attribution::Standard::named("clear_and_convincing").unwrap();
    draft.evidence.truncate(1);
    assert!(matches!(weighed(draft).outcome, Outcome::Undetermined(_)));
}

#[test]
fn one_class_is_never_enough_however_strong() {
    let mut draft = plain();
    draft.maps = vec![axis(100.0)];
    draft.impact.at = point(60.0, 0.0);
    draft.weapons.candidates = Vec::new();
    let proposal = weighed(draft.clone());
    assert!(matches!(proposal.outcome, Outcome::Undetermined(_)), "{proposal:?}");
    draft.maps = Vec::new();
    draft.evidence =
        (0..9).map(|n| ratios(&format!("w{n}"), &format!("o{n}"), Class::Witness, None, Hypothesis::Fire(party("a")), 3.0)).collect();
    let proposal = weighed(draft);
    assert!(proposal.hypotheses[0].chance_ppm > 900_000);
    assert_eq!(proposal.outcome, Outcome::Undetermined(Reason::SingleClass));
}

#[test]
fn claims_alone_propose_nothing_and_weigh_no_more_than_two_to_one() {
    for speaker in [Some("b"), None] {
        let mut draft = plain();
        draft.maps = Vec::new();
        let before = posterior(&check(draft.clone()))[0].1;
        draft.evidence =
            (0..20).map(|n| ratios(&format!("c{n}"), &format!("o{n}"), Class::Claim, speaker, Hypothesis::Fire(party("a")), 9.0)).collect();
        let chances = posterior(&check(draft.clone()));
        let odds = |chance: f64| chance / (1.0 - chance);
        assert!(odds(chances[0].1) / odds(before) <= 2.0 + 1e-9, "{chances:?}");
        assert_eq!(weighed(draft).outcome, Outcome::Undetermined(Reason::Insufficient));
    }
}

#[test]
fn an_admission_weighs_ten_to_one_against_its_speaker_and_a_denial_two_to_one() {
    let ratio = |nats: f64, speaker: &str| {
        let mut draft = plain();
        let before = posterior(&check(draft.clone()));
        draft.evidence = vec![ratios("said", "spokesman", Class::Admission, Some(speaker), Hypothesis::Fire(party("a")), nats)];
        let after = posterior(&check(draft));
        (after[0].1 / after[1].1) / (before[0].1 / before[1].1)
    };
    assert!((ratio(9.0, "a") - 10.0).abs() < 1e-6);
    assert!((ratio(-9.0, "a") - 0.5).abs() < 1e-9);
    assert!((ratio(9.0, "b") - 2.0).abs() < 1e-9);
}

#[test]
fn what_only_the_opponent_controls_is_not_enough() {
    let mut draft = strong();
    draft.evidence.iter_mut().for_each(|one| one.controlled_by = Some(party("b")));
    draft.weapons.controlled_by = Some(party("b"));
    draft.maps[0].controlled_by = Some(party("b"));
    let proposal = weighed(draft.clone());
    assert_eq!(proposal.outcome, Outcome::Undetermined(Reason::PartyEvidenceOnly), "{proposal:?}");
    assert!(proposal.changes.iter().any(|change| change.contains("no party controls")));
    // The same in the hands of the party that it speaks against stands.
    draft.evidence.iter_mut().for_each(|one| one.controlled_by = Some(party("a")));
    draft.weapons.controlled_by = Some(party("a"));
    draft.maps[0].controlled_by = Some(party("a"));
    assert!(matches!(weighed(draft).outcome, Outcome::Proposed(_)));
}

#[test]
fn evidence_that_contradicts_itself_is_conflicting() {
    let mut draft = strong();
    draft.evidence =
        vec![azimuth("crater", "team", 90.0), ratios("heard", "people", Class::Witness, None, Hypothesis::Fire(party("a")), 2.5)];
    draft.impact.at = point(1.0, 0.0);
    assert_eq!(weighed(draft).outcome, Outcome::Undetermined(Reason::Conflicting));
}

#[test]
fn on_an_uncertain_line_the_line_is_named() {
    let mut draft = plain();
    draft.impact.at = point(0.1, 0.0);
    draft.maps = vec![axis(4_000.0)];
    draft.evidence = vec![azimuth("crater", "team", 0.0)];
    let proposal = weighed(draft);
    assert_eq!(proposal.outcome, Outcome::Undetermined(Reason::LineUncertain), "{proposal:?}");
    assert!(proposal.changes.iter().any(|change| change.contains("survey of who held the place")));
}

#[test]
fn a_party_out_of_the_weapons_reach_is_not_blamed_for_the_target_alone() {
    // Thirty kilometres inside b's ground, by a mortar of seven: a would have to be far across the line.
    let mut draft = strong();
    draft.impact.at = point(30.0, 0.0);
    draft.maps = vec![axis(500.0)];
    draft.evidence = Vec::new();
    let chances = posterior(&check(draft));
    assert!(chances[0].1 < 0.25, "{chances:?}");
}

#[test]
fn ten_copies_of_one_map_say_no_more_than_one() {
    let one = posterior(&check(strong()));
    let mut draft = strong();
    draft.maps = (0..10).map(|n| attribution::case::ControlMap { source: format!("m{n}"), ..axis(900.0) }).collect();
    for ((_, a), (_, b)) in one.iter().zip(posterior(&check(draft))) {
        assert!((a - b).abs() < 1e-12);
    }
}

#[test]
fn three_parties_share_the_priors_and_the_third_is_not_blamed_for_being_there() {
    let mut draft = strong();
    draft.parties.push(party("c"));
    let proposal = weighed(draft);
    assert_eq!(proposal.leading, Hypothesis::Fire(party("a")));
    assert_eq!(proposal.hypotheses.len(), 3 * 3 + 2);
    assert!(proposal.hypotheses[2].chance_ppm < proposal.hypotheses[0].chance_ppm / 3);
}

#[test]
fn the_doubt_whether_there_was_an_event_comes_off_every_hypothesis() {
    let mut draft = strong();
    draft.not_an_event = 0.4;
    let proposal = weighed(draft);
    assert_eq!(proposal.hypotheses.last().map(|one| one.chance_ppm), Some(400_000));
    assert!(matches!(proposal.outcome, Outcome::Undetermined(_)) && proposal.hypotheses[0].chance_ppm < 600_000);
}

#[test]
fn cases_that_cannot_be_weighed_say_why() {
    let fault = |change: &dyn Fn(&mut Draft)| {
        let mut draft = strong();
        change(&mut draft);
        attribution::Case::check(draft).unwrap_err().to_string()
    };
    for (said, expected) in [
        (fault(&|draft| draft.parties.truncate(1)), "1 parties: a case has 2 to 12"),
        (fault(&|draft| draft.evidence[0].controlled_by = Some(party("x"))), "evidence `crater`: `x` is no party of this case"),
        (fault(&|draft| draft.evidence[1].id = "crater".into()), "evidence `crater` stands twice"),
        (fault(&|draft| draft.impact.sd_m = f64::NAN), "impact: sd_m `NaN`"),
        (fault(&|draft| draft.impact.at.east_m = f64::INFINITY), "impact: position"),
        (fault(&|draft| draft.weapons.candidates[0].hi_m = 1.0), "weapon `mortar`: greatest range `1`"),
        (fault(&|draft| draft.maps[0].age_days = -3.0), "a map drawn after the event"),
    ] {
        assert!(said.contains(expected), "{said}");
    }
}
