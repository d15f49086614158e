//! The report as a document: sections of sentences and tables, every number with its ids.
//!
//! Serialised it is the JSON form `tregua-daily/1`, in the profile of `model::json`: hence the
//! fields stand in alphabetical order.

use crate::figure::{Compared, Figure};
use crate::{AsOf, Period};
use model::{Outcome, Place, When};
use serde::{Deserialize, Serialize};

/// A daily report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daily {
    /// As known at which state of the log.
    pub as_of: AsOf,
    /// The local day on which the period ends; it numbers the report.
    pub day: String,
    /// True for exercises and demonstrations.
    pub fictional: bool,
    /// `tregua-daily/1`.
    pub format: String,
    /// The incidents of the period, for maps.
    pub incidents: Vec<Line>,
    /// Marking, TLP 2.0: what is not released is `red`.
    pub marking: String,
    /// The mission's name.
    pub mission: String,
    /// How many incidents there are, as found and as an interval, by family.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub numbers: Vec<FamilyNumber>,
    /// The parties, in the mission's order.
    pub parties: Vec<PartyName>,
    /// The period reported on.
    pub period: Period,
    /// The same in words, in the mission's zone.
    pub period_text: String,
    /// The period it is compared with.
    pub previous: Period,
    /// The same in words.
    pub previous_text: String,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The mission's zone, in which all times are shown.
    pub zone: String,
}

/// The number of incidents of a family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyNumber {
    /// The family's name.
    pub family: String,
    /// As the recorded partition has it.
    pub found: u64,
    /// 5 % of the partitions drawn have more.
    pub high: u64,
    /// 5 % have fewer.
    pub low: u64,
    /// The same in the period before.
    pub previous_found: u64,
    /// As before.
    pub previous_high: u64,
    /// As before.
    pub previous_low: u64,
}

/// A party's id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyName {
    /// Id.
    pub id: String,
    /// Name, as the mission writes it.
    pub name: String,
}

/// An incident of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// How many items its members count, by kind.
    pub counts: Vec<KindCount>,
    /// What clauses say of it.
    pub findings: Vec<FindingLine>,
    /// Its id.
    pub id: String,
    /// Its kind, the wire word.
    pub kind: String,
    /// Its observations.
    pub members: Vec<String>,
    /// Upper bound on its independent origins.
    pub origins_n_max: u64,
    /// Where; absent = not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
    /// Where, in the sources' commonest words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place_name: Option<String>,
    /// When.
    pub time: When,
}

/// Items of one kind in an incident: the range that its members give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// How many, and which observations say so.
    pub items: Figure,
    /// The kind, the wire word.
    pub kind: String,
}

/// What one clause says of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingLine {
    /// The agreement's id.
    pub agreement: String,
    /// The clause's id.
    pub clause: String,
    /// The finding's id.
    pub id: String,
    /// The result.
    pub outcome: Outcome,
}

/// A part of the report under its own heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What stands in it.
    pub blocks: Vec<Block>,
    /// A stable word for it, such as `violations`.
    pub id: String,
    /// Its heading.
    pub title: String,
}

/// What stands in a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Sentences as points.
    Bullets(Vec<Sentence>),
    /// A chart of a table of the same section.
    Chart(Chart),
    /// A sentence by itself.
    Paragraph(Sentence),
    /// Words of an agreement.
    Quote(Quote),
    /// A table.
    Table(Table),
}

/// A chart of the top rows of a table: one compared column, this period beside the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// Which of the table's cells, from 0.
    pub cell: u64,
    /// The id of the table.
    pub table: String,
    /// What it shows, with its unit.
    pub title: String,
}

