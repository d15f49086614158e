//! Faults of an agreement, shown where they are, with what would be right.

use std::fmt;
use std::ops::Range;

/// How grave a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The term cannot be applied as written: its findings are undetermined.
    Error,
    /// The term can be applied, but may not mean what its author meant.
    Warning,
}

/// One fault, with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How grave.
    pub severity: Severity,
    /// Where, bytes from the start of the file; both ends lie between characters.
    pub span: Range<usize>,
    /// Line of the beginning, from 1.
    pub line: u32,
    /// Column of the beginning, in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What would be right, where it can be said.
    pub help: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(out, "line {}, column {}: {word}: {}", self.line, self.column, self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(out, " ({help})"))
    }
}

/// The faults of one text in the order in which they were met.
pub(crate) struct Faults<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The faults.
    pub(crate) found: Vec<Fault>,
    /// The fields of each table, as their readers asked for them, where somebody wants to know.
    pub(crate) asked: Option<Vec<Vec<crate::fields::Field>>>,
}

impl<'a> Faults<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, found: Vec::new(), asked: None }
    }

    pub(crate) fn error(&mut self, span: Range<usize>, message: String, help: Option<String>) {
        self.add(Severity::Error, span, message, help);
    }

    pub(crate) fn warning(&mut self, span: Range<usize>, message: String, help: Option<String>) {
        self.add(Severity::Warning, span, message, help);
    }

    /// Line and column (in characters), both from 1.
    pub(crate) fn line_column(&self, at: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..at).unwrap_or("");
        let column = before.chars().filter(|c| *c != '\u{feff}').count() + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }

    fn add(&mut self, severity: Severity, span: Range<usize>, message: String, help: Option<String>) {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end.max(start));
        let (line, column) = self.line_column(start);
        self.found.push(Fault { severity, span: start..end, line, column, message, help });
    }
}
