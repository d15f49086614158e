//! Agreements as documents: definitions, declarations, where a text comes from, versions, amendments, inheritance.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::{Digest, Finding, Kind, Missing, Observation, Outcome, PartyId};
use support::*;
use terms::{Agreement, DeclarationKind, Facts, Relation, Role, Severity, TextStatus, Translation, join, read_agreement};

/// An invented truce with everything that a document can say of itself.
const TRUCE: &str = include_str!("agreements/truce.md");
/// Its amendment, a side letter that came out, and a local ceasefire that inherits.
const AMENDMENT: &str = include_str!("agreements/amendment.md");
const LETTER: &str = include_str!("agreements/letter.md");
const HARBOUR: &str = include_str!("agreements/harbour.md");

fn set(texts: &[&str]) -> Vec<Agreement> {
    join(texts.iter().map(|text| agreement(text)).collect())
}

/// An explosion by `p1` at a moment, held against the agreement with an id.
fn held(agreements: &[Agreement], id: &str, kind: Kind, at: &str) -> Vec<Finding> {
    findings(agreements.iter().find(|agreement| agreement.id() == id).unwrap(), by("p1", timed(moment(at), report(kind, 1))))
}

fn findings(agreement: &Agreement, report: Observation) -> Vec<Finding> {
    let mut mission = mission();
    mission.parties.push(model::mission::Party { hue: 0, id: PartyId("p4".into()), name: "p4".into() });
    let members = [report];
    let facts = Facts { incident: &incident(&members), members: members.iter().collect(), dossier: terms::Dossier::nothing() };
    terms::assess(agreement, agreement.digest(), &facts, &ground(&[square("harbour_area", "map", 0)]), &mission)
}

fn of_clause<'f>(findings: &'f [Finding], clause: &str) -> Vec<&'f Finding> {
    findings.iter().filter(|finding| finding.clause == clause).collect()
}

fn outcomes(findings: &[Finding]) -> Vec<(&str, Option<&str>, Outcome)> {
    let mut outcomes: Vec<_> =
        findings.iter().map(|finding| (finding.clause.as_str(), finding.reading.as_deref(), finding.outcome)).collect();
    outcomes.sort_unstable();
    outcomes
}

#[test]
fn a_document_says_who_is_in_it_and_what_its_text_is_worth() {
    let truce = agreement(TRUCE);
    let provenance = truce.provenance();
    assert_eq!((provenance.status, provenance.translation), (Some(TextStatus::Unverified), Some(Translation::Unofficial)));
    assert_eq!((provenance.language.as_deref(), provenance.authentic.as_slice()), (Some("en"), ["fr".to_owned()].as_slice()));
    assert_eq!((provenance.version.as_deref(), provenance.supersedes.as_deref()), (Some("2"), Some("1")));
    let actor = |id: &str| PartyId(id.into());
    assert_eq!(
        truce.roles(),
        [
            (Role::ThirdForce, actor("p3")),
            (Role::Guarantor, actor("g1")),
            (Role::Guarantor, actor("g2")),
            (Role::Monitor, actor("monitors"))
        ]
    );
    assert_eq!(truce.definitions().iter().map(|definition| definition.id.as_str()).collect::<Vec<_>>(), ["fire", "heavy_a", "heavy_b"]);
    let declared: Vec<_> = truce.declarations().iter().map(|declaration| (declaration.by.as_deref(), declaration.kind)).collect();
    assert_eq!(
        declared,
        [
            (Some("p2"), Some(DeclarationKind::Denial)),
            (Some("p2"), Some(DeclarationKind::Interpretation)),
            (Some("p4"), Some(DeclarationKind::Accession))
        ]
    );
    assert_eq!(
        truce.annexes().iter().map(|annex| (annex.id.as_str(), annex.provenance.status)).collect::<Vec<_>>(),
        [("minutes", Some(TextStatus::Leaked))]
    );
}

#[test]
fn a_finding_cites_version_definition_declaration_and_where_the_words_come_from() {
    let findings = held(&set(&[TRUCE]), "truce", Kind::Explosion, "2026-01-15T10:00:00Z");
    let [fire] = of_clause(&findings, "1")[..] else { panic!("{findings:#?}") };
    let reasons = fire.reasons.join("\n");
    for words in [
        "version 2",
        "the text, as printed by the Island Gazette is unverified",
        "the text in en is an unofficial translation; the texts that bind are in fr",
        "`all fire` is defined (definition fire, line",
        "p2 declared on 2026-01-12: denial",
    ] {
        assert!(reasons.contains(words), "{words}: {reasons}");
    }
    let [minutes] = of_clause(&findings, "M1")[..] else { panic!("{findings:#?}") };
    assert!(minutes.reasons.iter().any(|reason| reason.starts_with("annex minutes") && reason.contains("was leaked")), "{minutes:#?}");
    assert!(minutes.reasons[0].contains("annex minutes"));
}

#[test]
fn a_reading_is_asserted_by_whoever_declared_it() {
    let truce = agreement(TRUCE);
    assert_eq!(truce.term("2a").unwrap().asserted_by, ["p1"]);
    assert_eq!(truce.term("2b").unwrap().asserted_by, ["p2"]);
    assert!(truce.term("2b").unwrap().reading.as_deref() == Some("strict"));
}

