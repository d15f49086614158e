//! Small stories, told in reports, and what must come out of them; all places and times invented.

mod make;

use fusion::{Evidence, Parameters, WeaponKey, fuse};
use make::{DAY_MS, HOUR_MS, START_MS, at_h, at_km, id, instant, normal, on_day, partition, report, settlement, sources};
use model::{Incident, Kind, Place, Sense, TimePrecision, Weapon};

fn told(evidence: &[Evidence]) -> Vec<Incident> {
    fuse(evidence, &sources(8), "Europe/Paris", &Parameters::default())
}

fn sizes(incidents: &[Incident]) -> Vec<usize> {
    let mut sizes: Vec<usize> = incidents.iter().map(|incident| incident.members.len()).collect();
    sizes.sort_unstable();
    sizes
}

fn fire(number: u64, x: f64, y: f64, day: i64) -> Evidence {
    let one = Evidence { kind: Kind::ThermalAnomaly, sense: Sense::SatelliteThermal, place: normal(x, y, 200), ..report(number) };
    on_day(Evidence { source: 0, speaker: 0, ..one }, day)
}

/// The shape of acceptance case A1 (DOMAIN 8): one camera, one night, eight items in order, then one
/// block without inner order. Whatever the times are, no two items are ever one event.
#[test]
fn items_of_one_cameras_sequence_stay_apart() {
    let kinds = [
        (Kind::Airburst, 1),
        (Kind::Tracer, 1),
        (Kind::Tracer, 1),
        (Kind::Airburst, 1),
        (Kind::Tracer, 1),
        (Kind::Tracer, 1),
        (Kind::Tracer, 1),
        (Kind::Projectile, 1),
        (Kind::Explosion, 2),
        (Kind::Tracer, 2),
        (Kind::Tracer, 2),
        (Kind::Airburst, 2),
    ];
    let night = |(number, (kind, block)): (u64, (Kind, u32))| Evidence {
        kind,
        block,
        from: instant(START_MS + 18 * HOUR_MS),
        to: instant(START_MS + 30 * HOUR_MS),
        precision: TimePrecision::PartOfDay,
        place: normal(0.0, 0.0, 2_000),
        ..report(number)
    };
    let items: Vec<Evidence> = (0..).zip(kinds).map(night).collect();
    assert_eq!(told(&items).len(), 12);
    // Even a source that may come back to an event keeps the items of one stated sequence apart.
    let retold: Vec<Evidence> = items.iter().map(|item| Evidence { sense: Sense::Read, block: 1, ..*item }).collect();
    assert_eq!(told(&retold).len(), 12);
}

#[test]
fn a_camera_a_patrol_and_the_press_see_one_explosion() {
    let camera = report(1);
    let patrol = at_h(Evidence { sense: Sense::Heard, source: 2, place: normal(0.4, 0.1, 500), ..report(2) }, 0.1);
    let press = on_day(Evidence { kind: Kind::Damage, sense: Sense::Read, source: 3, place: settlement(1.5, -1.0, 2_500), ..report(3) }, 0);
    let incidents = told(&[camera, patrol, press]);
    assert_eq!(sizes(&incidents), [3]);
    let incident = &incidents[0];
    assert_eq!((incident.kind, incident.origins.len(), incident.crowded), (Kind::Explosion, 3, false));
    assert!(incident.members.iter().all(|member| member.chance_ppm > 950_000), "{incident:?}");
    let Some(Place::Normal { centre, sd_m }) = incident.place else { panic!("{incident:?}") };
    assert!(model::geodesy::distance_m(centre, at_km(0.0, 0.0)) < 60.0 && (90..160).contains(&sd_m), "{incident:?}");
    // The day allows both moments; the moments differ, so the incident spans them.
    assert_eq!((incident.time.from, incident.time.to), (instant(START_MS), instant(START_MS + HOUR_MS / 10)));
    assert_eq!((incident.time.precision, incident.time.zone.as_str()), (TimePrecision::Hour, "Europe/Paris"));
}

#[test]
fn two_strikes_of_one_day_are_two_when_the_sensors_say_so() {
    let strike = |number: u64, hour: f64| {
        let camera = at_h(report(number), hour);
        let patrol =
            at_h(Evidence { sense: Sense::Heard, source: 2, speaker: 9, place: normal(0.2, 0.0, 500), ..report(number + 1) }, hour + 0.1);
        [camera, patrol]
    };
    let both = [strike(1, 3.0), strike(11, 15.0)].concat();
    let incidents = told(&both);
    assert_eq!(sizes(&incidents), [2, 2]);
    // A report of the day goes to one of them, and names the other as where it could belong as well.
    let press = on_day(Evidence { sense: Sense::Read, source: 3, place: settlement(1.0, 0.0, 2_500), ..report(21) }, 0);
    let incidents = told(&[both.as_slice(), &[press]].concat());
    assert_eq!(sizes(&incidents), [2, 3]);
    let doubtful: Vec<_> = incidents.iter().flat_map(|incident| &incident.alternatives).collect();
    assert!(doubtful.len() == 1 && doubtful[0].observation == id(21) && doubtful[0].log_odds_mnat > 0, "{doubtful:?}");
    let member = incidents.iter().flat_map(|incident| &incident.members).find(|member| member.observation == id(21));
    assert!(member.is_some_and(|member| (400_000..600_000).contains(&member.chance_ppm)), "{member:?}");
}

#[test]
fn one_station_never_hears_one_explosion_twice_and_two_stations_may() {
    let heard = |number: u64, speaker: u32| Evidence { sense: Sense::Heard, speaker, place: normal(0.0, 0.0, 500), ..report(number) };
    assert_eq!(told(&[heard(1, 1), heard(2, 1)]).len(), 2);
    assert_eq!(told(&[heard(1, 1), heard(2, 2)]).len(), 1);
    // A list that names no station speaks for itself.
    assert_eq!(told(&[heard(1, 0), heard(2, 0)]).len(), 2);
}

