//! Each number in a term matters: one more or one day later changes some result of a fixed set of events.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "support/battery.rs"]
mod battery;
#[path = "support/mutants.rs"]
mod mutants;
mod support;
use battery::*;
use model::{Kind, Observation};
use mutants::survivors;
use support::*;

fn events() -> Vec<Vec<Observation>> {
    let mut events = Vec::new();
    let mut add = |time: &str, place, kind: Kind, change: &dyn Fn(&mut Observation)| {
        let mut seen = by("alpha", timed(moment(time), placed(place, report(kind, u32::try_from(events.len()).unwrap()))));
        change(&mut seen);
        events.push(vec![seen]);
    };
    let struck = |report: &mut Observation| report.target = Some("power_station".into());
    for time in ["2018-07-01T12:00:00Z", "2018-07-31T12:00:00Z", "2018-08-21T12:00:00Z", "2018-09-21T12:00:00Z", "2018-12-31T12:00:00Z"] {
        add(time, east(1.0, 10), Kind::Explosion, &struck);
        add(time, east(20.9, 100), Kind::WeaponSeen, &|report| report.weapon = Some(weapon(None, Some("mortar"), Some(100))));
    }
    for day in ["2018-07-10", "2018-07-11", "2018-07-12"] {
        add(&format!("{day}T12:00:00Z"), east(1.0, 10), Kind::Explosion, &struck);
    }
    add("2019-01-01T12:00:00Z", east(1.0, 10), Kind::Uav, &|_| {});
    add("2018-07-15T12:00:00Z", east(5.35, 100), Kind::Explosion, &|_| {});
    add("2018-07-15T12:00:00Z", east(13.2, 500), Kind::PersonnelSeen, &|_| {});
    add("2018-07-30T09:00:00Z", east(32.2, 500), Kind::PersonnelSeen, &|_| {});
    add("2018-08-10T12:30:00Z", east(30.0, 10), Kind::PersonnelSeen, &|_| {});
    add("2018-08-10T12:00:00Z", point(48.1, 36.3, 10), Kind::PersonnelSeen, &|_| {});
    add("2018-07-21T12:00:00Z", point(48.1, 37.1, 10), Kind::MineUxo, &|_| {});
    add("2018-07-15T12:00:00Z", east(-25.3, 500), Kind::WeaponSeen, &|report| report.weapon = Some(weapon(None, Some("mlrs"), None)));
    events
}

#[test]
fn each_number_of_the_terms_by_place_matters() {
    let (events, records, mission) = (events(), records(), the_mission());
    let results = |text: &str| {
        let all = run_all(text, &mission, &events, &records, &[]);
        all.into_iter()
            .map(|finding| {
                format!("{} {:?} {:?} {:?} {:?}", finding.id, finding.party, finding.outcome, finding.missing, finding.chance_ppm)
            })
            .collect()
    };
    let (n, survivors) = survivors(PLACES, results);
    assert!(n >= 17, "only {n} numbers were changed");
    // What all prolonged no longer ends with its own days.
    assert_eq!(survivors, ["line 60: days = 10 -> days = 11"]);
}

/// Sightings of p2, a kilometre inside or outside of a distance from both lines.
fn sightings() -> Vec<(model::Weapon, &'static str, f64)> {
    let models = [
        (Some("MT-12"), "anti_tank_gun", 100, 9.0),
        (None, "mortar", 120, 8.0),
        (None, "mortar", 120, 15.0),
        (None, "mortar", 120, 25.0),
        (None, "mortar", 100, 25.0),
        (None, "mortar", 121, 8.0),
        (None, "mortar", 121, 15.0),
        (None, "anti_tank_gun", 101, 15.0),
        (Some("2S1"), "sp_howitzer", 122, 15.0),
        (Some("2A65"), "towed_howitzer", 152, 24.0),
        (Some("2A65"), "towed_howitzer", 152, 25.0),
        (Some("2A36"), "towed_howitzer", 152, 15.0),
        (None, "towed_howitzer", 100, 25.0),
        (None, "towed_howitzer", 101, 15.0),
        (Some("BM-21"), "mlrs", 122, 21.0),
        (Some("BM-21"), "mlrs", 122, 35.0),
        (Some("Uragan"), "mlrs", 220, 36.0),
        (Some("Uragan"), "mlrs", 220, 70.0),
        (Some("Smerch"), "mlrs", 300, 70.0),
        (Some("Tornado-G"), "mlrs", 122, 40.0),
        (Some("Tornado-U"), "mlrs", 220, 70.0),
        (Some("Tornado-S"), "mlrs", 300, 120.0),
        (None, "tactical_missile", 600, 120.0),
        (None, "tank", 125, 15.0),
        (None, "anti_tank_gun", 100, 15.0),
        (None, "anti_tank_gun", 85, 15.0),
    ];
    let days = [
        "2014-09-19T10:00:00Z",
        "2014-10-01T10:00:00Z",
        "2015-02-12T10:00:00Z",
        "2015-06-01T10:00:00Z",
        "2015-09-29T10:00:00Z",
        "2016-01-01T10:00:00Z",
    ];
    let of = |(model, class, mm, km): (Option<&str>, &str, u32, f64)| days.map(|day| (weapon(model, Some(class), Some(mm)), day, km));
    models.into_iter().flat_map(of).collect()
}

#[test]
fn each_number_of_the_withdrawal_table_matters() {
    let lines = ground(&[meridian("line_2014", "map", 0), meridian("contact_line", "map", 0)]);
    let (mission, version) = (mission(), model::Digest::of(b"version"));
    let seen: Vec<_> =
        sightings().into_iter().map(|(weapon, day, km)| [by("p2", timed(moment(day), sighting(weapon, east(km + 0.5, 800))))]).collect();
    let results = |text: &str| {
        let (agreement, _) = terms::read_agreement(text);
        let agreement = agreement.unwrap();
        let mut all = Vec::new();
        for members in &seen {
            let incident = incident(members);
            let facts = terms::Facts { incident: &incident, members: members.iter().collect(), dossier: terms::Dossier::nothing() };
            let findings = terms::assess(&agreement, &version, &facts, &lines, &mission);
            all.extend(
                findings
                    .into_iter()
                    .map(|finding| format!("{} {:?} {:?} {:?}", finding.clause, finding.outcome, finding.missing, finding.chance_ppm)),
            );
        }
        all
    };
    let (n, survivors) = survivors(include_str!("agreements/minsk.md"), results);
    assert!(n >= 40, "only {n} numbers were changed");
    assert_eq!(survivors, Vec::<String>::new());
}
