//! Case A3 of DOMAIN 8: one quota, several counts under several definitions, no average.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::{Claim, Count, Digest, Finding, Kind, Measure, Missing, Observation, Outcome, Qualifier, Subject, When};
use support::*;

const ZONE: &str = "Asia/Jerusalem";

fn quota(fields: &str) -> terms::Agreement {
    let term = format!(
        "[[term]]\nid = \"1\"\nkind = \"quota\"\nquote = \"600 trucks a day\"\nmeasure = \"delivered\"\nper_day = 600\nobliged = \"p2\"\n{fields}"
    );
    agreement(&text_of("", "From 10 October 2025 on, 600 trucks a day are let in.", &term))
}

fn claim(speaker: &str, definition: &str, count: Count, days: Option<(&str, &str)>) -> Claim {
    Claim {
        about: None,
        as_of: None,
        count,
        cumulative: false,
        definition: (!definition.is_empty()).then(|| definition.to_owned()),
        measure: Measure::Delivered,
        speaker: speaker.into(),
        window: days.map(|(first, last)| When::days(first, last, ZONE).unwrap()),
    }
}

fn said(n: u32, claims: Vec<Claim>) -> Observation {
    Observation { claims, place: None, time: moment("2025-12-08T00:00:00Z"), ..report(Kind::Statement, n) }
}

fn assess_all(agreement: &terms::Agreement, statements: &[Observation]) -> Vec<Finding> {
    terms::assess_series(agreement, &Digest::of(b"version"), &statements.iter().collect::<Vec<_>>(), &mission())
}

fn of<'a>(findings: &'a [Finding], who: &str) -> &'a Finding {
    let is_of = |finding: &&Finding| matches!(&finding.subject, Subject::Series { speaker, .. } if speaker == who);
    let mut found = findings.iter().filter(is_of);
    let finding = found.next().unwrap();
    assert!(found.next().is_none(), "one finding for {who}");
    finding
}

fn has(finding: &Finding, words: &str) {
    assert!(finding.reasons.iter().any(|reason| reason.contains(words)), "`{words}` in {:#?}", finding.reasons);
}

/// The first window, with the rates as they were published beside the totals.
fn first_window() -> Vec<Observation> {
    let just_over = Count { text: "just over 25,700".into(), ..Count::of(Qualifier::Over, 25_700, "") };
    let cogat = Some(("2025-10-12", "2025-12-07"));
    let un = Some(("2025-10-10", "2025-12-07"));
    vec![
        said(
            1,
            vec![
                claim("COGAT", "trucks that entered", just_over, cogat),
                claim("COGAT", "trucks that entered", Count { text: "459 a day".into(), ..Count::exact(459) }, cogat),
            ],
        ),
        said(
            2,
            vec![
                claim("UN", "offloaded, UN only", Count::exact(6545), un),
                claim("UN", "offloaded, UN only", Count::of(Qualifier::About, 113, "about 113 a day"), un),
            ],
        ),
        said(3, vec![claim("Hamas document", "trucks", Count::exact(7333), un)]),
        said(4, vec![claim("COGAT", "trucks that entered", Count::of(Qualifier::Over, 600, "more than 600 a day"), None)]),
    ]
}

#[test]
fn each_of_the_three_published_series_is_a_breach_by_its_own_days() {
    let findings = assess_all(&quota("from = \"2025-10-10\""), &first_window());
    assert_eq!(findings.len(), 3);
    assert!(findings.iter().all(|finding| finding.outcome == Outcome::Breach && finding.party.as_ref().unwrap().0 == "p2"));
    let cogat = of(&findings, "COGAT");
    has(cogat, "25,700 (\"just over 25,700\") to 2025-12-07; 57 days, 2025-10-12 to 2025-12-07 with both ends");
    has(cogat, "with the calendar's 57 days: 57 days x 600 = 34,200 required; 8,500 short (24.9 %); 450.9 a day");
    has(cogat, "with the 56 days of the stated rate: 56 days x 600 = 33,600 required; 7,900 short (23.5 %)");
    has(cogat, "the stated rate of 459 a day gives 56 days, the calendar has 57: the denominators differ");
    has(cogat, "\"more than 600 a day\", without a total or the days behind it: unsupported");
    let un = of(&findings, "UN");
    has(un, "59 days x 600 = 35,400 required; 28,855 short (81.5 %); 110.9 a day");
    has(un, "the stated rate of 113 a day gives 58 days, the calendar has 59");
    has(of(&findings, "Hamas document"), "28,067 short (79.3 %); 124.3 a day");
}

#[test]
fn an_assertion_without_data_proves_nothing() {
    let assertion = first_window().split_off(3);
    let finding = only(assess_all(&quota(""), &assertion));
    assert_eq!(result(&finding), open(&[Missing::Denominator]));
    has(&finding, "unsupported");
}

