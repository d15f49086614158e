//! The history holds: no sequence of releases, whoever chooses them, shows more than one release may.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

mod support;

use model::{Class, Kind, PublicPlace};
use proptest::prelude::*;
use release::history::Candidate;
use release::{Refusal, Verdict};
use support::{Cells, World, at, later};

#[test]
fn a_place_that_moves_across_a_cells_border_is_shown_in_a_cell_that_holds_both() {
    let mut world = World::new();
    world.put(0, &[0], Kind::Explosion, at(48.049, 37.02));
    let first = world.release(0, false).unwrap();
    world.put(0, &[0], Kind::Explosion, at(48.051, 37.02));
    let second = world.release(0, false).unwrap();
    let (Some(PublicPlace::Cell(first)), Some(PublicPlace::Cell(second))) = (first.place, second.place) else { unreachable!() };
    assert_eq!(release::grid::intersection(&first, &second), Some(first), "the border between them is not given away");
    assert!(second.level > first.level);
}

#[test]
fn an_incident_merged_from_two_released_ones_shows_no_border_between_them() {
    let mut world = World::new();
    world.put(0, &[0], Kind::Explosion, at(48.01, 37.02));
    world.put(1, &[1], Kind::Explosion, at(48.07, 37.02));
    world.release(0, false).unwrap();
    world.release(1, false).unwrap();
    world.put(0, &[0, 1], Kind::Explosion, at(48.049, 37.02));
    assert!(matches!(world.release(0, false), Err(Refusal::Narrows { area_m2: 0, .. })));
    assert!(world.release(0, true).is_ok(), "without its place it can be released");
}

#[test]
fn a_place_shown_as_an_event_is_not_shown_again_as_infrastructure() {
    let mut world = World::new();
    world.put(0, &[0], Kind::Explosion, at(48.01, 37.02));
    world.release(0, false).unwrap();
    world.class = Some(Class::Infrastructure);
    let refused = world.release(0, false).map_err(|fault| fault.to_string()).unwrap_err();
    assert!(refused.starts_with("with what was released before (entry 0) the place is known to"), "{refused}");
    assert!(refused.ends_with("release it without its place"), "{refused}");
}

#[test]
fn a_split_incident_keeps_the_history_of_what_it_came_from() {
    let mut world = World::new();
    world.put(0, &[0, 1], Kind::Explosion, at(48.01, 37.02));
    world.release(0, false).unwrap();
    world.put(0, &[0], Kind::Explosion, at(48.01, 37.02));
    world.put(1, &[1], Kind::Casualty, at(48.06, 37.02));
    let split = world.release(1, false).unwrap();
    let Some(PublicPlace::Cell(cell)) = split.place else { unreachable!() };
    assert!(cell.level > 0, "the split one is not shown in a cell beside the one it was shown in");
}

#[test]
fn nothing_is_released_before_the_delay_of_its_class() {
    let mut world = World::new();
    world.put(0, &[0], Kind::MuzzleFlash, at(48.01, 37.02));
    world.now = later(30);
    assert!(matches!(world.release(0, false), Err(Refusal::TooEarly(_))), "day and delay are 48 hours");
    world.now = later(48);
    assert!(world.release(0, false).is_ok());
}

#[test]
fn hand_written_places_and_times_are_refused() {
    let mut world = World::new();
    world.put(0, &[0], Kind::Explosion, at(48.01, 37.02));
    let honest = world.derived(0, false).unwrap();
    let members = world.members(0);
    let check = |change: &dyn Fn(&mut model::PublicIncident)| {
        let mut shown = honest.clone();
        change(&mut shown);
        let candidate = Candidate { incident: world.id(0), members: &members, shown: &shown, at: world.now };
        world.history.check(&candidate, &world.policy)
    };
    let shift = |shown: &mut model::PublicIncident| {
        if let Some(PublicPlace::Cell(cell)) = &mut shown.place {
            cell.west_e7 += 1;
        }
    };
    assert_eq!(check(&|_| {}), Verdict::Allowed);
    assert_eq!(check(&shift), Verdict::Refused { why: Refusal::OffGrid });
    assert_eq!(check(&|shown| shown.time.from = shown.time.from.plus_ms(1)), Verdict::Refused { why: Refusal::OffGrid });
    assert_eq!(check(&|shown| shown.class = Class::Forces), Verdict::Refused { why: Refusal::TooFine(Class::Forces) });
    assert_eq!(check(&|shown| shown.class = Class::PublicObject), Verdict::Refused { why: Refusal::TooFine(Class::PublicObject) });
}

