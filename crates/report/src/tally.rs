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

/// A number of items of one kind in an incident, and the observations that give it.
#[derive(Clone, Debug)]
pub struct Items {
    /// The observations.
    pub ids: BTreeSet<String>,
    /// How many; absent = they give no number.
    pub count: Option<Count>,
}

/// How many items of each kind an incident has: the range that its members give, so that an event
/// that several reported counts once. Members without a number, or with an uncountable one, stand apart.
pub fn items_of(facts: &Facts<'_>, incident: &Incident) -> BTreeMap<Kind, Vec<Items>> {
    let mut by_kind: BTreeMap<Kind, Vec<Items>> = BTreeMap::new();
    let mut ranges: BTreeMap<Kind, (BTreeSet<String>, Count)> = BTreeMap::new();
    for member in incident.members.iter().filter_map(|member| facts.observations.get(&member.observation)) {
        match member.count.as_ref().filter(|count| count.lo.is_some()) {
            None => by_kind.entry(member.kind).or_default().push(Items { ids: one(member.id), count: member.count.clone() }),
            Some(count) => {
                let (ids, range) = ranges.entry(member.kind).or_insert_with(|| (BTreeSet::new(), count.clone()));
                ids.insert(member.id.to_string());
                *range = hull(range, count);
            }
        }
    }
    for (kind, (ids, range)) in ranges {
        by_kind.entry(kind).or_default().push(Items { ids, count: Some(range) });
    }
    by_kind
}

/// The same as numbers of the report.
pub fn item_figures(facts: &Facts<'_>, incident: &Incident) -> BTreeMap<Kind, Figure> {
    let sum = |items: Vec<Items>| {
        let mut sum = Sum::default();
        items.iter().for_each(|items| sum.add(&items.ids, items.count.as_ref()));
        sum.figure(true)
    };
    items_of(facts, incident).into_iter().map(|(kind, items)| (kind, sum(items))).collect()
}

fn hull(a: &Count, b: &Count) -> Count {
    let hi = a.hi.zip(b.hi).map(|(a, b)| a.max(b));
    Count { hi, lo: a.lo.min(b.lo), qualifier: Qualifier::Between, text: String::new() }
}
