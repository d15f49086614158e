//! Clauses on where and against what: in and around places, classes of target, protection for a time, stand-off, armed
//! presence, zones nobody drew, exemptions, defined words. Layers and words are invented.

mod support;
use model::{Finding, Geometry, Kind, LayerRole, LayerVersion, Missing, Observation, Outcome, Place, SourceId, geodesy};
use support::*;

const MOMENT: &str = "[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"2018-07-01\"\nzone = \"UTC\"\n";

/// One term with id "1" of a kind, in force from July 2018.
fn clause(kind: &str, fields: &str) -> terms::Agreement {
    clauses(&format!("[[term]]\nid = \"1\"\nkind = \"{kind}\"\nquote = \"Words\"\n{fields}"))
}

fn clauses(terms: &str) -> terms::Agreement {
    agreement(&text_of("", "Words.", &format!("{MOMENT}\n{terms}")))
}

fn explosion() -> Observation {
    report(Kind::Explosion, 1)
}

fn of_p1(place: Place) -> Observation {
    by("p1", placed(place, explosion()))
}

/// Points east of 48 N 37 E by some kilometres.
fn points(name: &str, km: &[f64]) -> (LayerVersion, Geometry) {
    let at_km = |km: &f64| geodesy::direct(at(48.0, 37.0), 90.0, km * 1000.0);
    layer(name, "map", LayerRole::Settlement, 0, "2014-01-01T00:00:00Z", Geometry::Points(km.iter().map(at_km).collect()))
}

fn hit(target: &str, mut report: Observation) -> Observation {
    report.target = Some(target.into());
    report
}

fn told(source: &str, n: u32, mut report: Observation) -> Observation {
    report.source = SourceId(source.into());
    report.id = support::report(Kind::Explosion, n).id;
    report
}

fn says(finding: &Finding, words: &str) -> bool {
    finding.reasons.iter().any(|reason| reason.contains(words))
}

#[test]
fn heavy_weapons_in_and_around_settlements_first_of_all_near_schools() {
    let near = clause(
        "prohibited_act",
        "acts = [\"weapon_seen\"]\naround = [\"settlements\", \"schools\"]\nwithin_m = 1000\nclasses = [\"mortar\"]\ncalibre_mm_min = 100",
    );
    let layers = [square("settlements", "map", 0), points("schools", &[40.0])];
    let mortar = || weapon(None, Some("mortar"), Some(120));
    let seen = |km: f64, sd: u32| assess(&near, &[by("p1", sighting(mortar(), east(km, sd)))], &layers);
    // The square's southern side runs along 48 N from 37 E to 37.2 E, which is 14.9 km.
    assert_eq!(result(&only(seen(40.5, 100))), BREACH, "by a school");
    assert_eq!(result(&only(seen(16.5, 300))), NO_BREACH, "1.6 km from the settlement");
    assert_eq!(result(&only(seen(15.5, 100))), BREACH, "600 m from it");
    assert_eq!(result(&only(seen(15.9, 100))), open(&[Missing::Position]), "about a kilometre from it");
    assert_eq!(seen(25.0, 100), [], "far from both");
    let finding = only(seen(40.5, 100));
    assert_eq!(finding.used.len(), 2, "both maps were looked at");
    assert!(says(&finding, "nearer than 1 km to layer `schools` of source `map`") && says(&finding, "(almost certain)"), "{finding:#?}");
    let of = |arm| assess(&near, &[by("p1", sighting(arm, east(40.5, 100)))], &layers);
    assert_eq!(of(weapon(None, Some("mortar"), Some(82))), [], "a mortar below the calibre is not meant");
    assert_eq!(result(&only(of(weapon(None, Some("mortar"), None)))), open(&[Missing::Weapon]), "one of unknown calibre may be");
    assert_eq!(of(weapon(None, Some("small_arms"), None)), []);
}

