//! What holds for every duty, whatever happens: parties are data, order is nothing, what is nobody's business changes nothing,
//! each number matters.

#[path = "support/mutants.rs"]
mod mutants;
mod support;
use model::observation::{Restriction, RestrictionType};
use model::{Count, Coverage, CoverageState, DeedKind, Finding, Kind, Mission, Observation, Outcome, PartyId, Subject};
use mutants::survivors;
use proptest::prelude::*;
use support::*;

const DUTIES: &str = include_str!("agreements/duties.md");

fn swapped(text: &str) -> String {
    text.replace("alpha", "\u{1}").replace("bravo", "alpha").replace('\u{1}', "bravo")
}

fn party_swapped(party: &PartyId) -> PartyId {
    PartyId(swapped(&party.0))
}

/// The parties of the tests, under names of which the one is the other's mirror.
fn named() -> Mission {
    let mut mission = mission();
    let name = |party: &PartyId| PartyId(if party.0 == "p1" { "alpha".into() } else { "bravo".into() });
    mission.parties.iter_mut().for_each(|party| party.id = name(&party.id));
    mission.sources.iter_mut().for_each(|source| source.party = source.party.as_ref().map(name));
    mission
}

fn named_swapped() -> Mission {
    let mut mission = named();
    mission.parties.iter_mut().for_each(|party| party.id = party_swapped(&party.id));
    mission.sources.iter_mut().for_each(|source| source.party = source.party.as_ref().map(party_swapped));
    mission
}

fn reports_swapped(reports: &[Observation]) -> Vec<Observation> {
    let swap = |report: &Observation| {
        let mut report = report.clone();
        report.actor = report.actor.as_ref().map(party_swapped);
        report.speaker = report.speaker.as_deref().map(swapped);
        if let Some(restriction) = &mut report.restriction {
            restriction.by_whom = restriction.by_whom.as_deref().map(swapped);
        }
        report
    };
    reports.iter().map(swap).collect()
}

fn papers_swapped(papers: &Papers) -> Papers {
    let incidents = papers.incidents.iter().map(|members| reports_swapped(members)).collect();
    Papers { reports: reports_swapped(&papers.reports), incidents, ..papers.clone() }
}

/// All findings: on incidents and on what is owed.
fn held(text: &str, papers: &Papers, mission: &Mission) -> Vec<Finding> {
    let agreement = agreement(text);
    let (ground, version) = (ground(&papers.layers), model::Digest::of(b"version"));
    let dossier = terms::Dossier::new(papers.reports.iter().collect(), papers.coverages.iter().collect(), papers.as_of);
    let mut findings = duties_in(&agreement, papers, mission);
    for members in &papers.incidents {
        let incident = incident(members);
        let facts = terms::Facts { incident: &incident, members: members.iter().collect(), dossier: &dossier };
        findings.extend(terms::assess(&agreement, &version, &facts, &ground, mission));
    }
    findings
}

type Told = (String, Option<String>, Outcome, Vec<model::Missing>, Vec<char>);

/// Findings with the parties' names exchanged or not; reasons as letters, since sentences may list parties by name.
fn told(findings: &[Finding], swap: bool) -> Vec<Told> {
    let name = |text: &str| if swap { swapped(text) } else { text.to_owned() };
    let tell = |finding: &Finding| {
        let about = match &finding.subject {
            Subject::Duty { about, .. } => name(about),
            Subject::Incident(id) => id.to_string(),
            Subject::Series { speaker, .. } => name(speaker),
        };
        // Ids of findings are derived from parties, so that a reason that names one differs.
        let plain = |reason: &String| name(reason).split_whitespace().filter(|word| !word.starts_with("(FND-")).collect::<String>();
        let mut letters: Vec<char> = finding.reasons.iter().flat_map(|reason| plain(reason).chars().collect::<Vec<_>>()).collect();
        letters.sort_unstable();
        let key = format!("{} {about} {}", finding.clause, finding.reading.as_deref().unwrap_or(""));
        (key, finding.party.as_ref().map(|party| name(&party.0)), finding.outcome, finding.missing.clone(), letters)
    };
    let mut all: Vec<Told> = findings.iter().map(tell).collect();
    all.sort();
    all
}

