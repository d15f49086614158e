//! Every constant of this floor that can change a proposal, with its source.

/// The method's name in a proposal.
pub const NAME: &str = "attribution";

/// Its revision: raised with every change that can change a proposal.
pub const REVISION: u32 = 1;

/// Most parties of one case.
pub const PARTIES_MAX: usize = 12;

/// Most pieces of evidence of one case.
pub const EVIDENCE_MAX: usize = 100;
/// Most maps of one case.
pub const MAPS_MAX: usize = 20;
/// Most weapons of one case.
pub const WEAPONS_MAX: usize = 12;
/// Most points of all maps together.
pub const POINTS_MAX: usize = 100_000;

/// Prior share of all parties' own fire, shared equally. Source: METHOD 8, assumed there.
pub const PRIOR_FIRE: f64 = 0.94;
/// Prior share of everything staged by a party against itself. Source: METHOD 8, assumed there.
pub const PRIOR_STAGED: f64 = 0.02;
/// Prior of a third force. Source: METHOD 8, assumed there.
pub const PRIOR_THIRD: f64 = 0.02;
/// Prior share of all accidents. Source: METHOD 8, assumed there.
pub const PRIOR_ACCIDENT: f64 = 0.02;

/// Factors by which prior odds are varied. Source: METHOD 8, assumed there.
pub const PRIOR_FACTOR: f64 = 3.0;

/// How much likelier fire hits ground of the other side than the own. Source: METHOD 8, assumed there.
pub const TARGET_ODDS: f64 = 4.0;
/// Its variations. Source: METHOD 8, assumed there.
pub const TARGET_ODDS_VARIED: [f64; 2] = [1.0, 10.0];

/// Share of origins that lie across the line. Source: METHOD 8, assumed there.
pub const ACROSS: f64 = 0.03;
/// Its variations. Source: METHOD 8, assumed there.
pub const ACROSS_VARIED: [f64; 2] = [0.01, 0.10];

/// Share of directions, regions and ranges that are wrong altogether. Source: METHOD 8, assumed there.
pub const WRONG: f64 = 0.10;
/// Its variations. Source: METHOD 8, assumed there.
pub const WRONG_VARIED: [f64; 2] = [0.05, 0.20];

/// Error of an azimuth read from a crater or from damage, degrees. Source: METHOD 8, assumed there; no published figure was found.
pub const AZIMUTH_SD_DEG: f64 = 10.0;
/// Factors by which the errors of azimuths are varied: 6, 10 and 20 degrees. Source: METHOD 8, assumed there.
pub const AZIMUTH_VARIED: [f64; 2] = [0.6, 2.0];

/// Error of an observer's bearing, degrees. Source: METHOD 8, assumed there.
pub const BEARING_SD_DEG: f64 = 15.0;
/// Power to which an observer's bearing is raised. Source: METHOD 8, assumed there.
pub const BEARING_POWER: f64 = 0.7;

/// Softness of the ends of a range, as a share of its upper end. Source: assumed (decision 0024).
pub const RANGE_SOFT: f64 = 0.05;

/// The ring that stands for a weapon that nobody named, metres. Source: assumed (decision 0024).
pub const UNKNOWN_RANGE_M: (f64, f64) = (100.0, 40_000.0);

/// Share of a weapon's ring that a party must hold for its reach to count half. Source: assumed (decision 0024).
pub const REACH_HALF: f64 = 0.002;

/// Directions of the polar grid: 3 degrees each. Source: METHOD 8, assumed there.
pub const DIRECTIONS: u32 = 120;
/// Range steps of the polar grid. Source: METHOD 8, assumed there.
pub const RANGES: u32 = 60;
/// Sectors in which an origin is spoken of: 45 degrees each, round the eight winds. Source: METHOD 13.
pub const SECTORS: usize = 8;
/// Step to which shares of ground and sectors are rounded, ppm. Source: assumed (decision 0024).
pub const COARSE_PPM: u32 = 100_000;
/// Nothing of an origin is told earlier, ms. Source: METHOD 13.
pub const DELAY_MS: i64 = 24 * 3_600_000;

/// Least share that a map gives to anybody anywhere. Source: METHOD 1 (a posterior is clamped to 1e-6).
pub const SHARE_MIN: f64 = 1e-6;
/// Growth of a map's error with its age, metres a day. Source: assumed (decision 0008: a month-old map, 1,000 m).
pub const STALE_M_PER_DAY: f64 = 1_000.0 / 30.0;
/// An error of control below this counts as this, metres. Source: assumed; nobody holds a line to the metre.
pub const MAP_SD_M_MIN: f64 = 50.0;

/// Greatest weight of one origin: ln 20. Source: METHOD 4, assumed there.
pub const CAP_ORIGIN: f64 = 2.995_732_273_553_991;
/// Greatest weight of what a party says for itself or of its opponent: ln 2. Source: METHOD 4, assumed there.
pub const CAP_CLAIM: f64 = std::f64::consts::LN_2;
/// Greatest weight of an admission against interest: ln 10. Source: METHOD 4, assumed there.
pub const CAP_ADMISSION: f64 = std::f64::consts::LN_10;
/// Greatest weight of one class of evidence: ln 100. Source: METHOD 4, assumed there.
pub const CAP_CLASS: f64 = 4.605_170_185_988_092;
/// Dependence of a second piece of one origin and class of which nothing is said. Source: METHOD 4, assumed there.
pub const DEPENDENCE: f64 = 0.95;

/// Evidence below this says nothing: .1 in log10, nats. Source: METHOD 7, assumed there.
pub const SPEAKS_NATS: f64 = 0.230_258_509_299_404_56;
/// Evidence for and against of at least this is in conflict: ln 2. Source: assumed (decision 0024).
pub const CONFLICT_NATS: f64 = std::f64::consts::LN_2;
/// Below this share of one party at the place of impact the line there is uncertain. Source: assumed (decision 0024).
pub const LINE_CERTAIN: f64 = 0.80;
