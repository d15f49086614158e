//! Where a text comes from and what it is worth: status, source, languages, version.

use crate::fields::Fields;
use crate::words::clean;
use jiff::civil::Date;
use std::ops::Range;

/// Longest text of one of these fields that is kept, characters.
pub(crate) const CHARS_MAX: usize = 300;

/// What a text is worth as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextStatus {
    /// Signed, and this is what was signed.
    Signed,
    /// Proposed, not signed.
    Draft,
    /// Came out without its authors' word.
    Leaked,
    /// Printed by somebody and never compared with what was signed.
    Unverified,
    /// A form to be filled in: in force nowhere by itself.
    Template,
}

impl TextStatus {
    pub(crate) const ALL: [Self; 5] = [Self::Signed, Self::Draft, Self::Leaked, Self::Unverified, Self::Template];
    pub(crate) const WORDS: [&'static str; 5] = ["signed", "draft", "leaked", "unverified", "template"];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Draft => "draft",
            Self::Leaked => "leaked",
            Self::Unverified => "unverified",
            Self::Template => "template",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }

    /// What a reader of a finding must know of it; nothing for a signed text.
    const fn caution(self) -> Option<&'static str> {
        match self {
            Self::Signed => None,
            Self::Draft => Some("is a draft: nobody is bound by it"),
            Self::Leaked => Some("was leaked: its authors have not confirmed it"),
            Self::Unverified => Some("is unverified: it was not compared with what was signed"),
            Self::Template => Some("is a template: it is in force nowhere"),
        }
    }
}

/// How the text of an agreement stands to the languages that bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Translation {
    /// This text itself binds.
    Authentic,
    /// Translated by the parties or their secretariat.
    Official,
    /// Translated by somebody else.
    Unofficial,
    /// Translated by a machine and read by nobody.
    Machine,
}

impl Translation {
    pub(crate) const ALL: [Self; 4] = [Self::Authentic, Self::Official, Self::Unofficial, Self::Machine];
    pub(crate) const WORDS: [&'static str; 4] = ["authentic", "official", "unofficial", "machine"];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Authentic => "authentic",
            Self::Official => "official",
            Self::Unofficial => "unofficial",
            Self::Machine => "machine",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|translation| translation.word() == word)
    }
}

/// Where a text comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The language of this text.
    pub language: Option<String>,
    /// The languages whose texts bind.
    pub authentic: Vec<String>,
    /// How this text stands to them.
    pub translation: Option<Translation>,
    /// What the text is worth; absent = not said.
    pub status: Option<TextStatus>,
    /// Where it was taken from.
    pub source: Option<String>,
    /// Who printed it.
    pub printed_by: Option<String>,
    /// The day that it bears.
    pub dated: Option<Date>,
    /// The name of this version, such as `2`.
    pub version: Option<String>,
    /// The version that it takes the place of.
    pub supersedes: Option<String>,
}

impl Provenance {
    /// Reads the fields of `[agreement]` and `[[annex]]` that say where a text comes from.
    pub(crate) fn read(fields: &mut Fields<'_, '_>) -> Self {
        let status = fields.word("status", "a status of a text", TextStatus::from_word, &TextStatus::WORDS);
        let text = |fields: &mut Fields<'_, '_>, key| fields.text(key).map(|word| clean(&word.word, CHARS_MAX));
        let (source, printed_by) = (text(fields, "source"), text(fields, "printed_by"));
        Self { status, source, printed_by, dated: fields.day("dated"), ..Self::default() }
    }

    /// Reads what an agreement says besides: languages and versions.
    pub(crate) fn read_whole(fields: &mut Fields<'_, '_>) -> Self {
        let text = |fields: &mut Fields<'_, '_>, key| fields.text(key).map(|word| clean(&word.word, CHARS_MAX));
        let language = text(fields, "language");
        let authentic = fields.texts("authentic").unwrap_or_default().iter().map(|word| clean(&word.word, CHARS_MAX)).collect();
        let translation = fields.word("translation", "a state of translation", Translation::from_word, &Translation::WORDS);
        let (version, supersedes) = (text(fields, "version"), text(fields, "supersedes"));
        Self { language, authentic, translation, version, supersedes, ..Self::read(fields) }
    }

    /// What a reader of a finding must know of the text; `what` names it.
    pub(crate) fn cautions(&self, what: &str) -> Vec<String> {
        let told = |caution: &str| {
            let printed = self.printed_by.as_ref().map(|by| format!(", as printed by {by}")).unwrap_or_default();
            let source = self.source.as_ref().map(|source| format!(" (source: {source})")).unwrap_or_default();
            format!("{what}{printed} {caution}{source}")
        };
        let status = self.status.and_then(TextStatus::caution).map(told);
        let language = self.language.as_deref().unwrap_or("another language");
        let translated = match self.translation {
            None | Some(Translation::Authentic) => None,
            Some(Translation::Official) => Some("an official translation"),
            Some(Translation::Unofficial) => Some("an unofficial translation"),
            Some(Translation::Machine) => Some("a machine's translation"),
        };
        let binding =
            if self.authentic.is_empty() { String::new() } else { format!("; the texts that bind are in {}", self.authentic.join(", ")) };
        status.into_iter().chain(translated.map(|by| format!("{what} in {language} is {by}{binding}"))).collect()
    }
}

/// A part of the file that is a text of its own: an annex, a side letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// Its id.
    pub id: String,
    /// Its title, as given.
    pub title: Option<String>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Line of its beginning, from 1.
    pub line: u32,
    pub(crate) header: Range<usize>,
}

/// Reads an `[[annex]]` table.
pub(crate) fn read_annex(mut fields: Fields<'_, '_>, line: u32) -> Annex {
    let header = fields.header.clone();
    let id = fields.text("id").map(|id| clean(&id.word, 100));
    if id.is_none() {
        fields.missing("id", "id = \"side_letter\"");
    }
    let title = fields.text("title").map(|title| clean(&title.word, CHARS_MAX));
    let provenance = Provenance::read(&mut fields);
    fields.take("note");
    fields.finish();
    Annex { id: id.unwrap_or_else(|| format!("line {line}")), title, provenance, line, header }
}

impl Annex {
    /// The annex in a few words.
    pub(crate) fn words(&self) -> String {
        let title = self.title.as_ref().map(|title| format!(" \"{title}\"")).unwrap_or_default();
        format!("annex {}{title}", self.id)
    }
}
