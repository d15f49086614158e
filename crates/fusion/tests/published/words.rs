//! Likeness of two names, and draws from a seed.

/// SplitMix64.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Jaro-Winkler likeness, 0 to 1 (prefix of up to 4 letters, weight .1).
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; b.len()];
    let mut from_a = Vec::new();
    for (place, letter) in a.iter().enumerate() {
        let window = place.saturating_sub(reach)..(place + reach + 1).min(b.len());
        if let Some(other) = window.into_iter().find(|other| !taken[*other] && b[*other] == *letter) {
            taken[other] = true;
            from_a.push(*letter);
        }
    }
    if from_a.is_empty() {
        return 0.0;
    }
    let from_b = b.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(letter, _)| *letter);
    let moved = from_a.iter().zip(from_b).filter(|(one, other)| *one != other).count() as f64 / 2.0;
    let common = from_a.len() as f64;
    let jaro = (common / a.len() as f64 + common / b.len() as f64 + (common - moved) / common) / 3.0;
    let prefix = a.iter().zip(&b).take(4).take_while(|(one, other)| one == other).count() as f64;
    jaro + prefix * 0.1 * (1.0 - jaro)
}

#[test]
fn likeness_is_that_of_the_textbook_examples() {
    for (a, b, expected) in [("MARTHA", "MARHTA", 0.9611), ("DWAYNE", "DUANE", 0.84), ("DIXON", "DICKSONX", 0.8133), ("A", "B", 0.0)] {
        assert!((jaro_winkler(a, b) - expected).abs() < 1e-4, "{a} {b} {}", jaro_winkler(a, b));
    }
}
