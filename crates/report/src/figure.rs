//! A number of a report: an interval, how it was bounded, and the ids of what it counts.

use model::count::grouped;
use serde::{Deserialize, Serialize};

/// How a number is bounded, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// `lo` or more: no upper end is known.
    AtLeast,
    /// `lo` to `hi`.
    Between,
    /// `lo` = `hi`.
    Exact,
    /// Unlike things, not added here: see the rows beneath.
    NotAdded,
    /// Nobody could have seen it: not a zero.
    NotObserved,
    /// There is something, but nobody said how many.
    NotStated,
    /// Too many to count.
    Uncountable,
}

impl Bound {
    /// The wire word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::Between => "between",
            Self::Exact => "exact",
            Self::NotAdded => "not_added",
            Self::NotObserved => "not_observed",
            Self::NotStated => "not_stated",
            Self::Uncountable => "uncountable",
        }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Things.
    Count,
    /// Minutes.
    Minutes,
}

/// A number with its bounds and the ids of what it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Greatest value; absent = no upper bound, or no number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hi: Option<u64>,
    /// What it counts, sorted; all of it. Empty only for a zero and for rows refused, which have a register of their own.
    pub ids: Vec<String>,
    /// Least value; absent = no number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lo: Option<u64>,
    /// How it is bounded.
    pub qualifier: Bound,
    /// In what unit.
    pub unit: Unit,
}

impl Figure {
    /// The number of things named, each once. Zero is a number only if somebody could have seen one.
    pub fn number(ids: impl IntoIterator<Item = String>, observed: bool) -> Self {
        let ids: std::collections::BTreeSet<String> = ids.into_iter().collect();
        if ids.is_empty() && !observed {
            return Self::absent(Bound::NotObserved, Vec::new());
        }
        let n = ids.len() as u64;
        Self::between(n, Some(n), ids.into_iter().collect())
    }

    /// An interval.
    pub fn between(lo: u64, hi: Option<u64>, ids: Vec<String>) -> Self {
        let (lo, hi) = (lo.min(model::json::INTEGER_MAX), hi.map(|hi| hi.min(model::json::INTEGER_MAX)));
        let qualifier = match hi {
            None => Bound::AtLeast,
            Some(hi) if hi == lo => Bound::Exact,
            Some(_) => Bound::Between,
        };
        Self { hi, ids, lo: Some(lo), qualifier, unit: Unit::Count }
    }

    /// No number, and why.
    pub const fn absent(qualifier: Bound, ids: Vec<String>) -> Self {
        Self { hi: None, ids, lo: None, qualifier, unit: Unit::Count }
    }

    /// Minutes.
    pub fn minutes(n: u64, ids: Vec<String>) -> Self {
        Self { unit: Unit::Minutes, ..Self::between(n, Some(n), ids) }
    }

    /// The number, if it is exactly known.
    pub fn exact(&self) -> Option<u64> {
        self.lo.filter(|_| self.lo == self.hi)
    }

    /// For people: `12`, `8–14`, `at least 5`, `not observed`.
    pub fn text(&self) -> String {
        let show = |n: u64| match self.unit {
            Unit::Count => grouped(n),
            Unit::Minutes => hours(n),
        };
        match (self.qualifier, self.lo, self.hi) {
            (Bound::Between, Some(lo), Some(hi)) => format!("{}–{}", show(lo), show(hi)),
            (Bound::Exact, Some(lo), _) => show(lo),
            (Bound::AtLeast, Some(lo), _) => format!("at least {}", show(lo)),
            (Bound::NotAdded, ..) => "by kind".into(),
            (Bound::NotObserved, ..) => "not observed".into(),
            (Bound::Uncountable, ..) => "uncountable".into(),
            (Bound::NotStated | Bound::Between | Bound::Exact | Bound::AtLeast, ..) => "not stated".into(),
        }
    }
}

fn hours(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{} h", grouped(hours)),
        (hours, rest) => format!("{} h {rest} min", grouped(hours)),
    }
}

/// A number of this period beside the same number of the period before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// How it changed, if that can be said.
    pub change: Change,
    /// This period.
    pub now: Figure,
    /// The period before.
    pub previous: Figure,
}

/// A change, or why none is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// (now - previous) / previous, ppm.
    Ppm(i64),
    /// Not stated.
    Withheld(Why),
}

/// Why no change is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The period before was zero.
    FromZero,
    /// One of the two is an interval or no number.
    Interval,
    /// Unlike things were not added.
    NotAdded,
    /// One of the two periods has no coverage that could have seen it.
    NotObserved,
    /// The two periods were watched by different senses.
    OtherSenses,
}

impl Compared {
    /// Sets two numbers side by side. `comparable` says whether both periods were watched, and alike.
    pub fn of(now: Figure, previous: Figure, comparable: Result<(), Why>) -> Self {
        let change = match comparable.and_then(|()| change_ppm(&now, &previous)) {
            Ok(ppm) => Change::Ppm(ppm),
            Err(why) => Change::Withheld(why),
        };
        Self { change, now, previous }
    }

    /// The change for people; nothing between two zeros.
    pub fn change_text(&self) -> String {
        if self.now.exact() == Some(0) && self.previous.exact() == Some(0) { String::new() } else { self.change.text() }
    }
}

fn change_ppm(now: &Figure, previous: &Figure) -> Result<i64, Why> {
    if now.qualifier == Bound::NotAdded || previous.qualifier == Bound::NotAdded {
        return Err(Why::NotAdded);
    }
    let (Some(now), Some(previous)) = (now.exact(), previous.exact()) else { return Err(Why::Interval) };
    if previous == 0 {
        return Err(Why::FromZero);
    }
    let (now, previous) = (i128::from(now), i128::from(previous));
    i64::try_from((now - previous) * 1_000_000 / previous).map_err(|_| Why::Interval)
}

impl Change {
    /// For people: `+50 %`, or a word on why there is none.
    pub fn text(self) -> String {
        match self {
            Self::Ppm(0) => "±0 %".into(),
            Self::Ppm(ppm) if ppm.abs() < 5_000 => format!("{}under 1 %", sign(ppm)),
            Self::Ppm(ppm) => format!("{}{} %", sign(ppm), grouped((ppm.unsigned_abs() + 5_000) / 10_000)),
            Self::Withheld(why) => why.text().into(),
        }
    }
}

const fn sign(ppm: i64) -> &'static str {
    if ppm < 0 { "−" } else { "+" }
}

impl Why {
    /// For a table's cell.
    pub const fn text(self) -> &'static str {
        match self {
            Self::FromZero => "from zero",
            Self::Interval => "interval",
            Self::NotAdded => "",
            Self::NotObserved => "no coverage",
            Self::OtherSenses => "other senses",
        }
    }
}
