//! Words for numbers in English, Ukrainian and Russian, all cases and genders, in their folded form.
//!
//! Folding drops apostrophes, so that forms which differ by one alone (`п'яти`, `пяти`) are one here.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word for a number does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// Stands for itself: 0 to 19, whole tens and whole hundreds.
    Plain(u32),
    /// One and a half: needs a word after it that it multiplies.
    OneAndHalf,
    /// Half of the word after it.
    Half,
    /// Multiplies what stands before it, or one: hundred (English), dozen, ten, score.
    Times(u32),
    /// Thousand, million, ...
    Scale(u32),
    /// Plural of ten or dozen without a number: tens of something.
    Tens,
    /// Plural of hundred without a number.
    Hundreds,
    /// Plural of thousand or more without a number: no number, but at least so many.
    Many(u32),
    /// Several.
    Several,
    /// A couple: two, loosely.
    Couple,
    /// Both: two.
    Both,
    /// None at all.
    None,
}

/// Forms, separated by spaces, and what they are. Source: grammars of the three languages.
const FORMS: &[(&str, Word)] = &[
    ("zero ноль ноля нуль нуля", Word::Plain(0)),
    ("one один одна одно одного одной одному одним одном одну одне однієї одній одною", Word::Plain(1)),
    ("two два две двух двум двумя двое двоих двоим двоими дві двох двом двома двоє двійко", Word::Plain(2)),
    ("three три трех трем тремя трое троих троим троими трьох трьом трьома троє", Word::Plain(3)),
    ("four четыре четырех четырем четырьмя четверо четверых четверым чотири чотирьох чотирьом чотирма", Word::Plain(4)),
    ("five пять пяти пятью пятеро пятерых пятерым пятьох пятьом пятьма", Word::Plain(5)),
    ("six шесть шести шестью шестеро шестерых шестерым шість шістьох шістьом шістьма", Word::Plain(6)),
    ("seven семь семи семью семеро семерых сім сімох сімом сімома", Word::Plain(7)),
    ("eight восемь восьми восемью восьмью восьмеро восьмерых вісім вісьмох вісьмом вісьмома", Word::Plain(8)),
    ("nine девять девяти девятью девятеро девятерых девятьох девятьом девятьма", Word::Plain(9)),
    ("ten десять десяти десятью десятеро десятерых десятьох десятьом десятьма", Word::Plain(10)),
    ("eleven одиннадцать одиннадцати одиннадцатью одинадцять одинадцяти одинадцятьох одинадцятьма", Word::Plain(11)),
    ("twelve двенадцать двенадцати двенадцатью дванадцять дванадцяти дванадцятьох дванадцятьма", Word::Plain(12)),
    ("thirteen тринадцать тринадцати тринадцатью тринадцять тринадцяти тринадцятьох тринадцятьма", Word::Plain(13)),
    ("fourteen четырнадцать четырнадцати четырнадцатью чотирнадцять чотирнадцяти чотирнадцятьох", Word::Plain(14)),
    ("fifteen пятнадцать пятнадцати пятнадцатью пятнадцять пятнадцяти пятнадцятьох пятнадцятьма", Word::Plain(15)),
    ("sixteen шестнадцать шестнадцати шестнадцатью шістнадцять шістнадцяти шістнадцятьох шістнадцятьма", Word::Plain(16)),
    ("seventeen семнадцать семнадцати семнадцатью сімнадцять сімнадцяти сімнадцятьох сімнадцятьма", Word::Plain(17)),
    ("eighteen восемнадцать восемнадцати восемнадцатью вісімнадцять вісімнадцяти вісімнадцятьох", Word::Plain(18)),
    ("nineteen девятнадцать девятнадцати девятнадцатью девятнадцять девятнадцяти девятнадцятьох", Word::Plain(19)),
    ("twenty двадцать двадцати двадцатью двадцять двадцяти двадцятьох двадцятьом двадцятьма", Word::Plain(20)),
    ("thirty тридцать тридцати тридцатью тридцять тридцяти тридцятьох тридцятьом тридцятьма", Word::Plain(30)),
    ("forty сорок сорока", Word::Plain(40)),
    ("fifty пятьдесят пятидесяти пятьюдесятью пятдесят пятдесяти пятдесятьох пятдесятьма", Word::Plain(50)),
    ("sixty шестьдесят шестидесяти шестьюдесятью шістдесят шістдесяти шістдесятьох шістдесятьма", Word::Plain(60)),
    ("seventy семьдесят семидесяти семьюдесятью сімдесят сімдесяти сімдесятьох сімдесятьма", Word::Plain(70)),
    ("eighty восемьдесят восьмидесяти восемьюдесятью восьмьюдесятью вісімдесят вісімдесяти вісімдесятьох", Word::Plain(80)),
    ("ninety девяносто девяноста", Word::Plain(90)),
    ("сто ста", Word::Plain(100)),
    ("двести двухсот двумстам двумястами двухстах двісті двохсот двомстам двомастами двохстах", Word::Plain(200)),
    ("триста трехсот тремстам тремястами трехстах трьохсот трьомстам трьомастами трьохстах", Word::Plain(300)),
    ("четыреста четырехсот четыремстам четырьмястами четырехстах чотириста чотирьохсот чотирьомстам чотирмастами", Word::Plain(400)),
    ("пятьсот пятисот пятистам пятьюстами пятистах пятсот пятьмастами", Word::Plain(500)),
    ("шестьсот шестисот шестистам шестьюстами шестистах шістсот шістьмастами", Word::Plain(600)),
    ("семьсот семисот семистам семьюстами семистах сімсот сьомастами", Word::Plain(700)),
    ("восемьсот восьмисот восьмистам восемьюстами восьмистах вісімсот вісьмастами", Word::Plain(800)),
    ("девятьсот девятисот девятистам девятьюстами девятистах девятсот девятьмастами", Word::Plain(900)),
    ("полтора полторы полутора півтора півтори", Word::OneAndHalf),
    ("half пол пів", Word::Half),
    ("hundred", Word::Times(100)),
    ("сотня сотню сотней сотнею сотен сотень", Word::Times(100)),
    ("dozen дюжина дюжину дюжины дюжин", Word::Times(12)),
    ("score", Word::Times(20)),
    ("десяток десятка десятку десятком", Word::Times(10)),
    ("thousand тысяча тысячу тысячей тысячею тыс тисяча тисячу тисячею тис", Word::Scale(1_000)),
    ("million mln миллион миллиона миллионом млн мільйон мільйона мільйоном", Word::Scale(1_000_000)),
    ("billion bn миллиард миллиарда миллиардом млрд мільярд мільярда мільярдом", Word::Scale(1_000_000_000)),
    ("dozens tens scores десятки десятков десяткам десятками десятках десятків дюжини", Word::Tens),
    ("hundreds сотни сотням сотнями сотнях сотні", Word::Hundreds),
    ("thousands тысячи тысяч тысячам тысячами тысячах тисячі тисяч тисячам тисячами тисячах", Word::Many(1_000)),
    ("millions миллионы миллионов миллионам миллионами мільйони мільйонів мільйонам мільйонами", Word::Many(1_000_000)),
    ("billions миллиарды миллиардов мільярди мільярдів", Word::Many(1_000_000_000)),
    (
        "several few несколько нескольких нескольким несколькими кілька кількох кільком кількома декілька декількох декількома",
        Word::Several,
    ),
    ("couple pair пара пару пары пари", Word::Couple),
    ("both оба обе обоих обеих обоими обеими обидва обидві обох обома", Word::Both),
    ("no none жоден жодного жодної жодна жодну жодних", Word::None),
];