#[test]
fn neighbouring_pixels_of_one_day_are_one_fire_and_the_next_day_is_another() {
    let pixels = [fire(1, 0.0, 0.0, 0), fire(2, 0.4, 0.0, 0), fire(3, 0.2, 0.4, 0), fire(4, 0.0, 0.0, 1), fire(5, 9.0, 0.0, 0)];
    let incidents = told(&pixels);
    assert_eq!(sizes(&incidents), [1, 1, 3]);
    let largest = incidents.iter().find(|incident| incident.members.len() == 3);
    assert!(largest.is_some_and(|incident| incident.origins.len() == 1), "one source is one origin, however many pixels");
}

#[test]
fn clips_of_one_strike_join_unless_the_method_is_told_otherwise() {
    let clip = |number: u64, x: f64| on_day(Evidence { sense: Sense::ThirdPartyImagery, place: normal(x, 0.0, 150), ..report(number) }, 0);
    let clips = [clip(1, 0.0), clip(2, 0.05), clip(3, 4.0)];
    assert_eq!(sizes(&told(&clips)), [1, 2]);
    let apart = Parameters { clips_repeat: false, ..Parameters::default() };
    assert_eq!(fuse(&clips, &sources(8), "UTC", &apart).len(), 3);
}

#[test]
fn a_fire_joins_a_blast_weakly_and_never_gunfire() {
    let blast = on_day(report(1), 0);
    let incidents = told(&[blast, fire(2, 0.1, 0.0, 0)]);
    assert_eq!(sizes(&incidents), [2]);
    assert!(incidents[0].members.iter().all(|member| member.chance_ppm < 950_000), "never sure enough to pass without review");
    assert_eq!(told(&[Evidence { kind: Kind::Shot, ..blast }, fire(2, 0.1, 0.0, 0)]).len(), 2);
}

#[test]
fn two_weapons_of_different_class_at_one_place_are_two() {
    let seen = |number: u64, source: u32, class: &str| {
        let weapon = WeaponKey::of(&Weapon { class: Some(model::WeaponClass(class.into())), ..Weapon::default() });
        on_day(Evidence { kind: Kind::WeaponSeen, sense: Sense::UavMini, source, weapon, ..report(number) }, 0)
    };
    assert_eq!(told(&[seen(1, 1, "mlrs"), seen(2, 2, "towed_howitzer")]).len(), 2);
    assert_eq!(told(&[seen(1, 1, "mlrs"), seen(2, 2, "mlrs")]).len(), 1);
}

#[test]
fn a_district_report_is_never_strong_evidence() {
    let district = on_day(Evidence { sense: Sense::Read, source: 2, place: normal(5.0, 5.0, 20_000), ..report(2) }, 0);
    let incidents = told(&[report(1), district]);
    assert!(incidents.iter().flat_map(|incident| &incident.members).all(|member| incidents.len() == 2 || member.chance_ppm < 950_000));
}

#[test]
fn repeating_does_not_sharpen_and_disagreement_widens() {
    let at = |pixels: &[Evidence]| match told(pixels).as_slice() {
        [Incident { place: Some(Place::Normal { sd_m, .. }), .. }] => *sd_m,
        other => panic!("{other:?}"),
    };
    let (one, twice) = (at(&[fire(1, 0.0, 0.0, 0)]), at(&[fire(1, 0.0, 0.0, 0), fire(2, 0.0, 0.0, 0)]));
    assert_eq!((one, twice), (200, 200));
    assert!(at(&[fire(1, 0.0, 0.0, 0), fire(2, 0.6, 0.0, 0)]) > 240);
    let second = Evidence { source: 5, ..fire(2, 0.0, 0.0, 0) };
    assert_eq!(at(&[fire(1, 0.0, 0.0, 0), second]), 141);
}

#[test]
fn two_reports_of_one_town_keep_their_doubt_about_the_town() {
    let press =
        |number: u64, source: u32| on_day(Evidence { sense: Sense::Read, source, place: settlement(0.0, 0.0, 1_000), ..report(number) }, 0);
    let incidents = told(&[press(1, 1), press(2, 2)]);
    assert!(matches!(incidents[0].place, Some(Place::WideTail { sd_m: 707, wide_ppm: 120_000, wide_sd_m: 12_000, .. })), "{incidents:?}");
    // A fix nearby settles it.
    let camera = Evidence { source: 3, ..report(3) };
    let incidents = told(&[press(1, 1), press(2, 2), camera]);
    assert!(matches!(incidents[0].place, Some(Place::Normal { sd_m: 90..110, .. })), "{incidents:?}");
}

#[test]
fn an_incidents_time_is_what_all_members_allow() {
    let day = on_day(Evidence { source: 2, ..report(2) }, 0);
    let incidents = told(&[at_h(report(1), 5.0), day]);
    let time = &incidents[0].time;
    assert_eq!((time.from.ms(), time.to.ms(), time.precision), (START_MS + 5 * HOUR_MS, START_MS + 5 * HOUR_MS, TimePrecision::Minute));
    let incidents = told(&[day, Evidence { source: 3, ..on_day(report(3), 0) }]);
    let time = &incidents[0].time;
    assert_eq!((time.from.ms(), time.to.ms(), time.precision), (START_MS, START_MS + DAY_MS, TimePrecision::Day));
}

#[test]
fn without_a_place_a_report_is_alone() {
    let nowhere = |number: u64, source: u32| Evidence { place: None, source, ..report(number) };
    assert_eq!(partition(&told(&[nowhere(1, 1), nowhere(2, 2)])).len(), 2);
}
