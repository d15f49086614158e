//! Several graders' chances made one: the mean log-odds, stretched as far as settled items bear out.
//!
//! Source: METHOD 7 (logit pooling). The stretch starts at 1 and is fitted once enough is settled.

use super::round::Round;

/// Settled items before the stretch is fitted; until then it is 1. Source: assumed.
pub const SETTLED_MIN: usize = 30;
/// Least and greatest stretch, ppm. Source: assumed.
pub const STRETCH_PPM: (u32, u32) = (250_000, 4_000_000);
/// No stretch.
pub const STRETCH_START_PPM: u32 = 1_000_000;
const STEPS: usize = 60;
/// The part of an interval that golden-section search keeps.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Mean log-odds of some chances, nats; absent without any.
#[expect(clippy::cast_precision_loss, reason = "a few graders")]
pub fn mean_logit(chances_ppm: &[u32]) -> Option<f64> {
    let logit = |ppm: u32| {
        let chance = f64::from(ppm.clamp(1, 999_999)) / 1e6;
        libm::log(chance / (1.0 - chance))
    };
    let mut sorted = chances_ppm.to_vec();
    sorted.sort_unstable();
    (!sorted.is_empty()).then(|| sorted.iter().map(|ppm| logit(*ppm)).sum::<f64>() / sorted.len() as f64)
}

/// The pooled chance, ppm, 1 to 999,999; absent without any.
pub fn pooled_ppm(chances_ppm: &[u32], stretch_ppm: u32) -> Option<u32> {
    let logit = mean_logit(chances_ppm)? * f64::from(stretch_ppm) / 1e6;
    let chance = 1.0 / (1.0 + libm::exp(-logit));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million")]
    let ppm = (chance * 1e6).round_ties_even() as u32;
    Some(ppm.clamp(1, 999_999))
}

/// The stretch under which settled items were likeliest, ppm: each item is the mean log-odds that its graders gave
/// and whether it happened. [`STRETCH_START_PPM`] for fewer than [`SETTLED_MIN`].
pub fn fit_stretch_ppm(settled: &[(f64, bool)]) -> u32 {
    if settled.len() < SETTLED_MIN {
        return STRETCH_START_PPM;
    }
    let loss = |stretch: f64| {
        let one = |(logit, happened): &(f64, bool)| libm::log1p(libm::exp(if *happened { -stretch * logit } else { stretch * logit }));
        settled.iter().map(one).sum::<f64>()
    };
    let (mut low, mut high) = (f64::from(STRETCH_PPM.0) / 1e6, f64::from(STRETCH_PPM.1) / 1e6);
    for _ in 0..STEPS {
        let (left, right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if loss(left) <= loss(right) { high = right } else { low = left }
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within STRETCH_PPM")]
    let ppm = (f64::midpoint(low, high) * 1e6).round_ties_even() as u32;
    ppm.clamp(STRETCH_PPM.0, STRETCH_PPM.1)
}

impl Round {
    /// The chances that were given, ppm.
    pub fn chances_ppm(&self) -> Vec<u32> {
        self.given.iter().map(|given| given.grade.chance_ppm).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_pooled_in_log_odds() {
        assert_eq!(pooled_ppm(&[], STRETCH_START_PPM), None);
        assert_eq!(pooled_ppm(&[700_000], STRETCH_START_PPM), Some(700_000));
        assert_eq!(pooled_ppm(&[200_000, 800_000], STRETCH_START_PPM), Some(500_000));
        // (ln 9 + ln 1) / 2 = ln 3, a chance of 3/4; stretched twofold ln 9, of 9/10.
        assert_eq!(pooled_ppm(&[900_000, 500_000], STRETCH_START_PPM), Some(750_000));
        assert_eq!(pooled_ppm(&[900_000, 500_000], 2_000_000), Some(900_000));
        assert_eq!(pooled_ppm(&[999_999, 999_999], 4_000_000), Some(999_999));
    }

    #[test]
    fn the_stretch_is_the_one_that_bears_out() {
        // Graders say 60 % where nine of ten happened: ln 9 / ln 1.5 = 5.42, more than the greatest stretch.
        let timid: Vec<(f64, bool)> = (0..100).map(|n| (libm::log(1.5), n % 10 != 0)).collect();
        assert_eq!(fit_stretch_ppm(&timid), STRETCH_PPM.1);
        // They say 9 to 1 where it is 3 to 1: ln 3 / ln 9 = 1/2.
        let bold: Vec<(f64, bool)> = (0..100).map(|n| (libm::log(9.0), n % 4 != 0)).collect();
        assert!(fit_stretch_ppm(&bold).abs_diff(500_000) < 100, "{}", fit_stretch_ppm(&bold));
        assert_eq!(fit_stretch_ppm(&bold[..SETTLED_MIN - 1]), STRETCH_START_PPM);
    }
}
