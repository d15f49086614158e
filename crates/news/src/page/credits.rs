//! Lines that say who speaks: datelines, copyright lines, bylines, picture credits, and where a story ends.

use crate::span::Span;
use crate::story::Dateline;

/// Longest head of a dateline, characters.
const HEAD_CHARS_MAX: usize = 80;
/// Longest name of an agency, characters.
const AGENCY_CHARS_MAX: usize = 40;
/// Shortest text after a dateline, characters.
const REST_CHARS_MIN: usize = 20;

/// The dateline with which a paragraph begins; its span is in the paragraph.
///
/// `PARIS (AP) \u{2014} `, `(LONDON) \u{2014} `, `HILLTOWN, Jan 7 (Wire) -- `, `Berlin (dpa) - `, `MOSCOW, January 7. /TASS/. `,
/// `\u{41a}\u{418}\u{407}\u{412}. 7 \u{441}\u{456}\u{447}\u{43d}\u{44f}. \u{423}\u{41d}\u{41d}. `, `\u{41c}\u{41e}\u{421}\u{41a}\u{412}\u{410}, 7 \u{44f}\u{43d}\u{432} \u{2014} \u{420}\u{418}\u{410} \u{41d}\u{43e}\u{432}\u{43e}\u{441}\u{442}\u{438}. `
pub fn dateline(line: &str) -> Option<Dateline> {
    let start = line.len() - line.trim_start().len();
    let line_text = line.trim_start();
    let found = with_dash(line_text).or_else(|| with_slashes(line_text)).or_else(|| with_stops(line_text));
    found.map(|(place, agency, end)| Dateline { place, agency, span: Span::new(start, start + end) })
}

type Found = (String, Option<String>, usize);

fn with_dash(line: &str) -> Option<Found> {
    let dash_at = line.char_indices().take(HEAD_CHARS_MAX).find(|(at, c)| is_dash(line, *at, *c)).map(|(at, _)| at)?;
    let (head, rest) = (line.get(..dash_at)?.trim_end(), line.get(dash_at..)?);
    let text = rest.trim_start_matches(['\u{2014}', '\u{2013}', '-', '\u{2015}']);
    if text.trim().chars().count() < REST_CHARS_MIN
        || !(text.starts_with([' ', '\u{a0}']) || !head.is_ascii() || rest.starts_with('\u{2014}'))
    {
        return None;
    }
    if text.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase) {
        return None;
    }
    if let Some(city) = head.strip_prefix('(').and_then(|head| head.strip_suffix(')')) {
        return is_capitals(city).then(|| (city.to_owned(), None, head.len()));
    }
    if let Some((place, agency)) = head.strip_suffix(')').and_then(|head| head.rsplit_once('(')) {
        let (place, agency) = (place_of(place), agency.trim());
        let is_agency =
            agency.starts_with(char::is_alphabetic) && agency.chars().count() <= AGENCY_CHARS_MAX && agency.split_whitespace().count() <= 4;
        let is_place = is_capitals(&place) || (is_name(&place) && agency.chars().any(char::is_alphabetic) && head.chars().count() <= 40);
        return (is_place && is_agency).then(|| (place, Some(agency.to_owned()), head.len()));
    }
    let place = place_of(head);
    if !is_capitals(&place) {
        return None;
    }
    // After the dash an agency may stand as a sentence of its own.
    let after = text.trim_start();
    let agency = after.split_once(". ").map(|(agency, _)| agency).filter(|agency| is_agency_name(agency));
    let skipped = text.len() - after.len();
    let end = agency.map_or(head.len(), |agency| line.len() - text.len() + skipped + agency.len());
    Some((place, agency.map(str::to_owned), end))
}

/// A dash with white space before it, or a long one.
fn is_dash(line: &str, at: usize, c: char) -> bool {
    let before = line.get(..at).unwrap_or("");
    match c {
        '\u{2014}' | '\u{2015}' => at > 0,
        '-' | '\u{2013}' => before.ends_with([' ', '\u{a0}', ')']),
        _ => false,
    }
}

/// `MOSCOW, January 7. /TASS/. Text`.
fn with_slashes(line: &str) -> Option<Found> {
    let open = line.char_indices().take(HEAD_CHARS_MAX).find(|(_, c)| *c == '/').map(|(at, _)| at)?;
    let (head, rest) = (line.get(..open)?, line.get(open + 1..)?);
    let (agency, after) = rest.split_once('/')?;
    let place = place_of(head.trim_end_matches(['.', ' ']));
    let fits = is_capitals(&place)
        && agency.chars().count() <= AGENCY_CHARS_MAX
        && !agency.is_empty()
        && after.trim().chars().count() >= REST_CHARS_MIN;
    fits.then(|| (place, Some(agency.trim().to_owned()), open + 1 + agency.len() + 1))
}

