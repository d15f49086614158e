//! One row of a withdrawal table against one sighting: how near to which line, and how surely.

use crate::agreement::{LayerRef, Row, Term};
use crate::chance::{nearer, over, ppm};
use crate::ground::LayerAt;
use crate::method::NEEDED;
use crate::scene::Scene;
use crate::spread::{Node, hypot};
use crate::verdict::{Verdict, agree, show_chance};
use crate::zone::{no_position, show_layer};
use model::{Instant, LayerRole, LayerVersionId, Missing, Observation, Outcome, PartyId};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A sighting of a weapon with its own place, and the distances worked out for it already.
pub(crate) struct Sighting<'a> {
    pub(crate) report: &'a Observation,
    pub(crate) nodes: Option<Vec<Node>>,
    distances: RefCell<BTreeMap<LayerVersionId, Rc<Vec<f64>>>>,
}

impl<'a> Sighting<'a> {
    pub(crate) fn of(report: &'a Observation, nodes: Option<Vec<Node>>) -> Self {
        Self { report, nodes, distances: RefCell::default() }
    }

    pub(crate) fn label(&self) -> String {
        format!("report {}", self.report.id)
    }

    /// Distances of the nodes from a version of a line, metres.
    fn distances(&self, nodes: &[Node], line: &LayerAt<'_>) -> Rc<Vec<f64>> {
        let known = self.distances.borrow().get(&line.version.id).map(Rc::clone);
        known.unwrap_or_else(|| {
            let distance = |node: &Node| line.shape.distance_m(node.at).map_or(f64::INFINITY, |(distance, _)| distance);
            let all: Rc<Vec<f64>> = Rc::new(nodes.iter().map(distance).collect());
            self.distances.borrow_mut().insert(line.version.id, Rc::clone(&all));
            all
        })
    }
}

/// Judges a row for a party's weapon: breach = it stands nearer than the row allows.
pub(crate) fn judge_row(scene: &Scene<'_>, term: &Term, row: &Row, party: &PartyId, sighting: &Sighting<'_>) -> Verdict {
    let faults = scene.faults(term);
    if !faults.is_empty() {
        return crate::act::faulty(faults);
    }
    let Some(limit_m) = row.distance_m else { return unshared(row) };
    if limit_m == 0 {
        return Verdict::of(Outcome::NoBreach).because(format!("clause {} asks for no distance", term.id));
    }
    let Some((_, line)) = row.baseline.iter().find(|(of, _)| of == party) else {
        return unplaced(sighting, Verdict::undetermined(Missing::Line, format!("clause {} has no baseline for {party}", term.id)));
    };
    let lines = match lines(scene, line, party) {
        Ok(lines) => lines,
        Err(absent) => return unplaced(sighting, absent),
    };
    let Some(nodes) = &sighting.nodes else {
        return Verdict::undetermined(Missing::Position, no_position(&sighting.label()));
    };
    let mut by_source: Vec<(String, Verdict)> = Vec::new();
    for of_source in lines.chunk_by(|a, b| a.1.first().map(source) == b.1.first().map(source)) {
        let cases = of_source.iter().map(|(at, parts)| (format!("at {at}"), one(line, parts, nodes, limit_m, sighting))).collect();
        let name = of_source.first().and_then(|(_, parts)| parts.first()).map(source).unwrap_or_default();
        by_source.push((format!("by source {name}"), agree(cases, &[Missing::Time])));
    }
    let mut verdict = agree(by_source, &[Missing::Line]);
    if let Some(sentence) = shared(row) {
        verdict.reasons.insert(0, sentence);
    }
    verdict
}

/// A zone's width that nobody shares out says nothing of one side.
fn unshared(row: &Row) -> Verdict {
    let Some(width) = row.width else { return crate::act::faulty(Vec::new()) };
    let zone = show_limit(width.zone_m);
    let reason = format!("the text makes a zone {zone} wide and does not say how far each side withdraws for it");
    Verdict::undetermined(Missing::Definition, reason)
}

/// How the distance of one side follows from the width of the zone.
fn shared(row: &Row) -> Option<String> {
    let width = row.width.filter(|width| width.is_shared)?;
    let side = show_limit(row.distance_m?);
    Some(format!("{side} for each side: half of a zone {} wide, by equal distances", show_limit(width.zone_m)))
}

fn source<'a>(part: &LayerAt<'a>) -> &'a str {
    &part.version.source.0
}

