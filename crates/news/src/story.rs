//! What is read from a page: stories, their labelled blocks, and what they say of themselves.

use crate::language::Language;
use crate::span::{Said, Span};
use jiff::civil::Date;
use model::Instant;

/// A page as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// All words of the page that are seen, in its order; every span of its stories is a stretch of this text.
    ///
    /// Of a plain text it is the text itself, so that spans are bytes of the (decoded) file.
    pub text: String,
    /// Its stories, the main one first, the others in the order of the page; never empty if the page has words.
    pub stories: Vec<Story>,
    /// What a reader should know: limits that were reached, things that are odd.
    pub flags: Vec<Flag>,
    /// The outlet, as the page names it: `og:site_name`, its publisher or its copyright line.
    pub outlet: Option<String>,
    /// The page's own address, where it states one.
    pub address: Option<String>,
    /// The language that the page states, such as `en-gb`; that of each story is told by its words.
    pub stated_language: Option<String>,
}

/// One story of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// Its headline.
    pub headline: Option<Said>,
    /// All blocks of the page from where the story begins to where the next one does: its own and what stands
    /// around it. Each block of a page belongs to exactly one story.
    pub blocks: Vec<Block>,
    /// Its body: the texts of its blocks of kind [`BlockKind::Body`], one a line.
    pub text: String,
    /// When it was published, as far as stated.
    pub published: Option<Published>,
    /// Where no day is stated: the first and the last day on which it can have been published, by its copyright line,
    /// the days that it mentions and the page that carries it.
    pub published_within: Option<(Date, Date)>,
    /// Where it was written, `PARIS (AP)`.
    pub dateline: Option<Dateline>,
    /// The agency or rights holder that it credits: of its dateline, its copyright line or its credit.
    pub agency: Option<Said>,
    /// Who wrote it.
    pub byline: Option<Said>,
    /// The language of its body.
    pub language: Language,
}

/// A paragraph or another piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the text of the page.
    pub span: Span,
    /// Its words: the same bytes as its span, with line breaks as spaces.
    pub text: String,
}

/// What a block of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A story's headline.
    Headline,
    /// A paragraph, list item, subheading or table row of a story's own text.
    Body,
    /// The beginning or summary of another story.
    Teaser,
    /// Titles of other stories.
    Related,
    /// What readers wrote beneath.
    Comments,
    /// Menus, buttons, notices, anything that leads about the site.
    Navigation,
    /// What a picture shows.
    Caption,
    /// Who wrote, took or owns it, and when: bylines, days, copyright and agency lines, contributors.
    Credit,
}

/// When a story was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The day as the publisher wrote it.
    pub day: Date,
    /// The moment, where a clock time with an offset is stated.
    pub at: Option<Instant>,
    /// What says so.
    pub stated_by: StatedBy,
    /// Where the text says so; `None` if only meta data do.
    pub span: Option<Span>,
}

/// What states a day of publication, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedBy {
    /// Linked data (`datePublished`).
    LinkedData,
    /// A `meta` element.
    Meta,
    /// A `time` element.
    TimeElement,
    /// The words of the page.
    Text,
    /// The address of the page.
    Address,
}

/// The line with which agencies begin a story: `PARIS, Jan 7 (AP) \u{2014}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The place, as written.
    pub place: String,
    /// The agency, if it is named there.
    pub agency: Option<String>,
    /// Where the dateline stands, without the dash.
    pub span: Span,
}

/// What a reader of a page should know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// The page is longer than [`crate::method::PAGE_BYTES_MAX`]: so many bytes at its end were not read.
    Cut {
        /// Bytes not read.
        bytes: usize,
    },
    /// More elements than [`crate::method::NODES_MAX`]: the words of the others were read without structure.
    ManyNodes,
    /// Elements nested deeper than [`crate::method::DEPTH_MAX`]: the deeper ones were taken for siblings.
    Deep,
    /// Invisible characters, kept in the text.
    Invisible {
        /// How many.
        n: usize,
    },
    /// Characters that turn the direction of writing, kept in the text.
    Bidi {
        /// How many.
        n: usize,
    },
    /// Words that mix letters of several scripts, as look-alikes do.
    MixedScripts {
        /// How many words.
        n: usize,
    },
    /// Bytes that are not in the page's encoding, or another encoding than it states.
    Charset {
        /// What was assumed or lost.
        note: String,
    },
    /// Linked data that the visible words contradict; the words were taken.
    LinkedDataDiffers {
        /// Which field.
        field: &'static str,
    },
    /// Stretches without white space that are longer than any word, so that words cannot be told.
    NoSpaces,
    /// No part of the page could be told from the rest; all of it stands as body.
    NoStory,
}

impl std::fmt::Display for Flag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cut { bytes } => write!(f, "the page is longer than 5 MB: {bytes} bytes at its end were not read"),
            Self::ManyNodes => write!(f, "the page has more than 200,000 elements: the words of the others were read without structure"),
            Self::Deep => write!(f, "elements are nested deeper than 512: the deeper ones were taken for siblings"),
            Self::Invisible { n } => write!(f, "{n} invisible characters; they are kept"),
            Self::Bidi { n } => write!(f, "{n} characters that turn the direction of writing; they are kept"),
            Self::MixedScripts { n } => write!(f, "{n} words mix letters of several scripts, as look-alikes do"),
            Self::Charset { note } => write!(f, "{note}"),
            Self::LinkedDataDiffers { field } => {
                write!(f, "the linked data say another `{field}` than the page shows; the page was believed")
            }
            Self::NoSpaces => write!(f, "stretches without white space longer than any word"),
            Self::NoStory => write!(f, "no part of the page could be told from the rest"),
        }
    }
}

impl Story {
    /// The stretch of the page's text in which a stretch of the story's own text stands.
    ///
    /// A stretch over several blocks goes from its first to its last, with what stands between them.
    pub fn locate(&self, within: Span) -> Option<Span> {
        let start = self.locate_byte(within.start, false)?;
        let end = self.locate_byte(within.end, true)?;
        Some(Span::new(start, end))
    }

    /// `is_end`: a byte between two blocks belongs to the one before.
    fn locate_byte(&self, at: usize, is_end: bool) -> Option<usize> {
        let mut begun = 0usize;
        for block in self.body() {
            let ended = begun + block.text.len();
            if at < ended || (is_end && at == ended) {
                return Some(block.span.start + at.checked_sub(begun)?);
            }
            begun = ended + 1;
        }
        None
    }

    /// The blocks of its own text.
    pub fn body(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.kind == BlockKind::Body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_the_body_is_found_in_the_page() {
        let page = "Menu\nFirst one.\nA caption\nSecond.";
        let block = |kind, start: usize, end: usize| Block { kind, span: Span::new(start, end), text: page[start..end].into() };
        let story = Story {
            blocks: vec![
                block(BlockKind::Navigation, 0, 4),
                block(BlockKind::Body, 5, 15),
                block(BlockKind::Caption, 16, 25),
                block(BlockKind::Body, 26, 33),
            ],
            text: "First one.\nSecond.".into(),
            ..Story::default()
        };
        let words = |from: usize, to: usize| story.locate(Span::new(from, to)).and_then(|span| span.of(page));
        assert_eq!(words(0, 5), Some("First"));
        assert_eq!(words(0, 10), Some("First one."));
        assert_eq!(words(11, 17), Some("Second"));
        assert_eq!(words(6, 17), Some("one.\nA caption\nSecond"));
        assert_eq!(words(11, 40), None);
    }
}
