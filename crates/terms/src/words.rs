//! The word that was probably meant, and text made ready for comparison and for the record.

/// The known word nearest to a wrong one, if it is near enough to be meant.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: Vec<char> = plain(wrong).chars().take(WORD_CHARS_MAX).collect();
    // One letter of three is no likeness: short words are found by their letters alone.
    let near = if wrong.len() < 4 { 0 } else { 1.max(wrong.len() / 3) };
    let mut best: Option<(usize, &'a str)> = None;
    for word in known {
        let steps = steps_between(&wrong, &plain(word).chars().collect::<Vec<_>>());
        if steps <= near && best.is_none_or(|(least, _)| steps < least) {
            best = Some((steps, word));
        }
    }
    best.map(|(_, word)| word)
}

/// Longest wrong word that is compared, characters.
const WORD_CHARS_MAX: usize = 60;

fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace(['-', ' '], "_")
}

/// Edits between two words: insertion, deletion, exchange, and two neighbours swapped.
fn steps_between(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let cell = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut least = (cell(&row, j) + usize::from(from != to)).min(cell(&row, j + 1) + 1).min(cell(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from);
            if swapped {
                least = least.min(cell(&before, j - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

/// Help that names the word probably meant, or else all that are possible.
pub(crate) fn meant(wrong: &str, known: &[&str]) -> String {
    match nearest(wrong, known.iter().copied()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("one of {}", listed(known)),
    }
}

/// Words in backticks with commas.
pub(crate) fn listed<T: AsRef<str>>(words: &[T]) -> String {
    words.iter().map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Prose made ready for comparison: emphasis and quote marks of Markdown dropped, white space
/// joined, typographic quotation marks straight.
pub(crate) fn prose(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim_start().trim_start_matches('>');
        words.extend(line.split_whitespace().map(bare).filter(|word| !word.is_empty()));
    }
    words.join(" ")
}

fn bare(word: &str) -> String {
    let word: String = word
        .chars()
        .filter(|c| !matches!(c, '*' | '`' | '\\' | '\u{ad}' | '\u{feff}'))
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
            other => other,
        })
        .collect();
    word.trim_matches('_').to_owned()
}

/// Whether words say what is wanted: its words stand in them in a row, whatever the case, hyphens and underscores.
pub(crate) fn alike(said: &str, wanted: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let parted = text.to_lowercase().replace(['-', '_', ',', ';', ':', '"', '(', ')'], " ");
        parted.split_whitespace().map(str::to_owned).collect()
    };
    let (said, wanted) = (words(said), words(wanted));
    !wanted.is_empty() && said.windows(wanted.len()).any(|row| *row == *wanted)
}

/// Text fit for a record: control characters become blanks, at most `chars_max` characters.
pub(crate) fn clean(text: &str, chars_max: usize) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(chars_max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word_and_nonsense_finds_none() {
        let known = ["explosion", "airburst", "weapon_seen"];
        assert_eq!(nearest("explosoin", known), Some("explosion"));
        assert_eq!(nearest("Weapon-Seen", known), Some("weapon_seen"));
        assert_eq!(nearest("zebra", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn what_is_meant_is_found_by_whole_words() {
        assert!(alike("Disengagement area_A, north", "area a") && alike("area-a", "AREA A"));
        assert!(!alike("area ab", "area a") && !alike("area", "area a") && !alike("anything", " "));
    }

    #[test]
    fn emphasis_line_breaks_and_typographic_quotes_do_not_hide_a_quote() {
        assert_eq!(prose("> shall **cease**\n> all _fire_  \u{201c}at once\u{201d}"), "shall cease all fire \"at once\"");
    }
}
