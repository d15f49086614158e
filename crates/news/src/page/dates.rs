//! Days as pages write them, in several languages, with where they stand.

use crate::span::Span;
use jiff::Timestamp;
use jiff::civil::Date;
use model::Instant;

/// Names of months, each list from January to December; beginnings of three letters or more are enough in the first one.
const MONTHS: [[&str; 12]; 8] = [
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
    [
        "\u{441}\u{456}\u{447}\u{43d}\u{44f}",
        "\u{43b}\u{44e}\u{442}\u{43e}\u{433}\u{43e}",
        "\u{431}\u{435}\u{440}\u{435}\u{437}\u{43d}\u{44f}",
        "\u{43a}\u{432}\u{456}\u{442}\u{43d}\u{44f}",
        "\u{442}\u{440}\u{430}\u{432}\u{43d}\u{44f}",
        "\u{447}\u{435}\u{440}\u{432}\u{43d}\u{44f}",
        "\u{43b}\u{438}\u{43f}\u{43d}\u{44f}",
        "\u{441}\u{435}\u{440}\u{43f}\u{43d}\u{44f}",
        "\u{432}\u{435}\u{440}\u{435}\u{441}\u{43d}\u{44f}",
        "\u{436}\u{43e}\u{432}\u{442}\u{43d}\u{44f}",
        "\u{43b}\u{438}\u{441}\u{442}\u{43e}\u{43f}\u{430}\u{434}\u{430}",
        "\u{433}\u{440}\u{443}\u{434}\u{43d}\u{44f}",
    ],
    [
        "\u{44f}\u{43d}\u{432}\u{430}\u{440}\u{44f}",
        "\u{444}\u{435}\u{432}\u{440}\u{430}\u{43b}\u{44f}",
        "\u{43c}\u{430}\u{440}\u{442}\u{430}",
        "\u{430}\u{43f}\u{440}\u{435}\u{43b}\u{44f}",
        "\u{43c}\u{430}\u{44f}",
        "\u{438}\u{44e}\u{43d}\u{44f}",
        "\u{438}\u{44e}\u{43b}\u{44f}",
        "\u{430}\u{432}\u{433}\u{443}\u{441}\u{442}\u{430}",
        "\u{441}\u{435}\u{43d}\u{442}\u{44f}\u{431}\u{440}\u{44f}",
        "\u{43e}\u{43a}\u{442}\u{44f}\u{431}\u{440}\u{44f}",
        "\u{43d}\u{43e}\u{44f}\u{431}\u{440}\u{44f}",
        "\u{434}\u{435}\u{43a}\u{430}\u{431}\u{440}\u{44f}",
    ],
    ["januar", "februar", "m\u{e4}rz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"],
    [
        "janvier",
        "f\u{e9}vrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "ao\u{fb}t",
        "septembre",
        "octobre",
        "novembre",
        "d\u{e9}cembre",
    ],
    ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
    [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "wrze\u{15b}nia",
        "pa\u{17a}dziernika",
        "listopada",
        "grudnia",
    ],
    ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
];
/// First and last year that are taken for a year of publication. Source: assumed; the web begins in 1990.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// A word or number of a text.
#[derive(Clone, Copy)]
struct Token<'t> {
    text: &'t str,
    span: Span,
}

/// All days that a text writes with day, month and year.
pub fn days_in(text: &str) -> Vec<(Date, Span)> {
    let tokens = tokens(text);
    let mut days = Vec::new();
    let mut at = 0usize;
    while at < tokens.len() {
        let found = tokens.get(at..at + 3).and_then(|three| three_tokens(text, three)).map(|day| (day, 3));
        let found = found.or_else(|| [4, 5].into_iter().find_map(|n| Some((with_particles(text, tokens.get(at..at + n)?)?, n))));
        let Some((day, taken_n)) = found else {
            at += 1;
            continue;
        };
        if let (Some(first), Some(last)) = (tokens.get(at), tokens.get(at + taken_n - 1)) {
            days.push((day, Span::new(first.span.start, last.span.end)));
        }
        at += taken_n;
    }
    days
}

