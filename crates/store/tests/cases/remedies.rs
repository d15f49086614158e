//! The test of a remedy against reports that came later.

use crate::world::World;
use model::case::{Choice, Found, Proposal, Standard};
use model::remedy::{Order, Outcome, Test};
use model::{Act, CaseAct, Kind, PartyId};
use store::view::View;

/// A decided case that allows no explosion in a zone for two days after its deadline, two days from now.
fn decided(world: &mut World, zone: &str) {
    let (p1, case) = (PartyId("p1".into()), || "c".to_owned());
    let sha256 = world.desk().vault.put(b"a text").unwrap();
    let order = Order {
        act: "cease fire".into(),
        actor: p1.clone(),
        place: "the zone".into(),
        quantity: None,
        remedy: "r".into(),
        step: "call_to_cease".into(),
        test: Test::CountAtMost { class: None, kind: Kind::Explosion, n: 0, window_h: 48, zone: zone.into() },
        within_h: 48,
    };
    let proposal = Proposal {
        found: Found::Breach,
        orders: vec![order],
        responsible: vec![p1.clone()],
        sha256,
        standard: Standard::ReasonableGrounds,
    };
    let steps = [
        ("Tess", CaseAct::Submit { case: case(), cites: vec![], named: vec![p1.clone()], reviews: None, title: "fire".into() }),
        ("Tess", CaseAct::Open { case: case() }),
        ("Tess", CaseAct::Notify { case: case(), party: p1, sha256 }),
        ("liaison", CaseAct::Reply { attachments: vec![], case: case(), complete: true, sha256 }),
        ("Ben", CaseAct::Draft { case: case(), proposal }),
    ];
    for (by, step) in steps {
        world.sign(by, &[by], Act::Case(step)).unwrap();
    }
    let draft = *world.docket().case("c").unwrap().drafts.keys().next().unwrap();
    world.sign("Tess", &["Tess"], Act::Case(CaseAct::OpenVote { case: case(), draft })).unwrap();
    for by in ["Tess", "Ben", "Cid"] {
        let vote = CaseAct::Vote { case: case(), choice: Choice::Yes, dissent: None, draft, reason: "proven".into() };
        world.sign(by, &[by], Act::Case(vote)).unwrap();
    }
    world.sign("Tess", &["Tess"], Act::Case(CaseAct::CloseVote { case: case() })).unwrap();
    world.sign("Tess", &["Tess", "Ben"], Act::Decide { case: case(), sha256 }).unwrap();
}

fn tested(world: &World) -> (Outcome, String, usize) {
    let view = View::open(&world.folder, None).unwrap();
    let office = view.office().unwrap();
    let remedy = office.docket.case("c").unwrap().remedies().next().unwrap();
    let tested = view.test_remedy(remedy).unwrap();
    (tested.outcome, tested.reason, tested.rests_on.len())
}

#[test]
fn a_remedy_is_tested_by_what_was_seen_in_its_zone_after_its_deadline() {
    let mut world = World::begin();
    world.zone("zone", (-33.5, -17.5));
    world.report(10, "2026-06-02T10:00", "explosion", None);
    decided(&mut world, "zone");
    assert_eq!(tested(&world).0, Outcome::Undetermined, "its time runs");
    // The deadline is early on 3 June; one explosion far outside of the zone, one inside, one of another kind.
    world.report(60, "2026-06-03T10:00", "explosion", None);
    for _ in 0..4 {
        world.tick(24).unwrap();
    }
    world.tick(1).unwrap();
    let (outcome, reason, _) = tested(&world);
    assert_eq!(outcome, Outcome::Undetermined, "nobody says that the zone was watched: {reason}");
    assert!(reason.contains("0 of 2880 planned minutes"), "{reason}");
    world.report(12, "2026-06-04T10:00", "damage", None);
    assert_eq!(tested(&world).0, Outcome::Undetermined, "of another kind");
    world.report(11, "2026-06-04T11:00", "explosion", None);
    let (outcome, reason, n) = tested(&world);
    assert_eq!((outcome, n), (Outcome::NotMet, 1), "{reason}");
    assert!(reason.contains("at least 1 were there, 0 may be"), "{reason}");
}

#[test]
fn a_zone_that_no_map_draws_leaves_a_remedy_open() {
    let mut world = World::begin();
    decided(&mut world, "nowhere");
    let (outcome, reason, _) = tested(&world);
    assert_eq!(outcome, Outcome::Undetermined);
    assert!(reason.contains("`nowhere` is not among the mission's layers"), "{reason}");
}
