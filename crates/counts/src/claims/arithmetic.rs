//! Shares, rates and days: what follows from two numbers that were said together, and from the calendar.

use super::parts::{difference, signed};
use super::series::{Form, Series};
use super::stated::{days_in, is_rate, shares_in, stated};
use super::{Check, CheckKind, Figure, Statement, Verdict};
use jiff::Unit;
use jiff::civil::Date;
use model::When;
use model::count::grouped;
use std::collections::BTreeSet;

/// A share that the words give ("18,000 of them food, 70 %") against the whole of the same statement.
pub fn shares(statement: &Statement, checks: &mut Vec<Check>) {
    let text = statement.text.as_deref().unwrap_or("");
    let wholes: Vec<&Figure> = statement.figures.iter().filter(|figure| !is_rate(&figure.count)).collect();
    for (part, share) in shares_in(text).into_iter().filter(|(part, share)| *part > 0 && *share > 0) {
        // Of several the one that the share fits best.
        let implied = implied(part, share);
        let near = wholes
            .iter()
            .filter_map(|whole| Some((whole, stated(&whole.count)?)))
            .filter(|(_, n)| *n > part)
            .min_by_key(|(_, n)| n.abs_diff(implied));
        if let Some((whole, total)) = near {
            checks.push(share_of(statement, whole, (part, share), total));
        }
    }
}

/// The whole of which a part is the share, rounded.
fn implied(part: u64, share: u64) -> u64 {
    let whole = (u128::from(part) * 100_000 * 2 + u128::from(share)) / (u128::from(share) * 2);
    u64::try_from(whole).unwrap_or(u64::MAX)
}

fn share_of(statement: &Statement, whole: &Figure, (part, share): (u64, u64), total: u64) -> Check {
    let (is_whole, half) = (share.is_multiple_of(1_000), if share.is_multiple_of(1_000) { 500 } else { 50 });
    let (lo, hi) = (implied(part, share + half), implied(part, share.saturating_sub(half).max(1)));
    let own_hi = whole.count.hi.map(u64::from);
    let own_lo = u64::from(whole.count.lo.unwrap_or(0));
    let meets = own_lo <= hi && own_hi.is_none_or(|own| lo <= own);
    let found = implied(part, share);
    let residual = difference(total, found);
    let verdict = match (residual, meets) {
        (0, _) => Verdict::Holds,
        (_, true) => Verdict::Explained,
        (_, false) => Verdict::Unexplained,
    };
    let shown = if is_whole { format!("{} %", share / 1_000) } else { format!("{}.{} %", share / 1_000, share % 1_000 / 100) };
    let how = match verdict {
        Verdict::Explained => ", within the rounding of the share",
        Verdict::Unexplained => ", more than rounding explains",
        Verdict::Holds | Verdict::Broken => "",
    };
    Check {
        figure: whole.name().to_owned(),
        kind: CheckKind::Share,
        residual,
        readings: Vec::new(),
        says: format!(
            "{} as {shown} gives {}, stated {}: residual {}{how}",
            grouped(part),
            grouped(found),
            whole.count.text,
            signed(residual)
        ),
        speaker: statement.speaker.clone(),
        statements: vec![statement.id.clone()],
        verdict,
    }
}

/// A total against a rate of the same definition in the same statement: the days that follow, against the calendar.
pub fn rates(statement: &Statement, checks: &mut Vec<Check>) {
    for rate in statement.figures.iter().filter(|figure| is_rate(&figure.count)) {
        let like = |figure: &&Figure| {
            !is_rate(&figure.count)
                && (&figure.measure, &figure.definition, &figure.about) == (&rate.measure, &rate.definition, &rate.about)
        };
        for total in statement.figures.iter().filter(like) {
            checks.extend(rate_of(statement, rate, total));
        }
    }
}

