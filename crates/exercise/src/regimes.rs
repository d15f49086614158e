//! Reports with known truth for exercises and scoring: easy, noisy, dense, and many kinds of source.
//!
//! Three regimes after PERFORMANCE 6 (a line, reports about it, stated errors that are right or wrong) and the
//! generator G1 of METHOD 15 (six kinds of source, 500 settlements, places by name). All of it is invented. The
//! truth is kept apart: nothing of it can be told from a report's id or place in the list.

mod many_sources;

use crate::chance::Chance;

/// What kind of mission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// About 850 km of line, 1,000 reports a day, errors as stated, a tenth unrelated.
    Easy,
    /// About 170 km, 100,000 reports in 30 days, errors larger than stated and with long tails.
    Noisy,
    /// The same in 5 days.
    Dense,
    /// G1: cameras, patrols, acoustic sensors and three outlets that name settlements, 30 days.
    Sources,
}

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// When, ms since 1970.
    pub t_ms: i64,
    /// Stated standard deviation of the time, seconds.
    pub t_sd_s: u32,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Stated standard deviation of the place per axis, metres.
    pub sd_m: u32,
    /// Which kind, if the regime has any.
    pub kind: Option<&'static str>,
    /// Who reports, if the regime has sources.
    pub source: Option<&'static str>,
    /// The number of its incident.
    pub truth: u32,
}

/// Start of every mission: 2026-01-01T00:00:00Z.
const START_MS: i64 = 1_767_225_600_000;

/// Rows that a span of days holds.
const ROWS_PER_SPAN: f64 = 100_000.0;

/// Metres in a degree of latitude, as the generators take it.
const DEGREE_KM: f64 = 111.2;

/// Makes `rows_n` reports or a few more (the last incident is whole), in no order that tells the truth.
pub fn make(regime: Regime, seed: u64, rows_n: usize) -> Vec<Made> {
    let mut rows = match regime {
        Regime::Easy | Regime::Noisy | Regime::Dense => on_line(&Setting::of(regime), seed, rows_n),
        Regime::Sources => many_sources::make(seed, rows_n),
    };
    rows.sort_by_key(|row| (row.t_ms, row.lat.to_bits(), row.lon.to_bits()));
    for (number, row) in rows.iter_mut().enumerate() {
        row.id = format!("r{number:07}");
    }
    renumber(&mut rows);
    rows
}

/// Numbers incidents by their first report.
fn renumber(rows: &mut [Made]) {
    let mut names = std::collections::BTreeMap::new();
    for row in rows {
        let next = names.len() as u32;
        row.truth = *names.entry(row.truth).or_insert(next);
    }
}

struct Setting {
    line: &'static [(f64, f64)],
    off_deg: (f64, f64),
    days: f64,
    hard: bool,
}

impl Setting {
    fn of(regime: Regime) -> Self {
        const LONG: &[(f64, f64)] = &[(30.0, 46.5), (31.6, 46.9), (33.2, 47.2), (34.8, 47.5), (36.2, 47.9), (37.4, 48.6), (38.0, 49.9)];
        const SHORT: &[(f64, f64)] = &[(37.4, 47.6), (37.9, 48.2), (38.1, 49.0)];
        match regime {
            Regime::Easy | Regime::Sources => Self { line: LONG, off_deg: (0.10, 0.08), days: 100.0, hard: false },
            Regime::Noisy => Self { line: SHORT, off_deg: (0.06, 0.05), days: 30.0, hard: true },
            Regime::Dense => Self { line: SHORT, off_deg: (0.06, 0.05), days: 5.0, hard: true },
        }
    }
}

fn on_line(setting: &Setting, seed: u64, rows_n: usize) -> Vec<Made> {
    let mut chance = Chance::stream(seed, "regime");
    let span_s = setting.days * 86_400.0 * rows_n as f64 / ROWS_PER_SPAN;
    let mut rows: Vec<Made> = Vec::new();
    let mut incident = 0;
    while rows.len() < rows_n {
        incident += 1;
        let stray = !setting.hard && chance.happens(0.1 / (0.1 + 0.9 / 4.0));
        let (lon, lat) = if stray {
            (chance.between(30.0, 38.0), chance.between(45.0, 50.5))
        } else {
            let (lon, lat) = along(setting.line, &mut chance);
            (lon + chance.normal(0.0, setting.off_deg.0), lat + chance.normal(0.0, setting.off_deg.1))
        };
        let at_s = chance.between(0.0, span_s);
        let (more, least) = if setting.hard { (2.0 / 3.0, 2) } else { (0.5, 3) };
        let mut reports = if stray { 1 } else { least };
        while !stray && reports < least + 40 && chance.happens(more) {
            reports += 1;
        }
        for _ in 0..reports {
            rows.push(report(setting.hard, (lon, lat, at_s), incident, &mut chance));
        }
    }
    rows
}

