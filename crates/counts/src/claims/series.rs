//! Figures of one speaker under one definition in time: single, for periods of their own, or points of a running total.

use super::compare::{is_same_window, starts_alike};
use super::parts::{difference, signed};
use super::stated::{is_rate, stated};
use super::{Check, CheckKind, Figure, Statement, Verdict};
use crate::method::{CORRECTED_FALL_MAX, CORRECTED_POINTS_MIN, CORRECTED_SHARE_MAX, NEAR_MAX, RISING_ODDS_MIN};
use model::count::grouped;
use model::{Count, Instant, When};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the points of a series are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// One point.
    Single,
    /// Each for a time of its own.
    Periods,
    /// Each replaces the one before: never added.
    RunningTotal,
}

/// A number at a time; repeaters of it share the point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// As of when.
    pub at: Option<Instant>,
    /// The number that most statements carry, of those the first said.
    pub count: Count,
    /// Other readings of it, with the statements that carry them.
    pub others: Vec<(Count, Vec<String>)>,
    /// The statements that carry the number.
    pub statements: Vec<String>,
    /// A later point of the running total stands in its place.
    pub superseded: bool,
    /// The time that it covers.
    pub window: Option<When>,
}

/// From one point of a running total to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// As of when the earlier point stands.
    pub from: Option<Instant>,
    /// By how much the number as said rose; below zero it is a correction.
    pub rise: i64,
    /// As of when the later point stands.
    pub to: Option<Instant>,
}

/// Figures of one speaker under one definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Series {
    /// Whose acts or losses.
    pub about: Option<String>,
    /// The number that stands: of a running total the last point, of one point itself.
    pub current: Option<Count>,
    /// What exactly is counted; empty = not stated.
    pub definition: String,
    /// Where.
    pub extent: Option<String>,
    /// What its points are to each other.
    pub form: Form,
    /// What is counted.
    pub measure: String,
    /// Its points in time.
    pub points: Vec<Point>,
    /// Whether the numbers alone show a running total, whatever they were given as.
    pub recognised: bool,
    /// Who says so.
    pub speaker: String,
    /// Between the points of a running total.
    pub steps: Vec<Step>,
    /// Whether it was given as a running total.
    pub told: bool,
    /// Why it is taken for what it is.
    pub why: String,
}

/// Speaker, side, extent, measure, definition.
pub type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a str, &'a str);

/// Speaker, side, extent, measure, definition.
pub fn key<'a>(statement: &'a Statement, figure: &'a Figure) -> Key<'a> {
    (&statement.speaker, figure.about.as_deref(), statement.extent.as_deref(), &figure.measure, &figure.definition)
}

impl Series {
    /// Speaker, side, extent, measure, definition.
    pub fn key(&self) -> Key<'_> {
        (&self.speaker, self.about.as_deref(), self.extent.as_deref(), &self.measure, &self.definition)
    }
}

/// The series of statements that stand in time, in order of key.
pub fn series(statements: &[Statement]) -> Vec<Series> {
    let mut all: BTreeMap<Key<'_>, Vec<(&Statement, &Figure)>> = BTreeMap::new();
    for statement in statements {
        for figure in statement.figures.iter().filter(|figure| !is_rate(&figure.count)) {
            all.entry(key(statement, figure)).or_default().push((statement, figure));
        }
    }
    let mut series: Vec<Series> = all.into_iter().map(|(key, figures)| begin(key, &figures)).collect();
    let odds = odds(&series);
    series.iter_mut().zip(odds).for_each(|(one, (odds, along_n))| recognise(one, odds, along_n));
    series
}

fn begin((speaker, about, extent, measure, definition): Key<'_>, figures: &[(&Statement, &Figure)]) -> Series {
    Series {
        about: about.map(Into::into),
        current: None,
        definition: definition.into(),
        extent: extent.map(Into::into),
        form: Form::Single,
        measure: measure.into(),
        points: points(figures),
        recognised: false,
        speaker: speaker.into(),
        steps: Vec::new(),
        told: figures.iter().any(|(_, figure)| figure.told_cumulative),
        why: String::new(),
    }
}

