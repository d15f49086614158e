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
