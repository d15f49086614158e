//! Every constant that can change what is read from a page, with its source.

/// Longest part of a page that is read, bytes: 5 MB. Source: PERFORMANCE 5.3.
pub const PAGE_BYTES_MAX: usize = 5_000_000;
/// Most elements of a page that keep their structure. Source: PERFORMANCE 5.3.
pub const NODES_MAX: usize = 200_000;
/// Deepest nesting that is kept. Source: PERFORMANCE 5.3.
pub const DEPTH_MAX: usize = 512;
/// Most claims, quotes or places of one text that are kept. Source: assumed (decision 0008); a page of the longest size holds fewer.
pub const CLAIMS_MAX: usize = 20_000;
/// Most people that one text can claim killed, injured or captured at once. Source: assumed (decision 0008); the greatest
/// figures of one event on record lie below.
pub const PERSONS_PLAUSIBLE_MAX: u32 = 100_000;
/// Most drones, missiles or bombs of one attack. Source: assumed (decision 0008); the greatest of `party_claims` is below 1,000.
pub const WEAPONS_PLAUSIBLE_MAX: u32 = 5_000;
/// Most vehicles, buildings, violations or places of one event or day. Source: assumed (decision 0008).
pub const ITEMS_PLAUSIBLE_MAX: u32 = 100_000;
/// First and last hour of a night, local time; it begins on the day before. Source: assumed (decision 0008).
pub const NIGHT: (i8, i8) = (20, 8);
/// First and last hour of a morning. Source: assumed (decision 0008).
pub const MORNING: (i8, i8) = (5, 12);
/// First and last hour of an evening. Source: assumed (decision 0008).
pub const EVENING: (i8, i8) = (17, 24);
/// Most rows of one gazetteer. Source: assumed (decision 0008); all of GeoNames has 13 million, a country's part far fewer.
pub const GAZETTEER_ROWS_MAX: usize = 5_000_000;
/// Longest name of a place, bytes.
pub const NAME_BYTES_MAX: usize = 2_000;
/// Fewest inhabitants of a settlement after which a region, district or direction may be called. Source: assumed (decision 0008).
pub const ADJECTIVE_POPULATION_MIN: u32 = 10_000;
/// Inhabitants that are put to each place's own, so that unknown and small ones can be meant. Source: assumed (decision 0008).
pub const POPULATION_BASE: f64 = 500.0;
/// How the chance to be meant grows with inhabitants. Source: assumed (decision 0008).
pub const POPULATION_POWER: f64 = 0.8;
/// Chance from which a place is decided, ppm. Source: assumed (decision 0008).
pub const DECIDED_PPM: u32 = 800_000;
/// Chance to be a place at all below which a word is not taken for one, ppm. Source: assumed (decision 0008).
pub const PLACE_PPM_MIN: u32 = 500_000;
/// Most candidates of one mention that are kept. Source: assumed (decision 0008); the commonest village name stands for 110.
pub const CANDIDATES_MAX: usize = 128;
/// Most mentions that a mention is held against. Source: PERFORMANCE 5.4.
pub const PAIRS_MAX: usize = 20;
/// Standard deviation of a settlement, metres per axis. Source: METHOD 3.
pub const SD_SETTLEMENT_M: u32 = 1_000;
/// Inhabitants of a square kilometre of a town, from which its size follows where its area is not known. Source: assumed (decision 0008).
pub const TOWN_PER_KM2: f64 = 2_500.0;
/// Chance that a settlement is the wrong one, and the tail's standard deviation, metres. Source: METHOD 3.
pub const WRONG_PPM: u32 = 120_000;
/// See [`WRONG_PPM`].
pub const WRONG_SD_M: u32 = 12_000;
/// Standard deviations of districts by level, metres. Source: as in `ingest::method`.
pub const SD_ADM3_M: u32 = 10_000;
/// See [`SD_ADM3_M`].
pub const SD_ADM2_M: u32 = 25_000;
/// See [`SD_ADM3_M`].
pub const SD_ADM1_M: u32 = 75_000;
/// See [`SD_ADM3_M`].
pub const SD_COUNTRY_M: u32 = 300_000;
/// "Near" a place: further standard deviation, metres. Source: assumed (decision 0008).
pub const SD_NEAR_M: u32 = 5_000;
/// A front's direction named after a town: standard deviation, metres. Source: assumed (decision 0008).
pub const SD_DIRECTION_M: u32 = 20_000;
/// Two entries of one name no farther apart than this are one place, metres. Source: assumed (decision 0008).
pub const SAME_PLACE_M: f64 = 15_000.0;
/// Most proposals for one text. Source: assumed (decision 0008).
pub const PROPOSALS_MAX: usize = 20_000;
