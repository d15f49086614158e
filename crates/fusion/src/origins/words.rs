//! Words of a text as numbers that are equal for equal words, whatever their case, quotes or look-alike letters.

use std::ops::Range;

/// Every so many words the place of one is remembered.
pub(crate) const MARK_EVERY_N: usize = 16;

/// Where the words of texts are gathered.
#[derive(Default)]
pub(crate) struct Words {
    /// The numbers of the words. The lowest bit says whether one is a number.
    pub numbers: Vec<u32>,
    /// Stretches of words inside quotation marks, counted from each text's first word.
    pub quotes: Vec<Range<u32>>,
    /// Where every 16th word begins, bytes of its text.
    pub marks: Vec<u32>,
}

/// Whether a word is a number in digits.
pub(crate) const fn is_number(word: u32) -> bool {
    word & 1 == 1
}

impl Words {
    /// Appends the words of a text, at most so many; `false` if the text has more.
    ///
    /// A word is a run of letters and digits; each sign of a script without spaces is one. Apostrophes,
    /// invisible characters and combining marks inside it are passed over, letters are lower-cased, and
    /// Cyrillic and Greek look-alikes of Latin letters count as those.
    pub fn append(&mut self, text: &str, words_n_max: usize) -> bool {
        let mut reader = Reader::new(text, 0);
        let (mut at, mut open_since) = (0u32, None);
        while let Some((number, bytes)) = reader.next_word() {
            if at as usize >= words_n_max {
                self.quotes.extend(open_since.map(|since| since..at));
                return false;
            }
            if (at as usize).is_multiple_of(MARK_EVERY_N) {
                self.marks.push(bytes.start as u32);
            }
            if reader.quoted {
                open_since = open_since.or(Some(at));
            } else if let Some(since) = open_since.take() {
                self.quotes.push(since..at);
            }
            self.numbers.push(number);
            at += 1;
        }
        self.quotes.extend(open_since.map(|since| since..at));
        true
    }
}

/// The numbers of a text's words, one by one.
pub(crate) fn numbers(text: &str) -> impl Iterator<Item = u32> + '_ {
    let mut reader = Reader::new(text, 0);
    std::iter::from_fn(move || reader.next_word().map(|(number, _)| number))
}

/// Where a word stands, bytes, if another so many words before it begins at a byte.
pub(crate) fn place_after(text: &str, from: usize, words_n: usize) -> Option<Range<usize>> {
    let mut reader = Reader::new(text, from);
    for _ in 0..words_n {
        reader.next_word()?;
    }
    reader.next_word().map(|(_, bytes)| bytes)
}

/// What a byte is: it ends a word, it is passed over, it may begin or end a quotation, it begins a character that is not
/// ASCII; or the letter or digit to count.
static CLASS: [u8; 256] = classes();
const SPACE: u8 = 0;
const PASSED: u8 = 1;
const MARK: u8 = 2;
const WIDE: u8 = 3;

const fn classes() -> [u8; 256] {
    let mut table = [WIDE; 256];
    let mut byte = 0u8;
    while byte < 128 {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks it")]
        {
            table[byte as usize] = match byte {
                b'a'..=b'z' | b'0'..=b'9' => byte,
                b'A'..=b'Z' => byte + 32,
                b'\'' => PASSED,
                b'"' | b'\n' => MARK,
                _ => SPACE,
            };
        }
        byte += 1;
    }
    table
}

/// Reads words one by one.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Whether a quotation is open.
    open: bool,
    /// Whether one was when the last word began.
    quoted: bool,
}

/// A word that is being read.
struct Begun {
    hash: u64,
    bytes: Range<usize>,
    digits: bool,
}

/// Odd, so that each step can be undone and no letter is lost (2^64 / golden ratio).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
const BEGIN: u64 = 0x243f_6a88_85a3_08d3;

