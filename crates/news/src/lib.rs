//! Pages, posts and statements to stories, claims and places, each with its span in the text.
//!
//! Pure and by rules: the same text gives the same items on every machine. What it finds are
//! proposals with spans; it never says more than the words do.

mod language;
pub mod method;
mod span;
mod story;

pub use language::{Language, tell_language};
pub use span::{Said, Span};
pub use story::{Block, BlockKind, Dateline, Flag, Page, Published, StatedBy, Story};
