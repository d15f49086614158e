//! Forbidden acts, zones with a list of those allowed, and the time in force.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::{Finding, Geometry, Kind, LayerVersion, Missing, Observation, Outcome, Place, PlacePrecision, TimePrecision, When, geodesy};
use support::*;

const MOMENT: &str =
    "[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"From 2018\"\nat = \"2018-01-01T00:00\"\nzone = \"Europe/Kyiv\"\n";

fn act(fields: &str) -> terms::Agreement {
    let term = format!(
        "{MOMENT}\n[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"shall cease all fire\"\nacts = [\"explosion\", \"burst\"]\n{fields}"
    );
    agreement(&text_of("", "From 2018 both shall cease all fire.", &term))
}

fn zone(fields: &str) -> terms::Agreement {
    let term = format!(
        "{MOMENT}\n[[term]]\nid = \"2\"\nkind = \"zone_allow_list\"\nquote = \"only monitors enter\"\npresence = [\"personnel_seen\", \"weapon_seen\"]\nzone = \"buffer\"\nallowed = [\"monitors\"]\n{fields}"
    );
    agreement(&text_of("", "From 2018 only monitors enter the buffer.", &term))
}

fn explosion() -> Observation {
    report(Kind::Explosion, 1)
}

/// The square zone, exact.
fn buffer() -> Vec<(LayerVersion, Geometry)> {
    vec![square("buffer", "map", 0)]
}

/// West of the zone's western border by some kilometres (negative = inside).
fn west(km: f64, sd_m: u32) -> Place {
    Place::Normal { centre: geodesy::direct(at(48.1, 37.0), 270.0, km * 1000.0), sd_m }
}

#[test]
fn an_act_of_a_bound_party_is_a_breach_and_an_unknown_actor_leaves_it_open() {
    let finding = only(assess(&act(""), &[by("p1", explosion())], &[]));
    assert_eq!((result(&finding), finding.party.unwrap().0.as_str()), (BREACH, "p1"));
    assert_eq!((finding.clause.as_str(), finding.chance_ppm, finding.reading), ("1", None, None));
    assert!(finding.reasons[0].contains("shall cease all fire"), "{:#?}", finding.reasons);
    let finding = only(assess(&act(""), &[explosion()], &[]));
    assert_eq!((result(&finding), finding.party), (open(&[Missing::Actor]), None));
}

#[test]
fn two_reports_that_name_different_actors_leave_it_open_and_both_are_told() {
    let other = Observation { id: report(Kind::Explosion, 2).id, ..by("p2", explosion()) };
    let finding = only(assess(&act(""), &[by("p1", explosion()), other], &[]));
    assert_eq!(result(&finding), open(&[Missing::Actor]));
    assert!(
        finding
            .reasons
            .iter()
            .any(|reason| reason == "p1 is named as the actor by 1 of 2 reports; p2 is named as the actor by 1 of 2 reports"),
        "{:#?}",
        finding.reasons
    );
}

#[test]
fn an_act_of_somebody_whom_the_clause_does_not_bind_gives_no_finding() {
    assert_eq!(assess(&act(""), &[by("p3", explosion())], &[]), []);
    assert_eq!(assess(&act("parties = [\"p2\"]"), &[by("p1", explosion())], &[]), []);
}

#[test]
fn nobody_excuses_an_act_by_their_own_word() {
    let agreement = act("except_causes = [\"demining\"]");
    let own = Observation { source: model::SourceId("army_one".into()), cause: Some("demining".into()), ..by("p1", explosion()) };
    assert_eq!(result(&only(assess(&agreement, std::slice::from_ref(&own), &[]))), open(&[Missing::ExerciseTag]));
    let patrol = Observation { id: report(Kind::Explosion, 2).id, cause: Some("demining".into()), ..by("p1", explosion()) };
    assert_eq!(result(&only(assess(&agreement, &[own, patrol], &[]))), EXEMPT);
}

