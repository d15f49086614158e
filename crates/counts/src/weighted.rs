//! Estimates averaged over decomposable graphs, each weighed by what it makes of the lists.
//!
//! Source: METHOD 6, after Madigan and York (Biometrika 84, 1997); the formulas, no code.

use crate::graphs::{Graph, decomposable};
use crate::lists::Lists;
use crate::method::{UNSEEN_PER_SEEN_MAX, UNSEEN_TAIL};

/// What is held about the total before the lists are seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prior {
    /// In proportion to 1/N.
    Reciprocal,
    /// A gamma mixture of Poisson numbers: shape and mean per shape.
    Gamma {
        /// Shape.
        a: f64,
        /// Mean / shape.
        b: f64,
    },
}

/// An estimate under one graph or their average.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// The graph; absent for the average.
    pub graph: Option<Graph>,
    /// Chance of the graph, 0 to 1.
    pub chance: f64,
    /// The total that errs least under relative squared error.
    pub total: f64,
    /// The likeliest total.
    pub mode: u64,
    /// The middle one.
    pub median: u64,
    /// Least and greatest total of the 95 % interval.
    pub interval: (u64, u64),
}

/// The average over all graphs, and the graphs, likeliest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Averaged {
    /// The average.
    pub average: Weighted,
    /// Each graph.
    pub graphs: Vec<Weighted>,
    /// True if the range of totals was cut before the weights had died away: then the greatest totals are not in.
    pub is_cut: bool,
}

/// The tables of one set of lists: for each set of lists, all counts summed to it.
struct Tables {
    seen: u64,
    lists: usize,
    delta: f64,
    /// For each set of lists, the counts of its own histories, as (history restricted to the set, count).
    sums: Vec<Vec<f64>>,
}

