//! What the lists left out: a documented number, a lower bound, and estimates as a range over models.

use crate::latent::{Latent, sample};
use crate::lists::Lists;
use crate::loglinear::{Models, fit_all};
use crate::method::LATENT_SEEDS;
use crate::weighted::{Averaged, Prior, average};

/// Everything that is said of one set of lists, in the order in which it is said. Never one best number.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// On at least one list.
    pub documented: u64,
    /// Chao's lower bound.
    pub chao: f64,
    /// Log-linear models with their range.
    pub models: Models,
    /// Averages over decomposable graphs, each under one weight per cell: what the choice changes is part of the result.
    pub averaged: Vec<(f64, Averaged)>,
    /// Latent classes, from two seeds.
    pub latent: Vec<Latent>,
}

impl Estimate {
    /// Least and greatest total over everything that was tried; absent if nothing gave one.
    #[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
    pub fn range(&self) -> Option<(f64, f64)> {
        let averaged = self.averaged.iter().map(|(_, averaged)| averaged.average.interval);
        let latent = self.latent.iter().map(|latent| latent.interval);
        let all = averaged.chain(latent).map(|(lo, hi)| (lo as f64, hi as f64)).chain(self.models.range());
        all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }
}

/// Says what the lists say.
pub fn estimate(lists: &Lists) -> Estimate {
    let cells = f64::from(1u32 << lists.len());
    let deltas = [1.0 / cells, 0.5, 1.0];
    Estimate {
        documented: lists.seen(),
        chao: lists.chao(),
        models: fit_all(lists),
        averaged: deltas.map(|delta| (delta, average(lists, Some(delta), Prior::Reciprocal, None))).to_vec(),
        latent: LATENT_SEEDS.map(|seed| sample(lists, seed)).to_vec(),
    }
}
