//! Which figures may be set against each other: same measure, side, definition, extent and window, or not at all.

use super::Statement;
use super::parts::Wholes;
use super::series::{Form, Key, Point, Series};
use crate::method::{PAIRS_MAX, SAME_WINDOW_SHARE};
use model::{Count, When};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Side {
    /// The number.
    pub count: Count,
    /// What exactly is counted.
    pub definition: String,
    /// Where.
    pub extent: Option<String>,
    /// Whether it is a running total.
    pub is_running_total: bool,
    /// Who says so.
    pub speaker: String,
    /// The statements that carry it.
    pub statements: Vec<String>,
    /// The time that it covers.
    pub window: Option<When>,
}

/// What forbids a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Something else is counted, or one does not say what.
    Definition,
    /// Another place, or one does not say where.
    Extent,
    /// They begin at another time.
    Beginning,
    /// They end at another time.
    End,
    /// One is a running total, the other none.
    Form,
    /// One does not say which time it covers.
    Window,
}

/// Two figures of one measure about one side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Comparison {
    /// Whose acts or losses.
    pub about: Option<String>,
    /// What is counted.
    pub measure: String,
    /// The one said first.
    pub one: Side,
    /// The other.
    pub other: Side,
    /// What forbids it; empty = they may be compared.
    pub refused_for: Vec<Difference>,
    /// The same in words.
    pub says: String,
}

/// What forbids to compare two figures.
pub fn compare(one: &Side, other: &Side) -> Vec<Difference> {
    let mut differences = Vec::new();
    if one.definition.is_empty() || one.definition.to_lowercase() != other.definition.to_lowercase() {
        differences.push(Difference::Definition);
    }
    if one.extent.as_deref().map(str::to_lowercase) != other.extent.as_deref().map(str::to_lowercase) {
        differences.push(Difference::Extent);
    }
    match (&one.window, &other.window) {
        (Some(a), Some(b)) if !is_same_window(Some(a), Some(b)) => {
            let far = |a: model::Instant, b: model::Instant| {
                (a.ms() - b.ms()).abs() * 100 > length(a_or(&one.window, &other.window)) * (100 - SAME_WINDOW_SHARE)
            };
            let (begins, ends) = (far(a.from, b.from), far(a.to, b.to) || a.from == b.from);
            differences.extend(begins.then_some(Difference::Beginning));
            differences.extend((ends || !begins).then_some(Difference::End));
        }
        (Some(_), Some(_)) => {}
        _ => differences.push(Difference::Window),
    }
    if one.is_running_total != other.is_running_total {
        differences.push(Difference::Form);
    }
    differences
}

/// The longer of two windows.
fn a_or<'a>(one: &'a Option<When>, other: &'a Option<When>) -> Option<&'a When> {
    [one, other].into_iter().flatten().max_by_key(|window| window.to.ms() - window.from.ms())
}

fn length(window: Option<&When>) -> i64 {
    window.map_or(0, |window| window.to.ms() - window.from.ms())
}

/// Whether two windows are one: what they share is nearly all of the longer; of one beginning in one zone they must end together.
pub fn is_same_window(a: Option<&When>, b: Option<&When>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    if (a.from, a.to) == (b.from, b.to) {
        return true;
    }
    let shared = a.to.min(b.to).ms() - a.from.max(b.from).ms();
    let longer = length(Some(a)).max(length(Some(b)));
    shared > 0 && shared * 100 >= longer * SAME_WINDOW_SHARE && !(a.from == b.from && a.zone == b.zone)
}

/// Whether two windows count from one beginning to different ends.
pub fn starts_alike(a: Option<&When>, b: Option<&When>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.from == b.from && a.to < b.to)
}

/// A point that stands, with its series.
type Standing<'a> = (&'a Series, &'a Point);