#[test]
fn a_party_s_word_about_its_opponent_names_nobody_and_its_word_about_itself_does() {
    let said_by = |source: &str| Observation { source: model::SourceId(source.into()), ..by("p1", explosion()) };
    let accusation = only(assess(&act(""), &[said_by("army_two")], &[]));
    assert_eq!(result(&accusation), open(&[Missing::Actor]));
    assert!(accusation.reasons.iter().any(|reason| reason.contains("a party's word about its opponent names nobody")), "{accusation:#?}");
    assert_eq!(result(&only(assess(&act(""), &[said_by("army_one")], &[]))), BREACH);
    assert_eq!(accusation.party, None);
}

#[test]
fn other_kinds_of_act_are_not_concerned() {
    let agreement = act("");
    assert_eq!(assess(&agreement, &[by("p1", report(Kind::ThermalAnomaly, 1))], &[]), []);
    assert!(terms::is_concerned(&agreement, Kind::Burst) && !terms::is_concerned(&agreement, Kind::ThermalAnomaly));
}

#[test]
fn a_cause_that_the_clause_excepts_exempts_if_all_reports_have_it() {
    let agreement = act("except_causes = [\"demining\"]");
    let tagged = |n, cause: Option<&str>| Observation {
        id: report(Kind::Explosion, n).id,
        cause: cause.map(str::to_owned),
        ..by("p1", explosion())
    };
    assert_eq!(result(&only(assess(&agreement, &[tagged(1, Some("demining")), tagged(2, Some("demining"))], &[]))), EXEMPT);
    assert_eq!(result(&only(assess(&agreement, &[tagged(1, Some("demining")), tagged(2, None)], &[]))), open(&[Missing::ExerciseTag]));
    assert_eq!(result(&only(assess(&agreement, &[tagged(1, Some("hunting")), tagged(2, None)], &[]))), BREACH);
}

#[test]
fn inside_a_zone_is_a_matter_of_chance_and_far_away_is_no_matter_at_all() {
    let agreement = act("zone = \"buffer\"\nzone_source = \"map\"");
    let at_km = |km, sd| assess(&agreement, &[by("p1", placed(west(km, sd), explosion()))], &buffer());
    assert_eq!(result(&only(at_km(-3.0, 500))), BREACH);
    let near = only(at_km(-0.5, 500));
    assert_eq!(result(&near), open(&[Missing::Position]));
    assert!(near.chance_ppm.unwrap().abs_diff(841_345) < 200, "{near:?}");
    assert_eq!(near.used, [buffer()[0].0.id]);
    assert_eq!(result(&only(at_km(1.5, 500))), NO_BREACH);
    assert_eq!(at_km(40.0, 500), []);
}

#[test]
fn outside_of_a_zone_is_the_complement() {
    let agreement = act("zone = \"buffer\"\noutside = true");
    let at_km = |km| assess(&agreement, &[by("p1", placed(west(km, 500), explosion()))], &buffer());
    assert_eq!(result(&only(at_km(3.0))), BREACH);
    assert_eq!(result(&only(at_km(0.0))), open(&[Missing::Position]));
    assert_eq!(at_km(-7.0), []);
}

#[test]
fn the_zone_s_own_error_adds_to_that_of_the_position() {
    let agreement = act("zone = \"buffer\"");
    let finding = only(assess(&agreement, &[by("p1", placed(west(-1.0, 800), explosion()))], &[square("buffer", "map", 600)]));
    assert!(finding.chance_ppm.unwrap().abs_diff(841_345) < 200, "{:?}", finding.chance_ppm);
}

#[test]
fn a_zone_that_is_not_there_or_not_valid_then_leaves_it_open() {
    let agreement = act("zone = \"buffer\"");
    assert_eq!(result(&only(assess(&agreement, &[by("p1", explosion())], &[]))), open(&[Missing::Zone]));
    let mut later = square("buffer", "map", 0);
    later.0.valid_from = instant("2020-01-01T00:00:00Z");
    let finding = only(assess(&agreement, &[by("p1", explosion())], &[later]));
    assert_eq!(result(&finding), open(&[Missing::Zone]));
    assert!(
        finding.reasons.iter().any(|reason| reason.contains("no version of zone `buffer` is valid at 2018-07-30T10:00:00.000Z")),
        "{:#?}",
        finding.reasons
    );
    assert_eq!(result(&only(assess(&agreement, &[by("p1", explosion())], &[meridian("buffer", "map", 0)]))), open(&[Missing::Zone]));
}