fn unplaced(sighting: &Sighting<'_>, absent: Verdict) -> Verdict {
    match sighting.nodes {
        Some(_) => absent,
        None => absent.lacking(Missing::Position, no_position(&sighting.label())),
    }
}

type Lines<'a> = Vec<(Instant, Vec<LayerAt<'a>>)>;

/// The versions of a party's line at the beginning, middle and end of the event, by source; equal
/// sets once. A line that is another party's own does not count.
fn lines<'a>(scene: &Scene<'a>, line: &LayerRef, party: &PartyId) -> Result<Lines<'a>, Verdict> {
    let mut lines: Lines<'a> = Vec::new();
    let mut seen: BTreeSet<Vec<LayerVersionId>> = BTreeSet::new();
    let absent = |reason| Verdict::undetermined(Missing::Line, reason);
    for at in scene.instants.iter().copied() {
        let mut valid = scene.ground.versions(&line.layer, line.source.as_ref(), at);
        valid.retain(|valid| valid.version.role != LayerRole::Line || valid.version.party.as_ref().is_none_or(|of| of == party));
        if valid.is_empty() {
            let what = show_layer("line", line);
            let is_there = scene.ground.has(&line.layer, line.source.as_ref());
            return Err(absent(if is_there {
                format!("no version of {what} is valid for {party} at {at}")
            } else {
                format!("{what} is not among the mission's layers")
            }));
        }
        for parts in valid.chunk_by(|a, b| a.version.source == b.version.source) {
            if seen.insert(parts.iter().map(|part| part.version.id).collect()) {
                lines.push((at, parts.to_vec()));
            }
        }
    }
    lines.sort_by(|a, b| a.1.first().map(source).cmp(&b.1.first().map(source)).then(a.0.cmp(&b.0)));
    Ok(lines)
}

/// The chance under one source's line at one moment. Each part of the position is held against
/// the part of the line that is nearest to it.
fn one(line: &LayerRef, parts: &[LayerAt<'_>], nodes: &[Node], limit_m: u32, sighting: &Sighting<'_>) -> Verdict {
    let measured: Vec<Rc<Vec<f64>>> = parts.iter().map(|part| sighting.distances(nodes, part)).collect();
    let nearest = |n: usize| {
        let distances = parts
            .iter()
            .zip(&measured)
            .map(|(part, distances)| (distances.get(n).copied().unwrap_or(f64::INFINITY), part.version.accuracy_m));
        distances.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).unwrap_or((f64::INFINITY, 0))
    };
    let mean = over(nodes, |n, _| nearest(n).0);
    if !mean.is_finite() {
        return Verdict::undetermined(Missing::Line, format!("{} holds no line", show_layer("line", line)));
    }
    let chance = over(nodes, |n, node| {
        let (distance, accuracy_m) = nearest(n);
        nearer(distance, f64::from(limit_m), hypot(node.sd_m, f64::from(accuracy_m)))
    });
    let chance_ppm = ppm(chance);
    let mut verdict = Verdict::judged(chance_ppm);
    verdict.used = parts.iter().map(|part| part.version.id).collect();
    let versions: Vec<String> = parts
        .iter()
        .map(|part| format!("{} valid from {}, error {} m", part.version.id, part.version.valid_from, part.version.accuracy_m))
        .collect();
    let named = LayerRef { layer: line.layer.clone(), source: parts.first().map(|part| part.version.source.clone()) };
    let result = match verdict.outcome {
        Outcome::Breach => "nearer than allowed",
        Outcome::NoBreach | Outcome::Exempt => "not nearer than allowed",
        Outcome::Undetermined => "neither can be said",
    };
    verdict.because(format!(
        "{} from {} ({}), {}; P(nearer than {}) = {}, {NEEDED}: {result}",
        show_km(mean),
        show_layer("line", &named),
        versions.join("; "),
        show_error(nodes),
        show_limit(limit_m),
        show_chance(chance_ppm),
    ))
}

fn show_error(nodes: &[Node]) -> String {
    match nodes {
        [node] => format!("position error {} m", libm::rint(node.sd_m) as i64),
        _ => "the position is spread over an area".into(),
    }
}

/// Kilometres to 10 m.
fn show_km(metres: f64) -> String {
    let tens = libm::rint(metres / 10.0) as i64;
    format!("{}.{:02} km", tens / 100, tens % 100)
}

/// A limit as the clause gives it.
pub(crate) fn show_limit(metres: u32) -> String {
    let text = format!("{}.{:03}", metres / 1000, metres % 1000);
    format!("{} km", text.trim_end_matches('0').trim_end_matches('.'))
}
