//! Readings of a disputed text: rows of one reading stand together, and results are told apart
//! only by the readings that make a difference.

use crate::agreement::{Agreement, Term};
use crate::method::READINGS_MAX;
use crate::moment::readings;
use crate::verdict::Verdict;
use model::Missing;
use std::collections::{BTreeMap, BTreeSet};

/// One consistent choice of readings: one for each article that has any, and one for the moments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scenario<'a> {
    articles: BTreeMap<usize, &'a str>,
    /// The reading of the effective moments.
    pub(crate) moments: Option<&'a str>,
    /// True if there are more readings than are worked out.
    is_cut: bool,
}

impl<'a> Scenario<'a> {
    /// All choices for some terms; one without any reading if nothing is disputed.
    pub(crate) fn all(agreement: &'a Agreement, terms: impl Iterator<Item = &'a Term>) -> Vec<Self> {
        let mut labels: BTreeMap<Option<usize>, BTreeSet<&'a str>> = BTreeMap::new();
        for term in terms {
            if let Some(reading) = &term.reading {
                labels.entry(Some(term.article)).or_default().insert(reading);
            }
            let of_moments = readings(agreement, term).into_iter().flatten();
            of_moments.for_each(|reading| {
                labels.entry(None).or_default().insert(reading);
            });
        }
        let mut scenarios = vec![Self::default()];
        for (group, readings) in &labels {
            let with = |scenario: &Self| readings.iter().map(|reading| scenario.with(*group, reading)).collect::<Vec<_>>();
            scenarios = scenarios.iter().flat_map(with).filter(|scenario| scenario.is_consistent(&labels)).collect();
            if scenarios.len() > READINGS_MAX {
                scenarios.truncate(READINGS_MAX);
                scenarios.iter_mut().for_each(|scenario| scenario.is_cut = true);
            }
        }
        scenarios
    }

    fn with(&self, group: Option<usize>, reading: &'a str) -> Self {
        let mut scenario = self.clone();
        match group {
            Some(article) => {
                scenario.articles.insert(article, reading);
            }
            None => scenario.moments = Some(reading),
        }
        scenario
    }

    /// A name means the same reading everywhere: who takes it in one place takes it in all that have it.
    fn is_consistent(&self, labels: &BTreeMap<Option<usize>, BTreeSet<&str>>) -> bool {
        let taken: Vec<(Option<usize>, &str)> = self.taken();
        taken.iter().all(|(group, reading)| {
            taken
                .iter()
                .all(|(other, theirs)| group == other || theirs == reading || labels.get(other).is_none_or(|has| !has.contains(reading)))
        })
    }

    fn taken(&self) -> Vec<(Option<usize>, &'a str)> {
        self.moments
            .iter()
            .map(|reading| (None, *reading))
            .chain(self.articles.iter().map(|(article, reading)| (Some(*article), *reading)))
            .collect()
    }

    /// Whether a term stands in this choice.
    pub(crate) fn holds(&self, term: &Term) -> bool {
        term.reading.is_none() || self.articles.get(&term.article).copied() == term.reading.as_deref()
    }
}

/// The results with the names of the readings that tell them apart; without a name if nothing does.
pub(crate) fn told_apart(scenarios: &[Scenario<'_>], results: Vec<Option<Verdict>>) -> Vec<(Option<String>, Verdict)> {
    let key = |verdict: &Verdict| (verdict.clause.clone(), verdict.outcome, verdict.missing.clone(), verdict.chance_ppm);
    let keys: Vec<_> = results.iter().map(|result| result.as_ref().map(key)).collect();
    let mut groups: Vec<Option<usize>> =
        scenarios.iter().flat_map(Scenario::taken).map(|(group, _)| group).collect::<BTreeSet<_>>().into_iter().collect();
    let seen_by = |scenario: &Scenario<'_>, groups: &[Option<usize>]| -> Vec<String> {
        scenario.taken().into_iter().filter(|(group, _)| groups.contains(group)).map(|(_, reading)| reading.to_owned()).collect()
    };
    let is_enough = |groups: &[Option<usize>]| {
        let mut by_view = BTreeMap::new();
        scenarios.iter().zip(&keys).all(|(scenario, key)| *by_view.entry(seen_by(scenario, groups)).or_insert(key) == key)
    };
    for group in groups.clone() {
        let fewer: Vec<Option<usize>> = groups.iter().copied().filter(|other| *other != group).collect();
        if is_enough(&fewer) {
            groups = fewer;
        }
    }
    let mut told: BTreeMap<Vec<String>, Verdict> = BTreeMap::new();
    for (scenario, result) in scenarios.iter().zip(results) {
        if let Some(verdict) = result {
            told.entry(seen_by(scenario, &groups)).or_insert_with(|| if scenario.is_cut { cut(verdict) } else { verdict });
        }
    }
    told.into_iter().map(|(readings, verdict)| (joined(readings), verdict)).collect()
}

fn cut(verdict: Verdict) -> Verdict {
    verdict.lacking(Missing::Definition, format!("the text has more than {READINGS_MAX} combinations of readings"))
}

fn joined(readings: Vec<String>) -> Option<String> {
    let names: BTreeSet<String> = readings.into_iter().collect();
    (!names.is_empty()).then(|| names.into_iter().collect::<Vec<_>>().join("+"))
}