#[test]
fn a_district_is_no_position_unless_another_report_has_one() {
    let agreement = act("zone = \"buffer\"");
    let wide = Observation { place_precision: Some(PlacePrecision::Adm3), ..by("p1", explosion()) };
    assert_eq!(result(&only(assess(&agreement, std::slice::from_ref(&wide), &buffer()))), open(&[Missing::Position]));
    let fix = Observation { id: report(Kind::Explosion, 2).id, ..explosion() };
    assert_eq!(result(&only(assess(&agreement, &[wide, fix], &buffer()))), BREACH);
}

#[test]
fn two_maps_of_a_zone_that_disagree_leave_it_open() {
    let agreement = act("zone = \"buffer\"");
    let moved = layer(
        "buffer",
        "other_map",
        model::LayerRole::Zone,
        0,
        "2014-01-01T00:00:00Z",
        Geometry::Areas(vec![vec![vec![at(48.0, 36.0), at(48.0, 36.5), at(48.2, 36.5), at(48.2, 36.0)]]]),
    );
    let layers = [square("buffer", "map", 0), moved];
    assert_eq!(result(&only(assess(&agreement, &[by("p1", explosion())], &layers))), open(&[Missing::Zone]));
    let one = act("zone = \"buffer\"\nzone_source = \"map\"");
    assert_eq!(result(&only(assess(&one, &[by("p1", explosion())], &layers))), BREACH);
}

#[test]
fn everything_that_is_missing_is_named() {
    let agreement = act("zone = \"buffer\"\nexcept_causes = [\"demining\"]");
    let near = placed(west(0.0, 500), explosion());
    let tagged = Observation { id: report(Kind::Explosion, 2).id, cause: Some("demining".into()), ..near.clone() };
    let finding = only(assess(&agreement, &[near, tagged], &buffer()));
    assert_eq!(result(&finding), open(&[Missing::Position, Missing::Actor, Missing::ExerciseTag]));
}

#[test]
fn only_those_on_the_list_may_be_in_the_zone() {
    let seen = |actor: Option<&str>, place| {
        let report = placed(place, report(Kind::PersonnelSeen, 1));
        assess(&zone(""), &[actor.map_or_else(|| report.clone(), |actor| by(actor, report.clone()))], &buffer())
    };
    let finding = only(seen(Some("p1"), west(-5.0, 100)));
    assert_eq!((result(&finding), finding.party.unwrap().0.as_str()), (BREACH, "p1"));
    assert_eq!(result(&only(seen(Some("monitors"), west(-5.0, 100)))), NO_BREACH);
    assert_eq!(result(&only(seen(Some("monitors"), west(0.0, 500)))), NO_BREACH);
    assert_eq!(result(&only(seen(None, west(-5.0, 100)))), open(&[Missing::Actor]));
    assert_eq!(result(&only(seen(None, west(0.0, 500)))), open(&[Missing::Position, Missing::Actor]));
    assert_eq!(seen(Some("p1"), west(50.0, 100)), []);
}

#[test]
fn a_weapon_in_a_zone_stands_at_its_own_place_not_at_the_incident_s() {
    let inside = placed(west(-5.0, 100), by("p1", report(Kind::WeaponSeen, 1)));
    let mut incident = incident(std::slice::from_ref(&inside));
    incident.place = Some(west(50.0, 100));
    let facts = terms::Facts { incident: &incident, members: vec![&inside], dossier: terms::Dossier::nothing() };
    let findings = terms::assess(&zone(""), &model::Digest::of(b"v"), &facts, &ground(&buffer()), &mission());
    assert_eq!(result(&only(findings)), BREACH);
}