fn report(hard: bool, (lon, lat, at_s): (f64, f64, f64), truth: u32, chance: &mut Chance) -> Made {
    let stated_km = if hard { 0.4 * libm::exp(chance.normal(0.0, 0.8)) } else { 0.3 * libm::exp(chance.normal(0.0, 0.5)) };
    let scale = if hard { stated_km * libm::exp(chance.normal(0.0, 0.5)) } else { stated_km };
    let mut error_km = || scale * if hard { student(chance) } else { chance.normal(0.0, 1.0) };
    let (east_km, north_km) = (error_km(), error_km());
    let mut at_s = at_s + if hard { laplace(chance, 240.0) } else { chance.normal(0.0, 240.0) };
    if hard && chance.happens(0.1) {
        at_s = libm::rint(at_s / 1_800.0) * 1_800.0;
    }
    Made {
        id: String::new(),
        t_ms: START_MS + libm::rint(at_s) as i64 * 1_000,
        t_sd_s: 240,
        lat: lat + north_km / DEGREE_KM,
        lon: lon + east_km / (DEGREE_KM * libm::cos(lat.to_radians())),
        sd_m: libm::rint(stated_km * 1_000.0).max(1.0) as u32,
        kind: None,
        source: None,
        truth,
    }
}

/// Student's t with 4 degrees of freedom.
fn student(chance: &mut Chance) -> f64 {
    let chi2: f64 = (0..4).map(|_| chance.normal(0.0, 1.0)).map(|z| z * z).sum();
    chance.normal(0.0, 1.0) / libm::sqrt(chi2 / 4.0)
}

/// Laplace with a standard deviation.
fn laplace(chance: &mut Chance, sd: f64) -> f64 {
    let side = if chance.happens(0.5) { 1.0 } else { -1.0 };
    side * chance.waiting(sd / std::f64::consts::SQRT_2)
}

fn along(line: &[(f64, f64)], chance: &mut Chance) -> (f64, f64) {
    let legs = || line.iter().zip(line.iter().skip(1));
    let length = |(a, b): (&(f64, f64), &(f64, f64))| libm::hypot(b.0 - a.0, b.1 - a.1);
    let mut left = chance.unit() * legs().map(length).sum::<f64>();
    for (a, b) in legs() {
        let leg = length((a, b));
        if left <= leg {
            let share = left / leg;
            return (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
        }
        left -= leg;
    }
    line.last().copied().unwrap_or((0.0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_makes_the_same_mission_and_another_seed_another() {
        for regime in [Regime::Easy, Regime::Noisy, Regime::Dense, Regime::Sources] {
            let one = make(regime, 5, 2_000);
            assert!(one.len() >= 2_000);
            assert_eq!(one, make(regime, 5, 2_000));
            assert_ne!(one, make(regime, 6, 2_000));
            let ids: BTreeSet<&str> = one.iter().map(|row| row.id.as_str()).collect();
            assert_eq!(ids.len(), one.len());
        }
    }

    #[test]
    fn reports_per_incident_and_load_are_those_asked_for() {
        let mean = |rows: &[Made]| rows.len() as f64 / rows.iter().map(|row| row.truth).collect::<BTreeSet<_>>().len() as f64;
        let (noisy, dense) = (make(Regime::Noisy, 1, 20_000), make(Regime::Dense, 1, 20_000));
        assert!((mean(&noisy) - 4.0).abs() < 0.15, "{}", mean(&noisy));
        let span = |rows: &[Made]| (rows.iter().map(|row| row.t_ms).max().unwrap() - rows[0].t_ms) as f64 / 86_400_000.0;
        assert!((span(&noisy) - 6.0).abs() < 0.1 && (span(&dense) - 1.0).abs() < 0.1);
        let sources = make(Regime::Sources, 1, 3_278);
        assert!((mean(&sources) - 1.85).abs() < 0.35, "{}", mean(&sources));
    }
}
