//! A set of kinds of observation.

use model::Kind;

/// A set of kinds of observation, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct KindSet(u32);

const _: () = assert!(Kind::ALL.len() <= 32, "more kinds than bits");

impl KindSet {
    /// None of them.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn of(kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self(kinds.into_iter().fold(0, |bits, kind| bits | 1 << kind as u32))
    }

    pub(crate) const fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// Those of the kinds that are in another set, too.
    pub(crate) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of it is in another set.
    pub(crate) const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The places of its kinds in the list of all.
    pub(crate) fn bits(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            bit
        })
    }

    /// The kinds, as words with commas.
    pub(crate) fn words(self) -> String {
        Kind::ALL.into_iter().filter(|kind| self.has(*kind)).map(Kind::word).collect::<Vec<_>>().join(", ")
    }
}
