//! The same incidents by looking at everything: the oracle of the differential tests.
//!
//! It shares the formulas (log-odds of a pair, chance, posteriors) and none of the short cuts: all
//! pairs, all partitions, all pairs of clusters, counts by looking at all others. O(n^2) and worse.

use crate::Evidence;
use crate::bonds::{Bonds, Bound};
use crate::density::Density;
use crate::fuse::{is_crowded, items_of, standing};
use crate::incident::{Seat, Writer, mean_mnat};
use crate::item::Item;
use crate::method::Parameters;
use crate::names::Names;
use crate::odds::{Odds, apart2_km2};
use model::{Incident, IncidentId, SourceId};
use std::cmp::Ordering;

type Clusters = Vec<Vec<usize>>;

/// As [`crate::fuse`], slowly.
pub fn fuse_plain(evidence: &[Evidence], sources: &[SourceId], zone: &str, parameters: &Parameters) -> Vec<Incident> {
    fuse_bound_plain(evidence, &Bonds::default(), sources, zone, parameters)
}

/// As [`crate::fuse_bound`], slowly.
pub fn fuse_bound_plain(evidence: &[Evidence], bonds: &Bonds, sources: &[SourceId], zone: &str, parameters: &Parameters) -> Vec<Incident> {
    let mut odds = Odds::of(parameters);
    let writer = Writer { sources, zone, method: parameters };
    let standing = standing(evidence);
    let mut items = items_of(&standing, parameters);
    Density::lay(&mut items, parameters);
    odds.density.count_plain(&mut items);
    odds.names = Names::of(&mut items, &[], parameters);
    let table = Table::of(&items, &odds, Bound::of(bonds, &items));
    let unplaced = standing.iter().filter(|one| one.place.is_none());
    let mut incidents: Vec<Incident> = unplaced.filter_map(|one| writer.incident(&[Seat::alone(one)], &[], false)).collect();
    for piece in table.pieces() {
        let crowded = is_crowded(piece.len(), parameters);
        let clusters = if crowded { table.linked(&piece) } else { table.best(&piece) };
        for cluster in &clusters {
            let seats: Vec<Seat<'_>> = cluster.iter().filter_map(|member| table.seat(*member, cluster, &clusters)).collect();
            let own: Vec<&Item<'_>> = cluster.iter().filter_map(|member| items.get(*member)).collect();
            incidents.extend(writer.incident(&seats, &own, crowded && piece.len() > 1));
        }
    }
    incidents.sort_by_key(|incident| incident.id);
    incidents
}

/// All pairs.
struct Table<'p, 'a> {
    items: &'p [Item<'a>],
    floor: i32,
    bound: Bound,
    /// Log-odds by pair; `None` if the pair is excluded.
    mnat: Vec<Vec<Option<i32>>>,
}

