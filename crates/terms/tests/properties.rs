//! What holds for every input: parties are data, order is nothing, chance falls with distance, reading never panics.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::{Claim, Count, Digest, Finding, Geometry, Kind, LayerVersion, Measure, Mission, Observation, Outcome, PartyId, Subject, When};
use proptest::prelude::*;
use support::*;

/// An agreement with a term of each kind.
const ALL: &str = r#"# Truce

```toml
[agreement]
id = "truce"
parties = ["alpha", "bravo"]
precedence = "latest_in_force"
```

The truce begins. All fire ends. Heavy weapons keep away from the line. Only monitors enter the buffer. 600 trucks a day.

```toml
[[term]]
id = "0a"
kind = "effective_moment"
quote = "The truce begins"
reading = "a"
asserted_by = ["alpha"]
at = "2018-07-01"
zone = "Europe/Kyiv"

[[term]]
id = "0b"
kind = "effective_moment"
quote = "The truce begins"
reading = "b"
asserted_by = ["bravo"]
at = "2018-08-01"
zone = "Europe/Kyiv"

[[term]]
id = "1"
kind = "prohibited_act"
quote = "All fire ends"
acts = ["explosion", "burst"]
except_causes = ["demining"]

[[term]]
id = "1z"
kind = "prohibited_act"
quote = "All fire ends"
acts = ["explosion"]
parties = ["bravo"]
zone = "buffer"

[[term]]
id = "2"
kind = "withdrawal_distance"
quote = "Heavy weapons keep away from the line"
classes = ["mortar"]
distance_km = 15

[term.baseline]
alpha = { line = "line_a", source = "map" }
bravo = { line = "line_b", source = "map" }

[[term]]
id = "2b"
kind = "withdrawal_distance"
quote = "Heavy weapons keep away from the line"
calibre_mm_over = 100
distance_km = 25
since = "2018-07-15"

[term.baseline]
alpha = { line = "line_a", source = "map" }
bravo = { line = "line_b", source = "map" }

[[term]]
id = "3"
kind = "zone_allow_list"
quote = "Only monitors enter the buffer"
presence = ["weapon_seen", "personnel_seen"]
zone = "buffer"
allowed = ["monitors", "alpha"]

[[term]]
id = "4"
kind = "quota"
quote = "600 trucks a day"
measure = "delivered"
per_day = 600
obliged = "alpha"
```
"#;

fn swapped(text: &str) -> String {
    text.replace("alpha", "\u{1}").replace("bravo", "alpha").replace('\u{1}', "bravo")
}

fn party_swapped(party: &PartyId) -> PartyId {
    PartyId(swapped(&party.0))
}

fn the_mission() -> Mission {
    let mut mission = mission();
    for (party, id) in mission.parties.iter_mut().zip(["alpha", "bravo"]) {
        party.id = PartyId(id.into());
    }
    mission.sources.iter_mut().for_each(|source| source.party = source.party.as_ref().map(|_| PartyId("bravo".into())));
    mission
}

fn layers() -> Vec<(LayerVersion, Geometry)> {
    vec![square("buffer", "map", 300), meridian("line_a", "map", 200), meridian_east("line_b", "map", 400, 10.0)]
}

fn some_report() -> impl Strategy<Value = Observation> {
    let actor = prop_oneof![Just(None), Just(Some("alpha")), Just(Some("bravo")), Just(Some("monitors"))];
    let kind = prop_oneof![Just(Kind::Explosion), Just(Kind::Burst), Just(Kind::WeaponSeen), Just(Kind::PersonnelSeen)];
    let cause = prop_oneof![3 => Just(None), 1 => Just(Some("demining"))];
    let arm = prop_oneof![
        Just((Some("mortar"), Some(120))),
        Just((Some("mortar"), None)),
        Just((None, Some(152))),
        Just((None, None)),
        Just((Some("tank"), Some(125)))
    ];
    let source = prop_oneof![Just("patrols"), Just("army_two")];
    (actor, kind, cause, arm, source, -40.0..40.0f64, 0u32..5000, 0u32..6, 0i64..60).prop_map(
        |(actor, kind, cause, (class, mm), source, km, sd, n, day)| {
            let mut report = placed(east(km, sd), report(kind, n));
            report.actor = actor.map(|actor| PartyId(actor.into()));
            report.cause = cause.map(str::to_owned);
            report.source = model::SourceId(source.into());
            report.weapon = (kind == Kind::WeaponSeen).then(|| weapon(None, class, mm));
            let from = instant("2018-06-20T00:00:00Z").plus_ms(day * 86_400_000);
            timed(When::between(from, from.plus_ms(i64::from(sd) * 10_000), model::TimePrecision::Hour, "UTC").unwrap(), report)
        },
    )
}

