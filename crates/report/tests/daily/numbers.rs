//! What is counted, compared, left out and not observed.

use crate::world::*;
use model::{Count, Kind, Qualifier, Sense, When};
use proptest::prelude::*;
use report::daily;
use report::document::{Cell, Daily};
use report::figure::{Bound, Change, Figure};

const DAY: &str = "2016-09-11";
const BEFORE: &str = "2016-09-10T12:00:00Z";
const NOW: &str = "2016-09-11T12:00:00Z";

fn watched(input: &mut report::Input<'_>) {
    input.coverages = vec![
        coverage("Harbour", Sense::Camera, "2016-09-09T16:30:00Z", "2016-09-10T16:30:00Z", 1440, 1440),
        coverage("Harbour", Sense::Camera, "2016-09-10T16:30:00Z", "2016-09-11T16:30:00Z", 1440, 1440),
    ];
}

/// Public figures of DOMAIN A2 (a): 515 explosions on one day, 116 on the next.
#[test]
fn two_periods_are_compared_and_never_added() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    add(&mut input, vec![counted(1, Kind::Explosion, BEFORE, Count::exact(515)), counted(2, Kind::Explosion, NOW, Count::exact(116))]);
    watched(&mut input);
    let report = daily(&input);
    assert_eq!(shown(&report, "kinds", "including: explosion", 1), ["116", "515", "−77 %"]);
    assert_eq!(shown(&report, "recorded", "explosion", 0), ["116", "515", "−77 %"]);
    assert_eq!(shown(&report, "kinds", "Fire and explosions", 0), ["1", "1", "±0 %"]);
    assert!(words(&report, "summary").contains("Fire and explosions: 1 incident, 1 in the period before (±0 %)."));
    assert!(figures(&report).iter().all(|figure| figure.lo != Some(631) && figure.hi != Some(631)));
}

#[test]
fn every_previous_is_the_earlier_reports_own_value() {
    let mission = mission("Europe/Kyiv", "19:30");
    let counts = [254, 77, 179, 363, 83];
    let days = ["2021-06-20", "2021-06-21", "2021-06-22", "2021-06-23", "2021-06-24"];
    let reports: Vec<Daily> = days
        .iter()
        .map(|day| {
            let mut input = input(&mission, day);
            for (n, (day, count)) in days.iter().zip(counts).enumerate() {
                let time = format!("{day}T10:00:00Z");
                if input.period.holds(at(&time)) || input.previous.holds(at(&time)) {
                    add(&mut input, vec![counted(n as u32, Kind::Explosion, &time, Count::exact(count))]);
                }
            }
            daily(&input)
        })
        .collect();
    for pair in reports.windows(2) {
        for place in [0, 1] {
            let (earlier, later) =
                (compared(&pair[0], "kinds", "including: explosion", place), compared(&pair[1], "kinds", "including: explosion", place));
            assert_eq!(earlier.now, later.previous);
        }
    }
    assert_eq!(compared(&reports[4], "kinds", "including: explosion", 1).previous.exact(), Some(363));
}

#[test]
fn without_coverage_nothing_is_a_zero_and_no_change_is_stated() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    let empty = daily(&input);
    assert_eq!(shown(&empty, "kinds", "Fire and explosions", 0), ["not observed", "not observed", "no coverage"]);
    assert!(words(&empty, "summary").contains("Fire and explosions: not observed, not observed in the period before."));
    assert!(words(&empty, "violations").contains("No coverage was recorded for this period"));

    add(&mut input, vec![counted(1, Kind::Explosion, BEFORE, Count::exact(4)), counted(2, Kind::Explosion, NOW, Count::exact(2))]);
    assert_eq!(shown(&daily(&input), "kinds", "including: explosion", 1), ["2", "4", "no coverage"]);

    watched(&mut input);
    assert_eq!(shown(&daily(&input), "kinds", "including: explosion", 1), ["2", "4", "−50 %"]);
    input.coverages.remove(0);
    assert_eq!(shown(&daily(&input), "kinds", "including: explosion", 1), ["2", "4", "no coverage"]);
}

#[test]
fn with_coverage_a_zero_is_a_zero_and_no_change_starts_from_it() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    watched(&mut input);
    add(&mut input, vec![counted(2, Kind::Explosion, NOW, Count::exact(676))]);
    let report = daily(&input);
    assert_eq!(shown(&report, "kinds", "including: explosion", 1), ["676", "0", "from zero"]);
    assert_eq!(shown(&report, "kinds", "Mines and unexploded ordnance", 0), ["0", "0", ""]);
    // A camera perceives no heat: a zero of instruments needs an instrument.
    assert_eq!(shown(&report, "kinds", "Instrument signals, cause open", 0)[0], "not observed");
    assert!(!report::show_csv(&report).contains("inf"));
}

