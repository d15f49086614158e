//! The two agreements: documents in which the parties' ids and names are filled in.

use crate::cast::Cast;

/// The agreements by file name, in the order in which they were adopted.
pub(crate) fn agreements(cast: &Cast) -> Vec<(String, String)> {
    [("quillory-truce.md", include_str!("texts/agreement.md")), ("ondrel-waterworks.md", include_str!("texts/repair.md"))]
        .map(|(name, text)| (name.to_owned(), cast.fill(text)))
        .to_vec()
}
