//! The live view: quality, bounds, and what it never does.
#![expect(clippy::unwrap_used, reason = "tests")]

mod make;

use exercise::regimes::{Made, Regime, make as made};
use fusion::live::{LATE_H_MAX, Live, Placed, Sighting};
use fusion::reports::{Report, sighting};
use fusion::score::compare;
use fusion::{Evidence, Parameters};
use make::{Chance, at_h, instant, mixed, normal, report};
use model::{Kind, Position, Sense};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn sightings(rows: &[Made], list_once: bool) -> Vec<Sighting> {
    let parameters = Parameters::default();
    let report = |row: &Made| Report {
        id: row.id.clone(),
        from_ms: row.t_ms,
        to_ms: row.t_ms,
        t_sd_s: row.t_sd_s,
        place: Some((Position::from_degrees(row.lat, row.lon).unwrap(), row.sd_m)),
        kind: row.kind.map(str::to_owned),
        source: row.source.map(str::to_owned),
        origin: None,
        weapon: None,
    };
    rows.iter().map(|row| sighting(&report(row), list_once, &parameters)).collect()
}

fn place_all(sightings: &[Sighting]) -> Vec<u32> {
    let mut live = Live::new(&Parameters::default());
    sightings.iter().map(|sighting| live.place(sighting).handle as u32).collect()
}

fn place(evidence: &[Evidence]) -> Vec<Placed> {
    let parameters = Parameters::default();
    let mut live = Live::new(&parameters);
    evidence.iter().map(|one| live.place(&Sighting::of(one, &parameters))).collect()
}

/// The floors are what DBSCAN reaches when its two settings are tuned on the truth itself (docs/scores.md), and .05 more
/// in the dense regime.
#[test]
fn one_look_at_each_report_is_better_than_tuned_dbscan_in_every_regime() {
    for (regime, ari_min) in [(Regime::Easy, 0.993), (Regime::Noisy, 0.815), (Regime::Dense, 0.685), (Regime::Sources, 0.65)] {
        for seed in [51, 52] {
            let rows = made(regime, seed, 6_000);
            let truth: Vec<u32> = rows.iter().map(|row| row.truth).collect();
            let scores = compare(&place_all(&sightings(&rows, regime == Regime::Sources)), &truth);
            assert!(scores.adjusted_rand >= ari_min, "{regime:?} {seed}: {scores:?}");
        }
    }
}

#[test]
fn reports_up_to_three_days_late_find_their_incident_all_the_same() {
    let mut rows = made(Regime::Noisy, 53, 12_000);
    let mut chance = Chance(1);
    // A tenth arrives up to 70 hours late.
    rows.sort_by_cached_key(|row| row.t_ms + if chance.is(0.1) { (chance.share() * 70.0 * 3.6e6) as i64 } else { 0 });
    let truth: Vec<u32> = rows.iter().map(|row| row.truth).collect();
    let scores = compare(&place_all(&sightings(&rows, false)), &truth);
    assert!(scores.adjusted_rand > 0.815, "{scores:?}");
}

#[test]
fn what_is_open_depends_on_the_load_and_not_on_the_length_of_history() {
    let rows = sightings(&made(Regime::Easy, 54, 24_000), false);
    let mut live = Live::new(&Parameters::default());
    let (mut early, mut late) = (0, 0);
    for (place, sighting) in rows.iter().enumerate() {
        live.place(sighting);
        let most = if place < rows.len() / 2 { &mut early } else { &mut late };
        *most = live.open_n().max(*most);
    }
    assert!(early > 500 && late < early + early / 5, "{early} {late}");
}

#[test]
fn a_report_is_late_after_the_horizon_and_a_single_wrong_clock_moves_nothing() {
    let stream = |hours: &[f64]| -> Vec<Placed> {
        place(&hours.iter().enumerate().map(|(n, hour)| Evidence { source: n as u32, ..at_h(report(n as u64), *hour) }).collect::<Vec<_>>())
    };
    let steady: Vec<f64> = (0..200).map(|n| f64::from(n) * 0.5).collect();
    let hours = |more: &[f64]| steady.iter().chain(more).copied().collect::<Vec<f64>>();
    let on_time = stream(&hours(&[99.5 - 60.0]));
    assert!(!on_time[200].is_late && !on_time[200].is_new, "{:?}", on_time[200]);
    let late = stream(&hours(&[99.5 - LATE_H_MAX as f64 - 20.0]));
    assert!(late[200].is_late && late[200].is_new, "{:?}", late[200]);
    let wrong = stream(&hours(&[50_000.0, 99.5]));
    assert!(!wrong[201].is_late && !wrong[201].is_new, "{:?}", wrong[201]);
}