impl Begun {
    fn add(&mut self, letter: u32, is_digit: bool, end: usize) {
        self.hash = (self.hash ^ u64::from(letter)).wrapping_mul(STEP);
        self.digits &= is_digit;
        self.bytes.end = end;
    }

    const fn number(&self) -> u32 {
        ((self.hash >> 32) as u32 & !1) | self.digits as u32
    }
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, open: false, quoted: false }
    }

    /// The next word: its number, and where it stands.
    fn next_word(&mut self) -> Option<(u32, Range<usize>)> {
        let (mut word, is_whole) = self.begin()?;
        if is_whole {
            return Some((word.number(), word.bytes));
        }
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            let class = CLASS.get(usize::from(byte)).copied().unwrap_or(SPACE);
            if class > WIDE {
                self.at += 1;
                word.add(u32::from(class), class <= b'9', self.at);
                continue;
            }
            let here = self.at;
            match self.other(class) {
                Sign::Passed => {}
                Sign::Letter(letter) => word.add(letter, false, self.at),
                Sign::Space => break,
                Sign::Whole(_) => {
                    self.at = here;
                    break;
                }
            }
        }
        Some((word.number(), word.bytes))
    }

    /// Goes to where the next word begins, and takes its first letter; `true` if that is all of it.
    fn begin(&mut self) -> Option<(Begun, bool)> {
        loop {
            let here = self.at;
            let class = CLASS.get(usize::from(*self.text.as_bytes().get(here)?)).copied()?;
            let sign = if class > WIDE {
                self.at += 1;
                Sign::Letter(u32::from(class))
            } else {
                self.other(class)
            };
            let (Sign::Letter(letter) | Sign::Whole(letter)) = sign else { continue };
            self.quoted = self.open;
            let mut word = Begun { hash: BEGIN, bytes: here..here, digits: true };
            word.add(letter, (WIDE + 1..=b'9').contains(&class), self.at);
            return Some((word, matches!(sign, Sign::Whole(_))));
        }
    }

    /// Takes what is no ASCII letter or digit.
    fn other(&mut self, class: u8) -> Sign {
        match class {
            WIDE => return self.wide(),
            MARK => self.mark(),
            _ => {}
        }
        self.at += 1;
        if class == PASSED { Sign::Passed } else { Sign::Space }
    }

    /// A straight quotation mark opens or closes; a line that ends as a sentence does, or an empty one, closes what is open.
    fn mark(&mut self) {
        let byte = |at: usize| self.text.as_bytes().get(at).copied();
        if byte(self.at) == Some(b'"') {
            self.open = !self.open;
        } else if byte(self.at.wrapping_sub(1)).is_none_or(|before| matches!(before, b'\n' | b'.' | b'!' | b'?' | b'"' | 0x9d | 0xa6)) {
            self.open = false;
        }
    }

    /// Takes a character that is not ASCII.
    fn wide(&mut self) -> Sign {
        let Some(letter) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
            self.at += 1;
            return Sign::Space;
        };
        self.at += letter.len_utf8();
        match letter {
            '\u{201c}' | '\u{201e}' | '\u{ab}' => self.open = true,
            '\u{201d}' | '\u{bb}' => self.open = false,
            _ => {}
        }
        sign_of(letter)
    }
}

/// What a character is to a word.
enum Sign {
    /// Ends it.
    Space,
    /// Counts for nothing.
    Passed,
    /// Belongs to it.
    Letter(u32),
    /// Is a word by itself.
    Whole(u32),
}

fn sign_of(letter: char) -> Sign {
    match letter {
        '\u{ad}' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => Sign::Passed,
        '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' => Sign::Passed,
        '\u{430}'..='\u{45f}' => Sign::Letter(look_of(letter)),
        '\u{410}'..='\u{42f}' => Sign::Letter(look_of(char::from_u32(letter as u32 + 32).unwrap_or(letter))),
        '\u{2000}'..='\u{206f}' => Sign::Space,
        '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
            Sign::Whole(letter as u32)
        }
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).map_or(Sign::Space, narrow),
        _ if letter.is_alphanumeric() => letter.to_lowercase().next().map_or(Sign::Space, |lower| Sign::Letter(look_of(lower))),
        _ => Sign::Space,
    }
}

