//! The withdrawal table of DOMAIN 4.2, row by row: what a sighted weapon matches and which row applies.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::{Finding, Missing, Outcome, Weapon};
use support::*;

fn minsk() -> terms::Agreement {
    agreement(include_str!("agreements/minsk.md"))
}

/// A weapon of p2, 50 km from the line of 2014, exactly.
fn sighted(weapon: Weapon) -> Vec<Finding> {
    let lines = [meridian("line_2014", "map", 0), meridian_east("contact_line", "map", 0, 5.0)];
    let mut findings = assess(&minsk(), &[by("p2", sighting(weapon, east(20.0, 10)))], &lines);
    findings.sort_by(|a, b| a.reading.cmp(&b.reading));
    findings
}

/// The ids of the rows that the reasons name as matching, without those that a more exact row of
/// the same document replaces ("except" in the Memorandum's row of calibre).
fn matched(finding: &Finding) -> Vec<String> {
    let sentence = finding.reasons.iter().find_map(|reason| reason.split("rows that match: ").nth(1)).unwrap_or_default();
    let beaten: Vec<&str> =
        sentence.split("more exactly: ").nth(1).map(|rest| rest.split(';').next().unwrap().split(", ").collect()).unwrap_or_default();
    let rows = sentence.split("; ").take_while(|part| part.contains('('));
    rows.map(|row| row.split(" (").next().unwrap()).filter(|row| !beaten.contains(row)).map(str::to_owned).collect()
}

fn applied(weapon: Weapon) -> (Vec<String>, String) {
    let finding = only(sighted(weapon));
    (matched(&finding), finding.clause)
}

fn rows(words: &str) -> Vec<String> {
    words.split(' ').map(str::to_owned).collect()
}

#[test]
fn mt_12_has_15_or_25_km_by_reading_and_both_are_shown() {
    let findings = sighted(weapon(Some("MT-12"), Some("anti_tank_gun"), Some(100)));
    assert_eq!(findings.len(), 2);
    let shown: Vec<_> = findings.iter().map(|finding| (finding.reading.as_deref(), finding.clause.as_str(), finding.outcome)).collect();
    assert_eq!(shown, [(Some("less_than"), "P1", Outcome::Breach), (Some("up_to_includes"), "A2", Outcome::NoBreach)]);
    assert_eq!(matched(&findings[0]), rows("M2 P1"));
    assert_eq!(matched(&findings[1]), rows("M2 P1 A2"));
}

#[test]
fn the_120_mm_mortar_keeps_15_km_and_the_question_of_p1_is_shown() {
    assert_eq!(applied(weapon(None, Some("mortar"), Some(120))), (rows("M3 P1m A3"), "A3".into()));
    let finding = only(sighted(weapon(None, Some("mortar"), Some(120))));
    assert!(
        finding.reasons.iter().any(|reason| reason.contains("P1m (25 km, by class, since 2015-02-12, reading mortars_are_artillery)")),
        "{:#?}",
        finding.reasons
    );
}

#[test]
fn small_mortars_and_guns_keep_15_km() {
    assert_eq!(applied(weapon(None, Some("mortar"), Some(82))), (rows("A3"), "A3".into()));
    for model in ["D-44", "D-48"] {
        let findings = sighted(weapon(Some(model), Some("anti_tank_gun"), Some(85)));
        assert_eq!(findings.iter().map(|finding| finding.clause.as_str()).collect::<Vec<_>>(), ["A2b", "A2"]);
        assert!(findings.iter().all(|finding| finding.outcome == Outcome::NoBreach));
    }
}

#[test]
fn the_calibre_of_a_tank_s_gun_triggers_no_row_of_calibre() {
    for model in ["T-64", "T-72"] {
        assert_eq!(applied(weapon(Some(model), Some("tank"), Some(125))), (rows("A1"), "A1".into()));
    }
}

#[test]
fn rocket_launchers_by_model_and_class_and_never_by_calibre() {
    let mlrs = |model, mm| weapon(Some(model), Some("mlrs"), Some(mm));
    assert_eq!(applied(mlrs("BM-21 Grad", 122)), (rows("M6 P2"), "P2".into()));
    assert_eq!(applied(mlrs("Tornado-G", 122)), (rows("M9 P2"), "P2".into()));
    assert_eq!(applied(mlrs("Uragan", 220)), (rows("M7 P3"), "P3".into()));
    assert_eq!(applied(mlrs("Smerch", 300)), (rows("M8 P3"), "P3".into()));
    assert_eq!(applied(mlrs("Tornado-S", 300)), (rows("M11 P3"), "P3".into()));
}

