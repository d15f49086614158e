//! What must hold for any evidence: the order, the numbering and the short cuts change nothing.

mod make;

use fusion::{Bonds, Evidence, Footprint, Parameters, census, fuse, fuse_bound, fuse_bound_plain, fuse_plain};
use make::{Chance, instant, mixed, partition, sources};
use model::ObservationId;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn fused(evidence: &[Evidence]) -> Vec<model::Incident> {
    fuse(evidence, &sources(8), "Europe/Paris", &Parameters::default())
}

/// Moved by 1e-7 degrees, round the globe; about the poles east and west shrink, which is no matter here.
fn moved(mut place: Footprint, lat_e7: i32, lon_e7: i64) -> Footprint {
    place.centre.lat_e7 = (place.centre.lat_e7 + lat_e7).clamp(-900_000_000, 900_000_000);
    let lon = i64::from(place.centre.lon_e7) + lon_e7 + 1_800_000_000;
    place.centre.lon_e7 = (lon.rem_euclid(3_600_000_000) - 1_800_000_000) as i32;
    place
}

/// Some observations bound together or apart at random.
fn bonds(seed: u64, evidence: &[Evidence]) -> Bonds {
    let mut chance = Chance(seed ^ 0xb0);
    let some = |chance: &mut Chance| chance.pick(evidence).id;
    let together = (0..2).map(|_| (0..3).map(|_| some(&mut chance)).collect()).collect();
    let apart = (0..2).map(|_| (some(&mut chance), some(&mut chance))).filter(|(a, b)| a != b).collect();
    Bonds { together, apart }
}

