//! Which bearer of a name is meant: size, the regions named with it, nearness to the other places of the text.

use super::context::Found;
use super::gazetteer::{Gazetteer, Toponym};
use super::{Candidate, Choice, PlaceMention, RelationKind, around};
use crate::method::{
    CANDIDATES_MAX, DECIDED_PPM, PAIRS_MAX, PLACE_PPM_MIN, POPULATION_BASE, POPULATION_POWER, SAME_PLACE_M, SD_ADM1_M, SD_ADM2_M,
    SD_ADM3_M, SD_COUNTRY_M, SD_SETTLEMENT_M, TOWN_PER_KM2, WRONG_PPM, WRONG_SD_M,
};
use crate::numbers::clean;
use crate::{Index, Said};
use model::place::Share;
use model::{Place, PlacePrecision, Position};

/// Weighs the candidates of all names of a text.
pub(super) fn choose(text: &str, index: &Index, found: Vec<Found>) -> Vec<PlaceMention> {
    let gazetteer = index.gazetteer();
    let mut all: Vec<Weighed> = found.into_iter().map(|found| Weighed::new(gazetteer, found)).collect();
    let anchors: Vec<Anchor> = all.iter().enumerate().filter_map(|(n, weighed)| weighed.anchor(gazetteer, n)).collect();
    for (n, weighed) in all.iter_mut().enumerate() {
        let near = anchors.partition_point(|anchor| anchor.n < n);
        let from = near.saturating_sub(PAIRS_MAX / 2);
        let others: Vec<&Anchor> =
            anchors.get(from..anchors.len().min(from + PAIRS_MAX)).unwrap_or(&[]).iter().filter(|anchor| anchor.n != n).collect();
        weighed.weigh(gazetteer, &others);
    }
    all.into_iter().map(|weighed| weighed.mention(text, gazetteer)).collect()
}

/// A mention with the weights of its candidates.
struct Weighed {
    found: Found,
    /// Toponym and weight.
    candidates: Vec<(u32, f64)>,
}

/// A mention that helps to tell others.
struct Anchor {
    n: usize,
    start: usize,
    end: usize,
    toponym: u32,
    /// A region rather than a place.
    is_region: bool,
    position: Option<Position>,
    country: String,
}

fn toponym(gazetteer: &Gazetteer, at: u32) -> Option<&Toponym> {
    gazetteer.toponyms.get(usize::try_from(at).ok()?)
}

impl Weighed {
    fn new(gazetteer: &Gazetteer, found: Found) -> Self {
        let size = |toponym: &Toponym| libm::pow(f64::from(toponym.population) + POPULATION_BASE, POPULATION_POWER);
        let weight = |(at, is_inflected): &(u32, bool)| {
            let weight = size(toponym(gazetteer, *at)?);
            Some((*at, if *is_inflected { weight } else { weight * NOMINATIVE_FACTOR }))
        };
        let candidates = found.toponyms.iter().filter_map(weight).collect();
        let mut weighed = Self { found, candidates };
        weighed.merge(gazetteer);
        weighed
    }

    /// Entries of several gazetteers for one place count once: the one with the finer position stands.
    fn merge(&mut self, gazetteer: &Gazetteer) {
        self.candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        self.candidates.truncate(CANDIDATES_MAX);
        let mut kept: Vec<(u32, f64)> = Vec::new();
        for (at, weight) in &self.candidates {
            let is_same = |other: &(u32, f64)| {
                let (Some(one), Some(two)) = (toponym(gazetteer, *at), toponym(gazetteer, other.0)) else { return false };
                let is_other_list = one.country != two.country || one.parent.is_some() != two.parent.is_some();
                let distance = one.position.zip(two.position).map(|(one, two)| distance_m(one, two));
                one.precision == two.precision
                    && is_other_list
                    && (one.is_rough || two.is_rough)
                    && distance.is_some_and(|metres| metres <= SAME_PLACE_M)
            };
            match kept.iter_mut().find(|other| is_same(other)) {
                Some(other) => {
                    let is_finer = toponym(gazetteer, *at).is_some_and(|one| !one.is_rough)
                        && toponym(gazetteer, other.0).is_some_and(|two| two.is_rough);
                    *other = (if is_finer { *at } else { other.0 }, other.1.max(*weight));
                }
                None => kept.push((*at, *weight)),
            }
        }
        self.candidates = kept;
    }

