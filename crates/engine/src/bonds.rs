//! What people settled about which observations are one event: a fold over their acts in the order over all logs.
//!
//! Later evidence changes nothing of it; a later act does. Where two acts contradict each other the later one wins:
//! a merge takes back every split between observations that it unites (also through other merges), a split breaks
//! every merge that holds its groups together, and what the split does not name stays together. An act that was
//! taken back by name (unbind) counts as if it had never been; what it had overruled counts again.

use crate::contract::Came;
use fusion::Bonds;
use model::{Act, Bond, BondVerb, Digest, Incident, IncidentId, Instant, Member, ObservationId, Signed};
use std::collections::{BTreeMap, BTreeSet};

/// From this chance on a member is in its incident without anybody having looked. Source: METHOD 3.
pub const SURE_PPM_MIN: u32 = 950_000;

/// A merge or split with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Its entry.
    pub came: Came,
    /// The name of the log in which it stands.
    pub log: String,
    /// Who.
    pub by: String,
    /// When, as they say.
    pub at: Instant,
    /// What.
    pub verb: BondVerb,
    /// Of which observations.
    pub groups: Vec<Vec<ObservationId>>,
    /// Why.
    pub reason: String,
    /// What became of it.
    pub state: State,
}

/// What became of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It stands.
    Stands,
    /// A later act contradicts a part of it.
    InPart {
        /// The later act.
        by: Came,
    },
    /// A later act contradicts all of it.
    Superseded {
        /// The later act.
        by: Came,
    },
    /// It was taken back.
    Withdrawn {
        /// By which act.
        by: Came,
    },
}

impl State {
    /// Whether anything of the act holds.
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Stands | Self::InPart { .. })
    }
}

/// A doubt that somebody left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its entry.
    pub came: Came,
    /// Who.
    pub by: String,
    /// The incident.
    pub incident: IncidentId,
    /// The doubt.
    pub doubt: Digest,
}

/// Everything settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settling {
    /// Merges and splits in their order, also such as hold no longer.
    pub bindings: Vec<Binding>,
    /// Doubts left as they are and not taken back.
    pub left: Vec<Left>,
    /// What holds.
    pub bonds: Bonds,
}

/// Folds acts, in their order over all logs.
pub fn fold(acts: &[(Came, Signed)]) -> Settling {
    let withdrawn = withdrawn(acts);
    let mut fold = Fold::default();
    let mut settling = Settling::default();
    for (came, signed) in acts {
        let declared = &signed.declared;
        let taken_back = withdrawn.get(came);
        let (verb, groups, reason) = match &declared.act {
            Act::Merge { groups, reason } => (BondVerb::Merge, groups, reason),
            Act::Split { groups, reason } => (BondVerb::Split, groups, reason),
            Act::Leave { doubt, incident, .. } if taken_back.is_none() => {
                settling.left.push(Left { came: came.clone(), by: declared.by.clone(), incident: *incident, doubt: *doubt });
                continue;
            }
            _ => continue,
        };
        let state = taken_back.map_or(State::Stands, |by| State::Withdrawn { by: by.clone() });
        let (log, by, at) = (declared.log.clone().unwrap_or_default(), declared.by.clone(), declared.at);
        let binding = Binding { came: came.clone(), log, by, at, verb, groups: groups.clone(), reason: reason.clone(), state };
        if taken_back.is_none() {
            fold.take(settling.bindings.len(), verb, groups, &settling.bindings);
        }
        settling.bindings.push(binding);
    }
    for place in 0..settling.bindings.len() {
        let by = fold.contradicted.get(&place).and_then(|by| settling.bindings.get(*by)).map(|by| by.came.clone());
        if let (Some(by), Some(binding)) = (by, settling.bindings.get_mut(place)) {
            binding.state = fold.state_of(binding, by);
        }
    }
    settling.bonds = fold.bonds();
    settling
}

