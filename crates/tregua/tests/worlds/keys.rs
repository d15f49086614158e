//! The values that items have under the keys of filters.

use crate::grammar::{FINDING, Filter};
use crate::stands::Stands;
use counts::claims::{Check, Comparison, Series, Side, stated};
use model::{Claim, Coverage, Finding, Incident, LayerVersion, Observation, Refusal, Subject, When};
use serde::Serialize;

/// The wire word of an enum.
pub fn word<T: Serialize>(of: &T) -> String {
    serde_json::to_value(of).unwrap().as_str().unwrap().to_owned()
}

fn some<T: ToString>(value: Option<&T>) -> Vec<String> {
    value.map(ToString::to_string).into_iter().collect()
}

/// Whether an observation fits all filters.
pub fn observation(observation: &Observation, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| filter.fits(&of_observation(observation, &filter.key)))
}

fn of_observation(observation: &Observation, key: &str) -> Vec<String> {
    let weapon = observation.weapon.as_ref();
    let sequence = observation.sequence.as_ref();
    match key {
        "deed" => observation.deed.iter().map(|deed| word(&deed.kind)).collect(),
        "kind" => vec![word(&observation.kind)],
        "source" => vec![observation.source.to_string()],
        "speaker" => some(observation.speaker.as_ref()),
        "actor" => some(observation.actor.as_ref()),
        "cause" => some(observation.cause.as_ref()),
        "target" => some(observation.target.as_ref()),
        "flight" => some(observation.flight.as_ref()),
        "determination" => observation.determination.iter().map(word).collect(),
        "sense" => vec![word(&observation.sense)],
        "model" => some(weapon.and_then(|weapon| weapon.model.as_ref())),
        "class" => some(weapon.and_then(|weapon| weapon.class.as_ref()).map(|class| &class.0)),
        "status" => observation.status.iter().map(word).collect(),
        "place" => some(observation.place_name.as_ref()),
        "block" => some(sequence.map(|sequence| &sequence.block)),
        "ordinal" => some(sequence.and_then(|sequence| sequence.ordinal.as_ref())),
        "key" => some(observation.key.as_ref()),
        "text" => some(observation.text.as_ref()),
        "day" => vec![days(&observation.time).0],
        other => unreachable!("the grammar lets no key `{other}` through"),
    }
}

/// Whether a claim fits all filters.
pub fn claim(of: &Observation, claim: &Claim, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| filter.fits(&of_claim(of, claim, &filter.key)))
}

fn of_claim(of: &Observation, claim: &Claim, key: &str) -> Vec<String> {
    match key {
        "measure" => vec![word(&claim.measure)],
        "speaker" => vec![claim.speaker.clone()],
        "about" => some(claim.about.as_ref()),
        "definition" => some(claim.definition.as_ref()),
        "cumulative" => vec![claim.cumulative.to_string()],
        "from" => claim.window.iter().map(|window| days(window).0).collect(),
        "until" => claim.window.iter().map(|window| days(window).1).collect(),
        of_observation_itself => of_observation(of, of_observation_itself),
    }
}

/// First and last local day that a time touches, in its own zone.
fn days(window: &When) -> (String, String) {
    let last = if window.to > window.from { window.to.plus_ms(-1) } else { window.to };
    (window.from.day_in(&window.zone).unwrap(), last.day_in(&window.zone).unwrap())
}

/// Whether an incident fits: its own kind, and one member all the rest.
pub fn incident(stands: &Stands, incident: &Incident, filters: &[Filter]) -> bool {
    let (own, of_member): (Vec<Filter>, Vec<Filter>) = filters.iter().cloned().partition(|filter| filter.key == "kind");
    let members = incident.members.iter().map(|member| stands.observation(&member.observation));
    own.iter().all(|filter| filter.fits(&[word(&incident.kind)])) && one_fits(members, &of_member)
}

