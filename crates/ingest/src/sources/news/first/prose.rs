//! Text taken from a page, by revision 1: several stories are read as one, up to the copyright line or "Related posts".

use crate::words::time::read_day;
use jiff::civil::Date;

/// Longest title, characters; longer lines above a story are captions.
const TITLE_CHARS_MAX: usize = 200;
/// Shortest line that is taken to be broken by a fixed width, characters.
const WRAPPED_CHARS_MIN: usize = 50;
/// How many lines at the top may state a day or a speaker.
const TOP_LINES: usize = 6;

/// What a page says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FirstPage {
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
    /// Characters after the story that were not read.
    pub unread_chars: usize,
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

/// Whether a text was taken from a page: it has a dateline, a copyright line or related posts.
pub(crate) fn is_page(text: &str) -> bool {
    lines(text).iter().any(|line| dateline(line.text).is_some() || is_end(line.text))
}

/// Reads a text that was taken from a news page.
pub(crate) fn read_page(text: &str) -> FirstPage {
    let lines = lines(text);
    let start = lines.iter().position(|line| dateline(line.text).is_some());
    let body_at = start.unwrap_or_else(|| {
        usize::from(lines.len() > 1 && lines.first().is_some_and(|line| is_title(line.text) || stated_day(line.text).is_some()))
    });
    let end = lines.iter().skip(body_at).position(|line| is_end(line.text)).map_or(lines.len(), |length| body_at + length);
    let body = join(lines.get(body_at..end).unwrap_or(&[]));
    let agency = start.and_then(|start| lines.get(start)).and_then(|line| dateline(line.text)).flatten();
    FirstPage {
        title: read_title(&lines, body_at),
        day: read_page_day(&lines, body_at),
        speaker: agency.or_else(|| lines.iter().skip(body_at).find_map(|line| copyright(line.text))),
        body,
        line: lines.get(body_at).map_or(1, |line| line.number),
        unread_chars: lines.get(end..).unwrap_or(&[]).iter().map(|line| line.text.chars().count()).sum(),
    }
}