#[test]
fn howitzers_keep_25_km() {
    let howitzer = |model, class, mm| applied(weapon(Some(model), Some(class), Some(mm)));
    assert_eq!(howitzer("2S1", "sp_howitzer", 122), (rows("M4 P1"), "P1".into()));
    assert_eq!(howitzer("2A65 Msta-B", "towed_howitzer", 152), (rows("M5 P1"), "P1".into()));
    assert_eq!(howitzer("2A36", "towed_howitzer", 152), (rows("M1 P1"), "P1".into()));
}

#[test]
fn weapons_that_no_row_names_are_undetermined_for_want_of_a_definition() {
    for (model, class, mm) in [("Konkurs", "atgm", None), ("SPG-9", "recoilless_gun", Some(73)), ("ZU-23", "anti_aircraft_gun", Some(23))] {
        let finding = only(sighted(weapon(Some(model), Some(class), mm)));
        assert_eq!(result(&finding), open(&[Missing::Definition]), "{model}");
    }
}

#[test]
fn a_named_model_beats_the_calibre_inside_one_document() {
    let finding = only(sighted(weapon(Some("2S1"), Some("sp_howitzer"), Some(122))));
    let sentence = finding.reasons.iter().find(|reason| reason.contains("rows that match")).unwrap();
    assert!(sentence.contains("names the weapon more exactly: M1; latest_in_force applies P1, not M4"), "{sentence}");
}

#[test]
fn a_launcher_of_unknown_model_is_each_that_the_catalogue_knows() {
    // At 50 km: kept under the 35 km of P2, broken under the 70 km that Uragan must keep.
    let lines = [meridian("line_2014", "map", 0), meridian("contact_line", "map", 0)];
    let at_km = |km| only(assess(&minsk(), &[by("p2", sighting(weapon(None, Some("mlrs"), None), east(km, 10)))], &lines));
    assert_eq!(result(&at_km(50.0)), open(&[Missing::Weapon]));
    assert_eq!(result(&at_km(80.0)), NO_BREACH);
    assert_eq!(result(&at_km(30.0)), BREACH);
    let either = only(assess(&minsk(), &[by("p2", sighting(weapon(Some("BM-21 or Uragan"), Some("mlrs"), None), east(50.0, 10)))], &lines));
    assert_eq!(result(&either), open(&[Missing::Weapon]));
}

#[test]
fn a_weapon_that_nobody_determined_is_settled_only_where_every_row_agrees() {
    let lines = [meridian("line_2014", "map", 0), meridian("contact_line", "map", 0)];
    let at_km = |km| only(assess(&minsk(), &[by("p2", sighting(Weapon::default(), east(km, 10)))], &lines));
    assert_eq!(result(&at_km(150.0)), NO_BREACH);
    assert_eq!(result(&at_km(20.0)), open(&[Missing::Weapon]));
}

#[test]
fn rows_of_later_documents_do_not_reach_back() {
    let lines = [meridian("line_2014", "map", 0), meridian("contact_line", "map", 0)];
    let tank = |time: &str| {
        assess(&minsk(), &[by("p2", timed(moment(time), sighting(weapon(Some("T-64"), Some("tank"), None), east(5.0, 10))))], &lines)
    };
    assert_eq!(result(&only(tank("2015-10-01T00:00:00Z"))), BREACH);
    assert_eq!(result(&only(tank("2015-09-01T00:00:00Z"))), open(&[Missing::Definition]));
    assert_eq!(tank("2014-09-01T00:00:00Z"), []);
}

#[test]
fn without_a_declared_precedence_rows_that_disagree_leave_it_open() {
    let text = include_str!("agreements/minsk.md").replace("precedence = \"latest_in_force\"\n", "");
    let lines = [meridian("line_2014", "map", 0), meridian("contact_line", "map", 0)];
    let grad = |text: &str, km| {
        only(assess(&agreement(text), &[by("p2", sighting(weapon(Some("BM-21"), Some("mlrs"), Some(122)), east(km, 10)))], &lines))
    };
    assert_eq!(result(&grad(&text, 30.0)), open(&[Missing::Precedence]));
    assert_eq!(result(&grad(&text, 15.0)), BREACH);
    assert_eq!(result(&grad(&text, 40.0)), NO_BREACH);
    let strictest = include_str!("agreements/minsk.md").replace("latest_in_force", "strictest");
    let finding = grad(&strictest, 30.0);
    assert_eq!((result(&finding), finding.clause.as_str()), (BREACH, "P2"));
    let specific = include_str!("agreements/minsk.md").replace("latest_in_force", "specific_first");
    let finding = grad(&specific, 30.0);
    assert_eq!((result(&finding), finding.clause.as_str()), (NO_BREACH, "M6"));
}
