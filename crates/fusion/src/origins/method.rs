//! Every constant that can change a relation or an origin, with its source.

use crate::method::Constant;
use model::Digest;

/// The method's name, as recorded with every conclusion.
pub const NAME: &str = "origins";

/// Its revision: a changed formula, hash or default is a new one.
pub const REVISION: u32 = 1;

/// Words of a phrase: what is looked up at once.
pub const PHRASE_WORDS_N: usize = 5;

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $name:ident: $value:expr, $unit:literal, $source:literal;)+) => {
        /// The constants of the method; the defaults are those of [`REVISION`].
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])+ #[doc = ""] #[doc = concat!("Unit: ", $unit, ". Source: ", $source, ".")] pub $name: u32,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $value,)+ }
            }
        }

        impl Limits {
            /// Lists all constants, with unit and source.
            pub fn register(&self) -> Vec<Constant> {
                vec![$(Constant { id: stringify!($name), source: $source, unit: $unit, value: i64::from(self.$name) },)+]
            }
        }
    };
}

limits! {
    /// Words of a text that are compared; what lies behind them is not, and the text is marked `cut`.
    words_n_max: 1_000_000, "words", "assumed";
    /// One phrase in so many is looked up in long texts: a power of two.
    sample_n: 4, "phrases", "measured (PERFORMANCE 5.2: with 8, recall of heavy rewrites falls below .97)";
    /// Texts of at most so many words have all their phrases looked up.
    sample_all_words_n: 80, "words", "assumed";
    /// Holders of one phrase that are remembered, earliest first, by distinct source.
    holders_n_max: 64, "sources", "measured (PERFORMANCE 5.2)";
    /// Texts of one source that are remembered as holders of one phrase, earliest first.
    holders_of_source_n_max: 2, "texts", "assumed";
    /// Holders that are still looked at once a phrase has more than [`Limits::holders_n_max`] sources.
    capped_holders_n: 8, "sources", "assumed";
    /// Share of a text's phrases that are capped above which it is `flooded`.
    flooded_ppm: 500_000, "ppm", "assumed (PERFORMANCE 5.2: mostly capped)";
    /// Phrases that two texts must share to be compared word by word.
    shared_n_min: 2, "phrases", "assumed";
    /// Texts with which one text is compared word by word, those that share most first.
    candidates_n_max: 64, "texts", "assumed";
    /// Words between two runs of equal words that still make one stretch: replaced, added or left out.
    gap_words_n_max: 30, "words", "assumed";
    /// Words in common below which nothing is said.
    words_n_min: 8, "words", "assumed";
    /// Words in common outside teasers from which a text is a copy.
    copy_words_n_min: 40, "words", "assumed (PERFORMANCE 5.2)";
    /// Share of a short text's words that must stand in the other one.
    piece_ppm: 600_000, "ppm", "assumed";
    /// Share of the words between the first and the last common one that are common, where a text is set among others.
    dense_ppm: 800_000, "ppm", "assumed";
    /// Words from which a text that stands wholly in another is a piece of it, however short.
    piece_words_n_min: 12, "words", "assumed";
    /// Words below which the beginning of another text is a teaser.
    teaser_words_n_max: 50, "words", "assumed (PERFORMANCE 5.2)";
    /// Words by which a beginning may be missed.
    begin_words_n: 8, "words", "assumed";
    /// Share of the common words inside quotation marks that makes a common quote.
    quote_ppm: 800_000, "ppm", "assumed";
    /// Containment from which a later text is `p_dep_whole_ppm` dependent.
    whole_ppm: 800_000, "ppm", "METHOD 4";
    /// Containment from which it is `p_dep_most_ppm` dependent.
    most_ppm: 500_000, "ppm", "METHOD 4";
    /// Containment from which it is `p_dep_part_ppm` dependent.
    part_ppm: 300_000, "ppm", "METHOD 4";
    /// Dependence of a text that is wholly in an earlier one, of a citation, of one device, of one claimant's series.
    p_dep_whole_ppm: 990_000, "ppm", "assumed (METHOD 4)";
    /// Dependence at half to four fifths; of one quote and one picture for what they alone say; of a retelling.
    p_dep_most_ppm: 950_000, "ppm", "assumed (METHOD 4)";
    /// Dependence at three tenths to half.
    p_dep_part_ppm: 800_000, "ppm", "assumed (METHOD 4)";
    /// Dependence from which texts are put under one origin.
    same_origin_ppm: 950_000, "ppm", "assumed (docs/decisions/0015)";
    /// Numbers at the same place of two texts that differ, from which one is no copy but the same form filled in anew.
    form_numbers_n_min: 3, "numbers", "assumed";
    /// Share of the aligned numbers that must differ for that.
    form_ppm: 500_000, "ppm", "assumed";
    /// Bits in which perceptual hashes of one picture differ at most, of 64.
    image_bits_n_max: 6, "bits", "assumed (METHOD 4)";
    /// Share of the content words of the smaller text that a text and the one it cites have in common at least.
    cited_ppm: 300_000, "ppm", "assumed";
    /// Points from which a series of one claimant is taken for a running total.
    series_n_min: 3, "points", "assumed";
    /// Share of a claim's independent false values' chance: error rate of a source.
    copy_error_ppm: 200_000, "ppm", "assumed (METHOD 4)";
    /// Share of items that a copier copies.
    copy_share_ppm: 800_000, "ppm", "assumed (METHOD 4)";
    /// Chance, before looking, that one source copies another.
    copy_prior_ppm: 200_000, "ppm", "assumed (METHOD 4)";
    /// False values that an item can take.
    copy_values_n: 10, "values", "assumed (METHOD 4)";
    /// The most that one origin may count, |lr|: ln 20.
    origin_mnat_max: 2_996, "mnat", "assumed (METHOD 4)";
    /// The most that a party's word about its opponent may count: ln 2.
    opponent_mnat_max: 693, "mnat", "assumed (METHOD 4)";
    /// The most that an admission against interest may count: ln 10.
    admission_mnat_max: 2_303, "mnat", "assumed (METHOD 4)";
    /// The most that one class of evidence may count in total: ln 100.
    class_mnat_max: 4_605, "mnat", "assumed (METHOD 4)";
}

