//! "Except the villages of ...": the names that a row leaves out.

use crate::method::NAME_CHARS_MAX;
use crate::words::text::clean;

/// Words after which a row names what it leaves out.
const EXCEPT: [&str; 4] = ["за винятком", "крім", "except for", "except"];
/// Marks of a kind of settlement that begin a name even where the comma before it is missing.
const MARKS: [&str; 5] = ["с.", "с-ще", "смт", "м.", "сел."];
/// Most names of one row. Source: assumed.
const NAMES_MAX: usize = 500;

/// The part of a printed name after a word such as "except", if there is one.
pub(crate) fn after_except(name: &str) -> Option<&str> {
    EXCEPT.iter().find_map(|word| Some(name.split_once(word)?.1)).map(str::trim)
}

/// Splits a list of names at commas, semicolons and marks of settlements.
pub(crate) fn read_names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split([',', ';']) {
        let mut name = String::new();
        for word in part.split_whitespace() {
            if MARKS.contains(&word) && !name.is_empty() {
                names.push(std::mem::take(&mut name));
            }
            name.push_str(if name.is_empty() { "" } else { " " });
            name.push_str(word);
        }
        names.push(name);
    }
    names.retain(|name| !name.is_empty());
    names.truncate(NAMES_MAX);
    names.into_iter().map(|name| clean(name.trim_end_matches('.'), NAME_CHARS_MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_comma_or_space_loses_no_name() {
        // Invented villages.
        assert_eq!(
            read_names("с. Гора, с. Новий Став с. Липа, с. Рів,с. Яр, с-ще Поле"),
            ["с. Гора", "с. Новий Став", "с. Липа", "с. Рів", "с. Яр", "с-ще Поле"]
        );
        assert_eq!(after_except("Гірська громада за винятком с. Гора"), Some("с. Гора"));
        assert_eq!((after_except("Гірська громада"), read_names(" , ")), (None, vec![]));
    }
}