#[test]
fn around_without_a_map_of_what_it_is_around_is_open() {
    let near = clause("prohibited_act", "acts = [\"explosion\"]\naround = [\"schools\"]\nwithin_m = 500");
    assert_eq!(result(&only(assess(&near, &[of_p1(east(1.0, 10))], &[]))), open(&[Missing::Zone]));
}

const STRIKE: &str = "acts = [\"explosion\", \"damage\"]\ntargets = [\"power_station\", \"substation\"]\n";

#[test]
fn what_was_hit_is_told_by_sources_that_are_no_party_s() {
    let strike = clause("target_protection", STRIKE);
    let of = |reports: &[Observation]| assess(&strike, reports, &[]);
    let plain = || of_p1(east(1.0, 10));
    assert_eq!(result(&only(of(&[hit("substation", plain())]))), BREACH);
    assert_eq!(result(&only(of(&[hit("depot", plain())]))), NO_BREACH);
    assert_eq!(result(&only(of(&[plain()]))), open(&[Missing::TargetClass]));
    let other = told("patrols", 2, hit("depot", plain()));
    assert_eq!(result(&only(of(&[hit("substation", plain()), other]))), open(&[Missing::TargetClass]), "they differ");
    let victim = told("army_two", 2, hit("substation", Observation { actor: None, ..plain() }));
    let finding = only(of(&[plain(), victim]));
    assert_eq!(result(&finding), open(&[Missing::TargetClass]), "a party's word alone settles nothing");
    assert!(says(&finding, "only parties say so"));
}

#[test]
fn where_no_word_says_it_the_place_of_a_facility_does() {
    let strike = clause("target_protection", &format!("{STRIKE}within_m = 300"));
    let both = [points("power_station", &[10.0]), points("substation", &[20.0])];
    let at_km = |km, sd, layers: &[_]| assess(&strike, &[of_p1(east(km, sd))], layers);
    assert_eq!(result(&only(at_km(20.1, 20, &both))), BREACH);
    assert_eq!(result(&only(at_km(20.3, 50, &both))), open(&[Missing::Position]));
    assert_eq!(at_km(15.0, 20, &both), [], "far from every facility that is drawn");
    assert_eq!(result(&only(at_km(15.0, 20, &both[..1]))), open(&[Missing::TargetClass]), "nobody drew the substations");
    assert_eq!(result(&only(at_km(10.1, 20, &both[..1]))), BREACH);
}

/// The energy list of DOMAIN 4.3: 30 days from 18 March 2025, the last one 16 April if the first counts.
#[test]
fn a_protection_ends_with_its_last_day_and_whether_the_first_counts_must_be_said() {
    let lasting = |more: &str| {
        let terms = format!(
            "[[term]]\nid = \"s\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"2025-03-18\"\nzone = \"Europe/Moscow\"\nfor = [\"1\"]\n[[term]]\nid = \"1\"\nkind = \"target_protection\"\nquote = \"Words\"\n{STRIKE}days = 30\n{more}"
        );
        clauses(&terms)
    };
    let on = |agreement: &terms::Agreement, time: &str| {
        let found = assess(agreement, &[hit("substation", timed(moment(time), of_p1(east(1.0, 10))))], &[]);
        found.into_iter().map(|finding| (finding.outcome, finding.missing)).collect::<Vec<_>>()
    };
    let (counted, not_counted, unsaid) = (lasting("first_day_counts = true"), lasting("first_day_counts = false"), lasting(""));
    let late = [open(&[Missing::EffectiveMoment])];
    // Midnight in Moscow is 21:00 UTC on the day before.
    let table: [(&str, &[_], &[_], &[_]); 5] = [
        ("2025-03-17T20:59:59Z", &[], &[], &[]),
        ("2025-03-17T21:00:00Z", &[BREACH], &[BREACH], &[BREACH]),
        ("2025-04-16T20:59:59Z", &[BREACH], &[BREACH], &[BREACH]),
        ("2025-04-16T21:00:00Z", &[], &[BREACH], &late),
        ("2025-04-17T21:00:00Z", &[], &[], &[]),
    ];
    for (time, with, without, open) in table {
        assert_eq!(
            (on(&counted, time), on(&not_counted, time), on(&unsaid, time)),
            (with.to_vec(), without.to_vec(), open.to_vec()),
            "{time}"
        );
    }
}

