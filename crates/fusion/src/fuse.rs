//! Fuses evidence into incidents.

use crate::bonds::{Bonds, Bound};
use crate::density::Density;
use crate::evidence::Evidence;
use crate::exact::best_partition;
use crate::grid::pairs_over;
use crate::incident::{Seat, Writer, seats};
use crate::item::Item;
use crate::linkage::link_on_average;
use crate::links::Links;
use crate::method::{EXACT_N_LIMIT, Parameters};
use crate::names::Names;
use crate::odds::{Odds, apart2_km2};
use crate::piece::Joined;
use model::{Incident, ObservationId, Position, SourceId};
use std::collections::BTreeMap;

/// Fuses evidence into incidents, in order of their ids.
///
/// Each observation is in exactly one incident; most are alone in theirs. The result depends on
/// the set of evidence alone: not on its order, and not on how sources, speakers and blocks are
/// numbered. An id that stands twice counts once. `zone` is the mission's time zone, in which the incidents'
/// times are stated; it is not checked.
///
/// Evidence without a place is always alone.
pub fn fuse(evidence: &[Evidence], sources: &[SourceId], zone: &str, parameters: &Parameters) -> Vec<Incident> {
    fuse_bound(evidence, &Bonds::default(), sources, zone, parameters)
}

/// The same under bonds: what is settled to be together or apart stays so, whatever the log-odds.
///
/// A group that is bound together is one incident or part of one; its members may exclude each other by
/// the method's own rules. Bonds of observations that are not there, or have no place, bind nothing.
pub fn fuse_bound(evidence: &[Evidence], bonds: &Bonds, sources: &[SourceId], zone: &str, parameters: &Parameters) -> Vec<Incident> {
    fuse_weighed(evidence, bonds, &[], sources, zone, parameters).0
}

/// Log-odds of pairs of observations, the smaller one first, mnat.
pub type Weights = BTreeMap<(ObservationId, ObservationId), i32>;

/// The same, with the log-odds that some pairs have without any bond. A pair that the method excludes, or that is not
/// seen, has the floor; a pair of which one is not there or has no place is left out.
pub fn fuse_weighed(
    evidence: &[Evidence],
    bonds: &Bonds,
    pairs: &[(ObservationId, ObservationId)],
    sources: &[SourceId],
    zone: &str,
    parameters: &Parameters,
) -> (Vec<Incident>, Weights) {
    let mut odds = Odds::of(parameters);
    let writer = Writer { sources, zone, method: parameters };
    let standing = standing(evidence);
    let items = laid_out(&standing, &[], &mut odds);
    let bound = Bound::of(bonds, &items);
    let mut incidents: Vec<Incident> = Vec::with_capacity(standing.len());
    incidents.extend(standing.iter().filter(|one| one.place.is_none()).filter_map(|one| writer.incident(&[Seat::alone(one)], &[], false)));
    for piece in connected(&items, &odds, &bound, 0) {
        settle(&items, &piece, &odds, &bound, &writer, &mut incidents);
    }
    incidents.sort_unstable_by_key(|incident| incident.id);
    incidents.shrink_to_fit();
    (incidents, weigh(&items, pairs, &odds))
}