fn some_statement() -> impl Strategy<Value = Observation> {
    let speaker = prop_oneof![Just("alpha"), Just("bravo"), Just("a body")];
    (speaker, 0u32..40_000, 1i8..28, 0i8..3, any::<bool>(), 0u32..9).prop_map(|(speaker, n, day, more, cumulative, id)| {
        let first = format!("2018-08-{day:02}");
        let last = format!("2018-08-{:02}", day + more);
        let claim = Claim {
            about: None,
            as_of: None,
            count: Count::exact(n),
            cumulative,
            definition: None,
            measure: Measure::Delivered,
            speaker: speaker.into(),
            window: Some(When::days(&first, &last, "UTC").unwrap()),
        };
        Observation { claims: vec![claim], ..report(Kind::Statement, id) }
    })
}

fn run(text: &str, mission: &Mission, reports: &[Observation]) -> Vec<Finding> {
    let agreement = agreement(text);
    let incident = incident(reports);
    let facts = terms::Facts { incident: &incident, members: reports.iter().collect(), dossier: terms::Dossier::nothing() };
    terms::assess(&agreement, &Digest::of(b"v"), &facts, &ground(&layers()), mission)
}

fn series(text: &str, mission: &Mission, statements: &[Observation]) -> Vec<Finding> {
    terms::assess_series(&agreement(text), &Digest::of(b"v"), &statements.iter().collect::<Vec<_>>(), mission)
}

/// A finding with the parties' names exchanged and its id derived anew.
fn finding_swapped(mut finding: Finding) -> Finding {
    finding.party = finding.party.as_ref().map(party_swapped);
    finding.reasons = finding.reasons.iter().map(|reason| swapped(reason)).collect();
    let subject = match &mut finding.subject {
        Subject::Duty { about, .. } => {
            *about = swapped(about);
            format!("duty\n{about}")
        }
        Subject::Incident(id) => id.to_string(),
        Subject::Series { speaker, definition, .. } => {
            *speaker = swapped(speaker);
            format!("{speaker}\n{definition}")
        }
    };
    finding.id = Finding::derive_id(&finding.agreement, &finding.clause, finding.reading.as_deref(), finding.party.as_ref(), &subject);
    finding
}

fn all_swapped(findings: Vec<Finding>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = findings.into_iter().map(finding_swapped).collect();
    findings.sort_by_key(|finding| finding.id);
    findings
}

fn mission_swapped() -> Mission {
    let mut mission = the_mission();
    mission.parties.iter_mut().for_each(|party| party.id = party_swapped(&party.id));
    mission.sources.iter_mut().for_each(|source| source.party = source.party.as_ref().map(party_swapped));
    mission
}