fn small_pieces(exact_n_max: u32) -> Parameters {
    Parameters { exact_n_max, ..Parameters::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fast_equals_plain_on_larger_sets_too(seed in any::<u64>(), n in 60usize..160, exact_n_max in 1u32..8) {
        let evidence = mixed(seed, n);
        let method = small_pieces(exact_n_max);
        prop_assert_eq!(fuse(&evidence, &sources(8), "UTC", &method), fuse_plain(&evidence, &sources(8), "UTC", &method));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fast_equals_plain(seed in any::<u64>(), n in 1usize..22, exact_n_max in 1u32..8) {
        let evidence = mixed(seed, n);
        let method = small_pieces(exact_n_max);
        prop_assert_eq!(fuse(&evidence, &sources(8), "UTC", &method), fuse_plain(&evidence, &sources(8), "UTC", &method));
    }

    #[test]
    fn bonds_hold_and_fast_equals_plain_under_them(seed in any::<u64>(), n in 2usize..18, exact_n_max in 1u32..8) {
        let evidence = mixed(seed, n);
        let bonds = bonds(seed, &evidence);
        let method = small_pieces(exact_n_max);
        let fused = fuse_bound(&evidence, &bonds, &sources(8), "UTC", &method);
        let home: BTreeMap<ObservationId, usize> =
            partition(&fused).into_iter().enumerate().flat_map(|(number, members)| members.into_iter().map(move |id| (id, number))).collect();
        let placed = |id: &ObservationId| evidence.iter().any(|one| one.id == *id && one.place.is_some());
        for (a, b) in &bonds.apart {
            prop_assert_ne!(home[a], home[b]);
        }
        for (a, b) in bonds.together.iter().flat_map(|group| group.iter().zip(group.iter().skip(1))) {
            let broken = |id: &ObservationId| bonds.apart.iter().any(|pair| pair.0 == *id || pair.1 == *id);
            prop_assert!(home[a] == home[b] || !placed(a) || !placed(b) || broken(a) || broken(b));
        }
        prop_assert_eq!(fused, fuse_bound_plain(&evidence, &bonds, &sources(8), "UTC", &method));
    }

    #[test]
    fn fast_equals_plain_anywhere_on_the_globe(seed in any::<u64>(), n in 1usize..30, lat in -130i32..42, lon in -220i32..143) {
        let evidence: Vec<Evidence> = mixed(seed, n).into_iter().map(|evidence| Evidence {
            place: evidence.place.map(|place| moved(place, lat * 10_000_000, i64::from(lon) * 10_000_000 - 3_000_000)), ..evidence
        }).collect();
        let method = small_pieces(6);
        prop_assert_eq!(fuse(&evidence, &sources(8), "UTC", &method), fuse_plain(&evidence, &sources(8), "UTC", &method));
    }

    #[test]
    fn shuffled_and_doubled_input_gives_the_same_incidents(seed in any::<u64>(), n in 1usize..60) {
        let evidence = mixed(seed, n);
        let mut other: Vec<Evidence> = evidence.iter().chain(evidence.iter().take(n / 2)).copied().collect();
        Chance(seed ^ 1).shuffle(&mut other);
        prop_assert_eq!(fused(&evidence), fused(&other));
    }

    #[test]
    fn parts_that_lie_far_apart_can_be_fused_apart(seed in any::<u64>(), n in 1usize..30) {
        let here = mixed(seed, n);
        let there: Vec<Evidence> = mixed(seed ^ 7, n).into_iter().map(|evidence| Evidence {
            place: evidence.place.map(|mut place| { place.centre.lon_e7 += 50_000_000; place }), ..evidence
        }).collect();
        let whole: Vec<Evidence> = here.iter().chain(&there).copied().collect();
        let mut parts = fused(&here);
        parts.extend(fused(&there));
        parts.sort_by_key(|incident| incident.id);
        prop_assert_eq!(fused(&whole), parts);
    }

    #[test]
    fn every_observation_is_in_exactly_one_incident_named_after_its_smallest_member(seed in any::<u64>(), n in 1usize..60) {
        let evidence = mixed(seed, n);
        let incidents = fused(&evidence);
        let all: BTreeSet<ObservationId> = evidence.iter().map(|one| one.id).collect();
        let found: Vec<ObservationId> = partition(&incidents).concat();
        prop_assert_eq!(found.len(), all.len());
        prop_assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), all);
        for incident in &incidents {
            prop_assert_eq!(incident.id.as_bytes(), incident.members[0].observation.as_bytes());
            prop_assert!(incident.members.is_sorted_by_key(|member| member.observation));
            let in_origins: usize = incident.origins.iter().map(|origin| origin.members.len()).sum();
            prop_assert_eq!(in_origins, incident.members.len());
        }
        prop_assert!(incidents.is_sorted_by_key(|incident| incident.id));
    }

    #[test]
    fn nobody_is_in_one_incident_with_what_its_own_voice_lists_apart(seed in any::<u64>(), n in 2usize..60) {
        let evidence = mixed(seed, n);
        let by_id: BTreeMap<ObservationId, &Evidence> = evidence.iter().map(|one| (one.id, one)).collect();
        for members in partition(&fused(&evidence)) {
            for (place, a) in members.iter().enumerate() {
                for b in &members[place + 1..] {
                    let (a, b) = (by_id[a], by_id[b]);
                    let same_voice = (a.source, a.speaker) == (b.source, b.speaker);
                    prop_assert!(!(same_voice && a.block != 0 && a.block == b.block), "{a:?} {b:?}");
                    prop_assert!(!(same_voice && a.sense == model::Sense::Camera), "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn moving_all_times_and_renumbering_sources_changes_no_partition(seed in any::<u64>(), n in 1usize..60, shift_ms in -9_000_000_000i64..9_000_000_000) {
        let evidence = mixed(seed, n);
        let other: Vec<Evidence> = evidence.iter().map(|one| Evidence {
            from: instant(one.from.ms() + shift_ms),
            to: instant(one.to.ms() + shift_ms),
            source: 7 - one.source,
            speaker: if one.speaker == 0 { 0 } else { 1_000_000 - one.speaker },
            ..*one
        }).collect();
        prop_assert_eq!(partition(&fused(&evidence)), partition(&fused(&other)));
    }
}

#[test]
fn one_thing_alone_and_nothing_at_all_are_no_special_cases() {
    assert!(fused(&[]).is_empty());
    let alone = fused(&[make::report(1)]);
    assert_eq!(alone.len(), 1);
    assert_eq!(alone[0].members[0].chance_ppm, 999_999);
    assert_eq!(alone[0].place, Some(model::Place::Normal { centre: make::at_km(0.0, 0.0), sd_m: 100 }));
    let placeless = fused(&[Evidence { place: None, ..make::report(1) }]);
    assert_eq!((placeless.len(), placeless[0].place.clone()), (1, None));
}

#[test]
fn the_random_sets_do_hold_large_incidents_crowded_pieces_and_alternatives() {
    let (mut joined, mut crowded, mut doubtful) = (0, 0, 0);
    for seed in 0..200 {
        for incident in fuse(&mixed(seed, 20), &sources(8), "UTC", &small_pieces(5)) {
            joined += usize::from(incident.members.len() > 2);
            crowded += usize::from(incident.crowded && incident.members.len() > 1);
            doubtful += usize::from(!incident.alternatives.is_empty());
        }
    }
    let largest = (0..40).map(|seed| census(&mixed(seed, 140), &Parameters::default()).largest_n).max();
    assert!(largest > Some(60), "{largest:?}");
    assert!(joined > 50 && crowded > 50 && doubtful > 20, "{joined} {crowded} {doubtful}");
}
