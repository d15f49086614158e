//! What holds for every kind of clause that goes by place or actor, whatever happens: parties are data, order is
//! nothing, and what has nothing to do with an event changes nothing.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "support/battery.rs"]
mod battery;
mod support;
use battery::*;
use model::{Finding, Kind, Mission, Observation, Outcome, PartyId, Subject, TimePrecision, When};
use proptest::prelude::*;
use support::*;

fn swapped(text: &str) -> String {
    text.replace("alpha", "\u{1}").replace("bravo", "alpha").replace('\u{1}', "bravo")
}

fn report_swapped(mut report: Observation) -> Observation {
    report.actor = report.actor.as_ref().map(|party| PartyId(swapped(&party.0)));
    report
}

fn mission_swapped() -> Mission {
    let mut mission = the_mission();
    let swap = |party: &PartyId| PartyId(swapped(&party.0));
    mission.parties.iter_mut().for_each(|party| party.id = swap(&party.id));
    mission.sources.iter_mut().for_each(|source| source.party = source.party.as_ref().map(swap));
    mission
}

/// What a finding says: clause and subject, party, result, what is missing, chance, versions used, letters of its reasons.
type Told = (String, Option<String>, Outcome, Vec<model::Missing>, Option<u32>, usize, Vec<char>);

/// A finding with the parties' names exchanged; its reasons as letters, since sentences may list parties by name.
fn told(finding: &Finding, swap: bool) -> Told {
    let name = |text: &str| if swap { swapped(text) } else { text.to_owned() };
    let about = match &finding.subject {
        Subject::Duty { about, .. } => name(about),
        Subject::Incident(id) => id.to_string(),
        Subject::Series { speaker, .. } => name(speaker),
    };
    let mut letters: Vec<char> = finding.reasons.iter().flat_map(|reason| name(reason).chars().collect::<Vec<_>>()).collect();
    letters.sort_unstable();
    let party = finding.party.as_ref().map(|party| name(&party.0));
    let key = format!("{} {about} {}", finding.clause, finding.reading.as_deref().unwrap_or(""));
    (key, party, finding.outcome, finding.missing.clone(), finding.chance_ppm, finding.used.len(), letters)
}

fn all_told(findings: &[Finding], swap: bool) -> Vec<Told> {
    let mut all: Vec<_> = findings.iter().map(|finding| told(finding, swap)).collect();
    all.sort();
    all
}