fn rate_of(statement: &Statement, rate: &Figure, total: &Figure) -> Option<Check> {
    let (n, per_day) = (stated(&total.count)?, stated(&rate.count).filter(|n| *n > 0)?);
    let calendar = days_of(statement.covers(total)?)?;
    let days = (n * 2 + per_day) / (per_day * 2);
    let is_it = days == calendar;
    Some(Check {
        figure: total.name().to_owned(),
        kind: CheckKind::Rate,
        residual: difference(days, calendar),
        readings: Vec::new(),
        says: format!("{} at {} a day is {days} days, the calendar has {calendar}", grouped(n), grouped(per_day)),
        speaker: statement.speaker.clone(),
        statements: vec![statement.id.clone()],
        verdict: if is_it { Verdict::Holds } else { Verdict::Unexplained },
    })
}

/// The local days that a window touches.
fn days_of(window: &When) -> Option<u64> {
    let zone = model::time::zone_of(&window.zone).ok()?;
    span(window.from.in_zone(&zone).date(), last_day(window)?)
}

fn last_day(window: &When) -> Option<Date> {
    let zone = model::time::zone_of(&window.zone).ok()?;
    let end = if window.to > window.from { window.to.plus_ms(-1) } else { window.to };
    Some(end.in_zone(&zone).date())
}

/// Days from the first to the last, both counted.
fn span(first: Date, last: Date) -> Option<u64> {
    u64::try_from(first.until((Unit::Day, last)).ok()?.get_days()).ok().map(|days| days + 1)
}

/// A point of a running total that says how many days it covers.
struct Counted<'a> {
    statement: &'a Statement,
    days: u64,
    last: Date,
}

/// Days that statements of a running total give, against the calendar: from its first day where that is known, else from the day that the
/// earliest such statement implies.
pub fn days(statements: &[Statement], series: &[Series], since: Option<Date>, checks: &mut Vec<Check>) {
    let speakers: BTreeSet<(&str, Option<&str>)> =
        series.iter().filter(|one| one.form == Form::RunningTotal).map(|one| (one.speaker.as_str(), one.extent.as_deref())).collect();
    for (speaker, extent) in speakers {
        let ids: BTreeSet<&String> = series
            .iter()
            .filter(|one| one.form == Form::RunningTotal && one.speaker == speaker && one.extent.as_deref() == extent)
            .flat_map(|one| &one.points)
            .flat_map(|point| &point.statements)
            .collect();
        let counted: Vec<Counted<'_>> = statements.iter().filter(|statement| ids.contains(&statement.id)).filter_map(counted).collect();
        let Some((begin, by)) = beginning(&counted, since) else { continue };
        for point in counted.iter().filter(|point| since.is_some() || point.statement.id != by) {
            checks.extend(day_count(point, begin, &by));
        }
    }
}

fn counted(statement: &Statement) -> Option<Counted<'_>> {
    let days = days_in(statement.text.as_deref()?)?;
    let last = match &statement.window {
        Some(window) => last_day(window)?,
        None => statement.said?.in_zone(&jiff::tz::TimeZone::UTC).date(),
    };
    Some(Counted { statement, days, last })
}

fn beginning(counted: &[Counted<'_>], since: Option<Date>) -> Option<(Date, String)> {
    if let Some(since) = since {
        return Some((since, format!("the first day, {since}")));
    }
    let first = counted.iter().min_by_key(|point| point.last)?;
    let back = i64::try_from(first.days).ok()? - 1;
    let begin = first.last.checked_sub(jiff::Span::new().try_days(back).ok()?).ok()?;
    Some((begin, first.statement.id.clone()))
}

fn day_count(point: &Counted<'_>, begin: Date, by: &str) -> Option<Check> {
    let calendar = span(begin, point.last)?;
    let is_it = calendar == point.days;
    let how = if is_it { "as the calendar has" } else { "the calendar has another number" };
    Some(Check {
        figure: "days".into(),
        kind: CheckKind::Days,
        residual: difference(point.days, calendar),
        readings: Vec::new(),
        says: format!("{} days are stated to {}; from {begin} (by {by}) it is day {calendar}: {how}", point.days, point.last),
        speaker: point.statement.speaker.clone(),
        statements: vec![point.statement.id.clone()],
        verdict: if is_it { Verdict::Holds } else { Verdict::Unexplained },
    })
}
