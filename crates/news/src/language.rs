//! Languages, as far as the floor tells them apart: by script and by the commonest small words.

/// The language of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Ukrainian.
    #[serde(rename = "uk")]
    Ukrainian,
    /// Russian.
    #[serde(rename = "ru")]
    Russian,
    /// German.
    #[serde(rename = "de")]
    German,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Italian.
    #[serde(rename = "it")]
    Italian,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
    /// Polish.
    #[serde(rename = "pl")]
    Polish,
    /// Arabic.
    #[serde(rename = "ar")]
    Arabic,
    /// Hebrew.
    #[serde(rename = "he")]
    Hebrew,
    /// Greek.
    #[serde(rename = "el")]
    Greek,
    /// Too little text, or another language: the ISO 639 code for that is `und`.
    #[default]
    #[serde(rename = "und")]
    Undetermined,
}

impl Language {
    /// All that are told apart.
    const ALL: [Self; 12] = [
        Self::English,
        Self::Ukrainian,
        Self::Russian,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Italian,
        Self::Portuguese,
        Self::Polish,
        Self::Arabic,
        Self::Hebrew,
        Self::Greek,
    ];

    /// The language of a tag such as `en` or `uk-UA`.
    pub fn of_code(tag: &str) -> Self {
        let code = tag.split(['-', '_']).next().unwrap_or("");
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code)).unwrap_or_default()
    }

    /// Its ISO 639 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Ukrainian => "uk",
            Self::Russian => "ru",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Italian => "it",
            Self::Portuguese => "pt",
            Self::Polish => "pl",
            Self::Arabic => "ar",
            Self::Hebrew => "he",
            Self::Greek => "el",
            Self::Undetermined => "und",
        }
    }
}

/// Commonest small words, each in one of the languages of its script only or mostly.
const WORDS: [(Language, &[&str]); 9] = [
    (
        Language::English,
        &["the", "of", "and", "to", "in", "that", "is", "was", "for", "with", "on", "as", "by", "at", "from", "said", "it", "he"],
    ),
    (
        Language::German,
        &[
            "der", "die", "und", "das", "den", "von", "zu", "mit", "ist", "im", "f\u{fc}r", "auf", "nicht", "ein", "eine", "dem", "auch",
            "sich",
        ],
    ),
    (
        Language::French,
        &["le", "la", "les", "des", "et", "du", "dans", "pour", "une", "est", "que", "qui", "sur", "pas", "au", "avec", "il", "aux"],
    ),
    (
        Language::Spanish,
        &["el", "la", "los", "las", "de", "y", "en", "que", "del", "para", "una", "por", "con", "se", "su", "al", "lo", "es"],
    ),
    (
        Language::Italian,
        &[
            "il", "di", "che", "la", "per", "della", "un", "una", "non", "con", "gli", "sono", "del", "dei", "nel", "anche", "alla",
            "\u{e8}",
        ],
    ),
    (
        Language::Portuguese,
        &["o", "os", "de", "que", "da", "do", "em", "para", "n\u{e3}o", "uma", "com", "dos", "das", "na", "no", "ao", "s\u{e3}o", "\u{e9}"],
    ),
    (
        Language::Polish,
        &["i", "w", "na", "si\u{119}", "nie", "z", "do", "jest", "\u{17c}e", "to", "o", "jak", "od", "przez", "oraz", "dla", "za", "po"],
    ),
    (
        Language::Russian,
        &[
            "\u{438}",
            "\u{432}",
            "\u{43d}\u{435}",
            "\u{43d}\u{430}",
            "\u{447}\u{442}\u{43e}",
            "\u{441}",
            "\u{43f}\u{43e}",
            "\u{43a}\u{430}\u{43a}",
            "\u{438}\u{437}",
            "\u{43a}",
            "\u{43e}\u{442}",
            "\u{44d}\u{442}\u{43e}",
            "\u{433}\u{43e}\u{434}\u{430}",
            "\u{434}\u{43b}\u{44f}",
            "\u{442}\u{430}\u{43a}\u{436}\u{435}",
            "\u{43f}\u{440}\u{438}",
            "\u{43e}\u{43d}",
            "\u{431}\u{44b}\u{43b}\u{438}",
        ],
    ),
    (
        Language::Ukrainian,
        &[
            "\u{456}",
            "\u{432}",
            "\u{43d}\u{435}",
            "\u{43d}\u{430}",
            "\u{449}\u{43e}",
            "\u{437}",
            "\u{43f}\u{43e}",
            "\u{44f}\u{43a}",
            "\u{442}\u{430}",
            "\u{434}\u{43e}",
            "\u{432}\u{456}\u{434}",
            "\u{446}\u{435}",
            "\u{440}\u{43e}\u{43a}\u{443}",
            "\u{434}\u{43b}\u{44f}",
            "\u{442}\u{430}\u{43a}\u{43e}\u{436}",
            "\u{443}",
            "\u{437}\u{430}",
            "\u{431}\u{443}\u{43b}\u{438}",
        ],
    ),
];
/// Letters that the other of the two languages does not have.
const UKRAINIAN: [char; 4] = ['\u{456}', '\u{457}', '\u{454}', '\u{491}'];
const RUSSIAN: [char; 4] = ['\u{44b}', '\u{44d}', '\u{44a}', '\u{451}'];
/// Whether a letter is of a script.
type Script = fn(char) -> bool;
/// How much of a text is looked at, characters.
const CHARS_MAX: usize = 4_000;
/// Fewest letters from which a language is told.
const LETTERS_MIN: usize = 12;