/// A clause in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The agreement's id.
    pub agreement: String,
    /// Digest of its text.
    pub agreement_version: String,
    /// Heading of the article.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub article: Option<String>,
    /// The clause's id.
    pub clause: String,
    /// The words; absent = the text was not at hand.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub words: Option<String>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The columns of the cells; the rows' names stand before them.
    pub columns: Vec<Column>,
    /// A stable word for it, unique in the report.
    pub id: String,
    /// The heading over the rows' names.
    pub names: String,
    /// Footnotes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<Sentence>,
    /// True if it is folded away until a reader asks for it.
    pub on_request: bool,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// True if its cells are [`Cell::Compared`].
    pub compared: bool,
    /// What it measures, a word for machines.
    pub measure: String,
    /// Its heading.
    pub name: String,
    /// True if its cells are numbers.
    pub numeric: bool,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// One for each column.
    pub cells: Vec<Cell>,
    /// 0 = a row of its own; n = inside the last row of depth n - 1.
    pub depth: u64,
    /// Its name: words, or the id of the one thing it shows.
    pub name: Part,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// This period beside the one before.
    Compared(Compared),
    /// Words and numbers.
    Parts(Sentence),
}

/// Words and numbers in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sentence(pub Vec<Part>);

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A number.
    Figure(Figure),
    /// An id.
    Id(String),
    /// A result of a finding.
    Outcome(Outcome),
    /// Words.
    Text(String),
}

impl Part {
    /// For people, without links.
    pub fn plain(&self) -> String {
        match self {
            Self::Figure(figure) => figure.text(),
            Self::Id(text) | Self::Text(text) => text.clone(),
            Self::Outcome(outcome) => outcome.word().replace('_', " "),
        }
    }
}

impl Sentence {
    /// Words alone.
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Part::Text(text.into())])
    }

    /// One number alone.
    pub fn figure(figure: Figure) -> Self {
        Self(vec![Part::Figure(figure)])
    }

    /// Adds words.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.0.push(Part::Text(text.into()));
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn n(mut self, figure: Figure) -> Self {
        self.0.push(Part::Figure(figure));
        self
    }

    /// For people, without links.
    pub fn plain(&self) -> String {
        self.0.iter().map(Part::plain).collect()
    }

    /// Its numbers.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.0.iter().filter_map(|part| match part {
            Part::Figure(figure) => Some(figure),
            Part::Id(_) | Part::Outcome(_) | Part::Text(_) => None,
        })
    }
}

impl Cell {
    /// Words alone.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Parts(Sentence::text(text))
    }

    /// One number alone.
    pub fn figure(figure: Figure) -> Self {
        Self::Parts(Sentence::figure(figure))
    }

    /// Its numbers, this period before the one before.
    pub fn figures(&self) -> Vec<&Figure> {
        match self {
            Self::Compared(compared) => vec![&compared.now, &compared.previous],
            Self::Parts(sentence) => sentence.figures().collect(),
        }
    }
}

impl Column {
    /// A column of words.
    pub fn words(measure: &str, name: &str) -> Self {
        Self { compared: false, measure: measure.into(), name: name.into(), numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(measure: &str, name: &str) -> Self {
        Self { numeric: true, ..Self::words(measure, name) }
    }

    /// A column of numbers beside those of the period before.
    pub fn compared(measure: &str, name: &str) -> Self {
        Self { compared: true, ..Self::numbers(measure, name) }
    }
}

impl Section {
    /// All numbers of the section, in reading order.
    pub fn figures(&self) -> Vec<&Figure> {
        self.blocks.iter().flat_map(Block::figures).collect()
    }
}

impl Block {
    /// All numbers of the block, in reading order.
    pub fn figures(&self) -> Vec<&Figure> {
        match self {
            Self::Bullets(points) => points.iter().flat_map(Sentence::figures).collect(),
            Self::Chart(_) | Self::Quote(_) => Vec::new(),
            Self::Paragraph(sentence) => sentence.figures().collect(),
            Self::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells).flat_map(Cell::figures);
                cells.chain(table.notes.iter().flat_map(Sentence::figures)).collect()
            }
        }
    }
}
