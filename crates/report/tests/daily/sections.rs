//! What stands in each section.

use crate::world::*;
use model::{
    Alternative, Count, Determination, Geometry, IncidentId, Kind, LayerRole, LayerVersion, Measure, Missing, Outcome, PartyId, Position,
    SourceId, Weapon, WeaponStatus,
};
use report::daily;
use report::document::{Block, Daily};

const DAY: &str = "2017-08-02";
const NIGHT: &str = "2017-08-01T20:00:00Z";

/// Public figures of DOMAIN A1: one camera, one night.
fn camera_night() -> Vec<model::Observation> {
    let airburst = |n, count, block: &str, ordinal| model::Observation {
        determination: Some(Determination::Undetermined),
        kind: Kind::Airburst,
        ..tracer(n, NIGHT, count, "", block, ordinal)
    };
    let rockets = Weapon { class: Some(model::WeaponClass("mlrs".into())), model: Some("BM-21".into()), ..Weapon::default() };
    vec![
        tracer(9, NIGHT, 539, "e-w", "2", None),
        tracer(10, NIGHT, 318, "w-e", "2", None),
        airburst(11, 3, "2", None),
        model::Observation {
            kind: Kind::Explosion,
            determination: Some(Determination::Undetermined),
            ..tracer(8, NIGHT, 8, "", "2", None)
        },
        model::Observation { kind: Kind::Projectile, weapon: Some(rockets), ..tracer(7, NIGHT, 51, "e-w", "1", Some(8)) },
        tracer(6, NIGHT, 21, "e-w", "1", Some(7)),
        tracer(5, NIGHT, 1, "w-e", "1", Some(6)),
        tracer(4, NIGHT, 7, "e-w", "1", Some(5)),
        airburst(3, 1, "1", Some(4)),
        tracer(2, NIGHT, 4, "e-w", "1", Some(3)),
        tracer(1, NIGHT, 12, "w-e", "1", Some(2)),
        airburst(0, 1, "1", Some(1)),
    ]
}

fn column(report: &Daily, id: &str, place: usize) -> Vec<String> {
    table(report, id)
        .rows
        .iter()
        .map(|row| match &row.cells[place] {
            report::document::Cell::Parts(parts) => parts.plain(),
            report::document::Cell::Compared(compared) => compared.now.text(),
        })
        .collect()
}

#[test]
fn a_stated_order_is_kept_and_an_unstated_one_is_marked() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    add(&mut input, camera_night());
    let report = daily(&input);
    assert_eq!(column(&report, "annex_a", 3)[..8], ["1", "12", "4", "1", "7", "1", "21", "51"].map(String::from));
    let order = column(&report, "annex_a", 8);
    assert_eq!(order[0], "block 1, 1");
    assert_eq!(order[8..], ["block 2, order not stated"; 4].map(String::from));
    assert_eq!(column(&report, "annex_a", 5)[1], "in flight, W to E");
    assert_eq!(column(&report, "annex_a", 9), [""; 12].map(String::from), "order and counts attribute nothing");
}

#[test]
fn the_night_of_a1_sums_by_kind_and_direction() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    add(&mut input, camera_night());
    let report = daily(&input);
    let now = |row: &str| shown(&report, "recorded", row, 0)[0].clone();
    assert_eq!((now("in flight, E to W"), now("in flight, W to E")), ("51".into(), "331".into()), "first the projectiles' row");
    let tracers = table(&report, "recorded").rows.iter().skip_while(|row| row.name.plain() != "tracer").nth(1).unwrap();
    assert_eq!((tracers.name.plain(), tracers.cells[0].figures()[0].text()), ("in flight, E to W".into(), "571".into()));
    assert_eq!((now("airburst"), now("explosion"), now("BM-21 (mlrs)")), ("5".into(), "8".into(), "51".into()));
    assert_eq!(shown(&report, "together", "All kinds of fire", 0)[0], "966");
}

/// Public figures of DOMAIN A7.
#[test]
fn weapons_stand_by_status_weapon_and_place() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, "2018-07-31");
    let (in_violation, outside) = (WeaponStatus::InViolation, WeaponStatus::BeyondLinesOutsideSites);
    let time = "2018-07-31T08:00:00Z";
    add(
        &mut input,
        vec![
            weapon(1, time, 6, "mlrs", Some("BM-21"), "centre of Khrustalnyi", in_violation),
            weapon(2, time, 6, "mlrs", Some("BM-21"), "north of Khrustalnyi", in_violation),
            weapon(3, time, 8, "mlrs", Some("BM-21"), "Sadovyi", in_violation),
            weapon(4, time, 3, "towed_howitzer", Some("2A65"), "Vilkhivka", in_violation),
            weapon(5, time, 2, "towed_howitzer", Some("2A36"), "Vilkhivka", in_violation),
            weapon(6, time, 4, "sp_howitzer", Some("2S1"), "Vasylivka", in_violation),
            weapon(7, time, 4, "sp_howitzer", Some("2S1"), "Starolaspa", in_violation),
            weapon(8, time, 18, "towed_howitzer", Some("2A65"), "north of Khrustalnyi", outside),
            weapon(9, time, 1, "atgm", None, "north of Khrustalnyi", outside),
            weapon(10, time, 3, "tank", Some("T-64"), "near Markyne", outside),
        ],
    );
    let report = daily(&input);
    let now = |row: &str| shown(&report, "weapons", row, 0)[0].clone();
    assert_eq!((now("in violation"), now("beyond lines outside sites")), ("33".into(), "22".into()));
    assert_eq!((now("BM-21 (mlrs)"), now("2S1 (sp howitzer)"), now("atgm")), ("20".into(), "8".into(), "1".into()));
    assert_eq!(table(&report, "annex_b").rows.len(), 10);
    assert!(words(&report, "summary").contains(
        "Weapons in reports of sightings: 55, not observed in the period before; of these in violation, as the source says: 33,"
    ));
}

