//! How many incidents there are, as an interval: partitions drawn by the chance of each.
//!
//! The partition that is recorded is one of many; the number of its incidents alone would look surer than it is.
//! Pieces are larger here than for the partition: pairs count from [`TIED_MNAT_MIN`] on, since many pairs that are
//! each less likely than not are together some incidents fewer. Within each piece members are drawn one after the other into the clusters of the others, or alone, by what the
//! partition would then be worth (Gibbs): the sum of the log-odds of all pairs that it puts together, as for the recorded one
//! (decision 0005). METHOD 3 has (n - 1) times the mean, which leaves weaker members out and counts too many incidents. The draws follow from the evidence alone:
//! each piece has its own stream, keyed by method, revision, parameters and its members' ids.

use crate::bonds::{Bonds, Bound};
use crate::fuse::{connected, laid_out, standing};
use crate::links::Links;
use crate::method::{NAME, REVISION};
use crate::odds::Odds;
use crate::posterior::{kind_of, time_of};
use crate::{Evidence, Parameters};
use model::{Digest, Kind, ObservationId, When};
use std::collections::BTreeMap;

/// Draws of each piece. Source: METHOD 3 (assumed).
pub const SWEEPS_N: usize = 200;

/// Draws that are left out at the beginning, while the start is still felt.
pub const WARM_UP_N: usize = 20;

/// Pieces with more seen pairs than this are counted as they were decided: their number is not drawn.
pub const PAIRS_N_MAX: usize = 2_000_000;

/// Pairs above this tie a piece together, mnat.
pub const TIED_MNAT_MIN: i32 = -4_000;

/// The number of incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// 5 % of the draws have fewer.
    pub low: u64,
    /// Half of the draws.
    pub middle: u64,
    /// 5 % of the draws have more.
    pub high: u64,
    /// Incidents that were not drawn since their piece is too large; they are in all three.
    pub undrawn: u64,
}

/// Draws the number of incidents of some evidence.
pub fn number(evidence: &[Evidence], bonds: &Bonds, parameters: &Parameters) -> Number {
    let mut draws = Draws::of(1);
    each_piece(evidence, bonds, parameters, |piece| match piece {
        Drawn::Fixed(clusters) => draws.fix(0, clusters.len() as u64),
        Drawn::Crowded(clusters) => draws.leave(0, clusters.len() as u64),
        Drawn::Open(draw, start) => draw.run(&start, |at, draw| draws.add(0, at, (draw.clusters.len() - draw.spare.len()) as u64)),
    });
    draws.numbers().first().copied().unwrap_or_default()
}

/// The same by class: `class_of` gives the class of an incident from what its members say together, below
/// `classes_n`, or none if it is not counted. Times are stated in `zone`.
pub fn numbers(
    evidence: &[Evidence],
    (bonds, parameters, zone): (&Bonds, &Parameters, &str),
    classes_n: usize,
    class_of: impl Fn(Kind, &When) -> Option<usize>,
) -> Vec<Number> {
    let mut draws = Draws::of(classes_n);
    let class = |members: &[&Evidence]| class_of(kind_of(members)?, &time_of(members, zone)?);
    each_piece(evidence, bonds, parameters, |piece| match piece {
        Drawn::Fixed(clusters) => clusters.iter().filter_map(|members| class(members)).for_each(|class| draws.fix(class, 1)),
        Drawn::Crowded(clusters) => clusters.iter().filter_map(|members| class(members)).for_each(|class| draws.leave(class, 1)),
        Drawn::Open(draw, start) => {
            let mut known: BTreeMap<Vec<u32>, Option<usize>> = BTreeMap::new();
            draw.run(&start, |at, draw| {
                for cluster in draw.clusters.iter().filter(|cluster| !cluster.units.is_empty()) {
                    let places = draw.members(cluster);
                    let members = || places.iter().filter_map(|place| draw.piece.get(*place as usize).copied()).collect::<Vec<_>>();
                    let class = *known.entry(places.clone()).or_insert_with(|| class(&members()));
                    class.into_iter().for_each(|class| draws.add(class, at, 1));
                }
            });
        }
    });
    draws.numbers()
}