#[test]
fn a_protection_is_prolonged_by_the_consent_of_all_and_open_with_that_of_some() {
    let prolonged = |by: &str| {
        let terms = format!(
            "[[term]]\nid = \"1\"\nkind = \"target_protection\"\nquote = \"Words\"\n{STRIKE}days = 30\nfirst_day_counts = true\nextensions = [{{ until = \"2018-08-20\", consented = [{by}] }}]"
        );
        let struck = |time: &str| {
            let found = assess(&clauses(&terms), &[hit("substation", timed(moment(time), of_p1(east(1.0, 10))))], &[]);
            found.first().map(|finding| (finding.outcome, finding.missing.clone()))
        };
        [struck("2018-07-30T23:00:00Z"), struck("2018-08-20T23:00:00Z"), struck("2018-08-21T00:00:00Z")]
    };
    assert_eq!(prolonged("\"p1\", \"p2\""), [Some(BREACH), Some(BREACH), None]);
    assert_eq!(prolonged("\"p2\""), [Some(BREACH), Some(open(&[Missing::EffectiveMoment])), None]);
    assert_eq!(prolonged(""), [Some(BREACH), None, None]);
}

#[test]
fn a_sort_of_act_is_told_by_the_tag_of_its_cause() {
    let sabotage = clause("prohibited_act", "acts = [\"explosion\"]\nact_classes = [\"sabotage\", \"sniper_fire\"]");
    let tagged = |cause: Option<&str>, source: &str| {
        assess(&sabotage, &[told(source, 1, Observation { cause: cause.map(str::to_owned), ..of_p1(east(1.0, 10)) })], &[])
    };
    assert_eq!(result(&only(tagged(Some("sabotage"), "patrols"))), BREACH);
    assert_eq!(tagged(Some("demining"), "patrols"), []);
    assert_eq!(result(&only(tagged(None, "patrols"))), open(&[Missing::ActClass]));
    assert_eq!(result(&only(tagged(Some("sabotage"), "army_one"))), open(&[Missing::ActClass]));
}

/// Case A6 of DOMAIN 8 in short: no operations nearer than 3,000 m to where the other side is at that time.
#[test]
fn a_stand_off_goes_by_where_the_reference_was_at_that_time() {
    let mut camps = vec![points("camps", &[10.0]), points("camps", &[30.0])];
    (camps[0].0.valid_to, camps[1].0.valid_from) = (Some(instant("2018-07-15T00:00:00Z")), instant("2018-07-16T00:00:00Z"));
    camps[1].0.valid_to = Some(instant("2018-08-01T00:00:00Z"));
    let keep = clause("stand_off", "acts = [\"personnel_seen\"]\nparties = [\"p1\"]\ndistance_km = 3\nreference = \"camps\"");
    let seen = |time: &str, km: f64, sd: u32| {
        let patrol = by("p1", timed(moment(time), placed(east(km, sd), report(Kind::PersonnelSeen, 1))));
        assess(&keep, &[patrol], &camps)
    };
    assert_eq!(result(&only(seen("2018-07-10T00:00:00Z", 12.0, 100))), BREACH);
    assert_eq!(seen("2018-07-20T00:00:00Z", 12.0, 100), [], "the camp had moved");
    assert_eq!(result(&only(seen("2018-07-20T00:00:00Z", 32.0, 100))), BREACH);
    assert_eq!(result(&only(seen("2018-07-20T00:00:00Z", 33.2, 100))), NO_BREACH);
    assert_eq!(result(&only(seen("2018-07-20T00:00:00Z", 33.05, 100))), open(&[Missing::Position]));
    let between = only(seen("2018-07-15T12:00:00Z", 12.0, 100));
    assert_eq!(result(&between), open(&[Missing::Position]), "where it was that day is not known");
    assert!(says(&between, "no version of layer `camps` is valid at 2018-07-15T12:00:00.000Z"), "{between:#?}");
    assert_eq!(
        assess(&keep, &[by("p2", timed(moment("2018-07-10T00:00:00Z"), placed(east(12.0, 1), report(Kind::PersonnelSeen, 1))))], &camps),
        []
    );
}

