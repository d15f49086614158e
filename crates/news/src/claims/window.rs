//! The time that words cover: "С 20.00 до 22.30 мск", "overnight", "станом на 09:00", against the day of publication.

use super::sentence::Sentence;
use super::{Told, Window};
use crate::method::{EVENING, MORNING, NIGHT};
use crate::numbers::clean;
use crate::words::Token;
use crate::{Said, Span};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use model::{Instant, TimePrecision, When};

/// A window and the sentence in which it stands.
pub(super) struct Found {
    /// Its number.
    pub index: usize,
    sentence: Span,
    window: Window,
}

/// A clock time with what stands beside it.
#[derive(Clone, Copy)]
struct Moment {
    clock: Option<Time>,
    date: Option<(i8, i8)>,
    zone: Option<&'static str>,
    end: usize,
}

/// Abbreviations of zones and the zones of fixed offset that they mean.
const ZONES: &[(&str, &str)] = &[
    ("мск", "Etc/GMT-3"),
    ("msk", "Etc/GMT-3"),
    ("utc", "UTC"),
    ("gmt", "UTC"),
    ("z", "UTC"),
    ("cet", "Etc/GMT-1"),
    ("cest", "Etc/GMT-2"),
    ("eet", "Etc/GMT-2"),
    ("eest", "Etc/GMT-3"),
    ("bst", "Etc/GMT-1"),
    ("edt", "Etc/GMT+4"),
    ("est", "Etc/GMT+5"),
];

/// Stems of the names of months in the three languages, January first.
const MONTHS: [&[&str]; 12] = [
    &["январ", "січ", "jan"],
    &["феврал", "лют", "feb"],
    &["март", "берез", "mar"],
    &["апрел", "квіт", "apr"],
    &["мая", "май", "трав", "may"],
    &["июн", "черв", "jun"],
    &["июл", "лип", "jul"],
    &["август", "серп", "aug"],
    &["сентябр", "верес", "sep"],
    &["октябр", "жовт", "oct"],
    &["ноябр", "листоп", "nov"],
    &["декабр", "груд", "dec"],
];

/// Finds the windows of all sentences.
pub(super) fn windows(text: &str, tokens: &[Token], sentences: &[Sentence], told: &Told<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        let Some(all) = tokens.get(sentence.tokens.clone()) else { continue };
        let (Some(first), Some(last)) = (all.first(), all.last()) else { continue };
        let read = interval(all).or_else(|| point(all)).or_else(|| part_of_day(all));
        let Some((from, to, stated)) = read else { continue };
        let Some(words) = all.get(from..to) else { continue };
        let (Some(start), Some(end)) = (words.first(), words.last()) else { continue };
        let span = Span::new(start.start, end.end);
        let said = Said { text: clean(span.of(text).unwrap_or("")), span: Some(span) };
        found.push(Found { index, sentence: Span::new(first.start, last.end), window: stated.window(said, told) });
    }
    found
}

/// The window of a sentence: its own, else the last one before it.
pub(super) fn of(windows: &[Found], sentence: Span) -> Option<Window> {
    let own = windows.iter().find(|found| sentence.covers(found.sentence) || found.sentence.covers(sentence));
    let before = || windows.iter().rev().find(|found| found.sentence.end <= sentence.start);
    own.or_else(before).map(|found| found.window.clone())
}

/// What words say of a time.
enum Stated {
    /// From one moment to another.
    Between(Moment, Moment),
    /// At, around or as of one moment.
    At(Moment, bool),
    /// A part of a day: first hour, last hour, whether it begins on the day before, date.
    Part { from: i8, to: i8, begins_before: bool, date: Option<(i8, i8)>, days_ago: i8 },
}

fn digits(token: Option<&Token>) -> Option<i8> {
    token.filter(|token| token.is_digits()).and_then(|token| token.plain.parse().ok())
}