#[test]
fn findings_stand_by_clause_breach_first_with_the_clause_quoted_and_what_is_missing() {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    add(&mut input, (1..=3).map(|n| observation(n, Kind::Explosion, "2017-08-02T10:00:00Z")).collect());
    let incidents = input.incidents.clone();
    input.findings = vec![
        finding(&incidents[0], "1", Outcome::NoBreach, Some("p2"), vec![]),
        finding(&incidents[0], "2", Outcome::Undetermined, None, vec![Missing::Line, Missing::Weapon]),
        finding(&incidents[1], "2", Outcome::Breach, Some("p2"), vec![]),
        finding(&incidents[2], "2", Outcome::Breach, Some("p1"), vec![]),
    ];
    input.findings[1].chance_ppm = Some(691_462);
    input.clauses = vec![clause("1", "shall respect the line"), clause("2", "shall cease all fire")];
    let report = daily(&input);
    let section = report.sections.iter().find(|section| section.id == "findings").unwrap();
    let quotes: Vec<_> =
        section.blocks.iter().filter_map(|block| if let Block::Quote(quote) = block { quote.words.clone() } else { None }).collect();
    assert_eq!(quotes, ["shall cease all fire", "shall respect the line"], "the clause with a breach comes first");
    let rows: Vec<Vec<String>> = table(&report, "clause_1")
        .rows
        .iter()
        .map(|row| {
            [row.name.plain()]
                .into_iter()
                .chain(row.cells.iter().map(|cell| match cell {
                    report::document::Cell::Parts(parts) => parts.plain(),
                    report::document::Cell::Compared(_) => String::new(),
                }))
                .collect()
        })
        .collect();
    assert_eq!(rows[0], ["breach", "", "undisputed", "Northern Council", "", "1", "1 incident"]);
    assert_eq!(rows[1], ["breach", "", "undisputed", "Southern Assembly", "", "1", "1 incident"]);
    assert_eq!(rows[2], ["undetermined", "line, weapon", "undisputed", "no single party", "likely (69 %)", "1", "1 incident"]);
    assert!(words(&report, "summary").contains("Findings on matters of this period: 2 breach, 1 undetermined, 0 exempt, 1 no breach."));
    assert_eq!(column(&report, "absent", 0)[1..], ["1", "1"].map(String::from), "undetermined for want of a line, of a weapon");
}