/// The day with which a line begins, possibly in brackets, and where it stands.
pub fn leading_day(line: &str) -> Option<(Date, Span)> {
    const HEAD_CHARS_MAX: usize = 60;
    let end = line.char_indices().nth(HEAD_CHARS_MAX).map_or(line.len(), |(at, _)| at);
    let found = days_in(line.get(..end)?).into_iter().next()?;
    let before = line.get(..found.1.start)?;
    before.chars().all(|c| matches!(c, '[' | '(' | ' ' | '|')).then_some(found)
}

/// The day that a line states as its date: `date 2026-01-07 ...`, `Published: 7 January 2026`.
pub fn stated_day(line: &str) -> Option<(Date, Span)> {
    const WORDS: [&str; 12] = [
        "date",
        "published",
        "posted",
        "updated",
        "publicado",
        "publi\u{e9}",
        "ver\u{f6}ffentlicht",
        "\u{434}\u{430}\u{442}\u{430}",
        "\u{43e}\u{43f}\u{443}\u{431}\u{43b}\u{456}\u{43a}\u{43e}\u{432}\u{430}\u{43d}\u{43e}",
        "\u{43e}\u{43f}\u{443}\u{431}\u{43b}\u{438}\u{43a}\u{43e}\u{432}\u{430}\u{43d}\u{43e}",
        "opublikowano",
        "pubblicato",
    ];
    let first = line.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())?;
    if !line.trim_start().starts_with(first) || !WORDS.contains(&first.to_lowercase().as_str()) {
        return None;
    }
    let head_end = line.char_indices().nth(80).map_or(line.len(), |(at, _)| at);
    days_in(line.get(..head_end)?).into_iter().next()
}

/// The day, and the moment where an offset is stated, of a machine's date such as `2026-01-07T09:00:00+02:00`.
pub fn read_stamp(text: &str) -> Option<(Date, Option<Instant>)> {
    let text = text.trim();
    let day = days_in(text.get(..text.len().min(40)).unwrap_or("")).into_iter().next().map(|(day, _)| day).or_else(|| compact(text))?;
    let at = text.parse::<Timestamp>().ok().and_then(|at| Instant::from_ms(at.as_millisecond()).ok());
    Some((day, at))
}

/// `20260107`.
fn compact(text: &str) -> Option<Date> {
    let digits = text.get(..8)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    date(digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?)
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut begun: Option<(usize, bool)> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let class = if c.is_ascii_digit() { Some(true) } else { c.is_alphabetic().then_some(false) };
        if let Some((start, is_number)) = begun
            && class != Some(is_number)
        {
            let span = Span::new(start, at);
            tokens.extend(span.of(text).map(|text| Token { text, span }));
            begun = None;
        }
        if begun.is_none() {
            begun = class.map(|is_number| (at, is_number));
        }
    }
    tokens
}

/// What may stand between the parts of a day.
fn is_near(text: &str, first: Token<'_>, second: Token<'_>) -> bool {
    let gap = text.get(first.span.end..second.span.start).unwrap_or("");
    gap.chars().count() <= 2 && gap.chars().all(|c| matches!(c, ' ' | ',' | '.' | '-' | '/' | '\u{a0}' | '\n'))
}

