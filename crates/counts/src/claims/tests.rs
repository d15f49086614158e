//! Invented and published statements: what adds up, what does not, and what may not be compared.

use super::*;
use model::{Qualifier, TimePrecision};

fn count(text: &str) -> Count {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let n = digits.parse().unwrap();
    let qualifier = match text {
        text if text.starts_with("more than") || text.starts_with("over") || text.starts_with("just over") => Qualifier::Over,
        text if text.starts_with("about") => Qualifier::About,
        _ => Qualifier::Exact,
    };
    Count::of(qualifier, n, text)
}

fn days(from: &str, to: &str) -> When {
    let begin = Instant::start_of_day(from, "UTC").unwrap();
    let end = Instant::start_of_day(to, "UTC").unwrap().plus_ms(86_400_000);
    When { from: begin, precision: TimePrecision::Days, to: end, zone: "UTC".into() }
}

fn said(id: &str, window: When, text: &str, figures: &[(&str, &str, &str)]) -> Statement {
    let figure = |(measure, definition, number): &(&str, &str, &str)| Figure {
        about: Some("other".into()),
        count: count(number),
        definition: (*definition).into(),
        measure: (*measure).into(),
        told_cumulative: false,
        window: None,
    };
    let figures = figures.iter().map(figure).collect();
    Statement {
        extent: None,
        figures,
        id: id.into(),
        said: Some(window.to),
        speaker: "Office".into(),
        text: Some(text.into()),
        window: Some(window),
    }
}

fn checks(ledger: &Ledger, kind: CheckKind) -> Vec<(i64, Verdict)> {
    ledger.checks.iter().filter(|check| check.kind == kind).map(|check| (check.residual, check.verdict)).collect()
}

/// Source: DOMAIN A4.
fn office() -> Vec<Statement> {
    let day = |day: &str| days(day, day);
    let items = |n: [&'static str; 5]| {
        let [all, a, b, c, d] = n;
        [
            ("violations", "all", all),
            ("violations", "first", a),
            ("violations", "second", b),
            ("violations", "third", c),
            ("violations", "fourth", d),
        ]
    };
    vec![
        said("a", day("2025-10-19"), "47 violations", &[("violations", "all", "47")]),
        said("b", day("2025-11-22"), "497 violations", &items(["497", "142", "21", "228", "100"])),
        said("c", day("2026-01-17"), "1,300 violations in 100 days", &items(["1,300", "430", "66", "604", "200"])),
        said("d", day("2026-02-11"), "1,520 violations in 115 days", &items(["1,520", "522", "73", "704", "221"])),
    ]
}

#[test]
fn a_running_total_is_recognised_without_being_told_and_its_last_point_counts() {
    let ledger = ledger(&office(), None);
    let all = ledger.series.iter().find(|series| series.definition == "all").unwrap();
    assert_eq!((all.form, all.told, all.recognised), (Form::RunningTotal, false, true), "{}", all.why);
    assert_eq!(all.current.as_ref().and_then(stated), Some(1_520));
    assert_eq!(all.steps.iter().map(|step| step.rise).collect::<Vec<_>>(), [450, 803, 220]);
    assert_eq!(all.points.iter().filter(|point| point.superseded).count(), 3);
    assert_eq!(ledger.series.iter().filter(|series| series.form == Form::RunningTotal).count(), 5);
    assert_eq!(checks(&ledger, CheckKind::Sum), [(6, Verdict::Unexplained), (0, Verdict::Holds), (0, Verdict::Holds)]);
    assert_eq!(checks(&ledger, CheckKind::Days), [(-10, Verdict::Unexplained)]);
}

#[test]
fn with_the_first_day_known_each_number_of_days_is_held_against_the_calendar() {
    let ledger = ledger(&office(), Some(jiff::civil::date(2025, 10, 10)));
    assert_eq!(checks(&ledger, CheckKind::Days), [(0, Verdict::Holds), (-10, Verdict::Unexplained)]);
}

#[test]
fn three_daily_numbers_that_happen_to_rise_are_no_running_total() {
    let daily = [("2026-01-01", "3"), ("2026-01-02", "5"), ("2026-01-03", "9")];
    let statements: Vec<Statement> = daily.iter().map(|(day, n)| said(day, days(day, day), "", &[("explosions", "", n)])).collect();
    let found = ledger(&statements, None);
    assert_eq!((found.series[0].form, &found.series[0].current), (Form::Periods, &None));
    let longer = daily.iter().chain(&[("2026-01-04", "11"), ("2026-01-05", "12")]);
    let statements: Vec<Statement> = longer.map(|(day, n)| said(day, days(day, day), "", &[("explosions", "", n)])).collect();
    assert_eq!(ledger(&statements, None).series[0].form, Form::RunningTotal);
}

