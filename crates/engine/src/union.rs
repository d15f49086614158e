//! The union of several logs: what an entry could know of, and one order over all entries that every node finds.
//!
//! A log that anchors another's checkpoint knows what that log held then. So each entry has a past:
//! a number of entries of each log. Its *height* is the length of the longest chain of entries that
//! leads to it. [`Rank`] orders entries by height, then by log name and index. The rank of an entry
//! follows from its past alone, so it never changes when more is learned, and is the same on every
//! node; what is in an entry's past always has a lower rank.

use std::collections::BTreeMap;

/// An entry of some log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The log's name.
    pub log: String,
    /// Position in it, from 0.
    pub index: u64,
}

/// Where an entry stands in the order over all logs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// Entries in the longest chain that leads to it.
    pub height: u64,
    /// The entry: it breaks ties.
    pub place: Place,
}

/// How many entries of each log something could know of.
pub type Past = BTreeMap<String, u64>;

/// An anchor in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    index: u64,
    of: String,
    size: u64,
    /// What heights are above positions from here on.
    lift: u64,
}

/// The anchors of all logs that a node holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Union {
    logs: BTreeMap<String, Vec<Mark>>,
}

impl Union {
    /// Starts with no anchor known: every log stands alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether no log knows of another.
    pub fn is_alone(&self) -> bool {
        self.logs.is_empty()
    }

    /// Learns that the entry at `place` anchors the first `size` entries of the log `of`. The
    /// anchors of one log come in order, and those that an anchor knows of come before it.
    pub fn anchor(&mut self, place: &Place, of: &str, size: u64) {
        let before = place.index.checked_sub(1).map_or(0, |index| self.height(&place.log, index).saturating_add(1));
        let known = size.checked_sub(1).map_or(0, |index| self.height(of, index).saturating_add(1));
        let lift = before.max(known).saturating_sub(place.index);
        let mark = Mark { index: place.index, of: of.into(), size, lift };
        self.logs.entry(place.log.clone()).or_default().push(mark);
    }

    /// The height of an entry.
    pub fn height(&self, log: &str, index: u64) -> u64 {
        let marks = self.marks_before(log, index.saturating_add(1));
        index.saturating_add(marks.last().map_or(0, |mark| mark.lift))
    }

    /// The rank of an entry.
    pub fn rank(&self, place: Place) -> Rank {
        Rank { height: self.height(&place.log, place.index), place }
    }

    /// What the entry at a place could know of: everything before it in its log, and all that the
    /// anchors among that lead to.
    pub fn past(&self, place: &Place) -> Past {
        let mut past = Past::from([(place.log.clone(), place.index)]);
        let mut open = vec![(place.log.clone(), place.index)];
        while let Some((log, size)) = open.pop() {
            for mark in self.marks_before(&log, size) {
                if past.get(&mark.of).is_none_or(|known| *known < mark.size) {
                    past.insert(mark.of.clone(), mark.size);
                    open.push((mark.of.clone(), mark.size));
                }
            }
        }
        past
    }

    /// How many entries of a log the first `size` entries of another anchor, directly.
    pub fn anchored(&self, log: &str, size: u64, of: &str) -> u64 {
        self.marks_before(log, size).iter().filter(|mark| mark.of == of).map(|mark| mark.size).max().unwrap_or(0)
    }

    fn marks_before(&self, log: &str, index: u64) -> &[Mark] {
        let marks = self.logs.get(log).map_or(&[][..], Vec::as_slice);
        marks.get(..marks.partition_point(|mark| mark.index < index)).unwrap_or(&[])
    }
}

/// Whether an entry is among what something could know of.
pub fn is_in(past: &Past, place: &Place) -> bool {
    past.get(&place.log).is_some_and(|size| place.index < *size)
}