impl<'p, 'a> Table<'p, 'a> {
    fn of(items: &'p [Item<'a>], odds: &Odds<'_>, bound: Bound) -> Self {
        let pair = |a: usize, b: usize| -> Option<i32> {
            let (first, second) = (a.min(b) as u32, a.max(b) as u32);
            let (a, b) = (items.get(a.min(b))?, items.get(a.max(b))?);
            let by_rule = a.face.excludes(&b.face, odds.method);
            if bound.apart(first, second) || (by_rule && !bound.together(first, second)) {
                return None;
            }
            Some(if by_rule { odds.method.pair_floor_mnat } else { odds.mnat(a, b, apart2_km2(a, b)) })
        };
        let mnat = (0..items.len()).map(|a| (0..items.len()).map(|b| pair(a, b)).collect()).collect();
        Self { items, floor: odds.method.pair_floor_mnat, bound, mnat }
    }

    fn pair(&self, a: usize, b: usize) -> Option<i32> {
        self.mnat.get(a).and_then(|row| row.get(b)).copied().flatten()
    }

    /// What pairs above 0 connect, by spreading from each item.
    fn pieces(&self) -> Clusters {
        let mut pieces: Clusters = Vec::new();
        for start in 0..self.items.len() {
            if pieces.iter().any(|piece| piece.contains(&start)) {
                continue;
            }
            let mut piece = vec![start];
            let mut reached = 0;
            while let Some(from) = piece.get(reached).copied() {
                let next: Vec<usize> =
                    (0..self.items.len()).filter(|to| !piece.contains(to) && *to != from && self.connects(from, *to)).collect();
                piece.extend(next);
                reached += 1;
            }
            piece.sort_unstable();
            pieces.push(piece);
        }
        pieces
    }

    fn connects(&self, a: usize, b: usize) -> bool {
        self.bound.together(a as u32, b as u32) || self.pair(a, b).is_some_and(|mnat| mnat > 0)
    }

    /// Whether no group that is bound together is divided.
    fn keeps_bonds(&self, partition: &Clusters) -> bool {
        let together = |a: &usize, b: &usize| self.bound.together(*a as u32, *b as u32);
        let others = |own: usize| partition.iter().enumerate().filter(move |(other, _)| *other != own).flat_map(|(_, cluster)| cluster);
        partition.iter().enumerate().all(|(own, cluster)| cluster.iter().all(|a| !others(own).any(|b| together(a, b))))
    }

    /// The best of all partitions.
    fn best(&self, piece: &[usize]) -> Clusters {
        let mut all = vec![Clusters::new()];
        for member in piece {
            let grown = |partition: &Clusters| -> Vec<Clusters> {
                let mut grown: Vec<Clusters> = (0..partition.len())
                    .map(|place| {
                        let mut into = partition.clone();
                        into.iter_mut().skip(place).take(1).for_each(|cluster| cluster.push(*member));
                        into
                    })
                    .collect();
                grown.push(partition.iter().cloned().chain([vec![*member]]).collect());
                grown
            };
            all = all.iter().flat_map(grown).filter(|partition| partition.iter().all(|cluster| self.sum(cluster).is_some())).collect();
        }
        all.into_iter().filter(|partition| self.keeps_bonds(partition)).max_by(|one, other| self.compare(one, other)).unwrap_or_default()
    }

    /// More worth; then, from the smallest member on, the smaller cluster, then the smaller members.
    fn compare(&self, one: &Clusters, other: &Clusters) -> Ordering {
        let worth = |partition: &Clusters| -> i64 { partition.iter().map(|cluster| self.sum(cluster).unwrap_or(0)).sum() };
        let shape = |partition: &Clusters| -> Vec<(usize, Vec<usize>)> {
            partition.iter().map(|cluster| (cluster.len(), cluster.clone())).collect()
        };
        worth(one).cmp(&worth(other)).then_with(|| shape(other).cmp(&shape(one)))
    }

    /// Sum of the pairs of a cluster; `None` if one is excluded.
    fn sum(&self, cluster: &[usize]) -> Option<i64> {
        let mut sum = 0;
        for (place, a) in cluster.iter().enumerate() {
            for b in cluster.iter().skip(place + 1) {
                sum += i64::from(self.pair(*a, *b)?);
            }
        }
        Some(sum)
    }

    /// Average linkage, the best pair of clusters by looking at all of them.
    fn linked(&self, piece: &[usize]) -> Clusters {
        let mut clusters: Clusters = Vec::new();
        for member in piece {
            match clusters.iter_mut().find(|cluster| cluster.iter().any(|other| self.bound.together(*other as u32, *member as u32))) {
                Some(group) => group.push(*member),
                None => clusters.push(vec![*member]),
            }
        }
        loop {
            let mut best: Option<(i64, i64, usize, usize)> = None;
            for a in 0..clusters.len() {
                for b in a + 1..clusters.len() {
                    let Some((sum, n)) = self.between(&clusters, a, b) else { continue };
                    let beats = best.is_none_or(|(top, top_n, _, _)| i128::from(sum) * i128::from(top_n) > i128::from(top) * i128::from(n));
                    if sum > 0 && beats {
                        best = Some((sum, n, a, b));
                    }
                }
            }
            let Some((_, _, a, b)) = best else { return clusters };
            let gone = clusters.remove(b);
            if let Some(kept) = clusters.get_mut(a) {
                kept.extend(gone);
                kept.sort_unstable();
            }
        }
    }

    /// Sum and number of the pairs between two clusters; `None` if one is excluded.
    fn between(&self, clusters: &Clusters, a: usize, b: usize) -> Option<(i64, i64)> {
        let (one, other) = (clusters.get(a)?, clusters.get(b)?);
        let mut sum = 0;
        for a in one {
            for b in other {
                sum += i64::from(self.pair(*a, *b)?);
            }
        }
        Some((sum, one.len() as i64 * other.len() as i64))
    }

    fn seat(&self, member: usize, own: &[usize], clusters: &Clusters) -> Option<Seat<'a>> {
        let mean = |cluster: &[usize]| -> Option<i32> {
            let others = cluster.iter().filter(|other| **other != member);
            let (mut sum, mut n) = (0, 0);
            for other in others {
                sum += i64::from(self.pair(member, *other)?) - i64::from(self.floor);
                n += 1;
            }
            (n > 0).then(|| mean_mnat(sum, n, self.floor))
        };
        let name =
            |cluster: &[usize]| cluster.first().and_then(|first| self.items.get(*first)).map(|item| IncidentId::of(item.evidence.id));
        let others = clusters
            .iter()
            .filter(|cluster| *cluster != own)
            .filter_map(|cluster| Some((name(cluster)?, mean(cluster).filter(|mnat| *mnat > 0)?)));
        Some(Seat { evidence: self.items.get(member)?.evidence, own_mnat: mean(own), others: others.collect() })
    }
}