fn one_fits<'a>(mut observations: impl Iterator<Item = &'a Observation>, filters: &[Filter]) -> bool {
    filters.is_empty() || observations.any(|one| observation(one, filters))
}

/// Whether a finding fits: its own keys, and one observation under its subject all the rest.
pub fn finding(stands: &Stands, finding: &Finding, filters: &[Filter]) -> bool {
    let is_series = matches!(finding.subject, Subject::Series { .. });
    let is_own = |filter: &Filter| FINDING.contains(&filter.key.as_str()) || (is_series && filter.key == "speaker");
    let (own, below): (Vec<Filter>, Vec<Filter>) = filters.iter().cloned().partition(is_own);
    own.iter().all(|filter| filter.fits(&of_finding(finding, &filter.key))) && one_fits(stands.under(finding).into_iter(), &below)
}

fn of_finding(finding: &Finding, key: &str) -> Vec<String> {
    let (speaker, definition, about) = match &finding.subject {
        Subject::Duty { about, .. } => (None, None, Some(about)),
        Subject::Incident(_) => (None, None, None),
        Subject::Series { speaker, definition, .. } => (Some(speaker), Some(definition), None),
    };
    match key {
        "about" => some(about),
        "agreement" => vec![finding.agreement.clone()],
        "clause" => vec![finding.clause.clone()],
        "reading" => some(finding.reading.as_ref()),
        "party" => some(finding.party.as_ref()),
        "outcome" => vec![word(&finding.outcome)],
        "missing" => finding.missing.iter().map(word).collect(),
        "chance" => some(finding.chance_ppm.as_ref()),
        "reason" => finding.reasons.clone(),
        "number" => finding.reasons.iter().flat_map(|reason| whole_numbers(reason)).collect(),
        "definition" => some(definition),
        "speaker" => some(speaker),
        other => unreachable!("the grammar lets no key `{other}` through"),
    }
}

/// The whole numbers of a sentence, without what parts their thousands. Digits of a word (`2A65`),
/// of a day or of a decimal are none.
pub fn whole_numbers(sentence: &str) -> Vec<String> {
    let letters: Vec<char> = sentence.chars().collect();
    let (mut numbers, mut first) = (Vec::new(), 0);
    while first < letters.len() {
        let mut after = end_of_digits(&letters, first);
        if after == first {
            first += 1;
            continue;
        }
        let mut number: String = letters[first..after].iter().collect();
        let leads = number.len() <= 3;
        while leads && is_group(&letters, after) {
            number.extend(&letters[after + 1..after + 4]);
            after += 4;
        }
        if !is_part(&letters, first, after) {
            numbers.push(number);
        }
        first = after;
    }
    numbers
}

fn end_of_digits(letters: &[char], from: usize) -> usize {
    (from..letters.len()).find(|at| !letters[*at].is_ascii_digit()).unwrap_or(letters.len())
}

/// Whether what parts thousands stands here, and exactly three digits behind it.
fn is_group(letters: &[char], at: usize) -> bool {
    let parts = letters.get(at).is_some_and(|c| matches!(c, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}'));
    parts && end_of_digits(letters, at + 1) == at + 4
}

/// Whether digits are part of a word, a day, a time or a decimal.
fn is_part(letters: &[char], first: usize, after: usize) -> bool {
    let joins = |at: usize| letters.get(at).is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | ':' | '_'));
    let goes_on = |at: usize| letters.get(at).is_some_and(|c| c.is_alphanumeric());
    first.checked_sub(1).is_some_and(joins) || goes_on(after) || (joins(after) && goes_on(after + 1))
}

/// Whether a refusal fits all filters.
pub fn refusal(refusal: &Refusal, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        filter.fits(&match filter.key.as_str() {
            "line" => vec![refusal.from.line.to_string()],
            "column" => some(refusal.column.as_ref()),
            _ => vec![refusal.reason.clone()],
        })
    })
}

