//! Inflected forms of place names by rule: cases of Ukrainian and Russian nouns and adjectives, adjectives of regions.
//!
//! Names come without their language, so the rules of both are tried; a form that no language has does no harm,
//! because nobody writes it. Rules, not lists: nothing here names a place.

use crate::fold::fold;

/// Cases beside the nominative, in the order of the tables.
const CASES: usize = 5;
/// Most forms of one name that are kept.
const FORMS_MAX: usize = 256;
/// Most combinations of a name's words in one case.
const PRODUCTS_MAX: usize = 48;

/// What a form says beside the name itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// The name, in any case.
    Name,
    /// An adjective of it: a region, district or direction.
    Adjective,
    /// A region called after it in one word: `-щина`.
    Land,
}

/// All forms of a name as lists of folded words; the nominative first.
pub(crate) fn forms(name: &str) -> Vec<Vec<String>> {
    let words = words_of(name);
    let mut all: Vec<Vec<String>> = vec![words.iter().map(|(word, _)| word.clone()).collect()];
    if words.is_empty() || !words.iter().any(|(word, _)| is_cyrillic(word)) {
        return all;
    }
    // From a preposition on nothing changes: `на-Дону`.
    let fixed_at = words
        .iter()
        .position(|(word, _)| {
            matches!(word.as_str(), "на" | "над" | "под" | "під" | "при" | "у" | "в" | "за" | "де" | "ла" | "ель" | "эль" | "аль" | "эт")
        })
        .unwrap_or(words.len());
    if let ([(word, false)], 1) = (words.as_slice(), fixed_at) {
        for form in (0..CASES).flat_map(|case| in_case(word, case)) {
            if all.len() < FORMS_MAX && !all.iter().any(|known| known.first() == Some(&form)) {
                all.push(vec![form]);
            }
        }
        return all;
    }
    for case in 0..CASES {
        let joint: Vec<Vec<String>> =
            words.iter().enumerate().map(|(at, (word, _))| if at >= fixed_at { vec![word.clone()] } else { in_case(word, case) }).collect();
        push_products(&joint, &mut all);
        if words.iter().any(|(_, is_hyphened)| *is_hyphened) && fixed_at == words.len() {
            let last: Vec<Vec<String>> = words
                .iter()
                .enumerate()
                .map(|(at, (word, _))| if at + 1 < words.len() { vec![word.clone()] } else { in_case(word, case) })
                .collect();
            push_products(&last, &mut all);
        }
    }
    all
}

fn push_products(choices: &[Vec<String>], all: &mut Vec<Vec<String>>) {
    let mut products: Vec<Vec<String>> = vec![Vec::new()];
    for options in choices {
        products = products
            .iter()
            .flat_map(|begun| options.iter().map(|option| begun.iter().cloned().chain([option.clone()]).collect()))
            .take(PRODUCTS_MAX)
            .collect();
    }
    for product in products {
        if all.len() < FORMS_MAX && !all.contains(&product) {
            all.push(product);
        }
    }
}

/// Folded words of a name; whether each is joined to the next by a hyphen.
pub(crate) fn words_of(name: &str) -> Vec<(String, bool)> {
    let tokens = crate::words::tokens(name);
    let mut words: Vec<(String, bool)> = Vec::new();
    for token in tokens {
        match token.class {
            crate::words::Class::Word => words.push((token.plain, false)),
            _ if token.is_mark("-\u{2010}\u{2011}\u{5be}") && !token.is_apart => {
                if let Some(last) = words.last_mut() {
                    last.1 = true;
                }
            }
            _ if token.is_mark("(,/\u{60c}") => break,
            _ => {}
        }
    }
    words
}

fn is_cyrillic(word: &str) -> bool {
    word.chars().next().is_some_and(|c| matches!(c, '\u{400}'..='\u{52f}'))
}

