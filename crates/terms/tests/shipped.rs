//! The agreements that come with the program: they are read without fault, and say what is known of them.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::{Kind, Missing, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use support::*;
use terms::diff::{Change, compare};
use terms::{Agreement, TermKind};

fn shipped() -> BTreeMap<String, String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../agreements");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "md") && !path.ends_with("README.md"));
    texts.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())).collect()
}

fn named(name: &str) -> Agreement {
    agreement(shipped().get(name).unwrap())
}

#[test]
fn all_are_read_without_fault_and_say_where_their_text_comes_from() {
    let texts = shipped();
    let readme = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../agreements/README.md")).unwrap();
    assert_eq!(texts.len(), 12);
    let mut kinds = BTreeSet::new();
    for (name, text) in &texts {
        let agreement = agreement(text);
        assert_eq!(agreement.id(), name, "the id is the file's name");
        assert!(agreement.terms().len() >= 2 || name == "gaza_truce_2025_01", "{name}");
        assert!(text.contains("status = \"") && (text.contains("source = \"") || text.contains("\"template\"")), "{name} says what it is");
        assert!(readme.contains(&format!("({name}.md)")), "{name} stands in the README");
        kinds.extend(agreement.terms().iter().filter_map(|term| term.kind));
    }
    // All but `repeal`: no amendment is among them.
    assert_eq!(kinds.len(), TermKind::ALL.len() - 1, "{kinds:?}");
    assert!(!kinds.contains(&TermKind::Repeal));
}

#[test]
fn a_strike_in_the_moratorium_is_a_breach_under_one_beginning_and_open_under_the_other() {
    let strike = timed(
        moment("2025-03-20T10:00:00Z"),
        model::Observation { target: Some("substation".into()), ..by("p1", report(Kind::Explosion, 1)) },
    );
    let mut findings = assess(&named("energy_moratorium_2025"), &[strike], &[]);
    findings.sort_by(|a, b| a.reading.cmp(&b.reading));
    let told: Vec<_> = findings.iter().map(|finding| (finding.reading.as_deref(), result(finding))).collect();
    assert_eq!(told, [(Some("a"), BREACH), (Some("b"), open(&[Missing::EffectiveMoment]))]);
}

#[test]
fn the_moratorium_ends_after_thirty_days_and_the_last_day_depends_on_the_counting() {
    let strike = |day: &str| {
        let time = moment(&format!("{day}T10:00:00Z"));
        let hit = timed(time, model::Observation { target: Some("refinery".into()), ..by("p2", report(Kind::Explosion, 1)) });
        let findings = assess(&named("energy_moratorium_2025"), &[hit], &[]);
        findings.iter().find(|finding| finding.reading.as_deref() == Some("a")).map(result)
    };
    assert_eq!(strike("2025-04-16"), Some(BREACH));
    assert_eq!(strike("2025-04-17"), Some(open(&[Missing::EffectiveMoment])));
    assert_eq!(strike("2025-04-19"), None);
}

#[test]
fn one_wording_about_aircraft_leaves_the_monitors_out_and_the_other_does_not() {
    let flight = |actor: &str| {
        let seen = timed(moment("2020-08-01T10:00:00Z"), by(actor, report(Kind::Uav, 1)));
        let findings = assess(&named("minsk_measures_2020"), &[seen], &[]);
        let told =
            findings.iter().filter(|finding| finding.clause.starts_with('2')).map(|finding| (finding.clause.clone(), finding.outcome));
        told.collect::<BTreeMap<_, _>>()
    };
    assert_eq!(flight("p1"), BTreeMap::from([("2a".to_owned(), Outcome::Breach), ("2b".to_owned(), Outcome::Breach)]));
    assert_eq!(flight("monitors"), BTreeMap::from([("2b".to_owned(), Outcome::Breach)]));
}

#[test]
fn an_unpublished_map_leaves_the_zone_open_for_armed_people_who_are_not_on_the_list() {
    let seen = |actor: &str| {
        let armed = sighting(weapon(Some("AK"), Some("small_arms"), None), point(33.2, 35.4, 100));
        let sighted = timed(moment("2025-01-10T10:00:00Z"), by(actor, armed));
        let findings = assess(&named("lebanon_2024_11"), &[sighted], &[]);
        findings.iter().find(|finding| finding.clause == "7").map(result)
    };
    assert_eq!(seen("p3"), Some(open(&[Missing::Zone])));
    assert_ne!(seen("p2").map(|result| result.0), Some(Outcome::Breach));
}

#[test]
fn nothing_of_the_model_agreement_is_in_force() {
    let fire = timed(moment("2026-02-01T10:00:00Z"), by("p1", report(Kind::Explosion, 1)));
    let findings = assess(&named("model_guarantees_2026"), &[fire], &[]);
    assert!(!findings.is_empty());
    for finding in findings {
        assert_eq!(finding.outcome, Outcome::Undetermined, "{finding:#?}");
    }
}

#[test]
fn the_shipped_withdrawal_table_has_the_rows_that_the_tests_hold_against_the_published_table() {
    let tested = agreement(include_str!("agreements/minsk.md"));
    let rows = compare(&tested, &named("minsk_withdrawal")).effects.into_iter().filter(|difference| difference.what.starts_with("clause"));
    let others: Vec<String> =
        rows.filter(|row| row.change != Change::Added && !row.details.iter().all(is_time)).map(|row| row.what).collect();
    assert_eq!(others, Vec::<String>::new());
}

/// The shipped table has a beginning of its own; the tests' copy has none.
fn is_time(detail: &terms::diff::Detail) -> bool {
    format!("{detail:?}").contains("in force")
}