#[test]
fn a_list_about_arms_asks_whether_those_present_were_armed() {
    let list = clause(
        "zone_allow_list",
        "presence = [\"personnel_seen\", \"weapon_seen\"]\nzone = \"buffer\"\nallowed = [\"monitors\"]\narmed = true",
    );
    let seen = |class: Option<&str>, kind| {
        let mut seen = by("p1", placed(point(48.1, 37.1, 50), report(kind, 1)));
        seen.weapon = class.map(|class| weapon(None, Some(class), None));
        only(assess(&list, &[seen], &[square("buffer", "map", 0)]))
    };
    assert_eq!(result(&seen(Some("small_arms"), Kind::PersonnelSeen)), BREACH);
    assert_eq!(result(&seen(None, Kind::WeaponSeen)), BREACH);
    assert_eq!(result(&seen(None, Kind::PersonnelSeen)), open(&[Missing::Weapon]));
    assert_eq!(result(&seen(Some("unarmed"), Kind::PersonnelSeen)), NO_BREACH);
}

#[test]
fn in_a_zone_whose_map_was_never_published_nobody_can_be() {
    let list = |more: &str| {
        clause("zone_allow_list", &format!("presence = [\"personnel_seen\"]\nallowed = [\"monitors\"]\nunpublished = true\n{more}"))
    };
    let seen = |agreement: &terms::Agreement, actor: &str, place| {
        assess(agreement, &[by(actor, placed(place, report(Kind::PersonnelSeen, 1)))], &[square("south", "map", 0)])
    };
    let finding = only(seen(&list(""), "p1", point(48.1, 37.1, 50)));
    assert_eq!(result(&finding), open(&[Missing::Zone]));
    assert!(says(&finding, "the map that draws the zone was not published"));
    let within = list("within = \"south\"");
    assert_eq!(result(&only(seen(&within, "p1", point(48.1, 37.1, 50)))), open(&[Missing::Zone]));
    assert_eq!(seen(&within, "p1", point(50.0, 37.1, 50)), [], "outside of what surely holds the zone");
    assert_eq!(result(&only(seen(&within, "monitors", point(48.1, 37.1, 50)))), NO_BREACH, "who may be there may be there");
}

const FLIGHT: &str = "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"aircraft\", \"uav\"]\n";
const MONITORS: &str =
    "[[term]]\nid = \"2\"\nkind = \"monitor_exemption\"\nquote = \"Words\"\nexempt = [\"monitors\"]\nacts = [\"aircraft\", \"uav\"]\n";

/// The two prints of July 2020 (DOMAIN 4.3): aircraft "of the sides", or any aircraft.
#[test]
fn an_overflight_of_monitors_is_nothing_exempt_or_a_breach_by_what_the_text_says() {
    let flight = |terms: &str, actor: Option<&str>| {
        let uav = report(Kind::Uav, 1);
        assess(&clauses(terms), &[actor.map_or_else(|| uav.clone(), |actor| by(actor, uav.clone()))], &[])
    };
    let any = format!("{FLIGHT}anyone = true\n");
    assert_eq!(flight(FLIGHT, Some("monitors")), [], "of the sides");
    assert_eq!(result(&only(flight(&any, Some("monitors")))), BREACH, "of anybody");
    let exempt = only(flight(&format!("{any}{MONITORS}"), Some("monitors")));
    assert_eq!((result(&exempt), exempt.clause.as_str(), exempt.party.clone()), (EXEMPT, "1", None));
    assert!(says(&exempt, "clause 2") && says(&exempt, "exempts monitors"), "{exempt:#?}");
    assert_eq!(result(&only(flight(&format!("{FLIGHT}{MONITORS}"), Some("monitors")))), EXEMPT);
    assert_eq!(result(&only(flight(&format!("{any}{MONITORS}"), Some("p1")))), BREACH);
    let unknown = only(flight(&format!("{any}{MONITORS}"), None));
    assert_eq!(result(&unknown), open(&[Missing::Actor]));
    assert!(says(&unknown, "whose it was is not known"));
}