/// Averages over all decomposable graphs. `delta` is the prior's weight per cell (absent: 2^-lists);
/// `unseen_max` the greatest number unseen that is weighed (absent: ten times those seen).
pub fn average(lists: &Lists, delta: Option<f64>, prior: Prior, unseen_max: Option<u64>) -> Averaged {
    let tables = Tables::of(lists, delta);
    let unseen_max = unseen_max.unwrap_or(tables.seen * UNSEEN_PER_SEEN_MAX);
    let first = u64::from(unseen_max > 0 && matches!(prior, Prior::Gamma { .. }));
    let unseen: Vec<u64> = (first..=unseen_max).collect();
    let graphs = decomposable(lists.len());
    let common: Vec<f64> = unseen.iter().map(|unseen| tables.common(*unseen, prior)).collect();
    // ln f of each set of lists over all numbers unseen: shared by the graphs.
    let parts: Vec<Vec<f64>> = (0..1usize << lists.len()).map(|set| tables.part(set, &unseen)).collect();
    let logs: Vec<Vec<f64>> = graphs.iter().map(|graph| tables.weigh(graph, &unseen, &common, &parts)).collect();
    let greatest = logs.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<Vec<f64>> = logs.iter().map(|row| row.iter().map(|log| libm::exp(log - greatest)).collect()).collect();
    let all: f64 = weights.iter().flatten().sum();
    let summed: Vec<f64> = (0..unseen.len()).map(|at| weights.iter().filter_map(|row| row.get(at)).sum()).collect();
    let is_cut = summed.last().copied().unwrap_or(0.0) > UNSEEN_TAIL * summed.iter().copied().fold(0.0, f64::max);
    let mut told: Vec<Weighted> = graphs
        .into_iter()
        .zip(&weights)
        .map(|(graph, row)| tables.told(Some(graph), row.iter().sum::<f64>() / all, &unseen, row))
        .collect();
    told.sort_by(|a, b| b.chance.total_cmp(&a.chance).then_with(|| a.graph.cmp(&b.graph)));
    Averaged { average: tables.told(None, 1.0, &unseen, &summed), graphs: told, is_cut }
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
impl Tables {
    fn of(lists: &Lists, delta: Option<f64>) -> Self {
        let count = lists.len();
        let delta = delta.unwrap_or_else(|| 1.0 / f64::from(1u32 << count));
        let restrict = |set: u32| {
            let mut sums = vec![0.0; 1 << count];
            for key in lists.keys() {
                if let Some(sum) = sums.get_mut((key & set) as usize) {
                    *sum += lists.cell(key) as f64;
                }
            }
            // Only histories inside the set exist.
            (0..1u32 << count).filter(|key| key & !set == 0).map(|key| sums.get(key as usize).copied().unwrap_or(0.0)).collect()
        };
        Self { seen: lists.seen(), lists: count, delta, sums: (0..1u32 << count).map(restrict).collect() }
    }

    /// ln f of a set of lists, for each number of unseen; only the history on none of the lists grows with it.
    fn part(&self, set: usize, unseen: &[u64]) -> Vec<f64> {
        let size = set.count_ones();
        let delta = self.delta * f64::from(1u32 << (self.lists as u32 - size));
        let Some((none, rest)) = self.sums.get(set).and_then(|cells| cells.split_first()) else { return Vec::new() };
        let fixed: f64 = rest.iter().map(|count| libm::lgamma(count + delta)).sum();
        let start = f64::from(1u32 << size) * libm::lgamma(delta);
        unseen.iter().map(|unseen| libm::lgamma(*unseen as f64 + none + delta) + fixed - start).collect()
    }

    /// What all graphs share.
    fn common(&self, unseen: u64, prior: Prior) -> f64 {
        let (unseen, total) = (unseen as f64, (unseen + self.seen) as f64);
        let held = match prior {
            Prior::Reciprocal => -libm::log(total),
            Prior::Gamma { a, b } => {
                total * libm::log(b) - (total + a) * libm::log(1.0 + b) + libm::lgamma(total + a)
                    - libm::lgamma(total + 1.0)
                    - libm::lgamma(a)
            }
        };
        held + libm::lgamma(total + 1.0) - libm::lgamma(unseen + 1.0)
    }

    fn weigh(&self, graph: &Graph, unseen: &[u64], common: &[f64], parts: &[Vec<f64>]) -> Vec<f64> {
        let of = |set: u32, at: usize| parts.get(set as usize).and_then(|row| row.get(at)).copied().unwrap_or(0.0);
        let full = self.delta * f64::from(1u32 << self.lists);
        let lone = graph.cliques.len() as f64 - graph.separators.len() as f64;
        let weigh = |(at, unseen): (usize, &u64)| {
            let cliques: f64 = graph.cliques.iter().map(|set| of(*set, at)).sum();
            let separators: f64 = graph.separators.iter().map(|set| of(*set, at)).sum();
            let total = (unseen + self.seen) as f64;
            common.get(at).copied().unwrap_or(0.0) + cliques - separators + lone * (libm::lgamma(full) - libm::lgamma(total + full))
        };
        unseen.iter().enumerate().map(weigh).collect()
    }

    fn told(&self, graph: Option<Graph>, chance: f64, unseen: &[u64], weights: &[f64]) -> Weighted {
        let totals = || unseen.iter().map(|unseen| unseen + self.seen).zip(weights.iter().copied());
        let (over, over_squared) = totals().fold((0.0, 0.0), |(a, b), (total, weight)| {
            let total = total as f64;
            (a + weight / total, b + weight / (total * total))
        });
        let mode = totals().fold((0, -1.0), |best, next| if next.1 > best.1 { next } else { best }).0;
        let all: f64 = weights.iter().sum();
        let quantile = |share: f64| {
            let mut sum = 0.0;
            totals()
                .find(|(_, weight)| {
                    sum += weight;
                    sum >= share * all
                })
                .map_or(self.seen, |(total, _)| total)
        };
        Weighted { graph, chance, total: over / over_squared, mode, median: quantile(0.5), interval: (quantile(0.025), quantile(0.975)) }
    }
}