#[test]
fn points_from_one_beginning_supersede_each_other_and_a_part_of_a_part_is_not_added() {
    let window = |hours: i64| {
        let day = days("2025-04-20", "2025-04-20");
        When { to: day.from.plus_ms(hours * 3_600_000), ..day }
    };
    let whole = [
        ("violations", "all violations", "2,935"),
        ("violations", "assaults", "96"),
        ("violations", "shellings", "1,882"),
        ("violations", "heavy, inside the shellings", "812"),
        ("violations", "drone strikes", "more than 950"),
    ];
    let mut copy = said("site", window(24), "", &[whole[0], ("violations", "shellings", "1,883")]);
    copy.window = Some(days("2025-04-20", "2025-04-20"));
    let statements = [
        said("noon", window(12), "", &[("violations", "assaults", "26")]),
        said("late", window(16), "", &[("violations", "assaults", "46")]),
        said("day", window(24), "", &whole),
        copy,
    ];
    let ledger = ledger(&statements, None);
    let assaults = ledger.series.iter().find(|series| series.definition == "assaults").unwrap();
    assert_eq!((assaults.form, assaults.recognised, assaults.current.as_ref().and_then(stated)), (Form::RunningTotal, true, Some(96)));
    let sum = ledger.checks.iter().find(|check| check.kind == CheckKind::Sum).unwrap();
    assert_eq!((sum.residual, sum.verdict, sum.readings.len()), (7, Verdict::Explained, 1), "{}", sum.says);
    assert_eq!((sum.readings[0].value, sum.readings[0].residual), (1_883, 6));
    assert!(!sum.says.contains("812"), "{}", sum.says);
    let range = ledger.ranges.iter().find(|range| range.definition == "shellings").unwrap();
    assert_eq!((range.lo, range.hi, range.origins.len()), (1_882, Some(1_883), 1));
}

#[test]
fn a_whole_that_nobody_named_is_found_by_its_sums() {
    let rows = [["10", "4", "6"], ["7", "2", "5"], ["9", "3", "5"]];
    let statements: Vec<Statement> = rows
        .iter()
        .zip(["2026-01-01", "2026-01-02", "2026-01-03"])
        .map(|([a, b, c], day)| said(day, days(day, day), "", &[("x", "a", a), ("x", "b", b), ("x", "c", c)]))
        .collect();
    assert_eq!(checks(&ledger(&statements, None), CheckKind::Sum), [(0, Verdict::Holds), (0, Verdict::Holds), (1, Verdict::Unexplained)]);
}

#[test]
fn more_cannot_be_destroyed_than_was_launched_and_a_part_cannot_exceed_its_whole() {
    let day = days("2024-12-27", "2024-12-27");
    let impossible = said("night", day.clone(), "", &[("launched", "", "16"), ("destroyed", "", "15"), ("not_reached", "", "11")]);
    let possible = said("other", day.clone(), "", &[("launched", "", "more than 16"), ("destroyed", "", "15"), ("not_reached", "", "11")]);
    let part = said("part", day, "", &[("violations", "this period", "17"), ("explosions", "this period, inside the violations", "18")]);
    let ledger = ledger(&[impossible, possible, part], None);
    assert_eq!(checks(&ledger, CheckKind::Conservation), [(-10, Verdict::Broken), (-9, Verdict::Holds)]);
    assert_eq!(checks(&ledger, CheckKind::Inside), [(-1, Verdict::Broken)]);
}

/// Source: DOMAIN A3.
#[test]
fn shares_and_rates_give_wholes_and_days_that_are_held_against_what_was_said() {
    let text = "just over 25,700 trucks between 12 October and 7 December, 459 a day; 18,000 of them food, 70 %";
    let trucks = said(
        "office",
        days("2025-10-12", "2025-12-07"),
        text,
        &[("delivered", "entered", "just over 25,700"), ("delivered", "entered", "459 a day")],
    );
    let ledger = ledger(&[trucks], None);
    assert_eq!(checks(&ledger, CheckKind::Rate), [(-1, Verdict::Unexplained)]);
    assert_eq!(checks(&ledger, CheckKind::Share), [(-14, Verdict::Explained)]);
    let says = &ledger.checks.iter().find(|check| check.kind == CheckKind::Share).unwrap().says;
    assert!(says.starts_with("18,000 as 70 % gives 25,714"), "{says}");
}