/// A name's adjectives, their stems without ending: `сумськ`, `сумск`.
pub(crate) fn adjective_stems(name: &str) -> Vec<String> {
    let words = words_of(name);
    let [(word, _)] = words.as_slice() else { return Vec::new() };
    if !is_cyrillic(word) || word.chars().count() < 3 {
        return Vec::new();
    }
    let is_stem = |stem: &&str| ["ськ", "цьк", "зьк", "ск", "цк"].iter().any(|end| stem.ends_with(end));
    if let Some(stem) = ["ий", "ій", "ая", "ое", "ой", "а", "е", "і"].iter().find_map(|end| word.strip_suffix(end).filter(is_stem))
    {
        return with_sister(stem);
    }
    let stem = word.trim_end_matches(['а', 'я', 'о', 'е', 'и', 'ы', 'і', 'й', 'ь', 'є', 'ї', 'у', 'ю']);
    let Some(last) = stem.chars().last() else { return Vec::new() };
    let body = cut(stem, 1);
    let (uk, ru) = match last {
        'к' | 'ч' | 'ц' => (format!("{body}цьк"), format!("{body}цк")),
        'г' | 'ж' | 'з' => (format!("{body}зьк"), format!("{body}жск")),
        'х' | 'ш' | 'с' => (format!("{body}ськ"), format!("{stem}ск")),
        _ => (format!("{stem}ськ"), format!("{stem}ск")),
    };
    let mut stems = vec![uk, ru];
    if is_stem(&stem) {
        return with_sister(stem);
    }
    // Fleeting and changed vowels: `Львів`, `Тверь`, `Полтава`, `Тула`, `Рівне`.
    if let Some(open) = open_syllable(stem) {
        stems.push(format!("{open}ськ"));
        stems.push(format!("{open}ск"));
    }
    stems.push(format!("{stem}ьск"));
    stems.push(format!("{stem}енськ"));
    stems.push(format!("{stem}енск"));
    stems.push(format!("{stem}инськ"));
    stems.push(format!("{stem}инск"));
    stems
}

/// An adjective's stem and the other language's: `холмськ`, `холмск`.
fn with_sister(stem: &str) -> Vec<String> {
    let sister = match stem {
        _ if stem.ends_with("ьк") => format!("{}к", cut(stem, 2)),
        _ if stem.ends_with("ск") || stem.ends_with("цк") => format!("{}ьк", cut(stem, 1)),
        _ => return vec![stem.to_owned()],
    };
    vec![stem.to_owned(), sister]
}

/// Endings of adjectives in all cases and genders, both languages.
const ADJECTIVE_ENDINGS: &str =
    "ий ій ый ой а я ая яя е є ое ее і ї ие ые ого його его ому йому ему им ім ым ом ем ої ей ой ій ую у ю ою ею их ых іх ими ыми іми";

/// Endings of all forms of an adjective's stem.
pub(crate) fn adjective_endings() -> impl Iterator<Item = &'static str> {
    ADJECTIVE_ENDINGS.split(' ')
}

/// A land's name in one word, from an adjective's stem, in all cases: `Сумщина`.
pub(crate) fn land_forms(stem: &str) -> Vec<String> {
    let base = match stem {
        _ if stem.ends_with("цьк") => format!("{}ччин", cut(stem, 3)),
        _ if stem.ends_with("ськ") => format!("{}щин", cut(stem, 3)),
        _ if stem.ends_with("зьк") => format!("{}жчин", cut(stem, 3)),
        _ if stem.ends_with("ск") => format!("{}щин", cut(stem, 2)),
        _ => return Vec::new(),
    };
    ["а", "и", "і", "у", "ою", "ы", "е", "ой"].iter().map(|ending| format!("{base}{ending}")).collect()
}

/// A word without its last letters.
fn cut(word: &str, n: usize) -> String {
    let keep = word.chars().count().saturating_sub(n);
    word.chars().take(keep).collect()
}

/// The stem with the vowel of an open syllable: `харків` -> `харков`, `чернівц`; `ніжин` has none.
fn open_syllable(stem: &str) -> Option<String> {
    let letters: Vec<char> = stem.chars().collect();
    let at = letters.iter().rposition(|c| matches!(c, 'і' | 'ї'))?;
    (at + 2 == letters.len() || (at + 3 == letters.len() && letters.last() == Some(&'ь')))
        .then(|| letters.iter().enumerate().map(|(index, c)| if index == at { if *c == 'ї' { 'є' } else { 'о' } } else { *c }).collect())
}

/// Stems that a masculine noun has before its endings: itself, with an opened vowel, without a fleeting one.
fn stems(word: &str) -> Vec<String> {
    let bare = word.trim_end_matches('ь');
    let letters: Vec<char> = bare.chars().collect();
    let mut stems = vec![bare.to_owned()];
    let n = letters.len();
    let with = |at: usize, replaced: Option<char>| -> String {
        letters.iter().enumerate().filter_map(|(index, c)| if index == at { replaced } else { Some(*c) }).collect()
    };
    if let Some(at) = n.checked_sub(2).filter(|_| n >= 3) {
        match letters.get(at) {
            Some('і') => stems.extend([with(at, Some('о')), with(at, Some('е'))]),
            Some('ї') => stems.push(with(at, Some('є'))),
            Some('е' | 'о' | 'є') if n >= 4 => {
                stems.push(with(at, None));
                stems.push(with(at, Some('ь')));
            }
            _ => {}
        }
    }
    stems
}