fn report_swapped(mut report: Observation) -> Observation {
    report.actor = report.actor.as_ref().map(party_swapped);
    report.claims.iter_mut().for_each(|claim| claim.speaker = swapped(&claim.speaker));
    report
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn swapping_the_parties_swaps_the_findings_and_nothing_else(reports in prop::collection::vec(some_report(), 1..5)) {
        let before = run(ALL, &the_mission(), &reports);
        let swapped_reports: Vec<_> = reports.into_iter().map(report_swapped).collect();
        let after = run(&swapped(ALL), &mission_swapped(), &swapped_reports);
        prop_assert_eq!(all_swapped(before), after);
    }

    #[test]
    fn swapping_the_parties_swaps_the_results_of_quotas(statements in prop::collection::vec(some_statement(), 1..6)) {
        let before = series(ALL, &the_mission(), &statements);
        let swapped_statements: Vec<_> = statements.into_iter().map(report_swapped).collect();
        let after = series(&swapped(ALL), &mission_swapped(), &swapped_statements);
        // Speakers are listed in the order of their names, so that the words of these sentences may change places.
        let told = |findings: Vec<Finding>| findings.into_iter().map(|mut finding| {
            finding.reasons.iter_mut().filter(|reason| reason.contains("met as counted by")).for_each(|reason| {
                let mut letters: Vec<char> = reason.chars().collect();
                letters.sort_unstable();
                *reason = letters.into_iter().collect();
            });
            finding
        }).collect::<Vec<_>>();
        prop_assert_eq!(told(all_swapped(before)), told(after));
    }

    #[test]
    fn the_order_of_reports_changes_nothing(reports in prop::collection::vec(some_report(), 2..6), by in 0usize..6) {
        let mut reports = reports;
        reports.sort_by_key(|report| report.id);
        reports.dedup_by_key(|report| report.id);
        let agreement = agreement(ALL);
        let (incident, mission, ground) = (incident(&reports), the_mission(), ground(&layers()));
        let run = |members: Vec<&Observation>| terms::assess(&agreement, &Digest::of(b"v"), &terms::Facts { incident: &incident, members, dossier: terms::Dossier::nothing() }, &ground, &mission);
        let mut turned: Vec<&Observation> = reports.iter().collect();
        turned.rotate_left(by % reports.len());
        prop_assert_eq!(run(reports.iter().collect()), run(turned.into_iter().rev().collect()));
        prop_assert!(run(reports.iter().collect()).is_sorted_by_key(|finding| finding.id));
    }

    #[test]
    fn the_order_of_terms_changes_no_result(reports in prop::collection::vec(some_report(), 1..4), by in 0usize..8) {
        let (head, rest) = ALL.split_once("```toml\n[[term]]").unwrap();
        let body = rest.trim_end().trim_end_matches("```");
        let mut terms: Vec<&str> = body.split("[[term]]").collect();
        let n = terms.len();
        terms.rotate_left(by % n);
        let text = format!("{head}```toml\n[[term]]{}```\n", terms.join("\n[[term]]"));
        let key = |finding: Finding| (finding.id, finding.outcome, finding.missing, finding.chance_ppm, finding.used);
        let of = |text: &str| run(text, &the_mission(), &reports).into_iter().map(key).collect::<Vec<_>>();
        prop_assert_eq!(of(ALL), of(&text));
    }

    #[test]
    fn a_weapon_farther_from_the_line_is_never_likelier_in_breach(km in 0.5..60.0f64, more in 0.0..20.0f64, sd in 1u32..4000) {
        let chance = |km: f64| {
            let seen = by("alpha", timed(moment("2018-09-01T00:00:00Z"), sighting(weapon(None, Some("mortar"), Some(82)), east(-km, sd))));
            run(ALL, &the_mission(), &[seen]).into_iter().find(|finding| finding.clause == "2").unwrap().chance_ppm.unwrap()
        };
        prop_assert!(chance(km + more) <= chance(km));
    }

    #[test]
    fn every_undetermined_finding_says_what_is_missing_and_no_other_does(reports in prop::collection::vec(some_report(), 1..5)) {
        for finding in run(ALL, &the_mission(), &reports) {
            prop_assert_eq!(finding.outcome == Outcome::Undetermined, !finding.missing.is_empty());
            prop_assert!(finding.reasons.len() > 1);
            prop_assert!(model::json::canonical(&finding).is_ok());
        }
    }
}

/// Text that looks a little like an agreement.
fn some_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("```toml\n".to_owned()),
        Just("```\n".to_owned()),
        Just("# Heading é\n".to_owned()),
        Just("[[term]]\n".to_owned()),
        Just("[[term]".to_owned()),
        Just("[agreement]\nid = \"x\"\nparties = [\"p1\"]\n".to_owned()),
        Just("id = \"1\"\r\n".to_owned()),
        Just("kind = \"withdrawal_distance\"\n[term.baseline]\np1 = { line = \"ü\" }\n".to_owned()),
        Just("kind = \"effective_moment\"\nat = \"2026-01-10\"\nzone = \"UTC\"\n".to_owned()),
        Just("acts = [\"explosion\", 3, \"\u{1F600}\"]\n".to_owned()),
        Just("quote = \"\"\"\n[[term]]\n".to_owned()),
        Just(
            "[[term]]\nid = \"\\u0000\"\nkind = \"prohibited_act\"\nreading = \"\\u0000\"\nacts = [\"explosion\"]\nzone = \"\\u0000\"\n"
                .to_owned()
        ),
        Just("\u{feff}".to_owned()),
        "\\PC{0,12}",
        "[\\[\\]{}=\"',.#\\n\\r a-z0-9]{0,20}",
    ];
    prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn reading_never_panics_and_every_fault_lies_between_characters(text in some_text()) {
        let (agreement, mut faults) = terms::read_agreement(&text);
        prop_assert!(agreement.is_some() || !faults.is_empty());
        if let Some(agreement) = agreement {
            faults.extend(terms::check(&agreement, &text, &mission(), &ground(&[])));
            let explosion = report(Kind::Explosion, 1);
            let sighting = sighting(weapon(None, None, None), east(1.0, 1));
            for report in [explosion, sighting] {
                for finding in assess(&agreement, &[report], &layers()) {
                    prop_assert!(model::json::canonical(&finding).is_ok());
                }
            }
        }
        for fault in faults {
            prop_assert!(text.get(fault.span.clone()).is_some(), "{:?}", fault);
            let line = text.get(..fault.span.start).unwrap().matches('\n').count() + 1;
            prop_assert_eq!(usize::try_from(fault.line).unwrap(), line);
        }
    }

    #[test]
    fn reading_any_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        terms::read_agreement(&String::from_utf8_lossy(&bytes));
    }
}

