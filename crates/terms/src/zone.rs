//! Inside a zone or not: the chance for each version and source, and what they say together.

use crate::agreement::LayerRef;
use crate::chance::{inside, over, ppm};
use crate::ground::{Ground, LayerAt};
use crate::method::NEEDED;
use crate::scene::Scene;
use crate::spread::Node;
use crate::verdict::{Verdict, agree, settle, show_chance};
use model::{Digest, LayerVersionId, Missing, PartyId, SourceId};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A place that is held against a zone; without nodes it is not known well enough.
pub(crate) struct Spot<'a> {
    pub(crate) label: Cow<'static, str>,
    pub(crate) nodes: Option<&'a [Node]>,
}

/// The chance under one source's versions at one moment.
struct Found<'a> {
    at: model::Instant,
    source: &'a SourceId,
    parts: Vec<LayerAt<'a>>,
}

/// Judges whether places lie inside a zone (or, with `is_outside`, outside of it): breach = yes.
///
/// `None` if all of them surely do not: then the clause has nothing to do with the event.
pub(crate) fn site(scene: &Scene<'_>, zone: &LayerRef, spots: &[Spot<'_>], is_outside: bool) -> Option<Verdict> {
    site_at(scene.ground, &scene.instants, zone, None, spots, is_outside)
}

/// The same with the versions of other moments than the event's own, and without those that are another party's.
pub(crate) fn site_at(
    ground: &dyn Ground,
    instants: &[model::Instant],
    zone: &LayerRef,
    party: Option<&PartyId>,
    spots: &[Spot<'_>],
    is_outside: bool,
) -> Option<Verdict> {
    let found = match versions(ground, instants, zone, party) {
        Ok(found) => found,
        Err(absent) => return Some(unplaced(spots, absent)),
    };
    let chances = |nodes: &&[Node]| found.iter().map(|found| chance(found, nodes, is_outside)).collect::<Vec<u32>>();
    let chances: Vec<Option<Vec<u32>>> = spots.iter().map(|spot| spot.nodes.as_ref().map(chances)).collect();
    if chances.iter().all(|spot| spot.as_ref().is_some_and(|chances| chances.iter().all(|chance| *chance == 0))) {
        return None;
    }
    let case = |(spot, chances): (&Spot<'_>, &Option<Vec<u32>>)| {
        let verdict = match chances {
            Some(chances) => judge(zone, &found, chances, is_outside),
            None => Verdict::undetermined(Missing::Position, no_position(&spot.label)),
        };
        (spot.label.to_string(), verdict)
    };
    Some(settle(spots.iter().zip(&chances).map(case).collect()))
}

/// What to say of a position that is not known well enough.
pub(crate) fn no_position(label: &str) -> String {
    format!("{label}: the place is not known, or only as a district or wider, which is no position")
}

fn unplaced(spots: &[Spot<'_>], absent: Verdict) -> Verdict {
    match spots.iter().find(|spot| spot.nodes.is_none()) {
        Some(spot) => absent.lacking(Missing::Position, no_position(&spot.label)),
        None => absent,
    }
}

/// The versions at the beginning, middle and end of the event, by source; equal sets once.
fn versions<'a>(
    ground: &'a dyn Ground,
    instants: &[model::Instant],
    zone: &LayerRef,
    party: Option<&PartyId>,
) -> Result<Vec<Found<'a>>, Verdict> {
    let absent = |reason| Verdict::undetermined(Missing::Zone, reason);
    let mut all: Vec<Found<'a>> = Vec::new();
    let mut seen: BTreeSet<Vec<LayerVersionId>> = BTreeSet::new();
    for at in instants.iter().copied() {
        let mut valid = ground.versions(&zone.layer, zone.source.as_ref(), at);
        valid.retain(|valid| party.is_none_or(|party| valid.version.party.as_ref().is_none_or(|of| of == party)));
        if valid.is_empty() {
            let is_there = ground.has(&zone.layer, zone.source.as_ref());
            let what = show_layer("zone", zone);
            return Err(absent(if is_there {
                format!("no version of {what} is valid at {at}")
            } else {
                format!("{what} is not among the mission's layers")
            }));
        }
        if let Some(other) = valid.iter().find(|valid| !valid.shape.is_area()) {
            return Err(absent(format!("{} ({}) is no area", show_layer("zone", zone), other.version.id)));
        }
        for parts in valid.chunk_by(|a, b| a.version.source == b.version.source) {
            let Some(first) = parts.first() else { continue };
            if instants.len() == 1 || seen.insert(parts.iter().map(|part| part.version.id).collect()) {
                all.push(Found { at, source: &first.version.source, parts: parts.to_vec() });
            }
        }
    }
    Ok(all)
}

/// The layer's name in a sentence.
pub(crate) fn show_layer(what: &str, layer: &LayerRef) -> String {
    match &layer.source {
        Some(source) => format!("{what} `{}` of source `{source}`", layer.layer),
        None => format!("{what} `{}`", layer.layer),
    }
}

/// Parts of a zone are taken as not overlapping; equal ones count once.
fn chance(found: &Found<'_>, nodes: &[Node], is_outside: bool) -> u32 {
    let mut seen: BTreeSet<Digest> = BTreeSet::new();
    let mut sum = 0.0;
    for part in found.parts.iter().filter(|part| seen.insert(part.version.geometry)) {
        let border_sd_m = f64::from(part.version.accuracy_m);
        sum += over(nodes, |_, node| inside(part.shape, node, border_sd_m));
    }
    if is_outside { 1_000_000 - ppm(sum) } else { ppm(sum) }
}

fn judge(zone: &LayerRef, found: &[Found<'_>], chances: &[u32], is_outside: bool) -> Verdict {
    let mut by_source: Vec<(String, Verdict)> = Vec::new();
    let sources: BTreeSet<&SourceId> = found.iter().map(|found| found.source).collect();
    for source in sources {
        let of_source = found.iter().zip(chances).filter(|(found, _)| found.source == source);
        let cases = of_source.map(|(found, chance)| (format!("at {}", found.at), one(zone, found, *chance, is_outside))).collect();
        by_source.push((format!("by source {source}"), agree(cases, &[Missing::Time])));
    }
    agree(by_source, &[Missing::Zone])
}

fn one(zone: &LayerRef, found: &Found<'_>, ppm: u32, is_outside: bool) -> Verdict {
    let side = if is_outside { "outside" } else { "inside" };
    let parts: Vec<String> = found
        .parts
        .iter()
        .map(|part| format!("{} valid from {}, border error {} m", part.version.id, part.version.valid_from, part.version.accuracy_m))
        .collect();
    let layer = LayerRef { layer: zone.layer.clone(), source: Some(found.source.clone()) };
    let mut verdict = Verdict::judged(ppm);
    verdict.used = found.parts.iter().map(|part| part.version.id).collect();
    verdict.because(format!("P({side} {}) = {}, {NEEDED}; {}", show_layer("zone", &layer), show_chance(ppm), parts.join("; ")))
}
