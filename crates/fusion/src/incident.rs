//! Writes an incident from its members: chances, alternatives, origins and what they say together.

use crate::Evidence;
use crate::item::Item;
use crate::links::Links;
use crate::method::Parameters;
use crate::posterior::{kind_of, place_of, time_of};
use model::{Alternative, Incident, IncidentId, Kind, Member, ObservationId, Origin, SourceId, When};
use std::collections::BTreeMap;

/// What is the same for all incidents of one run.
pub(crate) struct Writer<'a> {
    pub sources: &'a [SourceId],
    pub zone: &'a str,
    pub method: &'a Parameters,
}

/// A member with what ties it to its own cluster and to others.
pub(crate) struct Seat<'a> {
    pub evidence: &'a Evidence,
    /// Mean log-odds with the other members, mnat; `None` if it is alone.
    pub own_mnat: Option<i32>,
    /// Clusters it could belong to instead, with mean log-odds above 0, mnat.
    pub others: Vec<(IncidentId, i32)>,
}

impl<'a> Seat<'a> {
    /// A member that nothing else could be about.
    pub const fn alone(evidence: &'a Evidence) -> Self {
        Self { evidence, own_mnat: None, others: Vec::new() }
    }
}

impl Writer<'_> {
    /// Writes an incident; `items` are its members' items, empty if none has a place.
    pub fn incident(&self, seats: &[Seat<'_>], items: &[&Item<'_>], crowded: bool) -> Option<Incident> {
        let members: Vec<&Evidence> = seats.iter().map(|seat| seat.evidence).collect();
        let (kind, time): (Kind, When) = (kind_of(&members)?, time_of(&members, self.zone)?);
        Some(Incident {
            alternatives: seats.iter().flat_map(|seat| self.alternatives(seat)).collect(),
            bonds: Vec::new(),
            crowded,
            id: IncidentId::of(members.first()?.id),
            kind,
            members: seats.iter().map(member).collect(),
            moved_to: Vec::new(),
            origins: self.origins(&members),
            place: place_of(items),
            time,
        })
    }

    /// Likeliest first; ties go to the smaller incident.
    fn alternatives(&self, seat: &Seat<'_>) -> Vec<Alternative> {
        let mut others = seat.others.clone();
        others.sort_by_key(|(incident, mnat)| (std::cmp::Reverse(*mnat), *incident));
        others.truncate(self.method.alternatives_n_max as usize);
        others.into_iter().map(|(incident, log_odds_mnat)| Alternative { incident, log_odds_mnat, observation: seat.evidence.id }).collect()
    }

    /// One group for each source: its members may all be one voice. Sources may still copy each
    /// other, so the number of groups is an upper bound on the number of independent ones.
    fn origins(&self, members: &[&Evidence]) -> Vec<Origin> {
        let mut voices: BTreeMap<SourceId, Vec<ObservationId>> = BTreeMap::new();
        for member in members {
            voices.entry(self.source(member.source)).or_default().push(member.id);
        }
        voices.into_iter().map(|(source, members)| Origin { members, source }).collect()
    }

    /// A number beyond the list is shown as it is, so that the fault is seen.
    fn source(&self, number: u32) -> SourceId {
        self.sources.get(number as usize).cloned().unwrap_or_else(|| SourceId(format!("source_{number}")))
    }
}

/// P = 1 / (1 + exp(-(own - max(0, best alternative)))) (METHOD 3). A member that is alone has 0 for
/// its own; where nothing else is even likelier than not, it is taken as sure.
fn member(seat: &Seat<'_>) -> Member {
    let best_mnat = seat.others.iter().map(|(_, mnat)| *mnat).max().unwrap_or(0).max(0);
    let chance_ppm = match seat.own_mnat {
        None if best_mnat == 0 => 999_999,
        own => chance_ppm(own.unwrap_or(0), best_mnat),
    };
    Member { chance_ppm, observation: seat.evidence.id }
}

fn chance_ppm(own_mnat: i32, other_mnat: i32) -> u32 {
    let nats = (f64::from(own_mnat) - f64::from(other_mnat)) / 1_000.0;
    libm::rint(1e6 / (1.0 + libm::exp(-nats))).clamp(1.0, 999_999.0) as u32
}