#[test]
fn other_senses_in_the_period_before_forbid_a_comparison() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    watched(&mut input);
    input.coverages[0].sense = Sense::Heard;
    add(&mut input, vec![counted(1, Kind::Explosion, BEFORE, Count::exact(4)), counted(2, Kind::Explosion, NOW, Count::exact(2))]);
    assert_eq!(shown(&daily(&input), "kinds", "including: explosion", 1), ["2", "4", "other senses"]);
}

#[test]
fn stations_that_observed_less_than_planned_are_named_with_hours_state_and_cause() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    watched(&mut input);
    input.coverages.push(coverage("Mole", Sense::Camera, "2016-09-10T16:30:00Z", "2016-09-11T16:30:00Z", 1440, 630));
    let report = daily(&input);
    assert!(
        words(&report, "violations").contains("10 h 30 min observed of 24 h planned, lost: power cut."),
        "{}",
        words(&report, "violations")
    );
    assert!(
        words(&report, "summary").contains(
            "Observed by stations and patrols together: 34 h 30 min of 48 h planned; in the period before: 24 h of 24 h planned."
        )
    );
}

#[test]
fn a_watch_across_the_edge_is_shared_out_evenly() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    input.coverages = vec![coverage("Harbour", Sense::Camera, "2016-09-10T00:00:00Z", "2016-09-11T00:00:00Z", 1440, 720)];
    let report = daily(&input);
    // 16:30 to 24:00 of a day: 7.5 of 24 hours.
    assert!(
        words(&report, "summary").contains("3 h 45 min of 7 h 30 min planned; in the period before: 8 h 15 min of 16 h 30 min planned")
    );
}

#[test]
fn an_event_that_two_saw_counts_once_as_the_range_they_give() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    let (camera, patrol) =
        (counted(1, Kind::Explosion, NOW, Count::exact(8)), counted(2, Kind::Explosion, NOW, Count::of(Qualifier::About, 10, "about 10")));
    input.incidents = vec![incident(&[&camera, &patrol])];
    input.observations = vec![camera, patrol];
    let report = daily(&input);
    assert_eq!(shown(&report, "kinds", "including: explosion", 0)[0], "1");
    assert_eq!(shown(&report, "kinds", "including: explosion", 1)[0], "8–12");
    assert_eq!(shown(&report, "recorded", "explosion", 0)[0], "16–20");
}

#[test]
fn open_ends_make_at_least_and_the_uncountable_is_footnoted() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    add(
        &mut input,
        vec![
            counted(1, Kind::Shot, NOW, Count::exact(3)),
            counted(2, Kind::Shot, NOW, Count::of(Qualifier::AtLeast, 12, "at least 12")),
            counted(3, Kind::Shot, NOW, Count::of(Qualifier::Uncountable, 0, "uncountable")),
            counted(4, Kind::Burst, NOW, Count::of(Qualifier::Uncountable, 0, "uncountable")),
        ],
    );
    let report = daily(&input);
    assert_eq!(shown(&report, "kinds", "including: shot", 1)[0], "at least 15");
    assert_eq!(shown(&report, "kinds", "including: burst", 1)[0], "uncountable");
    let notes: Vec<String> = table(&report, "kinds").notes.iter().map(|note| note.plain()).collect();
    assert!(notes.iter().any(|note| note == "2 reports of this period call the number uncountable: they are in no sum."), "{notes:?}");
}

#[test]
fn unlike_kinds_are_added_only_on_request() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    add(&mut input, vec![counted(1, Kind::Explosion, NOW, Count::exact(115)), counted(2, Kind::Shot, NOW, Count::exact(64))]);
    let report = daily(&input);
    assert_eq!(shown(&report, "kinds", "Fire and explosions", 1)[0], "by kind");
    let together = table(&report, "together");
    assert!(together.on_request);
    assert_eq!(shown(&report, "together", "All kinds of fire", 0)[0], "179");
    assert_eq!(shown(&report, "together", "including: explosion", 0)[0], "115");
}

#[test]
fn what_is_known_only_to_the_week_is_counted_in_no_day_but_named() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    let mut rough = observation(1, Kind::Explosion, NOW);
    rough.time = When::days("2016-09-11", "2016-09-17", "Europe/Kyiv").unwrap();
    rough.time.from = at(NOW);
    add(&mut input, vec![rough]);
    let mut gone = incident(&[&observation(9, Kind::Explosion, NOW)]);
    gone.members.clear();
    input.incidents.push(gone);
    let report = daily(&input);
    assert_eq!(shown(&report, "kinds", "Fire and explosions", 0)[0], "not observed");
    assert!(report.incidents.is_empty());
    let Cell::Parts(number) = cell(&report, "absent", "Incidents whose day is not known", 0) else { panic!() };
    assert_eq!(number.plain(), "1");
}