pub(crate) fn weigh(items: &[Item<'_>], pairs: &[(ObservationId, ObservationId)], odds: &Odds<'_>) -> Weights {
    let item = |id: ObservationId| items.binary_search_by_key(&id, |item| item.evidence.id).ok().and_then(|place| items.get(place));
    let weight = |(a, b): &(ObservationId, ObservationId)| {
        let (one, other) = (item(*a.min(b))?, item(*a.max(b))?);
        let excluded = one.face.excludes(&other.face, odds.method);
        let mnat = if excluded { odds.method.pair_floor_mnat } else { odds.mnat(one, other, apart2_km2(one, other)) };
        Some(((*a.min(b), *a.max(b)), mnat))
    };
    pairs.iter().filter_map(weight).collect()
}

/// The partition alone, of the same evidence by the same method: for each piece of evidence, in its order, the place in
/// the list of the first member of its incident (the one with the smallest id). An id that stands twice has one incident.
pub fn partition(evidence: &[Evidence], bonds: &Bonds, parameters: &Parameters) -> Vec<u32> {
    let mut odds = Odds::of(parameters);
    let ranked = ranked(evidence);
    let chosen = chosen(&ranked, evidence);
    let standing: Vec<&Evidence> = chosen.iter().filter_map(|place| evidence.get(*place as usize)).collect();
    let items = laid_out(&standing, &[], &mut odds);
    let bound = Bound::of(bonds, &items);
    let firsts = firsts(&items, &odds, &bound);
    // By place among what stands: the place in the list of the first of its incident.
    let placed = || chosen.iter().zip(&standing).filter(|(_, one)| one.place.is_some()).map(|(place, _)| *place);
    let places: Vec<u32> = placed().collect();
    let mut numbers = firsts.iter();
    let mut home = |place: u32, one: &Evidence| {
        let first = if one.place.is_some() { numbers.next() } else { None };
        first.and_then(|first| places.get(*first as usize)).copied().unwrap_or(place)
    };
    let homes: Vec<u32> = chosen.iter().zip(&standing).map(|(place, one)| home(*place, one)).collect();
    let mut labels = vec![0; evidence.len()];
    for (same, home) in ranked.chunk_by(|a, b| a.0 == b.0).zip(&homes) {
        for (_, place) in same {
            if let Some(label) = labels.get_mut(*place as usize) {
                *label = *home;
            }
        }
    }
    labels
}

/// For each item the smallest item of its incident.
fn firsts(items: &[Item<'_>], odds: &Odds<'_>, bound: &Bound) -> Vec<u32> {
    let mut firsts: Vec<u32> = (0..items.len() as u32).collect();
    for piece in connected(items, odds, bound, 0).iter().filter(|piece| piece.len() > 1) {
        let links = Links::of(items, piece, odds, bound);
        for cluster in clusters_of(items, piece, &links, odds, bound) {
            let numbers = || cluster.iter().filter_map(|place| piece.get(*place as usize)).copied();
            let Some(first) = numbers().min() else { continue };
            for number in numbers() {
                if let Some(slot) = firsts.get_mut(number as usize) {
                    *slot = first;
                }
            }
        }
    }
    firsts
}

/// The pieces: what pairs above a threshold (0 for the partition) and bonds connect.
pub(crate) fn connected(items: &[Item<'_>], odds: &Odds<'_>, bound: &Bound, over_mnat: i32) -> Vec<Vec<u32>> {
    let mut joined = Joined::alone(items.len());
    pairs_over(items, 0..items.len() as u32, odds, over_mnat, |(a, b, _)| {
        if !bound.apart(a, b) {
            joined.join(a, b);
        }
    });
    bound.join(&mut joined);
    joined.pieces()
}

/// The evidence that has a place, each with what lies about it; `names` are used by evidence that is not at hand.
pub(crate) fn laid_out<'a>(standing: &[&'a Evidence], names: &[Position], odds: &mut Odds<'_>) -> Vec<Item<'a>> {
    let mut items = items_of(standing, odds.method);
    let tiling = Density::lay(&mut items, odds.method);
    odds.density.count(&mut items, &tiling);
    odds.names = Names::of(&mut items, names, odds.method);
    items
}

/// Evidence in order of id, each id once; of two with one id the smaller stands.
pub(crate) fn standing(evidence: &[Evidence]) -> Vec<&Evidence> {
    chosen(&ranked(evidence), evidence).into_iter().filter_map(|place| evidence.get(place as usize)).collect()
}

/// Ids and places in the list, in order of id.
fn ranked(evidence: &[Evidence]) -> Vec<(ObservationId, u32)> {
    let mut ranked: Vec<(ObservationId, u32)> = evidence.iter().map(|one| one.id).zip(0..).collect();
    ranked.sort_unstable();
    ranked
}

/// Which places stand: one for each id.
fn chosen(ranked: &[(ObservationId, u32)], evidence: &[Evidence]) -> Vec<u32> {
    let smaller = |place: &&(ObservationId, u32)| evidence.get(place.1 as usize);
    ranked.chunk_by(|a, b| a.0 == b.0).filter_map(|same| same.iter().min_by_key(smaller).map(|(_, place)| *place)).collect()
}

/// The evidence that has a place, in the same order.
pub(crate) fn items_of<'a>(standing: &[&'a Evidence], method: &Parameters) -> Vec<Item<'a>> {
    let placed = |one: &&'a Evidence| one.place.as_ref().map(|place| Item::of(one, place, method));
    standing.iter().filter_map(placed).collect()
}

/// Whether a piece is too large for the exact search.
pub(crate) fn is_crowded(n: usize, method: &Parameters) -> bool {
    n > (method.exact_n_max as usize).min(EXACT_N_LIMIT)
}

