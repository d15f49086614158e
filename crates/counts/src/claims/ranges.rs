//! Readings of one figure by its repeaters, and the range of what all origins say under one definition.

use super::compare::is_same_window;
use super::series::{self, Point, Series};
use super::stated::stated;
use super::{Figure, Statement};
use crate::method::NEAR_MAX;
use model::{Count, When};
use serde::Serialize;
use std::collections::BTreeMap;

/// What one origin says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// The numbers that its repeaters carry, the commonest first.
    pub counts: Vec<Count>,
    /// Who.
    pub speaker: String,
    /// The statements that carry them.
    pub statements: Vec<String>,
}

/// From the least to the greatest of what all origins say of one thing; never a mean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Range {
    /// Whose acts or losses.
    pub about: Option<String>,
    /// What exactly is counted.
    pub definition: String,
    /// Where.
    pub extent: Option<String>,
    /// The greatest; absent = an origin says "at least".
    pub hi: Option<u64>,
    /// The least.
    pub lo: u64,
    /// What is counted.
    pub measure: String,
    /// What each origin says.
    pub origins: Vec<Said>,
    /// The time covered.
    pub window: Option<When>,
}

/// What repeaters make of each figure.
pub struct Readings(BTreeMap<(String, String), Vec<u64>>);

impl Readings {
    /// Other numbers for a figure of a statement.
    pub fn others(&self, statement: &Statement, figure: &Figure) -> Vec<u64> {
        let own = stated(&figure.count);
        let all = self.0.get(&(statement.id.clone(), figure_key(&series::key(statement, figure))));
        all.into_iter().flatten().copied().filter(|n| Some(*n) != own).collect()
    }
}

fn figure_key(key: &(&str, Option<&str>, Option<&str>, &str, &str)) -> String {
    let (speaker, about, extent, measure, definition) = key;
    [*speaker, about.unwrap_or(""), extent.unwrap_or(""), measure, definition].join("\u{1f}")
}

/// Gathers the points that are read in more than one way.
pub fn readings(series: &[Series]) -> Readings {
    let mut readings = BTreeMap::new();
    for one in series {
        for point in one.points.iter().filter(|point| !point.others.is_empty()) {
            let numbers: Vec<u64> = counts(point).filter_map(stated).collect();
            let carriers = point.statements.iter().chain(point.others.iter().flat_map(|(_, carriers)| carriers));
            readings.extend(carriers.map(|id| ((id.clone(), figure_key(&one.key())), numbers.clone())));
        }
    }
    Readings(readings)
}

fn counts(point: &Point) -> impl Iterator<Item = &Count> {
    std::iter::once(&point.count).chain(point.others.iter().map(|(count, _)| count))
}

/// The ranges over points that stand, where more than one number was said.
pub fn ranges(all: &[Series]) -> Vec<Range> {
    let mut groups: BTreeMap<_, Vec<(&Series, &Point)>> = BTreeMap::new();
    for one in all {
        let key = (one.measure.as_str(), one.about.as_deref(), one.definition.to_lowercase(), one.extent.as_deref());
        let standing = one.points.iter().filter(|point| !point.superseded);
        groups.entry(key).or_default().extend(standing.map(|point| (one, point)));
    }
    groups.into_values().flat_map(gathered).filter_map(|said| range(&said)).collect()
}

/// Points of several speakers for one time, brought together in order of time.
fn gathered<'a>(mut points: Vec<(&'a Series, &'a Point)>) -> Vec<Vec<(&'a Series, &'a Point)>> {
    points
        .sort_by_key(|(series, point)| (point.window.as_ref().map(|window| window.from), point.at, series.key(), point.statements.first()));
    let mut all: Vec<Vec<(&Series, &Point)>> = Vec::new();
    for (one, point) in points {
        let is_it = |said: &&mut Vec<(&Series, &Point)>| {
            let is_apart = said.iter().all(|(its, _)| its.key() != one.key());
            is_apart && said.first().is_some_and(|(_, first)| is_same_window(first.window.as_ref(), point.window.as_ref()))
        };
        match all.iter_mut().rev().take(NEAR_MAX).find(is_it) {
            Some(said) => said.push((one, point)),
            None => all.push(vec![(one, point)]),
        }
    }
    all
}

fn range(said: &[(&Series, &Point)]) -> Option<Range> {
    let (series, first) = said.first()?;
    let numbers: Vec<&Count> = said.iter().flat_map(|(_, point)| counts(point)).filter(|count| count.lo.is_some()).collect();
    let lo = numbers.iter().filter_map(|count| count.lo).min()?;
    let hi = numbers.iter().map(|count| count.hi).try_fold(0, |most, hi| Some(most.max(hi?)));
    let origins = said.iter().map(|(series, point)| Said {
        counts: counts(point).cloned().collect(),
        speaker: series.speaker.clone(),
        statements: point.statements.iter().chain(point.others.iter().flat_map(|(_, carriers)| carriers)).cloned().collect(),
    });
    (numbers.len() > 1).then(|| Range {
        about: series.about.clone(),
        definition: series.definition.clone(),
        extent: series.extent.clone(),
        hi: hi.map(u64::from),
        lo: u64::from(lo),
        measure: series.measure.clone(),
        origins: origins.collect(),
        window: first.window.clone(),
    })
}