/// All pairs of points of one measure about one side whose windows meet and that were not said together; whether some were left out.
pub fn all(statements: &[Statement], wholes: &[Wholes], series: &[Series]) -> (Vec<Comparison>, bool) {
    let parts = parts(statements, wholes);
    let mut groups: BTreeMap<_, Vec<Standing<'_>>> = BTreeMap::new();
    for one in series.iter().filter(|one| !parts.contains(&one.key())) {
        let standing = one.points.iter().filter(|point| !point.superseded);
        groups.entry((&one.measure, one.about.as_deref())).or_default().extend(standing.map(|point| (one, point)));
    }
    let mut comparisons = Vec::new();
    for points in groups.values_mut() {
        points.sort_by_key(|(_, point)| (point.window.as_ref().map(|window| window.from), point.at, point.statements.first()));
        for (at, one) in points.iter().enumerate() {
            // In order of beginning, so that nothing meets it from the first on that begins after its end.
            let end = one.1.window.as_ref().map(|window| window.to);
            let meets = |other: &&Standing<'_>| end.zip(other.1.window.as_ref()).is_none_or(|(end, window)| window.from < end);
            for other in points.get(at + 1..).unwrap_or(&[]).iter().take_while(meets) {
                if one.0.key() == other.0.key() || are_together(one.1, other.1) {
                    continue;
                }
                if comparisons.len() == PAIRS_MAX {
                    return (comparisons, true);
                }
                comparisons.push(comparison(*one, *other));
            }
        }
    }
    (comparisons, false)
}

/// Keys of series that are parts of another figure.
fn parts<'a>(statements: &'a [Statement], wholes: &[Wholes]) -> BTreeSet<Key<'a>> {
    let figures = statements
        .iter()
        .zip(wholes)
        .flat_map(|(statement, wholes)| statement.figures.iter().zip(wholes).map(move |pair| (statement, pair)));
    figures.filter(|(_, (_, whole))| whole.is_some()).map(|(statement, (figure, _))| super::series::key(statement, figure)).collect()
}

fn are_together(one: &Point, other: &Point) -> bool {
    one.statements.iter().any(|id| other.statements.contains(id))
}

fn comparison(one: (&Series, &Point), other: (&Series, &Point)) -> Comparison {
    let (a, b) = (side(one), side(other));
    let refused_for = compare(&a, &b);
    let says = if refused_for.is_empty() {
        format!("{} and {} may be compared: same definition, extent and time", a.count.text, b.count.text)
    } else {
        let why: Vec<String> = refused_for.iter().map(|difference| words(*difference, &a, &b)).collect();
        format!("{} and {} are not compared: {}", a.count.text, b.count.text, why.join("; "))
    };
    Comparison { about: one.0.about.clone(), measure: one.0.measure.clone(), one: a, other: b, refused_for, says }
}

fn side((series, point): (&Series, &Point)) -> Side {
    Side {
        count: point.count.clone(),
        definition: series.definition.clone(),
        extent: series.extent.clone(),
        is_running_total: series.form == Form::RunningTotal,
        speaker: series.speaker.clone(),
        statements: point.statements.clone(),
        window: point.window.clone(),
    }
}

fn words(difference: Difference, a: &Side, b: &Side) -> String {
    let or_none = |text: &str| if text.is_empty() { "not stated".to_owned() } else { format!("\"{text}\"") };
    let extent = |side: &Side| or_none(side.extent.as_deref().unwrap_or(""));
    let day = |side: &Side, is_end: bool| side.window.as_ref().map_or_else(|| "not stated".to_owned(), |window| day_of(window, is_end));
    match difference {
        Difference::Definition => format!("other definition ({} and {})", or_none(&a.definition), or_none(&b.definition)),
        Difference::Extent => format!("other extent ({} and {})", extent(a), extent(b)),
        Difference::Beginning => format!("other beginning ({} and {})", day(a, false), day(b, false)),
        Difference::End => format!("other end ({} and {})", day(a, true), day(b, true)),
        Difference::Form => "one is a running total, the other is not".into(),
        Difference::Window => "the time covered is not stated for both".into(),
    }
}

fn day_of(window: &When, is_end: bool) -> String {
    let at = if is_end && window.to > window.from {
        window.to.plus_ms(-1)
    } else if is_end {
        window.to
    } else {
        window.from
    };
    at.day_in(&window.zone).unwrap_or_else(|_| at.to_string())
}
