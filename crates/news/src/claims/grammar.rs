//! Small words, measures and endings that tell what a number does and does not count.

/// Whether a folded word is one of a list parted by white space.
pub(crate) fn is_one_of(plain: &str, words: &str) -> bool {
    words.split_ascii_whitespace().any(|word| word == plain)
}

/// Whether a folded word begins with one of a list of stems.
pub(crate) fn begins_with(plain: &str, stems: &str) -> bool {
    stems.split_ascii_whitespace().any(|stem| plain.starts_with(stem))
}

pub(super) fn is_cyrillic(plain: &str) -> bool {
    plain.chars().next().is_some_and(|c| matches!(c, '\u{400}'..='\u{52f}'))
}

/// Conjunctions.
pub(super) fn is_and(plain: &str) -> bool {
    is_one_of(plain, "и та і й and а но але but or или або")
}

/// Nouns that stand between a number and what it counts: `45 одиниць техніки`.
pub(super) fn passes(plain: &str) -> bool {
    begins_with(plain, "одиниц единиц штук шт ед од типов типів групп груп")
}

/// Verbs and small words of English, and forms of "to be", that end a noun's phrase.
pub(super) fn is_auxiliary(plain: &str) -> bool {
    is_one_of(
        plain,
        "was were is are be been have has had and or that who which when while as but it they he she said will did do not the \
         other more so then был была были було були",
    )
}

/// Verbs of rising totals.
pub(super) fn rises(plain: &str) -> bool {
    begins_with(plain, "rose risen rise rising climb increas grew grown вырос возрос увелич зрос збільш сягн")
}

/// Words that make a sentence a supposition.
pub(super) fn supposes(plain: &str) -> bool {
    is_one_of(
        plain,
        "could would might may if unless может могут могли мог если якщо може можуть могла бы якби планировали планували планирует планує",
    )
}

/// Stems of units of time, length, weight and money, of months and of army units; Russian and Ukrainian.
const MEASURE_STEMS: &str = "км километр кілометр метр мм см час годин минут хвилин секунд суток сутки дней дня день дні днів доб недел тижн \
     месяц місяц лет год рок рік року процент відсотк градус руб гривен гривн долл дол евро мск кг тонн литр январ феврал март апрел \
     мая май июн июл август сентябр октябр ноябр декабр січ лют берез квіт трав черв лип серп верес жовт листоп груд бригад омбр полк \
     батальон дивиз арми армі калибр калібр омпбр уровн рівн километ годовщ";
/// The same in English, and letters that make an ordinal.
const MEASURES: &str = "km kilometre kilometres kilometer kilometers m metre metres meter meters mm mile miles hour hours minute minutes second \
     seconds day days week weeks month months year years percent per january february march april may june july august september october \
     november december jan feb mar apr jun jul aug sep sept oct nov dec am pm gmt utc th st nd rd dollars euros kg tonnes tons г м т й я \
     го brigade regiment battalion division";
/// Letters that may follow a stem of a measure: `километрах`; longer words are others, as `летательных` is.
const MEASURE_ENDING_MAX: usize = 4;

/// Whether what a number counts is time, length, money, or the number of an army unit: no claim.
pub(super) fn is_measure(plain: &str) -> bool {
    let is_form = |stem: &str| plain.starts_with(stem) && plain.chars().count() <= stem.chars().count() + MEASURE_ENDING_MAX;
    is_one_of(plain, MEASURES) || (!super::lexicon::is_sort(plain) && MEASURE_STEMS.split_ascii_whitespace().any(is_form))
}

/// Nouns in the singular, as they stand with a singular verb.
pub(super) fn is_singular(plain: &str) -> bool {
    is_one_of(
        plain,
        "аппарат апарат бпла беспилотник безпілотник дрон шахед ракета самолет літак вертолет вертоліт гелікоптер катер корабль корабель \
         танк снаряд drone uav missile rocket aircraft helicopter jet plane boat tank shell ship vessel vehicle man woman child boy girl \
         civilian soldier person worker journalist officer resident мужчина женщина ребенок человек чоловік жінка дитина людина солдат \
         военнослужащий військовослужбовець",
    )
}

/// Short participles and past forms in the singular: `уничтожен`, `сбита`, `погиб`.
pub(super) fn is_singular_verb(plain: &str) -> bool {
    const ENDS: &str =
        "ен ена ено ан ана ано ит ита ито ыт ыта ат ата ил ила ив иб ибла инув инула рав рала мер мерла чался чалась дал дала ений";
    is_cyrillic(plain) && ENDS.split_ascii_whitespace().any(|end| plain.ends_with(end))
}

/// Past forms and participles in the plural.
pub(super) fn is_plural_verb(plain: &str) -> bool {
    is_one_of(plain, "destroyed intercepted downed down")
        || (is_cyrillic(plain) && ["ы", "и", "і", "но", "то"].iter().any(|end| plain.ends_with(end)))
}
