//! What all that is said of one claim comes to: origins count, not documents.

use super::method::Limits;
use std::collections::BTreeMap;

/// What one document says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// Its origin; compared for equality only.
    pub origin: u32,
    /// How dependent it is within its origin, ppm.
    pub p_dep_ppm: u32,
    /// How much it speaks for (above 0) or against the claim: ln of the likelihood ratio, mnat.
    pub lr_mnat: i32,
    /// Whose interest it serves.
    pub interest: Interest,
    /// Its class of evidence; compared for equality only.
    pub class: u16,
}

/// Whose interest a word serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interest {
    /// Nobody's in particular.
    #[default]
    None,
    /// A party speaks about its opponent: parties always do.
    AboutOpponent,
    /// Somebody admits what is against their own interest.
    Admission,
}

/// What was said together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corroboration {
    /// Log-odds of the claim, with the prior, mnat.
    pub log_odds_mnat: i32,
    /// The same as a chance, ppm, never quite 0 or 1.
    pub chance_ppm: u32,
    /// Documents, as they are.
    pub documents_n: u32,
    /// Origins behind them.
    pub origins_n: u32,
    /// Independent origins that they are worth, 1/1000.
    pub n_eff_e3: u32,
}

/// Adds up what is said of one claim (METHOD 4): within an origin the strongest word in full and each other one for what it
/// does not owe to the others; each origin, interest and class of evidence with its cap.
///
/// The result does not depend on the order of the words, nor on how origins and classes are numbered.
pub fn corroborate(prior_mnat: i32, words: &[Word], limits: &Limits) -> Corroboration {
    let mut origins: BTreeMap<u32, Vec<Word>> = BTreeMap::new();
    for word in words {
        origins.entry(word.origin).or_default().push(*word);
    }
    let mut classes: BTreeMap<u16, Vec<i64>> = BTreeMap::new();
    let mut free_ppm = 0u64;
    for members in origins.values_mut() {
        members.sort_by_key(|word| (std::cmp::Reverse(capped(word, limits).unsigned_abs()), word.p_dep_ppm, *word));
        free_ppm += 1_000_000 + members.iter().skip(1).map(|word| u64::from(1_000_000 - word.p_dep_ppm.min(1_000_000))).sum::<u64>();
        for (class, part) in parts(members, limits) {
            classes.entry(class).or_default().push(part);
        }
    }
    let class_max = i64::from(limits.class_mnat_max) * NANO;
    let evidence: i64 = classes.into_values().map(|parts| parts.iter().sum::<i64>().clamp(-class_max, class_max)).sum();
    let log_odds_mnat =
        i32::try_from(i64::from(prior_mnat) + rounded(evidence, NANO)).unwrap_or(if evidence < 0 { i32::MIN } else { i32::MAX });
    Corroboration {
        log_odds_mnat,
        chance_ppm: libm::rint(1e6 / (1.0 + libm::exp(-f64::from(log_odds_mnat) / 1_000.0))).clamp(1.0, 999_999.0) as u32,
        documents_n: u32::try_from(words.len()).unwrap_or(u32::MAX),
        origins_n: u32::try_from(origins.len()).unwrap_or(u32::MAX),
        n_eff_e3: u32::try_from((free_ppm + 500) / 1_000).unwrap_or(u32::MAX),
    }
}

/// Sums are kept in millionths of a mnat, whole numbers, so that their order makes no difference.
const NANO: i64 = 1_000_000;

/// What one origin counts, by class, with the origin's cap; members sorted strongest first.
fn parts(members: &[Word], limits: &Limits) -> BTreeMap<u16, i64> {
    let mut parts: BTreeMap<u16, i64> = BTreeMap::new();
    for (at, word) in members.iter().enumerate() {
        let free = if at == 0 { NANO } else { NANO - i64::from(word.p_dep_ppm.min(1_000_000)) };
        *parts.entry(word.class).or_default() += capped(word, limits) * free;
    }
    let (sum, most) = (parts.values().sum::<i64>(), i64::from(limits.origin_mnat_max) * NANO);
    if sum.abs() > most {
        for part in parts.values_mut() {
            *part = rounded_wide(i128::from(*part) * i128::from(most), i128::from(sum.abs()));
        }
    }
    parts
}