#[test]
fn an_exemption_holds_for_its_own_acts_clauses_and_time() {
    let flown = |exemption: &str| {
        only(assess(&clauses(&format!("{FLIGHT}anyone = true\n{exemption}")), &[by("monitors", report(Kind::Uav, 1))], &[]))
    };
    assert_eq!(result(&flown(&format!("{MONITORS}clauses = [\"1\"]\n"))), EXEMPT);
    assert_eq!(result(&flown(&format!("{MONITORS}clauses = [\"0\"]\n"))), BREACH);
    assert_eq!(result(&flown(&MONITORS.replace(", \"uav\"", ""))), BREACH);
    let later =
        "[[term]]\nid = \"9\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"2019-01-01\"\nzone = \"UTC\"\nfor = [\"2\"]\n";
    assert_eq!(result(&flown(&format!("{MONITORS}{later}"))), BREACH);
    assert_eq!(result(&flown(&format!("{MONITORS}reading = \"wide\"\n"))), open(&[Missing::Definition]));
    let other = Observation { id: report(Kind::Uav, 2).id, ..by("p1", report(Kind::Uav, 1)) };
    let mixed = assess(&clauses(&format!("{FLIGHT}anyone = true\n{MONITORS}")), &[by("monitors", report(Kind::Uav, 1)), other], &[]);
    assert_eq!(result(&only(mixed)), open(&[Missing::Actor]));
}

const OFFENSIVE: &str = "[[term]]\nid = \"d\"\nkind = \"defined_term\"\nquote = \"Words\"\nword = \"offensive action\"\npresence = [\"position_seen\", \"personnel_seen\"]\nadopted = \"2018-07-22\"\n[term.positions]\np1 = { area = \"held\", source = \"map\" }\np2 = { area = \"other\", source = \"map\" }\n\
    [[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"position_seen\", \"personnel_seen\", \"burst\"]\ndefinition = \"d\"\n";

/// The square that p1 held on the day of adoption; later maps show it elsewhere.
fn held() -> Vec<(LayerVersion, Geometry)> {
    let then = square("held", "map", 100);
    let mut later = square("held", "map", 100);
    later.1 = Geometry::Areas(vec![vec![vec![at(48.0, 36.0), at(48.0, 38.0), at(49.0, 38.0), at(49.0, 36.0)]]]);
    let later = layer("held", "map", LayerRole::Zone, 100, "2018-07-23T00:00:00Z", later.1);
    vec![then, later]
}

#[test]
fn an_offensive_is_what_the_text_says_it_is_a_change_of_the_positions_of_a_day() {
    let agreement = clauses(OFFENSIVE);
    let trench =
        |lon: f64, sd, layers: &[_]| assess(&agreement, &[by("p1", placed(point(48.1, lon, sd), report(Kind::PositionSeen, 1)))], layers);
    let finding = only(trench(37.3, 100, &held()));
    assert_eq!(result(&finding), BREACH);
    assert!(says(&finding, "defines \"offensive action\" as a change of the positions of 2018-07-22"), "{finding:#?}");
    assert_eq!(finding.used, [held()[0].0.id], "the map of the day of adoption");
    assert_eq!(trench(37.1, 100, &held()), [], "where it stood before");
    assert_eq!(result(&only(trench(37.2, 100, &held()))), open(&[Missing::Position]));
    assert_eq!(result(&only(trench(37.3, 100, &[]))), open(&[Missing::Line]), "positions at adoption are not known");
    let fire = by("p1", placed(point(48.1, 37.3, 10), report(Kind::Burst, 1)));
    assert_eq!(result(&only(assess(&agreement, &[fire], &held()))), open(&[Missing::ActClass]), "fire alone shows no attempt");
    let whose = placed(point(48.1, 37.3, 10), report(Kind::PositionSeen, 1));
    assert_eq!(only(assess(&agreement, &[whose], &held())).outcome, Outcome::Undetermined);
}

