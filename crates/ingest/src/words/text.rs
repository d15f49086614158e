//! Text that is recorded: without U+0000, cut to a length, spaces made plain where content counts.

/// A text without U+0000 (the record's profile forbids it), at most `chars_max` characters.
pub(crate) fn clean(text: &str, chars_max: usize) -> String {
    text.trim().chars().filter(|c| *c != '\0').take(chars_max).collect()
}

/// All white space as single spaces: for comparing content, not for showing.
pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Some text, if it says anything.
pub(crate) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A source's word in the record's form: `Live-fire exercise` becomes `live_fire_exercise`.
pub(crate) fn as_word(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>().to_lowercase();
    plain.split_whitespace().collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_characters_and_loses_nul() {
        assert_eq!(clean(" \u{416}\0\u{43e}\u{43f} ", 2), "\u{416}\u{43e}");
        assert_eq!(squeeze("a\r\n  b"), "a b");
        assert_eq!(as_word("Live-fire exercise"), "live_fire_exercise");
    }
}
