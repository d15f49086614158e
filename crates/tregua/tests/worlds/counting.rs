//! What a counting gives on what stands, and whether that is the value.

use crate::grammar::{Counting, Filter, Holds, Noun, Value};
use crate::keys;
use crate::stands::Stands;
use model::count::Total;
use model::{Count, Observation};
use std::fmt;

/// What came out.
pub enum Counted {
    /// A number.
    Number(u64),
    /// A sum; none = over nothing.
    Sum(Option<Total>),
    /// Words; none = nothing fits.
    Words(Option<String>),
    /// A number of every item that fits, absent if one has none.
    Each(Vec<Option<u64>>),
}

/// Counts.
pub fn count(stands: &Stands, holds: &Holds) -> Counted {
    let filters = &holds.filters;
    let findings = || stands.findings.iter().filter(|finding| keys::finding(stands, finding, filters));
    let incidents = || stands.incidents.iter().filter(|incident| keys::incident(stands, incident, filters));
    match holds.counting {
        Counting::Count(noun) => Counted::Number(number_of(stands, noun, filters)),
        Counting::Sum(noun) => Counted::Sum(sum(stands, noun, filters)),
        Counting::First => Counted::Words(sequence(stands, filters).first().map(|observation| item(observation))),
        Counting::Sequence => {
            let items: Vec<String> = sequence(stands, filters).into_iter().map(item).collect();
            Counted::Words((!items.is_empty()).then(|| items.join(", ")))
        }
        Counting::Chance => Counted::Each(findings().map(|finding| finding.chance_ppm.map(u64::from)).collect()),
        Counting::OriginsBehind => {
            let told: Vec<&Observation> = observations(stands, filters).collect();
            Counted::Number(engine::origins::origins_of(&told, &stands.mission).len() as u64)
        }
        Counting::Origins => Counted::Each(incidents().map(|incident| Some(incident.origins.len() as u64)).collect()),
    }
}

fn number_of(stands: &Stands, noun: Noun, filters: &[Filter]) -> u64 {
    let n = match noun {
        Noun::Observations => observations(stands, filters).count(),
        Noun::Claims => claims(stands, filters).len(),
        Noun::Incidents => stands.incidents.iter().filter(|incident| keys::incident(stands, incident, filters)).count(),
        Noun::Findings => stands.findings.iter().filter(|finding| keys::finding(stands, finding, filters)).count(),
        Noun::Refusals => stands.refusals.iter().filter(|refusal| keys::refusal(refusal, filters)).count(),
        Noun::Layers => stands.layers.iter().filter(|layer| keys::layer(layer, filters)).count(),
        Noun::Coverage => stands.coverage.iter().filter(|coverage| keys::coverage(coverage, filters)).count(),
        Noun::Checks => stands.ledger.checks.iter().filter(|check| keys::check(stands, check, filters)).count(),
        Noun::Series => stands.ledger.series.iter().filter(|series| keys::series(series, filters)).count(),
        Noun::Comparisons => stands.ledger.comparisons.iter().filter(|pair| keys::comparison(pair, filters)).count(),
        Noun::Cells => return crate::cells::count(&stands.folder, filters).unwrap(),
    };
    n as u64
}

/// A sum over nothing is no zero.
fn sum(stands: &Stands, noun: Noun, filters: &[Filter]) -> Option<Total> {
    let minutes: Vec<Count>;
    let counts: Vec<&Count> = match noun {
        Noun::Claims => claims(stands, filters),
        Noun::Coverage => {
            let fitting = stands.coverage.iter().filter(|coverage| keys::coverage(coverage, filters));
            minutes = fitting.map(|coverage| Count::exact(coverage.observed_min)).collect();
            minutes.iter().collect()
        }
        _ => observations(stands, filters).filter_map(|observation| observation.count.as_ref()).collect(),
    };
    (!counts.is_empty()).then(|| counts.into_iter().collect())
}

fn observations<'a>(stands: &'a Stands, filters: &[Filter]) -> impl Iterator<Item = &'a Observation> {
    stands.observations.iter().filter(|observation| keys::observation(observation, filters))
}