impl Limits {
    /// Digests the constants, for the record.
    pub fn digest(&self) -> Digest {
        let lines: Vec<String> = self.register().iter().map(|entry| format!("{}={}", entry.id, entry.value)).collect();
        let parts: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        Digest::tagged("parameters/origins", &parts)
    }

    /// How dependent a text is of which so much stands in an earlier one; 0 below the bands.
    pub const fn p_dep_ppm(&self, containment_ppm: u32) -> u32 {
        if containment_ppm >= self.whole_ppm {
            self.p_dep_whole_ppm
        } else if containment_ppm >= self.most_ppm {
            self.p_dep_most_ppm
        } else if containment_ppm >= self.part_ppm {
            self.p_dep_part_ppm
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constant_names_its_source_and_unit() {
        let register = Limits::default().register();
        assert!(register.len() > 30);
        for entry in register {
            assert!(!entry.source.is_empty() && !entry.unit.is_empty(), "{}", entry.id);
        }
    }

    #[test]
    fn dependence_follows_the_bands_of_containment() {
        let limits = Limits::default();
        let bands = [
            (1_000_000, 990_000),
            (800_000, 990_000),
            (799_999, 950_000),
            (500_000, 950_000),
            (499_999, 800_000),
            (300_000, 800_000),
            (299_999, 0),
        ];
        for (containment, p_dep) in bands {
            assert_eq!(limits.p_dep_ppm(containment), p_dep, "{containment}");
        }
    }

    #[test]
    fn a_changed_constant_changes_the_digest() {
        assert_ne!(Limits { sample_n: 8, ..Limits::default() }.digest(), Limits::default().digest());
    }
}
