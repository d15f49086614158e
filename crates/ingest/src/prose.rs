//! A statement: its title, day, speaker and body. Pages are read by [`news::page`].

use crate::words::time::read_day;
use jiff::civil::Date;

/// How many lines at the top may state a day or a speaker.
const TOP_LINES: usize = 6;

/// What a page or statement says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its title.
    pub title: Option<String>,
    /// Its day of publication, where stated.
    pub day: Option<Date>,
    /// The agency, outlet or body that says it, where stated.
    pub speaker: Option<String>,
    /// Its text, a paragraph or line a line.
    pub body: String,
    /// The line where the story starts, from 1.
    pub line: u32,
    /// If no day is stated, the first and the last one that it can be.
    pub day_within: Option<(Date, Date)>,
}

#[derive(Clone, Copy)]
struct Line<'t> {
    number: u32,
    text: &'t str,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let all =
        text.split('\n').enumerate().map(|(index, line)| Line { number: u32::try_from(index + 1).unwrap_or(u32::MAX), text: line.trim() });
    all.filter(|line| !line.text.is_empty()).collect()
}

/// Reads a statement: `Date:` and `Speaker:` lines at its top, then its words.
pub(crate) fn read_statement(text: &str) -> Page {
    let lines = lines(text);
    let top = lines.get(..TOP_LINES.min(lines.len())).unwrap_or(&[]);
    let header = |names: &[&str]| top.iter().find_map(|line| value_of(line.text, names));
    let stated = top.iter().find_map(|line| stated_day(line.text)).or_else(|| top.iter().find_map(|line| leading_day(line.text)));
    Page {
        title: header(&["title", "subject"]).map(Into::into),
        day: stated,
        speaker: header(&["speaker", "from", "source"]).map(Into::into),
        body: join(&lines),
        line: lines.first().map_or(1, |line| line.number),
        day_within: None,
    }
}

fn join(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
}

/// `Speaker: the committee`.
fn value_of<'t>(line: &'t str, names: &[&str]) -> Option<&'t str> {
    let (name, value) = line.split_once(':')?;
    let is_named = names.iter().any(|known| known.eq_ignore_ascii_case(name.trim()));
    Some(value.trim()).filter(|value| is_named && !value.is_empty() && value.len() <= 200)
}

/// `date 2026-01-07 ...` or `Date: 7 January 2026`.
fn stated_day(line: &str) -> Option<Date> {
    let is_date = line.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("date"));
    let rest = line.get(4..).filter(|rest| is_date && rest.starts_with([':', ' ']))?.trim_start_matches([':', ' ']);
    leading_day(rest)
}

/// A day at the beginning of a line, possibly in brackets, whatever follows it.
fn leading_day(line: &str) -> Option<Date> {
    let text = line.trim_start_matches(['[', '(']);
    let year_end = text.as_bytes().windows(4).position(|four| four.iter().all(u8::is_ascii_digit)).map(|at| at + 4);
    let ends = [Some(10), year_end].into_iter().flatten().filter(|end| *end <= 30);
    ends.into_iter().find_map(|end| text.get(..end).and_then(read_day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_statement_may_state_its_day_and_speaker() {
        let page = read_statement("Date: 7 January 2026\nSpeaker: Joint Committee\n\nWe met.\nWe will meet again.");
        assert_eq!((page.day, page.speaker.as_deref()), (Some(date(2026, 1, 7)), Some("Joint Committee")));
        let page = read_statement("We met on the hill: all of us.\nNothing else.");
        assert_eq!((page.day, page.speaker), (None, None));
    }
}
