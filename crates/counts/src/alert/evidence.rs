//! Evidence for a change of rate that may be looked at after every day: a Bayes factor over rate ratios.

use super::Rate;
use crate::method::{ALERT_MNAT, RATIO_GAMMA_RATE, RATIO_LOW, RATIOS, STRONG_MNAT};

/// What evidence amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// No alert.
    None,
    /// E of 20 or more.
    Alert,
    /// E of 100 or more.
    Strong,
}

impl Level {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Alert => "alert",
            Self::Strong => "strong",
        }
    }
}

/// What evidence (ln E, 1/1000 nat) amounts to for one series alone.
pub const fn level(e_mnat: i32) -> Level {
    match e_mnat {
        STRONG_MNAT.. => Level::Strong,
        ALERT_MNAT.. => Level::Alert,
        _ => Level::None,
    }
}

/// E itself, for reading: cut off at e^30, where more digits say no more.
pub fn plain(e_mnat: i32) -> f64 {
    libm::exp((f64::from(e_mnat) / 1e3).min(30.0))
}

/// The rate ratios that are weighed: (ratio, its logarithm, logarithm of its weight).
pub struct Evidence(Vec<(f64, f64, f64)>);

impl Default for Evidence {
    fn default() -> Self {
        let low = libm::log(RATIO_LOW);
        let step = -2.0 * low / f64::from(RATIOS - 1);
        let logs: Vec<f64> = (0..RATIOS).map(|at| low + step * f64::from(at)).collect();
        // Gamma density of shape 2, times the ratio itself for the logarithmic spacing.
        let weight = |ln: &f64| 2.0 * ln - RATIO_GAMMA_RATE * libm::exp(*ln);
        let total = log_sum(&logs.iter().map(weight).collect::<Vec<_>>());
        Self(logs.iter().map(|ln| (libm::exp(*ln), *ln, weight(ln) - total)).collect())
    }
}

impl Evidence {
    /// ln E for a change since the baseline, 1/1000 nat. Counts are first divided by the baseline's dispersion, taken one standard error high.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "counts below 2^53; clamped")]
    pub fn e_mnat(&self, baseline: &Rate, count: u64, exposure: f64) -> i32 {
        let before = baseline.count as f64 / baseline.dispersion_high + 0.5;
        let after = count as f64 / baseline.dispersion_high;
        let both = libm::log(baseline.exposure + exposure);
        let terms: Vec<f64> = self
            .0
            .iter()
            .map(|(ratio, ln, weight)| weight + after * ln + (before + after) * (both - libm::log(baseline.exposure + ratio * exposure)))
            .collect();
        libm::rint((log_sum(&terms) * 1e3).clamp(-1e9, 1e9)) as i32
    }
}

/// Logarithm of the sum of exponentials, in the order given.
fn log_sum(terms: &[f64]) -> f64 {
    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + libm::log(terms.iter().map(|term| libm::exp(term - most)).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{Seen, rate};

    #[test]
    fn evidence_is_a_bet_that_pays_one_on_average_when_nothing_changed() {
        // Sum over all counts of their chance given the baseline, times E, is 1 (a negative binomial law with the prior of the formula).
        let baseline = rate(&[Seen::new(10, 1.0).unwrap(); 30]).unwrap();
        let (shape, e1, t) = (300.5, 30.0, 3.0);
        let mut chance = libm::exp(shape * libm::log(e1 / (e1 + t)));
        let (mut total, mut bet) = (0.0, 0.0);
        let evidence = Evidence::default();
        for count in 0..400u64 {
            total += chance;
            bet += chance * libm::exp(f64::from(evidence.e_mnat(&baseline, count, t)) / 1e3);
            chance *= (shape + count as f64) / (count + 1) as f64 * t / (e1 + t);
        }
        assert!((total - 1.0).abs() < 1e-9 && (bet - 1.0).abs() < 2e-3, "{total} {bet}");
    }

    #[test]
    fn the_unit_of_coverage_changes_no_evidence() {
        let evidence = Evidence::default();
        let days = |unit: f64| rate(&[Seen::new(20, unit).unwrap(); 30]).unwrap();
        for (count, t) in [(40, 2.0), (0, 5.0), (900, 60.0)] {
            assert_eq!(evidence.e_mnat(&days(1.0), count, t), evidence.e_mnat(&days(24.0), count, t * 24.0));
        }
    }
}