fn claims<'a>(stands: &'a Stands, filters: &[Filter]) -> Vec<&'a Count> {
    let all = stands.observations.iter().flat_map(|observation| observation.claims.iter().map(move |claim| (observation, claim)));
    all.filter(|(of, claim)| keys::claim(of, claim, filters)).map(|(_, claim)| &claim.count).collect()
}

/// What has a place in a stated order, in that order.
fn sequence<'a>(stands: &'a Stands, filters: &[Filter]) -> Vec<&'a Observation> {
    let mut ordered: Vec<_> = observations(stands, filters).filter(|observation| order(observation).is_some()).collect();
    ordered.sort_by_key(|observation| order(observation));
    ordered
}

/// Blocks with numbers in order of number, before blocks with names.
fn order(observation: &Observation) -> Option<(u64, String, u32, String)> {
    let sequence = observation.sequence.as_ref()?;
    let number = sequence.block.parse().unwrap_or(u64::MAX);
    Some((number, sequence.block.clone(), sequence.ordinal?, observation.id.to_string()))
}

fn item(observation: &Observation) -> String {
    let count = observation.count.as_ref().map(|count| match (count.lo, count.hi) {
        (Some(lo), Some(hi)) if lo == hi => lo.to_string(),
        (Some(lo), hi) => interval(lo.into(), hi.map(u64::from)),
        (None, _) => "uncountable".into(),
    });
    let parts = [Some(observation.kind.word().to_owned()), observation.flight.clone(), count];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn interval(lo: u64, hi: Option<u64>) -> String {
    format!("{lo}..{}", hi.map(|hi| hi.to_string()).unwrap_or_default())
}

impl Counted {
    /// Whether it is the value.
    pub fn is(&self, value: &Value) -> bool {
        match self {
            Self::Number(n) => is_number(*n, value),
            Self::Sum(total) => total.is_some_and(|total| match value {
                Value::Number(n) => (total.lo, total.hi) == (*n, Some(*n)),
                Value::Range(lo, hi) => (total.lo, total.hi) == (*lo, *hi),
                Value::Near(..) | Value::Words(_) => false,
            }),
            Self::Words(words) => matches!(value, Value::Words(expected) if words.as_ref() == Some(expected)),
            Self::Each(numbers) => !numbers.is_empty() && numbers.iter().all(|number| number.is_some_and(|n| is_number(n, value))),
        }
    }
}

fn is_number(n: u64, value: &Value) -> bool {
    match value {
        Value::Number(expected) => n == *expected,
        Value::Range(lo, hi) => *lo <= n && hi.is_none_or(|hi| n <= hi),
        Value::Near(middle, off) => n.abs_diff(*middle) <= *off,
        Value::Words(_) => false,
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => write!(out, "{n}"),
            Self::Sum(None) => out.write_str("a sum over nothing"),
            Self::Sum(Some(total)) if total.hi == Some(total.lo) => write!(out, "{}", total.lo),
            Self::Sum(Some(total)) => out.write_str(&interval(total.lo, total.hi)),
            Self::Words(words) => out.write_str(words.as_deref().unwrap_or("nothing")),
            Self::Each(numbers) if numbers.is_empty() => out.write_str("nothing that fits"),
            Self::Each(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(|number| number.map_or_else(|| "none".into(), |n| n.to_string())).collect();
                out.write_str(&numbers.join(", "))
            }
        }
    }
}

#[test]
fn a_count_lies_in_a_range_a_sum_is_it_and_a_sum_over_nothing_is_no_value() {
    let open = Value::Range(3, None);
    assert!(Counted::Number(7).is(&open) && Counted::Each(vec![Some(3), Some(9)]).is(&Value::Range(3, Some(9))));
    assert!(Counted::Sum(Some(Total { lo: 3, hi: None, uncountable: 0 })).is(&open));
    assert!(!Counted::Sum(Some(Total { lo: 3, hi: Some(9), uncountable: 0 })).is(&open));
    assert!(!Counted::Sum(None).is(&Value::Number(0)));
    assert!(!Counted::Each(Vec::new()).is(&open) && !Counted::Each(vec![Some(5), None]).is(&open));
    assert!(Counted::Number(690_462).is(&Value::Near(691_462, 1000)) && !Counted::Number(690_461).is(&Value::Near(691_462, 1000)));
}