#[derive(Clone, Debug)]
enum Move {
    /// An incident is said to be of these reports, here, of this kind.
    Put { incident: usize, reports: Vec<usize>, kind: Kind, lat: i32, lon: i32 },
    /// It is released, with or without its place, as this class.
    Release { incident: usize, without_place: bool, class: Option<Class> },
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let kind = prop::sample::select(vec![Kind::Explosion, Kind::Casualty, Kind::WeaponSeen, Kind::MuzzleFlash, Kind::Restriction]);
    let class = prop::option::weighted(0.3, prop::sample::select(Class::ALL.to_vec()));
    let put = (0usize..4, prop::sample::subsequence((0usize..6).collect::<Vec<_>>(), 1..=4), kind, -40i32..40, -40i32..40)
        .prop_map(|(incident, reports, kind, lat, lon)| Move::Put { incident, reports, kind, lat, lon });
    let release = (0usize..4, prop::bool::weighted(0.2), class).prop_map(|(incident, without_place, class)| Move::Release {
        incident,
        without_place,
        class,
    });
    prop::collection::vec(prop_oneof![put, release], 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// The adversary chooses where incidents are, how they merge and split, what is released when
    /// and as what, in any order. The intersection is computed by brute force, from sets of the
    /// smallest cells; and so is every difference of what was shown.
    #[test]
    fn no_sequence_of_releases_narrows_an_incident_below_its_class(moves in moves()) {
        let mut world = World::new();
        let mut cells = Cells::default();
        for one in moves {
            match one {
                Move::Put { incident, reports, kind, lat, lon } => world.put(incident, &reports, kind, at(48.0 + f64::from(lat) / 50.0, 37.0 + f64::from(lon) / 50.0)),
                Move::Release { incident, without_place, class } => {
                    world.class = class;
                    let members = world.members(incident);
                    if let Ok(shown) = world.release(incident, without_place) {
                        let why = cells.narrowed(world.id(incident), &members, &shown, &world.policy);
                        prop_assert_eq!(why, None);
                    }
                }
            }
        }
    }

    /// Another adversary: what it asks for need not be derived; any cell of any incident is tried.
    #[test]
    fn no_sequence_of_allowed_cells_narrows_an_incident_below_its_class(asked in prop::collection::vec((0usize..3, prop::sample::subsequence((0usize..4).collect::<Vec<_>>(), 1..=2), -30i32..30, -30i32..30, 0u32..5, prop::sample::select(Class::ALL.to_vec())), 1..30)) {
        let mut world = World::new();
        let mut cells = Cells::default();
        for (incident, reports, lat, lon, level, class) in asked {
            let place = at(48.0 + f64::from(lat) / 40.0, 37.0 + f64::from(lon) / 40.0);
            world.put(incident, &reports, Kind::Explosion, place);
            let mut shown = world.any();
            shown.class = class;
            shown.place = Some(PublicPlace::Cell(release::grid::cell_at(place, level)));
            let members = world.members(incident);
            if world.force(incident, &shown) {
                prop_assert_eq!(cells.narrowed(world.id(incident), &members, &shown, &world.policy), None);
            }
        }
    }
}

#[test]
fn every_zoom_level_and_every_later_release_shows_the_same_cell() {
    let mut world = World::new();
    world.put(0, &[0], Kind::Casualty, at(48.01, 37.02));
    let all: Vec<_> = (0..50).map(|_| world.release(0, false).unwrap()).collect();
    assert!(all.iter().all(|shown| *shown == all[0]), "asking often averages nothing out");
}
