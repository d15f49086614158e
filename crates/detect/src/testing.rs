//! Draws from a seed, for invented networks and shots.

/// Draws from a seed (SplitMix64).
pub struct Draws(pub u64);

impl Draws {
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    pub fn normal(&mut self) -> f64 {
        (-2.0 * libm::log(1.0 - self.unit())).sqrt() * libm::cos(std::f64::consts::TAU * self.unit())
    }

    pub fn in_disc(&mut self, radius_m: f64) -> (f64, f64) {
        let (r, angle) = (radius_m * self.unit().sqrt(), std::f64::consts::TAU * self.unit());
        (r * libm::cos(angle), r * libm::sin(angle))
    }
}
