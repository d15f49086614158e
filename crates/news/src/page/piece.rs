//! A piece of a page on its way to its story, and what its words say of it.

use super::credits::{Picture, Sign, byline, dateline, picture, sign};
use super::dates::{leading_day, stated_day};
use crate::span::Span;
use crate::story::{Block, BlockKind, Dateline};

/// Longest headline, characters.
const TITLE_CHARS_MAX: usize = 200;

/// A piece of a page.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What the page's structure says it is; `None` where only its words can tell.
    pub kind: Option<BlockKind>,
    /// Where it stands.
    pub span: Span,
    /// Its words, byte for byte those of its span, with line breaks as spaces.
    pub text: String,
    /// What its words say.
    pub role: Role,
}

/// What the words of a piece say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It begins a story.
    Dateline(Dateline),
    /// It ends one, or is no part of one.
    Sign(Sign),
    /// It states a day and little else.
    Day,
    /// It names who wrote.
    Byline,
    /// It is about a picture or names contributors.
    Picture(Picture),
    /// It can be a headline: short and no sentence.
    Title,
    /// Sentences.
    Prose,
    /// No part of a text, as the page's structure says.
    Furniture,
}

impl Piece {
    /// A stretch of a text.
    pub fn new(text: &str, span: Span, kind: Option<BlockKind>) -> Self {
        let words: String = span.of(text).unwrap_or("").chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
        let role = match kind {
            None | Some(BlockKind::Body | BlockKind::Credit) => role(&words),
            Some(BlockKind::Headline) => Role::Title,
            Some(_) => Role::Furniture,
        };
        Self { kind, span, text: words, role }
    }

    /// As a block.
    pub fn into_block(self, kind: BlockKind) -> Block {
        Block { kind, span: self.span, text: self.text }
    }

    /// The day that it states or begins with, and where.
    pub fn day(&self) -> Option<(jiff::civil::Date, Span)> {
        let found = stated_day(&self.text).or_else(|| leading_day(&self.text))?;
        Some((found.0, found.1.shifted(self.span.start)))
    }

    /// Whether it is a sentence or begins a story.
    pub fn is_prose(&self) -> bool {
        matches!(self.role, Role::Prose | Role::Dateline(_))
    }
}

fn role(text: &str) -> Role {
    if let Some(sign) = sign(text) {
        return Role::Sign(sign);
    }
    if let Some(dateline) = dateline(text) {
        return Role::Dateline(dateline);
    }
    if let Some(picture) = picture(text) {
        return Role::Picture(picture);
    }
    if byline(text).is_some() {
        return Role::Byline;
    }
    if text.chars().count() <= TITLE_CHARS_MAX
        && (stated_day(text).is_some() || leading_day(text).is_some_and(|(_, span)| !ends_sentence(text) || span.end + 12 >= text.len()))
    {
        return Role::Day;
    }
    if is_title(text) { Role::Title } else { Role::Prose }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\u{201d}', '\u{bb}', '\'', '\u{2019}', ')', ' ']).ends_with(['.', '!', ';', ':', '\u{2026}', ','])
}

/// Short, and without the mark that ends a sentence.
fn is_title(text: &str) -> bool {
    text.chars().count() <= TITLE_CHARS_MAX && !ends_sentence(text) && text.chars().any(char::is_alphabetic)
}

/// Words only, lower-case: for telling whether two lines say the same.
pub fn bare(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}
