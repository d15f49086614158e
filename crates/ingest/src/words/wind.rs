//! Bearings and ranges as monitors write them: `3-5km ESE` to an annular sector. Source: DOMAIN 1.2.

use crate::method::{RANGE_HEARD_M, RANGE_M_MAX, RANGE_SEEN_M, SD_FIX_M, WIND_MDEG};
use model::place::{Sector, Share};
use model::{Place, Position, Sense};

/// The 16 winds clockwise from north, short and in words without hyphens.
const WINDS: [(&str, &str); 16] = [
    ("n", "north"),
    ("nne", "northnortheast"),
    ("ne", "northeast"),
    ("ene", "eastnortheast"),
    ("e", "east"),
    ("ese", "eastsoutheast"),
    ("se", "southeast"),
    ("sse", "southsoutheast"),
    ("s", "south"),
    ("ssw", "southsouthwest"),
    ("sw", "southwest"),
    ("wsw", "westsouthwest"),
    ("w", "west"),
    ("wnw", "westnorthwest"),
    ("nw", "northwest"),
    ("nnw", "northnorthwest"),
];

/// Words that add nothing to a bearing and a range.
const FILLERS: [&str; 44] = [
    "at",
    "an",
    "a",
    "the",
    "from",
    "of",
    "in",
    "into",
    "on",
    "within",
    "inside",
    "and",
    "or",
    "to",
    "between",
    "ranging",
    "direction",
    "directions",
    "distance",
    "distances",
    "range",
    "assessed",
    "as",
    "estimated",
    "about",
    "approximately",
    "around",
    "camera",
    "camera's",
    "cameras",
    "patrol",
    "position",
    "its",
    "observer",
    "view",
    "field",
    "away",
    "km",
    "m",
    "undetermined",
    "unknown",
    "unspecified",
    "n/k",
    "~",
];

/// Words that say that there is no bearing or range to give.
const NONE_GIVEN: [&str; 6] = ["undetermined", "unknown", "unspecified", "n/k", "view", "camera"];

/// Bearings clockwise from one to another, 1/1000 degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Arc {
    from_mdeg: u32,
    to_mdeg: u32,
}

const ALL_ROUND: Arc = Arc { from_mdeg: 0, to_mdeg: 0 };

/// Least and greatest range, metres; `None` = not given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Range {
    lo_m: Option<u32>,
    hi_m: Option<u32>,
}

/// Where something was, seen from an observer: one sector, or a mixture of several.
///
/// # Errors
/// What is not understood, or an arc whose ends lie opposite each other.
pub(crate) fn read_seen_from(text: &str, observer: Position, sense: Sense) -> Result<Place, String> {
    let (arcs, range) = read_bearing(text)?;
    let cap = if sense == Sense::Heard { RANGE_HEARD_M } else { RANGE_SEEN_M };
    let sector = |arc: Arc| {
        let lo_m = range.lo_m.unwrap_or(0);
        Place::Sector(Sector {
            from_mdeg: arc.from_mdeg,
            to_mdeg: arc.to_mdeg,
            lo_m,
            hi_m: range.hi_m.unwrap_or(cap.max(lo_m.saturating_mul(2))),
            observer,
            observer_sd_m: SD_FIX_M,
            range_assumed: range.hi_m.is_none(),
        })
    };
    match arcs.as_slice() {
        [] => Ok(sector(ALL_ROUND)),
        [arc] => Ok(sector(*arc)),
        arcs => Ok(Place::Mixture(shares(arcs.iter().map(|arc| sector(*arc)).collect()))),
    }
}

/// Checks a bearing and range where there is no observer's position to draw it from.
///
/// # Errors
/// As [`read_seen_from`].
pub(crate) fn check_seen_from(text: &str) -> Result<(), String> {
    read_bearing(text).map(|_| ())
}

/// Equal weights that sum to 1 000 000 ppm.
fn shares(places: Vec<Place>) -> Vec<Share> {
    let n = u32::try_from(places.len()).unwrap_or(u32::MAX).max(1);
    let weight = |index: usize| 1_000_000 / n + u32::from((index as u64) < u64::from(1_000_000 % n));
    places.into_iter().enumerate().map(|(index, place)| Share { place, weight_ppm: weight(index) }).collect()
}

