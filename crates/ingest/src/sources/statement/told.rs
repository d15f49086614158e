//! What the words of a text tell beside themselves: the figures that they claim, and the one place that they are about.

use crate::claimed::claims_in;
use crate::harvest::Harvest;
use crate::method::NAME_CHARS_MAX;
use crate::prose::Page;
use crate::words::text::{clean, some};
use model::Observation;
use news::places::{Choice, PlaceMention};
use news::{Told, read_places};
use std::collections::BTreeMap;

/// Reads claims and place into an observation of a text.
pub(super) fn take(page: &Page, words: &str, observation: &mut Observation, harvest: &mut Harvest<'_>) {
    let told = Told { day: page.day, clock: None, zone: Some(&observation.time.zone), speaker: None };
    let speaker = observation.speaker.clone().unwrap_or_else(|| harvest.member.speaker());
    let as_of = page.day.is_some().then_some(observation.time.to);
    observation.claims = claims_in(words, &told, &speaker, as_of);
    if !observation.claims.is_empty() {
        harvest.notes.push(format!("{} figures were read from the words, each with its speaker", observation.claims.len()));
    }
    if let Some(index) = harvest.member.input.places.and_then(|places| places.index()) {
        place(&read_places(words, index), observation, harvest);
    }
}

/// A place as it is named: which, how far from it (least and most, m), in which direction (mdeg).
type Named<'a> = (&'a str, Option<(u32, u32)>, Option<u32>);

/// One place that is named, however often and in whatever form, is the text's; of several none is. What may be several places of one name
/// stands as the mixture of them.
fn place(mentions: &[PlaceMention], observation: &mut Observation, harvest: &mut Harvest<'_>) {
    let mut told: BTreeMap<Named<'_>, &PlaceMention> = BTreeMap::new();
    for mention in mentions.iter().filter(|mention| mention.choice != Choice::Unlikely && mention.place.is_some()) {
        if let Some(first) = mention.candidates.first() {
            told.entry((&first.id, mention.relation.distance_m, mention.relation.bearing_mdeg)).or_insert(mention);
        }
    }
    let named: Vec<&PlaceMention> = told.into_values().filter(|mention| !is_around_another(mention, mentions)).collect();
    let words: Vec<&str> = named.iter().map(|mention| mention.said.text.as_str()).collect();
    observation.place_name = some(clean(&words.join(", "), NAME_CHARS_MAX));
    match named.as_slice() {
        [] => {}
        [only] => {
            observation.place = only.place.clone();
            observation.place_precision = only.candidates.first().map(|candidate| candidate.precision);
        }
        several => harvest.notes.push(format!("the words name {} places: none of them is taken for the place of all", several.len())),
    }
}

/// A region that is named beside a place inside it says where that is, and is no place of its own.
fn is_around_another(mention: &PlaceMention, mentions: &[PlaceMention]) -> bool {
    let Some(own) = mention.candidates.first() else { return false };
    let is_inside = |other: &&PlaceMention| {
        let first = other.candidates.first();
        other.choice != Choice::Unlikely && first.is_some_and(|first| first.id != own.id && first.within.contains(&own.name))
    };
    mentions.iter().any(|other| is_inside(&other))
}