/// `\u{41a}\u{418}\u{407}\u{412}. 7 \u{441}\u{456}\u{447}\u{43d}\u{44f}. \u{423}\u{41d}\u{41d}. Text`.
fn with_stops(line: &str) -> Option<Found> {
    let mut parts = line.splitn(4, ". ");
    let (place, day, agency, rest) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let has_day = day.chars().count() <= 25 && day.starts_with(|c: char| c.is_ascii_digit());
    let fits = is_capitals(place) && has_day && is_agency_name(agency) && rest.trim().chars().count() >= REST_CHARS_MIN;
    fits.then(|| (place.to_owned(), Some(agency.to_owned()), place.len() + 2 + day.len() + 2 + agency.len()))
}

/// The place of a dateline's head: what stands before its day.
fn place_of(head: &str) -> String {
    let head = head.trim();
    let mut kept = Vec::new();
    for part in head.split(',').map(str::trim) {
        if part.chars().any(|c| c.is_ascii_digit()) {
            break;
        }
        kept.push(part);
    }
    kept.join(", ").trim_end_matches(['.', ',', ' ']).to_owned()
}

/// A name in capital letters, at most with an abbreviated state after a comma.
fn is_capitals(name: &str) -> bool {
    let first = name.split(',').next().unwrap_or("");
    let letters = || first.chars().filter(|c| c.is_alphabetic());
    letters().count() >= 3
        && letters().all(char::is_uppercase)
        && name.chars().count() <= 60
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-' | '\u{2019}' | ',' | '/' | ';'))
}

/// Words that each begin with a capital letter.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.split_whitespace().count() <= 4
        && name.split([' ', '-', ',', '/']).filter(|word| !word.is_empty()).all(|word| word.starts_with(char::is_uppercase))
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-' | '\u{2019}' | ',' | '/'))
}

/// Up to four words, the first one and the last one with a capital letter, at least one of them in capitals.
fn is_agency_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_capital = |word: &&&str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
    };
    (1..=4).contains(&words.len())
        && name.chars().count() <= AGENCY_CHARS_MAX
        && words.iter().all(|word| word.starts_with(char::is_uppercase))
        && words.iter().any(|word| is_capital(&word))
}

/// What a line means for the course of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A copyright line: the story above it ends.
    Copyright,
    /// "Related posts" and the like: other stories follow.
    Related,
    /// "Read also" and the like: the next line names another story, and then this one goes on.
    Aside,
    /// "Comments" and the like.
    Comments,
    /// A rule or a note of the layout: `___`, `[to top of second column]`.
    Layout,
}

const RELATED: [&str; 14] = [
    "related posts",
    "related stories",
    "related articles",
    "related news",
    "related content",
    "more news",
    "more stories",
    "you may also like",
    "you might also like",
    "latest news",
    "most read",
    "trending",
    "\u{43d}\u{43e}\u{432}\u{43e}\u{441}\u{442}\u{438} \u{43f}\u{43e} \u{442}\u{435}\u{43c}\u{435}",
    "\u{43d}\u{43e}\u{432}\u{438}\u{43d}\u{438} \u{437}\u{430} \u{442}\u{435}\u{43c}\u{43e}\u{44e}",
];
const ASIDE: [&str; 9] = [
    "related",
    "read more",
    "recommended",
    "see also",
    "read also",
    "also read",
    "\u{447}\u{438}\u{442}\u{430}\u{439}\u{442}\u{435} \u{442}\u{430}\u{43a}\u{436}\u{435}",
    "\u{447}\u{438}\u{442}\u{430}\u{439}\u{442}\u{435} \u{442}\u{430}\u{43a}\u{43e}\u{436}",
    "\u{43f}\u{43e} \u{442}\u{435}\u{43c}\u{435}",
];
const COMMENTS: [&str; 6] = [
    "comments",
    "leave a comment",
    "leave a reply",
    "join the discussion",
    "\u{43a}\u{43e}\u{43c}\u{43c}\u{435}\u{43d}\u{442}\u{430}\u{440}\u{438}\u{438}",
    "\u{43a}\u{43e}\u{43c}\u{435}\u{43d}\u{442}\u{430}\u{440}\u{456}",
];