/// One point for each time; statements come in order of time, so that repeaters come near what they repeat.
fn points(figures: &[(&Statement, &Figure)]) -> Vec<Point> {
    let mut gathered: Vec<Vec<(&Statement, &Figure)>> = Vec::new();
    for (statement, figure) in figures {
        let is_it = |group: &&mut Vec<(&Statement, &Figure)>| {
            group.first().is_some_and(|(first, its)| {
                is_same_window(first.covers(its), statement.covers(figure)) && (first.covers(its).is_some() || first.at() == statement.at())
            })
        };
        match gathered.iter_mut().rev().take(NEAR_MAX).find(is_it) {
            Some(group) => group.push((statement, figure)),
            None => gathered.push(vec![(statement, figure)]),
        }
    }
    gathered.iter().filter_map(|group| point(group)).collect()
}

fn point(group: &[(&Statement, &Figure)]) -> Option<Point> {
    let (first, its) = group.first()?;
    let mut readings: Vec<(&Count, Vec<String>)> = Vec::new();
    for (statement, figure) in group {
        let same = readings.iter_mut().find(|(count, _)| (count.lo, count.hi) == (figure.count.lo, figure.count.hi));
        match same {
            Some((_, carriers)) => carriers.push(statement.id.clone()),
            None => readings.push((&figure.count, vec![statement.id.clone()])),
        }
    }
    readings.sort_by_key(|(_, carriers)| std::cmp::Reverse(carriers.len()));
    let mut readings = readings.into_iter();
    let (count, statements) = readings.next()?;
    Some(Point {
        at: first.at(),
        count: count.clone(),
        others: readings.map(|(count, carriers)| (count.clone(), carriers)).collect(),
        statements,
        superseded: false,
        window: first.covers(its).cloned(),
    })
}

fn number(point: &Point) -> Option<u64> {
    stated(&point.count).or_else(|| point.count.lo.map(u64::from))
}

/// Whether it rises, and falls no more often and no further than corrections make it fall.
fn only_rises(series: &Series) -> bool {
    let Some(numbers) = series.points.iter().map(number).collect::<Option<Vec<u64>>>() else { return false };
    let n = numbers.len();
    let may_fall_n = if n >= CORRECTED_POINTS_MIN { n * CORRECTED_SHARE_MAX / 100 } else { 0 };
    let (mut falls_n, mut rises) = (0, false);
    for (before, after) in numbers.iter().zip(numbers.iter().skip(1)) {
        rises |= after > before;
        if after < before {
            falls_n += 1;
            if (before - after) * 100 > before * CORRECTED_FALL_MAX {
                return false;
            }
        }
    }
    rises && falls_n <= may_fall_n
}

/// For each series how unlikely its rising is by chance, with those of the same speaker, side and extent if all of them only rise: the
/// logarithm of the odds and how many rise along. Series of the same numbers count once.
fn odds(series: &[Series]) -> Vec<(f64, usize)> {
    let mut along: BTreeMap<_, Vec<&Series>> = BTreeMap::new();
    for one in series.iter().filter(|one| one.points.len() > 1) {
        along.entry((one.speaker.as_str(), one.about.as_deref(), one.extent.as_deref())).or_default().push(one);
    }
    let together: BTreeMap<_, (bool, f64, usize)> = along
        .into_iter()
        .map(|(key, others)| {
            let apart: BTreeSet<Vec<Option<u64>>> = others.iter().map(|one| one.points.iter().map(number).collect()).collect();
            (key, (others.iter().all(|other| only_rises(other)), apart.iter().map(|numbers| rising_odds(numbers)).sum(), others.len()))
        })
        .collect();
    let of = |one: &Series| match together.get(&(one.speaker.as_str(), one.about.as_deref(), one.extent.as_deref())) {
        Some((true, odds, n)) => (*odds, *n),
        _ => (rising_odds(&one.points.iter().map(number).collect::<Vec<_>>()), 1),
    };
    series.iter().map(of).collect()
}

