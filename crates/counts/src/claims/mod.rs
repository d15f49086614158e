//! What each speaker said, kept side by side: parts against wholes, running totals, rates against the calendar, and what may be compared.
//!
//! Nothing here adds, averages or nets what different speakers say. A figure keeps its definition, its
//! extent and its window; where one of them differs, two figures are not compared. What does not add
//! up is printed with its residual, and words such as "more than" explain one or do not.

mod arithmetic;
mod compare;
mod conserve;
mod parts;
mod ranges;
mod revise;
mod series;
mod stated;
#[cfg(test)]
mod tests;

pub use compare::{Comparison, Difference, Side, compare};
pub use parts::{Reading, UNKNOWN};
pub use ranges::{Range, Said};
pub use revise::{Change, Row, revisions};
pub use series::{Form, Point, Series, Step};
pub use stated::{is_rate, stated};

use crate::method::FIGURES_MAX;
use jiff::civil::Date;
use model::{Count, Instant, When};
use serde::Serialize;

/// One number of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Figure {
    /// Whose acts or losses it counts.
    pub about: Option<String>,
    /// How many; whether it is one for each day is told by its words.
    pub count: Count,
    /// What exactly is counted, in the speaker's words; empty = not stated.
    pub definition: String,
    /// What is counted: a word of the model such as `violations`, or a table's own.
    pub measure: String,
    /// Whether it was given as a running total.
    pub told_cumulative: bool,
    /// The time that it covers, where it is another than the statement's.
    pub window: Option<When>,
}

/// What one speaker said at one time: figures that belong together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Statement {
    /// Where they count: the words for the place, if any.
    pub extent: Option<String>,
    /// Its numbers.
    pub figures: Vec<Figure>,
    /// What it is known by: an observation's id, or file and line.
    pub id: String,
    /// As of when.
    pub said: Option<Instant>,
    /// Who says so: one speaker is one origin, however many repeat it.
    pub speaker: String,
    /// Its words.
    pub text: Option<String>,
    /// The time that its figures cover.
    pub window: Option<When>,
}

/// What a check looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// A whole against the sum of its parts.
    Sum,
    /// One part against its whole: it lies inside and is never added again.
    Inside,
    /// Destroyed, not reached and still flying against launched.
    Conservation,
    /// A stated share of a whole, in percent.
    Share,
    /// A total against its stated rate: the days that follow from both.
    Rate,
    /// Stated days against the calendar.
    Days,
    /// A toll that falls without a correction.
    Fall,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The numbers agree.
    Holds,
    /// They do not agree to the unit, and the words leave room for it ("more than", "about").
    Explained,
    /// They do not agree, and nothing said explains it.
    Unexplained,
    /// They cannot all be true.
    Broken,
}

/// One check with its numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Check {
    /// The figure that is checked: its definition, or its measure.
    pub figure: String,
    /// What is looked at.
    pub kind: CheckKind,
    /// Stated minus found, as the numbers were said.
    pub residual: i64,
    /// Other readings of a part by repeaters of the same figure, each with its residual.
    pub readings: Vec<Reading>,
    /// The check in words.
    pub says: String,
    /// Who said it.
    pub speaker: String,
    /// The statements it rests on.
    pub statements: Vec<String>,
    /// What came of it.
    pub verdict: Verdict,
}

/// All that can be said of a body of statements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Arithmetic inside statements and series, in order of statement.
    pub checks: Vec<Check>,
    /// Pairs of figures of one measure about one side, with what forbids the comparison, if anything.
    pub comparisons: Vec<Comparison>,
    /// Whether there are more pairs than [`crate::method::PAIRS_MAX`].
    pub is_cut: bool,
    /// What was said in one definition, extent and window, from the least to the greatest of all origins.
    pub ranges: Vec<Range>,
    /// Figures of one speaker under one definition, in time.
    pub series: Vec<Series>,
}

/// Holds statements against themselves, each other and the calendar; `since` is the first day of what running totals count, if known.
pub fn ledger(statements: &[Statement], since: Option<Date>) -> Ledger {
    let mut statements: Vec<Statement> = statements.to_vec();
    statements.iter_mut().for_each(|statement| statement.figures.truncate(FIGURES_MAX));
    statements.sort_by(|a, b| (a.said, &a.id, a).cmp(&(b.said, &b.id, b)));
    let series = series::series(&statements);
    let readings = ranges::readings(&series);
    let mut checks = Vec::new();
    let wholes = parts::wholes(&statements);
    for (statement, wholes) in statements.iter().zip(&wholes) {
        parts::check(statement, wholes, &readings, &mut checks);
        conserve::check(statement, wholes, &mut checks);
        arithmetic::shares(statement, &mut checks);
        arithmetic::rates(statement, &mut checks);
    }
    arithmetic::days(&statements, &series, since, &mut checks);
    series::falls(&statements, &series, &mut checks);
    let ranges = ranges::ranges(&series);
    let (comparisons, is_cut) = compare::all(&statements, &wholes, &series);
    Ledger { checks, comparisons, is_cut, ranges, series }
}

impl Statement {
    /// The time that a figure covers.
    fn covers<'a>(&'a self, figure: &'a Figure) -> Option<&'a When> {
        figure.window.as_ref().or(self.window.as_ref())
    }

    /// When it was said, or the end of what it covers.
    fn at(&self) -> Option<Instant> {
        self.said.or_else(|| self.window.as_ref().map(|window| window.to))
    }
}

impl Figure {
    /// The words it goes by.
    fn name(&self) -> &str {
        if self.definition.is_empty() { &self.measure } else { &self.definition }
    }
}