/// Reads the sign that a line is.
pub fn sign(line: &str) -> Option<Sign> {
    let line = line.trim();
    if line.chars().count() > 200 {
        return None;
    }
    let lower = line.to_lowercase();
    let plain = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let is_copyright =
        lower.starts_with("copyright ") || lower.starts_with('\u{a9}') || lower.contains('\u{a9}') || lower.contains("all rights reserved");
    if is_copyright {
        return Some(Sign::Copyright);
    }
    if RELATED.contains(&plain) {
        return Some(Sign::Related);
    }
    if ASIDE.contains(&plain) {
        return Some(Sign::Aside);
    }
    if COMMENTS.contains(&plain) {
        return Some(Sign::Comments);
    }
    let is_note = line.starts_with('[') && line.ends_with(']') && plain.contains("column");
    (is_note || !line.chars().any(char::is_alphanumeric)).then_some(Sign::Layout)
}

/// The holder that a copyright line names.
pub fn copyright_holder(line: &str) -> Option<&str> {
    let at =
        line.find('\u{a9}').map(|at| at + '\u{a9}'.len_utf8()).or_else(|| line.to_ascii_lowercase().find("copyright").map(|at| at + 9))?;
    let after = line.get(at..)?;
    let lower = after.to_ascii_lowercase();
    let end = lower.find("all rights").unwrap_or(after.len());
    let holder = after
        .get(..end)?
        .trim_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, ',' | '.' | '|' | '-' | '\u{2013}' | '\u{a9}'));
    let holder = holder.strip_prefix("copyright").or_else(|| holder.strip_prefix("Copyright")).unwrap_or(holder);
    let holder = holder
        .trim_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, ',' | '.' | '|' | '-' | '\u{2013}' | '\u{a9}'));
    let holder = holder.strip_prefix("by ").unwrap_or(holder);
    (!holder.is_empty() && holder.chars().count() <= 100).then_some(holder)
}

/// The year of a copyright line.
pub fn copyright_year(line: &str) -> Option<i16> {
    let numbers = line.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 4);
    numbers.filter_map(|number| number.parse().ok()).filter(|year| (1990..=2100).contains(year)).max()
}

/// The names of a byline: `By A. WRITER`, `\u{410}\u{432}\u{442}\u{43e}\u{440}: ...`.
pub fn byline(line: &str) -> Option<&str> {
    const HEADS: [&str; 10] = [
        "by ",
        "from ",
        "author:",
        "written by ",
        "reporting by ",
        "\u{430}\u{432}\u{442}\u{43e}\u{440}:",
        "\u{430}\u{432}\u{442}\u{43e}\u{440}\u{438}:",
        "\u{442}\u{435}\u{43a}\u{441}\u{442}:",
        "von ",
        "par ",
    ];
    let line = line.trim();
    if line.chars().count() > 120 || line.ends_with(['.', '?', '!']) && line.matches(". ").count() > 0 && line.chars().count() > 60 {
        return None;
    }
    let head_n = HEADS.iter().find_map(|head| {
        let begun: String = line.chars().take(head.chars().count()).flat_map(char::to_lowercase).collect();
        (begun == *head).then(|| line.chars().take(head.chars().count()).map(char::len_utf8).sum::<usize>())
    })?;
    let names = line.get(head_n..)?.trim();
    let is_names =
        names.starts_with(char::is_uppercase) && !names.contains(|c: char| c.is_ascii_digit()) && names.split_whitespace().count() <= 14;
    is_names.then_some(names)
}

/// Whether a line is the credit of a picture or names contributors, or is a caption that ends with its credit.
pub fn picture(line: &str) -> Option<Picture> {
    const HOUSES: [&str; 12] = [
        "getty images",
        "via getty",
        "/ap)",
        "ap photo",
        "via ap",
        "/reuters",
        "reuters/",
        "/afp",
        "shutterstock",
        "/epa",
        "pool photo",
        "anadolu",
    ];
    let line = line.trim();
    let lower = line.to_lowercase();
    let chars_n = line.chars().count();
    let has_house = HOUSES.iter().any(|house| lower.contains(house));
    if lower.ends_with("contributed.") || lower.ends_with("contributed") || lower.contains("contributed to this ") {
        return Some(Picture::Contributors);
    }
    if has_house && chars_n <= 90 && !line.ends_with('.') && !line.ends_with(')') {
        return Some(Picture::Credit);
    }
    let tail_from = line.char_indices().rev().nth(70).map_or(0, |(at, _)| at);
    let tail = lower.get(tail_from.min(lower.len())..).unwrap_or(&lower);
    let ends_credited =
        line.ends_with(')') && HOUSES.iter().any(|house| tail.contains(house)) || line.ends_with(')') && tail.contains("photo");
    ends_credited.then_some(Picture::Caption)
}

