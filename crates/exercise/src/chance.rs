//! A small deterministic generator of chance: the same seed and label give the same draws on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014), one stream for each label, so that a change in one source
/// of the world moves no draw of another.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Opens the stream of a seed and a label.
    pub(crate) fn stream(seed: u64, label: &str) -> Self {
        let mixed = label.bytes().fold(0xcbf2_9ce4_8422_2325u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        let mut chance = Self(seed ^ mixed.rotate_left(17));
        chance.0 = chance.next() ^ mixed;
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number from `low` to below `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number from `low` to `high`, both inclusive.
    pub(crate) fn whole(&mut self, low: u32, high: u32) -> u32 {
        let width = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.next() % width).unwrap_or(0)
    }

    /// True with chance `p`.
    pub(crate) fn happens(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A draw from the normal distribution.
    pub(crate) fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        mean + sd * radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// A draw from the exponential distribution.
    pub(crate) fn waiting(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// How many of a thing that happens `mean` times on average (Knuth; means up to some hundreds).
    pub(crate) fn times(&mut self, mean: f64) -> u32 {
        let (mut left, mut n) = (mean, 0);
        loop {
            left -= self.waiting(1.0);
            if left < 0.0 {
                return n;
            }
            n += 1;
        }
    }

    /// One of a list, all alike.
    pub(crate) fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let last = u32::try_from(list.len()).ok()?.checked_sub(1)?;
        list.get(self.whole(0, last) as usize)
    }

    /// One word of a list, or nothing of an empty one.
    pub(crate) fn word<'a>(&mut self, list: &[&'a str]) -> &'a str {
        self.one(list).copied().unwrap_or("")
    }

    /// One of a list by weight; the last if rounding leaves none.
    pub(crate) fn weighted<T: Copy>(&mut self, list: &[(T, f64)], otherwise: T) -> T {
        let mut left = self.unit() * list.iter().map(|(_, weight)| weight).sum::<f64>();
        for (value, weight) in list {
            left -= weight;
            if left < 0.0 {
                return *value;
            }
        }
        otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_itself_and_another_label_is_another_stream() {
        let draw = |label| (0..4).scan(Chance::stream(7, label), |chance, _| Some(chance.next())).collect::<Vec<_>>();
        assert_eq!(draw("coast"), draw("coast"));
        assert_ne!(draw("coast"), draw("line"));
    }

    #[test]
    fn draws_have_the_mean_they_were_asked_for() {
        let mut chance = Chance::stream(1, "means");
        let mean = |mut draw: Box<dyn FnMut() -> f64>| (0..20_000).map(|_| draw()).sum::<f64>() / 20_000.0;
        let (mut a, mut b) = (chance.clone(), chance.clone());
        assert!((mean(Box::new(move || f64::from(a.times(3.5)))) - 3.5).abs() < 0.1);
        assert!((mean(Box::new(move || b.normal(2.0, 1.0))) - 2.0).abs() < 0.05);
        assert!((mean(Box::new(move || chance.waiting(4.0))) - 4.0).abs() < 0.2);
    }
}