/// Acts that a later one takes back, with that one.
fn withdrawn(acts: &[(Came, Signed)]) -> BTreeMap<Came, Came> {
    let mut places: BTreeMap<(String, u64), &Came> = BTreeMap::new();
    let mut withdrawn = BTreeMap::new();
    for (came, signed) in acts {
        let log = signed.declared.log.clone().unwrap_or_default();
        match &signed.declared.act {
            Act::Unbind { act, log: named, .. } => {
                if let Some(of) = places.get(&(named.clone().unwrap_or(log), *act)) {
                    withdrawn.entry((*of).clone()).or_insert_with(|| came.clone());
                }
            }
            _ => drop(places.insert((log, came.index), came)),
        }
    }
    withdrawn
}

/// What holds so far.
#[derive(Default)]
struct Fold {
    group_of: BTreeMap<ObservationId, usize>,
    groups: Vec<BTreeSet<ObservationId>>,
    /// For each observation those that it is apart from, with the act that says it.
    apart: BTreeMap<ObservationId, BTreeMap<ObservationId, usize>>,
    /// Acts of which a later one contradicts something, with the last of those.
    contradicted: BTreeMap<usize, usize>,
}

impl Fold {
    fn take(&mut self, act: usize, verb: BondVerb, groups: &[Vec<ObservationId>], before: &[Binding]) {
        match verb {
            BondVerb::Merge => self.merge(act, groups),
            BondVerb::Split => self.split(act, groups, before),
        }
    }

    fn merge(&mut self, act: usize, groups: &[Vec<ObservationId>]) {
        let named: BTreeSet<ObservationId> = groups.iter().flatten().copied().collect();
        let touched: BTreeSet<usize> = named.iter().filter_map(|id| self.group_of.get(id).copied()).collect();
        let mut whole = named;
        for group in touched {
            whole.extend(self.groups.get_mut(group).map(std::mem::take).unwrap_or_default());
        }
        for id in &whole {
            let Some(apart) = self.apart.get_mut(id) else { continue };
            apart.retain(|other, by| {
                let is_united = whole.contains(other);
                if is_united {
                    self.contradicted.insert(*by, act);
                }
                !is_united
            });
        }
        self.put(whole);
    }

    fn put(&mut self, group: BTreeSet<ObservationId>) {
        let number = self.groups.len();
        self.group_of.extend(group.iter().map(|id| (*id, number)));
        self.groups.push(group);
    }

    fn split(&mut self, act: usize, groups: &[Vec<ObservationId>], before: &[Binding]) {
        let mut held: BTreeMap<usize, BTreeMap<usize, BTreeSet<ObservationId>>> = BTreeMap::new();
        for (number, id) in groups.iter().enumerate().flat_map(|(number, group)| group.iter().map(move |id| (number, id))) {
            if let Some(group) = self.group_of.get(id) {
                held.entry(*group).or_default().entry(number).or_default().insert(*id);
            }
        }
        for (group, parts) in held.into_iter().filter(|(_, parts)| parts.len() > 1) {
            let mut rest = self.groups.get_mut(group).map(std::mem::take).unwrap_or_default();
            let is_in = |binding: &Binding| binding.verb == BondVerb::Merge && binding.groups.iter().flatten().any(|id| rest.contains(id));
            self.contradicted.extend(before.iter().enumerate().filter(|(_, binding)| is_in(binding)).map(|(place, _)| (place, act)));
            rest.retain(|id| !parts.values().any(|part| part.contains(id)));
            for part in parts.into_values().chain([rest]).filter(|part| !part.is_empty()) {
                self.put(part);
            }
        }
        for (number, group) in groups.iter().enumerate() {
            for (one, other) in group.iter().flat_map(|one| groups.iter().skip(number + 1).flatten().map(move |other| (*one, *other))) {
                self.apart.entry(one).or_default().insert(other, act);
                self.apart.entry(other).or_default().insert(one, act);
            }
        }
    }

    fn is_apart(&self, one: &ObservationId, other: &ObservationId) -> bool {
        self.apart.get(one).is_some_and(|apart| apart.contains_key(other))
    }

    fn is_together(&self, one: &ObservationId, other: &ObservationId) -> bool {
        self.group_of.get(one).is_some_and(|group| self.group_of.get(other) == Some(group))
    }

    /// What became of an act that a later one contradicts.
    fn state_of(&self, binding: &Binding, by: Came) -> State {
        let holds = |(one, other): (ObservationId, ObservationId)| match binding.verb {
            BondVerb::Merge => self.is_together(&one, &other),
            BondVerb::Split => self.is_apart(&one, &other),
        };
        match (pairs_between(&binding.groups).any(holds), pairs_between(&binding.groups).all(holds)) {
            (_, true) => State::Stands,
            (true, false) => State::InPart { by },
            (false, false) => State::Superseded { by },
        }
    }

