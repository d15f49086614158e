//! How good judgement was: an invented mission of known graders and sources, reckoned up.

#![expect(clippy::unwrap_used, reason = "tests")]

use casework::{Office, Signer, Standing};
use engine::quality::{Quality, Quarter, quality, show_lines};
use model::{Act, Confidence, Digest, Grade, Instant, KeyKind, Mission, Reliability, Role, Seen, SourceId, VerifyAct, verification};
use std::collections::BTreeSet;

const MISSION: &str = r#"
name = "Invented"
zone = "UTC"
[[party]]
id = "north"
name = "Northmark"
[[source]]
id = "north_desk"
name = "Desk"
party = "north"
[[source]]
id = "patrol"
name = "Patrol"
[[source]]
id = "sensors"
name = "Sensors"
machine = true
"#;

const RULES: &str =
    "[verification]\n[verification.sources.patrol]\nbody = \"Patrol\"\nstart = \"B\"\n[verification.sources.north_desk]\nstart = \"E\"\n";

struct Log {
    office: Office,
    leaf: u64,
}

impl Log {
    fn take(&mut self, act: &Act, person: &str, body: &str, day: u64) {
        let by =
            [Signer { kind: KeyKind::Officer, person: person.into(), body: Some(body.into()), party: None, roles: Role::ALL.to_vec() }];
        let at = Instant::from_ms(1_767_225_600_000 + i64::try_from(day).unwrap() * 86_400_000).unwrap();
        self.office.take(act, &Standing { leaf: self.leaf, at, author: person, by: &by }).unwrap();
        self.leaf += 1;
    }
}

/// `n` incidents, one a day from 1 January 2026: nine of ten happened where Ada says 60 %; Bo says the same or 50 %.
fn log(n: u64) -> Log {
    let mut log = Log { office: Office::default(), leaf: 1 };
    log.take(&Act::AdoptProcedure { text: RULES.into() }, "Hana", "Office", 0);
    for day in 0..n {
        let subject = format!("INC-{day:016}");
        let step = |step| Act::Verify(step);
        let seen = || Seen { as_of: 0, kin: Vec::new(), version: Digest::of(subject.as_bytes()) };
        let graders = vec!["Ada".to_owned(), "Bo".to_owned()];
        log.take(&step(VerifyAct::CallGraders { graders, round: 1, subject: subject.clone() }), "Hana", "Office", day);
        let grade = |person: &str| Grade {
            chance_ppm: if person == "Ada" || day % 2 == 0 { 600_000 } else { 500_000 },
            confidence: Confidence::High,
            credibility: 2,
            note: None,
            source: Reliability::B,
            standard: None,
        };
        for person in ["Ada", "Bo"] {
            let seal = verification::seal_of(&subject, 1, person, &grade(person), Digest::of(b"salt")).unwrap();
            log.take(&step(VerifyAct::SealGrade { round: 1, seal, seen: seen(), subject: subject.clone() }), person, "House", day);
        }
        for person in ["Ada", "Bo"] {
            let open =
                VerifyAct::OpenGrade { grade: grade(person), round: 1, salt: Digest::of(b"salt"), seen: seen(), subject: subject.clone() };
            log.take(&step(open), person, "House", day);
        }
        // The patrol itself settles every fifth; every fourth rests on the desk of the party.
        let body = if day % 5 == 0 { "patrol" } else { "Visitors" };
        let rests_on = if day % 4 == 0 { vec![SourceId("north_desk".into())] } else { Vec::new() };
        let settle =
            VerifyAct::Settle { happened: day % 10 != 9, reason: "a visit".into(), rests_on, seen: seen(), subject: subject.clone() };
        log.take(&step(settle), "Vera", body, day);
    }
    log
}

fn reckoned(log: &Log, quarter: Option<&str>) -> Quality {
    let mission: Mission = toml_mission();
    let sources = |_: &str| BTreeSet::from(["north_desk", "patrol"].map(|id| SourceId(id.into())));
    quality(&log.office, &mission, quarter.map(|quarter| quarter.parse::<Quarter>().unwrap()), sources)
}

fn toml_mission() -> Mission {
    engine::gather::read_mission(MISSION).unwrap()
}

#[test]
fn graders_are_held_against_each_other_and_against_what_was_settled() {
    let quality = reckoned(&log(40), None);
    assert_eq!((quality.settled_n, quality.agreement.units_n), (40, 40));
    let names: Vec<&str> = quality.graders.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Ada", "Bo"]);
    // Ada: .9 x .4^2 + .1 x .6^2.
    let ada = quality.graders[0].calibration.as_ref().unwrap();
    assert!((ada.brier - 0.18).abs() < 1e-12, "{}", ada.brier);
    assert!((ada.miscalibration - 0.09).abs() < 1e-12 && ada.discrimination.abs() < 1e-12);
    assert!(quality.graders[1].calibration.as_ref().unwrap().brier > ada.brier, "Bo was less sure and no wiser");
    // Timid graders are stretched, at most fourfold, and only once thirty are settled.
    assert_eq!(quality.stretch_ppm, 4_000_000);
    assert_eq!(reckoned(&log(29), None).stretch_ppm, 1_000_000);
    assert_eq!(quality.stretch_ppm, engine::quality::stretch_ppm(&log(40).office));
    assert!(quality.pooled.as_ref().unwrap().brier < ada.brier);
    let classes: Vec<&str> = quality.classes.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(classes, ["other", "party north"]);
    assert!(show_lines(&quality).iter().any(|line| line.starts_with("grader Ada: 40 grades")));
}

#[test]
fn a_source_learns_nothing_from_its_own_evidence_or_its_own_people() {
    let quality = reckoned(&log(40), None);
    let record = |id: &str| quality.sources.iter().find(|one| one.source.0 == id).unwrap().track;
    let (desk, patrol, sensors) = (record("north_desk"), record("patrol"), record("sensors"));
    // Of 40, 10 rest on the desk, and the patrol settled 8 itself.
    assert_eq!((desk.settled_n(), patrol.settled_n(), sensors.settled_n()), (30, 32, 0));
    assert_eq!((desk.start, patrol.start, sensors.start), (Reliability::E, Reliability::B, Reliability::F));
    // Day 9, 19, 29, 39 did not happen; none of them is a multiple of 4 or 5.
    assert_eq!((desk.wrong_n, patrol.wrong_n), (4, 4));
    // (8 + 28) to (2 + 4).
    assert_eq!((patrol.expected_ppm(), patrol.weight_mnat()), (857_143, 1_792));
}

#[test]
fn a_quarter_holds_what_was_settled_in_it_and_records_grow_from_quarter_to_quarter() {
    let log = log(100);
    let (first, second) = (reckoned(&log, Some("2026Q1")), reckoned(&log, Some("2026q2")));
    assert_eq!((first.settled_n, second.settled_n), (90, 10));
    assert_eq!((first.graders[0].grades_n, second.graders[0].grades_n), (90, 10));
    assert!(second.sources[1].track.settled_n() > first.sources[1].track.settled_n());
    assert!(["2026Q0", "Q1", "2026", "26Q1x"].iter().all(|text| text.parse::<Quarter>().is_err()));
}