static WORDS: LazyLock<HashMap<&'static str, Word>> =
    LazyLock::new(|| FORMS.iter().flat_map(|(forms, word)| forms.split(' ').map(|form| (form, *word))).collect());

/// What a folded word is as a number; `None` for other words.
pub(crate) fn word_of(plain: &str) -> Option<Word> {
    WORDS.get(plain).copied().or_else(|| half_word(plain))
}

/// `півсотні`, `полсотни`, `півтисячі`, `полтысячи`: half of what follows in the same word.
fn half_word(plain: &str) -> Option<Word> {
    let rest = plain.strip_prefix("пів").or_else(|| plain.strip_prefix("пол"))?;
    match rest {
        "сотні" | "сотни" => Some(Word::Plain(50)),
        "десятка" => Some(Word::Plain(5)),
        "тисячі" | "тысячи" => Some(Word::Plain(500)),
        "дюжини" | "дюжины" => Some(Word::Plain(6)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_stands_for_two_numbers() {
        let mut seen: HashMap<&str, Word> = HashMap::new();
        for (form, word) in FORMS.iter().flat_map(|(forms, word)| forms.split(' ').map(move |form| (form, *word))) {
            assert_eq!(*seen.entry(form).or_insert(word), word, "{form}");
        }
        assert!(seen.len() > 300);
    }
}
