//! Which of many alerts stand together: Benjamini and Hochberg's rule on evidence, good under any dependence.

use crate::method::FALSE_ONE_IN;

/// Which of some series stand, given the evidence of each (ln E, 1/1000 nat): the k greatest, for the greatest k
/// whose k-th reaches m / (k alpha). Source: METHOD 10. With one series it is E of 20 or more.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "numbers of zones are small")]
pub fn stand(e_mnat: &[i32]) -> Vec<bool> {
    let mut sorted = e_mnat.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let asked = |k: usize| libm::rint(1e3 * libm::log(f64::from(FALSE_ONE_IN) * e_mnat.len() as f64 / k as f64)) as i32;
    let last = (1..).zip(&sorted).filter(|(k, e)| **e >= asked(*k)).last();
    e_mnat.iter().map(|e| last.is_some_and(|(_, least)| e >= least)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::ALERT_MNAT;

    #[test]
    fn one_series_stands_from_20_on_and_many_need_more_or_company() {
        assert_eq!(stand(&[ALERT_MNAT]), [true]);
        assert_eq!(stand(&[ALERT_MNAT - 1]), [false]);
        assert_eq!(stand(&[ALERT_MNAT, 0, 0]), [false, false, false]);
        assert_eq!(stand(&[ALERT_MNAT, ALERT_MNAT, ALERT_MNAT]), [true, true, true]);
        assert_eq!(stand(&[4_095, 0, 0]), [true, false, false]);
        assert!(stand(&[]).is_empty());
    }
}
