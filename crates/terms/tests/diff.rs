//! `terms diff`: what changed in effect and in words, and what a draft promised that nobody signed.

mod support;
use support::*;
use terms::diff::{Change, Comparison, Detail, compare};

const DRAFT: &str = include_str!("agreements/draft.md");
const SIGNED: &str = include_str!("agreements/signed.md");

fn compared(before: &str, after: &str) -> Comparison {
    compare(&agreement(before), &agreement(after))
}

fn told(detail: &Detail) -> String {
    match detail {
        Detail::Field { words, .. } | Detail::Remark(words) => words.clone(),
        Detail::Passage(passage) => format!("{} [-{}-] [+{}+] {}", passage.lead, passage.before, passage.after, passage.tail),
    }
}

/// Each difference as `change what: details`.
fn lines(differences: &[terms::diff::Difference]) -> Vec<String> {
    let line = |difference: &terms::diff::Difference| {
        let details: Vec<String> = difference.details.iter().map(told).collect();
        let promise = if difference.is_broken_promise { " PROMISED" } else { "" };
        format!("{}{promise} {}: {}", difference.change.word(), difference.what, details.join(" | "))
    };
    differences.iter().map(line).collect()
}

#[test]
fn a_text_differs_from_itself_in_nothing() {
    for text in [DRAFT, SIGNED, include_str!("agreements/minsk.md"), include_str!("agreements/truce.md")] {
        assert!(compared(text, text).is_empty());
    }
}

/// Found under mutated input.
#[test]
fn a_text_with_one_id_twice_differs_from_itself_in_nothing() {
    let definition = |meaning: &str| format!("[[definition]]\nid = \"fire\"\nwords = [\"fire\"]\nmeaning = \"{meaning}\"\n\n");
    let text = |meanings: &[&str]| text_of("", "No fire.", &meanings.iter().map(|meaning| definition(meaning)).collect::<String>());
    let read = |meanings: &[&str]| terms::read_agreement(&text(meanings)).0.unwrap();
    let twice = read(&["shots", "shells"]);
    assert!(compare(&twice, &twice).is_empty());
    assert_eq!(lines(&compare(&twice, &read(&["shots"])).effects), ["dropped definition of `fire`: "]);
}

#[test]
fn what_changed_in_effect_is_told_field_by_field_and_broken_promises_as_such() {
    assert_eq!(
        lines(&compared(DRAFT, SIGNED).effects),
        [
            "changed the document itself: guarantors: no longer: g2 | precedence: latest in force, not said before | status: draft became signed",
            "changed definition of `fire`: meaning: any shot became any shot or explosion",
            "dropped PROMISED declaration D1: ",
            "changed clause 0 (effective moment): at: 2026-01-10T00:01 became 2026-01-12T00:01 | quote: begins on 10 January became begins on 12 January",
            "changed clause 1 (prohibited act): acts: no longer forbidden: burst; newly forbidden: shot | except causes: newly excepted: demining | time in force: from 2026-01-10T00:01:00.000Z to an open end became from 2026-01-12T00:01:00.000Z to an open end",
            "changed clause 2 (withdrawal distance): distance (km): 25 became 15 | quote: at least 25 km became at least 15 km | time in force: from 2026-01-10T00:01:00.000Z to an open end became from 2026-01-12T00:01:00.000Z to an open end",
            "dropped PROMISED clause 3 (quota): ",
            "dropped clause 4 (prohibited act): its words still stand in article `4 Flights`, and no term encodes them",
            "changed clause 6 (zone allow list): it was clause 5 | time in force: from 2026-01-10T00:01:00.000Z to an open end became from 2026-01-12T00:01:00.000Z to an open end",
            "added clause 7 (prohibited act): ",
        ]
        .map(|line| line.replace("latest in force,", "latest_in_force,"))
    );
}

#[test]
fn what_changed_by_article_is_told_word_by_word() {
    assert_eq!(
        lines(&compared(DRAFT, SIGNED).articles),
        [
            "changed article `1 Fire`: The truce begins on [-10-] [+12+] January 2026.",
            "changed article `2 Weapons`: are withdrawn to at least [-25-] [+15+] km from the front.",
            "dropped PROMISED article `3 Relief`: ",
            "changed article `5 The buffer zone`: its heading was `5 The buffer`",
            "added article `6 Mines`: ",
        ]
    );
}

#[test]
fn backwards_what_was_dropped_is_added() {
    let count = |comparison: &Comparison, change: Change| {
        comparison.effects.iter().chain(&comparison.articles).filter(|one| one.change == change).count()
    };
    let (there, back) = (compared(DRAFT, SIGNED), compared(SIGNED, DRAFT));
    assert_eq!((count(&there, Change::Dropped), count(&there, Change::Added)), (4, 2));
    assert_eq!((count(&back, Change::Dropped), count(&back, Change::Added)), (2, 4));
    assert!(back.effects.iter().all(|one| !one.is_broken_promise), "nothing is promised by what was signed before");
}

#[test]
fn the_order_of_terms_and_of_lists_is_no_difference() {
    let text = |terms: &str| text_of("", "No shots. No bursts.", terms);
    let ban = |id: &str, quote: &str, acts: &str| {
        format!("[[term]]\nid = \"{id}\"\nkind = \"prohibited_act\"\nquote = \"{quote}\"\nacts = [{acts}]\n\n")
    };
    let a = text(&(ban("1", "No shots", "\"shot\", \"burst\"") + &ban("2", "No bursts", "\"burst\"")));
    let b = text(&(ban("2", "No bursts", "\"burst\"") + &ban("1", "No shots", "\"burst\", \"shot\"")));
    assert!(compared(&a, &b).is_empty());
}
