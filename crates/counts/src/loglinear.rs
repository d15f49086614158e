//! Log-linear models of capture histories: every hierarchical one up to three-way, and their range.

use crate::lists::Lists;
use crate::matrix::Square;
use crate::method::{BIC_RANGE, FIT_ROUNDS_MAX, FIT_SETTLED, SE_MAX, Z_95};

/// One fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The interactions, each as the set of its lists, one bit each; every list's own effect is always in.
    pub interactions: Vec<u32>,
    /// Estimated total, seen and unseen.
    pub total: f64,
    /// Least and greatest total of the 95 % interval.
    pub interval: (f64, f64),
    /// Bayesian information criterion, with the number seen as the sample's size.
    pub bic: f64,
    /// Akaike's information criterion.
    pub aic: f64,
}

/// All models that could be fitted, the least BIC first, and how many could not.
#[derive(Clone, Debug, PartialEq)]
pub struct Models {
    /// The fitted ones.
    pub fitted: Vec<Model>,
    /// How many gave no estimate: they did not settle, or say nothing about the unseen.
    pub failed: usize,
}

impl Models {
    /// The models that enter the range: BIC at most 2 above the least.
    pub fn in_range(&self) -> impl Iterator<Item = &Model> {
        let least = self.fitted.first().map_or(f64::INFINITY, |model| model.bic);
        self.fitted.iter().take_while(move |model| model.bic - least <= BIC_RANGE)
    }

    /// The least and greatest end of the intervals in the range; absent if nothing could be fitted.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.in_range().map(|model| model.interval).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// The model that Akaike's criterion prefers.
    pub fn by_aic(&self) -> Option<&Model> {
        self.fitted.iter().min_by(|a, b| a.aic.total_cmp(&b.aic))
    }
}

/// Fits every hierarchical model up to three-way interactions. Source: METHOD 6.
pub fn fit_all(lists: &Lists) -> Models {
    let mut models = Models { fitted: Vec::new(), failed: 0 };
    for interactions in hierarchical(lists.len()) {
        match fit(lists, &interactions) {
            Some(model) => models.fitted.push(model),
            None => models.failed += 1,
        }
    }
    models.fitted.sort_by(|a, b| a.bic.total_cmp(&b.bic).then_with(|| a.interactions.cmp(&b.interactions)));
    models
}

/// The sets of interactions that hold, with each three-way one, its three pairs.
fn hierarchical(lists: usize) -> Vec<Vec<u32>> {
    let of_size = |size: u32| (0..1u32 << lists).filter(move |key| key.count_ones() == size);
    let pairs: Vec<u32> = of_size(2).collect();
    let triples: Vec<u32> = of_size(3).collect();
    let mut all = Vec::new();
    for chosen in 0..1u32 << pairs.len() {
        let has = |pair: u32| pairs.iter().position(|other| *other == pair).is_some_and(|at| chosen & 1 << at != 0);
        let inside = |triple: u32| pairs.iter().filter(|pair| *pair & triple == **pair).all(|pair| has(*pair));
        let allowed: Vec<u32> = triples.iter().copied().filter(|triple| inside(*triple)).collect();
        let base: Vec<u32> = pairs.iter().copied().filter(|pair| has(*pair)).collect();
        for with in 0..1u32 << allowed.len() {
            let threes = allowed.iter().enumerate().filter(|(at, _)| with & 1 << at != 0).map(|(_, triple)| *triple);
            all.push(base.iter().copied().chain(threes).collect());
        }
    }
    all
}

/// Poisson regression by iterated weighted least squares.
#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
fn fit(lists: &Lists, interactions: &[u32]) -> Option<Model> {
    let terms: Vec<u32> = std::iter::once(0).chain((0..lists.len()).map(|bit| 1 << bit)).chain(interactions.iter().copied()).collect();
    let keys: Vec<u32> = lists.keys().collect();
    let counts: Vec<f64> = keys.iter().map(|key| lists.cell(*key) as f64).collect();
    let mut means: Vec<f64> = counts.iter().map(|count| count + 0.5).collect();
    let mut before: Option<Vec<f64>> = None;
    for _ in 0..FIT_ROUNDS_MAX {
        let work: Vec<f64> = means.iter().zip(&counts).map(|(mean, count)| libm::log(*mean) + (count - mean) / mean).collect();
        let found = normal(&keys, &terms, &means).root()?.solve(&moments(&keys, &terms, &means, &work));
        means = keys.iter().map(|key| libm::exp(linear(*key, &terms, &found)).clamp(1e-12, 1e15)).collect();
        let moved = before.as_ref().map_or(f64::INFINITY, |old| old.iter().zip(&found).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max));
        let unseen = found.first().copied()?;
        before = Some(found);
        if moved < FIT_SETTLED {
            return told(lists, interactions, (&keys, &terms), (&counts, &means), unseen);
        }
    }
    None
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
fn told(
    lists: &Lists,
    interactions: &[u32],
    (keys, terms): (&[u32], &[u32]),
    (counts, means): (&[f64], &[f64]),
    unseen: f64,
) -> Option<Model> {
    let root = normal(keys, terms, means).root()?;
    let unit: Vec<f64> = (0..terms.len()).map(|at| if at == 0 { 1.0 } else { 0.0 }).collect();
    let se = root.solve(&unit).first().copied()?.sqrt();
    if se.is_nan() || se > SE_MAX {
        return None;
    }
    let likelihood: f64 = counts.iter().zip(means).map(|(count, mean)| count * libm::log(*mean) - mean - libm::lgamma(count + 1.0)).sum();
    let (seen, used) = (lists.seen() as f64, terms.len() as f64);
    Some(Model {
        interactions: interactions.to_vec(),
        total: seen + libm::exp(unseen),
        interval: (seen + libm::exp(unseen - Z_95 * se), seen + libm::exp(unseen + Z_95 * se)),
        bic: used * libm::log(seen) - 2.0 * likelihood,
        aic: 2.0 * used - 2.0 * likelihood,
    })
}

/// A term is in a cell if the cell holds all its lists.
const fn is_in(key: u32, term: u32) -> bool {
    key & term == term
}

fn linear(key: u32, terms: &[u32], found: &[f64]) -> f64 {
    terms.iter().zip(found).filter(|(term, _)| is_in(key, **term)).map(|(_, value)| value).sum()
}

fn normal(keys: &[u32], terms: &[u32], means: &[f64]) -> Square {
    let mut square = Square::zero(terms.len());
    for (key, mean) in keys.iter().zip(means) {
        for (row, _) in terms.iter().enumerate().filter(|(_, term)| is_in(*key, **term)) {
            for (column, _) in terms.iter().enumerate().filter(|(_, term)| is_in(*key, **term)) {
                square.add(row, column, *mean);
            }
        }
    }
    square
}

fn moments(keys: &[u32], terms: &[u32], means: &[f64], work: &[f64]) -> Vec<f64> {
    let of = |term: u32| {
        keys.iter().zip(means.iter().zip(work)).filter(|(key, _)| is_in(**key, term)).map(|(_, (mean, work))| mean * work).sum()
    };
    terms.iter().map(|term| of(*term)).collect()
}