/// The seats of each cluster of a piece, cluster by cluster.
pub(crate) fn seats<'a>(
    items: &[&Item<'a>],
    links: &Links,
    clusters: &[Vec<u32>],
    excludes: &impl Fn(u32, u32) -> bool,
) -> Vec<Vec<Seat<'a>>> {
    let names: Vec<IncidentId> = clusters.iter().filter_map(|cluster| named(cluster, items)).collect();
    let mut home = vec![0u32; items.len()];
    for (cluster, number) in clusters.iter().zip(0u32..) {
        for member in cluster {
            if let Some(found) = home.get_mut(*member as usize) {
                *found = number;
            }
        }
    }
    let house = House { items, links, clusters, home, names, excludes };
    (0u32..).zip(clusters).map(|(own, cluster)| cluster.iter().filter_map(|member| house.seat(*member, own)).collect()).collect()
}

fn named(cluster: &[u32], items: &[&Item<'_>]) -> Option<IncidentId> {
    cluster.iter().filter_map(|member| items.get(*member as usize)).map(|item| IncidentId::of(item.evidence.id)).min()
}

struct House<'p, 'a, F> {
    items: &'p [&'p Item<'a>],
    links: &'p Links,
    clusters: &'p [Vec<u32>],
    /// Which cluster each member is in.
    home: Vec<u32>,
    names: Vec<IncidentId>,
    excludes: &'p F,
}

impl<'a, F: Fn(u32, u32) -> bool> House<'_, 'a, F> {
    fn seat(&self, member: u32, own: u32) -> Option<Seat<'a>> {
        let item = self.items.get(member as usize)?;
        let sums = self.sums(member);
        let own_n = self.clusters.get(own as usize)?.len() as i64;
        let own_sum = sums.iter().find(|(cluster, _)| *cluster == own).map_or(0, |(_, sum)| *sum);
        let floor = self.links.floor_mnat();
        let own_mnat = (own_n > 1).then(|| mean_mnat(own_sum, own_n - 1, floor));
        let others = sums.iter().filter(|(cluster, _)| *cluster != own).filter_map(|(cluster, sum)| self.other(member, *cluster, *sum));
        Some(Seat { evidence: item.evidence, own_mnat, others: others.collect() })
    }

    /// Sums of a member's seen pairs by cluster.
    fn sums(&self, member: u32) -> Vec<(u32, i64)> {
        let home = |other: u32| self.home.get(other as usize).copied().unwrap_or(0);
        let mut sums: Vec<(u32, i64)> = self.links.of_member(member).map(|(other, above)| (home(other), above)).collect();
        sums.sort_unstable_by_key(|(cluster, _)| *cluster);
        sums.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        sums
    }

    /// A cluster that the member could belong to instead.
    fn other(&self, member: u32, cluster: u32, sum: i64) -> Option<(IncidentId, i32)> {
        let members = self.clusters.get(cluster as usize)?;
        let mnat = mean_mnat(sum, members.len() as i64, self.links.floor_mnat());
        let barred = || members.iter().any(|other| (self.excludes)(member.min(*other), member.max(*other)));
        if mnat <= 0 || barred() {
            return None;
        }
        Some((*self.names.get(cluster as usize)?, mnat))
    }
}

/// The mean of so many pairs whose seen ones sum to so much above the floor, half to even.
pub(crate) fn mean_mnat(sum: i64, n: i64, floor_mnat: i32) -> i32 {
    let (whole, rest) = (sum.div_euclid(n), sum.rem_euclid(n));
    let up = match (2 * rest).cmp(&n) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => whole & 1,
        std::cmp::Ordering::Greater => 1,
    };
    i32::try_from(whole + up + i64::from(floor_mnat)).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_rounds_half_to_even() {
        assert_eq!([5, 7, 8, 9].map(|sum| mean_mnat(sum, 2, 0)), [2, 4, 4, 4]);
        assert_eq!(mean_mnat(0, 3, -12_000), -12_000);
    }

    #[test]
    fn even_odds_are_one_half_and_nothing_is_ever_quite_sure() {
        assert_eq!(chance_ppm(1_000, 1_000), 500_000);
        assert_eq!(chance_ppm(2_197, 0), 899_980);
        assert_eq!((chance_ppm(90_000, 0), chance_ppm(0, 90_000)), (999_999, 1));
    }
}
