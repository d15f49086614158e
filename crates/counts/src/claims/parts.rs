//! Which figure lies inside which, and whether parts make their whole.

use super::ranges::Readings;
use super::stated::{is_rate, stated};
use super::{Check, CheckKind, Figure, Statement, Verdict};
use crate::method::WHOLE_SHARE_MIN;
use model::Qualifier;
use model::count::{Total, grouped};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Another reading of a part, as somebody repeats it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reading {
    /// The part.
    pub figure: String,
    /// The residual of the whole under this reading.
    pub residual: i64,
    /// The number.
    pub value: u64,
}

/// Words that make a figure the whole of its kind.
const ALL: [&str; 13] =
    ["all", "total", "totals", "overall", "altogether", "sum", "всього", "усього", "загалом", "разом", "всего", "итого", "общее"];

/// What a figure counts if nothing says.
pub const UNKNOWN: &str = "count";

/// For each figure of each statement the place of the figure inside of which it lies.
pub type Wholes = Vec<Option<usize>>;

/// Finds the wholes: by the words of the definitions ("heavy, inside the shellings", "all violations"), else by the arithmetic of several
/// statements of the same figures, else by that of one.
pub fn wholes(statements: &[Statement]) -> Vec<Wholes> {
    let learned = learned(statements);
    statements
        .iter()
        .map(|statement| {
            let told = told(statement);
            let is_told = told.iter().any(Option::is_some);
            let whole = learned.get(&names(statement)).filter(|_| !is_told);
            let learned = whole.and_then(|whole| statement.figures.iter().position(|figure| figure.name() == whole));
            match learned.filter(|_| !is_told) {
                Some(at) => (0..statement.figures.len()).map(|own| (own != at).then_some(at)).collect(),
                None => with_guess(statement, told),
            }
        })
        .collect()
}

/// Where no figure is said to be the whole: the one of which all others that lie in no other make nearly all, and never more, if they are of its
/// measure or of none.
fn with_guess(statement: &Statement, told: Wholes) -> Wholes {
    let outer: Vec<(usize, u64)> = statement
        .figures
        .iter()
        .enumerate()
        .filter(|(at, figure)| told.get(*at).is_some_and(Option::is_none) && !is_rate(&figure.count))
        .filter_map(|(at, figure)| Some((at, stated(&figure.count)?)))
        .collect();
    let Some((whole, most)) = outer.iter().copied().max_by_key(|(at, n)| (*n, std::cmp::Reverse(*at))) else { return told };
    let sum: u64 = outer.iter().filter(|(at, _)| *at != whole).map(|(_, n)| n).sum();
    let of = statement.figures.get(whole);
    let is_like =
        |figure: &Figure| of.is_some_and(|of| figure.about == of.about && (figure.measure == of.measure || figure.measure == UNKNOWN));
    let are_like = outer.iter().all(|(at, _)| *at == whole || statement.figures.get(*at).is_some_and(is_like));
    let is_named = told.iter().flatten().any(|at| *at == whole);
    if outer.len() < 3 || !are_like || is_named || sum > most || sum * 100 < most * WHOLE_SHARE_MIN {
        return told;
    }
    told.iter()
        .enumerate()
        .map(|(at, own)| own.or_else(|| (at != whole && outer.iter().any(|(one, _)| *one == at)).then_some(whole)))
        .collect()
}

fn told(statement: &Statement) -> Wholes {
    let figures = &statement.figures;
    let inside: Wholes = (0..figures.len()).map(|own| named_whole(figures, own)).collect();
    (0..figures.len())
        .map(|own| inside.get(own).copied().flatten().or_else(|| figures.get(own).and_then(|figure| all_of(figures, own, figure))))
        .collect()
}

