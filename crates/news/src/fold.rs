//! Letters made comparable: case, marks, apostrophes, look-alikes of another script, invisible characters.

use unicode_normalization::char::decompose_canonical;

/// What had to be done to a word beyond taking its small letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Oddity {
    /// Letters of two scripts in one word, some of them look-alikes.
    pub mixed_scripts: bool,
    /// Characters that are not seen: zero width, soft hyphen, direction marks.
    pub invisible: bool,
}

impl Oddity {
    /// Whether anything was odd.
    pub const fn is_odd(self) -> bool {
        self.mixed_scripts || self.invisible
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { mixed_scripts: self.mixed_scripts || other.mixed_scripts, invisible: self.invisible || other.invisible }
    }
}

/// Latin letters and the Cyrillic ones that look the same, capitals first because not all pairs look alike when small.
const LOOK_ALIKES: [(char, char); 29] = [
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('J', 'Ј'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('S', 'Ѕ'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('Ï', 'Ї'),
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('i', 'і'),
    ('ï', 'ї'),
    ('j', 'ј'),
    ('k', 'к'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('x', 'х'),
    ('y', 'у'),
    ('m', 'м'),
];

/// Characters that are not seen and mean nothing for comparison.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Marks that stand inside a word without parting it: apostrophes in all their shapes, and the modifier letters of transliterations.
pub const fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}'
            | '\u{2018}'
            | '\u{2bc}'
            | '\u{2bb}'
            | '\u{2b9}'
            | '\u{2be}'
            | '\u{2bf}'
            | '`'
            | '\u{b4}'
            | '\u{2032}'
            | '\u{201b}'
            | '\u{5f3}'
            | '\u{5f4}'
    )
}

/// Marks that are written over or under a letter: accents, points of Hebrew, short vowels of Arabic, its tatweel.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Whether a character belongs to a word: a letter or a mark on one.
pub fn is_word(c: char) -> bool {
    c.is_alphabetic() || is_mark(c)
}

const fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

const fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Folds one word: small letters, no marks, no apostrophes, one script; `ё` becomes `е`.
pub fn fold(word: &str) -> (String, Oddity) {
    let mut oddity = Oddity { mixed_scripts: false, invisible: word.chars().any(is_invisible) };
    let has_both = word.chars().any(is_cyrillic) && word.chars().any(is_latin);
    if !has_both {
        return (word.chars().fold(String::with_capacity(word.len()), push), oddity);
    }
    oddity.mixed_scripts = true;
    let all_have_cyrillic = word.chars().filter(|c| is_latin(*c)).all(|c| cyrillic_of(c).is_some());
    let all_have_latin = word.chars().filter(|c| is_cyrillic(*c)).all(|c| latin_of(c).is_some());
    let mapped = |c: char| match (all_have_cyrillic, all_have_latin) {
        (true, _) => cyrillic_of(c).unwrap_or(c),
        (false, true) => latin_of(c).unwrap_or(c),
        (false, false) => c,
    };
    (word.chars().fold(String::with_capacity(word.len()), |out, c| push(out, mapped(c))), oddity)
}

fn cyrillic_of(c: char) -> Option<char> {
    LOOK_ALIKES.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic)
}

fn latin_of(c: char) -> Option<char> {
    LOOK_ALIKES.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin)
}

/// Adds one character in its plain form.
pub(crate) fn push(mut out: String, c: char) -> String {
    if c.is_ascii() {
        if !is_apostrophe(c) && !matches!(c, '*' | '_') {
            out.push(c.to_ascii_lowercase());
        }
        return out;
    }
    if is_invisible(c) || is_apostrophe(c) || is_mark(c) {
        return out;
    }
    for small in c.to_lowercase() {
        match small {
            'ё' => out.push('е'),
            'ґ' => out.push('г'),
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ى' => out.push('ي'),
            'ı' => out.push('i'),
            small if is_cyrillic(small) => out.push(small),
            small => decompose_canonical(small, |part| {
                if !is_mark(part) {
                    out.push(part);
                }
            }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_all_scripts_are_folded_to_plain_small_letters() {
        for (word, plain) in [
            ("П\u{2019}ятеро", "пятеро"),
            ("Щёлково", "щелково"),
            ("Aş Şūrah", "as surah"),
            ("Slov\u{2bc}yans\u{2019}k", "slovyansk"),
            ("\u{645}\u{64e}\u{62f}\u{64a}\u{646}\u{629}", "\u{645}\u{62f}\u{64a}\u{646}\u{629}"),
        ] {
            assert_eq!(fold(word).0, plain, "{word}");
        }
    }

    #[test]
    fn look_alikes_and_unseen_characters_are_folded_and_said() {
        let (plain, oddity) = fold("Xepсoн");
        assert_eq!((plain.as_str(), oddity.mixed_scripts), ("херсон", true));
        let (plain, oddity) = fold("dr\u{43e}nes");
        assert_eq!((plain.as_str(), oddity.mixed_scripts), ("drones", true));
        let (plain, oddity) = fold("Хер\u{200b}сон");
        assert_eq!((plain.as_str(), oddity.invisible, oddity.mixed_scripts), ("херсон", true, false));
        assert!(!fold("Херсон").1.is_odd());
    }
}
