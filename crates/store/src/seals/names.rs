//! Rows by 32-byte names, in memory: several rows may have one name.

use std::collections::HashMap;

/// Which rows have a name. Names are digests or keyed digests, so that their first bytes are spread evenly.
#[derive(Default)]
pub struct Names {
    heads: HashMap<u64, u32>,
    before: Vec<Option<u32>>,
}

impl Names {
    /// How many rows there are.
    pub const fn rows(&self) -> usize {
        self.before.len()
    }

    /// Adds the next row.
    pub fn push(&mut self, name: &[u8; 32]) {
        let row = u32::try_from(self.before.len()).unwrap_or(u32::MAX);
        self.before.push(self.heads.insert(head(name), row));
    }

    /// Rows that may have a name, latest first; the caller compares the whole name.
    pub fn candidates(&self, name: &[u8; 32]) -> impl Iterator<Item = usize> + '_ {
        let first = self.heads.get(&head(name)).copied();
        std::iter::successors(first, |row| self.before.get(*row as usize).copied().flatten()).map(|row| row as usize)
    }
}

fn head(name: &[u8; 32]) -> u64 {
    name.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}
