//! Pages, posts and statements to stories, claims and places, each with its span in the text.
//!
//! Pure and by rules: the same text gives the same items on every machine. What it finds are
//! proposals with spans; it never says more than the words do.

pub mod charset;
pub mod claims;
mod fold;
mod language;
mod markup;
pub mod method;
mod numbers;
pub mod page;
pub mod places;
mod proposals;
mod quotes;
mod span;
mod story;
mod words;

pub use claims::{Claim, Told, read_claims};
pub use fold::Oddity;
pub use language::{Language, tell_language};
pub use numbers::{Quantity, read_quantities};
pub use places::{Gazetteer, Index, PlaceMention, read_gazetteer, read_places};
pub use proposals::{Proposal, Standing, read_proposals};
pub use quotes::{Quote, QuoteKind, read_quotes};
pub use span::{Said, Span};
pub use story::{Block, BlockKind, Dateline, Flag, Page, Published, StatedBy, Story};
