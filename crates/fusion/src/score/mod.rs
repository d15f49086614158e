//! How well a partition agrees with the truth, and what simple rules would have made of the same reports.
//!
//! Rows are numbered; a partition gives each row the number of its incident. Nothing here decides
//! anything that is recorded: it measures.

mod baselines;
mod calibration;
mod dbscan;

pub use baselines::{Baseline, Spot, baselines};
pub use calibration::{Bin, Calibration, calibration};

use std::collections::BTreeMap;

/// How a partition agrees with the truth; shares from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Rows compared.
    pub rows_n: usize,
    /// Incidents in truth.
    pub truth_n: usize,
    /// Incidents found.
    pub found_n: usize,
    /// By row: the share of its found incident that is of its true one, and the other way round.
    pub b_cubed: Agreement,
    /// By pair of rows: of those put together the share that is, and the other way round.
    pub pairwise: Agreement,
    /// Adjusted Rand index: 1 = equal, 0 = no better than chance.
    pub adjusted_rand: f64,
    /// Incidents found over those in truth, less 1.
    pub count_error: f64,
}

/// Precision and recall.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Share of what was found that is true.
    pub precision: f64,
    /// Share of what is true that was found.
    pub recall: f64,
}

impl Agreement {
    /// The harmonic mean of both; 0 if both are.
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// Compares two partitions of the same rows, as far as both go.
pub fn compare(found: &[u32], truth: &[u32]) -> Scores {
    let n = found.len().min(truth.len());
    let (mut of_found, mut of_truth, mut of_both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (one, other) in found.iter().zip(truth) {
        *of_found.entry(*one).or_insert(0.0) += 1.0;
        *of_truth.entry(*other).or_insert(0.0) += 1.0;
        *of_both.entry((*one, *other)).or_insert(0.0) += 1.0;
    }
    let size = |of: &BTreeMap<u32, f64>, name: &u32| of.get(name).copied().unwrap_or(1.0);
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((one, other), both) in &of_both {
        precision += both * both / size(&of_found, one);
        recall += both * both / size(&of_truth, other);
    }
    let rows = (n as f64).max(1.0);
    let pairs = |sizes: &mut dyn Iterator<Item = &f64>| -> f64 { sizes.map(|size| size * (size - 1.0) / 2.0).sum() };
    let (in_found, in_truth) = (pairs(&mut of_found.values()), pairs(&mut of_truth.values()));
    let in_both = pairs(&mut of_both.values());
    Scores {
        rows_n: n,
        truth_n: of_truth.len(),
        found_n: of_found.len(),
        b_cubed: Agreement { precision: precision / rows, recall: recall / rows },
        pairwise: Agreement { precision: share(in_both, in_found), recall: share(in_both, in_truth) },
        adjusted_rand: adjusted(in_both, in_found, in_truth, n),
        count_error: if of_truth.is_empty() { 0.0 } else { of_found.len() as f64 / of_truth.len() as f64 - 1.0 },
    }
}

/// A share of nothing is whole: who puts nothing together makes no false pair.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 1.0 }
}

fn adjusted(both: f64, found: f64, truth: f64, n: usize) -> f64 {
    let all = n as f64 * (n as f64 - 1.0) / 2.0;
    let by_chance = if all > 0.0 { found * truth / all } else { 0.0 };
    let most = (found + truth) / 2.0;
    if (most - by_chance).abs() < f64::EPSILON { 1.0 } else { (both - by_chance) / (most - by_chance) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn the_example_worked_by_hand() {
        // Found {a b c} {d e}; truth {a b} {c d e}.
        let scores = compare(&[0, 0, 0, 1, 1], &[5, 5, 7, 7, 7]);
        close(scores.b_cubed.precision, (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 1.0 + 1.0) / 5.0);
        close(scores.b_cubed.recall, (1.0 + 1.0 + 1.0 / 3.0 + 2.0 / 3.0 + 2.0 / 3.0) / 5.0);
        close(scores.pairwise.precision, 2.0 / 4.0);
        close(scores.pairwise.recall, 2.0 / 4.0);
        // (2 - 4 x 4 / 10) / (4 - 4 x 4 / 10).
        close(scores.adjusted_rand, 0.4 / 2.4);
        close(scores.count_error, 0.0);
    }

    #[test]
    fn equal_partitions_score_1_whatever_the_names_and_nothing_scores_without_fault() {
        let scores = compare(&[3, 3, 9], &[0, 0, 1]);
        close(scores.b_cubed.f1(), 1.0);
        close(scores.adjusted_rand, 1.0);
        assert_eq!(compare(&[], &[]).rows_n, 0);
        close(compare(&[0, 1, 2], &[4, 5, 6]).adjusted_rand, 1.0);
    }
}
