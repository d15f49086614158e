//! Two versions of an agreement: what changed by article, in words, and by term, in effect; and what was dropped.

mod articles;
mod effects;
mod sequence;

use crate::agreement::{Agreement, Term};
use crate::provenance::TextStatus;
use crate::words::{clean, prose};

pub use articles::Passage;

/// What two texts differ in, in the order of the texts: the earlier one's, then what is new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// By effect: the document itself, definitions, declarations, terms.
    pub effects: Vec<Difference>,
    /// By article: the words.
    pub articles: Vec<Difference>,
}

impl Comparison {
    /// Whether the texts say the same.
    pub const fn is_empty(&self) -> bool {
        self.effects.is_empty() && self.articles.is_empty()
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whether something came, went or changed.
    pub change: Change,
    /// What it is, such as `clause 3 (quota)` or `article 2 Fire`.
    pub what: String,
    /// Its line in the earlier text.
    pub line_before: Option<u32>,
    /// Its line in the later text.
    pub line_after: Option<u32>,
    /// The words that it is about: a term's quote.
    pub quote: Option<String>,
    /// True if a text that binds nobody yet promised it and the signed one does not.
    pub is_broken_promise: bool,
    /// What changed, in plain words; for articles the passages.
    pub details: Vec<Detail>,
}

/// Whether something came, went or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// In the later text only.
    Added,
    /// In the earlier text only.
    Dropped,
    /// In both, and not the same.
    Changed,
}

impl Change {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Dropped => "dropped",
            Self::Changed => "changed",
        }
    }
}

/// One thing that changed in something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A field of a term or of the document.
    Field {
        /// Its name in the file.
        field: String,
        /// In plain words.
        words: String,
        /// Its values before, as written; empty = not said.
        before: Vec<String>,
        /// Its values after.
        after: Vec<String>,
    },
    /// Words of an article.
    Passage(Passage),
    /// Something to know besides.
    Remark(String),
}

/// Compares an earlier text with a later one.
///
/// Articles are matched by heading, then by number, then by their words; terms by id, then by what
/// they do, then by what they quote.
pub fn compare(earlier: &Agreement, later: &Agreement) -> Comparison {
    let said = later.articles.iter().map(|article| prose(&article.text)).collect();
    let pair = Pair { earlier, later, said };
    Comparison { effects: pair.effects(), articles: pair.articles() }
}

/// Two texts of one agreement.
struct Pair<'a> {
    earlier: &'a Agreement,
    later: &'a Agreement,
    /// The words of the later text, article by article.
    said: Vec<String>,
}

impl Pair<'_> {
    /// Whether what the later text lacks was a promise: proposed in one that binds nobody, and then not signed.
    fn breaks_promises(&self) -> bool {
        let was_open = matches!(self.earlier.provenance.status, Some(TextStatus::Draft | TextStatus::Leaked | TextStatus::Template));
        was_open && self.later.provenance.status == Some(TextStatus::Signed)
    }

    /// The article of the later text in which some words stand.
    fn where_said(&self, words: &str) -> Option<&str> {
        let wanted = prose(words);
        let at = self.said.iter().position(|said| said.contains(&wanted))?;
        let article = self.later.articles.get(at)?;
        Some(if article.heading.is_empty() { "the text above the first heading" } else { &article.heading })
    }
}

/// A term in a few words.
fn name_of(term: &Term) -> String {
    let kind = term.kind.map_or_else(|| "unreadable".to_owned(), |kind| kind.word().replace('_', " "));
    let reading = term.reading.as_ref().map(|reading| format!(", reading {}", clean(reading, 100))).unwrap_or_default();
    format!("clause {} ({kind}{reading})", term.id)
}
