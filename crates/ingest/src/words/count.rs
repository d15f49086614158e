//! Counts as people write them, with their qualifier. Source: DOMAIN 1.3.

use model::{Count, Qualifier};

/// Words that stand for an interval by themselves.
const WORDS: [(&str, Qualifier); 6] = [
    ("several", Qualifier::Several),
    ("dozens", Qualifier::Dozens),
    ("hundreds", Qualifier::Hundreds),
    ("uncountable", Qualifier::Uncountable),
    ("continuous", Qualifier::Uncountable),
    ("too many to count", Qualifier::Uncountable),
];

/// Words before a number; longer ones first.
const BEFORE: [(&str, Qualifier); 19] = [
    ("no fewer than", Qualifier::AtLeast),
    ("not less than", Qualifier::AtLeast),
    ("approximately", Qualifier::About),
    ("no more than", Qualifier::UpTo),
    ("just over", Qualifier::Over),
    ("more than", Qualifier::Over),
    ("at least", Qualifier::AtLeast),
    ("at most", Qualifier::UpTo),
    ("approx.", Qualifier::About),
    ("around", Qualifier::About),
    ("nearly", Qualifier::Almost),
    ("almost", Qualifier::Almost),
    ("some", Qualifier::About),
    ("about", Qualifier::About),
    ("up to", Qualifier::UpTo),
    ("over", Qualifier::Over),
    (">", Qualifier::Over),
    ("~", Qualifier::About),
    ("c.", Qualifier::About),
];

/// Reads a count.
///
/// # Errors
/// What is no count, as a sentence.
pub(crate) fn read_count(text: &str) -> Result<Count, String> {
    let lower = text.trim().to_lowercase();
    let lower = without_rate(&lower);
    if lower == "a dozen" {
        return Ok(Count::of(Qualifier::About, 12, text.trim()));
    }
    if let Some((_, qualifier)) = WORDS.iter().find(|(word, _)| lower == *word) {
        return Ok(Count::of(*qualifier, 0, text.trim()));
    }
    if let Some(n) = read_number(lower) {
        return Ok(Count::of(Qualifier::Exact, n, text.trim()));
    }
    if let Some((a, b)) = read_between(lower) {
        return Ok(Count::between(a, b, text.trim()));
    }
    let qualified = BEFORE.iter().find_map(|(word, qualifier)| Some((*qualifier, read_number(lower.strip_prefix(word)?)?)));
    qualified.map(|(qualifier, n)| Count::of(qualifier, n, text.trim())).ok_or_else(|| {
        let shown: String = text.trim().chars().take(80).collect();
        format!("`{shown}` is not a count such as 8, at least 12, over 50, about 20, 3-5, several, dozens or uncountable")
    })
}

/// Words after a number that make it one for each day; they stay in the count's own text, by which it is known as a rate.
const RATES: [&str; 5] = ["a day", "per day", "each day", "daily", "/day"];

/// A number without the words that make it one for each day.
fn without_rate(text: &str) -> &str {
    RATES.iter().find_map(|words| text.strip_suffix(words)).map_or(text, str::trim_end)
}

fn read_between(text: &str) -> Option<(u32, u32)> {
    if let Some(rest) = text.strip_prefix("between ") {
        let (a, b) = rest.split_once(" and ")?;
        return read_number(a).zip(read_number(b));
    }
    let (a, b) = text.split_once(['-', '\u{2013}']).or_else(|| text.split_once(" to "))?;
    read_number(a).zip(read_number(b))
}

/// A whole number, possibly with separators of thousands (`25,700`) or written as a whole float (`17.0`).
pub(crate) fn read_number(text: &str) -> Option<u32> {
    let text = text.trim();
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    let groups: Vec<&str> = whole.split([',', ' ', '\u{a0}', '\u{202f}']).collect();
    let grouped = groups.iter().skip(1).all(|group| group.len() == 3)
        && groups.first().is_some_and(|first| (1..=3).contains(&first.len()) || groups.len() == 1);
    let digits = groups.concat();
    (grouped && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> Option<(Option<u32>, Option<u32>)> {
        read_count(text).ok().map(|count| (count.lo, count.hi))
    }

    #[test]
    fn counts_are_intervals_with_the_sources_own_words() {
        for (text, expected) in [
            ("8", (Some(8), Some(8))),
            ("at least 12", (Some(12), None)),
            ("over 50", (Some(51), None)),
            ("Just over 25,700", (Some(25_701), None)),
            ("about 20", (Some(16), Some(24))),
            ("almost 30", (Some(27), Some(29))),
            ("up to 5", (Some(0), Some(5))),
            ("3-5", (Some(3), Some(5))),
            ("between 3 and 5", (Some(3), Some(5))),
            ("several", (Some(3), Some(9))),
            ("Dozens", (Some(24), Some(99))),
            ("uncountable", (None, None)),
            ("17.0", (Some(17), Some(17))),
            ("459 a day", (Some(459), Some(459))),
            ("more than 600 per day", (Some(601), None)),
        ] {
            assert_eq!(bounds(text), Some(expected), "{text}");
        }
        assert_eq!(read_count("at least 12").ok().map(|count| count.text), Some("at least 12".into()));
    }

    #[test]
    fn what_is_no_count_says_what_would_be_one() {
        for text in ["", "-3", "many", "1.5", "25,70", "99999999999"] {
            assert!(read_count(text).is_err_and(|fault| fault.contains("is not a count such as")), "{text}");
        }
    }
}