/// `20.30`, `20:30`, midnight.
fn clock_at(tokens: &[Token], at: usize) -> Option<(Time, usize)> {
    let first = tokens.get(at)?;
    if matches!(first.plain.as_str(), "полуночи" | "опівночі" | "midnight") {
        return Some((Time::midnight(), at + 1));
    }
    if matches!(first.plain.as_str(), "полудня" | "полудень" | "опівдні" | "noon") {
        return Time::new(12, 0, 0, 0).ok().map(|time| (time, at + 1));
    }
    let hour = digits(Some(first)).filter(|hour| (0..=24).contains(hour))?;
    let mark = tokens.get(at + 1)?;
    let minute = digits(tokens.get(at + 2)).filter(|_| mark.is_mark(".:") && !mark.is_apart)?;
    let is_clock = tokens.get(at + 2).is_some_and(|token| token.plain.len() == 2 && !token.is_apart);
    let goes_on = tokens.get(at + 3).is_some_and(|token| token.is_mark(".") && !token.is_apart)
        && tokens.get(at + 4).is_some_and(|token| token.is_digits() && !token.is_apart);
    let time = Time::new(hour % 24, minute, 0, 0).ok().filter(|_| is_clock && !goes_on && minute < 60)?;
    Some((time, at + 3))
}

fn month(token: Option<&Token>) -> Option<i8> {
    let plain = &token.filter(|token| token.is_word())?.plain;
    let at = MONTHS.iter().position(|stems| stems.iter().any(|stem| plain.starts_with(stem)))?;
    i8::try_from(at + 1).ok()
}

/// `4 мая`, `May 4`, `4 мая 2025 года`.
fn date_at(tokens: &[Token], at: usize) -> Option<((i8, i8), usize)> {
    let (first, second) = (tokens.get(at), tokens.get(at + 1));
    let day = |token| digits(token).filter(|day| (1..=31).contains(day));
    let date = day(first).zip(month(second)).or_else(|| month(first).and_then(|month| Some((day(second)?, month))))?;
    let mut end = at + 2;
    while tokens.get(end).is_some_and(|token| {
        (token.is_digits() && token.plain.len() == 4) || matches!(token.plain.as_str(), "года" | "року" | "г" | "р" | "т" | "ц")
    }) {
        end += 1;
    }
    Some((date, end))
}

fn zone_at(tokens: &[Token], at: usize) -> Option<&'static str> {
    let plain = &tokens.get(at).filter(|token| token.is_word())?.plain;
    ZONES.iter().find(|(name, _)| name == plain).map(|(_, zone)| *zone)
}

/// A clock time, a date or both, with a zone, in any order.
fn moment_at(tokens: &[Token], at: usize) -> Option<Moment> {
    let mut moment = Moment { clock: None, date: None, zone: None, end: at };
    loop {
        let at = moment.end;
        if let Some((clock, end)) = clock_at(tokens, at).filter(|_| moment.clock.is_none()) {
            (moment.clock, moment.end) = (Some(clock), end);
        } else if let Some((date, end)) = date_at(tokens, at).filter(|_| moment.date.is_none()) {
            (moment.date, moment.end) = (Some(date), end);
        } else if let Some(zone) = zone_at(tokens, at).filter(|_| moment.zone.is_none() && moment.clock.is_some()) {
            (moment.zone, moment.end) = (Some(zone), at + 1);
        } else if moment.end > 0 && is_filler(tokens, at) && (clock_at(tokens, at + 1).is_some() || date_at(tokens, at + 1).is_some()) {
            moment.end = at + 1;
        } else {
            break;
        }
    }
    (moment.clock.is_some() || moment.date.is_some()).then_some(moment)
}

fn is_filler(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| matches!(token.plain.as_str(), "on" | "at" | "of" | "в" | "о" | "об" | "the") || token.is_mark(","))
}

/// `с 20.00 до 22.30 мск`, `between 20:00 and 22:30`, `20:00-22:30`.
fn interval(tokens: &[Token]) -> Option<(usize, usize, Stated)> {
    for at in 0..tokens.len() {
        let opens = tokens
            .get(at)
            .is_some_and(|token| matches!(token.plain.as_str(), "с" | "c" | "со" | "з" | "із" | "from" | "between" | "від" | "от"));
        let start = if opens { at + 1 } else { at };
        let Some(first) = moment_at(tokens, start).filter(|moment| moment.clock.is_some() || opens) else { continue };
        let closes = tokens.get(first.end).is_some_and(|token| {
            matches!(token.plain.as_str(), "до" | "по" | "to" | "till" | "until" | "and") || (token.is_mark("-\u{2013}\u{2014}"))
        });
        let Some(second) = closes.then(|| moment_at(tokens, first.end + 1)).flatten() else { continue };
        if first.clock.is_some() != second.clock.is_some() {
            continue;
        }
        // `20 июня с 22.00 до 23.55`
        let date_before = at.checked_sub(2).and_then(|before| date_at(tokens, before)).map(|(date, _)| date);
        let second = Moment { date: second.date.or(if first.date.is_none() { date_before } else { None }), ..second };
        return Some((at, second.end, Stated::Between(first, second)));
    }
    None
}