fn second_window() -> Vec<Observation> {
    let centre = claim("Coordination centre", "all trucks incl. commercial", Count::exact(24_000), Some(("2025-10-10", "2025-11-13")));
    let office = |n, to| Claim { cumulative: true, ..claim("Gaza Media Office", "aid trucks", Count::exact(n), Some(("2025-10-10", to))) };
    vec![
        said(1, vec![centre]),
        said(2, vec![office(9930, "2025-11-25")]),
        said(3, vec![office(986, "2025-10-20")]),
        said(4, vec![office(4453, "2025-11-04")]),
    ]
}

#[test]
fn definitions_on_both_sides_stand_side_by_side_and_one_more_finding_says_what_is_missing() {
    let findings = assess_all(&quota("from = \"2025-10-10\""), &second_window());
    assert_eq!(findings.len(), 3);
    let centre = of(&findings, "Coordination centre");
    assert_eq!(result(centre), NO_BREACH);
    has(centre, "35 days x 600 = 21,000 required; 3,000 more than required; 685.7 a day");
    let office = of(&findings, "Gaza Media Office");
    assert_eq!(result(office), BREACH);
    has(office, "47 days x 600 = 28,200 required; 18,270 short");
    has(office, "an earlier point of the same running total, not added: 986 to 2025-10-20");
    let all = of(&findings, "all speakers");
    assert_eq!(result(all), open(&[Missing::Definition]));
    has(all, "met as counted by Coordination centre (all trucks incl. commercial)");
    has(all, "not met as counted by Gaza Media Office (aid trucks)");
}

#[test]
fn a_quota_that_says_what_it_counts_hears_only_that() {
    let findings = assess_all(&quota("definition = \"AID trucks\""), &second_window());
    assert_eq!(result(&only(findings)), BREACH);
    let unnamed = [said(1, vec![claim("Somebody", "", Count::exact(1), Some(("2025-10-10", "2025-10-10")))])];
    assert_eq!(result(&only(assess_all(&quota("definition = \"aid trucks\""), &unnamed))), open(&[Missing::Definition]));
}

#[test]
fn earlier_points_agree_with_the_calendar() {
    let points = second_window();
    let first = only(assess_all(&quota(""), &points[2..3]));
    has(&first, "11 days x 600 = 6,600 required; 5,614 short (85.1 %); 89.6 a day");
    has(&only(assess_all(&quota(""), &points[3..4])), "26 days x 600 = 15,600 required");
}

#[test]
fn days_are_counted_in_the_zone_of_the_window_through_a_change_of_clocks() {
    // Clocks go back in Jerusalem on 26 October 2025: that day has 25 hours.
    let day = [said(1, vec![claim("A", "d", Count::exact(1200), Some(("2025-10-25", "2025-10-26")))])];
    let finding = only(assess_all(&quota(""), &day));
    assert_eq!(result(&finding), NO_BREACH);
    has(&finding, "2 days x 600 = 1,200 required; met exactly");
}

#[test]
fn daily_figures_are_added_and_gaps_are_told() {
    let daily = |n: u32, day: &str, count: u32| said(n, vec![claim("A", "d", Count::exact(count), Some((day, day)))]);
    let finding = only(assess_all(&quota(""), &[daily(1, "2025-10-10", 500), daily(2, "2025-10-12", 650), daily(3, "2025-10-10", 510)]));
    assert_eq!(result(&finding), BREACH);
    has(&finding, "2 days, 2025-10-10 to 2025-10-12 with both ends; between them 1 without a figure, not counted");
    has(&finding, "2 days x 600 = 1,200 required");
    let overlapping = [
        said(1, vec![claim("A", "d", Count::exact(9), Some(("2025-10-10", "2025-10-12")))]),
        said(2, vec![claim("A", "d", Count::exact(9), Some(("2025-10-12", "2025-10-14")))]),
    ];
    assert_eq!(result(&only(assess_all(&quota(""), &overlapping))), open(&[Missing::Denominator]));
}

#[test]
fn figures_of_days_outside_the_quota_are_not_held_against_it() {
    let before = [said(1, vec![claim("A", "d", Count::exact(9), Some(("2025-09-01", "2025-09-30")))])];
    assert_eq!(assess_all(&quota("from = \"2025-10-10\""), &before), []);
    let across = [said(1, vec![claim("A", "d", Count::exact(9), Some(("2025-10-01", "2025-10-20")))])];
    assert_eq!(result(&only(assess_all(&quota("from = \"2025-10-10\""), &across))), open(&[Missing::Denominator]));
}

#[test]
fn figures_about_another_party_or_of_another_measure_are_not_heard() {
    let mut other = claim("A", "d", Count::exact(9), Some(("2025-10-10", "2025-10-10")));
    other.about = Some(model::PartyId("p1".into()));
    let mut killed = claim("A", "d", Count::exact(9), Some(("2025-10-10", "2025-10-10")));
    killed.measure = Measure::Killed;
    assert_eq!(assess_all(&quota(""), &[said(1, vec![other, killed])]), []);
}

