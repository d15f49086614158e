//! The seen pairs inside one piece: who is linked to whom, and how strongly above the floor.

use crate::bonds::Bound;
use crate::grid::{Pair, pairs_over};
use crate::item::Item;
use crate::odds::{Odds, apart2_km2};

/// Up to this size all pairs are looked at; beyond it, a grid finds the seen ones.
const ALL_PAIRS_N_MAX: usize = 48;

/// Seen pairs of a piece by its members' places in it; a pair that is not seen counts the floor.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Links {
    floor_mnat: i32,
    starts: Vec<u32>,
    /// The other member, and the pair's log-odds above the floor, mnat.
    others: Vec<(u32, i32)>,
}

impl Links {
    /// Links a piece: the numbers of its items, in order.
    pub fn of(items: &[Item<'_>], piece: &[u32], odds: &Odds<'_>, bound: &Bound) -> Self {
        let floor = odds.method.pair_floor_mnat;
        let mut pairs = if piece.len() <= ALL_PAIRS_N_MAX { all_pairs(items, piece, odds) } else { seen_pairs(items, piece, odds) };
        if bound.has_pairs() {
            let number = |place: u32| piece.get(place as usize).copied().unwrap_or(u32::MAX);
            pairs.retain(|(a, b, _)| !bound.apart(number(*a), number(*b)));
        }
        Self::from_pairs(piece.len(), floor, pairs)
    }

    /// Links members 0..n by pairs above the floor, each once with the smaller member first.
    pub fn from_pairs(n: usize, floor_mnat: i32, mut pairs: Vec<Pair>) -> Self {
        pairs.sort_unstable();
        let mut starts = vec![0u32; n + 1];
        for member in pairs.iter().flat_map(|(a, b, _)| [*a, *b]) {
            if let Some(count) = starts.get_mut(member as usize + 1) {
                *count += 1;
            }
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        let mut free = starts.clone();
        let mut others = vec![(0, 0); 2 * pairs.len()];
        // In order of the smaller member, then the larger: so each member's row is filled in order.
        for (a, b, mnat) in pairs {
            let above = mnat.saturating_sub(floor_mnat);
            for (member, other) in [(a, b), (b, a)] {
                let Some(next) = free.get_mut(member as usize) else { continue };
                if let Some(slot) = others.get_mut(*next as usize) {
                    *slot = (other, above);
                }
                *next += 1;
            }
        }
        Self { floor_mnat, starts, others }
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// What an unseen pair counts, mnat.
    pub fn floor_mnat(&self) -> i32 {
        self.floor_mnat
    }

    /// How many pairs are seen.
    pub fn pairs_n(&self) -> usize {
        self.others.len() / 2
    }

    /// The seen pairs of a member, in order of the other one.
    pub fn of_member(&self, member: u32) -> impl Iterator<Item = (u32, i64)> {
        let bound = |at: u32| self.starts.get(at as usize).map_or(0, |start| *start as usize);
        let row = self.others.get(bound(member)..bound(member + 1)).unwrap_or(&[]);
        row.iter().map(|(other, above)| (*other, i64::from(*above)))
    }

    /// Whether all pairs are above 0. Then the whole piece is one incident under either rule: every
    /// split loses a pair, and every mean is above 0. An excluded pair is never among the links.
    pub fn is_clique(&self) -> bool {
        let level = -i64::from(self.floor_mnat);
        let n = self.len();
        self.pairs_n() == n * n.saturating_sub(1) / 2 && self.others.iter().all(|(_, above)| i64::from(*above) > level)
    }
}

fn all_pairs(items: &[Item<'_>], piece: &[u32], odds: &Odds<'_>) -> Vec<Pair> {
    let members: Vec<(u32, &Item<'_>)> = (0..).zip(piece.iter().filter_map(|number| items.get(*number as usize))).collect();
    let mut pairs = Vec::new();
    for (a, one) in &members {
        for (b, other) in members.iter().skip(*a as usize + 1) {
            if !one.face.excludes(&other.face, odds.method) {
                let mnat = odds.mnat(one, other, apart2_km2(one, other));
                if mnat > odds.method.pair_floor_mnat {
                    pairs.push((*a, *b, mnat));
                }
            }
        }
    }
    pairs
}

fn seen_pairs(items: &[Item<'_>], piece: &[u32], odds: &Odds<'_>) -> Vec<Pair> {
    let place = |number: u32| piece.binary_search(&number).map(|place| place as u32);
    let mut pairs = Vec::new();
    pairs_over(items, piece.iter().copied(), odds, odds.method.pair_floor_mnat, |(a, b, mnat)| {
        if let (Ok(a), Ok(b)) = (place(a), place(b)) {
            pairs.push((a, b, mnat));
        }
    });
    pairs
}