#[test]
fn the_width_of_a_zone_is_the_distance_of_one_side_only_by_equal_shares() {
    let row = |fields: &str| {
        clause(
            "withdrawal_distance",
            &format!(
                "classes = [\"mlrs\"]\n{fields}\n[term.baseline]\np1 = {{ line = \"contact_line\" }}\np2 = {{ line = \"contact_line\" }}"
            ),
        )
    };
    let seen = |agreement: &terms::Agreement, km: f64| {
        only(assess(
            agreement,
            &[by("p1", sighting(weapon(None, Some("mlrs"), None), east(km, 100)))],
            &[meridian("contact_line", "map", 0)],
        ))
    };
    let shared = row("zone_width_km = 50\nequal_distances = true");
    assert_eq!((result(&seen(&shared, 24.0)), result(&seen(&shared, 26.0))), (BREACH, NO_BREACH));
    assert!(says(&seen(&shared, 24.0), "25 km for each side: half of a zone 50 km wide, by equal distances"));
    let unshared = row("zone_width_km = 50");
    let finding = seen(&unshared, 24.0);
    assert_eq!(result(&finding), open(&[Missing::Definition]));
    assert!(says(&finding, "does not say how far each side withdraws"), "{finding:#?}");
    let stated = row("distance_km = 20\nzone_width_km = 50");
    assert_eq!((result(&seen(&stated, 19.0)), result(&seen(&stated, 24.0))), (BREACH, NO_BREACH), "the distance counts, not the width");
}

#[test]
fn what_contradicts_itself_in_a_clause_is_a_fault_in_its_place() {
    let fault = |kind: &str, fields: &str| {
        let text = text_of("", "Words.", &format!("[[term]]\nid = \"1\"\nkind = \"{kind}\"\nquote = \"Words\"\n{fields}"));
        let (_, faults) = terms::read_agreement(&text);
        faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("; ")
    };
    let acts = "acts = [\"explosion\"]\n";
    let row = "classes = [\"mlrs\"]\n[term.baseline]\np1 = { line = \"l\" }";
    for (kind, fields, message) in [
        ("prohibited_act", format!("{acts}around = [\"schools\"]"), "`within_m` is missing"),
        ("prohibited_act", format!("{acts}within_m = 5"), "`within_m` needs `around` or `targets`"),
        ("prohibited_act", format!("{acts}anyone = true\nparties = [\"p1\"]"), "`parties` stands beside `anyone = true`"),
        ("prohibited_act", format!("{acts}definition = \"x\""), "`x` is not the id of a `defined_term`"),
        ("prohibited_act", format!("{acts}targets_source = \"map\""), "`targets_source` needs `targets`"),
        ("target_protection", acts.into(), "`targets` is missing"),
        ("target_protection", format!("{acts}targets = [\"dam\"]\nfirst_day_counts = true"), "`first_day_counts` needs `days`"),
        (
            "target_protection",
            format!("{acts}targets = [\"dam\"]\ndays = 30\nextensions = [{{ until = \"2018-08-20\" }}]"),
            "`consented` is missing",
        ),
        (
            "target_protection",
            format!("{acts}targets = [\"dam\"]\nextensions = [{{ until = \"2018-08-20\", consented = [] }}]"),
            "`extensions` needs `days`",
        ),
        ("stand_off", format!("{acts}distance_km = 3"), "`reference` is missing"),
        ("monitor_exemption", acts.into(), "`exempt` is missing"),
        ("monitor_exemption", format!("{acts}exempt = [\"m\"]\nclauses = [\"7\"]"), "no term has the id `7`"),
        ("defined_term", "word = \"w\"\npresence = [\"position_seen\"]\nadopted = \"2018-07-22\"".into(), "`positions` is missing"),
        (
            "zone_allow_list",
            "presence = [\"personnel_seen\"]\nallowed = []\nzone = \"z\"\nunpublished = true".into(),
            "`zone` stands beside `unpublished = true`",
        ),
        (
            "zone_allow_list",
            "presence = [\"personnel_seen\"]\nallowed = []\nzone = \"z\"\nwithin = \"y\"".into(),
            "`within` needs `unpublished = true`",
        ),
        (
            "withdrawal_distance",
            format!("distance_km = 25\nzone_width_km = 60\nequal_distances = true\n{row}"),
            "two equal distances of 25 km make no zone of 60 km",
        ),
        ("withdrawal_distance", format!("distance_km = 25\nequal_distances = true\n{row}"), "`equal_distances` needs `zone_width_km`"),
        ("withdrawal_distance", row.into(), "`distance_km` is missing"),
    ] {
        assert_eq!(fault(kind, &fields), message, "{kind}: {fields}");
    }
}

