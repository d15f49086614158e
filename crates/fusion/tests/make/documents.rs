//! Makes documents of random words with known copies (PERFORMANCE 6); all of it invented.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part")]
#![allow(clippy::indexing_slicing, reason = "tests")]

/// How a document was made from its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutation {
    /// 2 % of the words replaced.
    Light,
    /// Three tenths of the 20-word sentences left out, then 5 % of the words replaced.
    Heavy,
    /// The first 25 to 50 % kept, at least 40 words.
    Truncated,
    /// Teasers of other texts, the base with 1 % of its words replaced, more teasers, and the first third of another text.
    Page,
}

/// A document and, for scoring only, where it comes from.
#[derive(Clone, Debug)]
pub struct Document {
    pub source: String,
    pub hour: i64,
    pub text: String,
    pub of: Option<(Mutation, usize)>,
}

/// So many base texts, and two thirds as many documents made from them.
pub fn documents(seed: u64, bases_n: usize) -> Vec<Document> {
    let mut maker = Maker::new(seed);
    let bases: Vec<Vec<u32>> = (0..bases_n).map(|_| maker.base()).collect();
    let mut made: Vec<_> = bases.iter().map(|words| (words.clone(), None)).collect();
    let shares = [(Mutation::Light, 6), (Mutation::Heavy, 12), (Mutation::Truncated, 6), (Mutation::Page, 4)];
    for (mutation, one_in) in shares {
        for _ in 0..bases_n / one_in {
            let base = maker.below(bases_n);
            let words = maker.mutate(mutation, base, &bases);
            made.push((words, Some((mutation, base))));
        }
    }
    let write = |words: &[u32]| words.iter().map(|word| format!("w{word:x}q")).collect::<Vec<_>>().join(" ");
    made.iter()
        .enumerate()
        .map(|(at, (words, of))| Document { source: format!("site{}", at % 997), hour: at as i64, text: write(words), of: *of })
        .collect()
}

struct Maker {
    state: u64,
    /// Running sums of the chances of words, by Zipf 1.05.
    sums: Vec<f64>,
}

impl Maker {
    fn new(seed: u64) -> Self {
        let mut sum = 0.0;
        let sums = (1..=50_000).map(|rank| {
            sum += 1.0 / libm::pow(f64::from(rank), 1.05);
            sum
        });
        Self { sums: sums.collect(), state: seed }
    }

    fn share(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.share() * n as f64) as usize
    }

    fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    fn word(&mut self) -> u32 {
        let at = self.share() * self.sums.last().copied().unwrap_or(0.0);
        self.sums.partition_point(|sum| *sum < at) as u32
    }

    fn words(&mut self, n: usize) -> Vec<u32> {
        (0..n).map(|_| self.word()).collect()
    }

    /// Log-normal length, median 330 words, cut to 60 to 3,000.
    fn base(&mut self) -> Vec<u32> {
        let (u, v) = (self.share().max(1e-12), self.share());
        let normal = libm::sqrt(-2.0 * libm::log(u)) * libm::cos(std::f64::consts::TAU * v);
        let n = (330.0 * libm::exp(0.6 * normal)).clamp(60.0, 3_000.0);
        self.words(n as usize)
    }

    fn replaced(&mut self, words: &[u32], share: f64) -> Vec<u32> {
        words.iter().map(|word| if self.share() < share { self.word() } else { *word }).collect()
    }

    fn teasers(&mut self, n: usize, bases: &[Vec<u32>]) -> Vec<u32> {
        let mut words = Vec::new();
        for _ in 0..n {
            let other = self.below(bases.len());
            let n = self.within(25.0, 46.0) as usize;
            words.extend(bases[other].iter().take(n));
        }
        words
    }

    fn mutate(&mut self, mutation: Mutation, base: usize, bases: &[Vec<u32>]) -> Vec<u32> {
        let words = &bases[base];
        match mutation {
            Mutation::Light => self.replaced(words, 0.02),
            Mutation::Heavy => {
                let kept: Vec<u32> = words.chunks(20).filter(|_| self.share() >= 0.3).flatten().copied().collect();
                self.replaced(&kept, 0.05)
            }
            Mutation::Truncated => {
                let n = (words.len() as f64 * self.within(0.25, 0.5)) as usize;
                words[..n.max(40)].to_vec()
            }
            Mutation::Page => {
                let mut page = self.teasers(3, bases);
                page.extend(self.replaced(words, 0.01));
                page.extend(self.teasers(8, bases));
                let other = self.below(bases.len());
                page.extend(&bases[other][..bases[other].len() / 3]);
                page
            }
        }
    }
}
