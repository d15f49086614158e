//! Damage seen by radar (two-date change of Sentinel-1): what a detector's published accuracy makes a detection worth.
//!
//! Source: METHOD 9e (PWTT). Dated only to the gap between two passes; never alone.

/// A detector's published accuracy in one place, each a share from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// Right answers among all.
    pub accuracy: f64,
    /// Truly damaged among those found.
    pub precision: f64,
    /// Found among the truly damaged.
    pub recall: f64,
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// Share damaged that the three numbers imply: held against the share that the source states.
    pub prevalence: f64,
    /// Found among the undamaged.
    pub false_positive: f64,
    /// What a detection multiplies the odds by.
    pub lr_found: f64,
    /// What its absence multiplies the odds by.
    pub lr_absent: f64,
}

/// Log of the likelihood ratio of a detection, and of none, where no table of the place is at hand, nats. Source: METHOD 9e, assumed there.
pub const DEFAULT_LR_NATS: (f64, f64) = (1.098_612_289, -0.916_290_732);

impl Accuracy {
    /// Derives what a detection is worth from the confusion, never from a quoted base rate. Absent if the numbers
    /// contradict each other.
    pub fn worth(&self) -> Option<Worth> {
        let Self { accuracy, precision, recall } = *self;
        let prevalence = (1.0 - accuracy) / (recall * (1.0 - precision) / precision + 1.0 - recall);
        let false_positive = recall * prevalence * (1.0 - precision) / (precision * (1.0 - prevalence));
        let is_share = |share: f64| share > 0.0 && share < 1.0;
        (is_share(prevalence) && is_share(false_positive)).then(|| Worth {
            prevalence,
            false_positive,
            lr_found: recall / false_positive,
            lr_absent: (1.0 - recall) / (1.0 - false_positive),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pooled_published_accuracy_implies_another_base_rate_than_stated() {
        // Pooled row of the published table; stated prevalence 12.39 %. Source: PWTT README (MIT).
        let pooled = Accuracy { accuracy: 0.7636, precision: 0.4804, recall: 0.7382 };
        let worth = pooled.worth().unwrap();
        assert!((worth.prevalence - 0.223).abs() < 0.002, "{worth:?}");
        assert!((worth.lr_found - 3.2).abs() < 0.05 && (worth.lr_absent - 0.34).abs() < 0.01, "{worth:?}");
        assert_eq!(Accuracy { accuracy: 0.5, precision: 0.99, recall: 0.99 }.worth(), None);
    }
}
