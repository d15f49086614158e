//! Whether stated chances come true: of what is said to be sure at 80 %, four in five should be.

/// Bins of the reliability table: tenths.
const BINS_N: usize = 10;

/// Chances are held this far from 0 and 1 in the log score.
const LEAST: f64 = 1e-6;

/// How stated chances came true.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// Rows with a stated chance.
    pub n: usize,
    /// Mean square of chance less outcome: 0 = best, .25 = always saying one half.
    pub brier: f64,
    /// Mean of -ln of the chance given to what came true, nats: 0 = best.
    pub log_score: f64,
    /// By tenths of the stated chance; those without rows are left out.
    pub reliability: Vec<Bin>,
}

/// Rows whose stated chance lies in one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Lower end; the upper end is a tenth above and belongs to the next bin.
    pub from: f64,
    /// How many.
    pub n: usize,
    /// Mean of their stated chances.
    pub stated: f64,
    /// Share that came true.
    pub came_true: f64,
}

/// Measures chances: for each row the stated chance that it belongs where it was put (absent = not stated).
///
/// It belongs if at least half of the others in its found incident are of its true one; a row alone
/// belongs if it is alone in truth.
pub fn calibration(found: &[u32], truth: &[u32], chances: &[Option<f64>]) -> Calibration {
    let homes = Homes::of(found, truth);
    let rows = found.iter().zip(truth).zip(chances);
    let stated: Vec<(f64, bool)> = rows
        .filter_map(|((found, truth), chance)| Some((chance.filter(|p| (0.0..=1.0).contains(p))?, homes.belongs(*found, *truth))))
        .collect();
    let n = (stated.len() as f64).max(1.0);
    let hit = |belongs: bool| f64::from(u8::from(belongs));
    let brier = stated.iter().map(|(p, belongs)| (p - hit(*belongs)) * (p - hit(*belongs))).sum::<f64>() / n;
    let given = |p: f64, belongs: bool| if belongs { p } else { 1.0 - p };
    let log_score = stated.iter().map(|(p, belongs)| -libm::log(given(*p, *belongs).max(LEAST))).sum::<f64>() / n;
    Calibration { n: stated.len(), brier, log_score, reliability: binned(&stated) }
}

fn binned(stated: &[(f64, bool)]) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); BINS_N];
    for (chance, belongs) in stated {
        let place = ((chance * BINS_N as f64) as usize).min(BINS_N - 1);
        if let Some(bin) = bins.get_mut(place) {
            bin.n += 1;
            bin.stated += chance;
            bin.came_true += f64::from(u8::from(*belongs));
        }
    }
    let mean = |(place, bin): (usize, Bin)| {
        let n = bin.n as f64;
        Bin { from: place as f64 / BINS_N as f64, n: bin.n, stated: bin.stated / n, came_true: bin.came_true / n }
    };
    bins.into_iter().enumerate().filter(|(_, bin)| bin.n > 0).map(mean).collect()
}

/// Sizes of found and true incidents and of what they share.
struct Homes {
    found: std::collections::BTreeMap<u32, u32>,
    truth: std::collections::BTreeMap<u32, u32>,
    both: std::collections::BTreeMap<(u32, u32), u32>,
}

impl Homes {
    fn of(found: &[u32], truth: &[u32]) -> Self {
        let mut homes = Self { found: Default::default(), truth: Default::default(), both: Default::default() };
        for (one, other) in found.iter().zip(truth) {
            *homes.found.entry(*one).or_default() += 1;
            *homes.truth.entry(*other).or_default() += 1;
            *homes.both.entry((*one, *other)).or_default() += 1;
        }
        homes
    }

    fn belongs(&self, found: u32, truth: u32) -> bool {
        let others = self.found.get(&found).map_or(0, |n| n - 1);
        let with_it = self.both.get(&(found, truth)).map_or(0, |n| n - 1);
        if others == 0 { self.truth.get(&truth).is_none_or(|n| *n == 1) } else { 2 * with_it >= others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_worked_by_hand() {
        // Found {0 1} {2}; truth {0 1} and {2 with 3}, and 3 alone in what was found.
        let measured = calibration(&[0, 0, 1, 2], &[0, 0, 1, 1], &[Some(0.9), Some(0.9), Some(0.6), None]);
        assert_eq!(measured.n, 3);
        assert!((measured.brier - (0.01 + 0.01 + 0.36) / 3.0).abs() < 1e-12);
        assert!((measured.log_score + (2.0 * libm::log(0.9) + libm::log(0.4)) / 3.0).abs() < 1e-12);
        assert_eq!(measured.reliability.len(), 2);
        assert_eq!((measured.reliability[1].n, measured.reliability[1].came_true), (2, 1.0));
        assert_eq!((measured.reliability[0].n, measured.reliability[0].came_true), (1, 0.0));
    }
}
