//! The gazetteers that a mission uses, ready when the first text asks for them.

use news::{Gazetteer, Index, read_gazetteer};
use std::cell::OnceCell;
use std::fmt;

/// Gazetteers as texts; their index is made once, and only if something is read that could name places.
#[derive(Default)]
pub struct Gazetteers {
    texts: Vec<String>,
    index: OnceCell<Option<Index>>,
}

impl Gazetteers {
    /// Takes the texts of gazetteers, in order; what is none is left out.
    pub const fn new(texts: Vec<String>) -> Self {
        Self { texts, index: OnceCell::new() }
    }

    /// The index; `None` without any gazetteer.
    pub(crate) fn index(&self) -> Option<&Index> {
        self.index.get_or_init(|| self.make()).as_ref()
    }

    fn make(&self) -> Option<Index> {
        let mut gazetteer = Gazetteer::default();
        self.texts.iter().filter_map(|text| read_gazetteer(text).ok()).for_each(|read| gazetteer.extend(read));
        (!gazetteer.toponyms.is_empty()).then(|| Index::new(gazetteer))
    }
}

impl fmt::Debug for Gazetteers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} gazetteers", self.texts.len())
    }
}
