//! Names, sentences, days and citations of acts: what they may be.

use super::CommitmentFault;
use model::Citation;
use model::time::day_of;

/// Longest name, characters.
pub const NAME_CHARS_MAX: usize = 100;
/// Longest sentence or quote, characters.
pub const WORDS_CHARS_MAX: usize = 4_000;

fn wrong(what: &'static str, fault: impl Into<String>) -> CommitmentFault {
    CommitmentFault::Words { what, fault: fault.into() }
}

/// One line without blanks around it.
pub fn check_name(what: &'static str, name: &str) -> Result<(), CommitmentFault> {
    let is_name = !name.is_empty() && name.trim() == name && !name.chars().any(char::is_control);
    if !is_name {
        return Err(wrong(what, format!("`{}` is no name: one line without blanks around it is expected", name.escape_debug())));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(wrong(what, format!("a name has at most {NAME_CHARS_MAX} characters")));
    }
    Ok(())
}

/// Words that say something.
pub fn check_words(what: &'static str, words: &str) -> Result<(), CommitmentFault> {
    if words.trim().is_empty() {
        return Err(wrong(what, "it is empty: a sentence is expected"));
    }
    if words.chars().count() > WORDS_CHARS_MAX {
        return Err(wrong(
            what,
            format!("it has more than {WORDS_CHARS_MAX} characters: the sentence itself is expected, not the text around it"),
        ));
    }
    Ok(())
}

/// A day, YYYY-MM-DD in full: days are compared as they are written.
pub fn check_day(what: &'static str, day: &str) -> Result<(), CommitmentFault> {
    match day_of(day) {
        Ok(_) if day.len() == 10 => Ok(()),
        Ok(_) => Err(wrong(what, format!("`{day}` is no day as 2026-01-06"))),
        Err(fault) => Err(wrong(what, fault.to_string())),
    }
}

/// A citation names its source and its day.
pub fn check_citation(seen: &Citation) -> Result<(), CommitmentFault> {
    check_words("source", &seen.title)?;
    check_day("day", &seen.day)?;
    seen.quote.as_deref().map_or(Ok(()), |quote| check_words("quote", quote))
}
