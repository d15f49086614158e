//! Why a file could not be read at all, and why one row could not.

use crate::Format;
use crate::table::Column;
use crate::table::Row;

/// Why nothing of a file could be read; each says what to do.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unreadable {
    /// No bytes, no rows, no files.
    #[error("the file is empty: there is nothing to read")]
    Empty,
    /// A kind of file that is not read.
    #[error("this is {what}, which is not read: {instead}")]
    Foreign {
        /// What it is.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// Neither text nor a known packing.
    #[error("this is not text (control character at byte {at}): add the text or the table itself, as UTF-8 if you can choose")]
    NotText {
        /// Offset in the decoded text, bytes.
        at: usize,
    },
    /// A packed file that is cut off or damaged.
    #[error("the {packing} data end too early or are damaged ({cause}): fetch the file again")]
    Damaged {
        /// `gzip` or `zip`.
        packing: &'static str,
        /// What the unpacker said.
        cause: String,
    },
    /// A packed file that would fill the machine.
    #[error("the file unpacks to more than {limit}: if you trust it, unpack it yourself and add its parts")]
    Bomb {
        /// The limit that it breaks.
        limit: String,
    },
    /// Too large, or one line of it is.
    #[error("{what} is larger than {limit}: split it, and add the parts")]
    TooLarge {
        /// What.
        what: String,
        /// The limit.
        limit: &'static str,
    },
    /// JSON that is none.
    #[error("line {line}, column {column}: not JSON: {cause}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser said.
        cause: String,
    },
    /// Recognised as nothing.
    #[error("no known format fits {what}: name one with `--as FORMAT` ({words}), or describe a table's columns with `--map MAP.toml`", words = Format::words())]
    Unknown {
        /// What was found, such as the columns.
        what: String,
    },
    /// Recognised as more than one.
    #[error("more than one format fits ({formats}): name one with `--as FORMAT`")]
    Ambiguous {
        /// The candidates.
        formats: String,
    },
    /// Not what `--as` says, or what it seemed to be.
    #[error("the file cannot be read as `{format}`: {why}")]
    Misfit {
        /// The format.
        format: Format,
        /// What is missing.
        why: String,
    },
    /// No list of zones or questions in it.
    #[error("no rows can be read: {why}")]
    NoList {
        /// The first reason.
        why: String,
    },
    /// No version of a layer in it.
    #[error("no layer can be read: {why}")]
    NoSheet {
        /// The first reason.
        why: String,
    },
    /// A table without its mapping.
    #[error("`csv` is read only with a mapping that says what the columns mean: add `--map MAP.toml` (docs/formats.md shows one)")]
    NoMap,
    /// A mapping that cannot be used.
    #[error("the mapping cannot be used: {0}")]
    Map(String),
    /// A zone that does not exist.
    #[error("the mission's or the source's time zone cannot be used: {0}")]
    Zone(String),
}

/// Why one row could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The column, by its name in the file.
    pub column: Option<String>,
    /// Why, and what would be right.
    pub reason: String,
}

impl Fault {
    /// A fault of a whole row.
    pub fn row(reason: impl Into<String>) -> Self {
        Self { column: None, reason: reason.into() }
    }

    /// A fault in a named column or property.
    pub fn at(column: &str, reason: impl Into<String>) -> Self {
        Self { column: Some(column.into()), reason: reason.into() }
    }

    /// A fault in a column of a table.
    pub fn cell(row: &Row<'_>, column: Column, reason: impl Into<String>) -> Self {
        Self::at(row.name(column), reason)
    }
}
