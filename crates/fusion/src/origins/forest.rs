//! Relations to origins: each text hangs on at most one earlier one, and what hangs together is one origin.

use super::method::Limits;
use super::relation::{Relation, Scope};
use std::collections::BTreeMap;

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its origin: the text at which its line begins.
    pub root: u32,
    /// The text on which it hangs most; `None` for a root.
    pub parent: Option<u32>,
    /// How dependent it is within its origin, ppm; 0 = it begins it.
    pub p_dep_ppm: u32,
    /// How dependent a text without parent is of another origin, ppm: it carries a part of it, or it is flooded and alone,
    /// so that nobody knows where it comes from.
    pub owes_ppm: u32,
    /// Most of its phrases are held by more sources than are remembered: not independent until a person looks.
    pub flooded: bool,
    /// It was longer than is compared.
    pub cut: bool,
}

/// Texts under one origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The earliest text with first-hand access; the earliest at all if none has.
    pub root: u32,
    /// All texts, earliest first.
    pub members: Vec<u32>,
}

/// Hangs each text on the earlier one on which it depends most, and never in a circle.
pub(crate) fn hang(standings: &mut [Standing], relations: &[Relation], limits: &Limits) {
    let mut edges: Vec<&Relation> =
        relations.iter().filter(|relation| relation.kind.scope() == Scope::Whole && relation.p_dep_ppm > 0).collect();
    edges.sort_by_key(|edge| (std::cmp::Reverse((edge.p_dep_ppm, edge.later_ppm, edge.words_n)), edge.later, edge.earlier, edge.kind));
    let mut joined = Joined((0..standings.len() as u32).collect());
    for edge in edges {
        let Some(standing) = standings.get_mut(edge.later as usize) else { continue };
        if standing.parent.is_some() {
            continue;
        }
        if !edge.is_one_origin(limits) {
            standing.owes_ppm = standing.owes_ppm.max(edge.p_dep_ppm);
        } else if joined.join(edge.later, edge.earlier) {
            standing.parent = Some(edge.earlier);
            standing.p_dep_ppm = edge.p_dep_ppm;
        }
    }
    for at in 0..standings.len() as u32 {
        let root = joined.top(at);
        if let Some(standing) = standings.get_mut(at as usize) {
            standing.root = root;
        }
    }
}

/// Groups texts by their roots; `order` names them earliest first, and a root is the earliest with first-hand access.
pub(crate) fn groups(standings: &mut [Standing], order: &[u32], is_first_hand: impl Fn(u32) -> bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at_root: Vec<Option<u32>> = vec![None; standings.len()];
    for text in order {
        let Some(root) = standings.get(*text as usize).map(|standing| standing.root) else { continue };
        let Some(known) = at_root.get_mut(root as usize) else { continue };
        match known.and_then(|at| groups.get_mut(at as usize)) {
            Some(group) => group.members.push(*text),
            None => {
                *known = Some(groups.len() as u32);
                groups.push(Group { root, members: vec![*text] });
            }
        }
    }
    for group in &mut groups {
        let is_alone = group.members.len() == 1;
        group.root =
            group.members.iter().copied().find(|text| is_first_hand(*text)).or(group.members.first().copied()).unwrap_or(group.root);
        for text in &group.members {
            if let Some(standing) = standings.get_mut(*text as usize) {
                standing.root = group.root;
                standing.owes_ppm = if is_alone && standing.flooded { 1_000_000 } else { standing.owes_ppm };
            }
        }
    }
    groups
}

/// How many independent origins stand behind some texts, 1/1000 (METHOD 4).
///
/// In each origin the member that depends least stands for it, and counts for what the origin does not owe to another
/// one; the others count for what they do not owe to it.
pub fn n_eff_e3(standings: &[Standing], texts: impl IntoIterator<Item = u32>) -> u32 {
    let mut origins: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for standing in texts.into_iter().filter_map(|text| standings.get(text as usize)) {
        origins.entry(standing.root).or_default().push((standing.p_dep_ppm, standing.owes_ppm));
    }
    let free = |ppm: u32| u64::from(1_000_000u32.saturating_sub(ppm));
    let mut sum_ppm = 0;
    for mut members in origins.into_values() {
        members.sort_unstable();
        if let Some(((_, owes_ppm), rest)) = members.split_first() {
            sum_ppm += free(*owes_ppm) + rest.iter().map(|(p_dep_ppm, _)| free(*p_dep_ppm)).sum::<u64>();
        }
    }
    u32::try_from((sum_ppm + 500) / 1_000).unwrap_or(u32::MAX)
}

struct Joined(Vec<u32>);

impl Joined {
    fn top(&mut self, mut at: u32) -> u32 {
        while let Some(up) = self.0.get(at as usize).copied().filter(|up| *up != at) {
            let above = self.0.get(up as usize).copied().unwrap_or(up);
            if let Some(own) = self.0.get_mut(at as usize) {
                *own = above;
            }
            at = up;
        }
        at
    }

    /// Hangs the line of one text under another; `false` if they hang together already.
    fn join(&mut self, lower: u32, upper: u32) -> bool {
        let (lower, upper) = (self.top(lower), self.top(upper));
        if lower == upper {
            return false;
        }
        if let Some(own) = self.0.get_mut(lower as usize) {
            *own = upper;
        }
        true
    }
}
