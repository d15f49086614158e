//! What a source's reports were worth so far: right and wrong ones among those that were settled by others.

use model::Reliability;

/// Settled reports before the record of a source that starts as D or E may speak against what it says. Source: METHOD 7.
pub const SETTLED_MIN: u32 = 30;

/// A source's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Track {
    /// How it was graded before anything was settled.
    pub start: Reliability,
    /// Settled reports that were right.
    pub right_n: u32,
    /// Settled reports that were wrong.
    pub wrong_n: u32,
}

impl Track {
    /// A record of which nothing is settled yet.
    pub const fn new(start: Reliability) -> Self {
        Self { start, right_n: 0, wrong_n: 0 }
    }

    /// Learns from one settled report.
    pub const fn learn(&mut self, is_right: bool) {
        if is_right {
            self.right_n = self.right_n.saturating_add(1);
        } else {
            self.wrong_n = self.wrong_n.saturating_add(1);
        }
    }

    /// Settled reports.
    pub const fn settled_n(&self) -> u32 {
        self.right_n.saturating_add(self.wrong_n)
    }

    /// The expected share of right reports, between 0 and 1.
    pub fn expected(&self) -> f64 {
        let (right, wrong) = prior(self.start);
        let (right, wrong) = (right + f64::from(self.right_n), wrong + f64::from(self.wrong_n));
        right / (right + wrong)
    }

    /// The expected share of right reports, ppm.
    pub fn expected_ppm(&self) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million")]
        let ppm = (self.expected() * 1e6).round_ties_even() as u32;
        ppm
    }

    /// What its word weighs, 1/1000 nat: 0 for F; never below 0 for D and E until [`SETTLED_MIN`] are settled.
    pub fn weight_mnat(&self) -> i32 {
        let expected = self.expected();
        #[expect(clippy::cast_possible_truncation, reason = "log-odds of counts below 2^32 are small")]
        let mnat = (libm::log(expected / (1.0 - expected)) * 1e3).round_ties_even() as i32;
        match self.start {
            Reliability::F => 0,
            Reliability::D | Reliability::E if self.settled_n() < SETTLED_MIN => mnat.max(0),
            Reliability::A | Reliability::B | Reliability::C | Reliability::D | Reliability::E => mnat,
        }
    }
}

/// Right and wrong reports with which a letter begins. Source: METHOD 7 (assumed).
const fn prior(start: Reliability) -> (f64, f64) {
    match start {
        Reliability::A => (19.0, 1.0),
        Reliability::B => (8.0, 2.0),
        Reliability::C => (6.0, 4.0),
        Reliability::D => (4.0, 6.0),
        Reliability::E => (2.0, 8.0),
        Reliability::F => (1.0, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(start: Reliability, right_n: u32, wrong_n: u32) -> Track {
        Track { start, right_n, wrong_n }
    }

    #[test]
    fn a_record_starts_as_its_letter_says() {
        let starts: Vec<i32> = Reliability::ALL.iter().map(|letter| Track::new(*letter).weight_mnat()).collect();
        // ln 19, ln 4, ln 1.5; D and E would be negative; F says nothing.
        assert_eq!(starts, [2_944, 1_386, 405, 0, 0, 0]);
        assert_eq!(Track::new(Reliability::B).expected_ppm(), 800_000);
    }

    #[test]
    fn a_distrusted_source_speaks_against_itself_only_after_thirty() {
        assert_eq!(track(Reliability::E, 0, 29).weight_mnat(), 0);
        // 2 right and 38 wrong: ln (2 / 38).
        assert_eq!(track(Reliability::E, 0, 30).weight_mnat(), -2_944);
        assert_eq!(track(Reliability::D, 26, 4).weight_mnat(), 1_099);
        assert_eq!(track(Reliability::F, 100, 0).weight_mnat(), 0);
    }
}