/// The figure that a definition names by "inside the ..." or "part of the ...".
fn named_whole(figures: &[Figure], own: usize) -> Option<usize> {
    let figure = figures.get(own)?;
    let named = model::claim::inside(&figure.definition).or_else(|| model::claim::part_of(&figure.definition))?;
    let whole = plain(named);
    let others = || figures.iter().enumerate().filter(|(at, other)| *at != own && other.about == figure.about && !is_rate(&other.count));
    let only = |is_it: &dyn Fn(&Figure) -> bool| {
        let mut found = others().filter(|(_, other)| is_it(other));
        let first = found.next().map(|(at, _)| at);
        first.filter(|_| found.next().is_none())
    };
    only(&|other| other.measure == figure.measure && plain(&other.definition) == whole)
        .or_else(|| only(&|other| other.measure != figure.measure && (other.measure == whole || plain(&other.definition) == whole)))
}

/// The one figure of the same measure that says it is all of them. A figure of one time is no part of a running total; a running total at the
/// end of that time is part of a figure for it.
fn all_of(figures: &[Figure], own: usize, figure: &Figure) -> Option<usize> {
    let says_all = |figure: &Figure| figure.definition.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| ALL.contains(&word));
    let is_like = |other: &Figure| {
        (other.measure == figure.measure || figure.measure == UNKNOWN)
            && other.about == figure.about
            && (figure.told_cumulative || !other.told_cumulative)
    };
    if says_all(figure) || is_rate(&figure.count) {
        return None;
    }
    let mut all =
        figures.iter().enumerate().filter(|(at, other)| *at != own && is_like(other) && says_all(other) && !is_rate(&other.count));
    let first = all.next().map(|(at, _)| at);
    first.filter(|_| all.next().is_none())
}

fn names(statement: &Statement) -> BTreeSet<&str> {
    statement.figures.iter().map(Figure::name).collect()
}

/// Of statements with the same figures the one that is the sum of all others in two of them and in half of them at least.
fn learned(statements: &[Statement]) -> BTreeMap<BTreeSet<&str>, String> {
    let mut alike: BTreeMap<BTreeSet<&str>, Vec<&Statement>> = BTreeMap::new();
    for statement in statements.iter().filter(|statement| statement.figures.len() > 2 && names(statement).len() == statement.figures.len())
    {
        alike.entry(names(statement)).or_default().push(statement);
    }
    let found = alike.iter().filter_map(|(names, group)| {
        let (n, name) = best(names, group)?;
        (n >= 2 && n * 2 >= group.len()).then(|| (names.clone(), name.to_owned()))
    });
    found.collect()
}

/// The name that is most often the sum of the others, and how often; of equals the first.
fn best<'a>(names: &BTreeSet<&'a str>, group: &[&Statement]) -> Option<(usize, &'a str)> {
    let often = |name: &str| group.iter().filter(|statement| is_sum(statement, name)).count();
    names.iter().map(|name| (often(name), *name)).max_by_key(|(n, name)| (*n, std::cmp::Reverse(*name)))
}

fn is_sum(statement: &Statement, name: &str) -> bool {
    let (mut whole, mut sum, mut filled_n) = (None, 0, 0);
    for figure in &statement.figures {
        let Some(n) = stated(&figure.count) else { return false };
        if figure.name() == name {
            whole = Some(n);
        } else {
            sum += n;
            filled_n += u32::from(n > 0);
        }
    }
    whole == Some(sum) && filled_n >= 2
}

/// Checks each whole against its parts, and each part against its whole.
pub fn check(statement: &Statement, wholes: &Wholes, readings: &Readings, checks: &mut Vec<Check>) {
    for (at, whole) in statement.figures.iter().enumerate() {
        let parts: Vec<&Figure> = statement.figures.iter().zip(wholes).filter(|(_, of)| **of == Some(at)).map(|(part, _)| part).collect();
        let complete = parts.iter().filter(|part| model::claim::inside(&part.definition).is_none()).count();
        if complete > 0 && parts.len() > 1 {
            checks.extend(sum(statement, whole, &parts, readings));
        } else {
            checks.extend(parts.iter().filter_map(|part| inside(statement, whole, part)));
        }
    }
}

