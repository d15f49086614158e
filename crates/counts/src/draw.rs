//! Draws from a seed: the same on every machine. For estimates that are found by sampling; nothing secret.

/// A stream of draws (SplitMix64).
#[derive(Clone, Debug)]
pub struct Draws(u64);

impl Draws {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In the open interval 0..1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits")]
    pub fn unit(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.unit())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }

    /// Gamma with this shape and scale 1 (Marsaglia and Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = libm::exp(libm::log(self.unit()) / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            let cube = v * v * v;
            if v > 0.0 && libm::log(self.unit()) < 0.5 * x * x + d - d * cube + d * libm::log(cube) {
                return d * cube;
            }
        }
    }

    /// Beta with these shapes; in the open interval 0..1.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        (x / (x + y)).clamp(1e-300, 1.0 - 1e-16)
    }

    /// How many of `n` fall on a side of chance `p`: by splitting at a median order statistic while many
    /// are expected (Relles 1972), by inversion then.
    #[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
    pub fn binomial(&mut self, n: u64, p: f64) -> u64 {
        let (mut n, mut p, mut sure) = (n, p.clamp(0.0, 1.0), 0);
        while n as f64 * p.min(1.0 - p) > 20.0 {
            let middle = n / 2 + 1;
            let at = self.beta(middle as f64, (n + 1 - middle) as f64);
            if at <= p {
                sure += middle;
                n -= middle;
                p = (p - at) / (1.0 - at);
            } else {
                n = middle - 1;
                p /= at;
            }
        }
        sure + if p > 0.5 { n - self.inverted(n, 1.0 - p) } else { self.inverted(n, p) }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
    fn inverted(&mut self, n: u64, p: f64) -> u64 {
        if p <= 0.0 || n == 0 {
            return 0;
        }
        let odds = p / (1.0 - p);
        let mut mass = libm::exp(n as f64 * libm::log1p(-p));
        let mut left = self.unit();
        let mut count = 0;
        while left > mass && count < n {
            left -= mass;
            count += 1;
            mass *= odds * (n - count + 1) as f64 / count as f64;
        }
        count
    }

    /// A Poisson number of this mean (Ahrens and Dieter 1974).
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "means far below 2^53")]
    pub fn poisson(&mut self, mean: f64) -> u64 {
        let (mut mean, mut sure) = (mean, 0);
        while mean > 20.0 {
            let jump = (mean * 0.875) as u64;
            let time = self.gamma(jump as f64);
            if time > mean {
                return sure + self.binomial(jump - 1, mean / time);
            }
            sure += jump;
            mean -= time;
        }
        let floor = libm::exp(-mean);
        let (mut product, mut count) = (self.unit(), 0);
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        sure + count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of 20,000 draws.
    fn moments(mut draw: impl FnMut(&mut Draws) -> f64) -> (f64, f64) {
        let mut draws = Draws::new(7);
        let all: Vec<f64> = (0..20_000).map(|_| draw(&mut draws)).collect();
        let mean = all.iter().sum::<f64>() / 20_000.0;
        (mean, all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0)
    }

    #[test]
    fn draws_have_the_moments_of_their_laws() {
        let near = |(mean, variance): (f64, f64), wanted: (f64, f64)| {
            let is_near = (mean - wanted.0).abs() < 0.03 * wanted.0 + 0.01 && (variance - wanted.1).abs() < 0.06 * wanted.1 + 0.01;
            assert!(is_near, "{mean} {variance} instead of {wanted:?}");
        };
        near(moments(|draws| draws.gamma(0.3)), (0.3, 0.3));
        near(moments(|draws| draws.gamma(40.0)), (40.0, 40.0));
        near(moments(|draws| draws.beta(2.0, 3.0)), (0.4, 0.04));
        near(moments(|draws| draws.binomial(10, 0.9) as f64), (9.0, 0.9));
        near(moments(|draws| draws.binomial(5_000, 0.3) as f64), (1_500.0, 1_050.0));
        near(moments(|draws| draws.poisson(3.0) as f64), (3.0, 3.0));
        near(moments(|draws| draws.poisson(400.0) as f64), (400.0, 400.0));
    }
}