#[test]
fn an_event_before_the_beginning_is_not_concerned_and_one_that_straddles_it_is_open() {
    // Midnight in Kyiv on 1 January 2018 is 22:00 UTC on the day before.
    let during = |from: &str, to: &str| {
        let when = When::between(instant(from), instant(to), TimePrecision::Hour, "UTC").unwrap();
        assess(&act(""), &[by("p1", timed(when, explosion()))], &[])
    };
    assert_eq!(during("2017-12-31T20:00:00Z", "2017-12-31T22:00:00Z"), []);
    assert_eq!(result(&only(during("2017-12-31T21:00:00Z", "2017-12-31T23:00:00Z"))), open(&[Missing::EffectiveMoment]));
    assert_eq!(result(&only(during("2017-12-31T22:00:00Z", "2017-12-31T22:00:00Z"))), BREACH);
}

/// A strike two days after the start that one side asserts, and whose start the other side denies:
/// the energy example of DOMAIN 4.3, in invented words.
#[test]
fn a_strike_is_a_breach_under_one_reading_of_the_beginning_and_open_under_the_other() {
    let terms = "[[term]]\nid = \"1a\"\nkind = \"effective_moment\"\nquote = \"for thirty days\"\nreading = \"a\"\nasserted_by = [\"p1\"]\nat = \"2025-03-18\"\nuntil = \"2025-04-16\"\nzone = \"Europe/Moscow\"\n\
        [[term]]\nid = \"1b\"\nkind = \"effective_moment\"\nquote = \"for thirty days\"\nreading = \"b\"\nasserted_by = [\"p2\"]\nunknown = true\nnot_before = \"2025-03-18\"\nzone = \"Europe/Kyiv\"\n\
        [[term]]\nid = \"2\"\nkind = \"prohibited_act\"\nquote = \"no strikes on energy\"\nacts = [\"explosion\"]\n";
    let agreement = agreement(&text_of("", "There are no strikes on energy for thirty days.", terms));
    let strike = |time: &str| -> Vec<_> {
        let mut findings = assess(&agreement, &[by("p1", timed(moment(time), explosion()))], &[]);
        findings.sort_by(|a, b| a.reading.cmp(&b.reading));
        findings.iter().map(|finding| (finding.reading.clone().unwrap(), finding.outcome, finding.missing.clone())).collect()
    };
    let under_b = ("b".to_owned(), Outcome::Undetermined, vec![Missing::EffectiveMoment]);
    assert_eq!(strike("2025-03-20T01:00:00Z"), [("a".to_owned(), Outcome::Breach, vec![]), under_b.clone()]);
    assert_eq!(strike("2025-04-16T20:59:59Z")[0].1, Outcome::Breach);
    assert_eq!(strike("2025-04-16T21:00:00Z"), [under_b]);
    assert_eq!(strike("2025-03-01T00:00:00Z"), []);
}

#[test]
fn moments_for_some_terms_start_only_those_and_in_force_names_its_own() {
    let moment = |id: &str, at: &str, more: &str| {
        format!("[[term]]\nid = \"{id}\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"{at}\"\nzone = \"UTC\"\n{more}\n")
    };
    let term = |id: &str, more: &str| {
        format!("[[term]]\nid = \"{id}\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"explosion\"]\n{more}\n")
    };
    let terms = [
        moment("m", "2018-01-01", ""),
        moment("n", "2019-01-01", "for = [\"2\"]"),
        moment("o", "2020-01-01", "for = [\"9\"]"),
        term("1", ""),
        term("2", ""),
        term("3", "in_force = \"o\""),
        term("9", ""),
    ]
    .concat();
    let agreement = agreement(&text_of("", "Words.", &terms));
    let concerned = |time: &str| {
        let findings = assess(&agreement, &[by("p1", timed(support::moment(time), explosion()))], &[]);
        let mut clauses: Vec<String> = findings.into_iter().map(|finding| finding.clause).collect();
        clauses.sort();
        clauses.join(" ")
    };
    assert_eq!(concerned("2018-06-01T00:00:00Z"), "1");
    assert_eq!(concerned("2019-06-01T00:00:00Z"), "1 2");
    assert_eq!(concerned("2020-06-01T00:00:00Z"), "1 2 3 9");
}

