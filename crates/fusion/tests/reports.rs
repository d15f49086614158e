//! Tables of reports, as the stand-alone command takes them: hostile ones too; all of it invented.

mod make;

use fusion::number::number;
use fusion::reports::{Flag, Report, flags, prepare};
use fusion::{Parameters, fuse_bound};
use make::{Chance, DAY_MS, HOUR_MS, START_MS, at_km, partition, sources};

fn row(number: usize, x: f64, y: f64, t_ms: i64, source: &str) -> Report {
    Report {
        id: format!("r{number}"),
        from_ms: START_MS + t_ms,
        to_ms: START_MS + t_ms,
        t_sd_s: 120,
        place: Some((at_km(x, y), 200)),
        kind: None,
        source: (!source.is_empty()).then(|| source.into()),
        origin: None,
        weapon: None,
    }
}

/// Sizes of the incidents, largest first.
fn sizes(rows: &[Report]) -> Vec<usize> {
    let method = Parameters::default();
    let prepared = prepare(rows, &method, None);
    let found = fuse_bound(&prepared.evidence, &prepared.bonds, &sources(8), "UTC", &method);
    let mut sizes: Vec<usize> = partition(&found).iter().map(Vec::len).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

/// Many events over three days, each told by two of four sources.
fn told(seed: u64, events_n: usize) -> Vec<Report> {
    let mut chance = Chance(seed);
    let mut rows = Vec::new();
    for event in 0..events_n {
        let (x, y, t_ms) = (chance.within(0.0, 40.0), chance.within(0.0, 40.0), chance.within(0.0, 3.0 * DAY_MS as f64) as i64);
        for source in [event % 4, (event + 1) % 4] {
            let (dx, dy) = (0.2 * chance.normal(), 0.2 * chance.normal());
            rows.push(row(rows.len(), x + dx, y + dy, t_ms + (120_000.0 * chance.normal()) as i64, &format!("s{source}")));
        }
    }
    rows
}

#[test]
fn what_two_sources_tell_joins_and_a_source_is_seen_to_list_each_event_once() {
    let rows = told(1, 100);
    let prepared = prepare(&rows, &Parameters::default(), None);
    assert_eq!(prepared.sources_return, Some(false));
    let twos = sizes(&rows).iter().filter(|n| **n == 2).count();
    assert!(twos >= 90, "{twos}");
    assert!(flags(&rows).is_empty(), "{:?}", flags(&rows));
}

#[test]
fn a_source_that_comes_back_to_its_events_is_seen_to() {
    let mut rows = told(2, 100);
    let again: Vec<Report> = rows
        .iter()
        .map(|one| Report { id: format!("{} again", one.id), from_ms: one.from_ms + 30_000, to_ms: one.to_ms + 30_000, ..one.clone() })
        .collect();
    rows.extend(again);
    assert_eq!(prepare(&rows, &Parameters::default(), None).sources_return, Some(true));
    assert!(sizes(&rows).iter().filter(|n| **n == 4).count() >= 90);
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let rows = told(3, 60);
    let mut other = rows.clone();
    Chance(9).shuffle(&mut other);
    let method = Parameters::default();
    let found = |rows: &[Report]| {
        let prepared = prepare(rows, &method, None);
        let incidents = fuse_bound(&prepared.evidence, &prepared.bonds, &sources(8), "UTC", &method);
        (partition(&incidents), number(&prepared.evidence, &prepared.bonds, &method))
    };
    assert_eq!(found(&rows), found(&other));
}

#[test]
fn the_number_of_incidents_is_an_interval_about_the_truth() {
    let rows = told(4, 150);
    let prepared = prepare(&rows, &Parameters::default(), None);
    let drawn = number(&prepared.evidence, &prepared.bonds, &Parameters::default());
    assert!(drawn.low <= drawn.middle && drawn.middle <= drawn.high && drawn.undrawn == 0);
    assert!(drawn.low <= 158 && drawn.high >= 142 && drawn.high - drawn.low <= 40, "{drawn:?}");
}

#[test]
fn a_sensor_that_replays_yesterday_is_flagged_and_joins_nothing_of_today() {
    let mut rows = told(5, 120);
    let replayed: Vec<Report> = rows
        .iter()
        .filter(|one| one.source.as_deref() == Some("s0") && one.from_ms < START_MS + DAY_MS)
        .map(|one| Report {
            id: format!("{} replayed", one.id),
            from_ms: one.from_ms + 5 * DAY_MS,
            to_ms: one.to_ms + 5 * DAY_MS,
            ..one.clone()
        })
        .collect();
    assert!(replayed.len() >= 8, "{}", replayed.len());
    let before = sizes(&rows).len();
    let n = replayed.len();
    rows.extend(replayed);
    let found = flags(&rows);
    assert!(
        found
            .iter()
            .any(|flag| matches!(flag, Flag::Replay { source, rows_n, lag_ms } if source == "s0" && *rows_n == n && *lag_ms == 5 * DAY_MS)),
        "{found:?}"
    );
    assert_eq!(sizes(&rows).len(), before + n, "each stands alone; none of them confirms anything");
}

#[test]
fn a_thousand_a_minute_is_flagged_and_bounded() {
    let rows: Vec<Report> = (0..1_000).map(|n| row(n, 0.0, 0.0, n as i64 * 60, "s1")).collect();
    assert!(flags(&rows).iter().any(|flag| matches!(flag, Flag::Burst { rows_n, .. } if *rows_n >= 999)));
    assert_eq!(sizes(&rows).iter().sum::<usize>(), 1_000);
}

#[test]
fn a_clock_that_is_an_hour_off_is_flagged_with_its_sign() {
    let mut rows = told(6, 150);
    for one in rows.iter_mut().filter(|one| one.source.as_deref() == Some("s2")) {
        one.from_ms += HOUR_MS;
        one.to_ms += HOUR_MS;
    }
    let clocks: Vec<Flag> = flags(&rows).into_iter().filter(|flag| matches!(flag, Flag::Clock { .. })).collect();
    assert!(matches!(clocks.as_slice(), [Flag::Clock { source, off_ms, .. }] if source == "s2" && *off_ms == HOUR_MS), "{clocks:?}");
}

#[test]
fn exact_repeats_of_one_source_count_once_and_are_flagged() {
    let mut rows = told(7, 20);
    let before = sizes(&rows).len();
    let again: Vec<Report> = rows.iter().map(|one| Report { id: format!("{} again", one.id), ..one.clone() }).collect();
    rows.extend(again);
    assert_eq!(sizes(&rows).len(), before);
    let repeats: usize = flags(&rows).iter().map(|flag| if let Flag::Repeats { rows_n, .. } = flag { *rows_n } else { 0 }).sum();
    assert_eq!(repeats, 40);
}

#[test]
fn everything_on_one_point_is_flagged_and_ends() {
    let rows: Vec<Report> = (0..600).map(|n| row(n, 0.0, 0.0, n as i64 * 1_000, "")).collect();
    assert!(flags(&rows).iter().any(|flag| matches!(flag, Flag::OnePoint { rows_n: 600, .. })));
    assert_eq!(sizes(&rows).iter().sum::<usize>(), 600);
}

#[test]
fn copies_of_one_origin_are_one_and_far_apart_ones_are_not() {
    let copy = |number: usize, x: f64| Report { origin: Some("wire 1".into()), ..row(number, x, 0.0, number as i64 * 4 * HOUR_MS, "") };
    assert_eq!(sizes(&[copy(1, 0.0), copy(2, 0.3), copy(3, 0.1)]), [3]);
    assert_eq!(sizes(&[copy(1, 0.0), copy(2, 30.0)]), [1, 1]);
}