/// Whether a layer fits all filters.
pub fn layer(layer: &LayerVersion, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        filter.fits(&match filter.key.as_str() {
            "layer" => vec![layer.layer.clone()],
            "role" => vec![word(&layer.role)],
            "source" => vec![layer.source.to_string()],
            _ => some(layer.party.as_ref()),
        })
    })
}

/// Whether a coverage fits all filters.
pub fn coverage(coverage: &Coverage, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        filter.fits(&match filter.key.as_str() {
            "station" => vec![coverage.station.clone()],
            "region" => some(coverage.region.as_ref()),
            "state" => vec![word(&coverage.state)],
            "sense" => vec![word(&coverage.sense)],
            "source" => vec![coverage.source.to_string()],
            _ => vec![days(&coverage.time).0],
        })
    })
}

/// Whether a check of claims fits all filters; key, place and day are those of a statement that it rests on.
pub fn check(stands: &Stands, check: &Check, filters: &[Filter]) -> bool {
    let below = || stands.observations.iter().filter(|observation| check.statements.contains(&observation.id.to_string()));
    filters.iter().all(|filter| {
        filter.fits(&match filter.key.as_str() {
            "check" => vec![word(&check.kind)],
            "verdict" => vec![word(&check.verdict)],
            "residual" => vec![check.residual.to_string()],
            "figure" => vec![check.figure.clone()],
            "speaker" => vec![check.speaker.clone()],
            "says" => vec![check.says.clone()],
            "variant" => {
                check.readings.iter().map(|reading| format!("{} {} {}", reading.figure, reading.value, reading.residual)).collect()
            }
            of_observation_itself => below().flat_map(|observation| of_observation(observation, of_observation_itself)).collect(),
        })
    })
}

/// Whether a series of claims fits all filters.
pub fn series(series: &Series, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        filter.fits(&match filter.key.as_str() {
            "measure" => vec![series.measure.clone()],
            "speaker" => vec![series.speaker.clone()],
            "about" => some(series.about.as_ref()),
            "definition" => vec![series.definition.clone()],
            "form" => vec![word(&series.form)],
            "recognised" => vec![series.recognised.to_string()],
            "points" => vec![series.points.len().to_string()],
            "superseded" => vec![series.points.iter().filter(|point| point.superseded).count().to_string()],
            "current" => series.current.iter().filter_map(stated).map(|n| n.to_string()).collect(),
            _ => vec![series.steps.iter().map(|step| format!("{:+}", step.rise)).collect::<Vec<_>>().join(" ")],
        })
    })
}

/// Whether a pair of figures fits all filters.
pub fn comparison(pair: &Comparison, filters: &[Filter]) -> bool {
    let number = |side: &Side| stated(&side.count).map(|n| n.to_string()).into_iter().collect();
    filters.iter().all(|filter| {
        filter.fits(&match filter.key.as_str() {
            "measure" => vec![pair.measure.clone()],
            "about" => some(pair.about.as_ref()),
            "one" => number(&pair.one),
            "other" => number(&pair.other),
            "refused" => pair.refused_for.iter().map(word).collect(),
            _ => vec![pair.says.clone()],
        })
    })
}

#[test]
fn a_number_is_whole_however_its_thousands_are_parted() {
    assert_eq!(
        whole_numbers("57 days x 600 = 34,200 required; 34 200, 34\u{202f}200 and 34200"),
        ["57", "600", "34200", "34200", "34200", "34200"]
    );
    assert_eq!(whole_numbers("134,200 of 1,234,567"), ["134200", "1234567"]);
    assert_eq!(whole_numbers("BM-21 and 2A65 under P2 on 2025-10-12 at 34.5 km, 12:30"), Vec::<String>::new());
    assert_eq!(whole_numbers("35 km. It is 25."), ["35", "25"]);
    assert_eq!(whole_numbers("2025 100 trucks, 1, 200"), ["2025", "100", "1", "200"]);
}