fn join(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
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

/// The nearest line above the story that begins with a day, else a day named as such at the top.
fn read_page_day(lines: &[Line<'_>], body_at: usize) -> Option<Date> {
    let above = lines.get(..body_at).unwrap_or(&[]);
    let stated = lines.iter().take(TOP_LINES).find_map(|line| stated_day(line.text));
    stated.or_else(|| above.iter().rev().find_map(|line| leading_day(line.text)))
}

/// The nearest line above the story that can be a title, with the lines that it was broken into.
fn read_title(lines: &[Line<'_>], body_at: usize) -> Option<String> {
    let above = lines.get(..body_at)?;
    let last = above.iter().rposition(|line| is_title(line.text));
    let Some(last) = last else {
        return above.first().map(|line| without_day(line.text).to_owned()).filter(|title| !title.is_empty());
    };
    let mut first = last;
    while let (Some(before), Some(line)) = (first.checked_sub(1).and_then(|at| above.get(at)), above.get(first)) {
        let is_wrapped = before.number + 1 == line.number && before.text.chars().count() >= WRAPPED_CHARS_MIN;
        if !is_wrapped || !is_title(before.text) {
            break;
        }
        first -= 1;
    }
    let title = above.get(first..=last)?.iter().map(|line| line.text).collect::<Vec<_>>().join(" ");
    Some(title.chars().take(TITLE_CHARS_MAX).collect())
}

fn is_title(line: &str) -> bool {
    let is_byline = line.starts_with("By ") || line.starts_with("by ");
    !is_byline
        && !line.starts_with('[')
        && line.chars().count() <= TITLE_CHARS_MAX
        && leading_day(line).is_none()
        && stated_day(line).is_none()
}

/// `date 2026-01-07 Title` without its day.
fn without_day(line: &str) -> &str {
    if stated_day(line).is_none() {
        return line;
    }
    let rest = line.get(4..).unwrap_or("").trim_start_matches([':', ' ']);
    rest.get(10..).unwrap_or("").trim()
}

/// A line that begins a story, `PARIS (AP) \u{2014} ...`; inside, the agency that it names.
fn dateline(line: &str) -> Option<Option<String>> {
    let dash_at = line.char_indices().take(80).find(|(_, c)| matches!(c, '\u{2014}' | '\u{2013}' | '-')).map(|(at, _)| at)?;
    let (head, rest) = (line.get(..dash_at)?.trim(), line.get(dash_at..)?.trim_start_matches(['\u{2014}', '\u{2013}', '-']));
    if !rest.starts_with(' ') || rest.trim().chars().count() < 20 {
        return None;
    }
    if let Some(city) = head.strip_prefix('(').and_then(|head| head.strip_suffix(')')) {
        return is_city(city).then_some(None);
    }
    match head.strip_suffix(')').and_then(|head| head.rsplit_once('(')) {
        Some((city, agency)) => {
            let city = city.split(',').next().unwrap_or("").trim();
            let agency = agency.trim();
            let is_agency = agency.starts_with(char::is_uppercase) && agency.chars().count() <= 30;
            (is_city(city) && is_agency).then(|| Some(agency.to_owned()))
        }
        None => is_city(head.split(',').next().unwrap_or("").trim()).then_some(None),
    }
}

/// A name in capital letters.
fn is_city(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() >= 3
        && letters.clone().all(char::is_uppercase)
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-' | '\u{2019}'))
}

/// A line that ends a story.
fn is_end(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.starts_with("copyright \u{a9}")
        || lower.starts_with("\u{a9} ")
        || (lower.contains("\u{a9}") && lower.contains("all rights reserved"))
        || matches!(lower.trim_end_matches(':'), "related posts" | "related stories" | "related articles" | "read more" | "more news")
}

/// `Copyright \u{a9} 2026, Somebody. All rights reserved.`
fn copyright(line: &str) -> Option<String> {
    if !is_end(line) {
        return None;
    }
    let (_, after) = line.split_once('\u{a9}')?;
    let holder = after.split("All rights").next().unwrap_or("").trim_start_matches(" copyright");
    let holder = holder.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, ',' | '.' | '|' | '-' | '\u{2013}'));
    Some(holder.to_owned()).filter(|holder| !holder.is_empty() && holder.chars().count() <= 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn datelines_name_their_agency_and_prose_with_dashes_is_none() {
        assert_eq!(dateline("HILLTOWN (ABC) \u{2014} The talks went on for a second day."), Some(Some("ABC".into())));
        assert_eq!(dateline("(HILLTOWN) \u{2014} The talks went on for a second day."), Some(None));
        assert_eq!(dateline("HILLTOWN, Jan 7 (Wire) - The talks went on for a second day."), Some(Some("Wire".into())));
        for line in [
            "The talks \u{2014} long expected \u{2014} went on.",
            "A-B is a line that is long enough to be one",
            "HILLTOWN (ABC) \u{2014} short",
            "",
        ] {
            assert_eq!(dateline(line), None, "{line}");
        }
    }

    #[test]
    fn the_title_may_be_broken_and_the_day_is_the_nearest_above_the_story() {
        let text = "Other news of the hill\nJanuary 5, 2026\nTalks on the hill go on for a second day while the snow keeps\nfalling on the delegates\n[January 07, 2026]\nBy A. WRITER\nHILLTOWN (ABC) \u{2014} The talks went on for a second day.\nMore.\nAll contents \u{a9} copyright 2026 Hill Press. All rights reserved\nRelated posts\nX";
        let page = read_page(text);
        assert_eq!(page.title.as_deref(), Some("Talks on the hill go on for a second day while the snow keeps falling on the delegates"));
        assert_eq!((page.day, page.speaker.as_deref(), page.line), (Some(date(2026, 1, 7)), Some("ABC"), 7));
        assert_eq!(page.body, "HILLTOWN (ABC) \u{2014} The talks went on for a second day.\nMore.");
        assert!(page.unread_chars > 0);
    }

    #[test]
    fn a_stated_day_beats_one_in_a_caption_and_the_copyright_names_the_outlet() {
        let text = " date 2026-01-07 Talks on the hill\n\nTalks on the hill\n\nJanuary 6, 2026 the delegates arrive.\n\n(HILLTOWN) \u{2014} The talks went on for a second day.\n\nCopyright \u{a9} 2026, Hill Radio. All rights reserved.";
        let page = read_page(text);
        assert_eq!(
            (page.title.as_deref(), page.day, page.speaker.as_deref()),
            (Some("Talks on the hill"), Some(date(2026, 1, 7)), Some("Hill Radio"))
        );
    }
}
