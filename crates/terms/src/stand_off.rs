//! Stand-off: acts that are forbidden near something that moves, such as the camps of the other side.

use crate::act::{Act, assess_act_in};
use crate::agreement::{LayerRef, Mention, Term};
use crate::chance::ppm;
use crate::distance::show_limit;
use crate::fields::Fields;
use crate::method::NEEDED;
use crate::near::{Near, chance_together, collapsed, near};
use crate::read_act::read_act;
use crate::scene::Scene;
use crate::spread::{Node, hypot, nodes};
use crate::verdict::{Verdict, agree, settle, show_chance};
use crate::zone::{Spot, no_position};
use model::{DeedKind, Finding, Missing, Outcome, PartyId, SourceId};

/// Greatest distance to be kept, km; a greater one is a slip of the pen.
const DISTANCE_KM_MAX: u32 = 1_000;

/// Longest time for which a reported place counts, hours.
const HOURS_MAX: u32 = 24 * 366;

/// Acts near a reference that moves.
#[derive(Clone, Debug)]
pub(crate) struct StandOff {
    pub(crate) act: Act,
    pub(crate) near: Near,
    /// Whose places at that time count, as no party's sources report them.
    pub(crate) track: Option<Track>,
}

/// Somebody who moves.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    pub(crate) of: PartyId,
    /// How long a place counts, before and after it was reported.
    pub(crate) hours: u32,
}

/// Reads the fields of a stand-off.
pub(crate) fn read_stand_off(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> StandOff {
    let act = read_act(fields, mentions);
    let distance_m = fields.thousandths("distance_km", DISTANCE_KM_MAX);
    if distance_m.is_none() {
        fields.missing("distance_km", "distance_km = 3");
    }
    let (reference, source) = (fields.text("reference"), fields.text("reference_source"));
    let track = fields.text("track");
    let hours = fields.whole("track_hours", HOURS_MAX);
    let header = fields.header.clone();
    match (&reference, &track) {
        (None, None) => {
            fields.missing_here("reference", "reference = \"camps\", a layer whose versions say where it was when, or track = \"p2\"")
        }
        (Some(reference), Some(_)) => {
            let help = "a layer or reported places: leave one out, or make two terms of it".to_owned();
            fields.faults.error(reference.span.clone(), "`reference` stands beside `track`".into(), Some(help));
        }
        (None, Some(_)) if hours.is_none() => fields.missing_here("track_hours", "track_hours = 12, how long a reported place counts"),
        (Some(_), None) if hours.is_some() => fields.faults.error(header, "`track_hours` needs `track`".into(), None),
        _ => {}
    }
    let of = source.as_ref().map(|source| SourceId(source.word.clone()));
    let layers: Vec<LayerRef> = reference.iter().map(|layer| LayerRef { layer: layer.word.clone(), source: of.clone() }).collect();
    mentions.extend(reference.map(|layer| Mention::Places { layer, source }));
    let track = track.map(|of| Track { of: PartyId(of.word), hours: hours.unwrap_or(1) });
    StandOff { act, near: Near { layers, within_m: distance_m.unwrap_or(0) }, track }
}

/// Holds an incident against a stand-off.
pub(crate) fn assess_stand_off<'a>(scene: &Scene<'a>, term: &'a Term, stand_off: &StandOff, findings: &mut Vec<Finding>) {
    let standings = if scene.kinds.meets(stand_off.act.acts) { scene.standings(term) } else { Vec::new() };
    let more = |spots: &[Spot<'_>]| match &stand_off.track {
        Some(track) => near_track(scene, track, stand_off.near.within_m, spots),
        None => near(scene, &stand_off.near, spots, Missing::Position),
    };
    assess_act_in(scene, term, &stand_off.act, standings, &more, findings);
}

/// Judges whether places came nearer to somebody than a distance, by the places reported of him last before and first
/// after the event, and half-way between both. `None` if they surely did not.
fn near_track(scene: &Scene<'_>, track: &Track, within_m: u32, spots: &[Spot<'_>]) -> Option<Verdict> {
    let known = places(scene, track);
    let cases: Vec<(String, Verdict)> =
        spots.iter().map(|spot| (spot.label.to_string(), by_places(track, &known, within_m, spot))).collect();
    let is_nothing = |verdict: &Verdict| verdict.outcome == Outcome::NoBreach && verdict.chance_ppm == Some(0);
    (!cases.iter().all(|(_, verdict)| is_nothing(verdict))).then(|| settle(cases))
}

fn by_places(track: &Track, known: &[(String, Node)], within_m: u32, spot: &Spot<'_>) -> Verdict {
    let Some(nodes) = spot.nodes else { return Verdict::undetermined(Missing::Position, no_position(&spot.label)) };
    let judged = |(label, place): &(String, Node)| {
        let chance = ppm(chance_together(nodes, std::slice::from_ref(place), within_m));
        let reason = format!("P(nearer than {} to {}) = {}, {NEEDED}", show_limit(within_m), track.of, show_chance(chance));
        (label.clone(), Verdict::judged(chance).because(reason))
    };
    if known.is_empty() {
        let reason = format!("no source that is no party's says where {} was within {} hours of the event", track.of, track.hours);
        return Verdict::undetermined(Missing::Position, reason);
    }
    agree(known.iter().map(judged).collect(), &[Missing::Position])
}

/// Where somebody was: the places reported during the event, else the last before and the first after it, and half-way.
fn places(scene: &Scene<'_>, track: &Track) -> Vec<(String, Node)> {
    let (from, to) = (scene.incident.time.from, scene.incident.time.to);
    let reach_ms = i64::from(track.hours) * 3_600_000;
    let of = |report: &model::Observation| report.actor.as_ref() == Some(&track.of) && scene.is_neutral(report);
    let reports = || scene.dossier.deeds(&[DeedKind::Location]).map(|(report, _)| report).filter(|report| of(report));
    let node = |report: &model::Observation| collapsed(&report.place.as_ref().map(nodes).unwrap_or_default());
    let place = |report: &model::Observation| Some((format!("at {} (report {})", report.time.from, report.id), node(report)?));
    let during: Vec<_> = reports().filter(|report| report.time.from <= to && from <= report.time.to).filter_map(place).collect();
    if !during.is_empty() {
        return during;
    }
    let before = reports()
        .filter(|report| report.time.to < from && from.ms() - report.time.to.ms() <= reach_ms)
        .max_by_key(|report| (report.time.to, report.id));
    let after = reports()
        .filter(|report| report.time.from > to && report.time.from.ms() - to.ms() <= reach_ms)
        .min_by_key(|report| (report.time.from, report.id));
    let mut known: Vec<(String, Node)> = before.into_iter().chain(after).filter_map(place).collect();
    if let [(_, first), (_, last)] = known.as_slice() {
        known.push(("half-way between both".into(), half_way(first, last)));
    }
    known
}

/// Between two places, as wide as a quarter of the way between them.
fn half_way(first: &Node, last: &Node) -> Node {
    let (apart_m, azimuth) = model::geodesy::inverse(first.at, last.at).unwrap_or((0.0, 0.0));
    let at = model::geodesy::direct(first.at, azimuth, apart_m / 2.0);
    Node { at, sd_m: hypot(first.sd_m.max(last.sd_m), apart_m / 4.0), weight: 1.0 }
}