    fn bonds(&self) -> Bonds {
        let together = self.groups.iter().filter(|group| group.len() > 1).map(|group| group.iter().copied().collect()).collect();
        let pairs = self.apart.iter().flat_map(|(one, others)| others.keys().map(move |other| (*one, *other)));
        Bonds { together, apart: pairs.filter(|(one, other)| one < other).collect() }
    }
}

/// The pairs between different groups.
pub fn pairs_between(groups: &[Vec<ObservationId>]) -> impl Iterator<Item = (ObservationId, ObservationId)> + '_ {
    groups.iter().enumerate().flat_map(move |(number, group)| {
        group.iter().flat_map(move |one| groups.iter().skip(number + 1).flatten().map(move |other| (*one.min(other), *one.max(other))))
    })
}

impl Settling {
    /// What bears on the result of the fusion: the acts that hold. `None` if there is none.
    pub fn digest(&self) -> Option<Digest> {
        let holding = || self.bindings.iter().filter(|binding| binding.state.holds());
        let lines: Vec<String> = holding().map(|binding| format!("{} {}", binding.log, binding.came.index)).collect();
        let parts: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        (!parts.is_empty()).then(|| Digest::tagged("bonds", &parts))
    }

    /// The pairs that acts hold together or apart, for weighing them without.
    pub fn pairs(&self) -> Vec<(ObservationId, ObservationId)> {
        let mut pairs: Vec<_> =
            self.bindings.iter().filter(|binding| binding.state.holds()).flat_map(|binding| pairs_between(&binding.groups)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Writes into each incident what was settled about its members; `weights` are those of [`Self::pairs`], where
    /// both observations are there.
    pub fn note(&self, incidents: &mut [Incident], weights: &BTreeMap<(ObservationId, ObservationId), i32>) {
        let mut bonds: BTreeMap<ObservationId, Vec<usize>> = BTreeMap::new();
        let mut noted: Vec<Bond> = Vec::new();
        for binding in self.bindings.iter().filter(|binding| binding.state.holds()) {
            for id in binding.groups.iter().flatten() {
                bonds.entry(*id).or_default().push(noted.len());
            }
            let log_odds_mnat = mean(pairs_between(&binding.groups).filter_map(|pair| weights.get(&pair)));
            noted.push(Bond { act: binding.came.index, log: binding.log.clone(), log_odds_mnat, verb: binding.verb });
        }
        if noted.is_empty() {
            return;
        }
        for incident in incidents {
            let own: BTreeSet<usize> =
                incident.members.iter().filter_map(|member| bonds.get(&member.observation)).flatten().copied().collect();
            incident.bonds = own.into_iter().filter_map(|place| noted.get(place).cloned()).collect();
            incident.bonds.sort();
        }
    }

    /// The doubt about an incident: members that surely belong nowhere, unless somebody settled where; `None` if
    /// there is none, or somebody left it as it is.
    pub fn doubt<'i>(&self, incident: &'i Incident) -> Option<(Digest, Vec<&'i Member>)> {
        let is_settled = |id: &ObservationId| {
            self.bindings.iter().any(|binding| binding.state.holds() && binding.groups.iter().flatten().any(|named| named == id))
        };
        let unsure = |member: &&Member| member.chance_ppm < SURE_PPM_MIN && !is_settled(&member.observation);
        let members: Vec<&Member> = incident.members.iter().filter(unsure).collect();
        if members.is_empty() {
            return None;
        }
        let doubt = doubt_digest(incident);
        let is_left = self.left.iter().any(|left| left.incident == incident.id && left.doubt == doubt);
        (!is_left).then_some((doubt, members))
    }
}

/// Who is in an incident and what else they could be: equal digests mean the same question.
pub fn doubt_digest(incident: &Incident) -> Digest {
    let members = incident.members.iter().map(|member| member.observation.to_string());
    let mut others: Vec<String> = incident.alternatives.iter().map(|other| format!("{} {}", other.observation, other.incident)).collect();
    others.sort();
    let lines: Vec<String> = members.chain(others).collect();
    let parts: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
    Digest::tagged("doubt", &parts)
}

/// The mean, rounded towards minus infinity; `None` of nothing.
fn mean<'w>(weights: impl Iterator<Item = &'w i32>) -> Option<i32> {
    let (sum, n) = weights.fold((0i64, 0i64), |(sum, n), weight| (sum + i64::from(*weight), n + 1));
    if n == 0 { None } else { i32::try_from(sum.div_euclid(n)).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Declared, Signed};

    fn id(n: u8) -> ObservationId {
        ObservationId::from_bytes([n; 10])
    }

    fn ids(of: &[&[u8]]) -> Vec<Vec<ObservationId>> {
        of.iter().map(|group| group.iter().map(|n| id(*n)).collect()).collect()
    }

    /// Acts of one log, one an entry.
    fn acts(of: Vec<Act>) -> Vec<(Came, Signed)> {
        let signed = |act| {
            let at = Instant::from_ms(1_800_000_000_000).unwrap();
            let declared = Declared { act, at, by: "Ana".into(), log: Some("log.invalid/a".into()), v: 1 };
            Signed { declared, payload_type: model::act::DECLARED_TYPE.into(), signatures: Vec::new(), v: 1 }
        };
        (0..).map(Came::here).zip(of.into_iter().map(signed)).collect()
    }

    fn merge(of: &[&[u8]]) -> Act {
        Act::Merge { groups: ids(of), reason: "one crater".into() }
    }

    fn split(of: &[&[u8]]) -> Act {
        Act::Split { groups: ids(of), reason: "two craters".into() }
    }

    fn unbind(act: u64) -> Act {
        Act::Unbind { act, log: None, reason: "mistaken".into() }
    }

    fn states(of: Vec<Act>) -> Vec<State> {
        fold(&acts(of)).bindings.into_iter().map(|binding| binding.state).collect()
    }

    fn together(of: Vec<Act>) -> Vec<Vec<u8>> {
        let groups = fold(&acts(of)).bonds.together;
        let mut named: Vec<Vec<u8>> = groups.iter().map(|group| group.iter().map(|id| id.as_bytes()[0]).collect()).collect();
        named.sort();
        named
    }

    fn by(index: u64) -> Came {
        Came::here(index)
    }

    #[test]
    fn merges_that_share_an_observation_are_one_group() {
        assert_eq!(together(vec![merge(&[&[1], &[2]]), merge(&[&[2], &[3]]), merge(&[&[7], &[8]])]), [vec![1, 2, 3], vec![7, 8]]);
    }

    #[test]
    fn a_later_split_breaks_a_merge_and_leaves_together_what_it_does_not_name() {
        let acts = || vec![merge(&[&[1, 3], &[2, 4]]), split(&[&[1], &[2]])];
        assert_eq!(states(acts()), [State::InPart { by: by(1) }, State::Stands]);
        assert_eq!(together(acts()), [vec![3, 4]]);
        assert_eq!(states(vec![merge(&[&[1], &[2]]), split(&[&[1], &[2]])]), [State::Superseded { by: by(1) }, State::Stands]);
    }

    #[test]
    fn a_later_merge_takes_a_split_back_also_through_other_merges() {
        let acts = || vec![split(&[&[1], &[3]]), merge(&[&[1], &[2]]), merge(&[&[2], &[3]])];
        assert_eq!(states(acts()), [State::Superseded { by: by(2) }, State::Stands, State::Stands]);
        assert_eq!(together(acts()), [vec![1, 2, 3]]);
        assert!(fold(&super::tests::acts(acts())).bonds.apart.is_empty());
    }

    #[test]
    fn what_was_taken_back_counts_as_if_it_had_never_been() {
        let acts = || vec![merge(&[&[1], &[2]]), split(&[&[1], &[2]]), unbind(1)];
        assert_eq!(states(acts()), [State::Stands, State::Withdrawn { by: by(2) }]);
        assert_eq!(together(acts()), [vec![1, 2]]);
        assert_eq!(states(vec![unbind(1), merge(&[&[1], &[2]])]), [State::Stands], "an act is taken back after it, not before");
    }
}
