//! What a `holds` line counts, through which filters, and what it must give.

use crate::words::Word;
use model::{CoverageState, Determination, Kind, LayerRole, Measure, Missing, Outcome, Sense, WeaponStatus};
use serde::de::DeserializeOwned;

/// What items there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    Observations,
    Claims,
    Incidents,
    Findings,
    Refusals,
    Layers,
    Coverage,
    /// Checks of what is claimed.
    Checks,
    /// Figures of one speaker under one definition.
    Series,
    /// Pairs of figures that may be compared or not.
    Comparisons,
    /// Cells of a report's tables.
    Cells,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    Count(Noun),
    Sum(Noun),
    First,
    Sequence,
    Chance,
    Origins,
    /// Origins behind all observations that fit.
    OriginsBehind,
}

/// A key and what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub key: String,
    pub test: Test,
}

/// How a key's values are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    Is(String),
    Contains(String),
    Present,
    Absent,
}

/// What must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Number(u64),
    Range(u64, Option<u64>),
    Near(u64, u64),
    Words(String),
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holds {
    pub counting: Counting,
    pub filters: Vec<Filter>,
    pub value: Value,
}

/// Keys of an observation.
pub const OBSERVATION: [&str; 19] = [
    "deed",
    "kind",
    "source",
    "speaker",
    "actor",
    "cause",
    "target",
    "flight",
    "determination",
    "sense",
    "model",
    "class",
    "status",
    "place",
    "block",
    "ordinal",
    "key",
    "text",
    "day",
];
/// Keys of a finding itself.
pub const FINDING: [&str; 11] =
    ["about", "agreement", "clause", "reading", "party", "outcome", "missing", "chance", "reason", "number", "definition"];
const CLAIM: [&str; 11] = ["measure", "speaker", "about", "definition", "cumulative", "from", "until", "source", "key", "place", "day"];
const CHECK: [&str; 10] = ["check", "verdict", "residual", "figure", "speaker", "says", "variant", "key", "place", "day"];
const SERIES: [&str; 10] = ["measure", "speaker", "about", "definition", "form", "recognised", "points", "current", "superseded", "rises"];
const COMPARISON: [&str; 6] = ["measure", "about", "one", "other", "refused", "says"];
const COVERAGE: [&str; 6] = ["station", "region", "state", "sense", "source", "day"];
const REFUSAL: [&str; 3] = ["line", "column", "reason"];
const CELL: [&str; 9] = ["report", "day", "days", "from", "table", "row", "under", "column", "text"];
const LAYER: [&str; 4] = ["layer", "role", "source", "party"];

impl Noun {
    const ALL: [Self; 11] = [
        Self::Observations,
        Self::Claims,
        Self::Incidents,
        Self::Findings,
        Self::Refusals,
        Self::Layers,
        Self::Coverage,
        Self::Checks,
        Self::Series,
        Self::Comparisons,
        Self::Cells,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Observations => "observations",
            Self::Claims => "claims",
            Self::Incidents => "incidents",
            Self::Findings => "findings",
            Self::Refusals => "refusals",
            Self::Layers => "layers",
            Self::Coverage => "coverage",
            Self::Checks => "checks",
            Self::Series => "series",
            Self::Comparisons => "comparisons",
            Self::Cells => "cells",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|noun| noun.word() == word)
            .ok_or_else(|| format!("`{word}` is none of {}", Self::ALL.map(Self::word).join(", ")))
    }

    fn has(self, key: &str) -> bool {
        match self {
            Self::Observations | Self::Incidents => OBSERVATION.contains(&key),
            Self::Claims => CLAIM.contains(&key),
            Self::Findings => FINDING.contains(&key) || OBSERVATION.contains(&key),
            Self::Refusals => REFUSAL.contains(&key),
            Self::Layers => LAYER.contains(&key),
            Self::Coverage => COVERAGE.contains(&key),
            Self::Checks => CHECK.contains(&key),
            Self::Series => SERIES.contains(&key),
            Self::Comparisons => COMPARISON.contains(&key),
            Self::Cells => CELL.contains(&key),
        }
    }
}

impl Counting {
    /// What its filters look at.
    pub const fn noun(self) -> Noun {
        match self {
            Self::Count(noun) | Self::Sum(noun) => noun,
            Self::First | Self::Sequence | Self::OriginsBehind => Noun::Observations,
            Self::Chance => Noun::Findings,
            Self::Origins => Noun::Incidents,
        }
    }
}

impl Filter {
    /// Whether one of a key's values is enough for it.
    pub fn fits(&self, values: &[String]) -> bool {
        match &self.test {
            Test::Is(word) => values.iter().any(|value| value.to_lowercase() == word.to_lowercase()),
            Test::Contains(part) => values.iter().any(|value| value.to_lowercase().contains(&part.to_lowercase())),
            Test::Present => !values.is_empty(),
            Test::Absent => values.is_empty(),
        }
    }
}

/// Reads what stands after `holds`.
pub fn read(words: &[Word]) -> Result<Holds, String> {
    let middle = words.iter().position(|word| word.is("=")).ok_or("` = VALUE` is missing")?;
    let (counting, filters) = read_counting(&words[..middle])?;
    let filters = filters.iter().map(|word| read_filter(counting.noun(), &word.text)).collect::<Result<Vec<_>, _>>()?;
    Ok(Holds { counting, filters, value: read_value(&words[middle + 1..])? })
}

