//! The partition of a crowded piece: average linkage over the seen pairs.
//!
//! The two clusters with the greatest mean log-odds merge, while that mean is above 0 and no member
//! of the one is excluded with a member of the other. An unseen pair counts the floor. Ties go to
//! the cluster with the smaller smallest member, then to the smaller partner.

use crate::links::Links;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Merges while it pays; clusters of members' places, in order.
///
/// `excludes` depends on the members' faces alone, and `same_face` tells which faces are equal, so
/// that clusters are compared face by face and not member by member.
pub(crate) fn link_on_average(
    links: &Links,
    groups: &[Option<u32>],
    excludes: impl Fn(u32, u32) -> bool,
    same_face: impl Fn(u32, u32) -> bool,
) -> Vec<Vec<u32>> {
    if groups.is_empty() && links.is_clique() {
        return vec![(0..links.len() as u32).collect()];
    }
    let mut linkage = Linkage::of(links);
    linkage.bind(groups, &same_face);
    while let Some(offer) = linkage.offers.pop() {
        if linkage.stands(&offer) && !linkage.excluded(&offer, &excludes) {
            linkage.merge(&offer, &same_face);
        }
    }
    let mut clusters: Vec<Vec<u32>> =
        linkage.clusters.into_iter().map(|cluster| cluster.members).filter(|members| !members.is_empty()).collect();
    clusters.iter_mut().for_each(|members| members.sort_unstable());
    clusters.sort_unstable();
    clusters
}

struct Linkage {
    /// By smallest member; a merged one is empty.
    clusters: Vec<Cluster>,
    /// Where the members of a cluster that was merged away went.
    merged_into: Vec<u32>,
    offers: BinaryHeap<Offer>,
    /// What a pair must exceed above the floor, mnat: the floor's distance from 0.
    level: i64,
}

struct Cluster {
    members: Vec<u32>,
    /// One member for each different face.
    faces: Vec<u32>,
    /// Neighbours and the sum over their seen pairs; may name clusters that were merged away.
    near: Vec<(u32, i64)>,
    /// How often it merged: an older offer is void.
    age: u32,
}

/// An offer to merge two clusters.
struct Offer {
    sum: i64,
    pairs_n: i64,
    first: (u32, u32),
    second: (u32, u32),
}

impl Linkage {
    fn of(links: &Links) -> Self {
        let n = links.len() as u32;
        let clusters =
            (0..n).map(|place| Cluster { members: vec![place], faces: vec![place], near: links.of_member(place).collect(), age: 0 });
        let mut linkage = Self {
            clusters: clusters.collect(),
            merged_into: (0..n).collect(),
            offers: BinaryHeap::new(),
            level: -i64::from(links.floor_mnat()),
        };
        for place in 0..n {
            for (other, sum) in links.of_member(place).filter(|(other, _)| *other > place) {
                linkage.offer(place, other, sum);
            }
        }
        linkage
    }

    /// Merges what is bound together, before anything else.
    fn bind(&mut self, groups: &[Option<u32>], same_face: &impl Fn(u32, u32) -> bool) {
        let mut firsts: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
        for (place, group) in (0u32..).zip(groups) {
            let Some(group) = group else { continue };
            let first = *firsts.entry(*group).or_insert(place);
            if first != place {
                let ages = [first, place].map(|number| (number, self.cluster(number).map_or(0, |cluster| cluster.age)));
                let [first, second] = ages;
                self.merge(&Offer { sum: 0, pairs_n: 1, first, second }, same_face);
            }
        }
    }

    fn cluster(&self, number: u32) -> Option<&Cluster> {
        self.clusters.get(number as usize)
    }

    /// Offers a merge if its mean is above 0.
    fn offer(&mut self, a: u32, b: u32, sum: i64) {
        let (first, second) = (a.min(b), a.max(b));
        let (Some(one), Some(other)) = (self.cluster(first), self.cluster(second)) else { return };
        let pairs_n = one.members.len() as i64 * other.members.len() as i64;
        if sum > self.level * pairs_n {
            let offer = Offer { sum, pairs_n, first: (first, one.age), second: (second, other.age) };
            self.offers.push(offer);
        }
    }

    /// Whether neither side has merged since.
    fn stands(&self, offer: &Offer) -> bool {
        [offer.first, offer.second].iter().all(|(number, age)| self.cluster(*number).is_some_and(|found| found.age == *age))
    }

    fn excluded(&self, offer: &Offer, excludes: &impl Fn(u32, u32) -> bool) -> bool {
        let (Some(one), Some(other)) = (self.cluster(offer.first.0), self.cluster(offer.second.0)) else { return true };
        one.faces.iter().any(|a| other.faces.iter().any(|b| excludes(*a, *b)))
    }

    fn merge(&mut self, offer: &Offer, same_face: &impl Fn(u32, u32) -> bool) {
        let (into, from) = (offer.first.0, offer.second.0);
        let Some(gone) = self.clusters.get_mut(from as usize) else { return };
        gone.age += 1;
        let (members, faces, near) = (std::mem::take(&mut gone.members), std::mem::take(&mut gone.faces), std::mem::take(&mut gone.near));
        if let Some(root) = self.merged_into.get_mut(from as usize) {
            *root = into;
        }
        let Some(kept) = self.clusters.get_mut(into as usize) else { return };
        kept.age += 1;
        kept.members.extend(members);
        for face in faces {
            if !kept.faces.iter().any(|known| same_face(*known, face)) {
                kept.faces.push(face);
            }
        }
        let mut all = std::mem::take(&mut kept.near);
        all.extend(near);
        let near = self.renamed(all, into);
        for (other, sum) in &near {
            self.offer(into, *other, *sum);
        }
        if let Some(kept) = self.clusters.get_mut(into as usize) {
            kept.near = near;
        }
    }

    /// Neighbours under the names they have now, each once, without the cluster itself.
    fn renamed(&mut self, near: Vec<(u32, i64)>, own: u32) -> Vec<(u32, i64)> {
        let mut renamed: Vec<(u32, i64)> =
            near.into_iter().map(|(other, sum)| (self.find(other), sum)).filter(|(other, _)| *other != own).collect();
        renamed.sort_unstable_by_key(|(other, _)| *other);
        renamed.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        renamed
    }

    fn find(&mut self, mut number: u32) -> u32 {
        loop {
            let above = self.merged_into.get(number as usize).copied().unwrap_or(number);
            if above == number {
                return number;
            }
            let higher = self.merged_into.get(above as usize).copied().unwrap_or(above);
            if let Some(root) = self.merged_into.get_mut(number as usize) {
                *root = higher;
            }
            number = higher;
        }
    }
}

/// The greater mean first, then the smaller clusters: exact, by cross-multiplication.
impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        let (own, its) = (i128::from(self.sum) * i128::from(other.pairs_n), i128::from(other.sum) * i128::from(self.pairs_n));
        own.cmp(&its).then_with(|| (other.first, other.second).cmp(&(self.first, self.second)))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Offer {}
