//! One amount from tokens: digits with separators, words, and both together.

use super::lexicon::{Word, word_of};
use crate::words::{Class, Token};

/// An amount before its qualifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// A number; those above [`u32::MAX`] are held there and say so.
    Number {
        n: u32,
        is_beyond: bool,
        /// Written as a loose amount: a dozen, a couple, one and a half hundred.
        is_loose: bool,
    },
    /// Several.
    Several,
    /// Tens.
    Tens,
    /// Hundreds.
    Hundreds,
    /// At least so many: thousands.
    Many(u32),
    /// None at all.
    None,
}

/// Reads the amount that begins at a token; with the index of the first token after it.
pub(super) fn amount_at(tokens: &[Token], at: usize) -> Option<(Amount, usize)> {
    match tokens.get(at)?.class {
        Class::Digits => digits_at(tokens, at),
        Class::Word => words_at(tokens, at),
        Class::Mark(_) | Class::Link | Class::Line => None,
    }
}

/// Thousandths, so that "2,5 thousand" is whole.
const MILLI: u64 = 1_000;

fn number(milli: u64, is_loose: bool) -> Amount {
    let n = milli / MILLI;
    Amount::Number { n: u32::try_from(n).unwrap_or(u32::MAX), is_beyond: n > u64::from(u32::MAX), is_loose }
}

/// `25,700`, `1 020 000`, `2,5 тыс.`, `1.5 million`.
fn digits_at(tokens: &[Token], at: usize) -> Option<(Amount, usize)> {
    let first = tokens.get(at)?;
    let mut digits = first.plain.clone();
    let mut next = at + 1;
    if first.plain.len() <= 3 {
        while let Some((group, after)) = group_after(tokens, next, next > at + 1) {
            digits.push_str(group);
            next = after;
        }
    }
    let milli = digits.parse::<u64>().map_or(u64::MAX, |n| n.saturating_mul(MILLI));
    if let Some((thousandths, after)) = decimals_after(tokens, next) {
        let (scale, end) = scale_after(tokens, after)?;
        return Some((number(milli.saturating_add(thousandths).saturating_mul(scale), true), end));
    }
    let (scale, end) = scale_after(tokens, next).unwrap_or((1, next));
    Some((number(milli.saturating_mul(scale), false), end))
}

/// A group of three digits after a separator of thousands.
fn group_after(tokens: &[Token], at: usize, has_more: bool) -> Option<(&str, usize)> {
    let three = |index: usize| tokens.get(index).filter(|token| token.is_digits() && token.plain.len() == 3);
    let token = tokens.get(at)?;
    if token.is_digits() && token.is_apart {
        return three(at).filter(|_| !is_hyphened(tokens, at + 1)).map(|token| (token.plain.as_str(), at + 1));
    }
    let group = three(at + 1).filter(|group| !group.is_apart && !token.is_apart)?;
    // A point parts thousands only if it does so twice: "1.020" may as well be a decimal.
    let is_point =
        token.is_mark(".") && (has_more || (three(at + 3).is_some() && tokens.get(at + 2).is_some_and(|mark| mark.is_mark("."))));
    (token.is_mark(",\u{2019}'") || is_point).then_some((group.plain.as_str(), at + 2))
}

/// `14 100-мм`: a number that belongs to the word after it is no group of thousands.
fn is_hyphened(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.is_mark("-\u{2011}") && !token.is_apart)
}

/// `,5` after whole digits, in thousandths.
fn decimals_after(tokens: &[Token], at: usize) -> Option<(u64, usize)> {
    tokens.get(at).filter(|token| token.is_mark(",.") && !token.is_apart)?;
    let digits = tokens.get(at + 1).filter(|token| token.is_digits() && !token.is_apart)?;
    let n: u64 = digits.plain.parse().ok()?;
    Some((n * [1_000, 100, 10, 1].get(digits.plain.len())?, at + 2))
}

/// A word of scale after digits.
fn scale_after(tokens: &[Token], at: usize) -> Option<(u64, usize)> {
    let at = if is_hyphened(tokens, at) { at + 1 } else { at };
    let token = tokens.get(at).filter(|token| token.is_word())?;
    let scale = match word_of(&token.plain)? {
        Word::Scale(scale) | Word::Many(scale) => scale,
        Word::Times(times) => times,
        Word::Tens => 10,
        _ => return None,
    };
    Some((u64::from(scale), after_point(tokens, at + 1)))
}

/// Skips the point of an abbreviation.
fn after_point(tokens: &[Token], at: usize) -> usize {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let is_abbreviated = before.is_some_and(|token| matches!(token.plain.as_str(), "тыс" | "тис" | "млн" | "млрд" | "mln" | "bn"));
    let has_point = tokens.get(at).is_some_and(|token| token.is_mark(".") && !token.is_apart);
    if is_abbreviated && has_point { at + 1 } else { at }
}

/// `двадцать один`, `one hundred and five`, `полторы тысячи`, `three dozen`.
fn words_at(tokens: &[Token], at: usize) -> Option<(Amount, usize)> {
    match word_of(&tokens.get(at)?.plain)? {
        Word::Several => Some(several_at(tokens, at)),
        Word::Tens => Some(tens_at(tokens, at)),
        Word::Hundreds => Some((Amount::Hundreds, at + 1)),
        Word::Many(n) => Some((Amount::Many(n), at + 1)),
        Word::Couple => Some((number(2 * MILLI, true), skip_of(tokens, at + 1))),
        Word::Both => Some((number(2 * MILLI, false), at + 1)),
        Word::None => Some((Amount::None, at + 1)),
        Word::OneAndHalf => half_at(tokens, at, MILLI * 3 / 2),
        Word::Half => half_at(tokens, at, MILLI / 2),
        Word::Plain(_) | Word::Times(_) | Word::Scale(_) => summed_at(tokens, at),
    }
}