#[test]
fn two_reports_on_either_side_of_the_date_line_are_near_and_the_poles_are_no_trouble() {
    let at = |n: u64, lat: f64, lon: f64| {
        let mut place = normal(0.0, 0.0, 300);
        place.as_mut().unwrap().centre = Position::from_degrees(lat, lon).unwrap();
        Evidence { place, source: n as u32, ..report(n) }
    };
    let placed = place(&[at(1, 10.0, 179.9995), at(2, 10.0, -179.9995), at(3, 10.0, 179.9995), at(4, 90.0, 0.0), at(5, -90.0, 12.0)]);
    assert_eq!(placed.iter().map(|one| one.handle).collect::<Vec<_>>(), [1, 1, 1, 2, 3]);
}

#[test]
fn a_report_of_where_fire_came_from_is_never_joined_and_neither_is_one_without_a_place() {
    let outgoing = |n: u64| Evidence { is_origin: true, source: n as u32, ..report(n) };
    let nowhere = |n: u64| Evidence { place: None, source: n as u32, ..report(n) };
    let seen = |n: u64| Evidence { source: n as u32, ..report(n) };
    let placed = place(&[outgoing(1), outgoing(2), seen(3), outgoing(4), nowhere(5), nowhere(6), seen(7)]);
    assert_eq!(placed.iter().map(|one| one.handle).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 3]);
}

#[test]
fn kinds_of_other_families_and_other_weapons_stay_apart() {
    let of = |n: u64, kind: Kind| Evidence { kind, sense: Sense::Camera, source: n as u32, ..report(n) };
    let weapon = |n: u64, class: &str| Evidence { weapon: fusion::WeaponKey::of_class(class), ..of(n, Kind::WeaponSeen) };
    let placed = place(&[
        of(1, Kind::Explosion),
        of(2, Kind::Uav),
        of(3, Kind::Damage),
        weapon(4, "mortar"),
        weapon(5, "tank"),
        weapon(6, "mortar"),
    ]);
    assert_eq!(placed.iter().map(|one| one.handle).collect::<Vec<_>>(), [1, 2, 1, 3, 4, 3]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn handles_count_up_each_opened_once_and_no_voice_that_lists_once_is_twice_in_one(seed in any::<u64>(), n in 1usize..300) {
        let evidence = mixed(seed, n);
        let placed = place(&evidence);
        let opened: Vec<u64> = placed.iter().filter(|one| one.is_new).map(|one| one.handle).collect();
        prop_assert!(opened.iter().zip(1..).all(|(handle, number)| *handle == number));
        let known: BTreeSet<u64> = opened.iter().copied().collect();
        prop_assert!(placed.iter().all(|one| known.contains(&one.handle) && (1..1_000_000).contains(&one.chance_ppm)));
        prop_assert!(placed.iter().all(|one| one.other.is_none_or(|(other, _)| known.contains(&other) && other != one.handle)));
        // An incident remembers its last six voices: small ones all of theirs.
        let mut members: BTreeMap<u64, Vec<&Evidence>> = BTreeMap::new();
        for (one, place) in evidence.iter().zip(&placed) {
            members.entry(place.handle).or_default().push(one);
        }
        for small in members.values().filter(|members| members.len() <= 6) {
            let voices: Vec<(u32, u32)> = small.iter().filter(|one| one.sense == Sense::Camera).map(|one| (one.source, one.speaker)).collect();
            prop_assert_eq!(voices.iter().collect::<BTreeSet<_>>().len(), voices.len());
        }
    }

    #[test]
    fn any_place_time_and_width_is_taken(
        rows in proptest::collection::vec((-900_000_000i32..=900_000_000, -1_800_000_000i32..=1_800_000_000, -60_000_000_000_000i64..250_000_000_000_000, 0u32..4_000_000, any::<u32>()), 1..60)
    ) {
        let evidence: Vec<Evidence> = rows.iter().zip(0u64..).map(|((lat_e7, lon_e7, ms, sd_m, clock_sd_s), n)| {
            let mut place = normal(0.0, 0.0, *sd_m);
            place.as_mut().unwrap().centre = Position { lat_e7: *lat_e7, lon_e7: *lon_e7 };
            Evidence { place, from: instant(*ms), to: instant(*ms), clock_sd_s: *clock_sd_s, source: n as u32, ..report(n) }
        }).collect();
        prop_assert_eq!(place(&evidence).len(), evidence.len());
    }
}