/// `около 13.00 мск`, `at 20:30`, `станом на 09:00`, `as of 08:30`.
fn point(tokens: &[Token]) -> Option<(usize, usize, Stated)> {
    for at in 0..tokens.len() {
        let word = |index: usize| tokens.get(index).map_or("", |token| token.plain.as_str());
        let is_as_of = matches!((word(at), word(at + 1)), ("станом", "на") | ("состоянию", "на") | ("as", "of"));
        let opens = matches!(
            word(at),
            "около"
                | "в"
                | "о"
                | "об"
                | "у"
                | "на"
                | "близько"
                | "примерно"
                | "приблизно"
                | "at"
                | "around"
                | "about"
                | "by"
                | "до"
                | "к"
        );
        if !is_as_of && !opens {
            continue;
        }
        let start = if is_as_of { at + 2 } else { at + 1 };
        if let Some(moment) = moment_at(tokens, start).filter(|moment| moment.clock.is_some() || is_as_of) {
            // `28 августа около 04.30`
            let date_before = at.checked_sub(2).and_then(|before| date_at(tokens, before)).map(|(date, _)| date);
            let moment = Moment { date: moment.date.or(date_before), ..moment };
            return Some((at, moment.end, Stated::At(moment, is_as_of)));
        }
    }
    None
}

/// Words for parts of a day: stem, first and last hour, whether it begins the day before.
const PARTS: &[(&str, (i8, i8), bool)] = &[
    ("ночи", NIGHT, true),
    ("ночь", NIGHT, true),
    ("ночью", NIGHT, true),
    ("ніч", NIGHT, true),
    ("ночі", NIGHT, true),
    ("вночі", NIGHT, true),
    ("уночі", NIGHT, true),
    ("overnight", NIGHT, true),
    ("night", NIGHT, true),
    ("утром", MORNING, false),
    ("вранці", MORNING, false),
    ("зранку", MORNING, false),
    ("morning", MORNING, false),
    ("вечером", EVENING, false),
    ("ввечері", EVENING, false),
    ("увечері", EVENING, false),
    ("evening", EVENING, false),
    ("сутки", (0, 24), true),
    ("суток", (0, 24), true),
    ("добу", (0, 24), true),
    ("доби", (0, 24), true),
    ("сегодня", (0, 24), false),
    ("сьогодні", (0, 24), false),
    ("today", (0, 24), false),
    ("вчера", (0, 24), false),
    ("вчора", (0, 24), false),
    ("yesterday", (0, 24), false),
];

fn part_of_day(tokens: &[Token]) -> Option<(usize, usize, Stated)> {
    for (at, token) in tokens.iter().enumerate() {
        let Some((_, (from, to), begins_before)) = PARTS.iter().find(|(word, ..)| token.is(word)) else { continue };
        let is_named_later = PARTS.iter().any(|(word, hours, _)| *hours != (0, 24) && tokens.get(at + 1).is_some_and(|next| next.is(word)));
        if *to - *from == 24 && is_named_later {
            continue;
        }
        let mut date = None;
        let mut end = at + 1;
        for next in [at + 1, at + 2] {
            if let Some((found, after)) = date_at(tokens, next) {
                (date, end) = (Some(found), after);
                break;
            }
        }
        let before = at.checked_sub(2).and_then(|before| date_at(tokens, before));
        let days_ago = i8::from(matches!(token.plain.as_str(), "вчера" | "вчора" | "yesterday"));
        let date = date.or(before.map(|(date, _)| date));
        return Some((at, end, Stated::Part { from: *from, to: *to, begins_before: *begins_before, date, days_ago }));
    }
    None
}

impl Stated {
    fn window(&self, said: Said, told: &Told<'_>) -> Window {
        let (from, to, zone) = match self {
            Self::Between(first, second) => (first.clock, second.clock, second.zone.or(first.zone)),
            Self::At(moment, is_as_of) => (moment.clock.filter(|_| !is_as_of), moment.clock, moment.zone),
            Self::Part { .. } => (None, None, None),
        };
        let when = told.day.and_then(|day| self.when(day, zone, told));
        Window { said, from, to, zone: zone.map(str::to_owned), when }
    }