fn some_report() -> impl Strategy<Value = Observation> {
    let actor = prop_oneof![Just(None), Just(Some("alpha")), Just(Some("bravo")), Just(Some("monitors"))];
    let kind = prop_oneof![
        Just(Kind::Explosion),
        Just(Kind::Burst),
        Just(Kind::WeaponSeen),
        Just(Kind::PersonnelSeen),
        Just(Kind::Uav),
        Just(Kind::MineUxo)
    ];
    let cause =
        prop_oneof![4 => Just(None), 1 => Just(Some("sabotage")), 1 => Just(Some("live_fire_exercise")), 1 => Just(Some("remnant"))];
    let target = prop_oneof![4 => Just(None), 1 => Just(Some("power_station")), 1 => Just(Some("depot"))];
    let arm = prop_oneof![Just(Some("mortar")), Just(Some("mlrs")), Just(Some("unarmed")), Just(None)];
    let source = prop_oneof![3 => Just("patrols"), 1 => Just("army_two")];
    (actor, kind, cause, target, arm, source, (-30.0..40.0f64, 0u32..3000, 0u32..6, 0i64..90)).prop_map(
        |(actor, kind, cause, target, arm, source, (km, sd, n, day))| {
            let mut report = placed(east(km, sd), report(kind, n));
            report.actor = actor.map(|actor| PartyId(actor.into()));
            (report.cause, report.target) = (cause.map(str::to_owned), target.map(str::to_owned));
            report.source = model::SourceId(source.into());
            report.weapon = arm.map(|class| weapon(None, Some(class), Some(120)));
            let from = instant("2018-06-25T08:00:00Z").plus_ms(day * 86_400_000);
            timed(When::between(from, from.plus_ms(i64::from(sd) * 1_000), TimePrecision::Hour, "UTC").unwrap(), report)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn swapping_the_parties_swaps_the_findings_of_every_kind(reports in prop::collection::vec(some_report(), 1..4)) {
        let before = run_all(PLACES, &the_mission(), std::slice::from_ref(&reports), &records(), &[]);
        let reports: Vec<_> = reports.into_iter().map(report_swapped).collect();
        let records: Vec<_> = records().into_iter().map(report_swapped).collect();
        let after = run_all(&swapped(PLACES), &mission_swapped(), &[reports], &records, &[]);
        prop_assert_eq!(all_told(&before, true), all_told(&after, false));
    }

    #[test]
    fn the_order_of_reports_and_records_changes_nothing(reports in prop::collection::vec(some_report(), 2..4), by in 0usize..9) {
        let mut reports = reports;
        reports.sort_by_key(|report| report.id);
        reports.dedup_by_key(|report| report.id);
        let mut turned = records();
        let n = turned.len();
        turned.rotate_left(by % n);
        turned.reverse();
        let mission = the_mission();
        // The incident takes place and time of its first report: that one stays.
        let mut rest = reports.clone();
        if let Some(rest) = rest.get_mut(1..) {
            rest.reverse();
        }
        let all = |reports: &[Observation], records: &[Observation]| run_all(PLACES, &mission, &[reports.to_vec()], records, &[]);
        prop_assert_eq!(all(&reports, &records()), all(&rest, &turned));
    }

    #[test]
    fn a_clause_or_record_that_has_nothing_to_do_with_it_changes_nothing(reports in prop::collection::vec(some_report(), 1..4), day in 0i64..60) {
        let mission = the_mission();
        let all = |text: &str, records: &[Observation]| run_all(text, &mission, std::slice::from_ref(&reports), records, &[]);
        let more = "\n```toml\n[[term]]\nid = \"99\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"tracer\"]\n\n[[term]]\nid = \"98\"\nkind = \"monitor_exemption\"\nquote = \"Words\"\nexempt = [\"monitors\"]\nacts = [\"aircraft\"]\n```\n";
        let mut other = timed(moment("2018-07-01T00:00:00Z"), report(Kind::Document, 777));
        other.time = When::at(instant("2018-07-01T00:00:00Z").plus_ms(day * 86_400_000), "UTC").unwrap();
        other.deed = Some(model::Deed { about: None, kind: model::DeedKind::Sanction, to: None });
        other.actor = Some(PartyId("alpha".into()));
        let mut with_other = records();
        with_other.push(other);
        let before = all(PLACES, &records());
        prop_assert_eq!(&before, &all(&format!("{PLACES}{more}"), &records()));
        prop_assert_eq!(&before, &all(PLACES, &with_other));
        let elsewhere = vec![by("alpha", placed(point(10.0, 10.0, 10), report(Kind::Tracer, 500)))];
        prop_assert_eq!(&before, &run_all(PLACES, &mission, &[reports.clone(), elsewhere], &records(), &[]));
    }

    #[test]
    fn every_finding_says_why_and_what_is_missing(reports in prop::collection::vec(some_report(), 1..4)) {
        for finding in run_all(PLACES, &the_mission(), &[reports], &records(), &[]) {
            prop_assert_eq!(finding.outcome == Outcome::Undetermined, !finding.missing.is_empty());
            prop_assert!(finding.reasons.len() > 1 && finding.reasons[0].contains("\"Words\""), "{:?}", finding.reasons);
            prop_assert!(model::json::canonical(&finding).is_ok());
        }
    }
}

#[test]
fn every_kind_by_place_is_in_the_text_and_speaks() {
    let reports = |kind, km: f64| by("alpha", placed(east(km, 10), report(kind, 1)));
    let armed = Observation {
        weapon: Some(weapon(None, Some("small_arms"), None)),
        ..placed(point(48.1, 37.1, 10), report(Kind::PersonnelSeen, 2))
    };
    let mlrs = Observation { weapon: Some(weapon(None, Some("mlrs"), None)), ..reports(Kind::WeaponSeen, 1.0) };
    let mortar = Observation { weapon: Some(weapon(None, Some("mortar"), Some(120))), ..reports(Kind::WeaponSeen, 20.0) };
    let incidents = [
        vec![mortar],
        vec![mlrs],
        vec![reports(Kind::Explosion, 5.0)],
        vec![reports(Kind::PersonnelSeen, 10.0)],
        vec![reports(Kind::PersonnelSeen, 30.0)],
        vec![armed],
        vec![reports(Kind::Uav, 1.0)],
        vec![placed(point(48.1, 37.1, 10), reports(Kind::MineUxo, 1.0))],
    ];
    let findings = run_all(PLACES, &the_mission(), &incidents, &records(), &[]);
    let mut clauses: Vec<&str> = findings.iter().map(|finding| finding.clause.as_str()).collect();
    clauses.sort_unstable();
    clauses.dedup();
    assert_eq!(clauses, ["1", "1s", "2", "2e", "3a", "3b", "4", "5", "6a", "7", "8", "8c", "9"]);
}
