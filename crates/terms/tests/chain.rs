//! An amendment changes the findings of the terms that it changes, and no others. All invented.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::Digest;
use std::collections::BTreeSet;
use support::*;
use terms::Agreement;

const MOMENT: &str = "[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"2018-07-01\"\nzone = \"UTC\"\n";
const ACT: &str = "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"explosion\"]\n";
const OTHER: &str =
    "[[term]]\nid = \"2\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"burst\"]\nparties = [\"p1\"]\nin_force = []\n";
const ROWS: &str = "[[term]]\nid = \"3\"\nkind = \"withdrawal_distance\"\nquote = \"Words\"\nclasses = [\"mortar\"]\ndistance_km = 15\n[term.baseline]\np1 = { line = \"line\" }\n
                    [[term]]\nid = \"4\"\nkind = \"withdrawal_distance\"\nquote = \"Words\"\nclasses = [\"tank\"]\ndistance_km = 15\n[term.baseline]\np1 = { line = \"line\" }\n";

fn read(head: &str, words: &str, terms: &str) -> Agreement {
    terms::read_agreement(&text_of(head, words, terms)).0.unwrap()
}

/// Ids of the terms that a new text changes.
fn changed(old: Agreement, new: Agreement) -> Vec<String> {
    let next = old.clone().succeeded_by(new);
    Agreement::changed(Some(&old), Some(&next)).into_iter().collect()
}

#[test]
fn a_new_text_changes_the_terms_that_read_otherwise_and_those_that_they_bear_on() {
    let all = format!("{MOMENT}{ACT}{OTHER}{ROWS}");
    let old = || read("", "Words.", &all);
    let with = |from: &str, to: &str| changed(old(), read("", "Words.", &all.replacen(from, to, 1)));
    assert_eq!(changed(old(), old()), [""; 0]);
    assert_eq!(with("acts = [\"burst\"]", "acts = [\"burst\", \"shot\"]"), ["2"]);
    assert_eq!(with("distance_km = 15", "distance_km = 20"), ["3", "4"], "rows compete");
    assert_eq!(with("2018-07-01", "2018-07-02"), ["0", "1", "2", "3", "4"], "a moment bears on all that it starts");
    assert_eq!(changed(old(), read("", "Other Words.", &all)), [""; 0], "a quote that still stands");
    assert_eq!(changed(old(), read("", "Nothing.", &all)).len(), 5, "quotes that no longer stand");
    assert_eq!(changed(old(), read("precedence = \"strictest\"", "Words.", &all)).len(), 5);
    assert_eq!(changed(old(), read("title = \"New name\"", "Words.", &all)), [""; 0]);
    assert_eq!(changed(old(), read("", "Words.", &format!("{MOMENT}{OTHER}{ROWS}"))), ["1"], "a dropped term");
}

#[test]
fn an_unchanged_term_is_cited_from_the_text_since_which_it_stands_with_its_line_there() {
    let old = read("", "Words.", &format!("{MOMENT}{ACT}"));
    let new = read("", "Words.", &format!("{OTHER}{MOMENT}{ACT}"));
    let (first, second) = (*old.digest(), *new.digest());
    let line = |agreement: &Agreement| agreement.term("1").unwrap().line;
    assert_ne!(line(&old), line(&new));
    let next = old.clone().succeeded_by(new.clone());
    assert_eq!((next.term("1").unwrap().version_or(&second), line(&next)), (first, line(&old)));
    assert_eq!(next.term("2").unwrap().version_or(&second), second);
    let third = Digest::of(b"third");
    let again = next.succeeded_by(old.clone());
    assert_eq!(again.terms().iter().map(|term| term.version_or(&third)).collect::<BTreeSet<_>>(), BTreeSet::from([first]), "it goes on");
    let anew = new.succeeded_by(old).succeeded_by(read("", "Words.", &format!("{OTHER}{MOMENT}{ACT}")));
    assert_eq!(anew.term("2").unwrap().version_or(&third), third, "what was dropped begins anew");
}

#[test]
fn a_finding_cites_the_text_of_its_term() {
    let (old, new) = (read("", "Words.", &format!("{MOMENT}{ACT}")), read("", "Words.", &format!("{OTHER}{MOMENT}{ACT}")));
    let (first, second) = (*old.digest(), *new.digest());
    let next = old.succeeded_by(new);
    let reports = [by("p1", report(model::Kind::Explosion, 1))];
    let incident = incident(&reports);
    let facts = terms::Facts { incident: &incident, members: reports.iter().collect(), dossier: terms::Dossier::nothing() };
    let finding = only(terms::assess(&next, &second, &facts, &ground(&[]), &mission()));
    assert_eq!(finding.agreement_version, first);
    assert!(finding.reasons.iter().any(|reason| reason.contains(&format!("line {}", next.term("1").unwrap().line))), "{finding:#?}");
}

#[test]
fn an_amending_document_changes_the_terms_that_it_replaces_and_adds() {
    let base = text_of("", "Words.", &format!("{MOMENT}{ACT}{OTHER}"));
    let amendment = "# Amendment\n\n```toml\n[agreement]\nid = \"more\"\namends = \"test\"\n```\n\n## 1 Article\n\nWords.\n\n```toml\n[[term]]\nid = \"1a\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"shot\"]\nreplaces = [\"1\"]\nsince = \"2018-08-01\"\n```\n";
    let join = |texts: &[&str]| terms::join(texts.iter().map(|text| terms::read_agreement(text).0.unwrap()).collect());
    let (before, after) = (join(&[&base]), join(&[&base, amendment]));
    let changed = Agreement::changed(before.first(), after.first());
    assert_eq!(changed.into_iter().collect::<Vec<_>>(), ["1", "1a"], "the other act and the moment stand as they did");
}
