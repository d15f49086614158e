//! Work after a change: as much as there is in the changed place and days, however long the history is.

use crate::desk::{Mission, Row, act, agreement, moment};

/// Incidents of the history, far from the place of the change or from its days.
const HISTORIES: [u64; 3] = [30, 120, 480];
/// Incidents in the place and days of the change.
const CHANGED: u64 = 20;

fn explosion(id: u64, when: String, at: (f64, f64)) -> Row {
    Row { id, when, kind: "explosion", at, sd_m: 100, side: "p1", cause: "" }
}

/// Incidents all over the country and the year; in the zone in March, and in other months.
fn filled(history_n: u64, changed_n: u64) -> Mission {
    let mut mission = Mission::begin();
    let spread = |n: u64| f64::from(u32::try_from(n).unwrap());
    let mut rows: Vec<Row> = (0..history_n)
        .map(|n| {
            let (month, day) = (1 + n % 5, 1 + n / 5 % 28);
            let at = if month == 3 { (46.0 + spread(n) / 400.0, 35.0) } else { (48.0 + spread(n % 100) / 1000.0, 37.05) };
            explosion(n, format!("2026-{month:02}-{day:02}T{:02}:00", n / 140 % 24), at)
        })
        .collect();
    rows.extend(
        (0..changed_n).map(|n| explosion(10_000 + n, format!("2026-03-{:02}T12:00", 1 + n % 28), (48.0 + spread(n) / 500.0, 37.05))),
    );
    mission.add_zone("zone0", (47.9, 37.0), 0.3, "2025-01-01", None);
    mission.add_rows(&rows);
    let terms = [moment("0", "2026-01-01"), act("1", "explosion", "zone = \"zone0\""), act("2", "burst", "")];
    mission.adopt(&agreement("halt", &terms));
    mission.settle();
    mission
}

#[test]
fn a_new_line_for_some_days_costs_the_incidents_of_its_place_and_days_alone() {
    for history_n in HISTORIES {
        let mut mission = filled(history_n, CHANGED);
        let before = mission.derive(engine::assess::Depth::Changed).assessed.concerned_n;
        assert!(before as u64 >= history_n, "{before}");
        mission.add_zone("zone0", (47.95, 37.0), 0.3, "2026-03-01", Some("2026-04-01"));
        let assessed = mission.settle();
        assert_eq!((assessed.evaluated_n as u64, assessed.changed_n as u64), (CHANGED, CHANGED), "history of {history_n}");
    }
}

#[test]
fn twice_the_change_costs_twice_the_work() {
    let evaluated_n = |changed_n| {
        let mut mission = filled(120, changed_n);
        mission.add_zone("zone0", (47.95, 37.0), 0.3, "2026-03-01", Some("2026-04-01"));
        mission.settle().evaluated_n as u64
    };
    assert_eq!([evaluated_n(20), evaluated_n(40)], [20, 40]);
}

#[test]
fn an_amendment_costs_the_incidents_within_reach_of_the_clause_it_changes() {
    for history_n in HISTORIES {
        let mut mission = filled(history_n, CHANGED);
        let burst = |n: u64| Row { kind: "burst", ..explosion(20_000 + n, format!("2026-02-{:02}T01:00", 1 + n), (49.5, 39.0)) };
        mission.add_rows(&(0..7).map(burst).collect::<Vec<_>>());
        mission.settle();
        let terms =
            [moment("0", "2026-01-01"), act("2", "burst", "except_causes = [\"demining\"]"), act("1", "explosion", "zone = \"zone0\"")];
        mission.adopt(&agreement("halt", &terms));
        let assessed = mission.settle();
        assert_eq!((assessed.evaluated_n, assessed.changed_n), (7, 7), "history of {history_n}");
        assert_eq!(mission.audit(), [""; 0]);
    }
}

#[test]
fn a_text_that_only_moves_its_clauses_changes_no_finding() {
    let mut mission = filled(60, CHANGED);
    let terms = [act("2", "burst", ""), act("1", "explosion", "zone = \"zone0\""), moment("0", "2026-01-01")];
    mission.adopt(&agreement("halt", &terms));
    let assessed = mission.settle();
    assert_eq!((assessed.evaluated_n, assessed.changed_n), (0, 0));
}

/// Reports of a history, and those that are added; the last days of it hold as many in every history.
const LONG_HISTORIES: [u64; 2] = [5_000, 10_000];
const ADDED: u64 = 100;
/// Reports of each day of the history.
const DAILY: u64 = 50;

/// Reports over a land of 2 x 3 degrees, `DAILY` each day up to the same last day.
fn over_years(n: u64) -> Vec<Row> {
    let last = "2026-05-01T00:00:00Z".parse::<model::Instant>().unwrap();
    let row = |n: u64| {
        let (x, y) = (n.wrapping_mul(7_919) % 3_000, n.wrapping_mul(104_729) % 2_000);
        let when = last.plus_ms(-(i64::try_from(n).unwrap() * 86_400_000 / i64::try_from(DAILY).unwrap()));
        let degrees = |thousandth: u64| f64::from(u32::try_from(thousandth).unwrap()) / 1_000.0;
        explosion(n, when.to_string().get(..16).unwrap().to_owned(), (47.0 + degrees(y), 36.0 + degrees(x)))
    };
    (0..n).map(row).collect()
}

/// What fusing a hundred reports more after a history looked at, and how long it took.
fn fuse_more(history_n: u64, audits: bool) -> (usize, std::time::Duration) {
    let mut mission = Mission::begin();
    mission.add_rows(&over_years(history_n));
    mission.settle();
    let later = |row: Row| Row { id: row.id + 1_000_000, at: (row.at.0, row.at.1 + 0.01), ..row };
    mission.add_rows(&over_years(ADDED).into_iter().map(later).collect::<Vec<_>>());
    engine::read::read_all(&mut mission.desk(), |_| {}).unwrap();
    let started = std::time::Instant::now();
    let fused = engine::fuse::fuse(&mut mission.desk()).unwrap();
    let took = started.elapsed();
    assert_eq!(fused.evidence_n as u64, history_n + ADDED);
    assert!(fused.changed_n as u64 >= ADDED / 2);
    if audits {
        assert_eq!(mission.audit(), [""; 0]);
    }
    (fused.considered_n, took)
}

#[test]
fn a_hundred_reports_more_are_fused_with_the_last_weeks_however_long_the_history() {
    let considered: Vec<usize> = LONG_HISTORIES.iter().map(|history_n| fuse_more(*history_n, true).0).collect();
    assert!(considered.iter().all(|n| *n as u64 <= 75 * DAILY), "{considered:?}");
    assert_eq!(considered.first(), considered.last());
}

#[test]
#[ignore = "a figure"]
fn time_of_a_hundred_reports_more_after_250_000_and_500_000() {
    for history_n in [31_250, 62_500, 125_000, 250_000, 500_000] {
        let (considered, took) = fuse_more(history_n, false);
        println!("{history_n} reports and {ADDED} more: {considered} looked at, {took:?}");
    }
}