/// The forms of one word in a case: genitive, dative, accusative, instrumental, locative.
fn in_case(word: &str, case: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |stem: &str, endings: [&str; CASES]| {
        let Some(list) = endings.get(case) else { return };
        for ending in list.split(' ') {
            let form = if ending == "0" { stem.to_owned() } else { format!("{stem}{ending}") };
            if !found.contains(&form) {
                found.push(form);
            }
        }
    };
    let last = word.chars().last().unwrap_or(' ');
    let stem = cut(word, 1);
    let before = stem.chars().last().unwrap_or(' ');
    match last {
        'ь' => {
            for stem in stems(word) {
                add(&stem, ["я і и", "ю еві і и", "ь я", "ем ьом ью ю", "і ю е и еві"]);
            }
        }
        'й' => {
            if !matches!(before, 'и' | 'ы') {
                add(&stem, ["я", "ю єві", "й", "єм ем", "ї є е ю"]);
            }
            if matches!(before, 'и' | 'і' | 'ы' | 'о') {
                let stem = cut(word, 2);
                add(&stem, ["ого ього его", "ому ьому ему", "ий ій ый ой ого", "им ім ым", "ому ім ом ем ьому ему"]);
            }
        }
        'а' => {
            add(&stem, ["и ы і", "і е", "у", "ою ой ею ей", "і е"]);
            if let Some(soft) = softened(&stem) {
                add(&soft, ["и", "і", "у", "ою", "і"]);
            }
            add(&stem, ["ої", "ій", "у", "ою", "ій"]);
        }
        'я' => {
            add(&stem, ["і и ї я", "і е и ї ю", "ю я", "ею ей єю ям", "і е и ї"]);
            if matches!(before, 'а' | 'я') {
                let stem = cut(word, 2);
                add(&stem, ["ой ей", "ой ей", "ую юю", "ой ою ей", "ой ей"]);
            }
        }
        'о' => {
            add(&stem, ["а", "у ові", "о", "ом", "і е у ові о"]);
            if let Some(soft) = softened(&stem) {
                add(&soft, ["а", "у", "о", "ом", "і"]);
            }
        }
        'е' | 'є' => {
            if matches!(before, 'ы' | 'и') {
                let stem = cut(word, 2);
                add(&stem, ["ых их", "ым им", "ые ие", "ыми ими", "ых их"]);
            } else {
                add(&stem, ["ого я а ього його", "ому ю у ьому йому", "е є", "им ем ім єм", "ому ім і е ї ом ем ю ьому йому"]);
            }
            if matches!(before, 'о' | 'е' | 'ь') {
                let stem = if before == 'ь' { stem } else { cut(word, 2) };
                add(&stem, ["ого его я", "ому ему ю", "ое ее е", "ым им ем", "ом ем е"]);
            }
        }
        'и' | 'ы' | 'і' | 'ї' => {
            add(&stem, ["0 ів ов ев ей їв ь", "ам ям", "и ы і ї", "ами ями", "ах ях"]);
            add(&stem, ["их ых", "им ым", "і", "ими ыми", "их ых"]);
            for stem in filled(&stem) {
                add(&stem, ["0", "0", "0", "0", "0"]);
            }
        }
        'у' | 'ю' | 'э' => {}
        _ if is_consonant(last) => {
            for stem in stems(word) {
                add(&stem, ["а у я ю", "у ові еві ю", "0", "ом ем єм ым им", "і у ові е еві ю"]);
                if let Some(soft) = softened(&stem) {
                    add(&soft, ["а", "у", "0", "ом", "і"]);
                }
            }
        }
        _ => {}
    }
    if found.is_empty() {
        found.push(word.to_owned());
    }
    found
}

const fn is_consonant(c: char) -> bool {
    matches!(c, 'б' | 'в' | 'г' | 'д' | 'ж' | 'з' | 'к' | 'л' | 'м' | 'н' | 'п' | 'р' | 'с' | 'т' | 'ф' | 'х' | 'ц' | 'ч' | 'ш' | 'щ')
}

/// Ukrainian consonants before the locative's ending: г -> з, к -> ц, х -> с.
fn softened(stem: &str) -> Option<String> {
    let soft = match stem.chars().last()? {
        'г' => 'з',
        'к' => 'ц',
        'х' => 'с',
        _ => return None,
    };
    Some(cut(stem, 1) + &soft.to_string())
}

