//! The alert on the generator G4 of the handbook (METHOD 15): how often it is wrong, how soon it is right.

#![expect(clippy::indexing_slicing, reason = "tests")]

use counts::alert::{Day, Level, Seen, level, watch};
use counts::method::BASELINE_DAYS;

/// A small generator of its own, so that the test does not draw from what it tests.
struct Draws(u64);

impl Draws {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// Poisson, by inversion: means here lie below 700.
    fn poisson(&mut self, mean: f64) -> u64 {
        let (floor, mut product, mut count) = (libm::exp(-mean), self.unit(), 0);
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// Variance of `phi` times the mean: a Poisson number of groups with logarithmic sizes (a negative binomial law).
    fn wide(&mut self, mean: f64, phi: f64) -> u64 {
        if phi <= 1.0 {
            return self.poisson(mean);
        }
        let groups = self.poisson(mean * libm::log(phi) / (phi - 1.0));
        let share = 1.0 - 1.0 / phi;
        (0..groups).map(|_| self.logarithmic(share)).sum()
    }

    fn logarithmic(&mut self, share: f64) -> u64 {
        let (mut left, mut size) = (self.unit(), 1);
        let mut mass = -share / libm::log1p(-share);
        while left > mass && size < 10_000 {
            left -= mass;
            mass *= share * size as f64 / (size + 1) as f64;
            size += 1;
        }
        size
    }
}

/// The day (1 to 60) on which a series of 30 + 60 days at 20 a day is first alerted.
fn first_alert(draws: &mut Draws, phi: f64, change: f64) -> Option<i64> {
    let days: Vec<Day> = (0..90)
        .map(|day| {
            let mean = if day < 30 { 20.0 } else { 20.0 * change };
            Day { day, seen: Seen::new(draws.wide(mean, phi), 1.0), is_break: false }
        })
        .collect();
    let watched = watch(&days, BASELINE_DAYS);
    let looks = &watched.stretches[0].looks;
    assert_eq!(looks.len(), 60);
    looks.iter().find(|look| level(look.e_mnat) >= Level::Alert).map(|look| look.day - 29)
}

#[test]
fn false_alarms_within_60_days_stay_below_2_percent_also_when_days_scatter_four_times_as_wide() {
    for phi in [1.0, 4.0] {
        let mut draws = Draws(11);
        let runs = 4_000;
        let wrong = (0..runs).filter(|_| first_alert(&mut draws, phi, 1.0).is_some()).count();
        println!("phi {phi}: {wrong} of {runs}");
        assert!(wrong * 50 <= runs, "phi {phi}: {wrong} of {runs}");
    }
}

#[test]
fn a_doubled_rate_is_flagged_within_two_days() {
    for (phi, change, days_max) in [(1.0, 2.0, 2), (4.0, 2.0, 5), (1.0, 1.5, 4), (1.0, 0.5, 3)] {
        let mut draws = Draws(5);
        let mut delays: Vec<i64> = (0..301).map(|_| first_alert(&mut draws, phi, change).unwrap_or(61)).collect();
        delays.sort_unstable();
        let (median, late) = (delays[150], delays[270]);
        println!("phi {phi}, x{change}: median {median} days, nine of ten by {late}");
        assert!(median <= days_max, "phi {phi}, x{change}: {median}");
    }
}

#[test]
fn less_coverage_of_the_same_truth_is_no_change_although_counts_fall_by_60_percent() {
    let (mut naive, mut corrected, mut held, mut alerts) = (0.0, 0.0, 0, 0);
    let runs = 200;
    let mut draws = Draws(2);
    for _ in 0..runs {
        let coverage = |day: i64| if day < 30 { 1.0 } else { 0.4 };
        let days: Vec<Day> =
            (0..60).map(|day| Day { day, seen: Seen::new(draws.poisson(100.0 * coverage(day)), coverage(day)), is_break: false }).collect();
        let watched = watch(&days, BASELINE_DAYS);
        let look = watched.last().unwrap();
        naive += look.naive - 1.0;
        corrected += look.ratio.best - 1.0;
        held += u32::from(look.ratio.interval.0 <= 1.0 && 1.0 <= look.ratio.interval.1);
        alerts += u32::from(watched.stretches[0].looks.iter().any(|look| level(look.e_mnat) >= Level::Alert));
    }
    let (naive, corrected) = (naive / f64::from(runs), corrected / f64::from(runs));
    println!("naive {naive:.3}, corrected {corrected:.4}, interval holds 1 in {held} of {runs}, alerts {alerts}");
    assert!((-0.62..-0.58).contains(&naive) && corrected.abs() < 0.01, "{naive} {corrected}");
    assert!(held >= 180 && alerts <= 4, "{held} {alerts}");
}