fn read_bearing(text: &str) -> Result<(Vec<Arc>, Range), String> {
    let lower = text.trim().to_lowercase().replace(['\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let (range, rest) = read_range(&lower)?;
    let mut arcs: Vec<Arc> = Vec::new();
    let mut last_wind: Option<u32> = None;
    let mut joins = false;
    let is_between = rest.contains("between");
    let mut says_none = false;
    for token in rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '&' | '(' | ')')).filter(|token| !token.is_empty())
    {
        if let Some(wind) = wind(&token.replace('-', "")).filter(|_| !is_two_winds(token)) {
            match last_wind.filter(|_| joins) {
                Some(from) => {
                    arcs.pop();
                    arcs.push(arc(from, wind, text)?);
                }
                None => arcs.push(arc(wind, wind, text)?),
            }
            (last_wind, joins) = (Some(wind), false);
        } else if let Some((from, to)) = two_winds(token) {
            if wind(&token.replace('-', "")).is_some() {
                let (a, b) = (short(from), short(to));
                return Err(format!(
                    "`{text}` can mean `{a}{b}` or from `{a}` to `{b}`: write `{}` or `{} to {}`",
                    (a.to_owned() + b).to_uppercase(),
                    a.to_uppercase(),
                    b.to_uppercase()
                ));
            }
            arcs.push(arc(from, to, text)?);
            (last_wind, joins) = (None, false);
        } else if is_filler(token) {
            joins = last_wind.is_some() && (token == "to" || (is_between && token == "and"));
            says_none |= NONE_GIVEN.contains(&token);
        } else {
            return Err(format!(
                "`{token}` in `{}` is not understood: write it as `3-5km ESE` or `at undetermined distance to the north`",
                text.trim()
            ));
        }
    }
    if arcs.is_empty() && range == Range::default() && !says_none {
        return Err(format!("`{}` gives neither a bearing nor a range: write it as `3-5km ESE` or `in the camera's view`", text.trim()));
    }
    arcs.dedup();
    Ok((arcs, range))
}

fn is_filler(token: &str) -> bool {
    FILLERS.contains(&token.trim_matches(['.', ':', '-']))
}

fn wind(word: &str) -> Option<u32> {
    WINDS.iter().position(|(short, long)| *short == word || *long == word).and_then(|index| u32::try_from(index).ok())
}

fn short(wind: u32) -> &'static str {
    WINDS.get(wind as usize).map_or("", |(short, _)| short)
}

/// `w-e`, `ne-sse`: two short winds, and not one in words such as `north-east`.
fn two_winds(token: &str) -> Option<(u32, u32)> {
    let (from, to) = token.split_once('-')?;
    (from.len() <= 3 && to.len() <= 3).then(|| wind(from).zip(wind(to)))?
}

fn is_two_winds(token: &str) -> bool {
    two_winds(token).is_some()
}

/// From one wind to another the shorter way, both inclusive.
fn arc(from: u32, to: u32, text: &str) -> Result<Arc, String> {
    let clockwise = (to + 16 - from) % 16;
    let (first, last) = match clockwise {
        0..8 => (from, to),
        8 => {
            return Err(format!(
                "`{}`: the two ends lie opposite each other, so both ways round are as long: name a wind between them",
                text.trim()
            ));
        }
        _ => (to, from),
    };
    let half = WIND_MDEG / 2;
    Ok(Arc { from_mdeg: (first * WIND_MDEG + 360_000 - half) % 360_000, to_mdeg: (last * WIND_MDEG + half) % 360_000 })
}

/// Takes `3-5km`, `2 km`, `up to 500m` out of a text; the rest is the bearing.
fn read_range(text: &str) -> Result<(Range, String), String> {
    let Some(found) = find_range(text) else { return Ok((Range::default(), text.to_owned())) };
    let before = text.get(..found.start).unwrap_or("");
    let after = text.get(found.end..).unwrap_or("");
    let (range, before) = qualified(found.range, found.half_m, before);
    if range.hi_m.or(range.lo_m).is_some_and(|m| m > RANGE_M_MAX) {
        return Err(format!("`{text}`: a range of more than {} km is not taken for one", RANGE_M_MAX / 1000));
    }
    if range.hi_m.is_some_and(|hi| hi <= range.lo_m.unwrap_or(0)) {
        return Err(format!("`{text}` gives a range of nothing: the greater end must be more than 0"));
    }
    if find_range(after).is_some() {
        return Err(format!("`{text}` gives more than one range: write one row for each"));
    }
    Ok((range, format!("{before} {after}")))
}

