//! Days as lists print them: with stray spaces, and several in one cell.

use crate::words::time::read_day;
use jiff::civil::Date;

/// Most days in one cell. Source: assumed.
const DAYS_MAX: usize = 64;

/// Reads the days of a cell in their order: `31.03. 2022`, `24.02.2022 11.09.2022`.
///
/// # Errors
/// A part that is no day, as a sentence.
pub(crate) fn read_days(text: &str) -> Result<Vec<Date>, String> {
    let mut joined = String::new();
    for word in text.split_whitespace() {
        let goes_on = joined.ends_with(['.', '/']) || word.starts_with(['.', '/']) || joined.is_empty();
        joined.push_str(if goes_on { "" } else { " " });
        joined.push_str(word);
    }
    let days = joined.split([' ', ';', ',']).filter(|part| !part.is_empty()).take(DAYS_MAX);
    days.map(|part| read_day(part).ok_or_else(|| format!("`{part}` is not a day such as 2026-01-07 or 07.01.2026"))).collect()
}

/// Reads a cell of one day.
///
/// # Errors
/// None, or more than one.
pub(crate) fn read_one(text: &str) -> Result<Date, String> {
    match read_days(text)?.as_slice() {
        [day] => Ok(*day),
        days => Err(format!("`{text}` holds {} days: one is expected here", days.len())),
    }
}

/// Pairs first and last days: as many of both, or one last day fewer, which leaves the last interval open.
///
/// # Errors
/// Other numbers, or an interval that ends before it begins.
pub(crate) fn pair(starts: &[Date], ends: &[Date]) -> Result<Vec<(Date, Option<Date>)>, String> {
    if starts.is_empty() || !(ends.len() == starts.len() || ends.len() + 1 == starts.len()) {
        return Err(format!("{} first days and {} last days make no intervals", starts.len(), ends.len()));
    }
    let ends = ends.iter().copied().map(Some).chain([None]);
    let pairs: Vec<(Date, Option<Date>)> = starts.iter().copied().zip(ends).collect();
    match pairs.iter().find(|(from, to)| to.is_some_and(|to| to < *from)) {
        Some((from, to)) => Err(format!("the interval ends on {} before it begins on {from}", to.unwrap_or(*from))),
        None => Ok(pairs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_spaces_and_several_days_are_read() {
        let shown = |text| read_days(text).map(|days| days.iter().map(Date::to_string).collect::<Vec<_>>());
        assert_eq!(shown("31.03. 2022"), Ok(vec!["2022-03-31".into()]));
        assert_eq!(shown(" 24.02.2022  11 .09.2022 "), Ok(vec!["2022-02-24".into(), "2022-09-11".into()]));
        assert_eq!(shown("2022-02-24"), Ok(vec!["2022-02-24".into()]));
        assert_eq!(shown("31.02.2022"), Err("`31.02.2022` is not a day such as 2026-01-07 or 07.01.2026".into()));
        assert!(shown("soon").is_err() && read_one("").is_err() && read_one("01.02.2022 01.03.2022").is_err());
    }

    #[test]
    fn intervals_need_as_many_ends_or_one_fewer() {
        let day = |text: &str| read_one(text).unwrap();
        let (a, b, c) = (day("2022-01-01"), day("2022-02-01"), day("2022-03-01"));
        assert_eq!(pair(&[a, c], &[b]), Ok(vec![(a, Some(b)), (c, None)]));
        assert_eq!(pair(&[a], &[a]), Ok(vec![(a, Some(a))]));
        assert!(pair(&[], &[]).is_err() && pair(&[a, b, c], &[a]).is_err() && pair(&[b], &[a]).is_err());
    }
}
