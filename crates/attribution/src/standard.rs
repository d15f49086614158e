//! The standard of proof in force: a word of the mission, with the rule that it stands for.

use serde::Serialize;

/// A standard with its rule. Fields in the order of their names, as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standard {
    /// Fewest independent origins, each of another class of evidence.
    classes_min: u32,
    /// Its word, such as `reasonable_grounds`.
    name: String,
    /// Least lower bound of the chance, ppm.
    robust_lo_ppm: u32,
}

/// Why a standard cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StandardFault {
    /// Never issued.
    #[error("standard `{0}`: a criminal standard is never issued here; `reasonable_grounds` or `clear_and_convincing` is expected")]
    Criminal(String),
    /// A word without a rule.
    #[error("standard `{0}`: `reasonable_grounds`, `clear_and_convincing`, or a name with a rule of the mission's own is expected")]
    Unknown(String),
    /// Too weak.
    #[error("standard `{name}`: {what}")]
    Weak {
        /// Its word.
        name: String,
        /// What would be right.
        what: &'static str,
    },
}

impl Standard {
    /// One of the two that METHOD 7 has a rule for (assumed there).
    ///
    /// # Errors
    /// If the word has no rule, or is one that is never issued.
    pub fn named(name: &str) -> Result<Self, StandardFault> {
        match name {
            "reasonable_grounds" => Ok(Self { classes_min: 2, name: name.into(), robust_lo_ppm: 660_000 }),
            "clear_and_convincing" => Ok(Self { classes_min: 3, name: name.into(), robust_lo_ppm: 900_000 }),
            "beyond_reasonable_doubt" => Err(StandardFault::Criminal(name.into())),
            _ => Err(StandardFault::Unknown(name.chars().take(60).collect())),
        }
    }

    /// A rule of the mission's own.
    ///
    /// # Errors
    /// If it would propose on less than .5, or on one class of evidence, or bears a name that is never issued.
    pub fn new(name: &str, robust_lo_ppm: u32, classes_min: u32) -> Result<Self, StandardFault> {
        let weak = |what| Err(StandardFault::Weak { name: name.chars().take(60).collect(), what });
        if name == "beyond_reasonable_doubt" {
            return Err(StandardFault::Criminal(name.into()));
        }
        if !(500_000..1_000_000).contains(&robust_lo_ppm) {
            return weak("a lower bound from .5 to below 1 is expected");
        }
        if !(2..=20).contains(&classes_min) {
            return weak("at least 2 classes of evidence are expected");
        }
        Ok(Self { classes_min, name: name.into(), robust_lo_ppm })
    }

    /// Its word.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Least lower bound of the chance, ppm.
    pub const fn robust_lo_ppm(&self) -> u32 {
        self.robust_lo_ppm
    }

    /// Fewest independent origins, each of another class of evidence.
    pub const fn classes_min(&self) -> u32 {
        self.classes_min
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_criminal_standard_and_one_of_a_single_class_are_refused() {
        assert_eq!(Standard::named("reasonable_grounds").map(|one| (one.robust_lo_ppm(), one.classes_min())), Ok((660_000, 2)));
        assert!(matches!(Standard::named("beyond_reasonable_doubt"), Err(StandardFault::Criminal(_))));
        assert!(matches!(Standard::new("own", 900_000, 1), Err(StandardFault::Weak { .. })));
        assert!(matches!(Standard::new("own", 400_000, 2), Err(StandardFault::Weak { .. })));
        assert!(Standard::new("balance_of_probabilities", 500_000, 2).is_ok());
    }
}