fn qualified(stated: (u32, u32), half_m: u32, before: &str) -> (Range, &str) {
    let (lo, hi) = stated;
    for words in ["up to", "less than", "under", "<"] {
        if let Some(rest) = before.trim_end().strip_suffix(words) {
            return (Range { lo_m: Some(0), hi_m: Some(hi) }, rest);
        }
    }
    for words in ["more than", "at least", "over", ">"] {
        if let Some(rest) = before.trim_end().strip_suffix(words) {
            return (Range { lo_m: Some(lo), hi_m: None }, rest);
        }
    }
    if lo == hi {
        return (Range { lo_m: Some(lo.saturating_sub(half_m)), hi_m: Some(hi.saturating_add(half_m)) }, before);
    }
    (Range { lo_m: Some(lo.min(hi)), hi_m: Some(lo.max(hi)) }, before)
}

struct Found {
    start: usize,
    end: usize,
    /// Metres.
    range: (u32, u32),
    /// Half of the last digit given: "2km" is 1.5 to 2.5 km.
    half_m: u32,
}

/// Finds numbers that end in a unit of length.
fn find_range(text: &str) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut start = bytes.iter().position(u8::is_ascii_digit)?;
    loop {
        let (first, first_end) = number(text, start)?;
        let (second, second_end) = match joined(text, first_end) {
            Some(at) => number(text, at)?,
            None => (first, first_end),
        };
        if let Some((unit_m, end)) = unit(text, second_end) {
            // "3-5km": the unit stands once; "500m-1km" is two ranges and refused as such.
            let metres = |digits: &str| -> Option<u32> { Some(whole_metres(digits.parse::<f64>().ok()? * f64::from(unit_m))) };
            let half_m = match second.split_once('.') {
                Some((_, decimals)) => unit_m / 10u32.saturating_pow(u32::try_from(decimals.len()).ok()?) / 2,
                None if unit_m == 1 => 50,
                None => unit_m / 2,
            };
            return Some(Found { start, end, range: (metres(first)?, metres(second)?), half_m: half_m.max(1) });
        }
        let rest = bytes.get(second_end..)?;
        start = second_end + rest.iter().position(u8::is_ascii_digit)?;
    }
}

/// Rounded half up, held inside what can be written.
fn whole_metres(metres: f64) -> u32 {
    (metres + 0.5).clamp(0.0, f64::from(u32::MAX)) as u32
}

fn number(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let digits = rest.get(..length)?.trim_end_matches('.');
    (!digits.is_empty() && length <= 12).then_some((digits, at + digits.len()))
}

/// The start of a second number after `-` or `to`.
fn joined(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start();
    let after = trimmed.strip_prefix('-').or_else(|| trimmed.strip_prefix("to "))?.trim_start();
    after.starts_with(|c: char| c.is_ascii_digit()).then(|| text.len() - after.len())
}

fn unit(text: &str, at: usize) -> Option<(u32, usize)> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start();
    let skipped = rest.len() - trimmed.len();
    let word: String = trimmed.chars().take_while(|c| c.is_alphabetic()).collect();
    let unit_m = match word.as_str() {
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => 1000,
        "m" | "metre" | "metres" | "meter" | "meters" => 1,
        _ => return None,
    };
    Some((unit_m, at + skipped + word.len()))
}

/// Reads a direction of flight, `from W to E` or `W-E`, as two winds such as `w-e`.
pub(crate) fn read_flight(text: &str) -> Option<String> {
    let lower = text.to_lowercase().replace(['\u{2013}', '\u{2014}'], "-");
    let tokens: Vec<&str> =
        lower.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')')).filter(|token| !token.is_empty()).collect();
    let named = tokens.windows(3).find_map(|three| match three {
        [from, "to", to] => wind(&from.replace('-', "")).zip(wind(&to.replace('-', ""))),
        _ => None,
    });
    let (from, to) = named.or_else(|| tokens.iter().find_map(|token| two_winds(token)))?;
    Some(format!("{}-{}", short(from), short(to)))
}

#[cfg(test)]
mod tests {

    use super::*;

