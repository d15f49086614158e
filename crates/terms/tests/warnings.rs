//! Warnings of `terms check`: each where it is due, and not where the text is sound.
#![expect(clippy::panic, reason = "tests")]

mod support;
use model::mission::Source;
use model::{Geometry, Kind, LayerRole, LayerVersion, Mission, PartyId, SourceId};
use support::*;
use terms::{Severity, check, check_among, check_text, read_agreement};

/// What `terms check` says of a text before a mission and layers, as `line: message`.
fn said_of(text: &str, mission: &Mission, layers: &[(LayerVersion, Geometry)]) -> Vec<String> {
    let (agreement, faults) = read_agreement(text);
    let agreement = agreement.unwrap_or_else(|| panic!("{faults:#?}"));
    let errors: Vec<_> = faults.iter().filter(|fault| fault.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let found = check(&agreement, text, mission, &ground(layers));
    assert!(found.iter().all(|fault| text.get(fault.span.clone()).is_some() && fault.help.is_some()), "{found:#?}");
    found.iter().chain(&faults).map(|fault| format!("{}: {}", &text[fault.span.clone()], fault.message)).collect()
}

/// An agreement in force from 10 January 2026 whose article is `words`.
fn truce(head: &str, words: &str, terms: &str) -> String {
    let moment = "[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"It begins\"\nat = \"2026-01-10\"\nzone = \"UTC\"\n";
    text_of(&format!("time_zone = \"UTC\"\n{head}"), &format!("It begins. {words}"), &format!("{moment}\n{terms}"))
}

fn term(id: &str, kind: &str, quote: &str, fields: &str) -> String {
    format!("[[term]]\nid = \"{id}\"\nkind = \"{kind}\"\nquote = \"{quote}\"\n{fields}\n\n")
}

fn ban(id: &str, fields: &str) -> String {
    term(id, "prohibited_act", "They cease all fire", fields)
}

/// What is said of terms under one article of plain words.
fn said(head: &str, terms: &str) -> Vec<String> {
    let words = "They cease all fire. Weapons are withdrawn. Only monitors enter. Trucks arrive.";
    let layers = [square("buffer", "map", 0), meridian("front", "map", 0)];
    said_of(&truce(head, words, terms), &mission(), &layers)
}

/// The two rows of a withdrawal table with the fields given.
fn row(id: &str, fields: &str) -> String {
    let line = "{ line = \"front\" }";
    term(id, "withdrawal_distance", "Weapons are withdrawn", &format!("{fields}\n[term.baseline]\np1 = {line}\np2 = {line}"))
}

/// `(case, head, terms, what must be said; empty = nothing)`
type Case = (&'static str, &'static str, String, &'static str);

fn held(cases: &[Case]) {
    for (case, head, terms, due) in cases {
        let said = said(head, terms);
        if due.is_empty() {
            assert_eq!(said, Vec::<String>::new(), "{case}");
        } else {
            assert_eq!(said.iter().filter(|said| said.contains(due)).count(), 1, "{case}: {said:#?}");
            assert_eq!(said.len(), 1, "{case}: nothing else is said: {said:#?}");
        }
    }
}

#[test]
fn terms_that_contradict_each_other_are_told_and_alternatives_and_successors_are_not() {
    let quota = |id, fields| term(id, "quota", "Trucks arrive", &format!("measure = \"delivered\"\nobliged = \"p1\"\n{fields}"));
    let list = |id, fields| term(id, "zone_allow_list", "Only monitors enter", &format!("zone = \"buffer\"\n{fields}"));
    let seen = "presence = [\"personnel_seen\"]\nallowed = [\"monitors\"]";
    held(&[
        (
            "two distances of one class",
            "",
            row("1", "classes = [\"mortar\"]\ndistance_km = 15") + &row("2", "classes = [\"mortar\"]\ndistance_km = 25"),
            "clauses 1 and 2 contradict each other: different distances for the class `mortar`",
        ),
        (
            "two distances of one class under two readings",
            "",
            row("1", "classes = [\"mortar\"]\ndistance_km = 15\nreading = \"a\"") + &row("2", "classes = [\"mortar\"]\ndistance_km = 25\nreading = \"b\""),
            "",
        ),
        (
            "two distances of one class, of other calibres",
            "",
            row("1", "classes = [\"mortar\"]\ncalibre_mm_under = 100\ndistance_km = 15") + &row("2", "classes = [\"mortar\"]\ncalibre_mm_min = 100\ndistance_km = 25"),
            "",
        ),
        (
            "a later document without precedence",
            "",
            row("1", "classes = [\"mortar\"]\ndistance_km = 15\nsince = \"2026-01-10\"") + &row("2", "classes = [\"mortar\"]\ndistance_km = 25\nsince = \"2026-02-10\""),
            "clauses 1 and 2 overlap: different distances",
        ),
        (
            "a later document with precedence",
            "precedence = \"latest_in_force\"",
            row("1", "classes = [\"mortar\"]\ndistance_km = 15\nsince = \"2026-01-10\"") + &row("2", "classes = [\"mortar\"]\ndistance_km = 25\nsince = \"2026-02-10\""),
            "",
        ),
        (
            "two quotas of one thing",
            "",
            quota("1", "per_day = 600\ndefinition = \"entered\"") + &quota("2", "per_day = 500\ndefinition = \"entered\""),
            "clauses 1 and 2 contradict each other: 600 and 500 a day",
        ),
        ("two quotas of two things", "", quota("1", "per_day = 600\ndefinition = \"entered\"") + &quota("2", "per_day = 500\ndefinition = \"offloaded\""), ""),
        (
            "two quotas one after the other",
            "",
            quota("1", "per_day = 600\ndefinition = \"entered\"\nto = \"2026-01-31\"") + &quota("2", "per_day = 500\ndefinition = \"entered\"\nfrom = \"2026-02-01\""),
            "",
        ),
        (
            "two lists for one zone",
            "",
            list("1", seen) + &list("2", "presence = [\"personnel_seen\"]\nallowed = []"),
            "clauses 1 and 2 contradict each other: 1 lets `monitors` in, 2 does not",
        ),
        ("two lists for two kinds of presence", "", list("1", seen) + &list("2", "presence = [\"weapon_seen\"]\nallowed = []"), ""),
        (
            "an exception that another term has not",
            "",
            ban("1", "acts = [\"explosion\", \"shot\"]") + &ban("2", "acts = [\"explosion\"]\nexcept_causes = [\"demining\"]"),
            "clauses 1 and 2 contradict each other: 2 excepts `demining`, 1 forbids the same without it",
        ),
        (
            "one word with two meanings",
            "",
            "[[definition]]\nid = \"a\"\nwords = [\"fire\"]\nmeaning = \"shots\"\n\n[[definition]]\nid = \"b\"\nwords = [\"Fire\"]\nmeaning = \"shells\"\n".to_owned(),
            "definitions a and b give one word two meanings",
        ),
        (
            "one word with two asserted meanings",
            "",
            "[[definition]]\nid = \"a\"\nwords = [\"fire\"]\nmeaning = \"shots\"\nreading = \"x\"\n\n[[definition]]\nid = \"b\"\nwords = [\"Fire\"]\nmeaning = \"shells\"\nreading = \"y\"\n".to_owned(),
            "",
        ),
    ]);
}

#[test]
fn terms_that_overlap_are_told_and_terms_that_share_nothing_are_not() {
    held(&[
        (
            "the same twice",
            "",
            ban("1", "acts = [\"shot\"]") + &ban("2", "acts = [\"shot\"]"),
            "clauses 1 and 2 overlap: 1 forbids all that 2 forbids",
        ),
        (
            "all of it in a zone of it",
            "",
            ban("1", "acts = [\"shot\"]\nzone = \"buffer\"") + &ban("2", "acts = [\"shot\", \"burst\"]"),
            "2 forbids all that 1 forbids",
        ),
        ("other acts", "", ban("1", "acts = [\"shot\"]") + &ban("2", "acts = [\"burst\"]"), ""),
        ("other parties", "", ban("1", "acts = [\"shot\"]\nparties = [\"p1\"]") + &ban("2", "acts = [\"shot\"]\nparties = [\"p2\"]"), ""),
        (
            "inside and outside of a zone",
            "",
            ban("1", "acts = [\"shot\"]\nzone = \"buffer\"") + &ban("2", "acts = [\"shot\"]\nzone = \"buffer\"\noutside = true"),
            "",
        ),
        (
            "one after the other",
            "",
            ban("1", "acts = [\"shot\"]\nuntil = \"2026-01-31\"") + &ban("2", "acts = [\"shot\"]\nsince = \"2026-02-01\""),
            "",
        ),
        (
            "one in place of the other",
            "",
            ban("1", "acts = [\"shot\"]") + &ban("2", "acts = [\"shot\"]\nsince = \"2026-02-01\"\nreplaces = [\"1\"]"),
            "",
        ),
        (
            "one row twice",
            "",
            row("1", "models = [\"D-30\"]\ndistance_km = 15") + &row("2", "models = [\"D-30\", \"2S1\"]\ndistance_km = 15"),
            "clauses 1 and 2 overlap: they say the same",
        ),
    ]);
}

#[test]
fn terms_that_can_never_apply_are_told() {
    let other = term("00", "effective_moment", "It begins", "at = \"2026-03-01\"\nzone = \"UTC\"\nuntil = \"2026-03-31\"\nfor = [\"1\"]");
    held(&[
        ("dates before the moment", "", ban("1", "acts = [\"shot\"]\nuntil = \"2026-01-09\""), "clause 1 is never in force"),
        ("dates up to the moment's own day", "", ban("1", "acts = [\"shot\"]\nuntil = \"2026-01-10\""), ""),
        (
            "dates outside of the agreement's",
            "since = \"2026-01-10\"\nuntil = \"2026-01-31\"",
            ban("1", "acts = [\"shot\"]\nsince = \"2026-02-01\""),
            "clause 1 is never in force",
        ),
        (
            "replaced from the beginning",
            "",
            ban("1", "acts = [\"shot\"]") + &ban("2", "acts = [\"shot\"]\nreplaces = [\"1\"]"),
            "clause 1 is never in force: clause 2 replaces it and begins no later",
        ),
        (
            "replaced later",
            "",
            ban("1", "acts = [\"shot\"]") + &ban("2", "acts = [\"burst\"]\nsince = \"2026-01-11\"\nreplaces = [\"1\"]"),
            "",
        ),
        ("no such calibre", "", row("1", "calibre_mm_over = 100\ncalibre_mm_max = 100\ndistance_km = 15"), "clause 1 names no weapon"),
        ("just one calibre", "", row("1", "calibre_mm_min = 100\ncalibre_mm_max = 100\ndistance_km = 15"), ""),
        ("a moment that starts nothing", "", format!("{other}{}", ban("1", "acts = [\"shot\"]")), "clause 0 starts no term"),
        (
            "days outside of the time in force",
            "",
            term(
                "1",
                "quota",
                "Trucks arrive",
                "measure = \"delivered\"\nobliged = \"p1\"\nper_day = 6\ndefinition = \"entered\"\nto = \"2026-01-09\"",
            ),
            "clause 1 is never due",
        ),
    ]);
}

#[test]
fn a_quota_without_a_counting_point_is_told() {
    let quota =
        |fields: &str| term("1", "quota", "Trucks arrive", &format!("measure = \"delivered\"\nobliged = \"p1\"\nper_day = 6{fields}"));
    held(&[
        ("none", "", quota(""), "clause 1 does not say where and how it is counted"),
        ("one", "", quota("\ndefinition = \"offloaded\""), ""),
    ]);
}

#[test]
fn a_duty_without_a_deadline_or_with_one_that_counts_in_two_ways_is_told() {
    let discipline =
        |fields: &str| ban("1", "acts = [\"shot\"]") + &term("2", "discipline", "They cease all fire", &format!("of = [\"1\"]\n{fields}"));
    let deadline = |fields: &str| term("3", "relative_deadline", "Weapons are withdrawn", &format!("deed = \"completion\"\n{fields}"));
    held(&[
        ("none", "", discipline(""), "clause 2 sets no deadline"),
        ("some hours", "", discipline("within_hours = 72"), ""),
        ("days, the first left open", "", deadline("within_days = 14"), "clause 3 does not say whether the first day counts"),
        ("days without the first", "", deadline("within_days = 14\ninclusive = false"), ""),
        ("a day", "", deadline("due = \"2026-02-01\""), ""),
    ]);
}

#[test]
fn words_quoted_like_defined_ones_need_a_definition() {
    let said = |head: &str, words: &str, quote: &str, more: &str| {
        said_of(&truce(head, words, &format!("{}{more}", term("1", "prohibited_act", quote, "acts = [\"shot\"]"))), &mission(), &[])
    };
    let quote = "Nobody fires in the Security Zone";
    assert_eq!(said("", quote, quote, ""), ["Security Zone: clause 1 quotes `Security Zone` like a defined word, and nothing defines it"]);
    let marked = "Nobody fires in a 'quiet strip' or near \\\"wells\\\"";
    assert_eq!(
        said("", "Nobody fires in a 'quiet strip' or near \"wells\". End", marked, "").len(),
        0,
        "quotation marks in the text define"
    );
    let definition = "[[definition]]\nid = \"z\"\nwords = [\"security zone\"]\nmeaning = \"5 km on both sides\"\n";
    assert_eq!(said("", quote, quote, definition), Vec::<String>::new());
    assert_eq!(said("names = [\"Security Zone\"]", quote, quote, ""), Vec::<String>::new());
    assert_eq!(said("language = \"de\"", quote, quote, ""), Vec::<String>::new());
    let in_prose = format!("\"Security Zone\" means 5 km on both sides. {quote}");
    assert_eq!(said("", &in_prose, quote, ""), Vec::<String>::new());
    for plain in
        ["the Parties hold fire on the 2nd day", "Heavy weapons leave the UNIT", "Weapons leave Aville on Monday", "the p1 hold fire"]
    {
        assert_eq!(said("", plain, plain, ""), Vec::<String>::new(), "{plain}");
    }
}

/// Id, party, whether it is a machine, kinds that it can report.
type ASource<'a> = (&'a str, Option<&'a str>, bool, &'a [Kind]);

fn of_sources(sources: &[ASource<'_>]) -> Mission {
    let source = |(id, party, machine, shows): &ASource<'_>| Source {
        id: SourceId((*id).into()),
        machine: *machine,
        name: (*id).into(),
        party: party.map(|party| PartyId(party.into())),
        shows: shows.to_vec(),
        zone: None,
    };
    Mission { sources: sources.iter().map(source).collect(), ..mission() }
}

#[test]
fn a_clause_whose_breach_no_source_could_show_is_told() {
    let text = truce("", "They cease all fire.", &ban("1", "acts = [\"shot\", \"burst\"]"));
    let said = |sources: &[ASource<'_>]| said_of(&text, &of_sources(sources), &[]);
    let could_never = "no source configured in this mission could ever show a breach of clause 1";
    let cases: [(&[ASource<'_>], &str); 5] = [
        (&[], "the mission has no sources"),
        (&[("satellite", None, true, &[])], "are machines, and say nothing of who acted"),
        (&[("patrols", None, false, &[Kind::WeaponSeen])], "none reports burst, shot"),
        (&[("third", Some("p3"), false, &[])], "all that could belong to parties that it does not bind"),
        (
            &[("one", Some("p1"), false, &[])],
            "a breach of clause 1 by `p1` could be shown by their own sources alone, and one by `p2` by no source at all",
        ),
    ];
    for (sources, due) in cases {
        let said = said(sources);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(due), "{due}: {said:?}");
    }
    assert!(said(&[("satellite", None, true, &[])])[0].contains(could_never));
    assert_eq!(said(&[("satellite", None, true, &[]), ("patrols", None, false, &[])]), Vec::<String>::new());
    assert_eq!(said(&[("patrols", None, false, &[Kind::Burst, Kind::Crater])]), Vec::<String>::new());
}

#[test]
fn layers_without_geometry_on_the_day_a_clause_begins_are_told() {
    let line = |from: &str| layer("front", "map", LayerRole::Line, 0, from, meridian("front", "map", 0).1);
    let text = truce("", "Weapons are withdrawn.", &row("1", "classes = [\"mortar\"]\ndistance_km = 15"));
    let late = said_of(&text, &mission(), &[line("2026-01-11T00:00:00Z")]);
    assert_eq!(
        late,
        [
            "\"front\": line `front` has no geometry on 2026-01-10, when clause 1 begins",
            "\"front\": line `front` has no geometry on 2026-01-10, when clause 1 begins"
        ]
    );
    assert_eq!(said_of(&text, &mission(), &[line("2026-01-10T00:00:00Z")]), Vec::<String>::new());
    let text = truce("", "They cease all fire.", &ban("1", "acts = [\"shot\"]\nzone = \"front\""));
    assert_eq!(
        said_of(&text, &mission(), &[line("2014-01-01T00:00:00Z")]),
        ["\"front\": `front` is no zone: it is a layer of the role `line`"]
    );
}

#[test]
fn dates_without_a_zone_are_told() {
    let text = text_of("", "They cease all fire.", &ban("1", "acts = [\"shot\"]\nsince = \"2026-01-10\""));
    assert_eq!(said_of(&text, &mission(), &[]), ["\"2026-01-10\": the agreement has no `time_zone`: its days and times are taken as UTC"]);
}

#[test]
fn names_that_only_another_agreement_could_explain_are_told_with_that_one_at_hand() {
    let file = |id: &str, head: &str, terms: &str| {
        format!(
            "# {id}\n```toml\n[agreement]\nid = \"{id}\"\nparties = [\"p1\"]\n{head}\n```\n\nNo shots. They begin.\n```toml\n{terms}\n```\n"
        )
    };
    let main = file("main", "", &term("1", "prohibited_act", "No shots", "acts = [\"shot\"]"));
    let said = |text: &str, others: &[&str]| {
        let others: Vec<_> = others.iter().map(|other| agreement(other)).collect();
        check_among(&agreement(text), text, &others)
            .iter()
            .map(|fault| format!("{}: {}", &text[fault.span.clone()], fault.message))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&main, &[]), Vec::<String>::new());
    let change = file("change", "amends = \"main\"", &term("2", "repeal", "No shots", "replaces = [\"1\", \"7\"]"));
    assert_eq!(said(&change, &[]), ["\"main\": the agreement `main` that `change` amends is not here"]);
    assert_eq!(said(&change, &[&main]), ["\"7\": no term has the id `7`, neither here nor in `main`"]);
    let clash = file("clash", "amends = \"main\"", &term("1", "prohibited_act", "No shots", "acts = [\"burst\"]"));
    assert_eq!(said(&clash, &[&main, &clash]), ["[[term]]: the id `1` stands in `main`, which this text amends"]);
    let local = file("local", "inherits = \"main\"\ndrops = [\"1\", \"9\"]", "");
    assert_eq!(said(&local, &[&main]), ["\"9\": no term has the id `9`, neither here nor in `main`"]);
    let (a, b) = (file("a", "inherits = \"b\"", ""), file("b", "inherits = \"a\"", ""));
    assert_eq!(said(&a, &[&a, &b]), ["\"b\": `a` inherits from itself: a -> b -> a"]);
}

#[test]
fn the_text_alone_can_be_checked_without_a_mission() {
    let text = truce("", "They cease all fire.", &(ban("1", "acts = [\"shot\"]") + &ban("2", "acts = [\"shot\"]")));
    let found = check_text(&agreement(&text), &text);
    assert_eq!(found.iter().map(|fault| fault.severity).collect::<Vec<_>>(), [Severity::Warning]);
}
