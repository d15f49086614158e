//! Every constant that can change what is read, each with its source; a change raises the revision.

/// Name of the method, as it stands in a batch's header.
pub const METHOD_NAME: &str = "reading";
/// Revision of the method: raised by any change that reads the same bytes otherwise.
pub const METHOD_REVISION: u32 = 3;
/// The revision since which claims and places are read from prose.
pub const CLAIMS_SINCE: u32 = 3;
/// The revision since which a row is refused whose part is more than its whole.
pub const PARTS_SINCE: u32 = 3;

/// Standard deviation per axis of a satellite-positioned fix or a camera, metres. Source: METHOD section 3.
pub const SD_FIX_M: u32 = 100;
/// The same where the place was surveyed, metres. Source: METHOD section 3.
pub const SD_SURVEY_M: u32 = 50;
/// The same for a patrol's estimate of something seen at a distance, metres. Source: METHOD section 3.
pub const SD_PATROL_M: u32 = 500;
/// The same for a street or building, metres. Source: METHOD section 3.
pub const SD_STREET_M: u32 = 150;
/// Core of a settlement geocode per axis, metres; the least value, for want of the settlement's area. Source: METHOD section 3.
pub const SD_SETTLEMENT_M: u32 = 1_000;
/// Chance that a geocode names the wrong settlement, ppm. Source: METHOD section 3.
pub const WIDE_PPM: u32 = 120_000;
/// Tail of a settlement geocode per axis, metres. Source: METHOD section 3.
pub const WIDE_SD_M: u32 = 12_000;
/// Standard deviation per axis of a 375 m pixel (VIIRS), metres. Source: METHOD section 3.
pub const SD_PIXEL_375_M: u32 = 200;
/// The same for a 1 km pixel (MODIS), metres. Source: assumed, in proportion to the pixel of 375 m.
pub const SD_PIXEL_1000_M: u32 = 500;
/// The same where the file does not say which instrument, metres. Source: assumed; the root mean square of both
/// pixels in a mix of 84 % and 16 % (shares by the number of decimals in data/firms_ukraine) is 271.
pub const SD_PIXEL_UNSTATED_M: u32 = 300;
/// Standard deviation per axis of "a limited area round a place" (within about 25 km), metres.
/// Source: assumed; 25 km then holds about 89 %.
pub const SD_AROUND_M: u32 = 12_000;
/// The same for the centre of a third-level district, metres. Source: assumed.
pub const SD_ADM3_M: u32 = 10_000;
/// The same for the centre of a second-level district, metres. Source: assumed.
pub const SD_ADM2_M: u32 = 25_000;
/// The same for the centre of a first-level region, metres. Source: assumed.
pub const SD_ADM1_M: u32 = 75_000;
/// The same for anything wider: several regions, a country, a sea, metres. Source: assumed.
pub const SD_COUNTRY_M: u32 = 300_000;
/// Error of a control polygon's border per axis, metres. Source: METHOD section 11 (assumed).
pub const SD_CONTROL_M: u32 = 1_000;
/// Error of a layer whose file does not state it, per axis, metres. Source: assumed (docs/formats.md).
pub const SD_LAYER_M: u32 = 500;

/// Farthest something heard is placed if no range is given, metres. Source: DOMAIN 1.2.
pub const RANGE_HEARD_M: u32 = 15_000;
/// Farthest something seen or recorded is placed if no range is given, metres. Source: DOMAIN 1.2 (camera).
pub const RANGE_SEEN_M: u32 = 10_000;
/// Greatest range that is taken for a range at all, metres. Source: assumed.
pub const RANGE_M_MAX: u32 = 100_000;
/// Width of one of the 16 winds, 1/1000 degree. Source: DOMAIN 1.2.
pub const WIND_MDEG: u32 = 22_500;

/// Parts of the day as local hours from and to; hours above 24 lie in the next day. Source: assumed.
pub const PARTS_OF_DAY: [(&str, i64, i64); 5] =
    [("morning", 5, 12), ("midday", 11, 14), ("afternoon", 12, 18), ("evening", 17, 24), ("night", 20, 30)];
/// How far after its arrival a file may speak of, milliseconds: one day, for clocks and zones. Source: assumed.
pub const FUTURE_MS_MAX: i64 = 86_400_000;
/// First year that is taken for a year of an event. Source: assumed; UCDP's report dates hold a 1753.
pub const YEAR_MIN: i16 = 1900;
/// When a day's control map becomes known, after the start of its day in UTC, milliseconds: 03:00.
/// Source: data/deepstate_control/SOURCE.md, "download date (03:00 UTC)". The polygon shows the evening
/// before; `valid_from` is nevertheless the start of the file's own day, the date under which the source publishes
/// it, so that published day-to-day figures can be checked against it (assumed).
pub const CONTROL_KNOWN_MS: i64 = 3 * 3_600_000;

/// Most characters of a source's words that an observation carries. Source: model (observation.text).
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Most characters of a refused row that are kept. Source: model (refusal.raw).
pub const RAW_CHARS_MAX: usize = 500;
/// Most characters of a name, a reason or a note. Source: assumed.
pub const NAME_CHARS_MAX: usize = 300;
/// Most claims of one text that are kept, parts included. Source: assumed.
pub const CLAIMS_OF_TEXT_MAX: usize = 200;
/// Most notes of one reading. Source: assumed.
pub const NOTES_MAX: usize = 50;

/// Longest row of a table, bytes: 1 MiB. Source: assumed.
pub const ROW_BYTES_MAX: usize = 1 << 20;
/// Most bytes that are read again after rows whose quotes do not close, bytes: 64 MiB. Source: assumed.
pub const REREAD_BYTES_MAX: usize = 64 << 20;
/// Most bytes that one artifact unpacks to: 1 GiB. Source: assumed.
pub const UNPACKED_BYTES_MAX: u64 = 1 << 30;
/// Most unpacked bytes for one packed byte. Source: assumed.
pub const UNPACK_RATIO_MAX: u64 = 100;
/// Below this size the ratio does not matter, bytes: 16 MiB. Source: assumed; small tables of repeated rows pack well.
pub const UNPACK_FLOOR_BYTES: u64 = 16 << 20;
/// Most files in one archive. Source: assumed.
pub const ARCHIVE_FILES_MAX: usize = 10_000;
/// Deepest packing: a gz file in a zip archive is two. Source: assumed.
pub const PACKING_DEPTH_MAX: u32 = 2;
/// Largest JSON file, bytes: 128 MiB; it takes several times that in memory. Source: assumed.
pub const JSON_BYTES_MAX: usize = 128 << 20;
/// Largest text that is taken for a statement or a page without being told so, bytes: 4 MiB. Source: assumed.
pub const PROSE_BYTES_MAX: usize = 4 << 20;
/// Most lines above a table's header, such as its title. Source: assumed.
pub const PREAMBLE_LINES_MAX: usize = 5;