    fn when(&self, day: Date, zone: Option<&str>, told: &Told<'_>) -> Option<When> {
        let (name, tz) = match zone {
            Some(name) => (name, model::time::zone_of(name).ok()?),
            None => (told.zone.unwrap_or("UTC"), told.time_zone()),
        };
        let published = published(day, told, &tz);
        let (from, to, precision) = match self {
            Self::Between(first, second) => between(first, second, published)?,
            Self::At(moment, is_as_of) => {
                let end = dated(moment.date, moment.clock?, published)?;
                if *is_as_of { (end.date().at(0, 0, 0, 0), end, TimePrecision::PartOfDay) } else { (end, end, TimePrecision::Minute) }
            }
            Self::Part { from, to, begins_before, date, days_ago } => {
                let day = match date {
                    Some((day, month)) => in_year(*day, *month, published.date())?,
                    None => published.date().checked_sub(i64::from(*days_ago).days()).ok()?,
                };
                let first = if *begins_before { day.yesterday().ok()? } else { day };
                let hour = |day: Date, hour: i8| {
                    if hour == 24 { day.tomorrow().ok().map(|next| next.at(0, 0, 0, 0)) } else { Some(day.at(hour, 0, 0, 0)) }
                };
                let precision = if *to - *from == 24 { TimePrecision::Day } else { TimePrecision::PartOfDay };
                (hour(first, *from)?, hour(day, *to)?, precision)
            }
        };
        let instant = |at: DateTime| Instant::from_local(at, &tz).ok();
        When::between(instant(from)?, instant(to)?, precision, name).ok()
    }
}

/// When the text was published, as the clocks of another zone show it; the end of the day if no clock time is known.
fn published(day: Date, told: &Told<'_>, tz: &TimeZone) -> DateTime {
    let Some(clock) = told.clock else { return day.at(23, 59, 59, 0) };
    match Instant::from_local(day.to_datetime(clock), &told.time_zone()) {
        Ok(instant) => instant.in_zone(tz),
        Err(_) => day.at(23, 59, 59, 0),
    }
}

fn between(first: &Moment, second: &Moment, published: DateTime) -> Option<(DateTime, DateTime, TimePrecision)> {
    let (Some(from), Some(to)) = (first.clock, second.clock) else {
        let ((from_day, from_month), (to_day, to_month)) = (first.date?, second.date?);
        let last = in_year(to_day, to_month, published.date())?;
        let start = in_year(from_day, from_month, last)?;
        return Some((start.at(0, 0, 0, 0), last.tomorrow().ok()?.at(0, 0, 0, 0), TimePrecision::Days));
    };
    // `с 20.00 2 июня до 7.00`: the end lies on the next day if its hour is lower.
    let end = match (second.date, first.date) {
        (None, Some(date)) => {
            let start = dated(Some(date), from, published)?;
            let day = if to <= from { start.date().tomorrow().ok()? } else { start.date() };
            day.to_datetime(to)
        }
        (date, _) => dated(date, to, published)?,
    };
    let start = match first.date {
        Some((day, month)) => in_year(day, month, end.date())?.to_datetime(from),
        None => {
            let day = if from > to { end.date().yesterday().ok()? } else { end.date() };
            day.to_datetime(from)
        }
    };
    (start <= end).then_some((start, end, TimePrecision::Minute))
}

/// A clock time on a date, or on the last day on which it can have been before publication.
fn dated(date: Option<(i8, i8)>, clock: Time, published: DateTime) -> Option<DateTime> {
    match date {
        Some((day, month)) => Some(in_year(day, month, published.date())?.to_datetime(clock)),
        None => {
            let same_day = published.date().to_datetime(clock);
            if same_day <= published { Some(same_day) } else { Some(published.date().yesterday().ok()?.to_datetime(clock)) }
        }
    }
}

/// The last such date up to a day; one day later is still taken as it stands.
fn in_year(day: i8, month: i8, latest: Date) -> Option<Date> {
    let this = Date::new(latest.year(), month, day).ok();
    let limit = latest.tomorrow().ok()?;
    this.filter(|date| *date <= limit).or_else(|| Date::new(latest.year() - 1, month, day).ok())
}
