//! Estimates from latent classes: people differ in how likely each list is to hold them.
//!
//! Source: METHOD 6, after Manrique-Vallier (Biometrics 72, 2016); the model, no code.

use crate::draw::Draws;
use crate::lists::Lists;
use crate::method::{LATENT_A, LATENT_B, LATENT_BURN_IN, LATENT_CLASSES_MAX, LATENT_KEPT, LATENT_THINNING};

/// What one run found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latent {
    /// The seed of the run.
    pub seed: u64,
    /// The middle total.
    pub median: u64,
    /// Least and greatest total of the 95 % interval.
    pub interval: (u64, u64),
}

/// Where the run stands.
struct Run {
    draws: Draws,
    /// Share of each class.
    shares: Vec<f64>,
    /// Chance of each class to be on each list.
    chances: Vec<Vec<f64>>,
    concentration: f64,
    unseen: u64,
}

/// One run of the sampler from a seed; the same seed gives the same numbers.
pub fn sample(lists: &Lists, seed: u64) -> Latent {
    let classes = LATENT_CLASSES_MAX.min((1 << lists.len()) - 1);
    #[expect(clippy::cast_precision_loss, reason = "at most 15 classes")]
    let shares = vec![1.0 / classes as f64; classes];
    let mut draws = Draws::new(seed);
    let chances = (0..classes).map(|_| (0..lists.len()).map(|_| draws.beta(1.0, 1.0)).collect()).collect();
    let mut run = Run { draws, shares, chances, concentration: 1.0, unseen: 0 };
    (0..LATENT_BURN_IN).for_each(|_| run.step(lists));
    let mut totals = Vec::with_capacity(LATENT_KEPT);
    for _ in 0..LATENT_KEPT {
        (0..LATENT_THINNING).for_each(|_| run.step(lists));
        totals.push(lists.seen() + run.unseen);
    }
    totals.sort_unstable();
    let at = |thousandth: usize| totals.get((totals.len() * thousandth / 1_000).min(totals.len() - 1)).copied().unwrap_or(0);
    Latent { seed, median: at(500), interval: (at(25), at(975)) }
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
impl Run {
    fn step(&mut self, lists: &Lists) {
        let classes = self.shares.len();
        let mut members = vec![0u64; classes];
        let mut on_list = vec![vec![0u64; lists.len()]; classes];
        for key in lists.keys() {
            let count = lists.cell(key);
            for (class, number) in self.split(count, key).into_iter().enumerate() {
                add(&mut members, class, number);
                for list in (0..lists.len()).filter(|list| key & 1 << list != 0) {
                    if let Some(row) = on_list.get_mut(class) {
                        add(row, list, number);
                    }
                }
            }
        }
        let missed: f64 = self.weights(0).iter().sum();
        let scale = missed / (1.0 - missed).max(1e-12);
        let mean = self.draws.gamma(lists.seen() as f64) * scale;
        self.unseen = self.draws.poisson(mean.min(1e12));
        for (class, number) in self.split(self.unseen, 0).into_iter().enumerate() {
            add(&mut members, class, number);
        }
        self.draw_classes(&members, &on_list);
    }

    /// Chance of each class together with a history.
    fn weights(&self, key: u32) -> Vec<f64> {
        let of = |chances: &Vec<f64>| -> f64 {
            chances.iter().enumerate().map(|(list, chance)| if key & 1 << list == 0 { 1.0 - chance } else { *chance }).product()
        };
        self.shares.iter().zip(&self.chances).map(|(share, chances)| share * of(chances)).collect()
    }

    /// Splits people of one history over the classes.
    fn split(&mut self, count: u64, key: u32) -> Vec<u64> {
        let weights = self.weights(key);
        let (mut left, mut rest) = (count, weights.iter().sum::<f64>());
        let mut numbers = Vec::with_capacity(weights.len());
        for (class, weight) in weights.iter().enumerate() {
            let is_last = class + 1 == weights.len();
            let number = if is_last || rest <= 0.0 { left } else { self.draws.binomial(left, (weight / rest).min(1.0)) };
            rest -= weight;
            left -= number;
            numbers.push(number);
        }
        numbers
    }

    fn draw_classes(&mut self, members: &[u64], on_list: &[Vec<u64>]) {
        for ((chances, number), row) in self.chances.iter_mut().zip(members).zip(on_list) {
            for (chance, on) in chances.iter_mut().zip(row) {
                *chance = self.draws.beta(1.0 + *on as f64, 1.0 + (number - on) as f64);
            }
        }
        let mut after: u64 = members.iter().sum();
        let (mut stick, mut logs) = (1.0, 0.0);
        let last = self.shares.len().saturating_sub(1);
        for (class, (share, number)) in self.shares.iter_mut().zip(members).enumerate() {
            after -= number;
            let part = if class == last { 1.0 } else { self.draws.beta(1.0 + *number as f64, self.concentration + after as f64) };
            *share = stick * part;
            if class != last {
                stick *= 1.0 - part;
                logs += libm::log1p(-part);
            }
        }
        self.concentration = (self.draws.gamma(LATENT_A + last as f64) / (LATENT_B - logs)).max(1e-6);
    }
}

fn add(numbers: &mut [u64], at: usize, number: u64) {
    if let Some(cell) = numbers.get_mut(at) {
        *cell += number;
    }
}