/// A piece as it is counted.
enum Drawn<'p, 'e, F> {
    /// Nothing else is possible.
    Fixed(Vec<Vec<&'e Evidence>>),
    /// Too many pairs to draw: as it was decided.
    Crowded(Vec<Vec<&'e Evidence>>),
    /// To be drawn, from a start.
    Open(Box<Draw<'p, 'e, F>>, Vec<Vec<u32>>),
}

fn each_piece(
    evidence: &[Evidence],
    bonds: &Bonds,
    parameters: &Parameters,
    mut take: impl FnMut(Drawn<'_, '_, &dyn Fn(u32, u32) -> bool>),
) {
    let mut odds = Odds::of(parameters);
    let standing = standing(evidence);
    let items = laid_out(&standing, &[], &mut odds);
    let bound = Bound::of(bonds, &items);
    take(Drawn::Fixed(standing.iter().filter(|one| one.place.is_none()).map(|one| vec![*one]).collect()));
    for piece in connected(&items, &odds, &bound, TIED_MNAT_MIN) {
        let own: Vec<&Evidence> = piece.iter().filter_map(|number| items.get(*number as usize)).map(|item| item.evidence).collect();
        if let [alone] = own.as_slice() {
            take(Drawn::Fixed(vec![vec![*alone]]));
            continue;
        }
        let links = Links::of(&items, &piece, &odds, &bound);
        let start = crate::fuse::clusters_of(&items, &piece, &links, &odds, &bound);
        if links.pairs_n() > PAIRS_N_MAX {
            let members = |cluster: &Vec<u32>| cluster.iter().filter_map(|place| own.get(*place as usize).copied()).collect();
            take(Drawn::Crowded(start.iter().map(members).collect()));
            continue;
        }
        let excludes = |a: u32, b: u32| crate::fuse::excludes(&items, &piece, &odds, &bound, (a, b));
        let seed = seed_of(&own.iter().map(|one| one.id).collect::<Vec<_>>(), parameters);
        let mut draw: Draw<'_, '_, &dyn Fn(u32, u32) -> bool> = Draw::of(&links, &bound.groups(&piece), seed, &excludes);
        draw.piece = own;
        take(Drawn::Open(Box::new(draw), start));
    }
}

/// The draws of each class.
struct Draws {
    drawn: Vec<Vec<u64>>,
    fixed: Vec<u64>,
    undrawn: Vec<u64>,
}

impl Draws {
    fn of(classes_n: usize) -> Self {
        Self { drawn: vec![vec![0; SWEEPS_N]; classes_n], fixed: vec![0; classes_n], undrawn: vec![0; classes_n] }
    }

    fn fix(&mut self, class: usize, n: u64) {
        self.fixed.get_mut(class).into_iter().for_each(|fixed| *fixed += n);
    }

    fn leave(&mut self, class: usize, n: u64) {
        self.undrawn.get_mut(class).into_iter().for_each(|undrawn| *undrawn += n);
    }

    fn add(&mut self, class: usize, at: usize, n: u64) {
        self.drawn.get_mut(class).and_then(|draws| draws.get_mut(at)).into_iter().for_each(|drawn| *drawn += n);
    }

    fn numbers(self) -> Vec<Number> {
        let counted = self.drawn.into_iter().zip(self.fixed).zip(self.undrawn);
        let number = |((draws, fixed), undrawn): ((Vec<u64>, u64), u64)| {
            let mut kept: Vec<u64> = draws.into_iter().skip(WARM_UP_N).map(|n| n + fixed + undrawn).collect();
            kept.sort_unstable();
            let at = |percent: usize| kept.get((kept.len() - 1) * percent / 100).copied().unwrap_or(0);
            Number { low: at(5), middle: at(50), high: at(95), undrawn }
        };
        counted.map(number).collect()
    }
}

/// The seed of a piece.
fn seed_of(ids: &[ObservationId], parameters: &Parameters) -> u64 {
    let members: Vec<&[u8]> = ids.iter().map(|id| id.as_bytes().as_slice()).collect();
    let (method, key) = (parameters.digest(REVISION), Digest::tagged("draws/members", &members));
    let [a, b, c, d, e, f, g, h, ..] = *Digest::tagged("draws/seed", &[NAME.as_bytes(), method.as_bytes(), key.as_bytes()]).as_bytes();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// One piece while it is drawn. Members that are bound together move as one unit.
struct Draw<'p, 'e, F> {
    links: &'p Links,
    /// Its members; may be left empty where only their number counts.
    piece: Vec<&'e Evidence>,
    floor: f64,
    /// Members of each unit.
    units: Vec<Vec<u32>>,
    unit_of: Vec<u32>,
    excludes: F,
    home: Vec<u32>,
    clusters: Vec<Cluster>,
    /// Clusters without members, to be used again.
    spare: Vec<u32>,
    stream: u64,
}

/// A cluster: its units, and how many members they have.
#[derive(Clone, Default)]
struct Cluster {
    units: Vec<u32>,
    n: f64,
}

impl<'p, F: Fn(u32, u32) -> bool> Draw<'p, '_, F> {
    fn of(links: &'p Links, groups: &[Option<u32>], stream: u64, excludes: F) -> Self {
        let (units, unit_of) = units(groups, links.len());
        let home = vec![u32::MAX; units.len()];
        Self {
            links,
            piece: Vec::new(),
            floor: f64::from(links.floor_mnat()),
            units,
            unit_of,
            excludes,
            home,
            clusters: Vec::new(),
            spare: Vec::new(),
            stream,
        }
    }

    fn settle(&mut self, start: &[Vec<u32>]) {
        for (number, cluster) in (0u32..).zip(start) {
            self.clusters.push(Cluster::default());
            let units: std::collections::BTreeSet<u32> =
                cluster.iter().filter_map(|member| self.unit_of.get(*member as usize).copied()).collect();
            // A unit that a start divides goes whole to where it is met first.
            for unit in units {
                if self.home.get(unit as usize) == Some(&u32::MAX) {
                    self.put(unit, number);
                }
            }
            if self.clusters.last().is_some_and(|cluster| cluster.units.is_empty()) {
                self.spare.push(number);
            }
        }
    }

    /// Shows the clusters after each sweep, with its number.
    fn run(mut self, start: &[Vec<u32>], mut show: impl FnMut(usize, &Self)) {
        self.settle(start);
        for at in 0..SWEEPS_N {
            for unit in 0..self.units.len() as u32 {
                self.take(unit);
                let chosen = self.choose(unit);
                self.put(unit, chosen);
            }
            show(at, &self);
        }
    }

    /// The members of a cluster, in order.
    fn members(&self, cluster: &Cluster) -> Vec<u32> {
        let mut members: Vec<u32> = cluster.units.iter().filter_map(|unit| self.units.get(*unit as usize)).flatten().copied().collect();
        members.sort_unstable();
        members
    }

    /// Sums of a unit's pairs with each cluster that it has a seen pair with, mnat above the floor.
    fn sums(&self, unit: u32) -> Vec<(u32, f64)> {
        let mut sums: Vec<(u32, f64)> = Vec::new();
        let members = self.units.get(unit as usize).map_or(&[][..], Vec::as_slice);
        for (other, above) in members.iter().flat_map(|member| self.links.of_member(*member)) {
            let Some(other_unit) = self.unit_of.get(other as usize).filter(|other| **other != unit) else { continue };
            let Some(home) = self.home.get(*other_unit as usize) else { continue };
            match sums.iter_mut().find(|(cluster, _)| cluster == home) {
                Some((_, sum)) => *sum += above as f64,
                None => sums.push((*home, above as f64)),
            }
        }
        sums.sort_unstable_by_key(|(cluster, _)| *cluster);
        sums
    }

    fn size(&self, unit: u32) -> f64 {
        self.units.get(unit as usize).map_or(0.0, |members| members.len() as f64)
    }

    fn take(&mut self, unit: u32) {
        let Some(home) = self.home.get(unit as usize).copied() else { return };
        let n = self.size(unit);
        if let Some(cluster) = self.clusters.get_mut(home as usize) {
            cluster.units.retain(|other| *other != unit);
            cluster.n -= n;
            if cluster.units.is_empty() {
                self.spare.push(home);
            }
        }
        if let Some(slot) = self.home.get_mut(unit as usize) {
            *slot = u32::MAX;
        }
    }

    fn put(&mut self, unit: u32, into: u32) {
        let n = self.size(unit);
        if let Some(cluster) = self.clusters.get_mut(into as usize) {
            cluster.units.push(unit);
            cluster.n += n;
        }
        if let Some(slot) = self.home.get_mut(unit as usize) {
            *slot = into;
        }
    }

    fn is_barred(&self, unit: u32, cluster: &Cluster) -> bool {
        let members = |unit: u32| self.units.get(unit as usize).map_or(&[][..], Vec::as_slice);
        let bars = |other: u32| members(unit).iter().any(|a| members(other).iter().any(|b| (self.excludes)(*a.min(b), *a.max(b))));
        cluster.units.iter().any(|other| bars(*other))
    }

    /// Draws where a unit goes, by what each place is worth.
    fn choose(&mut self, unit: u32) -> u32 {
        let n = self.size(unit);
        let mut offers: Vec<(u32, f64)> = Vec::new();
        for (number, above) in self.sums(unit) {
            let Some(cluster) = self.clusters.get(number as usize).filter(|cluster| !self.is_barred(unit, cluster)) else { continue };
            offers.push((number, (above + self.floor * n * cluster.n) / 1_000.0));
        }
        let most = offers.iter().map(|(_, nats)| *nats).fold(0.0, f64::max);
        let weights: Vec<f64> = offers.iter().map(|(_, nats)| libm::exp(nats - most)).collect();
        let mut left = self.next() * (libm::exp(-most) + weights.iter().sum::<f64>());
        for ((number, _), weight) in offers.iter().zip(&weights) {
            left -= weight;
            if left < 0.0 {
                return *number;
            }
        }
        self.empty()
    }

    /// A cluster without members.
    fn empty(&mut self) -> u32 {
        if let Some(spare) = self.spare.pop() {
            return spare;
        }
        self.clusters.push(Cluster::default());
        self.clusters.len() as u32 - 1
    }

    /// SplitMix64: a number from 0 to below 1.
    fn next(&mut self) -> f64 {
        self.stream = self.stream.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.stream ^ (self.stream >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Members that move as one, and the unit of each member.
fn units(groups: &[Option<u32>], n: usize) -> (Vec<Vec<u32>>, Vec<u32>) {
    let mut units: Vec<Vec<u32>> = Vec::new();
    let mut unit_of = Vec::with_capacity(n);
    let mut of_group: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
    for place in 0..n as u32 {
        let group = groups.get(place as usize).copied().flatten();
        let unit = group.and_then(|group| of_group.get(&group).copied()).unwrap_or(units.len() as u32);
        if let Some(group) = group {
            of_group.insert(group, unit);
        }
        match units.get_mut(unit as usize) {
            Some(members) => members.push(place),
            None => units.push(vec![place]),
        }
        unit_of.push(unit);
    }
    (units, unit_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: i32 = -12_000;

    fn drawn(links: &Links, groups: &[Option<u32>]) -> Vec<u64> {
        let mut draws = vec![0; SWEEPS_N];
        let start: Vec<Vec<u32>> = (0..links.len() as u32).map(|member| vec![member]).collect();
        Draw::of(links, groups, 7, |_, _| false).run(&start, |at, draw| draws[at] = (draw.clusters.len() - draw.spare.len()) as u64);
        draws.split_off(WARM_UP_N)
    }

    fn pair(mnat: i32) -> Links {
        Links::from_pairs(2, FLOOR, vec![(0, 1, mnat)])
    }

    #[test]
    fn two_reports_are_one_incident_as_often_as_their_odds_say() {
        for (mnat, share) in [(0, 0.5), (2_197, 0.9), (-2_197, 0.1), (9_000, 1.0)] {
            let draws = drawn(&pair(mnat), &[]);
            let joined = draws.iter().filter(|n| **n == 1).count() as f64 / draws.len() as f64;
            assert!((joined - share).abs() < 0.1, "{mnat}: {joined}");
        }
    }

    #[test]
    fn what_is_bound_together_is_never_drawn_apart() {
        assert!(drawn(&pair(-9_000), &[Some(0), Some(0)]).iter().all(|n| *n == 1));
    }

    #[test]
    fn every_unit_stays_in_one_cluster_and_sizes_hold_through_all_moves() {
        let links = Links::from_pairs(5, FLOOR, vec![(0, 1, 900), (0, 2, -500), (1, 2, 700), (2, 3, 100), (3, 4, 1_500)]);
        let mut draw = Draw::of(&links, &[], 3, |_, _| false);
        draw.settle(&[vec![0, 1], vec![2, 3, 4]]);
        for unit in (0..5).cycle().take(500) {
            draw.take(unit);
            let chosen = draw.choose(unit);
            draw.put(unit, chosen);
        }
        let mut units: Vec<u32> = draw.clusters.iter().flat_map(|cluster| cluster.units.iter().copied()).collect();
        units.sort_unstable();
        assert_eq!(units, [0, 1, 2, 3, 4]);
        let empty = draw.clusters.iter().filter(|cluster| cluster.units.is_empty()).count();
        assert_eq!(empty, draw.spare.len());
        assert!(draw.clusters.iter().all(|cluster| (cluster.n - cluster.units.len() as f64).abs() < 1e-9));
    }
}