/// The result of every clause on one explosion by p1.
fn results(text: &str, layers: &[(LayerVersion, Geometry)]) -> Vec<(String, Outcome, Vec<Missing>)> {
    let (agreement, _) = terms::read_agreement(text);
    let findings: Vec<Finding> = assess(&agreement.unwrap(), &[by("p1", explosion())], layers);
    let mut results: Vec<_> = findings.into_iter().map(|finding| (finding.clause, finding.outcome, finding.missing)).collect();
    results.sort();
    results
}

#[test]
fn a_term_with_a_fault_never_disappears() {
    let open = |clause: &str| (clause.to_owned(), Outcome::Undetermined, vec![Missing::Definition]);
    let of = |term: &str| results(&text_of("", "They shall cease all fire.", term), &[]);
    let whole = "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"shall cease all fire\"\nacts = [\"explosion\"]\n";
    assert_eq!(of(whole), [("1".to_owned(), Outcome::Breach, vec![])]);
    assert_eq!(of(&whole.replace("all fire", "any fire")), [open("1")], "the quote");
    assert_eq!(of(&whole.replace("explosion", "explosoin")), [open("1")], "the act");
    assert_eq!(of(&whole.replace("prohibited_act", "prohibited_acts")), [open("1")], "the kind");
    assert_eq!(of(&whole.replace("acts =", "excpet_causes = [\"demining\"]\nacts =")), [open("1")], "an unknown field");
    assert_eq!(of(&whole.replace("[[term]]", "[[terms]]")), [open("1")], "the header");
    assert_eq!(of(&whole.replace("[[term]]", "[term]")), [open("1")], "single brackets");
    assert_eq!(of(&whole.replace("[\"explosion\"]", "[\"explosion\"")), [open("1")], "the syntax");
    assert_eq!(of(&whole.replace("kind =", "kind")), [open("1")], "a lost sign");
    assert_eq!(of(&whole.replace("id = \"1\"\n", "")).len(), 1, "the id");
    assert_eq!(of(&format!("{whole}parties = [\"p9\"]\n")), [open("1")], "an unknown party");
    assert_eq!(of(&format!("{whole}in_force = \"7\"\n")), [open("1")], "an unknown moment");
    let twice = of(&format!("{whole}{whole}"));
    assert_eq!((twice.len(), twice[0].1, twice[1].1), (2, Outcome::Breach, Outcome::Undetermined), "the same id twice");
}

#[test]
fn a_fault_in_one_term_does_not_touch_the_next_one() {
    let bad = "[[term]]\nid = \"1\"\nkind \"prohibited_act\"\nquote = \"shall cease all fire\"\n";
    let good = "[[term]]\nid = \"2\"\nkind = \"prohibited_act\"\nquote = \"shall cease all fire\"\nacts = [\"explosion\"]\n";
    let results = results(&text_of("", "They shall cease all fire.", &format!("{bad}{good}")), &[]);
    assert_eq!(results.len(), 2);
    assert_eq!(results[1], ("2".to_owned(), Outcome::Breach, vec![]));
    assert_eq!(results[0].1, Outcome::Undetermined);
}

#[test]
fn a_moment_that_cannot_be_read_leaves_its_terms_open() {
    let terms = format!(
        "{}\n[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"shall cease all fire\"\nacts = [\"explosion\"]\n",
        MOMENT.replace("Kyiv", "Kiew")
    );
    let results = results(&text_of("", "From 2018 both shall cease all fire.", &terms), &[]);
    assert_eq!(results, [("1".to_owned(), Outcome::Undetermined, vec![Missing::EffectiveMoment])]);
}