#[test]
fn a_figure_that_is_not_exact_enough_says_so() {
    let about = [said(1, vec![claim("A", "d", Count::of(Qualifier::About, 600, "about 600"), Some(("2025-10-10", "2025-10-10")))])];
    assert_eq!(result(&only(assess_all(&quota(""), &about))), open(&[Missing::Denominator]));
    let undated = [said(1, vec![claim("A", "d", Count::exact(600), None)])];
    assert_eq!(result(&only(assess_all(&quota(""), &undated))), open(&[Missing::Denominator]));
}

#[test]
fn a_quota_whose_beginning_is_not_known_is_open() {
    let terms = "[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"600 trucks\"\nunknown = true\nzone = \"UTC\"\n\
        [[term]]\nid = \"1\"\nkind = \"quota\"\nquote = \"600 trucks a day\"\nmeasure = \"delivered\"\nper_day = 600\nobliged = \"p2\"\n";
    let agreement = agreement(&text_of("", "At some time 600 trucks a day are let in.", terms));
    let figures = [said(1, vec![claim("A", "d", Count::exact(9), Some(("2025-10-10", "2025-10-12")))])];
    assert_eq!(result(&only(assess_all(&agreement, &figures))), open(&[Missing::EffectiveMoment]));
}

#[test]
fn a_faulty_quota_is_undetermined_for_every_series() {
    let text = text_of(
        "",
        "600 trucks a day",
        "[[term]]\nid = \"1\"\nkind = \"quota\"\nquote = \"600 trucks a day\"\nmeasure = \"delivered\"\nper_day = 600\n",
    );
    let (agreement, faults) = terms::read_agreement(&text);
    assert_eq!(faults.len(), 1);
    let findings = assess_all(&agreement.unwrap(), &second_window());
    assert_eq!(findings.len(), 2);
    assert!(findings.iter().all(|finding| result(finding) == open(&[Missing::Definition])));
}

#[test]
fn what_a_report_itself_counts_as_due_is_held_against_the_calendar() {
    let office = |n, text: &str, to| Observation {
        text: Some(text.into()),
        ..said(1, vec![claim("Office", "trucks", Count::exact(n), Some(("2025-10-10", to)))])
    };
    let of = |n, text: &str, to| only(assess_all(&quota(""), &[office(n, text, to)]));
    has(&of(986, "986 of 6,600 trucks", "2025-10-20"), "986 of 6,600 as due to 2025-10-20: 11.0 days at 600 a day, as the calendar has");
    let about = of(9_930, "9,930 of about 28,000 trucks", "2025-11-25");
    has(&about, "46.7 days at 600 a day; the calendar has 47, less than a day apart");
    assert_eq!(result(&about), BREACH);
    let other = of(986, "986 of 6,000 trucks", "2025-10-20");
    has(&other, "10.0 days at 600 a day; the calendar has 11: the denominators differ");
    assert_eq!(result(&other), BREACH, "short under both");
    assert_eq!(result(&of(6_100, "6,100 of 6,000 trucks", "2025-10-20")), open(&[Missing::Denominator]), "met under one of them only");
}

fn phase(fields: &str) -> terms::Agreement {
    let term =
        format!("[[term]]\nid = \"1\"\nkind = \"quota\"\nquote = \"210 weapons\"\nmeasure = \"weapons\"\nobliged = \"p2\"\n{fields}");
    agreement(&text_of("", "In each phase 210 weapons are handed in.", &term))
}

#[test]
fn a_total_by_phase_counts_only_what_the_clause_names_and_only_at_its_end() {
    let first = phase("total = 210\ndefinition = \"accepted\"\nfrom = \"2005-09-15\"\nto = \"2005-10-14\"\n");
    let taken = |n, definition: &str, days| Claim { measure: Measure::Weapons, ..claim("Body", definition, Count::exact(n), Some(days)) };
    let of =
        |n, definition: &str, days| assess_all(&first, &[said(1, vec![taken(n, definition, days)])]).iter().map(result).collect::<Vec<_>>();
    let whole = ("2005-09-15", "2005-10-14");
    assert_eq!(of(210, "weapons accepted", whole), [NO_BREACH]);
    assert_eq!(of(209, "weapons accepted", whole), [BREACH]);
    assert_eq!(of(279, "weapons handed over", whole), [], "handed over is not accepted");
    assert_eq!(of(209, "weapons accepted", ("2005-09-15", "2005-10-01")), [open(&[Missing::Denominator])], "the phase goes on");
    let point = phase("per_day = 7\ncounting_point = \"at the gate\"\n");
    let at = |definition: &str| assess_all(&point, &[said(1, vec![taken(7, definition, ("2005-09-15", "2005-09-15"))])]).len();
    assert_eq!([at("counted at the gate"), at("counted at the store")], [1, 0]);
}
