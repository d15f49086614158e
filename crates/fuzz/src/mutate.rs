//! Mutation of inputs from a seed: the same seed gives the same inputs on every machine.

/// Longest input that is made, bytes.
pub const INPUT_BYTES_MAX: usize = 1 << 20;

/// Most edits on one input.
const EDITS_MAX: usize = 8;

/// Bytes that formats give a meaning to.
const TELLING: [u8; 24] = *b"\n\n\r\t \0\xff+-=/.,:\"{}[]09aA\x7f";

/// Words that parsers stumble over.
const WORDS: [&[u8]; 12] = [
    b"\n\n",
    b"18446744073709551615",
    b"18446744073709551616",
    b"9223372036854775808",
    b"-1",
    b"00",
    b"\xe2\x80\x94 ",
    b"\xe2\x80\xae",
    b"\xc2\xa0",
    b"AAAA====",
    b"[[[[[[[[[[[[[[[[",
    b"\xf0\x9f\x92\xa9",
];

/// A stream of mutated inputs.
pub struct Mutator {
    state: u64,
    corpus: Vec<Vec<u8>>,
}

impl Mutator {
    /// Starts from some inputs; without any, from nothing.
    pub fn new(seed: u64, corpus: Vec<Vec<u8>>) -> Self {
        let corpus = if corpus.is_empty() { vec![Vec::new()] } else { corpus };
        Self { state: seed, corpus }
    }

    /// The next input, at most [`INPUT_BYTES_MAX`] long.
    pub fn next_input(&mut self) -> Vec<u8> {
        let mut input = self.pick_input();
        for _ in 0..=self.below(EDITS_MAX) {
            self.edit(&mut input);
        }
        input.truncate(INPUT_BYTES_MAX);
        input
    }

    /// splitmix64. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ self.state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `end`; 0 for 0.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    fn pick_input(&mut self) -> Vec<u8> {
        let at = self.below(self.corpus.len());
        self.corpus.get(at).cloned().unwrap_or_default()
    }

    fn edit(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let telling = TELLING.get(self.below(TELLING.len())).copied().unwrap_or_default();
        let byte = self.next().to_le_bytes()[0];
        match self.below(10) {
            0 => input.get_mut(at).into_iter().for_each(|old| *old ^= 1 << (byte % 8)),
            1 => input.get_mut(at).into_iter().for_each(|old| *old = telling),
            2 => input.get_mut(at).into_iter().for_each(|old| *old = byte),
            3 => input.insert(at, telling),
            4 => drop(input.drain(self.piece(input.len()))),
            5 => input.truncate(at),
            6 => self.insert_word(input, at),
            7 => self.repeat(input, at),
            8 => self.splice(input, at),
            _ => self.swap_lines(input),
        }
    }

    /// A stretch of a sequence, mostly a short one.
    fn piece(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let most = if self.below(4) == 0 { length - start } else { (length - start).min(16) };
        start..start + self.below(most + 1)
    }

    fn insert_word(&mut self, input: &mut Vec<u8>, at: usize) {
        let word = WORDS.get(self.below(WORDS.len())).copied().unwrap_or_default();
        input.splice(at..at, word.iter().copied());
    }

    /// Repeats a piece, now and then very often: for what grows faster than its input.
    fn repeat(&mut self, input: &mut Vec<u8>, at: usize) {
        let piece = input.get(self.piece(input.len())).unwrap_or_default().to_vec();
        let most = if self.below(64) == 0 { INPUT_BYTES_MAX / 8 } else { 256 };
        let times = self.below(most / piece.len().max(1) + 2);
        input.splice(at..at, piece.repeat(times));
    }

    fn splice(&mut self, input: &mut Vec<u8>, at: usize) {
        let other = self.pick_input();
        let piece = other.get(self.piece(other.len())).unwrap_or_default().to_vec();
        input.splice(at..at, piece);
    }

    fn swap_lines(&mut self, input: &mut Vec<u8>) {
        let mut lines: Vec<&[u8]> = input.split(|byte| *byte == b'\n').collect();
        let (one, other) = (self.below(lines.len()), self.below(lines.len()));
        lines.swap(one, other);
        *input = lines.join(&b'\n');
    }
}
