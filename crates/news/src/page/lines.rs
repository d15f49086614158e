//! A plain text cut into pieces: its paragraphs, with lines that were broken at a fixed width joined again.

use super::piece::Piece;
use crate::span::Span;

/// How many lines on each side tell the width at which lines were broken.
const AROUND_LINES: usize = 8;
/// A text whose longest lines are longer than this was not broken at a fixed width, characters.
const WIDTH_CHARS_MAX: usize = 100;
/// A line shorter than this is not taken for a broken one, characters.
const BROKEN_CHARS_MIN: usize = 40;
/// Share of a text's longer lines that end within a sentence if it was broken at a fixed width, percent.
const BROKEN_SHARE_MIN: usize = 30;

#[derive(Clone, Copy)]
struct Line {
    span: Span,
    chars_n: usize,
    /// Number of lines since the start, blank ones counted.
    number: usize,
}

/// Cuts a text into pieces.
pub fn cut(text: &str) -> Vec<Piece> {
    let lines = lines(text);
    let is_broken = is_broken(text, &lines);
    let mut spans: Vec<Span> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match spans.last_mut() {
            Some(last) if is_broken && index > 0 && continues(text, &lines, index) => last.end = line.span.end,
            _ => spans.push(line.span),
        }
    }
    spans.into_iter().map(|span| Piece::new(text, span, None)).collect()
}

fn lines(text: &str) -> Vec<Line> {
    let mut at = 0usize;
    let mut lines = Vec::new();
    for (number, raw) in text.split('\n').enumerate() {
        let start = at + (raw.len() - raw.trim_start().len());
        let line = raw.trim();
        if !line.is_empty() {
            lines.push(Line { span: Span::new(start, start + line.len()), chars_n: line.chars().count(), number });
        }
        at += raw.len() + 1;
    }
    lines
}

fn is_broken(text: &str, lines: &[Line]) -> bool {
    let long: Vec<&Line> = lines.iter().filter(|line| line.chars_n >= BROKEN_CHARS_MIN).collect();
    let too_long_n = long.iter().filter(|line| line.chars_n > WIDTH_CHARS_MAX).count();
    let open_n =
        long.iter().filter(|line| line.span.of(text).is_some_and(|line| line.ends_with(|c: char| c.is_alphanumeric() || c == ','))).count();
    long.len() >= 4 && too_long_n * 10 <= long.len() && open_n * 100 >= long.len() * BROKEN_SHARE_MIN
}

/// Whether a line goes on what the one before it says: that one was full, and this one begins nothing new.
fn continues(text: &str, lines: &[Line], index: usize) -> bool {
    let (Some(before), Some(line)) = (index.checked_sub(1).and_then(|at| lines.get(at)), lines.get(index)) else { return false };
    let words = line.span.of(text).unwrap_or("");
    let first_n = words.split_whitespace().next().map_or(0, |word| word.chars().count());
    let around = lines.get(index.saturating_sub(AROUND_LINES)..(index + AROUND_LINES).min(lines.len())).unwrap_or(&[]);
    let width = around.iter().map(|line| line.chars_n).max().unwrap_or(0);
    let is_full = before.chars_n + 1 + first_n >= width.min(WIDTH_CHARS_MAX) || before.chars_n * 10 >= width * 9;
    let begins = super::credits::sign(words).is_some()
        || super::credits::dateline(words).is_some()
        || (words.starts_with(char::is_uppercase) && super::credits::byline(words).is_some())
        || super::dates::leading_day(words).is_some();
    let is_open = before.span.of(text).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || c == ','))
        && words.starts_with(char::is_lowercase);
    before.number + 1 == line.number && before.chars_n >= BROKEN_CHARS_MIN && (is_full || is_open) && !begins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_broken_at_a_width_are_joined_and_paragraphs_stay_apart() {
        let text = "Talks on the hill go on for a second day while the\nsnow falls\nBy A. WRITER\nHILLTOWN (ABC) \u{2014} The delegates said that they would\nnot leave the hill before the snow had melted away\nfrom the road.\nThe road has been closed for three days and nobody\nknows when it opens.\n";
        let pieces: Vec<String> = cut(text).into_iter().map(|piece| piece.text).collect();
        assert_eq!(
            pieces,
            [
                "Talks on the hill go on for a second day while the snow falls",
                "By A. WRITER",
                "HILLTOWN (ABC) \u{2014} The delegates said that they would not leave the hill before the snow had melted away from the road.",
                "The road has been closed for three days and nobody knows when it opens.",
            ]
        );
        let whole = "One long line that is a paragraph of its own and ends with a stop, whatever its length may be, as pages are saved.\nAnother line\nAnd one more";
        assert_eq!(cut(whole).len(), 3);
    }

    #[test]
    fn every_piece_is_its_stretch_of_the_text() {
        let text = "  One.\r\n\r\n\tTwo \u{436}.  \n";
        let pieces = cut(text);
        assert_eq!(pieces.iter().map(|piece| piece.span.of(text)).collect::<Vec<_>>(), [Some("One."), Some("Two \u{436}.")]);
    }
}