#[test]
fn borders_holes_and_the_antimeridian_are_what_they_are_in_findings() {
    let ban = clause("prohibited_act", "acts = [\"explosion\"]\nzone = \"zone\"");
    let zone =
        |rings: Vec<Vec<model::Position>>| [layer("zone", "map", LayerRole::Zone, 0, "2014-01-01T00:00:00Z", Geometry::Areas(vec![rings]))];
    let ring = |south: f64, west: f64, north: f64, east: f64| vec![at(south, west), at(south, east), at(north, east), at(north, west)];
    let holed = zone(vec![ring(48.0, 37.0, 48.4, 37.4), ring(48.1, 37.1, 48.3, 37.3)]);
    let found = |lat, lon, sd, layers: &[_]| assess(&ban, &[of_p1(point(lat, lon, sd))], layers);
    let on_border = only(found(48.0, 37.2, 0, &holed));
    assert_eq!((result(&on_border), on_border.chance_ppm), (open(&[Missing::Position]), Some(500_000)));
    assert_eq!(found(48.2, 37.2, 10, &holed), [], "in the hole");
    assert_eq!(result(&only(found(48.1, 37.2, 0, &holed))), open(&[Missing::Position]), "on the border of the hole");
    assert_eq!(result(&only(found(48.05, 37.2, 0, &holed))), BREACH);
    let across = zone(vec![ring(48.0, 179.0, 48.4, -179.0)]);
    for lon in [179.5, 180.0, -180.0, -179.5] {
        assert_eq!(result(&only(found(48.2, lon, 100, &across))), BREACH, "{lon}");
    }
    assert_eq!((found(48.2, 178.9, 100, &across), found(48.2, 0.0, 100, &across)), (vec![], vec![]));
    let row = clause(
        "withdrawal_distance",
        "classes = [\"mlrs\"]\ndistance_km = 15\n[term.baseline]\np1 = { line = \"line\" }\np2 = { line = \"line\" }",
    );
    let line =
        [layer("line", "map", LayerRole::Line, 0, "2014-01-01T00:00:00Z", Geometry::Paths(vec![vec![at(48.0, 179.5), at(48.0, -179.5)]]))];
    let seen = |lat, lon| only(assess(&row, &[by("p1", sighting(weapon(None, Some("mlrs"), None), point(lat, lon, 10)))], &line));
    assert_eq!((result(&seen(48.1, 180.0)), result(&seen(48.1, -179.9))), (BREACH, BREACH), "11 km from it");
    assert_eq!((result(&seen(48.2, 180.0)), result(&seen(48.0, 0.0))), (NO_BREACH, NO_BREACH));
}
