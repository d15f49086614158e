//! Decomposable graphs over lists, with their cliques and separators: enumerated, never read from a file.

/// A decomposable graph. Sets of lists are bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Graph {
    /// Its cliques, in ascending order.
    pub cliques: Vec<u32>,
    /// Its separators, in ascending order, with multiplicity; empty ones are left out.
    pub separators: Vec<u32>,
}

/// All decomposable graphs over so many lists: 8 of 3, 61 of 4, 822 of 5. Source: METHOD 6.
pub fn decomposable(lists: usize) -> Vec<Graph> {
    let pairs: Vec<(usize, usize)> = (0..lists).flat_map(|a| (a + 1..lists).map(move |b| (a, b))).collect();
    let mut graphs = Vec::new();
    for chosen in 0..1u32 << pairs.len() {
        let mut near = vec![0u32; lists];
        for (_, (a, b)) in pairs.iter().enumerate().filter(|(at, _)| chosen & 1 << at != 0) {
            join(&mut near, *a, *b);
            join(&mut near, *b, *a);
        }
        graphs.extend(read(&near));
    }
    graphs.sort();
    graphs
}

fn join(near: &mut [u32], from: usize, to: usize) {
    if let Some(set) = near.get_mut(from) {
        *set |= 1 << to;
    }
}

/// Takes away, again and again, a list whose neighbours all know each other; absent if none is left
/// to take: then the graph is not decomposable.
fn read(near: &[u32]) -> Option<Graph> {
    let neighbours = |list: usize| near.get(list).copied().unwrap_or(0);
    let is_complete = |set: u32| (0..near.len()).filter(|list| set & 1 << list != 0).all(|list| set & !(neighbours(list) | 1 << list) == 0);
    let mut left = (1u32 << near.len()) - 1;
    let mut candidates = Vec::new();
    while left != 0 {
        let next = (0..near.len()).find(|list| left & 1 << list != 0 && is_complete(neighbours(*list) & left))?;
        candidates.push((neighbours(next) & left) | 1 << next);
        left &= !(1 << next);
    }
    let mut cliques: Vec<u32> =
        candidates.iter().copied().filter(|set| !candidates.iter().any(|other| other != set && set & other == *set)).collect();
    cliques.sort_unstable();
    cliques.dedup();
    let separators = separators(&cliques);
    Some(Graph { cliques, separators })
}

/// The intersections along a heaviest tree over the cliques.
fn separators(cliques: &[u32]) -> Vec<u32> {
    let Some((first, rest)) = cliques.split_first() else { return Vec::new() };
    let (mut inside, mut outside) = (vec![*first], rest.to_vec());
    let mut found = Vec::new();
    while !outside.is_empty() {
        let best = outside
            .iter()
            .enumerate()
            .flat_map(|(at, out)| inside.iter().map(move |within| (at, out & within)))
            .max_by_key(|(at, shared)| (shared.count_ones(), std::cmp::Reverse(*at)));
        let Some((at, shared)) = best else { break };
        inside.push(outside.remove(at));
        if shared != 0 {
            found.push(shared);
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_graphs_as_are_published() {
        assert_eq!([3, 4, 5].map(|lists| decomposable(lists).len()), [8, 61, 822]);
    }
}