#[test]
fn a_party_that_acceded_is_bound_from_then_on() {
    let truce = set(&[TRUCE]);
    assert_eq!(truce[0].parties().len(), 3);
    let p4 = |at: &str, until: &str| {
        let time = model::When::between(instant(at), instant(until), model::TimePrecision::Minute, "UTC").unwrap();
        let findings = findings(&truce[0], by("p4", timed(time, report(Kind::Explosion, 1))));
        of_clause(&findings, "1").iter().map(|finding| result(finding)).collect::<Vec<_>>()
    };
    assert_eq!(p4("2026-01-19T10:00:00Z", "2026-01-19T11:00:00Z"), []);
    assert_eq!(p4("2026-01-19T22:30:00Z", "2026-01-19T23:30:00Z"), [open(&[Missing::EffectiveMoment])]);
    assert_eq!(p4("2026-01-21T10:00:00Z", "2026-01-21T11:00:00Z"), [BREACH]);
}

#[test]
fn a_term_holds_within_its_own_dates_and_until_another_replaces_or_repeals_it() {
    let truce = set(&[TRUCE]);
    let at = |kind, at: &str| {
        outcomes(&held(&truce, "truce", kind, at)).into_iter().map(|(clause, _, outcome)| (clause.to_owned(), outcome)).collect::<Vec<_>>()
    };
    let breach = |clauses: &[&str]| clauses.iter().map(|clause| ((*clause).to_owned(), Outcome::Breach)).collect::<Vec<_>>();
    // 3 holds until its last day, 28 February; 4 until 5 replaces it; 6 until it is repealed.
    assert_eq!(at(Kind::Uav, "2026-02-28T22:59:00Z"), breach(&["3"]));
    assert_eq!(at(Kind::Uav, "2026-02-28T23:01:00Z"), []);
    assert_eq!(at(Kind::Burst, "2026-01-31T12:00:00Z"), breach(&["4"]));
    assert_eq!(at(Kind::Burst, "2026-02-01T12:00:00Z"), breach(&["5"]));
    assert_eq!(at(Kind::Shot, "2026-02-28T12:00:00Z"), breach(&["6"]));
    assert_eq!(at(Kind::Shot, "2026-03-01T12:00:00Z"), []);
    let findings = held(&truce, "truce", Kind::Burst, "2026-01-31T12:00:00Z");
    assert!(findings[0].reasons.iter().any(|reason| reason == "replaced by clause 5 from 2026-01-31T23:00:00.000Z"), "{findings:#?}");
}

#[test]
fn an_amendment_changes_the_agreement_from_its_own_beginning_on_and_is_cited_as_the_text_that_it_is() {
    let both = set(&[TRUCE, AMENDMENT]);
    assert_eq!(both.iter().map(Agreement::id).collect::<Vec<_>>(), ["truce"]);
    assert_eq!(both[0].texts().collect::<Vec<_>>(), [Digest::of(TRUCE.as_bytes()), Digest::of(AMENDMENT.as_bytes())]);
    let before = held(&both, "truce", Kind::Burst, "2026-02-10T12:00:00Z");
    assert_eq!(outcomes(&before), [("5", None, Outcome::Breach)]);
    let after = held(&both, "truce", Kind::Burst, "2026-03-10T12:00:00Z");
    assert_eq!(outcomes(&after), [("A1", None, Outcome::Breach)]);
    assert_eq!(after[0].agreement_version, Digest::of(AMENDMENT.as_bytes()));
    assert!(after[0].reasons[0].starts_with("clause A1 of `amendment` (line"), "{:?}", after[0].reasons);
    // 3 ended on 28 February; the amendment lets it last on in March.
    assert_eq!(outcomes(&held(&both, "truce", Kind::Uav, "2026-03-10T12:00:00Z")), [("A3", None, Outcome::Breach)]);
    // Without the text that it amends nothing of it can be applied, visibly.
    let alone = set(&[AMENDMENT]);
    let findings = held(&alone, "amendment", Kind::Burst, "2026-03-10T12:00:00Z");
    assert_eq!(findings.iter().map(result).collect::<Vec<_>>(), [open(&[Missing::EffectiveMoment, Missing::Definition])]);
    assert!(findings[0].reasons.iter().any(|reason| reason.contains("`truce` that `amendment` amends is not here")), "{findings:#?}");
}