/// Genitive plurals with a vowel between two consonants: `лубн` -> `лубен`, `олешк` -> `олешек`.
fn filled(stem: &str) -> Vec<String> {
    let letters: Vec<char> = stem.chars().collect();
    let Some((last, before)) = letters.last().zip(letters.len().checked_sub(2).and_then(|at| letters.get(at))) else { return Vec::new() };
    if !is_consonant(*last) || !(is_consonant(*before) || *before == 'ь') {
        return Vec::new();
    }
    let begin = cut(stem, 1);
    let begin = begin.trim_end_matches('ь');
    ['е', 'о'].iter().map(|vowel| format!("{begin}{vowel}{last}")).collect()
}

/// Whether a name is an adjective by its ending, as regions and districts of codifiers are.
pub(crate) fn is_adjective_name(name: &str) -> bool {
    let (plain, _) = fold(name.trim());
    ["ська", "цька", "зька", "ський", "цький", "зький", "ская", "цкая", "ский", "цкий"].iter().any(|end| plain.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(name: &str, form: &str) -> bool {
        let wanted: Vec<String> = words_of(form).into_iter().map(|(word, _)| word).collect();
        forms(name).contains(&wanted)
    }

    #[test]
    fn names_are_found_in_their_cases() {
        // Invented names with the endings of public ones, two languages.
        for (name, forms) in [
            ("Гірків", "Гіркова Гіркову Гірковом Гіркові"),
            ("Синькиїв", "Синькиєва Синькиєві"),
            ("Соснівка", "Соснівки Соснівці Соснівку Соснівкою"),
            ("Лужани", "Лужан Лужанах Лужанами"),
            ("Холмск", "Холмска Холмску Холмском Холмске"),
            ("Кременець", "Кременця Кременцю Кременцем Кременці"),
            ("Городок", "Городка Городку Городком"),
            ("Тернівпіль", "Тернівполя Тернівполі Тернівполем"),
            ("Запілля", "Запіллям Запіллі Запіллю"),
            ("Заполье", "Заполья Заполью Запольем"),
            ("Рівнинне", "Рівнинного Рівнинному Рівнинним"),
            ("Южное", "Южного Южному Южном"),
            ("Горняцкий", "Горняцкого Горняцком"),
            ("Лубни", "Лубен Лубнах"),
            ("Кремінна", "Кремінній Кремінної Кремінну"),
            ("Олешки", "Олешків Олешках Олешек"),
            ("Балаклія", "Балаклії Балаклію Балаклією"),
            ("Джанкой", "Джанкоя Джанкої Джанкое Джанкоем"),
            ("Черновцы", "Черновцов Черновцах"),
        ] {
            for form in forms.split(' ') {
                assert!(has(name, form), "{name}: {form} is not among {:?}", super::forms(name));
            }
        }
    }

    #[test]
    fn names_of_several_words_change_together_and_from_a_preposition_on_not_at_all() {
        assert!(has("Кривий Ріг", "Кривого Рогу") && has("Кривий Ріг", "Кривому Розі"));
        assert!(has("Біла Церква", "Білої Церкви") && has("Біла Церква", "Білій Церкві"));
        assert!(has("Горов-на-Дону", "Горове-на-Дону") && has("Горов-на-Дону", "Горова-на-Дону"));
        assert!(has("Івано-Холмськ", "Івано-Холмську"));
        assert!(has("Новые Холмы", "Новых Холмов") && has("Новые Холмы", "Новых Холмах"));
        assert_eq!(forms("Upper Hill"), [["upper", "hill"]]);
    }

    #[test]
    fn regions_are_called_by_adjectives_and_lands() {
        for (name, form) in [
            ("Холмськ", "холмській"),
            ("Холмск", "холмской"),
            ("Гірків", "гірківської"),
            ("Донецьк", "донецькій"),
            ("Тула", "тульской"),
            ("Полтава", "полтавській"),
            ("Рівне", "рівненської"),
            ("Калуга", "калужской"),
            ("Суми", "сумської"),
            ("Холмська", "холмській"),
        ] {
            let all: Vec<String> =
                adjective_stems(name).iter().flat_map(|stem| adjective_endings().map(move |ending| format!("{stem}{ending}"))).collect();
            assert!(all.iter().any(|found| found == form), "{name}: {form}");
        }
        let lands: Vec<String> = adjective_stems("Суми").iter().flat_map(|stem| land_forms(stem)).collect();
        assert!(lands.iter().any(|land| land == "сумщині"));
        assert!(adjective_stems("Донецьк").iter().flat_map(|stem| land_forms(stem)).any(|land| land == "донеччині"));
    }
}
