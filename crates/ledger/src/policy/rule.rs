//! The quorum rule: witnesses and nested k-of-n groups of them.

use super::{Octets, PolicyWitness};
use std::collections::BTreeSet;

/// A witness, or a group of which enough members must have cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// One witness.
    Witness(Octets),
    /// A group.
    Group(Group),
}

/// So many of these members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name within the policy.
    pub name: Octets,
    /// How many members must have cosigned, 1 to their number.
    pub least: usize,
    /// Its members, in the file's order.
    pub members: Vec<Rule>,
}

impl Rule {
    /// Whether these witnesses are enough.
    pub fn is_met(&self, cosigned: &BTreeSet<Octets>) -> bool {
        match self {
            Self::Witness(name) => cosigned.contains(name),
            Self::Group(group) => group.members.iter().filter(|member| member.is_met(cosigned)).count() >= group.least,
        }
    }

    /// Whether the witness stands anywhere below.
    pub fn names(&self, witness: &Octets) -> bool {
        match self {
            Self::Witness(name) => name == witness,
            Self::Group(group) => group.members.iter().any(|member| member.names(witness)),
        }
    }

    pub(super) fn name(&self) -> &Octets {
        match self {
            Self::Witness(name) => name,
            Self::Group(group) => &group.name,
        }
    }

    /// See [`super::Policy::forks_need`]. Two quorums choose `least` of n members each and so
    /// share at least 2 * least - n; the cheapest ones are counted.
    pub(super) fn forks_need(&self, witnesses: &[PolicyWitness]) -> usize {
        let Self::Group(group) = self else { return 1 };
        if group.is_one_operator(witnesses) {
            return 1;
        }
        let mut costs: Vec<_> = group.members.iter().map(|member| member.forks_need(witnesses)).collect();
        costs.sort_unstable();
        let shared = (2 * group.least).saturating_sub(costs.len());
        costs.iter().take(shared).sum()
    }
}

impl Group {
    /// Whether all members are keys of one name: one operator with several keys.
    fn is_one_operator(&self, witnesses: &[PolicyWitness]) -> bool {
        let mut names = BTreeSet::new();
        for member in &self.members {
            let Rule::Witness(name) = member else { return false };
            names.extend(witnesses.iter().find(|witness| witness.name == *name).map(|witness| witness.key.name()));
        }
        names.len() == 1
    }
}