fn summed_at(tokens: &[Token], at: usize) -> Option<(Amount, usize)> {
    let mut sum = Sum { done_milli: 0, now: 0, last_scale: u32::MAX, is_loose: false, is_begun: false };
    let mut next = at;
    while let Some(step) = next_word(tokens, next, &sum) {
        let Some(word) = tokens.get(step).and_then(|token| word_of(&token.plain)) else { break };
        if !sum.take(word) {
            break;
        }
        next = after_point(tokens, step + 1);
    }
    let milli = sum.done_milli.saturating_add(sum.now.saturating_mul(MILLI));
    (next > at).then(|| (number(milli, sum.is_loose), next))
}

/// The sum as it grows: what is complete above a word of scale, and what is being said.
struct Sum {
    done_milli: u64,
    now: u64,
    last_scale: u32,
    is_loose: bool,
    is_begun: bool,
}

impl Sum {
    /// Takes a further word; false if it does not go on from what was said.
    fn take(&mut self, word: Word) -> bool {
        match word {
            Word::Plain(n) if self.has_room_for(n) => self.now += u64::from(n),
            Word::Times(100) if !self.is_begun || (1..=9).contains(&self.now) => self.now = self.now.max(1) * 100,
            Word::Times(times) if times != 100 && (!self.is_begun || (1..=99).contains(&self.now)) => {
                (self.now, self.is_loose) = (self.now.max(1) * u64::from(times), true);
            }
            Word::Scale(scale) | Word::Many(scale) if scale < self.last_scale => {
                let said = self.now.max(1).saturating_mul(u64::from(scale)).saturating_mul(MILLI);
                (self.done_milli, self.now, self.last_scale) = (self.done_milli.saturating_add(said), 0, scale);
            }
            Word::Tens if (1..=9).contains(&self.now) => (self.now, self.is_loose) = (self.now * 10, true),
            Word::Hundreds if (1..=9).contains(&self.now) => (self.now, self.is_loose) = (self.now * 100, true),
            _ => return false,
        }
        self.is_begun = true;
        true
    }

    /// Whether a smaller word may follow what was said: units after tens, tens after hundreds, anything after a word of scale.
    fn has_room_for(&self, n: u32) -> bool {
        if !self.is_begun {
            return true;
        }
        let is_after_scale = self.now == 0 && self.done_milli > 0 && n > 0;
        let is_lower = match n {
            0 => false,
            1..=9 => self.now.is_multiple_of(10) && self.now % 100 != 10 && self.now >= 20,
            10..=99 => self.now.is_multiple_of(100) && self.now >= 100,
            _ => false,
        };
        is_after_scale || is_lower
    }
}

/// The token with the next word of a number: at once, after a hyphen, or after "and".
fn next_word(tokens: &[Token], at: usize, sum: &Sum) -> Option<usize> {
    let token = tokens.get(at)?;
    if !sum.is_begun || (token.is_word() && word_of(&token.plain).is_some()) {
        return Some(at);
    }
    let is_hyphen = is_hyphened(tokens, at) && tokens.get(at + 1).is_some_and(|next| !next.is_apart);
    let is_and = token.is("and") && sum.now >= 100 && sum.now.is_multiple_of(100);
    (is_hyphen || is_and).then_some(at + 1).filter(|next| tokens.get(*next).is_some_and(Token::is_word))
}

fn half_at(tokens: &[Token], at: usize, milli: u64) -> Option<(Amount, usize)> {
    let next = if tokens.get(at + 1).is_some_and(|token| token.is("a") || token.is_mark("-")) { at + 2 } else { at + 1 };
    let times = match word_of(&tokens.get(next)?.plain)? {
        Word::Times(times) | Word::Scale(times) | Word::Many(times) => times,
        Word::Tens => 10,
        Word::Hundreds => 100,
        _ => return None,
    };
    Some((number(milli.saturating_mul(u64::from(times)), true), after_point(tokens, next + 1)))
}

/// `several`, `several dozen`, `кілька сотень`.
fn several_at(tokens: &[Token], at: usize) -> (Amount, usize) {
    match tokens.get(at + 1).and_then(|token| word_of(&token.plain)) {
        Some(Word::Tens | Word::Times(10 | 12 | 20)) => (Amount::Tens, skip_of(tokens, at + 2)),
        Some(Word::Hundreds | Word::Times(_)) => (Amount::Hundreds, at + 2),
        Some(Word::Many(n) | Word::Scale(n)) => (Amount::Many(n), at + 2),
        _ => (Amount::Several, at + 1),
    }
}

/// `dozens`, `tens of thousands`, `десятки тысяч`.
fn tens_at(tokens: &[Token], at: usize) -> (Amount, usize) {
    let next = skip_of(tokens, at + 1);
    match tokens.get(next).and_then(|token| word_of(&token.plain)) {
        Some(Word::Many(n) | Word::Scale(n)) => (Amount::Many(n.saturating_mul(10)), next + 1),
        _ => (Amount::Tens, next),
    }
}

fn skip_of(tokens: &[Token], at: usize) -> usize {
    if tokens.get(at).is_some_and(|token| token.is("of")) { at + 1 } else { at }
}