/// A letter of full width as the usual one.
fn narrow(letter: char) -> Sign {
    if letter.is_ascii_alphanumeric() { Sign::Letter(u32::from(letter.to_ascii_lowercase())) } else { Sign::Space }
}

/// The Latin letter that a Cyrillic or Greek one looks like; marks above letters that are often lost are dropped.
const fn look_of(letter: char) -> u32 {
    let look = match letter {
        '\u{430}' | '\u{3b1}' => 'a',
        '\u{435}' | '\u{451}' => 'e',
        '\u{43e}' | '\u{3bf}' => 'o',
        '\u{440}' | '\u{3c1}' => 'p',
        '\u{441}' => 'c',
        '\u{443}' => 'y',
        '\u{445}' => 'x',
        '\u{456}' | '\u{457}' | '\u{3b9}' => 'i',
        '\u{455}' => 's',
        '\u{458}' => 'j',
        '\u{439}' => '\u{438}',
        other => other,
    };
    look as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u32> {
        let mut words = Words::default();
        words.append(text, usize::MAX);
        words.numbers
    }

    #[test]
    fn case_quotes_invisible_and_look_alike_letters_make_no_difference() {
        let plain = words("dont attack the depot at 1 882 again");
        assert_eq!(plain.iter().filter(|word| is_number(**word)).count(), 2);
        for other in [
            "Don\u{2019}t attack the DEPOT, at 1,882 again!",
            "\u{201c}don't\u{201d} at\u{200b}tack the de\u{ad}pot at 1 882 \u{202e}again",
            "d\u{43e}nt \u{430}tt\u{430}\u{441}k the d\u{435}pot at 1-882 again",
            "\u{ff44}ont attack the depot at 1\u{a0}882 again",
        ] {
            assert_eq!(words(other), plain, "{other}");
        }
        assert_ne!(words("dont attack the depot at 1 883 again"), plain);
    }

    #[test]
    fn cyrillic_case_makes_no_difference_and_scripts_without_spaces_count_by_sign() {
        assert_eq!(words("Міста ЄДНОСТІ Ґанок"), words("міста єдності ґанок"));
        assert_eq!(words("\u{505c}\u{706b}\u{534f}\u{8bae}").len(), 4);
        assert_eq!(words("a\u{505c}b").len(), 3);
    }

    #[test]
    fn quotations_are_known_and_every_word_is_found_again() {
        let text = "He said: \u{201c}We won\u{2019}t go.\u{201d} Then \"47 left\" and so on to the end of a line that has more than sixteen words in it.";
        let mut words = Words::default();
        assert!(words.append(text, usize::MAX));
        assert_eq!(words.quotes, [2..5, 6..8]);
        let n = words.numbers.len();
        assert_eq!(words.marks.len(), n.div_ceil(MARK_EVERY_N));
        let found = |at: usize| place_after(text, words.marks[at / MARK_EVERY_N] as usize, at % MARK_EVERY_N).map(|bytes| &text[bytes]);
        assert_eq!([0, 3, 6, 16, n - 1].map(found), [Some("He"), Some("won\u{2019}t"), Some("47"), Some("line"), Some("it")]);
        assert_eq!(found(n), None);
    }

    #[test]
    fn a_text_longer_than_the_limit_is_cut_and_says_so() {
        let mut words = Words::default();
        assert!(!words.append("a b c d", 3));
        assert_eq!(words.numbers.len(), 3);
        assert!(words.append("a \"b c\"", 3));
        assert_eq!((words.numbers.len(), words.quotes.len(), words.quotes.first()), (6, 1, Some(&(1..3))));
    }
}
