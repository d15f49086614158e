//! Numbers as they were said: the number inside a qualified count, days and shares in a sentence.

use model::{Count, Qualifier};

/// The number that a speaker said, where it was one.
pub fn stated(count: &Count) -> Option<u64> {
    let n = match count.qualifier {
        Qualifier::Exact | Qualifier::AtLeast => count.lo,
        Qualifier::Over => count.lo.map(|lo| lo.saturating_sub(1)),
        Qualifier::UpTo => count.hi,
        Qualifier::Almost => count.hi.map(|hi| hi.saturating_add(1)),
        Qualifier::About => {
            let said = numbers(&count.text).into_iter().next().and_then(|number| u32::try_from(number.value).ok());
            said.filter(|n| count.lo.is_some_and(|lo| lo <= *n) && count.hi.is_some_and(|hi| *n <= hi))
        }
        Qualifier::Between | Qualifier::Several | Qualifier::Dozens | Qualifier::Hundreds | Qualifier::Uncountable => None,
    };
    n.map(u64::from)
}

/// Whether the source's own words make a number one for each day.
pub fn is_rate(count: &Count) -> bool {
    let words = count.text.to_lowercase();
    ["a day", "per day", "each day", "every day", "daily", "/day", "на день", "в день", "в сутки", "за сутки", "на добу", "щодня"]
        .iter()
        .any(|word| words.contains(word))
}

/// A number in a sentence and the bytes that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'t> {
    /// Its whole part.
    pub value: u64,
    /// Tenths, hundredths ... behind a point or comma that parts no thousands, in thousandths.
    pub thousandths: u64,
    /// What stands before it.
    pub before: &'t str,
    /// What stands behind it.
    pub after: &'t str,
}

/// The numbers of a sentence in order; commas and blanks before groups of three belong to a number.
pub fn numbers(text: &str) -> Vec<Number<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = text.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())).map(|offset| at + offset) {
        let (digits, mut end) = whole(text, begin);
        let thousandths = fraction(text, &mut end);
        let is_word = text.get(..begin).and_then(|before| before.chars().next_back()).is_some_and(char::is_alphanumeric);
        if let (Ok(value), false) = (digits.parse(), is_word) {
            found.push(Number { value, thousandths, before: text.get(..begin).unwrap_or(""), after: text.get(end..).unwrap_or("") });
        }
        at = end;
    }
    found
}

fn whole(text: &str, begin: usize) -> (String, usize) {
    let mut digits = String::new();
    let mut at = begin;
    loop {
        let group: String = text.get(at..).unwrap_or("").chars().take_while(char::is_ascii_digit).collect();
        at += group.len();
        digits += &group;
        let mut rest = text.get(at..).unwrap_or("").chars();
        let parts = rest.next().filter(|c| matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'));
        let next: String = rest.take_while(char::is_ascii_digit).collect();
        match parts {
            Some(c) if next.len() == 3 && digits.len() <= 15 => at += c.len_utf8(),
            _ => return (digits, at),
        }
    }
}

fn fraction(text: &str, end: &mut usize) -> u64 {
    let mut rest = text.get(*end..).unwrap_or("").chars();
    if !rest.next().is_some_and(|c| matches!(c, '.' | ',')) {
        return 0;
    }
    let digits: String = rest.take_while(char::is_ascii_digit).collect();
    if digits.is_empty() || digits.len() > 9 {
        return 0;
    }
    *end += 1 + digits.len();
    format!("{digits:0<3}").get(..3).and_then(|three| three.parse().ok()).unwrap_or(0)
}

const DAYS: [&str; 9] = ["day", "days", "днів", "дні", "день", "дня", "дней", "сутки", "суток"];
const OTHER_DAYS: [&str; 10] = ["last", "past", "next", "previous", "every", "останні", "останніх", "последние", "последних", "каждые"];

/// Days that a sentence says have passed: `in 115 days`, `за 100 днів`; not "the last 7 days" and not "459 a day".
pub fn days_in(text: &str) -> Option<u64> {
    numbers(text).into_iter().filter(|number| number.thousandths == 0 && (1..100_000).contains(&number.value)).find_map(|number| {
        let word: String = number
            .after
            .trim_start_matches([' ', '-', '\u{a0}'])
            .chars()
            .take_while(|c| c.is_alphabetic())
            .collect::<String>()
            .to_lowercase();
        let before = number.before.split_whitespace().next_back().unwrap_or("").to_lowercase();
        (DAYS.contains(&word.as_str()) && !OTHER_DAYS.contains(&before.as_str())).then_some(number.value)
    })
}

/// Shares that a sentence gives beside a number: `18,000 of them food, 70 %`, `18,000 (70 %)`: the number and the share, 1/1000 percent.
pub fn shares_in(text: &str) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    for clause in text.split([';', '\n']).flat_map(|part| part.split(". ")) {
        let mut last: Option<u64> = None;
        for number in numbers(clause) {
            let after = number.after.trim_start().to_lowercase();
            let is_share = ["%", "percent", "per cent", "процент", "відсотк"].iter().any(|sign| after.starts_with(sign));
            match (is_share, last) {
                (true, Some(part)) => {
                    found.push((part, number.value * 1_000 + number.thousandths));
                    last = None;
                }
                (true, None) => {}
                (false, _) => last = Some(number.value),
            }
        }
    }
    found
}