fn some_deed() -> impl Strategy<Value = Observation> {
    let actor = prop_oneof![Just(None), Just(Some("alpha")), Just(Some("bravo"))];
    let about = prop_oneof![
        Just("stage one"),
        Just("stage two"),
        Just("stage four"),
        Just("weapons"),
        Just("routes"),
        Just("rifles"),
        Just("camera north"),
        Just("return fire"),
        Just("buffer"),
        Just("bridge post")
    ];
    let source = prop_oneof![3 => Just("patrols"), 1 => Just("army_one"), 1 => Just("army_two"), 1 => Just("nobody")];
    (0..DeedKind::ALL.len(), actor, about, source, any::<bool>(), 0i64..800, 0u32..1_000).prop_map(
        |(kind, actor, about, source, is_told, hour, n)| {
            let kind = DeedKind::ALL.get(kind).copied().unwrap_or(DeedKind::Notice);
            let at = instant("2018-06-28T00:00:00Z").plus_ms(hour * 3_600_000);
            let report = from_source(source, deed(n, kind, actor, Some(about), moment(&at.to_string())));
            let report = Observation { count: Some(Count::exact(n % 40)), ..report };
            if is_told { told_of(report) } else { report }
        },
    )
}

fn told_of(report: Observation) -> Observation {
    Observation { speaker: report.actor.as_ref().map(|actor| actor.0.clone()), ..support::told(report) }
}

fn some_incident() -> impl Strategy<Value = Vec<Observation>> {
    let actor = prop_oneof![Just(None), Just(Some("alpha")), Just(Some("bravo"))];
    let kind = prop_oneof![Just(Kind::Explosion), Just(Kind::Burst), Just(Kind::Restriction)];
    let source = prop_oneof![3 => Just("patrols"), 1 => Just("army_one")];
    (actor, kind, source, 0i64..800, 0u32..1_000, 0u32..400).prop_map(|(actor, kind, source, hour, n, far)| {
        let at = instant("2018-06-28T00:00:00Z").plus_ms(hour * 3_600_000);
        let mut seen = placed(point(48.1, 37.0 + f64::from(far) / 1e3, 200), timed(moment(&at.to_string()), report(kind, n + 10_000)));
        seen.actor = actor.map(|actor| PartyId(actor.into()));
        if kind == Kind::Restriction {
            let by_whom = seen.actor.take().map(|actor| format!("guards of {actor}"));
            let reason_quoted = (n % 2 == 0).then(|| "mines ahead".to_owned());
            seen.restriction = Some(Restriction { by_whom, reason_quoted, form: RestrictionType::Denied });
            seen.place_name = Some("bridge post".into());
        }
        vec![from_source(source, seen)]
    })
}

fn some_coverage() -> impl Strategy<Value = Coverage> {
    (1u32..28, any::<bool>(), 0u32..=1_440).prop_map(|(n, is_whole, minutes)| {
        let row = covered(if n % 3 == 0 { "camera north" } else { "post" }, "buffer", day(&format!("2018-07-{n:02}")));
        if is_whole { row } else { Coverage { observed_min: minutes, state: CoverageState::Denied, ..row } }
    })
}

