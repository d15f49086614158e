//! The easy, noisy and dense reports of PERFORMANCE 6: quality against the truth, cost, and growth.
//!
//! `cargo test -p tregua-fusion --release --test regimes -- --ignored --nocapture`
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod make;

use fusion::{Census, Evidence, Footprint, Parameters, census, fuse};
use make::{Chance, START_MS, cpu_seconds, instant, report};
use model::{Position, SourceId};
use std::collections::BTreeMap;

struct Regime {
    name: &'static str,
    line: &'static [(f64, f64)],
    off: (f64, f64),
    days: f64,
    hard: bool,
}

/// Invented lines of the stated lengths (longitude, latitude).
const REGIMES: [Regime; 3] = [
    Regime {
        name: "easy",
        line: &[(30.0, 46.5), (31.6, 46.9), (33.2, 47.2), (34.8, 47.5), (36.2, 47.9), (37.4, 48.6), (38.0, 49.9)],
        off: (0.10, 0.08),
        days: 100.0,
        hard: false,
    },
    Regime { name: "noisy", line: &[(37.4, 47.6), (37.9, 48.2), (38.1, 49.0)], off: (0.06, 0.05), days: 30.0, hard: true },
    Regime { name: "dense", line: &[(37.4, 47.6), (37.9, 48.2), (38.1, 49.0)], off: (0.06, 0.05), days: 5.0, hard: true },
];

fn on_line(line: &[(f64, f64)], chance: &mut Chance) -> (f64, f64) {
    let length = |ends: &[(f64, f64)]| libm::hypot(ends[1].0 - ends[0].0, ends[1].1 - ends[0].1);
    let lengths: Vec<f64> = line.windows(2).map(length).collect();
    let mut along = chance.share() * lengths.iter().sum::<f64>();
    for (ends, length) in line.windows(2).zip(&lengths) {
        if along <= *length {
            let share = along / length;
            return (ends[0].0 + share * (ends[1].0 - ends[0].0), ends[0].1 + share * (ends[1].1 - ends[0].1));
        }
        along -= length;
    }
    line[line.len() - 1]
}

/// Student's t with 4 degrees of freedom.
fn student(chance: &mut Chance) -> f64 {
    let chi2: f64 = (0..4).map(|_| chance.normal()).map(|z| z * z).sum();
    chance.normal() / (chi2 / 4.0).sqrt()
}

fn made(regime: &Regime, seed: u64, rows_n: usize) -> (Vec<Evidence>, Vec<usize>) {
    let mut chance = Chance(seed);
    let mut rows: Vec<Evidence> = Vec::new();
    let mut truth = Vec::new();
    let span_s = regime.days * 86_400.0 * rows_n as f64 / 100_000.0;
    let mut event = 0;
    while rows.len() < rows_n {
        event += 1;
        let stray = !regime.hard && chance.is(0.1 / (0.1 + 0.9 / 4.0));
        let (lon, lat) = if stray {
            (chance.within(30.0, 38.0), chance.within(45.0, 50.5))
        } else {
            let (lon, lat) = on_line(regime.line, &mut chance);
            (lon + regime.off.0 * chance.normal(), lat + regime.off.1 * chance.normal())
        };
        let seconds = chance.within(0.0, span_s);
        let mut reports = if stray {
            1
        } else if regime.hard {
            2
        } else {
            3
        };
        let (more, least) = if regime.hard { (2.0 / 3.0, 2) } else { (0.5, 3) };
        while !stray && chance.is(more) && reports < least + 40 {
            reports += 1;
        }
        for _ in 0..reports {
            let stated_km = if regime.hard { 0.4 * libm::exp(0.8 * chance.normal()) } else { 0.3 * libm::exp(0.5 * chance.normal()) };
            let scale = if regime.hard { stated_km * libm::exp(0.5 * chance.normal()) } else { stated_km };
            let error = |chance: &mut Chance| scale * if regime.hard { student(chance) } else { chance.normal() };
            let (dx, dy) = (error(&mut chance), error(&mut chance));
            let late_s = if regime.hard {
                let share = chance.share() - 0.5;
                -240.0 * share.signum() * libm::log((1.0 - 2.0 * share.abs()).max(1e-12)) / std::f64::consts::SQRT_2
            } else {
                240.0 * chance.normal()
            };
            let mut at_s = seconds + late_s;
            if regime.hard && chance.is(0.1) {
                at_s = (at_s / 1_800.0).round() * 1_800.0;
            }
            let centre = Position::from_degrees(lat + dy / 111.2, lon + dx / (111.2 * libm::cos(lat.to_radians()))).unwrap();
            let at = instant(START_MS + (at_s * 1_000.0) as i64);
            let number = rows.len() as u32;
            let place = Some(Footprint { centre, sd_m: (stated_km * 1_000.0) as u32, wide_ppm: 0, wide_sd_m: 0 });
            rows.push(Evidence { from: at, to: at, place, speaker: number + 1, ..report((seed << 32) + u64::from(number)) });
            truth.push(event);
        }
    }
    (rows, truth)
}

/// Adjusted Rand index.
fn adjusted_rand(labels: &[usize], truth: &[usize]) -> f64 {
    let choose = |n: f64| n * (n - 1.0) / 2.0;
    let (mut a, mut b, mut both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (label, real) in labels.iter().zip(truth) {
        *a.entry(*label).or_insert(0.0) += 1.0;
        *b.entry(*real).or_insert(0.0) += 1.0;
        *both.entry((*label, *real)).or_insert(0.0) += 1.0;
    }
    let pairs = |of: Vec<f64>| of.into_iter().map(choose).sum::<f64>();
    let (a, b, both) = (pairs(a.into_values().collect()), pairs(b.into_values().collect()), pairs(both.into_values().collect()));
    let expected = a * b / choose(labels.len() as f64);
    (both - expected) / ((a + b) / 2.0 - expected)
}

fn run(regime: &Regime, seed: u64, rows_n: usize) -> (f64, f64, Census) {
    let (rows, truth) = made(regime, seed, rows_n);
    let method = Parameters { clock_instrument_sd_s: 240, ..Parameters::default() };
    let started = cpu_seconds();
    let incidents = fuse(&rows, &[SourceId("s".into())], "UTC", &method);
    let seconds = cpu_seconds() - started;
    let mut home = BTreeMap::new();
    for (number, incident) in incidents.iter().enumerate() {
        incident.members.iter().for_each(|member| {
            home.insert(member.observation, number);
        });
    }
    let labels: Vec<usize> = rows.iter().map(|row| home[&row.id]).collect();
    (adjusted_rand(&labels, &truth), seconds, census(&rows, &method))
}

#[test]
#[ignore = "takes a minute in a release build; prints figures"]
fn the_three_regimes_at_100_000_rows_and_growth() {
    for regime in &REGIMES {
        for seed in 1..4 {
            let (rand, seconds, census) = run(regime, seed, 100_000);
            eprintln!(
                "{} seed {seed}: ARI {rand:.3}, {seconds:.2} CPU s, seen pairs for each row {:.1}, {census:?}",
                regime.name,
                census.seen_n as f64 / 1e5
            );
        }
    }
    for rows_n in [10_000, 100_000, 1_000_000] {
        let (rand, seconds, census) = run(&REGIMES[1], 1, rows_n);
        eprintln!("noisy, {rows_n} rows: ARI {rand:.3}, {:.1} CPU us a row, {census:?}", seconds * 1e6 / rows_n as f64);
    }
}