#[test]
fn claims_stand_side_by_side_and_are_never_added() {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    let (yesterday, today) = ("2017-08-01T10:00:00Z", "2017-08-02T10:00:00Z");
    let running = |count| vec![claim("Media office", Measure::Violations, count, "as listed", "p1", true)];
    input.observations = vec![
        statement(1, today, vec![claim("Ministry", Measure::Delivered, 25_700, "trucks entered", "p2", false)]),
        statement(2, today, vec![claim("Agency", Measure::Delivered, 6_545, "trucks offloaded", "p2", false)]),
        statement(3, "2017-08-02T11:00:00Z", vec![claim("Agency", Measure::Delivered, 6_545, "trucks offloaded", "p2", false)]),
        statement(4, yesterday, running(497)),
        statement(5, today, running(1_300)),
        statement(6, "2017-08-02T12:00:00Z", running(1_520)),
    ];
    let report = daily(&input);
    let rows: Vec<(String, String)> =
        table(&report, "claims").rows.iter().map(|row| row.name.plain()).zip(column(&report, "claims", 4)).collect();
    assert_eq!(rows, [("Media office", "1,520"), ("Ministry", "25,700"), ("Agency", "6,545")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(column(&report, "claims", 6)[0], "497");
    assert_eq!(column(&report, "claims", 5)[0], "running total, the latest of several points, as of 2017-08-02 12:00");
    assert!(column(&report, "claims", 5)[2].ends_with("the same figure in several reports"));
    let csv = report::show_csv(&report);
    for sum in ["32245", "32,245", "3317", "2820", "16122"] {
        assert!(!csv.contains(sum), "{sum} is a sum or an average across speakers or points");
    }
}

#[test]
fn restrictions_name_place_person_reason_and_duration() {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    add(&mut input, vec![restriction(1, "2017-08-02T08:12:00Z", "2017-08-02T10:20:00Z", "orders from superior command")]);
    let report = daily(&input);
    let row: Vec<String> = (0..8).map(|place| column(&report, "annex_c", place)[0].clone()).collect();
    assert_eq!(
        row,
        [
            "2017-08-02 08:12 to 2017-08-02 10:20",
            "Harbour",
            "patrol 3",
            "armed men",
            "denied",
            "“orders from superior command”",
            "2 h 8 min",
            ""
        ]
    );
}

#[test]
fn the_narrative_tells_the_gravest_first_and_at_most_twenty() {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    add(&mut input, (1..=30).map(|n| observation(n, Kind::WeaponSeen, "2017-08-02T10:00:00Z")).collect());
    let mut grave = counted(31, Kind::Explosion, "2017-08-02T11:00:00Z", Count::exact(4));
    grave.claims = vec![
        claim("Hospital", Measure::Killed, 2, "died on the day", "p1", false),
        claim("Ministry", Measure::Killed, 3, "died on the day", "p1", false),
    ];
    grave.cause = Some("live_fire_exercise".into());
    add(&mut input, vec![grave]);
    let last = input.incidents.len() - 1;
    input.incidents[last].alternatives =
        vec![Alternative { incident: IncidentId::of(obs_id(1)), log_odds_mnat: 5, observation: obs_id(31) }];
    input.findings = vec![finding(&input.incidents[last].clone(), "1", Outcome::Breach, Some("p1"), vec![])];
    let report = daily(&input);
    let told = words(&report, "narrative");
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("20 of 31 incidents, gravest first"), "{told}");
    assert_eq!(lines.len(), 21);
    assert_eq!(
        lines[1],
        format!(
            "{}: explosion, 2017-08-02 11:00, Harbour, about 47.1000° N, 37.8000° E (644 m, 90 %); explosion: 4. Reports: 1, from one origin, not corroborated (Cameras); tagged live fire exercise by 1; killed, as Hospital says: 2; killed, as Ministry says: 3; breach under clause 1 of island_truce, findings: 1; some of them may belong to 1 other incident(s).",
            input.incidents[last].id
        )
    );
    assert_eq!(column(&report, "absent", 0)[0], "3", "rows refused");
    assert!(table(&report, "absent").rows.iter().any(|row| row.name.plain() == "Incidents with alternatives"));
    assert!(table(&report, "kinds").rows.iter().any(|row| row.name.plain() == "including: tagged live fire exercise by a source"));
}

#[test]
fn incidents_are_laid_on_the_areas_of_each_source_with_their_doubt() {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    let mut wide = observation(2, Kind::Explosion, "2017-08-02T10:00:00Z");
    wide.place = Some(model::Place::Normal { centre: Position { lat_e7: 471_000_000, lon_e7: 378_000_000 }, sd_m: 30_000 });
    let mut unplaced = observation(3, Kind::Explosion, "2017-08-02T10:00:00Z");
    unplaced.place = None;
    add(&mut input, vec![observation(1, Kind::Explosion, "2017-08-02T10:00:00Z"), wide, unplaced]);
    let corner = |lat_e7, lon_e7| Position { lat_e7, lon_e7 };
    let ring = vec![
        corner(470_000_000, 377_000_000),
        corner(470_000_000, 379_000_000),
        corner(472_000_000, 379_000_000),
        corner(472_000_000, 377_000_000),
    ];
    let source = SourceId("press".into());
    let layer = LayerVersion {
        accuracy_m: 500,
        geometry: model::Digest::of(b"ring"),
        id: LayerVersion::derive_id("harbour_zone", &source, at("2017-01-01T00:00:00Z"), &model::Digest::of(b"ring")),
        known_at: at("2017-01-01T00:00:00Z"),
        layer: "harbour_zone".into(),
        name: Some("Harbour zone".into()),
        party: Some(PartyId("p1".into())),
        role: LayerRole::Zone,
        source,
        valid_from: at("2017-01-01T00:00:00Z"),
        valid_to: None,
    };
    input.layers = vec![(layer, Geometry::Areas(vec![vec![ring]]))];
    let report = daily(&input);
    let name = "zone Harbour zone (Northern Council), as drawn by Press, valid from 2017-01-01 00:00, ± 500 m";
    assert_eq!((shown(&report, "areas", name, 0)[0].as_str(), shown(&report, "areas", name, 1)[0].as_str()), ("1", "1"));
    assert!(table(&report, "absent").rows.iter().any(|row| row.name.plain() == "Observations of events without a place"));
}

#[test]
fn times_are_local_and_carry_their_offset_when_the_clocks_change() {
    let mission = mission("Europe/Paris", "24:00");
    let report = daily(&input(&mission, "2022-10-30"));
    assert_eq!(
        report.period_text,
        "2022-10-30 00:00 (UTC+02:00) to 2022-10-31 00:00 (UTC+01:00), Europe/Paris (UTC+02:00, then UTC+01:00), 25 hours"
    );
    let report = daily(&input(&mission, "2022-06-01"));
    assert_eq!(report.period_text, "2022-06-01 00:00 to 2022-06-02 00:00, Europe/Paris (UTC+02:00), 24 hours");
}