fn some_papers() -> impl Strategy<Value = Papers> {
    let parts = (
        prop::collection::vec(some_deed(), 0..12),
        prop::collection::vec(some_coverage(), 0..20),
        prop::collection::vec(some_incident(), 0..6),
        0i64..1_200,
    );
    parts.prop_map(|(reports, coverages, mut incidents, hour)| {
        let mut seen = std::collections::BTreeSet::new();
        incidents.retain(|members| members.iter().all(|member| seen.insert(member.id)));
        let mut seen = std::collections::BTreeSet::new();
        let reports = reports.into_iter().filter(|report| seen.insert(report.id)).collect();
        let mut seen = std::collections::BTreeSet::new();
        let coverages = coverages.into_iter().filter(|row| seen.insert(row.id)).collect();
        let as_of = Some(instant("2018-06-28T00:00:00Z").plus_ms(hour * 3_600_000));
        Papers { reports, coverages, incidents, layers: vec![square("buffer", "map", 50)], as_of }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn swapping_the_parties_swaps_what_is_owed(papers in some_papers()) {
        let before = held(DUTIES, &papers, &named());
        let after = held(&swapped(DUTIES), &papers_swapped(&papers), &named_swapped());
        prop_assert!(!before.is_empty());
        prop_assert_eq!(told(&before, true), told(&after, false));
    }

    #[test]
    fn the_order_in_which_records_are_handed_over_changes_nothing(papers in some_papers(), by in 0usize..12) {
        let mut turned = papers.clone();
        turned.reports.reverse();
        turned.coverages.rotate_left(by % papers.coverages.len().max(1));
        turned.incidents.reverse();
        prop_assert_eq!(duties_in(&agreement(DUTIES), &papers, &named()), duties_in(&agreement(DUTIES), &turned, &named()));
    }

    #[test]
    fn a_record_that_no_duty_asks_for_changes_nothing(papers in some_papers(), extra in some_deed()) {
        let mut more = papers.clone();
        let mut extra = extra;
        if let Some(deed) = &mut extra.deed {
            deed.kind = DeedKind::Clearance;
        }
        if papers.reports.iter().all(|report| report.id != extra.id) {
            more.reports.push(extra);
        }
        more.coverages.push(covered("far post", "elsewhere", day("2018-07-02")));
        more.incidents.push(vec![timed(moment("2018-07-02T03:00:00Z"), report(Kind::Shot, 50_000))]);
        prop_assert_eq!(duties_in(&agreement(DUTIES), &papers, &named()), duties_in(&agreement(DUTIES), &more, &named()));
    }

    #[test]
    fn every_undetermined_duty_says_what_is_missing_and_every_finding_can_be_recorded(papers in some_papers()) {
        let findings = held(DUTIES, &papers, &named());
        let ids: std::collections::BTreeSet<_> = findings.iter().map(|finding| finding.id).collect();
        prop_assert_eq!(ids.len(), findings.len(), "no two findings have one id");
        for finding in findings {
            prop_assert_eq!(finding.outcome == Outcome::Undetermined, !finding.missing.is_empty());
            prop_assert!(finding.reasons.len() > 1);
            prop_assert!(model::json::canonical(&finding).is_ok());
            prop_assert!(finding.time.from <= finding.time.to);
        }
    }
}

/// What happened, each thing just on one side of a number: late by an hour, enough by one, and so on.
fn just_so() -> Papers {
    let done = |n, kind, party, about, at: &str| deed(n, kind, Some(party), Some(about), moment(at));
    let act = |n, kind, party, at: &str| vec![by(party, timed(moment(at), report(kind, n)))];
    let handed = |n, count| Observation {
        count: Some(Count::exact(count)),
        ..done(n, DeedKind::Handover, "alpha", "rifles", "2018-07-20T00:00:00Z")
    };
    let mut reports = vec![
        // Late by an hour.
        done(1, DeedKind::Completion, "alpha", "stage one", "2018-07-15T01:00:00Z"),
        done(2, DeedKind::Start, "alpha", "stage two", "2018-07-04T00:30:00Z"),
        done(3, DeedKind::Plan, "alpha", "stage three", "2018-06-28T12:00:00Z"),
        done(4, DeedKind::Completion, "alpha", "stage four", "2018-07-08T01:00:00Z"),
        done(5, DeedKind::Completion, "alpha", "stage five", "2018-07-17T01:00:00Z"),
        done(6, DeedKind::List, "alpha", "weapons", "2018-07-06T01:00:00Z"),
        done(7, DeedKind::Means, "alpha", "camera north", "2018-07-22T01:00:00Z"),
        done(8, DeedKind::Completion, "alpha", "buffer", "2018-07-21T01:00:00Z"),
        // Exactly enough.
        handed(9, 30),
        // A day late for the exchange.
        Observation { count: Some(Count::exact(30)), ..done(10, DeedKind::Handover, "bravo", "rifles", "2018-08-02T01:00:00Z") },
        // Announced 48 and a half hours before.
        deed(11, DeedKind::Notice, None, Some("bridge post"), moment("2018-07-24T11:30:00Z")),
        // Free four days and a half after the breach.
        from_source("army_one", done(12, DeedKind::Release, "alpha", "all", "2018-07-25T22:00:00Z")),
    ];
    let strike = act(20, Kind::Explosion, "bravo", "2018-07-21T10:00:00Z");
    let about = incident(&strike).id.to_string();
    reports.push(done(13, DeedKind::Sanction, "bravo", &about, "2018-07-29T01:00:00Z"));
    let visit = Observation {
        restriction: Some(Restriction { by_whom: Some("alpha".into()), reason_quoted: None, form: RestrictionType::Denied }),
        place_name: Some("bridge post".into()),
        ..timed(moment("2018-07-26T12:00:00Z"), report(Kind::Restriction, 22))
    };
    // An answer 24 hours and a half after the act.
    let answer = act(21, Kind::Burst, "alpha", "2018-07-22T10:30:00Z");
    let mut coverages: Vec<Coverage> = (1..=7).map(|n| covered("post", "buffer", day(&format!("2018-07-{n:02}")))).collect();
    coverages.push(covered("camera north", "x", day("2018-07-24")));
    coverages.push(Coverage { observed_min: 864, state: CoverageState::Denied, ..covered("camera north", "x", day("2018-07-25")) });
    let incidents = vec![strike, answer, vec![visit]];
    Papers { reports, coverages, incidents, layers: vec![square("buffer", "map", 50)], as_of: Some(instant("2018-09-30T00:00:00Z")) }
}

#[test]
fn each_number_of_the_duties_matters() {
    let (papers, mission) = (just_so(), named());
    let results = |text: &str| {
        let all = held(text, &papers, &mission);
        all.into_iter().map(|finding| format!("{} {:?} {:?} {:?}", finding.id, finding.party, finding.outcome, finding.missing)).collect()
    };
    let (n, survivors) = survivors(DUTIES, results);
    assert!(n >= 17, "only {n} numbers were changed");
    assert_eq!(survivors, Vec::<String>::new());
}