    fn seen(text: &str, sense: Sense) -> Result<(u32, u32, u32, u32, bool), String> {
        let observer = Position::from_degrees(48.0, 37.0).unwrap();
        match read_seen_from(text, observer, sense)? {
            Place::Sector(sector) => Ok((sector.from_mdeg, sector.to_mdeg, sector.lo_m, sector.hi_m, sector.range_assumed)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_bearing_with_a_range_is_a_sector() {
        assert_eq!(seen("3-5km ESE", Sense::Heard), Ok((101_250, 123_750, 3000, 5000, false)));
        assert_eq!(seen("2km N", Sense::Heard), Ok((348_750, 11_250, 1500, 2500, false)));
        assert_eq!(seen("500m south-west", Sense::Seen), Ok((213_750, 236_250, 450, 550, false)));
        assert_eq!(seen("1.5 km to the north-north-east", Sense::Seen), Ok((11_250, 33_750, 1450, 1550, false)));
        assert_eq!(seen("up to 5km W", Sense::Seen), Ok((258_750, 281_250, 0, 5000, false)));
        assert_eq!(seen("more than 8km W", Sense::Heard), Ok((258_750, 281_250, 8000, 16_000, true)));
    }

    #[test]
    fn an_absent_range_is_capped_by_the_sense_and_said_to_be_assumed() {
        assert_eq!(seen("at undetermined distance to the north", Sense::Heard), Ok((348_750, 11_250, 0, 15_000, true)));
        assert_eq!(seen("at an undetermined distance N", Sense::Camera), Ok((348_750, 11_250, 0, 10_000, true)));
        assert_eq!(seen("in the camera's view", Sense::Camera), Ok((0, 0, 0, 10_000, true)));
        assert_eq!(seen("3-4km", Sense::Heard), Ok((0, 0, 3000, 4000, false)));
    }

    #[test]
    fn an_arc_takes_the_shorter_way_with_both_ends() {
        assert_eq!(seen("3-5km ranging from north-east to south-south-east", Sense::Heard), Ok((33_750, 168_750, 3000, 5000, false)));
        assert_eq!(seen("2-4km SSE-NE", Sense::Heard), Ok((33_750, 168_750, 2000, 4000, false)));
        assert_eq!(seen("2-4km between NW and NNE", Sense::Heard), Ok((303_750, 33_750, 2000, 4000, false)));
        assert!(seen("2-4km from N to S", Sense::Heard).is_err_and(|fault| fault.contains("opposite each other")));
        assert!(seen("2-4km N-E", Sense::Heard).is_err_and(|fault| fault.contains("write `NE` or `N to E`")));
    }

    #[test]
    fn several_winds_are_a_mixture_of_equal_shares() {
        let observer = Position::from_degrees(48.0, 37.0).unwrap();
        let Ok(Place::Mixture(shares)) = read_seen_from("3-5km N, E and SW", observer, Sense::Heard) else { panic!("a mixture") };
        assert_eq!(shares.iter().map(|share| share.weight_ppm).collect::<Vec<_>>(), [333_334, 333_333, 333_333]);
    }

    #[test]
    fn what_is_not_understood_is_never_guessed() {
        for text in ["", "near the bridge", "3-5km ESE of Hilltown", "5km N and 2km S", "200km N", "between"] {
            assert!(seen(text, Sense::Heard).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_a_sector_has_its_ends_in_order(text in "(from |up to |over |<)?[0-9]{0,14}[.]?[0-9]{0,5}(-| to |\u{2013})?[0-9]{0,3} ?(km|m|)( (to |and )?[nesw]{0,3}-?[nesw]{0,3}){0,3}") {
            let observer = Position::from_degrees(48.0, 37.0).unwrap();
            let sectors = match read_seen_from(&text, observer, Sense::Heard) {
                Ok(Place::Mixture(shares)) => shares.into_iter().map(|share| share.place).collect(),
                Ok(place) => vec![place],
                Err(_) => vec![],
            };
            for place in sectors {
                let ends_in_order = matches!(&place, Place::Sector(sector) if sector.lo_m < sector.hi_m && sector.from_mdeg < 360_000 && sector.to_mdeg < 360_000);
                proptest::prop_assert!(ends_in_order, "{}: {:?}", text, place);
            }
        }
    }

    #[test]
    fn flight_is_two_winds() {
        assert_eq!(read_flight("in flight, from W to E"), Some("w-e".into()));
        assert_eq!(read_flight("in flight (NE-SSW)"), Some("ne-ssw".into()));
        assert_eq!(read_flight("in flight"), None);
    }
}
