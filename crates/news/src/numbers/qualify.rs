//! Qualifiers round an amount: "at least", "до", "понад", ranges, "or more".

use super::read::{Amount, amount_at};
use crate::Span;
use crate::words::{Token, tokens};
use model::{Count, Qualifier};

/// A number as a text states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// How many, as an interval, with the words.
    pub count: Count,
    /// Where its words stand, with the qualifier.
    pub span: Span,
    /// Each of several places, bodies or days has so many: `по два`, "two each".
    pub is_each: bool,
    /// The number is greater than what can be written; the count holds the greatest that can.
    pub is_beyond: bool,
    /// First token, with the qualifier.
    pub(crate) from: usize,
    /// First token after it.
    pub(crate) to: usize,
}

/// Words before an amount, the longer ones first; several words are parted by spaces.
const BEFORE: [(&str, Qualifier); 62] = [
    ("at the very least", Qualifier::AtLeast),
    ("no fewer than", Qualifier::AtLeast),
    ("no less than", Qualifier::AtLeast),
    ("not less than", Qualifier::AtLeast),
    ("no more than", Qualifier::UpTo),
    ("по меньшей мере", Qualifier::AtLeast),
    ("по крайней мере", Qualifier::AtLeast),
    ("не менее чем", Qualifier::AtLeast),
    ("не менш як", Qualifier::AtLeast),
    ("не менше ніж", Qualifier::AtLeast),
    ("более чем", Qualifier::Over),
    ("больше чем", Qualifier::Over),
    ("більш ніж", Qualifier::Over),
    ("більше ніж", Qualifier::Over),
    ("більш як", Qualifier::Over),
    ("more than", Qualifier::Over),
    ("just over", Qualifier::Over),
    ("greater than", Qualifier::Over),
    ("at least", Qualifier::AtLeast),
    ("as many as", Qualifier::UpTo),
    ("at most", Qualifier::UpTo),
    ("up to", Qualifier::UpTo),
    ("close to", Qualifier::Almost),
    ("fewer than", Qualifier::UpTo),
    ("less than", Qualifier::UpTo),
    ("не менее", Qualifier::AtLeast),
    ("не меньше", Qualifier::AtLeast),
    ("не менше", Qualifier::AtLeast),
    ("как минимум", Qualifier::AtLeast),
    ("щонайменше", Qualifier::AtLeast),
    ("принаймні", Qualifier::AtLeast),
    ("минимум", Qualifier::AtLeast),
    ("мінімум", Qualifier::AtLeast),
    ("не более", Qualifier::UpTo),
    ("не больше", Qualifier::UpTo),
    ("не більше", Qualifier::UpTo),
    ("максимум", Qualifier::UpTo),
    ("менее", Qualifier::UpTo),
    ("менше", Qualifier::UpTo),
    ("до", Qualifier::UpTo),
    ("около", Qualifier::About),
    ("примерно", Qualifier::About),
    ("приблизительно", Qualifier::About),
    ("порядка", Qualifier::About),
    ("близько", Qualifier::About),
    ("приблизно", Qualifier::About),
    ("орієнтовно", Qualifier::About),
    ("ориентировочно", Qualifier::About),
    ("approximately", Qualifier::About),
    ("roughly", Qualifier::About),
    ("around", Qualifier::About),
    ("about", Qualifier::About),
    ("some", Qualifier::About),
    ("nearly", Qualifier::Almost),
    ("almost", Qualifier::Almost),
    ("почти", Qualifier::Almost),
    ("майже", Qualifier::Almost),
    ("более", Qualifier::Over),
    ("больше", Qualifier::Over),
    ("свыше", Qualifier::Over),
    ("понад", Qualifier::Over),
    ("over", Qualifier::Over),
];

/// Words after an amount that leave it open upwards.
const AFTER: [&str; 6] = ["or more", "and more", "и более", "или более", "і більше", "або більше"];

/// Words between the two ends of a range.
const JOINS: [&str; 5] = ["to", "or", "или", "або", "чи"];

/// Words before a range and between its ends: `от 3 до 5`, `between 3 and 5`.
const PAIRS: [(&str, &str); 5] = [("от", "до"), ("від", "до"), ("з", "до"), ("between", "and"), ("from", "to")];