/// Finds the best partition of a piece and writes its incidents.
pub(crate) fn settle(items: &[Item<'_>], piece: &[u32], odds: &Odds<'_>, bound: &Bound, writer: &Writer<'_>, into: &mut Vec<Incident>) {
    let members: Vec<&Item<'_>> = piece.iter().filter_map(|number| items.get(*number as usize)).collect();
    if let [alone] = members.as_slice() {
        into.extend(writer.incident(&[Seat::alone(alone.evidence)], &members, false));
        return;
    }
    let links = Links::of(items, piece, odds, bound);
    let crowded = is_crowded(piece.len(), odds.method);
    let clusters = clusters_of(items, piece, &links, odds, bound);
    let excludes = |a: u32, b: u32| excludes(items, piece, odds, bound, (a, b));
    for (seats, cluster) in seats(&members, &links, &clusters, &excludes).iter().zip(&clusters) {
        let own: Vec<&Item<'_>> = cluster.iter().filter_map(|place| members.get(*place as usize).copied()).collect();
        into.extend(writer.incident(seats, &own, crowded));
    }
}

/// Whether two members of a piece, by their places in it, may never be one event.
pub(crate) fn excludes(items: &[Item<'_>], piece: &[u32], odds: &Odds<'_>, bound: &Bound, (a, b): (u32, u32)) -> bool {
    let number = |place: u32| piece.get(place as usize).copied().unwrap_or(u32::MAX);
    let (a, b) = (number(a), number(b));
    let face = |number: u32| items.get(number as usize).map(|item| &item.face);
    let by_rule = face(a).zip(face(b)).is_none_or(|(one, other)| one.excludes(other, odds.method));
    bound.apart(a, b) || (by_rule && !bound.together(a, b))
}

/// The best partition of a piece: clusters of places in it.
pub(crate) fn clusters_of(items: &[Item<'_>], piece: &[u32], links: &Links, odds: &Odds<'_>, bound: &Bound) -> Vec<Vec<u32>> {
    let groups = bound.groups(piece);
    let face = |place: u32| piece.get(place as usize).and_then(|number| items.get(*number as usize)).map(|item| &item.face);
    let excludes = |a: u32, b: u32| excludes(items, piece, odds, bound, (a, b));
    let same_face = |a: u32, b: u32| groups.is_empty() && !bound.has_pairs() && face(a) == face(b);
    if is_crowded(piece.len(), odds.method) {
        link_on_average(links, &groups, excludes, same_face)
    } else {
        best_partition(links, &groups, excludes)
    }
}

/// Calls `found` for each pair that is not excluded and exceeds `over_mnat`, in no particular order.
pub fn each_pair(evidence: &[Evidence], parameters: &Parameters, over_mnat: i32, mut found: impl FnMut(&Evidence, &Evidence, i32)) {
    let mut odds = Odds::of(parameters);
    let standing = standing(evidence);
    let items = laid_out(&standing, &[], &mut odds);
    let at = |number: u32| items.get(number as usize).map(|item| item.evidence);
    pairs_over(&items, 0..items.len() as u32, &odds, over_mnat, |(a, b, mnat)| {
        if let (Some(a), Some(b)) = (at(a), at(b)) {
            found(a, b, mnat);
        }
    });
}

/// What the grid found in a set of evidence: what fusing it costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Pieces of more than one member.
    pub pieces_n: usize,
    /// Pieces too large for the exact search.
    pub crowded_n: usize,
    /// Members of the largest piece.
    pub largest_n: usize,
    /// Pairs with log-odds above 0.
    pub joining_n: u64,
    /// Pairs inside pieces with log-odds above the floor.
    pub seen_n: u64,
}

/// Counts pairs and pieces without writing incidents.
pub fn census(evidence: &[Evidence], parameters: &Parameters) -> Census {
    let mut odds = Odds::of(parameters);
    let standing = standing(evidence);
    let items = laid_out(&standing, &[], &mut odds);
    let mut census = Census::default();
    let mut joined = Joined::alone(items.len());
    pairs_over(&items, 0..items.len() as u32, &odds, 0, |(a, b, _)| {
        joined.join(a, b);
        census.joining_n += 1;
    });
    for piece in joined.pieces().iter().filter(|piece| piece.len() > 1) {
        census.pieces_n += 1;
        census.crowded_n += usize::from(is_crowded(piece.len(), parameters));
        census.largest_n = census.largest_n.max(piece.len());
        census.seen_n += Links::of(&items, piece, &odds, &Bound::default()).pairs_n() as u64;
    }
    census
}