fn read_counting(words: &[Word]) -> Result<(Counting, &[Word]), String> {
    let Some((first, rest)) = words.split_first() else { return Err("a counting is missing".into()) };
    let noun = || rest.first().map_or_else(|| Err("a noun is missing".to_owned()), |noun| Noun::from_word(&noun.text));
    let counting = match first.text.as_str() {
        "count" => Counting::Count(noun()?),
        "sum" => match noun()? {
            noun @ (Noun::Observations | Noun::Claims | Noun::Coverage) => Counting::Sum(noun),
            other => return Err(format!("{} have no sum; observations, claims and coverage have", other.word())),
        },
        "first" => return Ok((Counting::First, rest)),
        "sequence" => return Ok((Counting::Sequence, rest)),
        "chance" => return Ok((Counting::Chance, rest)),
        "origins" => return Ok((Counting::Origins, rest)),
        "origins_behind" => return Ok((Counting::OriginsBehind, rest)),
        other => return Err(format!("`{other}` is none of count, sum, first, sequence, chance, origins, origins_behind")),
    };
    Ok((counting, &rest[1..]))
}

fn read_filter(noun: Noun, text: &str) -> Result<Filter, String> {
    let at = text.find(['=', '~']).ok_or_else(|| format!("`{text}` is no filter: key=word or key~word is expected"))?;
    let (key, word) = (&text[..at], &text[at + 1..]);
    if !noun.has(key) {
        return Err(format!("`{key}` is no key of {}", noun.word()));
    }
    let test = match (&text[at..=at], word) {
        (_, "") => return Err(format!("`{text}` names no word")),
        ("~", part) => Test::Contains(part.into()),
        (_, "*") => Test::Present,
        (_, "-") => Test::Absent,
        (_, word) => Test::Is(word.into()),
    };
    if let Test::Is(word) = &test {
        check_word(key, word)?;
    }
    Ok(Filter { key: key.into(), test })
}

/// A word of a closed list that does not exist would count nothing, for ever.
fn check_word(key: &str, word: &str) -> Result<(), String> {
    let is_known = match key {
        "kind" => is::<Kind>(word),
        "sense" => is::<Sense>(word),
        "determination" => is::<Determination>(word),
        "status" => is::<WeaponStatus>(word),
        "outcome" => is::<Outcome>(word),
        "missing" => is::<Missing>(word),
        "measure" => is::<Measure>(word),
        "state" => is::<CoverageState>(word),
        "role" => is::<LayerRole>(word),
        "cumulative" | "recognised" => ["true", "false"].contains(&word),
        "check" => ["sum", "inside", "conservation", "share", "rate", "days", "fall"].contains(&word),
        "verdict" => ["holds", "explained", "unexplained", "broken"].contains(&word),
        "form" => ["single", "periods", "running_total"].contains(&word),
        "refused" => ["definition", "extent", "beginning", "end", "form", "window"].contains(&word),
        "residual" => word.parse::<i64>().is_ok(),
        "day" | "from" | "until" => model::time::day_of(word).is_ok(),
        "number" | "chance" | "ordinal" | "line" | "points" | "superseded" => word.parse::<u64>().is_ok(),
        _ => true,
    };
    if is_known { Ok(()) } else { Err(format!("`{word}` is no {key}")) }
}

fn is<T: DeserializeOwned>(word: &str) -> bool {
    serde_json::from_value::<T>(word.to_lowercase().into()).is_ok()
}

fn read_value(words: &[Word]) -> Result<Value, String> {
    let number = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is no whole number"));
    match words {
        [word] if word.quoted => Ok(Value::Words(word.text.clone())),
        [word] => match word.text.split_once("..") {
            Some((lo, "")) => Ok(Value::Range(number(lo)?, None)),
            Some((lo, hi)) => Ok(Value::Range(number(lo)?, Some(number(hi)?))),
            None => Ok(Value::Number(number(&word.text)?)),
        },
        [middle, sign, off] if sign.is("+-") => Ok(Value::Near(number(&middle.text)?, number(&off.text)?)),
        _ => Err("the value is one of 7, 3..9, 971.., 691462 +- 1000, \"words\"".into()),
    }
}

#[test]
fn a_misspelt_key_or_word_is_a_fault_and_never_a_zero() {
    let fault = |line: &str| crate::words::words(line).and_then(|words| read(&words)).map(|_| ()).unwrap_err();
    assert_eq!(fault("count observations kind=explosin = 0"), "`explosin` is no kind");
    assert_eq!(fault("count coverage speaker=x = 0"), "`speaker` is no key of coverage");
    assert_eq!(fault("sum findings = 0"), "findings have no sum; observations, claims and coverage have");
    assert_eq!(fault("count claims until=2025-13-01 = 0"), "`2025-13-01` is no until");
}

#[test]
fn values_are_numbers_ranges_tolerances_and_words() {
    let value = |line: &str| crate::words::words(line).and_then(|words| read(&words)).unwrap().value;
    assert_eq!(value("count claims = 7"), Value::Number(7));
    assert_eq!(value("sum claims = 971.."), Value::Range(971, None));
    assert_eq!(value("sum claims = 3..9"), Value::Range(3, Some(9)));
    assert_eq!(value("chance place~x = 691462 +- 1000"), Value::Near(691_462, 1000));
    assert_eq!(value("first = \"tracer w-e 12\""), Value::Words("tracer w-e 12".into()));
}