/// Reads all numbers of a text with their qualifiers, in their order.
///
/// Dates, times of day and names of things are numbers too here; what counts what is told by [`crate::read_claims`].
pub fn read_quantities(text: &str) -> Vec<Quantity> {
    let tokens = tokens(text);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        match quantity_at(text, &tokens, at) {
            Some(quantity) => {
                at = quantity.to;
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

/// Reads the number whose first digits or word stand at a token.
pub(crate) fn quantity_at(text: &str, tokens: &[Token], at: usize) -> Option<Quantity> {
    let (amount, mut to) = amount_at(tokens, at)?;
    let stated = BEFORE.iter().find_map(|(words, found)| before(tokens, at, words).map(|start| (start, *found)));
    let (mut from, mut qualifier) = stated.map_or((at, None), |(start, found)| (start, Some(found)));
    let is_each =
        from.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|token| token.is("по")) || is_each_after(tokens, to);
    let range = second_end(tokens, at, to);
    if let Some((_, end, start)) = range {
        (from, to) = (start.min(from), end);
    }
    if let Some(end) = AFTER.iter().find_map(|words| after(tokens, to, words)).or_else(|| plus(tokens, to)) {
        (qualifier, to) = (Some(Qualifier::AtLeast), end);
    }
    let is_loose = matches!(amount, Amount::Number { is_loose: true, .. });
    let article = from.checked_sub(1).filter(|before| is_loose && tokens.get(*before).is_some_and(|token| token.is("a")));
    from = article.unwrap_or(from);
    let span = Span::new(tokens.get(from)?.start, tokens.get(to.checked_sub(1)?)?.end);
    let words = clean(span.of(text).unwrap_or(""));
    let count = match (range, amount) {
        (Some((Amount::Number { n: b, .. }, ..)), Amount::Number { n: a, .. }) => Count::between(a, b, &words),
        _ => count_of(amount, qualifier, &words),
    };
    Some(Quantity { count, span, is_each, is_beyond: matches!(amount, Amount::Number { is_beyond: true, .. }), from, to })
}

/// Words with one space between them, without emphasis marks and unseen characters.
pub(crate) fn clean(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !matches!(c, '*' | '_') && !crate::fold::is_invisible(*c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn count_of(amount: Amount, qualifier: Option<Qualifier>, words: &str) -> Count {
    match amount {
        // "Up to nothing" is nothing.
        Amount::Number { n: 0, .. } | Amount::None => Count::of(Qualifier::Exact, 0, words),
        Amount::Number { n, is_loose, .. } => {
            let plain = if is_loose { Qualifier::About } else { Qualifier::Exact };
            Count::of(qualifier.unwrap_or(plain), n, words)
        }
        Amount::Several => Count::of(Qualifier::Several, 0, words),
        Amount::Tens => Count::of(Qualifier::Dozens, 0, words),
        Amount::Hundreds => Count::of(Qualifier::Hundreds, 0, words),
        Amount::Many(n) => Count::of(Qualifier::AtLeast, n, words),
    }
}

/// The first token of words that end right before a token.
fn before(tokens: &[Token], at: usize, words: &str) -> Option<usize> {
    let start = at.checked_sub(words.split(' ').count())?;
    let found = tokens.get(start..at)?;
    found.iter().zip(words.split(' ')).all(|(token, word)| token.is(word)).then_some(start)
}

/// The first token after words that begin right at a token.
fn after(tokens: &[Token], at: usize, words: &str) -> Option<usize> {
    let end = at + words.split(' ').count();
    let found = tokens.get(at..end)?;
    found.iter().zip(words.split(' ')).all(|(token, word)| token.is(word)).then_some(end)
}

/// `100+`
fn plus(tokens: &[Token], at: usize) -> Option<usize> {
    tokens.get(at).filter(|token| token.is_mark("+") && !token.is_apart).map(|_| at + 1)
}

fn is_each_after(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.is("each") || token.is("apiece"))
}

/// The other end of a range: its amount, the first token after it, the first token of the range.
fn second_end(tokens: &[Token], at: usize, to: usize) -> Option<(Amount, usize, usize)> {
    let mark = tokens.get(to)?;
    let paired = at.checked_sub(1).and_then(|before| {
        let opening = tokens.get(before)?;
        PAIRS.iter().any(|(open, close)| opening.is(open) && mark.is(close)).then_some(before)
    });
    // A dash with no space on either side; "45 - в области" is no range.
    let is_dash = mark.is_mark("-\u{2011}\u{2013}\u{2014}") && !mark.is_apart && tokens.get(to + 1).is_some_and(|next| !next.is_apart);
    let is_join = JOINS.iter().any(|join| mark.is(join));
    if paired.is_none() && !is_dash && !is_join {
        return None;
    }
    let (amount, end) = amount_at(tokens, to + 1)?;
    let (Amount::Number { n: a, .. }, Amount::Number { n: b, .. }) = (amount_at(tokens, at)?.0, amount) else { return None };
    (a < b || paired.is_some()).then_some((amount, end, paired.unwrap_or(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> (Option<u32>, Option<u32>, bool) {
        let found = read_quantities(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].span.of(text).map(clean).as_deref(), Some(found[0].count.text.as_str()), "{text}");
        (found[0].count.lo, found[0].count.hi, found[0].is_each)
    }

    #[test]
    fn digits_and_words_of_three_languages_are_numbers() {
        for (text, n) in [
            ("25,700 shells", 25_700),
            ("1 020 000 осіб", 1_020_000),
            ("1.020.000 Personen", 1_020_000),
            ("двадцать один аппарат", 21),
            ("двадцать четыре", 24),
            ("сто пятьюдесятью шестью", 156),
            ("двумястами тридцатью", 230),
            ("две тысячи триста", 2_300),
            ("три тысячи сто сорок два", 3_142),
            ("чотирма ракетами", 4),
            ("п\u{2019}ятдесят шість", 56),
            ("ста дев'яноста трьох", 193),
            ("сімдесяти восьми", 78),
            ("one hundred and five people", 105),
            ("twenty-one drones", 21),
            ("three hundred thousand", 300_000),
            ("12 тыс. человек", 12_000),
            ("150 тисяч", 150_000),
            ("семеро", 7),
            ("обидва", 2),
            ("пять", 5),
            ("zero", 0),
            ("no casualties", 0),
            ("жодного", 0),
        ] {
            assert_eq!(bounds(text), (Some(n), Some(n), false), "{text}");
        }
    }

    #[test]
    fn qualifiers_make_intervals() {
        for (text, expected) in [
            ("at least 12 people", (Some(12), None)),
            ("не менее двадцати человек", (Some(20), None)),
            ("щонайменше трьох", (Some(3), None)),
            ("понад сто", (Some(101), None)),
            ("более 285 военнослужащих", (Some(286), None)),
            ("до 30 военнослужащих", (Some(0), Some(30))),
            ("about 20", (Some(16), Some(24))),
            ("около пятидесяти", (Some(40), Some(60))),
            ("майже 40", (Some(36), Some(39))),
            ("3-5 shells", (Some(3), Some(5))),
            ("от трех до пяти", (Some(3), Some(5))),
            ("between 3 and 5", (Some(3), Some(5))),
            ("two or three", (Some(2), Some(3))),
            ("two to three", (Some(2), Some(3))),
            ("several", (Some(3), Some(9))),
            ("кілька десятків", (Some(24), Some(99))),
            ("dozens of", (Some(24), Some(99))),
            ("сотни", (Some(200), Some(999))),
            ("tens of thousands", (Some(10_000), None)),
            ("тисячі", (Some(1_000), None)),
            ("100+ drones", (Some(100), None)),
            ("50 и более", (Some(50), None)),
            ("a dozen", (Some(9), Some(15))),
            ("three dozen", (Some(28), Some(44))),
            ("полтора десятка", (Some(12), Some(18))),
            ("півтори тисячі", (Some(1_200), Some(1_800))),
            ("2,5 тыс.", (Some(2_000), Some(3_000))),
            ("1.5 million", (Some(1_200_000), Some(1_800_000))),
            ("два десятка", (Some(16), Some(24))),
        ] {
            let (lo, hi, _) = bounds(text);
            assert_eq!((lo, hi), expected, "{text}");
        }
    }

    #[test]
    fn so_many_each_is_said() {
        assert_eq!(bounds("по два аппарата"), (Some(2), Some(2), true));
        assert_eq!(bounds("two each"), (Some(2), Some(2), true));
    }

    #[test]
    fn numbers_in_a_row_stay_apart_and_the_greatest_are_held() {
        let numbers = |text: &str| read_quantities(text).iter().map(|found| found.count.lo).collect::<Vec<_>>();
        assert_eq!(numbers("пять, шесть семь"), [Some(5), Some(6), Some(7)]);
        assert_eq!(numbers("двадцать пятнадцать"), [Some(20), Some(15)]);
        assert_eq!(numbers("2024 100"), [Some(2024), Some(100)]);
        let beyond = read_quantities("99999999999999999999999 people");
        assert!(beyond[0].is_beyond && beyond[0].count.hi == Some(u32::MAX));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_spans_lie_in_the_text_in_order(text in "([0-9]{1,4}|сто|двадцать|один|тысяч|полтора|several|dozen|of|and|до|по|[ ,.+*\u{200b}-]){0,12}") {
            let mut last = 0;
            for found in read_quantities(&text) {
                proptest::prop_assert!(found.span.of(&text).is_some() && found.span.start < found.span.end, "{}", text);
                proptest::prop_assert!(found.to > last);
                last = found.to;
                proptest::prop_assert!(found.count.lo.zip(found.count.hi).is_none_or(|(lo, hi)| lo <= hi), "{:?}", found);
            }
        }
    }
}
