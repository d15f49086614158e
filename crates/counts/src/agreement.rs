//! How far people who grade the same things agree: Krippendorff's alpha.

use crate::method::{ALPHA_RELIABLE, ALPHA_TENTATIVE};
use std::collections::BTreeMap;

/// How far two grades differ. Source: METHOD 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Alike or not.
    Nominal,
    /// By rank.
    Ordinal,
    /// By distance.
    Interval,
    /// By distance relative to size.
    Ratio,
}

impl Scale {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nominal, Self::Ordinal, Self::Interval, Self::Ratio];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Ordinal => "ordinal",
            Self::Interval => "interval",
            Self::Ratio => "ratio",
        }
    }
}

/// What agreement is worth. Source: METHOD 7 (thresholds unverified).
pub const fn word(alpha: f64) -> &'static str {
    if alpha >= ALPHA_RELIABLE {
        "reliable"
    } else if alpha >= ALPHA_TENTATIVE {
        "tentative"
    } else {
        "not reliable: train again"
    }
}

/// Alpha over units, each with the grades that it was given; units with fewer than two are left out.
/// 1 = all agree, 0 = as chance would have it. Absent if nothing was graded twice or all grades are one.
#[expect(clippy::cast_precision_loss, reason = "counts of grades are small")]
pub fn alpha(units: &[Vec<f64>], scale: Scale) -> Option<f64> {
    let mut values: Vec<f64> = units.iter().filter(|unit| unit.len() > 1).flatten().copied().filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let rank = |value: f64| values.partition_point(|other| *other < value);
    let mut pairs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let weight = 1.0 / (unit.len() as f64 - 1.0);
        for (at, one) in unit.iter().enumerate() {
            for (_, other) in unit.iter().enumerate().filter(|(with, _)| *with != at) {
                *pairs.entry((rank(*one), rank(*other))).or_insert(0.0) += weight;
            }
        }
    }
    let marginal: Vec<f64> =
        (0..values.len()).map(|value| pairs.iter().filter(|((one, _), _)| *one == value).map(|(_, count)| count).sum()).collect();
    let of = |at: usize| marginal.get(at).copied().unwrap_or(0.0);
    let value = |at: usize| values.get(at).copied().unwrap_or(0.0);
    let differ = |a: usize, b: usize| match scale {
        Scale::Nominal => f64::from(u8::from(a != b)),
        Scale::Ordinal => {
            let between: f64 = (a.min(b)..=a.max(b)).map(of).sum();
            let gap = between - f64::midpoint(of(a), of(b));
            if a == b { 0.0 } else { gap * gap }
        }
        Scale::Interval => (value(a) - value(b)) * (value(a) - value(b)),
        Scale::Ratio => {
            let share = if value(a) + value(b) == 0.0 { 0.0 } else { (value(a) - value(b)) / (value(a) + value(b)) };
            share * share
        }
    };
    let seen: f64 = pairs.iter().map(|((a, b), count)| count * differ(*a, *b)).sum();
    let by_chance: f64 =
        (0..values.len()).flat_map(|a| (0..values.len()).map(move |b| (a, b))).map(|(a, b)| of(a) * of(b) * differ(a, b)).sum();
    let all: f64 = marginal.iter().sum();
    (by_chance > 0.0).then(|| 1.0 - (all - 1.0) * seen / by_chance)
}