/// Tells the language of a text from its first 4,000 characters.
pub fn tell_language(text: &str) -> Language {
    let head: String = text.chars().take(CHARS_MAX).flat_map(char::to_lowercase).collect();
    let count = |is: fn(char) -> bool| head.chars().filter(|c| is(*c)).count();
    let letters_n = count(char::is_alphabetic);
    if letters_n < LETTERS_MIN {
        return Language::Undetermined;
    }
    let scripts: [(Script, Language); 4] = [
        (|c| matches!(c, '\u{400}'..='\u{52f}'), Language::Russian),
        (|c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}'), Language::Arabic),
        (|c| matches!(c, '\u{590}'..='\u{5ff}'), Language::Hebrew),
        (|c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'), Language::Greek),
    ];
    let most = scripts.iter().find(|(is, _)| count(*is) * 2 > letters_n);
    match most {
        Some((_, Language::Russian)) => tell_cyrillic(&head),
        Some((_, language)) => *language,
        None if count(|c| c.is_ascii_alphabetic()) * 2 > letters_n => tell_by_words(&head, &WORDS),
        None => Language::Undetermined,
    }
}

fn tell_cyrillic(head: &str) -> Language {
    let n = |letters: [char; 4]| head.chars().filter(|c| letters.contains(c)).count();
    match (n(UKRAINIAN), n(RUSSIAN)) {
        (uk, ru) if uk > 2 * ru => Language::Ukrainian,
        (uk, ru) if ru > 2 * uk => Language::Russian,
        _ => tell_by_words(head, &WORDS),
    }
}

fn tell_by_words(head: &str, lists: &[(Language, &[&str])]) -> Language {
    let words: Vec<&str> = head.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let mut best = (0usize, Language::Undetermined);
    for (language, list) in lists {
        let n = count(list);
        if n > best.0 {
            best = (n, *language);
        }
    }
    // Small words are a third of running text; a tenth is enough to name the language.
    if best.0 * 12 >= words.len() { best.1 } else { Language::Undetermined }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invented sentences.
    #[test]
    fn languages_are_told_by_script_letters_and_small_words() {
        let cases = [
            ("The patrol said that it was on the road to the village.", "en"),
            (
                "\u{41f}\u{430}\u{442}\u{440}\u{443}\u{43b}\u{44c} \u{43f}\u{43e}\u{432}\u{456}\u{434}\u{43e}\u{43c}\u{438}\u{432}, \u{449}\u{43e} \u{431}\u{443}\u{432} \u{43d}\u{430} \u{434}\u{43e}\u{440}\u{43e}\u{437}\u{456} \u{434}\u{43e} \u{441}\u{435}\u{43b}\u{430}.",
                "uk",
            ),
            (
                "\u{41f}\u{430}\u{442}\u{440}\u{443}\u{43b}\u{44c} \u{441}\u{43e}\u{43e}\u{431}\u{449}\u{438}\u{43b}, \u{447}\u{442}\u{43e} \u{431}\u{44b}\u{43b} \u{43d}\u{430} \u{434}\u{43e}\u{440}\u{43e}\u{433}\u{435} \u{43a} \u{441}\u{435}\u{43b}\u{443}.",
                "ru",
            ),
            ("Die Streife war auf dem Weg in das Dorf und sah nichts.", "de"),
            ("La patrouille \u{e9}tait sur la route qui m\u{e8}ne au village, dans les champs.", "fr"),
            ("La patrulla estaba en el camino que lleva al pueblo, con los campos.", "es"),
            ("Patrol nie by\u{142} na drodze do wsi i nie widzia\u{142} tego, \u{17c}e jest dym.", "pl"),
            (
                "\u{643}\u{627}\u{646}\u{62a} \u{627}\u{644}\u{62f}\u{648}\u{631}\u{64a}\u{629} \u{639}\u{644}\u{649} \u{627}\u{644}\u{637}\u{631}\u{64a}\u{642}",
                "ar",
            ),
            ("12:30", "und"),
            ("xqzt vrrm plok hjkl wert zuio asdf", "und"),
        ];
        for (text, code) in cases {
            assert_eq!(tell_language(text).code(), code, "{text}");
        }
    }
}