/// Clauses and other tables that have nothing to do with the reports above: other acts, other figures, words nobody uses.
const IRRELEVANT: [&str; 8] = [
    "[[term]]\nid = \"x\"\nkind = \"prohibited_act\"\nquote = \"QUOTE\"\nacts = [\"jamming\", \"crater\"]\n",
    "[[term]]\nid = \"x\"\nkind = \"zone_allow_list\"\nquote = \"QUOTE\"\npresence = [\"aircraft\"]\nzone = \"buffer\"\nallowed = []\n",
    "[[term]]\nid = \"x\"\nkind = \"quota\"\nquote = \"QUOTE\"\nmeasure = \"weapons\"\nper_day = 5\nobliged = \"bravo\"\n",
    "[[term]]\nid = \"x\"\nkind = \"prohibited_act\"\nquote = \"QUOTE\"\nacts = [\"explosion\"]\nuntil = \"2018-01-01\"\n",
    "[[term]]\nid = \"x\"\nkind = \"effective_moment\"\nquote = \"QUOTE\"\nat = \"2019-01-01\"\nzone = \"UTC\"\nfor = [\"y\"]\n\n[[term]]\nid = \"y\"\nkind = \"prohibited_act\"\nquote = \"QUOTE\"\nacts = [\"jamming\"]\n",
    "[[definition]]\nid = \"x\"\nwords = [\"submarine\"]\nmeaning = \"a vessel under water\"\n",
    "[[declaration]]\nid = \"x\"\nby = \"bravo\"\non = \"2018-01-01\"\nkind = \"statement\"\n",
    "[[weapon]]\nmodels = [\"Trireme\"]\nclass = \"galley\"\n",
];

#[test]
fn a_clause_that_is_relevant_does_change_something() {
    let reports = [by("alpha", timed(moment("2018-08-10T10:00:00Z"), report(Kind::Explosion, 1)))];
    let relevant = IRRELEVANT[0].replace("\"jamming\"", "\"explosion\"").replace("QUOTE", "Submarines stay in port");
    let with = |block: &str| format!("{ALL}\n## More\n\nSubmarines stay in port.\n\n```toml\n{block}```\n");
    let n = |text: &str| run(text, &the_mission(), &reports).len();
    assert_eq!(n(&with(&relevant)), n(ALL) + 2, "one for each reading of the moment");
    assert!(n(ALL) >= 2);
}

/// Findings without what a clause above another changes in words alone: the numbers of lines.
fn without_lines(findings: Vec<Finding>) -> Vec<Finding> {
    let bare = |reason: &String| {
        let mut parts = reason.split("line ");
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |told, part| told + "line " + part.trim_start_matches(|c: char| c.is_ascii_digit()))
    };
    findings.into_iter().map(|finding| Finding { reasons: finding.reasons.iter().map(bare).collect(), ..finding }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn adding_an_irrelevant_clause_changes_nothing(
        reports in prop::collection::vec(some_report(), 1..4),
        statements in prop::collection::vec(some_statement(), 1..4),
        which in 0usize..8,
        is_first in any::<bool>(),
    ) {
        let block = format!("## Something else\n\nSubmarines stay in port.\n\n```toml\n{}```\n\n", IRRELEVANT[which].replace("QUOTE", "Submarines stay in port"));
        let (head, body) = ALL.split_once("The truce begins.").unwrap();
        let text = if is_first { format!("{head}{block}## The truce\n\nThe truce begins.{body}") } else { format!("{ALL}\n{block}") };
        prop_assert_eq!(without_lines(run(ALL, &the_mission(), &reports)), without_lines(run(&text, &the_mission(), &reports)));
        prop_assert_eq!(without_lines(series(ALL, &the_mission(), &statements)), without_lines(series(&text, &the_mission(), &statements)));
    }
}