    fn total(&self) -> f64 {
        self.candidates.iter().map(|(_, weight)| weight).sum()
    }

    /// The mention as help for others: one candidate has most of the weight.
    fn anchor(&self, gazetteer: &Gazetteer, n: usize) -> Option<Anchor> {
        let (at, weight) = self.candidates.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let best =
            toponym(gazetteer, *at).filter(|_| *weight >= ANCHOR_SHARE * self.total() && self.found.is_place_ppm >= PLACE_PPM_MIN)?;
        let (start, end) = (self.found.span.start, self.found.span.end);
        Some(Anchor {
            n,
            start,
            end,
            toponym: *at,
            is_region: self.found.region.is_some() || !best.precision.is_position(),
            position: best.position,
            country: best.country.clone(),
        })
    }

    fn weigh(&mut self, gazetteer: &Gazetteer, others: &[&Anchor]) {
        let span = self.found.span;
        for (at, weight) in &mut self.candidates {
            let Some(candidate) = toponym(gazetteer, *at) else { continue };
            let within = gazetteer.within(candidate);
            for region in others.iter().filter(|anchor| anchor.is_region) {
                let is_beside = region.start.saturating_sub(span.end) + span.start.saturating_sub(region.end) <= BESIDE_BYTES;
                *weight *= region_factor(candidate, *at, &within, region, is_beside);
            }
            let near = others
                .iter()
                .filter(|anchor| !anchor.is_region)
                .filter_map(|anchor| Some(distance_m(candidate.position?, anchor.position?)));
            let nearest = near.fold(f64::INFINITY, f64::min);
            *weight *= 1.0 + NEAR_GAIN * libm::exp(-nearest / NEAR_M);
            let told = others.iter().filter(|anchor| !anchor.country.is_empty() && !candidate.country.is_empty());
            let (same, n) = told.fold((0, 0), |(same, n), anchor| (same + u32::from(anchor.country == candidate.country), n + 1));
            if n > 0 {
                *weight *= 1.0 + COUNTRY_GAIN * f64::from(same) / f64::from(n);
            }
        }
        self.candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }

    fn mention(self, text: &str, gazetteer: &Gazetteer) -> PlaceMention {
        let total = self.total().max(f64::MIN_POSITIVE);
        let chance_ppm = self.found.is_place_ppm;
        let candidates: Vec<Candidate> = self
            .candidates
            .iter()
            .filter_map(|(at, weight)| {
                let one = toponym(gazetteer, *at)?;
                let share = libm::rint(weight / total * f64::from(chance_ppm)).clamp(0.0, 1e6) as u32;
                Some(self.candidate(gazetteer, one, share))
            })
            .collect();
        let choice = match candidates.first() {
            _ if chance_ppm < PLACE_PPM_MIN => Choice::Unlikely,
            Some(best) if best.chance_ppm >= DECIDED_PPM => Choice::Decided,
            _ => Choice::Open,
        };
        let place = self.place(gazetteer, choice);
        let said = Said { text: clean(self.found.span.of(text).unwrap_or("")), span: Some(self.found.span) };
        PlaceMention { said, candidates, chance_ppm, choice, relation: self.found.relation, place, oddity: self.found.oddity }
    }

    fn candidate(&self, gazetteer: &Gazetteer, one: &Toponym, chance_ppm: u32) -> Candidate {
        let within = gazetteer.within(one).into_iter().filter_map(|at| toponym(gazetteer, at)).map(|parent| parent.name.clone()).collect();
        Candidate {
            id: one.id.clone(),
            name: one.name.clone(),
            within,
            country: one.country.clone(),
            chance_ppm,
            position: one.position,
            is_rough: one.is_rough,
            precision: self.found.region.unwrap_or(one.precision),
        }
    }

    /// The geometry of the candidate that was decided, or of all that have a position, by their chances.
    fn place(&self, gazetteer: &Gazetteer, choice: Choice) -> Option<Place> {
        let of = |at: u32| {
            let one = toponym(gazetteer, at)?;
            Some(self.geometry(one, one.position?))
        };
        match choice {
            Choice::Unlikely => None,
            Choice::Decided => of(self.candidates.first()?.0),
            Choice::Open => {
                let placed: Vec<(Place, f64)> =
                    self.candidates.iter().take(SHARES_MAX).filter_map(|(at, weight)| Some((of(*at)?, *weight))).collect();
                mixture(placed)
            }
        }
    }