fn capped(word: &Word, limits: &Limits) -> i64 {
    let most = i64::from(match word.interest {
        Interest::None => limits.origin_mnat_max,
        Interest::AboutOpponent => limits.opponent_mnat_max,
        Interest::Admission => limits.admission_mnat_max,
    });
    i64::from(word.lr_mnat).clamp(-most, most)
}

fn rounded(sum: i64, by: i64) -> i64 {
    rounded_wide(i128::from(sum), i128::from(by))
}

/// Half to even.
fn rounded_wide(sum: i128, by: i128) -> i64 {
    let (whole, rest) = (sum.div_euclid(by), sum.rem_euclid(by));
    let up = match (2 * rest).cmp(&by) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => whole & 1,
        std::cmp::Ordering::Greater => 1,
    };
    i64::try_from(whole + up).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(origin: u32, p_dep_ppm: u32, lr_mnat: i32) -> Word {
        Word { origin, p_dep_ppm, lr_mnat, interest: Interest::None, class: 0 }
    }

    fn sum(words: &[Word]) -> i32 {
        corroborate(0, words, &Limits::default()).log_odds_mnat
    }

    #[test]
    fn copies_add_what_they_do_not_owe_and_an_exact_copy_adds_nothing() {
        assert_eq!(sum(&[word(1, 0, 1_000), word(1, 950_000, 1_000)]), 1_050);
        assert_eq!(sum(&[word(1, 0, 1_000), word(1, 1_000_000, 1_000)]), 1_000);
        assert_eq!(sum(&[word(1, 0, 1_000), word(2, 0, 1_000)]), 2_000);
        let all = corroborate(0, &[word(1, 0, 1_000), word(1, 950_000, 1_000), word(2, 0, 500)], &Limits::default());
        assert_eq!((all.documents_n, all.origins_n, all.n_eff_e3), (3, 2, 2_050));
    }

    #[test]
    fn the_strongest_word_of_an_origin_counts_in_full_whoever_it_depends_on() {
        assert_eq!(sum(&[word(1, 0, 100), word(1, 900_000, 1_000)]), 1_100);
        assert_eq!(sum(&[word(1, 900_000, 1_000), word(1, 900_000, -500)]), 950);
    }

    #[test]
    fn no_origin_no_party_no_admission_and_no_class_counts_above_its_cap() {
        let many: Vec<Word> = (0..1_000).map(|_| word(1, 0, 2_000)).collect();
        assert_eq!(sum(&many), 2_996);
        let about = |interest| sum(&[Word { interest, ..word(1, 0, 9_000) }]);
        assert_eq!([about(Interest::None), about(Interest::AboutOpponent), about(Interest::Admission)], [2_996, 693, 2_303]);
        let origins: Vec<Word> = (0..10).map(|origin| word(origin, 0, 2_000)).collect();
        assert_eq!(sum(&origins), 4_605);
        let classes: Vec<Word> = (0..10).map(|origin| Word { class: origin as u16 % 2, ..word(origin, 0, 2_000) }).collect();
        assert_eq!(sum(&classes), 9_210);
    }

    #[test]
    fn order_and_numbering_change_nothing() {
        let words: Vec<Word> = (0..60).map(|n| Word { class: (n % 3) as u16, ..word(n % 7, n * 13_001, (n as i32 - 25) * 77) }).collect();
        let turned: Vec<Word> = words.iter().rev().map(|one| Word { origin: 100 - one.origin, class: 9 - one.class, ..*one }).collect();
        assert_eq!(corroborate(-700, &words, &Limits::default()), corroborate(-700, &turned, &Limits::default()));
    }

    #[test]
    fn nothing_said_leaves_the_prior() {
        let none = corroborate(-1_000, &[], &Limits::default());
        assert_eq!((none.log_odds_mnat, none.documents_n, none.n_eff_e3), (-1_000, 0, 0));
    }
}