/// What a line about a picture or a story's makers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Who took it.
    Credit,
    /// What it shows, with who took it.
    Caption,
    /// Who else worked on the story.
    Contributors,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(String, Option<String>)> {
        dateline(line).map(|dateline| (dateline.place, dateline.agency))
    }

    /// Invented places and agencies.
    #[test]
    fn datelines_name_place_and_agency_and_prose_with_dashes_is_none() {
        let some = |place: &str, agency: &str| Some((place.to_owned(), Some(agency.to_owned()).filter(|agency| !agency.is_empty())));
        assert_eq!(read("HILLTOWN (ABC) \u{2014} The talks went on for a second day."), some("HILLTOWN", "ABC"));
        assert_eq!(read("(HILLTOWN) \u{2014} The talks went on for a second day."), some("HILLTOWN", ""));
        assert_eq!(read("HILLTOWN, Jan 7 (Wire) -- The talks went on for a second day."), some("HILLTOWN", "Wire"));
        assert_eq!(read("Hilltown (wna) - The talks went on for a second day."), some("Hilltown", "wna"));
        assert_eq!(read("HILLTOWN, Vt., Jan 7 (Wire) - The talks went on for a second day."), some("HILLTOWN, Vt", "Wire"));
        assert_eq!(read("HILLTOWN, January 7. /WNA/. The talks went on for a second day."), some("HILLTOWN", "WNA"));
        assert_eq!(
            read(
                "\u{41f}\u{410}\u{413}\u{41e}\u{420}\u{411}. 7 \u{441}\u{456}\u{447}\u{43d}\u{44f}. \u{423}\u{41d}. \u{41f}\u{435}\u{440}\u{435}\u{433}\u{43e}\u{432}\u{43e}\u{440}\u{438} \u{442}\u{440}\u{438}\u{432}\u{430}\u{44e}\u{442}\u{44c} \u{434}\u{440}\u{443}\u{433}\u{438}\u{439} \u{434}\u{435}\u{43d}\u{44c}."
            ),
            some("\u{41f}\u{410}\u{413}\u{41e}\u{420}\u{411}", "\u{423}\u{41d}")
        );
        assert_eq!(
            read(
                "\u{425}\u{41e}\u{41b}\u{41c}, 7 \u{44f}\u{43d}\u{432} \u{2014} \u{420}\u{418}\u{410} \u{425}\u{43e}\u{43b}\u{43c}. \u{41f}\u{435}\u{440}\u{435}\u{433}\u{43e}\u{432}\u{43e}\u{440}\u{44b} \u{438}\u{434}\u{443}\u{442} \u{432}\u{442}\u{43e}\u{440}\u{43e}\u{439} \u{434}\u{435}\u{43d}\u{44c}."
            ),
            some("\u{425}\u{41e}\u{41b}\u{41c}", "\u{420}\u{418}\u{410} \u{425}\u{43e}\u{43b}\u{43c}")
        );
        for line in [
            "The talks \u{2014} long expected \u{2014} went on.",
            "A-B is a line that is long enough to be one",
            "HILLTOWN (ABC) \u{2014} short",
            "",
            "Snow (deep) - and more of it on the hills today",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn signs_credits_and_captions_are_told() {
        assert_eq!(sign("All contents \u{a9} copyright 2026 Hill Press. All rights reserved |"), Some(Sign::Copyright));
        assert_eq!(copyright_holder("All contents \u{a9} copyright 2026 Hill Press. All rights reserved |"), Some("Hill Press"));
        assert_eq!(copyright_holder("Copyright \u{a9} 2026, Hill Audio. All rights reserved."), Some("Hill Audio"));
        assert_eq!(copyright_year("Copyright \u{a9} 2024-2026, Hill Audio."), Some(2026));
        assert_eq!(
            (sign("Related Posts:"), sign("___"), sign("[to top of second column]"), sign("Related to this, more")),
            (Some(Sign::Related), Some(Sign::Layout), Some(Sign::Layout), None)
        );
        assert_eq!(byline("By A. WRITER and B. WRITER"), Some("A. WRITER and B. WRITER"));
        assert_eq!(byline("By 2026 the snow will be gone"), None);
        assert_eq!(picture("A. Writer/Hill News via Getty Images"), Some(Picture::Credit));
        assert_eq!(picture("The delegates arrive in the snow on Jan. 6. (A. Writer/Getty Images)"), Some(Picture::Caption));
        assert_eq!(picture("A. Writer in Hilltown contributed."), Some(Picture::Contributors));
        assert_eq!(picture("The talks went on."), None);
    }
}