    fn geometry(&self, one: &Toponym, centre: Position) -> Place {
        let precision = self.found.region.unwrap_or(one.precision);
        let sd_m = match precision {
            PlacePrecision::Adm3 => SD_ADM3_M,
            PlacePrecision::Adm2 => SD_ADM2_M,
            PlacePrecision::Adm1 => SD_ADM1_M,
            PlacePrecision::Country => SD_COUNTRY_M,
            _ if one.is_rough => SD_ADM3_M,
            _ => settlement_sd_m(one.population),
        };
        let at = if precision.is_position() && !one.is_rough {
            Place::WideTail { centre, sd_m, wide_ppm: WRONG_PPM, wide_sd_m: WRONG_SD_M }
        } else {
            Place::Normal { centre, sd_m }
        };
        if self.found.relation.kind == RelationKind::At { at } else { around::place(&self.found.relation, centre, sd_m, at) }
    }
}

/// A town's standard deviation from its inhabitants: sqrt(area / pi), at least 1 km. Source: METHOD 3.
fn settlement_sd_m(population: u32) -> u32 {
    let area_km2 = f64::from(population) / TOWN_PER_KM2;
    let radius_m = libm::sqrt(area_km2 / core::f64::consts::PI) * 1_000.0;
    SD_SETTLEMENT_M.max(libm::rint(radius_m).clamp(0.0, 1e6) as u32)
}

/// Shares that sum to a million; one place alone is no mixture.
fn mixture(placed: Vec<(Place, f64)>) -> Option<Place> {
    let total: f64 = placed.iter().map(|(_, weight)| weight).sum();
    if placed.len() <= 1 {
        return placed.into_iter().next().map(|(place, _)| place);
    }
    let mut shares: Vec<Share> = placed
        .into_iter()
        .map(|(place, weight)| Share { place, weight_ppm: libm::floor(weight / total * 1e6).clamp(0.0, 1e6) as u32 })
        .collect();
    let given: u32 = shares.iter().map(|share| share.weight_ppm).sum();
    if let Some(first) = shares.first_mut() {
        first.weight_ppm += 1_000_000u32.saturating_sub(given);
    }
    shares.retain(|share| share.weight_ppm > 0);
    Some(Place::Mixture(shares))
}

/// How a region named in the text changes a candidate's weight. Source: assumed (decision 0008).
fn region_factor(candidate: &Toponym, at: u32, within: &[u32], region: &Anchor, is_beside: bool) -> f64 {
    if region.toponym == at || within.contains(&region.toponym) {
        return if is_beside { 200.0 } else { 20.0 };
    }
    let Some((one, two)) = candidate.position.zip(region.position) else { return if is_beside { 0.5 } else { 1.0 } };
    let nearness = libm::exp(-distance_m(one, two) / REGION_M);
    if is_beside { 0.05 + 20.0 * nearness } else { 1.0 + 3.0 * nearness }
}

/// How much likelier a name is meant that stands as it is than one of which it would be another case. Source: assumed (decision 0008).
const NOMINATIVE_FACTOR: f64 = 50.0;
/// Share of the weight from which a candidate helps to tell others.
const ANCHOR_SHARE: f64 = 0.7;
/// A region so many bytes from a name belongs to it: "X (Y oblast)".
const BESIDE_BYTES: usize = 24;
/// Distance over which it fades that a candidate lies in a region whose middle is known, metres.
const REGION_M: f64 = 50_000.0;
/// How much nearness to another place of the text adds, and over which distance it fades, metres.
const NEAR_GAIN: f64 = 6.0;
/// See [`NEAR_GAIN`].
const NEAR_M: f64 = 100_000.0;
/// How much the same country as the other places adds.
const COUNTRY_GAIN: f64 = 3.0;
/// Most shares of a mixture.
const SHARES_MAX: usize = 16;

/// Distance on a sphere's tangent plane, metres: good to a percent where it matters here.
fn distance_m(one: Position, two: Position) -> f64 {
    const DEGREE_M: f64 = 111_195.0;
    let middle = (one.lat() + two.lat()) / 2.0 * core::f64::consts::PI / 180.0;
    let (dy, dx) = (one.lat() - two.lat(), (one.lon() - two.lon()) * libm::cos(middle));
    libm::sqrt(dx * dx + dy * dy) * DEGREE_M
}
