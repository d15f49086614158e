//! Declarations: what an actor said about the agreement, on a day, about some of its terms.

use crate::fields::{Fields, Local, Worded};
use crate::interval::local_instant;
use crate::provenance::CHARS_MAX;
use crate::words::clean;
use model::Instant;
use std::ops::Range;

/// What somebody declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclarationKind {
    /// Becomes a party; bound from then on.
    Accession,
    /// Accepts what another proposed.
    Acceptance,
    /// Accepts with exceptions.
    Reservation,
    /// Says how a text is to be read.
    Interpretation,
    /// Says that something is not so, or was not agreed.
    Denial,
    /// Considers itself, or another, free of a term.
    Release,
    /// Leaves the agreement.
    Withdrawal,
    /// Makes a term last longer.
    Extension,
    /// Anything else.
    Statement,
}

impl DeclarationKind {
    pub(crate) const ALL: [Self; 9] = [
        Self::Accession,
        Self::Acceptance,
        Self::Reservation,
        Self::Interpretation,
        Self::Denial,
        Self::Release,
        Self::Withdrawal,
        Self::Extension,
        Self::Statement,
    ];
    pub(crate) const WORDS: [&'static str; 9] =
        ["accession", "acceptance", "reservation", "interpretation", "denial", "release", "withdrawal", "extension", "statement"];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accession => "accession",
            Self::Acceptance => "acceptance",
            Self::Reservation => "reservation",
            Self::Interpretation => "interpretation",
            Self::Denial => "denial",
            Self::Release => "release",
            Self::Withdrawal => "withdrawal",
            Self::Extension => "extension",
            Self::Statement => "statement",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Its id; `line N` if it has none.
    pub id: String,
    /// Who declared; an actor, not always a party.
    pub by: Option<String>,
    /// When, as written.
    pub on: Option<String>,
    /// The beginning of that day, or the moment, in the agreement's time zone.
    pub at: Option<Instant>,
    /// What; absent if unreadable.
    pub kind: Option<DeclarationKind>,
    /// Ids of the terms that it is about; empty = the whole agreement.
    pub about: Vec<String>,
    /// The reading that it asserts.
    pub reading: Option<String>,
    /// Its words.
    pub quote: Option<String>,
    /// Where they were taken from.
    pub source: Option<String>,
    /// Line of its beginning, from 1.
    pub line: u32,
    pub(crate) local: Option<Local>,
    pub(crate) speaker: Option<Worded>,
    pub(crate) terms: Vec<Worded>,
    pub(crate) header: Range<usize>,
    /// All its fields as written, by name.
    pub(crate) written: Vec<(String, Vec<String>)>,
}

/// Reads a `[[declaration]]` table; the quote comes apart, with its place.
pub(crate) fn read_declaration(mut fields: Fields<'_, '_>, line: u32) -> (Declaration, Option<Worded>) {
    let (header, written) = (fields.header.clone(), fields.written());
    let id = fields.text("id").map_or_else(|| format!("line {line}"), |id| clean(&id.word, 100));
    let speaker = fields.text("by");
    fields.missing("by", "by = \"p1\"");
    let on = fields.local("on").map(|(local, _)| local);
    fields.missing("on", "on = \"2026-01-12\"");
    let kind = fields.word("kind", "a kind of declaration", DeclarationKind::from_word, &DeclarationKind::WORDS);
    fields.missing("kind", "kind = \"interpretation\"");
    let terms = fields.texts("about").unwrap_or_default();
    let reading = fields.text("reading").map(|reading| clean(&reading.word, 100));
    let quote = fields.text("quote");
    let source = fields.text("source").map(|source| clean(&source.word, CHARS_MAX));
    fields.take("note");
    fields.finish();
    let declaration = Declaration {
        id,
        by: speaker.as_ref().map(|by| clean(&by.word, 100)),
        on: on.map(Local::words),
        at: None,
        kind,
        about: terms.iter().map(|word| word.word.clone()).collect(),
        reading,
        quote: quote.as_ref().map(|quote| quote.word.clone()),
        source,
        line,
        local: on,
        speaker,
        terms,
        header,
        written,
    };
    (declaration, quote)
}

impl Declaration {
    /// Fixes its moment, once the agreement's time zone is known.
    pub(crate) fn place(&mut self, zone: Option<&str>) {
        self.at = self.local.and_then(|local| local_instant(local, zone, false));
    }

    /// The declaration in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let (by, on) = (self.by.as_deref().unwrap_or("somebody"), self.on.as_deref().unwrap_or("an unknown day"));
        let kind = self.kind.map_or("declaration", DeclarationKind::word);
        let reading = self.reading.as_ref().map(|reading| format!(" (reading {reading})")).unwrap_or_default();
        let quote = self.quote.as_ref().map(|quote| format!(": \"{}\"", clean(quote, CHARS_MAX))).unwrap_or_default();
        let source = self.source.as_ref().map(|source| format!(" (source: {source})")).unwrap_or_default();
        format!("{by} declared on {on}: {kind}{reading} (declaration {}, line {}){quote}{source}", self.id, self.line)
    }
}
