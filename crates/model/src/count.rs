//! Counts as intervals with the qualifier the source used; "dozens" is never a number.

use serde::{Deserialize, Serialize};

/// How a source qualified a number. Source: DOMAIN 1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// n
    Exact,
    /// About n: 0.8 n to 1.2 n, rounded outwards.
    About,
    /// Almost n: 0.9 n to n-1.
    Almost,
    /// At least n.
    AtLeast,
    /// More than n.
    Over,
    /// Up to n.
    UpTo,
    /// Between a and b.
    Between,
    /// Several: 3 to 9.
    Several,
    /// Dozens: 24 to 99.
    Dozens,
    /// Hundreds: 200 to 999.
    Hundreds,
    /// Too many to count: left out of sums, and said so.
    Uncountable,
}

/// How many: `lo` to `hi`, both inclusive; an absent `hi` has no upper bound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Count {
    /// Greatest number; absent = no upper bound.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hi: Option<u32>,
    /// Least number; absent = not known at all (uncountable).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lo: Option<u32>,
    /// How the source qualified it.
    pub qualifier: Qualifier,
    /// The source's own words.
    pub text: String,
}

impl Count {
    /// An exact number.
    pub fn exact(n: u32) -> Self {
        Self::of(Qualifier::Exact, n, &n.to_string())
    }

    /// A qualified number, in the source's words. For [`Qualifier::Between`] use [`Count::between`].
    pub fn of(qualifier: Qualifier, n: u32, text: &str) -> Self {
        let tenths = |share: u64, up: bool| u32::try_from((u64::from(n) * share + if up { 9 } else { 0 }) / 10).unwrap_or(u32::MAX);
        let (lo, hi) = match qualifier {
            Qualifier::Exact | Qualifier::Between => (Some(n), Some(n)),
            Qualifier::About => (Some(tenths(8, false)), Some(tenths(12, true))),
            Qualifier::Almost => (Some(tenths(9, false)), Some(n.saturating_sub(1))),
            Qualifier::AtLeast => (Some(n), None),
            Qualifier::Over => (Some(n.saturating_add(1)), None),
            Qualifier::UpTo => (Some(0), Some(n)),
            Qualifier::Several => (Some(3), Some(9)),
            Qualifier::Dozens => (Some(24), Some(99)),
            Qualifier::Hundreds => (Some(200), Some(999)),
            Qualifier::Uncountable => (None, None),
        };
        Self { hi, lo, qualifier, text: text.into() }
    }

    /// Between two numbers, in either order.
    pub fn between(a: u32, b: u32, text: &str) -> Self {
        Self { hi: Some(a.max(b)), lo: Some(a.min(b)), qualifier: Qualifier::Between, text: text.into() }
    }
}

/// A sum of counts: bounds add separately; uncountable ones are left out and counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Sum of the least numbers.
    pub lo: u64,
    /// Sum of the greatest numbers; `None` = "at least `lo`".
    pub hi: Option<u64>,
    /// How many counts could not be counted.
    pub uncountable: u32,
}

impl Default for Total {
    fn default() -> Self {
        Self { lo: 0, hi: Some(0), uncountable: 0 }
    }
}

impl Total {
    /// Adds one count.
    pub fn add(&mut self, count: &Count) {
        let Some(lo) = count.lo else {
            self.uncountable += 1;
            return;
        };
        self.lo += u64::from(lo);
        self.hi = self.hi.zip(count.hi).map(|(sum, hi)| sum + u64::from(hi));
    }
}

impl<'a> FromIterator<&'a Count> for Total {
    fn from_iter<I: IntoIterator<Item = &'a Count>>(counts: I) -> Self {
        let mut total = Self::default();
        counts.into_iter().for_each(|count| total.add(count));
        total
    }
}

/// Writes a whole number for people: 1234567 as 1,234,567.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_grouped_by_three() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn words_become_intervals() {
        let bounds = |qualifier, n| {
            let count = Count::of(qualifier, n, "");
            (count.lo, count.hi)
        };
        assert_eq!(bounds(Qualifier::About, 11), (Some(8), Some(14)));
        assert_eq!(bounds(Qualifier::Almost, 30), (Some(27), Some(29)));
        assert_eq!(bounds(Qualifier::Over, 950), (Some(951), None));
        assert_eq!(bounds(Qualifier::Several, 0), (Some(3), Some(9)));
    }

    #[test]
    fn one_open_end_makes_the_sum_at_least_and_the_uncountable_is_named() {
        let counts = [Count::exact(3), Count::of(Qualifier::AtLeast, 2, ""), Count::of(Qualifier::Uncountable, 0, "")];
        assert_eq!(counts.iter().collect::<Total>(), Total { lo: 5, hi: None, uncountable: 1 });
    }
}
