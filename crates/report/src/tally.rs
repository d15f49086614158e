//! Counting into a tree of rows: what is added to a row is added to all rows above it, so that a part never exceeds its whole.

use crate::facts::{Facts, Which};
use crate::family::Family;
use crate::figure::{Bound, Compared, Figure};
use model::count::Total;
use model::{Count, Incident, Kind, Qualifier};
use std::collections::{BTreeMap, BTreeSet};

/// One step of a row's path: its place in the order, and its name.
pub type Step = (u32, String);

/// What was counted into one row in one period.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    total: Total,
    counted: BTreeSet<String>,
    /// Too many to count: left out.
    pub uncountable: BTreeSet<String>,
    /// Without a number: left out.
    pub unstated: BTreeSet<String>,
}

impl Sum {
    /// Adds a count and the ids that it rests on.
    pub fn add(&mut self, ids: &BTreeSet<String>, count: Option<&Count>) {
        match count {
            None => self.unstated.extend(ids.iter().cloned()),
            Some(count) if count.lo.is_none() => self.uncountable.extend(ids.iter().cloned()),
            Some(count) => {
                self.total.add(count);
                self.counted.extend(ids.iter().cloned());
            }
        }
    }

    /// As a number; zero only if somebody could have seen one.
    pub fn figure(&self, observed: bool) -> Figure {
        let list = |ids: &BTreeSet<String>| ids.iter().cloned().collect::<Vec<_>>();
        match (self.counted.is_empty(), self.uncountable.is_empty(), self.unstated.is_empty()) {
            (false, ..) => Figure::between(self.total.lo, self.total.hi, list(&self.counted)),
            (true, false, _) => Figure::absent(Bound::Uncountable, list(&self.uncountable)),
            (true, true, false) => Figure::absent(Bound::NotStated, list(&self.unstated)),
            (true, true, true) => Figure::number([], observed),
        }
    }
}

/// Rows by path, each for both periods; a row stands right after the row that it is part of.
#[derive(Clone, Debug, Default)]
pub struct Tally(BTreeMap<Vec<Step>, [Sum; 2]>);

impl Tally {
    /// Counts into a row and into all rows above it.
    pub fn add(&mut self, which: Which, path: &[Step], ids: &BTreeSet<String>, count: Option<&Count>) {
        for depth in 1..=path.len() {
            self.mark(which, path.get(..depth).unwrap_or(path), ids, count);
        }
    }

    /// Counts into one row alone: for a part of a row that cuts across its other parts.
    pub fn mark(&mut self, which: Which, path: &[Step], ids: &BTreeSet<String>, count: Option<&Count>) {
        let [now, previous] = self.0.entry(path.to_vec()).or_default();
        match which {
            Which::Now => now.add(ids, count),
            Which::Previous => previous.add(ids, count),
        }
    }

    /// Makes sure that a row is there.
    pub fn open(&mut self, path: &[Step]) {
        self.0.entry(path.to_vec()).or_default();
    }

    /// The paths of all rows, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Vec<Step>> {
        self.0.keys()
    }

    /// The sum of a row in a period.
    pub fn sum(&self, path: &[Step], which: Which) -> Sum {
        let sums = self.0.get(path).cloned().unwrap_or_default();
        let [now, previous] = sums;
        match which {
            Which::Now => now,
            Which::Previous => previous,
        }
    }

    /// Both periods of a row side by side, as a family of kinds is watched.
    pub fn compared(&self, path: &[Step], facts: &Facts<'_>, family: Family) -> Compared {
        let figure = |which| self.sum(path, which).figure(facts.is_observed(which, family));
        Compared::of(figure(Which::Now), figure(Which::Previous), facts.comparable(family))
    }

    /// All ids that were left out of the sums of a period, over the top rows: uncountable, and without a number.
    pub fn left_out(&self, which: Which) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut uncountable, mut unstated) = (BTreeSet::new(), BTreeSet::new());
        for path in self.paths() {
            let sum = self.sum(path, which);
            uncountable.extend(sum.uncountable);
            unstated.extend(sum.unstated);
        }
        (uncountable, unstated)
    }
}

/// One id as a set.
pub fn one(id: impl ToString) -> BTreeSet<String> {
    BTreeSet::from([id.to_string()])
}

/// How many items of each kind an incident has: the range that its members give, so that an event
/// that several reported counts once. A kind whose members give no number is there without one.
pub fn items_of(facts: &Facts<'_>, incident: &Incident) -> BTreeMap<Kind, Vec<(BTreeSet<String>, Option<Count>)>> {
    let mut by_kind: BTreeMap<Kind, Vec<(BTreeSet<String>, Option<Count>)>> = BTreeMap::new();
    let mut stated: BTreeMap<Kind, (BTreeSet<String>, Count)> = BTreeMap::new();
    for member in incident.members.iter().filter_map(|member| facts.observations.get(&member.observation)) {
        match member.count.as_ref().filter(|count| count.lo.is_some()) {
            None => by_kind.entry(member.kind).or_default().push((one(member.id), member.count.clone())),
            Some(count) => {
                let (ids, range) = stated.entry(member.kind).or_insert_with(|| (BTreeSet::new(), count.clone()));
                ids.insert(member.id.to_string());
                range.lo = range.lo.min(count.lo);
                range.hi = range.hi.zip(count.hi).map(|(a, b)| a.max(b));
                range.qualifier = Qualifier::Between;
            }
        }
    }
    for (kind, (ids, range)) in stated {
        by_kind.entry(kind).or_default().push((ids, Some(range)));
    }
    by_kind
}