fn sum(statement: &Statement, whole: &Figure, parts: &[&Figure], readings: &Readings) -> Option<Check> {
    let total = stated(&whole.count)?;
    let numbers: Vec<u64> = parts.iter().map(|part| stated(&part.count)).collect::<Option<_>>()?;
    let found: u64 = numbers.iter().sum();
    let bounds: Total = parts.iter().map(|part| &part.count).collect();
    let own: Total = std::iter::once(&whole.count).collect();
    let meets = own.hi.is_none_or(|hi| bounds.lo <= hi) && bounds.hi.is_none_or(|hi| own.lo <= hi);
    let residual = difference(total, found);
    let verdict = match (residual, meets) {
        (0, _) => Verdict::Holds,
        (_, true) => Verdict::Explained,
        (1.., false) => Verdict::Unexplained,
        (_, false) => Verdict::Broken,
    };
    let told: Vec<String> = parts.iter().zip(&numbers).map(|(part, n)| qualified(part, *n)).collect();
    let outcome = match verdict {
        Verdict::Holds => "nothing is left over".to_owned(),
        Verdict::Explained => format!("residual {}, explained by \"{}\"", signed(residual), room(parts, whole)),
        Verdict::Unexplained => format!("residual {}, unexplained", signed(residual)),
        Verdict::Broken => format!("residual {}: the parts are more than the whole", signed(residual)),
    };
    let other = parts.iter().zip(&numbers).flat_map(|(part, n)| {
        readings.others(statement, part).into_iter().map(move |value| Reading {
            figure: part.name().to_owned(),
            residual: residual + difference(*n, value),
            value,
        })
    });
    Some(Check {
        figure: whole.name().to_owned(),
        kind: CheckKind::Sum,
        residual,
        readings: other.collect(),
        says: format!("{} stated, {} = {}: {outcome}", grouped(total), told.join(" + "), grouped(found)),
        speaker: statement.speaker.clone(),
        statements: vec![statement.id.clone()],
        verdict,
    })
}

fn inside(statement: &Statement, whole: &Figure, part: &Figure) -> Option<Check> {
    let (total, n) = (stated(&whole.count)?, stated(&part.count)?);
    let is_above = whole.count.hi.is_some_and(|hi| part.count.lo.is_some_and(|lo| lo > hi));
    let residual = difference(total, n);
    let (verdict, how) = if is_above {
        (Verdict::Broken, "a part cannot be more than its whole")
    } else if residual < 0 {
        (Verdict::Explained, "the words leave room for it")
    } else {
        (Verdict::Holds, "inside it, not added again")
    };
    Some(Check {
        figure: part.name().to_owned(),
        kind: CheckKind::Inside,
        residual,
        readings: Vec::new(),
        says: format!("{} of {}: {how}", grouped(n), grouped(total)),
        speaker: statement.speaker.clone(),
        statements: vec![statement.id.clone()],
        verdict,
    })
}

fn room(parts: &[&Figure], whole: &Figure) -> String {
    let loose = parts.iter().copied().chain([whole]).filter(|figure| figure.count.qualifier != Qualifier::Exact);
    loose.map(|figure| figure.count.text.clone()).collect::<Vec<_>>().join("\", \"")
}

fn qualified(figure: &Figure, n: u64) -> String {
    if figure.count.qualifier == Qualifier::Exact { grouped(n) } else { format!("\"{}\"", figure.count.text) }
}

/// The difference of two numbers, with its sign.
pub fn difference(a: u64, b: u64) -> i64 {
    i64::try_from(i128::from(a) - i128::from(b)).unwrap_or(i64::MAX)
}

/// A number with its sign, for people.
pub fn signed(n: i64) -> String {
    let sign = if n < 0 {
        "-"
    } else if n > 0 {
        "+"
    } else {
        ""
    };
    format!("{sign}{}", grouped(n.unsigned_abs()))
}

fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("the"));
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