#[test]
fn other_extent_end_or_definition_forbids_a_comparison_and_parties_are_never_netted() {
    let mut line = said("line", days("2020-01-01", "2020-09-07"), "", &[("violations", "violations", "3,186")]);
    line.extent = Some("the line, one sector".into());
    let year = said("year", days("2020-01-01", "2020-11-30"), "", &[("violations", "violations", "4,052")]);
    let mut theirs = said("theirs", days("2020-01-01", "2020-11-30"), "", &[("violations", "violations", "2,404")]);
    theirs.speaker = "Ministry".into();
    let ledger = ledger(&[line, year, theirs], None);
    let find = |a: &str, b: &str| ledger.comparisons.iter().find(|pair| pair.says.starts_with(&format!("{a} and {b}"))).unwrap();
    assert_eq!(find("3,186", "4,052").refused_for, [Difference::Extent, Difference::End]);
    assert!(find("2,404", "4,052").refused_for.is_empty(), "{:?}", ledger.comparisons);
    let range = ledger.ranges.iter().find(|range| range.extent.is_none()).unwrap();
    assert_eq!((range.lo, range.hi, range.origins.len()), (2_404, Some(4_052), 2));
}

#[test]
fn a_changed_cell_and_a_filled_one_are_revisions_and_another_writing_is_none() {
    let row = |key: &str, line, launched: &str, lost: &str| Row {
        key: key.into(),
        cells: vec![("launched".into(), launched.into()), ("lost".into(), lost.into())],
        line,
    };
    let earlier = [row("a", 2, "4.0", ""), row("a", 3, "5", "1"), row("b", 4, "7", "2"), row("gone", 5, "1", "")];
    let later = [row("new", 2, "1", ""), row("a", 3, "4", "2"), row("a", 4, "5", "1"), row("b", 5, "6", "2")];
    let (changes, new_n, gone_n) = revisions(&earlier, &later);
    let told: Vec<(&str, &str, &str)> =
        changes.iter().map(|change| (change.column.as_str(), change.before.as_str(), change.after.as_str())).collect();
    assert_eq!((told, new_n, gone_n), (vec![("lost", "", "2"), ("launched", "7", "6")], 1, 1));
}

#[test]
fn falls_of_a_long_running_total_are_corrections_and_the_order_of_statements_changes_nothing() {
    let day = |n: i64| {
        let day = days("2026-01-01", "2026-01-01");
        When { from: day.from.plus_ms(n * 86_400_000), to: day.to.plus_ms(n * 86_400_000), ..day }
    };
    let number = |n: i64| if n == 17 { 255 } else { 100 + n * 10 };
    let text = |n: i64| if n == 17 { "a corrected figure" } else { "" };
    let mut statements: Vec<Statement> =
        (0..40).map(|n| said(&format!("{n:02}"), day(n), text(n), &[("killed", "", &number(n).to_string())])).collect();
    let found = ledger(&statements, None);
    assert_eq!(found.series[0].form, Form::RunningTotal);
    assert_eq!(checks(&found, CheckKind::Fall), [(-5, Verdict::Explained)]);
    statements.reverse();
    assert_eq!(ledger(&statements, None), found);
}

#[test]
fn days_and_shares_are_read_from_sentences() {
    assert_eq!(stated::days_in("1,300 violations in 100 days"), Some(100));
    assert_eq!(stated::days_in("459 a day in the last 7 days"), None);
    assert_eq!(stated::days_in("за 115 днів перемир'я"), Some(115));
    assert_eq!(stated::shares_in("479 complaints (24.3 %), and 5 % of nothing"), [(479, 24_300)]);
    assert_eq!(stated::shares_in("18,000, or 70 percent, were food"), [(18_000, 70_000)]);
    assert!(stated::shares_in("up 70 %").is_empty());
}

#[test]
fn a_tally_of_one_day_finds_its_whole_and_leaves_what_lies_inside_a_part_out() {
    let items = [
        ("count", "violations", "4,900"),
        ("count", "first", "1,404"),
        ("count", "second", "3,316"),
        ("count", "third", "90"),
        ("count", "of them heavy, inside the second", "812"),
    ];
    let alone = said("day", days("2025-04-20", "2025-04-20"), "", &items);
    let found = ledger(&[alone], None);
    assert_eq!(checks(&found, CheckKind::Sum), [(90, Verdict::Unexplained)]);
    assert_eq!(checks(&found, CheckKind::Inside).len(), 1);
    let other = [("launched", "", "100"), ("destroyed", "", "60"), ("not_reached", "", "35")];
    assert_eq!(checks(&ledger(&[said("night", days("2025-04-20", "2025-04-20"), "", &other)], None), CheckKind::Sum), []);
}

#[test]
fn numbers_that_fall_back_to_nothing_again_and_again_are_no_running_total() {
    let number = |n: i64| format!("2026-0{}-{:02}", 1 + n / 28, 1 + n % 28);
    let saw: Vec<Statement> =
        (0..84).map(|n| said(&format!("{n:02}"), days(&number(n), &number(n)), "", &[("injured", "", &(n % 28).to_string())])).collect();
    assert_eq!(ledger(&saw, None).series[0].form, Form::Periods);
}
