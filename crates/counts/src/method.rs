//! Every constant of this floor that can change a number, with its source.

/// Fewest matched lists from which anything is estimated. Source: METHOD 6.
pub const LISTS_MIN: usize = 3;

/// Most lists: with more the models are too many to show as a range. Source: METHOD 6 (published graphs end at 5).
pub const LISTS_MAX: usize = 5;

/// Least number of people that two lists share, summed over all pairs, for an estimate. Source: METHOD 6, assumed there.
pub const OVERLAP_MIN: u64 = 10;

/// Greatest count of one cell.
pub const CELL_MAX: u64 = 10_000_000;

/// Models whose BIC lies so near the least enter the range. Source: METHOD 6, assumed there.
pub const BIC_RANGE: f64 = 2.0;

/// Standard errors of a 95 % interval.
pub const Z_95: f64 = 1.96;

/// Rounds of a fit before it is given up.
pub const FIT_ROUNDS_MAX: u32 = 200;

/// A fit has settled when no coefficient moves more than this.
pub const FIT_SETTLED: f64 = 1e-10;

/// A standard error of the unseen cell's logarithm beyond which a model says nothing. Source: assumed; exp(1.96 x 3) is a factor of 358.
pub const SE_MAX: f64 = 3.0;

/// Most people unseen that the averaged model weighs, as a multiple of those seen. Source: assumed; the weights beyond are checked to be small.
pub const UNSEEN_PER_SEEN_MAX: u64 = 10;

/// Weight at the end of that range beyond which the range was too short, as a share of the greatest weight.
pub const UNSEEN_TAIL: f64 = 1e-6;

/// Latent classes. Source: METHOD 6 (verdata).
pub const LATENT_CLASSES_MAX: usize = 15;

/// Gamma prior of the stick's concentration: shape and rate. Source: METHOD 6.
pub const LATENT_A: f64 = 0.25;
/// See [`LATENT_A`].
pub const LATENT_B: f64 = 0.25;

/// Rounds before any is kept. Source: METHOD 6.
pub const LATENT_BURN_IN: u32 = 10_000;

/// One round in so many is kept. Source: METHOD 6 has 500; assumed 50, as the rounds kept between the two seeds agree (docs/scores.md).
pub const LATENT_THINNING: u32 = 50;

/// Rounds kept.
pub const LATENT_KEPT: usize = 1_000;

/// Seeds of the two runs that are always shown. Source: METHOD 6 for the first.
pub const LATENT_SEEDS: [u64; 2] = [19_481_210, 1];

/// Agreement from here on is reliable; from the next on tentative. Source: METHOD 7 (thresholds unverified).
pub const ALPHA_RELIABLE: f64 = 0.80;
/// See [`ALPHA_RELIABLE`].
pub const ALPHA_TENTATIVE: f64 = 0.667;

/// Observed days that make a baseline, unless the caller says otherwise. Source: METHOD 15 (G4).
pub const BASELINE_DAYS: usize = 30;

/// Fewest observed days of which a baseline can be made. Source: assumed; below, its dispersion cannot be told.
pub const BASELINE_DAYS_MIN: usize = 7;

/// Rate ratios that the alert weighs against no change: so many, log-spaced between [`RATIO_LOW`] and its inverse. Source: METHOD 10.
pub const RATIOS: u32 = 121;

/// Least rate ratio that is weighed. Source: METHOD 10.
pub const RATIO_LOW: f64 = 0.1;

/// Rate of the Gamma weight of ratios, shape 2 (scale 1/2). Source: METHOD 10.
pub const RATIO_GAMMA_RATE: f64 = 2.0;

/// Evidence from which a change is alerted: ln 20 in 1/1000 nat. Source: METHOD 10, assumed there.
pub const ALERT_MNAT: i32 = 2_996;

/// Evidence from which an alert is strong: ln 100 in 1/1000 nat. Source: METHOD 10, assumed there.
pub const STRONG_MNAT: i32 = 4_605;

/// Share of false alerts that may stand among many zones, as one in so many. Source: METHOD 10 (5 %).
pub const FALSE_ONE_IN: u32 = 20;

/// Upper end of a rate at which nothing was seen, times exposure: -ln 0.025. Source: the Poisson law.
pub const NONE_SEEN_97_5: f64 = 3.688_879_454_113_936;

/// A coverage that differs by this factor from the days before is marked. Source: assumed.
pub const COVERAGE_BREAK: f64 = 1.5;

/// Observed days before and after that such a mark compares. Source: assumed.
pub const COVERAGE_BREAK_DAYS: usize = 7;

/// Greatest count of one day.
pub const DAY_COUNT_MAX: u64 = 1_000_000_000;

/// Greatest coverage of one day, in the caller's unit.
pub const EXPOSURE_MAX: f64 = 1e9;

/// Longest series, days between its first and last one.
pub const SERIES_DAYS_MAX: i64 = 40_000;

/// Rounds in which a dispersion is halved in on.
pub const DISPERSION_ROUNDS: u32 = 60;

/// Standard errors (sqrt(2 / degrees of freedom), as a share) by which evidence takes the dispersion higher. Source: measured on G4;
/// METHOD 10 divides by the plain one, which gives 3.2 % false alarms at a variance of 4 times the mean, and 1.4 % with this.
pub const DISPERSION_ERRORS: f64 = 1.0;

/// Odds against chance from which numbers that only ever rise are taken for a running total, where nothing else says so: n different
/// numbers in no order rise by chance once in n!. Source: assumed.
pub const RISING_ODDS_MIN: f64 = 100.0;

/// Fewest numbers of a series in which a fall may be a correction and not the end of the running total. Source: assumed; the
/// published series of losses has 13 falls in 1,625 steps (data README).
pub const CORRECTED_POINTS_MIN: usize = 20;

/// Greatest share of falls in a running total, percent. Source: assumed, as above.
pub const CORRECTED_SHARE_MAX: usize = 5;

/// Greatest fall of a running total that is taken for a correction, percent of what it falls from; more begins anew. Source: assumed; the greatest
/// of the published series is 2.2 %.
pub const CORRECTED_FALL_MAX: u64 = 10;

/// Least part of a figure that all others of its statement make together for it to be taken for their whole where nothing else says so,
/// percent. Source: assumed; the published tallies make 98 to 100 %.
pub const WHOLE_SHARE_MIN: u64 = 90;

/// Two windows are one if what they share is at least this part of the longer one, percent: days of two zones. Source: assumed.
pub const SAME_WINDOW_SHARE: i64 = 80;

/// Most pairs of figures that are held against each other; the rest is counted. Source: assumed.
pub const PAIRS_MAX: usize = 2_000;

/// Times before it, in order, with which a figure can share its time: repeaters come near what they repeat. Source: assumed.
pub const NEAR_MAX: usize = 16;

/// Most figures of one statement that are looked at. Source: assumed.
pub const FIGURES_MAX: usize = 500;
