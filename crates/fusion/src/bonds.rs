//! What people, or the reports themselves, have settled: which observations are one event, and which are not.
//!
//! A bond holds against every log-odds and every rule of the method, and later evidence does not undo it.
//! Of a group that is bound together and a pair in it that is bound apart the pair wins: it is left apart.

use crate::item::Item;
use crate::piece::Joined;
use model::ObservationId;
use std::collections::{BTreeMap, BTreeSet};

/// Observations that are settled to be together or apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bonds {
    /// Groups, each of one event. Groups that share an observation are one group.
    pub together: Vec<Vec<ObservationId>>,
    /// Pairs that are never one event.
    pub apart: Vec<(ObservationId, ObservationId)>,
}

/// Bonds by the places of items in their list.
#[derive(Default)]
pub(crate) struct Bound {
    /// The number of the group of each item that has one.
    group_of: BTreeMap<u32, u32>,
    apart: BTreeSet<(u32, u32)>,
}

impl Bound {
    /// Translates bonds; observations that are not among the items are left out.
    pub fn of(bonds: &Bonds, items: &[Item<'_>]) -> Self {
        if bonds.together.is_empty() && bonds.apart.is_empty() {
            return Self::default();
        }
        let place = |id: &ObservationId| items.binary_search_by_key(id, |item| item.evidence.id).ok().map(|place| place as u32);
        let mut apart = BTreeSet::new();
        for (a, b) in &bonds.apart {
            if let (Some(a), Some(b)) = (place(a), place(b)) {
                apart.insert((a.min(b), a.max(b)));
            }
        }
        let groups: Vec<Vec<u32>> = bonds.together.iter().map(|group| group.iter().filter_map(place).collect()).collect();
        let mut joined = Joined::alone(items.len());
        for (a, b) in groups.iter().flat_map(|group| group.iter().zip(group.iter().skip(1))) {
            joined.join(*a, *b);
        }
        let mut group_of = BTreeMap::new();
        for (number, piece) in (0..).zip(joined.pieces().into_iter().filter(|piece| piece.len() > 1)) {
            let broken = |member: &u32| piece.iter().any(|other| apart.contains(&(*member.min(other), *member.max(other))));
            let whole: Vec<u32> = piece.iter().copied().filter(|member| !broken(member)).collect();
            group_of.extend(whole.into_iter().map(|member| (member, number)));
        }
        Self { group_of, apart }
    }

    /// Whether two items are settled to be one event.
    pub fn together(&self, a: u32, b: u32) -> bool {
        !self.group_of.is_empty() && self.group_of.get(&a).is_some_and(|group| self.group_of.get(&b) == Some(group))
    }

    /// Whether two items are settled not to be.
    pub fn apart(&self, a: u32, b: u32) -> bool {
        !self.apart.is_empty() && self.apart.contains(&(a.min(b), a.max(b)))
    }

    /// Whether any pair is bound apart.
    pub fn has_pairs(&self) -> bool {
        !self.apart.is_empty()
    }

    /// Joins what is bound together.
    pub fn join(&self, joined: &mut Joined) {
        let mut firsts: BTreeMap<u32, u32> = BTreeMap::new();
        for (member, group) in &self.group_of {
            joined.join(*firsts.entry(*group).or_insert(*member), *member);
        }
    }

    /// For each member of a piece the number of its group, if anything in the piece is bound.
    pub fn groups(&self, piece: &[u32]) -> Vec<Option<u32>> {
        if self.group_of.is_empty() { Vec::new() } else { piece.iter().map(|member| self.group_of.get(member).copied()).collect() }
    }
}
