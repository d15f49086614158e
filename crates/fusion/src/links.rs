//! The seen pairs inside one piece: who is linked to whom, and how strongly above the floor.

use crate::grid::pairs_over;
use crate::item::Item;
use crate::odds::{Odds, apart2_km2};

/// Up to this size all pairs are looked at; beyond it, a grid finds the seen ones.
const ALL_PAIRS_N_MAX: usize = 48;

/// Seen pairs of a piece by its members' places in it; a pair that is not seen counts the floor.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Links {
    starts: Vec<u32>,
    /// The other member, and the pair's log-odds above the floor, mnat.
    others: Vec<(u32, i64)>,
}

impl Links {
    /// Links a piece: the numbers of its items, in order.
    pub fn of(items: &[Item<'_>], piece: &[u32], odds: &Odds<'_>) -> Self {
        let floor = odds.method.pair_floor_mnat;
        let mut pairs: Vec<(u32, u32, i64)> = Vec::new();
        let mut keep = |a: u32, b: u32, mnat: i32| {
            let above = i64::from(mnat) - i64::from(floor);
            pairs.push((a, b, above));
            pairs.push((b, a, above));
        };
        if piece.len() <= ALL_PAIRS_N_MAX {
            let members: Vec<&Item<'_>> = piece.iter().filter_map(|number| items.get(*number as usize)).collect();
            for (a, one) in members.iter().zip(0u32..).map(|(one, a)| (a, one)) {
                for (b, other) in members.iter().zip(0u32..).map(|(other, b)| (b, other)).skip(a as usize + 1) {
                    if !one.face.excludes(&other.face, odds.method) {
                        let mnat = odds.mnat(one, other, apart2_km2(one, other));
                        if mnat > floor {
                            keep(a, b, mnat);
                        }
                    }
                }
            }
        } else {
            let place = |number: u32| piece.binary_search(&number).map(|place| place as u32);
            pairs_over(items, piece.iter().copied(), odds, floor, |(a, b, mnat)| {
                if let (Ok(a), Ok(b)) = (place(a), place(b)) {
                    keep(a, b, mnat);
                }
            });
        }
        Self::from_pairs(piece.len(), pairs)
    }

    /// Links members 0..n by pairs given in both directions.
    pub fn from_pairs(n: usize, mut pairs: Vec<(u32, u32, i64)>) -> Self {
        pairs.sort_unstable();
        let starts = (0..=n as u32).map(|member| pairs.partition_point(|pair| pair.0 < member) as u32).collect();
        Self { starts, others: pairs.into_iter().map(|(_, other, above)| (other, above)).collect() }
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many pairs are seen.
    pub fn pairs_n(&self) -> usize {
        self.others.len() / 2
    }

    /// The seen pairs of a member, in order of the other one.
    pub fn of_member(&self, member: u32) -> &[(u32, i64)] {
        let bound = |at: u32| self.starts.get(at as usize).map_or(0, |start| *start as usize);
        self.others.get(bound(member)..bound(member + 1)).unwrap_or(&[])
    }
}