#[test]
fn a_local_ceasefire_has_its_parents_terms_except_those_that_it_overrides_or_drops() {
    let both = set(&[TRUCE, HARBOUR]);
    let harbour = both.iter().find(|agreement| agreement.id() == "harbour").unwrap();
    assert_eq!(harbour.relation(), &Relation::Inherits { parent: "truce".into(), drops: vec!["6".into()] });
    assert_eq!(harbour.area(), Some("harbour_area"));
    // Its own 4 takes the place of the parent's; 6 is dropped; 1 is taken over and begins with the local truce.
    assert_eq!(outcomes(&held(&both, "harbour", Kind::Shot, "2026-01-15T12:00:00Z")), []);
    assert_eq!(outcomes(&held(&both, "truce", Kind::Shot, "2026-01-15T12:00:00Z")), [("6", None, Outcome::Breach)]);
    let early = held(&both, "harbour", Kind::Explosion, "2026-01-11T12:00:00Z");
    assert_eq!(outcomes(&early), []);
    let later = held(&both, "harbour", Kind::Explosion, "2026-01-15T12:00:00Z");
    let [fire] = of_clause(&later, "1")[..] else { panic!("{later:#?}") };
    assert_eq!((fire.agreement.as_str(), fire.agreement_version), ("harbour", Digest::of(TRUCE.as_bytes())));
    assert!(fire.reasons[0].starts_with("clause 1 of `truce` (line"), "{:?}", fire.reasons);
    let own = held(&both, "harbour", Kind::Burst, "2026-01-15T12:00:00Z");
    assert_eq!(own.iter().map(|finding| finding.agreement_version).collect::<Vec<_>>(), [Digest::of(HARBOUR.as_bytes())]);
}

#[test]
fn a_local_ceasefire_without_its_parent_is_visibly_incomplete() {
    let alone = set(&[HARBOUR]);
    let findings = held(&alone, "harbour", Kind::Explosion, "2026-01-15T12:00:00Z");
    let [inherits] = of_clause(&findings, "inherits")[..] else { panic!("{findings:#?}") };
    assert_eq!(result(inherits), open(&[Missing::Definition]));
}

#[test]
fn a_side_letter_begins_with_the_main_text_if_it_says_nothing_else() {
    let both = set(&[TRUCE, LETTER]);
    assert_eq!(outcomes(&held(&both, "letter", Kind::Convoy, "2026-01-09T12:00:00Z")), []);
    let findings = held(&both, "letter", Kind::Convoy, "2026-01-15T12:00:00Z");
    assert_eq!(outcomes(&findings), [("L1", None, Outcome::Breach)]);
    assert!(findings[0].reasons.iter().any(|reason| reason.contains("was leaked: its authors have not confirmed it")), "{findings:#?}");
}

#[test]
fn a_circle_of_agreements_is_told_once_each_and_stops_nothing() {
    let circle = |id: &str, other: &str| {
        format!(
            "# {id}\n```toml\n[agreement]\nid = \"{id}\"\nparties = [\"p1\"]\ninherits = \"{other}\"\n```\nNo shots.\n```toml\n[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"No shots\"\nacts = [\"shot\"]\n```\n"
        )
    };
    let (a, b, c) = (circle("a", "b"), circle("b", "c"), circle("c", "a"));
    let joined = set(&[&a, &b, &c]);
    assert_eq!(joined.len(), 3);
    let findings = held(&joined, "a", Kind::Shot, "2026-01-15T12:00:00Z");
    assert_eq!(outcomes(&findings), [("1", None, Outcome::Breach), ("inherits", None, Outcome::Undetermined)]);
    let told = findings.iter().find(|finding| finding.clause == "inherits").unwrap().reasons.join("\n");
    assert!(told.contains("`a` inherits from itself: a -> b -> c -> a"), "{told}");
}

#[test]
fn the_order_in_which_agreements_are_read_is_nothing() {
    let texts = [TRUCE, AMENDMENT, LETTER, HARBOUR];
    let told = |texts: &[&str]| set(texts).iter().map(|agreement| format!("{agreement:?}")).collect::<Vec<_>>();
    let first = told(&texts);
    assert_eq!(first.len(), 3);
    assert!(first == told(&[HARBOUR, LETTER, AMENDMENT, TRUCE]) && first == told(&[LETTER, TRUCE, HARBOUR, AMENDMENT]));
}

#[test]
fn a_disputed_replacement_is_shown_both_ways() {
    let text = text_of(
        "time_zone = \"UTC\"",
        "No shots. No shots at night.",
        "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"No shots\"\nacts = [\"shot\"]\nsince = \"2026-01-01\"\n\n[[term]]\nid = \"2\"\nkind = \"repeal\"\nquote = \"No shots at night\"\nreplaces = [\"1\"]\nreading = \"ended\"\nasserted_by = [\"p2\"]\nsince = \"2026-02-01\"\n",
    );
    let findings = held(&set(&[&text]), "test", Kind::Shot, "2026-02-15T12:00:00Z");
    assert_eq!(outcomes(&findings), [("1", None, Outcome::Breach)]);
    let findings = held(&set(&[&text]), "test", Kind::Shot, "2026-01-15T12:00:00Z");
    assert_eq!(outcomes(&findings), [("1", None, Outcome::Breach), ("1", Some("ended"), Outcome::Breach)]);
}

#[test]
fn faults_of_the_document_are_shown_where_they_are() {
    let (_, faults) = read_agreement(include_str!("agreements/faulty_document.md"));
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let shown = include_str!("agreements/faulty_document.txt");
    assert!(told.join("\n") == shown.trim_end(), "{}", told.join("\n"));
    assert!(faults.iter().filter(|fault| fault.severity == Severity::Error).count() >= 12);
}
