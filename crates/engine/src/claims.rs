//! What speakers claimed in a mission, as statements with figures that can be held against each other.

use counts::claims::{Figure, Ledger, Statement, ledger};
use model::{Claim, Observation};
use std::collections::BTreeMap;

/// Holds all claims of a mission against themselves and each other; the order of the observations does not matter.
pub fn claims_of(observations: &[Observation]) -> Ledger {
    ledger(&observations.iter().flat_map(statements).collect::<Vec<_>>(), None)
}

/// What an observation's speakers say in it, one statement each.
pub fn statements(observation: &Observation) -> Vec<Statement> {
    let mut by_speaker: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
    for claim in &observation.claims {
        by_speaker.entry(&claim.speaker).or_default().push(claim);
    }
    let statement = |(speaker, claims): (&str, Vec<&Claim>)| Statement {
        extent: observation.place_name.clone(),
        figures: claims.iter().map(|claim| figure(claim)).collect(),
        id: observation.id.to_string(),
        said: claims.iter().filter_map(|claim| claim.as_of).max(),
        speaker: speaker.into(),
        text: observation.text.clone(),
        window: Some(observation.time.clone()),
    };
    by_speaker.into_iter().map(statement).collect()
}

fn figure(claim: &Claim) -> Figure {
    Figure {
        about: claim.about.as_ref().map(ToString::to_string),
        count: claim.count.clone(),
        definition: claim.definition.clone().unwrap_or_default(),
        measure: claim.measure.word().into(),
        told_cumulative: claim.cumulative,
        window: claim.window.clone(),
    }
}
