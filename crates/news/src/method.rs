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