/// The logarithm of the number of orders that these numbers can stand in: n! over the factorials of how often each comes.
fn rising_odds(numbers: &[Option<u64>]) -> f64 {
    let mut ties: BTreeMap<Option<u64>, usize> = BTreeMap::new();
    numbers.iter().for_each(|number| *ties.entry(*number).or_default() += 1);
    ln_factorial(numbers.len()) - ties.values().map(|n| ln_factorial(*n)).sum::<f64>()
}

fn ln_factorial(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, |n| libm::lgamma(f64::from(n) + 1.0))
}

fn recognise(series: &mut Series, odds: f64, along_n: usize) {
    let n = series.points.len();
    let rises = only_rises(series);
    let is_nested =
        n > 1 && series.points.iter().zip(series.points.iter().skip(1)).all(|(a, b)| starts_alike(a.window.as_ref(), b.window.as_ref()));
    let is_unlikely = odds >= libm::log(RISING_ODDS_MIN);
    series.recognised = rises && (is_nested || is_unlikely);
    series.form = match (n, series.recognised || series.told) {
        (_, true) => Form::RunningTotal,
        (0 | 1, false) => Form::Single,
        (_, false) => Form::Periods,
    };
    series.why = match (series.recognised, is_nested, series.told) {
        (true, true, _) => "every point counts from the same beginning and none falls".into(),
        (true, false, _) => {
            format!("{along_n} series of one speaker only rise: by chance once in {} or less", grouped(bounded(odds)))
        }
        (false, _, true) => "given as a running total".into(),
        (false, _, false) if n > 1 => "nothing shows that a point holds those before it".into(),
        (false, _, false) => "one point".into(),
    };
    if series.form == Form::RunningTotal {
        let steps = series.points.iter().zip(series.points.iter().skip(1));
        series.steps = steps.filter_map(|(a, b)| Some(Step { from: a.at, rise: difference(number(b)?, number(a)?), to: b.at })).collect();
        series.points.iter_mut().rev().skip(1).for_each(|point| point.superseded = true);
    }
    if series.form != Form::Periods {
        series.current = series.points.last().map(|point| point.count.clone());
    }
}

/// A whole number below the odds, at most a million.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million")]
fn bounded(odds: f64) -> u64 {
    libm::exp(odds.min(13.8)).floor().min(1e6) as u64
}

const CORRECTION: [&str; 6] = ["correct", "revis", "уточн", "виправ", "исправ", "скориг"];

/// Falls of running totals: a correction that says so, or one that nobody explains.
pub fn falls(statements: &[Statement], series: &[Series], checks: &mut Vec<Check>) {
    let by_id: BTreeMap<&str, &Statement> = statements.iter().map(|statement| (statement.id.as_str(), statement)).collect();
    let is_correction = |id: &String| {
        let text = by_id.get(id.as_str()).and_then(|statement| statement.text.as_deref()).unwrap_or("").to_lowercase();
        CORRECTION.iter().any(|word| text.contains(word))
    };
    for one in series.iter().filter(|one| one.form == Form::RunningTotal) {
        for (before, after) in one.points.iter().zip(one.points.iter().skip(1)) {
            let (Some(earlier), Some(later)) = (number(before), number(after)) else { continue };
            if later >= earlier {
                continue;
            }
            let is_said = after.statements.iter().any(is_correction);
            let how = if is_said { "a correction, as it says" } else { "a correction that is not said to be one" };
            checks.push(Check {
                figure: if one.definition.is_empty() { one.measure.clone() } else { one.definition.clone() },
                kind: CheckKind::Fall,
                residual: difference(later, earlier),
                readings: Vec::new(),
                says: format!(
                    "the running total falls from {} to {} ({}): {how}",
                    grouped(earlier),
                    grouped(later),
                    signed(difference(later, earlier))
                ),
                speaker: one.speaker.clone(),
                statements: before.statements.iter().chain(&after.statements).cloned().collect(),
                verdict: if is_said { Verdict::Explained } else { Verdict::Unexplained },
            });
        }
    }
}