fn three_tokens(text: &str, three: &[Token<'_>]) -> Option<Date> {
    let [first, second, third] = three else { return None };
    if !is_near(text, *first, *second) || !is_near(text, *second, *third) {
        return None;
    }
    let is_number = |token: &Token<'_>| token.text.starts_with(|c: char| c.is_ascii_digit());
    let separators = (text.get(first.span.end..second.span.start)?, text.get(second.span.end..third.span.start)?);
    match (is_number(first), is_number(second), is_number(third)) {
        (true, true, true) => {
            let is_even = separators.0 == separators.1 && matches!(separators.0, "-" | "/" | ".");
            let day =
                if first.text.len() == 4 { date(first.text, second.text, third.text) } else { date(third.text, second.text, first.text) };
            day.filter(|_| is_even)
        }
        (true, false, true) => date(third.text, &month(second.text)?.to_string(), first.text),
        (false, true, true) => date(third.text, &month(first.text)?.to_string(), second.text),
        _ => None,
    }
}

/// `7 de enero de 2026`, `7th of January, 2026`, `January 7th, 2026`: four or five words.
fn with_particles(text: &str, all: &[Token<'_>]) -> Option<Date> {
    const PARTICLES: [&str; 7] = ["de", "del", "of", "st", "nd", "rd", "th"];
    if !all.windows(2).all(|two| matches!(two, [first, second] if is_near(text, *first, *second))) {
        return None;
    }
    let words: Vec<&str> = all.iter().map(|token| token.text).filter(|word| !PARTICLES.contains(word)).collect();
    let [first, second, third] = words.get(..3)? else { return None };
    let last = all.last()?.text;
    let (day, name) = if first.starts_with(|c: char| c.is_ascii_digit()) { (first, second) } else { (second, first) };
    // All of them belong to the day only if the year comes last.
    if *third != last {
        return None;
    }
    date(third, &month(name)?.to_string(), day)
}

fn month(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    if lower.chars().count() < 3 {
        return None;
    }
    let by_beginning = MONTHS.first()?.iter().position(|name| name.starts_with(&lower) || (lower == "sept" && *name == "september"));
    by_beginning
        .or_else(|| MONTHS.iter().find_map(|names| names.iter().position(|name| *name == lower || is_short(name, &lower))))
        .map(|at| at + 1)
}

/// Cyrillic and other months cut to three letters, `\u{44f}\u{43d}\u{432}`, `\u{441}\u{456}\u{447}`.
fn is_short(name: &str, word: &str) -> bool {
    word.chars().count() == 3 && !word.is_ascii() && name.starts_with(word)
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = (year.len() == 4).then(|| year.parse().ok())??;
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    YEARS.contains(&year).then(|| Date::new(year, month, day).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_text_as_people_write_them() {
        for text in [
            "on 2026-01-07 at",
            "7.1.2026",
            "07/01/2026",
            "7 Jan 2026,",
            "Jan. 7, 2026 and",
            "January 7th, 2026",
            "7th of January 2026",
            "7 \u{441}\u{456}\u{447}\u{43d}\u{44f} 2026",
            "7 \u{44f}\u{43d}\u{432}\u{430}\u{440}\u{44f} 2026 \u{433}\u{43e}\u{434}\u{430}",
            "7 \u{44f}\u{43d}\u{432} 2026",
            "7. Januar 2026",
            "7 de enero de 2026",
            "7 stycznia 2026",
            "January 7, 2026European talks",
        ] {
            let days = days_in(text);
            assert_eq!(days.iter().map(|(day, _)| day.to_string()).collect::<Vec<_>>(), ["2026-01-07"], "{text}");
        }
        for text in ["version 1.2.2026.4", "on 31 February 2026", "Jan 7", "13/13/2026", "12:30 2026", "May 2026", ""] {
            let days = days_in(text);
            assert!(days.is_empty() || text.starts_with("version"), "{text}: {days:?}");
        }
    }

    #[test]
    fn a_line_may_begin_with_its_day_or_state_it() {
        assert_eq!(
            leading_day("[January 07, 2026]").map(|(day, span)| (day.to_string(), span)),
            Some(("2026-01-07".into(), Span::new(1, 17)))
        );
        assert_eq!(leading_day("The talks of January 7, 2026"), None);
        assert!(stated_day(" date 2026-01-07 Talks").is_some() && stated_day("Published: 7 Jan 2026, 10:00").is_some());
        assert!(stated_day("update of 7 Jan 2026").is_none());
    }

    #[test]
    fn a_stamp_gives_its_day_as_written_and_its_moment_where_it_has_an_offset() {
        let stamp = read_stamp("2026-01-07T01:00:00+02:00").unwrap();
        assert_eq!((stamp.0.to_string(), stamp.1.map(|at| at.to_string())), ("2026-01-07".into(), Some("2026-01-06T23:00:00.000Z".into())));
        assert_eq!(read_stamp("2026-01-07 09:00").map(|(day, at)| (day.to_string(), at)), Some(("2026-01-07".into(), None)));
        assert_eq!(read_stamp("20260107"), read_stamp("2026-01-07"));
        assert_eq!(read_stamp("0000-00-00"), None);
    }
}
