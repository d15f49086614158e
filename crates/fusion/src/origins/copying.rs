//! Does one source copy another? Shared errors tell: two sources that are wrong in the same way are rarely so by chance.

use super::method::Limits;

/// How two sources agree over the items that both name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Both give the same true value.
    pub same_true_n: u32,
    /// Both give the same false value.
    pub same_false_n: u32,
    /// They give different values.
    pub different_n: u32,
}

impl Agreement {
    /// The chance that one copies the other, 0 to 1 (METHOD 4, after Dong: the formula re-derived).
    ///
    /// Independent sources give the same true value with (1-e)^2, the same false one with e^2/n; where one copies a share c of
    /// its items, agreement is likelier by that. The prior that one copies the other is a.
    pub fn copied_chance(&self, limits: &Limits) -> f64 {
        let share = |ppm: u32| f64::from(ppm) / 1e6;
        let (error, copies, prior) = (share(limits.copy_error_ppm), share(limits.copy_share_ppm), share(limits.copy_prior_ppm));
        let alone_true = (1.0 - error) * (1.0 - error);
        let alone_false = error * error / f64::from(limits.copy_values_n.max(1));
        let alone_different = 1.0 - alone_true - alone_false;
        let copied_true = (1.0 - error) * copies + alone_true * (1.0 - copies);
        let copied_false = error * copies + alone_false * (1.0 - copies);
        let copied_different = alone_different * (1.0 - copies);
        let items = [
            (self.same_true_n, alone_true, copied_true),
            (self.same_false_n, alone_false, copied_false),
            (self.different_n, alone_different, copied_different),
        ];
        let against =
            items.iter().fold(libm::log((1.0 - prior) / prior), |sum, (n, alone, copied)| sum + f64::from(*n) * libm::log(alone / copied));
        1.0 / (1.0 + libm::exp(against))
    }

    /// The same in ppm, never quite 0 or 1.
    pub fn copied_ppm(&self, limits: &Limits) -> u32 {
        libm::rint(self.copied_chance(limits) * 1e6).clamp(1.0, 999_999.0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_unit_values_hold_to_a_millionth() {
        for ((same_true_n, same_false_n, different_n), expected) in
            [((5, 0, 1), 0.110_649), ((3, 2, 1), 0.992_889), ((10, 0, 0), 0.607_525), ((0, 1, 0), 0.909_502)]
        {
            let found = Agreement { same_true_n, same_false_n, different_n }.copied_chance(&Limits::default());
            assert!((found - expected).abs() <= 1e-6, "{found} {expected}");
        }
    }

    #[test]
    fn endless_agreement_and_disagreement_stay_chances() {
        let limits = Limits::default();
        assert_eq!(Agreement { same_false_n: u32::MAX, ..Agreement::default() }.copied_ppm(&limits), 999_999);
        assert_eq!(Agreement { different_n: u32::MAX, ..Agreement::default() }.copied_ppm(&limits), 1);
        assert_eq!(Agreement::default().copied_ppm(&limits), 200_000);
    }
}
