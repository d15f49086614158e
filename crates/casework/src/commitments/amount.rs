//! Amounts: read from words, shown, added only where the unit is the same.

use model::Amount;
use model::count::grouped;
use std::collections::BTreeMap;

/// A sum of amounts of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// At least.
    pub lo: u64,
    /// At most; none = no upper bound.
    pub hi: Option<u64>,
}

impl Sum {
    /// `5,000`, `up to 5,000`, `at least 5,000`, `3,000 to 5,000`.
    pub fn text(self) -> String {
        match (self.lo, self.hi) {
            (lo, Some(hi)) if lo == hi => grouped(lo),
            (0, Some(hi)) => format!("up to {}", grouped(hi)),
            (lo, Some(hi)) => format!("{} to {}", grouped(lo), grouped(hi)),
            (lo, None) => format!("at least {}", grouped(lo)),
        }
    }
}

/// Sums by unit; bounds add separately.
pub fn sums<'a>(amounts: impl Iterator<Item = &'a Amount>) -> BTreeMap<String, Sum> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for amount in amounts {
        let sum = sums.entry(amount.unit.clone()).or_insert(Sum { lo: 0, hi: Some(0) });
        sum.lo = sum.lo.saturating_add(amount.lo);
        sum.hi = sum.hi.zip(amount.hi).map(|(sum, hi)| sum.saturating_add(hi));
    }
    sums
}

/// An amount for people: `at least 5,000 soldiers`.
pub fn show_amount(amount: &Amount) -> String {
    format!("{} {}", Sum { lo: amount.lo, hi: amount.hi }.text(), amount.unit)
}

/// Reads `5,000 soldiers`, `up to 5000 soldiers`, `over 2 billion EUR`, `3-5 ships`.
///
/// # Errors
/// A sentence that says what would be right.
pub fn read_amount(text: &str) -> Result<Amount, String> {
    let fault =
        || format!("`{text}` is no amount: `5000 soldiers`, `up to 5000 soldiers`, `over 2 billion EUR` or `3-5 ships` is expected");
    let text = text.trim();
    let (bound, rest) = ["at least ", "more than ", "over ", "up to "]
        .into_iter()
        .find_map(|bound| text.strip_prefix(bound).map(|rest| (bound, rest.trim_start())))
        .unwrap_or(("", text));
    let (number, rest) = rest.split_once(' ').ok_or_else(fault)?;
    let (scale, unit) = match rest.trim_start().split_once(' ') {
        Some(("thousand", unit)) => (1_000, unit),
        Some(("million", unit)) => (1_000_000, unit),
        Some(("billion", unit)) => (1_000_000_000, unit),
        _ => (1, rest),
    };
    let unit = unit.trim().to_owned();
    let whole = |digits: &str| {
        let plain: String = digits.chars().filter(|c| *c != ',').collect();
        let n = plain.parse::<u64>().ok().filter(|_| plain.bytes().all(|b| b.is_ascii_digit()))?;
        n.checked_mul(scale).filter(|n| *n < model::json::INTEGER_MAX)
    };
    let (lo, hi) = match number.split_once('-') {
        Some((lo, hi)) => (whole(lo).ok_or_else(fault)?, Some(whole(hi).ok_or_else(fault)?)),
        None => {
            let n = whole(number).ok_or_else(fault)?;
            match bound {
                "at least " => (n, None),
                "more than " | "over " => (n + 1, None),
                "up to " => (0, Some(n)),
                _ => (n, Some(n)),
            }
        }
    };
    let is_range = hi.is_none_or(|hi| lo <= hi) && (bound.is_empty() || !number.contains('-'));
    if unit.is_empty() || !is_range { Err(fault()) } else { Ok(Amount { hi, lo, unit }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_their_bounds_and_shown_again() {
        for (words, lo, hi, shown) in [
            ("5,000 soldiers", 5_000, Some(5_000), "5,000 soldiers"),
            ("up to 5000 soldiers", 0, Some(5_000), "up to 5,000 soldiers"),
            ("over 2 billion EUR", 2_000_000_001, None, "at least 2,000,000,001 EUR"),
            ("3-5 mine hunters", 3, Some(5), "3 to 5 mine hunters"),
        ] {
            let amount = read_amount(words).unwrap();
            assert_eq!((amount.lo, amount.hi, show_amount(&amount).as_str()), (lo, hi, shown), "{words}");
        }
        for words in ["", "many soldiers", "5000", "-3 ships", "5-3 ships", "up to 3-5 ships", "99999999999 billion EUR", "1.5 EUR"] {
            assert!(read_amount(words).is_err(), "{words}");
        }
    }
}