#[test]
fn changes_are_rounded_and_never_more_certain_than_they_are() {
    assert_eq!(Change::Ppm(1_000).text(), "+under 1 %");
    assert_eq!(Change::Ppm(-5_000).text(), "−1 %");
    assert_eq!(Change::Ppm(12_345_000_000).text(), "+1,234,500 %");
    assert_eq!(Figure::absent(Bound::NotStated, Vec::new()).text(), "not stated");
    assert_eq!(Figure::between(1_234, Some(5_678_901), Vec::new()).text(), "1,234–5,678,901");
}

pub fn kinds() -> impl Strategy<Value = Kind> {
    proptest::sample::select(Kind::ALL.to_vec())
}

/// Random reports of both periods, some fused by twos.
pub fn reports() -> impl Strategy<Value = Vec<(Kind, bool, u32, u32, bool)>> {
    proptest::collection::vec((kinds(), any::<bool>(), 0u32..40, 0u32..4, any::<bool>()), 0..30)
}

pub fn fill(input: &mut report::Input<'_>, reports: &[(Kind, bool, u32, u32, bool)]) {
    let mut last: Option<model::Observation> = None;
    for (n, (kind, now, count, how, fused)) in reports.iter().enumerate() {
        let qualifier = [Qualifier::Exact, Qualifier::AtLeast, Qualifier::About, Qualifier::Uncountable][*how as usize];
        let one = counted(n as u32, *kind, if *now { NOW } else { BEFORE }, Count::of(qualifier, *count, "some"));
        input.observations.push(one.clone());
        match last.take().filter(|last| *fused && last.kind.is_event()) {
            Some(before) if one.kind.is_event() => {
                input.incidents.pop();
                input.incidents.push(incident(&[&before, &one]));
            }
            _ if one.kind.is_event() => input.incidents.push(incident(&[&one])),
            _ => {}
        }
        last = Some(one);
    }
}

fn parts_fit_their_wholes(report: &Daily) {
    for table in tables(report) {
        let mut above: Vec<&report::document::Row> = Vec::new();
        for row in &table.rows {
            above.truncate(row.depth as usize);
            assert_eq!(above.len(), row.depth as usize, "a part stands right after its whole: {} {:?}", table.id, row.name);
            if let Some(whole) = above.last() {
                for (whole, part) in whole.cells.iter().zip(&row.cells) {
                    for (whole, part) in whole.figures().into_iter().zip(part.figures()) {
                        let fits = whole.lo.is_none()
                            || part.lo.is_none()
                            || (part.lo <= whole.lo && (whole.hi.is_none() || part.hi.is_some_and(|hi| Some(hi) <= whole.hi)));
                        assert!(fits, "{}: {whole:?} {part:?}", table.id);
                        assert!(whole.lo.is_none() || part.lo.is_none() || part.ids.iter().all(|id| whole.ids.contains(id)));
                    }
                }
            }
            above.push(row);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_part_never_exceeds_its_whole_and_every_number_has_its_ids(reports in reports()) {
        let mission = mission("Europe/Kyiv", "19:30");
        let mut input = input(&mission, DAY);
        fill(&mut input, &reports);
        let report = daily(&input);
        parts_fit_their_wholes(&report);
        let known: std::collections::BTreeSet<String> = input.observations.iter().map(|one| one.id.to_string()).chain(input.incidents.iter().map(|one| one.id.to_string())).collect();
        for figure in figures(&report) {
            let refused = figure.exact() == Some(input.refused_n) && figure.ids.is_empty();
            prop_assert!(figure.lo.unwrap_or(0) == 0 || !figure.ids.is_empty() || refused, "{figure:?}");
            prop_assert!(figure.ids.is_sorted() && figure.ids.iter().all(|id| known.contains(id)));
        }
        for figure in table(&report, "kinds").rows.iter().flat_map(|row| row.cells[0].figures()) {
            prop_assert!(figure.exact().is_none_or(|n| n == figure.ids.len() as u64));
        }
        prop_assert_eq!(model::json::canonical(&report).unwrap(), report::show_json(&report));
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(reports in reports(), seed in any::<u64>()) {
        let mission = mission("Europe/Kyiv", "19:30");
        let mut input = input(&mission, DAY);
        fill(&mut input, &reports);
        watched(&mut input);
        let report = daily(&input);
        let turn = |n: usize| (seed as usize) % n.max(1);
        input.observations.reverse();
        let n = turn(input.incidents.len());
        input.incidents.rotate_left(n);
        input.coverages.reverse();
        // The same thing twice is the same thing.
        input.observations.extend(input.observations.first().cloned());
        input.incidents.extend(input.incidents.first().cloned());
        prop_assert_eq!(daily(&input), report);
    }
}
