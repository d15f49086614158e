//! Phrases of five words as numbers, by a sum with fixed constants.

use super::method::PHRASE_WORDS_N;

/// Fixed and odd; any other would do as well, but it is part of the method's revision.
const BASE: u64 = 0xd6e8_feb8_6659_fd93;
const MIX: u64 = 0xff51_afd7_ed55_8ccd;

/// The numbers of all phrases of a text, in order: one for each word that begins one.
pub(crate) fn phrases(words: &[u32]) -> impl Iterator<Item = u64> + '_ {
    words.windows(PHRASE_WORDS_N).map(|phrase| mixed(phrase.iter().fold(0, |sum, word| add(sum, *word))))
}

const fn add(sum: u64, word: u32) -> u64 {
    sum.wrapping_mul(BASE).wrapping_add(word as u64 + 1)
}

const fn mixed(sum: u64) -> u64 {
    let folded = (sum ^ (sum >> 33)).wrapping_mul(MIX);
    folded ^ (folded >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_has_one_number_wherever_it_stands() {
        let text: Vec<u32> = (0..40).map(|n| n * 7 % 23).collect();
        let all: Vec<u64> = phrases(&text).collect();
        assert_eq!(all.len(), 36);
        for (at, rolled) in all.iter().enumerate() {
            let alone: Vec<u64> = phrases(&text[at..at + 5]).collect();
            assert_eq!(alone, [*rolled], "{at}");
        }
        assert_eq!(phrases(&text[..4]).count(), 0);
        assert_eq!(phrases(&[]).count(), 0);
    }

    #[test]
    fn order_of_words_counts() {
        assert_ne!(phrases(&[1, 2, 3, 4, 5]).next(), phrases(&[2, 1, 3, 4, 5]).next());
    }
}
