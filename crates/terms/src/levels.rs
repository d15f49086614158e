//! Codes of several levels: which wider territory covers a code, and whom its exceptions leave out.

use model::listing::Listed;

/// Where the levels of a code end, in characters: first, second and third level; the fourth is the place itself.
/// Source: OCHA p-codes as the first 12 characters of the official codes (data/zones_ua_official, data/gazetteer).
const LEVELS: [usize; 3] = [4, 6, 9];
/// Characters of a code that name levels; what follows is a number of its own.
const PLACE: usize = 12;

/// A row of a wider territory that covers a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Through<'a> {
    /// The row.
    pub row: &'a Listed,
    /// Whether its exceptions leave the code out.
    pub excepted: Excepted,
}

/// Whether a code is among the exceptions of a wider row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excepted {
    /// It is named there.
    Yes,
    /// There are none, or the code's name is known and not among them.
    No,
    /// There are exceptions, and the code's name is not known.
    Unknown,
}

impl Excepted {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl<'a> Through<'a> {
    /// Holds a wider row against the rows of a code itself, which know its name.
    pub fn of(row: &'a Listed, own: &[Listed]) -> Self {
        let mut names = own.iter().filter_map(|own| own.name.as_deref()).peekable();
        let excepted = match (row.exceptions.is_empty(), names.peek().is_none()) {
            (true, _) => Excepted::No,
            (false, true) => Excepted::Unknown,
            (false, false) => {
                let is_named = names.any(|printed| row.exceptions.iter().any(|name| names_match(name, printed, &row.exceptions)));
                if is_named { Excepted::Yes } else { Excepted::No }
            }
        };
        Self { row, excepted }
    }
}

/// What the codes of wider territories that cover a code begin with.
pub fn parents(code: &str) -> Vec<String> {
    let own = if code.is_ascii() { code.get(..PLACE) } else { None };
    let Some(own) = own else { return Vec::new() };
    let zeros = |end: usize| "0".repeat(PLACE - end);
    let wider = LEVELS.into_iter().filter_map(|end| Some(format!("{}{}", own.get(..end)?, zeros(end))));
    wider.filter(|parent| parent != own).collect()
}

/// What the codes that a code covers begin with: the code without the zeros of the levels it leaves open.
pub fn covered(code: &str) -> String {
    let own = code.get(..PLACE).unwrap_or(code);
    let open = LEVELS.into_iter().find(|end| own.get(*end..).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte == b'0')));
    own.get(..open.unwrap_or(own.len())).unwrap_or(own).to_owned()
}

/// Whether a printed name, which may go on with the territory it lies in, is the one that an exception names and not a
/// longer one among the same exceptions.
pub fn names_match(exception: &str, printed: &str, all: &[String]) -> bool {
    let (exception, printed) = (plain(exception), plain(printed));
    let begins = |name: &str| printed.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let longer = |other: &String| {
        let other = plain(other);
        other.len() > exception.len() && begins(&other)
    };
    begins(&exception) && !all.iter().any(longer)
}

/// Lower case, one apostrophe, single spaces.
fn plain(name: &str) -> String {
    let same = |c: char| if matches!(c, '`' | '\u{2019}' | '\u{2bc}' | '\u{2018}' | '\u{b4}') { '\'' } else { c };
    let words: Vec<String> = name.split_whitespace().map(|word| word.chars().map(same).flat_map(char::to_lowercase).collect()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_codes_and_covered_ones_are_told_by_their_levels() {
        assert_eq!(parents("XA630800900700286"), ["XA6300000000", "XA6308000000", "XA6308009000"]);
        assert_eq!((covered("XA630800900000286"), covered("XA630800900700286")), ("XA6308009".into(), "XA6308009007".into()));
        assert_eq!((parents("SHORT"), covered("SHORT")), (vec![], "SHORT".into()));
        assert!(parents("XA6308009000123").iter().all(|parent| parent != "XA6308009000"), "a code does not cover itself");
    }

    #[test]
    fn the_longest_exception_that_fits_is_meant() {
        let all = ["с. Гора".to_owned(), "с. Гора Друга".to_owned(), "с. Дар`їв".to_owned()];
        assert!(names_match("с. Гора Друга", "с. Гора Друга Гірської громади", &all));
        assert!(!names_match("с. Гора", "с. Гора Друга Гірської громади", &all));
        assert!(names_match("с. Гора", "с.  Гора", &all) && !names_match("с. Гора", "с. Горака", &all));
        assert!(names_match("с. Дар`їв", "с. Дар’їв", &all));
    }
}
